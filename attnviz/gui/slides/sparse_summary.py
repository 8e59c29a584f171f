"""The four patterns of sparse attention side by side: what they lose on this text, and what they save on a long one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage

from attnviz.digits import counted, percent, time_taken
from attnviz.gui.paint import draw_cells
from attnviz.gui.slides.canvas import CENTRE, LEFT, Canvas, translate
from attnviz.gui.slides.found import found_by, told
from attnviz.gui.slides.matrix import pool
from attnviz.lab import lab
from attnviz.labs.sparse import PATTERNS, Pairs, Sparse
from attnviz.labs.sparse_cost import SparseCost

HEAD, FOOT = 108.0, 46.0
PICTURE, NAME, GAP = 130.0, 300.0, 40.0
MOST_CELLS = 64


class Column(NamedTuple):
    """What a column of bars says, and its colour."""

    name: str
    colour: str


def draw(canvas: Canvas, rect: QRectF) -> None:
    found: dict[str, Sparse] = {}
    for pattern in PATTERNS:
        one = found_by(canvas, rect, lab("sparse", pattern=pattern))
        if one is None:
            return
        found[pattern] = one
    cost = told(canvas, rect, canvas.scene.trace.labs.get(lab("sparse_cost")))
    if cost is not None:
        _draw_table(canvas, rect, found, cost)


def pattern_name(pattern: str) -> str:
    return {
        "local": translate("lesson", "neighbours"),
        "strided": translate("lesson", "+ regular steps"),
        "global": translate("lesson", "+ a few for all"),
        "blocks": translate("lesson", "pieces"),
    }[pattern]


def _draw_table(canvas: Canvas, rect: QRectF, found: Mapping[str, Sparse], cost: SparseCost) -> None:
    c = canvas.colours
    columns = (
        Column(translate("lesson", "pairs"), c.text),
        Column(translate("lesson", "answer off by"), c.negative),
        Column(translate("lesson", "pairs"), c.text),
        Column(translate("lesson", "time"), c.value),
    )
    left = rect.x() + PICTURE + NAME
    wide = (rect.right() - left - GAP) / len(columns)
    starts = [left + at * wide + (GAP if at > 1 else 0) for at in range(len(columns))]
    _draw_heads(canvas, rect, columns, starts, wide, next(iter(found.values())).tokens, cost.tokens)
    height = (rect.height() - HEAD - FOOT) / len(PATTERNS)
    for row, pattern in enumerate(PATTERNS):
        line = QRectF(rect.x(), rect.y() + HEAD + row * height, rect.width(), height)
        one, timed = found[pattern], next(timed for timed in cost.patterns if timed.pattern == pattern)
        _draw_pattern(canvas, QRectF(line.x(), line.y() + 6, min(PICTURE - 20, height - 12), height - 12), one.seen)
        name = QRectF(line.x() + PICTURE, line.y(), NAME - 20, height)
        words = pattern_name(pattern)
        canvas.text(name, words, 36 if canvas.width(words, 36) < name.width() - 4 else 30, c.text, LEFT, bold=True)
        values = one.share, one.error, timed.share, timed.time
        for start, column, value in zip(starts, columns, values, strict=True):
            _draw_bar(canvas, QRectF(start, line.y(), wide - GAP, height), value, column.colour)
    note = translate("lesson", "Full attention takes {time} there ({heads} heads). Kernels compute 16 keys at a time.")
    milliseconds = min(timed.full for timed in cost.patterns)
    foot = QRectF(rect.x(), rect.bottom() - FOOT, rect.width(), FOOT)
    canvas.text(foot, note.format(heads=cost.heads, time=time_taken(milliseconds)), 28, c.secondary, CENTRE)


def _draw_heads(
    canvas: Canvas, rect: QRectF, columns: tuple[Column, ...], starts: list[float], wide: float, own: int, long: int
) -> None:
    """Over the columns what they are, and over each two of them on which text."""
    c = canvas.colours
    texts = (
        translate("lesson", "this text, {tokens} tokens").format(tokens=counted(own)),
        translate("lesson", "{tokens} random tokens, timed here").format(tokens=f"{long:,}"),
    )
    for at, text in enumerate(texts):
        box = QRectF(starts[2 * at], rect.y(), 2 * wide - GAP, 50)
        canvas.text(box, text, 30, c.secondary, LEFT)
        canvas.box(QRectF(box.x(), box.bottom() + 1, box.width(), 2), c.line)
    for start, column in zip(starts, columns, strict=True):
        canvas.text(QRectF(start, rect.y() + 56, wide - GAP, 46), column.name, 30, column.colour, LEFT, bold=True)


def _draw_pattern(canvas: Canvas, rect: QRectF, seen: Pairs) -> None:
    """The pattern as a small square picture."""
    c, side = canvas.colours, min(rect.width(), rect.height())
    cells = pool(seen.astype(np.float32), MOST_CELLS) > 0
    on, off = QColor(c.key).rgb(), QColor(c.hover).rgb()
    pixels = np.where(cells, np.uint32(on), np.uint32(off)).astype(np.uint32)
    image = QImage(pixels.data, cells.shape[1], cells.shape[0], 4 * cells.shape[1], QImage.Format.Format_RGB32).copy()
    draw_cells(canvas.painter, QRectF(rect.x(), rect.center().y() - side / 2, side, side), image)


def _draw_bar(canvas: Canvas, rect: QRectF, value: float, colour: str) -> None:
    """As long as the share; one beyond the whole fills it all."""
    c = canvas.colours
    text = percent(value, 0)
    canvas.text(QRectF(rect.x(), rect.center().y() - 44, rect.width(), 52), text, 40, colour, LEFT, bold=True)
    bar = QRectF(rect.x(), rect.center().y() + 12, rect.width(), 16)
    canvas.box(bar, c.hover, 8)
    share = min(1.0, value) * canvas.progress
    canvas.box(QRectF(bar.x(), bar.y(), max(bar.height(), bar.width() * share), bar.height()), colour, 8)
