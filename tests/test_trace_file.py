"""The trace file: what our engine and transformers write is one format, and opens again, however large or damaged."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from trace_files import GOLDEN, describe, joined, parts, write
from weights.small_models import write_folder

from attnviz.engine import Engine
from attnviz.errors import UserError
from attnviz.sampling import Sampling
from attnviz.trace import Trace, TraceRequest
from attnviz.trace_file import write_trace
from attnviz.weights import captured as captured_room
from attnviz.weights.captured import CapturedFile

TRANSLATOR, EXPERTS = "attnviz-translator", "attnviz-experts"
TEXT = "Taro ate the cake."


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine()
    yield made
    made.close()


def open_trace(engine: Engine, path: Path, text: str = "", device: str = "numpy", **rest: Any) -> Trace:
    return engine.run(TraceRequest(1, text, str(path), device, **rest))


def whole(engine: Engine, model: str, device: str = "numpy") -> tuple[Trace, dict[str, np.ndarray]]:
    return engine.tensors(TraceRequest(1, TEXT, model, device))


@pytest.mark.parametrize("device", ["numpy", "pocl:0"])
def test_what_transformers_captured_gives_the_weights_of_our_own_pass(engine, device):
    """The stored file was written by compare_capture.py, which compares every family so."""
    trace, own = whole(engine, TRANSLATOR, device)
    other, captured = whole(engine, str(GOLDEN), device)
    assert other.model.captured_by.startswith("transformers ")
    assert (other.model.name, other.model.kind, other.model.attentions) == ("translator", "encoder-decoder", 6)
    for mine, theirs in ((trace.tokens, other.tokens), (trace.target, other.target)):
        assert (mine.text, mine.ids, mine.pieces, mine.special) == (
            theirs.text, theirs.ids, theirs.pieces, theirs.special,
        )  # fmt: skip
        assert [mine.surface(i) for i in range(len(mine))] == [theirs.surface(i) for i in range(len(theirs))]
    for name, array in captured.items():
        np.testing.assert_allclose(array, own[name], atol=1e-5, rtol=1e-5, err_msg=name)
    assert {name.rpartition(".")[2] for name in captured} == {"query", "key", "value", "scores", "weights", "context"}


@pytest.mark.parametrize("model", [TRANSLATOR, EXPERTS, "all-MiniLM-L6-v2"])
def test_what_our_engine_writes_opens_again(engine, model, tmp_path):
    trace, own = whole(engine, model)
    write_trace(tmp_path / "own.safetensors", trace, own)
    again, captured = whole(engine, str(tmp_path / "own.safetensors"))
    assert again.model.captured_by.startswith("attnviz ")
    assert again.model.name == model
    assert vars(again.tokens) == vars(trace.tokens)
    assert again.target == trace.target
    for name, array in captured.items():
        np.testing.assert_allclose(array, own[name], atol=1e-6, err_msg=name)
    # and what was opened can be written: a copy of the captured run
    write_trace(tmp_path / "copy.safetensors", again, captured)
    assert load_file(tmp_path / "copy.safetensors").keys() == captured.keys()
    assert whole(engine, str(tmp_path / "copy.safetensors"))[0].model.captured_by == again.model.captured_by


def test_the_text_is_the_captured_one_whatever_is_typed(engine):
    for text in ("", "Anything else.", TEXT):
        trace = open_trace(engine, GOLDEN, text, heads=((4, 1),), thumbnails=8, next_words=True)
        assert (trace.request.text, trace.tokens.text) == (text, TEXT)
        assert trace.heads[4, 1].weights.shape == (len(trace.target), len(trace.tokens))
        assert trace.thumbnails.shape == (6, 4, 8, 8)
        assert (trace.next_words, trace.routers) == (None, None)
        np.testing.assert_allclose(trace.thumbnails[4, 1], _pooled(trace.heads[4, 1].weights, 8), atol=1e-6)
    request = TraceRequest(1, "x", str(GOLDEN), "numpy")
    assert engine.go_on(request, Sampling()) == ""
    with pytest.raises(UserError, match="no model that numpy"):
        engine.compare(request)


def _pooled(weights: np.ndarray, size: int) -> np.ndarray:
    rows, columns = ([slice(p * n // size, max((p + 1) * n // size, p * n // size + 1)) for p in range(size)]
                     for n in weights.shape)  # fmt: skip
    return np.array([[weights[row, column].max() for column in columns] for row in rows])


@pytest.mark.parametrize("kind", ["F32", "F16", "BF16"])
@pytest.mark.parametrize("window", [0, 5])
def test_weights_follow_from_queries_keys_mask_and_scale(engine, kind, window, tmp_path):
    """Against the formula, in every type of number, with grouped heads, a window and a scale of its own."""
    count, scale = 23, 0.2
    metadata, shapes = describe(count, window=window)
    layers = json.loads(metadata["layers"])
    metadata["layers"] = json.dumps([{**layer, "scale": scale} for layer in layers])
    rng = np.random.default_rng(3)
    exact = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    stored = {name: _as(kind, array) for name, array in exact.items()}
    path = write(tmp_path / "a.safetensors", metadata, shapes, kind, {name: raw for name, (raw, _) in stored.items()})
    numbers = {name: array for name, (_, array) in stored.items()}
    trace = open_trace(engine, path, heads=((1, 3), (0, 0)), thumbnails=4)
    assert trace.model.windows == ((window,) * 2 if window else ())
    for (layer, head), found in trace.heads.items():
        q, k, v = (
            numbers[f"layers.{layer}.query"][head],
            *(numbers[f"layers.{layer}.{part}"][head // 2] for part in ("key", "value")),
        )
        back = np.arange(count)[:, None] - np.arange(count)
        scores = np.where((back >= 0) & ((back < window) | (window == 0)), q @ k.T * scale, -np.inf)
        weights = np.exp(scores - scores.max(1, keepdims=True))
        weights /= weights.sum(1, keepdims=True)
        np.testing.assert_allclose(found.weights, weights, atol=1e-6)
        np.testing.assert_allclose(found.context, weights @ v, atol=1e-5)
        np.testing.assert_array_equal(found.key, k)
    assert trace.thumbnails.shape == (2, 4, 4, 4)
    write_trace(tmp_path / "copy.safetensors", *whole(engine, str(path)))  # our scale is in its queries
    again = open_trace(engine, tmp_path / "copy.safetensors", heads=((1, 3),))
    assert again.model.windows == trace.model.windows
    np.testing.assert_allclose(again.heads[1, 3].weights, trace.heads[1, 3].weights, atol=1e-6)


def _as(kind: str, array: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """As stored, and the numbers that stand there."""
    if kind == "BF16":
        raw = (array.view(np.uint32) >> 16).astype(np.uint16)
        return raw, (raw.astype(np.uint32) << 16).view(np.float32)
    stored = array.astype({"F32": "<f4", "F16": "<f2"}[kind])
    return stored, stored.astype(np.float32)


# --- size


LARGE = """
import resource, sys
from attnviz.engine import Engine
from attnviz.trace import TraceRequest
engine = Engine()
small, large = sys.argv[1:]
engine.run(TraceRequest(1, "", small, "numpy", ((0, 0),)))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
trace = engine.run(TraceRequest(2, "", large, "numpy", ((39, 63),), thumbnails=8))
head = trace.heads[39, 63]
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
print(trace.thumbnails is None, trace.model.layers, head.weights.shape, float(head.weights[1, 0]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts kilobytes as Linux does")
def test_one_head_of_a_file_of_gigabytes_takes_little_memory(tmp_path):
    """40 layers of 64 heads, 600 tokens: 4.7 GB of file, of which one head is read."""
    small = write(tmp_path / "small.safetensors", *describe(600))
    metadata, shapes = describe(600, layers=40, heads=64, kv_heads=64, size=256)
    large = write(tmp_path / "large.safetensors", metadata, shapes, "F32")
    assert large.stat().st_size > 4e9
    done = subprocess.run(
        [sys.executable, "-c", LARGE, small, large], capture_output=True, text=True, check=True, timeout=100
    )
    megabytes, facts = done.stdout.splitlines()
    assert facts == "True 40 (600, 600) 0.5"
    assert int(megabytes) < 30  # two matrices of 600 x 600, three of 600 x 256, and the pages that were read


def test_of_a_longer_text_the_first_tokens_are_shown(engine, tmp_path, monkeypatch):
    monkeypatch.setattr(captured_room, "LONGEST", 10)
    metadata, shapes = describe(30)
    rng = np.random.default_rng(0)
    filled = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    path = write(tmp_path / "long.safetensors", metadata, shapes, filled=filled)
    first = open_trace(engine, path, heads=((1, 2),))
    tokens = first.tokens
    assert (len(tokens), tokens.total, tokens.text[: tokens.read_to]) == (10, 30, " ".join(f"w{i}" for i in range(10)))
    monkeypatch.setattr(captured_room, "LONGEST", 100)
    other = tmp_path / "other.safetensors"
    path.rename(other)
    every = open_trace(engine, other, heads=((1, 2),))
    np.testing.assert_allclose(first.heads[1, 2].weights, every.heads[1, 2].weights[:10, :10], atol=1e-6)
    monkeypatch.setattr(captured_room, "LONGEST", 10)
    both_ways = write(tmp_path / "b.safetensors", *describe(30, kind="encoder"))
    with pytest.raises(UserError, match="30 tokens that all see each other; up to 10"):
        CapturedFile(both_ways)


# --- bad files


def change(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def changed(header: dict[str, Any]) -> None:
        header["__metadata__"][name] = value if isinstance(value, str) else json.dumps(value)

    return changed


def drop(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda header: header["__metadata__"].pop(name)


def info(**facts: Any) -> Callable[[dict[str, Any]], None]:
    def changed(header: dict[str, Any]) -> None:
        old = json.loads(header["__metadata__"]["model_info"])
        header["__metadata__"]["model_info"] = json.dumps({**old, **facts})

    return changed


def reshape(header: dict[str, Any]) -> None:
    header["layers.1.key"]["shape"] = header["layers.1.key"]["shape"][::-1]


def rename(header: dict[str, Any]) -> None:
    header["layers.9.value"] = header.pop("layers.1.value")


def integers(header: dict[str, Any]) -> None:
    for entry in header.values():
        if "dtype" in entry:
            entry["dtype"] = "I32"


DAMAGES = {
    "older": (drop("attnviz_trace"), "written by an older attnviz"),
    "newer": (change("attnviz_trace", "3"), "version 3 of the trace format"),
    "no layers": (drop("layers"), "it lacks “layers”"),
    "no program": (drop("program"), "it lacks “program”"),
    "not JSON": (change("ids", "[1,"), "“ids” is not JSON"),
    "deep JSON": (change("ids", "[" * 200_000), "“ids” is not JSON"),
    "a short list": (change("labels", ["a"]), "“labels” is not a list of 6 entries"),
    "spans outside": (change("spans", [[0, 99]] * 6), "“spans” points outside"),
    "words out of order": (change("words", [5, 4, 3, 2, 1, 0]), "“words” is not in order"),
    "ids of floats": (change("ids", [0.5] * 6), "“ids” is not a list"),
    "no heads": (info(heads=0), "0 heads"),
    "uneven groups": (info(kv_heads=3), "on 3 key/value heads"),
    "huge counts": (info(heads=10**18), "model is 1000000000000000000"),
    "many layers": (info(layers=10**9), "1000000004 attentions in a file of 6"),
    "another kind": (info(kind="diffusion"), "of kind “diffusion”"),
    "kinds in disorder": (info(kind="decoder", layers=6, decoder_layers=0), "kinds of its layers"),
    "infinite scale": (change("layers", '[{"kind": "self", "window": 0, "scale": Infinity}]'), "scale inf"),
    "wrong shape": (reshape, "“layers.1.key” is 32 × 6 × 4, and its description says 4 × 6 × 32"),
    "missing layer": (rename, "it lacks “layers.1.value”"),
    "integers": (integers, "stored as I32"),
}


@pytest.fixture(scope="module")
def small_trace(engine, tmp_path_factory) -> Path:
    """What our translator does with a text, and nothing that may be missing."""
    trace, own = whole(engine, TRANSLATOR)
    path = tmp_path_factory.mktemp("small") / "small.safetensors"
    write_trace(path, trace, {name: array for name, array in own.items() if name.endswith(("query", "key", "value"))})
    return path


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_trace_is_one_sentence_and_the_model_stays(engine, name, small_trace, tmp_path):
    damage, says = DAMAGES[name]
    before = open_trace(engine, GOLDEN).model
    header, data = parts(small_trace)
    damage(header)
    path = joined(tmp_path / "bad.safetensors", header, data)
    with pytest.raises(UserError) as error:
        open_trace(engine, path)
    sentence = str(error.value)
    assert says in sentence
    assert str(path) in sentence
    assert "\n" not in sentence
    assert engine.model == before


@pytest.mark.parametrize("cut", [0, 7, 8, 200, -1])
def test_a_file_that_was_cut_short(engine, cut, small_trace, tmp_path):
    path = tmp_path / "cut.safetensors"
    path.write_bytes(small_trace.read_bytes()[:cut])
    with pytest.raises(UserError, match="damaged, cut short or not a safetensors file"):
        open_trace(engine, path)


def test_a_header_longer_than_the_file_is_not_read(engine, tmp_path):
    path = tmp_path / "header.safetensors"
    path.write_bytes((1 << 62).to_bytes(8, "little") + b"{}")
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UserError, match="damaged, cut short"):
        open_trace(engine, path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used < 50_000


def test_a_head_that_holds_no_numbers_is_named_and_the_others_can_be_seen(engine, tmp_path):
    metadata, shapes = describe(6)
    key = np.ones((2, 6, 8), np.float32)
    key[1, 3, 2] = np.nan
    path = write(tmp_path / "nan.safetensors", metadata, shapes, filled={"layers.1.key": key})
    assert open_trace(engine, path, heads=((1, 1),)).heads[1, 1].weights.shape == (6, 6)
    with pytest.raises(UserError, match="the key of layer 1, head 1, holds values that are not numbers"):
        open_trace(engine, path, heads=((1, 2),))
    assert open_trace(engine, path, heads=((1, 1),), thumbnails=4).thumbnails is None  # rather than none of the heads


def test_a_model_file_is_not_taken_for_a_trace(engine, tmp_path):
    path = tmp_path / "model.safetensors"
    save_file({"x": np.zeros(3, np.float32)}, path, {"format": "pt"})
    with pytest.raises(UserError, match=r"is no trace file.*open the folder"):
        open_trace(engine, path)
    folder = write_folder(tmp_path / "folder")
    trace = open_trace(engine, folder / "model.safetensors", "hello")  # beside its configuration it is a model
    assert (trace.model.family, trace.model.captured_by) == ("bert", "")


def test_a_file_that_cannot_be_written_leaves_nothing(engine, tmp_path):
    trace, own = whole(engine, EXPERTS)
    with pytest.raises(UserError, match="cannot be written"):
        write_trace(tmp_path / "no" / "a.safetensors", trace, own)
    with pytest.raises(UserError, match="cannot be written"):
        write_trace(tmp_path / ("a" * 300 + ".safetensors"), trace, own)
    assert list(tmp_path.iterdir()) == []
