"""CURIEs at the edges, IRIs in the graph."""

from __future__ import annotations

from functools import cache

from curies import Converter

NOS = "https://w3id.org/nosograph/"
GRAPH = f"{NOS}graph/"

PREFIXES = {
    "nos": NOS,
    "HP": "http://purl.obolibrary.org/obo/HP_",
    "MONDO": "http://purl.obolibrary.org/obo/MONDO_",
    "UBERON": "http://purl.obolibrary.org/obo/UBERON_",
    "DOID": "http://purl.obolibrary.org/obo/DOID_",
    "NCIT": "http://purl.obolibrary.org/obo/NCIT_",
    "SYMP": "http://purl.obolibrary.org/obo/SYMP_",
    "IAO": "http://purl.obolibrary.org/obo/IAO_",
    "OMIM": "https://omim.org/entry/",
    "ORPHA": "http://www.orpha.net/ORDO/Orphanet_",
    "DECIPHER": "https://www.deciphergenomics.org/syndrome/",
    "SNOMEDCT": "http://snomed.info/id/",
    "ICD10CM": "http://purl.bioontology.org/ontology/ICD10CM/",
    "ICD10WHO": "https://icd.who.int/browse10/2019/en#/",
    "ICD11MMS": "https://icd.who.int/browse/latest-release/mms/en#/",
    "icd11.foundation": "http://id.who.int/icd/entity/",
    "UMLS": "http://linkedlifedata.com/resource/umls/id/",
    "LOINC": "https://loinc.org/",
    "MESH": "http://id.nlm.nih.gov/mesh/",
    "PMID": "http://www.ncbi.nlm.nih.gov/pubmed/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "oboInOwl": "http://www.geneontology.org/formats/oboInOwl#",
    "dcterms": "http://purl.org/dc/terms/",
    "sssom": "https://w3id.org/sssom/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@cache
def converter() -> Converter:
    """Return the converter between CURIEs and IRIs for every prefix in use."""
    return Converter.from_prefix_map(PREFIXES)


@cache
def iri(curie: str) -> str:
    """Expand a CURIE.

    >>> iri("HP:0003394")
    'http://purl.obolibrary.org/obo/HP_0003394'
    """
    expanded = converter().expand(curie)
    if expanded is None:
        raise ValueError("a CURIE with an unknown prefix")
    return expanded


@cache
def curie(iri: str) -> str:
    """Compress an IRI; an IRI outside every known prefix stays as it is.

    >>> curie("https://omim.org/entry/102300")
    'OMIM:102300'
    """
    return converter().compress(iri) or iri
