"""As ``test_any_numbers.py``, for what attends to nothing: packed products, words, positions, states, rows."""

from __future__ import annotations

import numpy as np
from closeness import assert_close, floats
from hypothesis import given
from hypothesis import strategies as st
from test_any_numbers import LONGEST, examples, seeds
from test_embed import RELATIVE as EMBEDDED
from test_packed import ABSOLUTE, RELATIVE, blocks, dense
from test_rope import angles

from attnviz.compute import reference
from attnviz.compute.ops import PACKED, Ops

rows_ = st.integers(1, LONGEST)
larges = st.sampled_from((1e-20, 1.0, 1e4, 1e15))


@examples(30)
@given(seed=seeds, rows=rows_, k=st.integers(1, 9), n=st.integers(1, 130), kind=st.sampled_from(PACKED), large=larges)
def test_packed_products_and_words(ops: Ops, seed: int, rows: int, k: int, n: int, kind: str, large: float) -> None:
    """A layer, and the same numbers as a table of words, looked up and multiplied with."""
    x, matrix, bias = floats(seed, rows, 32 * k) * np.float32(large), blocks(seed, kind, n, 32 * k), floats(seed + 1, n)
    weight, exact = dense(matrix), x.astype(np.float64)
    made = ops.download(ops.linear(ops.upload(x), ops.linear_weights(matrix, bias)))
    size = np.abs(exact) @ np.abs(weight).T
    # of large numbers that cancel within a block, the offset that is taken off at the end is the larger part
    assert_close(made, exact @ weight.T + bias, RELATIVE * (size + np.abs(bias)), ABSOLUTE)
    words, ids = ops.word_table(matrix), np.random.default_rng(seed).integers(0, n, rows).astype(np.int32)
    assert_close(ops.download(ops.gather(ids, words)), weight[ids], 1e-7, 1e-12)
    assert_close(ops.download(ops.logits(ops.upload(x), words)), exact @ weight.T, RELATIVE * size, ABSOLUTE)


@examples(30)
@given(seed=seeds, rows=rows_, width=st.integers(1, 200), count=st.integers(1, 150), large=larges)
def test_logits(ops: Ops, seed: int, rows: int, width: int, count: int, large: float) -> None:
    x, words = floats(seed, rows, width) * np.float32(large), floats(seed + 1, count, width)
    made = ops.download(ops.logits(ops.upload(x), ops.word_table(words)))
    exact, table = x.astype(np.float64), words.astype(np.float64)
    assert_close(made, exact @ table.T, 2e-6 * (np.abs(exact) @ np.abs(table).T), 1e-7)


@examples(25)
@given(seed=seeds, rows=rows_, width=st.integers(2, 300), large=st.sampled_from((1e-6, 1.0, 1e4, 1e12)))
def test_embeddings(ops: Ops, seed: int, rows: int, width: int, large: float) -> None:
    words = floats(seed, 50, width) * np.float32(large)
    positions, types, gamma, beta = (floats(seed + 1, LONGEST, width), *(floats(seed + at, width) for at in (2, 3, 4)))
    ids = np.random.default_rng(seed).integers(0, 50, rows).astype(np.int32)
    uploaded = ops.upload(positions), ops.upload(types), ops.norm_weights(gamma, beta, 1e-12)
    made = ops.download(ops.embed(ids, ops.word_table(words), *uploaded))
    exact = [a.astype(np.float64) for a in (words[ids], positions, types, gamma, beta)]
    summed = exact[0] + exact[1][:rows] + exact[2]
    rounded = 4e-7 * np.abs(summed).max(axis=1, keepdims=True) / (summed.std(axis=1, keepdims=True) + 1e-9)
    twin = reference.embed(*exact, 1e-12)
    assert_close(made, twin, EMBEDDED * np.abs(twin) + rounded * np.abs(gamma).max(), 5e-6)


@examples(30)
@given(
    seed=seeds,
    rows=rows_,
    pairs=st.integers(1, 40),
    heads=st.integers(1, 6),
    first=st.integers(0, 500),
    large=larges,
)
def test_positions(ops: Ops, seed: int, rows: int, pairs: int, heads: int, first: int, large: float) -> None:
    size = 2 * pairs
    x, table = floats(seed, rows, heads * size) * np.float32(large), angles(first + rows, size)
    made = ops.download(ops.rope((ops.upload(x), 0, heads * size), size, ops.upload(table), first))
    twin = reference.rope(x.astype(np.float64), size, table.astype(np.float64), first)
    assert_close(made, twin, 0.0, 2e-6 * large)
    lengths = [np.linalg.norm(one.astype(np.float64).reshape(rows, heads, size), axis=2) for one in (made, x)]
    assert np.allclose(*lengths, rtol=1e-5, atol=1e-30), "a turn changes no length"


@examples(8)
@given(seed=seeds, rows=rows_, width=st.integers(1, 32), large=st.sampled_from((1e-20, 1.0, 30.0, 1e4, 1e30)))
def test_recurrent_states_and_influence(ops: Ops, seed: int, rows: int, width: int, large: float) -> None:
    weight = floats(seed, width, width) * np.float32(0.5) / np.sqrt(width, dtype=np.float32)  # it forgets: no chaos
    given_, x = floats(seed + 1, 8, width), floats(seed + 2, rows, width) * np.float32(large)
    made = ops.download(ops.scan_recurrent(ops.upload(x), ops.upload(weight)))
    exact = reference.scan_recurrent(x.astype(np.float64), weight.astype(np.float64))
    assert_close(made, exact, 1e-5, 4e-6)
    assert np.abs(made).max() <= 1
    back, gram = np.ascontiguousarray(weight.T), given_.T @ given_
    ends = np.arange(rows, dtype=np.int32)
    found = ops.download(ops.influence(ops.upload(made), ops.upload(back), ops.upload(gram), ends))
    twin = reference.influence(made.astype(np.float64), back.astype(np.float64), gram.astype(np.float64), ends)
    assert_close(found, twin, 1e-4, 1e-6)


@examples(20)
@given(seed=seeds, rows=rows_, width=st.integers(1, 100), share=st.floats(0, 1), large=larges)
def test_rows_given_away_and_taken_back(ops: Ops, seed: int, rows: int, width: int, share: float, large: float) -> None:
    """As experts get theirs: some rows, each times a factor, added where they came from."""
    rng = np.random.default_rng(seed)
    chosen = np.flatnonzero(rng.random(rows) < share).astype(np.int32)
    if not len(chosen):
        chosen = np.zeros(1, np.int32)
    x, y = floats(seed, rows, width) * np.float32(large), floats(seed + 1, rows, width)
    factors = rng.random(len(chosen)).astype(np.float32)
    taken, sums = ops.take_rows(ops.upload(x), chosen), ops.upload(y.copy())
    assert (ops.download(taken) == x[chosen]).all()
    ops.add_rows(sums, chosen, taken, factors)
    twin = y.astype(np.float64)
    twin[chosen] += factors[:, None].astype(np.float64) * x[chosen]
    bound = 2e-7 * (np.abs(y.astype(np.float64)) + np.abs(x.astype(np.float64)))
    assert_close(ops.download(sums), twin, bound, 1e-30)
