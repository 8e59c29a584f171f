"""Walks all that a window says, in every widget, action, list and document, for what strangers' texts must not do.

Each piece of text is looked at where Qt would use it: a tip or a label of automatic format must hold no markup of a
stranger, a button or an action no lone "&" of his, nothing a character that turns or hides text, and nothing 100 kB.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAction, QPainter, QTextLayout
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QDockWidget,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QStatusBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

MARKUP, SCRIPT = "<img src=x>", "</text><script>alert(1)</script>"
NAME = f"{MARKUP} &amp; <b>bold \u202eturned\nnext %n {{0}} [*] \x1b[31m&Zyx"
"""of a file, a folder, a model, a device, a session"""
LONG, HUGE = "x" * 29_000, "y" * 100_000  # as much as the editor takes in a line, and what only a file can hold
TEXT = f"he {MARKUP} {SCRIPT} <b>llo</b> &amp; \u202ehe he \u200b!\x07 &Zyx {LONG} he"
MOST = 2000
"""characters of one text that is no editor's"""

_TAG = re.compile("<[a-zA-Z/!?][^>]*>")
_THEIRS = re.compile("<img|<b>|</b>|<script")
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_MNEMONIC = re.compile("(?<!&)(?:&&)*&(amp;|Zyx)")
_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole,
          Qt.ItemDataRole.StatusTipRole, Qt.ItemDataRole.WhatsThisRole)  # fmt: skip
_SPOKEN = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Help)


def wrong_with(what: str) -> list[str]:
    """All that is wrong now in any window of the program, ``what`` before each."""
    found: list[str] = []
    for window in QApplication.topLevelWidgets():
        for widget in (window, *window.findChildren(QWidget)):
            where = f"{type(widget).__module__}.{type(widget).__name__} {widget.objectName()!r}"
            found += [f"{what}: {where}: {one}" for one in _in_widget(widget)]
        for action in window.findChildren(QAction):
            found += [f"{what}: action: {one}" for one in _in_action(action)]
        if window.isVisible():
            found += [f"{what}: spoken: {one}" for one in _spoken(QAccessible.queryAccessibleInterface(window), 12)]
    return list(dict.fromkeys(found))


def painted_plain(text: str) -> Iterator[str]:
    """``plain`` of what was painted: Qt's own delegates write the line breaks of an item as U+2028."""
    return plain(text.replace("\u2028", "\n"))


def plain(text: str, multiline: bool = True) -> Iterator[str]:
    """What is wrong with a text that is shown as it is."""
    if len(text) > MOST:
        yield f"{len(text)} characters: {text[:80]!r}"
    if found := _HARMFUL.search(text):
        yield f"{found[0]!r} in {text[max(0, found.start() - 60) : found.start() + 40]!r}"
    if not multiline and "\n" in text:
        yield f"two lines: {text[:120]!r}"


def guessed(text: str) -> Iterator[str]:
    """... where Qt takes for markup what looks like it; more is taken for it here than Qt would."""
    yield from plain(text)
    if _TAG.search(text) and _THEIRS.search(text):
        yield f"markup: {text[:160]!r}"


def pressed(text: str) -> Iterator[str]:
    """... where an ampersand marks the letter to press."""
    yield from plain(text.replace("\t", ""), multiline=False)
    if _MNEMONIC.search(text):
        yield f"a letter to press: {text[:160]!r}"


