"""The mask as a step of its own: all scores (part 0), those ahead at minus infinity (1), shares of the rest (2).

The scores ahead are worked out from the model's own queries and keys; the model never uses them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen

from attnviz.colours import weight_table
from attnviz.digits import MINUS, number, percent
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas, translate
from attnviz.gui.theme import mix

MOST = 11
"""Tokens of the table; of a longer text the last ones."""
NAMES, TOPS, SUMS = 230.0, 52.0, 180.0
SIZES = (30, 26, 24)
SCORES, MASKED, SHARES = range(3)


def draw(canvas: Canvas, rect: QRectF) -> None:
    scene, part = canvas.scene, canvas.page.step.part
    first = max(0, len(scene.keys) - MOST)
    tokens = list(range(first, len(scene.keys)))
    grid = QRectF(rect.x() + NAMES, rect.y() + TOPS, rect.width() - NAMES - SUMS, rect.height() - TOPS)
    cell = grid.width() / len(tokens), grid.height() / len(tokens)
    scores = pair_scores(canvas)
    reach = float(np.abs(scores[first:, first:]).max()) or 1.0
    for row, query in enumerate(tokens):
        for column, key in enumerate(tokens):
            box = QRectF(grid.x() + column * cell[0], grid.y() + row * cell[1], *cell).adjusted(1, 1, -1, -1)
            if part == SHARES:
                _draw_share(canvas, box, float(scene.head.weights[query, key]), key > query)
            else:
                _draw_score(canvas, box, float(scores[query, key]), reach, key > query and part == MASKED)
        middle = grid.y() + (row + 0.5) * cell[1]
        own = query == scene.pair.query_index
        name = QRectF(rect.x(), middle - 22, NAMES - 16, 44)
        colour = canvas.colours.query if own else canvas.colours.text
        canvas.text(name, canvas.query_label(query), 28, colour, RIGHT, bold=own)
        if part == SHARES:
            total = percent(float(scene.head.weights[query].sum()), 0)
            canvas.text(QRectF(grid.right() + 20, middle - 22, SUMS - 20, 44), f"= {total}", 28, align=LEFT)
    _draw_tops(canvas, grid, tokens)
    key, query = translate("lesson", "key →"), translate("lesson", "query ↓")
    names = QRectF(rect.x(), rect.y(), NAMES - 16, TOPS - 6)
    canvas.text(names, key, 26, canvas.colours.key, RIGHT, bold=True)
    canvas.text(names.adjusted(0, 0, -canvas.width(key, 26) - 18, 0), query, 26, canvas.colours.query, RIGHT, bold=True)
    if part == SCORES:
        _draw_stairs(canvas, grid, cell, len(tokens))


def _draw_stairs(canvas: Canvas, grid: QRectF, cell: tuple[float, float], count: int) -> None:
    """The line between what is written already and what lies ahead, with its name in the free corner."""
    c, path = canvas.colours, QPainterPath(grid.topLeft())
    for at in range(count):
        path.lineTo(grid.x() + (at + 1) * cell[0], grid.y() + at * cell[1])
        path.lineTo(grid.x() + (at + 1) * cell[0], grid.y() + (at + 1) * cell[1])
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.setPen(QPen(QColor(c.text), 5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    canvas.painter.drawPath(path)
    ahead = QRectF(grid.right() + 16, grid.y(), SUMS - 16, 40)
    for row, line in enumerate(translate("lesson", "← not\nwritten yet").split("\n")):
        canvas.text(ahead.translated(0, 38 * row), line, 28, c.text, LEFT, bold=True)


def pair_scores(canvas: Canvas) -> NDArray[np.float64]:
    """q . k / sqrt(Dh) of all pairs of the head in focus, masked or not (T, S)."""
    head = canvas.scene.head
    q, k = head.query.astype(np.float64), head.key.astype(np.float64)
    scores: NDArray[np.float64] = q @ k.T / np.sqrt(q.shape[1])
    return scores


def _draw_tops(canvas: Canvas, grid: QRectF, tokens: list[int]) -> None:
    width = grid.width() / len(tokens)
    for column, key in enumerate(tokens):
        own = key == canvas.scene.pair.key_index
        box = QRectF(grid.x() + column * width - 10, grid.y() - TOPS, width + 20, TOPS - 6)
        colour = canvas.colours.key if own else canvas.colours.text
        size = next((size for size in (28, 26) if canvas.width(canvas.key_label(key), size) < width + 14), 24)
        canvas.text(box, canvas.key_label(key), size, colour, CENTRE, bold=own)


def _draw_score(canvas: Canvas, box: QRectF, score: float, reach: float, masked: bool) -> None:
    """Above zero in the colour of values, below in that of negative numbers; a masked one fades to minus infinity."""
    c = canvas.colours
    share = min(1.0, abs(score) / reach)
    shown = mix(c.panel, c.value if score >= 0 else c.negative, 0.55 * share)
    if masked and canvas.progress >= 0.5:
        canvas.box(box, c.ground, 6)
        canvas.text(box, f"{MINUS}∞", _size(canvas, box, f"{MINUS}∞"), c.secondary, CENTRE)
        return
    canvas.box(box, shown, 6)
    text = number(score, 1)
    canvas.text(box, text, _size(canvas, box, text), c.text, CENTRE)


def _draw_share(canvas: Canvas, box: QRectF, weight: float, ahead: bool) -> None:
    c = canvas.colours
    if ahead:
        canvas.box(box, c.ground, 6)
        canvas.text(box, "0", _size(canvas, box, "0"), c.secondary, CENTRE)
        return
    red, green, blue = (int(v) for v in weight_table()[round(255 * min(1.0, weight * canvas.progress))][:3])
    fill = QColor(red, green, blue)
    canvas.box(box, fill, 6)
    text = percent(weight, 0)
    ink = "#101114" if fill.lightnessF() > 0.45 else "#ffffff"
    canvas.text(box, text, _size(canvas, box, text), ink, CENTRE)


def _size(canvas: Canvas, box: QRectF, text: str) -> int:
    return next((size for size in SIZES if canvas.width(text, size) <= box.width() - 4), SIZES[-1])
