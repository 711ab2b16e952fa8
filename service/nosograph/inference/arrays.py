"""Arrays of a release: one file each, mapped into memory and shared by every process."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from nosograph.errors import InvalidRelease

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Floats = NDArray[np.float32]
Integers = NDArray[np.int32]
Flags = NDArray[np.bool_]
NAMES = "names.json"
Loaded = TypeVar("Loaded", bound="DataclassInstance")


def save(value: DataclassInstance, folder: Path) -> None:
    """Write one file per array of a dataclass, and one for its tuples of names."""
    folder.mkdir(parents=True, exist_ok=True)
    held = {field.name: getattr(value, field.name) for field in fields(value)}
    names = {name: found for name, found in held.items() if isinstance(found, tuple)}
    for name in held.keys() - names.keys():
        np.save(folder / f"{name}.npy", held[name], allow_pickle=False)
    (folder / NAMES).write_text(json.dumps(names), encoding="utf-8")


def load(kind: type[Loaded], folder: Path) -> Loaded:
    """Map what ``save`` wrote into memory; InvalidRelease where a file is missing or broken."""
    try:
        names = json.loads((folder / NAMES).read_text(encoding="utf-8"))
        held: dict[str, Any] = {name: tuple(listed) for name, listed in names.items()}
        for field in fields(kind):
            if field.name not in held:
                path = folder / f"{field.name}.npy"
                mapped = np.load(path, mmap_mode="r", allow_pickle=False)
                held[field.name] = mapped.view(np.ndarray)  # its slices are made ten times faster
        return kind(**held)
    except (OSError, EOFError, AttributeError, TypeError, ValueError) as error:
        raise InvalidRelease([f"the arrays in {folder.name} cannot be read"]) from error


def packed(rows: Sequence[Sequence[int]]) -> tuple[Integers, Integers]:
    """Return rows of positions in compressed form: where each starts, and all cells."""
    return starts(rows), np.array(list(chain.from_iterable(rows)), np.int32)


def starts(rows: Sequence[Sequence[object]]) -> Integers:
    """Return where each row starts, and where the last one ends."""
    return np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int32)
