"""Finds what one operation refers to, by the versions and supplements that it states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from nosograph.terminology import versions
from nosograph.terminology.code_system import CodeSystem
from nosograph.terminology.deadline import Deadline
from nosograph.terminology.issues import Issue, Severity, failure, text_of
from nosograph.terminology.languages import read_languages
from nosograph.terminology.options import Options, VersionRule
from nosograph.terminology.terminologies import Terminologies
from nosograph.terminology.value_set import ValueSet, canonical, parted


@dataclass(slots=True)
class Finder:
    """Looks things up for one operation, and remembers what was used."""

    terminologies: Terminologies
    options: Options
    supplements: tuple[str, ...] = ()
    deadline: Deadline = field(default_factory=Deadline)
    rules: dict[VersionRule, None] = field(default_factory=dict)
    supplied: set[str] = field(default_factory=set)
    found: dict[tuple[str, str], CodeSystem | None] = field(default_factory=dict)

    def code_system(self, url: str, version: str = "") -> CodeSystem | None:
        """Return the version of a code system that is meant."""
        wanted, rules = self.options.version(url, version)
        self.rules.update(dict.fromkeys(rules))
        return self.exactly(url, wanted)

    def exactly(self, url: str, version: str = "") -> CodeSystem | None:
        """Return the version of a code system that is named, whatever the options say."""
        if not url:
            return None
        self.deadline.check()
        if (url, version) not in self.found:
            made = self.terminologies.code_system(url, version, self.supplements)
            self.found[url, version] = made
        found = self.found[url, version]
        if found is not None:
            self.supplied.update(found.supplements)
        return found

    def version(self, url: str, version: str) -> str:
        """Return the version that the options make of one."""
        wanted, rules = self.options.version(url, version)
        self.rules.update(dict.fromkeys(rules))
        return wanted

    def version_issues(self, system: CodeSystem) -> Iterator[Issue]:
        """Yield what is wrong with the version of a code system, by the options."""
        url, version = system.description.url, system.description.version
        for required in self.options.required(url):
            if not versions.matches(required, version):
                text = text_of("VALUESET_VERSION_CHECK", url, version, required)
                mark = ("exception", "version-error", text, "VALUESET_VERSION_CHECK")
                yield Issue(Severity.ERROR, *mark)

    def value_set(self, reference: str, within: ValueSet | None = None) -> ValueSet | None:
        """Return the value set that is referred to."""
        return self.terminologies.value_set(self.pinned(reference), within=within)

    def pinned(self, reference: str) -> str:
        """Return a reference with the version that the options give it."""
        url, version = parted(reference)
        return canonical(url, self.version(url, version))

    def known_versions(self, url: str) -> str:
        """Name the versions of a code system that are at hand."""
        return versions.listed(self.terminologies.known_versions(url))

    def require_supplements(self) -> None:
        """Refuse where a supplement that is asked for is not there."""
        missing = [name for name in self.supplements if not self._is_supplied(name)]
        if missing:
            raise failure(
                "not-found", "not-found", "VALUESET_SUPPLEMENT_MISSING", ",".join(missing)
            )

    def _is_supplied(self, name: str) -> bool:
        return any(name in (used, parted(used)[0]) for used in self.supplied)


def finder_for(
    value_set: ValueSet | None, options: Options, terminologies: Terminologies, deadline: Deadline
) -> Finder:
    """Return the finder of an operation on a value set, which may state options of its own."""
    if value_set is None:
        return Finder(terminologies, options, options.supplements, deadline)
    supplements = dict.fromkeys((*options.supplements, *value_set.supplements))
    stated = with_stated(options, value_set)
    return Finder(terminologies, stated, tuple(supplements), deadline)


def with_stated(options: Options, value_set: ValueSet) -> Options:
    """Return the options with those of a value set where the client is silent."""
    stated = dict(value_set.parameters)
    if options.versions_match is None and "versionsMatch" in stated:
        options = replace(options, versions_match=stated["versionsMatch"] == "true")
    if options.display_languages is None and "displayLanguage" in stated:
        options = replace(options, display_languages=read_languages(stated["displayLanguage"]))
    if options.languages is None and value_set.language:
        options = replace(options, header_languages=read_languages(value_set.language))
    return options
