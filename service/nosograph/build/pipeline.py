"""`nosograph build`: sources in, a release out."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from nosograph.build import graphs as content
from nosograph.build.curated import Curated, axioms_of, check_ids, read_curated
from nosograph.build.frequencies import Profile, profiles
from nosograph.build.hierarchy import Hierarchy, classified, module, taxonomy
from nosograph.build.hpoa import AnnotationFile, read_hpoa
from nosograph.build.lexicon import entries
from nosograph.build.matrix import compute
from nosograph.build.obo import Ontology, read_obo
from nosograph.build.ontology import owl_document
from nosograph.build.quads import Graph
from nosograph.build.release import checksum, content_name, publish
from nosograph.build.risk import Inference, infer_risks, write_risks
from nosograph.build.validate import check_release
from nosograph.build.weights import write_weights
from nosograph.inference.matrix import Matrix
from nosograph.knowledge import graphs
from nosograph.knowledge.terms import Terms
from nosograph.reasoning.axiom_file import save_axioms
from nosograph.reasoning.axioms import Axiom
from nosograph.reasoning.engine import ElkEngine
from nosograph.reasoning.owl_file import to_ntriples
from nosograph.text.lexicon import Lexicon

Report = Callable[[str, int, int], None]
ANNOTATIONS = "annotations.tsv"
HPO_LICENCE = "https://hpo.jax.org/app/license"
STEPS = 9


@dataclass(frozen=True, slots=True)
class Sources:
    """The files a release is built from."""

    hpo: Path
    hpoa: Path
    ontology: Path
    queries: Path

    def files(self) -> Iterator[Path]:
        """Yield every file that the release depends on, in a fixed order."""
        yield from (self.hpo, self.hpoa)
        for folder in (self.ontology, self.queries):
            yield from sorted(path for path in folder.rglob("*") if path.is_file())


@dataclass(frozen=True, slots=True)
class Read:
    """Every source, read and checked."""

    hpo: Ontology
    hpoa: AnnotationFile
    curated: Curated
    annotations: AnnotationFile
    axioms: tuple[Axiom, ...]


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
    name = content_name(read.hpo.version, sources.files())

    def write(folder: Path) -> dict[str, object]:
        return write_release(folder, read, sources, timer)

    target = publish(home, name, write)
    report("done", STEPS, STEPS)
    return target


def read_sources(sources: Sources) -> Read:
    """Read every source."""
    curated = read_curated(sources.ontology)
    hpo = read_obo(sources.hpo)
    axioms = axioms_of(curated)
    upper = {name for axiom in axioms for name in axiom.signature() if name.startswith("nos:")}
    check_ids(curated, frozenset(hpo.terms) | upper)
    annotations = read_hpoa(sources.ontology / ANNOTATIONS)
    return Read(hpo, read_hpoa(sources.hpoa), curated, annotations, axioms)


def write_release(folder: Path, read: Read, sources: Sources, timer: Timer) -> dict[str, object]:
    """Write every part of a release; return its manifest."""
    closed = taxonomy(read.hpo.terms)
    with timer.step("classifying"):
        axioms = module(read.axioms, read.curated, read.hpo.terms, closed)
        with ElkEngine(axioms) as engine:
            hierarchy = classified(engine, closed, sites(read.curated))
        save_axioms(folder / "module.jsonl", axioms)
    terms = terms_of(read, hierarchy)
    with timer.step("explaining risks"):
        conditions = sorted({row["id"] for row in read.curated.conditions})
        risks = tuple(infer_risks(read.axioms, hierarchy, conditions, terms.label))
    with timer.step("computing the matrix"):
        matrix = matrix_of(read, sources, hierarchy, terms)
        matrix.save(folder / "matrix")
        terms.save(folder)
    with timer.step("writing the lexicon"):
        Lexicon.from_entries(entries(read.curated, read.hpo, hierarchy.above)).save(
            folder / "lexicon"
        )
    with timer.step("writing statements"):
        counts = write_quads(folder / "release.nq", read, hierarchy, risks, matrix)
    with timer.step("loading the store"):
        load(folder / "release.nq", folder / "store")
    with timer.step("checking"):
        check_release(folder, sources.ontology, sources.queries)
    return manifest(read, sources, counts, timer)


def sites(curated: Curated) -> Iterator[str]:
    """Yield the ids of all sites."""
    return (row["id"] for row in curated.sites)


def terms_of(read: Read, hierarchy: Hierarchy) -> Terms:
    """Return labels and replacements of every class."""
    labels = {term.id: term.name for term in read.hpo.terms.values() if not term.obsolete}
    labels |= {name: label for name, label in read.curated.labels.items() if name not in labels}
    replaced = {
        old: term.id
        for term in read.hpo.terms.values()
        if not term.obsolete
        for old in term.alternative_ids
    }
    for term in read.hpo.terms.values():
        if term.obsolete and term.replaced_by:
            replaced[term.id] = term.replaced_by
    return Terms({**upper_labels(hierarchy), **labels}, replaced)


def upper_labels(hierarchy: Hierarchy) -> dict[str, str]:
    """Return readable names for the classes of the upper model and for patterns."""
    own = (name for name in hierarchy.above if name.startswith("nos:"))
    return {name: spaced(name.partition(":")[2]) for name in own}


def spaced(name: str) -> str:
    """Return a CamelCase name as words.

    >>> spaced("LossOfLimb")
    'loss of limb'
    """
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()


def matrix_of(read: Read, sources: Sources, hierarchy: Hierarchy, terms: Terms) -> Matrix:
    """Compute the matrix over listed and curated conditions."""
    current = {name: name for name in hierarchy.above} | dict(terms.replaced)
    current = {old: new for old, new in current.items() if new in hierarchy}
    listed = profiles(sources.hpoa, read.hpoa.rows, current)
    ours = profiles(sources.ontology / ANNOTATIONS, read.annotations.rows, current)
    labels = read.curated.labels
    prevalence = {row["id"]: row["prevalence"] for row in read.curated.conditions}
    stubs = {name: Profile(labels[name]) for name in prevalence}
    merged = {**listed, **stubs, **ours}
    return compute(merged, hierarchy, prevalence, canonical(read.curated, merged))


def canonical(curated: Curated, conditions: dict[str, Profile]) -> dict[str, str]:
    """Return the curated condition under which a mapped listed disease stands."""
    predicates = ("skos:exactMatch", "skos:narrowMatch")
    return {
        row["object_id"]: row["subject_id"]
        for row in curated.mappings
        if row["predicate_id"] in predicates
        and row["object_id"] in conditions
        and row["subject_id"] in conditions
    }


def write_quads(
    path: Path,
    read: Read,
    hierarchy: Hierarchy,
    risks: tuple[Inference, ...],
    matrix: Matrix,
) -> dict[str, int]:
    """Write every graph; return how many statements each has."""
    counts: dict[str, int] = {}
    with path.open("w", encoding="utf-8") as stream:

        def graph(name: str) -> Graph:
            made = Graph(stream, name)
            written.append(made)
            return made

        written: list[Graph] = []
        content.write_hpo(graph(graphs.HPO), read.hpo)
        content.write_annotations(graph(graphs.HPOA), "hpoa", read.hpoa, listed_rare=True)
        curated = graph(graphs.CURATED)
        curated.copy(to_ntriples(owl_document(read.curated, read.axioms)))
        content.write_curated(curated, read.curated)
        content.write_annotations(curated, "nosograph", read.annotations, listed_rare=False)
        content.write_mappings(graph(graphs.MAPPINGS), read.curated.mappings)
        write_risks(graph(graphs.INFERRED), risks)
        content.write_closure(graph(graphs.CLOSURE), hierarchy, within(read.curated, hierarchy))
        write_weights(graph(graphs.WEIGHTS), graph(graphs.WEIGHTS_BELOW), matrix)
    for made in written:
        counts[made.name] = made.count
    return counts


def within(curated: Curated, hierarchy: Hierarchy) -> dict[str, frozenset[str]]:
    """Return, for every site, the sites that it is or lies in."""
    wholes = {row["id"]: set(row.values("part_of")) for row in curated.sites}
    found: dict[str, frozenset[str]] = {}
    for start in wholes:
        reached, waiting = set[str](), [start]
        while waiting:
            for name in hierarchy.superclasses(waiting.pop()) - reached:
                reached.add(name)
                waiting += wholes.get(name, ())
        found[start] = frozenset(reached)
    return found


def load(quads: Path, folder: Path) -> None:
    """Load N-Quads into a new store and remove the file."""
    store = ox.Store(str(folder))
    store.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)
    store.flush()
    store.optimize()
    del store
    quads.unlink()


def manifest(
    read: Read, sources: Sources, counts: dict[str, int], timer: Timer
) -> dict[str, object]:
    """Return what a release is made of, and what it took to build."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "sources": [
            {
                "graph": graphs.HPO,
                "title": "Human Phenotype Ontology",
                "version": read.hpo.version,
                "licence": HPO_LICENCE,
                "sha256": checksum(sources.hpo),
            },
            {
                "graph": graphs.HPOA,
                "title": "HPO annotations for rare diseases",
                "version": read.hpoa.version,
                "licence": HPO_LICENCE,
                "sha256": checksum(sources.hpoa),
            },
            {
                "graph": graphs.CURATED,
                "title": "Nosograph curated core",
                "version": read.hpo.version,
                "licence": "https://creativecommons.org/licenses/by/4.0/",
            },
        ],
        "statements": counts,
        "seconds": timer.seconds,
        "peak_memory_mb": peak // 1024,
    }
