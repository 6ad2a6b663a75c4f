"""An encoder that each test writes into a folder, against the same sums done word by word."""

import json
import math

import numpy as np
import pytest

from sopgap.embedding import embed_texts
from sopgap.errors import InputError
from sopgap.survey.concerns.sentence_models import sentence_model
from sopgap.survey.concerns.wordpiece import word_pieces

WIDE, INNER, HEADS, LAYERS, MOST = 8, 12, 2, 2, 10
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "slow", "##er", "system", "training", "!", "中", "½"]
CONFIG = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "hidden_size": WIDE,
    "intermediate_size": INNER,
    "num_attention_heads": HEADS,
    "num_hidden_layers": LAYERS,
    "vocab_size": len(PIECES),
    "max_position_embeddings": 16,
    "type_vocab_size": 2,
    "layer_norm_eps": 1e-12,
}


def tensors(seed=0):
    rng = np.random.default_rng(seed)
    shapes = {
        "embeddings.word_embeddings.weight": (len(PIECES), WIDE),
        "embeddings.position_embeddings.weight": (16, WIDE),
        "embeddings.token_type_embeddings.weight": (2, WIDE),
    }
    names = [("embeddings.LayerNorm", (WIDE,))]
    for i in range(LAYERS):
        at = f"encoder.layer.{i}."
        names += [(at + f"attention.self.{p}", (WIDE, WIDE)) for p in ("query", "key", "value")]
        names += [(at + "attention.output.dense", (WIDE, WIDE))]
        names += [(at + "attention.output.LayerNorm", (WIDE,)), (at + "output.LayerNorm", (WIDE,))]
        names += [(at + "intermediate.dense", (INNER, WIDE)), (at + "output.dense", (WIDE, INNER))]
    for name, shape in names:
        shapes |= {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
    return {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def packed(values, **changes):
    """Return the bytes of a safetensors file; a change replaces what the header tells of one."""
    header, body = {"__metadata__": {"format": "pt"}}, b""
    for name, value in values.items():
        kind = {"float32": "F32", "float16": "F16", "float64": "F64"}[str(value.dtype)]
        place = [len(body), len(body) + value.nbytes]
        header[name] = {"dtype": kind, "shape": list(value.shape), "data_offsets": place}
        body += value.tobytes()
    for name, told in changes.items():
        header[name] |= told
    head = json.dumps(header).encode()
    return len(head).to_bytes(8, "little") + head + body


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    (tmp_path / "vocab.txt").write_text("\n".join(PIECES) + "\n", encoding="utf-8")
    (tmp_path / "model.safetensors").write_bytes(packed(tensors()))
    (tmp_path / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": MOST}))
    return tmp_path


def refused(source):
    with pytest.raises(InputError) as error:
        sentence_model(source)
    return "\n".join(error.value.problems)


def by_hand(numbers, w):
    """The encoder's definition, one word at a time, in double precision."""
    w = {name: value.astype(float) for name, value in w.items()}

    def level(x, name):
        x = (x - x.mean()) / math.sqrt(((x - x.mean()) ** 2).mean() + 1e-12)
        return x * w[name + ".weight"] + w[name + ".bias"]

    def dense(x, name):
        return w[name + ".weight"] @ x + w[name + ".bias"]

    def gelu(x):
        return np.array([v * 0.5 * (1 + math.erf(v / math.sqrt(2))) for v in x])

    state = [
        level(
            w["embeddings.word_embeddings.weight"][number]
            + w["embeddings.position_embeddings.weight"][i]
            + w["embeddings.token_type_embeddings.weight"][0],
            "embeddings.LayerNorm",
        )
        for i, number in enumerate(numbers)
    ]
    for i in range(LAYERS):
        at, new, size = f"encoder.layer.{i}.", [], WIDE // HEADS
        for x in state:
            heard = np.zeros(WIDE)
            for h in range(HEADS):
                part = slice(h * size, (h + 1) * size)
                q = dense(x, at + "attention.self.query")[part]
                keys = [dense(y, at + "attention.self.key")[part] for y in state]
                scores = np.exp([q @ k / math.sqrt(size) for k in keys])
                values = [dense(y, at + "attention.self.value")[part] for y in state]
                heard[part] = sum(s * v for s, v in zip(scores, values, strict=True)) / scores.sum()
            x = level(
                x + dense(heard, at + "attention.output.dense"), at + "attention.output.LayerNorm"
            )
            inner = gelu(dense(x, at + "intermediate.dense"))
            new.append(level(x + dense(inner, at + "output.dense"), at + "output.LayerNorm"))
        state = new
    mean = np.mean(state, axis=0)
    return mean / np.linalg.norm(mean)


def test_the_encoder_does_what_its_definition_says(folder):
    embed, texts = sentence_model(folder), ["Slow system!", "slower training", "", "slow"]
    cut = word_pieces({piece: i for i, piece in enumerate(PIECES)}, MOST)
    wanted = [by_hand(cut(text), tensors()) for text in texts]
    assert np.allclose(embed(texts), wanted, atol=2e-6)


def test_a_text_has_the_same_row_whatever_stands_beside_it(folder):
    embed, texts = sentence_model(folder), ["slow", "system", "training !", "slow slow", "slow"]
    alone = np.vstack([embed([text]) for text in texts])
    assert np.allclose(embed(texts), alone, atol=2e-6)
    assert (embed(texts) == embed(texts)).all() and (embed(texts)[0] == embed(texts)[4]).all()
    assert embed_texts(texts, embed).shape == (5, WIDE)


def test_what_is_too_long_is_cut_and_costs_no_more(folder):
    embed = sentence_model(folder)
    assert (embed(["slow " * 8]) == embed(["slow " * 2_000_000])).all()


def test_no_text_gives_no_row(folder):
    assert sentence_model(folder)([]).shape == (0, WIDE)


def test_weights_of_half_precision_and_behind_a_prefix_are_read(folder):
    plain = sentence_model(folder)(["slow system"])
    half = {f"bert.{name}": value.astype(np.float16) for name, value in tensors().items()}
    (folder / "model.safetensors").write_bytes(packed(half))
    assert np.allclose(sentence_model(folder)(["slow system"]), plain, atol=0.01)


def test_two_loaded_after_each_other_agree(folder):
    assert (sentence_model(folder)(["slow"]) == sentence_model(str(folder))(["slow"])).all()


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "vocab.txt"])
def test_absent_files_are_named(folder, name):
    (folder / name).unlink()
    assert f"{name} is absent" in refused(folder)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"model_type": "t5"}, "only 'bert'"),
        ({"hidden_act": "relu"}, "only 'gelu'"),
        ({"position_embedding_type": "relative_key"}, "only 'absolute'"),
        ({"hidden_size": "8"}, "hidden_size is '8'"),
        ({"num_hidden_layers": 10**9}, "num_hidden_layers"),
        ({"num_attention_heads": 3}, "not a multiple"),
        ({"type_vocab_size": 0}, "type_vocab_size is 0"),
        ({"layer_norm_eps": None}, "layer_norm_eps is None"),
        ({"vocab_size": 4}, "has the shape [11, 8], not [4, 8]"),
        ({"intermediate_size": 11}, "has the shape [12, 8], not [11, 8]"),
        ({"num_hidden_layers": 3}, "encoder.layer.2.output.dense.weight is absent"),
    ],
)
def test_a_model_of_another_kind_is_refused(folder, change, told):
    (folder / "config.json").write_text(json.dumps(CONFIG | change))
    assert told in refused(folder)


