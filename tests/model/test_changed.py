"""What-if against Hugging Face transformers with its attention done otherwise (make_golden_changed.py)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import changed_cases as cases
import numpy as np
import pytest

from attnviz.compute.ops import Ops
from attnviz.errors import UserError
from attnviz.model import FAMILIES, Decoder, Forward, Marian, Network, changed, decoder
from attnviz.other import UNCHANGED, Change
from attnviz.weights.checkpoint import Checkpoint

ABSOLUTE = 1e-5


@cache
def golden() -> dict[str, np.ndarray]:
    with np.load(Path(__file__).parent / "golden_changed.npz", allow_pickle=False) as arrays:
        return dict(arrays)


@pytest.fixture
def load(ops: Ops, checkpoint_of: Callable[[str], Checkpoint]) -> Callable[[str], Network]:
    def loaded(case: str) -> Network:
        checkpoint = checkpoint_of(case)
        return FAMILIES[checkpoint.info.family](checkpoint, ops, lambda share: None)

    return loaded


def ids_of(case: str, count: int = cases.COUNT) -> np.ndarray:
    return cases.small_of(case).ids_of(case, count)


def written_of(case: str) -> tuple[int, ...]:
    small = cases.small_of(case)
    return (small.PAD, *small.ids_of(case, cases.READ - 1).tolist()) if case == "marian" else ()


def run(model: Network, case: str, change: Change, past: Forward | None = None) -> Forward:
    return changed.forward(model, change, ids_of(case), past, whole=True, written=written_of(case))


def weights_of(ops: Ops, model: Network, forward: Forward) -> np.ndarray:
    heads = range(model.info.heads)
    made = [
        ops.download(ops.attend_head(one.query, head, one.cache, one.mask)[1]).ravel()
        for one in forward.layers
        for head in heads
    ]
    return np.concatenate(made)


def rounding(change: Change, model: Network) -> float:
    """It grows as scores do, and from one layer to the next."""
    return ABSOLUTE * max(1.0, 2 * change.sharpness(model.info.head_width))


@pytest.mark.parametrize(("case", "name"), [(case, name) for case, names in cases.CHANGES.items() for name in names])
def test_a_change_equals_the_reference(ops: Ops, load: Callable[[str], Network], case: str, name: str) -> None:
    assert golden()[f"{case}.checksum"] == cases.small_of(case).checksum(case)
    model = load(case)
    change = cases.CHANGES[case][name]
    absolute = rounding(change, model)
    forward = run(model, case, change)
    made, wanted = weights_of(ops, model, forward), golden()[f"{case}.{name}.weights"]
    assert np.abs(made - wanted).max() <= absolute
    last = ops.download(forward.hidden[-1]).ravel()[:: cases.EVERY]
    wanted = golden()[f"{case}.{name}.last"]
    assert np.abs(last - wanted).max() <= absolute * max(1.0, np.abs(wanted).max())


@pytest.mark.parametrize("case", cases.CHANGES)
def test_a_change_leaves_the_model_as_it_was(ops: Ops, load: Callable[[str], Network], case: str) -> None:
    model, ids = load(case), ids_of(case)
    before = model.read(ids, written_of(case)) if isinstance(model, Marian) else model.forward(ids, whole=True)
    weights, last = weights_of(ops, model, before), ops.download(before.hidden[-1])
    run(model, case, cases.CHANGES[case].get("all", Change(hidden=(0,))))
    assert np.array_equal(weights_of(ops, model, before), weights)
    assert np.array_equal(ops.download(before.hidden[-1]), last)
    nothing = run(model, case, UNCHANGED)
    assert np.array_equal(ops.download(nothing.hidden[-1]), last)


@pytest.mark.parametrize("case", ["gpt2", "llama", "mistral"])
def test_a_changed_decoder_goes_on_from_what_it_kept(
    ops: Ops, load: Callable[[str], Network], case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = Change(None, False, 0.7, False, ((1, 0),), (2, 60))
    model, ids = load(case), ids_of(case, 70)
    assert isinstance(model, Decoder)
    monkeypatch.setattr(decoder, "STRETCH", 16)  # a pass is several stretches, and more room is needed on the way
    past, lengths = None, []
    extend = type(model).extend
    monkeypatch.setattr(
        type(model),
        "extend",
        lambda self, i, kept, first: lengths.append(len(i) - first) or extend(self, i, kept, first),
    )
    for count in (30, 31, 70):
        past = changed.forward(model, change, ids[:count], past)
    assert sum(lengths) == 70, "every token once"
    fresh = changed.forward(model, change, ids)
    # our kernels add up a row alike in any company; some processors' BLAS, which numpy has, does not
    absolute = rounding(change, model) if ops.info.kind == "numpy" else ABSOLUTE
    np.testing.assert_allclose(weights_of(ops, model, past), weights_of(ops, model, fresh), rtol=0, atol=absolute)
    np.testing.assert_allclose(ops.download(past.hidden[-1]), ops.download(fresh.hidden[-1]), rtol=1e-4, atol=1e-4)


def test_without_a_mask_nothing_is_kept_and_long_texts_are_refused(
    ops: Ops, load: Callable[[str], Network], monkeypatch: pytest.MonkeyPatch
) -> None:
    model, ids, change = load("gpt2"), ids_of("gpt2", 12), Change(causal=False)
    past = changed.forward(model, change, ids[:11])
    again = changed.forward(model, change, ids, past)
    fresh = changed.forward(model, change, ids)
    assert np.array_equal(weights_of(ops, model, again), weights_of(ops, model, fresh))
    monkeypatch.setattr(changed, "STRETCH", 11)
    with pytest.raises(UserError, match="A text of 12 tokens is too long to be read without a mask; up to 11 can be"):
        changed.forward(model, change, ids)
    changed.forward(model, Change(causal=True), ids)


def test_what_a_model_does_not_have_is_left_out(ops: Ops, load: Callable[[str], Network]) -> None:
    model = load("bert")
    plain = run(model, "bert", UNCHANGED)
    made = run(model, "bert", Change(removed=((9, 0), (0, 77), (-1, 0)), hidden=(400, -1)))
    assert np.array_equal(ops.download(made.hidden[-1]), ops.download(plain.hidden[-1]))


@pytest.mark.parametrize("temperature", [0.0, 1e-9, -1.0, float("nan"), float("inf")])
def test_a_temperature_is_above_0_by_far(load: Callable[[str], Network], temperature: float) -> None:
    with pytest.raises(UserError, match=r"must be 0\.001 or more"):
        run(load("bert"), "bert", Change(temperature=temperature))


def test_rotary_positions_that_are_not_told_are_not_undone(load: Callable[[str], Network]) -> None:
    model = load("llama")
    assert all(one.rotation is not None for one in run(model, "llama", Change(scaled=False)).layers)
    assert all(one.rotation is None for one in run(model, "llama", Change(positions=False)).layers)


def test_what_a_translator_would_write(load: Callable[[str], Network], ops: Ops) -> None:
    model = load("marian")
    assert isinstance(model, Marian)
    ids = ids_of("marian", 12)
    plain = model.forward(ids).written
    change = cases.CHANGES["marian"]["removed"]
    made = changed.rewritten(model, change, ids, plain)
    assert made != plain
    assert made == changed.rewritten(model, change, ids, (model.start,)), "the guess changes nothing"
    # what it reads then is what it chooses, token by token
    last = model.logits(changed.forward(model, change, ids, written=made))
    last[:, made[0]] = -np.inf  # the start is not to be written
    assert (*made[1:],) == (*last.argmax(axis=1)[: len(made) - 1].tolist(),)
    assert changed.rewritten(model, UNCHANGED, ids, plain) == plain


@pytest.mark.parametrize("case", ["bert", "gpt2"])
def test_the_coldest_and_the_hottest_still_are_weights(ops: Ops, load: Callable[[str], Network], case: str) -> None:
    model = load(case)
    for temperature in (changed.COLDEST, 1e30):
        made = run(model, case, Change(temperature=temperature, scaled=False))
        weights = weights_of(ops, model, made).reshape(-1, cases.COUNT)
        np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-5)
        assert np.isfinite(ops.download(made.hidden[-1])).all()
        if temperature < 1:
            assert (np.sort(weights.max(axis=1)) > 0.5).all()
        else:
            seen = (weights > 0).sum(axis=1)
            np.testing.assert_allclose(weights.max(axis=1), 1 / seen, rtol=1e-5)
