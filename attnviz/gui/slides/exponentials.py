"""Picture 5: for every key its score, the score less the largest, and e to that power as a bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from attnviz.digits import printed_small
from attnviz.gui.formula import formula
from attnviz.gui.slides.canvas import CENTRE, Canvas, translate
from attnviz.gui.slides.columns import draw_labels, lay_out, left_out_text
from attnviz.lessons.scene import power_text, scene_numbers, score_text

NAMES = 230.0
ROW = 54.0


def draw(canvas: Canvas, rect: QRectF) -> None:
    c, pair = canvas.colours, canvas.scene.pair
    columns = lay_out(canvas, rect.adjusted(NAMES, 0, 0, 0))
    top, base = rect.y() + 2 * ROW + 14, rect.bottom() - columns.labels
    _draw_names(canvas, rect, (top + base) / 2 + 20)
    canvas.box(QRectF(rect.x() + NAMES, base, columns.right - rect.x() - NAMES, 2), c.line)
    for key, box in zip(columns.keys, columns.boxes, strict=True):
        own = key == pair.key_index
        colour = canvas.token_colour(key)
        canvas.text(_row(box, rect.y()), score_text(float(pair.row_scores[key])), 28, colour, CENTRE, bold=own)
        canvas.text(_row(box, rect.y() + ROW), score_text(float(pair.row_shifted[key])), 28, colour, CENTRE, bold=own)
        value = float(pair.row_exp[key])
        height = value * canvas.progress * (base - top - 42)
        canvas.box(QRectF(box.x() + 8, base - height, box.width() - 16, height), c.key if own else c.neutral_bar, 6)
        text = printed_small(value) if own else power_text(value)  # our pair's as the inspector has it
        label = QRectF(box.x() - 20, base - height - 42, box.width() + 40, 40)
        canvas.text(label, text, 28, colour, CENTRE, bold=own)
    draw_labels(canvas, columns, base + 4)
    canvas.text(QRectF(rect.x(), base + 4, NAMES - 16, 40), left_out_text(canvas, columns), 24, c.secondary)


def _draw_names(canvas: Canvas, rect: QRectF, bars: float) -> None:
    """What each of the three rows holds: the score s, s less the largest, e to that power."""
    name = translate("lesson", "score")
    canvas.text(QRectF(rect.x(), rect.y(), NAMES - 20, ROW), name, 30, canvas.colours.text, bold=True)
    after = rect.x() + canvas.width(name, 30) + 16
    less = f"s-{scene_numbers(canvas.scene)['max']}"
    for latex, x, y, size in (
        ("s", after, rect.y() + 0.7 * ROW, 40),
        (less, rect.x(), rect.y() + 1.7 * ROW, 40),
        (f"e^{{{less}}}", rect.x(), bars, 52),
    ):
        formula(latex, canvas.colours).draw(canvas.painter, x, y, size)


def _row(box: QRectF, y: float) -> QRectF:
    return QRectF(box.x(), y, box.width(), ROW)
