"""Every source that `nosograph import` takes as a terminology."""

from __future__ import annotations

from nosograph.build.importing.importer import Importer
from nosograph.build.importing.rf2 import SNOMED_RF2

IMPORTERS: tuple[Importer, ...] = (SNOMED_RF2,)
