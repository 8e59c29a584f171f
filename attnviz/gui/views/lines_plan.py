"""Where tokens and lines lie: two lists side by side, two lines of text, or one line of text with arcs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF

from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.views.lines_data import LineSet, Places, Scene

Numbers = NDArray[np.float64]

PITCH, LOW_PITCH, HIGH_PITCH = 20.0, 18.0, 34.0
"""Height of a list's row: while it scrolls, and at least and at most while it does not."""
LEAST_LABEL, LONGEST_LABEL = 48.0, 180.0
NARROW_GAP, WIDE_GAP = 72.0, 640.0
PERCENT_WIDTH, PERCENT_HEIGHT, PERCENTS = 46.0, 16.0, 3
"""Room for a share beside a label, and how many heads' shares get some."""
PAD, SPACE = 6.0, 6.0
FEW = 12
CHIP_HEIGHT = 26.0
LOOP = 20.0
EDGE = 12.0
HEAD_GAP = 2.0


@dataclass(frozen=True)
class LinesPlan:
    """Geometry of one picture, from its own corner (0, 0).

    Attributes:
        kind: "columns" (queries left, keys right), "rows" (queries above, keys below) or "arcs" (the text once).
        size: of the whole picture; more than the view's where it scrolls.
        query_boxes, key_boxes: x, y, width, height of each label (R, 4) and (C, 4).
        labels: as drawn, shortened where they are long: of the queries and of the keys.
        pixels: size of their font.
        lanes: room for arcs above and below the text.
        longest: width of the widest arc, which fills its lane.
        heads: how many heads' lines share the way between two tokens.
    """

    kind: str
    size: QSizeF
    query_boxes: Numbers
    key_boxes: Numbers
    labels: tuple[tuple[str, ...], tuple[str, ...]]
    pixels: int
    lanes: tuple[float, float] = (0.0, 0.0)
    longest: float = 1.0
    heads: int = 1

    def boxes(self, side: str) -> Numbers:
        return self.query_boxes if side == "query" else self.key_boxes

    def box(self, side: str, place: int) -> QRectF:
        return QRectF(*self.boxes(side)[place].tolist())

    def token_at(self, point: QPointF) -> tuple[str, int] | None:
        """("query" or "key", place) of the label at a point; in the picture with arcs, always a query."""
        for side in ("query", "key"):
            boxes = self.boxes(side)
            across = (boxes[:, 0] - 2 <= point.x()) & (point.x() < boxes[:, 0] + boxes[:, 2] + 2)
            inside = across & (boxes[:, 1] <= point.y()) & (point.y() < boxes[:, 1] + boxes[:, 3])
            if inside.any():
                return side, int(inside.argmax())
        return None

    def curves(self, lines: LineSet) -> Numbers:
        """Each line as a cubic Bézier curve from its query to its key: four points (N, 4, 2).

        Those of several heads lie side by side, so that none covers another.
        """
        curves = self._arcs(lines.query, lines.key) if self.kind == "arcs" else self._joins(lines)
        if self.heads == 1:
            return curves
        return moved(curves, (lines.head - (self.heads - 1) / 2) * HEAD_GAP, self.kind)

    def _joins(self, lines: LineSet) -> Numbers:
        start, end = self.query_boxes[lines.query], self.key_boxes[lines.key]
        points = np.empty((len(lines), 4, 2))
        along, across = (0, 1) if self.kind == "columns" else (1, 0)
        points[:, 0, along] = start[:, along] + start[:, along + 2]
        points[:, 3, along] = end[:, along]
        points[:, 1:3, along] = ((points[:, 0, along] + points[:, 3, along]) / 2)[:, None]
        points[:, :2, across] = (start[:, across] + start[:, across + 2] / 2)[:, None]
        points[:, 2:, across] = (end[:, across] + end[:, across + 2] / 2)[:, None]
        return points

    def curves_near(self, lines: LineSet, sight: QRectF) -> tuple[Numbers, LineSet]:
        """Those with an end in ``sight``. Others pass a part of a long text by the hundred and say nothing of it."""
        curves = self.curves(lines)
        ends = curves[:, ::3]  # (N, 2, 2)
        low, high = (sight.left() - EDGE, sight.top() - EDGE), (sight.right() + EDGE, sight.bottom() + EDGE)
        near = ((ends >= low) & (ends <= high)).all(axis=2).any(axis=1)
        return (curves, lines) if near.all() else (curves[near], lines.some(near))

    def _arcs(self, query: Places, key: Places) -> Numbers:
        """Above the text where the query looks back (or at itself), below where it looks forward."""
        boxes, back = self.query_boxes, key <= query
        middle = boxes[:, 0] + boxes[:, 2] / 2
        itself = key == query
        # half a label to each side for a loop; else a little aside, so that looks to and from one token stay apart
        lean = np.where(itself, np.minimum(9.0, boxes[query, 2] / 2 - 2), np.where(back, -2.0, 2.0))
        start = middle[query] + lean
        end = middle[key] - lean
        span = np.abs(end - start)
        lane = np.where(back, self.lanes[0], self.lanes[1])
        high = np.where(itself, np.minimum(LOOP, lane), 10.0 + (lane - 10.0) * np.sqrt(span / self.longest))
        top, bottom = boxes[:, 1], boxes[:, 1] + boxes[:, 3]
        y = np.where(back, top[query] - 1, bottom[query] + 1)
        peak = y + np.where(back, -1.0, 1.0) * high * 4 / 3  # a cubic reaches three quarters of its control points
        return np.stack([np.stack([start, y], 1), np.stack([start, peak], 1), np.stack([end, peak], 1),
                         np.stack([end, y], 1)], axis=1)  # fmt: skip


