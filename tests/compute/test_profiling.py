"""What a run is said to cost: which kernels, how often, how much work, and what is held."""

from __future__ import annotations

import gc
import re

import numpy as np
import pytest
from closeness import floats

from attnviz.assets import asset
from attnviz.compute import kinds, step_work, warming
from attnviz.compute.gpu_set import GPU
from attnviz.compute.ops import Cache, Columns, Mask, Ops, Tensor
from attnviz.compute.profiling import Recorder
from attnviz.compute.runtime import cl
from attnviz.compute.work import FORMULAS, work
from attnviz.performance import Ceiling, Launch, Profile, added_up, share_of, share_of_all, total

T, D, HEADS = 20, 64, 4


def encode(ops: Ops) -> None:
    """A layer without its feed-forward part: two products, attention, a norm."""
    x = ops.upload(floats(1, T, D))
    wide = ops.linear_weights(floats(2, 3 * D, D), floats(3, 3 * D))
    square = ops.linear_weights(floats(4, D, D), floats(5, D))
    norm = ops.norm_weights(floats(6, D), floats(7, D), 1e-5)
    context = ops.attend(*attention(ops, ops.linear(x, wide)))
    ops.norm(ops.linear(context, square, residual=x), norm)


def attention(ops: Ops, qkv: Tensor) -> tuple[Columns, Cache, Mask]:
    cache = ops.cache(HEADS, D // HEADS, T)
    ops.append(cache, (qkv, D, 2 * D), (qkv, 2 * D, 3 * D))
    return (qkv, 0, D), cache, Mask(T)


def test_nothing_is_noted_unless_asked(pocl: Ops) -> None:
    pocl.record(False)
    encode(pocl)
    assert pocl.launches() == ()


def test_launches_have_names_counts_and_times(pocl: Ops) -> None:
    pocl.record(True)
    encode(pocl)
    encode(pocl)
    first = pocl.launches()
    assert [(one.kernel, one.calls) for one in first] == [
        ("linear", 2), ("append", 2), ("attend", 2), ("linear_add", 2), ("norm", 2),
    ]  # fmt: skip
    assert all(0 < one.milliseconds < 1000 for one in first)
    assert pocl.launches() == (), "each is told once"
    encode(pocl)
    pocl.record(True)
    assert pocl.launches() == (), "what was noted before counts no more"
    pocl.record(False)


def test_products_count_the_same_in_both_kernel_sets(pocl: Ops, gpu_on_pocl: Ops) -> None:
    """However a set cuts a product up, its multiply-adds are those of the formula."""
    found = {}
    for name, ops in (("cpu", pocl), ("gpu", gpu_on_pocl)):
        ops.record(True)
        encode(ops)
        found[name] = ops.launches()
        ops.record(False)
    for launches in found.values():
        linear = [one for one in launches if one.kernel.startswith("linear")]
        attend = [one for one in launches if one.kernel.startswith(("attend", "flash"))]
        assert sum(one.flops for one in linear) == 2 * T * D * (3 * D + D)
        assert sum(one.flops for one in attend) == 4 * T * T * D


def test_one_head_counts_the_same_in_both_kernel_sets(pocl: Ops, gpu_on_pocl: Ops) -> None:
    for ops in (pocl, gpu_on_pocl):
        query, cache, mask = attention(ops, ops.upload(floats(1, T, 3 * D)))
        ops.record(True)
        ops.attend_head(query, 1, cache, mask)
        launches = ops.launches()
        ops.record(False)
        products = [one for one in launches if one.kernel in ("attend_head", "scores", "values")]
        assert sum(one.flops for one in products) == 4 * T * T * (D // HEADS)


def test_every_kernel_of_a_card_has_a_formula() -> None:
    for build in GPU.builds:
        for name in build.kernels:
            assert ("flash" if name.startswith("flash_") else name) in FORMULAS, name


def test_every_step_of_a_processor_has_a_formula() -> None:
    listed = re.search(r"enum \{(.*?)\}", asset("kernels", "run.cl").read_text(), re.S)
    assert listed is not None
    names = re.findall(r"\w+", listed[1])
    assert (
        {getattr(kinds, "GATED" if name == "GATED_UNIT" else name) for name in names}
        == set(range(len(names)))
        == set(step_work.FORMULAS)
    )


def test_masked_pairs_are_not_counted(pocl: Ops, gpu_on_pocl: Ops) -> None:
    for ops in (pocl, gpu_on_pocl):
        query, cache, _ = attention(ops, ops.upload(floats(1, T, 3 * D)))
        for mask, pairs in ((Mask(T, causal=True), T * (T + 1) // 2), (Mask(T, causal=True, window=1), T)):
            ops.record(True)
            ops.attend(query, cache, mask)
            ops.attend_head(query, 1, cache, mask)
            launches = [one for one in ops.launches() if one.kernel != "softmax"]
            assert sum(one.flops for one in launches) == 4 * pairs * (D + D // HEADS)
            ops.record(False)


def test_every_formula_of_a_card_fits_its_kernel(gpu_on_pocl: Ops) -> None:
    """Each knows where the arguments of its kernel are: nothing comes out wrong by a whole matrix, or not at all."""
    gpu_on_pocl.record(True)
    warming.run_all(gpu_on_pocl)
    found = {one.kernel: one for one in gpu_on_pocl.launches()}
    gpu_on_pocl.record(False)
    for name, one in found.items():
        assert 0 < one.bytes < 1e5 * one.calls, name
        assert (one.flops > 0) == (name not in ("append", "put_rows", "take_rows", "pool", "hide", "clear")), name
    rows = work("rope", ((5, 99), 3, 128, 8, (40, 8), 64, 2, 24, (5, 24), 64))
    assert rows == (3 * 5 * 24, 4 * (2 * 5 * 24 + 5 * 8))
    heads = work("scores", ((5, 24), 0, 64, (30, 8), 64, 8, 3, 0, 5, 30, 30, 30, 0.3, (15, 30), 64))
    assert heads == (2 * 3 * 5 * 30 * 8, 4 * (5 * 24 + 30 * 8 + 3 * 5 * 30))
    table = work("gather_q4", ((5,), (90, 2), (90, 32), 1.0, (50, 64), 64, 0, 64, (5, 64), 64))
    assert table == (4 * 5 * 64, 4 * 5 + 5 * (8 + 32) + 2 * 4 * 5 * 64)


def test_bytes_by_hand() -> None:
    m, n, k = 3, 5, 7
    product = work("linear", ((m, k), 8, (1, k, 24), (n,), m, k, 0, (m, n), 8, (m, n), 8))
    assert product == (2 * m * n * k, 4 * (m * k + n * k + n + 2 * m * n))
    assert work("linear", ((m, k), 8, (1, k, 24), (n,), m, k, 1, None, 0, (m, n), 8))[1] == product[1] - 4 * m * n
    plain = work("embed", ((m,), (100, n), (50, n), 8, (n,), (n,), (n,), 1e-5, n, (m, n), 8))
    assert plain[1] == 4 * (m + m * n + m * n + m * n + 3 * n), "rows of the tables, not the tables"
    packed = work("embed_q4", ((m,), (100, 1), (100, 16), (50, 32), 32, (32,), (32,), (32,), 1e-5, 32, (m, 32), 32))
    assert packed[1] == 4 * (m + 2 * m * 32 + 3 * 32) + m * (4 + 16)
    assert work("no such kernel", ((1, 2), 3)) == (0, 0)


def test_a_driver_without_times_still_counts() -> None:
    class Event:
        def get_profiling_info(self, what: object) -> int:
            raise cl.RuntimeError("PROFILING_INFO_NOT_AVAILABLE")

    recorder = Recorder()
    recorder.start(True)
    recorder.note("norm", Event(), [(3, 4), 8, 1, (4,), (4,), 1e-5, 4, (3, 4), 8])
    assert recorder.take() == (Launch("norm", 1, 0.0, 8 * 12, 4 * (12 + 4 + 4 + 12)),)


def test_to_be_noted_keeps_no_memory(pocl: Ops) -> None:
    """A chain of products needs two buffers, whether it is noted or not."""
    gc.collect()  # what earlier tests left would be given back in the middle
    w = pocl.linear_weights(np.eye(D, dtype=np.float32), np.zeros(D, np.float32))
    working = []
    for on in (False, False, True):  # the first finds buffers of other sizes, as earlier tests left them
        pocl.record(on)
        x = pocl.upload(floats(1, 2000, D))
        for _ in range(30):
            x = pocl.linear(x, w)
        held = pocl.held()
        assert held is not None
        working.append(held.working)
        del x
        pocl.launches()
    pocl.record(False)
    assert working[1] == working[2]


def test_held_bytes_follow_weights_and_buffers(pocl: Ops) -> None:
    gc.collect()
    before = pocl.held()
    assert before is not None
    w = pocl.linear_weights(floats(1, 480, 1000), floats(2, 480))
    after = pocl.held()
    assert after is not None
    assert after.weights - before.weights == 4 * (480 * 1000 + 480)
    y = pocl.linear(pocl.upload(floats(3, 3000, 1000)), w)
    pocl.finish()
    grown = pocl.held()
    assert grown is not None
    assert grown.working >= 4 * 3000 * 480
    del w, y
    assert pocl.held().weights == before.weights  # type: ignore[union-attr]


def test_numpy_has_no_kernels() -> None:
    from attnviz.compute.numpy_ops import NumpyOps

    ops = NumpyOps()
    ops.record(True)
    encode(ops)
    assert ops.launches() == ()
    assert ops.held() is None


# --- rates and the roofline


def test_rates_and_what_holds_a_kernel_back() -> None:
    ceiling = Ceiling(gflops=100.0, gbytes=10.0)
    product, copy = Launch("linear", 2, 2.0, 1e8, 4e6), Launch("append", 1, 1.0, 0.0, 8e6)
    assert (product.gflops, product.gbytes) == (pytest.approx(50), pytest.approx(2))
    assert (share_of(product, ceiling).bound, share_of(product, ceiling).share) == ("arithmetic", pytest.approx(0.5))
    assert (share_of(copy, ceiling).bound, share_of(copy, ceiling).share) == ("memory", pytest.approx(0.8))
    assert share_of_all((product, copy), ceiling) == pytest.approx((0.5 * 2 + 0.8) / 3)
    assert share_of_all((), ceiling) == 0
    assert Launch("idle", 1, 0.0, 5.0, 5.0).gflops == 0


def test_a_run_lists_each_kernel_once() -> None:
    forward = (Launch("linear", 6, 2.0, 6.0, 60.0), Launch("append", 6, 0.5, 0.0, 6.0))
    heads = (Launch("append", 1, 0.25, 0.0, 1.0), Launch("attend_head", 1, 1.0, 2.0, 3.0))
    assert Profile(forward, heads).launches == (
        forward[0], Launch("append", 7, 0.75, 0.0, 7.0), heads[1],
    )  # fmt: skip
    assert total("all", forward) == Launch("all", 12, 2.5, 6.0, 66.0)
    assert added_up(()) == ()
