"""What stands in the inspector, from top to bottom, and the numbers of a pair that each part of it shows."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from attnviz.axis import token_name
from attnviz.digits import percent, printed_small
from attnviz.gui.i18n import Live
from attnviz.gui.plain import as_tip
from attnviz.gui.theme import Colours
from attnviz.gui.views.calculation import operand, printed, strongest_keys
from attnviz.gui.views.inspector_sections import Bar, BarsSection, Section, Step, StepsSection, Strip, StripSection
from attnviz.gui.views.parts import group_name, next_word
from attnviz.gui.views.runs import Run, draw_runs
from attnviz.gui.views.terms_table import TermsTable
from attnviz.pair import Pair
from attnviz.trace import Array, Focus, ModelInfo, Tokens, Trace

BARS = (3, 12)
"""Fewest and most bars: as many as leave the head's output in sight."""


class PairSection(Section):
    """The pair of tokens and its weight, as the first line; below, where there is more to say, a note."""

    LINE, NOTE = 28, 18

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.query = self.key = self.weight = self.note = ""
        self.set_high(self.LINE)

    def show_pair(self, query: str, key: str, weight: str, note: str = "") -> None:
        self.query, self.key, self.weight, self.note = query, key, weight, note
        tip = as_tip(note)  # whole, where the line is too short
        if tip != self.toolTip():
            self.setToolTip(tip)
        self.set_high(self.LINE + self.NOTE * bool(note))
        self.update()

    def paint(self, painter: QPainter, c: Colours) -> None:
        weight = Run(self.weight, c.text, 17, bold=True)
        line = QRectF(0, 0, self.width(), 26)
        draw_runs(painter, line, [weight], right=True)
        runs = [Run(self.query, c.query, 17, gives=True), Run(" → ", c.text, 17), Run(self.key, c.key, 17, gives=True)]
        draw_runs(painter, line.adjusted(0, 0, -weight.width - 12, 0), runs)
        if self.note:
            below = QRectF(0, self.LINE - 2, self.width(), self.NOTE)
            draw_runs(painter, below, [Run(self.note, c.secondary, 12, gives=True)])


class RotationNote(Section):
    """What the score is made of while the strips show something else, and how far apart the two tokens are."""

    LINE = 18

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ""
        self.set_high(self.LINE)
        self.hide()

    def show_text(self, text: str, more: str) -> None:
        """``more`` is said on hover."""
        self.text = text
        self.setAccessibleName(f"{text} {more}")
        self.setToolTip(f"<qt>{escape(text)} {escape(more)}</qt>")
        self.update()

    def paint(self, painter: QPainter, c: Colours) -> None:
        draw_runs(painter, QRectF(self.rect()), [Run(self.text, c.secondary, 12, gives=True)])


