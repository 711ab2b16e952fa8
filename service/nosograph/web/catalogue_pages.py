"""The query catalogue as pages."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from flask import render_template

from nosograph.domain.sparql import GRAPH_MEDIA_TYPES, QueryForm
from nosograph.knowledge.catalogue import CatalogueQuery
from nosograph.web.representation import FORMATS, TABLE_TYPES

HERE = "/api/queries"


def queries_page(queries: Iterable[CatalogueQuery]) -> str:
    """Return the page that lists queries by folder."""
    listed = tuple(queries)
    grouped = groupby(listed, lambda query: query.name.partition("/")[0])
    return render_template(
        "queries.html",
        here=HERE,
        count=len(listed),
        folders=[(folder, list(members)) for folder, members in grouped],
    )


def query_page(query: CatalogueQuery) -> str:
    """Return the page of one query, with a form that runs it."""
    offers = GRAPH_MEDIA_TYPES if query.form is QueryForm.CONSTRUCT else TABLE_TYPES
    return render_template(
        "query.html",
        here=f"{HERE}/{query.name}",
        query=query,
        formats=[name for name, kind in FORMATS.items() if kind in offers],
    )
