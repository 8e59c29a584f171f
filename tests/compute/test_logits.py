"""logits.cl and NumpyOps.logits against the float64 twin; packed tables are in test_packed.py."""

from __future__ import annotations

import numpy as np
import pytest
from closeness import ROWS, assert_close, floats

from attnviz.compute.ops import Blocks, Ops

RELATIVE, ABSOLUTE = 2e-6, 1e-7


def check(ops: Ops, rows: int, width: int, count: int) -> None:
    x, words = floats(1, rows, width), floats(2, count, width)
    made = ops.download(ops.logits(ops.upload(x), ops.word_table(words)))
    exact, table = x.astype(np.float64), words.astype(np.float64)
    assert_close(made, exact @ table.T, RELATIVE * (np.abs(exact) @ np.abs(table).T), ABSOLUTE)


@pytest.mark.parametrize("rows", ROWS)
def test_every_number_of_rows(ops: Ops, rows: int) -> None:
    check(ops, rows, 64, 200)


@pytest.mark.parametrize(("width", "count"), [(20, 50), (7, 3), (8, 1), (384, 49), (64, 1000)])
def test_every_size_of_table(ops: Ops, width: int, count: int) -> None:
    check(ops, 5, width, count)


def test_words_of_an_encoder_without_a_head(pocl: Ops) -> None:
    words = pocl.word_table(Blocks(floats(1, 4, 1), np.zeros((4, 16), np.uint8), (4, 32)))
    with pytest.raises(ValueError, match="Blocks"):
        pocl.logits(pocl.upload(floats(2, 1, 32)), words)
