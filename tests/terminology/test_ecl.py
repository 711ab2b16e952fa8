"""Expressions as people write them, over a made-up snapshot and over HPO."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nosograph.build.importing.rf2 import SNOMED_RF2
from nosograph.errors import ExpressionSyntax, InvalidInput, UnknownCode
from nosograph.terminology.ecl import Hierarchy, Question, hierarchies, parse

SNAPSHOT = Path(__file__).resolve().parents[1] / "data" / "rf2"
Find = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def find(tmp_path_factory: pytest.TempPathFactory) -> Find:
    home = tmp_path_factory.mktemp("home")
    record = SNOMED_RF2.take_in(home, [SNAPSHOT], lambda *step: None)
    store = ox.Store()
    store.bulk_load(path=str(record.paths[0]), format=ox.RdfFormat.N_QUADS)
    known = hierarchies(record.sources(current=True))

    def select(query: str) -> list[ox.QuerySolution]:
        found = store.query(query)
        assert isinstance(found, ox.QuerySolutions)
        return list(found)

    def concepts(text: str) -> list[str]:
        question = Question.of(text, known)
        rows = select(question.known_codes_query()) if question.codes() else []
        question.require_known(row["concept"].value for row in rows)
        return [row["code"].value.removeprefix("SNOMEDCT:") for row in select(question.query())]

    return concepts


FINDING, OF_LIMB, OEDEMA, OF_LEG, OF_FOOT, OLD = (
    "1001000",
    "1002007",
    "1003002",
    "1004008",
    "1005009",
    "1006005",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1003002 |Oedema|", [OEDEMA]),
        ("1006005", []),
        ("< 1003002", [OF_LEG, OF_FOOT]),
        ("<<1003002|Oedema|", [OEDEMA, OF_LEG, OF_FOOT]),
        ("descendantOrSelfOf 1003002", [OEDEMA, OF_LEG, OF_FOOT]),
        ("<! 1003002", [OF_LEG]),
        ("<<! 1003002", [OEDEMA, OF_LEG]),
        ("> 1004008", [FINDING, OF_LIMB, OEDEMA, "138875005"]),
        (">! 1004008", [OF_LIMB, OEDEMA]),
        ("!!> (< 1003002)", [OF_LEG]),
        ("!!< (< 1003002)", [OF_FOOT]),
        ("^ 9001003", [OF_LEG]),
        ("^ 447562003", [FINDING, OEDEMA, OF_LEG]),
        ("< 1001000 MINUS << 1003002", [OF_LIMB]),
        ("<< 1002007 AND << 1003002", [OF_LEG, OF_FOOT]),
        ("<< 1002007, << 1003002", [OF_LEG, OF_FOOT]),
        ("1002007 OR (1003002 OR 1004008)", [OF_LIMB, OEDEMA, OF_LEG]),
        ("< 1001000 : 9002005 = 2002009", [OF_FOOT]),
        ("< 1001000 : 9002005 = << 2001002 |Lower limb|", [OF_LIMB, OF_LEG, OF_FOOT]),
        ("< 1001000 : 9002005 != 2002009", [OF_LIMB, OF_LEG]),
        ("< 1001000 : [0..0] 9002005 = *", [OEDEMA]),
        ("< 1001000 : { 9002005 = *, 9003000 = 3001009 }", [OF_LEG, OF_FOOT]),
        ("< 1001000 : { 9002005 = *, 9004006 >= #0 }", []),
        ("< 1001000 : 9004006 > #1.5", [OF_FOOT]),
        ("< 1001000 : 9004006 = #2", [OF_FOOT]),
        ("< 1001000 : (9002005 = 2002009 OR 9004006 = #1.5)", [OF_LEG, OF_FOOT]),
        ("< 1001000 : << 106237007 = 2002009", [OF_FOOT]),
        ("< 1001000 . 9002005", ["2001002", "2002009"]),
        ("< 2000001 : R 9002005 = << 1003002", ["2001002", "2002009"]),
        ('<< 1001000 {{ term = "ail low" }}', [OF_LIMB]),
        ('<< 1001000 {{ term = wild:"*limb" }}', [OF_LIMB, OF_LEG]),
        ('<< 1001000 {{ term = "ailment", type = fsn }}', [FINDING, OF_LIMB]),
        ('<< 1001000 {{ term = "inventado", language = es }}', [OEDEMA]),
        ('<< 1001000 {{ term = exact:"Edema", dialect = en-gb (prefer) }}', []),
        ('<< 1001000 {{ term = exact:"Edema", dialect = en-us (prefer) }}', [OEDEMA]),
        (
            '<< 1001000 {{ term = exact:"Edema", dialectId = 900000000000508004 (accept) }}',
            [OEDEMA],
        ),
        ('<< 1001000 {{ D term = "fluid", type = def }}', [OEDEMA]),
        ('<< 1001000 {{ term = ("foot" "limb") }}', [OF_LIMB, OF_LEG, OF_FOOT]),
        ("<< 1001000 {{ C definitionStatus = defined }}", [OF_LEG, OF_FOOT]),
        ("<< 1001000 {{ C definitionStatusId = 900000000000074008 }}", [FINDING, OF_LIMB, OEDEMA]),
        ("<< 1003002 {{ C moduleId = 900000000000207008 }}", [OEDEMA, OF_LEG, OF_FOOT]),
        ('<< 1003002 {{ C effectiveTime < "20260101" }}', [OF_FOOT]),
        ("* {{ C active = 0 }}", [OLD]),
        ("<< 1003002 {{ + HISTORY-MIN }}", [OEDEMA, OF_LEG, OF_FOOT, OLD]),
        ("<< 1003002 {{ + HISTORY }}", [OEDEMA, OF_LEG, OF_FOOT, OLD]),
        ("<< 1003002 {{ +HISTORY (900000000000526001) }}", [OEDEMA, OF_LEG, OF_FOOT]),
        ("/* a comment */ 1003002", [OEDEMA]),
    ],
)
def test_an_expression_finds_its_concepts(find: Find, text: str, expected: list[str]) -> None:
    assert sorted(find(text)) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "column 1: a concept expected, the expression ends"),
        ("<< ", "column 4: a concept expected, the expression ends"),
        ("404684004", "column 1: an identifier with its check digit expected, found '404684004'"),
        ("<< 404684003 AND", "column 17: a concept expected, the expression ends"),
        ("(<< 404684003", "column 14: ) expected, the expression ends"),
        ("<< 404684003 |label", "column 14: '|' does not belong here"),
        (
            "404684003 AND 404684003 OR 404684003",
            "column 25: brackets between AND and OR expected, found 'OR'",
        ),
        ("404684003 MINUS 404684003 MINUS 404684003", "column 42: brackets around one of"),
        ("404684003 : 363698007", "column 22: a comparison expected, the expression ends"),
        ("404684003 : [2..1] 363698007 = *", "column 14: a cardinality that goes up"),
        ("404684003 : [1..9] 363698007 = *", "column 17: a number from 0 to 6"),
        ("404684003 : { { 363698007 = * } }", "column 13: neither braces nor R within braces"),
        ("404684003 {{ colour = red }}", "column 14: term, language, type"),
        ('404684003 {{ M mapTarget = "x" }}', "column 16: a filter on concepts or descriptions"),
        ("XYZ:1", "column 1: unknown code system XYZ"),
        ("< < 404684003", "column 3: a concept expected, found '<'"),
        ("^ ^ 404684003", "column 3: a reference set expected"),
        ("^ [mapTarget] 447562003", "column 3: a reference set"),
        ("(" * 31 + "404684003", "column 31: no more than 30 brackets"),
        ("^" * 3_000, "column 2: a reference set"),
        ("404684003:" + "(" * 50, "no more than 30 brackets"),
        ("404684003:" + "{" * 50 + "a", "expected"),
        ("404684003 : 363698007 = #٣", "column 25: '#' does not belong here"),
        ('* {{ term = "\ud800" }}', "column 14: half a surrogate pair"),
        ("x" * 20_001, "column 20000: an expression has at most 20000 characters"),
        (" OR ".join(["404684003"] * 502), "no more than 500 parts"),
    ],
)
def test_what_is_no_expression_is_refused_with_its_column(text: str, message: str) -> None:
    with pytest.raises(ExpressionSyntax) as caught:
        parse(text)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "< 404684003 |Clinical finding|: 363698007 |Finding site| = << 39057004, "
        "116676008 |Associated morphology| = << 415582006",
        "< 404684003: { 363698007 = << 39057004, 116676008 = << 415582006 }, "
        "{ 363698007 = << 53085002, 116676008 = << 56246009 }",
        "< 373873005: [1..3] { [0..1] 127489000 = < 105590001 }",
        "< 404684003: 47429007 |Associated with| = (< 404684003: 116676008 = << 55641003)",
        "(< 404684003: 363698007 = << 39057004) . 116676008",
        "< 27658006: 1142135004 >= #250, 732943007 = 372687004",
        '< 373873005: 774158006 = "PANADOL"',
        '< 373873005: 774158006 = (match:"PANADOL" wild:"HERRON*")',
        "* : R 127489000 = < 249999999101",
        "< 91723000 : [0..*] R 363698007 = 125605004",
        '< 64572001 {{ term = ("heart" wild:"cardi*"), type = (syn fsn), dialect = en-gb }}',
        "< 64572001 {{ D typeId = 900000000000013009, dialectId = (900000000000508004 (prefer) "
        "900000000000509007 (accept)) }}",
        "<< 195967001 {{ C definitionStatusId = (900000000000074008 900000000000073002) }} "
        "{{ +HISTORY-MOD }}",
        "<!64572001 MINUS (^ 700043003 OR ^ 447562003)",
        "DESCENDANTOF 404684003 : 363698007 = ANY",
    ],
)
def test_expressions_of_the_specification_s_kind_are_read(text: str) -> None:
    assert parse(text) == parse(f" {text} ")


@given(st.text(alphabet='<>!=^*(){}[]:.,|"#+R0123456789ANDORMINUS termC\\', max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse(text)
    except ExpressionSyntax as error:
        assert 1 <= error.column <= len(text) + 1


def test_codes_of_other_hierarchies_are_curies() -> None:
    here = Hierarchy("HP", "http://example.org/g", "http://example.org/c", shared=True)
    question = Question.of("<< HP:0003394 MINUS hp#0003394", {"HP": here})
    assert question.codes() == ("HP:0003394",)
    assert "http://purl.obolibrary.org/obo/HP_0003394" in question.query(5, 10)
    assert "LIMIT 5 OFFSET 10" in question.query(5, 10)


def test_an_expression_is_about_one_system_that_the_release_has() -> None:
    with pytest.raises(InvalidInput, match="one code system, not HP, SNOMEDCT"):
        Question.of("HP:0003394 OR 404684003", hierarchies(()))
    with pytest.raises(InvalidInput, match="no hierarchy of SNOMEDCT is in this release"):
        Question.of("404684003", hierarchies(()))


def test_unknown_codes_are_named(find: Find) -> None:
    with pytest.raises(UnknownCode, match="unknown code: SNOMEDCT:404684003"):
        find("< 404684003 OR 1003002")


def test_inactive_descriptions_are_not_kept_and_cannot_be_asked_for(find: Find) -> None:
    with pytest.raises(InvalidInput, match="inactive descriptions are not kept"):
        find('1003002 {{ D term = "dropsy", active = 0 }}')


@pytest.mark.parametrize("around", ["(* : [6..6] HP:0012823 = {})", "<<! ({})", "!!> ({})"])
def test_what_multiplies_is_refused_before_it_is_written_out(around: str) -> None:
    text = "HP:0000118"
    for _ in range(12):
        text = around.format(text)
    question = Question.of(f"{text} OR {text}", hierarchies(()))
    with pytest.raises(InvalidInput, match="too many things at once"):
        question.query()


def test_a_search_term_is_only_text(find: Find) -> None:
    assert find(r'<< 1001000 {{ term = "\") || true || (\"" }}') == []
    assert find('<< 1001000 {{ term = wild:"(.*)" }}') == []
    assert find(r'<< 1001000 {{ term = "\"water" }}') == [OEDEMA]


def test_the_newest_import_of_a_system_is_asked() -> None:
    sources = [
        {"graph": "http://example.org/flat", "prefix": "MONDO", "current": True},
        {"graph": "http://example.org/old", "prefix": "MONDO", "current": False},
        {"graph": "http://example.org/new", "prefix": "MONDO", "current": True},
        {"graph": "http://example.org/new/closure", "prefix": "", "current": True},
    ]
    assert hierarchies(sources)["MONDO"].closure == "http://example.org/new/closure"
