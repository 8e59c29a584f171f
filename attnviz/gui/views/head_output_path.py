"""The way of one word through a head: its weights, the context, W_O, and the residual stream that it ends in."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from attnviz.digits import counted, percent, printed_small
from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.i18n import Live
from attnviz.gui.paint import draw_arrow, draw_bar, draw_cells, draw_text, signed_colour
from attnviz.gui.theme import Colours
from attnviz.gui.views.inspector_sections import Section, Strip, StripSection
from attnviz.pair import MASKED
from attnviz.trace import Focus, HeadTrace, Trace

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class VectorSection(StripSection):
    """A long vector, in as many rows of cells as it takes for each to be seen."""

    WIDE, ROW = 3.0, 9
    STEPS = (16, 32, 64, 96, 128, 192, 256, 320, 384, 512, 768, 1024)

    def show_strip(self, strip: Strip) -> None:
        super().show_strip(strip)
        self._fit()

    @property
    def across(self) -> int:
        """Cells in a row: one row while they fit, else as many as are wide enough."""
        count = len(self.strip.values) if self.strip else 0
        fitting = max((step for step in self.STEPS if step * self.WIDE <= self.width()), default=self.STEPS[0])
        return min(count, fitting)

    @property
    def rows(self) -> int:
        return math.ceil(len(self.strip.values) / self.across) if self.strip and self.across else 1

    def _fit(self) -> None:
        rows = self.rows
        self.set_high(self.TITLE + (self.CELLS if rows == 1 else rows * self.ROW) + self.BELOW)

    @property
    def _row_high(self) -> float:
        return self.CELLS if self.rows == 1 else self.ROW

    def index_at(self, point: QPointF) -> int | None:
        if self.strip is None or not self.across:
            return None
        row = int((point.y() - self.TITLE) // self._row_high)
        column = int(point.x() * self.across / self.width())
        index = row * self.across + column
        inside = 0 <= point.x() < self.width() and 0 <= row < self.rows and index < len(self.strip.values)
        return index if inside else None

    def cell_rect(self, index: int) -> QRectF:
        row, column = divmod(index, self.across)
        wide = self.width() / self.across
        return QRectF(column * wide, self.TITLE + row * self._row_high, wide, self._row_high)

    def paint_cells(self, painter: QPainter, colour: str, c: Colours) -> None:
        """As a picture: a wide model has thousands of cells."""
        values = np.zeros(self.rows * self.across, np.float32)
        values[: len(self.strip.values)] = self.strip.values
        peak = self.strip.peak or float(np.abs(values).max(initial=0.0))
        ramps = [
            np.array([signed_colour(i / 255, 1.0, tone, c).rgb() for i in range(256)], np.uint32)
            for tone in (colour, c.negative)
        ]
        levels = np.minimum(np.abs(values) * (255 / peak if peak else 0.0), 255).astype(np.uint8)
        shades = np.where(values >= 0, ramps[0][levels], ramps[1][levels]).astype(np.uint32)
        shades[len(self.strip.values) :] = QColor(c.panel).rgb()
        image = QImage(shades.data, self.across, self.rows, 4 * self.across, QImage.Format.Format_RGB32).copy()
        draw_cells(painter, QRectF(0, self.TITLE, self.width(), self.rows * self._row_high), image)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class Move(Section):
    """An arrow down, and what is done on the way."""

    HIGH = 22

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ""
        self.set_high(self.HIGH)

    def say(self, text: str) -> None:
        self.text = text
        self.setAccessibleName(text)
        self.update()

    def paint(self, painter: QPainter, c: Colours) -> None:
        draw_arrow(painter, QPointF(8, 3), QPointF(8, self.HIGH - 3), c.secondary, 1.5)
        draw_text(painter, QRectF(22, 0, self.width() - 22, self.HIGH), self.text, ui_font(12), c.secondary)


class StreamSection(Section):
    """Two bars on one scale: the residual stream before the layer, and what this head adds to it."""

    LINE = 24

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: list[tuple[str, float, str]] = []
        self.set_high(2 * self.LINE)

    def show_lengths(self, bars: list[tuple[str, float, str]]) -> None:
        """(name, length, what is printed) of the stream and of the head."""
        self._bars = bars
        self.setAccessibleName("; ".join(f"{name} {text}" for name, _, text in bars))
        self.update()

    def paint(self, painter: QPainter, c: Colours) -> None:
        label = max((ui_width(name, 12) for name, _, _ in self._bars), default=0.0) + 10
        number = max((ui_width(text, 12, True) for _, _, text in self._bars), default=0.0) + 8
        room = max(10.0, self.width() - label - number)
        top = max((length for _, length, _ in self._bars), default=0.0) or 1.0
        for place, (name, length, text) in enumerate(self._bars):
            y, own = place * self.LINE, place == 1
            draw_text(painter, QRectF(0, y, label, self.LINE), name, ui_font(12), c.value if own else c.secondary)
            long = max(2.0, room * length / top)
            draw_bar(painter, QRectF(label, y + 6, long, self.LINE - 12), c.value if own else c.neutral_bar)
            beside = QRectF(label + long + 8, y, number, self.LINE)
            draw_text(painter, beside, text, ui_font(12, bold=own), c.text if own else c.secondary)


class PathSection(Live, QWidget):
    """All of them below each other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Trace, Focus, HeadTrace, tuple[float, float] | None] | None = None
        self.weights, self.context, self.output = VectorSection(), StripSection(), VectorSection()
        self.gathered, self.projected, self.summed = Move(), Move(), Move()
        self.stream = StreamSection()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        for part in (
            self.weights, self.gathered, self.context, self.projected, self.output, self.summed, self.stream,
        ):  # fmt: skip
            column.addWidget(part)
        self.sections = self.findChildren(Section)
        self._retell = self.live(self._tell)

    def show_head(self, trace: Trace, focus: Focus, head: HeadTrace, lengths: tuple[float, float] | None) -> None:
        """Of a head with its output, on a focus with a query. ``lengths``: of its part and of the stream, if known."""
        self._shown = trace, focus, head, lengths
        self._retell()

    def _tell(self) -> None:
        if self._shown is None:
            return
        trace, focus, head, lengths = self._shown
        query = focus.query
        word = trace.queries(focus.layer).labels[query]
        row, context, output = head.weights[query], head.context[query], head.output[query]
        keys = self.tr("%n key(s), together 100 %", "", int((head.scores[query] > MASKED).sum()))
        self.weights.show_strip(Strip("a", self.tr("weights of {token}").format(token=word), keys, row, "key"))
        self.gathered.say(self.tr("weight × value, added up over all keys"))
        self.context.show_strip(Strip("Σ", self.tr("context"), self._size(context), context, "value"))
        self.projected.say(
            self.tr("× W_O, the {rows} × {columns} part of it that belongs to this head").format(
                rows=counted(len(context)), columns=counted(len(output))
            )
        )
        self.output.show_strip(Strip("Σ·W_O", self.tr("the head's output"), self._size(output), output, "value"))
        self.summed.say(self.tr("added to the residual stream, with those of the other heads"))
        self.stream.setVisible(lengths is not None)
        if lengths is not None:
            own, stream = lengths
            share = f"{printed_small(own)} · {percent(own / stream)}" if stream else printed_small(own)
            self.stream.show_lengths(
                [
                    (self.tr("stream so far"), stream, printed_small(stream)),
                    (self.tr("this head"), own, share),
                ]
            )

    def _size(self, vector: np.ndarray) -> str:
        text = self.tr("%n number(s), length {length}", "", len(vector))
        return text.format(length=printed_small(float(np.linalg.norm(vector.astype(np.float64)))))
