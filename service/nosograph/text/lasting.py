"""What a finding becomes where it has lasted long: a fever of a week, a chronic cough."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from nosograph.domain.presentation import Observation, Span, Status, require_curie
from nosograph.text.rule_tables import Row, each


class Spell(NamedTuple):
    """For how many days something lasted, and where the text says so."""

    days: float
    span: Span


class Lasting(NamedTuple):
    """The finding that ``finding`` is once it has lasted ``days``."""

    finding: str
    days: float
    longer: str


@dataclass(frozen=True, slots=True)
class LastingRules:
    """What findings become with time, by finding, the longest time first."""

    rows: Mapping[str, tuple[Lasting, ...]]

    @classmethod
    def load(cls, folder: Path) -> LastingRules:
        """Read the table of a folder; raises SourceError with the line of a broken row."""
        filed: dict[str, list[Lasting]] = {}
        for row in sorted(each(folder / "lasting.tsv", _lasting), key=lambda row: -row.days):
            filed.setdefault(row.finding, []).append(row)
        return cls({finding: tuple(of) for finding, of in filed.items()})

    def named(
        self, observations: Iterable[Observation], spells: Sequence[Spell], text: str
    ) -> Iterator[Observation]:
        """Yield the observations; one that a spell stands next to says how long it has lasted."""
        for seen in observations:
            rows = self.rows.get(seen.finding, ())
            if rows and seen.span is not None and seen.status is Status.PRESENT:
                days = max((s.days for s in spells if _touch(s.span, seen.span, text)), default=0)
                longer = next((row.longer for row in rows if row.days <= days), seen.finding)
                yield replace(seen, finding=longer)
            else:
                yield seen


def _touch(one: Span, other: Span, text: str) -> bool:
    """Tell whether nothing stands between two places of a text."""
    first, last = sorted((one, other), key=lambda span: span.start)
    return first.end <= last.start and not text[first.end : last.start].strip(" -")


def _lasting(row: Row) -> Lasting:
    return Lasting(require_curie(row["id"]), float(row["days"]), require_curie(row["longer_id"]))
