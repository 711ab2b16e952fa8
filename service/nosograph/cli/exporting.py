"""`nosograph export`: the ontology and mapping sets, as files."""

from __future__ import annotations

from pathlib import Path

import click

from nosograph import assembly
from nosograph.cli.progress import progress
from nosograph.errors import InvalidInput, UnknownTerm
from nosograph.knowledge.release import Release
from nosograph.settings import Settings


@click.command()
@click.option(
    "--format",
    "format_",
    type=click.Choice([*assembly.ONTOLOGY_FORMATS, "sssom"]),
    required=True,
    help="The ontology in a format, or a mapping set (sssom).",
)
@click.option(
    "--set",
    "name",
    default="nosograph",
    show_default=True,
    help="Which mapping set: our own, a code system (snomed, icd10cm …), or an imported set.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.pass_obj
def export(settings: Settings, format_: str, name: str, out: Path) -> None:
    """Write the curated ontology, or a mapping set, to a file.

    Equal releases give equal bytes. Content of sources whose licence binds it is refused.
    """
    with progress() as report:
        release = assembly.open_release(settings, report)
    if format_ == "sssom":
        document = mapping_set(settings, release, name)
    else:
        document = assembly.export_ontology(release, format_)
    out.write_bytes(document)
    click.echo(f"{out}\t{len(document)} bytes")


def mapping_set(settings: Settings, release: Release, name: str) -> bytes:
    """Return a mapping set; of one that is not there, say which are."""
    try:
        return assembly.export_mappings(settings, release, name)
    except UnknownTerm as error:
        known = ", ".join(error.near)
        raise InvalidInput(f"no mapping set {name}; there are {known}") from error
