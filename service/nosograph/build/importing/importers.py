"""Every source that `nosograph import` takes as a terminology."""

from __future__ import annotations

from nosograph.build.importing.importer import Importer

IMPORTERS: tuple[Importer, ...] = ()
