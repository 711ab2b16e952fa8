"""What a client says about how an operation is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nosograph.terminology.issues import failure
from nosograph.terminology.languages import Languages
from nosograph.terminology.value_set import canonical


class Rule(StrEnum):
    """What a stated version of a system is for."""

    DEFAULT = "system-version"
    CHECK = "check-system-version"
    FORCE = "force-system-version"
    VALUE_SET = "default-valueset-version"


@dataclass(frozen=True, slots=True)
class VersionRule:
    """A version of a code system or value set that a client states."""

    rule: Rule
    system: str
    version: str

    @property
    def canonical(self) -> str:
        """System and version."""
        return canonical(self.system, self.version)


@dataclass(frozen=True, slots=True)
class Options:
    """Everything that parameters of the operations may say."""

    rules: tuple[VersionRule, ...] = ()
    display_languages: Languages | None = None
    header_languages: Languages | None = None
    active_only: bool | None = None
    allows_abstract: bool = True
    include_designations: bool | None = None
    include_definition: bool | None = None
    exclude_nested: bool | None = None
    exclude_not_for_ui: bool = False
    designations: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    supplements: tuple[str, ...] = ()
    count: int | None = None
    offset: int | None = None
    text: str = ""
    lenient_display: bool = False
    infers_system: bool = False
    membership_only: bool = False
    versions_match: bool | None = None

    @property
    def languages(self) -> Languages | None:
        """The languages to answer in."""
        return self.display_languages or self.header_languages

    @property
    def language_text(self) -> str:
        """The languages as messages name them."""
        return self.languages.text if self.languages else "--"

    def version(self, system: str, version: str) -> tuple[str, tuple[VersionRule, ...]]:
        """Return the version to look for, and the rules that decided it."""
        rules = [rule for rule in self.rules if rule.system == system]
        if forced := [rule for rule in rules if rule.rule is Rule.FORCE]:
            return _only(forced), (forced[0],)
        if version:
            return version, ()
        if chosen := [rule for rule in rules if rule.rule in (Rule.DEFAULT, Rule.VALUE_SET)]:
            return _only(chosen), (chosen[0],)
        checked = [rule for rule in rules if rule.rule is Rule.CHECK]
        return (checked[0].version, (checked[0],)) if checked else ("", ())

    def required(self, system: str) -> tuple[str, ...]:
        """Return the versions that a system has to be of."""
        checks = (rule for rule in self.rules if rule.rule is Rule.CHECK)
        return tuple(rule.version for rule in checks if rule.system == system)


def _only(rules: list[VersionRule]) -> str:
    versions = {rule.version for rule in rules}
    if len(versions) > 1:
        first, second = sorted(versions)[:2]
        raise failure(
            "exception", "version-error", "SYSTEM_VERSION_MULTIPLE", rules[0].system, first, second
        )
    return rules[0].version
