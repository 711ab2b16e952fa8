"""An importer: how the files of one kind of source are taken in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from nosograph.build.importing.home import Write, take_in
from nosograph.build.importing.record import About, Record

#: Told the step, how much of it is done, and how much it is: bytes of a file, or rows.
Report = Callable[[str, int, int], None]


class Prepare(Protocol):
    """Look at a user's files: what they are, and how they are to be written."""

    def __call__(
        self, paths: Sequence[Path], version: str | None, report: Report
    ) -> tuple[About, Write]:
        """Return both; ``version`` is the user's word, which goes before what the files say.

        Files that are no such source raise SourceError, here or when they are written.
        """


@dataclass(frozen=True, slots=True)
class Importer:
    """A source that can be imported: its name, and what it takes, for the command line.

    ``optional``: without paths, it finds the files of an installed package.
    """

    name: str
    summary: str
    takes: str
    prepare: Prepare
    optional: bool = False

    def take_in(
        self,
        home: Path,
        paths: Sequence[Path],
        report: Report,
        version: str | None = None,
        only: bool = False,
    ) -> Record:
        """Take files into a home; see ``home.take_in`` for ``only``."""
        about, write = self.prepare(paths, version, report)
        return take_in(home, about, write, only)
