"""The four small moves of a softmax, one a part: scores, less the largest, e to that power, divided by the sum.

Bars keep their place from one part to the next, so that a motion shows what the move does to each.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from attnviz.digits import MINUS, number, percent, printed_small
from attnviz.gui.slides.canvas import CENTRE, Canvas, translate
from attnviz.gui.slides.columns import Columns, draw_labels, lay_out, left_out_text
from attnviz.labs.softmax import Moves, moves
from attnviz.lessons.scene import power_text, score_text

NAMES = 240.0
VALUE = 46.0
SCORES, SHIFTED, EXPONENTIALS, SHARES = range(4)


def draw(canvas: Canvas, rect: QRectF) -> None:
    part = canvas.page.step.part
    made = moves(canvas.scene.pair.row_scores)
    columns = lay_out(canvas, rect.adjusted(NAMES, 0, 0, 0))
    room = QRectF(rect.x(), rect.y() + VALUE, rect.width(), rect.height() - VALUE - columns.labels)
    before, now = _heights(made, columns, max(part - 1, 0)), _heights(made, columns, part)
    heights = before + (now - before) * canvas.progress
    zero = _zero(heights)
    line = room.y() + (1 - zero) * room.height()
    _draw_bars(canvas, columns, heights, room, line)
    _draw_values(canvas, columns, made, heights, room, line)
    draw_labels(canvas, columns, room.bottom() + 4)
    _draw_name(canvas, QRectF(rect.x(), rect.y(), NAMES - 20, rect.height()), made, part)
    rest = QRectF(rect.x(), room.bottom() + 4, NAMES - 16, 40)
    canvas.text(rest, left_out_text(canvas, columns), 24, canvas.colours.secondary)


def _numbers(made: Moves, part: int) -> NDArray[np.float64]:
    return (made.scores, made.shifted, made.exponentials, made.shares)[part]


def _heights(made: Moves, columns: Columns, part: int) -> NDArray[np.float64]:
    """Of the shown keys, in shares of the room: the tallest reaches from one end to the other of what there is."""
    shown = _numbers(made, part)[columns.keys]
    seen = np.where(np.isfinite(shown), shown, 0.0)
    reach = max(seen.max(initial=0.0), 0.0) - min(seen.min(initial=0.0), 0.0)
    return seen / (reach or 1.0)


def _zero(heights: NDArray[np.float64]) -> float:
    """Where the line of 0 is, from the bottom."""
    return float(min(1.0, max(0.0, -heights.min(initial=0.0))))


def _draw_bars(canvas: Canvas, columns: Columns, heights: NDArray[np.float64], room: QRectF, line: float) -> None:
    c = canvas.colours
    for key, box, height in zip(columns.keys, columns.boxes, heights, strict=True):
        tall = float(height) * room.height() * 0.88
        own = key == canvas.scene.pair.key_index
        bar = QRectF(box.x() + 8, min(line, line - tall), box.width() - 16, max(2.0, abs(tall)))
        canvas.box(bar, c.key if own else c.neutral_bar, 6)
    canvas.box(QRectF(columns.boxes[0].x(), line - 1, columns.right - columns.boxes[0].x(), 2), c.secondary)


def _draw_values(
    canvas: Canvas, columns: Columns, made: Moves, heights: NDArray[np.float64], room: QRectF, line: float
) -> None:
    part = canvas.page.step.part
    shown = _numbers(made, part)
    for key, box, height in zip(columns.keys, columns.boxes, heights, strict=True):
        value = float(shown[key])
        own = key == canvas.scene.pair.key_index
        power = printed_small(value) if own else power_text(value)  # our pair's as the inspector has it
        text = percent(value) if part == SHARES else power if part == EXPONENTIALS else score_text(value)
        tall = float(height) * room.height() * 0.88
        top = line - tall - VALUE if tall >= 0 else line - VALUE
        colour = canvas.token_colour(key)
        canvas.text(QRectF(box.x() - 20, top, box.width() + 40, VALUE - 4), text, 28, colour, CENTRE, bold=own)


def _draw_name(canvas: Canvas, rect: QRectF, made: Moves, part: int) -> None:
    """What the move is called, and the number that it is done with."""
    c, largest = canvas.colours, score_text(canvas.scene.pair.row_max)
    names = (
        (translate("lesson", "scores"), ""),
        (translate("lesson", "less the largest"), f"− ({largest})" if largest.startswith(MINUS) else f"− {largest}"),
        (translate("lesson", "e to that power"), ""),
        (translate("lesson", "by the sum"), f"÷ {number(float(made.exponentials.sum()))}"),
    )
    name, with_what = names[part]
    middle = rect.center().y()
    canvas.text(QRectF(rect.x(), middle - 50, rect.width(), 44), name, 28, c.text, bold=True)
    canvas.text(QRectF(rect.x(), middle, rect.width(), 56), with_what, 44, c.text)
    if part == SHARES:
        total = translate("lesson", "together {total}").format(total=percent(float(made.shares.sum()), 0))
        canvas.text(QRectF(rect.x(), middle + 64, rect.width(), 44), total, 28, c.secondary)
