"""The list of models on this machine: two lines each, a third where something stands in the way."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.i18n import Live
from attnviz.gui.models.shelf import CACHE, HERE, Row, describe, warn
from attnviz.gui.paint import draw_text
from attnviz.gui.theme import theme

LINE, EDGE = 22, 8
HEADING = 32
ROW, IN_USE, PLACE = (Qt.ItemDataRole.UserRole + i for i in range(3))

Index = QModelIndex | QPersistentModelIndex


class ModelDelegate(QStyledItemDelegate):
    """Paints a row from its ``Row``, or a heading from its text."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(ROW)
        if row is None:
            return QSize(200, HEADING)
        lines = 1 + bool(describe(row)) + bool(warn(row))
        return QSize(200, lines * LINE + 2 * EDGE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours, row = theme().colours, index.data(ROW)
        area = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row is None:
            line = area.adjusted(EDGE, 6, -EDGE, 0)
            draw_text(painter, line, index.data(), ui_font(12, bold=True), QColor(colours.secondary))
        else:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            under = bool(option.state & QStyle.StateFlag.State_MouseOver)
            if chosen or under:
                painter.setPen(QColor(colours.query) if chosen and option.widget.hasFocus() else Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.hover if chosen else colours.chip))
                painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
            self._paint_row(painter, area.adjusted(EDGE + 4, EDGE, -EDGE - 4, -EDGE), row, index.data(IN_USE))
        painter.restore()

    @staticmethod
    def _paint_row(painter: QPainter, area: QRectF, row: Row, in_use: str) -> None:
        colours = theme().colours
        line = QRectF(area.x(), area.y(), area.width(), LINE)
        name = line
        if in_use:
            room = ui_width(in_use, 12) + 2
            draw_text(painter, line, in_use, ui_font(12), QColor(colours.value), Qt.AlignmentFlag.AlignRight)
            name = line.adjusted(0, 0, -room - 12, 0)
        ink = QColor(colours.text if row.usable else colours.secondary)
        draw_text(painter, name, row.name, ui_font(14, bold=True), ink)
        for text, colour in ((describe(row), colours.secondary), (warn(row), colours.warning)):
            if text:
                line.translate(0, LINE)
                draw_text(painter, line, text, ui_font(12), QColor(colour))


class ModelList(Live, QListWidget):
    """Headings and rows. The arrow keys pass over headings; Enter or a double click opens.

    Signals:
        opened(str): open the model of this key.
        chosen(Row | None): the row the user stands on.
    """

    opened = Signal(str)
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self._filter = self._in_use = ""
        self.setItemDelegate(ModelDelegate(self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(120)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.itemDoubleClicked.connect(lambda item: self.open_current())
        self.currentItemChanged.connect(lambda item, before: self.chosen.emit(self.current()))
        self._retell = self.live(self._tell)
        theme().changed.connect(self._dress)
        self._dress()

    def show_rows(self, rows: Sequence[Row], select: str = "") -> None:
        """Replace all rows; the one the user stands on stays, unless another is to be selected."""
        self.rows = list(rows)
        self._retell()
        if select:
            self.select(select)

    def set_filter(self, text: str) -> None:
        """Keep rows that hold all words of ``text`` in any of their lines."""
        self._filter = text
        words = text.casefold().split()
        shown: set[str] = set()
        for item, row in self._items():
            said = f"{row.key} {row.name} {describe(row)}".casefold()
            item.setHidden(not all(word in said for word in words))
            if not item.isHidden():
                shown.add(row.place)
        for place in range(self.count()):
            item = self.item(place)
            if item.data(ROW) is None:
                item.setHidden(item.data(PLACE) not in shown)
        current = self.currentItem()
        if current is None or current.isHidden():
            self.setCurrentItem(next((item for item, _ in self._items() if not item.isHidden()), None))

    def set_in_use(self, model: str) -> None:
        self._in_use = model
        for item, row in self._items():
            item.setData(IN_USE, self.tr("in use") if row.key == model else "")

    def select(self, key: str) -> None:
        for item, row in self._items():
            if row.key == key:
                self.setCurrentItem(item)
                self.scrollToItem(item)

    def current(self) -> Row | None:
        item = self.currentItem()
        return None if item is None or item.isHidden() else item.data(ROW)

    def open_current(self) -> None:
        row = self.current()
        if row is not None and row.usable:
            self.opened.emit(row.key)

    @property
    def shown(self) -> list[Row]:
        return [row for item, row in self._items() if not item.isHidden()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_current()
        else:
            super().keyPressEvent(event)

    def _items(self) -> list[tuple[QListWidgetItem, Row]]:
        items = (self.item(place) for place in range(self.count()))
        return [(item, item.data(ROW)) for item in items if item.data(ROW) is not None]

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Models on this machine"))
        kept = self.current()
        self.blockSignals(True)
        self.clear()
        for place, title in (
            (HERE, self.tr("In the program and in packages")),
            (CACHE, self.tr("In the Hugging Face cache of this machine")),
        ):
            own = [row for row in self.rows if row.place == place]
            if own:
                heading = QListWidgetItem(title, self)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
                heading.setData(PLACE, place)
            for row in own:
                said = [row.name, describe(row), warn(row)]
                item = QListWidgetItem("\n".join(line for line in said if line), self)
                item.setToolTip(warn(row) or row.install)
                item.setData(ROW, row)
        self.blockSignals(False)
        self.set_in_use(self._in_use)
        self.select(kept.key if kept else self._in_use)
        self.set_filter(self._filter)
        self.chosen.emit(self.current())

    def _dress(self) -> None:
        colours = theme().colours
        self.setStyleSheet(
            f"QListWidget {{ background: {colours.panel}; border: 1px solid transparent; border-radius: 12px; "
            f"padding: 7px; }} QListWidget:focus {{ border-color: {colours.query}; }}"
        )
        self.viewport().update()
