"""Runs that are compared with the one in focus: equal to runs of their own, kept, and never in its way."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import numpy as np
import pytest

from attnviz import loading
from attnviz.engine import Engine
from attnviz.errors import UserError
from attnviz.model import GPT2, Bert, Llama, Marian, changed, whole_text
from attnviz.other import Change, Other
from attnviz.trace import Trace, TraceRequest
from attnviz.trace_file import write_trace

MINILM, E5, EXPERTS, TRANSLATOR = "all-MiniLM-L6-v2", "multilingual-e5-small", "attnviz-experts", "attnviz-translator"
CAPTURED = str(Path(__file__).parent / "golden" / "captured.safetensors")
CROSS = tuple((layer, head) for layer in (4, 5) for head in range(4))
"""attention of the translator's decoder to its source"""
A, B = "Taro ate the cake.", "Hanako ate the bread."


@pytest.fixture(scope="module")
def shared():
    engine = Engine()
    yield engine
    engine.close()


@pytest.fixture
def engine(shared):
    """With no pass kept."""
    shared._passes = type(shared._passes)()
    return shared


def asked(text=A, *others, model=MINILM, device="numpy", heads=((3, 7),), **more) -> TraceRequest:
    return TraceRequest(1, text, model, device, heads, others=others, **more)


def same(one: Trace, other: Trace, atol: float = 1e-6) -> None:
    assert one.tokens == other.tokens
    assert one.target == other.target
    assert one.heads.keys() == other.heads.keys()
    for at, head in one.heads.items():
        for part, array in vars(head).items():
            wanted = getattr(other.heads[at], part)
            if part == "unrotated" and array is not None:
                array, wanted = np.stack(array), np.stack(wanted)
            assert (array is None) == (wanted is None)
            if array is not None:
                np.testing.assert_allclose(array, wanted, rtol=1e-4, atol=atol)


def only(trace: Trace) -> Trace:
    (made,) = trace.others.values()
    assert isinstance(made, Trace), made
    return made


@pytest.fixture
def passes(monkeypatch):
    """New tokens of each forward pass, but for those that warm up; a changed one's too."""
    counts = []

    def watch(kind):
        real = kind.forward

        def forward(self, ids, past=None, whole=False):
            if len(ids) != 4 or ids.any():
                counts.append(len(ids))
            return real(self, ids, past, whole)

        monkeypatch.setattr(kind, "forward", forward)

    for kind in (Bert, Marian):
        watch(kind)
    for kind in (GPT2, Llama):
        real = kind.extend

        def extend(self, ids, kept, first, real=real):
            if len(ids) != 4 or ids.any():
                counts.append(len(ids) - first)
            return real(self, ids, kept, first)

        monkeypatch.setattr(kind, "extend", extend)
    return counts


