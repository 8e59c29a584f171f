"""Which head matters: the weight between two words against what the removal of a head does, for all heads."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from attnviz.digits import counted, number, percent
from attnviz.effect import rank_correlation
from attnviz.finding import layers_between, weights_between
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live, explain
from attnviz.gui.views.what_if_said import LARGE
from attnviz.gui.views.what_if_scan import Scan, unmeasured
from attnviz.gui.views.what_if_scatter import NOTHING, Dot, HeadScatter, small
from attnviz.trace import MOST_STATES, Focus, Trace
from attnviz.word_pair import Word, WordPair, text_of, word_text

IDLE = 0.1
"""share of the largest effect below which a head with a large weight is worth a word"""
CLOSE, LOOSE = 0.7, 0.3
"""rank correlations from which weight and effect go together, and below which they do not"""


class HeadsPage(Live, QWidget):
    """A sentence with the numbers, the dots, and how far the removal is.

    Signals:
        head_chosen(int, int): layer and head.
    """

    head_chosen = Signal(int, int)

    def __init__(self, scan: Scan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scan = scan
        self._trace: Trace | None = None
        self._focus = Focus()
        self.pair = WordPair()
        self.said, self.readout, self.note, self.state = (QLabel() for _ in range(4))
        self.said.setFont(ui_font(14))
        for label in (self.said, self.note, self.readout, self.state):
            label.setWordWrap(label is not self.state)
            label.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self.note, self.state):
            label.setProperty("role", "secondary")
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.readout.setMinimumHeight(20)
        self.dots, self.bar, self.pause = HeadScatter(), QProgressBar(), QPushButton()
        self.bar.setTextVisible(False)
        self.bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.pause.setCheckable(True)
        self.pause.setFixedHeight(28)
        self.pause.setStyleSheet("QPushButton { padding: 2px 12px; }")
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.state)
        below.addWidget(self.bar, 1)
        below.addWidget(self.pause)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.said)
        column.addWidget(self.dots, 1)
        column.addWidget(self.readout)
        column.addLayout(below)
        column.addWidget(self.note)
        self.dots.chosen.connect(self.head_chosen)
        self.dots.marked.connect(self._read_out)
        self.pause.toggled.connect(scan.set_paused)
        self._retell = self.live(self._tell)

    def figure(self) -> QWidget:
        """The same without what steers it."""
        figure = HeadsPage(self._scan)
        figure.show_trace(self._trace, self._focus)
        for part in (figure.bar, figure.pause):
            part.setFixedSize(0, 0)
        return figure

    def said_instead(self) -> tuple[str, str]:
        """What stands where there are no dots: a title and a line."""
        return self.said.text(), self.state.text()

    @property
    def rows(self) -> tuple[int, ...]:
        """The queries whose weights in all heads it needs."""
        query, key = self.pair.query, self.pair.key
        return () if query is None or key is None else tuple(query.asked)

    def show_trace(self, trace: Trace | None, focus: Focus) -> None:
        self._trace, self._focus = trace, focus
        self.pair.follow_focus(trace, focus)
        self._retell()

    def tell(self) -> None:
        """The scan has found something, or has stopped."""
        self._retell()

    def _dots(self) -> list[Dot] | None:
        """The heads that have both numbers; None while their weights are on the way."""
        trace, query, key = self._trace, self.pair.query, self.pair.key
        if trace is None or query is None or key is None:
            return []
        layers = layers_between(trace, query, key)
        weights = weights_between(trace.rows, layers, query.asked, key.tokens)
        if weights is None:
            return None
        return [
            Dot((layer, head), float(weights[place, head]), self._scan.sizes[layer, head])
            for place, layer in enumerate(layers)
            for head in range(weights.shape[1])
            if (layer, head) in self._scan.sizes
        ]

    def _tell(self) -> None:
        trace, scan = self._trace, self._scan
        dots = self._dots()
        if dots is not None:
            self.dots.show_dots(dots, self._focus.head_id, self._axis(trace))
        known, query, key = dots or [], self.pair.query, self.pair.key
        self.said.setText(self._sentence(known, query, key))
        done, every = len(scan.sizes), len(scan.heads)
        self.bar.setRange(0, max(1, every))
        self.bar.setValue(done)
        finished = done == every
        for part in (self.bar, self.pause):
            part.setVisible(bool(every) and not finished)
        self.pause.setText(self.tr("Go on") if scan.paused else self.tr("Pause"))
        self.state.setText(self._progress(done, every))
        self.note.setText(
            self.tr("Each head is removed alone, in a run of its own. That says what the model does without it here, "
                    "on this text; heads may stand in for each other.")
        )  # fmt: skip
        self._read_out(self.dots.current)

    def _progress(self, done: int, every: int) -> str:
        scan = self._scan
        if scan.problem is not None:
            return explain(scan.problem)
        if not every:
            return ""
        if done == every:
            return self.tr("All {count} heads removed in turn").format(count=counted(every))
        text = self.tr("{done} of {count} heads")
        if scan.resting:
            text = self.tr("{done} of {count} heads · waits while you type")
        return text.format(done=counted(done), count=counted(every))

    def _axis(self, trace: Trace | None) -> str:
        kind = trace.model.kind if trace is not None else "encoder"
        if kind == "encoder":
            return self.tr("effect of its removal: 1 − cosine of the sentence vector")
        if kind == "decoder":
            return self.tr("effect of its removal: share of the next word's probability that moves")
        return self.tr("effect of its removal: share of the written tokens that become others")

    def _sentence(self, dots: list[Dot], query: Word | None, key: Word | None) -> str:
        trace = self._trace
        if trace is None or not len(trace.tokens):
            return self.tr("Type a sentence: then each head is removed in turn.")
        if trace.model.captured_by:
            return self.tr("A captured trace holds what was computed once: no head can be removed.")
        if unmeasured(trace):
            text = self.tr("A text of more than {most} tokens is too long for this: its vectors are not read back.")
            return text.format(most=MOST_STATES)
        if query is None or key is None:
            return self.tr("Choose two words: a cell of the heatmap.")
        if not dots:
            return self.tr("Removing heads …")
        words = {
            "query": word_text(text_of(trace, query.written), query),
            "key": word_text(text_of(trace, key.written), key),
        }
        heavy, strong = max(dots, key=lambda dot: dot.weight), max(dots, key=lambda dot: dot.effect)
        words["heavy"], words["weight"] = name_of(heavy), percent(heavy.weight)
        if strong.effect < NOTHING:
            said = self.tr(
                "From “{query}” to “{key}” head {heavy} has the largest weight, {weight}; whichever head is removed, "
                "the output stays the same."
            )
            return said.format(**words)
        said = self.tr(
            "From “{query}” to “{key}” head {heavy} has the largest weight, {weight}; without it the output moves by "
            "{effect}, rank {rank} of {count}."
        ).format(
            **words,
            effect=small(heavy.effect),
            rank=1 + sum(dot.effect > heavy.effect for dot in dots),
            count=len(dots),
        )
        for more in (self._contrast(dots, heavy, strong), self._correlation(dots)):
            if more:
                said = self.tr("{one} {other}").format(one=said, other=more)
        return said

    def _contrast(self, dots: list[Dot], heavy: Dot, strong: Dot) -> str:
        """The head whose removal does most; where that has the largest weight, too, a heavy one that does nothing."""
        if strong != heavy:
            text = self.tr("It moves most without head {strong} ({effect}), whose weight is {weight}.")
            return text.format(strong=name_of(strong), effect=small(strong.effect), weight=percent(strong.weight))
        idle = [dot for dot in dots if dot.weight >= LARGE and dot.effect < IDLE * strong.effect]
        if not idle:
            return ""
        least = max(idle, key=lambda dot: dot.weight)
        text = self.tr("But head {idle}, too, has {weight}, and without it the output moves by {effect} only.")
        return text.format(idle=name_of(least), weight=percent(least.weight), effect=small(least.effect))

    def _correlation(self, dots: list[Dot]) -> str:
        """How far the larger weight goes with the larger effect, once all heads are known."""
        if len(self._scan.sizes) < len(self._scan.heads):
            return ""
        found = rank_correlation([dot.weight for dot in dots], [dot.effect for dot in dots])
        if math.isnan(found):
            return ""
        text = self.tr("Over all heads the two ranks go together only in part: correlation {value}.")
        if abs(found) < LOOSE:
            text = self.tr(
                "Over all heads the weight tells next to nothing about the effect: rank correlation {value}."
            )
        elif found >= CLOSE:
            text = self.tr("Over all heads larger weights go with larger effects here: rank correlation {value}.")
        elif found <= -LOOSE:
            text = self.tr("Over all heads larger weights go with smaller effects here: rank correlation {value}.")
        return text.format(value=number(found))

    def _read_out(self, dot: Dot | None) -> None:
        focused = next((one for one in self.dots.dots if one.head == self._focus.head_id), None)
        shown = dot or focused
        self.readout.setText("" if shown is None else self.dots.said(shown))


def name_of(dot: Dot) -> str:
    return f"{dot.head[0]}.{dot.head[1]}"
