"""One change: the controls that make it, and below them all that it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from attnviz.errors import UserError
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live, explain
from attnviz.gui.theme import theme
from attnviz.gui.views.empty_state import Nothing
from attnviz.gui.views.finder_words import Line
from attnviz.gui.views.what_if_controls import ChangeControls, RemovedHeads
from attnviz.gui.views.what_if_results import ChangeResults
from attnviz.gui.views.what_if_said import Compared, captured_note, sentence_of
from attnviz.gui.views.what_if_words import HideRow, read_line
from attnviz.other import Change
from attnviz.trace import MOST_STATES, Focus, Tokens, Trace
from attnviz.word_pair import Word

SLOW = 150
"""milliseconds after which a change that is not computed yet dims what is shown: most come sooner"""


class Below(QScrollArea):
    """Takes the room that the controls leave, and asks for little: all of it scrolls here, not the view."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(260, 120)


class Said(QWidget):
    """The sentence with the numbers, and below it the results."""

    def __init__(self) -> None:
        super().__init__()
        self.sentence, self.results = QLabel(), ChangeResults()
        self.sentence.setFont(ui_font(14, bold=True))
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        column.addWidget(self.sentence)
        column.addWidget(self.results, 1)

    def show_compared(self, shown: Compared) -> None:
        self.sentence.setText(sentence_of(shown))
        self.results.show_compared(shown)


class ChangePage(Live, QWidget):
    """Knows nothing of runs: it is told what is changed and what came of it.

    Signals:
        chosen(Change): the user wants this change; hidden tokens are not in it.
        word_toggled(Word): hide this word, or show it again.
        pair_chosen(int, int): query and key.
    """

    chosen = Signal(object)
    word_toggled = Signal(object)
    pair_chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._read: Tokens | None = None
        self.line = Line()  # of those tokens
        self._stale = False
        self.controls, self.removed, self.words = ChangeControls(), RemovedHeads(), HideRow()
        self.nothing, self.hide_label = Nothing(least=(0, 90)), QLabel()
        self.hide_label.setProperty("role", "secondary")
        self.hide_label.setBuddy(self.words)
        self.hide_label.setMinimumHeight(32)
        self._said = Said()
        self.said, self.results, self.area = self._said.sentence, self._said.results, Below(self._said)
        self.results.setMinimumWidth(260)
        sentence = QHBoxLayout()
        sentence.setSpacing(8)
        sentence.addWidget(self.hide_label, 0, Qt.AlignmentFlag.AlignTop)
        sentence.addWidget(self.words, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(8)
        page.addWidget(self.controls)
        page.addWidget(self.removed)
        page.addLayout(sentence)
        page.addWidget(self.area, 1)
        page.addWidget(self.nothing, 1)
        self._slow = QTimer(self, singleShot=True, interval=SLOW)
        self._slow.timeout.connect(lambda: self._dim(self._stale))
        self.controls.chosen.connect(self.chosen)
        self.removed.chosen.connect(lambda heads: self.controls.choose(removed=heads))
        self.words.chosen.connect(self.word_toggled)
        self.results.pair_chosen.connect(self.pair_chosen)
        self.live(lambda: self.hide_label.setText(self.tr("Hide")))

    def show_change(self, change: Change, hidden: Sequence[Word], trace: Trace | None, focus: Focus) -> None:
        """What is done otherwise. ``hidden``: the words that are hidden; ``focus`` has the head that may be removed."""
        able = trace is None or not trace.model.captured_by
        self.controls.show_change(replace(change, hidden=()), trace)
        self.removed.show_removed(change.removed, trace, focus.head_id)
        self.words.setToolTip("" if able else captured_note())
        tokens = trace.tokens if trace is not None else None
        if self._read is not tokens:
            self._read, self.line = tokens, read_line(trace)
        self.words.show_words(self.line, hidden, able)
        for part in (self.hide_label, self.words):
            part.setVisible(len(self.line) > 0)

    def show_compared(self, shown: Compared, stale: bool) -> None:
        """``stale``: of an older run; it is dimmed when the new one takes long."""
        self._have(True)
        self._said.show_compared(shown)
        self._stale = stale
        if not stale:
            self._slow.stop()
            self._dim(False)
        elif not self._slow.isActive():
            self._slow.start()

    def show_nothing(self, trace: Trace | None, change: Change, problem: UserError | None) -> None:
        """Why nothing is compared, and what to do."""
        self._have(False)
        self.nothing.say(*self._why_nothing(trace, change, problem))

    def said_instead(self) -> tuple[str, str]:
        """What stands where there is nothing to compare: a title and a line."""
        return self.nothing.title, self.nothing.line

    def _have(self, results: bool) -> None:
        self.area.setVisible(results)
        self.nothing.setVisible(not results)

    def _dim(self, on: bool) -> None:
        self.said.setStyleSheet(f"color: {theme().colours.secondary};" if on else "")
        self.results.set_stale(on)

    def _why_nothing(self, trace: Trace | None, change: Change, problem: UserError | None) -> tuple[str, str]:
        if trace is None:
            return self.tr("The model is on its way"), ""
        if trace.model.captured_by:
            return captured_note(), self.tr("Choose a model above the sentence: it computes anew with each change.")
        if not len(trace.tokens):
            return self.tr("Type a sentence"), self.tr("Then change something above, and see what becomes of it.")
        if problem is not None:
            return self.tr("This cannot be computed"), explain(problem)
        if change:
            return self.tr("Computing it both ways …"), ""
        line = self.tr(
            "Change something above: a mask, the temperature, a head, a word. Weights and output are compared."
        )
        if trace.model.kind != "decoder" and len(trace.tokens) > MOST_STATES:
            more = self.tr("Of texts of more than {most} tokens the weights alone.").format(most=MOST_STATES)
            line = f"{line} {more}"
        return self.tr("What if …?"), line

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key is for; False for keys of others."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_M:
                self.controls.cycle_mask()
            case Qt.Key.Key_D:
                self.controls.choose(scaled=not self.controls.change.scaled)
            case Qt.Key.Key_P:
                self.controls.choose(positions=not self.controls.change.positions)
            case Qt.Key.Key_H:
                (self.removed.toggle_layer if shift else self.removed.toggle_focused)()
            case Qt.Key.Key_W:
                self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
            case _:
                return False
        return True
