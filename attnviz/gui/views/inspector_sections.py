"""The parts of the inspector, each painting one kind of thing: a strip of numbers, lines of arithmetic, bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from attnviz.digits import exact
from attnviz.gui.fonts import ui_font
from attnviz.gui.paint import draw_bar, draw_strip, draw_text
from attnviz.gui.theme import Colours, theme
from attnviz.gui.views.runs import Run, draw_runs

STALE_OPACITY = 0.45


class Section(QWidget):
    """A part of a panel, as wide as the inspector and as high as its content. ``stale`` dims it.

    It paints the panel's ground itself: else Qt would paint that of every widget below it first, at each key press.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.stale = False
        self._high = 0
        self._painted = QRect()  # what of it is painted anew
        theme().changed.connect(self.update)

    def set_stale(self, stale: bool) -> None:
        if stale != self.stale:
            self.stale = stale
            self.update()

    def set_high(self, pixels: float) -> None:
        if round(pixels) != self._high:
            self._high = round(pixels)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(280, self._high)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme().colours
        self._painted = event.rect()
        painter.fillRect(self._painted, QColor(colours.panel))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(STALE_OPACITY if self.stale else 1.0)
        self.paint(painter, colours)
        painter.end()

    def paint(self, painter: QPainter, c: Colours) -> None:
        """What a subclass draws, in its own coordinates."""


@dataclass(frozen=True)
class Strip:
    """A vector to paint. ``positive`` names the colour of a number above 0; ``peak`` is the number in full colour."""

    symbol: str
    word: str
    note: str
    values: Sequence[float]
    positive: str
    peak: float | None = None


class StripSection(Section):
    """A vector as coloured cells under its name; the cell under the mouse shows its index and all its digits."""

    TITLE, CELLS, BELOW = 22, 18, 2

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.strip: Strip | None = None
        self.pointed: int | None = None
        self._corner: QWidget | None = None
        self.set_high(self.TITLE + self.CELLS + self.BELOW)

    def set_corner(self, button: QWidget) -> None:
        """Put a button at the end of the title line; call again when its size has changed."""
        if button.parent() is not self:
            button.setParent(self)
        self._corner = button
        wide = button.sizeHint().width()
        place = QRect(self.width() - wide, 0, wide, self.TITLE - 2)
        if place != button.geometry():
            button.setGeometry(place)
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._corner is not None:
            self.set_corner(self._corner)

    def show_strip(self, strip: Strip) -> None:
        old, self.strip = self.strip, strip
        named = old is not None and (old.symbol, old.word, old.note) == (strip.symbol, strip.word, strip.note)
        if self.pointed is not None and self.pointed >= len(strip.values):
            self.pointed = None
        if named and self.pointed is None and old.positive == strip.positive:
            self.update(0, self.TITLE, self.width(), self.CELLS)
            return
        self.setAccessibleName(f"{strip.symbol} {strip.word}")
        self.update()

    def index_at(self, point: QPointF) -> int | None:
        """The number under a point, or None beside the cells."""
        count = len(self.strip.values) if self.strip else 0
        inside = 0 <= point.x() < self.width() and self.TITLE <= point.y() <= self.TITLE + self.CELLS
        return int(point.x() * count / self.width()) if count and inside else None

    def cell_rect(self, index: int) -> QRectF:
        wide = self.width() / len(self.strip.values)
        return QRectF(index * wide, self.TITLE, wide - 1, self.CELLS)

    def readout(self, index: int) -> str:
        return f"{self.strip.symbol}[{index}] = {exact(self.strip.values[index])}"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.index_at(event.position())
        if index != self.pointed:
            self.pointed = index
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed = None
        self.update()

    def paint(self, painter: QPainter, c: Colours) -> None:
        if self.strip is None:
            return
        colour = getattr(c, self.strip.positive)
        if self._painted.top() < self.TITLE:
            self._paint_title(painter, colour, c)
        self.paint_cells(painter, colour, c)
        if self.pointed is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(c.text), 1.5))
            painter.drawRoundedRect(self.cell_rect(self.pointed).adjusted(0, 0.75, 0, -0.75), 2, 2)

    def _paint_title(self, painter: QPainter, colour: str, c: Colours) -> None:
        strip = self.strip
        right = self.readout(self.pointed) if self.pointed is not None else strip.note
        ink = c.text if self.pointed is not None else c.secondary
        note = [Run(right, ink, 12)]
        taken = self._corner.width() + 8 if self._corner is not None and not self._corner.isHidden() else 0
        line = QRectF(0, 0, self.width() - taken, self.TITLE - 4)
        draw_runs(painter, line, note, right=True)
        # the gap goes with the symbol: before a word that runs from right to left it would stand behind it
        name = [Run(f"{strip.symbol}  ", colour, 14, bold=True), Run(strip.word, colour, 14, gives=True)]
        draw_runs(painter, line.adjusted(0, 0, -note[0].width - 12, 0), name)

    def paint_cells(self, painter: QPainter, colour: str, c: Colours) -> None:
        cells = QRectF(0, self.TITLE, self.width(), self.CELLS)
        draw_strip(painter, cells, self.strip.values, colour, c, self.strip.peak)