@pytest.mark.parametrize("device", ["numpy", "pocl:0"])
@pytest.mark.parametrize("model", [MINILM, EXPERTS, TRANSLATOR])
def test_another_text_is_what_a_run_of_its_own_gives(engine, model, device):
    more = {"states": True, "means": True, "outputs": True, "next_words": True, "heads": ((1, 2), (99, 99))}
    trace = engine.run(asked(A, Other(B), model=model, device=device, thumbnails=8, facts=True, **more))
    own = engine.run(asked(B, model=model, device=device, **more))
    made = only(trace)
    same(made, own, 1e-5)
    assert made.request.text == B
    np.testing.assert_allclose(made.states, own.states, rtol=1e-4, atol=1e-5)
    for one, other in zip(made.means, own.means, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(made.outputs.added, own.outputs.added, rtol=1e-3, atol=1e-4)
    assert (made.next_words is None) == (own.next_words is None) == (model != EXPERTS)
    assert made.thumbnails is None
    assert made.facts is None
    assert trace.thumbnails is not None


def test_a_pass_of_an_unchanged_text_is_used_again(engine, passes):
    engine.run(asked(A, Other(B)))
    assert passes == [8, 8]
    for text in ("Taro ate the cakes.", "Taro ate a cake."):
        engine.run(asked(text, Other(B), Other(B, heads=((0, 0),))))
    assert passes == [8] * 4
    engine.run(asked(B, Other("Taro ate a cake.")))
    assert passes == [8] * 4, "the two have changed places"
    engine.run(asked(B, Other("Taro ate a cake."), Other(B), Other(heads=((0, 1), (2, 2)))))
    assert passes == [8] * 4, "the run in focus serves, too"
    engine.run(asked(B))
    engine.run(asked(B, Other("Taro ate a cake.")))
    assert passes == [8] * 5, "what nobody asked for is gone"


def test_of_many_changes_that_come_and_go_few_are_kept(engine, passes):
    """A view asks for one change after the other, while others compare with the same text all the time."""

    def run(text, numbers):
        changes = (Other(change=Change(temperature=2.0 + number)) for number in numbers)
        engine.run(asked(text, *changes, Other(B), Other(change=Change(scaled=False)), model=EXPERTS))

    for numbers in (range(6), range(6, 12)) * 2:
        run(A, numbers)
        assert len(engine._passes._compared) <= 6
    passes.clear()
    run("Taro ate the cakes.", range(6))
    assert len(passes) == 1 + 6 + 1, "all but the text that did not change"
    for _ in range(2):  # kept where there was room, then because they were asked for twice
        passes.clear()
        run("Taro ate the cakes.", range(6))
    assert passes == []


def test_the_same_run_with_other_heads(engine):
    trace = engine.run(asked(A, Other(heads=((0, 1), (-1, 99)))))
    assert list(only(trace).heads) == [(0, 1), (0, 11)]
    assert list(trace.heads) == [(3, 7)]


@pytest.mark.parametrize("device", ["numpy", "pocl:0"])
def test_a_decoder_keeps_a_past_for_each(engine, passes, device):
    change = Change(temperature=3.0)
    others = (Other(B), Other(change=change))

    def run(text, *others):
        return engine.run(asked(text, *others, model=EXPERTS, device=device))

    run(A, *others)
    first = list(passes)
    passes.clear()
    longer = run(A + " It", *others)
    new = len(longer.tokens) - first[0]
    assert passes == [new, new], "in focus and changed; the other text not at all"
    passes.clear()
    both = run(A + " It", Other(B + " It"), Other(change=change))
    assert len(passes) == 1
    assert passes[0] < first[1]
    plain = run(A + " It")
    same(longer, plain, 1e-5)
    same(both, plain, 1e-5)
    fresh = Engine()
    try:
        for other, made in both.others.items():
            same(made, fresh.run(asked(A + " It", other, model=EXPERTS, device=device)).others[other], 1e-5)
    finally:
        fresh.close()


@pytest.mark.parametrize("device", ["numpy", "pocl:0"])
@pytest.mark.parametrize("model", [MINILM, EXPERTS, TRANSLATOR])
def test_a_change_shows_in_all_that_is_read(engine, model, device):
    change = Change(causal=model != EXPERTS, temperature=2.0, removed=((1, 2),), hidden=(2,))
    more = {"states": True, "means": True, "outputs": True, "heads": ((1, 2), (0, 0)), "model": model, "device": device}
    trace = engine.run(asked(A, Other(change=change), **more))
    again = engine.run(asked(A, **more))
    same(trace, again, 1e-5)
    assert trace.others
    made = only(trace)
    assert made.target == trace.target, "the same translation, so that weights compare"
    for head in made.heads.values():
        weights = head.weights
        assert (np.triu(weights, 1) == 0).all() == (model != EXPERTS)
        assert np.flatnonzero(weights[:, 2]).tolist() == [2]
        np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-5)
    assert np.abs(made.heads[0, 0].weights - trace.heads[0, 0].weights).max() > 0.05
    assert not made.heads[1, 2].output.any()
    assert trace.heads[1, 2].output.any()
    assert not np.nan_to_num(made.outputs.added[1, 2]).any()
    assert np.array_equal(made.states[0], trace.states[0])
    assert np.abs(made.states[-1] - trace.states[-1]).max() > 0.05
    assert np.abs(made.means[0] - trace.means[0]).max() > 0.02


