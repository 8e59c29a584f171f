"""A translator through the engine: a folder as opus-mt has them in; both texts and all three attentions out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import small_encoders as small

from attnviz.engine import Engine
from attnviz.trace import Trace, TraceRequest

WORDS = Path(__file__).parent.parent / "golden" / "marian" / "unigram"
TEXT = "Taro ate the cake."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    special = json.loads((WORDS / "recorded.json").read_text("utf-8"))["config"]
    words = max(json.loads((WORDS / "vocab.json").read_text("utf-8")).values()) + 1
    made = tmp_path_factory.mktemp("opus")
    small.write("marian", made, vocab_size=words, decoder_vocab_size=words, **special)
    for name in ("vocab.json", "source.spm", "target.spm"):
        shutil.copy(WORDS / name, made)
    return made


@pytest.fixture(scope="module", params=["numpy", "pocl:0"])
def device(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def engine(device: str) -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.close()


def request(folder: Path, device: str, text: str = TEXT, **rest: object) -> TraceRequest:
    heads = tuple((layer, 1) for layer in range(6))
    return TraceRequest(1, text, str(folder), device, **{"heads": heads, **rest})  # type: ignore[arg-type]


def same(one: Trace, other: Trace) -> None:
    assert one.target == other.target
    assert one.heads.keys() == other.heads.keys()
    for head_id, head in one.heads.items():
        for name, array in vars(head).items():
            if name in ("unrotated", "output", "value_lengths"):  # no rotary positions here, and nobody asks for more
                assert array is None
                continue
            np.testing.assert_allclose(array, getattr(other.heads[head_id], name), rtol=1e-5, atol=2e-5)


def test_a_trace_has_both_texts(engine: Engine, folder: Path, device: str) -> None:
    trace = engine.run(request(folder, device, thumbnails=8))
    info, source, target = trace.model, trace.tokens, trace.target
    assert (info.family, info.kind, info.layers, info.decoder_layers, info.attentions) == (
        *("marian", "encoder-decoder", 2, 2),
        6,
    )
    assert source.pieces[-1] == "</s>"
    assert target is not None
    config = json.loads((folder / "config.json").read_text("utf-8"))
    assert target.ids[0] == config["decoder_start_token_id"]
    assert target.special[0]
    assert 1 < len(target) != len(source)
    assert config["eos_token_id"] not in target.ids
    kinds = [("self", 0), ("self", 1), ("masked", 0), ("masked", 1), ("cross", 0), ("cross", 1)]
    assert [info.attention(layer) for layer in range(6)] == kinds
    for (layer, _), head in trace.heads.items():
        kind = kinds[layer][0]
        rows, columns = len(trace.queries(layer)), len(trace.keys(layer))
        assert (rows, columns) == {
            "self": (len(source), len(source)),
            "masked": (len(target), len(target)),
            "cross": (len(target), len(source)),
        }[kind]
        assert head.weights.shape == head.scores.shape == (rows, columns)
        assert head.query.shape == head.context.shape == (rows, info.head_width)
        assert head.key.shape == head.value.shape == (columns, info.head_width)
        np.testing.assert_allclose(head.weights.sum(axis=1), 1, atol=1e-5)
        np.testing.assert_allclose(head.weights @ head.value, head.context, atol=1e-5)
        assert (np.triu(head.weights, 1) == 0).all() == (kind == "masked")
    assert trace.thumbnails is not None
    assert trace.thumbnails.shape == (6, info.heads, 8, 8)


def test_typing_gives_what_a_new_engine_gives(engine: Engine, folder: Path, device: str) -> None:
    traces = [engine.run(request(folder, device, text)) for text in ("", "Ta", "Taro", "Taro ate", TEXT, "Taro", "")]
    assert traces[0].target is traces[-1].target is None
    assert not traces[0].heads
    fresh = Engine()
    try:
        for trace in traces[1:-1]:
            same(trace, fresh.run(request(folder, device, trace.tokens.text)))
            fresh._passes.focus = None  # no guess to begin with
    finally:
        fresh.close()


def test_another_head_costs_no_second_translation(
    engine: Engine, folder: Path, device: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = engine.run(request(folder, device))
    monkeypatch.setattr(type(engine._models.focus.model), "forward", lambda *given: pytest.fail("translated again"))  # type: ignore[union-attr]
    head = engine.run(request(folder, device, heads=((4, 1),)))
    assert np.array_equal(head.heads[4, 1].weights, whole.heads[4, 1].weights)
    assert head.target == whole.target


def test_beams_are_asked_for_by_request(engine: Engine, folder: Path, device: str) -> None:
    greedy = engine.run(request(folder, device))
    searched = engine.run(request(folder, device, beams=4))
    assert searched.target != greedy.target
    same(engine.run(request(folder, device)), greedy)
    same(engine.run(request(folder, device, beams=4)), searched)


def test_all_tensors(engine: Engine, folder: Path, device: str) -> None:
    trace, named = engine.tensors(request(folder, device))
    assert trace.target is not None
    S, T = len(trace.tokens), len(trace.target)
    assert [named[f"layers.{layer}.weights"].shape for layer in range(6)] == (
        [(4, S, S)] * 2 + [(4, T, T)] * 2 + [(4, T, S)] * 2
    )
    assert [named[f"hidden_states.{at}"].shape for at in range(6)] == [(S, 64)] * 3 + [(T, 64)] * 3


def test_the_comparison_with_numpy(engine: Engine, folder: Path, device: str) -> None:
    trace = engine.run(request(folder, device))
    assert trace.target is not None
    found = engine.compare(request(folder, device))
    S, T = len(trace.tokens), len(trace.target)
    assert found.compared == 4 * 2 * (S * S + T * T + T * S)
    assert 0 <= found.weights.size < 1e-5
    assert 0 <= found.hidden.size < 1e-4
