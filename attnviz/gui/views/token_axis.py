"""Token labels along the left and the top of a heatmap. None is ever dropped in silence.

Rejected: pyqtgraph's AxisItem, which leaves out labels that do not fit and prints none along the top unless told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.theme import Colours
from attnviz.gui.views.plan import LABEL_GAP, TILT, Plan, longest_label, stands

TURNED = frozenset("ー〜～…‥—―「」『』（）〈〉《》【】［］｛｝＝：；")
"""Characters that lie on their side in a line that runs downwards."""


@dataclass(frozen=True)
class AxisState:
    """What sets some labels apart: the chosen one with its colour, and the one under the mouse."""

    chosen: int | None = None
    colour: str = ""
    hovered: int | None = None


def shown_labels(plan: Plan, start: float, length: float, state: AxisState) -> list[int]:
    """Indices whose cell centre is in sight, one in ``plan.step``; chosen and hovered ones push neighbours aside."""
    first = max(0, int(start / plan.cell - 0.5 + 1e-6))
    in_sight = [i for i in range(first, plan.count) if -0.5 <= (i + 0.5) * plan.cell - start <= length + 0.5]
    if plan.step == 1:
        return in_sight
    wanted = [i for i in (state.hovered, state.chosen) if i in in_sight]
    kept: list[int] = []
    for i in [*wanted, *(i for i in in_sight if i % plan.step == 0)]:
        if all(abs(i - other) >= plan.step or i == other for other in kept) and i not in kept:
            kept.append(i)
    return sorted(kept)


def elided(label: str, font: QFont) -> str:
    longest = longest_label(font.pixelSize()) + 0.5
    if ui_width(label, font.pixelSize()) <= longest:
        return label
    return QFontMetricsF(font).elidedText(label, Qt.TextElideMode.ElideRight, longest)


def draw_left(
    painter: QPainter, plan: Plan, labels: Sequence[str], offset: float, state: AxisState, c: Colours
) -> None:
    """Labels beside their rows, right-aligned."""
    font = ui_font(plan.label_pixels)
    metrics = QFontMetricsF(font)
    rise = (metrics.ascent() - metrics.descent()) / 2

    def place(i: int, text: str) -> None:
        y = plan.matrix.y() + (i + 0.5) * plan.cell - offset
        width = ui_width(text, plan.label_pixels)
        painter.translate(plan.matrix.x() - LABEL_GAP - width, y)
        _draw_label(painter, text, width, rise, plan, i, state, c)

    _each(painter, font, shown_labels(plan, offset, plan.matrix.height(), state), labels, place)


def draw_top(painter: QPainter, plan: Plan, labels: Sequence[str], offset: float, state: AxisState, c: Colours) -> None:
    """Labels above their columns, as ``plan.above`` says."""
    font = ui_font(plan.label_pixels)
    metrics = QFontMetricsF(font)
    rise = (metrics.ascent() - metrics.descent()) / 2

    def place(i: int, text: str) -> None:
        x = plan.matrix.x() + (i + 0.5) * plan.cell - offset
        width = ui_width(text, plan.label_pixels)
        standing = plan.above == "upright" and stands(text)
        # among upright labels a short Latin one stays level: lying on its side, "▁" would be a bar
        if plan.above == "level" or (plan.above == "upright" and not standing and width <= plan.cell - 4):
            painter.translate(x - width / 2, plan.matrix.y() - LABEL_GAP - rise)
        else:
            painter.translate(x, plan.matrix.y() - LABEL_GAP)
            painter.rotate(-TILT if plan.above == "tilted" else -90)
        if standing:
            _draw_standing(painter, text, rise, plan, i, state, c)
        else:
            _draw_label(painter, text, width, rise, plan, i, state, c)

    _each(painter, font, shown_labels(plan, offset, plan.matrix.width(), state), labels, place)


def _each(
    painter: QPainter, font: QFont, indices: Sequence[int], labels: Sequence[str], place: Callable[[int, str], None]
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    for i in indices:
        painter.save()
        place(i, elided(labels[i], font))
        painter.restore()
    painter.restore()


def _draw_label(
    painter: QPainter, text: str, width: float, rise: float, plan: Plan, i: int, state: AxisState, c: Colours
) -> None:
    """One label; the painter's origin is the left end of its middle line."""
    _draw_plate(painter, width, plan, i, state, c)
    painter.setPen(QColor(state.colour if i == state.chosen else c.text))
    painter.drawText(QPointF(0, rise), text)


def _draw_standing(painter: QPainter, text: str, rise: float, plan: Plan, i: int, state: AxisState, c: Colours) -> None:
    """A label written downwards, as Japanese may be; the painter is turned so that its x axis points up.

    Rejected: the font's own vertical forms (feature "vert"), which an SVG would lose.
    """
    em = float(plan.label_pixels)
    _draw_plate(painter, em * len(text), plan, i, state, c)
    painter.setPen(QColor(state.colour if i == state.chosen else c.text))
    for position, character in enumerate(text):
        painter.save()
        painter.translate(em * (len(text) - position - 0.5), 0)
        painter.rotate(180 if character in TURNED and len(text) > 1 else 90)
        painter.drawText(QPointF(-em / 2, rise), character)
        painter.restore()


def _draw_plate(painter: QPainter, length: float, plan: Plan, i: int, state: AxisState, c: Colours) -> None:
    """A rounded ground behind the label under the mouse."""
    if i != state.hovered:
        return
    half = 0.75 * plan.label_pixels
    if plan.step == 1:
        half = min(half, plan.cell / 2 + 1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(c.hover))
    painter.drawRoundedRect(QRectF(-4, -half, length + 8, 2 * half), 4, 4)
