"""Picture 7: each key's value, as strong as its share, and below the line their sum: the output of the head."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF

from attnviz.digits import percent
from attnviz.gui.slides.canvas import RIGHT, Canvas, translate
from attnviz.gui.slides.roles import draw_sign_legend, draw_vector
from attnviz.lessons.scene import strongest_keys
from attnviz.trace import Array

NAMES = 250.0
SHARE = 130.0
GAP = 48.0
LABELS = NAMES + SHARE + GAP
HEAD = 44.0
OUTPUT = 72.0


def draw(canvas: Canvas, rect: QRectF) -> None:
    c, pair, values = canvas.colours, canvas.scene.pair, canvas.scene.head.value
    total = len(pair.row_weights)
    rows = max(2, int((rect.height() - HEAD - OUTPUT - 70) // 48))
    keys = strongest_keys(pair, rows if total <= rows else rows - 1)
    keys.sort(key=lambda j: -float(pair.row_weights[j]))
    listed: list[tuple[str, float, Array, int | None]] = [
        (canvas.key_label(j), float(pair.row_weights[j]), pair.row_weights[j] * values[j], j) for j in keys
    ]
    if len(keys) < total:
        left_out = [j for j in range(total) if j not in keys]
        rest = pair.row_weights[left_out] @ values[left_out]
        listed.append((translate("lesson", "all others"), float(pair.row_weights[left_out].sum()), rest, None))
    peak = max(float(np.abs(vector).max()) for _, _, vector, _ in listed)
    peak = max(peak, float(np.abs(pair.context).max()))
    step = min(92.0, (rect.height() - HEAD - OUTPUT - 48) / len(listed))
    height = step - 8
    _draw_head(canvas, rect)
    x, width = rect.x() + LABELS, rect.width() - LABELS
    for row, (name, share, vector, key) in enumerate(listed):
        y = rect.y() + HEAD + row * step
        own = key == pair.key_index
        colour = c.key if own else (c.secondary if key is None else c.text)
        canvas.text(QRectF(rect.x(), y, NAMES - 10, height), name, 30, colour, bold=own)
        share_box = QRectF(rect.x() + NAMES, y, SHARE, height)
        canvas.text(share_box, percent(share), 30, colour, RIGHT, bold=own)
        draw_vector(canvas, QRectF(x, y, width, height), vector, c.value, canvas.progress, peak)
    line = rect.y() + HEAD + len(listed) * step + 6
    canvas.box(QRectF(rect.x(), line, rect.width(), 3), c.secondary)
    canvas.text(
        QRectF(rect.x(), line + 18, LABELS - GAP, OUTPUT), translate("lesson", "output"), 36, c.value, bold=True
    )
    canvas.text(QRectF(rect.x(), line + 18, LABELS - GAP, OUTPUT), "Σ", 44, c.secondary, RIGHT)
    if canvas.progress >= 1:
        draw_vector(canvas, QRectF(x, line + 18, width, OUTPUT), pair.context, c.value, 1.0, peak)


def _draw_head(canvas: Canvas, rect: QRectF) -> None:
    """Names of the columns, and what the colours of the strips say."""
    c = canvas.colours
    line = QRectF(rect.x() + NAMES, rect.y() - 8, SHARE, 40)
    canvas.text(line, translate("lesson", "share"), 26, c.secondary, RIGHT)
    strip = QRectF(rect.x() + LABELS, rect.y() - 8, rect.width() - LABELS, 40)
    canvas.text(strip, translate("lesson", "share × value"), 26, c.secondary)
    draw_sign_legend(canvas, strip, c.value)
