"""Decoders layer by layer against Hugging Face transformers, and what they keep against what they would recompute."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import small_decoders as small

from attnviz.compute.ops import Ops
from attnviz.model import Decoder, Forward, Llama, decoder, reading
from attnviz.weights.checkpoint import Checkpoint

ABSOLUTE = 1e-5
INCREMENTAL = {"cpu": 1e-6, "numpy": 4e-6}
"""One token and many go through different kernels, which add in another order; numpy's library even more so."""

Load = Callable[[str], Decoder]


@cache
def golden() -> dict[str, np.ndarray]:
    with np.load(Path(__file__).parent / "golden_decoders.npz", allow_pickle=False) as arrays:
        return dict(arrays)


def everything(ops: Ops, model: Decoder, forward: Forward) -> dict[str, np.ndarray]:
    """All that is compared, on the host."""
    heads = range(model.info.heads)
    weights = [
        [ops.download(ops.attend_head(layer.query, head, layer.cache, layer.mask)[1]) for head in heads]
        for layer in forward.layers
    ]
    arrays = {
        "weights": np.array(weights),  # (L, H, T, T)
        "hidden": np.stack([ops.download(x) for x in forward.hidden]),  # (L + 1, T, D)
        "logits": model.logits(forward),  # (T, V)
    }
    routers = [ops.download(router) for router in forward.routers if router is not None]
    if routers:
        arrays["routers"] = np.stack(routers)  # (L', T, E)
    return arrays


def assert_near(made: np.ndarray, wanted: np.ndarray, absolute: float, what: str) -> None:
    assert made.shape == wanted.shape, what
    assert np.abs(made.astype(np.float64) - wanted).max() <= absolute * max(1.0, np.abs(wanted).max()), what


@pytest.mark.parametrize("case", small.CASES)
def test_the_weights_are_those_of_the_golden_numbers(case: str) -> None:
    assert golden()[f"{case}.checksum"] == small.checksum(case)


@pytest.mark.parametrize("case", small.CASES)
def test_a_short_text_whole(ops: Ops, decoder_of: Load, case: str) -> None:
    model = decoder_of(case)
    made = everything(ops, model, model.forward(small.ids_of(case, small.SHORT)))
    stored = {name.removeprefix(f"{case}.") for name in golden() if name.startswith(f"{case}.")}
    assert set(made) == {name for name in stored if "long" not in name} - {"checksum"}
    for name, array in made.items():
        assert_near(array, golden()[f"{case}.{name}"], ABSOLUTE, name)


@pytest.mark.parametrize("case", small.CASES)
def test_a_longer_text(ops: Ops, decoder_of: Load, case: str) -> None:
    """Sampled entries; the largest weights are always among them."""
    model = decoder_of(case)
    made = everything(ops, model, model.forward(small.ids_of(case, small.LONG)))
    for name, array in made.items():
        values, at = golden()[f"{case}.long.{name}"], golden()[f"{case}.long.{name}.at"]
        parts = array.reshape(len(at), -1)
        assert_near(np.take_along_axis(parts, at.astype(np.intp), 1), values, ABSOLUTE, name)


@pytest.mark.parametrize("case", small.CASES)
def test_what_follows_greedily(decoder_of: Load, case: str) -> None:
    model = decoder_of(case)
    ids, wanted = small.ids_of(case, small.LONG), golden()[f"{case}.long.following"]
    forward = model.forward(ids)
    for token in wanted:
        logits = model.next_logits(forward)
        assert logits.shape == (small.V,)
        assert logits.argmax() == token
        ids = np.append(ids, token).astype(np.int32)
        forward = model.forward(ids, forward)


@pytest.mark.parametrize("case", small.CASES)
def test_typing_on_changes_nothing(ops: Ops, decoder_of: Load, case: str) -> None:
    """Token by token, in pieces across the growth of what is kept, and with edits: as if computed at once."""
    model, ids = decoder_of(case), small.ids_of(case, 100)
    edited = ids.copy()
    edited[40:43] = (ids[40:43] + 1) % small.V
    texts = [ids[:1], ids[:2], ids[:3], ids[:20], edited[:63], edited[:64], edited[:66], ids[:90], ids[:90], ids[:50]]
    forward: Forward | None = None
    for text in texts:
        forward = model.forward(text, forward)
        made, whole = everything(ops, model, forward), everything(ops, model, model.forward(text))
        for name, array in made.items():
            assert_near(array, whole[name], INCREMENTAL[ops.info.kind], f"{name} of {len(text)} tokens")


