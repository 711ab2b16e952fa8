"""`nosograph fhir`: how fast FHIR's terminology operations are."""

from __future__ import annotations

import click

from nosograph import assembly
from nosograph.cli.endpoint import flat
from nosograph.cli.evaluation import print_figures
from nosograph.cli.progress import progress
from nosograph.cohort.fhir_benchmark import latencies
from nosograph.cohort.served import served
from nosograph.settings import Settings


@click.group()
def fhir() -> None:
    """Measure FHIR's terminology operations over the current release, on this machine alone."""


@fhir.command()
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_obj
def benchmark(settings: Settings, as_json: bool) -> None:
    """Print milliseconds (p50, p95, p99) of every operation over HTTP, and its processor time.

    Two hundred codes are asked for that were not asked for before, then the same again; value sets
    of all findings are searched by words.
    """
    with progress() as show:
        assembly.open_release(settings, show)
    with served(settings.home) as service:
        figures = latencies(service)
    print_figures(figures if as_json else flat(figures), as_json)
