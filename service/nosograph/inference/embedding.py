"""Phrases as vectors, by a small BERT model (all-MiniLM-L6-v2) that runs in numpy alone."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nosograph.errors import SourceError
from nosograph.inference.wordpiece import WordPieces

MOST_PIECES = 64
"""Pieces of a phrase that are read (judgement: names of findings are shorter)."""
EPSILON = 1e-12
"""What BERT adds to a variance before it divides by it."""
BATCH = 64
WEIGHTS, CONFIGURATION, VOCABULARY = "model.safetensors", "config.json", "vocab.txt"

Array = NDArray[np.float32]


class Encoder:
    """Gives phrases vectors of length 1; near ones mean something near."""

    def __init__(self, weights: Mapping[str, Array], pieces: WordPieces, heads: int) -> None:
        self._weights = weights
        self._pieces = pieces
        self._heads = heads
        names = (name.split(".") for name in weights if name.startswith("encoder.layer."))
        self._layers = 1 + max(int(parts[2]) for parts in names)

    @classmethod
    def load(cls, folder: Path) -> Encoder:
        """Open the model of a folder; raises SourceError where a file is missing or broken."""
        try:
            configuration = json.loads((folder / CONFIGURATION).read_bytes())
            weights = dict(read_safetensors(folder / WEIGHTS))
            heads = int(configuration["num_attention_heads"])
        except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
            raise SourceError(folder.name, None, "no BERT model in safetensors") from error
        return cls(weights, WordPieces.load(folder / VOCABULARY), heads)

    def encode(self, phrases: Sequence[str]) -> Array:
        """Return one row for each phrase."""
        numbers = [self._pieces.numbers(phrase, MOST_PIECES) for phrase in phrases]
        order = sorted(range(len(numbers)), key=lambda place: len(numbers[place]))
        found = np.empty((len(numbers), self._size()), dtype=np.float32)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            found[batch] = self._encode([numbers[place] for place in batch])
        return found

    def _size(self) -> int:
        return int(self._weights["embeddings.word_embeddings.weight"].shape[1])

    def _encode(self, numbers: Sequence[Sequence[int]]) -> Array:
        longest = max(map(len, numbers))
        padded = np.array([[*row, *[0] * (longest - len(row))] for row in numbers])
        mask = np.array([[1.0] * len(r) + [0.0] * (longest - len(r)) for r in numbers])
        hidden = self._embed(padded)
        hidden_from = ((1 - mask) * -1e9).astype(np.float32)[:, None, None, :]
        for layer in range(self._layers):
            hidden = self._layer(hidden, hidden_from, f"encoder.layer.{layer}.")
        weight = mask.astype(np.float32)[:, :, None]
        mean = (hidden * weight).sum(axis=1) / weight.sum(axis=1)
        unit: Array = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), EPSILON)
        return unit

    def _embed(self, numbers: NDArray[Any]) -> Array:
        word = self._weights["embeddings.word_embeddings.weight"][numbers]
        place = self._weights["embeddings.position_embeddings.weight"][: numbers.shape[1]]
        kind = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._normal(word + place + kind, "embeddings.LayerNorm.")

    def _layer(self, hidden: Array, hidden_from: Array, name: str) -> Array:
        attended = self._attend(hidden, hidden_from, f"{name}attention.self.")
        output = self._dense(attended, f"{name}attention.output.dense.")
        hidden = self._normal(hidden + output, f"{name}attention.output.LayerNorm.")
        inner = _gelu(self._dense(hidden, f"{name}intermediate.dense."))
        return self._normal(
            hidden + self._dense(inner, f"{name}output.dense."), f"{name}output.LayerNorm."
        )

    def _attend(self, hidden: Array, hidden_from: Array, name: str) -> Array:
        query, key, value = (
            self._split(self._dense(hidden, f"{name}{part}.")) for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / math.sqrt(query.shape[-1]) + hidden_from
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares = scores / scores.sum(axis=-1, keepdims=True)
        joined: Array = (shares @ value).transpose(0, 2, 1, 3).reshape(hidden.shape)
        return joined

    def _split(self, hidden: Array) -> Array:
        count, length, size = hidden.shape
        heads = hidden.reshape(count, length, self._heads, size // self._heads)
        return heads.transpose(0, 2, 1, 3)

    def _dense(self, hidden: Array, name: str) -> Array:
        result: Array = hidden @ self._weights[f"{name}weight"].T + self._weights[f"{name}bias"]
        return result

    def _normal(self, hidden: Array, name: str) -> Array:
        centred = hidden - hidden.mean(axis=-1, keepdims=True)
        deviation = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + EPSILON)
        scale, shift = self._weights[f"{name}weight"], self._weights[f"{name}bias"]
        result: Array = centred / deviation * scale + shift
        return result


def _gelu(values: Array) -> Array:
    """Return the smooth rectifier of BERT, with the error function after Abramowitz, 7.1.26."""
    x = np.abs(values) / math.sqrt(2)
    t = 1 / (1 + 0.3275911 * x)
    series = np.full_like(t, 1.061405429)
    for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = series * t + factor
    error = np.sign(values) * (1 - series * t * np.exp(-x * x))
    result: Array = (0.5 * values * (1 + error)).astype(np.float32)
    return result


def read_safetensors(path: Path) -> Iterator[tuple[str, Array]]:
    """Yield the arrays of 32-bit floats of a safetensors file, aligned as numpy likes them."""
    with path.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
    raw = np.memmap(path, dtype=np.uint8, mode="r", offset=8 + length)
    for name, about in header.items():
        if name != "__metadata__" and about["dtype"] == "F32":
            start, end = about["data_offsets"]
            yield name, np.array(raw[start:end]).view(np.float32).reshape(about["shape"])
