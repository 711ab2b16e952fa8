"""`nosograph findings`: what a text is understood to say."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from nosograph import assembly
from nosograph.cli.progress import progress
from nosograph.domain.presentation import Observation, Understanding
from nosograph.exchange.findings_json import render_understanding
from nosograph.settings import Settings


@click.command()
@click.argument("text")
@click.option("--language", help="Language of TEXT and of labels: en, or one that is imported.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole answer as JSON.")
@click.pass_obj
def findings(settings: Settings, text: str, language: str | None, as_json: bool) -> None:
    """Print the findings that TEXT says, and suggestions for what was not understood."""
    with progress() as report:
        release = assembly.open_release(settings, report)
    understood = assembly.understand_text(settings, release, text, language)
    if as_json:
        click.echo(json.dumps(render_understanding(understood), indent=2, ensure_ascii=False))
        return
    for line in lines(understood, text):
        click.echo(line)


def lines(understood: Understanding, text: str) -> Iterator[str]:
    """Yield age, sex, duration, findings and suggestions, one a line."""
    labels = dict(understood.labels)
    presentation = understood.reading.presentation
    if presentation.age:
        yield f"age         {presentation.age.years:g} years"
    if presentation.sex.value != "unknown":
        yield f"sex         {presentation.sex.value}"
    if presentation.duration is not None:
        yield f"duration    {presentation.duration:g} days"
    for item in presentation.observations:
        yield in_words(item, labels, text)
    for suggestion in understood.reading.suggestions:
        words = text[suggestion.span.start : suggestion.span.end]
        meant = ", ".join(f"{labels[code]} ({code})" for code in suggestion.candidates)
        yield f"unread      {words!r}: {meant}?"


def in_words(item: Observation, labels: dict[str, str], text: str) -> str:
    """Return an observation with its status, codes, labels and the words it was read from."""
    codes = "; ".join(f"{labels[code]} ({code})" for code in item.codes)
    words = "" if item.span is None else f"  {text[item.span.start : item.span.end]!r}"
    return f"{item.status.value:<12}{codes}{words}"
