"""The oracle itself is checked: the float64 twin against what Hugging Face transformers computed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from golden.e5_twin import Encoded, encode
from golden.golden import load_minilm, load_minilm_full

from attnviz.weights.checkpoint import Checkpoint, open_checkpoint
from attnviz.weights.q4 import Q4Matrix

CLOSE = 1e-6  # both are float64, the stored values rounded to float32


@pytest.fixture(scope="module")
def minilm() -> Checkpoint:
    return open_checkpoint("all-MiniLM-L6-v2")


def run(checkpoint: Checkpoint, ids: tuple[int, ...]) -> Encoded:
    table = checkpoint.word_table()
    rows = table.rows if isinstance(table, Q4Matrix) else lambda chosen: table[list(chosen)]
    return encode(ids, exact(checkpoint), rows, checkpoint.config)


@cache
def exact(checkpoint: Checkpoint) -> Callable[[str], np.ndarray]:
    """The checkpoint's arrays in float64, each made once for all tests."""
    return cache(lambda name: checkpoint.tensor(name).astype(np.float64))


def test_every_length_and_every_head_is_covered() -> None:
    cases = load_minilm()
    lengths = {len(case.ids) for case in cases}
    assert len(cases) >= 20
    assert min(lengths) == 3
    assert max(lengths) == 512
    assert max(case.total for case in cases) == 700
    for case in cases:
        assert set(case.weights) == {(layer, head) for layer in range(6) for head in range(12)}
        assert set(case.hidden) == set(range(7))
        for at, values in case.weights.values():
            assert at.max() < len(case.ids) ** 2
            assert values.max() > 1 / len(case.ids) / 2  # the large entries are among the stored ones


@pytest.mark.parametrize("number", range(17))
def test_twin_agrees_with_transformers(minilm: Checkpoint, number: int) -> None:
    case = load_minilm()[number]
    made = run(minilm, case.ids)
    for (layer, head), (at, values) in case.weights.items():
        np.testing.assert_allclose(made.weights[layer, head].ravel()[at], values, rtol=0, atol=CLOSE)
    for layer, (at, values) in case.hidden.items():
        np.testing.assert_allclose(made.hidden[layer].ravel()[at], values, rtol=0, atol=CLOSE)


def test_twin_agrees_on_a_whole_sentence(minilm: Checkpoint) -> None:
    full = load_minilm_full()
    made = run(minilm, full.ids)
    np.testing.assert_allclose(made.weights, full.weights, rtol=0, atol=CLOSE)
    np.testing.assert_allclose(np.stack(made.hidden), full.hidden, rtol=0, atol=CLOSE)


@pytest.mark.parametrize("number", range(28))
def test_our_tokens_are_those_of_transformers(minilm: Checkpoint, number: int) -> None:
    case = load_minilm()[number]
    tokens = minilm.tokenizer.encode(case.text)
    assert tokens.ids == case.ids
    assert tokens.total == case.total