def test_a_decoder_tells_what_it_would_expect_then(engine):
    other = Other(change=Change(removed=tuple((0, head) for head in range(4))))
    trace = engine.run(asked(A, other, model=EXPERTS, next_words=True))
    assert np.abs(trace.next_words.logits - only(trace).next_words.logits).max() > 0.1


def test_what_a_translator_would_write_then(engine):
    others = [Other(change=change) for change in (Change(removed=CROSS), Change(causal=False))]
    trace = engine.run(asked(A, *others, model=TRANSLATOR))
    assert [made.rewritten for made in trace.others.values()] == [None, None], "nobody asked"
    trace = engine.run(asked(A, *others, model=TRANSLATOR, next_words=True))
    assert trace.rewritten is None
    made, unmasked = trace.others.values()
    assert unmasked.rewritten is None
    assert made.rewritten.ids[0] == trace.target.ids[0]
    assert made.rewritten.ids != trace.target.ids == made.target.ids


def test_a_changed_translator_reads_the_translation_of_its_own_text(engine):
    change = Change(temperature=2.0)
    trace = engine.run(asked(A, Other(B, change=change), Other(B), model=TRANSLATOR))
    changed_run, plain = trace.others.values()
    assert changed_run.target == plain.target != trace.target
    assert engine.run(asked(B, model=TRANSLATOR)).target == plain.target
    empty = engine.run(asked("", Other(change=change), model=TRANSLATOR))
    assert len(only(empty).tokens) == 0
    assert only(empty).heads == {}


def test_another_model_stays_while_it_is_asked_for(engine, monkeypatch):
    loads = []
    load = loading._load
    monkeypatch.setattr(loading, "_load", lambda model, *rest: loads.append(model) or load(model, *rest))
    engine.close()
    own = engine.run(asked(A, model=E5))
    trace = engine.run(asked(A, Other(model=E5, heads=((11, 3),))))
    assert (engine.model.id, only(trace).model.id) == (MINILM, E5)
    other = only(engine.run(asked(A, Other(model=E5))))
    same(other, own)
    assert loads == [E5, MINILM], "it was in use before"
    engine.tensors(asked(A))
    engine.run(asked(A, Other(model=MINILM), model=E5))
    assert loads == [E5, MINILM], "the two have changed places"
    second = weakref.ref(engine._models.focus.model)
    engine.run(asked(A, Other(B)))
    gc.collect()
    assert second() is None, "nobody compares with it any more"
    assert [loaded.asked for loaded in engine._models.all] == [MINILM]


def test_what_goes_wrong_with_one_is_told_in_its_place(engine, monkeypatch):
    tries = []
    reading = loading._reading
    monkeypatch.setattr(loading, "_reading", lambda model: tries.append(model) or reading(model))
    others = (Other(model="no-such-model"), Other(change=Change(temperature=0.0)), Other(B))
    for text in (A, "Taro ate the cakes."):
        trace = engine.run(asked(text, *others))
        assert list(trace.others) == list(others)
        missing, cold, fine = trace.others.values()
        assert isinstance(missing, UserError)
        assert "no-such-model" in str(missing)
        assert isinstance(cold, UserError)
        assert missing.__traceback__ is None, "its frames would hold on to tensors"
        assert isinstance(fine, Trace)
        same(trace, engine.run(asked(text, *others)))
    assert tries.count("no-such-model") == 1, "not at each key press"
    engine.run(asked(A))
    engine.run(asked(A, *others))
    assert tries.count("no-such-model") == 2


