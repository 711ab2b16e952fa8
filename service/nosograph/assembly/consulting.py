"""What answers presentations, opened from a release."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from functools import cache

from nosograph.artefacts import ontology_folder
from nosograph.build.curated import UPPER
from nosograph.consult.coding import Coding, Vocabulary
from nosograph.consult.diagnose import Consultation
from nosograph.consult.explain import Explanations
from nosograph.consult.languages import Languages, Spoken
from nosograph.consult.understand import understand
from nosograph.domain.knowledge import Justification
from nosograph.domain.presentation import Understanding
from nosograph.inference.likelihood import Likelihood
from nosograph.inference.matrix import Matrix
from nosograph.inference.nearest import NearestNames
from nosograph.inference.population import Population
from nosograph.knowledge.graphs import ANY_MODIFIER, ANY_SITE
from nosograph.knowledge.release import Release
from nosograph.knowledge.repository import Repository
from nosograph.knowledge.stated import StatedGraphs
from nosograph.knowledge.store import EmbeddedStore, RemoteStore, Store
from nosograph.knowledge.terms import Terms
from nosograph.knowledge.translations import Translations
from nosograph.reasoning.axiom_file import load_axioms
from nosograph.reasoning.axioms import Named
from nosograph.reasoning.explanation import Explainer
from nosograph.reasoning.index import engine_over
from nosograph.reasoning.owl_file import read_labels
from nosograph.reasoning.proof import ComplaintPattern, Proofs
from nosograph.reasoning.realise import Indication, Realiser
from nosograph.settings import Settings
from nosograph.terminology.crosswalk import Crosswalk
from nosograph.terminology.laboratory import Laboratory
from nosograph.text.opening import open_reader
from nosograph.text.reader import TextReader


def store_of(settings: Settings, release: Release) -> Store:
    """Return the store that knowledge is asked of."""
    return RemoteStore(settings.store) if settings.store else EmbeddedStore(release.store)


def consultation(settings: Settings, release: Release) -> Consultation:
    """Open everything that a differential needs."""
    repository = Repository(store_of(settings, release))
    repository.preload()
    reader = text_reader(release, settings)
    reader.preload()
    terms = Terms.load(release.folder)
    matrix = Matrix.load(release.matrix)
    placing = realiser(release, matrix, repository, terms)
    opened = Consultation(
        release=release.name,
        reader=reader,
        terms=terms,
        realiser=placing,
        likelihood=Likelihood(matrix),
        population=Population.load(release.population),
        repository=repository,
        languages=languages(settings, Spoken(reader, terms)),
        coding=coding(store_of(settings, release), release, matrix, terms, placing),
        named={terms.label(name).casefold(): place for place, name in enumerate(matrix.terms)},
    )
    gc.freeze()  # what was opened stays, and takes the collector a quarter of a second to look over
    return opened


def coding(
    store: Store, release: Release, matrix: Matrix, terms: Terms, placing: Realiser
) -> Coding:
    """Return what maps codes of other systems to findings."""
    known = Vocabulary(
        terms.current, matrix.term_position, matrix.condition_position, placing.superclasses
    )
    return Coding(Crosswalk(store, release.versions()), Laboratory(store), known)


def text_reader(release: Release, settings: Settings | None = None) -> TextReader:
    """Open what reads words; where a setting asks for it, embeddings rank suggestions too."""
    model = settings.embeddings if settings else None
    similar = NearestNames.load(settings.home, model).similar if settings and model else None
    return open_reader(ontology_folder() / "text", release.lexicon, similar=similar)


def languages(settings: Settings, english: Spoken) -> Languages:
    """Return the languages that can be asked for."""
    imported = Translations(settings.home)

    def reader_of(code: str) -> TextReader:
        return open_reader(ontology_folder() / "text", imported.lexicon(code), code)

    return Languages(english, imported, reader_of)


def understand_text(
    settings: Settings, release: Release, text: str, language: str | None = None
) -> Understanding:
    """Return what a text is understood to say; nothing that ranks is opened."""
    english = Spoken(text_reader(release, settings), Terms.load(release.folder))
    spoken = languages(settings, english).spoken(language)
    return understand(release.name, spoken.reader, spoken.terms, text)


def explanations(settings: Settings, release: Release, terms: Terms) -> Explanations:
    """Open what explains subsumptions: our axioms, and what the graphs state."""
    graphs = StatedGraphs(store_of(settings, release))
    return Explanations(Explainer(load_axioms(release.module)), graphs, terms)


def explain(settings: Settings, release: Release, sub: str, sup: str) -> Justification:
    """Return why a class is under another."""
    labels = read_labels(ontology_folder() / UPPER)
    terms = Terms.load(release.folder)
    named = Terms({**labels, **terms.labels}, terms.replaced)
    return explanations(settings, release, named).explain(sub, sup)


def realiser(release: Release, matrix: Matrix, repository: Repository, terms: Terms) -> Realiser:
    """Open what places presentations, over the release's module."""
    axioms = load_axioms(release.module)
    placer = engine_over(axioms)

    @cache
    def superclasses(name: str) -> frozenset[str]:
        if name in matrix.term_position:
            above = matrix.ancestors_of(matrix.term_position[name])
            return frozenset(matrix.terms[term] for term in above)
        return placer.superclasses(Named(name))

    patterns: dict[str, list[ComplaintPattern]] = {}
    for pattern in map(pattern_of, repository.patterns()):
        patterns.setdefault(pattern.complaint, []).append(pattern)
    criteria = {name: Indication(*found) for name, found in repository.criteria().items()}
    modified = repository.modified()
    return Realiser(placer, superclasses, patterns, criteria, modified, Proofs(axioms), terms.label)


def pattern_of(row: Mapping[str, str]) -> ComplaintPattern:
    """Return a pattern as the repository gives it."""
    return ComplaintPattern(
        id=row["id"],
        complaint=row["owner"],
        alternative=int(row["alternative"]),
        finding=row["genus"],
        site=None if row["site"] == ANY_SITE else row["site"],
        timing=None if row["timing"] == ANY_MODIFIER else row["timing"],
        modifiers=tuple(code for code in row["modifiers"].split() if code != ANY_MODIFIER),
    )
