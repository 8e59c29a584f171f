"""The speaker's own window: notes, this step and the next one, a clock, how long it has taken, and the hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from attnviz.errors import lines
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.layout import INSIDE, SPACE, panel
from attnviz.gui.presenting.contents import Contents
from attnviz.gui.presenting.keys import Keys
from attnviz.gui.presenting.keys_card import KeysCard
from attnviz.gui.presenting.notes import Notes
from attnviz.gui.presenting.preview import Preview
from attnviz.gui.presenting.sentence_card import SentenceCard
from attnviz.gui.presenting.watch import Stopwatch
from attnviz.gui.slides.canvas import translate
from attnviz.gui.theme import theme
from attnviz.lessons.page import Page
from attnviz.lessons.scene import candidates
from attnviz.lessons.step import CONTEXT

if TYPE_CHECKING:
    from attnviz.gui.presenting.presenter import Presenter

NOTES = 19
"""Letters of the notes at least; larger in a large window, to be read from where one stands."""
NARROW = 800
"""In a window that is not as wide there is no picture of the step on screen: the slide itself is beside it."""


class SpeakerWindow(Live, QWidget):
    """Its keys do what they do in the audience's window; the pages that they open are the speaker's alone."""

    def __init__(self, audience: Presenter) -> None:
        super().__init__(audience, Qt.WindowType.Window)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._audience, self._lecture = audience, audience.lecture
        lecture = self._lecture
        self.keys = Keys(lecture, self)
        self.watch = Stopwatch(lecture.watch)
        self.now, self.then = Preview(lecture.page, self._stands), Preview(self._next_page, self._stands)
        self._place, self._next_name, self.hands, self.said, self._foot = (QLabel() for _ in range(5))
        self._place.setFont(ui_font(17, bold=True))
        self._next_name.setFont(ui_font(14, bold=True))
        self.hands.setFont(ui_font(17))
        for label in (self._place, self._next_name, self.hands, self.said, self._foot):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._foot.setProperty("role", "secondary")
        self.notes = Notes()
        self._lay_out()
        self.resize(1100, 700)
        self.contents = Contents(lecture, self)
        self.keys_card, self.sentence = KeysCard(self.keys, self), SentenceCard(self)
        self._connect()
        self._tell = self.live(self._show_step)
        theme().changed.connect(self._tell)

    def _lay_out(self) -> None:
        self._slide = panel(self._place, self.now)
        self._column, self._aside = QVBoxLayout(), QVBoxLayout()
        for column in (self._column, self._aside):
            column.setSpacing(SPACE)
        self._column.addWidget(self._slide, 3)
        self._notes = panel(self.notes)
        self._column.addWidget(self._notes, 2)
        self._aside.addWidget(panel(self._next_name, self.then))
        self._aside.addWidget(panel(self.hands))
        self._aside.addStretch(1)
        self._parts = QHBoxLayout()
        self._parts.setSpacing(SPACE)
        self._parts.addLayout(self._column, 3)
        self._parts.addLayout(self._aside, 2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(INSIDE, INSIDE, INSIDE, INSIDE)
        whole.setSpacing(SPACE)
        whole.addWidget(self.watch)
        whole.addWidget(self.said)
        whole.addLayout(self._parts, 1)
        whole.addWidget(self._foot)

    def _connect(self) -> None:
        lecture, audience = self._lecture, self._audience
        audience.connect_keys(self.keys, self.contents, self.keys_card, self.sentence)
        self.keys.sample_asked.connect(audience.keys.sample_asked)
        self.keys.digits_changed.connect(self._show_foot)
        self.now.pointed.connect(lecture.point)
        self.then.clicked.connect(lambda: lecture.go(1))
        lecture.changed.connect(self._on_changed)
        lecture.moved.connect(lambda: self._tell())
        lecture.course_changed.connect(lambda: self._tell())
        lecture.pointed.connect(self._show_spot)
        lecture.told.connect(self._show_said)
        audience.displays.changed.connect(self._show_said)

    # --- what it shows

    def _next_page(self) -> Page | None:
        following = self._lecture.next
        return self._lecture.page(following) if following else None

    def _stands(self) -> bool:
        return self._lecture.progress == 1.0

    def _on_changed(self) -> None:
        """Not at each frame of a motion: what it shows stands still."""
        if self._stands():
            self._tell()

    def _show_step(self) -> None:
        lecture = self._lecture
        page = lecture.page()
        self.setWindowTitle(self.tr("Speaker"))
        place = self.tr("{lesson}: step {step} of {count}").format(
            lesson=translate(CONTEXT, page.lesson.title), step=page.index + 1, count=len(page.lesson.steps)
        )
        black = self.tr("the screen is black")
        self._place.setText(f"{place} · {black}" if lecture.black else place)
        self.notes.show_notes(lines(translate(CONTEXT, page.step.notes)) if page.step.notes else "")
        self.notes.setPlaceholderText(self.tr("No notes for this step"))
        self._next_name.setText(self._next_title())
        self.hands.parentWidget().setVisible(lecture.asks)
        self.hands.setText(self._hands_text())
        self.now.shape = self.then.shape = self._audience.size()
        self.now.veiled = lecture.black
        self.now.setAccessibleName(self._place.text())
        self.then.setAccessibleName(self._next_name.text())
        for picture in (self.now, self.then):
            picture.refresh(lecture.zoom)
        self._show_spot()
        self._show_said()
        self._show_foot()

    def _next_title(self) -> str:
        following = self._lecture.next
        if following is None:
            return self.tr("This is the last step")
        title = translate(CONTEXT, self._lecture.course.step(following).title)
        if following.lesson != self._lecture.place.lesson:
            lesson = translate(CONTEXT, self._lecture.course.lesson(following).title)
            return self.tr("Next lesson, {lesson}: {step}").format(lesson=lesson, step=title)
        return self.tr("Next: {step}").format(step=title)

    def _hands_text(self) -> str:
        page = self._lecture.page()
        if not self._lecture.asks or page.scene is None:
            return ""
        lines = [self.tr("Hands: press the number of a word once for each")]
        for number, token in enumerate(candidates(page.scene), 1):
            lines.append(f"{number}   {page.scene.keys.word_surface(token)}:  {page.hands.get(token, 0)}")
        return "\n".join(lines)

    def _show_spot(self) -> None:
        self.now.spot = self._lecture.spot if self._lecture.spotlight else None
        self.now.update()

    def _show_said(self) -> None:
        """What only the speaker should read: trouble, and where the slides are."""
        lines = [self._lecture.news] if self._lecture.news else []
        if self._audience.displays.lost:
            lines.append(
                self.tr(
                    "The audience's display is gone. Plug it in and the slides go back to it; "
                    "F11 shows them on this one."
                )
            )
        self.said.setVisible(bool(lines))
        self.said.setText("\n".join(lines))
        colours = theme().colours
        self.said.setStyleSheet(
            f"background: {colours.warning_ground}; color: {colours.warning}; border-radius: 8px; padding: 8px 12px;"
        )

    def _show_foot(self) -> None:
        """What digits do here, and the keys that are needed most."""
        if self.keys.jumping:
            text = self.tr("Step {digits}, then Enter").format(digits=self.keys.digits or "…")
        elif self._lecture.asks:
            text = self.tr("Digits count hands here, 0 takes one back. G, number, Enter: to a step. F1: all keys")
        elif self._lecture.replays:
            text = self.tr("Number, Enter: to a step. C: contents. B: black. F1: all keys")
        else:
            text = self.tr("Number, Enter: to a step. C: contents. B: black. E: another sentence. F1: all keys")
        self._foot.setText(text)
        self._foot.setFont(ui_font(14, bold=self.keys.jumping))

    # --- what happens to it

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keys.press(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._slide.setVisible(not narrow)
        self._parts.setDirection(QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight)
        self.contents.fit()
        self.keys_card.fit()
        self.notes.setFont(ui_font(max(NOTES, round(self.height() / 36))))
        self.watch.set_size(round(self.height() / 28))
        for label, least in ((self.hands, 17), (self._place, 17), (self._next_name, 14)):
            label.setFont(ui_font(max(least, round(self.height() / 50)), bold=label is not self.hands))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.watch.show_time(True)
        self.setFocus()
        self._tell()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.watch.show_time(False)
        self._audience.displays.speaker_left()
