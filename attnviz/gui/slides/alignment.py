"""A translation above and below: which words of the source its decoder looks at when it writes each word.

Weights of cross-attention, averaged over the heads of the last layer that were read. A row belongs to the token read,
so the word written next is drawn to what that row looks at.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen, QPolygonF

from attnviz.gui.slides.canvas import CENTRE, LEFT, Canvas, translate
from attnviz.gui.slides.found import draw_missing
from attnviz.trace import Tokens, Trace

SIZES = (52, 46, 40, 36, 32, 28, 24)
PAD, GAP, TALL = 16.0, 12.0, 88.0
FAINT = 0.12
"""Weights below this one are left out."""


def draw(canvas: Canvas, rect: QRectF) -> None:
    trace, c = canvas.scene.trace, canvas.colours
    weights, target = cross_weights(trace), trace.target
    if weights is None or target is None:
        draw_missing(canvas, rect, asked=False)
        return
    line = QRectF(rect.x(), rect.y() + 56, rect.width(), TALL)
    source = _row(canvas, line, trace.tokens)
    written = _row(canvas, line.translated(0, rect.height() - TALL - 112), target)
    canvas.text(
        QRectF(rect.x(), rect.y(), rect.width(), 48), translate("lesson", "encoder: reads"), 32, c.key, LEFT, bold=True
    )
    foot = QRectF(rect.x(), rect.bottom() - 48, rect.width(), 48)
    canvas.text(foot, translate("lesson", "decoder: writes"), 32, c.query, LEFT, bold=True)
    if canvas.page.step.part:
        _draw_lines(canvas, weights, source, written)
    else:
        _draw_bridge(canvas, QRectF(rect.x(), line.bottom(), rect.width(), rect.height() - 2 * (TALL + 56)))
    for tokens, boxes in ((trace.tokens, source), (target, written)):
        for at, box in boxes.items():
            canvas.box(box, c.panel, 12)
            size = next((s for s in SIZES if canvas.width(tokens.labels[at], s) <= box.width() - 8), SIZES[-1])
            canvas.text(box, tokens.labels[at], size, c.secondary if tokens.special[at] else c.text, CENTRE)


def cross_weights(trace: Trace) -> NDArray[np.float32] | None:
    """(T, S) of the last layer's cross-attention, averaged over the heads that the trace holds; None without any."""
    last = trace.model.attentions - 1
    held = [head.weights for (layer, _), head in trace.heads.items() if layer == last]
    if trace.model.kind != "encoder-decoder" or not held:
        return None
    mean: NDArray[np.float32] = np.mean(held, axis=0)
    return mean


def _row(canvas: Canvas, line: QRectF, tokens: Tokens) -> dict[int, QRectF]:
    """Tokens in reading order, in the largest size that fits; of too many, the first ones."""
    for size in SIZES:
        widths = [canvas.width(label, size) + 2 * PAD for label in tokens.labels]
        if sum(widths) + GAP * (len(widths) - 1) <= line.width():
            break
    total, boxes = min(sum(widths) + GAP * (len(widths) - 1), line.width()), {}
    x = line.x() + (line.width() - total) / 2
    for at, width in enumerate(widths):
        if x + width > line.right() + 1:
            break
        boxes[at] = QRectF(x, line.y(), width, line.height())
        x += width + GAP
    return boxes


def _draw_bridge(canvas: Canvas, rect: QRectF) -> None:
    """From what was read to what is written: where the third kind of attention works."""
    c, x = canvas.colours, rect.center().x()
    box = QRectF(x - 330, rect.center().y() - 50, 660, 100)
    for begin, end in ((rect.y() + 24, box.y()), (box.bottom(), rect.bottom() - 60)):
        canvas.box(QRectF(x - 5, begin, 10, end - begin), c.key)
    tip = QPolygonF([QPointF(x - 26, rect.bottom() - 62), QPointF(x + 26, rect.bottom() - 62)])
    tip.append(QPointF(x, rect.bottom() - 24))
    canvas.painter.setBrush(QColor(c.key))
    canvas.painter.drawPolygon(tip)
    canvas.box(box, c.panel, 20)
    canvas.painter.setPen(QPen(QColor(c.key), 4))
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.drawRoundedRect(box, 20, 20)
    canvas.text(box, translate("lesson", "cross-attention"), 44, c.key, CENTRE, bold=True)


def _draw_lines(
    canvas: Canvas, weights: NDArray[np.float32], source: dict[int, QRectF], written: dict[int, QRectF]
) -> None:
    painter = canvas.painter
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for at, box in written.items():
        if at == 0 or at - 1 >= len(weights):
            continue
        for key, weight in enumerate(weights[at - 1]):
            if weight < FAINT or key not in source:
                continue
            start = QPointF(box.center().x(), box.y() - 4)
            end = QPointF(source[key].center().x(), source[key].bottom() + 4)
            bend = (start.y() - end.y()) * 0.45
            path = QPainterPath(start)
            path.cubicTo(start - QPointF(0, bend), end + QPointF(0, bend), end)
            colour = QColor(canvas.colours.key)
            colour.setAlphaF(min(1.0, 0.25 + float(weight)))
            width = max(1.5, 16.0 * float(weight) * canvas.progress)
            painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPath(path)
