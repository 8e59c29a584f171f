"""Sparse attention over the weights of the head: all of them (part 0), and what each pattern leaves (parts 1 to 4).

What a pattern cuts away is dimmed; beside it stand the pairs that are left, what they weigh, and what that costs.
Knobs: those of the lab, which the step's wishes ask for; then the pattern's time stands there, too.
"""

from __future__ import annotations

from math import ceil

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage

from attnviz.digits import percent, time_taken
from attnviz.gui.paint import draw_cells
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas, translate
from attnviz.gui.slides.found import asked_of, found_by
from attnviz.gui.slides.matrix import (
    COLUMNS,
    FEWEST_CELLS,
    NAMED,
    draw_column_labels,
    draw_frame,
    draw_row_labels,
    pool,
)
from attnviz.gui.slides.small_cards import Card, draw_small_cards
from attnviz.gui.views.colour_bar import cell_image, masked_colour
from attnviz.lab import lab
from attnviz.labs.sparse import PATTERNS, Pairs, Sparse
from attnviz.labs.sparse_cost import SparseCost
from attnviz.pair import MASKED

NAMES, TOPS, FOOT = 210.0, 60.0, 44.0
WIDEST = 1.5
"""of the table, in its heights"""
GAP, NUMBER = 60.0, 250.0
NARROW, LOW = 640.0, 110.0
"""Up to this width, and with less height for each, the cards stand two in a row, their words below their numbers."""
DIM = 0.88


def draw(canvas: Canvas, rect: QRectF) -> None:
    step = canvas.page.step
    found = None
    if step.part:
        own = asked_of(step, "sparse") if step.knobs else lab("sparse", pattern=PATTERNS[step.part - 1])
        found = found_by(canvas, rect, own)
        if found is None:
            return
    wide = min(0.52 * rect.width() - NAMES, WIDEST * (rect.height() - TOPS - FOOT))
    tops = COLUMNS if wide / canvas.scene.head.weights.shape[1] >= NAMED else TOPS  # names of all keys stand slanted
    grid = QRectF(rect.x() + NAMES, rect.y() + tops, wide, rect.height() - tops - FOOT)
    top = brightest(canvas)
    _draw_table(canvas, grid, top, found.seen if found else None)
    note = translate("lesson", "brightest: {share} or more").format(share=percent(top, 0))
    below = QRectF(grid.x() - NAMES, grid.bottom() + 6, grid.width() + NAMES, FOOT - 6)
    if found is not None:
        both = " · ".join((translate("lesson", "dimmed: left out"), note))
        note = note if step.knobs and canvas.width(both, 26) > below.width() else both
    canvas.text(below, note, 26, canvas.colours.secondary, RIGHT)
    cards = _all_pairs(canvas) if found is None else _of_pattern(canvas, found)
    if found is not None and step.knobs:
        cards.append(_timed(canvas))
    beside = QRectF(grid.right() + GAP, rect.y(), rect.right() - grid.right() - GAP, rect.height())
    roomy = beside.width() > NARROW and beside.height() > LOW * len(cards)
    (draw_small_cards if step.knobs and not roomy else _draw_cards)(canvas, beside, cards)


def brightest(canvas: Canvas) -> float:
    """The weight of the brightest colour: the next 5 % above all but the largest few."""
    return float(min(1.0, max(0.05, ceil(float(np.quantile(canvas.scene.head.weights, 0.985)) * 20) / 20)))


def _draw_table(canvas: Canvas, grid: QRectF, top: float, seen: Pairs | None) -> None:
    head, pair, painter = canvas.scene.head, canvas.scene.pair, canvas.painter
    rows, columns = head.weights.shape
    transform = painter.worldTransform()
    most = max(FEWEST_CELLS, int(min(grid.width() * transform.m11(), grid.height() * transform.m22())))
    masked = pool(head.scores, most) <= MASKED
    draw_cells(painter, grid, cell_image(pool(head.weights, most), top, masked, masked_colour(canvas.colours)))
    if seen is not None:
        draw_cells(painter, grid, _veil(canvas, (pool(seen.astype(np.float32), most) == 0) & ~masked))
    cell = QRectF(
        grid.x() + grid.width() * pair.key_index / columns,
        grid.y() + grid.height() * pair.query_index / rows,
        grid.width() / columns,
        grid.height() / rows,
    )
    draw_frame(canvas, grid, cell)
    draw_row_labels(canvas, grid, cell)
    draw_column_labels(canvas, grid, cell)


def _veil(canvas: Canvas, cut: Pairs) -> QImage:
    """The ground's colour over what is cut away, the denser the further the motion has come."""
    veil = QColor(canvas.colours.ground)
    veil.setAlphaF(DIM * canvas.progress)
    pixels = np.where(cut, np.uint32(veil.rgba()), np.uint32(0)).astype(np.uint32)
    return QImage(pixels.data, cut.shape[1], cut.shape[0], 4 * cut.shape[1], QImage.Format.Format_ARGB32).copy()


