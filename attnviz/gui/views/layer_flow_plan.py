"""Where a flow over layers lies: words side by side and layers upwards, or words below each other and layers across."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from attnviz.gui.fonts import ui_width
from attnviz.gui.views.layer_flow_data import Scene
from attnviz.rollout import Units

NARROW_SLOT, LOW_SLOT, HIGH_SLOT = 40.0, 19.0, 34.0
LABEL, NUMBER, BESIDE, BAR = 20.0, 16.0, 46.0, 54.0
OVER = 8.0
"""How far the bands of the outermost words may reach beyond them."""
WIDEST_LABEL, GUTTER = 112.0, 70.0
MOST_UNITS, MOST_BANDS = 48, 900
LEAST_BAND = 0.2
"""Pixels: what is thinner cannot be seen."""
Numbers = NDArray[np.float64]


def room_for(width: float, height: float, units: Units) -> int:
    """How many words a picture of a size can name."""
    columns, rows = int((width - GUTTER - 8) / _column(units)), int((height - 40) / LOW_SLOT)
    return max(3, min(MOST_UNITS, max(columns if height > 230 else 3, rows)))


def _column(units: Units) -> float:
    """As wide as most labels are."""
    widths = sorted(ui_width(name, 14) for name in units.names)
    return min(96.0, max(NARROW_SLOT, widths[len(widths) * 9 // 10] + 10)) if widths else NARROW_SLOT


@dataclass(frozen=True)
class FlowPlan:
    """A point is (u, v): u along the words, v along the layers, from the input on.

    Attributes:
        upright: words side by side, layers upwards.
        field: where the bands lie.
        bars: where the inputs' bars lie, beyond the field's lowest level.
        labels, tops: where the words stand, at the input and at the highest level; ``tops`` may be empty.
        gutter: where the levels are named.
        levels: that it has.
        full: how wide a share of 100 % is.
    """

    upright: bool
    field: QRectF
    bars: QRectF
    labels: QRectF
    tops: QRectF
    gutter: QRectF
    levels: range
    full: float

    @property
    def along(self) -> float:
        """Length of the side that the words share."""
        return self.field.width() if self.upright else self.field.height()

    def centre(self, count: int, unit: int) -> float:
        return (unit + 0.5) * self.along / count

    def across(self, level: int) -> float:
        """v of a level."""
        deep = self.field.height() if self.upright else self.field.width()
        steps = max(1, len(self.levels) - 1)
        return deep * (level - self.levels.start) / steps

    @property
    def pitch(self) -> float:
        """From one level to the next."""
        return self.across(self.levels.start + 1)

    def point(self, u: float, v: float) -> QPointF:
        if self.upright:
            return QPointF(self.field.x() + u, self.field.bottom() - v)
        return QPointF(self.field.x() + v, self.field.y() + u)

    def place(self, point: QPointF) -> tuple[float, float]:
        """(u, v) of a point."""
        if self.upright:
            return point.x() - self.field.x(), self.field.bottom() - point.y()
        return point.y() - self.field.y(), point.x() - self.field.x()

    def slot(self, area: QRectF, count: int, unit: int) -> QRectF:
        """The part of an area beside the field that belongs to a word."""
        step = self.along / count
        if self.upright:
            return QRectF(self.field.x() + unit * step, area.y(), step, area.height())
        return QRectF(area.x(), self.field.y() + unit * step, area.width(), step)

    def spot(self, point: QPointF, scene: Scene) -> tuple[int, int] | None:
        """(level, unit) at a point: of a label or bar, or the nearest node of the field."""
        u, v = self.place(point)
        if not 0 <= u < self.along or not (self.field | self.bars | self.labels | self.tops).contains(point):
            return None
        level = min(self.levels, key=lambda one: abs(self.across(one) - v))
        units = scene.units(level)
        return (level, int(u * len(units) / self.along)) if len(units) else None


@dataclass(frozen=True)
class Bands:
    """What flows between neighbouring levels, the strongest first: from a unit of a level to one of the level below.

    ``above`` and ``below`` are where a band begins on the word axis at each level, ``share`` its width (N,).
    """

    level: NDArray[np.intp]
    unit: NDArray[np.intp]
    to: NDArray[np.intp]
    share: Numbers
    above: Numbers
    below: Numbers

    def __len__(self) -> int:
        return len(self.share)


def bands_of(scene: Scene, plan: FlowPlan) -> Bands:
    """All bands that can be seen, each beside the others of its two words."""
    parts: list[list[Numbers]] = [[] for _ in range(6)]
    for step, edges in enumerate(scene.shown.edges):
        high, low = edges.shape
        starts = [
            np.array([plan.centre(count, i) for i in range(count)]) - plan.full * shares / 2
            for count, shares in ((high, edges.sum(axis=1)), (low, edges.sum(axis=0)))
        ]
        above = starts[0][:, None] + plan.full * (np.cumsum(edges, axis=1) - edges)
        below = starts[1] + plan.full * (np.cumsum(edges, axis=0) - edges)
        unit, to = np.nonzero(edges * plan.full >= LEAST_BAND)
        level = np.full(len(unit), scene.shown.bottom + step + 1)
        for part, values in zip(
            parts, (level, unit, to, edges[unit, to], above[unit, to], below[unit, to]), strict=True
        ):
            part.append(values)
    level, unit, to, share, above, below = (np.concatenate(part) for part in parts)
    order = np.argsort(-share, kind="stable")[:MOST_BANDS]
    return Bands(level[order], unit[order], to[order], share[order], above[order], below[order])


def plan_flow(scene: Scene, area: QRectF) -> FlowPlan:
    """Lay a picture out in an area."""
    names = scene.shown.units[0].names
    count = max(1, len(names))
    sides = scene.shown.units[0], scene.units(scene.levels.stop - 1)
    upright = area.width() - GUTTER - 8 >= max(len(one) * _column(one) for one in sides) and area.height() >= 200
    if upright:
        inner = area.adjusted(GUTTER, 0, -8, 0)
        tops = QRectF(inner.x(), inner.y(), inner.width(), LABEL + 4)
        bar = min(BAR, 0.16 * area.height())
        bars = QRectF(inner.x(), inner.bottom() - bar - NUMBER, inner.width(), bar + NUMBER)
        labels = QRectF(inner.x(), bars.y() - LABEL - 2, inner.width(), LABEL)
        field = QRectF(inner.x(), tops.bottom() + 4, inner.width(), labels.y() - tops.bottom() - 8)
        side = QRectF(area.x(), field.y(), GUTTER - OVER - 6, field.height())
        slot = field.width() / count
    else:
        longest = max((ui_width(name, 14) for name in names), default=0.0) + 8
        label = min(WIDEST_LABEL, longest, 0.28 * area.width())
        bar = min(64.0, 0.14 * area.width())
        right = label if area.width() > 460 else min(label, 58.0)
        inner = area.adjusted(0, LABEL + 6, 0, -6)
        if count < inner.height() / HIGH_SLOT:
            inner.setHeight(count * HIGH_SLOT)
        labels = QRectF(inner.x(), inner.y(), label, inner.height())
        bars = QRectF(labels.right() + 6, inner.y(), bar + BESIDE, inner.height())
        tops = QRectF(inner.right() - right, inner.y(), right, inner.height())
        field = QRectF(bars.right() + 10, inner.y(), tops.x() - bars.right() - 20, inner.height())
        side = QRectF(field.x(), area.y(), field.width(), LABEL)
        slot = field.height() / count
    outermost = max(float(max(shares[0], shares[-1])) for shares in scene.shown.shares)
    full = min(80.0, max(24.0, 2.2 * slot), (slot + 2 * OVER) / max(outermost, 1e-9))
    return FlowPlan(upright, field, bars, labels, tops, side, scene.levels, full)
