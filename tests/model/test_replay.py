"""A pass that repeats the steps of an earlier one says what a new one would, and leaves everybody's memory alone."""

from __future__ import annotations

import gc
from collections.abc import Callable

import numpy as np
import pytest
import small_encoders as small

from attnviz.compute import replay
from attnviz.compute.cpu_ops import CpuOps
from attnviz.compute.kinds import LINEAR, STEP_WORDS
from attnviz.compute.ops import Ops
from attnviz.compute.steps import StepOps
from attnviz.model import Bert, Forward, changed
from attnviz.other import Change
from attnviz.weights.checkpoint import Checkpoint

CASE = next(iter(small.ENCODERS))
RNG = np.random.default_rng(7)
TOKENS = 40
EDITS = ((0,), (39,), (38,), (7, 8), (3, 30), (), (0, 39), tuple(range(TOKENS)), (15, 16), (31,))


@pytest.fixture
def bert(pocl: Ops, checkpoint_of: Callable[[str], Checkpoint]) -> Bert:
    pocl.finish()
    return Bert(checkpoint_of(CASE), pocl, lambda share: None)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The tokens of each pass that is written down step by step."""
    counts: list[int] = []
    embed = CpuOps.embed

    def noting(self: CpuOps, ids: np.ndarray, *rest: object) -> object:
        counts.append(len(ids))
        return embed(self, ids, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(CpuOps, "embed", noting)
    return counts


def ids_of(count: int) -> np.ndarray:
    return RNG.integers(3, 40, count).astype(np.int32)


def answer(ops: Ops, forward: Forward) -> list[np.ndarray]:
    last = forward.layers[-1]
    heads = [ops.attend_head(last.query, head, last.cache, last.mask) for head in (0, 1)]
    return [ops.download(part) for head in heads for part in head] + [ops.download(x) for x in forward.hidden]


def same(one: list[np.ndarray], other: list[np.ndarray]) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_the_same_numbers(bert: Bert, written: list[int]) -> None:
    texts = [ids_of(5) for _ in range(4)]
    made = [answer(bert.ops, bert.forward(ids)) for ids in texts]
    assert written == [5]
    for ids, repeated in zip(texts, made, strict=True):
        bert._scripts.clear()
        assert same(repeated, answer(bert.ops, bert.forward(ids)))
    assert written == [5] * 5
    assert not same(made[0], made[1])


def test_other_lengths_and_whole_passes_are_others(bert: Bert, written: list[int]) -> None:
    for count, whole in ((4, False), (6, False), (4, True), (4, False), (6, False), (4, True)):
        forward = bert.forward(ids_of(count), whole=whole)
        assert forward.hidden[0].shape[0] == count
        assert len(forward.hidden) == bert.info.layers + whole
        bert.ops.finish()
        del forward
    assert written == [4, 6, 4]


def test_what_somebody_holds_is_not_written_over(bert: Bert, written: list[int]) -> None:
    held = bert.forward(ids_of(5))
    before = answer(bert.ops, held)
    for _ in range(3):
        answer(bert.ops, bert.forward(ids_of(5)))
    assert written == [5] * 4
    assert same(before, answer(bert.ops, held))
    del held
    answer(bert.ops, bert.forward(ids_of(5)))
    assert written == [5] * 4


def test_its_memory_is_nobody_elses(bert: Bert) -> None:
    """Between two runs of the same steps their memory lies idle, and others take what lies idle."""
    ids = ids_of(7)
    first = answer(bert.ops, bert.forward(ids))
    gc.collect()
    others = [bert.ops.upload(np.full((7, width), 3.0, np.float32)) for width in (8, 16, 24, 32, 64, 96) * 8]
    others += [bert.ops.zeros(7, width) for width in (8, 16, 24, 32, 64, 96) * 8]
    kept = [bert.ops.download(one) for one in others]
    assert same(first, answer(bert.ops, bert.forward(ids)))
    assert same(kept, [bert.ops.download(one) for one in others])


def test_steps_that_wait_already_stay(bert: Bert, written: list[int]) -> None:
    """Other things may be asked of the device before it is waited for: a pass of a model beside this one, say."""
    ids, ops = ids_of(5), bert.ops
    alone = answer(ops, bert.forward(ids))
    numbers = RNG.standard_normal((4, 8), np.float32)
    table = ops.upload(numbers)
    waiting = ops.take_rows(table, np.array([2, 0], np.int32))
    forward = bert.forward(ids)
    assert np.array_equal(ops.download(waiting), numbers[[2, 0]])
    assert same(alone, answer(ops, forward))
    assert len(written) == 2


def test_a_change_knows_nothing_of_it(bert: Bert, written: list[int]) -> None:
    ids = ids_of(5)
    plain = answer(bert.ops, bert.forward(ids))
    change = Change(removed=((0, 0),))
    made = changed.forward(bert, change, ids)
    answered = answer(bert.ops, made)
    again = answer(bert.ops, changed.forward(bert, change, ids))
    assert written == [5, 5, 5]
    assert same(answered, again)
    assert not same(plain, again)
    assert same(plain, answer(bert.ops, bert.forward(ids)))


def test_memory_is_bounded_and_given_back(bert: Bert, monkeypatch: pytest.MonkeyPatch) -> None:
    ops = bert.ops
    assert isinstance(ops, StepOps)
    before = ops._arena.taken
    answer(ops, bert.forward(ids_of(3)))
    one = ops._arena.taken - before
    assert one > 0
    monkeypatch.setattr(replay, "MOST_BYTES", 3 * one)
    for count in range(3, 13):
        answer(ops, bert.forward(ids_of(count)))
    assert ops._arena.taken - before <= 3 * one
    ops.trim()
    assert ops._arena.taken == before


def test_what_lies_idle_goes_back_and_the_last_pass_stays(
    bert: Bert, written: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    ops = bert.ops
    assert isinstance(ops, StepOps)
    for count in (40, 9, 5):
        answer(ops, bert.forward(ids_of(count)))
    held = ops._arena.taken
    monkeypatch.setattr(ops._arena, "outgrown", lambda: True)
    ops.settle()
    assert ops._arena.taken < held
    assert ops._arena.held().working == ops._arena.taken - ops._arena.held().weights, "nothing lies idle"
    answer(ops, bert.forward(ids_of(5)))
    answer(ops, bert.forward(ids_of(9)))
    assert written == [40, 9, 5, 9]


def test_a_pass_of_several_lists_is_written_anew(
    bert: Bert, written: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("attnviz.compute.steps.MOST_STEPS", 5)
    ids = ids_of(5)
    made = [answer(bert.ops, bert.forward(ids)) for _ in range(2)]
    assert written == [5, 5]
    assert same(*made)


def test_a_pass_that_fails_leaves_nothing(bert: Bert, written: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    ids, norm, calls = ids_of(9), CpuOps.norm, iter([None])

    def failing(self: CpuOps, *given: object) -> object:
        next(calls)
        return norm(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(CpuOps, "norm", failing)
    with pytest.raises(StopIteration):
        bert.forward(ids)
    monkeypatch.undo()
    bert.ops.finish()
    first = answer(bert.ops, bert.forward(ids))
    assert same(first, answer(bert.ops, bert.forward(ids)))


def test_rows_of_the_same_words_are_taken_over(bert: Bert, monkeypatch: pytest.MonkeyPatch) -> None:
    """Word by word and all at once: the numbers are those of a pass that takes over nothing."""
    ops, count = bert.ops, TOKENS
    assert isinstance(ops, StepOps)
    done: list[int] = []
    launch = StepOps._launch

    def noting(self: StepOps) -> None:
        steps = np.frombuffer(self._list, np.int64, self._count * STEP_WORDS).reshape(-1, STEP_WORDS)
        done.extend(steps[steps[:, 0] == LINEAR][:1, 15].tolist())  # rows of the first product
        launch(self)

    monkeypatch.setattr(StepOps, "_launch", noting)
    ids = ids_of(count)
    answer(ops, bert.forward(ids))
    for places in EDITS:
        ids = ids.copy()
        ids[list(places)] = (ids[list(places)] + 1) % 40
        done.clear()
        taken_over = answer(ops, bert.forward(ids))
        span = max(places) - min(places) + 1 if places else 1
        assert span <= done[0] <= min(count, span + 2 * ops._tile_rows), places
        bert._scripts.clear()
        assert same(taken_over, answer(ops, bert.forward(ids)))


@pytest.mark.parametrize("count", [1, 15, 16, 17, 39])
def test_any_edit_at_any_length(bert: Bert, count: int) -> None:
    ids = ids_of(count)
    for _ in range(6):
        ids = np.where(RNG.random(count) < 2 / count, ids_of(count), ids).astype(np.int32)
        taken_over = answer(bert.ops, bert.forward(ids, whole=True))
        known = bert._scripts
        bert._scripts = replay.Scripts()
        assert same(taken_over, answer(bert.ops, bert.forward(ids, whole=True)))
        bert._scripts = known


def test_the_first_attention_ends_what_is_done_by_rows(bert: Bert) -> None:
    answer(bert.ops, bert.forward(ids_of(6)))
    script = bert._scripts.get((6, False))
    assert script is not None
    assert script.row_steps == 3  # the embedding, its product, its keys and values


def test_the_last_pass_stays_however_long_it_is(
    bert: Bert, written: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "MOST_BYTES", 0)
    for count in (39, 39, 40, 40, 39):
        answer(bert.ops, bert.forward(ids_of(count)))
    assert written == [39, 40, 39]
