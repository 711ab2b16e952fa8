"""The codes of an expansion as a tree, where each has one parent at most."""

from __future__ import annotations

from nosograph.terminology.entry import Entry


def nested(entries: list[Entry], *, through_missing: bool) -> list[Entry]:
    """Return the roots, or all entries as they are where one has several parents.

    ``through_missing`` lets a code stand below its nearest ancestor that is there.
    """
    if any(len(entry.concept.parents) > 1 for entry in entries):
        return entries
    placed = {entry.key: entry for entry in entries}
    roots: list[Entry] = []
    for entry in entries:
        parent = _parent(entry, placed, through_missing=through_missing)
        (parent.children if parent else roots).append(entry)
    return roots


def _parent(
    entry: Entry, placed: dict[tuple[str, str], Entry], *, through_missing: bool
) -> Entry | None:
    url = entry.system.description.url
    parents = entry.concept.parents
    seen: set[str] = set()
    while parents and parents[0] not in seen:
        if found := placed.get((url, parents[0])):
            return found
        if not through_missing:
            return None
        seen.add(parents[0])
        above = entry.system.locate(parents[0])
        parents = above.parents if above else ()
    return None
