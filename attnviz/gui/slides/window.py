"""A window over the weights: how much of what is looked at lies beyond it; for the query's row, or for all rows.

Knobs: ``width``, tokens that the window reaches to either side; ``rows``, "word" or "all".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from attnviz.digits import MINUS, percent
from attnviz.gui.slides.canvas import CENTRE, RIGHT, Canvas, translate
from attnviz.gui.slides.columns import LEVEL, Columns, draw_labels, lay_out, left_out_text
from attnviz.gui.theme import mix
from attnviz.labs.window import by_distance, mean_outside, missed_by

VALUE, METER, GAP = 44.0, 58.0, 18.0
NARROW = 72.0
BESIDE, NOTE = 2, 34.0


@dataclass(frozen=True)
class Bar:
    """One column: a token, or a distance."""

    box: QRectF
    share: float
    inside: bool
    own: bool
    said: str


def draw(canvas: Canvas, rect: QRectF) -> None:
    step, scene = canvas.page.step, canvas.scene
    reach = int(step.knob("width", 2))
    whole = step.knob("rows", "word") == "all"
    weights = scene.head.weights
    query = scene.pair.query_index
    missed = mean_outside(weights, reach) if whole else missed_by(weights[query], query, reach)
    meter = QRectF(rect.x(), rect.bottom() - METER, rect.width(), METER)
    room = rect.adjusted(0, 0, 0, -METER - GAP)
    bars = _distances(canvas, room, reach) if whole else _tokens(canvas, room, reach)
    _draw_bars(canvas, bars)
    _draw_meter(canvas, meter, missed)


def _tokens(canvas: Canvas, room: QRectF, reach: int) -> list[Bar]:
    """The row of the query: a bar for each key, its name below."""
    scene, query = canvas.scene, canvas.scene.pair.query_index
    # the neighbours are what a window is about: they are shown before words that are looked at more
    beside = np.abs(np.arange(len(scene.pair.row_weights)) - query) <= min(reach, BESIDE)
    columns = lay_out(canvas, room, weights=np.where(beside, 1.0, scene.pair.row_weights))
    base = room.bottom() - columns.labels
    if columns.left_out:
        note = QRectF(room.x(), room.y(), room.width(), NOTE)
        canvas.text(note, left_out_text(canvas, columns), 24, canvas.colours.secondary, RIGHT)
        room = room.adjusted(0, NOTE, 0, 0)
        columns = replace(columns, boxes=[box.adjusted(0, NOTE, 0, 0) for box in columns.boxes])
    _draw_window(canvas, columns, base, query, reach)
    draw_labels(canvas, columns, base + 4, query)
    said = translate("lesson", "“{token}”: {share}, {distance} away")
    return [
        Bar(
            QRectF(box.x(), room.y(), box.width(), base - room.y()),
            float(scene.pair.row_weights[key]),
            abs(key - query) <= reach,
            key == query,
            said.format(
                token=canvas.key_label(key),
                share=percent(float(scene.pair.row_weights[key]), 4),
                distance=abs(key - query),
            ),
        )
        for key, box in zip(columns.keys, columns.boxes, strict=True)
    ]


def _draw_window(canvas: Canvas, columns: Columns, base: float, query: int, reach: int) -> None:
    seen = [box for key, box in zip(columns.keys, columns.boxes, strict=True) if abs(key - query) <= reach]
    if seen:
        _draw_frame(canvas, QRectF(seen[0].x(), seen[0].y(), seen[-1].right() - seen[0].x(), base - seen[0].y()))


def _draw_frame(canvas: Canvas, box: QRectF) -> None:
    c = canvas.colours
    canvas.box(box, mix(c.ground, c.query, 0.14), 14)
    canvas.painter.setPen(QPen(QColor(c.query), 4))
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), 14, 14)


def _distances(canvas: Canvas, room: QRectF, reach: int) -> list[Bar]:
    """All rows: a bar for each distance from the word that looks, what lies farther away at both ends."""
    weights = canvas.scene.head.weights
    fitting = max(2, int(room.width() // NARROW) // 2)
    farthest = min(fitting, max(weights.shape) - 1)
    shares = by_distance(weights, farthest)
    more = farthest < max(weights.shape) - 1
    width, base = room.width() / len(shares), room.bottom() - LEVEL
    boxes = [QRectF(room.x() + at * width, room.y(), width, base - room.y()) for at in range(len(shares))]
    inside = [abs(at - farthest) <= reach and not (more and at in (0, 2 * farthest)) for at in range(len(shares))]
    seen = [box for box, within in zip(boxes, inside, strict=True) if within]
    if seen:
        _draw_frame(canvas, seen[0].united(seen[-1]))
    bars = []
    for at, (box, share) in enumerate(zip(boxes, shares, strict=True)):
        name = _distance_name(at - farthest, farthest if more else None)
        colour = canvas.colours.query if at == farthest else canvas.colours.text
        canvas.text(QRectF(box.x(), base + 2, width, LEVEL - 2), name, 26, colour, CENTRE, bold=at == farthest)
        said = translate("lesson", "distance {distance}: {share} of the weight, mean of all words")
        told = said.format(distance=name, share=percent(float(share), 4))
        bars.append(Bar(box, float(share), inside[at], at == farthest, told))
    return bars


def _distance_name(distance: int, farthest: int | None) -> str:
    """ "−2", "0", "+3"; of those that stand for all beyond, "≥ 9"."""
    if abs(distance) == farthest:
        return f"≤{MINUS}{farthest}" if distance < 0 else f"≥{farthest}"
    return f"{MINUS}{-distance}" if distance < 0 else f"+{distance}" if distance else "0"


def _draw_bars(canvas: Canvas, bars: list[Bar]) -> None:
    """As high as their share of the highest: blue in the window, magenta beyond it."""
    c, top = canvas.colours, max([bar.share for bar in bars] + [1e-6])
    for bar in bars:
        tall = bar.share / top * (bar.box.height() - VALUE - 12) * canvas.progress
        column = QRectF(bar.box.x() + 0.2 * bar.box.width(), bar.box.bottom() - tall, 0.6 * bar.box.width(), tall)
        colour = c.query if bar.inside else c.negative
        canvas.box(column, colour, 6)
        places = 1 if bar.share < 0.0995 else 0
        text = QRectF(bar.box.x() - 8, column.y() - VALUE, bar.box.width() + 16, VALUE)
        canvas.text(text, percent(bar.share, places), 26, c.text, CENTRE)
        canvas.tip(bar.box, bar.said)


def _draw_meter(canvas: Canvas, rect: QRectF, missed: float) -> None:
    """Both shares, end to end."""
    c = canvas.colours
    seen = max(0.0, 1.0 - missed)
    names = (
        (seen, c.query, translate("lesson", "in the window {share}")),
        (missed, c.negative, translate("lesson", "beyond it {share}")),
    )
    x = rect.x()
    for share, colour, text in names:
        box = QRectF(x, rect.y(), share * rect.width(), rect.height())
        x = box.right()
        if box.width() < 1:
            continue
        canvas.box(box.adjusted(0, 0, -2, 0) if box.width() > 4 else box, colour, 8)
        name = text.format(share=percent(share))
        if box.width() >= canvas.width(name, 30) + 28:
            canvas.text(box, name, 30, c.ground, CENTRE, bold=True)
        canvas.tip(box, name)
