"""`nosograph import`: a user's own files for the next build."""

from __future__ import annotations

from pathlib import Path

import click

from nosograph import assembly
from nosograph.cli.progress import progress
from nosograph.cli.terminologies import PATHS, add_terminologies
from nosograph.settings import Settings


@click.group(name="import")
def import_() -> None:
    """Take in your own files of a source; the next build uses them."""


@import_.command()
@click.argument("model", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_obj
def embeddings(settings: Settings, model: Path) -> None:
    """Compute vectors of the names of findings with a MiniLM model, for suggestions.

    MODEL is a folder with model.safetensors, config.json and vocab.txt of a BERT model. Takes
    some minutes. Set NOSOGRAPH_EMBEDDINGS to the folder to use them.
    """
    with progress() as report:
        count = assembly.import_embeddings(settings, model, report)
    click.echo(f"{count} names; set NOSOGRAPH_EMBEDDINGS={model.absolute()} to use them")


@import_.command(name="hpo-translations")
@click.argument("paths", nargs=-1, required=True, type=PATHS)
@click.pass_obj
def hpo_translations(settings: Settings, paths: tuple[Path, ...]) -> None:
    """Take in HPO's names in other languages, from files of hpo-translations.

    PATHS are files or folders with hp-xx.babelon.tsv and hp-xx.synonyms.tsv (.gz allowed), xx
    being the language. They are used at once: `nosograph findings --language xx`.
    """
    for language, about in assembly.import_translations(settings, paths).items():
        click.echo(f"{language}\t{about['labels']} labels\t{about['names']} names")


@import_.command()
@click.argument("paths", nargs=-1, required=True, type=PATHS)
@click.option(
    "--version", help="The version, in place of what Orphanet's files say; of sets that say none."
)
@click.option("--replace", "only", is_flag=True, help="Remove other versions of it.")
@click.pass_obj
def orphanet(settings: Settings, paths: tuple[Path, ...], version: str | None, only: bool) -> None:
    """Take in what Orphanet says of rare diseases, and MONDO's SSSOM mappings.

    PATHS are files or folders with products of Orphadata (XML: 1, 4, 9), Orphapackets (JSON),
    tables (xrefs.tsv, disorders.tsv, prevalence.tsv, onset.tsv) and *.sssom.tsv (.gz allowed).
    With xrefs.tsv and mappings, what Orphanet says of a disease joins the OMIM disease that is the
    same or a narrower one, and the same disease under several identifiers is listed once. Tables
    do not say their version: with --version they are taken into a graph, too.
    """
    with progress("importing orphanet", percent=True) as report:
        taken = assembly.import_orphanet(settings, paths, version, only, report)
    for line in taken:
        click.echo(line)
    click.echo("run `nosograph build` to use them")


add_terminologies(import_)
