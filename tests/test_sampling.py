"""From logits to probabilities and to a choice, against the definitions written out."""

from __future__ import annotations

import numpy as np
import pytest

from attnviz.sampling import Sampling, choose, probabilities


def by_definition(logits: np.ndarray, sampling: Sampling) -> np.ndarray:
    """Softmax, then the whole vocabulary sorted and cut."""
    scaled = logits.astype(np.float64) / (sampling.temperature or 1.0)
    shares = np.exp(scaled - scaled.max())
    shares /= shares.sum()
    order = np.argsort(-shares, kind="stable")
    kept = min(sampling.top_k or len(order), len(order))
    if sampling.top_p < 1:
        kept = min(kept, int(np.searchsorted(np.cumsum(shares[order]), sampling.top_p)) + 1)
    shares[order[kept:]] = 0
    return shares / shares.sum()


@pytest.mark.parametrize("spread", [0.01, 1.0, 6.0])
@pytest.mark.parametrize(
    "sampling",
    [
        Sampling(),
        Sampling(0.7),
        Sampling(1.0, 1),
        Sampling(1.3, 40),
        Sampling(1.0, 9999),
        Sampling(1.0, 0, 0.9),
        Sampling(1.0, 0, 0.01),
        Sampling(0.5, 3, 0.9),
        Sampling(1.0, 3000, 0.999),
    ],
)
def test_as_defined(spread, sampling):
    logits = np.random.default_rng(3).normal(0, spread, 5000).astype(np.float32)
    found, expected = probabilities(logits, sampling), by_definition(logits, sampling)
    np.testing.assert_array_equal(found > 0, expected > 0)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=0)
    assert found.sum() == pytest.approx(1)


@pytest.mark.parametrize("sampling", [Sampling(1.0, 3), Sampling(1.0, 0, 0.29)])
def test_of_words_alike_the_lower_ids_stay(sampling):
    found = probabilities(np.zeros(10, np.float32), sampling)
    assert np.flatnonzero(found).tolist() == [0, 1, 2]


def test_temperature_0_takes_the_best_and_others_draw_from_what_is_left():
    logits = np.float32([1.0, 3.0, 2.0, -1.0])
    rng = np.random.default_rng(0)
    assert {choose(logits, Sampling(), rng) for _ in range(50)} == {1}
    assert {choose(logits, Sampling(2.0, 2), rng) for _ in range(200)} == {1, 2}
