"""What a trace changes is shown in turns, and a key that is pressed meanwhile comes first."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from attnviz import beside
from attnviz.gui.showing import LOCK_SECONDS

AROUND = ("text_bar", "tokens", "inspector", "docks", "status")


class Paints(QObject):
    """Notes each paint of the sentence."""

    def __init__(self, window, happened: list[str]) -> None:
        super().__init__(window)
        self._happened = happened
        window.text_bar.editor.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._happened.append("sentence painted")
        return False


def told_in_turn(window, monkeypatch) -> list[str]:
    """What happens from now on: who is told of a trace, by name, and paints of the sentence."""
    happened: list[str] = []
    for name in AROUND:
        view, tells = getattr(window, name), "show_next" if name == "docks" else "show_trace"
        told = getattr(view, tells)
        monkeypatch.setattr(view, tells, lambda *given, told=told, name=name: (happened.append(name), told(*given))[1])
    window.showing._parts = window.showing._around(window)  # of the views as they are now
    Paints(window, happened)
    return happened


def test_a_key_between_two_parts_is_painted_before_the_next_part_is_told(window, monkeypatch) -> None:
    happened = told_in_turn(window, monkeypatch)
    editor, first = window.text_bar.editor, window.tokens.show_trace

    def press_then_show(*given) -> None:
        if "key" not in happened:
            happened.append("key")
            QApplication.postEvent(editor, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Y, Qt.KeyboardModifier(0), "y"))
        first(*given)

    monkeypatch.setattr(window.tokens, "show_trace", press_then_show)
    window.showing._parts = window.showing._around(window)
    QTest.keyClicks(editor, "x")
    assert window.wait_until_idle(10)
    after = happened[happened.index("key") :]
    assert after.index("sentence painted") < after.index("inspector")
    assert editor.toPlainText().count("y") >= 1


def test_what_was_typed_is_painted_before_the_key_is_done_with(window) -> None:
    happened: list[str] = []
    Paints(window, happened)
    editor = window.text_bar.editor
    QApplication.processEvents()
    for event in (QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Y, Qt.KeyboardModifier(0), "y"), QInputMethodEvent()):
        if isinstance(event, QInputMethodEvent):
            event.setCommitString("猫")
        happened.clear()
        QApplication.sendEvent(editor, event)
        assert happened == ["sentence painted"]
    happened.clear()
    QApplication.sendEvent(editor, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier(0)))
    assert happened == []


def test_nobody_is_left_out_when_traces_come_fast(window, monkeypatch) -> None:
    happened = told_in_turn(window, monkeypatch)
    trace, focus = window.microscope.trace, window.microscope.shown_focus
    newer = [make_newer(trace, place) for place in range(1, 4 * len(AROUND))]
    for one in newer:  # each comes before all are told of the one before it: one turn between two
        window.showing._on_shown(one, focus)
        window.showing._show_part()
    assert set(AROUND) <= set(happened)
    while window.showing.behind:
        QApplication.processEvents()
    assert window.inspector._newest[0] is window.tokens.chips._trace is newer[-1]


def make_newer(trace, by: int):
    return replace(trace, request=replace(trace.request, id=trace.request.id + by))


def test_another_pair_is_told_to_all_at_once(window) -> None:
    window.microscope.choose_pair(2, 1)
    assert not window.showing.behind
    assert window.inspector._newest[1].query == window.tokens.chips._focus.query == 2


@pytest.mark.skipif(sys.platform != "linux", reason="niceness belongs to a thread on Linux only")
def test_drivers_stand_back_and_the_engine_does_not(engine, open_window, monkeypatch) -> None:
    """A nice thread that holds Python's lock is not let run on a busy machine, and with it the window waits."""
    monkeypatch.setattr(beside, "_drivers_stand_back", threading.Event())
    nice: list[int] = []

    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    run = engine.run
    monkeypatch.setattr(engine, "run", lambda *given: (nice.append(niceness()), run(*given))[1])
    open_window()
    assert set(nice) == {niceness()}
    assert beside.starting_drivers(niceness) == min(19, niceness() + 10)
    assert set(nice) == {niceness()}


def test_the_engine_gives_pythons_lock_away_soon_once_the_window_stands(open_window) -> None:
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.005)
    try:
        open_window()
        assert sys.getswitchinterval() == pytest.approx(LOCK_SECONDS)
    finally:
        sys.setswitchinterval(before)


def test_the_engine_goes_on_once_the_picture_has_been_painted(window, engine, monkeypatch) -> None:
    """Before, it would take Python's lock from the paint."""
    sent: list[str] = []
    paint, send = window.heatmap.paint_changes, window.worker._send
    monkeypatch.setattr(window.heatmap, "paint_changes", lambda: (sent.append("painted"), paint())[1])
    monkeypatch.setattr(window.worker, "_send", lambda job: (sent.append("sent"), send(job))[1])
    engine.gate.clear()
    QTest.keyClicks(window.text_bar.editor, "x")
    QTest.keyClicks(window.text_bar.editor, "y")
    engine.gate.set()
    assert window.wait_until_idle(10)
    assert sent == ["sent", "painted", "sent", "painted"]
