"""Ten stickers are always ten, and the four moves are those of softmax."""

from __future__ import annotations

import numpy as np
import pytest

from attnviz.labs.softmax import moves, stickers

RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize("keys", [1, 2, 3, 7, 10, 11, 64, 512])
@pytest.mark.parametrize("sharpness", [0.0, 1.0, 5.0, 100.0, 1e4])
def test_ten_stickers_are_ten(keys, sharpness):
    for _ in range(20):
        shares = moves(RANDOM.normal(size=keys).astype(np.float32) * sharpness).shares
        given = stickers(shares)
        assert given.sum() == 10
        assert (given >= 0).all()
        assert (np.abs(given - 10 * shares) < 1 + 1e-6).all(), "nobody is a whole sticker off"


def test_float32_shares_that_do_not_quite_add_up_still_make_ten():
    assert stickers(np.full(3, np.float32(1 / 3))).tolist() == [4, 3, 3]
    assert stickers(np.full(10, np.float32(0.1))).tolist() == [1] * 10
    assert stickers(np.array([0.95, 0.05])).tolist() in ([10, 0], [9, 1])


def test_the_moves_follow_from_each_other():
    scores = RANDOM.normal(size=9).astype(np.float32) * 3
    made = moves(scores, 0.5)
    assert made.scores == pytest.approx(scores.astype(float) / 0.5)
    assert made.shifted.max() == 0
    assert made.exponentials == pytest.approx(np.exp(made.shifted))
    assert made.shares.sum() == pytest.approx(1)
    assert made.shares == pytest.approx(np.exp(scores.astype(float) * 2) / np.exp(scores.astype(float) * 2).sum())


def test_cold_is_sharp_and_hot_is_flat():
    scores = np.array([2.0, 1.0, 0.0, -1.0], np.float32)
    bits = [moves(scores, temperature).bits for temperature in (0.05, 0.5, 1.0, 3.0, 1e6)]
    assert bits == sorted(bits)
    assert bits[0] == pytest.approx(0, abs=1e-4)
    assert bits[-1] == pytest.approx(2)


def test_masked_keys_get_nothing_and_extreme_scores_are_safe():
    made = moves(np.array([1e4, -np.inf, 1e4 - 1, -1e30], np.float32))
    assert made.shares[[1, 3]].tolist() == [0, 0]
    assert made.shares.sum() == pytest.approx(1)
    assert stickers(made.shares).sum() == 10
    with pytest.raises(ValueError, match="no key"):
        moves(np.full(3, -np.inf, np.float32))
    with pytest.raises(ValueError, match="temperature"):
        moves(np.zeros(2, np.float32), 0.0)
