"""`nosograph endpoint`: what the SPARQL endpoint costs, and what it withstands."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import Any

import click

from nosograph import assembly
from nosograph.cli.evaluation import print_figures
from nosograph.cli.progress import progress
from nosograph.cohort import endpoint_benchmark as measured
from nosograph.cohort.coded_presentations import PRESENTATIONS
from nosograph.cohort.engine_server import ABSENT, engine_server
from nosograph.cohort.hostile import attacked
from nosograph.cohort.served import served
from nosograph.knowledge.bare_engine import BareEngine
from nosograph.settings import Settings

#: The ratio aimed at for small answers.
SMALL_RATIO = 1.3
# A million rows take the engine 6 s, and a busy machine far longer.
STREAM_SECONDS = 600


@click.group()
def endpoint() -> None:
    """Measure the SPARQL endpoint over the current release, on this machine alone."""


@endpoint.command()
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_obj
def benchmark(settings: Settings, as_json: bool) -> None:
    """Print what the endpoint costs over the bare engine.

    Milliseconds of small answers and their ratio to the engine, and to its own HTTP server
    (oxigraph) where that is installed; seconds, ratio and memory of a million rows; the seed's four
    tiers as SPARQL, and the slowest of several presentations; queries a second of two processes
    against one. All at one priority, so that the ratios can be compared on a busy machine.
    """
    settings = replace(settings, query_niceness=0, query_timeout=STREAM_SECONDS)
    with progress() as show:
        release = assembly.open_release(settings, show)
    engine, pool = BareEngine(release.store), assembly.sparql_pool(settings, lambda: release.store)
    queries = assembly.catalogue()
    with (
        closing(pool),
        served(settings.home, query_niceness=0, query_timeout=STREAM_SECONDS) as service,
        engine_server(release.store) as own_server,
    ):
        small = {
            name: measured.latencies(engine, pool, service, query, own_server)
            for name, query in measured.SMALL.items()
        }
        figures: dict[str, Any] = {
            "small_answers": small,
            "ratio_holds_from_ms": measured.smallest_latency(small, SMALL_RATIO),
            "differential_as_sparql": measured.differential(
                engine, service, queries.get("differential/four-tiers").text
            ),
            "slowest_differential": measured.slowest(
                engine, service, [each.tiers(queries) for each in PRESENTATIONS]
            ),
            "slowest_ranking": measured.slowest(
                engine, service, [each.ranking(queries) for each in PRESENTATIONS]
            ),
            "streaming": measured.streaming(engine, service),
        }
        if own_server is None:
            figures["engine_http"] = ABSENT
    figures["processes"] = measured.scaling(release.store)
    print_figures(figures if as_json else flat(figures), as_json)


@endpoint.command()
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_obj
def attack(settings: Settings, as_json: bool) -> None:
    """Print how differentials are answered while eight clients ask hostile queries.

    Serves the current release on a free port of this machine, with the settings of the environment
    left out, and ends it afterwards.
    """
    with progress() as show:
        assembly.open_release(settings, show)
    with served(settings.home) as service:
        figures = attacked(service)
    print_figures(figures if as_json else flat(figures), as_json)


def flat(figures: dict[str, Any]) -> dict[str, Any]:
    """Return figures with groups of groups as groups of their own, to be printed in lines.

    >>> flat({"before": {"query_ms": {"p50": 1.0}}, "cores": 2})
    {'before query_ms': {'p50': 1.0}, 'cores': 2}
    """
    lines: dict[str, Any] = {}
    for name, value in figures.items():
        if isinstance(value, dict) and all(isinstance(part, dict) for part in value.values()):
            lines.update({f"{name} {part}": inner for part, inner in value.items()})
        else:
            lines[name] = value
    return lines
