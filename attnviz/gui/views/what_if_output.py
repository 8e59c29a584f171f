"""What a change does to the model's output: to the sentence vector, the next word, or what is written."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from attnviz.digits import number, percent
from attnviz.effect import VectorEffect, WordsEffect, WrittenEffect
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.theme import theme
from attnviz.gui.views.calculation import copied
from attnviz.gui.views.heatmap_header import one_line
from attnviz.gui.views.heatmap_menu import cell_of_table
from attnviz.gui.views.inspector_sections import Bar
from attnviz.gui.views.what_if_bars import CopiedBars, PairedBars, paired
from attnviz.gui.views.what_if_said import Compared, cosine_said, spelled
from attnviz.trace import MOST_STATES, Trace

MOST_BARS = 5
STILL = 1e-6
"""1 - cosine of a vector that did not move: what float32 leaves of two that are alike"""


class MovedBars(CopiedBars):
    """Tokens by how far their vectors moved: the bar is 1 - cosine, the number the cosine."""

    NUMBER = 64

    def rows(self) -> list[list[str]]:
        named = [[self.tr("token"), self.tr("cosine")]]
        return named + [[cell_of_table(bar.label), copied(1 - bar.weight)] for bar in self.bars]


class EffectPanel(Live, QWidget):
    """A number in large type, what it is of, and below it what moved most.

    Signals:
        token_chosen(int): this token of the text.
    """

    token_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Compared | None = None
        self.heading, self.headline, self.note, self.below = (QLabel() for _ in range(4))
        self.heading.setProperty("role", "heading")
        for label in (self.headline, self.note, self.below):
            label.setWordWrap(label is not self.headline)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.headline.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self.note, self.below):
            label.setProperty("role", "secondary")
        self.moved, self.words = MovedBars(), PairedBars("value")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.addWidget(self.headline)
        self._top.addWidget(self.note, 1)
        column.addWidget(self.heading)
        column.addLayout(self._top)
        for part in (self.below, self.moved, self.words):
            column.addWidget(part)
        column.addStretch(1)
        self.moved.key_chosen.connect(self.token_chosen)
        self._retell = self.live(self._tell)

    def show_compared(self, shown: Compared) -> None:
        self._shown = shown
        self._retell()

    def set_stale(self, stale: bool) -> None:
        self.headline.setStyleSheet(f"color: {theme().colours.secondary};" if stale else "")
        for bars in (self.moved, self.words):
            bars.set_stale(stale)

    def _tell(self) -> None:
        shown = self._shown
        self.heading.setText(self.tr("Output of the model"))
        effect = shown.effect if shown is not None else None
        moved: list[Bar] = []
        words: list[Bar] = []
        texts = "", "", ""
        if shown is None or effect is None:
            pass
        elif effect.written is not None:
            texts, moved = self._written(effect.written, effect.vector), _token_bars(shown, effect.vector)
        elif effect.words is not None:
            texts, words = self._words(effect.words), _word_bars(effect.words)
        elif effect.vector is not None:
            texts, moved = self._vector(shown.before, effect.vector), _token_bars(shown, effect.vector)
        else:
            texts = "–", self._why_unknown(shown.before), ""
        long = effect is not None and effect.written is not None  # a whole sentence, not a number
        self.headline.setWordWrap(long)
        self.headline.setFont(ui_font(17 if long else 21, bold=True))
        self._top.setDirection(QBoxLayout.Direction.TopToBottom if long else QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(4 if long else 12)
        for label, text in zip((self.headline, self.note, self.below), texts, strict=True):
            label.setText(text)
            label.setVisible(bool(text))
        self.moved.show_bars(moved, "")
        self.words.show_bars(words, "")
        self.moved.setAccessibleDescription(self.tr("Tokens whose vectors moved most"))
        self.words.setAccessibleDescription(self.tr("The likeliest next words, before and after"))
        self.moved.setVisible(bool(moved))
        self.words.setVisible(bool(words))

    def _written(self, written: WrittenEffect, vector: VectorEffect | None) -> tuple[str, str, str]:
        note = self.tr("The model writes this, token for token the same as before.")
        if written.moved > 0:
            note = self.tr("is written now. Before: {text} ({share} of the tokens are others)").format(
                text=one_line(written.before.text), share=percent(written.moved)
            )
        below = ""
        if vector is not None:
            below = self.tr("What the encoder hands on keeps a cosine of {cosine}.").format(
                cosine=cosine_said(vector.cosine)
            )
        return one_line(written.after.text), note, below

    def _words(self, words: WordsEffect) -> tuple[str, str, str]:
        headline = self.tr("{share} moved").format(share=percent(words.moved))
        note = self.tr(
            "of the next word's probability has gone to other words (total variation; 100 % would be all of it)."
        )
        if math.isinf(words.bits):
            return headline, note, self.tr("A word that was possible before is impossible now.")
        bits = self.tr(
            "So much more surprising are the words expected before: {bits} bits on average (Kullback-Leibler)."
        )
        return headline, note, bits.format(bits=number(words.bits, 3))

    def _vector(self, before: Trace, vector: VectorEffect) -> tuple[str, str, str]:
        headline = self.tr("cosine {cosine}").format(cosine=cosine_said(vector.cosine))
        note = self.tr(
            "of the sentence vector before and after: the mean of the last layer over all %n token(s), 1 is no change.",
            "",
            len(before.tokens),
        )
        if before.model.kind == "encoder-decoder":
            note = self.tr(
                "of what the encoder hands on, before and after: the mean of its last layer over all %n token(s).",
                "",
                len(before.tokens),
            )
        moved = 1 - vector.tokens.min() >= STILL
        below = self.tr("Tokens whose vectors moved most, with their cosine:") if moved else self.tr("No token moved.")
        return headline, note, below

    def _why_unknown(self, before: Trace) -> str:
        if len(before.tokens) > MOST_STATES:
            return self.tr("Of texts of more than {most} tokens the vectors are not read back.").format(
                most=MOST_STATES
            )
        return self.tr("This run has not brought the model's output.")

    def make_menu(self) -> QMenu:
        menu = QMenu(self)
        copy = menu.addAction(self.tr("Copy what is said here"))
        said = "\n".join(label.text() for label in (self.headline, self.note, self.below) if label.text())
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(said))
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.make_menu()
        menu.exec(event.globalPos())
        menu.deleteLater()


def _token_bars(shown: Compared, vector: VectorEffect | None) -> list[Bar]:
    if vector is None:
        return []
    labels, focus = shown.before.tokens.labels, shown.focus
    bars = []
    for token in map(int, vector.most_moved[:MOST_BARS]):
        kept = float(vector.tokens[token])
        if 1 - kept < STILL:
            break
        bars.append(Bar(token, labels[token], 1 - kept, cosine_said(kept), token == focus.key))
    return bars


def _word_bars(words: WordsEffect) -> list[Bar]:
    best = words.best(after=True)
    return [
        paired(place, spelled(word) or "␣", float(words.before[word.id]), float(words.after[word.id]), word is best)
        for place, word in enumerate(words.words[:MOST_BARS])
    ]
