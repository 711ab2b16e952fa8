"""SNOMED CT in Release Format 2: the user's snapshot in, graphs out."""

from __future__ import annotations

from nosograph.build.importing.importer import Importer
from nosograph.build.importing.rf2.snapshot import prepare

SNOMED_RF2 = Importer(
    "snomed-rf2",
    "Take in SNOMED CT from the snapshot of an RF2 release; you need SNOMED's licence.",
    "PATHS are zip archives or folders with sct2_Concept_Snapshot… and what goes with it. Give an "
    "extension after the edition that it extends. Descriptions never leave through an export.",
    prepare,
)
