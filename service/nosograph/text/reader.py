"""The reader: words in, a presentation out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nosograph.domain.presentation import Observation, Presentation, Reading, Status
from nosograph.errors import InvalidInput
from nosograph.text.asides import AsideReader
from nosograph.text.attachment import Composer
from nosograph.text.clauses import Clause, Grammar
from nosograph.text.composition import Draft
from nosograph.text.context import ContextRules
from nosograph.text.coordination import Coordination
from nosograph.text.demographics import DemographicsReader
from nosograph.text.ellipsis import Ellipsis
from nosograph.text.expansions import Expander
from nosograph.text.lexicon import Lexicon
from nosograph.text.matcher import Matcher
from nosograph.text.numbers import Numbers
from nosograph.text.segmenter import Segmenter
from nosograph.text.suggestions import Similar, Suggester
from nosograph.text.tokens import tokenize

MOST_BYTES = 1_000_000


class TextReader:
    """Reads what a text says of a patient; the same text always gives the same reading."""

    def __init__(
        self, lexicon: Lexicon, rules: ContextRules, similar: Similar | None = None
    ) -> None:
        self._matcher = Matcher(lexicon, rules)
        self._parting = str.maketrans(rules.parting, " " * len(rules.parting))
        self._segmenter = None if rules.spaced else Segmenter(_known(lexicon, rules), rules.stem)
        self._expander = Expander(rules.expansions, self._matcher.stem)
        self._grammar = Grammar(rules)
        self._coordination = Coordination(self._matcher, rules)
        self._ellipsis = Ellipsis(self._matcher, rules)
        self._composer = Composer(self._matcher, rules)
        numbers = Numbers(rules.numbers)
        self._demographics = DemographicsReader(rules, numbers)
        self._asides = AsideReader(rules, numbers)
        self._lasting = rules.lasting
        self._suggester = Suggester(self._matcher, rules, similar)

    def preload(self) -> None:
        """Work out what the first text would wait for."""
        self._suggester.preload()

    def stem(self, word: str) -> str:
        """Return the stem that stands for all forms and spellings of a word."""
        return self._matcher.stem(word)

    def read(self, text: str) -> Reading:
        """Return findings, age, sex and suggestions; raises InvalidInput for no text or too much.

        Takes at most a million bytes of UTF-8.
        """
        text = _checked(text).translate(self._parting)
        tokens = tokenize(text, self._matcher.stems_of_text(), self._matcher.stem)
        if self._segmenter is not None:
            tokens = self._segmenter.cut(tokens, text)
        tokens = self._expander.expand(tokens)
        who = self._demographics.read(tokens)
        tokens = who.without_units(tokens)
        said = self._asides.read(self._grammar.sentences(tokens), who)
        clauses = [self._grammar.clause(sentence) for sentence in said.sentences]
        drafts, understood = self._findings(clauses)
        findings = (o for draft in drafts for o in draft.observations())
        implied = self._matcher.relations.follow(findings)
        lasting = self._lasting.named(implied, said.spells, text)
        observations = _observations(lasting, said.observations)
        presentation = Presentation(observations, who.age, who.sex, said.duration)
        unread = self._suggester.suggestions(clauses, understood | who.understood)
        return Reading(presentation, unread)

    def _findings(self, clauses: Iterable[Clause]) -> tuple[list[Draft], frozenset[int]]:
        drafts: list[Draft] = []
        previous: list[Draft] = []
        understood: set[int] = set()
        for clause in clauses:
            found: list[Draft] = []
            for variant in self._variants(clause):
                composed = self._composer.compose(variant, previous)
                found += composed.drafts
                understood |= composed.understood
            drafts += found
            previous = found or previous
        return drafts, frozenset(understood)

    def _variants(self, clause: Clause) -> list[Clause]:
        variants = self._coordination.variants(clause)
        clauses = [clause] if len(variants) == 1 else map(self._grammar.clause, variants)
        return [self._written_out(variant) for variant in clauses]

    def _written_out(self, clause: Clause) -> Clause:
        tokens = self._ellipsis.complete(clause)
        return clause if tokens is clause.tokens else self._grammar.clause(tokens)


def _known(lexicon: Lexicon, rules: ContextRules) -> Iterator[str]:
    """Yield every word of names and rules."""
    yield from lexicon.words
    yield from (word for words in rules.roles.values() for word in words)
    yield from (word for trigger in rules.triggers for word in trigger.words)
    yield from (word for age in rules.ages for word in age.words)
    yield from rules.sexes


def _checked(text: str) -> str:
    if not isinstance(text, str):
        raise InvalidInput("the text is not text")
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise InvalidInput(f"the text is longer than {MOST_BYTES} bytes")
    return text


def _observations(
    findings: Iterable[Observation], asides: Iterable[Observation]
) -> tuple[Observation, ...]:
    """Return each observation once, in the order of the text.

    A word of health denies nothing that is found elsewhere ("had a fever, now afebrile").
    """
    said = dict.fromkeys(findings)
    measured = list(asides)
    found = {o.finding for o in [*said, *measured] if o.status is Status.PRESENT}
    for aside in measured:
        if aside.status is Status.PRESENT or aside.finding not in found:
            said.setdefault(aside)
    return tuple(sorted(said, key=_place))


def _place(observation: Observation) -> tuple[int, int, tuple[str, ...]]:
    span = observation.span
    return (span.start, span.end, observation.codes) if span else (0, 0, observation.codes)
