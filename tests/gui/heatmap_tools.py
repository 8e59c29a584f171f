"""What the heatmap's tests share: a view on the screen, a real mouse, and every text it paints."""

from __future__ import annotations

import re

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from traces import make_trace

from attnviz.gui.export import save_widget
from attnviz.gui.theme import theme
from attnviz.gui.views.heatmap import HeatmapView
from attnviz.trace import Focus, Trace

EN = "Taro ate the cake. After that, he fell asleep."
JA = "太郎はケーキを食べた。そのあと彼は眠った。"
MANY = " ".join(f"word{i}" for i in range(510))
HEAD = Focus(3, 7)


def open_view(qtbot) -> HeatmapView:
    theme().use("dark")
    made = HeatmapView()
    qtbot.addWidget(made)
    made.resize(700, 760)
    made.show()
    return made


def shown(view: HeatmapView, text: str = EN, query: int | None = 10, key: int | None = 1, request_id: int = 1) -> Trace:
    trace = make_trace(text, *HEAD.head_id, request_id=request_id)
    view.show_trace(trace, HEAD.on_pair(query, key))
    return trace


def move(view: HeatmapView, point: QPoint) -> None:
    """A mouse move with no button down, wherever the offscreen pointer was before."""
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(point),
        QPointF(view.mapToGlobal(point)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view, event)


def turn(view: HeatmapView, units: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    centre = QPointF(view.rect().center())
    event = QWheelEvent(
        centre,
        QPointF(view.mapToGlobal(centre.toPoint())),
        QPoint(),
        QPoint(0, units),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def texts(view: HeatmapView, tmp_path) -> list[str]:
    """Every text the view paints, line by line, as an SVG of it holds them."""
    save_widget(view, tmp_path / "view.svg")
    svg = (tmp_path / "view.svg").read_text("utf-8")
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def pixel(view: HeatmapView, point: QPoint) -> QColor:
    return view.grab().toImage().pixelColor(point)


def assert_screen_is_whole(widget: QWidget, about: str = "") -> None:
    """What partial paints have left on the screen is what painting everything would leave."""
    on_screen = widget.window().screen().grabWindow(widget.window().winId()).toImage()
    on_screen = on_screen.copy(QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size()))
    whole = widget.window().grab(QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())).toImage()
    images = [image.convertToFormat(QImage.Format.Format_RGB32) for image in (on_screen, whole)]
    one, other = (np.asarray(image.constBits()).reshape(image.height(), -1, 4) for image in images)
    rows = np.flatnonzero((one[:, :, :3] != other[:, :, :3]).any(axis=(1, 2))).tolist()
    assert not rows, f"{about}: rows {rows[:1]} to {rows[-1:]} differ"
