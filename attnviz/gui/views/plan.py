"""Where the parts of a heatmap lie: labels, matrix, colour bar. Plain arithmetic on device-independent pixels."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSizeF

from attnviz.gui.fonts import ui_width

MARGIN = 16.0
TILT = 55.0
"""Degrees by which labels along the top are turned: a long word costs little height and still reads from the left."""
LABEL_GAP = 8.0
LONGEST_EM = 12
"""A longer label is shortened with "…"; the tooltip and the readout hold all of it."""
LABEL_PIXELS = (14, 12, 10)
MIN_CELL = 14.0
MAX_CELL = 120.0
BAR_GAP, BAR_WIDTH, BAR_LABELS = 20.0, 10.0, 56.0
SCROLL_BAR = 10.0
BRACKET = 2.0
"""Room for a character over its labels, in their font's size; with its bracket, see ``_bracket_room``."""
_STEPS = (1, 2, 4, 5, 8, 10, 16, 20, 32, 40, 50, 64, 100, 128, 200, 256, 500, 512, 1000, 2000, 5000, 10000)


@dataclass(frozen=True)
class Plan:
    """Geometry of one heatmap.

    Attributes:
        matrix: the window onto the cells; smaller than ``rows * cell`` or ``columns * cell`` when it scrolls.
        bar: the colour bar, without its labels.
        cell: side of a cell.
        rows, columns: cells along the sides.
        label_pixels: size of the labels' font.
        above: how labels lie along the top: "level" where each fits its column, else "tilted"; "upright" in a text
            that is mostly Chinese, Japanese or Korean, whose characters then stand one below the other.
        step: one label in ``step`` is drawn; 1 unless the whole matrix was asked for and rows are too low for text.
    """

    matrix: QRectF
    bar: QRectF
    cell: float
    rows: int
    columns: int
    label_pixels: int
    above: str
    step: int

    @property
    def extent(self) -> QSizeF:
        """Size of the whole matrix."""
        return QSizeF(self.cell * self.columns, self.cell * self.rows)

    @property
    def hidden(self) -> QSizeF:
        """How far the matrix can be scrolled."""
        hidden = self.extent - self.matrix.size()
        return QSizeF(max(0.0, hidden.width()), max(0.0, hidden.height()))

    def cell_at(self, point: QPointF, offset: QPointF) -> tuple[int, int] | None:
        """(row, column) under a point, or None outside the matrix."""
        if not self.matrix.contains(point):
            return None
        inside = point - self.matrix.topLeft() + offset
        row, column = int(inside.y() // self.cell), int(inside.x() // self.cell)
        return (row, column) if 0 <= row < self.rows and 0 <= column < self.columns else None

    def cell_rect(self, row: int, column: int, offset: QPointF) -> QRectF:
        return self.block_rect(row, column, 1, 1, offset)

    def block_rect(self, row: int, column: int, rows: int, columns: int, offset: QPointF) -> QRectF:
        """Where neighbouring cells lie together."""
        x, y = self.matrix.x() - offset.x() + column * self.cell, self.matrix.y() - offset.y() + row * self.cell
        return QRectF(x, y, columns * self.cell, rows * self.cell)


@lru_cache(maxsize=4096)
def stands(label: str) -> bool:
    """True for a label that may be written downwards: Chinese, Japanese or Korean throughout."""
    return all(unicodedata.east_asian_width(character) in "WF" for character in label)


def longest_label(pixels: int) -> float:
    return float(LONGEST_EM * pixels)


@lru_cache(maxsize=16)
def widest(labels: tuple[str, ...], pixels: int) -> float:
    """Width of the widest label, as shortened."""
    return min(longest_label(pixels), max((ui_width(label, pixels) for label in {*labels}), default=0.0))


def _room_above(width: float, pixels: int, above: str) -> float:
    angle, height = math.radians(TILT), 1.3 * pixels
    if above == "tilted":
        return LABEL_GAP + width * math.sin(angle) + height * math.cos(angle)
    # an upright character takes no more height than it takes width when level
    return LABEL_GAP + (height if above == "level" else width + 0.3 * pixels)


def _bracket_room(pixels: int) -> tuple[float, float]:
    """Beside and above the labels."""
    return BRACKET * pixels + 12, 1.2 * pixels + 9


@lru_cache(maxsize=64)
def _planned(
    room_for_all: tuple[float, float, float, float],
    rows: int,
    columns: int,
    beside: float,
    over: float,
    pixels: int,
    above: str,
    want: float | None,
    brackets: tuple[bool, bool],
    bar_room: float,
) -> Plan:
    """The plan for given widths of the labels beside and over the cells.

    Kept, since most letters that are typed change none of them.

    Args:
        room_for_all: x, y, width and height.
        want: the cell size asked for; None means the largest that shows all.
    """
    area = QRectF(*room_for_all)
    room = _bracket_room(pixels)
    left = beside + LABEL_GAP + (room[0] if brackets[0] else 0.0)
    top = _room_above(over, pixels, above) + (room[1] if brackets[1] else 0.0)
    overhang = over * math.cos(math.radians(TILT)) if above == "tilted" else 0.0
    right = max(bar_room, overhang)
    free_x = max(1.0, area.width() - left - right)
    free_y = max(1.0, area.height() - top)
    cell = min(free_x / columns, free_y / rows, MAX_CELL)
    if cell >= 8:
        cell = float(math.floor(cell))  # whole pixels keep gaps of one width
    if want is not None and want > cell:
        cell = float(math.floor(want)) if want >= 8 else want
        if cell * rows > free_y:  # room for the scroll bars, each only where it is needed
            free_x = max(1.0, free_x - SCROLL_BAR - 4)
        if cell * columns > free_x:
            free_y = max(1.0, free_y - SCROLL_BAR - 4)
    # whole cells only: each one in sight has its label
    side_x = cell * min(columns, max(1, math.floor(free_x / cell + 1e-6)))
    side_y = cell * min(rows, max(1, math.floor(free_y / cell + 1e-6)))
    matrix = QRectF(round(area.x() + left), round(area.y() + top), side_x, side_y)
    scroll_room = SCROLL_BAR + 4 if cell * rows > side_y + 0.5 else 0.0
    bar = QRectF(matrix.right() + BAR_GAP + scroll_room, matrix.y(), BAR_WIDTH, matrix.height())
    return Plan(matrix, bar, cell, rows, columns, pixels, above, 1)


def plan_heatmap(
    area: QRectF,
    left: tuple[str, ...],
    top: tuple[str, ...],
    whole: bool = False,
    zoom: float | None = None,
    sizes: Sequence[int] = LABEL_PIXELS,
    bar: bool = True,
    upright: bool = False,
    brackets: tuple[bool, bool] = (False, False),
) -> Plan:
    """Lay out a heatmap in ``area``.

    Args:
        left, top: labels of the rows and of the columns; some of each.
        whole: show every cell, however small; labels are then thinned where rows are too low for text. Otherwise cells
            are at least ``MIN_CELL`` wide, every label is drawn, and the matrix scrolls.
        zoom: a cell size that the user asked for; never less than what shows the whole matrix.
        sizes: those that the labels' font may have, the first one that fits is taken.
        bar: keep room for the colour bar.
        upright: labels above stand rather than lean, whatever their script: they need no room at the right.
        brackets: whether characters stand over labels, left and above.
    """
    want = zoom if zoom is not None else (None if whole else MIN_CELL)
    short = brackets[1] and 2 * sum(len(label) <= 2 for label in top) > len(top)  # bytes need no height when turned
    steep = "upright" if upright or short or 2 * sum(map(stands, top)) > len(top) else "tilted"
    bar_room = BAR_GAP + BAR_WIDTH + BAR_LABELS if bar else 0.0
    for pixels in sizes:
        asked = len(left), len(top), widest(left, pixels), widest(top, pixels), pixels
        plan = _planned(area.getRect(), *asked, "level", want, brackets, bar_room)
        if asked[3] > plan.cell - 6:
            plan = _planned(area.getRect(), *asked, steep, want, brackets, bar_room)
        if plan.cell >= 1.4 * pixels:
            return plan
    if plan.cell >= MIN_CELL - 3:
        return plan
    step = next(step for step in _STEPS if step * plan.cell >= MIN_CELL - 1 or step == _STEPS[-1])
    return replace(plan, step=step)
