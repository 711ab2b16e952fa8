"""Labels and current ids of every finding, site and modifier of a release."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from nosograph.errors import InvalidRelease

FILE = "terms.json"


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
