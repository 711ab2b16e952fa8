"""`nosograph benchmark`: how long a build and a differential take."""

from __future__ import annotations

import click

from nosograph import assembly
from nosograph.cli.evaluation import print_figures
from nosograph.cli.progress import progress
from nosograph.cohort.benchmark import differentials, rankings, readings, release_figures
from nosograph.cohort.ranking import Ranker
from nosograph.settings import Settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_obj
def benchmark(settings: Settings, as_json: bool) -> None:
    """Time the current release, in one thread and warm.

    Prints what its build took, how large the matrix is, milliseconds (p50, p95, p99) of a whole
    differential in words and of ranking the OMIM diseases for ten findings, cases a second, and
    sentences read a second.
    """
    with progress() as show:
        release = assembly.open_release(settings, show)
    asked = assembly.consultation(settings, release)
    figures = {
        **release_figures(release.manifest, release.matrix),
        "differential_ms": differentials(asked.diagnose_text),
        "sentences_read_per_second": readings(asked.reader.read),
        "ranking_ms": rankings(Ranker.of(release)),
    }
    print_figures(figures, as_json)
