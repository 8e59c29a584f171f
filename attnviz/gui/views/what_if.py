"""The computation with a part of it changed: what becomes of the weights, and what of the model's output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from attnviz.effect import effect_of
from attnviz.errors import UserError
from attnviz.gui.theme import theme
from attnviz.gui.views.figure import draw_figure, draw_nothing
from attnviz.gui.views.view import View
from attnviz.gui.views.what_if_controls import push_button
from attnviz.gui.views.what_if_heads import HeadsPage
from attnviz.gui.views.what_if_page import ChangePage, Said
from attnviz.gui.views.what_if_said import Compared, weight_rows
from attnviz.gui.views.what_if_scan import Scan
from attnviz.gui.views.what_if_state import change_of, stored_change, stored_words, words_of
from attnviz.other import Change, Other
from attnviz.trace import Focus, Trace, Wishes
from attnviz.word_pair import Word, find_again, word_text


class WhatIfView(View):
    """Two pages: one change and all that it does; and every head removed in turn."""

    NAME = "what_if"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trace: Trace | None = None
        self._focus = Focus()
        self._axis, self._behind = "tokens", False
        self._change = Change()  # but for the hidden tokens, which are those of these words
        self.hidden: tuple[Word, ...] = ()
        self._stored_words: object = None  # hidden words of another time, for when there is a text
        self.compared: Compared | None = None
        self.stale = False
        self._problem: UserError | None = None
        self._announced = Wishes()
        self.scan = Scan(self)
        self._build()
        self._connect()
        self._retell = self.live(self._tell)

    # --- building

    def _build(self) -> None:
        self.pages = [push_button(checkable=True), push_button(checkable=True)]
        self.pages[0].setChecked(True)
        self.reset = push_button()
        self.one, self.heads = ChangePage(), HeadsPage(self.scan)
        top = QHBoxLayout()
        top.setSpacing(4)
        for part in self.pages:
            top.addWidget(part)
        top.addStretch(1)
        top.addWidget(self.reset)
        whole = QVBoxLayout(self)
        whole.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)  # minimumSizeHint decides
        whole.setContentsMargins(16, 12, 16, 12)
        whole.setSpacing(8)
        whole.addLayout(top)
        whole.addWidget(self.one, 1)
        whole.addWidget(self.heads, 1)
        self.heads.hide()
        self.setFocusProxy(self.pages[0])

    def _connect(self) -> None:
        for place, button in enumerate(self.pages):
            button.clicked.connect(lambda _checked=False, place=place: self.show_page(place))
        self.reset.clicked.connect(self.undo_all)
        self.one.chosen.connect(self.set_change)
        self.one.word_toggled.connect(self.toggle_word)
        self.one.pair_chosen.connect(self.pair_chosen)
        self.heads.head_chosen.connect(self.head_chosen)
        self.scan.changed.connect(self._on_scanned)
        theme().changed.connect(self._dress)
        self._dress()

    # --- what the window asks

    def title(self) -> str:
        return self.tr("What if")

    @property
    def change(self) -> Change:
        """All that is done otherwise, as the last trace counts tokens."""
        tokens = sorted({token for word in self.hidden for token in word.tokens})
        return replace(self._change, hidden=tuple(tokens))

    @property
    def able(self) -> bool:
        """A run of this model can be changed."""
        return self._trace is None or not self._trace.model.captured_by

    def wishes(self) -> Wishes:
        """The run with the change, those of the scan, and the output of all."""
        others: tuple[Other, ...] = ()
        if self.able and self._trace is not None and len(self._trace.tokens):
            if self.change and self.pages[0].isChecked():
                others = (Other(change=self.change),)
            others += tuple(one for one in self.scan.wanted if one not in others)
        if not others:
            return Wishes(rows=self.heads.rows if self.scan.open else ())
        kind = self._trace.model.kind if self._trace is not None else "encoder"
        return Wishes(
            rows=self.heads.rows if self.scan.open else (),
            states=kind != "decoder",
            next_words=kind != "encoder",
            others=others,
        )

    def state(self) -> dict[str, Any]:
        """The page, the change, and the hidden words."""
        words = self._stored_words
        if words is None and self._trace is not None and self.hidden:
            words = stored_words(self.hidden, self._trace.tokens)
        page = {"page": 1} if self.pages[1].isChecked() else {}
        return page | stored_change(self._change) | ({"hidden": words} if words else {})

    def restore(self, state: Mapping[str, Any]) -> None:
        self._change, self.hidden = change_of(state), ()
        self._stored_words = state.get("hidden")
        self._turn_to(1 if state.get("page") == 1 else 0)
        self._take_stored()
        self._compare()
        self._retell()
        self._announced = self.wishes()

    def _take_stored(self) -> None:
        """Find the stored words in the first text, and forget heads that its model has not."""
        if self._trace is not None and len(self._trace.tokens):
            if self._stored_words is not None:
                self.hidden, self._stored_words = words_of(self._stored_words, self._trace.tokens), None
            model = self._trace.model
            kept = tuple(one for one in self._change.removed if one[0] < model.attentions and one[1] < model.heads)
            self._change = replace(self._change, removed=kept)

    def show_trace(self, trace: Trace | None, focus: Focus) -> None:
        old, self._trace, self._focus = self._trace, trace, focus
        if trace is not None and old is not None and trace is not old:
            self._follow(old, trace)
        self._take_stored()
        with QSignalBlocker(self.scan):  # it is asked for its wishes below
            self.scan.show_trace(trace)
        self.heads.show_trace(trace, focus)
        self._compare()
        self._retell()
        self._announce()

    def _follow(self, old: Trace, new: Trace) -> None:
        """Keep the hidden words after an edit; another model has other heads, and cuts the text otherwise."""
        if old.model.id != new.model.id:
            self._change, self.hidden = replace(self._change, removed=(), causal=None), ()
        elif old.tokens.ids != new.tokens.ids:
            moved = (find_again(word, old.tokens, new.tokens) for word in self.hidden)
            self.hidden = tuple(dict.fromkeys(word for word in moved if word is not None))

    def set_axis(self, axis: str) -> None:
        if axis != self._axis:
            self._axis = axis
            if self.compared is not None:
                self.compared, self._behind = replace(self.compared, axis=axis), True
                if self.isVisible():
                    self._catch_up()

    def _catch_up(self) -> None:
        """Show another axis. A hidden view leaves this for when it is shown."""
        if self._behind:
            self._behind = False
            self._retell()

    # --- what the user does

    def show_page(self, place: int) -> None:
        """0: one change; 1: every head removed in turn."""
        self._turn_to(place)
        self.state_changed.emit()

    def _turn_to(self, place: int) -> None:
        for at, button in enumerate(self.pages):
            button.setChecked(at == place)
        self._dress()
        self.one.setVisible(place == 0)
        self.heads.setVisible(place == 1)
        self.reset.setVisible(place == 0)
        self.scan.set_open(place == 1)
        self._announce()

    def set_change(self, change: Change) -> None:
        """Do this otherwise; hidden words stay."""
        self._change = replace(change, hidden=())
        self._on_change()

    def toggle_word(self, word: Word) -> None:
        """Hide a word from the others, or let them see it again."""
        self._stored_words = None
        kept = tuple(one for one in self.hidden if one != word)
        self.hidden = kept if word in self.hidden else (*kept, word)
        self._on_change()

    def undo_all(self) -> None:
        """As the model was made."""
        self._change, self.hidden, self._stored_words = Change(), (), None
        self._on_change()

    def _on_change(self) -> None:
        self._compare()
        self._retell()
        self._announce()
        self.state_changed.emit()

    def _on_scanned(self) -> None:
        self.heads.tell()
        self._announce()

    def _announce(self) -> None:
        wishes = self.wishes()
        if wishes != self._announced:
            self._announced = wishes
            self.wishes_changed.emit()

    # --- what is shown

    def _compare(self) -> None:
        """Set the run beside the one with the change; an older pair stays, dimmed, while that is on its way."""
        trace, focus, change = self._trace, self._focus, self.change
        self._problem = None
        if trace is None or not len(trace.tokens) or not change or not self.able:
            self.compared, self.stale = None, False
            return
        answer = trace.others.get(Other(change=change))
        if isinstance(answer, UserError):
            self._problem, self.compared, self.stale = answer, None, False
            return
        self.stale = answer is None or answer.head(focus) is None or trace.head(focus) is None
        if not self.stale:
            old, words = self.compared, tuple(word_text(trace.tokens, word) for word in self.hidden)
            same = old is not None and old.before is trace and old.after is answer  # another pair of it is chosen
            effect = old.effect if old is not None and same else effect_of(trace, answer)
            self.compared = Compared(trace, answer, focus, change, words, effect, self._axis)

    def _tell(self) -> None:
        trace, change = self._trace, self.change
        self.setAccessibleName(self.title())
        self.pages[0].setText(self.tr("Before / after"))
        self.pages[1].setText(self.tr("Head by head"))
        self.pages[0].setToolTip(self.tr("Change something, and see weights and output before and after (1)"))
        self.pages[1].setToolTip(self.tr("Remove every head in turn: is a large weight a cause? (2)"))
        self.reset.setText(self.tr("Reset"))
        self.reset.setToolTip(self.tr("Everything as the model was made (R)"))
        self.reset.setEnabled(bool(change))
        self.one.show_change(change, self.hidden, trace, self._focus)
        if self.compared is not None:
            self.one.show_compared(self.compared, self.stale)
        else:
            self.one.show_nothing(trace, change, self._problem)

    def table(self) -> Sequence[Sequence[str]]:
        """Weights before and after, a line for each pair; of all heads weight and effect on the other page."""
        if self.pages[1].isChecked():
            return self.heads.dots.rows() if self.heads.dots.dots else ()
        return () if self.compared is None else weight_rows(self.compared)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """The same as a figure: numbers and maps without the controls, none of them scrolled away."""
        trace = self._trace
        if trace is not None and self.pages[1].isChecked() and self.heads.dots.dots:
            about = " · ".join((self.title(), self.pages[1].text()))
            draw_figure(painter, area, trace, about, self.heads.figure())
        elif self.compared is not None and self.pages[0].isChecked():
            parts = Said()
            parts.show_compared(self.compared)
            draw_figure(painter, area, self.compared.before, self.title(), parts)
        else:
            draw_nothing(
                painter, area, *(self.heads.said_instead() if self.pages[1].isChecked() else self.one.said_instead())
            )

    # --- Qt

    def _dress(self) -> None:
        for button in self.pages:
            button.setProperty("role", "accent" if button.isChecked() else "")
            button.style().unpolish(button)
            button.style().polish(button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        one = self.pages[0].isChecked() and self.able
        if plain and event.key() in (Qt.Key.Key_1, Qt.Key.Key_2):
            self.show_page(int(event.key() == Qt.Key.Key_2))
        elif plain and one and event.key() == Qt.Key.Key_R:
            self.undo_all()
        elif not (plain and one and self.one.press(event)):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 320)
