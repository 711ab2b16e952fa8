"""Coded presentations in any of the formats that are read, told apart by their members."""

from __future__ import annotations

from nosograph.domain.presentation import Presentation
from nosograph.exchange.fhir_bundle import is_fhir, parse_fhir
from nosograph.exchange.phenopacket import is_phenopacket, parse_phenopacket
from nosograph.exchange.presentation_json import parse_presentation


def parse_coded(document: object) -> Presentation:
    """Read FHIR, a phenopacket, or the service's own JSON."""
    if is_fhir(document):
        return parse_fhir(document)
    return (parse_phenopacket if is_phenopacket(document) else parse_presentation)(document)
