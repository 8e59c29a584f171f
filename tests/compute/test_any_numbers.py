"""Every operation on random shapes, masks and extreme numbers, on every device against the float64 twin.

The suite takes a few dozen examples of each, the same at each run. ``ATTNVIZ_EXAMPLES=2000`` takes so many new ones.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
import pytest
from closeness import assert_close, floats
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_attention import Case, case, check_pictures
from test_changes import check_mean
from test_facts import check as check_facts
from test_facts import facts_of, marks_of
from test_linear import GELU_ABSOLUTE, PRODUCT_ABSOLUTE, twin
from test_sparse import check as check_sparse
from test_sparse import some

from attnviz.compute import reference
from attnviz.compute.ops import ACTIVATIONS, Marks, Mask, Ops
from attnviz.heads import FACTS, POSITIONAL

ASKED = int(os.environ.get("ATTNVIZ_EXAMPLES", "0"))
MANNERS = ("usual", "1e4", "1e30", "-1e30", "all equal", "one key by far", "tiny", "zero")
HUGE = ("1e4", "1e30", "-1e30", "one key by far")
"""manners whose scores are so large that their last digit changes a weight"""
LONGEST, WIDEST = 70, 72

seeds = st.integers(0, 2**20)


def examples(count: int) -> settings:
    """The device is opened once for all examples, and no test may fail because a machine is slow."""
    return settings(
        max_examples=ASKED or count,
        derandomize=not ASKED,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@dataclass(frozen=True)
class Attending:
    """Queries, keys and values of some shape, how large they are, and who may look where."""

    seed: int
    rows: int
    size: int
    groups: int
    shared: int
    manner: str
    mask: Mask

    def on(self, ops: Ops) -> Case:
        q = floats(self.seed, self.rows, self.groups * self.shared * self.size)
        k, v = floats(self.seed + 1, 2, self.mask.keys, self.groups * self.size)
        return case(ops, *in_manner(self.manner, q, k), v, self.size, self.mask)


def in_manner(manner: str, q: np.ndarray, k: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scores of about so much."""
    if manner == "1e4":
        return q * 100, k * 100
    if manner == "1e30":
        return q * np.float32(1e15), k * np.float32(1e15)
    if manner == "-1e30":
        return np.abs(q) * np.float32(1e15), -np.abs(k) * np.float32(1e15)
    if manner == "all equal":
        return q, np.repeat(k[:1], len(k), axis=0)
    if manner == "one key by far":
        k = k.copy()
        k[len(k) // 2] *= 1e4
        return q, k
    return (q * np.float32(1e-20), k * np.float32(1e-20)) if manner == "tiny" else (q, k * int(manner != "zero"))


@st.composite
def attending(draw: st.DrawFn) -> Attending:
    rows = draw(st.integers(1, LONGEST))
    way = draw(st.sampled_from(("full", "causal", "window", "after others", "another text")))
    first = draw(st.integers(1, 40)) if way == "after others" else 0
    keys = draw(st.integers(1, LONGEST)) if way == "another text" else rows + first
    hidden = draw(st.sampled_from(("none", "some", "all")))
    mask = Mask(
        keys,
        -rows - 1 if way == "another text" else first,
        causal=way in ("causal", "window", "after others"),
        window=draw(st.integers(1, 20)) if way == "window" else 0,
        sharpness=draw(st.sampled_from((1.0, 1.0, 0.0, 0.3, 4.0))),
        hidden=() if hidden == "none" else tuple(range(0, keys, 3 if hidden == "some" else 1)),
    )
    size = draw(st.integers(1, WIDEST))
    return Attending(
        draw(seeds), rows, size, draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.sampled_from(MANNERS)), mask
    )


@examples(40)
@given(asked=attending())
def test_attention(ops: Ops, asked: Attending) -> None:
    made = asked.on(ops)
    for head in {0, made.heads - 1}:
        made.check(head)
    check_mean(made)


@examples(25)
@given(asked=attending(), size=st.integers(1, 40))
def test_what_views_show_of_all_heads(ops: Ops, asked: Attending, size: int) -> None:
    made = asked.on(ops)
    marks = marks_of(made, None if asked.mask.first < 0 else asked.mask.first, seed=asked.seed)
    if asked.manner in HUGE:  # a score's last digits decide: the twin is of the device's own weights
        check_facts_of_own_weights(made, marks)
    else:
        check_facts(made, marks)
    check_pictures(made, size)


def check_facts_of_own_weights(made: Case, marks: Marks) -> None:
    found = facts_of(made, marks)
    known = [name for name in range(len(FACTS)) if marks.first is not None or FACTS[name] not in POSITIONAL]
    for head in range(made.heads):
        weights = made.ops.download(made.ops.attend_head(made.query, head, made.cache, made.mask)[1])
        told = marks.queries, marks.keys, marks.special, marks.shares.astype(np.float64)
        twin = reference.facts(weights.astype(np.float64), marks.first, *told)
        assert_close(found[head, known], twin[known], 1e-5, 1e-4)


