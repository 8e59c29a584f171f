"""A query's keys twice: by their weights alone, and by weight times length of what W_O makes of their values."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from attnviz.added import Carried
from attnviz.digits import counted, exact, percent, printed_small
from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.i18n import Live
from attnviz.gui.paint import draw_bar, draw_text
from attnviz.gui.plain import as_tip
from attnviz.gui.theme import Colours
from attnviz.gui.views.inspector_sections import Section

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MOST = 12


class KeysSection(Live, Section):
    """A line for each of the first keys, with two bars, and one for all others. Arrow keys mark, Enter chooses.

    Signals:
        key_chosen(int): the key's token index.
    """

    key_chosen = Signal(int)
    LINE, TOP, BAR, GAP = 28, 22, 7, 10
    NARROW = 400
    LABEL = (56.0, 110.0)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.carried: Carried | None = None
        self.labels: Sequence[str] = ()
        self.keys: list[int] = []
        self.others = 0
        self.by_product = False
        self._chosen: int | None = None
        self._pointed: int | None = None
        self._marked = 0
        self._retell = self.live(self._tell)

    def show_keys(self, carried: Carried, labels: Sequence[str], chosen: int | None, by_product: bool) -> None:
        """``chosen`` is the key in focus, which always has a line; ``by_product`` says whose order it is."""
        self.carried, self.labels, self._chosen, self.by_product = carried, labels, chosen, by_product
        order = [int(key) for key in carried.order(by_product)]
        self.keys = order if len(order) <= MOST + 1 else order[:MOST]  # a line for one other may as well be its own
        if chosen is not None and chosen not in self.keys:
            self.keys = [*self.keys[: MOST - 1], chosen]
        self.others = len(set(order) - set(self.keys))  # without a line
        self._marked = min(self._marked, max(0, len(self.keys) - 1))
        if self._pointed is not None and self._pointed >= len(self.keys):
            self._pointed = None
        self.set_high(self.TOP + self.LINE * len(self.keys) + (self.LINE if self.others else 0))
        self._retell()

    # what it says

    def _tell(self) -> None:
        narrow = self.width() < self.NARROW
        self._titles = {
            "weight": self.tr("weight"),
            "length": "" if narrow else self.tr("× length"),
            "share": self.tr("brings"),
            "rank": self.tr("rank"),
        }
        if self.carried is not None:
            self.setAccessibleName("; ".join(self.said(key) for key in self.keys))
        self.update()

    def said(self, key: int) -> str:
        """A key with all its numbers."""
        found = self.carried
        return self.tr(
            "{key}: weight {weight} (rank {first}) × length {length} of W_O v = {product}, {share} of all (rank {then})"
        ).format(
            key=self.labels[key],
            weight=percent(found.weights[key], 2),
            first=counted(found.by_weight[key]),
            length=exact(found.lengths[key]),
            product=exact(found.products[key]),
            share=percent(found.shares[key], 2),
            then=counted(found.by_product[key]),
        )

    def _move(self, key: int) -> str:
        first, then = int(self.carried.by_weight[key]), int(self.carried.by_product[key])
        return str(first) if first == then else f"{first} → {then}"

    # where it lies

    def _columns(self) -> dict[str, QRectF]:
        """Left edge and width of each column, in the first line."""
        wide = {name: ui_width(title, 12) + self.GAP if title else 0.0 for name, title in self._titles.items()}
        wide["weight"] = max(wide["weight"], 52.0)
        wide["length"] = max(wide["length"], 46.0) if wide["length"] else 0.0
        wide["share"] = max(wide["share"], 52.0)
        longest = max((ui_width(self._move(key), 12) for key in self.keys), default=0.0)
        wide["rank"] = max(wide["rank"], longest + self.GAP)
        least, most = self.LABEL
        label = min(most, max([least, *(ui_width(self.labels[key], 14) + 4 for key in self.keys)]))
        found, x = {}, float(self.width())
        for name in reversed(wide):
            x -= wide[name]
            found[name] = QRectF(x, 0, wide[name], self.TOP)
        found["label"] = QRectF(0, 0, label, self.TOP)
        found["bars"] = QRectF(label + self.GAP, 0, max(10.0, x - label - self.GAP), self.TOP)
        return found

    def line_rect(self, index: int) -> QRectF:
        return QRectF(0, self.TOP + index * self.LINE, self.width(), self.LINE)

    def key_at(self, point: QPointF) -> int | None:
        """Which line a point is on, from 0."""
        index = int((point.y() - self.TOP) // self.LINE)
        return index if 0 <= index < len(self.keys) and 0 <= point.x() < self.width() else None

    # what it shows

    def paint(self, painter: QPainter, c: Colours) -> None:
        if self.carried is None:
            return
        columns = self._columns()
        for name, title in self._titles.items():
            draw_text(painter, columns[name], title, ui_font(12), c.value if name == "share" else c.secondary, RIGHT)
        found = self.carried
        top = max(float(found.weights.max(initial=0)), float(found.shares.max(initial=0))) or 1.0
        for index, key in enumerate(self.keys):
            line = self.line_rect(index)
            if index == self._pointed or (self.hasFocus() and index == self._marked):
                ring = self.hasFocus() and index == self._marked
                painter.setPen(QPen(QColor(c.query), 1) if ring else Qt.PenStyle.NoPen)
                painter.setBrush(QColor(c.chip))
                painter.drawRoundedRect(line.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            self._paint_line(painter, c, columns, line, key, top)
        if self.others:
            self._paint_rest(painter, c, columns, self.line_rect(len(self.keys)))

    def _paint_line(
        self, painter: QPainter, c: Colours, columns: dict[str, QRectF], line: QRectF, key: int, top: float
    ) -> None:
        found, chosen = self.carried, key == self._chosen
        name = columns["label"].translated(0, line.y())
        name.setHeight(self.LINE)
        draw_text(painter, name, self.labels[key], ui_font(14), c.key if chosen else c.text, RIGHT)
        bars, y = columns["bars"], line.center().y()
        for value, colour, at in (
            (float(found.weights[key]), c.key if chosen else c.neutral_bar, y - self.BAR - 0.5),
            (float(found.shares[key]), c.value, y + 0.5),
        ):
            draw_bar(painter, QRectF(bars.x(), at, max(2.0, bars.width() * value / top), self.BAR), colour, 2)
        moved = int(found.by_product[key]) - int(found.by_weight[key])
        texts = {
            "weight": (percent(found.weights[key]), c.secondary, False),
            "length": (printed_small(float(found.lengths[key])), c.secondary, False),
            "share": (percent(found.shares[key]), c.text, True),
            "rank": (self._move(key), c.text if moved else c.secondary, False),
        }
        for column, (text, ink, bold) in texts.items():
            if columns[column].width():
                place = QRectF(columns[column].x(), line.y(), columns[column].width(), self.LINE)
                draw_text(painter, place, text, ui_font(12, bold=bold), ink, RIGHT)

    def _paint_rest(self, painter: QPainter, c: Colours, columns: dict[str, QRectF], line: QRectF) -> None:
        """What the keys without a line have together."""
        found, shown = self.carried, self.keys
        text = self.tr("%n more", "", self.others)
        room = QRectF(0, line.y(), columns["weight"].x() - self.GAP, self.LINE)
        draw_text(painter, room, text, ui_font(12), c.secondary)
        for column, values in (("weight", found.weights), ("share", found.shares)):
            left = max(0.0, float(values.sum(dtype=float)) - float(values[shown].sum(dtype=float)))
            place = QRectF(columns[column].x(), line.y(), columns[column].width(), self.LINE)
            draw_text(painter, place, percent(left), ui_font(12), c.secondary, RIGHT)

    # Qt

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointed = self.key_at(event.position())
        self.setCursor(Qt.CursorShape.ArrowCursor if self._pointed is None else Qt.CursorShape.PointingHandCursor)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointed = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.key_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index is not None:
            self._marked = index
            self.key_chosen.emit(self.keys[index])
        else:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the press was ours

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in moves and self.keys:
            self._marked = min(max(self._marked + moves[event.key()], 0), len(self.keys) - 1)
            self.setAccessibleDescription(self.said(self.keys[self._marked]))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.keys:
            self.key_chosen.emit(self.keys[self._marked])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._retell()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.key_at(QPointF(event.pos()))
            said = "" if index is None else as_tip(self.said(self.keys[index]))
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().event(event)
