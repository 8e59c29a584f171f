"""What CpuOps adds to its kernels: the list of steps, its workers, and the arena."""

from __future__ import annotations

import mmap
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from closeness import floats

from attnviz.compute import kinds, selftest
from attnviz.compute.arena import ALIGNMENT, PASSES, SEGMENTS, WORTH, Arena, Piece
from attnviz.compute.cpu_ops import CpuOps
from attnviz.compute.listing import listed
from attnviz.compute.program import Kernels
from attnviz.compute.runtime import cl
from attnviz.compute.steps import PAGES
from attnviz.errors import UserError


@pytest.fixture(scope="module")
def kernels() -> Kernels:
    entry = next(entry for entry in listed() if entry.info.key == "pocl:0")
    return Kernels(cl.Context([entry.device]), entry.device)


@pytest.fixture
def fresh(kernels: Kernels) -> CpuOps:
    return CpuOps(kernels.device, listed()[0].info, kernels)


@pytest.mark.parametrize("workers", [1, 3, 7])
def test_any_number_of_workers_computes_the_same(fresh: CpuOps, workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """More workers than threads too: a worker that starts late finds the steps done."""
    fresh._workers = workers
    fresh._pages = [fresh._page(), fresh._page()]
    assert selftest.problem(fresh) == ""


def test_a_device_with_memory_of_its_own(fresh: CpuOps) -> None:
    fresh._shared = False
    assert selftest.problem(fresh) == ""


def test_more_steps_than_one_launch_holds(fresh: CpuOps, monkeypatch: pytest.MonkeyPatch) -> None:
    launches: list[int] = []
    launch = fresh._launch
    monkeypatch.setattr(fresh, "_launch", lambda: launches.append(1) or launch())
    w = fresh.linear_weights(np.eye(24, dtype=np.float32), np.ones(24, np.float32))
    x = fresh.upload(np.zeros((3, 24), np.float32))
    count = kinds.MOST_STEPS + 5
    for _ in range(count):
        x = fresh.linear(x, w)
    assert launches
    assert np.array_equal(fresh.download(x), np.full((3, 24), count, np.float32))


def test_what_was_asked_begins_before_the_rest_is(fresh: CpuOps, monkeypatch: pytest.MonkeyPatch) -> None:
    launches: list[int] = []
    launch = fresh._launch
    monkeypatch.setattr(fresh, "_launch", lambda: (launches.append(fresh._count), launch()))
    w = fresh.linear_weights(np.eye(24, dtype=np.float32), np.ones(24, np.float32))
    x = fresh.linear(fresh.upload(np.zeros((3, 24), np.float32)), w)
    fresh.start()
    assert launches[-1] == 1
    assert fresh._count == 0
    y = fresh.linear(x, w)  # reads what may still be computed
    fresh.start()
    assert np.array_equal(fresh.download(y), np.full((3, 24), 2, np.float32))
    assert [count for count in launches if count] == [1, 1]


def test_more_launches_than_lists(fresh: CpuOps) -> None:
    """A list is written anew only when the launch that read it has ended."""
    w = fresh.linear_weights(np.eye(24, dtype=np.float32), np.ones(24, np.float32))
    x = fresh.upload(np.zeros((100, 24), np.float32))
    count = 3 * PAGES * kinds.MOST_STEPS
    for _ in range(count):
        x = fresh.linear(x, w)
    assert np.array_equal(fresh.download(x), np.full((100, 24), count, np.float32))


def test_each_launch_is_a_sign_of_life(fresh: CpuOps) -> None:
    """Also of the same steps again: so texts of one length are typed."""
    x = fresh.upload(floats(0, 5, 8))
    seen = []
    for _ in range(2 * PAGES):
        fresh.softmax(x)
        fresh.finish()
        seen.append(fresh.pulse())
    assert len(set(seen)) == len(seen)


def test_what_is_sent_does_not_disturb_steps_that_wait(fresh: CpuOps) -> None:
    w = fresh.linear_weights(np.eye(24, dtype=np.float32), np.zeros(24, np.float32))
    first = fresh.upload(np.full((4, 24), 7, np.float32))
    y = fresh.linear(first, w)
    del first  # its bytes are free for the next one, but the product has not run
    fresh.upload(np.full((4, 24), 9, np.float32))
    assert np.array_equal(fresh.download(y), np.full((4, 24), 7, np.float32))


def test_an_arena_joins_what_comes_back(kernels: Kernels) -> None:
    arena = Arena(kernels.context)
    pieces = [arena.take(1 << 20) for _ in range(40)]
    assert len({piece.place for piece in pieces}) == 40
    assert all(piece.place and piece.place % ALIGNMENT == 0 for piece in pieces)
    held = arena.reserved
    del pieces
    assert arena.taken == 0
    whole = arena.take(40 << 20)  # fits only into the pieces joined
    assert arena.reserved == held
    again = arena.take(3 << 20)
    assert again.place != whole.place


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * mmap.PAGESIZE


def bytes_of(arena: Arena, piece: Piece) -> np.ndarray:
    _, host, start = arena.host(piece.place)
    return host[start : start + piece.size]


takes_pages_back = pytest.mark.skipif(not hasattr(mmap, "MADV_DONTNEED"), reason="this system takes no pages back")


@takes_pages_back
def test_pages_of_what_is_not_in_use_go_back_to_the_system(kernels: Kernels) -> None:
    arena = Arena(kernels.context)
    pieces = [arena.take(1 << 20) for _ in range(48)]
    for number, piece in enumerate(pieces):
        bytes_of(arena, piece)[:] = number + 1
    kept, reserved, before = pieces[7], arena.reserved, resident()
    del pieces, piece
    arena.trim()
    assert before - resident() > 40 << 20
    assert np.all(bytes_of(arena, kept) == 8)
    assert arena.reserved == reserved
    again = arena.take(30 << 20)
    bytes_of(arena, again)[:] = 1
    assert np.all(bytes_of(arena, kept) == 8)


def test_what_a_long_text_needed_is_given_back_once_short_ones_are_typed(kernels: Kernels) -> None:
    arena = Arena(kernels.context)
    long = [arena.take(4 << 20) for _ in range(20)]
    assert not arena.outgrown()
    del long
    for _ in range(PASSES):
        arena.take(1 << 20)
        assert not arena.outgrown()
    arena.take(1 << 20)
    assert arena.outgrown()
    arena.take(30 << 20)  # as much again: it is needed after all
    assert not arena.outgrown()


@takes_pages_back
def test_what_a_few_sentences_needed_is_given_back_too(kernels: Kernels) -> None:
    """e5 on 370 letters and then on 46: it lay there for good, and a day's memory was what came last."""
    arena = Arena(kernels.context)
    longer = [arena.take(1 << 20) for _ in range(10)]
    for piece in longer:
        bytes_of(arena, piece)[:] = 1
    del longer, piece
    assert not arena.outgrown()
    before = resident()
    for _ in range(PASSES):
        arena.take(1 << 16)
        if arena.outgrown():
            arena.trim()
    assert before - resident() > 9 << 20


def test_room_that_a_long_text_added_is_let_go_of(kernels: Kernels) -> None:
    arena = Arena(kernels.context)
    kept = arena.take(1 << 20)
    reserved, none = arena.reserved, arena.buffers[-1]
    for _ in range(3):
        long = [arena.take(40 << 20) for _ in range(4)]
        most, last = arena.reserved, long[-1]
        del long
        arena.trim()
        assert reserved < arena.reserved <= most  # the last of them is still in use
        del last
        arena.trim()
        assert arena.reserved == reserved
        assert arena.buffers[1:] == [none] * (len(arena.buffers) - 1)
    assert arena.take(1 << 20).place > kept.place


def test_room_is_let_go_of_though_the_run_in_focus_lay_in_it(kernels: Kernels) -> None:
    arena = Arena(kernels.context)
    long = [arena.take(1 << 20)]
    first = arena.reserved
    while arena.reserved == first:
        long.append(arena.take(1 << 20))
    focus = arena.take(2 << 20)
    del long
    for _ in range(PASSES + 3):
        focus = arena.take(2 << 20)  # the one before is given back after it
        if arena.outgrown():
            arena.trim()
    assert focus.size
    assert arena.reserved == first
    assert not arena.outgrown()


def test_what_small_texts_leave_is_kept_for_the_next(kernels: Kernels) -> None:
    arena = Arena(kernels.context)
    for _ in range(2 * PASSES):
        arena.take(WORTH // 2)
        assert not arena.outgrown()


def test_pieces_never_overlap(kernels: Kernels) -> None:
    arena, rng = Arena(kernels.context), np.random.default_rng(1)
    alive: dict[int, object] = {}
    for _ in range(2000):
        if alive and rng.random() < 0.5:
            del alive[list(alive)[rng.integers(len(alive))]]
        else:
            piece = arena.take(int(rng.integers(1, 3 << 20)))
            alive[piece.place] = piece
        spans = sorted((piece.place, piece.place + piece.size) for piece in alive.values())
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_no_memory_left_is_said(kernels: Kernels) -> None:
    arena = Arena(kernels.context)
    with pytest.raises(UserError, match="MB of memory left"):
        arena.take(1 << 46)
    kept = [arena.take(1 << 10)]
    kept += [arena.take(arena.reserved + 1) for _ in range(3)]
    assert 2 <= sum(host is not None for host in arena._hosts) <= SEGMENTS


def test_results_do_not_depend_on_the_blocks_of_a_tile(kernels: Kernels, tmp_path) -> None:
    other = Kernels(kernels.context, kernels.device, tmp_path, replace(kernels.chosen, row_blocks=1))
    made = []
    for built in (kernels, other):
        ops = CpuOps(kernels.device, listed()[0].info, built)
        w = ops.linear_weights(floats(1, 100, 64), floats(2, 100))
        made.append(ops.download(ops.linear(ops.upload(floats(3, 50, 64)), w, "gelu")))
    assert np.array_equal(*made)