def moved(curves: Numbers, aside: Numbers, kind: str) -> Numbers:
    """Curves beside the given ones: below them, to their right, or as the next larger arc."""
    result = curves.copy()
    if kind == "columns":
        result[:, :, 1] += aside[:, None]
    elif kind == "rows":
        result[:, :, 0] += aside[:, None]
    else:
        outwards = np.sign(curves[:, 3, 0] - curves[:, 0, 0]) * aside
        up = np.sign(curves[:, 1, 1] - curves[:, 0, 1]) * aside
        result[:, :2, 0] -= outwards[:, None]
        result[:, 2:, 0] += outwards[:, None]
        result[:, 1:3, 1] += (up * 4 / 3)[:, None]
    return result


@lru_cache(maxsize=8192)
def short_label(label: str, pixels: int, longest: float) -> str:
    if ui_width(label, pixels) <= longest:
        return label
    return QFontMetricsF(ui_font(pixels)).elidedText(label, Qt.TextElideMode.ElideRight, longest)


def plan_lines(scene: Scene, width: float, height: float) -> LinesPlan:
    """Lay a picture out in a view of a size; it is larger than the view where labels would get too small to read."""
    return replace(_planned(scene, width, height), heads=max(1, len(scene.heads)))


def _planned(scene: Scene, width: float, height: float) -> LinesPlan:
    if scene.arcs:
        return _plan_arcs(scene, width, height)
    few = max(len(scene.rows), len(scene.columns)) <= FEW
    if few and width > 1.2 * height and height >= 160:
        rows = _plan_rows(scene, width, height)
        if rows.size.width() <= width:
            return rows
    return _plan_columns(scene, width, height)


