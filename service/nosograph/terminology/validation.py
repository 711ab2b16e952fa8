"""Validates codings against a value set, as $validate-code answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from nosograph.errors import TerminologyError
from nosograph.terminology.code_system import CodeSystem
from nosograph.terminology.codes import Coding
from nosograph.terminology.display_check import DisplayCheck
from nosograph.terminology.displays import Displays
from nosograph.terminology.finder import Finder
from nosograph.terminology.issues import Issue, Severity, text_of, within
from nosograph.terminology.learned import Learned
from nosograph.terminology.membership import Membership
from nosograph.terminology.outside import OutsideCheck
from nosograph.terminology.status import report_status, status_of_value_set
from nosograph.terminology.value_set import Selection, ValueSet


class Mode(StrEnum):
    """How the code was given: by itself, as Coding, or as CodeableConcept."""

    CODE = ""
    CODING = "Coding"
    CONCEPT = "CodeableConcept"

    def path(self, index: int) -> str:
        """Return the path of one coding."""
        return f"{self.value}.coding[{index}]" if self is Mode.CONCEPT else self.value


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a validation."""

    result: bool
    issues: tuple[Issue, ...] = ()
    message: str = ""
    code: str = ""
    system: str = ""
    version: str = ""
    display: str = ""
    normal_code: str = ""
    is_inactive: bool = False
    status: str = ""
    unknown_systems: tuple[str, ...] = ()
    is_cause: bool = True
    versions: tuple[str, ...] = ()


