"""`nosograph benchmark`: how long a build and a differential take."""

from __future__ import annotations

from pathlib import Path

import click

from nosograph import assembly
from nosograph.cli.evaluation import print_figures
from nosograph.cli.progress import progress
from nosograph.settings import Settings


@click.command()
@click.option(
    "--vignettes",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Time these cases, as `evaluate vignettes` reads them, instead of made-up ones.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_obj
def benchmark(settings: Settings, vignettes: Path | None, as_json: bool) -> None:
    """Time the current release, in one thread and warm.

    Prints what its build took and how large the matrix is; milliseconds (p50, p95, p99) of whole
    differentials of some hundred words, first seen and seen again, of placing presentations by
    the index and by the reasoner, and of ranking the OMIM diseases for ten findings; how many
    of each are done in a second; and how busy the machine was.
    """
    with progress() as show:
        release = assembly.open_release(settings, show)
    print_figures(assembly.benchmark(settings, release, vignettes), as_json)
