"""`nosograph terminology`: what a terminology of SNOMED's size takes."""

from __future__ import annotations

import click

from nosograph import assembly
from nosograph.cli.evaluation import print_figures
from nosograph.cli.progress import progress

#: Current concepts of the International Edition, rounded.
SNOMED_SIZE = 350_000


@click.group()
def terminology() -> None:
    """Measure how terminologies are imported and asked."""


@terminology.command()
@click.option(
    "--concepts",
    type=click.IntRange(1_000, 2_000_000),
    default=SNOMED_SIZE,
    show_default=True,
    help="How many concepts are made up.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def benchmark(concepts: int, as_json: bool) -> None:
    """Print what a made-up SNOMED CT takes: to import, to load, and to ask.

    Seconds (elapsed, and of the processor) and memory at most of the import and of loading into a
    store; milliseconds (p50, p95, p99) of a page of descendants as ECL, and of everything that is
    said of a concept, warm, for concepts of the most general tenth. Takes 5 GB below TMPDIR.
    """
    with progress("measuring", percent=True) as report:
        figures = assembly.terminology_benchmark(concepts, report)
    print_figures(figures, as_json)
