"""A made-up RF2 snapshot to measure with: the shape of SNOMED CT, and none of its content.

350,000 concepts with 1.4 parents, some fifteen deep; two or three descriptions and three attributes
in role groups each; a language reference set for two dialects; five simple reference sets. The same
every time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from typing import TextIO
from uuid import UUID

from nosograph.domain import snomed
from nosograph.domain.check_digits import verhoeff_digit

SEED, DATE = 1, "20260101"
ROOT = "138875005"
ATTRIBUTE = "106237007"
#: Concepts that the rows name, with the place of their parent in this list.
MODEL = (
    (ROOT, "Root", None),
    ("900000000000441003", "Model component", 0),
    (snomed.CORE_MODULE, "Core module", 1),
    (snomed.PRIMITIVE, "Not sufficiently defined", 1),
    (snomed.DEFINED, "Sufficiently defined", 1),
    (snomed.US_ENGLISH, "US English", 1),
    (snomed.GB_ENGLISH, "GB English", 1),
    (snomed.IS_A, "Is a", 1),
    (ATTRIBUTE, "Attribute", 1),
)
ATTRIBUTES, REFSETS = 12, 5
#: The share of concepts with a second parent, with a third description, and defined ones.
SECOND_PARENT, THIRD_NAME, DEFINED = 0.4, 0.5, 0.3
INFERRED, EXISTENTIAL = "900000000000011006", "900000000000451002"
CASE = "900000000000448009"
LIST = """acute chronic left right upper lower benign malignant recurrent primary secondary mild
severe fracture ulcer oedema infection neoplasm deformity injury stenosis dilatation atrophy pain of
heart lung liver kidney femur tibia humerus artery vein nerve muscle skin bone joint brain"""
WORDS = LIST.split()
TAGS = ("finding", "disorder", "procedure", "body structure", "substance")


def identifier(item: int, partition: str) -> str:
    """Return an identifier with its check digit.

    >>> identifier(404684, "00")
    '404684003'
    """
    digits = f"{item}{partition}"
    return digits + verhoeff_digit(digits)


@dataclass(slots=True)
class MadeUp:
    """The concepts, as they come into being; everything by number."""

    random: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - no secret
    codes: list[str] = field(default_factory=list)
    parents: list[tuple[int, ...]] = field(default_factory=list)
    children: list[list[int]] = field(default_factory=list)
    attributes: range = range(0)
    refsets: range = range(0)

    def grow(self, concepts: int) -> None:
        """Make concepts: those of the model, the attributes and reference sets, and the others."""
        for code, _, parent in MODEL:
            self.add(code, () if parent is None else (parent,))
        numbers = count(1_000_000)
        self.attributes = self.several(ATTRIBUTES, len(MODEL) - 1, numbers)
        self.refsets = self.several(REFSETS, 1, numbers)
        first = len(self.codes)
        while len(self.codes) < concepts:
            self.add(identifier(next(numbers), "00"), self.placed(first))

    def several(self, number: int, parent: int, numbers: Iterator[int]) -> range:
        """Make concepts of one parent."""
        start = len(self.codes)
        for _ in range(number):
            self.add(identifier(next(numbers), "00"), (parent,))
        return range(start, len(self.codes))

    def placed(self, first: int) -> tuple[int, ...]:
        """Choose the parents of a new concept: any, and perhaps one that is near to it."""
        if len(self.codes) < first + 20:
            return (0,)
        parent = self.random.randrange(first, len(self.codes))
        if self.random.random() >= SECOND_PARENT:
            return (parent,)
        siblings = self.children[self.parents[parent][0]]
        return tuple(dict.fromkeys((parent, self.random.choice(siblings))))

    def add(self, code: str, parents: tuple[int, ...]) -> None:
        """Take in a concept."""
        for parent in parents:
            self.children[parent].append(len(self.codes))
        self.codes.append(code)
        self.parents.append(parents)
        self.children.append([])


Rows = Iterator[tuple[str, ...]]
COMMON = (DATE, "1", snomed.CORE_MODULE)
HEAD = "id effectiveTime active moduleId"
FILES = {
    "sct2_Concept_Snapshot": f"{HEAD} definitionStatusId",
    "sct2_Description_Snapshot-en": f"{HEAD} conceptId languageCode typeId term caseSignificanceId",
    "sct2_Relationship_Snapshot": f"{HEAD} sourceId destinationId relationshipGroup typeId "
    "characteristicTypeId modifierId",
    "der2_cRefset_LanguageSnapshot-en": f"{HEAD} refsetId referencedComponentId acceptabilityId",
    "der2_Refset_SimpleSnapshot": f"{HEAD} refsetId referencedComponentId",
}


def write_snapshot(folder: Path, concepts: int, report: Callable[[str, int, int], None]) -> None:
    """Write a snapshot of so many concepts into a folder."""
    made = MadeUp()
    report("making up concepts", 0, concepts)
    made.grow(concepts)
    ids = map(lambda number: str(UUID(int=number)), count(1))
    rows = {
        "sct2_Concept_Snapshot": concept_rows(made),
        "sct2_Relationship_Snapshot": relationship_rows(made),
        "der2_Refset_SimpleSnapshot": member_rows(made, ids),
    }
    for name, found in rows.items():
        with opened(folder, name) as stream:
            stream.writelines("\t".join(row) + "\n" for row in found)
    with (
        opened(folder, "sct2_Description_Snapshot-en") as names,
        opened(folder, "der2_cRefset_LanguageSnapshot-en") as languages,
    ):
        for number, row in enumerate(description_rows(made)):
            if number % 10_000 == 0:
                report("making up descriptions", number, 5 * concepts // 2)
            names.write("\t".join(row) + "\n")
            for dialect in (snomed.US_ENGLISH, snomed.GB_ENGLISH):
                stands = snomed.ACCEPTABLE if row[-2].startswith("Other") else snomed.PREFERRED
                cells = (next(ids), *COMMON, dialect, row[0], stands)
                languages.write("\t".join(cells) + "\n")


def opened(folder: Path, name: str) -> TextIO:
    """Begin a file."""
    stream = (folder / f"{name}_INT_{DATE}.txt").open("w", encoding="utf-8")
    stream.write("\t".join(FILES[name].split()) + "\n")
    return stream


def concept_rows(made: MadeUp) -> Rows:
    """Yield the rows of concepts."""
    for code in made.codes:
        defined = made.random.random() < DEFINED
        yield code, *COMMON, snomed.DEFINED if defined else snomed.PRIMITIVE


def relationship_rows(made: MadeUp) -> Rows:
    """Yield hierarchy and attributes: one or two role groups with about three in all."""
    numbers, random, first = count(1_000_000), made.random, made.refsets.stop
    for number, code in enumerate(made.codes):
        links = [(parent, 0, snomed.IS_A) for parent in made.parents[number]]
        for group in (1, 1, 2) if number >= first else ():
            type_ = made.codes[random.choice(made.attributes)]
            links.append((random.randrange(first, len(made.codes)), group, type_))
        for target, group, type_ in links:
            identity = identifier(next(numbers), "02")
            ends = (code, made.codes[target], str(group), type_)
            yield identity, *COMMON, *ends, INFERRED, EXISTENTIAL


def member_rows(made: MadeUp, ids: Iterator[str]) -> Rows:
    """Yield the members of reference sets, each ten times larger than the one before."""
    for place, refset in enumerate(made.refsets):
        size = min(10 ** (place + 1), len(made.codes) // 2)
        for member in made.random.sample(made.codes, size):
            yield next(ids), *COMMON, made.codes[refset], member


def description_rows(made: MadeUp) -> Rows:
    """Yield full names, preferred names, and some other names."""
    numbers, random = count(1_000_000), made.random
    labels = {code: label for code, label, _ in MODEL}
    for place, code in enumerate(made.codes):
        label = labels.get(code) or f"{' '.join(random.choices(WORDS, k=4))} {place}".capitalize()
        names = [(snomed.FULLY_SPECIFIED, f"{label} ({random.choice(TAGS)})")]
        names.append((snomed.SYNONYM, label))
        if random.random() < THIRD_NAME:
            names.append((snomed.SYNONYM, f"Other {' '.join(random.choices(WORDS, k=3))} {place}"))
        for type_, term in names:
            yield identifier(next(numbers), "01"), *COMMON, code, "en", type_, term, CASE


def general_concepts(folder: Path, number: int) -> list[str]:
    """Return some of the tenth of a snapshot's concepts that have most below them."""
    (path,) = folder.glob("sct2_Concept_*")
    with path.open(encoding="utf-8") as stream:
        codes = [line.partition("\t")[0] for line in stream][1:]
    made_up = codes[len(MODEL) + ATTRIBUTES + REFSETS :]
    general = made_up[: max(1, len(made_up) // 10)]
    return Random(SEED).choices(general, k=number)  # noqa: S311 - no secret
