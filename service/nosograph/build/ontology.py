"""Our ontology as one OWL document."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nosograph.build.curated import UPPER, Curated
from nosograph.reasoning.axioms import Axiom, Named

DECLARED = re.compile(r"Declaration\((?:Class|ObjectProperty)\((\S+?)\)\)")
IRI = "https://w3id.org/nosograph/ontology"
DCTERMS = "http://purl.org/dc/terms/"
TITLE = "Nosograph, an open differential-diagnosis ontology"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def owl_document(
    curated: Curated, axioms: Iterable[Axiom], extra: str = "", version: str = ""
) -> bytes:
    """Return the upper model, all curated axioms and ``extra`` ones in functional syntax.

    With the name of a release as ``version`` the document has a version IRI.
    """
    upper = (curated.folder / UPPER).read_text(encoding="utf-8")
    prefixes, _, body = upper.partition("Ontology(")
    kept = body.partition("\n")[2].rpartition(")")[0]
    listed = tuple(axioms)
    own = "\n".join((*declarations(listed, upper), *sorted(a.functional() for a in listed)))
    return f"{prefixes}{header(version)}\n{kept}\n{own}\n{extra}\n)\n".encode()


def header(version: str) -> str:
    """Return the opening of the document: its IRIs, title and licence."""
    version_iri = f"<{IRI}/{version}>" if version else ""
    return f"""Ontology(<{IRI}> {version_iri}
Annotation(<{DCTERMS}title> "{TITLE}"@en)
Annotation(<{DCTERMS}license> <{LICENCE}>)"""


def declarations(axioms: Iterable[Axiom], upper: str) -> list[str]:
    """Return a declaration of every class that axioms name and the upper model does not."""
    declared = set(DECLARED.findall(upper))
    named = set[str]().union(*(axiom.signature() for axiom in axioms)) - declared
    return [f"Declaration(Class({Named(name).functional()}))" for name in sorted(named)]
