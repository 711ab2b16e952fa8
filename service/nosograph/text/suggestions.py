"""Phrases that were not understood, with findings that they may mean."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from heapq import nsmallest
from itertools import groupby, islice

from nosograph.domain.presentation import Span, Suggestion
from nosograph.text.clauses import Clause
from nosograph.text.context import ContextRules, Role
from nosograph.text.lexicon import EntryKind
from nosograph.text.matcher import Matcher
from nosograph.text.tokens import Token

MOST_CANDIDATES = 5
MOST_SUGGESTIONS = 50
"""Phrases for which a text gets suggestions (judgement: more than anybody confirms)."""
COMMONEST = 1500
"""Phrases that a stem may stand in to find candidates; "abnormality" finds none (judgement)."""
SHORTEST_WORD = 3
LEAST_SHARE = 0.5
"""Share of a name's weight that a phrase must have for it to be suggested (judgement)."""
K1, B = 1.2, 0.75
"""The usual parameters of BM25 (judgement: those that search engines ship)."""
RANK_CONSTANT = 60
"""The constant of reciprocal rank fusion, as its authors chose it."""
AVERAGE = 3.0
"""Stems that a finding's name has on average, as counted over HPO's labels and synonyms."""

Similar = Callable[[str], Sequence[str]]


class Suggester:
    """Ranks findings by BM25 over their names: how much a phrase says of what a name says.

    What is ``similar`` to a phrase in another way, if anything tells, is fused with that.
    """

    def __init__(
        self, matcher: Matcher, rules: ContextRules, similar: Similar | None = None
    ) -> None:
        self._matcher = matcher
        self._similar = similar
        self._senses = [sense for sense in matcher.senses if sense.kind is EntryKind.FINDING]
        self._quiet = rules.roles[Role.QUIET]

    def suggestions(
        self, clauses: Iterable[Clause], understood: frozenset[int]
    ) -> tuple[Suggestion, ...]:
        """Return the phrases that were not understood and resemble a finding, in order."""
        phrases = (phrase for clause in clauses for phrase in self._phrases(clause, understood))
        ranked = ((phrase, self._ranked(phrase)) for phrase in phrases)
        found = (
            Suggestion(Span(phrase[0].start, phrase[-1].end), candidates)
            for phrase, candidates in ranked
            if candidates
        )
        return tuple(islice(found, MOST_SUGGESTIONS))

    def preload(self) -> None:
        """Weigh every name, so that no text waits for it."""
        len(self._totals)

    def _phrases(self, clause: Clause, understood: frozenset[int]) -> list[list[Token]]:
        """Return the runs of words with a meaning that nothing was made of."""
        chunks = [chunk for segment in clause.segments for chunk in segment.chunks]
        return [run for chunk in chunks for run in self._runs(clause, chunk, understood)]

    def _runs(
        self, clause: Clause, chunk: range, understood: frozenset[int]
    ) -> Iterator[list[Token]]:
        tokens = [clause.tokens[index] for index in chunk]
        for unread, run in groupby(tokens, key=lambda token: token.start not in understood):
            telling = [token for token in run if self._tells(token)]
            if unread and telling:
                yield telling

    def _tells(self, token: Token) -> bool:
        word = token.word
        return (
            len(word) >= SHORTEST_WORD
            and word.isalpha()
            and word not in self._quiet
            and self._matcher.is_content(token)
        )

    def _ranked(self, phrase: Sequence[Token]) -> tuple[str, ...]:
        """Return the findings that a phrase may mean: by its words, and by what is near it."""
        worded = self._candidates({token.stem for token in phrase})
        if self._similar is None:
            return worded
        near = self._similar(" ".join(token.word for token in phrase))
        return fused(worded, near)[:MOST_CANDIDATES]

    def _candidates(self, stems: set[str]) -> tuple[str, ...]:
        """Return the findings whose names have most of their weight in the stems, best first."""
        shared: dict[int, float] = defaultdict(float)
        for stem in sorted(stems):
            places = self._places.get(stem, ())
            if len(places) <= COMMONEST:
                for place in places:
                    shared[place] += self._weight(stem)
        best: dict[str, float] = {}
        for place, weight in shared.items():
            sense = self._senses[place]
            if weight >= LEAST_SHARE * self._totals[place]:
                score = weight * _shortness(len(sense.bag))
                best[sense.code] = max(score, best.get(sense.code, 0.0))
        return tuple(nsmallest(MOST_CANDIDATES, best, key=lambda code: (-best[code], code)))

    def _weight(self, stem: str) -> float:
        """Return BM25's inverse document frequency of a stem among the names of findings."""
        known = self._weights.get(stem)
        if known is None:
            count = len(self._places.get(stem, ()))
            known = math.log1p((len(self._senses) - count + 0.5) / (count + 0.5))
            self._weights[stem] = known
        return known

    @cached_property
    def _weights(self) -> dict[str, float]:
        return {}

    @cached_property
    def _places(self) -> dict[str, Sequence[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for place, sense in enumerate(self._senses):
            for stem in sense.bag:
                places[stem].append(place)
        return dict(places)

    @cached_property
    def _totals(self) -> list[float]:
        return [sum(self._weight(stem) for stem in sorted(sense.bag)) for sense in self._senses]


def fused(*rankings: Sequence[str]) -> tuple[str, ...]:
    """Return what several rankings hold, by reciprocal ranks (Cormack and others, SIGIR 2009).

    >>> fused(("a", "b"), ("b", "c"))
    ('b', 'a', 'c')
    """
    scores: dict[str, float] = defaultdict(float)
    for ranking in rankings:
        for place, code in enumerate(ranking, 1):
            scores[code] += 1 / (RANK_CONSTANT + place)
    return tuple(sorted(scores, key=lambda code: (-scores[code], code)))


def _shortness(length: int) -> float:
    """Return BM25's factor of a name with so many stems, each of which it has once."""
    return (K1 + 1) / (1 + K1 * (1 - B + B * length / AVERAGE))
