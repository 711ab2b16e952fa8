"""LOAD: documents of hosts that are listed, into graphs of one's own, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from time import monotonic
from typing import Any

import pyoxigraph as ox
import pytest
from tests.knowledge.elsewhere import BOMB, WRITTEN_NAMES, elsewhere, outside

from nosograph.domain.identifiers import GRAPH
from nosograph.domain.loads import loads
from nosograph.domain.writing import UpdateRequest
from nosograph.errors import (
    InvalidDocument,
    InvalidQuery,
    NosographError,
    Overloaded,
    ProtectedGraph,
    QuerySyntax,
)
from nosograph.knowledge.loaded_documents import with_documents
from nosograph.knowledge.loading import Loading
from nosograph.knowledge.outside import Outside, is_public
from nosograph.knowledge.writable import Writable, time_left

BASE = "http://base.example/update"


def loaded(port: int, text: str, seconds: float = 5, **given: Any) -> ox.Store:
    """Return a store after an update in which PORT is put in."""
    request = UpdateRequest(text.replace("PORT", str(port)), BASE)
    store = ox.Store()
    loading = Loading(outside(port, **given))
    documents = loading.documents(loading.allowed(request), time_left(seconds))
    store.update(with_documents(request.text, BASE, documents), base_iri=BASE)
    return store


SOURCE = "<http://elsewhere.example:PORT/doc>"


def test_a_document_is_loaded_into_the_default_graph() -> None:
    with elsewhere() as (port, asked):
        store = loaded(port, f"LOAD {SOURCE}")
    subject = ox.NamedNode(f"http://elsewhere.example:{port}/doc#a")
    found = {quad.object for quad in store.quads_for_pattern(subject, None, None, None)}
    assert ox.Literal('x"y', language="de") in found
    assert len(store) == 3
    assert asked == ["/doc"]


@pytest.mark.parametrize(
    "text",
    [
        f"LOAD {SOURCE} INTO GRAPH <http://mine/g>",
        "PREFIX e: <http://elsewhere.example:PORT/> PREFIX m: <http://mine/> "
        "LOAD SILENT e:doc INTO GRAPH m:g",
        "BASE <http://elsewhere.example:PORT/> load <doc> into graph <http://mine/g>",
        f"INSERT DATA {{ <a> <b> 'LOAD <x>' }} ; # LOAD <y>\nLOAD {SOURCE} INTO GRAPH "
        "<http://mine/g> ; DELETE DATA { <a> <b> 'LOAD <x>' }",
    ],
)
def test_it_goes_where_it_is_meant_to_however_that_is_written(text: str) -> None:
    with elsewhere() as (port, _):
        store = loaded(port, text)
    assert {quad.graph_name for quad in store} == {ox.NamedNode("http://mine/g")}


ELSEWHERE = "http://elsewhere.example:1/"


@pytest.mark.parametrize(("name", "path"), WRITTEN_NAMES)
def test_names_are_those_that_the_engine_reads(name: str, path: str) -> None:
    prologue = f"PREFIX e: <http://other.example/> PREFIX e: <{ELSEWHERE}> BASE <{ELSEWHERE}>"
    (load,) = loads(f"{prologue} LOAD {name} INTO GRAPH {name}", BASE)
    assert (load.source, load.graph) == (ELSEWHERE + path,) * 2


def test_keywords_run_together_with_names_as_the_grammar_lets_them() -> None:
    text = "PREFIXe:<http://a/>LOADSILENT e:x INTOGRAPH<g>;LOAD<x>#c"
    found = [(load.source, load.graph, load.silent) for load in loads(text, BASE)]
    assert found == [
        ("http://a/x", "http://base.example/g", True),
        ("http://base.example/x", None, False),
    ]


def test_a_prefix_and_a_base_hold_until_they_are_declared_again() -> None:
    text = (
        "PREFIX e: <http://a/> BASE <http://b/> LOAD e:x INTO GRAPH <g> ; "
        "PREFIX e: <c/> BASE <d/> LOAD SILENT e:y ; "
        r"INSERT DATA { <a> e:p\'q ';' } ; LOAD e:z INTO GRAPH <g> ; DELETE DATA { <a> e:p\'q 1 }"
    )
    assert [(load.source, load.graph) for load in loads(text, BASE)] == [
        ("http://a/x", "http://b/g"),
        ("http://b/c/y", None),
        ("http://b/c/z", "http://b/d/g"),
    ]


def test_the_same_document_twice_has_other_blank_nodes() -> None:
    with elsewhere() as (port, _):
        store = loaded(port, f"LOAD {SOURCE} ; LOAD {SOURCE}")
    assert len(store) == 5


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        ({"status": 404}, Overloaded),
        ({"status": 302, "headers_sent": {"Location": "http://127.0.0.1:1/"}}, Overloaded),
        ({"media_type": "text/html"}, InvalidDocument),
        ({"body": b"<a> <b> ."}, InvalidDocument),
        ({"body": b"<a> <b> <c> . " * 200}, InvalidQuery),
        ({"drip": 0.2}, Overloaded),
        ({"headers_sent": {"Content-Length": "500"}}, Overloaded),
    ],
    ids=["status", "redirect", "media type", "syntax", "size", "slow", "cut short"],
)
def test_what_cannot_be_read_ends_the_update_unless_it_is_silent(
    behaviour: dict[str, Any], error: type[NosographError]
) -> None:
    given = {"most_bytes": 2_000, "seconds": 1.0}
    with elsewhere(**behaviour) as (port, asked):
        with pytest.raises(error):
            loaded(port, f"LOAD {SOURCE}", **given)
        store = loaded(port, f"LOAD SILENT {SOURCE} ; INSERT DATA {{ <a> <b> 1 }}", **given)
    assert len(store) == 1
    assert asked == ["/doc", "/doc"]


def test_only_listed_hosts_at_public_addresses_are_asked() -> None:
    with elsewhere() as (port, asked):
        for address in (f"http://127.0.0.1:{port}/x", "file:///etc/hostname", "http://o.example/"):
            with pytest.raises(InvalidQuery, match=r"may not be asked|only http and https"):
                loaded(port, f"LOAD <{address}>")
            assert len(loaded(port, f"LOAD SILENT <{address}>")) == 0
        with pytest.raises(InvalidQuery, match="not a public one"):
            loaded(port, f"LOAD {SOURCE}", allows=is_public)
    assert asked == []


def test_by_default_it_is_refused_and_said_how_to_allow_it() -> None:
    request = UpdateRequest("LOAD <http://e.example/doc>", BASE)
    with pytest.raises(InvalidQuery, match="NOSOGRAPH_FEDERATION_HOSTS"):
        Loading(Outside(())).allowed(request)


def test_a_graph_of_the_release_is_not_loaded_into_not_even_silently() -> None:
    with elsewhere() as (port, asked), pytest.raises(ProtectedGraph):
        loaded(port, f"LOAD SILENT {SOURCE} INTO GRAPH <{GRAPH}hpo>")
    assert asked == []


@pytest.mark.parametrize(
    "text",
    [
        "LOAD",
        "LOAD ?x",
        "LOAD <a> INTO",
        "LOAD <a> INTO <b>",
        "LOAD x:y",
        r"PREFIX x: <http://x/> LOAD x:\u0061",
        "LOAD <http://[>",
        "LOAD SILENT <http://[>",
        "BASE <http://[> LOAD <x>",
        "PREFIX x: <http://[> LOAD x:y",
        f"LOAD {SOURCE} INTO GRAPH <http://[>",
        rf"LOAD {SOURCE} INTO GRAPH <http://x/\u003E>",
    ],
)
def test_what_is_no_load_is_refused(text: str) -> None:
    with pytest.raises(InvalidQuery):
        loaded(1, text)


def test_too_many_are_refused() -> None:
    with pytest.raises(InvalidQuery, match="at most 8 LOAD operations"):
        loaded(1, " ; ".join([f"LOAD {SOURCE}"] * 9))


def test_the_documents_of_an_update_share_one_deadline() -> None:
    text = " ; ".join([f"LOAD SILENT {SOURCE}"] * 4)
    begun = monotonic()
    with elsewhere(header_drip=0.05) as (port, asked):
        assert len(loaded(port, text, seconds=0.5)) == 0
    assert monotonic() - begun < 1.5
    assert asked == ["/doc"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    ox.Store(str(tmp_path / "store")).flush()
    return tmp_path


@contextmanager
def writing(home: Path, allowed: Outside | None = None) -> Iterator[Writable]:
    with closing(Writable(home, "r1", home / "store", 20, 256 * 2**20, allowed)) as made:
        yield made


def written(writable: Writable) -> int:
    return len(ox.Store.read_only(str(writable.place())))


def test_what_is_loaded_lasts_and_what_fails_changes_nothing(home: Path) -> None:
    with elsewhere() as (port, _), writing(home, outside(port)) as writable:
        source = SOURCE.replace("PORT", str(port))
        writable.update(UpdateRequest(f"LOAD {source} INTO GRAPH <http://mine/g>", BASE))
        with pytest.raises(NosographError):
            writable.update(UpdateRequest(f"DROP ALL ; LOAD {source}x?<>", BASE))
        assert written(writable) == 3


def test_documents_are_read_where_it_is_written(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ox, "parse", lambda *_, **__: pytest.fail("read in the serving process"))
    text = "LOAD SILENT <http://o.example/> ; LOAD DOC INTO GRAPH <g> ; DELETE { ?s ?p 1 } WHERE {}"
    with elsewhere() as (port, _), writing(home, outside(port)) as writable:
        text = text.replace("DOC", SOURCE.replace("PORT", str(port)))
        writable.update(UpdateRequest(text, BASE, using=("http://mine/h",)))
        assert written(writable) == 3


@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_a_document_that_grows_when_it_is_read_ends_its_write_alone(
    home: Path, silent: str
) -> None:
    served: dict[str, Any] = {"body": BOMB, "media_type": "application/rdf+xml"}
    with elsewhere(**served) as (port, _), writing(home, outside(port)) as writable:
        source = SOURCE.replace("PORT", str(port))
        with pytest.raises(Overloaded, match="too much memory"):
            writable.update(UpdateRequest(f"LOAD {silent}{source}", BASE))
        writable.update(UpdateRequest("INSERT DATA { <a> <b> 1 }", BASE))
        assert written(writable) == 1


@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_a_document_that_cannot_be_read_is_said_unless_silent(home: Path, silent: str) -> None:
    with elsewhere(body=b"<a> <b> .") as (port, _), writing(home, outside(port)) as writable:
        request = UpdateRequest(f"LOAD {silent}{SOURCE.replace('PORT', str(port))}", BASE)
        with nullcontext() if silent else pytest.raises(InvalidDocument, match="cannot be parsed"):
            writable.update(request)
        assert written(writable) == 0


@pytest.mark.parametrize("text", ["LOAD DOC } ;", "LOAD DOC ; DROP", "INSERT DATA { ; LOAD DOC"])
def test_nobody_is_asked_for_an_update_that_cannot_be_parsed(home: Path, text: str) -> None:
    with elsewhere() as (port, asked), writing(home, outside(port)) as writable:
        text = text.replace("DOC", SOURCE.replace("PORT", str(port)))
        with pytest.raises(QuerySyntax):
            writable.update(UpdateRequest(text, BASE))
    assert asked == []


def test_of_an_update_that_is_no_update_that_is_said_before_its_load_is_refused(home: Path) -> None:
    with writing(home) as writable:
        for text in ("LOAD ;", "CREATE GRAPH <g>\nLOAD <a>", "LOAD <a> ; ; CLEAR ALL"):
            with pytest.raises(QuerySyntax):
                writable.update(UpdateRequest(text, BASE))
        with pytest.raises(InvalidQuery, match="NOSOGRAPH_FEDERATION_HOSTS"):
            writable.update(UpdateRequest("INSERT DATA { <a> <b> 1 } ; LOAD <a>", BASE))
        assert written(writable) == 0
