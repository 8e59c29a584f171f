"""Which head matters: every head removed in turn, a few runs at a time, and the dots that come of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from fake_engine import FakeEngine, user_error
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from traces import HEADS, LAYERS, MODEL, attention_head, make_trace

from attnviz.gui.theme import theme
from attnviz.gui.views.what_if import WhatIfView
from attnviz.gui.views.what_if_scan import MOST_AT_ONCE, run_without
from attnviz.gui.views.what_if_scatter import small, ticks_to
from attnviz.trace import Focus, Trace, TraceRequest

TEXT = "Taro ate the cake and he fell asleep"
FOCUS = Focus(0, 0, 6, 1)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot) -> WhatIfView:
    theme().use("dark")
    made = WhatIfView()
    qtbot.addWidget(made)
    made.resize(460, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def size_of(head: tuple[int, int]) -> float:
    """How far the vectors of tests move without a head: more for later ones."""
    return 0.1 * head[0] + 0.01 * head[1]


def answer(view: WhatIfView, text: str = TEXT, request_id: int = 1, focus: Focus = FOCUS) -> Trace:
    """What an engine gives for what the view wishes: without a head the states turn by its ``size_of``."""
    wishes = view.wishes()
    request = TraceRequest(
        request_id, text, MODEL.id, heads=(focus.head_id,), rows=wishes.rows, states=True, others=wishes.others
    )
    trace = FakeEngine().run(request)
    count = len(trace.tokens)
    rows = {
        query: tuple(
            np.stack([attention_head(count, 100 * layer + head).weights[query] for head in range(HEADS)])
            for layer in range(LAYERS)
        )
        for query in wishes.rows
        if query < count
    }
    away = np.random.default_rng(3).normal(size=trace.states.shape).astype(np.float32)
    others = {
        other: replace(one, states=trace.states + np.float32(size_of(other.change.removed[0])) * away)
        for other, one in trace.others.items()
    }
    trace = replace(trace, rows=rows, others=others)
    view.show_trace(trace, focus)
    return trace


def scanned(view: WhatIfView) -> None:
    """All heads removed."""
    answer(view)
    view.show_page(1)
    for request_id in range(2, 2 + LAYERS * HEADS):
        if not view.scan.left:
            return
        answer(view, request_id=request_id)


def test_only_a_page_in_sight_asks_for_runs_a_few_at_a_time(view, qtbot):
    answer(view)
    assert view.wishes().others == ()
    with qtbot.waitSignal(view.wishes_changed):
        QTest.mouseClick(view.pages[1], LEFT)
    assert view.wishes().others == (run_without((0, 0)),)  # nobody knows yet how long it takes
    assert view.wishes().rows == (6,)
    assert view.wishes().states
    with qtbot.waitSignal(view.wishes_changed):
        answer(view, request_id=2)
    assert view.wishes().others == tuple(run_without((0, head)) for head in range(1, 1 + MOST_AT_ONCE))
    QTest.keyClick(view.pages[1], Qt.Key.Key_1)
    assert view.wishes().others == ()


@pytest.mark.parametrize(("taken", "together"), [(3.5, MOST_AT_ONCE), (30.0, 2), (500.0, 1)])
def test_as_many_runs_at_once_as_a_key_press_can_wait_for(view, taken, together):
    view.show_page(1)
    answer(view)
    asked = view.wishes().others
    trace = answer(view, request_id=2)
    slow = {other: replace(trace.others[other], milliseconds={"total": taken}) for other in asked}
    view.scan.sizes.clear()
    view.show_trace(replace(trace, others=slow), FOCUS)
    assert len(view.wishes().others) == together


def test_it_goes_through_all_heads_and_ends(view):
    scanned(view)
    assert len(view.scan.sizes) == LAYERS * HEADS
    assert view.wishes().others == ()
    assert not view.heads.pause.isVisible()
    sizes = [view.scan.sizes[layer, head] for layer in range(LAYERS) for head in range(HEADS)]
    assert sizes[0] == pytest.approx(0, abs=1e-9)
    assert sorted(view.scan.sizes, key=size_of) == sorted(view.scan.sizes, key=lambda head: view.scan.sizes[head])
    assert "head 5.11" in view.heads.said.text()
    assert "rank correlation" in view.heads.said.text()
    assert len(view.heads.dots.dots) == LAYERS * HEADS


def test_a_large_weight_without_an_effect_is_named(view):
    scanned(view)
    dots = sorted(view.heads.dots.dots, key=lambda dot: -dot.weight)
    assert dots[1].weight > 0.3
    heavy, idle = dots[0].head, dots[1].head
    view.scan.sizes.update(dict.fromkeys(view.scan.sizes, 0.001) | {heavy: 0.5})
    view.heads.tell()
    assert f"But head {idle[0]}.{idle[1]}, too" in view.heads.said.text()
    view.scan.sizes[heavy] = 0.002
    view.heads.tell()
    assert "But head" not in view.heads.said.text()
    view.scan.sizes.update(dict.fromkeys(view.scan.sizes, 0.0))
    view.heads.tell()
    assert "stays the same" in view.heads.said.text()


def test_it_rests_while_the_text_is_typed_and_goes_on_after(view, qtbot):
    view.show_page(1)
    answer(view)
    answer(view, request_id=2)
    assert view.scan.sizes
    answer(view, text=TEXT + " now", request_id=3)
    assert view.wishes().others == ()
    assert len(view.scan.sizes) <= MOST_AT_ONCE  # what the key press' own run brought
    assert "while you type" in view.heads.state.text()
    with qtbot.waitSignal(view.wishes_changed):
        pass
    assert view.wishes().others


def test_results_are_kept_for_each_text(view):
    scanned(view)
    found = dict(view.scan.sizes)
    answer(view, text="Another one", request_id=100)
    assert not view.scan.sizes
    answer(view, request_id=101)
    assert view.scan.sizes == found


def test_it_can_be_paused(view):
    view.show_page(1)
    answer(view)
    QTest.mouseClick(view.heads.pause, LEFT)
    assert view.wishes().others == ()
    assert view.heads.pause.text() == "Go on"
    QTest.mouseClick(view.heads.pause, LEFT)
    assert view.wishes().others


def test_an_error_ends_it_and_is_said(view):
    view.show_page(1)
    trace = answer(view)
    failed = {other: user_error("No room for {file} ({reason}).") for other in view.wishes().others}
    view.show_trace(replace(trace, others=failed), FOCUS)
    assert view.wishes().others == ()
    assert "No room for" in view.heads.state.text()


def test_states_without_dots_say_why(view):
    view.show_page(1)
    view.show_trace(replace(make_trace(TEXT), model=replace(MODEL, captured_by="transformers 5")), FOCUS)
    assert "captured" in view.heads.said.text()
    assert view.wishes().others == ()
    view.show_trace(make_trace("", request_id=2), Focus())
    assert "Type a sentence" in view.heads.said.text()
    view.show_trace(make_trace("cake " * 600, request_id=3, limit=2000), FOCUS)
    assert "too long" in view.heads.said.text()
    assert view.wishes().others == ()
    answer(view, request_id=4, focus=Focus(0, 0))
    assert "Choose two words" in view.heads.said.text()


def test_a_dot_is_read_out_chosen_and_copied(view):
    scanned(view)
    chosen: list[tuple[int, int]] = []
    view.head_chosen.connect(lambda *head: chosen.append(head))
    dots = view.heads.dots
    dot = dots.dots[0]
    assert dot.head == (5, 11)
    at = dots.place(dot)
    none = Qt.MouseButton.NoButton
    spot = QPointF(dots.mapToGlobal(at))
    move = QMouseEvent(QEvent.Type.MouseMove, at, spot, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(dots, move)
    assert "head 5.11" in view.heads.readout.text()
    QTest.mouseClick(dots, LEFT, pos=dots.place(dot).toPoint())
    assert chosen == [(5, 11)]
    dots.setFocus()
    QTest.keyClick(dots, Qt.Key.Key_Down)
    QTest.keyClick(dots, Qt.Key.Key_Return)
    assert chosen[1] == dots.dots[1].head
    dots.make_menu().actions()[-1].trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "layer\thead\tweight\teffect"
    assert len(lines) == LAYERS * HEADS + 1
    assert float(lines[1].split("\t")[3]) == pytest.approx(dot.effect)
    assert ["\t".join(row) for row in view.table()] == lines


def test_all_dots_lie_inside(view):
    scanned(view)
    dots = view.heads.dots
    for size in ((240, 200), (460, 300), (900, 700)):
        dots.resize(*size)
        assert all(dots.area.adjusted(-1, -1, 1, 1).contains(dots.place(dot)) for dot in dots.dots)


@pytest.mark.parametrize("top", [0.0, 2e-16, 3e-7, 0.0042, 0.31, 0.633, 1.0])
def test_an_axis_reaches_as_far_as_its_numbers(top):
    ticks = ticks_to(top)
    assert ticks[0] == 0
    assert ticks[-1] >= top
    assert ticks[-1] > 0
    assert 2 <= len(ticks) <= 6


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0"), (0.31, "0.31"), (0.0042, "0.0042"), (1.0, "1.00"), (3e-7, "3e-07")]
)
def test_an_effect_has_the_digits_that_matter(value, said):
    assert small(value) == said
