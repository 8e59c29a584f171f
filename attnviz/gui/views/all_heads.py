"""Every head of the model at once: pictures from the device, named after what they do, sorted and filtered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QHideEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QToolTip, QVBoxLayout, QWidget

from attnviz.gui.icons import icon
from attnviz.gui.theme import theme
from attnviz.gui.views.empty_state import Nothing, draw_empty, example_sentence
from attnviz.gui.views.heads_around import Choice, Line
from attnviz.gui.views.heads_canvas import HeadsCanvas
from attnviz.gui.views.heads_card import HeadCard
from attnviz.gui.views.heads_chips import PatternChips
from attnviz.gui.views.heads_enlarged import can_enlarge
from attnviz.gui.views.heads_figure import Figure, facts_table, paint_heads
from attnviz.gui.views.heads_picture import STEPS, step_for
from attnviz.gui.views.heads_popup import HeadPopup
from attnviz.gui.views.heads_said import (
    ORDERS,
    Named,
    facts_line,
    likeness,
    likeness_rule,
    named,
    ordered,
    place_line,
    whole_rule,
)
from attnviz.gui.views.view import View
from attnviz.heads import PATTERNS
from attnviz.trace import Array, Focus, HeadId, Trace, Wishes


class AllHeadsView(HeadCard, View):
    """Thumbnails of all heads; see ``View``."""

    NAME = "heads"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._trace: Trace | None = None
        self._pictured: Trace | None = None
        self._named: Named | None = None
        self._like: Array | None = None  # of each head to the one in focus, while they stand in that order
        self._focus = Focus()
        self._side = 24
        self._axis = "tokens"
        self._enlarged: HeadId | None = None
        self.order = Choice(self)
        self.order.addItems([""] * len(ORDERS))
        self.contrast, self.help = QToolButton(self), QToolButton(self)
        self.contrast.setCheckable(True)
        self.contrast.setIconSize(QSize(16, 16))
        self.help.setText("?")
        for button in (self.contrast, self.help):
            button.setFixedSize(28, 28)
            button.setStyleSheet("QToolButton { padding: 0; border-radius: 6px; }")
        for button in (self.contrast, self.help):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.chips = PatternChips(self)
        self.canvas, self.words = HeadsCanvas(self), Nothing(self, (160, 96))
        self.place, self.facts = Line(14, "text", bold=True), Line(12, "secondary")
        self.popup = HeadPopup()
        self.popup.setParent(self)
        self._lay_out()
        for chosen in (self.order.currentIndexChanged, self.contrast.toggled, self.chips.changed):
            chosen.connect(lambda *_: self._show())
            chosen.connect(self.state_changed)
        self.help.clicked.connect(self.explain)
        self.canvas.tip = self._tip
        self.canvas.chosen.connect(self.head_chosen)
        self.canvas.enlarged.connect(self._on_enlarged)
        self.canvas.left.connect(self._close_card)
        self.canvas.pointed.connect(self._on_pointed)
        self.canvas.fitted.connect(self._on_fitted)
        theme().changed.connect(self._dress)
        self._dress()
        self.live(self._tell)

    def _lay_out(self) -> None:
        top, column = QHBoxLayout(), QVBoxLayout(self)
        top.setSpacing(8)
        top.addWidget(self.order)
        top.addStretch(1)
        top.addWidget(self.contrast)
        top.addWidget(self.help)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addLayout(top)
        for part in (self.chips, self.canvas, self.words):
            column.addWidget(part)
        said = QVBoxLayout()
        said.setSpacing(0)
        for line in (self.place, self.facts):
            said.addWidget(line)
        column.addLayout(said)

    # what all views have

    def title(self) -> str:
        return self.tr("All heads")

    def wishes(self) -> Wishes:
        trace, head = self._pictured, self._enlarged
        heads = (head,) if trace is not None and head is not None and can_enlarge(trace, head) else ()
        return Wishes(heads=heads, thumbnails=self._side, facts=True)

    def set_axis(self, axis: str) -> None:
        """The card of an enlarged head follows it; the pictures of all heads are of tokens."""
        self._axis = axis
        if self.popup.isVisible():
            self._enlarge()

    def show_trace(self, trace: Trace | None, focus: Focus) -> None:
        same = trace is self._trace
        stays = self._continues(trace)
        self._focus = focus
        if same and trace is not None:
            if self._order == "alike":
                self._show()
            self.canvas.set_focus_head(focus.head_id)
            self._tell_place()
            return
        self._trace = trace
        if trace is not None and trace.thumbnails is not None:
            self._pictured, self._named = trace, named(trace)
        elif trace is None or self._reason(trace) or self._pictured is None or self._pictured.model != trace.model:
            self._pictured = self._named = None
        self._fill(stays)
        self.canvas.set_focus_head(focus.head_id)
        self._tell_words()
        self._tell_place()
        if stays:
            self._enlarge()

    def state(self) -> dict[str, Any]:
        """Order, filter and scale of colours."""
        return {
            "order": self._order,
            "patterns": [PATTERNS[i] for i in sorted(self.chips.chosen)],
            "contrast": self.contrast.isChecked(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        order, patterns = state.get("order"), state.get("patterns", [])
        with QSignalBlocker(self.order), QSignalBlocker(self.contrast):
            self.order.setCurrentIndex(ORDERS.index(order) if order in ORDERS else 0)
            self.contrast.setChecked(bool(state.get("contrast", False)))
        known = patterns if isinstance(patterns, (list, tuple)) else ()
        self.chips.choose({PATTERNS.index(name) for name in known if name in PATTERNS})
        self._show()

    def table(self) -> list[list[str]]:
        """What every head does."""
        return facts_table(self._pictured, self._named) if self._pictured is not None else []

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """The same heads as a figure; what the view says where it shows none."""
        trace, order = self._pictured, self.canvas.order
        if trace is None or trace.thumbnails is None or not order:
            draw_empty(painter, area, self.words.title, self.words.line, theme().colours)
            return
        flow = self._named is not None and self._order != "layers"
        about = self.order.currentText() if flow else self.title()
        own = self.contrast.isChecked()
        figure = Figure(trace, self._named, order, flow, own, about, self._focus.head_id, self.canvas.dimmed)
        paint_heads(painter, area, figure, theme().colours)

    # what is shown

    @property
    def _order(self) -> str:
        return ORDERS[self.order.currentIndex()]

    def _show(self) -> None:
        """Everything anew: another trace, order, filter or scale."""
        self._fill()
        self._tell_words()
        self._tell_place()

    def _fill(self, stays: bool = False) -> None:
        """The pictures and what stands around them; the words below are to follow. ``stays``: the enlarged head."""
        trace, found = self._pictured, self._named
        if not stays:
            self._close_card()
        shown = trace is not None and trace.thumbnails is not None
        self.chips.setVisible(shown and found is not None)
        self.order.setEnabled(shown and found is not None)
        self.contrast.setEnabled(shown)
        kept: list[HeadId] = []
        self._like = None
        if shown:
            order = self._order if found else "layers"
            if order == "alike":
                head = self._focus.head_id
                known = head[0] < trace.model.attentions and head[1] < trace.model.heads
                self._like = likeness(trace, head if known else (0, 0))
            heads = ordered(trace, found, order, self._like)
            patterns = {head: int(found.patterns[head]) for head in heads} if found else {}
            wanted = self.chips.chosen if found else frozenset()
            kept = [head for head in heads if not wanted or patterns[head] in wanted]
            flow = order != "layers"
            dimmed = frozenset() if flow else frozenset(heads) - frozenset(kept)
            if found:
                counts = np.bincount(found.patterns[found.patterns >= 0], minlength=len(PATTERNS))
                self.chips.show_counts(dict(enumerate(counts.tolist())))
            self.canvas.show_heads(trace, kept if flow else heads, patterns, dimmed, flow, self.contrast.isChecked())
        some = shown and bool(self.canvas.order)
        self.canvas.setVisible(some)
        self.words.setVisible(not some)

    def _reason(self, trace: Trace | None) -> str:
        """Why there are no pictures of this trace, and more runs will change nothing; "" otherwise."""
        if trace is not None and not len(trace.tokens):
            return "empty"
        return "none" if trace is not None and trace.request.thumbnails and trace.thumbnails is None else ""

    # what is said

    def _tell(self) -> None:
        names = (
            self.tr("Layers × heads"),
            self.tr("By pattern"),
            self.tr("By entropy, lowest first"),
            self.tr("By distance, nearest first"),
            self.tr("Like the chosen head"),
        )
        for i, name in enumerate(names):
            self.order.setItemText(i, name)
        self.order.setItemData(ORDERS.index("alike"), likeness_rule(), Qt.ItemDataRole.ToolTipRole)
        self.order.setAccessibleName(self.tr("Order of the heads"))
        self.order.setToolTip(self.tr("Order of the heads"))
        contrast = self.tr("Contrast: each head's colours reach up to its own strongest weight, not to 100 %")
        for part, text in ((self.contrast, contrast), (self.help, self.tr("How heads are named"))):
            part.setToolTip(text)
            part.setAccessibleName(text)
        self.help.setAccessibleDescription(whole_rule())
        self.help.setToolTip(whole_rule())
        self.canvas.setAccessibleName(self.tr("Pictures of all heads"))
        self._tell_words()
        self._tell_place()

    def _tell_words(self) -> None:
        reason = self._reason(self._trace)
        if reason == "empty":
            line = self.tr("and see what every head does with it. For example:")
            self.words.say(self.tr("Type a sentence"), f"{line}\n{example_sentence()}")
        elif reason == "none":
            self.words.say(
                self.tr("No pictures of all heads"),
                self.tr("This captured trace is too large for them, or holds heads without numbers."),
            )
        elif self._pictured is not None:
            self.words.say(self.tr("No head does this here"), self.tr("Choose other patterns above."))
        elif self._trace is not None:
            self.words.say(self.tr("Pictures of all heads are being made"), "")
        else:
            self.words.say(self.tr("All heads"), self.tr("They appear when the model has read the text."))

    def _tell_place(self) -> None:
        """The readout below, of the head under the mouse, or of the cursor while it is in use, or of the focus."""
        trace = self._pictured
        cursor = self.canvas.cursor if self.canvas.hasFocus() else None
        head = self.canvas.hovered or cursor or self._focus.head_id
        known = trace is not None and head[0] < trace.model.attentions and head[1] < trace.model.heads
        texts = (place_line(trace, head, self._named, self._like), facts_line(head, self._named)) if known else ("", "")
        for line, text in zip((self.place, self.facts), texts, strict=True):
            line.say(text)
        self.canvas.setAccessibleDescription(". ".join(filter(None, texts)))

    def _tip(self, head: HeadId) -> str:
        trace = self._pictured
        return f"{place_line(trace, head, self._named, self._like)}\n{facts_line(head, self._named)}" if trace else ""

    def explain(self) -> None:
        """Show the rule, beside its button."""
        QToolTip.showText(
            self.help.mapToGlobal(QPoint(0, self.help.height())), whole_rule(), self.help, QRect(), 60_000
        )

    # what it answers

    def _on_pointed(self, head: HeadId | None) -> None:
        if self.popup.isVisible() and head is not None and self.canvas.hovered is None:
            self._on_enlarged(*head)  # the arrows walk through the enlarged ones
        self._tell_place()

    def _on_fitted(self) -> None:
        """Cells have another size: other thumbnails may suit them."""
        plan = self.canvas.plan
        side = step_for(plan.cell, self.devicePixelRatioF()) if plan else self._side
        if side != self._side and side in STEPS:
            self._side = side
            self.wishes_changed.emit()

    # Qt

    def _dress(self) -> None:
        self.contrast.setIcon(icon("contrast", theme().colours.text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._close_card()
        super().resizeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._close_card()
        super().hideEvent(event)
