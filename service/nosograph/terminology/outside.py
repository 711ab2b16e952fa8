"""What is to be said of a code that is not in the value set: whether it exists, and its names."""

from __future__ import annotations

from urllib.parse import urlsplit

from nosograph.terminology.code_system import CodeSystem
from nosograph.terminology.codes import Coding, Concept
from nosograph.terminology.display_check import DisplayCheck
from nosograph.terminology.displays import Displays, Likeness
from nosograph.terminology.finder import Finder
from nosograph.terminology.issues import Severity, within
from nosograph.terminology.learned import Learned, report_unknown_system
from nosograph.terminology.selecting import report_unknown_code
from nosograph.terminology.status import report_status, status_of_system
from nosograph.terminology.value_set import ValueSet


class OutsideCheck:
    """Looks a coding up in its own code system."""

    def __init__(self, finder: Finder, value_set: ValueSet, learned: Learned) -> None:
        self._finder = finder
        self._value_set = value_set
        self._learned = learned

    def check(self, coding: Coding, path: str) -> CodeSystem | None:
        """Say what is wrong, and return the code system that has the code."""
        if not is_absolute(coding.system):
            self._report(path, "Terminology_TX_System_Relative")
        system = self._finder.code_system(coding.system, coding.version)
        if system is None:
            self._report_missing(coding, path)
            return None
        report_status(self._learned.outcome, status_of_system(system), self._value_set)
        for issue in self._finder.version_issues(system):
            self._learned.outcome.add(issue)
        concept = system.locate(coding.code)
        if concept is None:
            self._report_code(coding, path, system)
            return system
        self._see(coding, path, system, concept)
        return system

    def _see(self, coding: Coding, path: str, system: CodeSystem, concept: Concept) -> None:
        self._learned.names = [*self._learned.names, *concept.names()]
        if concept.is_inactive and self._learned.inactive_at is None:
            self._learned.see_status(path, concept)
        if coding.display:
            self._check_display(coding, path, system)

    def _report_missing(self, coding: Coding, path: str) -> None:
        url = coding.system
        if self._finder.value_set(url) is not None:
            self._report(path, "Terminology_TX_System_ValueSet2", url)
        elif supplement := self._finder.terminologies.supplement(url):
            self._report(path, "CODESYSTEM_CS_NO_SUPPLEMENT", supplement.description.canonical)
        else:
            report_unknown_system(self._finder, self._learned, path, url, coding.version)

    def _report(self, path: str, name: str, *values: str) -> None:
        mark = (Severity.ERROR, "invalid", "invalid-data")
        self._learned.outcome.report(*mark, name, values, within(path, "system"))

    def _report_code(self, coding: Coding, path: str, system: CodeSystem) -> None:
        key = f"{system.description.canonical}#{coding.code}"
        if key not in self._learned.unknown_codes:
            self._learned.unknown_codes.add(key)
            report_unknown_code(self._learned, path, coding.code, system)

    def _check_display(self, coding: Coding, path: str, system: CodeSystem) -> None:
        options = self._finder.options
        names = Displays(tuple(self._learned.names), options.languages)
        likeness = names.likeness(coding.display, system.description.language or None)
        if likeness is Likeness.SAME:
            return
        severity = Severity.WARNING if options.lenient_display else Severity.ERROR
        if names.count(shown_only=True) == 0:
            severity = Severity.WARNING
        check = DisplayCheck(options, self._learned.outcome)
        check.report_choice(coding, path, names, likeness, severity)


def is_absolute(url: str) -> bool:
    """Tell whether a system is named by an absolute URI.

    >>> is_absolute("http://loinc.org"), is_absolute("urn:oid:1.2"), is_absolute("local")
    (True, True, False)
    """
    try:
        return bool(urlsplit(url).scheme)
    except ValueError:
        return False
