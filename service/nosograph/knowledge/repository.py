"""Domain values out of a release's graphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from nosograph.domain.identifiers import NOS, curie, iri
from nosograph.domain.knowledge import (
    Cause,
    Condition,
    Danger,
    Evidence,
    Explanation,
    Urgency,
)
from nosograph.knowledge import graphs
from nosograph.knowledge.remembered import Remembered
from nosograph.knowledge.rows import (
    DO_NOT_MISS,
    SOURCE,
    SYSTEMS,
    URGENCIES,
    cause_of,
    code_of,
    evidence_of,
    own_code,
    rarity,
)
from nosograph.knowledge.store import Row, Store

PREFIX = f"""PREFIX nos: <{NOS}>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
"""
#: Conditions kept in memory: every curated one and the listed ones that were asked last.
REMEMBERED = 4096
#: Mappings whose target may stand for the condition in another system, the closest first.
PREDICATES = ("exactMatch", "closeMatch", "narrowMatch", "broadMatch")
#: Where the annotations of one condition come from, by finding.
Annotated = Mapping[str, tuple[Evidence, ...]]


@dataclass(frozen=True, slots=True)
class Risk:
    """What the tier rule needs to know of a curated condition."""

    dangerous: bool
    rare: bool
    urgency: Urgency | None


@dataclass(frozen=True)
class Repository:
    """Asks a store for what is known of conditions, causes and evidence."""

    store: Store

    @cached_property
    def risks(self) -> Mapping[str, Risk]:
        """Return the inferred risk of every curated condition."""
        rows = self.store.select(
            f"""{PREFIX}SELECT ?condition ?urgency ?danger ?rarity WHERE {{
              GRAPH <{graphs.CURATED}> {{ ?condition rdfs:subClassOf nos:Condition
                OPTIONAL {{ ?condition nos:urgency ?urgency }} }}
              OPTIONAL {{ GRAPH <{graphs.INFERRED}> {{
                ?condition rdfs:subClassOf nos:DoNotMissCondition . BIND(1 AS ?danger) }} }}
              OPTIONAL {{ GRAPH <{graphs.INFERRED}> {{
                ?condition rdfs:subClassOf nos:RareCondition . BIND(1 AS ?rarity) }} }}
            }}"""
        )
        return {
            curie(row["condition"]): Risk(
                "danger" in row, "rarity" in row, URGENCIES.get(row.get("urgency", ""))
            )
            for row in rows
        }

    def preload(self) -> None:
        """Look up all curated knowledge that answers give, so that none waits for it."""
        curated = sorted(self.risks)
        len(self._causes)
        self._conditions.get(curated)
        self._evidence.get(curated)

    def patterns(self) -> list[Row]:
        """Return the patterns of all complaints and criteria sets.

        Each row gives id, owner, alternative, genus, site, timing and modifiers; several
        modifiers come as one text, separated by spaces.
        """
        rows = self.store.select(
            f"""{PREFIX}SELECT ?id ?owner ?alternative ?genus ?site ?timing
              (GROUP_CONCAT(STR(?modifier); SEPARATOR=" ") AS ?modifiers) WHERE {{
              VALUES ?relation {{ nos:patternOf nos:criterionOf }}
              GRAPH <{graphs.CURATED}> {{ ?id a nos:Pattern ; ?relation ?owner ;
                nos:alternative ?alternative ; nos:genus ?genus ; nos:site ?site ;
                nos:timing ?timing ; nos:modifier ?modifier }}
            }} GROUP BY ?id ?owner ?alternative ?genus ?site ?timing ORDER BY ?id"""
        )
        return [
            {name: " ".join(map(curie, value.split())) for name, value in row.items()}
            for row in rows
        ]

    def criteria(self) -> dict[str, tuple[str, bool]]:
        """Return the condition that each criteria set indicates, and whether it is a red flag."""
        rows = self.store.select(
            f"""{PREFIX}SELECT ?criteria ?condition ?kind WHERE {{
              GRAPH <{graphs.CURATED}> {{ ?criteria nos:indicates ?condition ;
                rdfs:subClassOf ?kind FILTER (?kind IN (nos:CriteriaSet, nos:RedFlag)) }} }}"""
        )
        return {
            curie(row["criteria"]): (curie(row["condition"]), row["kind"].endswith("RedFlag"))
            for row in rows
        }

    def modified(self) -> frozenset[str]:
        """Return the finding classes that are defined by a modifier."""
        rows = self.store.select(
            f"""{PREFIX}SELECT ?class WHERE {{
              GRAPH <{graphs.CLOSURE}> {{ ?pattern nos:patternOf ?class ; nos:modifier ?modifier
                FILTER (?modifier != <{iri(graphs.ANY_MODIFIER)}>) }} }}"""
        )
        return frozenset(curie(row["class"]) for row in rows)

    def condition_names(self) -> list[tuple[str, str]]:
        """Return every condition with its label, and once more with each of its synonyms."""
        oboinowl = "http://www.geneontology.org/formats/oboInOwl#"
        queries = (
            f"""GRAPH <{graphs.CURATED}> {{ ?condition rdfs:subClassOf nos:Condition ;
                rdfs:label|<{oboinowl}hasExactSynonym> ?name }}""",
            f"""GRAPH <{graphs.HPOA}> {{ ?condition rdfs:subClassOf nos:ListedRareDisease ;
                rdfs:label ?name }}""",
        )
        rows = [
            row
            for pattern in queries
            for row in self.store.select(
                f"{PREFIX}SELECT DISTINCT ?condition ?name WHERE {{ {pattern} }}"
            )
        ]
        return [(curie(row["condition"]), row["name"]) for row in rows]

    def conditions(self, ids: Sequence[str]) -> dict[str, Condition]:
        """Return the conditions of the given ids, with codes and explained risk."""
        return self._conditions.get(ids)

    def causes(self, complaints: Iterable[str]) -> tuple[Cause, ...]:
        """Return the causes of the given complaints."""
        return tuple(cause for name in complaints for cause in self._causes.get(name, ()))

    def evidence(self, ids: Sequence[str]) -> dict[str, Annotated]:
        """Return, for each condition and finding, where the annotation comes from."""
        return self._evidence.get(ids)

    @cached_property
    def _conditions(self) -> Remembered[Condition]:
        return Remembered(self._load_conditions, REMEMBERED)

    @cached_property
    def _evidence(self) -> Remembered[Annotated]:
        return Remembered(self._load_evidence, REMEMBERED)

    @cached_property
    def _causes(self) -> dict[str, list[Cause]]:
        rows = self.store.select(
            f"""{PREFIX}SELECT * WHERE {{
              GRAPH <{graphs.CURATED}> {{ ?cause nos:complaint ?complaint ;
                nos:condition ?condition ; nos:band ?band ; nos:reason ?reason ;
                dcterms:source ?source .
                OPTIONAL {{ ?cause nos:reference ?reference }} }}
            }} ORDER BY ?cause ?source ?reference"""
        )
        grouped: dict[str, list[Row]] = {}
        for row in rows:
            grouped.setdefault(row["cause"], []).append(row)
        found: dict[str, list[Cause]] = {}
        for group in grouped.values():
            cause = cause_of(group)
            found.setdefault(cause.complaint, []).append(cause)
        return found

    def _load_conditions(self, ids: Sequence[str]) -> dict[str, Condition]:
        labels = {curie(row["condition"]): row["label"] for row in self._labels(ids)}
        return {
            name: Condition(
                id=name,
                label=labels.get(name, name),
                codes=self._codes.get(name, own_code(name)),
                danger=self._danger(name),
                rarity=rarity(name, self._explained, self.risks),
                sources=self._sources.get(name, ("hpoa",)),
            )
            for name in ids
        }

    def _load_evidence(self, ids: Sequence[str]) -> dict[str, Annotated]:
        found: dict[str, dict[str, tuple[Evidence, ...]]] = {name: {} for name in ids}
        ordered = sorted(self._annotated(ids), key=lambda row: row["reference"])
        for row in ordered:
            by_finding = found[curie(row["condition"])]
            finding = curie(row["finding"])
            given = evidence_of(row["reference"], curie(row["condition"]))
            by_finding[finding] = tuple(dict.fromkeys((*by_finding.get(finding, ()), *given)))
        return dict(found)

    def _annotated(self, ids: Sequence[str]) -> list[Row]:
        return [
            row
            for graph in (graphs.CURATED, graphs.HPOA)
            for row in self.store.select(
                f"""{PREFIX}SELECT ?condition ?finding ?reference WHERE {{
                  GRAPH <{graph}> {{ {values("condition", ids)}
                    ?annotation nos:condition ?condition ;
                      nos:finding ?finding ; nos:reference ?reference }} }}"""
            )
        ]

    def _labels(self, ids: Sequence[str]) -> list[Row]:
        return [
            row
            for graph in (graphs.HPOA, graphs.CURATED)
            for row in self.store.select(
                f"""{PREFIX}SELECT ?condition ?label WHERE {{
                  GRAPH <{graph}> {{ {values("condition", ids)}
                    ?condition rdfs:label ?label }} }}"""
            )
        ]

    @cached_property
    def _codes(self) -> dict[str, dict[str, tuple[str, ...]]]:
        rows = self.store.select(
            f"""{PREFIX}SELECT ?condition ?predicate ?code WHERE {{
              GRAPH <{graphs.MAPPINGS}> {{ ?mapping owl:annotatedSource ?condition ;
                owl:annotatedProperty ?predicate ; nos:notation ?code }}
            }} ORDER BY ?condition ?code"""
        )
        rank = {f"http://www.w3.org/2004/02/skos/core#{p}": i for i, p in enumerate(PREDICATES)}
        telling = [row for row in rows if row["predicate"] in rank]
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for row in sorted(telling, key=lambda row: rank[row["predicate"]]):
            name = curie(row["condition"])
            prefix, _, local = row["code"].partition(":")
            codes = found.setdefault(name, own_code(name))
            system = SYSTEMS.get(prefix, prefix.lower())
            local = code_of(prefix, local)
            if local not in codes.get(system, ()):
                codes[system] = (*codes.get(system, ()), local)
        return found

    @cached_property
    def _sources(self) -> dict[str, tuple[str, ...]]:
        rows = self.store.select(
            f"""{PREFIX}SELECT ?condition ?source WHERE {{
              GRAPH <{graphs.CURATED}> {{ ?condition rdfs:subClassOf nos:Condition ;
                dcterms:source ?source }}
            }} ORDER BY ?condition ?source"""
        )
        found: dict[str, tuple[str, ...]] = {}
        for row in rows:
            name = curie(row["condition"])
            found[name] = (*found.get(name, ()), row["source"].removeprefix(SOURCE))
        return found

    @cached_property
    def _explained(self) -> dict[tuple[str, str], tuple[Explanation, str]]:
        rows = self.store.select(
            f"""{PREFIX}SELECT ?condition ?tier ?words ?axioms ?outcome WHERE {{
              GRAPH <{graphs.INFERRED}> {{ ?inference nos:condition ?condition ;
                nos:riskTier ?tier ; nos:words ?words ; nos:axioms ?axioms
                OPTIONAL {{ ?inference nos:outcome ?outcome }} }}
            }} ORDER BY ?condition ?tier ?outcome"""
        )
        return {
            (curie(row["condition"]), curie(row["tier"])): (
                Explanation(row["words"], tuple(row["axioms"].split("\n"))),
                curie(row.get("outcome", "")),
            )
            for row in rows
        }

    def _danger(self, name: str) -> Danger | None:
        if (name, DO_NOT_MISS) not in self._explained:
            return None
        because, outcome = self._explained[name, DO_NOT_MISS]
        urgency = self.risks[name].urgency or Urgency.WEEKS
        return Danger(urgency, (outcome,) if outcome else (), because)


def values(variable: str, ids: Iterable[str]) -> str:
    """Return a VALUES block of IRIs."""
    return f"VALUES ?{variable} {{ {' '.join(f'<{iri(name)}>' for name in ids)} }}"
