"""The engine's promises: what it keeps, what it computes again, and that a failure costs nothing that works."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from attnviz import answer, loading
from attnviz.beside import STILL_WANTED
from attnviz.compute.numpy_ops import NumpyOps
from attnviz.engine import Engine
from attnviz.errors import UserError
from attnviz.model import Bert
from attnviz.other import Other
from attnviz.trace import TraceRequest

MINILM, E5 = "all-MiniLM-L6-v2", "multilingual-e5-small"


@pytest.fixture(scope="module")
def shared():
    engine = Engine()
    yield engine
    engine.close()


@pytest.fixture
def engine(shared):
    """One for all tests, which need not load a model each, with MiniLM on numpy and no text yet."""
    ask(shared)
    shared._passes.focus = None
    return shared


@pytest.fixture
def forwards(monkeypatch):
    """Token counts of the forward passes, but for those that warm up."""
    counts = []
    real = Bert.forward

    def forward(self, ids, past=None, whole=False):
        if len(ids) != 4 or ids.any():
            counts.append(len(ids))
        return real(self, ids, past, whole)

    monkeypatch.setattr(Bert, "forward", forward)
    return counts


def ask(engine, text="Taro ate the cake.", model=MINILM, device="numpy", heads=((3, 7),), progress=None):
    return engine.run(TraceRequest(1, text, model, device, heads), progress)


def same(one, other):
    return all(np.array_equal(getattr(one, part), getattr(other, part)) for part in vars(one))


def test_another_head_of_the_same_text_costs_no_forward_pass(engine, forwards):
    both = ask(engine, heads=((3, 7), (0, 1)))
    assert forwards == [8]
    one = ask(engine, heads=((0, 1),))
    assert forwards == [8]
    assert same(one.heads[0, 1], both.heads[0, 1])
    assert not np.array_equal(both.heads[0, 1].weights, both.heads[3, 7].weights)


def test_nothing_of_another_text_model_or_device_is_kept(engine, forwards):
    first = ask(engine)
    ask(engine, "He slept.")
    again = ask(engine)
    assert same(again.heads[3, 7], first.heads[3, 7])
    other = ask(engine, model=E5)
    assert (engine.model.id, other.model.layers, other.tokens.pieces[0]) == (E5, 12, "<s>")
    moved = ask(engine, device="pocl:0")
    assert (engine.device.key, moved.model.id) == ("pocl:0", MINILM)
    np.testing.assert_allclose(moved.heads[3, 7].weights, first.heads[3, 7].weights, atol=1e-5)
    assert len(forwards) == 5


@pytest.mark.parametrize("bad", [{"model": "no-such-model"}, {"device": "no-such-device"}])
def test_what_cannot_be_loaded_leaves_what_is_in_use(engine, forwards, bad):
    before = ask(engine)
    with pytest.raises(UserError, match="no-such"):
        ask(engine, **bad)
    assert (engine.model.id, engine.device.key) == (MINILM, "numpy")
    assert same(ask(engine).heads[3, 7], before.heads[3, 7])
    assert forwards == [8], "the text is still there, too"


def test_a_load_that_is_broken_off_gives_its_device_back(engine, monkeypatch):
    """The window does so when the user has chosen something else meanwhile."""
    ask(engine)
    closed = []
    monkeypatch.setattr(loading, "open_ops", lambda *asked: NumpyOps())
    monkeypatch.setattr(NumpyOps, "close", lambda ops: closed.append(ops))

    class Stop(Exception):
        pass

    def progress(share, what):
        if share > 0.4:
            raise Stop

    with pytest.raises(Stop):
        ask(engine, device="another", progress=progress)
    assert len(closed) == 1
    assert closed[0] is not engine._models.focus.ops
    assert ask(engine).device.key == "numpy"


@pytest.mark.parametrize("device", ["numpy", "pocl:0"])
def test_a_model_that_does_not_fit_is_refused_with_the_arithmetic(engine, forwards, monkeypatch, device):
    before = ask(engine, device=device)
    monkeypatch.setattr("attnviz.room.free_memory", lambda: 50_000_000)
    uploads = []
    monkeypatch.setattr(type(engine._models.focus.ops), "upload", lambda ops, array: uploads.append(array))
    with pytest.raises(UserError, match=r"needs \d+ MB of memory, but this device has 50 MB") as refused:
        ask(engine, model=E5, device=device)
    assert int(str(refused.value.values["needed"]).split(".")[0].split(" ")[0]) > 50
    assert uploads == [], "the arithmetic comes before the weights"
    monkeypatch.undo()
    assert engine.model.id == MINILM
    assert same(ask(engine, device=device).heads[3, 7], before.heads[3, 7])


def test_an_old_model_and_device_are_let_go(engine):
    ask(engine, device="pocl:0")
    old_model, old_ops = weakref.ref(engine._models.focus.model), weakref.ref(engine._models.focus.ops)
    ask(engine, model=E5, device="pocl:0")
    gc.collect()
    assert old_model() is None
    assert old_ops() is engine._models.focus.ops
    ask(engine)
    gc.collect()
    assert old_ops() is None


def test_the_memory_of_a_model_that_has_gone_goes_back_to_the_system(engine, monkeypatch):
    trimmed = []
    monkeypatch.setattr(NumpyOps, "trim", lambda ops: trimmed.append([one.asked for one in engine._models.all]))
    ask(engine)
    ask(engine, "Another text.")
    assert trimmed == []
    ask(engine, model=E5)
    assert trimmed == [[E5]]
    ask(engine, model=E5)
    assert len(trimmed) == 1


@pytest.mark.parametrize("model", [MINILM, E5])
def test_progress_runs_from_nothing_to_all(engine, model):
    told = []
    engine.close()
    ask(engine, model=model, progress=lambda share, what: told.append((share, what)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert all(what for _, what in told)
    told.clear()
    ask(engine, "Another text", model=model, progress=lambda share, what: told.append(share))
    assert told == [], "nothing is loaded, so nothing is told"


@pytest.mark.parametrize("device", ["numpy", "pocl:0"])
def test_a_trace_is_nobodys_to_change(engine, device):
    trace = ask(engine, device=device)
    arrays = {part: array for part, array in vars(trace.heads[3, 7]).items() if array is not None}
    kept = {part: array.copy() for part, array in arrays.items()}
    for array in arrays.values():
        assert array.flags.c_contiguous
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    for text in ("One two three four", "Words of another text, many more than before " * 9):
        ask(engine, text, device=device)
    engine.close()
    assert all(np.array_equal(array, kept[part]) for part, array in arrays.items())


def test_closed_it_can_be_asked_again(engine):
    before = ask(engine)
    engine.close()
    engine.close()
    assert engine.model is None
    assert engine.device is None
    assert same(ask(engine).heads[3, 7], before.heads[3, 7])


def test_an_empty_text_has_no_heads_and_no_tensors(engine):
    trace = ask(engine, " \n")
    assert len(trace.tokens) == 0
    assert trace.heads == {}
    with pytest.raises(UserError, match="empty"):
        engine.tensors(TraceRequest(1, "", MINILM, "numpy"))
    assert len(ask(engine).tokens) == 8


def test_heads_that_do_not_exist_are_the_last_ones(engine):
    assert list(ask(engine, heads=((99, 99), (-1, 3))).heads) == [(5, 11), (0, 3)]


def test_the_limit_is_told_and_kept(engine):
    trace = ask(engine, "cake " * 1000)
    assert (len(trace.tokens), trace.tokens.total, trace.tokens.read_to) == (512, 1002, 5 * 510 - 1)
    assert trace.heads[3, 7].weights.shape == (512, 512)
    assert set(trace.milliseconds) == {"tokenise", "forward", "heads", "total"}


@pytest.mark.parametrize("device", ["numpy", "pocl:0"])
def test_a_long_text_is_read_in_bands_with_the_same_numbers(engine, device, monkeypatch):
    text = "The cat sat on the mat because it was tired, and the dog slept."
    whole = ask(engine, text=text, device=device).heads[3, 7]
    monkeypatch.setattr("attnviz.model.reading.BAND", 5)
    monkeypatch.setattr("attnviz.model.reading.AT_ONCE", 5)
    banded = ask(engine, text=text, device=device).heads[3, 7]
    assert banded is not whole
    for part, array in vars(whole).items():
        if array is None:  # of rotary positions only
            continue
        # numpy's own products round differently for other numbers of rows
        np.testing.assert_allclose(getattr(banded, part), array, rtol=1e-5, atol=0 if device == "pocl:0" else 1e-6)


@pytest.mark.parametrize("many", [1, 1 << 20])
@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_found_in_arrays_of_any_size(monkeypatch, many, wrong):
    monkeypatch.setattr(answer, "MANY", many)
    array = np.zeros((3, 4), np.float32)
    assert answer._finite(array)
    array[1, 2] = wrong
    assert not answer._finite(array)


class GivenUp(Exception):
    """What a progress function raises when nobody waits any more."""


def test_a_long_answer_is_given_up_between_two_layers_and_its_pass_is_kept(engine, forwards, monkeypatch):
    monkeypatch.setattr(answer, "WHOLE", 1)
    layers, real = [], NumpyOps.overview
    monkeypatch.setattr(NumpyOps, "overview", lambda ops, *given: layers.append(1) or real(ops, *given))

    def give_up(share, what):
        if (share, what) == STILL_WANTED and len(layers) == 2:
            raise GivenUp

    wanted = TraceRequest(1, "Taro ate the cake.", MINILM, "numpy", ((3, 7),), thumbnails=16, facts=True)
    with pytest.raises(GivenUp):
        engine.run(wanted, give_up)
    assert len(layers) == 2
    whole = engine.run(wanted)
    assert forwards == [8], "the pass was computed once"
    assert len(layers) == 2 + whole.model.layers
    assert whole.thumbnails is not None
    assert same(whole.heads[3, 7], ask(engine).heads[3, 7])


def test_a_short_answer_is_not_interrupted(engine):
    asked = []
    wanted = TraceRequest(1, "Taro ate the cake.", MINILM, "numpy", ((3, 7),), thumbnails=16, facts=True)
    engine.run(wanted, lambda share, what: asked.append((share, what)))
    assert STILL_WANTED not in asked


def test_runs_to_compare_with_are_given_up_between_two(engine, forwards):
    def give_up(share, what):
        if (share, what) == STILL_WANTED and len(forwards) == 2:
            raise GivenUp

    others = (Other("He slept."), Other("He woke up."))
    wanted = TraceRequest(1, "Taro ate the cake.", MINILM, "numpy", ((3, 7),), others=others)
    with pytest.raises(GivenUp):
        engine.run(wanted, give_up)
    assert forwards == [8, 5]
    assert set(engine.run(wanted).others) == set(others)
