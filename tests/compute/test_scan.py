"""scan.cl and NumpyScans against weights times values: the table that a scan never makes."""

from __future__ import annotations

import numpy as np
import pytest
from closeness import assert_close, floats

from attnviz.compute import reference
from attnviz.compute.ops import Ops
from attnviz.compute.scans import FEATURES

RELATIVE, ABSOLUTE = 1e-5, 1e-5


def operands(seed: int, queries: int, keys: int, features: int, width: int) -> list[np.ndarray]:
    shapes = ((queries, features), (keys, features), (keys, width))
    return [floats(seed + place, *shape) for place, shape in enumerate(shapes)]


@pytest.mark.parametrize("feature", FEATURES)
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("rows", [1, 2, 7, 16, 33, 100])
def test_linear_attention_is_its_weights_times_the_values(ops: Ops, rows: int, causal: bool, feature: str) -> None:
    q, k, v = operands(1, rows, rows, 32, 24)
    made = ops.download(ops.scan_linear(*(ops.upload(one) for one in (q, k, v)), causal, feature))
    weights = reference.linear_weights(q.astype(np.float64), k.astype(np.float64), causal, feature)
    assert (weights >= 0).all()
    assert np.abs(weights.sum(axis=1) - 1).max() < 1e-12
    assert not causal or not np.triu(weights, 1).any()
    assert_close(made, weights @ v, RELATIVE, ABSOLUTE)


@pytest.mark.parametrize(("features", "width"), [(1, 1), (3, 5), (64, 64), (65, 9), (128, 128), (256, 8)])
def test_every_width_and_other_lengths(ops: Ops, features: int, width: int) -> None:
    q, k, v = operands(4, 6, 11, features, width)
    made = ops.download(ops.scan_linear(*(ops.upload(one) for one in (q, k, v))))
    assert_close(made, reference.scan_linear(*(one.astype(np.float64) for one in (q, k, v))), RELATIVE, ABSOLUTE)


@pytest.mark.parametrize("feature", FEATURES)
def test_phi_is_positive(ops: Ops, feature: str) -> None:
    """Of one number: a query of x and keys of 0 and x share by phi(0) : phi(x), whatever the query is."""
    for x in (-80.0, -3.0, -1e-3, 0.0, 1e-3, 2.0, 29.0, 50.0):
        given = np.array([[x]], np.float32), np.array([[0.0], [x]], np.float32), np.array([[0.0], [1.0]], np.float32)
        share = float(ops.download(ops.scan_linear(*(ops.upload(one) for one in given), feature=feature))[0, 0])
        phi = {
            "elu": np.exp(x) if x < 0 else x + 1,
            "relu": max(x, 0) + 1e-3,
            "exp": np.exp(min(max(x, -30), 30)),
        }[feature]
        assert share == pytest.approx(phi / ((1e-3 if feature == "relu" else 1) + phi), abs=1e-6)


@pytest.mark.parametrize("rows", [1, 2, 17, 100])
def test_a_state_space_model_is_its_weights_times_the_values(ops: Ops, rows: int) -> None:
    v, decays = floats(7, rows, 21), np.array([0.0, 0.5, 0.9, 0.99, 1.0], np.float32)
    weights = reference.fading_weights(decays.astype(np.float64), rows)
    left = decays.astype(np.float64) ** np.arange(1, rows + 1)[:, None]  # what no word has filled yet
    assert np.abs(weights.sum(axis=1) - (1 - left).mean(axis=1)).max() < 1e-12
    assert_close(ops.download(ops.scan_fading(ops.upload(v), decays)), weights @ v, RELATIVE, ABSOLUTE)


def test_one_scan_after_the_other(ops: Ops) -> None:
    """The memory of a scan is empty when it begins, whatever was there before."""
    q, k, v = (ops.upload(one) for one in operands(2, 9, 9, 16, 16))
    first = ops.download(ops.scan_linear(q, k, v, True))
    ops.scan_fading(v, np.full(3, 0.5, np.float32))
    assert (ops.download(ops.scan_linear(q, k, v, True)) == first).all()


def test_what_does_not_fit_is_refused(ops: Ops) -> None:
    q, k, v = (ops.upload(one) for one in operands(2, 5, 4, 8, 8))
    narrow, wide = ops.upload(floats(1, 4, 7)), ops.upload(floats(1, 4, 257))
    for given in ((q, narrow, v, False), (q, k, q, False), (q, k, v, True), (wide, wide, v, False)):
        with pytest.raises(ValueError, match="queries"):
            ops.scan_linear(*given)
    with pytest.raises(ValueError, match="feature 'sine'"):
        ops.scan_linear(q, k, v, feature="sine")
    for decays in ([], [1.5], [-0.1], [0.5] * 257):
        with pytest.raises(ValueError, match="decays"):
            ops.scan_fading(v, np.array(decays, np.float32))
