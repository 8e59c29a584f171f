"""The heatmap under a real mouse and real keys, and what it says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from heatmap_tools import HEAD, move, open_view, shown, texts, turn
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from attnviz.digits import percent
from attnviz.pair import word_weight


@pytest.fixture
def view(qtbot):
    return open_view(qtbot)


# choosing


@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize("special", [True, False])
def test_click_chooses_the_pair_under_the_mouse(view, qtbot, transposed, special):
    view.set_options(special, "full", transposed)
    trace = shown(view)
    for query, key in ((1, 10), (10, 1), (5, 5), (12, 3)):
        with qtbot.waitSignal(view.pair_chosen) as heard:
            QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.cell_rect(query, key).center())
        assert heard.args == [query, key]
    across, down = view.cell_rect(1, 10).center() - view.cell_rect(1, 1).center(), QPoint(0, 0)
    assert (across.x() > 0) != transposed
    assert (across.y() > 0) == transposed
    assert down.isNull()
    assert view.cell_rect(0, 1).isNull() == (not special)
    assert len(trace.tokens) == 14


def test_arrows_move_the_cell_cursor_before_anyone_answers(view):
    shown(view, query=10, key=1)
    heard = []
    view.pair_chosen.connect(lambda *pair: heard.append(pair))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Home):
        QTest.keyClick(view, key)
    assert heard == [(10, 2), (11, 2), (11, 1), (10, 1), (10, 13), (10, 0)]
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert len(heard) == 6, "at the edge nothing is chosen again"
    QTest.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert heard[-1] == (13, 13)


def test_arrows_follow_the_screen_when_transposed(view, qtbot):
    view.set_options(True, "full", True)
    shown(view, query=10, key=1)
    with qtbot.waitSignal(view.pair_chosen) as heard:
        QTest.keyClick(view, Qt.Key.Key_Down)
    assert heard.args == [10, 2]


def test_cursor_skips_hidden_special_tokens(view, qtbot):
    view.set_options(False, "full", False)
    shown(view, query=1, key=12)
    with qtbot.waitSignal(view.pair_chosen) as heard:
        QTest.keyClick(view, Qt.Key.Key_Home)
    assert heard.args == [1, 1]


def test_a_label_changes_its_half_of_the_pair(view, qtbot):
    shown(view, query=10, key=1)
    row = view.cell_rect(4, 0)
    with qtbot.waitSignal(view.pair_chosen) as heard:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(row.left() - 14, row.center().y()))
    assert heard.args == [4, 1]
    column = view.cell_rect(0, 6)
    with qtbot.waitSignal(view.pair_chosen) as heard:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(column.center().x() + 5, column.top() - 16))
    assert heard.args == [4, 6]


# the wheel


def test_wheel_steps_heads_and_with_control_or_shift_layers(view):
    shown(view)
    heard = []
    view.head_stepped.connect(lambda *step: heard.append(step))
    turn(view, -120)
    turn(view, 240)
    turn(view, -120, Qt.KeyboardModifier.ControlModifier)
    turn(view, 120, Qt.KeyboardModifier.ShiftModifier)
    assert heard == [(0, 1), (0, -2), (1, 0), (-1, 0)]


def test_touchpad_fractions_add_up_to_a_step(view):
    shown(view)
    heard = []
    view.head_stepped.connect(lambda *step: heard.append(step))
    for _ in range(9):
        turn(view, -30)
    assert heard == [(0, 1), (0, 1)]
    turn(view, 90)
    assert len(heard) == 2, "a change of direction starts from nothing"


# the readout


def test_hover_tells_and_shows_the_pair_and_gives_back_the_chosen_one(view, tmp_path):
    trace = shown(view)
    weights = trace.head(HEAD).weights
    height = view.cell_rect(0, 0).top()
    heard = []
    view.hovered.connect(heard.append)
    before = texts(view, tmp_path)
    assert percent(float(weights[10, 1])) in "".join(before)
    move(view, view.cell_rect(4, 12).center())
    assert heard == [(4, 12)]
    assert percent(float(weights[4, 12])) in "".join(texts(view, tmp_path))
    assert view.cell_rect(0, 0).top() == height, "no jump"
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert heard == [(4, 12), None]
    assert texts(view, tmp_path) == before


def test_the_keyboard_is_not_talked_over_by_a_resting_mouse(view, qtbot):
    shown(view)
    QApplication.processEvents()
    heard: list[object] = []
    view.hovered.connect(heard.append)
    spot = view.cell_rect(2, 5).center()
    move(view, spot)
    assert view._hovered_pair() == (2, 5)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view._hovered_pair() is None
    assert heard == [(2, 5), None]
    move(view, spot)
    assert view._hovered_pair() == (2, 5)


def test_switches_ask_and_show_what_is_set(view, qtbot):
    shown(view)
    asked: list[tuple[str, object]] = []
    view.option_chosen.connect(lambda name, value: asked.append((name, value)))
    switches = view.switches
    for button in (switches.transposed, switches.special_tokens, switches.contrast):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == [("transposed", True), ("special_tokens", False), ("scale", "contrast")]
    view.set_options(special_tokens=True, scale="full", transposed=True)
    assert [b.isChecked() for b in (switches.transposed, switches.special_tokens, switches.contrast)] == [
        True,
        True,
        False,
    ]
    assert len(asked) == 3, "showing is not asking"


def test_header_names_the_words_and_their_joined_weight(view, tmp_path):
    trace = shown(view)
    tokens = replace(trace.tokens, words=(0, 1, 1, *range(2, 13)))
    trace = replace(trace, tokens=tokens)
    view.show_trace(trace, HEAD.on_pair(10, 2))
    joined = percent(word_weight(trace, trace.head(HEAD), 10, 2), 0)
    assert f"fell → Taro ate  {joined}" in "".join(texts(view, tmp_path))


def test_notes_say_what_is_where(view, tmp_path):
    shown(view)
    assert "rows: queries · columns: keys" in " ".join(texts(view, tmp_path))
    view.set_options(False, "full", True)
    painted = " ".join(texts(view, tmp_path))
    assert "rows: keys · columns: queries" in painted
    assert "special tokens hidden: columns no longer add up to 100 %" in painted


def test_tooltip_holds_a_whole_label_as_plain_text(view, monkeypatch):
    said = []
    monkeypatch.setattr(
        "attnviz.gui.views.heatmap_input.QToolTip.showText", lambda point, text, widget: said.append(text)
    )
    trace = shown(view)
    labels = ("[CLS]", "<b>supercalifragilistic</b>" * 3, *trace.tokens.labels[2:])
    view.show_trace(replace(trace, tokens=replace(trace.tokens, labels=labels)), HEAD.on_pair(10, 1))
    row = view.cell_rect(1, 0)
    for point in (QPoint(row.left() - 14, row.center().y()), view._plan.bar.center().toPoint()):
        QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, point, view.mapToGlobal(point)))
    assert said[0] == "<qt>" + "&lt;b&gt;supercalifragilistic&lt;/b&gt;" * 3 + "</qt>"
    assert "0 % to 100 %" in said[1]


def test_accessible_description_names_the_strongest_key(view):
    trace = shown(view, query=11, key=4)
    row = trace.head(HEAD).weights[11]
    assert int(row.argmax()) == 4
    QApplication.processEvents()  # said after the picture is painted
    assert view.accessibleDescription() == f"asleep to cake: {percent(float(row[4]), 0)}. " + (
        f"asleep attends most to cake, {percent(float(row[4]), 0)}."
    )
