"""Labels and current ids of every finding, site and modifier of a release."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from nosograph.errors import InvalidRelease

FILE = "terms.json"
#: Ids in the order in which people confuse them: another case, another separator, lost zeros.
CODE = re.compile(r"([A-Za-z]+)[:_ -]?0*(\d{1,7})")
#: No id or label that somebody means is longer.
LONGEST_NAME = 80


@dataclass(frozen=True)
class Terms:
    """``labels`` by current id; ``replaced`` gives the current id of an obsolete or merged one.

    ``nearest`` gives the closest HPO class above a finding of our own.
    """

    labels: Mapping[str, str]
    replaced: Mapping[str, str]
    nearest: Mapping[str, str] = field(default_factory=dict)

    def current(self, code: str) -> str | None:
        """Return the current id of a code, nothing if it is unknown or has no successor."""
        found = self.replaced.get(code, code)
        return found if found in self.labels else None

    def label(self, code: str) -> str:
        """Return the label of a code, or the code itself."""
        return self.labels.get(code, code)

    def near(self, name: str) -> tuple[str, ...]:
        """Return ids that a wrong one may have been meant as, the likeliest first."""
        found: list[str] = []
        if match := CODE.fullmatch(name):
            code = f"{match[1].upper()}:{match[2]:0>7}"
            found += [code] if self.current(code) else []
        wanted = name.partition(":")[2].lower() or name.lower()
        if wanted and len(wanted) <= LONGEST_NAME:
            names = self._by_initial.get(wanted[0], {})
            found += [names[close] for close in get_close_matches(wanted, names)]
        return tuple(dict.fromkeys(found))

    @cached_property
    def _by_initial(self) -> dict[str, dict[str, str]]:
        """Return the id of every label and local name, by its first letter."""
        grouped: dict[str, dict[str, str]] = {}
        for name, code in self._names():
            grouped.setdefault(name[:1], {})[name] = code
        return grouped

    def _names(self) -> Iterator[tuple[str, str]]:
        for code, label in self.labels.items():
            yield label.lower(), code
            if code.startswith("nos:"):
                yield code.removeprefix("nos:").lower(), code

    def save(self, folder: Path) -> None:
        """Write the terms into a release."""
        (folder / FILE).write_text(json.dumps(asdict(self), sort_keys=True), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Terms:
        """Read the terms of a release."""
        try:
            return cls(**json.loads((folder / FILE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise InvalidRelease([f"{FILE} cannot be read"]) from error