class Validation:
    """One validation of one or more codings."""

    def __init__(self, finder: Finder, value_set: ValueSet, mode: Mode) -> None:
        self._finder = finder
        self._value_set = value_set
        self._mode = mode
        self._learned = Learned()
        self._match: Coding | None = None
        self._display = ""
        self._seen_version = ""

    def verdict(self, codings: Sequence[Coding]) -> Verdict:
        """Return the answer; what is wrong with the value set itself may be the answer too."""
        try:
            return self._verdict(codings)
        except TerminologyError as error:
            if not error.is_finding:
                raise
            return finding(error, codings, self._mode, self._finder)

    def _verdict(self, codings: Sequence[Coding]) -> Verdict:
        membership = Membership(self._finder, self._value_set, self._learned)
        report_status(self._learned.outcome, status_of_value_set(self._value_set), self._value_set)
        results = [self._look_at(membership, index, coding) for index, coding in enumerate(codings)]
        is_member = self._summed(results)
        if is_member is False:
            self._report_none(codings)
        self._report_use(codings[0].code if codings else "")
        return self._answer(codings, is_member)

    def _summed(self, results: Sequence[bool | None]) -> bool | None:
        if True in results:
            return True
        return None if None in results else False

    def _look_at(self, membership: Membership, index: int, coding: Coding) -> bool | None:
        learned = self._learned
        learned.begin()
        path = self._mode.path(index)
        result = membership.check(path, coding)
        if result is False:
            self._report_this(index, coding)
        if result:
            self._see_match(coding, path)
        elif not self._finder.options.membership_only:
            self._look_outside(coding, path)
        return result

    def _see_match(self, coding: Coding, path: str) -> None:
        names = self._displays()
        if coding.display:
            check = DisplayCheck(self._finder.options, self._learned.outcome)
            check.check(
                replace(coding, system=self._system_of(coding)),
                path,
                names,
                self._learned.default_language,
            )
        if self._match is None:
            self._match = replace(coding, version=self._learned.version)
            self._display = _shown(names)

    def _displays(self) -> Displays:
        return Displays(tuple(self._learned.names), self._finder.options.languages)

    def _system_of(self, coding: Coding) -> str:
        return self._learned.inferred or coding.system

    def _look_outside(self, coding: Coding, path: str) -> None:
        """Say what the code system knows of a code that is not in the value set."""
        system = self._system_of(coding)
        if not system:
            return
        check = OutsideCheck(self._finder, self._value_set, self._learned)
        found = check.check(replace(coding, system=system), path)
        if found is not None:
            self._seen_version = found.description.version
            self._display = _shown(self._displays()) or self._display

    def _report_this(self, index: int, coding: Coding) -> None:
        if self._value_set.is_internal or self._mode is not Mode.CONCEPT:
            return
        name = "None_of_the_provided_codes_are_in_the_value_set_one"
        code = replace(coding, system=self._system_of(coding)).rendered
        values = [self._value_set.named, f"'{code}'"]
        place = f"{self._mode.path(index)}.code"
        mark = (Severity.INFORMATION, "code-invalid", "this-code-not-in-vs")
        self._learned.outcome.report(*mark, name, values, place)

    def _report_none(self, codings: Sequence[Coding]) -> None:
        outcome = self._learned.outcome
        if self._value_set.is_internal and outcome.has_errors:
            return
        canonical = self._value_set.named
        if self._mode is Mode.CONCEPT:
            mark = ("TX_GENERAL_CC_ERROR_MESSAGE", [canonical], "")
        else:
            codes = ", ".join(f"'{each.rendered}'" for each in map(self._with_system, codings))
            name = "None_of_the_provided_codes_are_in_the_value_set_one"
            mark = (name, [canonical, codes], within(self._mode.value, "code"))
        outcome.report(Severity.ERROR, "code-invalid", "not-in-vs", *mark)

    def _with_system(self, coding: Coding) -> Coding:
        return replace(coding, system=self._system_of(coding))

    def _report_use(self, code: str) -> None:
        """Say where a concept is no longer in use."""
        learned = self._learned
        code = self._match.code if self._match else code
        if learned.inactive_at is not None:
            plain = learned.status in ("", "inactive")
            status = "inactive" if plain else f"{learned.status} and inactive"
            self._comment("INACTIVE_CONCEPT_FOUND", status, code, learned.inactive_at or "code")
        elif learned.status.lower() == "deprecated":
            place = self._mode.value or "code"
            self._comment("DEPRECATED_CONCEPT_FOUND", learned.status, code, place)

    def _comment(self, name: str, status: str, code: str, place: str) -> None:
        text = text_of(name, status, code)
        mark = ("business-rule", "code-comment", text, name, place)
        self._learned.outcome.add(Issue(Severity.WARNING, *mark))

    def _answer(self, codings: Sequence[Coding], is_member: bool | None) -> Verdict:
        learned = self._learned
        outcome = learned.outcome
        result = is_member is True and not outcome.has_errors
        told = self._told(codings)
        return Verdict(
            result=result,
            issues=tuple(outcome.issues),
            message=outcome.summary(),
            code=told.code,
            system=told.system,
            version=told.version,
            display=self._display if told.code else "",
            normal_code=learned.normal_code,
            is_inactive=learned.inactive_at is not None,
            status=learned.status,
            unknown_systems=() if result else tuple(learned.unknown_systems),
            is_cause=is_member is not False,
        )

    def _told(self, codings: Sequence[Coding]) -> Coding:
        """Return the coding that the answer is about."""
        if self._match is not None:
            return replace(self._match, system=self._system_of(self._match))
        if self._mode is Mode.CONCEPT or not codings:
            return Coding("", "")
        first = codings[0]
        version = self._learned.version or self._seen_version or first.version
        return replace(self._with_system(first), version=version)


def _shown(names: Displays) -> str:
    found = names.preferred() or Displays(names.names).preferred()
    return found.value if found else ""


def finding(
    error: TerminologyError, codings: Sequence[Coding], mode: Mode, finder: Finder
) -> Verdict:
    """Return an error as the answer of a validation."""
    issue = Issue(
        Severity.ERROR, error.code, error.kind, str(error), error.message_id, error.location
    )
    told = codings[0] if codings and mode is not Mode.CONCEPT else Coding("", "")
    system = finder.code_system(told.system) if told.system else None
    version = told.version or (system.description.version if system else "")
    return Verdict(
        result=False,
        issues=(issue,),
        message=str(error),
        code=told.code,
        system=told.system,
        version=version,
    )


def whole_system(system: CodeSystem) -> ValueSet:
    """Return the value set of all codes of a code system, to validate in the system itself."""
    said = system.description
    return ValueSet(
        url=said.value_set or f"{said.url}/vs",
        version=said.version,
        include=(Selection(said.url, said.version),),
        status="active",
        is_internal=True,
    )
