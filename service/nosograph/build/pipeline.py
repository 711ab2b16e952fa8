"""`nosograph build`: sources in, a release out."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from nosograph.build import graphs as content
from nosograph.build.contents import evidence_of, matrix_of, population_of, terms_of, within
from nosograph.build.criteria import write_criteria, write_scores
from nosograph.build.hierarchy import Hierarchy, classified, module, taxonomy
from nosograph.build.importing.home import current
from nosograph.build.lexicon import entries
from nosograph.build.loading import Loader, loading
from nosograph.build.ontology import owl_document
from nosograph.build.release import checksum, content_name, publish
from nosograph.build.risk import Inference, infer_risks, write_risks
from nosograph.build.sources import Read, Sources, read_sources
from nosograph.build.validate import check_release
from nosograph.build.weights import write_absent_weights, write_present_weights, write_weights
from nosograph.build.wordings import read_wordings
from nosograph.inference.matrix import Matrix
from nosograph.knowledge import graphs
from nosograph.knowledge.release import ONTOLOGY
from nosograph.knowledge.statistics import STATISTICS, write_statistics
from nosograph.reasoning.axiom_file import save_axioms
from nosograph.reasoning.index import engine_over
from nosograph.reasoning.owl_file import to_ntriples
from nosograph.text.lexicon import Lexicon

Report = Callable[[str, int, int], None]
HPO_LICENCE = "https://hpo.jax.org/app/license"
OWN_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
STEPS = 9


@dataclass(slots=True)
class Timer:
    """Reports each step of a build and keeps how many seconds it took."""

    report: Report
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step."""
        self.report(name, len(self.seconds), STEPS)
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 2)


def build(home: Path, sources: Sources, report: Report) -> Path:
    """Build a release and make it current; return its folder.

    A source that is missing or broken raises SourceError, a release that fails its checks
    InvalidRelease; the release that was current then stays in service.
    """
    timer = Timer(report)
    with timer.step("reading sources"):
        read = read_sources(sources)
        name = content_name(read.hpo.version, sources.files(), sources.digests())

    def write(folder: Path) -> dict[str, object]:
        document = owl_document(read.curated, read.axioms, version=name)
        (folder / ONTOLOGY).write_bytes(document)
        with loading(folder / "store") as loader:
            write_parts(folder, read, sources, timer, loader)
        with timer.step("checking"), ThreadPoolExecutor(max_workers=1) as beside:
            counted = {graph: n for it in sources.terminologies for graph, n in it.graphs.items()}
            counting = beside.submit(
                write_statistics, folder / "store", folder / STATISTICS, counted
            )
            check_release(folder, sources.ontology, sources.queries)
            counting.result()
        return manifest(read, sources, loader.counts, timer)

    target = publish(home, name, write)
    report("done", STEPS, STEPS)
    return target


def write_parts(folder: Path, read: Read, sources: Sources, timer: Timer, loader: Loader) -> None:
    """Write every part of a release; the sources' statements load while the rest is computed."""
    with timer.step("writing the sources"):
        write_sources(folder / "sources.nq", read, loader)
        for record in sources.terminologies:
            loader.take(record)
    with timer.step("classifying"):
        hierarchy = classify(folder, read)
    terms = terms_of(read)
    terms.save(folder)
    with timer.step("explaining risks"):
        names = {row["id"]: row["label"] for row in read.curated.conditions}
        called = {**terms.labels, **names}
        risks = tuple(infer_risks(read.axioms, hierarchy, sorted(names), called.__getitem__))
    with timer.step("computing the matrix"):
        matrix = matrix_of(read, sources, hierarchy, terms)
        matrix.save(folder / "matrix")
        evidence_of(read, sources, hierarchy, terms, matrix).save(folder / "evidence")
        population_of(read, matrix).save(folder / "population")
    with timer.step("writing the lexicon"):
        wordings = read_wordings(sources.ontology / "text" / "wordings.tsv")
        found = entries(read.curated, read.hpo, hierarchy.above, wordings)
        Lexicon.from_entries(found).save(folder / "lexicon")
    with timer.step("writing what was inferred"):
        write_inferred(folder / "inferred.nq", read, hierarchy, risks, matrix, loader)
    with timer.step("loading the store"):
        loader.finish()


def classify(folder: Path, read: Read) -> Hierarchy:
    """Return the classified hierarchy; write the axioms that presentations are placed with."""
    closed = taxonomy(read.hpo.terms)
    axioms = module(read.axioms, read.curated, read.hpo.terms, closed)
    save_axioms(folder / "module.jsonl", axioms)
    with closing(engine_over(axioms)) as engine:
        return classified(engine, closed, (row["id"] for row in read.curated.sites))


def write_sources(path: Path, read: Read, loader: Loader) -> None:
    """Write the graphs of the sources."""
    with loader.file(path) as file:
        content.write_hpo(file.graph(graphs.HPO), read.hpo)
        content.write_annotations(file.graph(graphs.HPOA), "hpoa", read.hpoa, listed_rare=True)


def write_inferred(
    path: Path,
    read: Read,
    hierarchy: Hierarchy,
    risks: tuple[Inference, ...],
    matrix: Matrix,
    loader: Loader,
) -> None:
    """Write our own graphs and everything that was inferred or computed."""
    with loader.file(path) as file:
        curated = file.graph(graphs.CURATED)
        curated.copy(to_ntriples((path.parent / ONTOLOGY).read_bytes()))
        content.write_curated(curated, read.curated, hierarchy)
        write_criteria(curated, read.curated)
        write_scores(curated, read.curated)
        content.write_annotations(curated, "nosograph", read.annotations, listed_rare=False)
        content.write_mappings(file.graph(graphs.MAPPINGS), read.curated.mappings)
        write_risks(file.graph(graphs.INFERRED), risks)
        closure = file.graph(graphs.CLOSURE)
        content.write_closure(closure, hierarchy, within(read.curated, hierarchy))
        content.write_finding_patterns(closure, read.curated, hierarchy)
        write_weights(file.graph(graphs.WEIGHTS), matrix)
        write_present_weights(file.graph(graphs.WEIGHTS_PRESENT), matrix)
        write_absent_weights(file.graph(graphs.WEIGHTS_ABSENT), matrix)


def manifest(
    read: Read, sources: Sources, counts: dict[str, int], timer: Timer
) -> dict[str, object]:
    """Return what a release is made of, and what it took to build."""
    listed = (
        (graphs.HPO, "Human Phenotype Ontology", read.hpo.version, sources.hpo),
        (graphs.HPOA, "HPO annotations for rare diseases", read.hpoa.version, sources.hpoa),
    )
    described = [
        {
            "graph": graph,
            "title": title,
            "version": version,
            "licence": HPO_LICENCE,
            "sha256": checksum(path),
        }
        for graph, title, version, path in listed
    ]
    own = {"graph": graphs.CURATED, "title": "Nosograph curated core", "licence": OWN_LICENCE}
    return {
        "sources": [*described, own, *imported_graphs(sources)],
        "imported": {path.name: checksum(path) for path in sources.imported},
        "statements": counts,
        "seconds": timer.seconds,
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def imported_graphs(sources: Sources) -> Iterator[dict[str, object]]:
    """Yield what there is to say of every graph of the imports."""
    newest = current(sources.terminologies)
    for record in sources.terminologies:
        yield from record.sources(record.about.version == newest[record.about.name])
