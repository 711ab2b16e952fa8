"""Which finding a laboratory result is, as LOINC2HPO interprets it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nosograph.domain.identifiers import GRAPH
from nosograph.domain.mapping import MappingPredicate, MappingStep
from nosograph.domain.presentation import Result
from nosograph.domain.versions import age
from nosograph.knowledge.store import Row, Store
from nosograph.terminology.compact import compact, expanded

NAME = "loinc2hpo"
INTERPRETED = """\
PREFIX nos: <https://w3id.org/nosograph/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT DISTINCT ?graph ?version ?code ?outcome ?finding ?negated {
  VALUES ?code { %s }
  GRAPH ?graph {
    ?row nos:laboratoryCode ?code ; nos:outcomeOfTest ?outcome ; nos:finding ?finding .
    ?graph owl:versionInfo ?version .
    OPTIONAL { ?row nos:negated ?negated }
  }
}
ORDER BY ?finding ?graph"""
#: Where a set distinguishes fewer outcomes: that a result is high or low also says that it is
#: abnormal, and a test with two outcomes calls the normal one negative.
ALSO = {
    Result.LOW: (Result.ABNORMAL, Result.POSITIVE),
    Result.HIGH: (Result.ABNORMAL, Result.POSITIVE),
    Result.ABNORMAL: (Result.POSITIVE,),
    Result.POSITIVE: (Result.ABNORMAL, Result.HIGH),
    Result.NORMAL: (Result.NEGATIVE,),
    Result.NEGATIVE: (Result.NORMAL,),
}


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The finding that a result is, or that it rules out."""

    finding: str
    absent: bool
    step: MappingStep


class Laboratory:
    """The interpretations of a store; of several versions the newest."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def interpret(
        self, results: Iterable[tuple[str, Result]]
    ) -> dict[tuple[str, Result], Interpretation]:
        """Return the finding of each result (a LOINC code and an outcome) that has one."""
        wanted = dict.fromkeys(results)
        terms = " ".join(dict.fromkeys(expanded(code) for code, _ in wanted))
        rows = self._store.select(INTERPRETED % terms) if terms else []
        known = dict(_newest(rows))
        found: dict[tuple[str, Result], Interpretation] = {}
        for code, result in wanted:
            for outcome in (result, *ALSO[result]):
                if (code, outcome.value) in known:
                    found[code, result] = _interpretation(known[code, outcome.value], outcome)
                    break
        return found


def _newest(rows: Iterable[Row]) -> Iterable[tuple[tuple[str, str], Row]]:
    ordered = sorted(rows, key=lambda row: age(row["version"]))
    return (((compact(row["code"]), row["outcome"]), row) for row in ordered)


def _interpretation(row: Row, outcome: Result) -> Interpretation:
    code, finding = compact(row["code"]), compact(row["finding"])
    step = MappingStep(
        source=code,
        predicate=MappingPredicate.RELATED,
        target=finding,
        justification="semapv:ManualMappingCuration",
        mapping_set=row["graph"].removeprefix(GRAPH).partition("/")[0],
        version=row["version"],
        stated=f"result {outcome.value}",
    )
    return Interpretation(finding, row.get("negated") == "true", step)
