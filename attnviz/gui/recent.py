"""Models of the user's own that were opened lately: kept in the settings, offered in a submenu."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QMenu, QWidget

from attnviz.errors import one_line
from attnviz.gui.i18n import Live
from attnviz.gui.plain import as_tip
from attnviz.trace import Focus, Trace
from attnviz.weights.catalogue import KNOWN

MOST = 8
WIDEST = 420  # pixels of an entry's text


def stored_models(text: str) -> list[str]:
    """Paths and names from the settings; anything that is not what ``Recent.stored`` writes is passed over."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [name for name in found if isinstance(name, str) and name][:MOST] if isinstance(found, list) else []


class Recent(QObject):
    """Notes each model that really opened, the newest first. Those of the catalogue are in the menu anyway."""

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._window = window
        self._models = stored_models(window.settings["recent_models"])
        window.microscope.shown.connect(self._on_shown)
        window.menus.model.recent.show_models(self._models)

    def stored(self) -> str:
        return json.dumps(self._models)

    def clear(self) -> None:
        self._set([])

    def _on_shown(self, trace: Trace, focus: Focus) -> None:
        model = trace.request.model
        if self._models[:1] != [model] and model not in (known.id for known in KNOWN):
            self._set([model, *(other for other in self._models if other != model)][:MOST])

    def _set(self, models: list[str]) -> None:
        self._models = models
        self._window.menus.model.recent.show_models(models)
        self._window.session.touch()


class RecentMenu(Live, QMenu):
    """One entry for each model, grey where its file is gone, and one that clears them all.

    Signals:
        chosen(str): a path or name.
        cleared(): forget them.
    """

    chosen = Signal(str)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: dict[str, QAction] = {}
        self._clear = QAction(self)
        # later: the menu is made anew, and must not lose the entry that it is running
        self._clear.triggered.connect(lambda: QTimer.singleShot(0, self, self.cleared.emit))
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.look)
        self.live(self._tell)

    def show_models(self, models: Sequence[str]) -> None:
        for action in self.actions():
            self.removeAction(action)
            if action is not self._clear:
                action.deleteLater()
        self._entries = {}
        for model in models:
            action = self._entries[model] = QAction(self)
            action.triggered.connect(lambda _checked=False, model=model: self.chosen.emit(model))
            action.setText(self._title(model))
            self.addAction(action)
        if models:
            self.addSeparator()
            self.addAction(self._clear)
        self.menuAction().setEnabled(bool(models))
        self.look()

    def look(self) -> None:
        """Which of them are still there? A name of the Hugging Face cache is looked up when it is opened."""
        for model, action in self._entries.items():
            gone = Path(model).is_absolute() and not Path(model).exists()
            action.setEnabled(not gone)
            action.setToolTip(as_tip(self.tr("{path} is no longer there").format(path=model) if gone else model))

    def _title(self, model: str) -> str:
        """The file's own name first, for many folders hold files of one name."""
        path = Path(model)
        title = f"{path.name}  ({path.parent})" if path.is_absolute() else model
        elided = QFontMetrics(self.font()).elidedText(one_line(title), Qt.TextElideMode.ElideMiddle, WIDEST)
        return elided.replace("&", "&&")

    def _tell(self) -> None:
        self.setTitle(self.tr("&Recent models"))
        self._clear.setText(self.tr("&Clear this list"))
        self.look()