def test_only_new_tokens_are_computed(pocl: Ops, checkpoint_of: Callable[[str], Checkpoint], monkeypatch) -> None:
    model = Llama(checkpoint_of("llama"), pocl, lambda share: None)
    rows: list[int] = []
    monkeypatch.setattr(pocl, "gated", lambda x, how, run=pocl.gated: rows.append(x.shape[0]) or run(x, how))
    ids = small.ids_of("llama", 30)
    forward = model.forward(ids[:20])
    forward = model.forward(ids[:21], forward)
    forward = model.forward(ids, forward)
    edited = ids.copy()
    edited[25] = (ids[25] + 1) % small.V
    forward = model.forward(edited, forward)
    forward = model.forward(edited[:10], forward)
    model.forward(edited[:10], forward)
    assert rows == [20, 20, 1, 1, 9, 9, 5, 5]


def test_memory_is_linear(pocl: Ops, checkpoint_of: Callable[[str], Checkpoint]) -> None:
    """What is kept of n tokens, without (T, T) matrices of any layer."""
    model = Llama(checkpoint_of("mistral"), pocl, lambda share: None)
    taken = []
    for count in (64, 128, 256):
        forward = model.forward(np.resize(small.ids_of("mistral", 64), count))
        pocl.finish()
        pocl._arena._collect()  # type: ignore[attr-defined]
        taken.append(pocl._arena.taken)  # type: ignore[attr-defined]
        del forward
    # sizes are rounded up to an eighth, which a square law would exceed by far
    assert taken[2] - taken[1] <= 2.5 * (taken[1] - taken[0])


