"""The next-word panel: what a decoder expects after the text, how it chooses, and the button that writes on.

Of an encoder with the head for it: which words belong in the place of a masked one.
"""

from __future__ import annotations

import math
from collections import Counter

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QResizeEvent
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from attnviz.digits import counted, percent
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.plain import as_tip
from attnviz.gui.views.inspector_sections import Bar, BarsSection
from attnviz.gui.views.sampling_controls import SamplingControls
from attnviz.sampling import Sampling, probabilities
from attnviz.trace import Candidate, Focus, NextWords, Trace


def full(trace: Trace) -> bool:
    """The model takes no token more."""
    return max(len(trace.tokens), trace.tokens.total) >= trace.tokens.limit


def guessed_token(trace: Trace, focus: Focus) -> int | None:
    """The masked token whose guesses are shown: the one in focus, as query or key, else the first; None without."""
    chosen = (token for token in (focus.query, focus.key) if token in trace.guesses)
    return next(chosen, min(trace.guesses, default=None))


class WordBars(Live, BarsSection):
    """As many of the most likely words as there is room for. Taken by a click or Enter; ``key`` counts them from 0.

    A click leaves the focus in the sentence, where the next letter belongs.
    """

    LABEL, NUMBER = 96, 58
    FEWEST, USUAL, MOST = 3, 7, 12

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words: tuple[Candidate, ...] = ()
        self._every: tuple[Bar, ...] = ()
        self._ends = False
        self._masked = ""  # what a word would stand in the place of
        self._shown: tuple[NextWords | None, Sampling] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(self.FEWEST * self.LINE)
        self.setMaximumHeight(self.MOST * self.LINE)
        self.live(lambda: self.setAccessibleDescription(self.tr("What the model expects next")))

    def show_words(self, found: NextWords | None, sampling: Sampling, masked: str = "") -> None:
        """Nothing for None. ``masked``: the mask that they are guesses for."""
        if self._shown is not None and self._shown[0] is found and self._shown[1] == sampling:
            return
        self._shown, self._masked = (found, sampling), masked
        self.words = found.best[: self.MOST] if found else ()
        self._ends = bool(found and found.ends)
        shares = probabilities(found.logits, sampling) if found else ()
        labels = self._labels()
        self._every = tuple(
            Bar(place, labels[place], float(shares[word.id]), percent(shares[word.id]), False)
            for place, word in enumerate(self.words)
        )
        self._fit()

    def _labels(self) -> list[str]:
        """Two tokens may differ by the space before them alone; then it is shown."""
        count = Counter(word.label for word in self.words)
        alike = [count[word.label] > 1 and word.text.startswith(" ") for word in self.words]
        return ["␣" + word.label if other else word.label for word, other in zip(self.words, alike, strict=True)]

    def _fit(self) -> None:
        self.show_bars(self._every[: max(self.FEWEST, self.height() // self.LINE)], "")

    def tip(self, place: int) -> str:
        """What taking a word does; plain text."""
        word = self.words[place]
        if self._masked and word.text:
            return self.tr("Puts “{text}” in the place of {mask}").format(text=word.text.strip(), mask=self._masked)
        if word.text:
            return self.tr("Adds “{text}” to the sentence").format(text=word.text.replace("\n", "⏎"))
        if place == 0 and self._ends and not self._masked:
            return self.tr("Ends the text")
        return self.tr("A part of a character, or a mark of the model's own: it cannot be added alone")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(200, self.USUAL * self.LINE)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            place = self._bar_at(QPointF(event.pos()))
            if place is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), as_tip(self.tip(place)), self)
            return True
        return super().event(event)


class NextWordsView(Live, QWidget):
    """Words, controls and a button below each other; for a model that writes nothing on, a line that says why.

    It asks, and ``gui/writing.py`` answers by ``show_trace``, ``show_writing`` and ``say``.

    Signals:
        word_chosen(Candidate): add it to the text.
        write_asked(): write on, or stop writing.
        sampling_changed(): the controls say something else now.
    """

    word_chosen = Signal(object)
    write_asked = Signal()
    sampling_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._trace: Trace | None = None
        self._focus = Focus()
        self._said = ""
        self._writing = False
        self._build()
        self.words.key_chosen.connect(lambda place: self.word_chosen.emit(self.words.words[place]))
        self.write.clicked.connect(self.write_asked)
        self.controls.changed.connect(self._on_sampling)
        self.live(self._tell)

    def _build(self) -> None:
        self._title = QLabel()
        self._title.setFont(ui_font(12, bold=True))
        self._title.setProperty("role", "heading")
        self.words, self.controls, self.write = WordBars(), SamplingControls(), QPushButton()
        self.write.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.write.setProperty("role", "accent")
        self.why, self.note = QLabel(), QLabel()
        for label in (self.why, self.note):
            label.setProperty("role", "secondary")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        # room for two lines, whatever it says: nothing moves
        self.note.setMinimumHeight(2 * math.ceil(QFontMetricsF(ui_font(12)).lineSpacing()))
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 14)
        layout.setSpacing(6)
        for part in (self._title, self.why, self.words, self.note, self.controls):
            layout.addWidget(part, 1 if part is self.words else 0)
        layout.addWidget(self.write, 0, Qt.AlignmentFlag.AlignLeft)

    # --- what is shown

    @property
    def able(self) -> bool:
        """The model on screen goes on with a text."""
        return self._trace is not None and self._trace.model.writes_on

    @property
    def guessed(self) -> int | None:
        """The masked token whose guesses are shown."""
        return None if self._trace is None else guessed_token(self._trace, self._focus)

    def show_trace(self, trace: Trace, focus: Focus) -> None:
        self._trace, self._focus = trace, focus
        self._show()

    def show_writing(self, on: bool) -> None:
        """The model writes, or no longer."""
        if on != self._writing:
            self._writing = on
            self._show()

    def say(self, what: str) -> None:
        """ "ended", "full", "enough" or "part": why nothing more was written; "" takes it back."""
        if what != self._said:
            self._said = what
            self._show()

    def _on_sampling(self) -> None:
        self._show()
        self.sampling_changed.emit()

    # --- texts

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Next word"))
        self._labels = {True: self.tr("Stop"), False: self.tr("Write on")}
        widths = []
        for text in self._labels.values():
            self.write.setText(text)
            widths.append(self.write.sizeHint().width())
        self.write.setMinimumWidth(max(widths))  # it keeps its place under the pointer
        self._show()

    def _show(self) -> None:
        why, able, guessed = self._why_not(), self.able, self.guessed
        self._title.setText(self.tr("Next word") if guessed is None else self.tr("Guess for the masked word"))
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.note.setText(self._note())
        for part in (self.words, self.note):
            part.setVisible(not why)
        for part in (self.controls, self.write):
            part.setVisible(able)
        if self._trace is not None and guessed is not None:
            self.words.show_words(self._trace.guesses[guessed], Sampling(), self._trace.model.mask)
        elif self._trace is not None and able:
            self.words.show_words(self._trace.next_words, self.controls.sampling)
        self.write.setText(self._labels[self._writing])
        self.write.setToolTip(self.tr("Esc") if self._writing else self.tr("Ctrl+Enter"))
        self.write.setEnabled(self._writing or (not why and self._trace is not None and not full(self._trace)))

    def _why_not(self) -> str:
        """Why there is no next word to show; "" when there is one."""
        trace = self._trace
        if trace is None:
            return self.tr("The model is not ready yet.")
        if trace.model.captured_by:
            return self.tr(
                "This is a captured trace of {model}: what comes after its text was not captured. "
                "A decoder from the Model menu tells what it expects next."
            ).format(model=trace.model.name)
        if self.guessed is not None:
            return ""
        if trace.model.guesses:
            return self.tr(
                "{model} guesses masked words: write {mask} in the place of a word, and its guesses stand here."
            ).format(model=trace.model.name, mask=trace.model.mask)
        if trace.model.kind == "encoder":
            return self.tr(
                "{model} is an encoder: it reads the whole sentence at once and writes nothing. "
                "A decoder from the Model menu tells what it expects next."
            ).format(model=trace.model.name)
        if trace.model.kind != "decoder":
            return self.tr(
                "{model} writes a text of its own beside the sentence. "
                "A decoder from the Model menu goes on with the sentence itself."
            ).format(model=trace.model.name)
        if not len(trace.tokens):
            return self.tr("Type a first word: the model goes on from it.")
        return ""

    def _note(self) -> str:
        if self._trace is not None and self.guessed is not None:
            return self._guess_note(self._trace, self.guessed)
        if self._writing:
            return self.tr("Writing. Esc stops it, and so does typing.")
        if self._trace is not None and self.able and full(self._trace):
            return self.tr("The text is full: the model takes {limit} tokens.").format(
                limit=counted(self._trace.tokens.limit)
            )
        return {
            "ended": self.tr("The model ended the text here."),
            "enough": self.tr("A pause after much writing. Press again to go on."),
            "part": self.tr("This one cannot be added alone."),
        }.get(self._said) or self.tr("Tab takes the best, a click any. Ctrl+Tab goes to the next control.")

    def _guess_note(self, trace: Trace, guessed: int) -> str:
        if self._said == "part":
            return self.tr("This one cannot stand alone.")
        several = self.tr("Mask {number} of {count}; another one is shown when it is in focus.").format(
            number=sorted(trace.guesses).index(guessed) + 1, count=len(trace.guesses)
        )
        click = self.tr("A click puts the word in its place.")
        return f"{click} {several}" if len(trace.guesses) > 1 else click

    # --- Qt

    def hasHeightForWidth(self) -> bool:
        # a scroll area would take the usual height for the smallest, and scroll before the list of words gives way
        return False

    def sizeHint(self) -> QSize:
        return QSize(260, self.layout().totalHeightForWidth(max(200, self.width())))

    def minimumSizeHint(self) -> QSize:
        spare = 0 if self.words.isHidden() else self.words.sizeHint().height() - self.words.minimumHeight()
        return QSize(200, self.sizeHint().height() - spare)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
