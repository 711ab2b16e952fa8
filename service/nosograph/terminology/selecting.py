"""Whether a code is among those that one include or exclude selects."""

from __future__ import annotations

from collections.abc import Sequence

from nosograph.terminology.code_system import CodeSystem
from nosograph.terminology.codes import Concept, Designation, extension
from nosograph.terminology.issues import Severity, failure, within
from nosograph.terminology.learned import Learned
from nosograph.terminology.options import Options
from nosograph.terminology.value_set import ConceptReference, Filter, Selection, ValueSet

STANDARDS_STATUS = "http://hl7.org/fhir/StructureDefinition/structuredefinition-standards-status"
DEPRECATED = "http://hl7.org/fhir/StructureDefinition/valueset-deprecated"


class Selecting:
    """Decides for one value set, and says what it found."""

    def __init__(self, options: Options, value_set: ValueSet, learned: Learned) -> None:
        self._options = options
        self._value_set = value_set
        self._learned = learned

    def has(self, path: str, code: str, system: CodeSystem, selection: Selection) -> bool:
        """Tell whether an include has a code, and say what is to be said of it."""
        concept = system.locate(code)
        if selection.is_whole_system:
            if concept is None:
                return self._report_unknown(path, code, system)
            self._see_normal_form(path, code, concept, system)
            return self._is_allowed(path, concept, system, is_whole=True)
        if concept is None:
            return False
        return self._is_selected(path, concept, system, selection)

    def _is_selected(
        self, path: str, concept: Concept, system: CodeSystem, selection: Selection
    ) -> bool:
        for reference in selection.concepts:
            if reference.code == concept.code:
                self._learned.names = []
                allowed = self._is_allowed(path, concept, system, _own_names(reference))
                if allowed:
                    self._report_deprecated(path, reference, system)
                    return True
        if selection.filters and system.meets(concept, selection.filters):
            return self._is_allowed(path, concept, system)
        return False

    def excludes(self, code: str, system: CodeSystem, selection: Selection) -> bool:
        """Tell whether an exclude has a code."""
        concept = system.locate(code)
        if concept is None:
            return False
        if selection.is_whole_system:
            return True
        if any(reference.code == concept.code for reference in selection.concepts):
            return True
        return bool(selection.filters) and system.meets(concept, selection.filters)

    def _is_allowed(
        self,
        path: str,
        concept: Concept,
        system: CodeSystem,
        names: Sequence[Designation] = (),
        *,
        is_whole: bool = False,
    ) -> bool:
        """Tell whether a concept may be used here: not abstract or inactive where these may not."""
        self._learned.names = [*concept.names(), *names]
        if concept.is_abstract and not self._options.allows_abstract:
            self._report_rule(
                path, "ABSTRACT_CODE_NOT_ALLOWED", system.description.url, concept.code
            )
            return False
        if concept.is_inactive and self._wants_active():
            self._refuse_inactive(path, concept, is_whole=is_whole)
            return False
        self._learned.see_status(path, concept)
        return True

    def _wants_active(self) -> bool:
        return self._value_set.inactive is False or bool(self._options.active_only)

    def _refuse_inactive(self, path: str, concept: Concept, *, is_whole: bool) -> None:
        if is_whole:
            self._report_rule(path, "STATUS_CODE_WARNING_CODE", "not active", concept.code)
        if not self._options.membership_only:
            self._learned.see_status(path, concept)

    def _report_rule(self, path: str, name: str, *values: str) -> None:
        if not self._options.membership_only:
            mark = (Severity.ERROR, "business-rule", "code-rule")
            self._learned.outcome.report(*mark, name, values, within(path, "code"))

    def _report_unknown(self, path: str, code: str, system: CodeSystem) -> bool:
        if self._options.membership_only:
            return False
        return report_unknown_code(self._learned, path, code, system)

    def _see_normal_form(self, path: str, code: str, concept: Concept, system: CodeSystem) -> None:
        if concept.code == code:
            return
        self._learned.normal_code = concept.code
        values = (code, concept.code, system.description.canonical)
        self._learned.outcome.report(
            Severity.INFORMATION,
            "business-rule",
            "code-rule",
            "CODE_CASE_DIFFERENCE",
            values,
            within(path, "code"),
        )

    def _report_deprecated(
        self, path: str, reference: ConceptReference, system: CodeSystem
    ) -> None:
        status = extension(reference.extensions, STANDARDS_STATUS)
        if status not in ("withdrawn", "deprecated"):
            if extension(reference.extensions, DEPRECATED) is None:
                return
            status = "deprecated"
        values = (system.description.url, reference.code, status, self._value_set.canonical)
        self._learned.outcome.report(
            Severity.WARNING,
            "business-rule",
            "code-comment",
            "CONCEPT_DEPRECATED_IN_VALUESET",
            values,
            within(path, "code"),
        )


def _own_names(reference: ConceptReference) -> tuple[Designation, ...]:
    shown = (Designation(reference.display.strip()),) if reference.display else ()
    return (*shown, *reference.designations)


def report_unknown_code(learned: Learned, path: str, code: str, system: CodeSystem) -> bool:
    """Say that a code is not known, and tell whether it may exist all the same."""
    description = system.description
    values = [code, description.url, description.version]
    name, severity = "Unknown_Code_in_Version", Severity.ERROR
    if not description.is_complete:
        name, severity = "UNKNOWN_CODE_IN_FRAGMENT", Severity.WARNING
    elif not description.version:
        name = "Unknown_Code_in"
    place = within(path, "code")
    learned.outcome.report(severity, "code-invalid", "invalid-code", name, values, place)
    return severity is Severity.WARNING


def require_filter(system: CodeSystem, condition: Filter, value_set: ValueSet, place: str) -> None:
    """Refuse a filter that cannot be decided."""
    url = system.description.url
    if not condition.value:
        name = "UNABLE_TO_HANDLE_SYSTEM_FILTER_WITH_NO_VALUE"
        values = (url, condition.property, condition.op)
        raise failure("invalid", "vs-invalid", name, *values, location=place, status=400)
    if not system.understands(condition):
        named = (condition.property, condition.op, condition.value, value_set.url, url)
        name = "FILTER_NOT_UNDERSTOOD"
        raise failure("not-supported", "vs-invalid", name, *named, location=place, status=400)
