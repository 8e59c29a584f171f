"""The speaker's own window: notes, this step and the next one, a clock, how long it has taken, and the hands."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QLocale, QRectF, QSize, Qt, QTime, QTimer, SignalInstance
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QTextEdit, QVBoxLayout, QWidget

from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.layout import INSIDE, SPACE, panel
from attnviz.gui.presenting.contents import Contents
from attnviz.gui.presenting.keys import Keys
from attnviz.gui.presenting.lecture import Lecture
from attnviz.gui.slides.canvas import translate
from attnviz.gui.slides.slide import draw_slide
from attnviz.gui.theme import theme
from attnviz.lessons.course import Place
from attnviz.lessons.scene import candidates
from attnviz.lessons.step import CONTEXT

TICK_MS = 500
NOTES = 21
"""Letters of the notes, in points, at least; larger in a large window, to be read from where one stands."""


class Preview(QWidget):
    """A step as the audience sees it, small and at rest."""

    def __init__(self, lecture: Lecture) -> None:
        super().__init__()
        self._lecture = lecture
        self.place: Place | None = None
        self.setMinimumSize(240, 135)

    def sizeHint(self) -> QSize:
        return QSize(480, 270)

    def paintEvent(self, event: QPaintEvent) -> None:
        room = QRectF(self.rect())
        width = min(room.width(), room.height() * 16 / 9)
        area = QRectF(0, 0, width, width * 9 / 16)
        area.moveCenter(room.center())
        if self.place is not None:
            with QPainter(self) as painter:
                draw_slide(painter, area, self._lecture.page(self.place), theme().colours)


class Stopwatch(Live, QWidget):
    """Time of day, and how long the lecture has taken; a click stops it and lets it go on."""

    def __init__(self) -> None:
        super().__init__()
        self._clock, self._taken = QLabel(), QLabel()
        for label in (self._clock, self._taken):
            label.setFont(ui_font(24, bold=True))
        self._names = QLabel(), QLabel()
        self.pause, self.restart = QPushButton(), QPushButton()
        for button in (self.pause, self.restart):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.pause.clicked.connect(self.toggle)
        self.restart.clicked.connect(self.begin)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE)
        for column, parts in enumerate(((self._names[0], self._clock), (self._names[1], self._taken))):
            for row, part in enumerate(parts):
                grid.addWidget(part, row, column)
        grid.addWidget(self.pause, 1, 2)
        grid.addWidget(self.restart, 1, 3)
        grid.setColumnStretch(4, 1)
        self._since = QElapsedTimer()
        self._before = 0  # milliseconds until the last pause
        self._ticking = QTimer(self, interval=TICK_MS)
        self._ticking.timeout.connect(self._tell_time)

        @self.live
        def texts() -> None:
            self._names[0].setText(self.tr("Clock"))
            self._names[1].setText(self.tr("Taken"))
            self.restart.setText(self.tr("From 0"))
            self._tell_time()

    @property
    def milliseconds(self) -> int:
        return self._before + (self._since.elapsed() if self._since.isValid() else 0)

    def begin(self) -> None:
        self._before = 0
        self._since.start()
        self._tell_time()

    def toggle(self) -> None:
        if self._since.isValid():
            self._before = self.milliseconds
            self._since.invalidate()
        else:
            self._since.start()
        self._tell_time()

    def show_time(self, on: bool) -> None:
        """Nothing ticks for a window that nobody sees."""
        self._ticking.start() if on else self._ticking.stop()
        self._tell_time()

    def _tell_time(self) -> None:
        seconds = self.milliseconds // 1000
        self._clock.setText(QLocale().toString(QTime.currentTime(), "HH:mm"))
        self._taken.setText(f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}")
        self.pause.setText(self.tr("Stop") if self._since.isValid() else self.tr("Go on"))


class SpeakerWindow(Live, QWidget):
    """Its keys do what they do in the audience's window; the contents that they open are the speaker's alone."""

    def __init__(self, lecture: Lecture, audience: QWidget, sample_asked: SignalInstance) -> None:
        super().__init__(audience, Qt.WindowType.Window)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lecture = lecture
        self._keys = Keys(lecture, self)
        self.watch = Stopwatch()
        self.now, self.then = Preview(lecture), Preview(lecture)
        self._place, self._next_name, self._hands = QLabel(), QLabel(), QLabel()
        self._place.setFont(ui_font(17, bold=True))
        self._hands.setWordWrap(True)
        for label in (self._place, self._next_name, self._hands):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.notes = QTextEdit(readOnly=True)
        self.notes.setFont(ui_font(NOTES))
        self.notes.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.notes.setFrameShape(QTextEdit.Shape.NoFrame)
        self._lay_out()
        self.resize(1100, 700)
        self.contents = Contents(lecture, self)
        self._keys.contents_asked.connect(self.contents.toggle)
        self._keys.sample_asked.connect(sample_asked)
        self._tell = self.live(self._show_step)
        lecture.changed.connect(self._tell)
        lecture.moved.connect(self._tell)
        theme().changed.connect(self._tell)
        self.watch.begin()

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(SPACE)
        right.addWidget(panel(self._next_name, self.then), 2)
        right.addWidget(panel(self._hands))
        left = QVBoxLayout()
        left.setSpacing(SPACE)
        left.addWidget(panel(self._place, self.now), 3)
        left.addWidget(panel(self.notes), 2)
        parts = QHBoxLayout()
        parts.setSpacing(SPACE)
        parts.addLayout(left, 3)
        parts.addLayout(right, 2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(INSIDE, INSIDE, INSIDE, INSIDE)
        whole.setSpacing(SPACE)
        whole.addWidget(self.watch)
        whole.addLayout(parts, 1)

    def _show_step(self) -> None:
        lecture = self._lecture
        page = lecture.page()
        self.setWindowTitle(self.tr("Speaker"))
        self._place.setText(
            self.tr("{lesson}: step {step} of {count}").format(
                lesson=translate(CONTEXT, page.lesson.title), step=page.index + 1, count=len(page.lesson.steps)
            )
            + (f" · {self.tr('black')}" if lecture.black else "")
        )
        self.notes.setPlainText(translate(CONTEXT, page.step.notes) if page.step.notes else "")
        self.notes.setPlaceholderText(self.tr("No notes for this step"))
        self._next_name.setText(self.tr("Next") if lecture.next else self.tr("This is the last step"))
        self.now.place, self.then.place = lecture.place, lecture.next
        self._hands.parentWidget().setVisible(page.step.asks)
        self._hands.setText(self._hands_text())
        self.now.update()
        self.then.update()

    def _hands_text(self) -> str:
        page = self._lecture.page()
        if not page.step.asks or page.scene is None:
            return ""
        lines = [self.tr("Press a number for each hand, 0 to take the last one back:")]
        for number, token in enumerate(candidates(page.scene), 1):
            lines.append(f"{number}  {page.scene.keys.word_surface(token)}: {page.hands.get(token, 0)}")
        return "\n".join(lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.press(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.contents.fit()
        self.notes.setFont(ui_font(max(NOTES, round(self.height() / 34))))

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self.watch.show_time(True)
        self.setFocus()
        self._tell()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.watch.show_time(False)
