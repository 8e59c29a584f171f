"""Token labels along the left and the top of a heatmap. None is ever dropped in silence.

Rejected: pyqtgraph's AxisItem, which leaves out labels that do not fit and prints none along the top unless told.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QRegion

from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.paint import draw_line, drop
from attnviz.gui.theme import Colours
from attnviz.gui.views.plan import LABEL_GAP, TILT, Plan, longest_label, stands

TURNED = frozenset("ー〜～…‥—―「」『』（）〈〉《》【】［］｛｝＝：；")
"""Characters that lie on their side in a line that runs downwards."""

STAIRS = 4


@dataclass(frozen=True)
class AxisState:
    """What sets some labels apart: the chosen ones with their colour, and the one under the mouse.

    ``chosen`` is the first of ``count`` labels of one token.
    """

    chosen: int | None = None
    colour: str = ""
    hovered: int | None = None
    count: int = 1

    def is_chosen(self, i: int) -> bool:
        return self.chosen is not None and self.chosen <= i < self.chosen + self.count


@dataclass(frozen=True)
class Only:
    """Paint no label outside ``region``, see ``only_in``.

    Attributes:
        top: the y at which labels above the matrix may begin.
        left, right: x of what is to be painted above the matrix, from edge to edge.
        upper, lower: y of what is to be painted beside it. Most labels lie far off, which is told first.
    """

    region: QRegion
    top: float
    left: int
    right: int
    upper: int
    lower: int

    def meets_beside(self, plan: Plan, i: int, offset: float) -> bool:
        """Whether the label of row ``i`` is to be painted."""
        y = plan.matrix.y() + (i + 0.5) * plan.cell - offset
        if y + plan.label_pixels < self.upper or y - plan.label_pixels > self.lower:
            return False
        return self._meets(left_rects(plan, i, offset, self.top))

    def meets_above(self, plan: Plan, i: int, offset: float) -> bool:
        """Whether the label over column ``i`` is to be painted."""
        x, half = plan.matrix.x() + (i + 0.5) * plan.cell - offset, max(1.5 * plan.label_pixels, plan.cell / 2) + 2
        leans = longest_label(plan.label_pixels) if plan.above == "tilted" else 0.0
        if x + half + leans < self.left or x - half > self.right:
            return False
        return self._meets(top_rects(plan, i, offset, self.top))

    def _meets(self, rects: Iterable[QRectF]) -> bool:
        return any(self.region.intersects(rect.toAlignedRect()) for rect in rects)


def only_in(region: QRegion, plan: Plan, top: float) -> Only:
    """``top``: at which the header ends, which is painted at each key press."""
    x, y, first = math.ceil(plan.matrix.x()), math.ceil(plan.matrix.y()), math.floor(top)
    beside = (region & QRect(0, first, x, 1 << 20)).boundingRect()
    above = (region & QRect(0, first, 1 << 20, y - first)).boundingRect()
    return Only(region, top, above.left(), above.right() + 1, beside.top(), beside.bottom() + 1)


def shown_range(plan: Plan, count: int, start: float, length: float) -> range:
    """Indices below ``count`` whose cell centre is in sight."""
    first = max(0, math.ceil((start - 0.5) / plan.cell - 0.5))
    return range(first, min(count, math.floor((start + length + 0.5) / plan.cell - 0.5) + 1))


def shown_labels(plan: Plan, count: int, start: float, length: float, state: AxisState) -> Sequence[int]:
    """Indices of the labels in sight, one in ``plan.step``; chosen and hovered ones push neighbours aside."""
    in_sight = shown_range(plan, count, start, length)
    if plan.step == 1:
        return in_sight
    kept = [i for i in (state.hovered, state.chosen) if i in in_sight]
    if len(kept) == 2 and 0 < abs(kept[0] - kept[1]) < plan.step:
        kept.pop()
    thinned = (i for i in range(-(-in_sight.start // plan.step) * plan.step, in_sight.stop, plan.step))
    return sorted({*kept, *(i for i in thinned if all(abs(i - other) >= plan.step for other in kept))})


def left_rects(plan: Plan, i: int, offset: float, top: float) -> list[QRectF]:
    """Where the label of row ``i`` may leave ink, from the widget's edge on; ``top`` is for ``top_rects`` alone."""
    y, half = plan.matrix.y() + (i + 0.5) * plan.cell - offset, 0.75 * plan.label_pixels
    return [QRectF(0, y - half, plan.matrix.x() - 4, 2 * half)]


def top_rects(plan: Plan, i: int, offset: float, top: float) -> Iterator[QRectF]:
    """Where the label of column ``i`` may leave ink, from ``top`` down to the matrix; a tilted one as a stair."""
    x, half = plan.matrix.x() + (i + 0.5) * plan.cell - offset, max(1.5 * plan.label_pixels, plan.cell / 2)
    bottom = plan.matrix.y() - 4
    yield QRectF(x - half, top, 2 * half, bottom - top)
    if plan.above == "tilted":
        wide = longest_label(plan.label_pixels) * math.cos(math.radians(TILT)) / STAIRS
        for step in range(STAIRS):
            rise = step * wide * math.tan(math.radians(TILT))
            yield QRectF(x + half + step * wide, top, wide, max(0.0, bottom - rise - top))


