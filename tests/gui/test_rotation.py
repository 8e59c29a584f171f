"""Queries and keys before and after rotation in the inspector, for models with rotary positions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from traces import DECODER, WIDTH, model_trace

from attnviz.digits import exact
from attnviz.gui.i18n import Language
from attnviz.gui.theme import theme
from attnviz.gui.views.calculation import copied
from attnviz.gui.views.inspector import InspectorView
from attnviz.settings import Settings
from attnviz.trace import Focus, HeadTrace, Trace

TEXT = "Taro ate the cake. After that, he fell asleep."
HEAD = Focus(1, 5)
PAIR = HEAD.on_pair(9, 4)


def turned_back(x: np.ndarray) -> np.ndarray:
    """Rows that lay at positions 0, 1, 2 ... of rotary positions with base 10000."""
    angles = np.arange(len(x))[:, None] * 10000.0 ** (-np.arange(0, WIDTH, 2) / WIDTH)
    low, high = np.split(x, 2, axis=1)
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([low * cos + high * sin, high * cos - low * sin], axis=1).astype(np.float32)


def rotary(text: str = TEXT, request_id: int = 1) -> tuple[Trace, HeadTrace]:
    trace = model_trace(DECODER, text, *HEAD.head_id, request_id)
    head = trace.heads[HEAD.head_id]
    head = replace(head, unrotated=(turned_back(head.query), turned_back(head.key)))
    return replace(trace, heads={HEAD.head_id: head}), head


@pytest.fixture
def view(qtbot):
    theme().use("dark")
    made = InspectorView()
    qtbot.addWidget(made)
    made.resize(380, 1000)
    made.show()
    return made


def shown(strip) -> np.ndarray:
    return np.asarray(strip.strip.values)


def test_after_rotation_until_something_else_is_chosen(view):
    trace, head = rotary()
    view.show_trace(trace, PAIR)
    column = view.content
    assert column.turn.isVisible()
    assert "after rotation" in column.turn.text()
    assert not column.rotation.isVisible()
    np.testing.assert_array_equal(shown(column.q), head.query[9])
    np.testing.assert_array_equal(shown(column.k), head.key[4])
    assert column.q.strip.symbol == "q"


def test_before_rotation_the_strips_change_and_the_score_does_not(view, qtbot):
    trace, head = rotary()
    view.show_trace(trace, PAIR)
    column = view.content
    steps, products, rows = column.score.steps, shown(column.products), column.terms.rows
    with qtbot.waitSignal(view.rotation_chosen) as heard:
        QTest.mouseClick(column.turn, Qt.MouseButton.LeftButton)
    assert heard.args == [True]
    assert "before rotation" in column.turn.text()
    np.testing.assert_array_equal(shown(column.q), head.unrotated[0][9])
    np.testing.assert_array_equal(shown(column.k), head.unrotated[1][4])
    assert (column.q.strip.symbol, column.k.strip.symbol) == ("q₀", "k₀")
    assert column.score.steps == steps
    assert column.terms.rows == rows
    np.testing.assert_array_equal(shown(column.products), products)
    assert column.products.strip.word == "after rotation"
    assert column.rotation.isVisible()
    assert "uses them rotated, 5 position" in column.rotation.text
    assert "query is at position 9, the key at 4" in column.rotation.toolTip()
    view.show_trace(trace, HEAD.on_pair(3, 2))
    assert "rotated, 1 position" in column.rotation.text
    view.show_trace(trace, PAIR)
    QTest.mouseClick(column.turn, Qt.MouseButton.LeftButton)
    np.testing.assert_array_equal(shown(column.q), head.query[9])
    assert not column.rotation.isVisible()


def test_by_keyboard_alone(view):
    trace, _ = rotary()
    view.show_trace(trace, PAIR)
    view.setFocus()
    QApplication.processEvents()
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is view.content.turn
    QTest.keyClick(view.content.turn, Qt.Key.Key_Space)
    assert view.content.before_rotation
    QTest.keyClick(view.content.turn, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is view.content.fold


def test_a_model_without_rotation_says_nothing_of_it(view):
    trace = model_trace(DECODER, TEXT, *HEAD.head_id)
    view.content.set_before_rotation(True)
    view.show_trace(trace, PAIR)
    column = view.content
    assert not column.turn.isVisible()
    assert not column.rotation.isVisible()
    np.testing.assert_array_equal(shown(column.q), trace.heads[HEAD.head_id].query[9])
    assert column.q.strip.symbol == "q"
    assert column.products.strip.word == "term by term"
    view.show_trace(rotary(request_id=2)[0], PAIR)
    assert column.rotation.isVisible(), "it is a choice for all models"
    view.show_trace(replace(trace, request=replace(trace.request, id=3)), PAIR)
    assert not column.rotation.isVisible()


def test_copies_say_which_numbers_they_are(view):
    trace, head = rotary()
    view.content.set_before_rotation(True)
    view.show_trace(trace, PAIR)
    QApplication.processEvents()
    strip = view.content.q
    at = strip.mapTo(view, strip.cell_rect(7).center().toPoint())
    menu = view.make_menu(QPoint(at))
    assert menu.actions()[0].text() == f"Copy q₀[7] = {exact(head.unrotated[0][9, 7])}"
    view.copy_action.trigger()
    rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    titles = next(row for row in rows if row[:2] == ["i", "q"])
    assert titles[-2:] == ["q before rotation", "k before rotation"]
    first = rows[rows.index(titles) + 1 + 7]
    assert first[1:3] == [copied(head.query[9, 7]), copied(head.key[4, 7])]
    assert first[-2:] == [copied(head.unrotated[0][9, 7]), copied(head.unrotated[1][4, 7])]


@pytest.mark.parametrize("width", [300, 340, 480])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_button_leaves_room_for_the_name(view, width, language):
    chosen = Language()
    chosen.use(language)
    try:
        view.resize(width, 1000)
        view.content.set_before_rotation(True)
        view.show_trace(rotary()[0], PAIR)
        QApplication.processEvents()
        for button in view.content.findChildren(QToolButton):
            assert button.geometry().left() > 80
            assert button.geometry().right() < button.parentWidget().width()
    finally:
        chosen.use("en")


def test_the_choice_comes_back_at_the_next_start(window, open_window, settings):
    assert not window.inspector.content.before_rotation
    window.inspector.content.set_before_rotation(True)
    window.session.save()
    stored = Settings(settings.path)
    assert stored["before_rotation"] is True
    assert open_window(stored).inspector.content.before_rotation
