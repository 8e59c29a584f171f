"""A heatmap as a figure for a paper or a slide: everything named on it, nothing that needs a mouse."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from attnviz.gui.fonts import ui_font
from attnviz.gui.theme import Colours
from attnviz.gui.views.axis_groups import draw_left_groups, draw_top_groups
from attnviz.gui.views.colour_bar import cell_image, draw_colour_bar, masked_colour, weight_colour
from attnviz.gui.views.heatmap_canvas import draw_outline, draw_values, gap_of
from attnviz.gui.views.heatmap_header import draw_header, header_height, reading_notes
from attnviz.gui.views.heatmap_painting import axis_states
from attnviz.gui.views.heatmap_shown import Shown, one_line
from attnviz.gui.views.matrix import HeatmapOptions, Matrix, arrange, pooled_cells
from attnviz.gui.views.parts import place_name
from attnviz.gui.views.plan import Plan, plan_heatmap
from attnviz.gui.views.runs import Run, draw_runs
from attnviz.gui.views.token_axis import draw_left, draw_top
from attnviz.trace import Focus, HeadTrace, Trace

MARGIN = 28.0
TITLE_PIXELS, TITLE_LINES, TITLE_HEIGHT, CAPTION_HEIGHT = 17, 2, 26.0, 28.0
FINE = 2048
"""Pixels a side to which small cells are blown up, so that a viewer's own smoothing cannot blur them."""


def paint_heatmap(
    painter: QPainter, rect: QRectF, trace: Trace, head: HeadTrace, focus: Focus, options: HeatmapOptions, c: Colours
) -> None:
    """Draw the figure: sentence, model and head, chosen pair if any, axes, cells, colour bar.

    The trace must have tokens and ``head`` must be its head in focus.
    """
    matrix = arrange(trace.queries(focus.layer), head, options, trace.keys(focus.layer))
    shown = Shown(trace, head, focus, options, matrix)
    painter.fillRect(rect, QColor(c.panel))
    area = rect.adjusted(MARGIN, MARGIN - 6, -MARGIN, -MARGIN)
    top = _draw_title(painter, area, trace, focus, c)
    notes, step = reading_notes(shown), 1
    while True:
        height = header_height(notes, area.width(), shown.chosen is not None)
        below = area.adjusted(0, top - area.y() + height + 10, 0, 0)
        labels = matrix.row_labels, matrix.column_labels
        brackets = bool(matrix.row_groups), bool(matrix.column_groups)
        plan = plan_heatmap(below, *labels, whole=True, brackets=brackets)
        if plan.step == step:
            break
        step = plan.step
        notes = reading_notes(shown, step)
    draw_header(painter, area.adjusted(0, top - area.y(), 0, 0), shown, notes, (None, None), c)
    block = matrix.block(*shown.chosen) if shown.chosen else None
    left, over = axis_states(matrix, block, c)
    draw_left(painter, plan, matrix.row_labels, 0.0, left, c)
    draw_top(painter, plan, matrix.column_labels, 0.0, over, c)
    draw_left_groups(painter, plan, matrix.row_labels, matrix.row_groups, 0.0, left, c)
    draw_top_groups(painter, plan, matrix.column_labels, matrix.column_groups, 0.0, over, c)
    _draw_cells(painter, plan, matrix, c)
    draw_values(painter, plan, matrix, QPointF())
    if block:
        draw_outline(painter, plan.block_rect(*block, QPointF()), c)
    draw_colour_bar(painter, plan.bar, matrix.top, matrix.clipped, c, matrix.log)


def _draw_title(painter: QPainter, area: QRectF, trace: Trace, focus: Focus, c: Colours) -> float:
    """The sentence, and where in which model the picture was taken; returns the y below them."""
    y = area.y()
    text = one_line(trace.tokens.text)
    if trace.target is not None:
        text = f"{text} → {one_line(trace.target.text)}"
    for line in sentence_lines(text, area.width()):
        draw_runs(painter, QRectF(area.x(), y, area.width(), TITLE_HEIGHT), [Run(line, c.text, TITLE_PIXELS)])
        y += TITLE_HEIGHT
    line = [Run(place_name(trace.model, focus), c.secondary, 14, gives=True)]
    draw_runs(painter, QRectF(area.x(), y, area.width(), CAPTION_HEIGHT - 4), line)
    return y + CAPTION_HEIGHT + 8


def sentence_lines(text: str, width: float) -> Sequence[str]:
    """The sentence on at most two lines, the second shortened; broken at spaces, or anywhere where there are none."""
    metrics = QFontMetricsF(ui_font(TITLE_PIXELS))
    text = text[: 2 * max(1, int(width))]  # of 100,000 characters more than two lines hold
    if metrics.horizontalAdvance(text) <= width:
        return [text]
    fits = max(1, bisect_right(range(len(text)), width, key=lambda n: metrics.horizontalAdvance(text[:n])) - 1)
    space = text.rfind(" ", 0, fits + 1)
    cut = space if space > fits / 2 else fits
    rest = metrics.elidedText(text[cut:].strip(), Qt.TextElideMode.ElideRight, width)
    return [text[:cut], rest]


def _draw_cells(painter: QPainter, plan: Plan, matrix: Matrix, c: Colours) -> None:
    """Cells with gaps are shapes; smaller ones are one picture, since neighbouring shapes would show seams."""
    gap, blank = gap_of(plan.cell), masked_colour(c)
    masked = matrix.masked(slice(None), slice(None))
    painter.save()
    if gap:
        for row in range(plan.rows):
            for column in range(plan.columns):
                rect = plan.cell_rect(row, column, QPointF()).adjusted(gap / 2, gap / 2, -gap / 2, -gap / 2)
                hidden = masked is not None and masked[row, column]
                colour = blank if hidden else weight_colour(float(matrix.cells[row, column]), matrix.top, matrix.log)
                painter.fillRect(rect, colour)
    else:
        painter.drawImage(plan.matrix, enlarged(matrix, FINE, blank))
    painter.restore()


def enlarged(matrix: Matrix, pixels: int, blank: QColor) -> QImage:
    """The cells as colours, pooled or enlarged by a whole factor to about ``pixels`` on the longer side."""
    rows, columns = (max(1, pixels * side // max(matrix.shape)) for side in matrix.shape)
    cells, masked = pooled_cells(matrix, rows, columns)
    small = cell_image(cells, matrix.top, masked, blank, matrix.log)
    factor = max(1, pixels // max(small.width(), small.height()))
    return small.scaled(factor * small.size())