def _labels(scene: Scene, pixels: int, longest: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    sides = (("query", scene.rows), ("key", scene.columns))
    one, other = (
        tuple(short_label(scene.label(side, place), pixels, longest) for place in range(len(shown)))
        for side, shown in sides
    )
    return one, other


def _plan_columns(scene: Scene, width: float, height: float) -> LinesPlan:
    count = max(len(scene.rows), len(scene.columns), 1)
    pitch = (height - 2 * PAD) / count
    pitch = PITCH if pitch < LOW_PITCH else min(pitch, HIGH_PITCH)
    pixels = 14 if pitch >= PITCH else 12
    percents = PERCENT_WIDTH * max(1, min(PERCENTS, len(scene.heads)))
    room = (width - NARROW_GAP - 2 * percents) / 2 - 2 * PAD - 1  # with more, the shares would be out of sight
    labels = _labels(scene, pixels, max(LEAST_LABEL, min(LONGEST_LABEL, 0.26 * width, room)))
    wide = [max((ui_width(text, pixels) for text in side), default=0.0) + 2 * PAD for side in labels]
    # a long text on paper is small: there the lists stand farther apart
    widest = max(WIDE_GAP, 0.7 * count * pitch)
    gap = min(widest, max(NARROW_GAP, width - sum(wide) - 2 * percents))
    total = sum(wide) + 2 * percents + gap
    left = max(0.0, (width - total) / 2) + percents
    tall = max(height, count * pitch + 2 * PAD)
    # short texts begin at the top third, where the eye is
    top = PAD if count * pitch > 0.75 * height else max(PAD, (tall - count * pitch) / 3)

    def boxes(side: int, x: float) -> Numbers:
        own = len(labels[side])
        ahead = (count - own) // 2 if tall <= height else 0
        y = top + pitch * (ahead + np.arange(own))
        return np.stack([np.full(own, x), y, np.full(own, wide[side]), np.full(own, pitch)], axis=1)

    size = QSizeF(max(width, total), tall)
    return LinesPlan("columns", size, boxes(0, left), boxes(1, left + wide[0] + gap), labels, pixels)


def _plan_rows(scene: Scene, width: float, height: float) -> LinesPlan:
    labels = _labels(scene, 14, LONGEST_LABEL)
    percents = PERCENT_HEIGHT * max(1, min(PERCENTS, len(scene.heads)))
    sides, total = [], 0.0
    for side, y in ((0, percents + PAD), (1, min(height, 420.0) - percents - PAD - CHIP_HEIGHT)):
        wide = np.array([max(ui_width(text, 14) + 2 * PAD, PERCENT_WIDTH - 4) for text in labels[side]])
        space = min(40.0, max(SPACE, (width - wide.sum()) / (len(wide) + 1)))
        row = float(wide.sum() + space * (len(wide) - 1))
        x = np.cumsum(wide + space) - wide - space + max(0.0, (width - row) / 2)
        sides.append(np.stack([x, np.full(len(x), y), wide, np.full(len(x), CHIP_HEIGHT)], axis=1))
        total = max(total, row)
    return LinesPlan("rows", QSizeF(max(width, total), height), sides[0], sides[1], labels, 14)


def _plan_arcs(scene: Scene, width: float, height: float) -> LinesPlan:
    labels = _labels(scene, 14, LONGEST_LABEL)
    wide = np.array([ui_width(text, 14) + 2 * PAD for text in labels[0]])
    space = min(28.0, max(SPACE, (width - 2 * PAD - wide.sum()) / max(1, len(wide) - 1)))
    row = float(wide.sum() + space * (len(wide) - 1))
    x = np.cumsum(wide + space) - wide - space + max(PAD, (width - row) / 2)
    percents = PERCENT_HEIGHT * max(1, min(PERCENTS, len(scene.heads))) + 4
    room = max(120.0, min(height, 0.75 * row + 120.0)) - CHIP_HEIGHT
    below = percents + PAD if scene.causal else room / 2
    lanes = room - below - PAD, below - PAD
    y = max(0.0, (height - room - CHIP_HEIGHT) / 2) + room - below
    boxes = np.stack([x, np.full(len(x), y), wide, np.full(len(x), CHIP_HEIGHT)], axis=1)
    longest = max(1.0, row - float(wide[:1].sum() + wide[-1:].sum()) / 2)
    size = QSizeF(max(width, row + 2 * PAD), max(height, room + CHIP_HEIGHT))
    return LinesPlan("arcs", size, boxes, boxes, labels, 14, lanes, longest)
