"""Characters in brackets over the labels of their bytes, or of the tokens that have a part in them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from attnviz.axis import Group
from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.paint import draw_line, drop
from attnviz.gui.theme import Colours
from attnviz.gui.views.plan import BRACKET, LABEL_GAP, TILT, Plan
from attnviz.gui.views.token_axis import AxisState, fitted_label, shown_range

TOOTH = 4.0


def draw_left_groups(
    painter: QPainter,
    plan: Plan,
    labels: Sequence[str],
    groups: Sequence[Group],
    offset: float,
    state: AxisState,
    c: Colours,
) -> None:
    """A bracket left of the labels of each group, and left of that its character."""
    _begin(painter)
    seen = _in_sight(plan, plan.rows, groups, offset, plan.matrix.height())
    reach = _reach(plan, labels, seen)
    for group, start, stop in seen:
        top, bottom = (plan.matrix.y() + plan.cell * i - offset for i in (start, stop))
        x, ink = plan.matrix.x() - LABEL_GAP - reach - 4, _ink(group, state, c)
        if stop - start > 1:
            x -= TOOTH
            _draw_bracket(painter, [(x + TOOTH, top + 2), (x, top + 2), (x, bottom - 2), (x + TOOTH, bottom - 2)], ink)
        text, width = _fitted(group.label, plan.label_pixels, BRACKET * plan.label_pixels)
        painter.setPen(ink)
        middle = (top + bottom) / 2 + drop(plan.label_pixels)
        draw_line(painter, QPointF(x - 4 - width, middle), text, plan.label_pixels)
    painter.restore()


def draw_top_groups(
    painter: QPainter,
    plan: Plan,
    labels: Sequence[str],
    groups: Sequence[Group],
    offset: float,
    state: AxisState,
    c: Colours,
) -> None:
    """A bracket over the labels of each group, and over that its character; it leans as the labels do."""
    _begin(painter)
    lean = math.radians(TILT)
    seen = _in_sight(plan, plan.columns, groups, offset, plan.matrix.width())
    reach = _reach(plan, labels, seen)
    rise, shift = reach + 2, 0.0
    if plan.above == "level" or (plan.above == "upright" and reach <= plan.cell - 4):
        rise = 1.1 * plan.label_pixels
    elif plan.above == "tilted":
        rise, shift = reach * math.sin(lean) + plan.label_pixels * math.cos(lean), reach * math.cos(lean)
    for group, start, stop in seen:
        left, right = (plan.matrix.x() + plan.cell * i - offset for i in (start, stop))
        y, ink = plan.matrix.y() - LABEL_GAP - rise - 2, _ink(group, state, c)
        left, right = left + shift, right + shift
        if stop - start > 1:
            y -= TOOTH
            _draw_bracket(painter, [(left + 2, y + TOOTH), (left + 2, y), (right - 2, y), (right - 2, y + TOOTH)], ink)
        text, width = _fitted(group.label, plan.label_pixels, max(right - left, 1.4 * plan.label_pixels))
        painter.setPen(ink)
        start_at = QPointF((left + right - width) / 2, y - 3 - plan.label_pixels / 2 + drop(plan.label_pixels))
        draw_line(painter, start_at, text, plan.label_pixels)
    painter.restore()


def _begin(painter: QPainter) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _reach(plan: Plan, labels: Sequence[str], seen: Sequence[tuple[Group, int, int]]) -> float:
    """Width of the widest label in a group in sight: all brackets stand in one line."""
    spans = (range(start, stop) for _, start, stop in seen)
    return max((fitted_label(labels[i], plan.label_pixels)[1] for span in spans for i in span), default=0.0)


def _ink(group: Group, state: AxisState, c: Colours) -> QColor:
    chosen = any(state.is_chosen(i) for i in range(group.start, group.stop))
    return QColor(state.colour if chosen else c.secondary)


def _in_sight(
    plan: Plan, count: int, groups: Sequence[Group], start: float, length: float
) -> list[tuple[Group, int, int]]:
    """(group, first, stop) of those with an end in sight, cut to what is; none where labels are left out."""
    if plan.step > 1:
        return []
    seen = shown_range(plan, count, start, length)
    cut = ((one, max(one.start, seen.start), min(one.stop, seen.stop)) for one in groups)
    return [(one, first, stop) for one, first, stop in cut if first < stop]


def _fitted(text: str, pixels: int, room: float) -> tuple[str, float]:
    if ui_width(text, pixels) > room + 0.5:
        text = QFontMetricsF(ui_font(pixels)).elidedText(text, Qt.TextElideMode.ElideRight, room + 0.5)
    return text, ui_width(text, pixels)


def _draw_bracket(painter: QPainter, corners: list[tuple[float, float]], ink: QColor) -> None:
    painter.setPen(QPen(ink, 1.0))
    painter.drawPolyline([QPointF(*corner) for corner in corners])
