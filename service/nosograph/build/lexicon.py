"""The phrases that text is matched with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from nosograph.build.curated import Curated
from nosograph.build.obo import Ontology
from nosograph.build.tables import Row
from nosograph.build.wordings import Wording, worded
from nosograph.errors import SourceError
from nosograph.text.lexicon import DECIDED, EntryKind, LexiconEntry

FINDING_ROOTS = frozenset(("HP:0000118", "HP:0032443"))
TIMING_ROOT = "HP:0011008"
MODIFIER_ROOT = "HP:0012823"
RELATED = "related"


def entries(
    curated: Curated,
    hpo: Ontology,
    above: Mapping[str, frozenset[str]],
    wordings: Sequence[Wording] = (),
) -> Iterator[LexiconEntry]:
    """Yield every phrase: our own tables first, then HPO's labels and synonyms."""
    yield from own_names(curated.findings, EntryKind.FINDING)
    yield from own_names(curated.sites, EntryKind.SITE)
    for row in curated.modifiers:
        kind = EntryKind.TIMING if row["kind"] == "timing" else EntryKind.MODIFIER
        yield from own_names((row,), kind)
    for row in curated.lexicon:
        yield LexiconEntry(row.required("phrase"), row.required("code"), kind_of(row), DECIDED)
    yield from hpo_names(hpo, above, wordings)


def kind_of(row: Row) -> EntryKind:
    """Return the kind of a lexicon row."""
    try:
        return EntryKind(row["kind"])
    except ValueError:
        raise SourceError(row.file, row.line, "kind is none of the entry kinds") from None


def own_names(rows: tuple[Row, ...], kind: EntryKind) -> Iterator[LexiconEntry]:
    """Yield label and synonyms of our own rows."""
    for row in rows:
        if row["label"]:
            yield LexiconEntry(row["label"], row["id"], kind, "exact")
        for phrase in row.values("synonyms"):
            yield LexiconEntry(phrase, row["id"], kind, "exact")
        for phrase in row.values("lay_synonyms"):
            yield LexiconEntry(phrase, row["id"], kind, "lay")


def hpo_names(
    hpo: Ontology, above: Mapping[str, frozenset[str]], wordings: Sequence[Wording]
) -> Iterator[LexiconEntry]:
    """Yield labels and synonyms of HPO's findings and modifiers, and how else labels are said."""
    for term in hpo.terms.values():
        kind = hpo_kind(above.get(term.id, frozenset()))
        if kind is None:
            continue
        yield LexiconEntry(term.name, term.id, kind, "exact")
        for phrase in worded(term.name, wordings):
            yield LexiconEntry(phrase, term.id, kind, RELATED)
        for synonym in term.synonyms:
            scope = "lay" if synonym.lay and synonym.scope == "exact" else synonym.scope
            yield LexiconEntry(synonym.text, term.id, kind, scope)


def hpo_kind(above: frozenset[str]) -> EntryKind | None:
    """Return what kind of entry a term with these superclasses is."""
    if not FINDING_ROOTS.isdisjoint(above):
        return EntryKind.FINDING
    if TIMING_ROOT in above:
        return EntryKind.TIMING
    return EntryKind.MODIFIER if MODIFIER_ROOT in above else None
