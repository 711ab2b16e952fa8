"""What a release is worth, and what it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nosograph.artefacts import ontology_folder
from nosograph.assembly.consulting import consultation, text_reader
from nosograph.cohort.benchmark import (
    differentials,
    machine,
    placements,
    rankings,
    readings,
    release_figures,
)
from nosograph.cohort.made_up import in_words
from nosograph.cohort.names import ConditionNames
from nosograph.cohort.ranking import Ranker
from nosograph.cohort.vignettes import Outcome, evaluate, read_aliases, read_vignettes
from nosograph.inference.matrix import Matrix
from nosograph.knowledge.release import Release
from nosograph.reasoning.engine import ElkEngine
from nosograph.reasoning.index import engine_over
from nosograph.settings import Settings
from nosograph.text.evaluation import evaluate as evaluate_reading
from nosograph.text.evaluation import read_gold
from nosograph.text.footprint import opening, sentences_per_cpu_second


def evaluate_vignettes(
    settings: Settings, release: Release, path: Path, aliases: Path | None
) -> Sequence[Outcome]:
    """Ask for the differential of every vignette of a file; return how each did."""
    vignettes = read_vignettes(path)
    asked = consultation(settings, release)
    given = read_aliases(aliases) if aliases else {}
    names = ConditionNames(asked.repository.condition_names(), given, asked.reader.stem)
    return tuple(evaluate(vignettes, asked.diagnose_text, names))


def benchmark(settings: Settings, release: Release, vignettes: Path | None) -> dict[str, Any]:
    """Time what a release answers: vignettes of a file, or made-up ones."""
    asked = consultation(settings, release)
    if vignettes:
        texts = tuple(item.text for item in read_vignettes(vignettes))
    else:
        texts = tuple(in_words(asked.likelihood.matrix, asked.terms.label))
    axioms = asked.realiser.proofs.axioms
    index, reasoner = (
        replace(asked.realiser, placer=placer)
        for placer in (engine_over(axioms), ElkEngine(axioms))
    )
    return {
        **release_figures(release.manifest, release.matrix),
        **differentials(asked.diagnose_text, texts),
        **placements(index, reasoner, (asked.reader.read(text).presentation for text in texts)),
        "sentences_read_per_second": readings(asked.reader.read),
        "ranking_ms": rankings(Ranker.of(release)),
        **machine(),
    }


def evaluate_text(release: Release, path: Path) -> dict[str, float | int]:
    """Read every text of a file or folder; return how well, and what it takes."""
    matrix = Matrix.load(release.matrix)

    def above(code: str) -> frozenset[str]:
        place = matrix.term_position.get(code)
        found = () if place is None else matrix.ancestors_of(place)
        return frozenset(matrix.terms[term] for term in found)

    reader, texts = text_reader(release), read_gold(path)
    speed = sentences_per_cpu_second(reader.read, (gold.text for gold in texts))
    return {
        **evaluate_reading(reader, texts, above),
        "sentences_per_cpu_second": speed,
        **opening(ontology_folder() / "text", release.lexicon),
    }
