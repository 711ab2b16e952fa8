"""`nosograph ecl`: which concepts meet an expression."""

from __future__ import annotations

import json

import click

from nosograph import assembly
from nosograph.cli.progress import progress
from nosograph.settings import Settings


@click.command()
@click.argument("expression")
@click.option("--sparql", is_flag=True, help="Print the query instead of its answer.")
@click.option("--json", "as_json", is_flag=True, help="Print the concepts as JSON.")
@click.option("--limit", type=click.IntRange(1), help="Print at most so many concepts.")
@click.option("--language", default="en", show_default=True, help="Language of the labels.")
@click.pass_obj
def ecl(
    settings: Settings,
    expression: str,
    sparql: bool,
    as_json: bool,
    limit: int | None,
    language: str,
) -> None:
    """Print the concepts that meet EXPRESSION, in SNOMED's Expression Constraint Language.

    For SNOMED CT, HPO ("< HP:0003394"), and every hierarchy that was imported.
    """
    with progress() as report:
        release = assembly.open_release(settings, report)
    question = assembly.constraint(release, expression)
    if sparql:
        click.echo(question.query(limit, language=language), nl=False)
        return
    rows = assembly.concepts_of(release, question, limit, language)
    if as_json:
        found = [{"code": row["code"], "label": row.get("label")} for row in rows]
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['code']}\t{row.get('label', '')}")
