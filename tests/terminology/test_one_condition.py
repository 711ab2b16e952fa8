"""One condition through all its codes and back: restless legs, MONDO:0005391."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from nosograph.artefacts import ontology_folder
from nosograph.build.curated import read_curated
from nosograph.build.graphs import write_mappings
from nosograph.build.importing.sssom import SSSOM
from nosograph.build.quads import Graph
from nosograph.domain.mapping import MappingPredicate
from nosograph.knowledge.graphs import MAPPINGS
from nosograph.knowledge.store import EmbeddedStore
from nosograph.terminology.translator import Translator

RESTLESS = "MONDO:0005391"
EXACT, BROAD, NARROW = MappingPredicate.EXACT, MappingPredicate.BROAD, MappingPredicate.NARROW
#: Every code by which the condition is known, as seed_codes.tsv of the founding data lists them
#: too; WHO's ICD-10 has only a residual category for it, OMIM only one of its families.
CODES = {
    "SNOMEDCT:32914008": EXACT,
    "ICD10CM:G25.81": EXACT,
    "ICD11MMS:7A80": EXACT,
    "icd11.foundation:1254916765": EXACT,
    "UMLS:C0035258": EXACT,
    "MESH:D012148": EXACT,
    "DOID:0050425": EXACT,
    "NCIT:C84501": EXACT,
    "ICD10WHO:G25.8": BROAD,
    "OMIM:102300": NARROW,
}


def opened(folder: Path, *files: Path) -> Translator:
    own = folder / "own.nq"
    with own.open("w", encoding="utf-8") as file:
        write_mappings(Graph(file.write, MAPPINGS), read_curated(ontology_folder()).mappings)
    made = ox.Store(str(folder / "store"))
    for path in (own, *files):
        made.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
    made.flush()
    del made
    return Translator(EmbeddedStore(folder / "store"), {MAPPINGS: "now"})


@pytest.fixture(scope="module")
def translator(tmp_path_factory: pytest.TempPathFactory) -> Translator:
    return opened(tmp_path_factory.mktemp("own"))


def found(translator: Translator, code: str, to: str) -> dict[str, MappingPredicate]:
    (item,) = translator.translate([code], to).items
    return {match.target: match.predicate for match in item.found}


@pytest.mark.parametrize(("code", "predicate"), CODES.items())
def test_from_the_condition_to_each_code_and_back(
    translator: Translator, code: str, predicate: MappingPredicate
) -> None:
    system = code.partition(":")[0]
    assert found(translator, RESTLESS, system)[code] is predicate
    assert found(translator, code, "MONDO")[RESTLESS] is predicate.inverse


@pytest.mark.parametrize("code", [code for code, how in CODES.items() if how is EXACT])
def test_from_each_exact_code_to_every_other_one(translator: Translator, code: str) -> None:
    for other, predicate in CODES.items():
        if other != code:
            system = other.partition(":")[0]
            assert found(translator, code, system)[other] is predicate, other


def test_the_finding_that_shares_its_snomed_code_is_only_related(translator: Translator) -> None:
    assert found(translator, "SNOMEDCT:32914008", "HP") == {"HP:0012452": MappingPredicate.RELATED}


def test_the_form_of_a_code_makes_no_difference(translator: Translator) -> None:
    for code in ("http://snomed.info/sct|32914008", "SCTID:32914008", "ICD-10-CM:G2581"):
        assert found(translator, code, "MONDO")[RESTLESS] is EXACT


@pytest.mark.shared
def test_mondo_agrees_where_it_maps_the_condition(shared: Path, tmp_path: Path) -> None:
    record = SSSOM.take_in(tmp_path, [shared / "data" / "mondo"], lambda *step: None)
    translator = opened(tmp_path, *record.paths)
    (item,) = translator.translate([RESTLESS]).items
    assert not item.disputes
    assert {match.target for match in item.found if match.predicate is EXACT} == {
        code for code, predicate in CODES.items() if predicate is EXACT
    }
