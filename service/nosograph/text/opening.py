"""Opening a reader from files."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nosograph.text.context import ContextRules
from nosograph.text.languages import ENGLISH, language_rules, read_languages, require_language
from nosograph.text.lexicon import Lexicon
from nosograph.text.reader import TextReader
from nosograph.text.suggestions import Similar


def open_reader(
    rules: Path, lexicon: Path, language: str = ENGLISH, similar: Similar | None = None
) -> TextReader:
    """Open what reads a language: the tables of rules in a folder, and a file of names.

    ``similar`` says which findings a phrase is near to, for suggestions.
    """
    with collection_paused():
        own = ContextRules.load(rules)
        if language != ENGLISH:
            known = require_language(read_languages(rules), language)
            own = language_rules(own, rules, known)
        return TextReader(Lexicon.load(lexicon), own, similar)


@contextmanager
def collection_paused() -> Iterator[None]:
    """Collect no garbage while a lexicon is read: there is none, and it takes a third less."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
