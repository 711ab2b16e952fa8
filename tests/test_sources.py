"""The documents that rows cite are cited by some row, and readers can open them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit

from nosograph.artefacts import ontology_folder
from nosograph.build.curated import read_curated
from nosograph.build.tables import Row, read_table

#: Who pays reads more than who does not.
PAID = re.compile(
    r"(^|\.)(clinicalkey|mhmedical|unboundmedicine|uptodate|visualdx)\.com$"
    r"|^bestpractice\.bmj\.com/.*/history-exam$"
)
#: Copies before publication, of a library's own access, and on a server without a name of its own.
UNPUBLISHED = re.compile(
    r"(^|[.-])(acceptance|preview|qa|sit|stage|stg|test)[.-]|(demo|dev\d*|staging)[.-]"
    r"|^\d-|\.(azurewebsites|cloudfront)\.net$"
)


@cache
def documents() -> tuple[Row, ...]:
    sources = read_curated(ontology_folder()).sources
    return tuple(source for source in sources if source["kind"] == "document")


def cited() -> Iterator[str]:
    for path in sorted(ontology_folder().rglob("*.tsv")):
        for row in read_table(path):
            cells = row.cells.get("source"), row.cells.get("reference")
            yield from (name.split(" ")[0] for cell in cells if cell for name in cell.split("|"))


def opens(address: str) -> bool:
    """Tell whether an address is one of which readers see what the curators saw.

    >>> opens("https://bestpractice.bmj.com/topics/en-us/374"), opens("http://www.who.int/")
    (True, True)
    >>> opens("https://emedicine.staging.medscape.com/x"), opens("http://0-bmj-com.brum.beds.ac.uk")
    (False, False)
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    paid = PAID.search(host) or PAID.search(host + parts.path)
    return not (paid or UNPUBLISHED.search(host))


def test_every_document_is_cited_by_a_row() -> None:
    assert {source["id"] for source in documents()} - set(cited()) == set()


def test_what_is_cited_can_be_opened() -> None:
    closed = [source["id"] for source in documents() if not opens(source["url"])]
    assert closed == [], "withdraw them, or cite the published page"
