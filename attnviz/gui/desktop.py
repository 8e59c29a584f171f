"""What makes a window a desktop program: session files, size, preferences, sentences, the tour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QStyle, QToolButton

from attnviz.gui.icons import icon
from attnviz.gui.live_options import LiveOptions
from attnviz.gui.sentences import Examples, RecentTexts
from attnviz.gui.sessions import SAID_FOR, Sessions
from attnviz.gui.theme import theme
from attnviz.gui.zoom import Zoom

if TYPE_CHECKING:
    from attnviz.gui.main_window import MainWindow
    from attnviz.gui.tour import Tour


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
        self.tour: Tour | None = None
        self.tour_done = window.settings["tour_done"]
        menus.tour.triggered.connect(self.begin_tour)
        window.heatmap.addAction(menus.save_picture)  # its menu offers it, too
        theme().changed.connect(self._dress)
        self._dress()

    def state(self) -> dict[str, object]:
        """What comes back at the next start."""
        return {
            "zoom": self.zoom.percent,
            "motion": self.motion,
            "recent_texts": self.recent_texts.stored(),
            "tour_done": self.tour_done,
            "session": str(self.sessions.path or ""),
        }

    def _tell(self) -> None:
        self.examples.tell()
        self.recent_texts.clear_action.setText(self.tr("&Clear this list"))

    def show_preferences(self) -> None:
        from attnviz.gui.preferences import Preferences  # here: few sessions need it

        self._window.commands.show_dialog(Preferences(self.options, self._window))

    def begin_tour_at_first_start(self) -> None:
        """Once, as soon as there is something to show."""
        if not self.tour_done:
            self._window.microscope.shown.connect(self._begin_first_tour, Qt.ConnectionType.SingleShotConnection)

    def _begin_first_tour(self) -> None:
        QTimer.singleShot(400, self, self.begin_tour)  # a short look at the window itself comes first

    def begin_tour(self) -> None:
        from attnviz.gui.tour import Tour  # here: most sessions do without

        self._window.menus.docks["inspector"].setChecked(True)  # one of the stops
        if self.tour is None:
            self.tour_done = True
            self._window.session.touch()
            self.tour = Tour(self._window)
            self.tour.ended.connect(self._on_tour_ended)

    def _on_tour_ended(self) -> None:
        self.tour = None

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
        """The buttons of a toolbar and a menu bar without room for all: Qt's own arrows are black on any ground."""
        window = self._window
        for bar, name in ((window.toolbar, "qt_toolbar_ext_button"), (window.menus, "qt_menubar_ext_button")):
            if (more := bar.findChild(QToolButton, name)) is not None:
                more.setIcon(icon("chevron-right", theme().colours.text))

    def _on_zoomed(self, percent: int) -> None:
        self._window.session.touch()
        said = self.tr("Size {percent} %") if self.zoom.live else self.tr("Size {percent} % from the next start on")
        self._window.status.showMessage(said.format(percent=percent), SAID_FOR)
