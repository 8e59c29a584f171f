"""Picture 6: the shares of the row as bars, and all of them end to end: together 100 %."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from attnviz.digits import percent
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas, translate
from attnviz.gui.slides.columns import Columns, bar_colour, draw_labels, lay_out, left_out_text
from attnviz.lessons.scene import word_weight

METER = 56.0
OTHERS = 200.0
MOST_PIECES = 4


def draw(canvas: Canvas, rect: QRectF) -> None:
    c, pair = canvas.colours, canvas.scene.pair
    columns = lay_out(canvas, rect, OTHERS)
    base = rect.bottom() - columns.labels - METER - 22
    tallest = max(float(pair.row_weights.max()), 1e-6)
    canvas.box(QRectF(rect.x(), base, columns.right - rect.x(), 2), c.line)
    for key, box in zip(columns.keys, columns.boxes, strict=True):
        weight = float(pair.row_weights[key])
        own = key == pair.key_index
        room = base - rect.y() - (64 if own else 44)
        height = weight / tallest * canvas.progress * room
        canvas.box(QRectF(box.x() + 8, base - height, box.width() - 16, height), bar_colour(canvas, key), 8)
        size = 34 if own else 26
        label = QRectF(box.x() - 20, base - height - size - 12, box.width() + 40, size + 10)
        canvas.text(label, percent(weight), size, canvas.token_colour(key), CENTRE, bold=own)
    draw_labels(canvas, columns, base + 4)
    if columns.left_out:
        rest = 1.0 - sum(float(pair.row_weights[key]) for key in columns.keys)
        box = QRectF(columns.right + 10, base - 92, OTHERS - 10, 44)
        canvas.text(box, percent(max(0.0, rest)), 28, c.text, CENTRE)
        canvas.text(box.translated(0, 44), translate("lesson", "all others"), 26, c.secondary, CENTRE)
        canvas.text(box.translated(0, 98), left_out_text(canvas, columns), 24, c.secondary, CENTRE)
    _draw_meter(canvas, QRectF(rect.x(), rect.bottom() - METER, rect.width(), METER), columns)
    _draw_word(canvas, QRectF(rect.x(), rect.y(), rect.width(), 44), columns)


def _draw_word(canvas: Canvas, line: QRectF, columns: Columns) -> None:
    """What the pieces of the key's word get together, in the upper corner that has the lower bars."""
    scene = canvas.scene
    pieces = scene.keys.word(scene.pair.key_index)
    if not 1 < len(pieces) <= MOST_PIECES:
        return
    middle = len(columns.keys) // 2
    left, right = (
        max((float(scene.pair.row_weights[key]) for key in keys), default=0.0)
        for keys in (columns.keys[:middle], columns.keys[middle:])
    )
    text = translate("lesson", "{pieces} = “{word}”: {share}").format(
        pieces=" + ".join(scene.keys.labels[piece] for piece in pieces),
        word=scene.keys.word_surface(scene.pair.key_index),
        share=percent(word_weight(scene, scene.pair.key_index)),
    )
    canvas.text(line, text, 32, canvas.colours.key, LEFT if left < right else RIGHT)


def _draw_meter(canvas: Canvas, rect: QRectF, columns: Columns) -> None:
    """All shares end to end, as long as they are large: they fill the line exactly."""
    c, pair = canvas.colours, canvas.scene.pair
    total = 250.0
    line = QRectF(rect.x(), rect.y(), rect.width() - total, rect.height())
    canvas.box(line, c.panel, 8)
    x = line.x()
    for key, share in enumerate(pair.row_weights):
        width = float(share) * line.width() * canvas.progress
        own = key == pair.key_index
        canvas.box(
            QRectF(x, line.y(), max(0.0, width - (2 if width > 4 else 0)), line.height()),
            bar_colour(canvas, key),
            4,
        )
        name = canvas.key_label(key)
        if width > canvas.width(name, 26) + 24 and (own or key in columns.keys):
            canvas.text(
                QRectF(x, line.y(), width, line.height()), name, 26, c.ground if own else c.text, CENTRE, bold=own
            )
        x += width
    canvas.text(
        QRectF(line.right() + 24, rect.y(), total - 24, rect.height()), f"= {percent(1.0, 0)}", 44, c.text, bold=True
    )
