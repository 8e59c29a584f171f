"""All heads' thumbnails as one picture, pixel for pixel as it stands on the screen; and the marks of their patterns.

Rejected: one image a head and Qt's own scaling, which for 270 heads took longer than the device took to make them.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from attnviz.gui.theme import Colours
from attnviz.gui.views.colour_bar import weight_table
from attnviz.gui.views.heads_plan import HeadsPlan
from attnviz.heads import PATTERNS
from attnviz.trace import Array, HeadId

MARK = 11
STEPS = (16, 24, 32, 48)
VEIL = 0.78
"""how much of the ground lies over a head that was filtered out"""
_GROUND = 256
"""the colour after the last one of the weights'"""


def step_for(cell: int, ratio: float) -> int:
    """Side of the thumbnails to ask for: the largest of STEPS that a cell can show all of."""
    return max((step for step in STEPS if step <= cell * ratio), default=STEPS[0])


def shrunk(pictures: Array, side: int) -> Array:
    """Pictures (..., P, P) with no more than ``side`` pixels a side, by the largest weight: no peak gets lost."""
    pixels = pictures.shape[-1]
    if pixels <= side:
        return pictures
    starts = np.arange(side) * pixels // side
    less: Array = np.maximum.reduceat(np.maximum.reduceat(pictures, starts, axis=-1), starts, axis=-2)
    return less


def atlas(
    pictures: Array, order: list[HeadId], plan: HeadsPlan, rows: range, ratio: float, own: bool, ground: QColor
) -> QImage:
    """The pictures of all heads (A, H, P, P), laid out as planned.

    Args:
        order: which head lies in which cell.
        rows: of cells, that are in sight; at least one.
        ratio: device pixels for each one of the layout.
        own: each head's colours reach up to its own strongest weight; else all reach up to 1.
        ground: between the cells.
    """
    shown = order[rows.start * plan.columns : rows.stop * plan.columns]
    layers, heads = (np.array([one[i] for one in shown], np.intp) for i in (0, 1))
    chosen = shrunk(pictures[layers, heads], max(1, int(plan.cell * ratio)))  # (N, P, P)
    side, lines = chosen.shape[-1], len(rows)
    if own:
        chosen = chosen / np.maximum(chosen.max(axis=(1, 2), keepdims=True), 1e-9)
    shades = np.full((lines * plan.columns, side, side), _GROUND, np.uint16)
    # what is no number becomes the darkest
    shades[: len(shown)] = np.minimum(np.fmax(chosen * np.float32(_GROUND), 0), _GROUND - 1)
    sheet = np.full((lines * side + 1, plan.columns * side + 1), _GROUND, np.uint16)  # the last ones are ground
    inner = shades.reshape(lines, plan.columns, side, side).transpose(0, 2, 1, 3)
    sheet[:-1, :-1] = inner.reshape(lines * side, plan.columns * side)
    down, across = plan.sources(rows, side, ratio)
    image = QImage(len(across), len(down), QImage.Format.Format_RGB32)
    screen = np.ndarray((len(down), len(across)), np.uint32, image.bits())
    lines = _colours(ground.rgb()).take(sheet).take(across, axis=1, mode="wrap")  # -1 is the last
    lines.take(down, axis=0, mode="wrap", out=screen)  # whole lines are copied, most of them several times
    image.setDevicePixelRatio(ratio)
    return image


@lru_cache(maxsize=4)
def _colours(ground: int) -> NDArray[np.uint32]:
    """Of the weights, and of the ground after them, as Qt has them (257,)."""
    colours = weight_table().astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    return (np.append(colours, ground) | 0xFF << 24).astype(np.uint32)


def mark_colour(pattern: int, colours: Colours) -> str:
    """Of a pattern's mark. The shape says it too."""
    named = (
        colours.value, colours.query, colours.key, colours.negative,
        colours.warning, colours.text, colours.secondary, colours.secondary,
    )  # fmt: skip
    return named[pattern]


def draw_mark(painter: QPainter, rect: QRectF, pattern: int, colour: str) -> None:
    """The sign of a pattern: what its picture looks like, or where the head looks."""
    name, unit = PATTERNS[pattern], rect.width() / 10
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(unit, unit)
    painter.setPen(QPen(QColor(colour), 1.7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    strokes = {
        "itself": [((1.5, 1.5), (8.5, 8.5))],
        "previous": [((8.5, 5), (1.5, 5)), ((4.5, 2), (1.5, 5), (4.5, 8))],
        "next": [((1.5, 5), (8.5, 5)), ((5.5, 2), (8.5, 5), (5.5, 8))],
        "same": [((1.5, 3.3), (8.5, 3.3)), ((1.5, 6.7), (8.5, 6.7))],
        "first": [((2, 1.5), (2, 8.5)), ((8.5, 5), (4.6, 5)), ((6.6, 3), (4.6, 5), (6.6, 7))],
        "special": [((3.6, 1.5), (1.8, 1.5), (1.8, 8.5), (3.6, 8.5)), ((6.4, 1.5), (8.2, 1.5), (8.2, 8.5), (6.4, 8.5))],
        "broad": [((x, y), (x, y)) for x in (2, 5, 8) for y in (2, 5, 8)],
        "mixed": [((5, 5), (5, 5))],
    }
    for stroke in strokes[name]:
        painter.drawPolyline([QPointF(*point) for point in stroke]) if stroke[0] != stroke[-1] else painter.drawPoint(
            QPointF(*stroke[0])
        )
    painter.restore()


@lru_cache(maxsize=64)
def mark_pixmap(pattern: int, colour: str, ratio: float, size: int = MARK) -> QPixmap:
    """Drawn once: a paint needs one for each head."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    picture.setDevicePixelRatio(ratio)
    painter = QPainter(picture)
    draw_mark(painter, QRectF(0, 0, size, size), pattern, colour)
    painter.end()
    return picture
