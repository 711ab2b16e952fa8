"""Our ontology as one OWL document."""

from __future__ import annotations

from collections.abc import Iterable

from nosograph.build.curated import UPPER, Curated
from nosograph.reasoning.axioms import Axiom

HEADER = "Ontology(<https://w3id.org/nosograph/ontology>"


def owl_document(curated: Curated, axioms: Iterable[Axiom], extra: str = "") -> bytes:
    """Return the upper model, all curated axioms and ``extra`` ones in functional syntax."""
    upper = (curated.folder / UPPER).read_text(encoding="utf-8")
    prefixes, _, body = upper.partition("Ontology(")
    kept = body.partition("\n")[2].rpartition(")")[0]
    own = "\n".join(sorted(axiom.functional() for axiom in axioms))
    return f"{prefixes}{HEADER}\n{kept}\n{own}\n{extra}\n)\n".encode()
