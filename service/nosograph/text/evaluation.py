"""How well texts are read whose findings are known."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

from nosograph.domain.presentation import Observation, Status, require_curie
from nosograph.errors import InvalidInput
from nosograph.text.reader import TextReader

Above = Callable[[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Gold:
    """A finding that a text says: one of ``codes``, any of which is right.

    One that is ``optional`` need not be read, and is not wrong where it is.
    """

    codes: frozenset[str]
    status: Status
    optional: bool = False

    def names(self, observation: Observation, above: Above) -> bool:
        """Tell whether an observation is of this finding, or of a kind of it."""
        return not self.codes.isdisjoint({observation.finding} | above(observation.finding))


@dataclass(frozen=True, slots=True)
class GoldText:
    """A text with its findings."""

    id: str
    text: str
    findings: tuple[Gold, ...]


class Counted(NamedTuple):
    """What was read of one text: right, wrong and missing findings, and denials.

    ``polarities`` say of each finding that was read whether it is rightly denied or not denied.
    """

    right: int
    wrong: int
    missing: int
    polarities: tuple[bool, ...]


def read_gold(path: Path) -> tuple[GoldText, ...]:
    """Read texts from a file of JSON lines, or from all such files of a folder."""
    paths = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    return tuple(gold for file in paths for gold in _texts(file))


def _texts(path: Path) -> Iterator[GoldText]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            findings = tuple(map(_gold, row["findings"]))
            yield GoldText(str(row["id"]), str(row["text"]), findings)
        except (ValueError, KeyError, TypeError) as error:
            reason = f"{path.name}, line {number}: not a text with findings"
            raise InvalidInput(reason) from error


def _gold(item: Mapping[str, Any]) -> Gold:
    codes = frozenset(require_curie(code) for code in item["ids"])
    return Gold(codes, Status(item["status"]), bool(item.get("optional")))


def count(reader: TextReader, gold: GoldText, above: Above) -> Counted:
    """Read a text and count what is right."""
    read = reader.read(gold.text).presentation.observations
    required = [finding for finding in gold.findings if not finding.optional]
    right = sum(any(_is(f, o, above) for o in read) for f in required)
    wrong = sum(not any(_is(f, o, above) for f in gold.findings) for o in _distinct(read))
    return Counted(right, wrong, len(required) - right, tuple(_polarities(required, read, above)))


def _is(finding: Gold, observation: Observation, above: Above) -> bool:
    return finding.status is observation.status and finding.names(observation, above)


def _distinct(read: Iterable[Observation]) -> list[Observation]:
    """Return one observation of each finding and status: sites are not counted apart."""
    return list({(o.finding, o.status): o for o in read}.values())


def _polarities(
    required: Iterable[Gold], read: Sequence[Observation], above: Above
) -> Iterator[bool]:
    for finding in required:
        said = {o.status is Status.ABSENT for o in read if finding.names(o, above)}
        if said:
            yield (finding.status is Status.ABSENT) in said and len(said) == 1


def evaluate(reader: TextReader, texts: Sequence[GoldText], above: Above) -> dict[str, float | int]:
    """Return the figures of a reader over texts; shares are in [0, 1]."""
    counted = [count(reader, gold, above) for gold in texts]
    right = sum(c.right for c in counted)
    wrong = sum(c.wrong for c in counted)
    missing = sum(c.missing for c in counted)
    polarities = [polarity for c in counted for polarity in c.polarities]
    telling = [f1(*c[:3]) for c in counted if any(c[:3])]
    return {
        "texts": len(texts),
        "findings": right + missing,
        "precision": share(right, wrong),
        "recall": share(right, missing),
        "f1": f1(right, wrong, missing),
        "f1_per_text": fmean(telling) if telling else 1.0,
        "negation_accuracy": share(sum(polarities), len(polarities) - sum(polarities)),
    }


def share(right: int, other: int) -> float:
    """Return the share of right ones; 1 where there are none at all."""
    return right / (right + other) if right + other else 1.0


def f1(right: int, wrong: int, missing: int) -> float:
    """Return the harmonic mean of precision and recall.

    >>> f1(3, 1, 1)
    0.75
    """
    return 2 * right / (2 * right + wrong + missing) if right + wrong + missing else 1.0
