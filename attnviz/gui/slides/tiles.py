"""Flash attention along one row: tiles of keys, the running maximum and sum below (part 0); what is held (part 1)."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from attnviz.digits import number
from attnviz.errors import UserError
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas, translate
from attnviz.lab import lab
from attnviz.labs.flash import Flash
from attnviz.lessons.scene import score_text

NAMES = 260.0
ROW = 70.0
MOST = 5
"""Tiles that are drawn; of a longer row the first ones and the last."""


def draw(canvas: Canvas, rect: QRectF) -> None:
    found, c = canvas.scene.trace.labs.get(lab("flash")), canvas.colours
    if not isinstance(found, Flash):
        text = str(found) if isinstance(found, UserError) else translate("lesson", "One moment…")
        canvas.text(rect, text, 36, c.secondary, CENTRE)
    elif canvas.page.step.part:
        _draw_held(canvas, rect, found)
    else:
        _draw_walk(canvas, rect, found)


def _draw_walk(canvas: Canvas, rect: QRectF, found: Flash) -> None:
    c, scene = canvas.colours, canvas.scene
    tiles = list(found.tiles)
    tiles = tiles if len(tiles) <= MOST else [*tiles[: MOST - 1], tiles[-1]]
    width = (rect.width() - NAMES) / len(tiles)
    shown = max(1, round(len(tiles) * canvas.progress))
    scores = scene.head.scores[found.query]
    names = (
        (translate("lesson", "scores"), 0.0),
        (translate("lesson", "largest so far"), 3.2),
        (translate("lesson", "old sum times"), 4.2),
        (translate("lesson", "sum so far"), 5.2),
    )
    unit = min(ROW, rect.height() / 6.6)
    for name, at in names:
        box = QRectF(rect.x(), rect.y() + at * unit + (unit if at == 0 else 0), NAMES - 20, unit)
        canvas.text(box, name, 30, c.secondary, LEFT, bold=True)
    for place, tile in enumerate(tiles):
        x = rect.x() + NAMES + place * width
        frame = QRectF(x + 6, rect.y(), width - 12, 3 * unit)
        active = place == shown - 1
        canvas.box(frame, c.panel, 14)
        if active:
            canvas.painter.setPen(QPen(QColor(c.query), 5))
            canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
            canvas.painter.drawRoundedRect(frame.adjusted(2, 2, -2, -2), 14, 14)
        step = frame.width() / (tile.stop - tile.start)
        for key in range(tile.start, tile.stop):
            cell = QRectF(frame.x() + (key - tile.start) * step, frame.y(), step, frame.height())
            canvas.text(cell.adjusted(0, 0, 0, -1.5 * unit), scene.keys.labels[key], 26, c.secondary, CENTRE)
            best = scores[key] == scores[tile.start : tile.stop].max()
            text = score_text(float(scores[key]))
            canvas.text(cell.adjusted(0, 1.4 * unit, 0, 0), text, 26, c.text, CENTRE, bold=bool(best))
        if place >= shown:
            continue
        for value, at in ((score_text(tile.highest), 3.2), (number(tile.factor), 4.2), (number(tile.total), 5.2)):
            box = QRectF(x, rect.y() + at * unit, width, unit)
            canvas.text(box, value, 38, c.text, CENTRE, bold=active)


def _draw_held(canvas: Canvas, rect: QRectF, found: Flash) -> None:
    """Bytes of both ways, the difference of their answers, and what fits beside a processor of the card."""
    c = canvas.colours
    rows = (
        (translate("lesson", "plain: the weights of all heads of this layer"), _bytes(found.plain_bytes), c.negative),
        (translate("lesson", "flash: scores of one tile, a maximum and a sum"), _bytes(found.flash_bytes), c.value),
        (
            translate("lesson", "largest difference of the two answers, as computed by the kernels"),
            f"{found.difference:.1e}",
            c.text,
        ),
        (
            translate("lesson", "keys and values that fit into 64 KiB of local memory (gfx900), one head"),
            f"{found.rows}",
            c.text,
        ),
    )
    height = min(130.0, rect.height() / len(rows))
    top = rect.y() + (rect.height() - height * len(rows)) / 2
    for row, (name, value, colour) in enumerate(rows):
        line = QRectF(rect.x(), top + row * height, rect.width(), height - 18)
        canvas.box(line, c.panel, 16)
        canvas.text(line.adjusted(36, 0, -360, 0), name, 32, c.text, LEFT)
        canvas.text(line.adjusted(line.width() - 360, 0, -36, 0), value, 48, colour, RIGHT, bold=True)


def _bytes(count: int) -> str:
    return f"{count / 1024:,.1f} KiB" if count >= 1024 else f"{count} B"
