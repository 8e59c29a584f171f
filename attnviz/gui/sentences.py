"""The sentences looked at lately and the examples: two submenus of File."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QMenu

from attnviz import errors
from attnviz.gui.plain import as_tip
from attnviz.samples import EXAMPLES

if TYPE_CHECKING:
    from attnviz.gui.main_window import MainWindow

MOST, LONGEST = 10, 2000  # sentences; characters of one
PAUSE = 4000  # milliseconds that a sentence must stand to be kept
EDGES = 100  # pixels around a menu's texts
WIDEST = 300  # pixels of a sentence in a menu
READ_FOR = 15_000  # milliseconds that the status bar says what to look at


def stored_texts(stored: str) -> list[str]:
    """Sentences from the settings; anything that is not what ``RecentTexts.stored`` writes is passed over."""
    try:
        found = json.loads(stored)
    except (ValueError, RecursionError):
        return []
    texts = [text for text in found if isinstance(text, str) and text.strip()] if isinstance(found, list) else []
    return list(dict.fromkeys(texts))[:MOST]


def switched(old: str, new: str) -> bool:
    """Whether one text took the place of the other, rather than being typed on from it."""
    half = (min(len(old), len(new)) + 1) // 2
    return old[:half] != new[:half] or not new


class RecentTexts(QObject):
    """Keeps a sentence once the user rests on it, or leaves it for another one. The newest is first, each is once."""

    def __init__(self, window: MainWindow, use: Callable[[str], object]) -> None:
        super().__init__(window)
        self._window = window
        self._use = use
        self.texts = stored_texts(window.settings["recent_texts"])
        self._text = ""
        self._growing = False  # the newest of the list is what is being typed
        self._rest = QTimer(self, singleShot=True, interval=PAUSE)
        self._rest.timeout.connect(lambda: self._keep(self._text))
        self.menu = window.menus.recent_texts
        self.clear_action = QAction(self.menu)
        # later: the menu is made anew, and must not lose the entry that it is running
        self.clear_action.triggered.connect(lambda: QTimer.singleShot(0, self, self.clear))
        window.text_bar.text_changed.connect(self._on_text)
        self.fill()

    def stored(self) -> str:
        return json.dumps(self.texts)

    def clear(self) -> None:
        self.texts, self._growing = [], False
        self.fill()
        self._window.session.touch()

    def _choose(self, text: str) -> None:
        # later: the menu is made anew by it, and must not lose the entry that it is running
        QTimer.singleShot(0, self, lambda: self._use(text))

    def _on_text(self, text: str) -> None:
        old, self._text = self._text, text
        if switched(old, text):
            self._keep(old)
            self._growing = False
        self._rest.start()

    def _keep(self, text: str) -> None:
        if not text.strip() or len(text) > LONGEST:
            return
        newest = self.texts[0] if self.texts and self._growing else None
        grown = newest is not None and (text.startswith(newest) or newest.startswith(text))
        others = [other for other in self.texts if other not in (text, newest if grown else text)]
        self._growing = True
        if self.texts != (now := [text, *others][:MOST]):
            self.texts = now
            self.fill()
            self._window.session.touch()

    def fill(self) -> None:
        self.menu.removeAction(self.clear_action)
        self.menu.clear()
        for text in self.texts:
            action = self.menu.addAction(one_line(text, self.menu))
            action.setToolTip(as_tip(text))
            action.triggered.connect(lambda _checked=False, text=text: self._choose(text))
        self.menu.addSeparator()
        self.menu.addAction(self.clear_action)
        self.menu.menuAction().setEnabled(bool(self.texts))


def one_line(text: str, menu: QMenu) -> str:
    """A sentence as a menu's entry: short, and no letter of it a key to press."""
    line = errors.one_line(" ".join(text.split()))
    return QFontMetrics(menu.font()).elidedText(line, Qt.TextElideMode.ElideRight, WIDEST).replace("&", "&&")


class Examples(QObject):
    """Sentences that show something; each entry says what to look at, and the status bar says it again."""

    def __init__(self, window: MainWindow, use: Callable[[str], object]) -> None:
        super().__init__(window)
        self._window = window
        self._use = use
        self._entries: list[QAction] = []
        menu = window.menus.samples
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self.tell)  # the screen may be another one
        for number, example in enumerate(EXAMPLES):
            if number and example.language != EXAMPLES[number - 1].language:
                menu.addSeparator()
            action = menu.addAction("")
            action.triggered.connect(lambda _checked=False, number=number: self.choose(number))
            self._entries.append(action)

    def choose(self, number: int) -> None:
        self._use(EXAMPLES[number].text)
        self._window.status.showMessage(self._look(number), READ_FOR)

    def tell(self) -> None:
        for number, action in enumerate(self._entries):
            menu, look = self._window.menus.samples, self._look(number).replace("&", "&&")
            whole = f"{one_line(EXAMPLES[number].text, menu)}  —  {look}"
            room = max(WIDEST, self._window.screen().availableGeometry().width() - EDGES)
            action.setText(QFontMetrics(menu.font()).elidedText(whole, Qt.TextElideMode.ElideRight, room))
            action.setToolTip(f"{EXAMPLES[number].text}\n{look}")

    def _look(self, number: int) -> str:
        return QCoreApplication.translate("examples", EXAMPLES[number].look)
