"""Translated codes as tables: CSV, and SSSOM."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from nosograph.domain.mapping import Correspondence
from nosograph.exchange.sssom import MappingSet, sssom_document
from nosograph.terminology.translator import Translation, Translations

HEADER = (
    "code",
    "id",
    "problem",
    "status",
    "billable",
    "predicate",
    "target",
    "target_label",
    "target_status",
    "target_billable",
    "steps",
    "path",
    "mapping_sets",
    "disagreement",
)
#: A translation is of use together with its sources, whose licences hold for what it says.
LICENCE = "https://w3id.org/sssom/license/unspecified"


def csv_lines(answer: Translations) -> Iterator[str]:
    """Yield a line for each code and target; a code without any has one line too."""
    yield _line(HEADER)
    for item in answer.items:
        for found in item.found or (None,):
            yield _line(_cells(item, found, answer))


def _cells(item: Translation, found: Correspondence | None, answer: Translations) -> list[str]:
    own = [
        item.given,
        item.code or "",
        item.problem or "",
        item.standing.status.value,
        _flag(item.standing.billable),
    ]
    if found is None:
        return [*own, *[""] * (len(HEADER) - len(own))]
    target = answer.standings[found.target]
    disputed = [dispute.kind.value for dispute in item.disputes if found in dispute.between]
    return [
        *own,
        found.predicate.value,
        found.target,
        target.label,
        target.status.value,
        _flag(target.billable),
        str(len(found.path)),
        found.path_in_words,
        "|".join(found.mapping_sets),
        "|".join(disputed),
    ]


def _flag(value: bool | None) -> str:
    return "" if value is None else str(value).lower()


def _line(cells: list[str] | tuple[str, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()


def sssom_lines(release: str, answer: Translations) -> Iterator[str]:
    """Yield the correspondences as an SSSOM mapping set."""
    about = MappingSet(
        id="https://w3id.org/nosograph/mappings/crosswalk.sssom.tsv",
        title="Nosograph crosswalk",
        version=release,
        licence=LICENCE,
    )
    rows = (sssom_row(found) for item in answer.items for found in item.found)
    return sssom_document(about, {tuple(row.items()): row for row in rows}.values())


def sssom_row(found: Correspondence) -> dict[str, str]:
    """Return a correspondence as a row, justified by how it was come by."""
    return {
        "subject_id": found.source,
        "predicate_id": found.predicate.value,
        "object_id": found.target,
        "mapping_justification": found.justification,
        "comment": found.in_words(),
    }