def _in_widget(widget: QWidget) -> Iterator[str]:
    for tip in (widget.toolTip(), widget.whatsThis()):
        yield from (f"tip {one}" for one in guessed(tip))
    for said in (widget.accessibleName(), widget.accessibleDescription(), widget.statusTip()):
        yield from (f"said {one}" for one in plain(said))
    if widget.isWindow() or isinstance(widget, QDockWidget):
        yield from (f"title {one}" for one in plain(widget.windowTitle().replace("[*]", ""), multiline=False))
    match widget:
        case QLabel() if widget.buddy() is not None:
            yield from pressed(widget.text())
        case QLabel():
            form = widget.textFormat()
            is_rich = form == Qt.TextFormat.RichText or (form == Qt.TextFormat.AutoText and _TAG.search(widget.text()))
            yield from (guessed if is_rich else plain)(widget.text())
        case QMenu():
            yield from pressed(widget.title())
        case QAbstractButton():
            yield from pressed(widget.text())
        case QGroupBox():
            yield from pressed(widget.title())
        case QTabBar():
            for at in range(widget.count()):
                yield from pressed(widget.tabText(at))
                yield from guessed(widget.tabToolTip(at))
        case QComboBox():
            yield from _in_model(widget.model())
        case QAbstractItemView() if widget.model() is not None:
            yield from _in_model(widget.model())
        case QLineEdit():
            yield from (f"placeholder {one}" for one in plain(widget.placeholderText()))
            if widget.isReadOnly():
                yield from plain(widget.text())
        case QTextEdit() | QPlainTextEdit():
            yield from (f"placeholder {one}" for one in plain(widget.placeholderText()))
            if isinstance(widget, QTextEdit) and _is_formatted(widget):
                yield f"formatted: {widget.toPlainText()[:120]!r}"
            if widget.isReadOnly() and isinstance(widget, QTextEdit):
                yield from (f"document {one}" for one in plain(widget.toPlainText()[:MOST]))
        case QStatusBar():
            yield from plain(widget.currentMessage(), multiline=False)
    yield from _too_large(widget)


def _is_formatted(editor: QTextEdit) -> bool:
    """Markup of a stranger has become a picture or bold letters in it."""
    page = editor.toHtml()
    return "<img" in page or "font-weight:700" in page or "font-weight:600" in page


def _too_large(widget: QWidget) -> Iterator[str]:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QAbstractScrollArea):
        above = above.parentWidget()
    least = widget.minimumSizeHint()
    if widget.isVisible() and above is None and (least.width() > 1920 or least.height() > 1080):
        yield f"needs {least.width()} x {least.height()}"


def _in_action(action: QAction) -> Iterator[str]:
    yield from pressed(action.text())
    yield from guessed(action.toolTip())
    yield from guessed(action.whatsThis())
    yield from plain(action.statusTip())


def _in_model(model: QAbstractItemModel, parent: QModelIndex | None = None) -> Iterator[str]:
    parent = parent if parent is not None else QModelIndex()
    is_list = isinstance(model, QAbstractListModel)
    for row in range(model.rowCount(parent)):
        for column in range(1 if is_list else model.columnCount(parent)):
            at = model.index(row, column, parent)
            for role in _ROLES:
                yield from (f"item {one}" for one in plain(str(at.data(role) or "")))
            yield from (f"item's tip {one}" for one in guessed(str(at.data(Qt.ItemDataRole.ToolTipRole) or "")))
            if column == 0 and not is_list:
                yield from _in_model(model, at)


def _spoken(part: QAccessibleInterface | None, depth: int) -> Iterator[str]:
    """What a screen reader would read out, with all that views tell of themselves."""
    if part is None or not part.isValid() or not depth:
        return
    if part.role() in (QAccessible.Role.EditableText, QAccessible.Role.Document):
        return  # the user's own text, letter by letter
    for kind in _SPOKEN:
        yield from plain(part.text(kind))
    for at in range(min(part.childCount(), 60)):
        yield from _spoken(part.child(at), depth - 1)


@contextmanager
def painted() -> Iterator[list[str]]:
    """Every text that Python gives to a painter meanwhile; look at it with ``plain``."""
    seen: list[str] = []
    draw, lay_out = QPainter.drawText, QTextLayout.__init__

    def drawing(painter: QPainter, *given: object) -> object:
        seen.extend(one for one in given if isinstance(one, str))
        return draw(painter, *given)

    def laying(layout: QTextLayout, *given: object) -> None:
        seen.extend(one for one in given if isinstance(one, str))
        lay_out(layout, *given)

    QPainter.drawText, QTextLayout.__init__ = drawing, laying
    try:
        yield seen
    finally:
        QPainter.drawText, QTextLayout.__init__ = draw, lay_out
