"""Findings whose names mean something near a phrase, by vectors of their labels."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nosograph.errors import InvalidInput
from nosograph.inference.embedding import BATCH, Encoder

FOLDER = Path("imports") / "embeddings"
VECTORS, CODES = "vectors.npy", "codes.json"
MOST = 20
"""Findings that a phrase is compared by beside those that share its words (judgement)."""
LEAST = 0.35
"""Cosine from which a name is near: "tummy ache" and abdominal pain have 0.63 (judgement)."""


class NearestNames:
    """Knows the vectors of the labels of findings."""

    def __init__(self, encoder: Encoder, codes: list[str], vectors: NDArray[np.floating]) -> None:
        self._encoder = encoder
        self._codes = codes
        self._vectors = vectors

    @classmethod
    def load(cls, home: Path, model: Path) -> NearestNames:
        """Open what ``import_names`` wrote; raises InvalidInput, saying what to run, without it."""
        try:
            codes = json.loads((home / FOLDER / CODES).read_bytes())
            vectors = np.load(home / FOLDER / VECTORS)
        except (OSError, ValueError) as error:
            message = f"no embeddings of names: run `nosograph import embeddings {model}`"
            raise InvalidInput(message) from error
        return cls(Encoder.load(model), codes, vectors)

    def similar(self, phrase: str) -> tuple[str, ...]:
        """Return the findings nearest to a phrase, nearest first."""
        cosines = self._vectors @ self._encoder.encode([phrase])[0]
        nearest = np.argsort(-cosines, kind="stable")[:MOST]
        return tuple(self._codes[place] for place in nearest if cosines[place] >= LEAST)


def import_names(
    home: Path, model: Path, labels: Mapping[str, str], report: Callable[[str, int, int], None]
) -> int:
    """Write the vectors of labels; return how many there are."""
    encoder = Encoder.load(model)
    codes = sorted(labels, key=lambda code: (len(labels[code]), code))
    parts = []
    for start in range(0, len(codes), BATCH):
        report("embedding names", start, len(codes))
        parts.append(encoder.encode([labels[code] for code in codes[start : start + BATCH]]))
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / VECTORS, np.vstack(parts).astype(np.float32))
    (folder / CODES).write_text(json.dumps(codes), encoding="ascii")
    return len(codes)