def test_all_that_is_wrong_is_told_at_once(folder):
    (folder / "config.json").write_text(json.dumps({"model_type": "t5", "hidden_act": "relu"}))
    assert refused(folder).count("config.json") >= 8


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("modules.json", '[{"type": "a.Transformer"}, {"type": "a.Dense"}]', "Transformer, Dense"),
        ("modules.json", '["x"]', "is not what"),
        ("1_Pooling/config.json", '{"pooling_mode_cls_token": true}', "only the mean"),
        ("config.json", "[1]", "is not what"),
        ("config.json", "[" * 100_000, "cannot be read as JSON"),
        ("vocab.txt", "slow\n", "[UNK] is absent"),
        ("vocab.txt", "\n".join("abcdefghijkl"), "more than the 11 pieces"),
    ],
)
def test_files_that_say_something_else_are_refused(folder, name, text, told):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    assert told in refused(folder)


BIAS = "encoder.layer.1.output.dense.bias"


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"dtype": "BF16"}, "is of type 'BF16'"),
        ({"shape": [6]}, "has the shape [6], not [8]"),
        ({"data_offsets": [0, 31]}, "does not lie where"),
        ({"data_offsets": [-32, 0]}, "does not lie where"),
        ({"data_offsets": [10**12, 10**12 + 32]}, "does not lie where"),
        ({"data_offsets": [0.0, 32.0]}, "does not lie where"),
        ({"data_offsets": "x"}, "does not lie where"),
    ],
)
def test_a_header_that_lies_is_refused(folder, told, message):
    (folder / "model.safetensors").write_bytes(packed(tensors(), **{BIAS: told}))
    assert f"model.safetensors: {BIAS} {message}" in refused(folder)


@pytest.mark.parametrize(
    "data",
    [b"", b"abc", b"\xff" * 64, (3).to_bytes(8, "little") + b"nul", packed({})[:30]],
)
def test_what_is_no_safetensors_file_is_refused(folder, data):
    (folder / "model.safetensors").write_bytes(data)
    assert "damaged" in refused(folder)


def test_weights_that_are_no_numbers_are_refused(folder):
    values = tensors()
    values[BIAS][3] = np.nan
    (folder / "model.safetensors").write_bytes(packed(values))
    assert "no finite numbers" in refused(folder)


def test_a_package_without_a_model_is_refused():
    assert "carries 0 files" in refused("numpy")


@pytest.mark.parametrize("name", ["no-such-package", "", "../x", "a b"])
def test_what_is_not_installed_is_told_with_what_to_do(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = refused(name)
    assert "pip install" in told or "is absent" in told


def test_words_are_cut_as_in_training():
    cut = word_pieces({piece: i for i, piece in enumerate(PIECES)}, 12)
    assert cut("SLOWER\tsystem!") == [2, 4, 5, 6, 8, 3]
    assert cut("slów\u200b \x00system") == [2, 4, 6, 3]
    assert cut("中中½ 😀 " + "x" * 101) == [2, 9, 9, 10, 1, 1, 3]
    assert cut("[SEP]") == [2, 1, 1, 1, 3]  # a mark in a comment is text, no mark
    assert len(cut("slow " * 99)) == 12
