"""What the model really reads, token by token, and below it what it has written."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from attnviz.gui.controls import Stepper
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.theme import theme
from attnviz.gui.views.chips import Chips
from attnviz.samples import foreign
from attnviz.trace import Focus, Trace

MOST_BEAMS = 8


class ForeignNote(Live, QWidget):
    """Says that the model reads another language than the text is in, and offers a sentence that it can read.

    Signals:
        sample_asked(str): the language of the sample.
    """

    sample_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = ""
        self.text, self.button = QLabel(), QPushButton()
        self.text.setWordWrap(True)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(lambda: self.sample_asked.emit(self._language))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.text)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.live(self._tell)
        self.hide()

    def show_trace(self, trace: Trace) -> None:
        reads, tokens = trace.model.reads, trace.tokens
        able = not trace.model.captured_by  # of a captured trace the text is what it is
        self._language = reads if able and foreign(tokens.text[: tokens.read_to], reads) else ""
        self._tell()
        self.setVisible(bool(self._language))

    def _tell(self) -> None:
        if self._language == "en":
            self.text.setText(self.tr("This model reads English only."))
            self.button.setText(self.tr("Use the English sample"))


class TokenStrip(Live, QScrollArea):
    """The chips, scrolling when they are many; below them what an encoder-decoder has written.

    Signals:
        pair_chosen(int, int): query and key token.
        hovered(int): the token of the sentence under the pointer, -1 for none.
        beams_chosen(int): translations that an encoder-decoder should follow at once.
        sample_asked(str): the sample sentence of a language.
    """

    beams_chosen = Signal(int)
    sample_asked = Signal(str)
    pair_chosen = Signal(int, int)
    hovered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips, self.written = Chips(), Chips(written=True)
        self.heading, self.text = QLabel(), QLabel()
        self.heading.setProperty("role", "heading")
        self.heading.setWordWrap(True)  # in a narrow column the number of beams stands beside it
        self.text.setFont(ui_font(17))
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.foreign = ForeignNote()
        self.foreign.sample_asked.connect(self.sample_asked)
        self.above = QWidget()
        self.beams = Stepper(self.above)
        self.beams.label.setProperty("role", "secondary")
        self.beams.field.setRange(1, MOST_BEAMS)
        self.beams.field.setSuffix("")
        self.beams.field.setFont(ui_font(14))
        self.beams.field.setFixedSize(36, 26)
        self.beams.chosen.connect(self.beams_chosen)
        row = QHBoxLayout(self.above)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.heading, 1)
        row.addWidget(self.beams)
        both = QWidget()
        both.setAttribute(Qt.WidgetAttribute.WA_StaticContents)  # as the chips: else each longer text paints all of it
        self._column = QVBoxLayout(both)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        for part in (self.chips, self.foreign, self.above, self.text, self.written):
            self._column.addWidget(part)
        self._show_written(False)
        self.setWidget(both)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.chips.hovered.connect(self.hovered)
        for chips in (self.chips, self.written):
            chips.pair_chosen.connect(self.pair_chosen)
            chips.pair_moved.connect(lambda token, chips=chips: self._keep_in_view(chips, token))
        theme().changed.connect(self._dress)
        self._dress()
        self.live(self._tell)

    def set_axis(self, axis: str) -> None:
        """Join the pieces of a word, or show the bytes of each token; see ``attnviz.axis.AXES``."""
        for chips in (self.chips, self.written):
            chips.set_axis(axis)

    def set_beams(self, beams: int) -> int:
        """Show a stored number, brought into range; returns it."""
        with QSignalBlocker(self.beams.field):
            self.beams.field.setValue(beams)
        return self.beams.field.value()

    def _tell(self) -> None:
        self.heading.setText(self.tr("Written by the model"))
        self.beams.set_texts(self.tr("Beams"), self.tr("Fewer beams"), self.tr("More beams"))
        tip = self.tr("How many translations it follows at once. With 1 it takes the most likely token each time.")
        for part in (self.beams.label, self.beams.field):
            part.setToolTip(tip)

    def _dress(self) -> None:
        colours = theme().colours
        self.above.setStyleSheet(
            f"QSpinBox {{ background: {colours.chip}; border-radius: 6px; padding: 0; }}"
            f"QSpinBox::up-button, QSpinBox::down-button {{ width: 0; border: none; }}"
            f"QLineEdit {{ background: transparent; border: none; padding: 0; }}"
            f"QSpinBox:focus {{ border-color: {colours.query}; }}"
            f"QToolButton {{ background: transparent; border-radius: 6px; padding: 0; }}"
            f"QToolButton:hover {{ background: {colours.hover}; }}"
        )
        self.beams.dress()

    def show_trace(self, trace: Trace, focus: Focus) -> None:
        self.chips.show_trace(trace, focus)
        if trace.target is not None:
            self.text.setText(trace.target.text)
            self.written.show_trace(trace, focus)
        self.foreign.show_trace(trace)
        self._show_written(trace.target is not None)

    def _show_written(self, on: bool) -> None:
        if self.written.isVisibleTo(self) != on or self._column.stretch(0) == self._column.stretch(4):
            for part in (self.above, self.text, self.written):
                part.setVisible(on)
            self._column.setStretch(0, int(not on))  # the last one takes the room
            self._column.setStretch(4, int(on))

    def _keep_in_view(self, chips: Chips, token: int) -> None:
        # now, not with the events to come: twice, since a scroll bar that appears breaks the lines anew
        for _ in range(2):
            self._column.invalidate()
            QCoreApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))
        rect = chips.rect_of(token).toAlignedRect()
        centre = chips.mapTo(self.widget(), rect.center())
        self.ensureVisible(centre.x(), centre.y(), rect.width(), rect.height())
