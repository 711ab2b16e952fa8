"""An import appears whole or not at all, and the next release has it."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nosograph.artefacts import queries_folder
from nosograph.build.importing.closure import closure, cycle, named_cycle
from nosograph.build.importing.draft import Draft
from nosograph.build.importing.home import current, imports_of, remove, take_in
from nosograph.build.importing.lines import source_files
from nosograph.build.importing.record import About, Record
from nosograph.build.pipeline import build
from nosograph.build.quads import RDF_TYPE, node
from nosograph.build.sources import Sources
from nosograph.errors import InvalidInput, InvalidRelease, SourceError
from nosograph.knowledge.catalogue import read_catalogue
from nosograph.knowledge.description import Descriptions
from nosograph.knowledge.release import current_release
from nosograph.knowledge.statistics import STATISTICS, read_statistics
from nosograph.knowledge.store import EmbeddedStore

COLOURS = About("colours", "Colours", "2026-01-01", "https://example.org/licence", "DOID")
KILLED = """
import pathlib, sys, time
from nosograph.build.importing.home import take_in
from nosograph.build.importing.record import About

def write(draft):
    with draft.file() as file:
        draft.source(file)
        print("writing", flush=True)
        time.sleep(60)

about = About("colours", "Colours", sys.argv[2], "https://example.org/licence")
take_in(pathlib.Path(sys.argv[1]), about, write)
"""


def written(draft: Draft) -> None:
    with draft.file() as file:
        graph = draft.source(file)
        graph.add(node("DOID:1"), RDF_TYPE, node("owl:Class"))
        draft.closure(file).add(node("DOID:1"), node("rdfs:subClassOf"), node("DOID:1"))
        draft.mapping_set(file, "colours-mondo").add(
            node("DOID:1"), node("skos:exactMatch"), node("MONDO:1")
        )
    draft.concepts = 1


def broken(draft: Draft) -> None:
    written(draft)
    raise SourceError("colours.txt", 7, "no colour")


def everything(home: Path) -> dict[str, bytes]:
    """Return every file of the imports but the lock."""
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in (home / "imports").rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def test_an_import_says_what_it_holds(tmp_path: Path) -> None:
    record = take_in(tmp_path, COLOURS, written)
    (path,) = record.paths
    assert record.files == {path.name: hashlib.sha256(path.read_bytes()).hexdigest()}
    assert sum(record.graphs.values()) == len(path.read_text().splitlines())
    assert set(record.graphs) == {
        COLOURS.graph,
        COLOURS.closure,
        "https://w3id.org/nosograph/graph/mappings/colours-mondo/2026-01-01",
    }
    assert imports_of(tmp_path) == (record,)


def test_versions_stand_beside_each_other_and_the_newest_is_current(tmp_path: Path) -> None:
    for version in ("2.10", "2.9", "2.1"):
        take_in(tmp_path, replace(COLOURS, version=version), written)
    records = imports_of(tmp_path)
    assert [record.about.version for record in records] == ["2.1", "2.9", "2.10"]
    assert current(records) == {"colours": "2.10"}


def test_a_replacing_import_is_the_only_one(tmp_path: Path) -> None:
    take_in(tmp_path, COLOURS, written)
    take_in(tmp_path, replace(COLOURS, name="other"), written)
    take_in(tmp_path, replace(COLOURS, version="2026-02-01"), written, only=True)
    found = [(record.about.name, record.about.version) for record in imports_of(tmp_path)]
    assert found == [("colours", "2026-02-01"), ("other", "2026-01-01")]


def test_a_broken_source_changes_nothing(tmp_path: Path) -> None:
    take_in(tmp_path, COLOURS, written)
    before = everything(tmp_path)
    for version in ("2026-01-01", "2026-02-01"):
        with pytest.raises(SourceError, match=r"colours\.txt, line 7: no colour"):
            take_in(tmp_path, replace(COLOURS, version=version), broken, only=True)
    assert everything(tmp_path) == before


@pytest.mark.parametrize("version", ["2026-01-01", "2026-02-01"])
def test_a_killed_import_changes_nothing_and_is_cleared_away(tmp_path: Path, version: str) -> None:
    take_in(tmp_path, COLOURS, written)
    before = everything(tmp_path)
    command = [sys.executable, "-c", KILLED, str(tmp_path), version]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as importer:
        assert importer.stdout is not None
        assert importer.stdout.readline() == "writing\n"
        os.kill(importer.pid, signal.SIGKILL)
    assert len(imports_of(tmp_path)) == 1
    assert everything(tmp_path) == before


def test_an_import_that_was_killed_while_it_took_its_place_is_put_right(tmp_path: Path) -> None:
    record = take_in(tmp_path, COLOURS, written)
    record.folder.replace(record.folder.with_name(".displaced-2026-01-01"))
    assert imports_of(tmp_path) == (record,)
    assert record.paths[0].is_file()


def test_an_import_is_removed_in_one_version_or_in_all(tmp_path: Path) -> None:
    for version in ("1", "2", "3"):
        take_in(tmp_path, replace(COLOURS, version=version), written)
    assert [record.about.version for record in remove(tmp_path, "colours", "2")] == ["2"]
    assert [record.about.version for record in imports_of(tmp_path)] == ["1", "3"]
    remove(tmp_path, "colours")
    assert imports_of(tmp_path) == ()
    with pytest.raises(InvalidInput, match="not imported: colours 1"):
        remove(tmp_path, "colours", "1")


def test_a_damaged_record_says_what_to_do(tmp_path: Path) -> None:
    record = take_in(tmp_path, COLOURS, written)
    (record.folder / "record.json").write_text("{")
    with pytest.raises(InvalidRelease, match="colours/2026-01-01 cannot be read: import it anew"):
        imports_of(tmp_path)


@pytest.mark.parametrize("version", ["", "../up", "a b", ".hidden", "x" * 65])
def test_a_version_that_names_no_folder_is_refused(version: str) -> None:
    with pytest.raises(InvalidInput, match="a version is"):
        replace(COLOURS, version=version)


def test_a_release_has_what_was_imported(mini_sources: Sources, tmp_path: Path) -> None:
    record = take_in(tmp_path, COLOURS, written)
    old = take_in(tmp_path, replace(COLOURS, version="2025-01-01"), written)
    without = build(tmp_path, mini_sources, lambda *step: None)
    sources = replace(mini_sources, terminologies=imports_of(tmp_path))
    folder = build(tmp_path, sources, lambda *step: None)
    assert folder != without
    release = current_release(tmp_path)
    described = {source["graph"]: source for source in release.manifest["sources"]}
    assert described[record.about.graph]["prefix"] == "DOID"
    assert described[record.about.graph]["current"]
    assert not described[old.about.graph]["current"]
    assert described[record.about.closure]["title"] == "Colours: closure"
    counted = read_statistics(folder / STATISTICS)
    for graph, statements in record.graphs.items():
        rows = EmbeddedStore(release.store).select(
            f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        )
        assert int(rows[0]["n"]) == statements == counted[graph]["triples"]
    void = Descriptions(release, writes=False, union=True).dataset("http://x/", "text/turtle")
    assert b"https://example.org/licence" in void


def test_a_term_of_an_imported_mapping_set_is_known(mini_sources: Sources, tmp_path: Path) -> None:
    def with_mapping(draft: Draft) -> None:
        with draft.file() as file:
            draft.source(file)
            draft.mapping_set(file, "colours-mondo").add(
                node("nos:mapping/colours-mondo/1"),
                RDF_TYPE,
                node("sssom:Mapping"),
            )

    take_in(tmp_path, COLOURS, with_mapping)
    build(tmp_path, replace(mini_sources, terminologies=imports_of(tmp_path)), lambda *step: None)
    query = read_catalogue(queries_folder()).get("ontology/kinds")
    rows = EmbeddedStore(current_release(tmp_path).store).select(
        query.bind({"term": ["nos:mapping/colours-mondo/1"]})
    )
    assert [row["kind"] for row in rows] == ["https://w3id.org/sssom/Mapping"]


def test_every_graph_has_a_name_of_its_own_in_the_service_description(
    mini_sources: Sources, tmp_path: Path
) -> None:
    take_in(tmp_path, COLOURS, written)
    build(tmp_path, replace(mini_sources, terminologies=imports_of(tmp_path)), lambda *step: None)
    descriptions = Descriptions(current_release(tmp_path), writes=False, union=True)
    triples = list(
        ox.parse(descriptions.service("http://x/", "text/turtle"), format=ox.RdfFormat.TURTLE)
    )
    name = "http://www.w3.org/ns/sparql-service-description#name"
    named = [quad.subject for quad in triples if quad.predicate.value == name]
    assert len(named) == len(set(named)) > 8


def test_another_content_gives_another_release(mini_sources: Sources, tmp_path: Path) -> None:
    record = take_in(tmp_path, COLOURS, written)
    other = replace(record, files={"statements.nq": "0"})
    digests = {
        tuple(replace(mini_sources, terminologies=found).digests())
        for found in ((), (record,), (other,))
    }
    assert len(digests) == 3


def test_a_damaged_file_of_an_import_is_named(mini_sources: Sources, tmp_path: Path) -> None:
    record = take_in(tmp_path, COLOURS, written)
    record.paths[0].write_text("no statement\n")
    sources = replace(mini_sources, terminologies=(record,))
    with pytest.raises(SourceError, match=r"statements\.nq: cannot be loaded: import it anew"):
        build(tmp_path, sources, lambda *step: None)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a\tb\n1\t2\n1\n", "line 3: 1 columns instead of 2"),
        (b"a\tb\n1\t2\n\xff\t2\n", "line 3: not UTF-8"),
        (b"a\tc\n1\t2\n", "line 1: the columns must be a, b"),
        (b"", "line 1: the columns must be a, b"),
    ],
)
def test_a_table_that_is_none_is_named_with_its_line(
    tmp_path: Path, content: bytes, message: str
) -> None:
    (tmp_path / "table.txt").write_bytes(content)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("in/table.txt", content)
    for path in (tmp_path / "table.txt", tmp_path / "all.zip"):
        (file,) = source_files(path)
        with pytest.raises(SourceError, match=message):
            list(file.rows(("a", "b")))


def test_an_archive_that_was_cut_short_is_named(tmp_path: Path) -> None:
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("table.txt", os.urandom(20_000))
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole.read_bytes()[:10_000])
    with pytest.raises(SourceError, match=r"cut\.zip: no zip archive, or cut short"):
        list(source_files(cut))
    damaged = bytearray(whole.read_bytes())
    damaged[5_000:6_000] = bytes(1_000)
    cut.write_bytes(damaged)
    (file,) = source_files(cut)
    with pytest.raises(SourceError, match=r"cut\.zip/table\.txt"):
        list(file.lines())


parents = st.integers(0, 12).flatmap(
    lambda count: st.lists(
        st.lists(st.integers(0, count - 1), max_size=3, unique=True) if count else st.nothing(),
        min_size=count,
        max_size=count,
    )
)


@given(parents)
def test_a_closure_is_what_is_reached_upwards_and_a_cycle_is_one(
    hierarchy: list[list[int]],
) -> None:
    def above(start: int) -> set[int]:
        seen, waiting = {start}, [start]
        while waiting:
            new = set(hierarchy[waiting.pop()]) - seen
            seen |= new
            waiting += new
        return seen

    found = cycle(hierarchy)
    cyclic = any(n in above(p) for n, below in enumerate(hierarchy) for p in below)
    assert bool(found) == cyclic
    for child, parent in zip(found, (*found[1:], *found[:1]), strict=True):
        assert parent in hierarchy[child]
    if not cyclic:
        assert [set(each) for each in closure(hierarchy)] == [
            above(n) for n in range(len(hierarchy))
        ]


def test_a_cycle_is_named() -> None:
    assert named_cycle([[1], [2], [0]], "abc".__getitem__) == "a < b < c < a"
    assert named_cycle([[1], []], "ab".__getitem__) == ""


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    record = take_in(
        tmp_path, replace(COLOURS, licence_bound=True, version_iri="http://x/1"), written
    )
    assert Record.read(record.folder) == record
