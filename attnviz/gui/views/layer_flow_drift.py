"""How a word's vector changes from layer to layer: two lines of cosines, and the word that it is nearest to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from attnviz.digits import number
from attnviz.drift import Drift
from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.i18n import Live
from attnviz.gui.paint import draw_text
from attnviz.gui.theme import Colours, mix, theme
from attnviz.gui.views.layer_flow_said import stream_name
from attnviz.gui.views.lines_colours import head_colour
from attnviz.gui.views.pointing import Tips
from attnviz.gui.views.runs import Run, draw_runs
from attnviz.rollout import Units

CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
TITLE, NAMES, WORDS, GUTTER = 54.0, 18.0, 38.0, 34.0
HIGH = 204
SLOTS = 3, 1
"""colours of the two lines, of those that tell heads apart"""


@dataclass(frozen=True)
class DriftScene:
    """A word's drift, and where in the text it is. ``level``: the one that the other picture starts from."""

    drift: Drift
    units: Units
    unit: int
    level: int

    @property
    def name(self) -> str:
        return self.units.names[self.unit]


def draw_drift(painter: QPainter, rect: QRectF, scene: DriftScene, pointed: int | None, c: Colours) -> None:
    """Title, chart, names of the levels, nearest words."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drift, field = scene.drift, field_of(rect)
    _draw_title(painter, rect, scene, c)
    lowest = float(np.concatenate([drift.start, drift.before[1:], [0.0]]).min())
    low = -0.5 * float(np.ceil(-lowest / 0.5)) if lowest < -0.02 else 0.0

    def at(level: int, value: float) -> QPointF:
        return QPointF(level_x(field, drift, level), field.bottom() - (value - low) / (1 - low) * field.height())

    for value in np.arange(low, 1.01, 0.5):
        y = at(0, float(value)).y()
        painter.setPen(QPen(QColor(c.line), 1))
        painter.drawLine(QPointF(field.left() - 4, y), QPointF(field.right(), y))
        draw_text(
            painter, QRectF(rect.x(), y - 8, GUTTER - 8, 16), number(float(value), 1), ui_font(12), c.secondary, RIGHT
        )
    for level, pen in ((scene.level, QPen(mix(c.panel, c.query, 0.45), 1)), (pointed, QPen(QColor(c.text), 1))):
        if level is not None and level < len(drift.start):
            painter.setPen(pen)
            x = at(level, 0).x()
            painter.drawLine(QPointF(x, field.top() - 4), QPointF(x, field.bottom()))
    for values, colour in ((drift.start, head_colour(SLOTS[1], c)), (drift.before, head_colour(SLOTS[0], c))):
        points = [at(level, float(values[level])) for level in range(len(values)) if not np.isnan(values[level])]
        painter.setPen(QPen(QColor(colour), 2))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        for point in points:
            painter.drawEllipse(point, 2.5, 2.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    _draw_numbers(painter, field, drift, at, c)
    _draw_below(painter, rect, field, scene, pointed, c)
    painter.restore()


def field_of(rect: QRectF) -> QRectF:
    return rect.adjusted(GUTTER, TITLE + 18, -16, -NAMES - WORDS - 2)


def level_x(field: QRectF, drift: Drift, level: int) -> float:
    return field.x() + (level + 0.5) * field.width() / len(drift.start)


def _draw_title(painter: QPainter, rect: QRectF, scene: DriftScene, c: Colours) -> None:
    text = QCoreApplication.translate("DriftChart", "How the vector of “{word}” changes")
    before, _, after = text.partition("{word}")
    title = [
        Run(before, c.text, 14, bold=True, gives=True),
        Run(scene.name, c.query, 14, bold=True, gives=True),
        Run(after, c.text, 14, bold=True, gives=True),
    ]
    draw_runs(painter, QRectF(rect.x(), rect.y(), rect.width(), 20), title)
    legend = [
        Run("●", head_colour(SLOTS[0], c), 12),
        Run(" " + QCoreApplication.translate("DriftChart", "to the layer before"), c.secondary, 12, gives=True),
        Run("   ●", head_colour(SLOTS[1], c), 12),
        Run(" " + QCoreApplication.translate("DriftChart", "to its embedding"), c.secondary, 12, gives=True),
    ]
    draw_runs(painter, QRectF(rect.x(), rect.y() + 21, rect.width(), 16), [Run(rule(), c.secondary, 12, gives=True)])
    draw_runs(painter, QRectF(rect.x(), rect.y() + 38, rect.width(), 16), legend)


def rule() -> str:
    return QCoreApplication.translate("DriftChart", "cosine of the residual stream (1: same direction)")


def _draw_numbers(painter: QPainter, field: QRectF, drift: Drift, at: object, c: Colours) -> None:
    """Beside each point where they have room: the higher line's above it, the lower line's below."""
    step = field.width() / len(drift.start)
    if step < ui_width("0.00", 12) + 2:
        return
    for level in range(len(drift.start)):
        values = [(float(drift.before[level]), SLOTS[0]), (float(drift.start[level]), SLOTS[1])]
        values = sorted((pair for pair in values if not np.isnan(pair[0])), reverse=True)
        for place, (value, slot) in enumerate(values):
            point = at(level, value)
            y = point.y() - 18 if place == 0 else point.y() + 3
            cell = QRectF(point.x() - step / 2, y, step, 15)
            draw_text(painter, cell, number(value), ui_font(12), head_colour(slot, c), CENTRE)


def _draw_below(
    painter: QPainter, rect: QRectF, field: QRectF, scene: DriftScene, pointed: int | None, c: Colours
) -> None:
    drift, step = scene.drift, field.width() / len(scene.drift.start)
    every = max(1, int(np.ceil((ui_width("00", 12) + 6) / step)))
    y, long = field.bottom() + 2, all(ui_width(stream_name(i), 12) <= step - 2 for i in range(len(drift.start)))
    for level in range(len(drift.start)):
        x, name = level_x(field, drift, level), stream_name(level)
        if not long:
            name = QCoreApplication.translate("LayerFlow", "input") if level == 0 else str(level - 1)
        if level % every == 0 or level == pointed:
            cell = QRectF(x - max(step, 40) / 2, y, max(step, 40), NAMES)
            draw_text(painter, cell, name, ui_font(12), c.query if level == scene.level else c.secondary, CENTRE)
    title = QCoreApplication.translate("DriftChart", "Nearest word of the text, and its cosine")
    if step < 44:
        level = pointed if pointed is not None else min(scene.level, len(drift.start) - 1)
        line = f"{title}: {nearest_said(scene, level)} ({stream_name(level)})"
        runs = [Run(line, c.text, 12, gives=True)]
        draw_runs(painter, QRectF(rect.x(), y + NAMES + 4, rect.width(), 16), runs)
        return
    for level in range(len(drift.start)):
        x, near = level_x(field, drift, level), int(drift.nearest[level])
        if near < 0:
            continue
        ink = c.text if level in (pointed, scene.level) else c.secondary
        cell = QRectF(x - step / 2 + 2, y + NAMES, step - 4, 18)
        draw_text(painter, cell, scene.units.names[near], ui_font(14), ink, CENTRE)
        draw_text(painter, cell.translated(0, 17), number(float(drift.nearness[level])), ui_font(12), ink, CENTRE)


def nearest_said(scene: DriftScene, level: int) -> str:
    near = int(scene.drift.nearest[level])
    if near < 0:
        return QCoreApplication.translate("DriftChart", "there is no other word")
    return f"{scene.units.names[near]} {number(float(scene.drift.nearness[level]))}"


def level_line(scene: DriftScene, level: int) -> str:
    """All that the chart says of a level, in words."""
    drift, parts = scene.drift, [stream_name(level)]
    if level:
        text = QCoreApplication.translate("DriftChart", "cosine to the layer before {value}")
        parts.append(text.format(value=number(float(drift.before[level]), 3)))
    text = QCoreApplication.translate("DriftChart", "to its embedding {value}")
    parts.append(text.format(value=number(float(drift.start[level]), 3)))
    text = QCoreApplication.translate("DriftChart", "nearest word: {word}")
    parts.append(text.format(word=nearest_said(scene, level)))
    return " · ".join(parts)


class DriftChart(Tips, Live, QWidget):
    """Shows a ``DriftScene``.

    Signals:
        pointed(object): the level under the mouse, None for none.
        level_chosen(int): a click.
    """

    pointed = Signal(object)
    level_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene: DriftScene | None = None
        self.stale = False
        self.level: int | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(220, 150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)
        self.live(self._tell)

    def show_scene(self, scene: DriftScene | None, stale: bool = False) -> None:
        self.scene, self.stale = scene, stale
        self._tell()
        self.update()

    def spoken(self) -> str:
        if self.scene is None:
            return ""
        return level_line(self.scene, min(self.scene.level, len(self.scene.drift.start) - 1))

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Drift of a word's vector"))
        self.setAccessibleDescription(self.spoken())
        self.update()

    def level_at(self, x: float) -> int | None:
        if self.scene is None:
            return None
        field, count = field_of(QRectF(self.rect())), len(self.scene.drift.start)
        level = int((x - field.x()) * count / max(1.0, field.width()))
        return level if field.x() <= x and 0 <= level < count else None

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.scene is None:
            return
        painter = QPainter(self)
        painter.setOpacity(0.45 if self.stale else 1.0)
        draw_drift(painter, QRectF(self.rect()), self.scene, self.level, theme().colours)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self.level_at(event.position().x()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        level = self.level_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and level:
            self.level_chosen.emit(level)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the press has done it all

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(None)

    def _point(self, level: int | None) -> None:
        if level != self.level:
            self.level = level
            self.pointed.emit(level)
            self.update()

    def tip_at(self, point: QPointF) -> str:
        level = self.level_at(point.x())
        return level_line(self.scene, level) if level is not None and self.scene is not None else rule()
