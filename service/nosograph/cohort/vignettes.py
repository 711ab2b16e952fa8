"""Evaluation on vignettes: cases in words with the diagnosis that was made."""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from nosograph.cohort.figures import calibration, hits, mean
from nosograph.cohort.names import ConditionNames
from nosograph.domain.differential import Differential, Entry, Relation, Tier
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
class Place:
    """Where a diagnosis stands: its rank, from 1 or infinite where it is not, and its tier."""

    rank: float = math.inf
    tier: Tier | None = None


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the differential of one vignette did.

    ``place`` is that of the first entry that is the gold diagnosis, or says that it is a kind of
    it; ``strict`` counts the entry's own condition only, ``named`` all that an entry names as its
    kin. ``known`` are the conditions that the gold diagnosis names. ``top`` is the probability of
    the first entry, ``hit`` whether that is the gold diagnosis or a kind of it.
    """

    vignette: Vignette
    known: frozenset[str]
    place: Place = NOWHERE
    strict: Place = NOWHERE
    named: Place = NOWHERE
    top: float = 0.0
    listed: tuple[tuple[str, str], ...] = ()
    findings: tuple[str, ...] = ()
    milliseconds: float = 0.0

    @property
    def hit(self) -> bool:
        """Whether the first entry is the gold diagnosis or a kind of it."""
        return self.place.rank == 1


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
    labels = dict(answer.labels)
    return Outcome(
        vignette=vignette,
        known=known,
        place=place(entries, known, (Relation.BROADER,)),
        strict=place(entries, known, ()),
        named=place(entries, known, tuple(Relation)),
        top=entries[0].probability if entries else 0.0,
        listed=tuple((entry.condition.id, entry.condition.label) for entry in entries),
        findings=tuple(
            f"{item.status} {labels[item.finding]}" for item in answer.presentation.observations
        ),
        milliseconds=milliseconds,
    )


def place(entries: Sequence[Entry], known: Set[str], relations: Sequence[Relation]) -> Place:
    """Return where the first entry is that is of a diagnosis, or names it in such a relation."""
    for rank, entry in enumerate(entries, 1):
        kin = {item.condition.id for item in entry.also if item.relation in relations}
        if known & (kin | {entry.condition.id}):
            return Place(rank, entry.tier)
    return NOWHERE


def report(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return shares (0 to 1) over all cases; a diagnosis that is not known counts as missed.

    An entry that says that it is a kind of the diagnosis counts as the diagnosis; under ``strict``
    it does not, under ``named`` every entry that names the diagnosis as its kin does.
    """
    urgent = [item.vignette.urgency == EMERGENCY for item in outcomes]
    places = [item.place for item in outcomes]
    found = [place.rank for place in places if place.rank < math.inf]
    return {
        "cases": len(outcomes),
        "known": sum(bool(item.known) for item in outcomes),
        **shares(places, urgent),
        "median_rank": median(found) if found else None,
        "emergencies": sum(urgent),
        "strict": shares([item.strict for item in outcomes], urgent),
        "named": shares([item.named for item in outcomes], urgent),
        "calibration": calibration([item for item in outcomes if item.known]),
        "ms_per_case": mean(item.milliseconds for item in outcomes),
        "unmatched": sorted({item.vignette.gold for item in outcomes if not item.known}),
    }


def shares(places: Sequence[Place], urgent: Sequence[bool]) -> dict[str, float]:
    """Return how often diagnoses stand high, and those of emergencies where they are seen."""
    emergencies = [place for place, is_urgent in zip(places, urgent, strict=True) if is_urgent]
    return {
        **hits([place.rank for place in places]),
        "mrr": mean(1 / place.rank for place in places),
        "emergencies_not_missed": mean(place.tier in SEEN for place in emergencies),
    }


def case_of(item: Outcome) -> dict[str, Any]:
    """Return one outcome as JSON, for a file that the user asked for."""
    return {
        "gold": item.vignette.gold,
        "known": sorted(item.known),
        "rank": shown(item.place),
        "tier": item.place.tier,
        "strict_rank": shown(item.strict),
        "named_rank": shown(item.named),
        "probability": item.top,
        "listed": [label for _, label in item.listed[:10]],
        "findings": list(item.findings),
    }


def shown(place: Place) -> int | None:
    """Return a rank as JSON has it, null for none."""
    return None if place.rank == math.inf else int(place.rank)


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