@lru_cache(maxsize=4096)
def fitted_label(label: str, pixels: int) -> tuple[str, float]:
    """A label as drawn, shortened where it is very long, and its width."""
    longest = longest_label(pixels) + 0.5
    if ui_width(label, pixels) > longest:
        label = QFontMetricsF(ui_font(pixels)).elidedText(label, Qt.TextElideMode.ElideRight, longest)
    return label, ui_width(label, pixels)


def draw_left(
    painter: QPainter,
    plan: Plan,
    labels: Sequence[str],
    offset: float,
    state: AxisState,
    c: Colours,
    only: Only | None = None,
) -> None:
    """Labels beside their rows, right-aligned."""
    rise = _begin(painter, plan, c)
    right, above = plan.matrix.x() - LABEL_GAP, plan.matrix.y() - offset
    for i in shown_labels(plan, plan.rows, offset, plan.matrix.height(), state):
        if only is not None and not only.meets_beside(plan, i, offset):
            continue
        text, width = fitted_label(labels[i], plan.label_pixels)
        _draw_label(painter, right - width, above + (i + 0.5) * plan.cell, text, width, rise, plan, i, state, c)
    painter.restore()


def draw_top(
    painter: QPainter,
    plan: Plan,
    labels: Sequence[str],
    offset: float,
    state: AxisState,
    c: Colours,
    only: Only | None = None,
) -> None:
    """Labels above their columns, as ``plan.above`` says."""
    rise = _begin(painter, plan, c)
    across, y = plan.matrix.x() - offset, plan.matrix.y() - LABEL_GAP
    turned = []
    for i in shown_labels(plan, plan.columns, offset, plan.matrix.width(), state):
        if only is not None and not only.meets_above(plan, i, offset):
            continue
        x = across + (i + 0.5) * plan.cell
        text, width = fitted_label(labels[i], plan.label_pixels)
        standing = plan.above == "upright" and stands(text)
        # among upright labels a short Latin one stays level: lying on its side, "▁" would be a bar
        if plan.above == "level" or (plan.above == "upright" and not standing and width <= plan.cell - 4):
            _draw_label(painter, x - width / 2, y - rise, text, width, rise, plan, i, state, c)
        else:
            turned.append((i, x, text, width, standing))
    _draw_turned(painter, turned, y, rise, plan, state, c)
    painter.restore()


def _draw_turned(
    painter: QPainter,
    labels: Sequence[tuple[int, float, str, float, bool]],
    y: float,
    rise: float,
    plan: Plan,
    state: AxisState,
    c: Colours,
) -> None:
    """Labels that lean or stand, each (i, x, text, width, whether it stands). The painter is turned once for all."""
    angle = -TILT if plan.above == "tilted" else -90.0
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    painter.rotate(angle)
    for i, x, text, width, standing in labels:
        along, across = x * cosine + y * sine, y * cosine - x * sine
        if not standing:
            _draw_label(painter, along, across, text, width, rise, plan, i, state, c)
            continue
        painter.save()
        painter.translate(along, across)
        _draw_standing(painter, text, rise, plan, i, state, c)
        painter.restore()


def _begin(painter: QPainter, plan: Plan, c: Colours) -> float:
    """Set the ink; returns how far a baseline lies below the middle of its line."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(c.text))
    return drop(plan.label_pixels)


def _draw_label(
    painter: QPainter,
    x: float,
    y: float,
    text: str,
    width: float,
    rise: float,
    plan: Plan,
    i: int,
    state: AxisState,
    c: Colours,
) -> None:
    """One label; (x, y) is the left end of its middle line."""
    if not state.is_chosen(i) and i != state.hovered:
        draw_line(painter, QPointF(x, y + rise), text, plan.label_pixels)
        return
    painter.save()
    painter.translate(x, y)
    _draw_plate(painter, width, plan, i, state, c)
    painter.setPen(QColor(state.colour if state.is_chosen(i) else c.text))
    draw_line(painter, QPointF(0, rise), text, plan.label_pixels)
    painter.restore()


def _draw_standing(painter: QPainter, text: str, rise: float, plan: Plan, i: int, state: AxisState, c: Colours) -> None:
    """A label written downwards, as Japanese may be; the painter is turned so that its x axis points up.

    Rejected: the font's own vertical forms (feature "vert"), which an SVG would lose.
    """
    em = float(plan.label_pixels)
    _draw_plate(painter, em * len(text), plan, i, state, c)
    painter.setPen(QColor(state.colour if state.is_chosen(i) else c.text))
    for position, character in enumerate(text):
        painter.save()
        painter.translate(em * (len(text) - position - 0.5), 0)
        painter.rotate(180 if character in TURNED and len(text) > 1 else 90)
        draw_line(painter, QPointF(-em / 2, rise), character, plan.label_pixels)
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