@dataclass(frozen=True)
class Step:
    """One line of arithmetic: what is done, how it reads in numbers, and what comes out."""

    label: str
    sum: str
    result: str
    colour: str = "text"
    large: bool = False


class StepsSection(Section):
    """Lines of arithmetic, results aligned at the right, so that the eye runs down them."""

    LINE = 23

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.steps: tuple[Step, ...] = ()

    def show_steps(self, steps: Sequence[Step]) -> None:
        self.steps = tuple(steps)
        self.set_high(self.LINE * len(self.steps))
        self.setAccessibleName("; ".join(f"{s.label}: {s.sum} = {s.result}" for s in self.steps))
        self.update()

    def paint(self, painter: QPainter, c: Colours) -> None:
        for i, step in enumerate(self.steps):
            line = QRectF(0, i * self.LINE, self.width(), self.LINE)
            ink, pixels = getattr(c, step.colour), 17 if step.large else 14
            result = Run(f"{step.result}", ink, pixels, bold=True)
            sums = [Run(f"{step.sum} = " if step.sum else "", c.text, 14), result]
            draw_runs(painter, line, sums, right=True)
            room = self.width() - sum(run.width for run in sums) - 12
            draw_text(painter, QRectF(0, line.y(), room, self.LINE), step.label, ui_font(12), c.secondary)


@dataclass(frozen=True)
class Bar:
    """One key of the row."""

    key: int
    label: str
    weight: float
    text: str
    chosen: bool


class BarsSection(Section):
    """A row's strongest keys as bars; a click, or Enter on the one marked with the arrow keys, chooses that key.

    Signals:
        key_chosen(int): the key's token index.
    """

    key_chosen = Signal(int)
    LINE, LABEL, NUMBER, REST = 20, 84, 56, 20

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.bars: tuple[Bar, ...] = ()
        self._rest = ""
        self._pointed: int | None = None
        self._marked = 0

    def show_bars(self, bars: Sequence[Bar], rest: str) -> None:
        """``rest`` says what the keys without a bar share, or is empty when all have one."""
        self.bars, self._rest = tuple(bars), rest
        self._marked = min(self._marked, max(0, len(bars) - 1))
        if self._pointed is not None and self._pointed >= len(bars):
            self._pointed = None
        self.set_high(self.LINE * len(bars) + (self.REST if rest else 0))
        self.setAccessibleName("; ".join(f"{bar.label} {bar.text}" for bar in bars))
        self.update()

    def bar_rect(self, index: int) -> QRectF:
        return QRectF(0, index * self.LINE, self.width(), self.LINE)

    def _bar_at(self, point: QPointF) -> int | None:
        index = int(point.y() // self.LINE)
        return index if 0 <= index < len(self.bars) and 0 <= point.x() < self.width() else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointed = self._bar_at(event.position())
        self.setCursor(Qt.CursorShape.ArrowCursor if self._pointed is None else Qt.CursorShape.PointingHandCursor)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointed = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._bar_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index is not None:
            self._marked = index
            self.key_chosen.emit(self.bars[index].key)
        else:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the press was ours

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in moves and self.bars:
            self._marked = min(max(self._marked + moves[event.key()], 0), len(self.bars) - 1)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.bars:
            self.key_chosen.emit(self.bars[self._marked].key)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paint(self, painter: QPainter, c: Colours) -> None:
        room = self.width() - self.LABEL - self.NUMBER - 10
        top = max((bar.weight for bar in self.bars), default=0.0) or 1.0
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        large, marked = ui_font(14), self._marked if self.hasFocus() else None
        for i, bar in enumerate(self.bars):
            line = self.bar_rect(i)
            if i in (self._pointed, marked):
                painter.setPen(QPen(QColor(c.query), 1) if i == marked else Qt.PenStyle.NoPen)
                painter.setBrush(QColor(c.chip))
                painter.drawRoundedRect(line.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            ink = c.key if bar.chosen else c.text
            draw_text(painter, QRectF(2, line.y(), self.LABEL - 2, self.LINE), bar.label, large, ink, right)
            long = max(2.0, room * bar.weight / top)
            colour = c.key if bar.chosen else c.neutral_bar
            draw_bar(painter, QRectF(self.LABEL + 8, line.y() + 5, long, self.LINE - 10), colour)
            beside = QRectF(self.LABEL + 14 + long, line.y(), self.NUMBER, self.LINE)
            draw_text(painter, beside, bar.text, ui_font(12, bold=bar.chosen), c.text if bar.chosen else c.secondary)
        if self._rest:
            line = QRectF(self.LABEL + 8, len(self.bars) * self.LINE, self.width() - self.LABEL - 8, self.REST)
            draw_text(painter, line, self._rest, ui_font(12), c.secondary)
