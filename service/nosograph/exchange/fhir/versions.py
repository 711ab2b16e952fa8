"""The versions of FHIR that are spoken."""

from __future__ import annotations

from enum import StrEnum


class FhirVersion(StrEnum):
    """A version of FHIR, by its number."""

    R4 = "4.0.1"
    R5 = "5.0.0"
