"""`nosograph evaluate`: how well the differential does on cases whose diagnosis is known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from nosograph import assembly
from nosograph.cli.progress import progress
from nosograph.cohort import figures
from nosograph.cohort.phenopackets import Broken, read_cases
from nosograph.cohort.ranking import Protocol, Ranker
from nosograph.cohort.vignettes import case_of, report
from nosograph.settings import Settings

ALL = "all"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def evaluate() -> None:
    """Measure the differential on cases whose diagnosis is known."""


@evaluate.command()
@click.argument("path", type=FILE)
@click.option("--aliases", type=FILE, help="A table of diagnosis and condition id.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file for one JSON object a case: rank, tier, what was listed and read.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_obj
def vignettes(
    settings: Settings, path: Path, aliases: Path | None, out: Path | None, as_json: bool
) -> None:
    """Evaluate on cases in words: JSON lines with a text and the correct diagnosis.

    A hit is a condition whose label or synonym is the diagnosis, or that the aliases name for
    it, or one that is a kind of such a condition and says so (an answer of ischaemic stroke where
    stroke is the diagnosis); under "strict" the latter does not count. Under "named" every entry
    counts that names the diagnosis, as a kind of its condition too. A diagnosis that no condition
    is named by counts as missed.
    """
    with progress() as show:
        release = assembly.open_release(settings, show)
    outcomes = assembly.evaluate_vignettes(settings, release, path, aliases)
    if out:
        lines = (json.dumps(case_of(item), ensure_ascii=False) for item in outcomes)
        out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    found = report(outcomes)
    print_figures(found if as_json else figures.in_words(found), as_json)


@evaluate.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_obj
def text(settings: Settings, path: Path, as_json: bool) -> None:
    """Evaluate the reading of texts whose findings are known: JSON lines, or a folder of them.

    A finding is right where it has the text's code, or a more specific one, and its status.
    Prints also how many sentences are read in a second of CPU time, and what opening a reader
    takes in a process of its own.
    """
    with progress() as show:
        release = assembly.open_release(settings, show)
    print_figures(assembly.evaluate_text(release, path), as_json)


@evaluate.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--protocol",
    type=click.Choice([*(protocol.value for protocol in Protocol), ALL]),
    default=Protocol.FULL.value,
    show_default=True,
    help="What of the annotations of the true disease a case is ranked with; all: the three.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_obj
def phenopackets(settings: Settings, path: Path, protocol: str, as_json: bool) -> None:
    """Evaluate on a folder or zip of GA4GH phenopackets, ranking OMIM's diseases.

    full: everything that is annotated. native: only cases whose publications are not among the
    references of their disease. lopo: what the true disease's annotations cite of a case's
    publications is left out first. Shares are of the cases whose disease is known.
    """
    with progress() as show:
        release = assembly.open_release(settings, show)
    read = tuple(read_cases(path))
    ranker = Ranker.of(release)
    broken = [item for item in read if isinstance(item, Broken)]
    chosen = tuple(Protocol) if protocol == ALL else (Protocol(protocol),)
    found = {
        each.value: figures.report(tuple(ranker.evaluate(read, each)), broken) for each in chosen
    }
    if protocol != ALL:
        (only,) = found.values()
        print_figures(only if as_json else figures.in_words(only), as_json)
    elif as_json:
        print_figures(found, as_json)
    else:
        print_table(figures.side_by_side(found))


def print_table(rows: Iterable[Sequence[str]]) -> None:
    """Print rows of a heading and one value a column."""
    for heading, *values in rows:
        click.echo(f"{heading:32}" + "".join(f"{value:>14}" for value in values))


def print_figures(figures: Mapping[str, Any], as_json: bool) -> None:
    """Print figures, one a line, or as JSON."""
    if as_json:
        click.echo(json.dumps(figures, indent=2, ensure_ascii=False))
        return
    for name, value in figures.items():
        if isinstance(value, Mapping):
            value = "; ".join(f"{key} {of:.3g}" for key, of in value.items())
        if isinstance(value, list):
            value = "; ".join(map(str, value)) or "none"
        shown = f"{value:.3f}" if isinstance(value, float) else value
        click.echo(f"{name.replace('_', ' '):24} {shown}")
