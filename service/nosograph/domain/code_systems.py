"""The code systems that users arrive with: how each is named in CURIEs, in FHIR and as an OID."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class CodeSystem:
    """A code system: the prefix of its CURIEs, its canonical URL in FHIR, its title, its OID.

    ``licence_bound`` content may be used here by those who hold its licence, and never leaves
    through an export; its codes may. ``others`` are URLs that are in use for it too.
    """

    prefix: str
    url: str
    title: str
    oid: str = ""
    licence_bound: bool = False
    others: tuple[str, ...] = ()


#: URLs and OIDs as HL7 Terminology (terminology.hl7.org) registers them; OBO ontologies by the
#: address of their OWL file.
CODE_SYSTEMS = (
    CodeSystem("SNOMEDCT", "http://snomed.info/sct", "SNOMED CT", "2.16.840.1.113883.6.96", True),
    CodeSystem(
        "ICD10CM", "http://hl7.org/fhir/sid/icd-10-cm", "ICD-10-CM", "2.16.840.1.113883.6.90"
    ),
    CodeSystem("ICD10WHO", "http://hl7.org/fhir/sid/icd-10", "ICD-10", "2.16.840.1.113883.6.3"),
    CodeSystem(
        "ICD11MMS",
        "http://id.who.int/icd/release/11/mms",
        "ICD-11 MMS",
        "2.16.840.1.113883.6.347",
    ),
    CodeSystem("icd11.foundation", "http://id.who.int/icd/entity", "ICD-11 Foundation"),
    CodeSystem("LOINC", "http://loinc.org", "LOINC", "2.16.840.1.113883.6.1"),
    CodeSystem(
        "HP",
        "http://human-phenotype-ontology.org",
        "Human Phenotype Ontology",
        "2.16.840.1.113883.6.339",
    ),
    CodeSystem(
        "MONDO",
        "http://purl.obolibrary.org/obo/mondo.owl",
        "Mondo Disease Ontology",
        "2.16.840.1.113883.3.9216",
    ),
    CodeSystem("DOID", "http://purl.obolibrary.org/obo/doid.owl", "Human Disease Ontology"),
    CodeSystem("OMIM", "http://www.omim.org", "OMIM", "2.16.840.1.113883.6.174"),
    CodeSystem(
        "ORPHA",
        "https://www.orpha.net",
        "Orphanet nomenclature",
        others=("http://www.orpha.net",),
    ),
    CodeSystem(
        "UMLS",
        "http://terminology.hl7.org/CodeSystem/umls",
        "Unified Medical Language System",
        "2.16.840.1.113883.6.86",
    ),
    CodeSystem(
        "MESH",
        "https://www.nlm.nih.gov/mesh",
        "MeSH",
        "2.16.840.1.113883.6.177",
        others=("http://terminology.hl7.org/CodeSystem/MSH",),
    ),
    CodeSystem(
        "NCIT",
        "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
        "NCI Thesaurus",
        "2.16.840.1.113883.3.26.1.1",
    ),
    CodeSystem("UBERON", "http://purl.obolibrary.org/obo/uberon.owl", "Uberon anatomy ontology"),
    CodeSystem("nos", "https://w3id.org/nosograph/", "Nosograph"),
)


@cache
def by_prefix() -> Mapping[str, CodeSystem]:
    """Return the code systems by the prefix of their CURIEs.

    >>> by_prefix()["SNOMEDCT"].url
    'http://snomed.info/sct'
    """
    return {system.prefix: system for system in CODE_SYSTEMS}


@cache
def by_url() -> Mapping[str, CodeSystem]:
    """Return the code systems by canonical URL, and by OID as a URN.

    >>> by_url()["urn:oid:2.16.840.1.113883.6.96"].prefix
    'SNOMEDCT'
    """
    names = {url: system for system in CODE_SYSTEMS for url in (system.url, *system.others)}
    return names | {f"urn:oid:{system.oid}": system for system in CODE_SYSTEMS if system.oid}
