from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product
from operator import eq, ge, le
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nosograph.domain.mapping import Correspondence, MappingPredicate
from nosograph.errors import InvalidCode
from nosograph.exchange.crosswalk_json import render_translations
from nosograph.exchange.crosswalk_table import csv_lines, sssom_lines
from nosograph.knowledge.store import EmbeddedStore
from nosograph.terminology.release_library import ReleaseLibrary, Stated
from nosograph.terminology.standing import Status
from nosograph.terminology.translator import Disagreement, Translation, Translator

EXACT, CLOSE, BROAD = MappingPredicate.EXACT, MappingPredicate.CLOSE, MappingPredicate.BROAD
NARROW, RELATED = MappingPredicate.NARROW, MappingPredicate.RELATED
predicates = st.sampled_from(list(MappingPredicate))
Meaning = frozenset[str]


def one(translator: Translator, code: str, to: str | None = None) -> Translation:
    return translator.translate([code], to).items[0]


def said(item: Translation) -> set[tuple[MappingPredicate, str, int]]:
    return {(found.predicate, found.target, len(found.path)) for found in item.found}


def test_a_row_is_read_from_both_ends(translator: Translator) -> None:
    assert (EXACT, "MONDO:0005391", 1) in said(one(translator, "SNOMEDCT:32914008"))
    assert (EXACT, "SNOMEDCT:32914008", 1) in said(one(translator, "MONDO:0005391"))
    assert (NARROW, "MONDO:0005391", 1) in said(one(translator, "ICD10WHO:G25.8"))


def test_exact_after_exact_is_exact_and_marked_as_two_steps(translator: Translator) -> None:
    found = one(translator, "ICD10CM:G25.81", "SNOMEDCT").found
    assert [(item.predicate, item.target) for item in found] == [(EXACT, "SNOMEDCT:32914008")]
    assert [step.target for step in found[0].path] == ["MONDO:0005391", "SNOMEDCT:32914008"]
    assert not found[0].direct
    assert [step.inverted for step in found[0].path] == [True, False]
    assert [step.mapping_set for step in found[0].path] == ["mondo_icd10cm", "nosograph"]
    assert [step.version for step in found[0].path] == ["2026-08-04", "r1"]


def test_a_code_that_disorder_and_finding_share_makes_them_no_equals(
    translator: Translator,
) -> None:
    assert said(one(translator, "SNOMEDCT:32914008", "HP")) == {(RELATED, "HP:0012452", 1)}
    for finding in ("HP:0012452", "UMLS:C0035258"):
        found = one(translator, finding).found
        assert not any(item.predicate is EXACT for item in found)


def test_a_cross_reference_only_relates_and_says_what_it_is(translator: Translator) -> None:
    (found,) = one(translator, "SNOMEDCT:55300003", "HP").found
    assert (found.predicate, found.target) == (RELATED, "HP:0003394")
    assert found.path[0].stated == "oboInOwl:hasDbXref"
    assert (found.path[0].mapping_set, found.path[0].version) == ("hpo", "2025-01-16")


def test_what_shares_only_something_broader_is_not_said_to_correspond(
    translator: Translator,
) -> None:
    found = one(translator, "HP:0003394").found
    assert "HP:0031826" not in {item.target for item in found}


def test_sources_that_disagree_are_reported(translator: Translator) -> None:
    item = one(translator, "SNOMEDCT:32914008", "ICD10CM")
    assert said(item) == {
        (EXACT, "ICD10CM:G25.81", 2),
        (EXACT, "ICD10CM:G25.8", 2),
        (BROAD, "ICD10CM:G25.8", 1),
    }
    kinds = {dispute.kind: {found.target for found in dispute.between} for dispute in item.disputes}
    assert kinds == {
        Disagreement.TARGETS: {"ICD10CM:G25.81", "ICD10CM:G25.8"},
        Disagreement.PREDICATES: {"ICD10CM:G25.8"},
    }


def test_headers_are_told_from_codes_to_bill_with(translator: Translator) -> None:
    answer = translator.translate(["ICD10CM:G25.8", "ICD10CM:G25.81", "ICD10CM:Z99.9"])
    header, leaf, unknown = (item.standing for item in answer.items)
    assert (header.status, header.billable) == (Status.ACTIVE, False)
    assert (leaf.status, leaf.billable, leaf.version) == (Status.ACTIVE, True, "2026-04")
    assert unknown.status is Status.UNKNOWN


def test_an_inactive_code_says_what_it_became(translator: Translator) -> None:
    standing = one(translator, "HP:0000001").standing
    assert (standing.status, standing.successors) == (Status.INACTIVE, ("HP:0003394",))


def test_a_code_of_a_system_that_is_not_loaded_is_not_called_unknown(
    translator: Translator,
) -> None:
    assert one(translator, "NCIT:C2").standing.status is Status.UNCHECKED


def test_a_code_is_known_that_any_import_of_its_system_has(translator: Translator) -> None:
    given = ["SNOMEDCT:32914008", "SNOMEDCT:138875005"]
    in_part, in_sample = (item.standing for item in translator.translate(given).items)
    assert (in_part.status, in_part.version) == (Status.ACTIVE, "2020")
    assert (in_sample.status, in_sample.version) == (Status.ACTIVE, "2018")


def test_a_sample_with_less_than_a_part_does_not_make_codes_unknown(
    translator: Translator,
) -> None:
    assert one(translator, "SNOMEDCT:22298006").standing.status is Status.UNCHECKED


