"""The window: the sentence on the left, the picture in the middle, the calculation on the right."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QMouseEvent, QMoveEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QVBoxLayout, QWidget

from attnviz.digits import counted
from attnviz.gui import registry
from attnviz.gui.actions import Menus
from attnviz.gui.banner import Banner, LoadingCard
from attnviz.gui.commands import Commands
from attnviz.gui.desktop import Desktop
from attnviz.gui.dock_layouts import PRESETS, SIMPLE
from attnviz.gui.docks import Docks
from attnviz.gui.engines import EngineLike, default_devices, default_engine
from attnviz.gui.fonts import ui_font
from attnviz.gui.history import Look
from attnviz.gui.i18n import Language, Live, desktop_language
from attnviz.gui.icons import app_icon
from attnviz.gui.keeping import kept, put_back
from attnviz.gui.layout import SPACE, Within, panel, scrolled, splitter
from attnviz.gui.measuring import Measuring
from attnviz.gui.microscope import Microscope
from attnviz.gui.news import News
from attnviz.gui.presenting.presenting import Presenting
from attnviz.gui.reading_ahead import ReadingAhead
from attnviz.gui.session import Session, stored_focus
from attnviz.gui.showing import Showing
from attnviz.gui.status import Status
from attnviz.gui.theme import theme
from attnviz.gui.toolbar import Toolbar
from attnviz.gui.views.heatmap import HeatmapView
from attnviz.gui.views.inspector import InspectorView
from attnviz.gui.views.next_words import NextWordsView
from attnviz.gui.views.performance import PerformanceView
from attnviz.gui.views.routers import RouterView
from attnviz.gui.views.text_bar import TextBar
from attnviz.gui.views.token_strip import TokenStrip
from attnviz.gui.worker import Worker
from attnviz.gui.writing import Writing
from attnviz.settings import OPTIONS, Settings
from attnviz.trace import DeviceInfo
from attnviz.weights.catalogue import models as known_models

if TYPE_CHECKING:
    from attnviz.gui.presenting.presenter import Presenter

DEFAULT_MODEL = next(option.default for option in OPTIONS if option.name == "model")
WIDTHS, HEIGHTS = (292, 740), (260, 480)


def language() -> Language:
    """The application's one ``Language``: translators stack, so two of them would speak at once."""
    app = QApplication.instance()
    return app.findChild(Language) or Language(app)


