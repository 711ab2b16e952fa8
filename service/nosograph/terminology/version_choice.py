"""Which version of a code system an include and a coding mean together."""

from __future__ import annotations

from collections.abc import Sequence

from nosograph.terminology import versions
from nosograph.terminology.code_system import CodeSystem
from nosograph.terminology.codes import Coding
from nosograph.terminology.finder import Finder
from nosograph.terminology.issues import Severity, within
from nosograph.terminology.learned import Learned, report_unknown_system
from nosograph.terminology.value_set import Selection


class VersionChoice:
    """Chooses versions, and says where include and coding differ."""

    def __init__(self, finder: Finder, learned: Learned) -> None:
        self._finder = finder
        self._learned = learned

    def applicable(self, coding: Coding, include: Sequence[Selection]) -> str:
        """Return the one version to look in, where a coding without one could be of several."""
        stated = [each.version for each in include if each.system == coding.system]
        several = dict.fromkeys(version for version in stated if version)
        if coding.version or len(several) < 2:
            return ""
        found = [version for version in several if self._has(coding, version)]
        if len(found) == len(several):
            return ""
        return versions.newest(found or several)

    def _has(self, coding: Coding, version: str) -> bool:
        system = self._finder.code_system(coding.system, version)
        concept = system.locate(coding.code) if system else None
        if concept is None:
            return False
        names = [name.value for name in concept.names()]
        return not coding.display or coding.display in names

    def determine(self, path: str, selection: Selection, coding: Coding) -> str:
        """Return the version to look in."""
        version = self._finder.version(selection.system, selection.version)
        if not coding.version:
            return version
        version = self._refined(version, coding)
        system = self._finder.code_system(coding.system, version)
        if system is None:
            if version != coding.version:
                values = [coding.system, version, coding.version]
                self._report(path, "VALUESET_VALUE_MISMATCH", values)
        elif not versions.refines(coding.version, system.description.version):
            self._report_difference(path, selection, coding, version, system)
        return version

    def _refined(self, version: str, coding: Coding) -> str:
        if version:
            return coding.version if versions.refines(version, coding.version) else version
        known = self._finder.terminologies.known_versions(coding.system)
        is_known = any(versions.refines(coding.version, each) for each in known)
        return coding.version if is_known else ""

    def _report_difference(
        self, path: str, selection: Selection, coding: Coding, version: str, system: CodeSystem
    ) -> None:
        url = coding.system
        if not version:
            values = [url, system.description.version, coding.version]
            self._report(path, "VALUESET_VALUE_MISMATCH_DEFAULT", values, Severity.WARNING)
        elif version != selection.version:
            values = [url, version, selection.version, coding.version]
            self._report(path, "VALUESET_VALUE_MISMATCH_CHANGED", values)
        else:
            values = [url, selection.version, coding.version]
            self._report(path, "VALUESET_VALUE_MISMATCH", values)
        if self._finder.exactly(url, coding.version) is None:
            report_unknown_system(self._finder, self._learned, path, url, coding.version)

    def _report(
        self, path: str, name: str, values: Sequence[str], severity: Severity = Severity.ERROR
    ) -> None:
        place = within(path, "version")
        self._learned.outcome.report(severity, "invalid", "vs-invalid", name, values, place)
