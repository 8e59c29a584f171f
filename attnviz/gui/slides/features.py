"""Found by features, not one by one: the products that make up the score of the pair, the largest ones first.

Each number of a query and a key is a feature of its own; what it means, nobody has named.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF

from attnviz.digits import number
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas, translate

SHOWN = 6
NAMES, NUMBERS = 260.0, 560.0


def draw(canvas: Canvas, rect: QRectF) -> None:
    c, pair = canvas.colours, canvas.scene.pair
    order = np.argsort(-np.abs(pair.products), kind="stable")
    shown, rest = order[:SHOWN], order[SHOWN:]
    height = rect.height() / (len(shown) + 2)
    peak = max(float(np.abs(pair.products).max()), abs(float(pair.products[rest].sum())), 1e-6)
    feature = translate("lesson", "feature {number}")
    rows = [(feature.format(number=at), _sum(canvas, at), float(pair.products[at])) for at in shown.tolist()]
    name = translate("lesson", "the other {count}").format(count=len(rest))
    rows.append((name, "", float(pair.products[rest].sum())))
    for row, (label, terms, value) in enumerate(rows):
        line = QRectF(rect.x(), rect.y() + row * height, rect.width(), height - 10)
        canvas.text(QRectF(line.x(), line.y(), NAMES, line.height()), label, 30, c.secondary, LEFT)
        canvas.text(QRectF(line.x() + NAMES, line.y(), NUMBERS - 30, line.height()), terms, 32, c.text, RIGHT)
        _draw_bar(canvas, line.adjusted(NAMES + NUMBERS, 6, 0, -6), value, peak)
    total = translate("lesson", "all {count} together: {sum}").format(count=len(order), sum=number(pair.dot))
    foot = QRectF(rect.x(), rect.bottom() - height, rect.width(), height)
    canvas.text(foot, total, 38, c.text, CENTRE, bold=True)


def _sum(canvas: Canvas, at: int) -> str:
    pair = canvas.scene.pair
    query, key = number(float(pair.query[at])), number(float(pair.key[at]))
    return f"{query} × {f'({key})' if key.startswith('−') else key} ="


def _draw_bar(canvas: Canvas, rect: QRectF, value: float, peak: float) -> None:
    """From a line a quarter along: to the right above zero, to the left below."""
    c = canvas.colours
    zero, unit = rect.x() + 0.3 * rect.width(), 0.3 * rect.width()
    length = value / peak * unit * canvas.progress
    bar = QRectF(min(zero, zero + length), rect.y(), abs(length), rect.height())
    canvas.box(bar, c.text if value >= 0 else c.negative, 6)
    canvas.box(QRectF(zero - 1, rect.y() - 8, 2, rect.height() + 16), c.secondary)
    right = bar.right() if value >= 0 else zero
    canvas.text(QRectF(right + 14, rect.y(), 200, rect.height()), number(value), 32, c.text, LEFT, bold=True)