def test_a_second_model_that_does_not_fit_is_refused(engine, monkeypatch):
    engine.run(asked(A))
    monkeypatch.setattr("attnviz.room.free_memory", lambda: 50_000_000)
    trace = engine.run(asked(A, Other(model=E5)))
    (refused,) = trace.others.values()
    assert "of memory, but this device has 50 MB" in str(refused)
    assert len(engine._models.all) == 1


def test_a_load_that_is_broken_off_leaves_the_model_in_use(engine):
    class Stop(Exception):
        pass

    def progress(share, what):
        if share > 0.4:
            raise Stop

    before = engine.run(asked(A))
    with pytest.raises(Stop):
        engine.run(asked(A, Other(model=E5)), progress)
    same(engine.run(asked(A)), before)
    assert isinstance(only(engine.run(asked(A, Other(model=E5)))), Trace)


def test_a_captured_trace_cannot_be_changed_but_compared(engine):
    trace = engine.run(asked(A, Other(change=Change(scaled=False)), model=CAPTURED, means=True, outputs=True))
    (refused,) = trace.others.values()
    assert "A captured trace cannot be computed otherwise" in str(refused)
    assert trace.outputs is None
    assert trace.states is None
    assert trace.means is not None
    weights = [head.weights for head in engine.run(asked(A, model=CAPTURED, heads=all_of(trace, 1))).heads.values()]
    np.testing.assert_allclose(trace.means[1], np.mean(weights, axis=0), atol=1e-5)
    beside = only(engine.run(asked(A, Other(model=CAPTURED))))
    assert beside.model.captured_by
    assert beside.tokens == trace.tokens


def all_of(trace: Trace, layer: int) -> tuple[tuple[int, int], ...]:
    return tuple((layer, head) for head in range(trace.model.heads))


def test_a_captured_trace_has_the_states_of_its_file(engine, tmp_path):
    trace, tensors = engine.tensors(asked(A))
    path = tmp_path / "run.safetensors"
    write_trace(path, trace, tensors)
    plain = engine.run(asked(A, states=True))
    stored = engine.run(asked("", model=str(path)))
    assert stored.states is None
    stored = engine.run(asked("", model=str(path), states=True))
    np.testing.assert_allclose(stored.states, plain.states, atol=1e-6)
    assert engine.tensors(asked("", model=str(path)))[1].keys() == tensors.keys()
    broken = {**tensors, "hidden_states.2": np.full_like(tensors["hidden_states.2"], np.nan)}
    write_trace(tmp_path / "broken.safetensors", trace, broken)
    with pytest.raises(UserError, match="hidden states hold values that are not numbers"):
        engine.run(asked("", model=str(tmp_path / "broken.safetensors"), states=True))


def test_of_longer_texts_there_are_heads_only(engine, monkeypatch):
    monkeypatch.setattr(whole_text, "MOST_STATES", 7)
    trace = engine.run(asked(A, Other("Taro ate."), states=True, means=True, outputs=True))
    assert len(trace.tokens) == 8
    assert trace.states is trace.means is trace.outputs is trace.heads[3, 7].output is None
    assert only(trace).states.shape == (7, 6, 384)


def test_states_are_made_when_they_are_first_wished_for(engine, passes):
    assert engine.run(asked(A)).states is None
    wished = engine.run(asked(A, states=True))
    assert passes == [8, 8], "the pass that was kept does not reach that far"
    assert wished.states.shape == (7, 8, 384)
    engine.run(asked(A, states=True, outputs=True, means=True))
    assert passes == [8, 8]


def test_nobody_asks_and_nothing_is_done(engine, monkeypatch):
    monkeypatch.setattr(changed, "forward", lambda *given, **more: pytest.fail("changed"))
    trace = engine.run(asked(A))
    assert trace.others == {}
    assert trace.states is trace.means is trace.outputs is trace.heads[3, 7].output is None
