"""Which display has the audience's window and which one the speaker's, also when displays come and go in a lecture.

With two displays the slides fill the one that the program's own window is not on, and the notes the other. With one,
the slides fill it, and a speaker's window that is asked for stands beside them. A display that goes takes nothing
along: its window moves to what is there, and back as soon as there are two again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from attnviz.gui.presenting.presenter import Presenter

SETTLE_MS = 300
"""Displays that are plugged in come and go several times, with their sizes, before they stay."""
EDGE = 6
SLIDES = 0.62
"""Of the width of a single display that both windows share."""


def displays() -> dict[str, QScreen]:
    """By name, without those that show what another one shows."""
    found: dict[str, QScreen] = {}
    for screen in QGuiApplication.screens():
        if not any(screen.geometry().intersects(other.geometry()) for other in found.values()):
            found[screen.name()] = screen
    return found


class Displays(QObject):
    """Puts both windows where they belong.

    Attributes:
        lost: the display of the audience is gone; its window waits below the speaker's.

    Signals:
        changed(): ``lost`` is another.
    """

    changed = Signal()

    def __init__(self, presenter: Presenter) -> None:
        super().__init__(presenter)
        self._presenter = presenter
        self.home: QWidget | None = None
        self.lost = self._shared = False
        self._audience = self._own = ""  # names: a display that is gone must not be touched
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.settle)
        app = QGuiApplication.instance()
        app.screenAdded.connect(self._on_screens)
        app.screenRemoved.connect(self._on_screens)

    def begin(self) -> None:
        """Fill the audience's display with slides; with a second one, open the speaker's window there."""
        here = displays()
        own = (self.home or self._presenter).screen().name()
        self._own = own if own in here else next(iter(here))
        self._audience = next((name for name in here if name != self._own), self._own)
        self._lose(False)
        self._fill(here[self._audience])
        if self._audience != self._own:
            self.place_speaker()

    def swap(self) -> None:
        """The slides go to the next display; the notes go out of their way."""
        here = displays()
        if len(here) < 2 or self._audience not in here:
            return
        names = list(here)
        was, self._audience = self._audience, names[(names.index(self._audience) + 1) % len(names)]
        if self._audience == self._own:
            self._own = was
        self._fill(here[self._audience])
        if self._speaker_seen():
            self.place_speaker()

    def place_speaker(self) -> None:
        """Open the speaker's window: on a display of its own, or beside the slides."""
        here, presenter = displays(), self._presenter
        speaker = presenter.make_speaker()
        if self._own in here and self._own != self._audience:
            _move(speaker, here[self._own])
            speaker.showMaximized()
        elif self.lost:
            _move(speaker, presenter.screen())
            speaker.showMaximized()
        else:
            self._shared = presenter.isFullScreen()
            self._shrink(presenter.screen())
            speaker.setWindowState(Qt.WindowState.WindowNoState)
            speaker.setScreen(presenter.screen())
            # before it is shown: window managers place a new window where they like
            speaker.setGeometry(_part(presenter.screen(), speaker, SLIDES, 1))
            speaker.show()
        speaker.raise_()
        speaker.activateWindow()

    def speaker_left(self) -> None:
        """The speaker's window was closed: slides that made room for it fill their display again."""
        shared, self._shared = self._shared, False
        self._lose(False)
        if self._presenter.lecture.running:
            if shared:
                self._fill(self._presenter.screen())
            self._presenter.activateWindow()

    def toggle_full_screen(self) -> None:
        """Slides over the whole display, or in a window that can be moved and shared."""
        presenter = self._presenter
        covered = self._speaker_seen() and presenter.speaker.screen() is presenter.screen()
        if presenter.isFullScreen() and not covered:
            self._shrink(presenter.screen())
            return
        if covered:
            presenter.speaker.close()
        self._lose(False)
        self._audience = presenter.screen().name()
        self._fill(presenter.screen())
        presenter.activateWindow()

    def settle(self) -> None:
        """Look which displays there are, and move what lost its own."""
        presenter, here = self._presenter, displays()
        if not here or not presenter.isVisible() or not (presenter.isFullScreen() or self._shared):
            return
        gone, alone = self._audience not in here, len(here) == 1
        if alone:
            only = next(iter(here))
            if gone:
                self._audience = self._own = only
                self._fill(here[only])
                self._lose(self._speaker_seen())
                if self.lost:
                    self.place_speaker()
            elif self._own != only:
                self._own = ""  # the notes are not for the audience
                if self._speaker_seen():
                    presenter.speaker.hide()
                presenter.activateWindow()
        elif gone or self._own not in here or self._own == self._audience:
            self._separate(here, gone)

    # --- below: where things go

    def _separate(self, here: dict[str, QScreen], gone: bool) -> None:
        """There are two displays, and each window should have one."""
        if self._own not in here:
            self._own = next(name for name in here if gone or name != self._audience)
        if gone or self._own == self._audience:
            self._audience = next(name for name in here if name != self._own)
            self._fill(here[self._audience])
        self._lose(False)
        self._shared = False
        self.place_speaker()

    def _fill(self, screen: QScreen) -> None:
        presenter = self._presenter
        if presenter.isFullScreen() and presenter.screen() is not screen:
            presenter.showNormal()  # window managers leave a full-screen window where it is
        _move(presenter, screen)
        presenter.showFullScreen()

    def _shrink(self, screen: QScreen) -> None:
        """Slides in a window, left on their display."""
        presenter, place = self._presenter, _part(screen, self._presenter, 0, SLIDES)
        place.setHeight(min(round(place.width() * 9 / 16), place.height()))
        if presenter.isFullScreen():
            presenter.showNormal()
            presenter.setGeometry(place)

    def _speaker_seen(self) -> bool:
        speaker = self._presenter.speaker
        return speaker is not None and speaker.isVisible()

    def _lose(self, lost: bool) -> None:
        if lost != self.lost:
            self.lost = lost
            self.changed.emit()

    def _on_screens(self, screen: QScreen) -> None:
        self._settle.start()


def _move(window: QWidget, screen: QScreen) -> None:
    if window.isMaximized():
        window.setWindowState(Qt.WindowState.WindowNoState)  # else it is maximised again where it was
    window.setScreen(screen)
    window.setGeometry(screen.geometry())


def _part(screen: QScreen, window: QWidget, start: float, end: float) -> QRect:
    """Room for a window with its frame, between two shares of a display's width."""
    room, style = screen.availableGeometry(), window.style()
    top = style.pixelMetric(style.PixelMetric.PM_TitleBarHeight) + EDGE
    left, right = room.x() + round(start * room.width()) + EDGE, room.x() + round(end * room.width()) - EDGE
    width = max(right - left, window.minimumSizeHint().width())
    return QRect(min(left, right - width), room.y() + top, width, room.height() - top - EDGE)
