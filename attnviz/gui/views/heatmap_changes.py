"""Which parts of a heatmap around its cells a new trace changes, so that a key press paints those and no more.

While a word is being typed, most labels, the colour bar and the switches stay as they are: painting them again would
take longer than painting the cells.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QRegion

from attnviz.axis import Group
from attnviz.gui.views.matrix import Block
from attnviz.gui.views.plan import Plan
from attnviz.gui.views.token_axis import left_rects, shown_range, top_rects

PAD = 4
"""Pixels around the matrix, so that the outline of a cell at the edge is whole."""
POINTERS = 12
"""Room for the pointers at the colour bar's left."""


@dataclass(frozen=True)
class Picture:
    """What a paint depends on, apart from the pair in the header and the cells, which are new with each trace.

    Attributes:
        labels_top: y at which the header ends.
        lines: where it names the pair, which has new numbers with each trace.
        notes: what it says below, on how to read the picture.
        labels: of rows and of columns.
        offset: pixels scrolled out of sight.
        scale: top of the colour scale, and whether cells are clipped by it.
        look: what dims or tints the whole: stale, transposed, hovered labels.
        chosen: cells of the pair, or None.
        groups: characters over several labels, of rows and of columns.
    """

    size: QSize
    plan: Plan
    labels: tuple[tuple[str, ...], tuple[str, ...]]
    labels_top: float
    lines: tuple[QRectF, QRectF]
    notes: tuple[str, ...]
    offset: QPointF
    scale: tuple[float, bool]
    look: tuple[object, ...]
    chosen: Block | None
    groups: tuple[tuple[Group, ...], tuple[Group, ...]] = ((), ())


def changed(old: Picture | None, new: Picture) -> QRegion:
    """The region to paint anew; all of it where the picture has moved."""
    whole = QRegion(QRect(0, 0, new.size.width(), new.size.height()))
    if old is None or new.plan.step > 1:
        return whole
    # one row or column more or less, where the same ones are in sight
    as_long = replace(old.plan, rows=new.plan.rows, columns=new.plan.columns)
    if (old.size, as_long, old.labels_top, old.offset, old.look, old.groups) != (
        new.size, new.plan, new.labels_top, new.offset, new.look, new.groups
    ):  # fmt: skip
        return whole
    region = QRegion(QRect(0, 0, new.size.width(), round(new.labels_top)))
    if (old.lines, old.notes) == (new.lines, new.notes):
        words, tokens = (line.toAlignedRect() for line in new.lines)
        region = QRegion(0, 0, words.right() + 1, tokens.y()) + QRegion(
            0, tokens.y(), tokens.right() + 1, tokens.height()
        )
    if old.scale != new.scale:
        region += bar_rect(new.plan).toAlignedRect()
    region += pointers_rect(new.plan).toAlignedRect()
    was, now = _chosen_labels(old.chosen), _chosen_labels(new.chosen)
    if was != now and any(new.groups):
        return whole
    for axis, count, offset, length, rects in (
        (0, new.plan.rows, new.offset.y(), new.plan.matrix.height(), left_rects),
        (1, new.plan.columns, new.offset.x(), new.plan.matrix.width(), top_rects),
    ):
        was_labels, labels = old.labels[axis], new.labels[axis]
        differ = [i for i in shown_range(new.plan, count, offset, length) if was_labels[i] != labels[i]]
        differ += {*was[axis]} ^ {*now[axis]}
        for i in differ:
            for rect in rects(new.plan, i, offset, new.labels_top):
                region += rect.toAlignedRect()
    return region


def _chosen_labels(block: Block | None) -> tuple[range, range]:
    """Of rows and of columns."""
    if block is None:
        return range(0), range(0)
    return range(block.row, block.row + block.rows), range(block.column, block.column + block.columns)


def pointers_rect(plan: Plan) -> QRectF:
    bar = plan.bar
    return QRectF(bar.x() - POINTERS, bar.y() - POINTERS / 2, POINTERS, bar.height() + POINTERS)


def bar_rect(plan: Plan) -> QRectF:
    """The colour bar with its labels, without the pointers."""
    return plan.bar.adjusted(0, -8, 80, POINTERS)
