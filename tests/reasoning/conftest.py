"""Random EL ontologies, and the realisers of the tiny world and of our own ontology."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import strategies as st

from nosograph.artefacts import ontology_folder
from nosograph.assembly import consultation
from nosograph.build.axioms import axioms_of
from nosograph.build.curated import Curated, read_curated
from nosograph.knowledge.release import current_release
from nosograph.reasoning.axioms import (
    Axiom,
    EquivalentClasses,
    Expression,
    Named,
    PropertyChain,
    Some,
    SubClassOf,
    conjunction,
)
from nosograph.reasoning.engine import ElkEngine
from nosograph.reasoning.proof import ComplaintPattern, Proofs
from nosograph.reasoning.realise import Realiser
from nosograph.settings import Settings

NAMES = tuple(f"nos:{letter}" for letter in "ABCDEF")
PROPERTIES = ("nos:p", "nos:q", "nos:r")
#: Regular in the order p < q < r, as OWL 2 DL asks.
CHAINS = (
    PropertyChain(("nos:p",), "nos:q"),
    PropertyChain(("nos:p", "nos:q"), "nos:q"),
    PropertyChain(("nos:q", "nos:p"), "nos:q"),
    PropertyChain(("nos:q", "nos:q"), "nos:q"),
    PropertyChain(("nos:p", "nos:q"), "nos:r"),
)

Expressions = st.SearchStrategy[Expression]
Ontologies = st.SearchStrategy[tuple[Axiom, ...]]


def wider(inner: Expressions) -> Expressions:
    some = st.builds(Some, st.sampled_from(PROPERTIES), inner)
    return some | st.lists(inner, min_size=2, max_size=3).map(conjunction)


@pytest.fixture(scope="session")
def expressions() -> Expressions:
    return st.recursive(st.builds(Named, st.sampled_from(NAMES)), wider, max_leaves=3)


@pytest.fixture(scope="session")
def ontologies(expressions: Expressions) -> Ontologies:
    names = st.builds(Named, st.sampled_from(NAMES))
    subsumptions = st.builds(SubClassOf, expressions, expressions)
    stated = st.builds(SubClassOf, names, expressions)
    defined = st.builds(EquivalentClasses, names, expressions)
    definitions = defined.filter(lambda axiom: axiom.name != axiom.definition)
    axioms = stated | subsumptions | definitions | st.sampled_from(CHAINS)
    return st.lists(axioms, min_size=1, max_size=9, unique=True).map(tuple)


@pytest.fixture(scope="session")
def ours() -> Curated:
    """Return the curated tables that are shipped."""
    return read_curated(ontology_folder())


@pytest.fixture(scope="session")
def our_realiser(ours: Curated) -> Iterator[Realiser]:
    """Return a realiser over our own ontology alone; every label is the id."""
    axioms = axioms_of(ours)
    engine = ElkEngine(axioms)
    patterns: dict[str, list[ComplaintPattern]] = {}
    for found in ours.patterns:
        if found.alternative:
            patterns.setdefault(found.owner, []).append(
                ComplaintPattern(
                    found.id,
                    found.owner,
                    found.alternative,
                    found.finding,
                    found.site or None,
                    found.timing or None,
                    found.modifiers,
                )
            )

    @cache
    def superclasses(name: str) -> frozenset[str]:
        return engine.superclasses(Named(name)) | {name}

    with engine:
        yield Realiser(
            placer=engine,
            superclasses=superclasses,
            patterns=patterns,
            criteria={},
            modified=frozenset(),
            proofs=Proofs(axioms),
            label=lambda name: name,
        )


@pytest.fixture(scope="session")
def mini_realiser(mini_home: Path) -> Realiser:
    """Return the realiser of the tiny world, as it is opened for consultations."""
    settings = Settings.from_environment({"NOSOGRAPH_HOME": str(mini_home)})
    return consultation(settings, current_release(mini_home)).realiser
