"""Where a code system stands in the graphs of a release, and how its codes are its IRIs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nosograph.domain.identifiers import PREFIXES

#: Systems whose codes are written with their prefix, as OBO ontologies do.
WHOLE_CURIES = ("HP", "MONDO", "DOID", "UBERON", "SYMP")
#: What a code may be made of, to stand in an IRI of a query.
LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]{0,79}")


@dataclass(frozen=True, slots=True)
class GraphPlace:
    """The graph that describes the concepts of a system, and the graph of its closure.

    ``has_others``: the graph also has labels of what is no concept, which only a class is then.
    """

    prefix: str
    graph: str
    closure: str
    has_others: bool = False

    @property
    def base(self) -> str:
        """How the IRIs of its concepts begin."""
        return PREFIXES[self.prefix]

    def iri(self, code: str) -> str | None:
        """Return the IRI of a code; None for what cannot be one.

        >>> GraphPlace("HP", "", "").iri("HP:0003394")
        'http://purl.obolibrary.org/obo/HP_0003394'
        >>> GraphPlace("SNOMEDCT", "", "").iri("22298006> { ?s ?p ?o")
        """
        local = code
        if self.prefix in WHOLE_CURIES:
            prefix, _, local = code.partition(":")
            if prefix != self.prefix:
                return None
        return self.base + local if LOCAL.fullmatch(local) else None

    def code(self, iri: str) -> str:
        """Return the code of an IRI; empty where it is of another system.

        >>> GraphPlace("HP", "", "").code("http://purl.obolibrary.org/obo/HP_0003394")
        'HP:0003394'
        """
        if not iri.startswith(self.base):
            return ""
        local = iri[len(self.base) :]
        if not LOCAL.fullmatch(local):
            return ""
        return f"{self.prefix}:{local}" if self.prefix in WHOLE_CURIES else local
