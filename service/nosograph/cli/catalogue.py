"""The query catalogue as people read it."""

from __future__ import annotations

import click

from nosograph.knowledge.catalogue import Catalogue, CatalogueQuery


def print_catalogue(catalogue: Catalogue) -> None:
    """Print every query's name with its summary and parameters."""
    width = max(map(len, catalogue.queries), default=0)
    for query in catalogue.queries.values():
        click.echo(f"{query.name:{width}}  {query.summary}")
        for line in parameter_lines(query):
            click.echo(f"{'':{width}}    {line}")


def parameter_lines(query: CatalogueQuery) -> list[str]:
    """Return a line for each parameter."""
    return [
        f"{parameter.name} ({parameter.type}): {parameter.meaning}; {parameter.example}"
        for parameter in query.parameters
    ]
