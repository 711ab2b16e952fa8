"""Whether a coding is in a value set, and everything that is to be said about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from nosograph.domain.versions import age
from nosograph.errors import TerminologyError
from nosograph.terminology.codes import Coding
from nosograph.terminology.finder import Finder
from nosograph.terminology.issues import Severity, failure, text_of, within
from nosograph.terminology.learned import Learned, report_unknown_system
from nosograph.terminology.selecting import Selecting, require_filter
from nosograph.terminology.status import report_status, status_of_system, status_of_value_set
from nosograph.terminology.value_set import Selection, ValueSet
from nosograph.terminology.version_choice import VersionChoice

#: Value sets inside value sets; published ones have fewer than 10.
DEEPEST = 50


class Membership:
    """Decides what is in one value set."""

    def __init__(
        self,
        finder: Finder,
        value_set: ValueSet,
        learned: Learned,
        above: tuple[str, ...] = (),
        known: dict[str, Membership] | None = None,
    ) -> None:
        finder.deadline.check()
        self._finder = finder
        self.value_set = value_set
        self._learned = learned
        self._path = (*above, value_set.canonical)
        self._imports: dict[str, Membership] = {}
        self._known = {} if known is None else known
        self._versions = VersionChoice(finder, learned)
        self._selecting = Selecting(finder.options, value_set, learned)
        self._prepare()

    def _prepare(self) -> None:
        """Find everything that the value set rests on, and refuse what cannot be decided."""
        if self.value_set.is_locked:
            raise failure("business-rule", "vs-invalid", "LOCKED_DATE", self.value_set.url)
        for side in ("include", "exclude"):
            selections: tuple[Selection, ...] = getattr(self.value_set, side)
            for index, selection in enumerate(selections):
                self._prepare_imports(selection)
                self._prepare_filters(selection, f"ValueSet.compose.{side}[{index}]")

    def _prepare_imports(self, selection: Selection) -> None:
        for reference in selection.value_sets:
            pinned = self._finder.pinned(reference)
            if pinned in self._imports:
                continue
            found = self._finder.value_set(reference, self.value_set)
            if found is None:
                raise missing_value_set(pinned, is_finding=True)
            self._refuse_circle(found)
            self._imports[pinned] = self._of(found)

    def _of(self, found: ValueSet) -> Membership:
        """Return the membership of an imported value set, which is looked at once."""
        if found.is_contained or found.canonical not in self._known:
            made = Membership(self._finder, found, self._learned, self._path, self._known)
            if found.is_contained:
                return made
            self._known[found.canonical] = made
        return self._known[found.canonical]

    def _refuse_circle(self, found: ValueSet) -> None:
        is_circle = not found.is_contained and found.canonical in self._path
        if is_circle or len(self._path) > DEEPEST:
            path = ", ".join(self._path)
            raise failure("processing", "vs-invalid", "VALUESET_CIRCULAR", found.canonical, path)

    def _prepare_filters(self, selection: Selection, where: str) -> None:
        system = self._finder.code_system(selection.system, selection.version)
        if system is None:
            return
        for index, condition in enumerate(selection.filters):
            place = f"{where}.filter[{index}]"
            require_filter(system, condition, self.value_set, place)

    def check(self, path: str, coding: Coding) -> bool | None:
        """Tell whether a coding is in the value set; None where its system is not known."""
        self._finder.deadline.check()
        if not coding.system and not self._finder.options.infers_system:
            self._report_systemless(path)
            return False
        if not coding.system:
            coding = self._inferred(coding)
            if not coding.system:
                return False
        self._finder.require_supplements()
        if self.value_set.listed is not None:
            return self._is_listed(path, coding)
        result = self._is_included(path, coding)
        if result and self._is_excluded(path, coding):
            return False
        return result

    def _inferred(self, coding: Coding) -> Coding:
        """Return the coding with the one system by which it is in the value set."""
        quiet = Membership(self._finder, self.value_set, Learned())
        found = [
            system
            for system in self._systems
            if quiet.check("", replace(coding, system=system)) is True
        ]
        if len(found) == 1:
            self._learned.inferred = found[0]
            return replace(coding, system=found[0])
        name, values = "UNABLE_TO_INFER_CODESYSTEM", [coding.code, self.value_set.canonical]
        if found:
            name = "Unable_to_resolve_system__value_set_has_multiple_matches"
            values.append(", ".join(found))
        outcome = self._learned.outcome
        outcome.report(Severity.ERROR, "not-found", "cannot-infer", name, values, "code")
        return coding

    @cached_property
    def _systems(self) -> list[str]:
        named = dict.fromkeys(each.system for each in self.value_set.include if each.system)
        inner = (system for each in self._imports.values() for system in each._systems)
        return list(named | dict.fromkeys(inner))

    def _report_systemless(self, path: str) -> None:
        name = "Coding_has_no_system__cannot_validate"
        outcome = self._learned.outcome
        outcome.report(Severity.WARNING, "invalid", "invalid-data", name, (), path)
        outcome.messages.append(text_of(name))

    def _is_included(self, path: str, coding: Coding) -> bool | None:
        result: bool | None = False
        for selection in self._applicable(coding):
            result = self._passes(path, coding, selection)
            if result is None and selection.system:
                return None
            for reference in selection.value_sets:
                inner = self._imports[self._finder.pinned(reference)]
                status = status_of_value_set(inner.value_set)
                report_status(self._learned.outcome, status, self.value_set)
                if result:
                    result = inner.check(path, coding)
            if result:
                break
        return result

    def _applicable(self, coding: Coding) -> Iterator[Selection]:
        """Yield the includes to look at, newer versions first."""
        chosen = self._versions.applicable(coding, self.value_set.include)
        order = sorted(self.value_set.include, key=lambda each: age(each.version), reverse=True)
        for selection in order:
            if not chosen or selection.system != coding.system or selection.version == chosen:
                yield selection

    def _passes(self, path: str, coding: Coding, selection: Selection) -> bool | None:
        if not selection.system:
            return True
        if selection.system != coding.system or not self._is_for(coding, selection):
            return False
        version = self._versions.determine(path, selection, coding)
        system = self._finder.code_system(coding.system, version)
        if system is None:
            return self._report_unknown(path, coding.system, version)
        for issue in self._finder.version_issues(system):
            self._learned.outcome.add(replace(issue, location=within(path, "version")))
        report_status(self._learned.outcome, status_of_system(system), self.value_set)
        self._learned.default_language = system.description.language
        if not self._selecting.has(path, coding.code, system, selection):
            return False
        self._learned.version = system.description.version
        return True

    def _is_for(self, coding: Coding, selection: Selection) -> bool:
        """Tell whether no other include names the version of the coding."""
        if not coding.version or selection.version == coding.version:
            return True
        return all(each.version != coding.version for each in self.value_set.include)

    def _report_unknown(self, path: str, url: str, version: str) -> bool | None:
        if self._finder.options.membership_only:
            return False
        report_unknown_system(self._finder, self._learned, path, url, version)
        return None

    def _is_excluded(self, path: str, coding: Coding) -> bool:
        return any(self._excludes(path, coding, each) for each in self.value_set.exclude)

    def _excludes(self, path: str, coding: Coding, selection: Selection) -> bool:
        excluded = True
        if selection.system:
            system = self._finder.code_system(selection.system, selection.version)
            if system is None or selection.system != coding.system:
                return False
            excluded = self._selecting.excludes(coding.code, system, selection)
        for reference in selection.value_sets:
            inner = self._imports[self._finder.pinned(reference)]
            excluded = excluded and inner.check(path, coding) is True
        return excluded

    def _is_listed(self, path: str, coding: Coding) -> bool | None:
        listed = self.value_set.listed or ()
        found = [
            each for each in listed if (each.system, each.code) == (coding.system, coding.code)
        ]
        if not found:
            return False
        system = self._finder.code_system(coding.system, coding.version or found[0].version)
        if system is None:
            return self._report_unknown(path, coding.system, coding.version)
        self._learned.version = system.description.version
        whole = Selection(coding.system)
        return self._selecting.has(path, coding.code, system, whole)


def missing_value_set(reference: str, *, is_finding: bool = False) -> TerminologyError:
    """Return the error that says that there is no such value set."""
    error = failure("not-found", "not-found", "Unable_to_resolve_value_Set_", reference)
    error.is_finding = is_finding
    return error
