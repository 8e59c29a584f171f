"""The time of day, and how long the lecture has taken: counted with the lecture, whether a window shows it or not."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QLocale, QObject, Qt, QTime, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.layout import SPACE

TICK_MS = 500
LEAST = 24  # pixels of the figures


class Watch(QObject):
    """A stopwatch.

    Signals:
        changed(): it was stopped, let go on or set to 0.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._since = QElapsedTimer()
        self._before = 0  # milliseconds until the last pause

    @property
    def milliseconds(self) -> int:
        return self._before + (self._since.elapsed() if self._since.isValid() else 0)

    @property
    def runs(self) -> bool:
        return self._since.isValid()

    def begin(self) -> None:
        """From 0."""
        self._before = 0
        self.go_on()

    def go_on(self) -> None:
        self._since.start()
        self.changed.emit()

    def pause(self) -> None:
        self._before = self.milliseconds
        self._since.invalidate()
        self.changed.emit()

    def toggle(self) -> None:
        self.pause() if self.runs else self.go_on()


class Stopwatch(Live, QWidget):
    """Time of day and time taken in large figures, with a button for each of the two things that can be done."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self._watch = watch
        self._clock, self._taken = QLabel(), QLabel()
        self.set_size(LEAST)
        self._names = QLabel(), QLabel()
        self.pause, self.restart = QPushButton(), QPushButton()
        for button in (self.pause, self.restart):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.pause.clicked.connect(watch.toggle)
        self.restart.clicked.connect(watch.begin)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * SPACE)
        for column, parts in enumerate(((self._names[0], self._clock), (self._names[1], self._taken))):
            for row, part in enumerate(parts):
                grid.addWidget(part, row, column)
        grid.addWidget(self.pause, 1, 2)
        grid.addWidget(self.restart, 1, 3)
        grid.setColumnStretch(4, 1)
        self._ticking = QTimer(self, interval=TICK_MS)
        self._ticking.timeout.connect(self._tell_time)
        watch.changed.connect(self._tell_time)

        @self.live
        def texts() -> None:
            self._names[0].setText(self.tr("Clock"))
            self._names[1].setText(self.tr("Taken"))
            self.restart.setText(self.tr("From 0 (R)"))
            self._tell_time()

    def set_size(self, pixels: int) -> None:
        """Of the figures: on a large screen a speaker stands farther away."""
        for label in (self._clock, self._taken):
            label.setFont(ui_font(max(LEAST, pixels), bold=True))

    def show_time(self, on: bool) -> None:
        """Nothing ticks for a window that nobody sees."""
        self._ticking.start() if on else self._ticking.stop()
        self._tell_time()

    def _tell_time(self) -> None:
        seconds = self._watch.milliseconds // 1000
        self._clock.setText(QLocale().toString(QTime.currentTime(), "HH:mm"))
        self._taken.setText(f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}")
        self.pause.setText(self.tr("Pause (P)") if self._watch.runs else self.tr("Go on (P)"))
