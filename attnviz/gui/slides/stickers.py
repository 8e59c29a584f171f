"""Ten stickers handed out to the words, at three temperatures: cold, as the model is, hot. A part shows one more.

Knobs: the ``temperature``, shown below the model's own unless ``compare`` is off.
"""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF

from attnviz.digits import number, percent
from attnviz.gui.slides.canvas import CENTRE, RIGHT, Canvas, translate
from attnviz.gui.slides.columns import Columns, draw_labels, lay_out, left_out_text
from attnviz.labs.softmax import moves, stickers
from attnviz.lessons.step import Step

TEMPERATURES = ((1.0,), (1.0, 0.3), (1.0, 0.3, 3.0))
"""of each part"""
NAMES = 290.0
NARROW, ABOVE = 1300.0, 38.0
"""Width below which a panel has the names above the rows, and their height there."""
VALUE = 40.0
LARGEST = 44.0
ACROSS = 5
"""Stickers in a row above a word, at most."""


def draw(canvas: Canvas, rect: QRectF) -> None:
    shown = temperatures(canvas.page.step)
    turned = bool(canvas.page.step.knob("temperature", 0.0))
    names = 0.0 if turned and rect.width() < NARROW else NAMES
    columns = lay_out(canvas, rect.adjusted(names, 0, 0, 0))
    room = QRectF(rect.x(), rect.y(), rect.width(), rect.height() - columns.labels)
    height = room.height() / len(shown)
    made = [moves(canvas.scene.pair.row_scores, temperature) for temperature in shown]
    # of one size in all rows: a larger sticker would look like more
    most = max(int(stickers(one.shares).max()) for one in made)
    # where it is turned the rows keep their places: they must not change over as it passes 1
    for place, temperature in enumerate(shown if turned else sorted(shown)):
        row = QRectF(room.x(), room.y() + place * height, room.width(), height - 12)
        progress = canvas.progress if temperature == shown[-1] else 1.0
        made_here = moves(canvas.scene.pair.row_scores, temperature)
        given = stickers(made_here.shares)
        name = translate("lesson", "ten stickers")
        if turned or len(shown) > 1:
            name = translate("lesson", "temperature {number}").format(number=_printed(temperature))
        elsewhere = int(given.sum() - given[columns.keys].sum())
        if names:
            _draw_name(canvas, QRectF(row.x(), row.y(), names - 20, row.height()), name, made_here.bits, elsewhere)
        else:
            row = _draw_name_above(canvas, row, name, made_here.bits, elsewhere)
        _draw_row(canvas, row, columns, temperature, progress, most)
    if not names:
        note = QRectF(room.x(), room.y(), room.width(), ABOVE)
        canvas.text(note, left_out_text(canvas, columns), 24, canvas.colours.secondary, RIGHT)
    draw_labels(canvas, columns, room.bottom() + 4)


def temperatures(step: Step) -> tuple[float, ...]:
    """Those that a step shows, the newest last."""
    turned = float(step.knob("temperature", 0.0))
    if not turned:
        return TEMPERATURES[step.part]
    return (1.0, turned) if step.knob("compare", True) else (turned,)


def _draw_row(
    canvas: Canvas, row: QRectF, columns: Columns, temperature: float, progress: float, most: int = 0
) -> None:
    """Stickers above each word, the share below them; stickers arrive one by one. They are as large as those of a row
    in which a word has ``most``."""
    c = canvas.colours
    made = moves(canvas.scene.pair.row_scores, temperature)
    given = stickers(made.shares)
    line = row.bottom() - VALUE
    canvas.box(QRectF(columns.boxes[0].x(), line, columns.right - columns.boxes[0].x(), 2), c.line)
    across, radius = _fit(columns.boxes[0].width() - 8, line - 16 - row.y(), max(most, int(given.max())))
    arrived = 0
    for key, box in zip(columns.keys, columns.boxes, strict=True):
        own = key == canvas.scene.pair.key_index
        for one in range(int(given[key])):
            arrived += 1
            if arrived > round(progress * int(given.sum())):
                break
            wide = min(across, int(given[key]))
            x = box.center().x() + (one % wide - (wide - 1) / 2) * 2.2 * radius
            y = line - 8 - radius - one // wide * 2.2 * radius
            canvas.box(QRectF(x - radius, y - radius, 2 * radius, 2 * radius), c.key if own else c.neutral_bar, radius)
        value = percent(float(made.shares[key]))
        colour = canvas.token_colour(key, c.secondary)
        canvas.text(QRectF(box.x() - 10, line + 4, box.width() + 20, VALUE - 4), value, 26, colour, CENTRE, bold=own)
        said = translate("lesson", "“{token}” at temperature {number}: {share}, stickers: {count}")
        place = QRectF(box.x(), row.y(), box.width(), row.height())
        share = percent(float(made.shares[key]), 4)
        canvas.tip(
            place,
            said.format(token=canvas.key_label(key), number=f"{temperature:g}", share=share, count=int(given[key])),
        )


def _printed(temperature: float) -> str:
    """1.0, 0.3; with the digits that it was turned to: 0.25."""
    return number(temperature, 1 if round(temperature, 1) == temperature else 2)


def _fit(width: float, height: float, most: int) -> tuple[int, float]:
    """How many stickers stand side by side above a word, and their radius: as large as all of a word's can be."""
    sizes = {across: min(width / across, height / ceil(most / across)) / 2.2 for across in range(1, ACROSS + 1)}
    across = max(sizes, key=lambda one: (min(sizes[one], LARGEST), -one))
    return across, min(sizes[across], LARGEST)


def _draw_name(canvas: Canvas, rect: QRectF, name: str, bits: float, elsewhere: int) -> None:
    """Left of a row."""
    c, middle = canvas.colours, rect.center().y()
    canvas.text(QRectF(rect.x(), middle - 46, rect.width(), 44), name, 30, c.text, bold=True)
    for line, text in enumerate(_told(bits, elsewhere)):
        canvas.text(QRectF(rect.x(), middle + 40 * line, rect.width(), 40), text, 26 - 2 * line, c.secondary)


def _draw_name_above(canvas: Canvas, row: QRectF, name: str, bits: float, elsewhere: int) -> QRectF:
    """Over a row, where there is no room beside it; returns what is left of it."""
    c = canvas.colours
    canvas.text(QRectF(row.x(), row.y(), row.width(), ABOVE), name, 28, c.text, bold=True)
    left = canvas.width(name, 28) + 30
    text = " · ".join(_told(bits, elsewhere))
    canvas.text(QRectF(row.x() + left, row.y(), row.width() - left, ABOVE), text, 26, c.secondary)
    return row.adjusted(0, ABOVE, 0, 0)


def _told(bits: float, elsewhere: int) -> list[str]:
    told = [translate("lesson", "spread: {bits} bits").format(bits=number(bits, 1))]
    if elsewhere:
        told.append(translate("lesson", "{count} on words not shown").format(count=elsewhere))
    return told
