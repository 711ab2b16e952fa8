"""`nosograph import NAME` for terminologies, and what is imported."""

from __future__ import annotations

from pathlib import Path

import click

from nosograph import assembly
from nosograph.build.importing.home import current, imports_of
from nosograph.build.importing.importer import Importer
from nosograph.build.importing.importers import IMPORTERS
from nosograph.build.importing.record import Record
from nosograph.cli.progress import progress
from nosograph.settings import Settings

PATHS = click.Path(exists=True, path_type=Path)


def add_terminologies(group: click.Group) -> None:
    """Add a command for every importer, and those that list and remove."""
    for importer in IMPORTERS:
        group.add_command(command(importer))
    group.add_command(list_)
    group.add_command(remove_)


def command(importer: Importer) -> click.Command:
    """Return the command of an importer."""

    @click.command(name=importer.name, help=f"{importer.summary}\n\n{importer.takes}")
    @click.argument("paths", nargs=-1, required=not importer.optional, type=PATHS)
    @click.option("--version", help="The version, in place of what the files say.")
    @click.option("--replace", "only", is_flag=True, help="Remove other versions of it.")
    @click.pass_obj
    def taking_in(
        settings: Settings, paths: tuple[Path, ...], version: str | None, only: bool
    ) -> None:
        with progress(f"importing {importer.name}", percent=True) as report:
            record = importer.take_in(settings.home, paths, report, version, only)
        click.echo(line(record))
        click.echo("run `nosograph build` to use it")

    return taking_in


def line(record: Record) -> str:
    """Say what an import holds."""
    about, statements = record.about, sum(record.graphs.values())
    held = f"{record.concepts} concepts\t{statements} statements"
    return f"{about.name}\t{about.version}\t{held}\timported {record.imported}"


@click.command(name="list")
@click.pass_obj
def list_(settings: Settings) -> None:
    """List the terminologies that are imported, each version, and files for the ranking."""
    records = imports_of(settings.home)
    newest = current(records)
    for record in records:
        mark = "\tcurrent" if newest[record.about.name] == record.about.version else ""
        click.echo(line(record) + mark)
    for file in assembly.ranking_files(settings):
        click.echo(file)


@click.command(name="remove")
@click.argument("name")
@click.argument("version", required=False)
@click.pass_obj
def remove_(settings: Settings, name: str, version: str | None) -> None:
    """Remove an imported terminology, in one version or in all.

    Without VERSION, `orphanet` also removes the files that tell the ranking which diseases are the
    same.
    """
    for gone in assembly.remove_import(settings, name, version):
        click.echo(f"removed {gone}")
    click.echo("run `nosograph build` to do without it")