def test_code_systems_are_whole_or_parts_for_fhir_as_for_the_crosswalk(
    store: EmbeddedStore,
) -> None:
    library = ReleaseLibrary(store, Stated("r1", "2025-01-16"))
    content = {(each.name, each.version): each.content for each in library.descriptions()}
    assert content["SNOMEDCT", "2018"] == content["SNOMEDCT", "2020"] == "fragment"
    assert content["ICD10CM", "2026-04"] == "complete"


def test_many_codes_stand_as_each_does(translator: Translator) -> None:
    codes = [*translator.crosswalk.codes(), "HP:0000001", "ICD10CM:G25.8", "SNOMEDCT:138875005"]
    many = [*codes, *(f"HP:{number:07}" for number in range(9_000_000, 9_006_000))]
    at_once = translator._standings.of(many)
    assert at_once["HP:9000000"].status is Status.UNKNOWN
    for code in codes:
        assert at_once[code] == translator._standings.of([code])[code]


def test_one_wrong_code_does_not_spoil_the_others(translator: Translator) -> None:
    wrong, right = translator.translate(["SNOMEDCT:32914009", "G25.81"], system="ICD10CM").items
    assert wrong.code is None
    assert wrong.problem
    assert "check digit" in wrong.problem
    assert right.found


def test_an_unknown_system_is_refused(translator: Translator) -> None:
    with pytest.raises(InvalidCode):
        translator.translate(["MONDO:0005391"], to="FOO")


def test_all_rows_at_once_say_what_they_say_one_by_one(translator: Translator) -> None:
    codes = sorted(
        {code for item in translator.crosswalk._rows.every().items() for code in item[:1]}
    )
    many = [*codes, *(f"UMLS:C{number:07}" for number in range(9_000_000, 9_001_000))]
    assert translator.crosswalk._rows.fewer_than(len(many))
    at_once = translator.crosswalk.translate(many)
    for code in codes:
        assert at_once[code] == translator.crosswalk.translate([code])[code]


def test_the_answer_as_csv_has_a_line_for_every_code(translator: Translator) -> None:
    answer = translator.translate(["SNOMEDCT:32914009", "SNOMEDCT:55300003"], "HP")
    header, wrong, right = csv_lines(answer)
    assert header.startswith("code,id,problem")
    assert "mistyped" in wrong
    assert "HP:0003394,Muscle spasm" in right


def test_the_answer_as_sssom_is_valid(translator: Translator, tmp_path: object) -> None:
    import sssom_pydantic

    path = f"{tmp_path}/answer.sssom.tsv"
    lines = sssom_lines("r1", translator.translate(["SNOMEDCT:32914008", "MONDO:0000002"]))
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(lines)
    mappings, _, about = sssom_pydantic.read(path)
    assert about.version == "r1"
    exact = {
        m.object.curie: m.justification.curie
        for m in mappings
        if m.subject.identifier == "32914008"
    }
    assert exact["MONDO:0005391"] == "semapv:MappingInversion"
    assert exact["ICD10CM:G25.81"] == "semapv:MappingChaining"


def test_the_json_keeps_exact_apart(translator: Translator) -> None:
    document: Any = render_translations("r1", translator.translate(["MONDO:0005391"]))
    (code,) = document["codes"]
    assert {match["id"] for match in code["exact"]} >= {"SNOMEDCT:32914008", "ICD10CM:G25.81"}
    assert [match["id"] for match in code["broad"]] == ["ICD10WHO:G25.8"]
    assert all(match["steps"] == len(match["path"]) for match in code["exact"])


def test_what_two_mappings_say_holds_of_everything_so_mapped() -> None:
    """Codes as the sets of what they mean: broader is a superset, related shares something."""
    meanings = [frozenset(chosen) for size in (1, 2, 3) for chosen in combinations("abc", size)]
    holds: dict[MappingPredicate, Callable[[Meaning, Meaning], bool]] = {
        EXACT: eq,
        BROAD: le,
        NARROW: ge,
        RELATED: lambda one, other: bool(one & other),
    }
    for first, second in product((EXACT, BROAD, NARROW), repeat=2):
        together = first.then(second)
        ends = [
            (one, other)
            for one, middle, other in product(meanings, repeat=3)
            if holds[first](one, middle) and holds[second](middle, other)
        ]
        following = [said for said in holds if all(holds[said](*pair) for pair in ends)]
        assert following[:1] == ([together] if together else []), (first, second)


@given(predicates, predicates)
def test_two_mappings_are_never_nearer_than_either(
    first: MappingPredicate, second: MappingPredicate
) -> None:
    together = first.then(second)
    order = list(MappingPredicate)
    if together is EXACT:
        assert (first, second) == (EXACT, EXACT)
    elif together is not None and EXACT not in (first, second):
        assert together in (first, RELATED)
        assert order.index(together) >= order.index(CLOSE)


def test_reading_a_chain_backwards_says_the_inverse() -> None:
    for first, second in product(MappingPredicate, MappingPredicate):
        forwards, backwards = first.then(second), second.inverse.then(first.inverse)
        assert (forwards and forwards.inverse) == backwards


def test_a_correspondence_is_what_its_path_composes_to(translator: Translator) -> None:
    answer = translator.translate(["SNOMEDCT:32914008", "OMIM:102300", "ICD10CM:G25.8"])
    for found in (found for item in answer.items for found in item.found):
        assert _composed(found) is found.predicate


def _composed(found: Correspondence) -> MappingPredicate | None:
    first, *rest = (step.predicate for step in found.path)
    return first.then(rest[0]) if rest else first
