"""All heads of the layer joined: what each hands on side by side, and what the layer's last table makes of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen, QPolygonF

from attnviz.gui.slides.canvas import CENTRE, LEFT, Canvas, translate
from attnviz.gui.slides.found import draw_missing
from attnviz.gui.slides.roles import draw_sign_legend, draw_vector
from attnviz.lessons.beside import layer_heads
from attnviz.trace import HeadTrace

NAMES, GAP, LABEL = 300.0, 10.0, 46.0
ARROW = 92.0
CLEAR = 12.0
"""between the names of two heads, at least"""


def draw(canvas: Canvas, rect: QRectF) -> None:
    """Every number is the query's: the heads' outputs above, their sum after W_O below, grown with the motion."""
    scene, c = canvas.scene, canvas.colours
    asked = layer_heads(scene)
    held = [scene.trace.heads[head] for head in asked if head in scene.trace.heads]
    if not asked or len(held) < len(asked) or any(head.output is None for head in held):
        draw_missing(canvas, rect, asked=not asked)
        return
    row, tall = scene.pair.query_index, min(150.0, (rect.height() - ARROW - 2 * LABEL - 30) / 2)
    line = QRectF(rect.x() + NAMES, rect.y() + 8, rect.width() - NAMES, tall)
    _name(canvas, QRectF(rect.x(), line.y(), NAMES - 24, tall), translate("lesson", "heads side by side"))
    _draw_heads(canvas, line, held, row)
    middle = line.bottom() + LABEL + ARROW / 2
    _draw_table(canvas, QRectF(line.x(), middle - ARROW / 2, line.width(), ARROW))
    below = QRectF(line.x(), middle + ARROW / 2 + 8, line.width(), tall)
    added = np.sum([head.output[row] for head in held if head.output is not None], axis=0, dtype=np.float64)
    word = scene.queries.word_surface(scene.pair.query_index)
    _name(
        canvas,
        QRectF(rect.x(), below.y(), NAMES - 24, tall),
        translate("lesson", "added to “{word}”").format(word=word),
    )
    draw_vector(canvas, below, added.astype(np.float32), c.value, canvas.progress)
    foot = QRectF(below.x(), below.bottom() + 6, below.width(), LABEL)
    canvas.text(foot, translate("lesson", "{count} numbers").format(count=len(added)), 28, c.secondary)
    draw_sign_legend(canvas, foot, c.value)


def _draw_heads(canvas: Canvas, line: QRectF, held: list[HeadTrace], row: int) -> None:
    """A strip for each head, with its number below; the one in focus is framed."""
    c, width = canvas.colours, (line.width() - GAP * (len(held) - 1)) / len(held)
    peak = max(float(np.abs(head.context[row]).max()) for head in held)
    names = [translate("lesson", "head {number}").format(number=number) for number in range(len(held))]
    roomy = all(canvas.width(name, 26) <= width + GAP - CLEAR for name in names)
    for number, head in enumerate(held):
        own = number == canvas.scene.focus.head
        box = QRectF(line.x() + number * (width + GAP), line.y(), width, line.height())
        draw_vector(canvas, box, head.context[row], c.value, largest=peak)
        if own:
            canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
            canvas.painter.setPen(QPen(QColor(c.text), 4))
            canvas.painter.drawRoundedRect(box.adjusted(-5, -5, 5, 5), 6, 6)
        short = names[number] if roomy or own else str(number)
        if own or canvas.width(short, 26) <= width + GAP - CLEAR:
            label = QRectF(box.x() - 20, box.bottom() + 6, width + 40, LABEL - 6)
            canvas.text(label, short, 26, c.text if own else c.secondary, CENTRE, bold=own)


def _draw_table(canvas: Canvas, rect: QRectF) -> None:
    """An arrow down through the table that mixes the heads."""
    c, x = canvas.colours, rect.center().x()
    canvas.box(QRectF(x - 4, rect.y() + 4, 8, rect.height() - 24), c.secondary)
    canvas.painter.setPen(Qt.PenStyle.NoPen)
    canvas.painter.setBrush(QColor(c.secondary))
    tip = rect.bottom() - 22
    canvas.painter.drawPolygon(QPolygonF([QPointF(x - 20, tip), QPointF(x + 20, tip), QPointF(x, rect.bottom())]))
    name = translate("lesson", "one table mixes them: W")
    canvas.text(QRectF(x + 36, rect.y(), 700, rect.height()), name, 32, c.text, LEFT, bold=True)
    canvas.text(
        QRectF(x + 38 + canvas.width(name, 32), rect.y() + 12, 60, rect.height()), "O", 24, c.text, LEFT, bold=True
    )


def _name(canvas: Canvas, rect: QRectF, text: str) -> None:
    size = next((size for size in (32, 28, 26) if canvas.width(text, size) <= rect.width()), 24)
    canvas.text(rect, text, size, canvas.colours.text, LEFT, bold=True)
