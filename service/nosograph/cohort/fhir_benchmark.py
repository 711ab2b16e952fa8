"""What FHIR's terminology operations take over HTTP, by codes that nobody asked for before."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from nosograph.cohort.benchmark import percentiles
from nosograph.cohort.served import Served
from nosograph.errors import Overloaded

HP = "http://human-phenotype-ontology.org"
MONDO = "http://purl.obolibrary.org/obo/mondo.owl"
SNOMED = "http://snomed.info/sct"
#: Codes of each kind. All findings are read, so that those read first are no longer kept.
CODES, READ, EVERY = 200, 18_000, 60
WORDS = ("leg cramp", "pain", "headache", "abnormal gait", "muscle", "fever", "numb", "rash")
ROUNDS = 5
Query = Mapping[str, str]


def latencies(service: Served) -> dict[str, Any]:
    """Return milliseconds of every operation, first asked and asked again, over one connection."""
    with closing(service.connect()) as connection:
        read = codes_of(connection, f"{HP}?fhir_vs", READ)
        findings = read[: CODES * EVERY : EVERY]
        conditions = codes_of(connection, f"{MONDO}?fhir_vs", CODES)
        asked = dict(operations(findings, conditions))
        return {
            path: {
                "first": measured(service, connection, path, queries),
                "again": measured(service, connection, path, queries),
            }
            for path, queries in asked.items()
        }


def measured(
    service: Served, connection: HTTPConnection, path: str, queries: Sequence[Query]
) -> dict[str, float]:
    """Return the percentiles of an operation's milliseconds, and its mean processor time.

    On a busy machine the latter is what another run repeats.
    """
    before = processor_ms(service)
    taken = percentiles(timed(connection, path, queries))
    return {**taken, "processor": (processor_ms(service) - before) / len(queries)}


def processor_ms(service: Served) -> float:
    """Return the processor time that a service has taken, to ten milliseconds."""
    stats = (Path(f"/proc/{pid}/stat").read_text() for pid in service.processes())
    fields = (text.rpartition(")")[2].split() for text in stats)
    ticks = sum(int(field[11]) + int(field[12]) for field in fields)
    return ticks * 1_000 / os.sysconf("SC_CLK_TCK")


def operations(
    findings: Sequence[str], conditions: Sequence[str]
) -> Iterator[tuple[str, list[Query]]]:
    """Yield each operation with what it is asked."""
    yield "CodeSystem/$lookup", [{"system": HP, "code": code} for code in findings]
    yield (
        "CodeSystem/$subsumes",
        [{"system": HP, "codeA": "HP:0000118", "codeB": code} for code in findings],
    )
    yield "CodeSystem/$validate-code", [{"url": HP, "code": code} for code in findings]
    yield (
        "ValueSet/$validate-code",
        [{"url": f"{HP}?fhir_vs=isa/HP:0000118", "system": HP, "code": code} for code in findings],
    )
    yield (
        "ConceptMap/$translate",
        [{"system": MONDO, "code": code, "targetsystem": SNOMED} for code in conditions],
    )
    words: list[Query] = [{"url": f"{HP}?fhir_vs", "filter": each, "count": "20"} for each in WORDS]
    yield "ValueSet/$expand", words * ROUNDS


def codes_of(connection: HTTPConnection, url: str, count: int) -> list[str]:
    """Return the first codes of a value set, without the words that come with them."""
    found: list[str] = []
    page = 1_000
    for offset in range(0, count, page):
        query = {"url": url, "count": str(min(page, count)), "offset": str(offset)}
        answer = asked(connection, "ValueSet/$expand", query)
        found += [each["code"] for each in answer["expansion"].get("contains", ())]
    return found[:count]


def timed(connection: HTTPConnection, path: str, queries: Iterable[Query]) -> list[float]:
    """Return the milliseconds of each question."""
    taken = []
    for query in queries:
        began = time.perf_counter()
        asked(connection, path, query)
        taken.append((time.perf_counter() - began) * 1_000)
    return taken


def asked(connection: HTTPConnection, path: str, query: Query) -> Any:
    """Return the answer of an operation."""
    connection.request("GET", f"/fhir/{path}?{urlencode(query)}")
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise Overloaded(f"{path} was answered with {response.status}")
    return json.loads(body)
