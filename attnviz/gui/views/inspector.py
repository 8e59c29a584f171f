"""The Q/K/V inspector: one attention weight, opened up from top to bottom as the calculation flows."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QScrollArea, QToolButton, QVBoxLayout, QWidget

from attnviz.digits import exact, percent
from attnviz.gui.i18n import Live
from attnviz.gui.theme import Colours, theme
from attnviz.gui.views.calculation import calculation_text, copied, operand, printed, printed_small, strongest_keys
from attnviz.gui.views.empty_state import draw_empty
from attnviz.gui.views.inspector_sections import Bar, BarsSection, Section, Step, StepsSection, Strip, StripSection
from attnviz.gui.views.parts import group_name, next_word
from attnviz.gui.views.runs import Run, draw_runs
from attnviz.gui.views.terms_table import TermsTable
from attnviz.pair import Pair, open_pair
from attnviz.trace import Focus, ModelInfo, Tokens, Trace

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
        self.setToolTip(f"<qt>{escape(note)}</qt>" if note else "")  # whole, where the line is too short
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


class InspectorView(Live, QScrollArea):
    """Paints its own panel, so it needs no frame around it. Ctrl+C copies the whole calculation.

    Signals:
        pair_chosen(int, int): query and key of the bar that was clicked.
    """

    pair_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("panel")  # the style sheet's panel, scroll bar included
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().setStyleSheet("QScrollBar:vertical { margin: 10px 2px 10px 0; }")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._newest: tuple[Trace, Focus] | None = None
        self._behind = False
        self._shown: tuple[Trace, Focus, Pair] | None = None
        self._build()
        self.copy_action = QAction(self)
        self.copy_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self.copy_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.copy_action.triggered.connect(self._copy_all)
        self.addAction(self.copy_action)
        self.bars.key_chosen.connect(self._on_key_chosen)
        self.fold.toggled.connect(self._on_fold_toggled)
        theme().changed.connect(self.viewport().update)
        self.live(self._state_texts)

    def _build(self) -> None:
        self.pair_line = PairSection()
        self.q, self.k, self.products = StripSection(), StripSection(), StripSection()
        self.fold, self.terms = QToolButton(), TermsTable()
        self.fold.setCheckable(True)
        self.fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.fold.setStyleSheet("QToolButton { padding: 0 8px; font-size: 12px; border-radius: 6px; }")
        self.products.set_corner(self.fold)
        self.terms.hide()
        self.score, self.softmax, self.bars = StepsSection(), StepsSection(), BarsSection()
        self.v, self.weighted, self.output = StripSection(), StripSection(), StripSection()
        self._headings = {name: QLabel() for name in ("score", "softmax", "row", "output")}
        self.content = QWidget()
        column = QVBoxLayout(self.content)
        column.setContentsMargins(16, 6, 16, 4)
        column.setSpacing(3)
        groups = (
            (self.pair_line, self._headings["score"], self.q, self.k, self.products, self.terms, self.score),
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
        self._sections = self.content.findChildren(Section)
        self.setWidget(self.content)
        QWidget.setTabOrder(self.fold, self.bars)
        self.content.hide()  # after setWidget, which shows it

    # what is shown

    def show_trace(self, trace: Trace, focus: Focus) -> None:
        """Show a trace that is at least as new as the one on screen; an older one is ignored."""
        if self._newest is not None and trace.request.id < self._newest[0].request.id:
            return
        self._newest, self._behind = (trace, focus), True
        if self.isVisible():
            self._catch_up()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

    @property
    def stale(self) -> bool:
        """True while what is shown isn't the head in focus."""
        return any(section.stale for section in self._sections)

    def _catch_up(self) -> None:
        """Open the newest pair. Hidden views skip this, and do it when they are shown."""
        if not self._behind or self._newest is None:
            return
        self._behind = False
        trace, focus = self._newest
        head = trace.head(focus)
        missing = head is None and len(trace.tokens) > 0
        if not missing:
            inside = focus.query is not None and focus.key is not None
            inside = inside and focus.query < len(trace.queries(focus.layer))
            inside = inside and focus.key < len(trace.keys(focus.layer))
            self._shown = (trace, focus, open_pair(head, focus.query, focus.key)) if head and inside else None
        for section in self._sections:
            section.set_stale(missing)
        self.content.setVisible(self._shown is not None)
        self._fill()
        self.viewport().update()

    def _state_texts(self) -> None:
        self.setAccessibleName(self.tr("Calculation of one weight"))
        self.copy_action.setText(self.tr("Copy the whole calculation"))
        self._headings["score"].setText(self.tr("Score: how well query and key match"))
        self._headings["softmax"].setText(self.tr("Softmax: the score's share of its row"))
        self._headings["row"].setText(self.tr("This row adds up to 100 %"))
        self._headings["output"].setText(self.tr("Output = Σ weight × value"))
        self._fill()
        self.viewport().update()

    def _fill(self) -> None:
        """Give every section its numbers, in the language in use."""
        if self._shown is None:
            return
        trace, focus, pair = self._shown
        keys = trace.keys(focus.layer)
        query, key = trace.queries(focus.layer).labels[pair.query_index], keys.labels[pair.key_index]
        weight = self.tr("masked") if pair.masked else percent(pair.weight)
        self.pair_line.show_pair(query, key, weight, next_word(trace, focus.layer, pair.query_index))
        self._fill_strips(query, key, pair)
        self._name_group(trace.model, focus.head)
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
            section.setToolTip(shares)
            if shares:
                section.show_strip(replace(section.strip, note=note))

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
        others = self.content.layout().sizeHint().height() - self.bars.sizeHint().height()
        if self.fold.isChecked():
            others -= self.terms.sizeHint().height()
        fewest, most = BARS
        return max(fewest, min(most, int(self.viewport().height() - others - BarsSection.REST) // BarsSection.LINE))

    def _fill_bars(self, tokens: Tokens, pair: Pair) -> None:
        keys = strongest_keys(pair, min(self._bar_count(), pair.seen + pair.masked))
        weights = [float(pair.row_weights[key]) for key in keys]
        bars = [
            Bar(key, tokens.labels[key], weight, self._bar_text(pair, key), key == pair.key_index)
            for key, weight in zip(keys, weights, strict=True)
        ]
        others = pair.seen + pair.masked - len(keys)
        left = max(0.0, float(pair.row_weights.sum(dtype=np.float64)) - sum(weights))
        rest = self.tr("%n more: {share}", "", others).format(share=percent(left)) if others else ""
        self.bars.show_bars(bars, rest)

    def _bar_text(self, pair: Pair, key: int) -> str:
        chosen_masked = pair.masked and key == pair.key_index
        return self.tr("masked") if chosen_masked else percent(float(pair.row_weights[key]))

    # what it answers

    def _on_key_chosen(self, key: int) -> None:
        if self._shown is not None:
            self.pair_chosen.emit(self._shown[2].query_index, key)

    def _on_fold_toggled(self, open_: bool) -> None:
        self.terms.setVisible(open_)
        self._name_fold()

    def _name_fold(self) -> None:
        count = len(self._shown[2].query) if self._shown else 0
        mark = "▾" if self.fold.isChecked() else "▸"
        terms = self.tr("All %n term(s)", "", count)
        self.fold.setText(f"{mark}  {terms}")
        self.products.set_corner(self.fold)

    def _copy_all(self) -> None:
        self._catch_up()  # the menu copies it while it is hidden, too
        if self._shown is not None:
            QGuiApplication.clipboard().setText(calculation_text(*self._shown[:2]))

    def _number_at(self, point: QPoint) -> tuple[str, float] | None:
        """(name, number) of the strip cell or table cell under a point of this widget."""
        part = self.childAt(point)
        inside = QPointF(part.mapFrom(self, point)) if part is not None else QPointF()
        if isinstance(part, TermsTable):
            return part.number_at(inside)
        if isinstance(part, StripSection) and (index := part.index_at(inside)) is not None:
            return f"{part.strip.symbol}[{index}]", float(part.strip.values[index])
        return None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.make_menu(event.pos())
        menu.exec(event.globalPos())
        menu.deleteLater()

    def make_menu(self, point: QPoint) -> QMenu:
        """What can be copied at a point of this widget."""
        menu = QMenu(self)
        if found := self._number_at(point):
            name, value = found
            single = menu.addAction(self.tr("Copy {name} = {value}").format(name=name, value=exact(value)))
            single.triggered.connect(lambda: QGuiApplication.clipboard().setText(copied(value)))
        menu.addAction(self.copy_action)
        self.copy_action.setEnabled(self._shown is not None)
        return menu

    # Qt

    def _set_ring(self, on: bool) -> None:
        if bool(self.property("ring")) != on:
            self.setProperty("ring", on)
            self.style().unpolish(self)
            self.style().polish(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._set_ring(event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._set_ring(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._shown is not None and event.size().height() != event.oldSize().height():
            trace, focus, pair = self._shown
            self._fill_bars(trace.keys(focus.layer), pair)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 150)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._shown is not None or self._newest is None:
            return
        title = self.tr("How a weight is made")
        line = self.tr("Choose a cell of the heatmap to see every number behind it.")
        painter = QPainter(self.viewport())
        draw_empty(painter, QRectF(self.viewport().rect()), title, line, theme().colours)
        painter.end()
