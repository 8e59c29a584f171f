"""What a trace tells of all heads at once, against the weights of each of them and plain sums over tokens."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from trace_files import describe, write

from attnviz.engine import Engine
from attnviz.heads import FACTS, POSITIONAL
from attnviz.model import all_heads
from attnviz.trace import Tokens, Trace, TraceRequest

GOLDEN = str(Path(__file__).parent / "golden" / "captured.safetensors")
MINILM, E5 = "all-MiniLM-L6-v2", "multilingual-e5-small"
MODELS = {
    "encoder": (MINILM, "The bank by the river is the bank that the ferry leaves from."),
    "decoder": ("attnviz-experts", "the cat saw the dog and the dog saw the cat"),
    "translator": ("attnviz-translator", "The cat saw the dog and the dog saw the cat."),
    "captured": (GOLDEN, ""),
}


@pytest.fixture(scope="module")
def engine():
    engine = Engine()
    yield engine
    engine.close()


def ask(engine: Engine, model: str, text: str, device: str = "numpy", **wishes: object) -> Trace:
    return engine.run(TraceRequest(1, text, model, device, **{"heads": (), **wishes}))  # type: ignore[arg-type]


def plain_facts(trace: Trace, layer: int, weights: np.ndarray) -> np.ndarray:
    """What HeadFacts promises, written out token by token."""
    queries, keys = trace.queries(layer), trace.keys(layer)
    cross = trace.model.attention(layer)[0] == "cross"
    counted = [t for t in range(len(queries)) if not queries.special[t]] or list(range(len(queries)))
    found: dict[str, list[float]] = {fact: [] for fact in FACTS}
    for t in counted:
        row = weights[t].astype(np.float64)
        seen = range(len(keys)) if cross or trace.model.attention(layer)[0] == "self" else range(t + 1)
        found["entropy"].append(-sum(w * np.log2(w) for w in row if w > 0))
        found["first"].append(row[0])
        found["special"].append(sum(row[s] for s in seen if keys.special[s]))
        equal = [s for s in seen if keys.ids[s] == queries.ids[t] and (cross or s != t)]
        if equal:
            found["same"].append(sum(row[s] for s in equal))
        if not cross:
            found["distance"].append(sum(row[s] * abs(s - t) for s in seen))
            for name, s in (("previous", t - 1), ("next", t + 1), ("itself", t)):
                found[name].append(row[s] if 0 <= s < len(keys) else 0)
    return np.array([np.mean(found[fact]) if found[fact] else np.nan for fact in FACTS])


@pytest.mark.parametrize("device", ["numpy", "pocl:0"])
@pytest.mark.parametrize("kind", MODELS)
def test_all_heads_are_those_that_a_view_sees_one_by_one(engine, kind, device):
    model, text = MODELS[kind]
    info = ask(engine, model, text, device).model
    every = tuple((layer, head) for layer in range(info.attentions) for head in range(info.heads))
    rows = (0, 3, 9, 500, -1, 3)
    trace = ask(engine, model, text, device, heads=every, facts=True, rows=rows, thumbnails=7)
    last = max(len(trace.tokens), len(trace.target or ()))
    assert trace.facts.values.shape == (info.attentions, info.heads, len(FACTS))
    assert trace.thumbnails.shape == (info.attentions, info.heads, 7, 7)
    assert sorted(trace.rows) == [row for row in (0, 3, 9) if row < last]
    for (layer, head), found in trace.heads.items():
        twin = plain_facts(trace, layer, found.weights)
        np.testing.assert_allclose(trace.facts.values[layer, head], twin, rtol=2e-5, atol=2e-5)
        assert trace.thumbnails[layer, head].max() == pytest.approx(found.weights.max(), rel=1e-5)
        for row, weights in trace.rows.items():
            if row >= len(found.weights):
                assert weights[layer].shape == (info.heads, 0)
            elif device == "numpy":  # its library adds up one row in another order than many
                np.testing.assert_allclose(weights[layer][head], found.weights[row], rtol=1e-4, atol=1e-6)
            else:
                assert np.array_equal(weights[layer][head], found.weights[row])
    kinds = [info.attention(layer)[0] for layer in range(info.attentions)]
    for fact in POSITIONAL:
        assert np.isnan(trace.facts.of(fact)).any(axis=1).tolist() == [one == "cross" for one in kinds]
    arrays = [trace.facts.values, trace.thumbnails, *(part for parts in trace.rows.values() for part in parts)]
    assert not any(array.flags.writeable for array in arrays)


def test_nothing_is_computed_unless_asked(engine, monkeypatch):
    ask(engine, *MODELS["encoder"])
    for name in ("facts", "thumbnails", "attend_all"):
        monkeypatch.setattr(type(engine._models.focus.ops), name, None)
    trace = ask(engine, *MODELS["encoder"], heads=((2, 3),))
    assert (trace.facts, trace.thumbnails, trace.rows) == (None, None, {})


def test_a_text_without_tokens_has_nothing(engine):
    trace = ask(engine, MINILM, "", facts=True, rows=(0,), thumbnails=8)
    assert (trace.facts, trace.thumbnails, trace.rows) == (None, None, {})


def test_only_special_tokens_are_counted_where_there_are_no_others(engine):
    trace = ask(engine, "attnviz-experts", "", facts=True, heads=((1, 2),))
    assert trace.tokens.special == (True,)
    np.testing.assert_allclose(trace.facts.of("special"), 1, atol=1e-6)
    assert np.isnan(trace.facts.of("same")).all()
    np.testing.assert_allclose(trace.facts.values[1, 2], plain_facts(trace, 1, trace.heads[1, 2].weights), atol=2e-5)


def test_typing_on_gives_what_a_new_text_gives(engine):
    model, text = MODELS["decoder"]
    for device in ("numpy", "pocl:0"):
        engine._passes.focus = None
        whole = ask(engine, model, text, device, facts=True, rows=(5,))
        for end in range(len(text) - 6, len(text) + 1):
            typed = ask(engine, model, text[:end], device, facts=True, rows=(5,))
        np.testing.assert_allclose(typed.facts.values, whole.facts.values, atol=1e-4)
        for one, other in zip(typed.rows[5], whole.rows[5], strict=True):
            np.testing.assert_allclose(one, other, atol=1e-5)


def test_of_a_large_trace_file_there_is_nothing_of_all_heads(engine, tmp_path, monkeypatch):
    path = write(tmp_path / "a.safetensors", *describe(9))
    wishes = {"facts": True, "rows": (4,), "thumbnails": 4}
    trace = ask(engine, str(path), "", **wishes)
    assert trace.facts is not None
    assert list(trace.rows) == [4]
    monkeypatch.setattr(all_heads, "MOST_READ", 100)
    trace = ask(engine, str(path), "", heads=((1, 1),), **wishes)
    assert (trace.facts, trace.thumbnails, trace.rows) == (None, None, {})
    assert trace.heads[1, 1].weights.shape == (9, 9)


def test_a_window_hides_equal_tokens(engine):
    """Of a decoder with a window, only what a query still sees is the same."""
    ids = (4, 5, 4, 6, 7, 5, 4)
    tokens = Tokens("", ids, special=(False,) * 7)
    for causal, window, repeated in (
        (False, 0, [1, 1, 1, 0, 0, 1, 1]),
        (True, 0, [0, 0, 1, 0, 0, 1, 1]),
        (True, 5, [0, 0, 1, 0, 0, 1, 1]),
        (True, 4, [0, 0, 1, 0, 0, 0, 0]),
        (True, 3, [0, 0, 1, 0, 0, 0, 0]),
        (True, 2, [0, 0, 0, 0, 0, 0, 0]),
    ):
        mask = all_heads.Mask(7, causal=causal, window=window)
        shares = all_heads.marks_of(tokens, tokens, mask).shares
        np.testing.assert_allclose(shares[0], 1 / 7, rtol=1e-6)
        np.testing.assert_allclose(shares[1], np.array(repeated) / max(1, sum(repeated)), rtol=1e-6)
