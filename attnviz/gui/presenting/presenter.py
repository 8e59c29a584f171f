"""What the audience sees of a lecture: a full-screen window, driven by keyboard, clicker or mouse."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.presenting.contents import Contents
from attnviz.gui.presenting.displays import Displays
from attnviz.gui.presenting.keys import Keys
from attnviz.gui.presenting.keys_card import KeysCard
from attnviz.gui.presenting.lecture import MOTION_MS, Lecture
from attnviz.gui.presenting.sentence_card import SentenceCard
from attnviz.gui.presenting.speaker import SpeakerWindow
from attnviz.gui.presenting.spotlight import draw_spotlight
from attnviz.gui.slides.canvas import translate
from attnviz.gui.slides.slide import draw_slide
from attnviz.gui.theme import theme
from attnviz.lessons.course import Course, Place
from attnviz.lessons.places import Places
from attnviz.lessons.step import CONTEXT, fill_text, plain
from attnviz.trace import Focus, Trace

POINTER_MS = 2000


class Presenter(Live, QWidget):
    """The audience's window. What is on it follows from its lecture alone.

    Signals:
        finished(): the speaker left; the windows are hidden.
        step_changed(int): another step is on screen.
    """

    finished = Signal()
    step_changed = Signal(int)

    def __init__(self, course: Course | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.lecture = Lecture(course, self)
        self.keys = Keys(self.lecture, self)
        self.speaker: SpeakerWindow | None = None
        self.contents = Contents(self.lecture, self)
        self.keys_card = KeysCard(self.keys, self)
        self.sentence = SentenceCard(self)
        self.displays = Displays(self)
        self._hint = self._jump = ""
        self._still: QPixmap | None = None  # the slide at rest, while a spotlight moves over it
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.resize(1280, 720)
        self._pointer = QTimer(self, singleShot=True, interval=POINTER_MS)
        self._pointer.timeout.connect(self._hide_pointer)
        self.lecture.changed.connect(self._refresh)
        self.lecture.moved.connect(lambda: self.step_changed.emit(self.step))
        self.lecture.ended.connect(self.close)
        self._ahead = QTimer(self, singleShot=True, interval=MOTION_MS + 100)
        self._ahead.timeout.connect(self._prepare_next)
        self.lecture.moved.connect(self._ahead.start)
        self.connect_keys(self.keys, self.contents, self.keys_card, self.sentence)
        self.keys.digits_changed.connect(self.update)
        self.lecture.pointed.connect(self.update)
        self.lecture.changed.connect(self._forget_still)
        theme().changed.connect(self._forget_still)
        theme().changed.connect(self.update)

        @self.live
        def texts() -> None:
            self.setWindowTitle(self.tr("Lecture"))
            self._hint = self.tr("→ next    ← back    C contents    T 日本語    F1 all keys    Esc leave")
            self._jump = self.tr("Step {digits}, then Enter")
            self._refresh()

    @property
    def place(self) -> Place:
        return self.lecture.place

    @property
    def step(self) -> int:
        """The step on screen, from 0, in its lesson."""
        return self.lecture.place.step

    @property
    def black(self) -> bool:
        return self.lecture.black

    def set_motion(self, moves: bool) -> None:
        self.lecture.set_motion(moves)

    def connect_keys(self, keys: Keys, contents: Contents, card: KeysCard, sentence: SentenceCard) -> None:
        """What the keys of one window open in it, and what they do to both."""
        keys.contents_asked.connect(contents.toggle)
        keys.help_asked.connect(card.toggle)
        keys.sentence_asked.connect(lambda: self._open_sentence(sentence))
        keys.speaker_asked.connect(self.toggle_speaker)
        keys.display_asked.connect(self.displays.swap)
        keys.full_screen_asked.connect(self.displays.toggle_full_screen)
        sentence.typed.connect(self.lecture.sentence_typed)

    def start(self, trace: Trace | None, focus: Focus, place: Place | None = None, full_screen: bool = True) -> None:
        """Open on a step; with a second display, there, and the speaker's window on the first."""
        for card in (self.contents, self.keys_card, self.sentence):
            card.hide()
        self.lecture.start(trace, focus, place or Place())
        self._wake_pointer()
        self.displays.begin() if full_screen else self.show()
        if self.speaker is None or not self.speaker.isVisible():
            self.activateWindow()
        self.setFocus()

    def show_trace(self, trace: Trace | None, focus: Focus) -> None:
        """The sentence, head or pair changed underneath; the step stays."""
        self.lecture.show_trace(trace, focus)

    def make_speaker(self) -> SpeakerWindow:
        """The window with the notes, made when it is first wanted."""
        if self.speaker is None:
            self.speaker = SpeakerWindow(self)
        return self.speaker

    def toggle_speaker(self) -> None:
        if self.speaker is not None and self.speaker.isVisible():
            self.speaker.close()
        else:
            self.displays.place_speaker()

    def _open_sentence(self, card: SentenceCard) -> None:
        """What is stored cannot be typed over."""
        trace = self.lecture.page().trace
        if trace is not None and not self.lecture.replays and not trace.model.captured_by:
            card.open(" ".join(trace.request.text.split()))

    # --- what is seen

    def _refresh(self) -> None:
        """Say the step to a screen reader, and paint it."""
        page = self.lecture.page()
        said = plain(fill_text(translate(CONTEXT, page.step.text), Places(page))) if page.scene else ""
        self.setAccessibleName(translate(CONTEXT, page.lesson.title))
        self.setAccessibleDescription(f"{translate(CONTEXT, page.step.title)}. {said}" if said else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        lecture = self.lecture
        with QPainter(self) as painter:
            if lecture.black:
                painter.fillRect(self.rect(), Qt.GlobalColor.black)
                return
            if lecture.spotlight and lecture.progress == 1.0:
                if self._still is None:
                    self._still = self._drawn()
                painter.drawPixmap(0, 0, self._still)
            else:
                self._draw(painter)
            if lecture.spotlight:
                draw_spotlight(painter, QRectF(self.rect()), lecture.spot)
            if self.keys.jumping:
                self._draw_digits(painter)

    def _draw(self, painter: QPainter) -> None:
        lecture = self.lecture
        hint = self._hint if self.place == lecture.course.places[0] else ""
        draw_slide(painter, QRectF(self.rect()), lecture.page(), theme().colours, lecture.progress, hint, lecture.zoom)

    def _drawn(self) -> QPixmap:
        """A light that follows the mouse must not have the slide painted anew at each of its moves."""
        still = QPixmap(self.size() * self.devicePixelRatio())
        still.setDevicePixelRatio(self.devicePixelRatio())
        with QPainter(still) as painter:
            self._draw(painter)
        return still

    def _forget_still(self) -> None:
        self._still = None

    def _prepare_next(self) -> None:
        """Draw the next step once where nobody sees it: its formulas are then laid out, which takes longer than a
        frame."""
        lecture = self.lecture
        if lecture.next is None or not self.isVisible():
            return
        paper = QImage(192, 108, QImage.Format.Format_RGB32)
        with QPainter(paper) as painter:
            draw_slide(painter, QRectF(paper.rect()), lecture.page(lecture.next), theme().colours)

    def _draw_digits(self, painter: QPainter) -> None:
        """What has been typed of a step's number, large in a corner."""
        colours, unit = theme().colours, self.height() / 1080
        text = self._jump.format(digits=self.keys.digits or "…")
        font = QFont(ui_font(12, bold=True))
        font.setPixelSize(max(16, round(34 * unit)))
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(text) + 56 * unit
        box = QRectF(self.width() - width - 40 * unit, self.height() - 130 * unit, width, 84 * unit)
        path = QPainterPath()
        path.addRoundedRect(box, 16 * unit, 16 * unit)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(path, QColor(colours.text))
        painter.setPen(QColor(colours.ground))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    # --- what the speaker does

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keys.press(event):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._wake_pointer()
        if event.button() == Qt.MouseButton.LeftButton:
            self.lecture.go(1)
        elif event.button() == Qt.MouseButton.RightButton:
            self.lecture.go(-1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        self.lecture.point(place.x() / self.width(), place.y() / self.height())
        self._wake_pointer()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lecture.changed.emit()  # pictures of this window have its shape
        self.contents.fit()
        self.keys_card.fit()

    def _wake_pointer(self) -> None:
        self.unsetCursor()
        self._pointer.start()

    def _hide_pointer(self) -> None:
        if self.contents.isHidden():
            self.setCursor(Qt.CursorShape.BlankCursor)

    def closeEvent(self, event: QCloseEvent) -> None:
        left = self.isVisible()
        self._pointer.stop()
        self._ahead.stop()
        super().closeEvent(event)
        self.lecture.end()
        if self.speaker is not None:
            self.speaker.close()
        if left:
            self.finished.emit()
