"""The codes of an expansion as a tree, where each has one parent at most."""

from __future__ import annotations

from nosograph.terminology.entry import Entry

#: Levels of a tree; deeper hierarchies are answered as a list. FHIR's own have fewer than 20.
DEEPEST = 50


def nested(entries: list[Entry], *, through_missing: bool) -> list[Entry]:
    """Return the roots, or all entries as they are where they make no tree that can be read.

    ``through_missing`` lets a code stand below its nearest ancestor that is there.
    """
    if any(len(entry.concept.parents) > 1 for entry in entries):
        return entries
    placed = {entry.key: entry for entry in entries}
    roots: list[Entry] = []
    for entry in entries:
        parent = _parent(entry, placed, through_missing=through_missing)
        (parent.children if parent else roots).append(entry)
    if _reached(roots) == len(entries):
        return roots
    for entry in entries:
        entry.children.clear()
    return entries


def _reached(roots: list[Entry]) -> int:
    """Count the entries that a tree of no more than so many levels holds."""
    count, level = 0, roots
    for _ in range(DEEPEST):
        count += len(level)
        level = [child for entry in level for child in entry.children]
    return count


def _parent(
    entry: Entry, placed: dict[tuple[str, str], Entry], *, through_missing: bool
) -> Entry | None:
    url = entry.system.description.url
    parents = entry.concept.parents
    for _ in range(DEEPEST):
        if not parents:
            return None
        if found := placed.get((url, parents[0])):
            return found
        above = entry.system.locate(parents[0]) if through_missing else None
        parents = above.parents if above else ()
    return None
