"""Every key and every command of the program on one page that can be searched, F1. Enter does what is marked."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

import shiboken6
from PySide6.QtCore import QRect, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from attnviz.gui.actions import plain, plain_title
from attnviz.gui.dialogs import close_row
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live

ACTION = Qt.ItemDataRole.UserRole
WRAP = int(Qt.TextFlag.TextWordWrap)
MARGIN = 4  # pixels between a cell's edge and its text


def keys_of(action: QAction) -> str:
    """Its keys as this desktop writes them."""
    return ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())


def folded(text: str) -> str:
    """For comparing: full-width letters and half-width kana count as the usual ones, capitals as small ones."""
    return unicodedata.normalize("NFKC", text).casefold()


def grouped_actions(bar: QMenuBar, without: Iterable[QMenu] = ()) -> list[tuple[QMenu, list[QAction]]]:
    """The actions of each menu of a menu bar, submenus included, choice lists that change left out.

    Args:
        without: menus whose entries are left out unless they have a key of their own.
    """
    left_out = set(without)

    def walk(menu: QMenu, bare: bool) -> Iterable[QAction]:
        bare = bare and menu not in left_out
        for action in menu.actions():
            if action.menu():
                yield from walk(action.menu(), bare)
            elif not action.isSeparator() and (bare or not action.shortcut().isEmpty()):
                yield action

    return [(top.menu(), list(walk(top.menu(), True))) for top in bar.actions()]


class Rows(QTreeWidget):
    """Two columns, whose texts break into lines rather than being cut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(0)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self.header().setStretchLastSection(False)
        for column in (0, 1):
            self.header().setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Three fifths for what is done, the rest for the keys; each row as high as its lines.

        Qt's own height of a row that wraps leaves out what a style sheet takes from the width.
        """
        wide = self.viewport().width()
        widths = wide * 3 // 5, wide - wide * 3 // 5
        metrics = QFontMetrics(self.font())
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)
        for group in (self.topLevelItem(i) for i in range(self.topLevelItemCount())):
            for row in (group.child(i) for i in range(group.childCount())):
                lines = [
                    metrics.boundingRect(QRect(0, 0, width - 2 * MARGIN, 0), WRAP, row.text(column)).height()
                    for column, width in enumerate(widths)
                ]
                row.setSizeHint(0, QSize(widths[0], max(lines) + 8))


class Shortcuts(Live, QDialog):
    """The commands of the menus in their groups, then the keys of each panel.

    The field on top keeps the keyboard: Up and Down move, Enter does the marked command, Esc clears, then closes.
    """

    def __init__(
        self, bar: QMenuBar, without: Iterable[QMenu] = (), parent: QWidget | None = None, run: Callable | None = None
    ) -> None:
        super().__init__(parent)
        self._groups = grouped_actions(bar, without)
        self._run = run or (lambda action: action.trigger())
        self.field = QLineEdit(self)
        self.field.setClearButtonEnabled(False)
        self.field.textChanged.connect(self._filter)
        self.count = QLabel(self)
        self.count.setProperty("role", "secondary")
        self.list = Rows(self)
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.list.itemActivated.connect(self._activate)
        self.nothing = QLabel(self)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        self.nothing.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(10)
        for part in (self.field, self.count, self.list, self.nothing):
            layout.addWidget(part, 0 if part in (self.field, self.count) else 1)
        layout.addWidget(close_row(self))
        self.resize(self.sizeHint())
        self.live(self._tell)
        self.field.setFocus()

    def sizeHint(self) -> QSize:
        room = self.screen().availableGeometry()
        return QSize(min(760, room.width() - 80), min(680, room.height() - 80))

    def rows(self) -> list[tuple[str, str]]:
        """(what it does, its keys) of what can be pressed, in the language in use."""
        own = [(plain(a), keys_of(a)) for _, actions in self._groups for a in actions if keys_of(a)]
        return [*own, *self._panel_keys()]

    def shown(self) -> list[tuple[str, str]]:
        """(what it does, its keys) of the rows that the filter leaves."""
        return [(row.text(0), row.text(1)) for row in self._rows() if not row.isHidden()]

    def _panel_keys(self) -> list[tuple[str, str]]:
        return [
            (self.tr("While a model loads: stop, and return to the one in use"), self.tr("Esc, or Cancel")),
            (self.tr("In the models: move, open"), self.tr("Up, Down; Enter, or double click")),
            (
                self.tr("In the sentence, with a decoder: take the best next word"),
                self.tr("Tab, at the end of the text"),
            ),
            (self.tr("In the next words: mark one, take it"), self.tr("Up, Down; Enter, or click")),
            (self.tr("In the tokens: move the query"), self.tr("Arrow keys, or click")),
            (self.tr("In the tokens: move the key"), self.tr("Shift+arrow keys, Shift+click or right click")),
            (self.tr("In the heatmap: move the pair"), self.tr("Arrow keys, or click")),
            (self.tr("In the heatmap: ends of the row, corners"), self.tr("Home, End; with Ctrl")),
            (self.tr("In the heatmap: a page of rows up, down"), self.tr("Page Up, Page Down")),
            (
                self.tr("In the heatmap, the tokens and the calculation: copy, choose, save"),
                self.tr("Menu key; right click"),
            ),
            (self.tr("In the heatmap: next head, next layer"), self.tr("Wheel; with Ctrl or Shift")),
            (self.tr("In the heatmap: all cells at once, or readable ones"), self.tr("F")),
            (self.tr("In the heatmap: larger, smaller, as at first"), self.tr("+, −, 0; or Alt+wheel")),
            (self.tr("In the calculation: copy it all, or one number"), self.tr("Ctrl+C; right click")),
            (
                self.tr("At the title of a view: move it, tear it off, close it"),
                self.tr("Right click, or the Menu key"),
            ),
            (
                self.tr("In the lecture: next step, previous step"),
                self.tr("Right, Left; Space; Page Down, Page Up"),
            ),
            (self.tr("In the lecture: first step, last step, end"), self.tr("Home, End, Esc")),
            (self.tr("In the lecture: all its keys"), self.tr("F1")),
            (self.tr("In the lecture: any step, black screen, language"), self.tr("Number and Enter, B, T")),
            (self.tr("In a lecture of your own: move a step"), self.tr("Alt+Up, Alt+Down")),
        ]

    # what is shown

    def _tell(self) -> None:
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.field.setPlaceholderText(self.tr("Search: copy, layer, Ctrl+…"))
        self.field.setAccessibleName(self.tr("Search the shortcuts"))
        self.list.setAccessibleName(self.tr("Shortcuts"))
        self.list.clear()
        for menu, actions in self._groups:
            alive = [action for action in actions if shiboken6.isValid(action)]
            rows = [(plain(action), keys_of(action), action) for action in alive]
            self._add_group(plain_title(menu.title()), rows)
        self._add_group(self.tr("In the panels"), [(what, keys, None) for what, keys in self._panel_keys()])
        self.list.fit_columns()
        self._filter(self.field.text())

    def _add_group(self, title: str, rows: list[tuple[str, str, QAction | None]]) -> None:
        if not rows:
            return
        group = QTreeWidgetItem(self.list, [title])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        group.setFont(0, ui_font(12, bold=True))
        group.setFirstColumnSpanned(True)
        for what, keys, action in rows:
            row = QTreeWidgetItem(group, [what, keys])
            row.setData(0, ACTION, action)
        group.setExpanded(True)

    def _rows(self) -> list[QTreeWidgetItem]:
        groups = (self.list.topLevelItem(i) for i in range(self.list.topLevelItemCount()))
        return [group.child(i) for group in groups for i in range(group.childCount())]

    def _filter(self, wanted: str) -> None:
        """Leave the rows that hold every word of the field, in their group's name, their text or their keys."""
        words = folded(wanted).split()
        rows = self._rows()
        for row in rows:
            text = folded(f"{row.parent().text(0)} {row.text(0)} {row.text(1)}")
            row.setHidden(not all(word in text for word in words))
        for i in range(self.list.topLevelItemCount()):
            group = self.list.topLevelItem(i)
            group.setHidden(all(group.child(j).isHidden() for j in range(group.childCount())))
        left = [row for row in rows if not row.isHidden()]
        with QSignalBlocker(self.list):
            self.list.setCurrentItem(left[0] if left else None)
        self.list.scrollToTop()
        self.list.setVisible(bool(left))
        self.nothing.setVisible(not left)
        self.nothing.setText(self.tr("No command or key is called “{text}”.").format(text=wanted))
        count = self.tr("%n of {all}", "", len(left)).format(all=len(rows))
        self.count.setText(count + "   " + self.tr("Up, Down: move · Enter: do it"))

    # what it answers

    def _move(self, by: int) -> None:
        left = [row for row in self._rows() if not row.isHidden()]
        if not left:
            return
        now = self.list.currentItem()
        here = left.index(now) if now in left else 0
        row = left[max(0, min(here + by, len(left) - 1))]
        self.list.setCurrentItem(row)
        if row is left[0]:
            self.list.scrollToTop()  # its group's name too
        else:
            self.list.scrollToItem(row)

    def _activate(self, row: QTreeWidgetItem | None) -> None:
        """Do a command, once this page is away: it belongs to the window below."""
        action = row.data(0, ACTION) if row is not None else None
        if action is not None and shiboken6.isValid(action) and action.isEnabled():
            self.accept()
            self._run(action)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}
        if event.key() in moves:
            self._move(moves[event.key()])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._activate(self.list.currentItem())
        elif event.key() == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
        else:
            super().keyPressEvent(event)
