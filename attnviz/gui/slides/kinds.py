"""The three kinds of attention of a translator side by side, each as the mean of all heads of its last layer."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF

from attnviz.gui.paint import draw_cells
from attnviz.gui.slides.canvas import CENTRE, RIGHT, Canvas, translate
from attnviz.gui.slides.found import draw_missing
from attnviz.gui.slides.summary import draw_note
from attnviz.gui.views.colour_bar import cell_image
from attnviz.trace import Array, Tokens, Trace

MOST = 12
"""Tokens of a side; of a longer text the first ones."""
GAP, NAMES, TITLE, FOOT = 56.0, 150.0, 62.0, 176.0
SIZE = 26


def draw(canvas: Canvas, rect: QRectF) -> None:
    trace, c = canvas.scene.trace, canvas.colours
    layers = last_layers(trace)
    if trace.means is None or len(layers) < 3:
        draw_missing(canvas, rect, asked=trace.means is not None)
        return
    told = (
        (translate("lesson", "self-attention"), translate("lesson", "the encoder looks at all that it reads")),
        (
            translate("lesson", "masked self-attention"),
            translate("lesson", "the decoder looks at what it has written"),
        ),
        (translate("lesson", "cross-attention"), translate("lesson", "the decoder looks at what was read")),
    )
    width = (rect.width() - 2 * GAP) / 3
    for place, (layer, (name, note)) in enumerate(zip(layers, told, strict=True)):
        column = QRectF(rect.x() + place * (width + GAP), rect.y(), width, rect.height())
        canvas.text(QRectF(column.x(), column.y(), width, TITLE - 12), name, 38, c.text, CENTRE, bold=True)
        table = QRectF(column.x() + NAMES, column.y() + TITLE, width - NAMES, column.height() - TITLE - FOOT)
        weights = trace.means[layer][:MOST, :MOST]
        _draw_table(canvas, table, weights, trace.queries(layer))
        _draw_ends(
            canvas, QRectF(table.x(), table.bottom() + 4, table.width(), 36), trace.keys(layer), weights.shape[1]
        )
        draw_note(canvas, QRectF(column.x(), table.bottom() + 48, width, FOOT - 48), note, 34, c.text)


def last_layers(trace: Trace) -> list[int]:
    """The number of the last layer of each kind that the model has: self, masked, cross."""
    found: dict[str, int] = {}
    for layer in range(trace.model.attentions):
        found[trace.model.attention(layer)[0]] = layer
    return [found[kind] for kind in ("self", "masked", "cross") if kind in found]


def _draw_table(canvas: Canvas, rect: QRectF, weights: Array, queries: Tokens) -> None:
    """Rows look, columns are looked at; a row's brightest cell is as bright as it gets."""
    rows, columns = weights.shape
    shares = weights / np.maximum(weights.max(axis=1, keepdims=True), 1e-9)
    shares[max(1, round(rows * canvas.progress)) :] = 0
    draw_cells(canvas.painter, rect, cell_image(shares, 1.0))
    c = canvas.colours
    down, across = rect.height() / rows, rect.width() / columns
    for row in range(rows):
        if row:
            canvas.box(QRectF(rect.x(), rect.y() + row * down - 1, rect.width(), 2), c.ground)
        if down >= SIZE:
            name = QRectF(rect.x() - NAMES, rect.y() + row * down, NAMES - 12, down)
            canvas.text(name, queries.labels[row], SIZE, c.secondary, RIGHT)
    for column in range(1, columns):
        canvas.box(QRectF(rect.x() + column * across - 1, rect.y(), 2, rect.height()), c.ground)


def _draw_ends(canvas: Canvas, rect: QRectF, keys: Tokens, count: int) -> None:
    """The first and the last of the columns by name, and that the ones between them are in order."""
    first, last = keys.labels[0], keys.labels[count - 1]
    text = f"{first} … {last}"
    size = next((size for size in (28, 26) if canvas.width(text, size) <= rect.width()), 24)
    canvas.text(rect, text, size, canvas.colours.secondary, CENTRE)
