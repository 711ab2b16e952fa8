"""Commands, each of which reads its arguments, calls one function and prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from nosograph import assembly
from nosograph.cli.benchmark import benchmark
from nosograph.cli.catalogue import print_catalogue
from nosograph.cli.crosswalk import crosswalk
from nosograph.cli.ecl import ecl
from nosograph.cli.endpoint import endpoint
from nosograph.cli.evaluation import evaluate, print_figures
from nosograph.cli.exporting import export
from nosograph.cli.fhir import fhir
from nosograph.cli.findings import findings
from nosograph.cli.importing import import_
from nosograph.cli.progress import progress
from nosograph.cli.publishing import publish
from nosograph.cli.reasoning import classify, explain
from nosograph.cli.table import print_differential
from nosograph.cli.terminology import terminology
from nosograph.domain.differential import Differential
from nosograph.errors import InvalidInput, InvalidRelease, NosographError
from nosograph.exchange.differential_json import render_differential
from nosograph.exchange.presentation_document import parse_coded
from nosograph.settings import Settings, endpoint_address

#: 2 for what the caller can repair, 1 for everything else.
EXIT_INPUT = 2
EXIT_FAILURE = 1
MAX_BYTES = 1_000_000


class Commands(click.Group):
    """A command group that says errors in one line."""

    def invoke(self, context: click.Context) -> Any:
        """Run a command; an expected error ends it with a message instead of a stack trace."""
        try:
            return super().invoke(context)
        except InvalidRelease as error:
            for violation in error.violations:
                click.echo(violation, err=True)
            context.exit(EXIT_FAILURE)
        except NosographError as error:
            click.echo(f"nosograph: {error}", err=True)
            context.exit(EXIT_INPUT if isinstance(error, InvalidInput) else EXIT_FAILURE)
        except OSError as error:
            if error.filename is None:
                raise
            click.echo(f"nosograph: {error.filename}: {error.strerror}", err=True)
            context.exit(EXIT_FAILURE)


@click.group(cls=Commands)
@click.version_option(package_name="nosograph")
@click.pass_context
def main(context: click.Context) -> None:
    """Nosograph: an open differential-diagnosis knowledge graph.

    Decision support for professionals and research, not a medical device.
    """
    context.obj = Settings.from_environment()


@main.command()
@click.pass_obj
def build(settings: Settings) -> None:
    """Build a release from the installed sources and make it current."""
    with progress() as report:
        folder = assembly.build_release(settings, report)
    click.echo(f"release {folder.name} in {folder}")


@main.command()
@click.argument("text", required=False)
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with words, or with findings in codes, a phenopacket or FHIR (JSON).",
)
@click.option("--language", help="Language of the words and of labels: en, or an imported one.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole answer as JSON.")
@click.pass_obj
def differential(
    settings: Settings, text: str | None, path: Path | None, language: str | None, as_json: bool
) -> None:
    """Print the four-tier differential of a presentation in words or codes."""
    ask = question(text, path)
    with progress() as report:
        release = assembly.open_release(settings, report)
    answer = ask(assembly.consultation(settings, release).speaking(language))
    if as_json:
        click.echo(json.dumps(render_differential(answer), indent=2, ensure_ascii=False))
    else:
        print_differential(answer)


Ask = Callable[["assembly.Consultation"], Differential]


def question(text: str | None, path: Path | None) -> Ask:
    """Return how to ask: for words, or for a coded presentation."""
    if (text is None) == (path is None):
        raise InvalidInput("give either TEXT or --file")
    words = read_words(path) if path else text or ""
    if words.lstrip().startswith("{"):
        presentation = parse_document(words)
        return lambda consultation: consultation.diagnose(presentation)
    return lambda consultation: consultation.diagnose_text(words)


def read_words(path: Path) -> str:
    """Return the text of a file of at most a million bytes."""
    if path.stat().st_size > MAX_BYTES:
        raise InvalidInput(f"{path.name} is larger than {MAX_BYTES} bytes")
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{path.name} is not UTF-8 text") from error


def parse_document(words: str) -> Any:
    """Return the presentation of a JSON document."""
    try:
        document = json.loads(words)
    except json.JSONDecodeError as error:
        raise InvalidInput(f"malformed JSON at line {error.lineno}") from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput("the JSON is too deep or too large to read") from error
    return parse_coded(document)


main.add_command(evaluate)
main.add_command(crosswalk)
main.add_command(export)
main.add_command(findings)
main.add_command(import_)
main.add_command(benchmark)
main.add_command(publish)
main.add_command(endpoint)
main.add_command(ecl)
main.add_command(terminology)
main.add_command(classify)
main.add_command(fhir)
main.add_command(explain)


@main.command()
@click.argument("query", required=False)
@click.option("--list", "listed", is_flag=True, help="List the catalogue instead.")
@click.option("--param", "pairs", multiple=True, metavar="NAME=VALUE", help="Bind a parameter.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(sorted(assembly.RESULT_FORMATS)),
    default="tsv",
    show_default=True,
    help="How results are printed; graphs are Turtle unless nt or jsonld.",
)
@click.pass_obj
def query(
    settings: Settings, query: str | None, listed: bool, pairs: tuple[str, ...], format_: str
) -> None:
    """Run a query of the catalogue by its name, or of a file."""
    if listed:
        print_catalogue(assembly.catalogue())
        return
    if query is None:
        raise InvalidInput("give a query's name or file, or --list")
    values = bound(pairs)
    with progress() as report:
        release = assembly.open_release(settings, report)
    answer = assembly.run_query(settings, release, query, values, format_)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


def bound(pairs: Sequence[str]) -> dict[str, list[str]]:
    """Return the values of each parameter; one that is named several times has several."""
    values: dict[str, list[str]] = {}
    for name, value in map(split, pairs):
        values.setdefault(name, []).append(value)
    return values


def split(pair: str) -> tuple[str, str]:
    """Split NAME=VALUE."""
    name, separator, value = pair.partition("=")
    if not separator:
        raise InvalidInput("--param takes NAME=VALUE")
    return name, value


@main.command()
@click.pass_obj
def check(settings: Settings) -> None:
    """Check the current release: consistency, shapes, quality queries."""
    release = assembly.check(settings)
    click.echo(f"release {release.name}: consistent, no violations")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def report(as_json: bool) -> None:
    """Print how much the curated tables cover, and what they rest on."""
    print_figures(assembly.coverage_report(), as_json)


@main.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes that answer.")
@click.option("--store", help="SPARQL endpoint to ask instead of the embedded store.")
@click.pass_obj
def serve(
    settings: Settings,
    host: str | None,
    port: int | None,
    workers: int | None,
    store: str | None,
) -> None:
    """Serve the differential and SPARQL over HTTP."""
    settings = replace(
        settings,
        store=endpoint_address(store) if store else settings.store,
        host=host or settings.host,
        port=port or settings.port,
        workers=workers or settings.workers,
    )
    with progress() as report:
        release = assembly.open_release(settings, report)
    click.echo(f"release {release.name} at http://{settings.host}:{settings.port}/")
    assembly.run_server(settings)
