"""Found by features, not one by one: the products that make up the score of the pair, the largest ones first.

Each number of a query and a key is a feature of its own; what it means, nobody has named.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF

from attnviz.digits import MINUS, number
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas, translate

SHOWN = 6
NAMES, NUMBER, SIGN, VALUE = 280.0, 170.0, 56.0, 180.0


def draw(canvas: Canvas, rect: QRectF) -> None:
    c, pair = canvas.colours, canvas.scene.pair
    order = np.argsort(-np.abs(pair.products), kind="stable")
    shown, rest = order[:SHOWN], order[SHOWN:]
    height = rect.height() / (len(shown) + 3)
    peak = max(float(np.abs(pair.products).max()), abs(float(pair.products[rest].sum())), 1e-6)
    query, key = translate("lesson", "query"), translate("lesson", "key")
    _draw_terms(canvas, QRectF(rect.x(), rect.y(), rect.width(), height - 10), query, key, heading=True)
    feature = translate("lesson", "feature {number}")
    rows: list[tuple[str, int | None, float]] = [
        (feature.format(number=at), at, float(pair.products[at])) for at in shown.tolist()
    ]
    left = translate("lesson", "the other {count}").format(count=len(rest))
    rows.append((left, None, float(pair.products[rest].sum())))
    low, high = (max(0.0, *(sign * value for _, _, value in rows)) / peak for sign in (-1, 1))
    for row, (label, at, value) in enumerate(rows, 1):
        line = QRectF(rect.x(), rect.y() + row * height, rect.width(), height - 10)
        canvas.text(QRectF(line.x(), line.y(), NAMES, line.height()), label, 32, c.secondary, LEFT)
        if at is not None:
            _draw_terms(canvas, line, *(number(float(vector[at])) for vector in (pair.query, pair.key)))
        _draw_bar(
            canvas, line.adjusted(NAMES + 2 * NUMBER + 2 * SIGN + 40, 4, 0, -4), value / peak, low, high, number(value)
        )
    total = translate("lesson", "all {count} together: {sum}").format(count=len(order), sum=number(pair.dot))
    foot = QRectF(rect.x(), rect.bottom() - height, rect.width(), height)
    canvas.text(foot, total, 42, c.text, CENTRE, bold=True)


def _draw_terms(canvas: Canvas, line: QRectF, query: str, key: str, heading: bool = False) -> None:
    """ "−2.95 × (−2.47) =", each number in the colour of its role; or the two names above them."""
    c, x = canvas.colours, line.x() + NAMES
    second = f"({key})" if key.startswith(MINUS) else key
    box = QRectF(x, line.y(), NUMBER, line.height())
    canvas.text(box, query, 32, c.query, RIGHT, bold=heading)
    if not heading:
        canvas.text(box.translated(NUMBER, 0).adjusted(0, 0, SIGN - NUMBER, 0), "×", 32, c.text, CENTRE)
        equals = QRectF(x + 2 * NUMBER + SIGN, line.y(), SIGN, line.height())
        canvas.text(equals, "=", 32, c.text, CENTRE)
    canvas.text(box.translated(NUMBER + SIGN, 0), second, 32, c.key, RIGHT, bold=heading)


def _draw_bar(canvas: Canvas, rect: QRectF, share: float, low: float, high: float, text: str) -> None:
    """To the right above zero, to the left below; ``low`` and ``high`` are the longest bars of either side."""
    c = canvas.colours
    unit = (rect.width() - VALUE) / (low + high)
    zero, length = rect.x() + low * unit, share * unit * canvas.progress
    bar = QRectF(min(zero, zero + length), rect.y(), abs(length), rect.height())
    canvas.box(bar, c.value if share >= 0 else c.negative, 6)
    canvas.box(QRectF(zero - 1, rect.y() - 8, 2, rect.height() + 16), c.secondary)
    right = bar.right() if share >= 0 else zero
    canvas.text(QRectF(right + 14, rect.y(), VALUE - 14, rect.height()), text, 34, c.text, LEFT, bold=True)
