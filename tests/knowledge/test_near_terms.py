from __future__ import annotations

import pytest

from nosograph.knowledge.terms import Terms

TERMS = Terms(
    labels={
        "HP:0003394": "Muscle spasm",
        "HP:0012531": "Pain",
        "nos:Syncope": "syncope",
        "MONDO:0005391": "restless legs syndrome",
    },
    replaced={"HP:0000002": "HP:0012531"},
)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("HP:3394", "HP:0003394"),
        ("hp_0003394", "HP:0003394"),
        ("HP 3394", "HP:0003394"),
        ("mondo:5391", "MONDO:0005391"),
        ("muscle spasms", "HP:0003394"),
        ("nos:Sincope", "nos:Syncope"),
        ("restless leg syndrome", "MONDO:0005391"),
    ],
)
def test_what_may_have_been_meant_is_said(name: str, near: str) -> None:
    assert TERMS.near(name)[0] == near


@pytest.mark.parametrize("name", ["", ":", "HP:", "zebra", "x" * 10_000, "HP:9999999", "\x00"])
def test_nothing_is_near_nonsense(name: str) -> None:
    assert TERMS.near(name) == ()
