"""Whether the display that came with a code is a name of it."""

from __future__ import annotations

from nosograph.terminology.codes import Coding
from nosograph.terminology.displays import Displays, Likeness
from nosograph.terminology.issues import Issue, Outcome, Severity, text_of, within
from nosograph.terminology.options import Options

WRONG = "Display_Name_for__should_be_one_of__instead_of"
WRONG_SPACES = "Display_Name_WS_for__should_be_one_of__instead_of"


class DisplayCheck:
    """Checks displays, and says what is wrong with them."""

    def __init__(self, options: Options, outcome: Outcome) -> None:
        self._options = options
        self._outcome = outcome

    @property
    def _severity(self) -> Severity:
        return Severity.WARNING if self._options.lenient_display else Severity.ERROR

    def check(self, coding: Coding, path: str, names: Displays, default: str) -> None:
        """Say what is wrong with the display of a coding that is in the value set."""
        if not names.names:
            return
        likeness = names.likeness(coding.display)
        if likeness is Likeness.SAME:
            self._check_active(coding, path, names)
        elif names.count(shown_only=True) or names.count(shown_only=False):
            self._report_wrong(coding, path, names, likeness)
        else:
            self._report_language(coding, path, names, default)

    def _check_active(self, coding: Coding, path: str, names: Displays) -> None:
        if names.likeness(coding.display, is_active=True) is Likeness.SAME:
            return
        right = ",".join(names.current())
        values = (coding.display, coding.code, right, names.status(coding.display))
        self._report(Severity.WARNING, "INACTIVE_DISPLAY_FOUND", values, path, "display-comment")

    def _report_wrong(self, coding: Coding, path: str, names: Displays, likeness: Likeness) -> None:
        count = names.count(shown_only=True)
        severity = self._severity if count else Severity.WARNING
        self.report_choice(coding, path, names, likeness, severity)

    def report_choice(
        self, coding: Coding, path: str, names: Displays, likeness: Likeness, severity: Severity
    ) -> None:
        """Say which displays would have been right."""
        shown_only = names.count(shown_only=True) > 0
        count = names.count(shown_only=shown_only)
        name = WRONG_SPACES if likeness is Likeness.SPACED else WRONG
        right = names.allowed(shown_only=shown_only)
        values = (coding.system, coding.code, right, coding.display, self._options.language_text)
        text = text_of(name if count == 1 else f"{name}_other", *values, str(count))
        self._add(severity, name, text, path)

    def _report_language(self, coding: Coding, path: str, names: Displays, default: str) -> None:
        """Say that there is no name in the languages wanted; the default one may do."""
        shown = Displays(names.names).preferred()
        place = (coding.system, coding.code, self._options.language_text)
        if names.likeness(coding.display, default) is Likeness.SAME:
            name, severity = "NO_VALID_DISPLAY_FOUND_NONE_FOR_LANG_OK", Severity.INFORMATION
        else:
            name, severity = "NO_VALID_DISPLAY_FOUND_NONE_FOR_LANG_ERR", self._severity
        values = (coding.display, *place, shown.value if shown else "")
        self._report(severity, name, values, path)

    def _report(
        self,
        severity: Severity,
        name: str,
        values: tuple[str, ...],
        path: str,
        kind: str = "invalid-display",
    ) -> None:
        self._add(severity, name, text_of(name, *values), path, kind)

    def _add(
        self, severity: Severity, name: str, text: str, path: str, kind: str = "invalid-display"
    ) -> None:
        issue = Issue(severity, "invalid", kind, text, name, within(path, "display"))
        self._outcome.add(issue, is_message=kind == "invalid-display")
