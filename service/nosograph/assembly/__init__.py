"""The composition root: from settings to everything that answers."""

from __future__ import annotations

from nosograph.assembly.classifying import classify
from nosograph.assembly.consulting import consultation, explain, understand_text
from nosograph.assembly.exporting import (
    ONTOLOGY_FORMATS,
    Exports,
    export_mappings,
    export_ontology,
)
from nosograph.assembly.importing import import_orphanet, ranking_files, remove_import
from nosograph.assembly.measuring import benchmark, evaluate_text, evaluate_vignettes
from nosograph.assembly.releases import (
    build_release,
    catalogue,
    check,
    coverage_report,
    default_sources,
    import_embeddings,
    import_translations,
    open_release,
    publish_release,
    run_query,
)
from nosograph.assembly.serving import (
    ReleaseHealth,
    application,
    library,
    run_server,
    sparql_endpoint,
    sparql_pool,
    writable,
)
from nosograph.assembly.terminologies import concepts_of, constraint
from nosograph.assembly.terminology_benchmark import terminology_benchmark
from nosograph.assembly.translating import time_translation, translate_codes, translator
from nosograph.build.pipeline import Report
from nosograph.consult.diagnose import Consultation
from nosograph.knowledge.store import RESULT_FORMATS

__all__ = [
    "ONTOLOGY_FORMATS",
    "RESULT_FORMATS",
    "Consultation",
    "Exports",
    "ReleaseHealth",
    "Report",
    "application",
    "benchmark",
    "build_release",
    "catalogue",
    "check",
    "classify",
    "concepts_of",
    "constraint",
    "consultation",
    "coverage_report",
    "default_sources",
    "evaluate_text",
    "evaluate_vignettes",
    "explain",
    "export_mappings",
    "export_ontology",
    "import_embeddings",
    "import_orphanet",
    "import_translations",
    "library",
    "open_release",
    "publish_release",
    "ranking_files",
    "remove_import",
    "run_query",
    "run_server",
    "sparql_endpoint",
    "sparql_pool",
    "terminology_benchmark",
    "time_translation",
    "translate_codes",
    "translator",
    "understand_text",
    "writable",
]
