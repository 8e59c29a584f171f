"""All heads of a layer: what each looks at (part 0), and how strongly each links our pair (part 1)."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from attnviz.digits import percent
from attnviz.finding import weights_between
from attnviz.gui.paint import draw_cells
from attnviz.gui.slides.canvas import CENTRE, Canvas, translate
from attnviz.gui.slides.found import draw_missing
from attnviz.gui.views.colour_bar import cell_image
from attnviz.gui.views.heads_said import named, short_pattern_name
from attnviz.lessons.beside import heads_around
from attnviz.trace import Array

CAPTION = 72.0
LABEL = 44.0


def draw(canvas: Canvas, rect: QRectF) -> None:
    (_draw_weights if canvas.page.step.part else _draw_pictures)(canvas, rect)


def _draw_pictures(canvas: Canvas, rect: QRectF) -> None:
    trace, focus, c = canvas.scene.trace, canvas.scene.focus, canvas.colours
    if trace.thumbnails is None:
        draw_missing(canvas, rect, trace.request.thumbnails > 0)
        return
    heads, found = heads_around(canvas.scene), named(trace)
    columns = _columns(len(heads), rect)
    rows = ceil(len(heads) / columns)
    width, height = rect.width() / columns, rect.height() / rows
    side = min(width - 24, height - CAPTION)
    for place, head in enumerate(heads):
        x, y = rect.x() + place % columns * width, rect.y() + place // columns * height
        box = QRectF(x + (width - side) / 2, y, side, side)
        _draw_picture(canvas, box, trace.thumbnails[focus.layer, head])
        own = head == focus.head
        if own:
            canvas.painter.setPen(QPen(QColor(c.text), 5))
            canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
            canvas.painter.drawRect(box.adjusted(-5, -5, 5, 5))
        name = translate("lesson", "head {number}").format(number=head)
        if found is not None and found.patterns[focus.layer, head] >= 0:
            name = f"{name} · {short_pattern_name(int(found.patterns[focus.layer, head]))}"
        caption = QRectF(x, box.bottom() + 8, width, LABEL)
        canvas.text(caption, name, 26, c.text if own else c.secondary, CENTRE, bold=own)


def _columns(count: int, rect: QRectF) -> int:
    """How many stand side by side, so that each is as large as it can be."""

    def side(columns: int) -> float:
        return min(rect.width() / columns - 24, rect.height() / ceil(count / columns) - CAPTION)

    return max(range(1, count + 1), key=side)


def _draw_picture(canvas: Canvas, box: QRectF, weights: Array) -> None:
    canvas.painter.setOpacity(canvas.progress)
    draw_cells(canvas.painter, box, cell_image(weights, 1.0))
    canvas.painter.setOpacity(1.0)


def _draw_weights(canvas: Canvas, rect: QRectF) -> None:
    scene, c = canvas.scene, canvas.colours
    heads = heads_around(canvas.scene)
    queries, keys = scene.queries.word(scene.pair.query_index), scene.keys.word(scene.pair.key_index)
    weights = weights_between(scene.trace.rows, (scene.focus.layer,), queries, keys)
    if weights is None:
        draw_missing(canvas, rect, asked=False)
        return
    top, width = max(float(weights.max()), 1e-6), rect.width() / len(heads)
    base = rect.bottom() - LABEL
    canvas.box(QRectF(rect.x(), base - 2, rect.width(), 2), c.line)
    for place, head in enumerate(heads):
        own, weight = head == scene.focus.head, float(weights[0, head])
        tall = weight / top * (base - rect.y() - 60) * canvas.progress
        box = QRectF(rect.x() + (place + 0.18) * width, base - 2 - tall, 0.64 * width, tall)
        canvas.box(box, c.key if own else c.neutral_bar, 8)
        label = QRectF(rect.x() + place * width, box.y() - 48, width, LABEL)
        canvas.text(label, percent(weight), 30, c.key if own else c.text, CENTRE, bold=own)
        name = translate("lesson", "head {number}").format(number=head)
        caption = QRectF(rect.x() + place * width, base + 4, width, LABEL - 4)
        canvas.text(caption, name, 26, c.text if own else c.secondary, CENTRE, bold=own)
