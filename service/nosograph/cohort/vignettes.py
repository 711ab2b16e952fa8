"""Evaluation on vignettes: cases in words with the diagnosis that was made."""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from nosograph.cohort.figures import calibration, hits, mean
from nosograph.cohort.names import ConditionNames
from nosograph.domain.differential import Differential, Entry, Tier
from nosograph.errors import InvalidInput, SourceError

#: The fields that tell the case, in the order in which they are read.
TOLD = (
    "demographics",
    "chief_complaints",
    "chief_complaint",
    "case_description",
    "presentation",
    "text",
    "absent_findings",
    "physical_history",
)
DENIED = "absent_findings"
GOLD = ("correct_diagnosis", "diagnosis")
NEGATED = re.compile(r"\s*(no|not|denies|denied|without|negative|absent|never)\b", re.IGNORECASE)
EMERGENCY = "em"
#: Tiers in which a dangerous diagnosis is not missed.
SEEN = (Tier.MOST_LIKELY, Tier.LIKELY, Tier.DO_NOT_MISS)


@dataclass(frozen=True, slots=True)
class Vignette:
    """A case in words, with the diagnosis that was made and how urgent it is, if said."""

    text: str
    gold: str
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the differential of one vignette did.

    ``rank`` counts from 1, and is None where no entry is the gold diagnosis; ``tier`` is the one
    it is in. ``named_rank`` and ``named_tier`` are those of the first entry that is the gold
    diagnosis or names it as its kin; ``known`` are the conditions that the gold diagnosis names.
    ``top`` is the probability of the first entry, ``hit`` whether that is the gold diagnosis.
    """

    vignette: Vignette
    known: frozenset[str]
    rank: int | None = None
    tier: Tier | None = None
    named_rank: int | None = None
    named_tier: Tier | None = None
    top: float = 0.0
    listed: tuple[tuple[str, str], ...] = ()
    findings: tuple[str, ...] = ()
    milliseconds: float = 0.0

    @property
    def hit(self) -> bool:
        """Whether the first entry is the gold diagnosis."""
        return self.rank == 1


Ask = Callable[[str], Differential]


def read_vignettes(path: Path) -> tuple[Vignette, ...]:
    """Read JSON lines, one vignette each."""
    lines = enumerate(lines_of(path), 1)
    return tuple(vignette_of(path, number, line) for number, line in lines if line.strip())


def vignette_of(path: Path, number: int, line: str) -> Vignette:
    """Read one vignette."""
    try:
        fields = json.loads(line)
    except ValueError:
        raise SourceError(str(path), number, "not a JSON object") from None
    if not isinstance(fields, dict):
        raise SourceError(str(path), number, "not a JSON object")
    gold = next((fields[name] for name in GOLD if isinstance(fields.get(name), str)), None)
    told = " ".join(sentence(name, fields[name]) for name in TOLD if fields.get(name))
    if gold is None or not told:
        raise SourceError(str(path), number, "no correct_diagnosis, or no text")
    return Vignette(told, gold.strip(), str(fields.get("urgency_level", "")))


def sentence(name: str, value: Any) -> str:
    """Return a field as sentences; what is listed as absent is denied."""
    parts = [str(part) for part in value] if isinstance(value, list) else [str(value)]
    if name == DENIED:
        parts = [part if NEGATED.match(part) else f"no {part}" for part in split(parts)]
    return " ".join(f"{part.strip().rstrip('.')}." for part in parts if part.strip())


def split(parts: Iterable[str]) -> Iterator[str]:
    """Yield single denials of a field that may hold several."""
    for part in parts:
        if NEGATED.match(part):
            yield part
        else:
            yield from filter(None, map(str.strip, re.split(r"[,;.]", part)))


def evaluate(vignettes: Iterable[Vignette], ask: Ask, names: ConditionNames) -> Iterator[Outcome]:
    """Yield how the differential of each vignette did."""
    for vignette in vignettes:
        known = names.find(vignette.gold)
        start = time.perf_counter()
        try:
            answer = ask(vignette.text)
        except InvalidInput:
            yield Outcome(vignette, known, milliseconds=elapsed(start))
            continue
        yield outcome(vignette, known, answer, elapsed(start))


def elapsed(start: float) -> float:
    """Return the milliseconds since a moment."""
    return (time.perf_counter() - start) * 1000


def outcome(
    vignette: Vignette, known: frozenset[str], answer: Differential, milliseconds: float
) -> Outcome:
    """Return how one differential did; entries rank by probability, whatever their tier."""
    entries = sorted(answer.entries, key=lambda entry: -entry.probability)
    place = next((i for i, entry in enumerate(entries) if entry.condition.id in known), None)
    named = next((i for i, entry in enumerate(entries) if not known.isdisjoint(ids(entry))), None)
    labels = dict(answer.labels)
    return Outcome(
        vignette=vignette,
        known=known,
        rank=None if place is None else place + 1,
        tier=None if place is None else entries[place].tier,
        named_rank=None if named is None else named + 1,
        named_tier=None if named is None else entries[named].tier,
        top=entries[0].probability if entries else 0.0,
        listed=tuple((entry.condition.id, entry.condition.label) for entry in entries),
        findings=tuple(
            f"{item.status} {labels[item.finding]}" for item in answer.presentation.observations
        ),
        milliseconds=milliseconds,
    )


def ids(entry: Entry) -> Iterator[str]:
    """Yield the condition of an entry and those that it names as kin."""
    yield entry.condition.id
    yield from (kin.condition.id for kin in entry.also)


def report(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return shares (0 to 1) over all cases; a diagnosis that is not known counts as missed.

    Under ``named``, an entry that names the diagnosis as its kin counts as well.
    """
    ranks = [math.inf if item.rank is None else item.rank for item in outcomes]
    named = [math.inf if item.named_rank is None else item.named_rank for item in outcomes]
    found = [rank for rank in ranks if rank < math.inf]
    emergencies = [item for item in outcomes if item.vignette.urgency == EMERGENCY]
    return {
        "cases": len(outcomes),
        "known": sum(bool(item.known) for item in outcomes),
        **hits(ranks),
        "mrr": mean(1 / rank for rank in ranks),
        "median_rank": median(found) if found else None,
        "emergencies": len(emergencies),
        "emergencies_not_missed": mean(item.tier in SEEN for item in emergencies),
        "named": {
            **hits(named),
            "mrr": mean(1 / rank for rank in named),
            "emergencies_not_missed": mean(item.named_tier in SEEN for item in emergencies),
        },
        "calibration": calibration([item for item in outcomes if item.known]),
        "ms_per_case": mean(item.milliseconds for item in outcomes),
        "unmatched": sorted({item.vignette.gold for item in outcomes if not item.known}),
    }


def case_of(item: Outcome) -> dict[str, Any]:
    """Return one outcome as JSON, for a file that the user asked for."""
    return {
        "gold": item.vignette.gold,
        "known": sorted(item.known),
        "rank": item.rank,
        "tier": item.tier,
        "named_rank": item.named_rank,
        "probability": item.top,
        "listed": [label for _, label in item.listed[:10]],
        "findings": list(item.findings),
    }


def read_aliases(path: Path) -> Mapping[str, frozenset[str]]:
    """Read a table of gold diagnosis and condition id, several rows for several conditions."""
    found: dict[str, frozenset[str]] = {}
    for number, line in enumerate(lines_of(path), 1):
        if not line.strip() or line.startswith("#"):
            continue
        gold, separator, condition = line.partition("\t")
        if not separator:
            raise SourceError(str(path), number, "not a name, a tab and a condition id")
        found[gold] = found.get(gold, frozenset()) | {condition.split("\t")[0].strip()}
    return found


def lines_of(path: Path) -> list[str]:
    """Return the lines of a text file."""
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(str(path), None, f"cannot be read: {type(error).__name__}") from error