@examples(25)
@given(asked=attending(), share=st.sampled_from((0.01, 0.2, 0.9)))
def test_sparse_attention(ops: Ops, asked: Attending, share: float) -> None:
    made, seen = asked.on(ops), some(asked.seed, asked.rows, asked.mask.keys, share)
    if asked.manner not in HUGE:
        check_sparse(made, seen, asked.mask.sharpness)
        return
    context = ops.download(ops.attend_sparse(made.query, made.cache, ops.pattern(seen), asked.mask.sharpness))
    assert np.isfinite(context).all()
    assert not context[~seen.any(axis=1)].any()
    assert np.abs(context).max() <= np.abs(made.v).max() * (1 + 1e-5), "a mean of values is none of them larger"


@examples(40)
@given(seed=seeds, rows=st.integers(1, LONGEST), width=st.integers(1, 300), manner=st.sampled_from(MANNERS))
def test_softmax(ops: Ops, seed: int, rows: int, width: int, manner: str) -> None:
    scores = {"1e4": 1e4, "1e30": 1e30, "-1e30": -1e30, "tiny": 1e-30, "zero": 0.0, "all equal": 0.0}.get(manner, 3.0)
    x = floats(seed, rows, width) * np.float32(scores)
    if manner == "-1e30":
        x = -np.abs(x)
    if manner == "one key by far":
        x[:, width // 2] = 1e30
    made = ops.download(ops.softmax(ops.upload(x)))
    assert_close(made, reference.softmax_rows(x.astype(np.float64)), 5e-6, 1e-7)
    assert np.abs(made.sum(axis=1, dtype=np.float64) - 1).max() <= 1e-6


@examples(40)
@given(
    seed=seeds,
    rows=st.integers(1, LONGEST),
    k=st.integers(1, 200),
    n=st.integers(1, 200),
    activation=st.sampled_from(ACTIVATIONS),
    large=st.sampled_from((1e-20, 1.0, 1e4, 1e15)),
)
def test_linear(ops: Ops, seed: int, rows: int, k: int, n: int, activation: str, large: float) -> None:
    x, weight, bias = floats(seed, rows, k) * np.float32(large), floats(seed + 1, n, k), floats(seed + 2, n)
    made = ops.download(ops.linear(ops.upload(x), ops.linear_weights(weight, bias), activation))
    exact, bound = twin(x, weight, bias)
    if activation:
        exact = getattr(reference, activation)(exact)
    # no activation is steeper than 1.13, and each may err by a rounding of its own
    assert_close(
        made, exact, 1.2 * bound + 1e-6 * np.abs(exact), PRODUCT_ABSOLUTE + (GELU_ABSOLUTE if activation else 0)
    )


@examples(40)
@given(
    seed=seeds,
    rows=st.integers(1, LONGEST),
    width=st.integers(2, 400),
    large=st.sampled_from((1e-15, 1e-4, 1.0, 1e4, 1e12)),
    shifted=st.booleans(),
)
def test_norms(ops: Ops, seed: int, rows: int, width: int, large: float, shifted: bool) -> None:
    x, gamma, beta = floats(seed, rows, width) * np.float32(large), floats(seed + 1, width), floats(seed + 2, width)
    made = ops.download(ops.norm(ops.upload(x), ops.norm_weights(gamma, beta if shifted else None, 1e-6)))
    exact, g, b = (a.astype(np.float64) for a in (x, gamma, beta))
    expected = reference.norm(exact, g, b, 1e-6) if shifted else reference.rms_norm(exact, g, 1e-6)
    # of two nearly equal numbers the difference is rounded away by as much as they are larger than it
    spread = exact.std(axis=1, keepdims=True) + 1e-3 * large
    rounded = 4e-7 * np.abs(exact).max(axis=1, keepdims=True) / spread * np.abs(g).max() if shifted else 0.0
    assert_close(made, expected, 2e-6 * np.abs(expected) + rounded, 4e-6)


@examples(25)
@given(
    seed=seeds,
    rows=st.integers(1, LONGEST),
    features=st.integers(1, 100),
    width=st.integers(1, 100),
    causal=st.booleans(),
    large=st.sampled_from((1e-20, 1.0, 30.0, 1e4)),
)
def test_linear_scan(ops: Ops, seed: int, rows: int, features: int, width: int, causal: bool, large: float) -> None:
    q, k = (floats(seed + at, rows, features) * np.float32(large) for at in (0, 1))
    v = floats(seed + 2, rows, width)
    made = ops.download(ops.scan_linear(*(ops.upload(x) for x in (q, k, v)), causal))
    exact = reference.scan_linear(*(x.astype(np.float64) for x in (q, k, v)), causal)
    assert_close(made, exact, 1e-4, 1e-4)
    assert np.abs(made).max() <= np.abs(v).max() * (1 + 1e-4), "a mean of values is none of them larger"


@pytest.mark.parametrize("activation", ACTIVATIONS[1:])
@examples(25)
@given(
    seed=seeds, rows=st.integers(1, LONGEST), width=st.integers(1, 200), large=st.sampled_from((1e-30, 3.0, 1e4, 1e18))
)
def test_gated(ops: Ops, activation: str, seed: int, rows: int, width: int, large: float) -> None:
    x = floats(seed, rows, 2 * width)
    x[:, :width] *= np.float32(large)
    made = ops.download(ops.gated(ops.upload(x), activation))
    assert_close(made, reference.gated(x.astype(np.float64), activation), 2e-6, 1e-5)