class MainWindow(Live, QMainWindow):
    """Builds the parts and joins them; what is looked at is ``microscope``'s business, what is said ``news``'s."""

    def __init__(
        self,
        engine_factory: Callable[[], EngineLike] = default_engine,
        settings: Settings | None = None,
        list_devices: Callable[[], list[DeviceInfo]] = default_devices,
    ) -> None:
        super().__init__()
        self.settings = settings or Settings()
        self.language = language()
        self._started = False
        self.clean_exit = True
        self.session_name = ""  # of the session file, which the title shows
        self.theme_choice = self.settings["theme"]
        self.language_choice = self.settings["language"]
        # before there are widgets, so that none has to be dressed or told twice
        self._speak(self.language_choice)
        theme().use(self.theme_choice)
        self.options = {name: self.settings[name] for name in ("special_tokens", "scale", "transposed", "axis")}
        self.worker = Worker(engine_factory, list_devices, self)
        self.microscope = Microscope(self.worker, self)
        self._build()
        self.session = Session(self.settings, self._state, self)
        self.showing = Showing(self)
        self.news = News(self)
        self.commands = Commands(self)
        self._connect()
        self.measuring = Measuring(self)
        self.reading_ahead = ReadingAhead(self)
        self.writing = Writing(self)
        self.desktop = Desktop(self)
        self.presenting = Presenting(self)
        put_back(self)

    # --- building

    def _build(self) -> None:
        self.setWindowIcon(app_icon())
        self.setMinimumSize(960, 600)
        whole = QWidget()
        self.setCentralWidget(Within(whole))  # empty: what moves to another parent is dressed again, with all it holds
        self.menus = Menus(known_models(), self)
        self.setMenuBar(self.menus)
        self.toolbar = Toolbar(self.menus.model, self.menus.device, self.menus.theme_menu, self)
        self.addToolBar(self.toolbar)
        self.status = Status(self)
        self.setStatusBar(self.status)
        self.banner = Banner()
        self.text_bar, self.tokens = TextBar(), TokenStrip()
        self.heatmap, self.inspector = HeatmapView(), InspectorView()
        self._sentence_title, self._tokens_title = QLabel(), QLabel()
        for title in (self._sentence_title, self._tokens_title):
            title.setFont(ui_font(12, bold=True))
            title.setProperty("role", "heading")
        left_parts = (panel(self._sentence_title, self.text_bar), panel(self._tokens_title, self.tokens))
        self.left = splitter(Qt.Orientation.Vertical, left_parts, HEIGHTS)
        self.routers = RouterView()
        self.routers.hide()
        self.next_words = NextWordsView()
        self.next_words.hide()
        self.inspector.setMinimumWidth(300)
        self.column = scrolled(self.left, self.routers, self.next_words)
        self.column.setMinimumWidth(222)
        self.split = splitter(Qt.Orientation.Horizontal, (self.column, self.heatmap), WIDTHS)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 3)
        self.loading = LoadingCard(self.heatmap)
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(SPACE, 0, SPACE, 4)
        layout.setSpacing(SPACE)
        layout.addWidget(self.banner)
        self.performance = PerformanceView()
        self.heatmap.setMinimumHeight(200)  # in the smallest window there is room for it and an open panel
        self.docks = self._make_docks()
        layout.addWidget(self.docks, 1)
        self.retell = self.live(self._tell)

    def _make_docks(self) -> Docks:
        docks, actions = Docks(self.split), self.menus.docks
        for entry in registry.VIEWS:
            docks.add(entry.name, entry.said, entry.make, actions[entry.name], entry.area)
        inspector, performance = (lambda: self.tr("Calculation")), (lambda: self.tr("Performance"))
        docks.add("inspector", inspector, lambda: self.inspector, actions["inspector"], "right").hold(self.inspector)
        docks.add("performance", performance, lambda: self.performance, actions["performance"]).hold(self.performance)
        return docks

    def _tell(self) -> None:
        trace = self.microscope.trace
        title = (
            self.tr("Captured trace of {model}").format(model=trace.model.name)
            if trace is not None and trace.model.captured_by
            else self.tr("Attention microscope")
        )
        # Qt adds the application's name, and where [*] stands a mark while there is something to save
        session = self.session_name.replace("[*]", "[*][*]")
        self.setWindowTitle(f"{session}[*] \u2014 {title}" if session else title)
        self._sentence_title.setText(self.tr("Sentence"))
        count = "" if trace is None else f"  {counted(len(trace.tokens))} / {counted(trace.model.limit)}"
        self._tokens_title.setText(self.tr("Tokens") + count)

    def _connect(self) -> None:
        scope = self.microscope
        self.text_bar.text_changed.connect(scope.set_text)
        for view in (self.tokens, self.heatmap, self.inspector):
            view.pair_chosen.connect(scope.choose_pair)
        self.tokens.hovered.connect(lambda token: self.text_bar.hover(() if token < 0 else (token,)))
        self.heatmap.head_stepped.connect(scope.step_head)
        self.toolbar.head.chosen.connect(scope.choose_head)
        scope.head_aimed.connect(self.toolbar.head.set_value)
        self.tokens.beams_chosen.connect(scope.set_beams)
        self.tokens.beams_chosen.connect(self.session.touch)
        self.inspector.rotation_chosen.connect(self.session.touch)
        self.tokens.sample_asked.connect(self.commands.open_sample)
        self.worker.busy_changed.connect(self.status.set_busy)
        self.language.changed.connect(self.mark_language)
        for moved in (self.split.splitterMoved, self.left.splitterMoved, self.docks.changed):
            moved.connect(self.session.touch)
        self.docks.head_chosen.connect(scope.choose_head)
        self.docks.pair_chosen.connect(scope.choose_pair)
        scope.look = self._look
        scope.look_back.connect(self._look_back)
        self.docks.place_asked.connect(lambda by: scope.go_through_history(forward=by > 0))

    # --- the first trace

    def start(self) -> None:
        """Load the model and compute the first trace; called once the window is on the screen."""
        if self._started:
            return
        self._started = True
        self.docks.settle()  # the first run is asked for all that is open
        settings = self.settings
        self.microscope.open(
            self.text_bar.text(), settings["model"], settings["device"], stored_focus(settings), DEFAULT_MODEL
        )
        self.worker.list_devices()
        self.presenting.say_what_is_unsaved()

    # --- choices that come back at the next start

    def use_language(self, choice: str) -> None:
        """ "en", "ja", or "system" for the desktop's."""
        self.language_choice = choice
        self._speak(choice)
        self.session.touch()

    def _speak(self, choice: str) -> None:
        self.language.use(desktop_language() if choice == "system" else choice)

    def use_theme(self, choice: str) -> None:
        """ "light", "dark", or "system" for the desktop's."""
        self.theme_choice = choice
        theme().use(choice)
        self.menus.theme[choice].setChecked(True)
        self.session.touch()

    def use_option(self, name: str, value: bool | str) -> None:
        """One of special_tokens, scale, transposed and axis: how weights are drawn."""
        if self.options[name] != value:
            self.microscope.leave_look()
        self.options[name] = value
        self.apply_options()
        self.session.touch()

    def _look(self, layout: bool) -> Look:
        return Look(tuple(self.options.items()), self.docks.state() if layout else "")

    def _look_back(self, look: Look) -> None:
        self.options |= dict(look.options)
        self.apply_options()
        if look.layout:
            self.docks.use_layout(look.layout)
        self.session.touch()

    def apply_options(self) -> None:
        self.microscope.set_axis(self.options["axis"])
        self.heatmap.set_options(**self.options)
        self.menus.special_tokens.setChecked(self.options["special_tokens"])
        self.menus.transposed.setChecked(self.options["transposed"])
        self.menus.scale[self.options["scale"]].setChecked(True)
        self.menus.axis[self.options["axis"]].setChecked(True)
        self.tokens.set_axis(self.options["axis"])
        self.docks.set_axis(self.options["axis"])

    def use_layout(self, name: str) -> None:
        """One of ``dock_layouts.PRESETS``."""
        self.microscope.leave_look(layout=True)
        self.docks.use_layout(PRESETS[name])

    def reset_layout(self) -> None:
        """As at the very first start."""
        self.microscope.leave_look(layout=True)
        self.split.setSizes(WIDTHS)
        self.left.setSizes(HEIGHTS)
        self.docks.use_layout(SIMPLE)

    def mark_language(self, code: str) -> None:
        self.toolbar.language.set_language(code)
        self.menus.languages[code].setChecked(True)

    def _state(self) -> dict[str, object]:
        return kept(self)

    # --- the step-through

    @property
    def presenter(self) -> Presenter | None:
        """The audience's window of the lecture, once there is one."""
        return self.presenting.presenter

    def present(self, step: int = 0, full_screen: bool = True) -> None:
        """Open the step-through on what is in focus."""
        place = self.presenting.course.find("calculation")
        self.presenting.open(self.presenting.course.in_lesson(place, step), full_screen)

    # --- for scripts and tests

    def wait_until_idle(self, timeout_s: float) -> bool:
        """Process events until everything asked for is on screen; False when that takes longer."""
        self.start()
        deadline = time.monotonic() + timeout_s
        quiet = 0
        while quiet < 4:  # turns: results, what stands around them, language and layout events, what those ask for
            if time.monotonic() > deadline:
                return False
            quiet = 0 if self.showing.behind or self.microscope.unsettled or not self.worker.idle else quiet + 1
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            if not quiet:
                time.sleep(0.002)
        return True

    # --- Qt's own

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.start)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.session.touch()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self.session.touch()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.BackButton, Qt.MouseButton.ForwardButton):
            self.microscope.go_through_history(forward=event.button() == Qt.MouseButton.ForwardButton)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.menus.full_screen.setChecked(self.isFullScreen())

    def closeEvent(self, event: QCloseEvent) -> None:
        if not (self.desktop.sessions.may_leave() and self.presenting.may_leave()):
            event.ignore()
            return
        self.leave()
        super().closeEvent(event)

    def leave(self) -> None:
        """Keep all that comes back at the next start, and end what runs; nothing is asked."""
        self.docks.leave()
        self.session.save()
        self.presenting.close()
        self.commands.close_dialog()
        self.clean_exit = self.worker.close()
