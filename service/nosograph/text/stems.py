"""The stems that a lexicon and the rules know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property
from itertools import chain

from nosograph.text.context import ContextRules, Role
from nosograph.text.lexicon import EntryKind, Lexicon
from nosograph.text.spelling import Speller

ENDINGS = ("s", "es", "d", "ed", "ing", "er", "ly", "y", "al", "ic", "ity", "ies", "ied")


class Stems:
    """Gives every form and spelling of a word the same stem.

    ``levelled`` are the stems of the lexicon's words, in its order; ``silent`` ones name nothing.
    """

    def __init__(self, lexicon: Lexicon, rules: ContextRules) -> None:
        self._rules = rules
        self._vocabulary = lexicon.vocabulary
        level = {stem: rules.forms.level(stem) for stem in set(lexicon.stems)}
        own = rules.forms.own
        self.levelled = [
            own[word] if word in own else level[stem]
            for word, stem in zip(lexicon.words, lexicon.stems, strict=True)
        ]
        self.joins = self.of_role(Role.JOIN)
        self.silent = self.of_role(Role.FUNCTION) | self.joins
        self.quiet = self.of_role(Role.QUIET)
        self.close = self.of_role(Role.CLOSE)
        self.determiners = self.of_role(Role.DETERMINER)
        self.silent_words = frozenset(
            place for place, stem in enumerate(self.levelled) if stem in self.silent
        )
        self._known = self.silent.union(self.quiet, self.levelled)
        self._cache: dict[str, str] = {}
        self._lexicon = lexicon

    @cached_property
    def _speller(self) -> Speller:
        return Speller(_counts(self._lexicon), self._rules.language)

    def for_text(self) -> Callable[[str], str]:
        """Return what gives the stems of one text, in which words may be misspelt.

        Nothing is corrected in a language whose words are not known.
        """
        if not self._rules.language:
            return self.of
        correct = self._speller.for_text()

        def stem(word: str) -> str:
            if word in self._vocabulary:
                return self.of(word)
            own = self.of(word)
            if own in self._known and (own == word or self._inflects(word)):
                return own
            return self.of(correct(word))

        return stem

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

    def _inflects(self, word: str) -> bool:
        """Tell whether a word is a known one with an ending: "weeks", no "weekness"."""
        stripped = (word.removesuffix(ending) for ending in ENDINGS if word.endswith(ending))
        return any(
            base in self._vocabulary
            or f"{base}e" in self._vocabulary
            or base[:-1] in self._vocabulary
            for base in stripped
        )

    def of_role(self, role: Role) -> frozenset[str]:
        """Return the stems of the words that have a role."""
        return frozenset(self._new(word) for word in self._rules.roles[role])

    def _new(self, word: str) -> str:
        own = self._rules.forms.own.get(word)
        return own if own is not None else self._rules.forms.level(self._rules.stem(word))


def _counts(lexicon: Lexicon) -> Mapping[str, int]:
    """Return in how many names of findings and sites each word stands."""
    named = (p.words for p in lexicon.phrases if p.kind in (EntryKind.FINDING, EntryKind.SITE))
    counts = Counter(chain.from_iterable(named))
    return {lexicon.words[place]: count for place, count in counts.items()}
