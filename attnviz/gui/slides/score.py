"""Picture 3: query above key, their products as bars below, term under term, and the sum at the end."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from attnviz.digits import number
from attnviz.gui.paint import strip_cells
from attnviz.gui.slides.canvas import CENTRE, LEFT, Canvas, translate
from attnviz.gui.slides.roles import draw_vector

NAMES = 270.0
SUM = 330.0


def draw(canvas: Canvas, rect: QRectF) -> None:
    c, pair = canvas.colours, canvas.scene.pair
    x, width = rect.x() + NAMES, rect.width() - NAMES - SUM
    strip = min(64.0, rect.height() * 0.15)
    query = QRectF(x, rect.y(), width, strip)
    key = QRectF(x, rect.y() + strip + 22, width, strip)
    top = key.bottom() + 30
    bars = QRectF(x, top, width, rect.bottom() - top - 44)
    draw_vector(canvas, query, pair.query, c.query)
    draw_vector(canvas, key, pair.key, c.key)
    for box, role, token, colour in (
        (query, translate("lesson", "query"), canvas.scene.query_place, c.query),
        (key, translate("lesson", "key"), canvas.scene.key_place, c.key),
    ):
        _name(canvas, QRectF(rect.x(), box.y(), NAMES - 24, box.height()), role, canvas.label(token), colour)
    canvas.text(
        QRectF(rect.x(), bars.y(), NAMES - 24, bars.height()), translate("lesson", "products"), 30, c.text, bold=True
    )
    _draw_products(canvas, bars)
    _draw_largest(canvas, query, bars)
    _draw_sum(canvas, QRectF(bars.right() + 40, rect.y(), SUM - 40, rect.height()))


def _name(canvas: Canvas, rect: QRectF, role: str, token: str, colour: str) -> None:
    canvas.text(rect, role, 30, colour, bold=True)
    taken = canvas.width(role, 30) + 18
    canvas.text(rect.adjusted(taken, 0, 0, 0), token, 30, canvas.colours.secondary)


def _draw_products(canvas: Canvas, rect: QRectF) -> None:
    """Bars up for positive products, down for negative ones, from a common zero line."""
    c, products = canvas.colours, canvas.scene.pair.products
    above, below = max(0.0, float(products.max())), max(0.0, -float(products.min()))
    unit = rect.height() / ((above + below) or 1.0)
    zero = rect.y() + above * unit
    cells = strip_cells(rect, len(products), 3.0)
    for cell, product in list(zip(cells, products, strict=True))[: round(len(cells) * canvas.progress)]:
        height = max(2.0, abs(float(product)) * unit)
        bar = QRectF(cell.x(), zero - height if product >= 0 else zero, cell.width(), height)
        canvas.box(bar, c.text if product >= 0 else c.negative, 4)
    canvas.box(QRectF(rect.x(), zero - 1, rect.width(), 2), c.secondary)


def _draw_largest(canvas: Canvas, query: QRectF, bars: QRectF) -> None:
    """A frame around the largest product's column, and its small calculation below."""
    c, pair = canvas.colours, canvas.scene.pair
    best = int(np.abs(pair.products).argmax())
    cell = strip_cells(bars, len(pair.products), 3.0)[best]
    frame = QRectF(cell.x() - 5, query.y() - 6, cell.width() + 10, bars.bottom() - query.y() + 10)
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.setPen(QPen(QColor(c.text), 2.5))
    canvas.painter.drawRoundedRect(frame, 8, 8)
    factors = [number(float(v)) for v in (pair.query[best], pair.key[best], pair.products[best])]
    left, right = (f"({text})" if text.startswith("−") else text for text in factors[:2])
    parts = ((left, c.query), (" × ", c.text), (right, c.key), (f" = {factors[2]}", c.text))
    width = sum(canvas.width(text, 28) for text, _ in parts)
    x = min(max(bars.x(), frame.center().x() - width / 2), bars.right() - width)
    for text, colour in parts:
        advance = canvas.width(text, 28)
        canvas.text(QRectF(x, frame.bottom() + 4, advance + 2, 40), text, 28, colour, LEFT)
        x += advance


def _draw_sum(canvas: Canvas, rect: QRectF) -> None:
    c = canvas.colours
    canvas.box(rect, c.panel, 20)
    middle = rect.center().y()
    canvas.text(
        QRectF(rect.x(), middle - 92, rect.width(), 50),
        translate("lesson", "sum of all products"),
        26,
        c.secondary,
        CENTRE,
    )
    total = number(canvas.scene.pair.dot) if canvas.progress >= 1 else ""
    size = 80 if canvas.width(total, 80) < rect.width() - 24 else 60
    canvas.text(QRectF(rect.x(), middle - 40, rect.width(), 100), total, size, c.text, CENTRE, bold=True)
