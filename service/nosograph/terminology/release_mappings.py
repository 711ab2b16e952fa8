"""The mappings of a release as translations, in FHIR's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from nosograph.domain.code_systems import by_prefix, by_url
from nosograph.domain.mapping import Correspondence, MappingPredicate
from nosograph.terminology.codes import Coding
from nosograph.terminology.concept_translation import OWN_MAP, Match
from nosograph.terminology.graph_place import LOCAL, WHOLE_CURIES

#: SKOS says what the target is, FHIR what the source is.
RELATIONSHIPS: Mapping[MappingPredicate, str] = {
    MappingPredicate.EXACT: "equivalent",
    MappingPredicate.CLOSE: "related-to",
    MappingPredicate.NARROW: "source-is-broader-than-target",
    MappingPredicate.BROAD: "source-is-narrower-than-target",
    MappingPredicate.RELATED: "related-to",
}


class Translating(Protocol):
    """What translates CURIEs."""

    def translate(
        self, codes: Sequence[str], to: str | None = None
    ) -> Mapping[str, Sequence[Correspondence]]:
        """Return what each code corresponds to; ``to`` is the prefix of a system."""


class ReleaseMappings:
    """Translates codings by a crosswalk."""

    def __init__(self, crosswalk: Translating) -> None:
        self._crosswalk = crosswalk

    def translate(self, system: str, code: str, to: str) -> Sequence[Match]:
        """Return what a code is in another system, or in every other."""
        curie = curie_of(system, code)
        target = by_url().get(to)
        if curie is None or (to and target is None):
            return ()
        found = self._crosswalk.translate([curie], target.prefix if target else None)
        return list(_matches(Coding(system, code), found.get(curie, ())))


def _matches(source: Coding, found: Iterable[Correspondence]) -> Iterator[Match]:
    for each in found:
        target = coding_of(each.target)
        if target is not None:
            yield Match(source, target, RELATIONSHIPS[each.predicate], OWN_MAP)


def curie_of(system: str, code: str) -> str | None:
    """Return the CURIE of a code.

    >>> curie_of("http://snomed.info/sct", "32914008")
    'SNOMEDCT:32914008'
    """
    known = by_url().get(system)
    if known is None:
        return None
    local = code.removeprefix(f"{known.prefix}:")
    return f"{known.prefix}:{local}" if LOCAL.fullmatch(local) else None


def coding_of(curie: str) -> Coding | None:
    """Return the Coding of a CURIE, or None for a system without an address.

    >>> coding_of("HP:0003394").code
    'HP:0003394'
    """
    prefix, _, local = curie.partition(":")
    known = by_prefix().get(prefix)
    if known is None:
        return None
    return Coding(known.url, curie if prefix in WHOLE_CURIES else local)
