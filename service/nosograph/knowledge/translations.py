"""HPO's names in other languages, as they were imported."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nosograph.errors import InvalidInput, InvalidRelease

FOLDER = Path("imports") / "translations"
LABELS, LEXICON, RECORD = "labels.json", "lexicon.json", "imported.json"


def language_folder(home: Path, language: str) -> Path:
    """Return the folder of a language's names."""
    return home / FOLDER / language


@dataclass(frozen=True, slots=True)
class Translations:
    """The languages that were imported into a home."""

    home: Path

    def languages(self) -> tuple[str, ...]:
        """Return the codes of the languages, sorted."""
        found = (self.home / FOLDER).glob(f"*/{RECORD}")
        return tuple(sorted(path.parent.name for path in found))

    def labels(self, language: str) -> Mapping[str, str]:
        """Return the labels of HPO's classes in a language."""
        path = self._file(language, LABELS)
        try:
            found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InvalidRelease([f"{path.name} of {language} cannot be read"]) from error
        return found

    def lexicon(self, language: str) -> Path:
        """Return the file of the names in a language."""
        return self._file(language, LEXICON)

    def _file(self, language: str, name: str) -> Path:
        if language not in self.languages():
            listed = ", ".join(("en", *self.languages()))
            raise InvalidInput(
                f"no names of that language are imported (there are: {listed}); "
                "import hp-xx.babelon.tsv of hpo-translations with "
                "`nosograph import hpo-translations PATH`"
            )
        return language_folder(self.home, language) / name
