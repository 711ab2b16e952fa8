"""`nosograph classify`: what a reasoner finds."""

from __future__ import annotations

from pathlib import Path

import click

from nosograph.cli.evaluation import print_figures
from nosograph.cohort.classification import classified_snapshot


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def classify(folder: Path, as_json: bool) -> None:
    """Classify the SNOMED CT snapshot of an unpacked release, and compare with its own hierarchy.

    Reads the OWL axiom reference set, stated relationships where a release has them, and the
    inferred relationships to compare with. Nothing is stored.
    """
    print_figures(classified_snapshot(folder), as_json)
