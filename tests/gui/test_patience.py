"""A long text is typed: the picture follows each key, what all heads do follows once the typing pauses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from traces import make_trace

from attnviz.gui import patience
from attnviz.gui.patience import LONGEST_PAUSE, PAUSE, at_once, grants, is_long, joined, pause_after
from attnviz.other import Other
from attnviz.trace import Wishes

ALL = Wishes(((1, 2),), 16, True, (1, 2), True, True, True, True, (Other("another text"),))


@pytest.fixture
def every_text_is_long(monkeypatch):
    monkeypatch.setattr(patience, "LIVE", 1)


def asked(engine):
    """Of each run: the text, and whether it was asked for pictures of all heads."""
    return [(run.text, bool(run.thumbnails)) for run in engine.ran]


def test_what_costs_by_the_square_of_the_text_waits_and_nothing_else():
    assert at_once(ALL) == Wishes(heads=ALL.heads, rows=ALL.rows, next_words=True)
    assert not grants(make_trace("words").request, ALL)


def test_a_text_is_long_by_all_its_weights():
    short = make_trace("a sentence of a few words")
    assert not is_long(short.tokens.text, short)
    assert is_long("x" * 10_000, short), "just pasted: not cut into tokens yet"
    many = replace(short, model=replace(short.model, layers=400, heads=400))
    assert is_long(short.tokens.text, many)
    assert not is_long("x" * 10_000, None), "nothing is known of the model yet"


def test_many_runs_to_compare_with_wait_as_well():
    short = replace(make_trace("a sentence of a few words"), milliseconds={"forward": 5.0})
    assert not is_long(short.tokens.text, short, others=1)
    assert is_long(short.tokens.text, short, others=72), "every head removed in turn"
    slow = replace(short, milliseconds={"forward": 300.0})
    assert is_long(slow.tokens.text, slow, others=1)
    assert not is_long(slow.tokens.text, slow)


def test_what_a_run_had_is_kept_with_the_next_of_the_same_text():
    pictures, facts = np.zeros((6, 12, 16, 16)), object()
    old = make_trace("some words", request_id=1)
    old = replace(old, request=replace(old.request, thumbnails=16, facts=True), thumbnails=pictures, facts=facts)
    new = make_trace("some words", 1, 1, request_id=2)
    both = joined(new, old)
    assert both.thumbnails is pictures
    assert both.facts is facts
    assert both.request.id == 2
    assert both.heads is new.heads
    assert grants(both.request, Wishes(thumbnails=16, facts=True))
    other_text = make_trace("other words", request_id=3)
    assert joined(other_text, old) is other_text
    assert joined(new, None) is new


def test_runs_to_compare_with_are_kept_for_the_same_heads_only():
    other = Other("another text")
    old = make_trace("some words", 1, 1)
    old = replace(old, request=replace(old.request, others=(other,)), others={other: old})
    assert joined(make_trace("some words", 1, 1), old).others == old.others
    assert not joined(make_trace("some words", 1, 2), old).others


def test_the_pause_grows_with_what_comes_after_it_within_bounds():
    assert pause_after(0) == PAUSE
    assert pause_after(400) == 400
    assert pause_after(60_000) == LONGEST_PAUSE


def test_each_key_paints_and_the_pause_brings_the_rest(qtbot, window, engine, every_text_is_long):
    window.docks.open("heads")
    assert window.wait_until_idle(10)
    engine.ran.clear()
    for key in "abc":
        qtbot.keyClicks(window.text_bar.editor, key)
        with qtbot.waitSignal(window.microscope.shown):
            pass
        assert window.microscope.trace.request.text == window.text_bar.text()
        assert window.microscope.trace.thumbnails is None
    text = window.text_bar.text()
    assert not any(pictures for _, pictures in asked(engine))
    assert window.microscope.unsettled
    assert window.wait_until_idle(10)
    assert asked(engine)[-1] == (text, True)
    assert window.microscope.trace.request.thumbnails
    assert not window.microscope.unsettled


def test_a_key_in_the_pause_begins_it_anew(qtbot, window, engine, every_text_is_long):
    window.docks.open("heads")
    assert window.wait_until_idle(10)
    engine.ran.clear()
    qtbot.keyClicks(window.text_bar.editor, "a")
    qtbot.waitUntil(lambda: window.microscope.unsettled)
    qtbot.keyClicks(window.text_bar.editor, "b")
    assert not window.microscope.unsettled, "that key's own run comes first"
    assert window.wait_until_idle(10)
    assert [pictures for _, pictures in asked(engine)] == [False, False, True]


def test_a_view_that_opens_on_a_long_text_is_served_at_once(window, engine, every_text_is_long):
    engine.ran.clear()
    window.docks.open("heads")
    QApplication.processEvents()
    assert window.wait_until_idle(10)
    assert engine.ran[0].thumbnails


def test_another_head_of_a_long_text_makes_no_pictures_again(window, engine, every_text_is_long):
    window.docks.open("heads")
    assert window.wait_until_idle(10)
    before = window.microscope.trace
    engine.ran.clear()
    window.microscope.step_head(-1, 0)
    assert window.wait_until_idle(10)
    assert [run.thumbnails for run in engine.ran] == [0]
    assert window.microscope.trace is not before
    assert window.microscope.trace.request.thumbnails == before.request.thumbnails


def test_a_short_text_is_asked_for_with_all_at_once(qtbot, window, engine):
    window.docks.open("heads")
    assert window.wait_until_idle(10)
    engine.ran.clear()
    qtbot.keyClicks(window.text_bar.editor, "a")
    assert window.wait_until_idle(10)
    assert [bool(run.thumbnails) for run in engine.ran] == [True]


def test_a_text_that_fails_is_not_asked_for_again_after_the_pause(qtbot, window, engine, every_text_is_long):
    window.docks.open("heads")
    assert window.wait_until_idle(10)
    engine.ran.clear()
    engine.broken[window.text_bar.text() + "a"] = RuntimeError("broken")
    qtbot.keyClicks(window.text_bar.editor, "a")
    assert window.wait_until_idle(10)
    assert len(engine.ran) == 1