def _all_pairs(canvas: Canvas) -> list[Card]:
    c, head = canvas.colours, canvas.scene.head
    looked = head.scores > MASKED
    ordered = np.sort(head.weights[looked].astype(np.float64))[::-1]
    sums = np.cumsum(ordered)
    half = int(np.searchsorted(sums, sums[-1] / 2)) + 1
    light = 1.0 - float(sums[(len(ordered) - 1) // 2] / sums[-1])
    rows, columns = head.weights.shape
    heads = canvas.scene.trace.model.heads * canvas.scene.trace.model.attentions
    made_of = translate("lesson", "{rows} × {columns}, and so in each of {heads} heads")
    if not looked.all():
        made_of = translate("lesson", "none ahead; and so in each of {heads} heads")
    return [
        Card(
            f"{len(ordered):,}",
            translate("lesson", "pairs"),
            made_of.format(rows=rows, columns=columns, heads=heads),
            c.text,
        ),
        Card(
            percent(half / len(ordered), 0),
            translate("lesson", "of them hold half the weight"),
            translate("lesson", "the {count} largest weights of this head").format(count=f"{half:,}"),
            c.key,
        ),
        Card(
            percent(light, 0),
            translate("lesson", "is all the weaker half holds"),
            translate("lesson", "the pairs with the smallest weights"),
            c.negative,
        ),
    ]


def _of_pattern(canvas: Canvas, found: Sparse) -> list[Card]:
    c, scene = canvas.colours, canvas.scene
    pairs = translate("lesson", "{pairs} of {all}").format(pairs=f"{found.pairs:,}", all=f"{found.of:,}")
    width = translate("lesson", "windows of {width} tokens")
    if found.pattern == "blocks":
        width = translate("lesson", "pieces of {width} tokens")
    kept = bool(found.seen[scene.pair.query_index, scene.pair.key_index])
    left = translate("lesson", "still looked at") if kept else translate("lesson", "left out")
    query = scene.queries.word_surface(scene.pair.query_index)
    key = scene.keys.word_surface(scene.pair.key_index)
    return [
        Card(
            percent(found.share, 0),
            translate("lesson", "of the pairs are computed"),
            f"{pairs} · {width.format(width=found.width)}",
            c.text,
        ),
        Card(
            percent(1 - found.kept, 0),
            translate("lesson", "of the weight is cut away"),
            translate("lesson", "“{query}” → “{key}”, {weight}: {left}").format(
                query=query, key=key, weight=percent(scene.pair.weight, 0), left=left
            ),
            c.key,
        ),
        Card(
            percent(found.error, 0),
            translate("lesson", "error of the layer's answer"),
            translate("lesson", "all its heads, against full attention"),
            c.negative,
        ),
    ]


def _timed(canvas: Canvas) -> Card:
    """What the pattern costs on a long text, of what full attention does."""
    cost = canvas.scene.trace.labs.get(asked_of(canvas.page.step, "sparse_cost"))
    name, colour = translate("lesson", "of the time"), canvas.colours.value
    if not isinstance(cost, SparseCost):
        return Card("…", name, translate("lesson", "timed on a long text"), colour)
    timed = cost.patterns[0]
    note = translate("lesson", "{tokens} tokens: {time}, full {full}")
    told = note.format(tokens=f"{cost.tokens:,}", time=time_taken(timed.milliseconds), full=time_taken(timed.full))
    return Card(percent(timed.time, 0), name, told, colour)


def _draw_cards(canvas: Canvas, rect: QRectF, cards: list[Card]) -> None:
    height = min(190.0, rect.height() / len(cards))
    wide = rect.width() - NUMBER - 20
    names = _size(canvas, wide, [card.name for card in cards], (38, 36, 34, 32, 30))
    notes = _size(canvas, wide, [card.note for card in cards], (30, 28, 26))
    top = rect.y() + (rect.height() - height * len(cards)) / 2
    for row, card in enumerate(cards):
        box = QRectF(rect.x(), top + row * height, rect.width(), height - 20)
        canvas.box(box, canvas.colours.panel, 20)
        number = QRectF(box.x() + 12, box.y(), NUMBER - 24, box.height())
        size = next((size for size in (72, 64, 56, 48) if canvas.width(card.number, size) < number.width() - 12), 40)
        canvas.text(number, card.number, size, card.colour, CENTRE, bold=True)
        middle = box.center().y()
        words = QRectF(box.x() + NUMBER, middle - 50, wide, 50)
        canvas.text(words, card.name, names, canvas.colours.text, LEFT)
        canvas.text(words.translated(0, 50), card.note, notes, canvas.colours.secondary, LEFT)


def _size(canvas: Canvas, wide: float, texts: list[str], sizes: tuple[int, ...]) -> int:
    """The largest at which all of them fit."""
    return next((size for size in sizes if all(canvas.width(text, size) <= wide for text in texts)), 24)
