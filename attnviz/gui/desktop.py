"""What makes a window a desktop program: session files, size, preferences, sentences, the tour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QStyle, QToolButton

from attnviz.gui.icons import icon
from attnviz.gui.live_options import LiveOptions
from attnviz.gui.sentences import Examples, RecentTexts
from attnviz.gui.sessions import SAID_FOR, Sessions
from attnviz.gui.theme import theme
from attnviz.gui.zoom import Zoom

if TYPE_CHECKING:
    from attnviz.gui.main_window import MainWindow


class Desktop(QObject):
    """Builds these parts for a window, joins their actions, and says what of them is to be stored."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.options = LiveOptions(window)
        self.sessions = Sessions(window, self.options)
        self.zoom = Zoom(window, window.settings["zoom"])
        self.options.add("zoom", self.zoom.use)
        menus = window.menus
        menus.larger.triggered.connect(lambda: self.zoom.step(1))
        menus.smaller.triggered.connect(lambda: self.zoom.step(-1))
        menus.usual_size.triggered.connect(lambda: self.zoom.use(100))
        self.zoom.changed.connect(self._on_zoomed)
        self.motion = window.settings["motion"]
        self.options.add("motion", self._set_motion)
        menus.preferences.triggered.connect(self.show_preferences)
        self.recent_texts = RecentTexts(window, window.commands.use_text)
        self.examples = Examples(window, window.commands.use_text)
        window.menus.live(self._tell)
        window.heatmap.addAction(menus.save_picture)  # its menu offers it, too
        theme().changed.connect(self._dress)
        self._dress()

    def state(self) -> dict[str, object]:
        """What comes back at the next start."""
        return {"zoom": self.zoom.percent, "motion": self.motion, "recent_texts": self.recent_texts.stored()}

    def _tell(self) -> None:
        self.examples.tell()
        self.recent_texts.clear_action.setText(self.tr("&Clear this list"))

    def show_preferences(self) -> None:
        from attnviz.gui.preferences import Preferences  # here: few sessions need it

        self._window.commands.show(Preferences(self.options, self._window))

    def moves(self) -> bool:
        """Whether things may move: as the user chose, else as the desktop says where its style tells."""
        if self.motion != "system":
            return self.motion == "full"
        return QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0

    def _set_motion(self, choice: str) -> None:
        self.motion = choice
        if self._window.presenter is not None:
            self._window.presenter.set_motion(self.moves())

    def _dress(self) -> None:
        """The button that a toolbar without room for all its controls gets: Qt's own arrow is black on any ground."""
        if (more := self._window.toolbar.findChild(QToolButton, "qt_toolbar_ext_button")) is not None:
            more.setIcon(icon("chevron-right", theme().colours.text))

    def _on_zoomed(self, percent: int) -> None:
        self._window.session.touch()
        said = self.tr("Size {percent} %") if self.zoom.live else self.tr("Size {percent} % from the next start on")
        self._window.status.showMessage(said.format(percent=percent), SAID_FOR)