class InspectorColumn(Live, QWidget):
    """All parts below each other. Shows a pair; empty before the first one.

    Signals:
        key_chosen(int): a bar was clicked: the key's token index.
        rotation_chosen(bool): True when queries and keys are to be shown before rotation.
    """

    key_chosen = Signal(int)
    rotation_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Trace, Focus, Pair, tuple[Array, Array] | None] | None = None
        self._room = 0
        self._build()
        self.bars.key_chosen.connect(self.key_chosen)
        self.fold.toggled.connect(self._on_fold_toggled)
        self.turn.toggled.connect(self._on_turned)
        self.live(self._state_texts)

    def _build(self) -> None:
        self.pair_line = PairSection()
        self.q, self.k, self.products = StripSection(), StripSection(), StripSection()
        self.turn, self.fold, self.terms = QToolButton(), QToolButton(), TermsTable()
        for button, strip in ((self.turn, self.q), (self.fold, self.products)):
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setStyleSheet("QToolButton { padding: 0 8px; font-size: 12px; border-radius: 6px; }")
            strip.set_corner(button)
        self.rotation = RotationNote()
        self.turn.hide()
        self.terms.hide()
        self.score, self.softmax, self.bars = StepsSection(), StepsSection(), BarsSection()
        self.v, self.weighted, self.output = StripSection(), StripSection(), StripSection()
        self._headings = {name: QLabel() for name in ("score", "softmax", "row", "output")}
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 6, 16, 4)
        column.setSpacing(3)
        score = (self.q, self.k, self.rotation, self.products, self.terms, self.score)
        groups = (
            (self.pair_line, self._headings["score"], *score),
            (self._headings["softmax"], self.softmax),
            (self._headings["row"], self.bars),
            (self._headings["output"], self.v, self.weighted, self.output),
        )
        for i, group in enumerate(groups):
            if i:
                column.addSpacing(8)
            for part in group:
                column.addWidget(part)
        column.addStretch(1)
        for heading in self._headings.values():
            heading.setProperty("role", "heading")
        self.sections = self.findChildren(Section)
        QWidget.setTabOrder(self.turn, self.fold)
        QWidget.setTabOrder(self.fold, self.bars)

    def show_pair(self, trace: Trace, focus: Focus, pair: Pair) -> None:
        head = trace.head(focus)
        before = head.unrotated if head is not None else None
        own = None if before is None else (before[0][pair.query_index], before[1][pair.key_index])
        self._shown = trace, focus, pair, own
        self._fill()

    def set_before_rotation(self, on: bool) -> None:
        """Show queries and keys before rotation, where the model rotates them."""
        self.turn.setChecked(on)

    @property
    def before_rotation(self) -> bool:
        return self.turn.isChecked()

    def set_room(self, high: int) -> None:
        """The height that all parts together should do with: it decides how many bars there are."""
        changed, self._room = high != self._room, high
        if changed and self._shown is not None:
            trace, focus, pair, _ = self._shown
            self._fill_bars(trace.keys(focus.layer), pair)

    # its texts

    def _state_texts(self) -> None:
        self._headings["score"].setText(self.tr("Score: how well query and key match"))
        self._headings["softmax"].setText(self.tr("Softmax: the score's share of its row"))
        self._headings["row"].setText(self.tr("This row adds up to 100 %"))
        self._headings["output"].setText(self.tr("Output = Σ weight × value"))
        self._fill()

    def _fill(self) -> None:
        """Give every section its numbers, in the language in use."""
        if self._shown is None:
            return
        trace, focus, pair, before = self._shown
        keys = trace.keys(focus.layer)
        query = token_name(trace.queries(focus.layer), pair.query_index)
        key = token_name(keys, pair.key_index)
        weight = self.tr("masked") if pair.masked else percent(pair.weight)
        self.pair_line.show_pair(query, key, weight, next_word(trace, focus.layer, pair.query_index))
        self._fill_strips(query, key, pair)
        self._name_group(trace.model, focus.head)
        self._fill_rotation(pair, before)
        if self.fold.isChecked():
            self.terms.show_pair(pair)
        self._name_fold()
        self._fill_steps(pair)
        self._fill_bars(keys, pair)

    def _fill_strips(self, query: str, key: str, pair: Pair) -> None:
        count = self.tr("%n number(s)", "", len(pair.query))
        peak = float(np.abs(pair.value).max())
        self.q.show_strip(Strip("q", query, count, pair.query, "query"))
        self.k.show_strip(Strip("k", key, count, pair.key, "key"))
        self.products.show_strip(Strip("q×k", self.tr("term by term"), "", pair.products, "text"))
        self.v.show_strip(Strip("v", key, count, pair.value, "value"))
        # on the scale of v: a small weight must look faint
        name = f"{percent(pair.weight)} × v"
        self.weighted.show_strip(Strip(name, key, "", pair.contribution, "value", peak))
        everything = self.tr("sum over %n key(s)", "", pair.seen)
        self.output.show_strip(
            Strip("Σ", self.tr("output for {token}").format(token=query), everything, pair.context, "value")
        )

    def _name_group(self, model: ModelInfo, head: int) -> None:
        """Where heads share keys and values, say whose these are, in place of how many numbers they have."""
        shares = group_name(model, head)
        notes = (
            (self.q, self.tr("query head {head}").format(head=head)),
            (
                self.k,
                self.tr("key/value head {head} of {count}").format(head=model.kv_head(head), count=model.kv_heads),
            ),
        )
        for section, note in notes:
            if shares != section.toolTip():
                section.setToolTip(shares)
            if shares:
                section.show_strip(replace(section.strip, note=note))

    def _fill_rotation(self, pair: Pair, before: tuple[Array, Array] | None) -> None:
        """Of a model with rotary positions: q and k as they were before they were turned, if that is chosen."""
        shown = before is not None and self.turn.isChecked()
        if self.turn.isHidden() != (before is None):
            self.turn.setVisible(before is not None)
            self.q.update()  # its title has more or less room
        self.rotation.setVisible(shown)
        if before is None:
            return
        self._name_turn()
        if not shown:
            return
        for section, values in zip((self.q, self.k), before, strict=True):
            symbol = f"{section.strip.symbol}₀"  # position 0 turns nothing
            section.show_strip(replace(section.strip, symbol=symbol, values=values))
        self.products.show_strip(replace(self.products.strip, word=self.tr("after rotation")))
        query, key = pair.query_index, pair.key_index
        self.rotation.show_text(
            self.tr("The score uses them rotated, %n position(s) apart.", "", abs(query - key)),
            self.tr("The query is at position {query}, the key at {key}.").format(query=query, key=key),
        )

    def _on_turned(self, on: bool) -> None:
        self._fill()
        self.rotation_chosen.emit(on)

    def _name_turn(self) -> None:
        state = self.tr("before rotation") if self.turn.isChecked() else self.tr("after rotation")
        self.turn.setText(f"⇄  {state}")
        self.turn.setAccessibleName(self.tr("Query and key are shown {state}").format(state=state))
        half = 0 if self._shown is None else len(self._shown[2].query) // 2
        tip = self.tr(
            "This model tells positions by rotation (RoPE): in query and key, numbers i and i + {half} are turned "
            "together by an angle that grows with the token's position. The score then depends on how far apart the "
            "two are. Click to see the numbers before or after."
        )
        self.turn.setToolTip(f"<qt>{escape(tip.format(half=half))}</qt>")
        self.q.set_corner(self.turn)

    def _fill_steps(self, pair: Pair) -> None:
        share, exp = percent(pair.weight), float(pair.row_exp[pair.key_index])
        shifted = float(pair.row_shifted[pair.key_index])
        self.score.show_steps(
            [
                Step(self.tr("sum of the products"), "q·k", printed(pair.dot)),
                Step(self._why_masked(pair), "", self.tr("masked"), large=True)
                if pair.masked
                else Step(
                    self.tr("scaled"), f"{printed(pair.dot)} ÷ √{len(pair.query)}", printed(pair.score), large=True
                ),
            ]
        )
        self.softmax.show_steps(
            [
                Step(
                    self.tr("minus the largest"),
                    f"{printed(pair.score)} − {operand(pair.row_max)}",
                    printed(shifted),
                ),
                Step(self.tr("exponential"), f"exp({printed(shifted)})", printed_small(exp)),
                Step(self.tr("sum over the row"), "Σ exp", printed_small(pair.row_sum)),
                Step(
                    self.tr("share"),
                    f"{printed_small(exp)} ÷ {printed_small(pair.row_sum)}",
                    share,
                    colour="key",
                    large=True,
                ),
            ]
        )

    def _why_masked(self, pair: Pair) -> str:
        if pair.key_index > pair.query_index:
            return self.tr("may not look ahead: score −∞")
        return self.tr("lies too far back: score −∞")

    def _bar_count(self) -> int:
        """As many bars as there is room for beside everything else, an opened table apart."""
        others = self.layout().sizeHint().height() - self.bars.sizeHint().height()
        if self.fold.isChecked():
            others -= self.terms.sizeHint().height()
        fewest, most = BARS
        fewest -= not self.rotation.isHidden()  # its line must not push the output out of sight
        return max(fewest, min(most, int(self._room - others - BarsSection.REST) // BarsSection.LINE))

    def _fill_bars(self, tokens: Tokens, pair: Pair) -> None:
        keys = strongest_keys(pair, min(self._bar_count(), pair.seen + pair.masked))
        weights = [float(pair.row_weights[key]) for key in keys]
        bars = [
            Bar(key, token_name(tokens, key), weight, self._bar_text(pair, key), key == pair.key_index)
            for key, weight in zip(keys, weights, strict=True)
        ]
        others = pair.seen + pair.masked - len(keys)
        left = max(0.0, float(pair.row_weights.sum(dtype=np.float64)) - sum(weights))
        rest = self.tr("%n more: {share}", "", others).format(share=percent(left)) if others else ""
        self.bars.show_bars(bars, rest)

    def _bar_text(self, pair: Pair, key: int) -> str:
        chosen_masked = pair.masked and key == pair.key_index
        return self.tr("masked") if chosen_masked else percent(float(pair.row_weights[key]))

    def _on_fold_toggled(self, open_: bool) -> None:
        if open_ and self._shown is not None:
            self.terms.show_pair(self._shown[2])
        self.terms.setVisible(open_)
        self._name_fold()

    def _name_fold(self) -> None:
        count = len(self._shown[2].query) if self._shown else 0
        mark = "▾" if self.fold.isChecked() else "▸"
        terms = self.tr("All %n term(s)", "", count)
        self.fold.setText(f"{mark}  {terms}")
        self.products.set_corner(self.fold)
