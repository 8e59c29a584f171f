"""tiles.cl: whatever the tiles, the product is the same."""

from __future__ import annotations

import numpy as np
import pytest
from closeness import assert_close, floats

from attnviz.compute import reference
from attnviz.compute.ops import Ops
from attnviz.compute.scans import SIDES

RELATIVE, ABSOLUTE = 1e-5, 1e-5


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(("m", "k", "n"), [(1, 1, 1), (16, 32, 16), (15, 32, 15), (17, 5, 33), (40, 64, 7), (9, 3, 24)])
def test_every_tile_gives_the_product(ops: Ops, side: int, m: int, k: int, n: int) -> None:
    x, weight = floats(m, m, k), floats(n, k, n)
    made = ops.download(ops.multiply(ops.upload(x), ops.upload(weight), side))
    twin = reference.multiply(x.astype(np.float64), weight.astype(np.float64), side)
    assert twin == pytest.approx(x.astype(np.float64) @ weight)
    assert_close(made, twin, RELATIVE, ABSOLUTE)


def test_what_does_not_fit_is_refused(ops: Ops) -> None:
    x, weight, other = (ops.upload(floats(1, *shape)) for shape in ((4, 5), (5, 3), (4, 3)))
    for given in ((x, other, 4), (x, weight, 3), (x, weight, 32), (x, weight, 0)):
        with pytest.raises(ValueError, match="tiles of"):
            ops.multiply(*given)
