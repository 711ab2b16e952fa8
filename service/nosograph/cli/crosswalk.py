"""`nosograph crosswalk`: any code in, any system out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from nosograph import assembly
from nosograph.cli.progress import progress
from nosograph.errors import InvalidInput
from nosograph.exchange.crosswalk_json import render_translations
from nosograph.exchange.crosswalk_table import csv_lines, sssom_lines
from nosograph.settings import Settings
from nosograph.terminology.translator import Translation, Translations

Lines = Callable[[str, Translations], Iterator[str]]


@click.command()
@click.argument("codes", nargs=-1)
@click.option("--to", metavar="SYSTEM", help="The system to translate to; without it, every one.")
@click.option("--from", "system", metavar="SYSTEM", help="The system of codes that name none.")
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with a code in each line; the first column of a table counts.",
)
@click.option(
    "--benchmark",
    type=click.IntRange(1, 1_000_000),
    metavar="COUNT",
    help="Time the translation of so many codes of the release's mapping sets instead.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "csv", "sssom"]),
    default="text",
    show_default=True,
)
@click.pass_obj
def crosswalk(
    settings: Settings,
    codes: tuple[str, ...],
    to: str | None,
    system: str | None,
    path: Path | None,
    benchmark: int | None,
    as_json: bool,
    format_: str,
) -> None:
    """Translate codes of any terminology, and say how each answer is known.

    CODES are written as SNOMEDCT:32914008, ICD10CM:G25.81, OMIM:102300, ORPHA:558, an address, or
    URL|CODE as in FHIR.
    """
    given = [*codes, *(codes_in(path) if path else ())]
    if not given and not benchmark:
        raise InvalidInput("give codes, or --file")
    with progress() as report:
        release = assembly.open_release(settings, report)
    if benchmark:
        click.echo(assembly.time_translation(settings, release, benchmark, to))
        return
    answer = assembly.translate_codes(settings, release, given, to, system)
    print_lines(FORMATS["json" if as_json else format_](release.name, answer))


def codes_in(path: Path) -> Iterator[str]:
    """Yield the first cell of every line of a file that has one."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path.name} is not UTF-8 text") from error
    cells = (line.split("\t")[0].split(",")[0].strip().strip('"') for line in lines)
    return (cell for cell in cells if cell and not cell.startswith("#"))


def print_lines(lines: Iterable[str]) -> None:
    """Print lines that end in a newline."""
    for line in lines:
        click.echo(line, nl=False)


def json_lines(release: str, answer: Translations) -> Iterator[str]:
    """Yield the answer as the service gives it."""
    document = render_translations(release, answer)
    yield json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def text_lines(_: str, answer: Translations) -> Iterator[str]:
    """Yield a line for each code and one for each of its matches."""
    for item in answer.items:
        yield f"{_headline(item)}\n"
        for found in item.found:
            label = answer.standings[found.target].label
            how = f"{found.path_in_words} ({', '.join(found.mapping_sets)})"
            yield f"  {found.predicate.name.lower():8}{found.target} {label}\t{how}\n"
        for dispute in item.disputes:
            between = " | ".join(found.target for found in dispute.between)
            yield f"  sources disagree, {dispute.kind.value}: {between}\n"


def _headline(item: Translation) -> str:
    if item.code is None:
        return f"{item.given}: {item.problem}"
    standing = item.standing
    status = standing.status.value + BILLED[standing.billable]
    successors = f"; now {', '.join(standing.successors)}" if standing.successors else ""
    found = "" if item.found else "; no correspondence"
    return f"{item.code} {standing.label} ({status}{successors}{found})"


BILLED = {None: "", True: ", billable", False: ", a header: not billable"}
FORMATS: dict[str, Lines] = {
    "text": text_lines,
    "json": json_lines,
    "csv": lambda _, answer: csv_lines(answer),
    "sssom": sssom_lines,
}
