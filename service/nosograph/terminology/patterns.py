"""Regular expressions that somebody sent, matched by RE2 in time linear in the text."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import re2

from nosograph.errors import TerminologyError

#: Characters of a pattern; FHIR's own examples have fewer than 60.
LONGEST = 500
#: Characters of a text that one is matched with.
LONGEST_TEXT = 20_000
#: What RE2 may take for one compiled pattern, in bytes.
MEMORY = 1 << 20


@lru_cache(maxsize=256)
def whole_match(pattern: str) -> Callable[[str], bool]:
    """Return what tells whether a whole text is as a pattern says.

    >>> whole_match("(a+)+")("aaaa"), whole_match("a")("ab")
    (True, False)
    """
    if len(pattern) > LONGEST:
        raise _refused("is too long")
    options = re2.Options()
    options.max_mem = MEMORY
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options=options)
    except re2.error as error:
        raise _refused(
            "is none, or has what RE2 does not (back references, look-around)"
        ) from error

    def match(text: str) -> bool:
        if len(text) > LONGEST_TEXT:
            raise _refused("would be matched with too long a text")
        return compiled.fullmatch(text) is not None

    return match


def _refused(reason: str) -> TerminologyError:
    return TerminologyError(f"the regular expression of a filter {reason}", kind="vs-invalid")
