from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from nosograph.errors import InvalidRelease
from nosograph.inference.matrix import Matrix

MatrixOf = Callable[..., Matrix]


@pytest.fixture
def matrix(matrix_of: MatrixOf) -> Matrix:
    conditions = {"nos:A": {"HP:0000100": 0.5}, "OMIM:1": {"HP:0001000": 0.25, "HP:0000020": 0.75}}
    return matrix_of(conditions, excluded={"nos:A": ["HP:0000020"]}, under={"OMIM:1": "nos:A"})


@pytest.fixture
def folder(matrix: Matrix, tmp_path: Path) -> Path:
    matrix.save(tmp_path / "matrix")
    return tmp_path / "matrix"


def test_what_is_saved_is_loaded(matrix: Matrix, folder: Path) -> None:
    loaded = Matrix.load(folder)
    assert (loaded.terms, loaded.conditions) == (matrix.terms, matrix.conditions)
    for field in fields(Matrix):
        if field.name not in ("terms", "conditions"):
            saved, read = getattr(matrix, field.name), getattr(loaded, field.name)
            assert saved.dtype == read.dtype, field.name
            assert np.array_equal(saved, read), field.name


def test_loaded_arrays_are_mapped_and_cannot_be_written(folder: Path) -> None:
    loaded = Matrix.load(folder)
    assert isinstance(loaded.frequency.base, np.memmap)
    assert not loaded.frequency.flags.writeable


def test_rows_are_read_by_position(matrix: Matrix) -> None:
    leg = matrix.term_position["HP:0000100"]
    assert {matrix.terms[t] for t in matrix.ancestors_of(leg)} == {
        "HP:0000001",
        "HP:0000010",
        "HP:0000100",
    }
    conditions, frequency, direct = matrix.frequencies_of(leg)
    assert conditions.tolist() == [0, 1]
    assert (frequency.tolist(), direct.tolist()) == ([0.5, 0.25], [True, False])
    assert matrix.excluding(matrix.term_position["HP:0000020"]).tolist() == [0]
    assert matrix.excluding(leg).tolist() == []
    found, shares = matrix.annotated(matrix.condition_position["OMIM:1"])
    assert [matrix.terms[term] for term in found] == ["HP:0001000", "HP:0000020"]
    assert shares.tolist() == [0.25, 0.75]


def test_a_folder_without_matrix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRelease, match="the arrays in matrix cannot be read"):
        Matrix.load(tmp_path / "matrix")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"terms": []}', '{"terms": 1}', "\x00"])
def test_broken_names_are_refused(folder: Path, content: str) -> None:
    (folder / "names.json").write_text(content, encoding="utf-8")
    with pytest.raises(InvalidRelease):
        Matrix.load(folder)


@pytest.mark.parametrize("content", [b"", b"not an array", b"\x93NUMPY\x01\x00\xff\xff"])
def test_a_broken_array_is_refused(folder: Path, content: bytes) -> None:
    (folder / "background.npy").write_bytes(content)
    with pytest.raises(InvalidRelease):
        Matrix.load(folder)


def test_a_missing_array_is_refused(folder: Path) -> None:
    (folder / "canonical.npy").unlink()
    with pytest.raises(InvalidRelease):
        Matrix.load(folder)


def test_an_array_of_objects_is_never_loaded(folder: Path) -> None:
    np.save(folder / "length.npy", np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(InvalidRelease):
        Matrix.load(folder)


def test_names_are_plain_json(folder: Path) -> None:
    names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    assert sorted(names) == ["conditions", "terms"]
