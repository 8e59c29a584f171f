"""Columns of keys, shared by the two halves of softmax: which keys are shown, and their names below."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QRectF

from attnviz.digits import counted
from attnviz.gui.slides.canvas import CENTRE, Canvas, translate
from attnviz.gui.theme import mix
from attnviz.lessons.scene import strongest_keys
from attnviz.trace import Array

NARROWEST = 96.0
WIDEST = 320.0
LEVEL = 42.0
JUMP = 26.0
"""between two columns that are no neighbours in the text"""


@dataclass(frozen=True)
class Columns:
    """Keys side by side, in reading order.

    Attributes:
        keys: token indices.
        boxes: one rectangle for each key.
        left_out: how many keys of the row are not shown.
        levels: 2 where names are too wide to stand on one line and alternate between two.
    """

    keys: list[int]
    boxes: list[QRectF]
    left_out: int
    levels: int

    @property
    def labels(self) -> float:
        """Height that the names below the columns need."""
        return LEVEL * self.levels + 6

    @property
    def right(self) -> float:
        return self.boxes[-1].right()


def lay_out(canvas: Canvas, rect: QRectF, reserve: float = 0.0, weights: Array | None = None) -> Columns:
    """As many keys as fit side by side, those of the largest weights.

    Args:
        reserve: kept free at the right where some must be left out.
        weights: (S,), by which they are chosen; by default the head's.
    """
    total = len(canvas.scene.pair.row_weights)
    room = rect.width()
    if total * NARROWEST > room:
        room -= reserve
    keys = strongest_keys(canvas.scene.pair, int(room // NARROWEST), weights)
    jumps = np.cumsum([0, *(after - before > 1 for before, after in pairwise(keys))])
    width = min(WIDEST, (room - JUMP * jumps[-1]) / len(keys))
    places = (rect.x() + i * width + JUMP * jump for i, jump in enumerate(jumps))
    boxes = [QRectF(x, rect.y(), width, rect.height()) for x in places]
    widest = max(canvas.width(canvas.key_label(j), 28) for j in keys)
    return Columns(keys, boxes, total - len(keys), 2 if widest > width - 10 else 1)


def draw_labels(canvas: Canvas, columns: Columns, top: float, query: int = -1) -> None:
    """Token names on one level, or alternating between two where one would crowd them; dots where keys are left out.

    Args:
        query: the query, where it is one of the keys and its name should have its colour.
    """
    two_levels = columns.levels == 2
    for place, (key, box) in enumerate(zip(columns.keys, columns.boxes, strict=True)):
        level = LEVEL * (place % 2) if two_levels else 0.0
        spread = box.width() * 0.42 if two_levels else 0.0
        name = QRectF(box.x() - spread + 3, top + level, box.width() + 2 * spread - 6, 40)
        colour = canvas.token_colour(key, canvas.colours.query if key == query else canvas.colours.text)
        bold = key in (canvas.scene.pair.key_index, query)
        canvas.text(name, canvas.key_label(key), 28, colour, CENTRE, bold=bold)
    y = top - 20 if two_levels else top + 24
    for (before, box), (after, _) in pairwise(zip(columns.keys, columns.boxes, strict=True)):
        if after - before > 1:
            for dot in (-8, 0, 8):
                canvas.box(QRectF(box.right() + JUMP / 2 + dot - 2, y, 5, 5), canvas.colours.secondary, 2.5)


def bar_colour(canvas: Canvas, key: int) -> str:
    """Of the key, of another piece of its word, of any other token."""
    c, scene = canvas.colours, canvas.scene
    if key == scene.pair.key_index:
        return c.key
    return mix(c.neutral_bar, c.key, 0.45).name() if key in scene.keys.word(scene.pair.key_index) else c.neutral_bar


def left_out_text(canvas: Canvas, columns: Columns) -> str:
    """ "12 of 128 tokens" where not all are shown, else nothing."""
    if not columns.left_out:
        return ""
    shown = len(columns.keys)
    return translate("lesson", "{shown} of {total} tokens").format(
        shown=counted(shown), total=counted(shown + columns.left_out)
    )
