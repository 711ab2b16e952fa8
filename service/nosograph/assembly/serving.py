"""The service over a release."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from nosograph.artefacts import ontology_folder
from nosograph.assembly.consulting import consultation, explanations, store_of
from nosograph.assembly.exporting import Exports
from nosograph.assembly.naming import completion
from nosograph.assembly.releases import catalogue
from nosograph.assembly.terminologies import terminology
from nosograph.assembly.translating import translator
from nosograph.build.curated import UPPER
from nosograph.knowledge.admission import WAITING_PER_PLACE, Share
from nosograph.knowledge.description import Descriptions
from nosograph.knowledge.fetched_graphs import FETCHED
from nosograph.knowledge.library import Library, ReleaseRecord, SourceVersion
from nosograph.knowledge.outside import Outside
from nosograph.knowledge.release import Release, current_release, kept_releases
from nosograph.knowledge.remote_endpoint import RemoteEndpoint
from nosograph.knowledge.sparql_pool import SparqlPool
from nosograph.knowledge.sparql_process import Bounds
from nosograph.knowledge.terms import Terms
from nosograph.knowledge.writable import Writable
from nosograph.reasoning.owl_file import read_axioms, read_labels
from nosograph.settings import Settings
from nosograph.terminology.ecl import hierarchies
from nosograph.web.app import Application, create_app
from nosograph.web.server import serve
from nosograph.web.service import Limits, Service, SparqlEndpoint

MEBIBYTE = 1024 * 1024


def library(release: Release) -> Library:
    """Return what is published beside the graphs of a release."""
    upper = ontology_folder() / UPPER
    labels = read_labels(upper)
    terms = Terms.load(release.folder)
    return Library(
        catalogue=catalogue(),
        terms=Terms({**labels, **terms.labels}, terms.replaced),
        rules=tuple(
            axiom.manchester(lambda name: labels.get(name, name)) for axiom in read_axioms(upper)
        ),
        ontology=release.ontology(),
        sources=sources(release),
        statements=release.manifest.get("statements", {}),
        history=tuple(map(record, kept_releases(release.folder.parents[1]))),
    )


def sources(release: Release) -> tuple[SourceVersion, ...]:
    """Return what was loaded into the graphs of a release."""
    return tuple(
        SourceVersion(
            source["graph"],
            source["title"],
            source.get("version", ""),
            source["licence"],
            checksums(source.get("sha256", {})),
        )
        for source in release.manifest.get("sources", ())
    )


def checksums(said: str | Mapping[str, str]) -> tuple[str, ...]:
    """Return what a manifest says of a source's files: of one, or by the names of several."""
    return (said,) if isinstance(said, str) else tuple(said.values())


def record(release: Release) -> ReleaseRecord:
    """Return what is told of a release in the history of its home."""
    return ReleaseRecord(
        release.name,
        release.arrived.date().isoformat(),
        release.software,
        sources(release),
        release.manifest.get("statements", {}),
    )


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


def writable(settings: Settings, release: Release) -> Writable:
    """Return what is written in a home, standing on a release."""
    memory = settings.query_memory_mb * MEBIBYTE
    bounds = (settings.query_timeout, memory)
    outside = Outside(settings.federation_hosts)
    made = Writable(settings.home, release.name, release.store, *bounds, outside)
    made.adopt()
    return made


def sparql_endpoint(
    settings: Settings, place: Callable[[], Path], runtime: Path | None = None
) -> SparqlEndpoint:
    """Return what runs public queries: processes over the store at hand, or the store elsewhere."""
    share = Share(settings.query_timeout, settings.queries_per_client, settings.query_rate)
    outside = Outside(settings.federation_hosts)
    if settings.store:
        return RemoteEndpoint(settings.store, settings.query_workers, share, runtime, outside)
    return sparql_pool(settings, place, runtime)


def sparql_pool(
    settings: Settings, place: Callable[[], Path], runtime: Path | None = None
) -> SparqlPool:
    """Start the processes that run queries over the store at hand."""
    share = Share(settings.query_timeout, settings.queries_per_client, settings.query_rate)
    bounds = Bounds(settings.query_memory_mb * MEBIBYTE, settings.query_niceness)
    outside = Outside(settings.federation_hosts)
    folder = settings.home / FETCHED
    return SparqlPool(place, settings.query_workers, bounds, share, runtime, outside, folder)


def run_server(settings: Settings) -> None:
    """Serve until stopped; every server process builds its own application."""
    with TemporaryDirectory(prefix="nosograph-") as runtime:
        factory = partial(application, settings, Path(runtime))
        serve(factory, settings.host, settings.port, settings.workers)


def application(settings: Settings | None = None, runtime: Path | None = None) -> Application:
    """Build the web application, from the environment's settings where none are given."""
    settings = settings or Settings.from_environment()
    release = current_release(settings.home)
    written = writable(settings, release)
    union = settings.union_default_graph
    writes = bool(settings.write_token) and not settings.store
    published = library(release)
    endpoint = sparql_endpoint(settings, written.place, runtime)
    service = Service(
        consultation(settings, release),
        endpoint,
        ReleaseHealth(release.name),
        None if settings.store else written,
        Descriptions(release, writes=writes, union=union),
        library=published,
        names=completion(release, store_of(settings, release), published.terms),
        hierarchies=hierarchies(release.manifest.get("sources", ())),
        translator=translator(settings, release),
        exports=Exports(settings, release),
        terminology=terminology(store_of(settings, release), release, endpoint),
        explanations=explanations(settings, release, published.terms),
    )
    limits = Limits(
        body_bytes=settings.max_body_bytes,
        queries=settings.query_workers * (1 + WAITING_PER_PLACE),
        trusted_proxies=settings.trusted_proxies,
        write_token=settings.write_token,
        union=union,
    )
    return create_app(service, limits)
