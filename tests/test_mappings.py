"""The curated mappings hold what can be checked without the terminologies, and against Mondo's."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from nosograph.artefacts import ontology_folder
from nosograph.build.curated import read_curated
from nosograph.build.tables import Row
from nosograph.domain.snomed import is_identifier

#: Prefix of Mondo's sets, by ours.
MONDOS_PREFIX = {
    "SNOMEDCT": "SCTID",
    "ICD10CM": "ICD10CM",
    "icd11.foundation": "icd11.foundation",
    "UMLS": "UMLS",
    "MESH": "mesh",
    "DOID": "DOID",
    "NCIT": "NCIT",
    "OMIM": "OMIM",
    "ORPHA": "Orphanet",
}
EXACT = "skos:exactMatch"
NOT_BILLABLE = "not billable"


@cache
def mappings() -> tuple[Row, ...]:
    return read_curated(ontology_folder()).mappings


def codes(prefix: str) -> Iterator[tuple[Row, str]]:
    for row in mappings():
        system, _, code = row["object_id"].partition(":")
        if system == prefix:
            yield row, code


def place(row: Row) -> str:
    return f"{Path(row.file).name}:{row.line}"


def test_a_code_is_mapped_to_a_subject_once() -> None:
    pairs = Counter((row["subject_id"], row["object_id"]) for row in mappings())
    assert [pair for pair, count in pairs.items() if count > 1] == []


def test_an_exact_code_means_one_thing() -> None:
    meant: dict[str, set[str]] = defaultdict(set)
    for row in mappings():
        if row["predicate_id"] == EXACT:
            meant[row["object_id"]].add(row["subject_label"])
    shared = {code: sorted(names) for code, names in meant.items() if len(names) > 1}
    assert shared == {}, "at most one of them is exact"


def test_a_code_has_one_title() -> None:
    titles: dict[str, set[str]] = defaultdict(set)
    for row in mappings():
        if row["object_label"]:
            titles[row["object_id"]].add(row["object_label"])
    assert {code: found for code, found in titles.items() if len(found) > 1} == {}


def test_a_snomed_identifier_has_its_check_digit() -> None:
    wrong = [f"{place(row)}: {code}" for row, code in codes("SNOMEDCT") if not is_identifier(code)]
    assert wrong == []


def test_an_icd_code_has_its_title() -> None:
    assert [place(row) for row, _ in codes("ICD10CM") if not row["object_label"]] == []


def test_an_icd_code_with_codes_below_it_says_that_it_is_not_billable() -> None:
    given = {code.replace(".", "") for _, code in codes("ICD10CM") if "-" not in code}
    above = {code[:length] for code in given for length in range(3, len(code))}
    wrong = [
        f"{place(row)}: {code} is a header"
        for row, code in codes("ICD10CM")
        if ("-" in code or code.replace(".", "") in above) and NOT_BILLABLE not in row["comment"]
    ]
    assert wrong == []


@pytest.mark.parametrize("prefix", MONDOS_PREFIX)
def test_what_departs_from_mondo_says_why(prefix: str, shared: Path) -> None:
    name = f"mondo_exactmatch_{MONDOS_PREFIX[prefix].lower()}.sssom.tsv.gz"
    with gzip.open(shared / "data" / "mondo" / name, "rt", encoding="utf-8") as file:
        rows = csv.DictReader((line for line in file if line[0] != "#"), delimiter="\t")
        exact = {(row["subject_id"], row["object_id"].partition(":")[2]) for row in rows}
    wrong = [
        f"{place(row)}: Mondo states exact; say in comment why it is not"
        for row, code in codes(prefix)
        if (row["subject_id"], code) in exact
        and row["predicate_id"] != EXACT
        and not row["comment"]
    ]
    assert wrong == []
