"""The stems that a lexicon and the rules know."""

from __future__ import annotations

from nosograph.text.context import ContextRules, Role
from nosograph.text.forms import regular_stem
from nosograph.text.lexicon import Lexicon


class Stems:
    """Gives every form and spelling of a word the same stem.

    ``levelled`` are the stems of the lexicon, in its order; ``silent`` ones name nothing.
    """

    def __init__(self, lexicon: Lexicon, rules: ContextRules) -> None:
        self._rules = rules
        self._vocabulary = lexicon.vocabulary
        self.levelled = [rules.forms.level(stem) for stem in lexicon.stems]
        self.joins = self.of_role(Role.JOIN)
        self.silent = self.of_role(Role.FUNCTION) | self.joins
        self.quiet = self.of_role(Role.QUIET)
        self._known = self.silent.union(self.quiet, self.levelled)
        self._cache: dict[str, str] = {}

    def of(self, word: str) -> str:
        """Return a word's stem; only words whose stem is known are remembered, never names."""
        number = self._vocabulary.get(word)
        if number is not None:
            return self.levelled[number]
        stem = self._cache.get(word)
        if stem is None:
            stem = self._new(word)
            if stem in self._known:
                self._cache[word] = stem
        return stem

    def of_role(self, role: Role) -> frozenset[str]:
        """Return the stems of the words that have a role."""
        return frozenset(self._new(word) for word in self._rules.roles[role])

    def _new(self, word: str) -> str:
        return self._rules.forms.level(regular_stem(word))
