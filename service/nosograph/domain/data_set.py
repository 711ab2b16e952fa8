"""The data set of a query: the graphs that FROM and FROM NAMED name, read as the engine reads them.

Keywords may run together with what follows (``FROM<x>``, ``FROMNAMED<x>``). Where the engine would
read a keyword out of a name, the query is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nosograph.domain.sparql import TOKEN, QueryForm, query_form
from nosograph.domain.written_names import SPACE, Names, declared, iri_at
from nosograph.errors import InvalidQuery

NAMED = re.compile(rf"{SPACE}(?i:named)")


def dataset_graphs(query: str, base: str = "") -> tuple[str, ...]:
    """Return the graphs that FROM and FROM NAMED name, as IRIs.

    >>> dataset_graphs("PREFIX x: <http://x/> SELECT * FROM x:a.b FROM NAMED <http://x/b> {}")
    ('http://x/a.b', 'http://x/b')
    """
    if "from" not in query.lower():
        return ()
    names, start = declared(query, 0, {"": base})
    return tuple(_clauses(query, start, names))


def _clauses(query: str, start: int, names: Names) -> Iterator[str]:
    """Yield the graphs that are named between the form of a query and its pattern."""
    form = query_form(query)
    templates = form is QueryForm.CONSTRUCT
    depth = 0
    while piece := TOKEN.match(query, start):
        start, text = piece.end(), piece.group()
        word = text.lower() if piece.lastgroup == "word" and not depth else ""
        if word.endswith("where") or (text == "{" and not depth and not templates):
            return
        templates = templates and text != "{"
        depth += (text in "{(") - (text in "})")
        if piece.lastgroup == "name" and not depth:
            _refuse_fused(text, form, names)
        elif word.endswith(("from", "fromnamed")):
            graph, start = _graph_at(query, start, names)
            yield graph
        elif "from" in word:
            raise InvalidQuery("write a space after FROM")


def _graph_at(query: str, start: int, names: Names) -> tuple[str, int]:
    """Return the graph that is named after FROM, and where its name ends."""
    named = NAMED.match(query, start)
    for at in (start, named.end() if named else start):
        if found := iri_at(query, at, names):
            return found
    raise InvalidQuery("FROM takes the name of a graph, and a space before it")


def _refuse_fused(name: str, form: QueryForm | None, names: Names) -> None:
    prefix = name.partition(":")[0] + ":"
    if "from" in prefix.lower() and (prefix not in names or form is not QueryForm.DESCRIBE):
        raise InvalidQuery("write a space after FROM")
