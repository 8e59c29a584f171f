"""What pictures share: a tooltip shows a token as it is, and Tab's ring is drawn, a click's is not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QToolTip, QVBoxLayout, QWidget

from attnviz.gui.plain import as_tip
from attnviz.gui.views.pointing import FocusRing, Tips, ViewportTips


class Picture(Tips, FocusRing, QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(80, 60)

    def tip_at(self, point: QPointF) -> str:
        return "<s> → a & b\nsecond" if point.x() < 40 else ""

    def paintEvent(self, event: QEvent) -> None:
        painter = QPainter(self)
        self.draw_ring(painter)
        painter.end()


class Scrolled(ViewportTips, QAbstractScrollArea):
    def tip_at(self, point: QPointF) -> str:
        return f"at {point.x():.0f}"


def ask(widget: QWidget, point: QPoint) -> None:
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, point, widget.mapToGlobal(point)))


@pytest.fixture
def told(monkeypatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda at, text, *rest: said.append(text))
    return said


def test_a_token_that_looks_like_markup_is_shown_as_it_is(qtbot, told):
    picture = Picture()
    qtbot.addWidget(picture)
    ask(picture, QPoint(10, 10))
    ask(picture, QPoint(60, 10))
    assert told == ["<qt>&lt;s&gt; → a &amp; b<br>second</qt>", ""]
    assert as_tip("") == ""


def test_a_picture_that_scrolls_answers_over_its_viewport(qtbot, told):
    area = Scrolled()
    qtbot.addWidget(area)
    ask(area.viewport(), QPoint(30, 10))
    assert told == ["at 30"]


def test_a_ring_where_tab_came_and_none_where_a_click_did(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    pictures = Picture(), Picture()
    for picture in pictures:
        column.addWidget(picture)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)

    def rung(picture: Picture) -> bool:
        image = picture.grab().toImage()
        middle = image.height() // 2
        return image.pixelColor(1, middle) != image.pixelColor(image.width() // 2, middle)

    pictures[0].setFocus(Qt.FocusReason.OtherFocusReason)
    qtbot.waitUntil(pictures[0].hasFocus)
    assert not rung(pictures[0])
    QTest.keyClick(pictures[0], Qt.Key.Key_Tab)
    assert pictures[1].hasFocus()
    assert rung(pictures[1])
    QTest.mouseClick(pictures[0], Qt.MouseButton.LeftButton)
    assert pictures[0].hasFocus()
    assert not rung(pictures[0])
    assert not rung(pictures[1])
