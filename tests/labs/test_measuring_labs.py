"""The labs on cost, tiles and products: what they say follows from what the kernels do."""

from __future__ import annotations

import numpy as np
import pytest

from attnviz.engine import Engine
from attnviz.lab import lab
from attnviz.labs import cost
from attnviz.labs.flash import BLOCK, walk
from attnviz.labs.workbench import depends_on_text
from attnviz.trace import TraceRequest

TEXT = "Taro ate the cake. After that, he fell asleep."
LABS = (lab("flash"), lab("flash", query=10), lab("gemm"), lab("cost"))


@pytest.fixture(scope="module", params=["auto", "numpy"])
def trace(request):
    before, cost.LENGTHS = cost.LENGTHS, (16, 32)
    engine = Engine()
    try:
        yield engine.run(TraceRequest(1, TEXT, "all-MiniLM-L6-v2", request.param, ((3, 7),), labs=LABS))
    finally:
        engine.close()
        cost.LENGTHS = before


def test_the_tiles_end_where_the_whole_row_does(trace):
    for asked in LABS[:2]:
        flash = trace.labs[asked]
        last = flash.tiles[-1]
        assert (last.highest, last.total) == pytest.approx((flash.highest, flash.total))
        assert [tile.start for tile in flash.tiles] == list(range(0, 15, BLOCK))
        assert flash.tiles[-1].stop == 15
        assert flash.difference <= 1e-5 * flash.scale
        assert flash.plain_bytes == 4 * 12 * 15 * 15
        assert flash.rows * 2 * 32 * 4 == 64 << 10
    assert trace.labs[LABS[1]].query == 10


@pytest.mark.parametrize("block", [1, 2, 5, 64])
def test_a_walk_over_any_tiles_gives_the_softmax(block):
    random = np.random.default_rng(block)
    masked = np.r_[np.full(4, -np.inf), random.normal(size=5)]
    for scores in (random.normal(size=13) * 5, np.array([-1e4, 1e4, 0.0]), masked):
        tiles = walk(scores, block)
        seen = scores[np.isfinite(scores)]
        assert tiles[-1].highest == seen.max()
        assert tiles[-1].total == pytest.approx(np.exp(seen - seen.max()).sum())
        assert all(0 <= tile.factor <= 1 for tile in tiles)


def test_products_are_counted_right(trace):
    products = {one.name: one for one in trace.labs[lab("gemm")].products}
    assert (products["QK"].m, products["QK"].n, products["QK"].k) == (15, 15, 32)
    assert (products["WV"].m, products["WV"].n, products["WV"].k) == (15, 32, 15)
    for one in products.values():
        assert one.flops == 2 * one.m * one.n * one.k
        assert one.gflops > 0


def test_cost_has_a_point_for_each_length_and_is_kept(trace):
    found = trace.labs[lab("cost")]
    for points in (found.full, found.flash, found.one_head):
        assert [point.n for point in points] == [16, 32]
        assert all(point.milliseconds > 0 for point in points)
    assert [point.bytes for point in found.full] == [12 * 4 * n * n for n in (16, 32)]
    assert {point.bytes for point in found.flash} == {0}
    assert found.squared(found.full)[-1] == found.full[-1].milliseconds
    assert found.squared(found.full)[0] == pytest.approx(found.full[-1].milliseconds / 4)
    assert not depends_on_text(lab("cost"))
    assert depends_on_text(lab("flash"))
