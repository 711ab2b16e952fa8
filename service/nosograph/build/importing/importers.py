"""Every source that `nosograph import` takes as a terminology."""

from __future__ import annotations

from nosograph.build.importing.hpoa import HPOA
from nosograph.build.importing.icd10cm import ICD10CM
from nosograph.build.importing.icd11 import ICD11
from nosograph.build.importing.importer import Importer
from nosograph.build.importing.loinc2hpo import LOINC2HPO
from nosograph.build.importing.ontologies import ONTOLOGIES
from nosograph.build.importing.rf2 import SNOMED_RF2
from nosograph.build.importing.snomed_gps import SNOMED_GPS
from nosograph.build.importing.sssom import SSSOM

IMPORTERS: tuple[Importer, ...] = (
    *ONTOLOGIES,
    HPOA,
    ICD10CM,
    ICD11,
    LOINC2HPO,
    SNOMED_GPS,
    SNOMED_RF2,
    SSSOM,
)
