"""The names that terms are found by."""

from __future__ import annotations

from collections.abc import Iterator

from nosograph.domain.naming import Name, NameKind
from nosograph.knowledge import names
from nosograph.knowledge.release import Release
from nosograph.knowledge.store import Store
from nosograph.knowledge.terms import Terms
from nosograph.text.completion import Completion
from nosograph.text.lexicon import EntryKind, Lexicon
from nosograph.text.opening import collection_paused
from nosograph.text.tokens import words_of

KINDS = {kind: NameKind(kind) for kind in EntryKind}


def completion(release: Release, store: Store, terms: Terms) -> Completion:
    """Return what finds findings, sites, timings and modifiers, conditions and complaints.

    The first four go by every phrase that a text may say them with, the others by their names.
    """
    with collection_paused():
        labels = {(name.kind, name.code): name for name in names.labels(store)}
        named = {}
        for words, phrase in phrases(Lexicon.load(release.lexicon)):
            key = (phrase.kind, phrase.code)
            labels.setdefault(key, phrase._replace(text=terms.label(phrase.code)))
            named[words, *key] = phrase
        for name in (*sorted(names.synonyms(store)), *labels.values()):
            named[" ".join(words_of(name.text)), name.kind, name.code] = name
        return Completion(
            [(words, name) for (words, *_), name in named.items()],
            {key: name.text for key, name in labels.items()},
        )


def phrases(lexicon: Lexicon) -> Iterator[tuple[str, Name]]:
    """Yield the words of every phrase of a lexicon, and the phrase as a name."""
    for phrase in lexicon.phrases:
        text = " ".join(map(lexicon.words.__getitem__, phrase.words))
        yield text, Name(text, phrase.code, KINDS[phrase.kind])