def test_a_long_text_is_computed_in_stretches(
    ops: Ops, checkpoint_of: Callable[[str], Checkpoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same numbers, all states kept when asked for, and else the last layer's only."""
    model = Llama(checkpoint_of("mistral"), ops, lambda share: None)
    ids = np.resize(small.ids_of("mistral", 64), 100)
    at_once = [ops.download(x) for x in model.forward(ids).hidden]
    monkeypatch.setattr(decoder, "STRETCH", 7)
    monkeypatch.setattr(decoder, "LARGE", 64)
    forward = model.forward(ids)
    assert len(forward.hidden) == 1
    np.testing.assert_allclose(ops.download(forward.hidden[0]), at_once[-1], rtol=0, atol=1e-5)
    grown = model.forward(ids, model.forward(ids[:50]))
    np.testing.assert_allclose(ops.download(grown.hidden[-1]), at_once[-1], rtol=0, atol=1e-5)
    for made, twin in zip(model.forward(ids, whole=True).hidden, at_once, strict=True):
        np.testing.assert_allclose(ops.download(made), twin, rtol=0, atol=1e-5)


@pytest.mark.parametrize("landmark", [1, 5])
@pytest.mark.parametrize("case", ["gpt2", "mistral", "qwen3", "olmoe"])
def test_queries_of_a_very_long_text(
    ops: Ops, decoder_of: Load, monkeypatch: pytest.MonkeyPatch, case: str, landmark: int
) -> None:
    """Kept where somebody looked, while the text goes on and needs more room; elsewhere made anew, from the start or
    from states that were kept; the same numbers.
    """
    model, ids = decoder_of(case), small.ids_of(case, 60)
    wanted = everything(ops, model, model.forward(ids))
    for name, value in {"STRETCH": 16, "LARGE": 8, "STEP": 24, "MOST_QUERIES": 0, "LANDMARK": landmark}.items():
        monkeypatch.setattr(decoder, name, value)
    forward = model.forward(ids[:45])
    assert forward.kept.shown == []
    last = forward.layers[-1]
    assert last.query[0].shape[0] == 45
    assert forward.kept.shown == [model.info.layers - 1]
    forward = model.forward(ids, forward)
    assert forward.kept.capacity >= 60
    assert forward.kept.shown == [model.info.layers - 1]
    made = everything(ops, model, forward)
    assert forward.kept.shown is None
    for name in {"weights", "routers"} & set(made):
        assert_near(made[name], wanted[name], INCREMENTAL[ops.info.kind], name)


def test_layers_made_anew_one_after_the_other_cost_a_pass(
    pocl: Ops, checkpoint_of: Callable[[str], Checkpoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Llama(checkpoint_of("llama"), pocl, lambda share: None)
    layers: list[int] = []
    monkeypatch.setattr(model, "after", lambda layer, *rest, run=model.after: layers.append(layer) or run(layer, *rest))
    monkeypatch.setattr(decoder, "LARGE", 8)
    monkeypatch.setattr(decoder, "MOST_QUERIES", 0)
    forward = model.forward(small.ids_of("llama", 30))
    layers.clear()
    for attention in forward.layers:
        assert attention.query[0].shape[0] == 30
    assert layers == list(range(model.info.layers - 1))


def test_before_rotation(ops: Ops, decoder_of: Load) -> None:
    """Turning back what the layer kept gives queries and keys as the projections made them."""
    model, ids = decoder_of("llama"), small.ids_of("llama", 30)
    assert isinstance(model, Llama)
    forward = model.forward(ids)
    attention, heads = forward.layers[0], model.layers[0].heads
    assert heads.together is not None
    assert attention.rotation is not None
    plain = ops.download(ops.linear(ops.norm(forward.hidden[0], model.layers[0].attention_norm), heads.together))
    query = ops.columns(attention.query[0], 16, 32)  # head 1
    key, _ = ops.cached(attention.cache, 1, len(ids))
    assert np.abs(attention.rotation.undone(query) - plain[:, 16:32]).max() < 1e-5
    assert np.abs(attention.rotation.undone(key) - plain[:, 80:96]).max() < 1e-5
    assert np.abs(query - plain[:, 16:32]).max() > 0.1


def test_without_rotation_there_is_nothing_before_it(ops: Ops, decoder_of: Load) -> None:
    forward = decoder_of("gpt2").forward(small.ids_of("gpt2", 5))
    assert reading.read(ops, reading.ask(ops, forward.layers[0], 0)).unrotated is None


def test_a_window_hides_what_is_further_back(ops: Ops, decoder_of: Load) -> None:
    model = decoder_of("mistral")
    made = everything(ops, model, model.forward(small.ids_of("mistral", 30)))["weights"]
    t, s = np.indices((30, 30))
    seen = (s <= t) & (s > t - 7)
    assert (made[:, :, ~seen] == 0).all()
    assert (made[:, :, seen] > 0).all()


@pytest.mark.parametrize(("case", "shared_out"), [("mixtral", True), ("olmoe", False), ("qwen3_moe", True)])
def test_experts_are_the_most_probable_ones(decoder_of: Load, case: str, shared_out: bool) -> None:
    model = decoder_of(case)
    assert isinstance(model, Llama)
    feed_forward = model.layers[0].feed_forward
    probabilities = np.array([[0.1, 0.5, 0.15, 0.25], [0.4, 0.3, 0.2, 0.1]], np.float32)
    chosen, shares = feed_forward.choice(probabilities)  # type: ignore[union-attr]
    k = chosen.shape[1]
    assert chosen.tolist() == [[1, 3, 2][:k], [0, 1, 2][:k]]
    wanted = np.array([[0.5, 0.25, 0.15][:k], [0.4, 0.3, 0.2][:k]])
    assert np.allclose(shares, wanted / wanted.sum(axis=1, keepdims=True) if shared_out else wanted)
    assert model.experts == ((8, 0) if case == "qwen3_moe" else (feed_forward.count,) * 2)  # type: ignore[union-attr]


def test_more_tokens_than_positions_are_refused(ops: Ops, decoder_of: Load) -> None:
    with pytest.raises(ValueError, match="129 ids"):
        decoder_of("gpt2").forward(np.zeros(129, np.int32))
