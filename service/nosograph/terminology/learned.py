"""What is learned while codings are looked at."""

from __future__ import annotations

from dataclasses import dataclass, field

from nosograph.terminology.codes import Concept, Designation
from nosograph.terminology.finder import Finder
from nosograph.terminology.issues import Outcome, Severity, within
from nosograph.terminology.value_set import canonical


@dataclass(slots=True)
class Learned:
    """What is learned of some codings; the last three members are of the coding at hand."""

    outcome: Outcome = field(default_factory=Outcome)
    unknown_systems: dict[str, None] = field(default_factory=dict)
    unknown_codes: set[str] = field(default_factory=set)
    inactive_at: str | None = None
    status: str = ""
    normal_code: str = ""
    inferred: str = ""
    names: list[Designation] = field(default_factory=list)
    version: str = ""
    default_language: str = ""

    def begin(self) -> None:
        """Forget the coding that was at hand."""
        self.names = []
        self.version = ""
        self.default_language = ""

    def see_unknown(self, name: str) -> bool:
        """Note a system that is not known, and tell whether that is new."""
        is_new = name not in self.unknown_systems
        self.unknown_systems[name] = None
        return is_new

    def see_status(self, path: str, concept: Concept) -> None:
        """Note whether a concept is in use."""
        self.inactive_at = path if concept.is_inactive else None
        self.status = concept.status


def report_unknown_system(
    finder: Finder, learned: Learned, path: str, url: str, version: str
) -> None:
    """Say that a code system, or the version that is meant, is not known."""
    known = finder.known_versions(url)
    name, values, missing = "UNKNOWN_CODESYSTEM", [url], url
    if version and known:
        name, missing = "UNKNOWN_CODESYSTEM_VERSION", canonical(url, version)
        values = [url, version, known]
    elif version:
        name, values = "UNKNOWN_CODESYSTEM_VERSION_NONE", [url, version]
    learned.see_unknown(missing)
    place = within(path, "system")
    learned.outcome.report(Severity.ERROR, "not-found", "not-found", name, values, place)
