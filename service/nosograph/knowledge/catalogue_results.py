"""Answers of catalogue queries, a page at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

JSON = "application/sparql-results+json"
Binding = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as SPARQL 1.1 results in JSON write them, and whether there are more."""

    variables: tuple[str, ...]
    rows: tuple[Binding, ...]
    more: bool

    def serialised(self, media_type: str) -> bytes:
        """Return the page in the media type of a SPARQL result."""
        document = {
            "head": {"vars": list(self.variables)},
            "results": {"bindings": list(self.rows)},
        }
        written = json.dumps(document, ensure_ascii=False).encode()
        if media_type in (JSON, "application/json"):
            return written
        parsed = ox.parse_query_results(written, format=ox.QueryResultsFormat.JSON)
        chosen = ox.QueryResultsFormat.from_media_type(media_type)
        return parsed.serialize(format=chosen) or b""


def read_page(answer: bytes, limit: int) -> Page:
    """Read an answer in JSON, of which one row over the limit says only that there are more."""
    document = json.loads(answer)
    rows = document["results"]["bindings"]
    variables = tuple(document["head"]["vars"])
    return Page(variables, tuple(rows[:limit]), len(rows) > limit)


def texts(page: Page) -> Iterator[dict[str, str]]:
    """Yield each row with its terms as text, what is unbound left out."""
    for row in page.rows:
        yield {name: cell["value"] for name, cell in row.items()}
