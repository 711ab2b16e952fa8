"""Importing translations of HPO's names, over the tiny world's HPO."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from nosograph.build.obo import Ontology, read_obo
from nosograph.build.sources import Sources
from nosograph.build.translations import import_translations
from nosograph.errors import InvalidInput, SourceError
from nosograph.knowledge.translations import Translations
from nosograph.text.lexicon import Lexicon

HEADER = (
    "source_language\ttranslation_language\tsubject_id\tpredicate_id\tsource_value"
    "\ttranslation_value\ttranslation_status"
)
ROWS = [
    "en\tes\tHP:0003394\trdfs:label\tMuscle spasm\tEspasmo muscular\tOFFICIAL",
    "en\tes\tHP:0003394\tIAO:0000115\tx\tContracción de un músculo\tOFFICIAL",
    "en\tes\tHP:0012531\trdfs:label\tPain\tPain\tNOT_TRANSLATED",
    "en\tes\tHP:9999999\trdfs:label\tUnknown\tDesconocido\tOFFICIAL",
]
Write = Callable[..., Path]


@pytest.fixture
def hpo(mini_sources: Sources) -> Ontology:
    return read_obo(mini_sources.hpo)


@pytest.fixture
def babelon(tmp_path: Path) -> Path:
    path = tmp_path / "hp-es.babelon.tsv"
    path.write_text("\n".join([HEADER, *ROWS]) + "\n", encoding="utf-8")
    return path


def test_labels_and_synonyms_are_imported_together(
    babelon: Path, hpo: Ontology, tmp_path: Path
) -> None:
    synonyms = tmp_path / "hp-es.synonyms.tsv.gz"
    table = "subject_id\ttranslation_value\tcomment\nID\tAL oboInOwl:hasExactSynonym@es\t\n"
    table += "HP:0003394\tCalambre\tCANDIDATE\nHP:0003394\tCramp\tNOT_TRANSLATED\n"
    synonyms.write_bytes(gzip.compress(table.encode()))
    done = import_translations(tmp_path / "home", [tmp_path], hpo)
    assert (done["es"]["labels"], done["es"]["names"]) == (1, 2)
    assert set(done["es"]["sha256"]) == {babelon.name, synonyms.name}
    found = Translations(tmp_path / "home")
    assert found.languages() == ("es",)
    assert found.labels("es") == {"HP:0003394": "Espasmo muscular"}
    assert "calambre" in Lexicon.load(found.lexicon("es")).vocabulary


def test_what_was_not_imported_is_refused_naming_what_to_import(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"there are: en.*hp-xx\.babelon\.tsv.*import hpo-trans"):
        Translations(tmp_path).labels("fr")


@pytest.mark.parametrize("name", ["hp.obo", "notes.txt", "hp-.babelon.tsv"])
def test_other_files_are_refused(name: str, hpo: Ontology, tmp_path: Path) -> None:
    (tmp_path / name).write_text(HEADER)
    with pytest.raises(InvalidInput, match=r"no hp-xx\.babelon\.tsv"):
        import_translations(tmp_path / "home", [tmp_path / name], hpo)


@pytest.mark.parametrize("content", [b"subject\tvalue\n", b"\xff\xfe", b""])
def test_a_broken_file_is_named_and_nothing_is_copied(
    content: bytes, hpo: Ontology, tmp_path: Path
) -> None:
    path = tmp_path / "hp-es.babelon.tsv"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"hp-es\.babelon\.tsv"):
        import_translations(tmp_path / "home", [path], hpo)
    assert not (tmp_path / "home").exists()


def test_an_unknown_language_is_refused(hpo: Ontology, tmp_path: Path) -> None:
    path = tmp_path / "hp-qqq.babelon.tsv"
    path.write_text("\n".join([HEADER, *ROWS]))
    with pytest.raises(InvalidInput, match="no such language"):
        import_translations(tmp_path / "home", [path], hpo)


def test_importing_again_gives_the_same(babelon: Path, hpo: Ontology, tmp_path: Path) -> None:
    first = import_translations(tmp_path / "home", [babelon], hpo)
    again = import_translations(tmp_path / "home", [babelon], hpo)
    assert json.dumps(first) == json.dumps(again)
