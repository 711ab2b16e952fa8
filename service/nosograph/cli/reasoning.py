"""`nosograph classify` and `nosograph explain`: what a reasoner finds, and why."""

from __future__ import annotations

import json
from pathlib import Path

import click

from nosograph import assembly
from nosograph.cli.evaluation import print_figures
from nosograph.cli.progress import progress
from nosograph.exchange.justification_json import render_justification
from nosograph.settings import Settings


@click.command()
@click.argument("sub")
@click.argument("super")
@click.option("--json", "as_json", is_flag=True, help="Print the whole answer as JSON.")
@click.pass_obj
def explain(settings: Settings, sub: str, super: str, as_json: bool) -> None:
    """Print why the class SUB is under the class SUPER, both CURIEs or IRIs.

    The axioms suffice, and without any one of them it would not follow.
    """
    with progress() as report:
        release = assembly.open_release(settings, report)
    found = assembly.explain(settings, release, sub, super)
    if as_json:
        document = render_justification(release.name, found)
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    click.echo(found.words)
    for axiom in found.axioms:
        click.echo(f"  {axiom.manchester}")


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def classify(path: Path, as_json: bool) -> None:
    """Classify the SNOMED CT snapshot of a release, and compare with its own hierarchy.

    PATH is a zip archive or a folder. Reads the OWL axiom reference set, stated relationships where
    a release has them, and the inferred relationships to compare with. Nothing is stored.
    """
    with progress("reading the release", percent=True) as report:
        figures = assembly.classify(path, report)
    print_figures(figures, as_json)
