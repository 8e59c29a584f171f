"""Attention as lines: the text twice or once, and a line for each weight; several heads at once in several colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from attnviz.digits import counted, percent
from attnviz.gui.theme import theme
from attnviz.gui.views.empty_state import Nothing, example_sentence
from attnviz.gui.views.heatmap_header import one_line
from attnviz.gui.views.lines_canvas import LinesCanvas
from attnviz.gui.views.lines_colours import MOST_HEADS, head_colour
from attnviz.gui.views.lines_controls import LinesControls, LinesLegend
from attnviz.gui.views.lines_data import LinesOptions, Scene, heads_of, make_scene, options_of
from attnviz.gui.views.lines_painting import reading_notes, share
from attnviz.gui.views.lines_picture import paint_lines
from attnviz.gui.views.readout import Readout
from attnviz.gui.views.runs import Run
from attnviz.gui.views.view import View
from attnviz.trace import Focus, HeadId, Trace, Wishes

MOST_NAMED = 6


class LinesView(View):
    """The head in focus and up to five more that the user adds."""

    NAME = "lines"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._newest: tuple[Trace, Focus] | None = None
        self._behind = False
        self._axis = "tokens"
        self._extra: dict[HeadId, int] = {}
        self._hidden: set[HeadId] = set()
        self.controls, self.legend, self.canvas, self.readout = LinesControls(), LinesLegend(), LinesCanvas(), Readout()
        self.nothing = Nothing()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for part in (self.controls, self.legend, self.readout):
            column.addWidget(part)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.nothing, 1)
        self.setFocusProxy(self.canvas)
        self.controls.chosen.connect(lambda _: self._on_choice())
        self.legend.toggled.connect(self.toggle_head)
        self.legend.added.connect(self.add_head)
        self.legend.removed.connect(self.remove_head)
        self.canvas.pair_chosen.connect(self._choose_pair)
        self.canvas.marked.connect(self._tell)
        self.canvas.key_pressed.connect(self._on_key)
        theme().changed.connect(self._tell)
        self.live(self._tell)

    # the contract of a view

    def title(self) -> str:
        return self.tr("Lines")

    def wishes(self) -> Wishes:
        """The heads that the user added; the one in focus comes with every run."""
        return Wishes(heads=tuple(self._extra))

    def set_axis(self, axis: str) -> None:
        if axis != self._axis:
            self._axis, self._behind = axis, self._newest is not None
            if self.isVisible():
                self._catch_up()

    def show_trace(self, trace: Trace | None, focus: Focus) -> None:
        if trace is None:
            self._newest, self._behind = None, False
            self.canvas.show_scene(None)
            self._tell()
            return
        if self._newest is not None and trace.request.id < self._newest[0].request.id:
            return
        self._newest, self._behind = (trace, focus), True
        if self.isVisible():
            self._catch_up()

    def state(self) -> dict[str, Any]:
        """The drawing, and the heads that the user added with their colours, hidden ones marked."""
        heads = [[*head, slot, head in self._hidden] for head, slot in self._extra.items()]
        return {**asdict(self.options), "heads": heads}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.controls.show_options(options_of(state))
        stored = heads_of(state, MOST_HEADS)
        self._extra = {head: slot for head, (slot, _) in stored.items()}
        self._hidden = {head for head, (_, hidden) in stored.items() if hidden}
        self._catch_up(always=True)

    # what the user does

    @property
    def options(self) -> LinesOptions:
        return self.controls.options

    def set_options(self, options: LinesOptions) -> None:
        self.controls.show_options(options)
        self._on_choice()

    def _on_choice(self) -> None:
        self.state_changed.emit()
        self._catch_up(always=True)

    def add_head(self, head: HeadId) -> None:
        """Show one more head, as soon as a run has brought it."""
        taken = len(self._extra) + 1
        if head in self._extra or (self._newest and head == self._newest[1].head_id) or taken >= MOST_HEADS:
            return
        free = (slot for slot in range(1, MOST_HEADS) if slot not in self._extra.values())
        self._extra[head] = next(free)
        self.wishes_changed.emit()
        self._on_choice()

    def remove_head(self, head: HeadId) -> None:
        if self._extra.pop(head, None) is not None:
            self._hidden.discard(head)
            self.wishes_changed.emit()
            self._on_choice()

    def toggle_head(self, head: HeadId) -> None:
        """Hide a head's lines, or show them again."""
        self._hidden ^= {head}
        self._on_choice()

    def _choose_pair(self, query: int, key: int) -> None:
        """Show the choice at once and tell of it."""
        if self._newest is not None:
            trace, focus = self._newest
            self._newest = trace, focus.on_pair(query, key)
            self._catch_up(always=True)
        self.pair_chosen.emit(query, key)

    def _on_key(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text()
        if key == Qt.Key.Key_A:
            self.set_options(replace(self.options, arcs=not self.options.arcs))
        elif key == Qt.Key.Key_S:
            self.set_options(replace(self.options, special_tokens=not self.options.special_tokens))
        elif key == Qt.Key.Key_N:
            self.legend.ask()
        elif text in ("+", "=", "-"):
            self.controls.step_least(-1 if text == "-" else 1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._extra:
            self.remove_head(list(self._extra)[-1])
        else:
            event.ignore()

    # what is shown

    def _catch_up(self, always: bool = False) -> None:
        """Draw the newest trace. Hidden views skip this, and do it when they are shown."""
        if self._newest is None or not (always or self._behind):
            return
        self._behind = False
        trace, focus = self._newest
        self.legend.show_heads(self._legend_entries(trace, focus), trace.model)
        drawn, stale = self._drawable(trace, focus), False
        old = self.canvas.scene
        if not len(trace.tokens) or not drawn:
            waits = len(trace.tokens) and trace.head(focus) is None and focus.head_id not in self._hidden
            if waits and old is not None:  # keep the old picture until the run that brings this head
                self.canvas.show_scene(old, stale=True)
                self._tell()
                return
            self.canvas.show_scene(None)
        else:
            stale = trace.head(focus) is None and focus.head_id not in self._hidden
            self.canvas.show_scene(make_scene(trace, focus, self.options, drawn, axis=self._axis), stale)
        self._tell()

    def _drawable(self, trace: Trace, focus: Focus) -> list[tuple[HeadId, int]]:
        """Heads to draw with their colours: shown, in the trace, and between the texts of the layer in focus."""
        return [(head, slot) for head, slot, on, why in self._legend_entries(trace, focus) if on and not why]

    def _legend_entries(self, trace: Trace, focus: Focus) -> list[tuple[HeadId, int, bool, str]]:
        heads = [(focus.head_id, 0), *((head, slot) for head, slot in self._extra.items() if head != focus.head_id)]
        return [(head, slot, head not in self._hidden, self._obstacle(trace, focus, head)) for head, slot in heads]

    def _obstacle(self, trace: Trace, focus: Focus, head: HeadId) -> str:
        """Why a head cannot be drawn; "" if it can."""
        layer, number = head
        if layer >= trace.model.attentions or number >= trace.model.heads:
            return self.tr("this model has no such head")
        here = trace.queries(focus.layer), trace.keys(focus.layer)
        if any(one is not other for one, other in zip(here, (trace.queries(layer), trace.keys(layer)), strict=True)):
            return self.tr("it looks between other texts than the layer in focus")
        if head not in trace.heads:
            return self.tr("comes with the next run")
        return ""

    def _tell(self) -> None:
        """All texts anew: state, readout, and the summary for those who cannot see the picture."""
        self.setAccessibleName(self.tr("Attention as lines"))
        self.canvas.setAccessibleName(self.tr("Attention as lines"))
        scene, plan = self.canvas.scene, self.canvas.plan
        shown = scene is not None and plan is not None
        if self._newest is not None and not self._behind:
            trace, focus = self._newest
            self.legend.show_heads(self._legend_entries(trace, focus), trace.model)
        for part in (self.readout, self.canvas, self.legend):
            part.setVisible(shown or (part is self.legend and self._all_hidden()))
        if shown:
            self.readout.show_texts(self._headline(scene), reading_notes(scene, plan, self.canvas.scrolls))
            self.canvas.setAccessibleDescription(self.spoken())
        else:
            self.nothing.say(*self._empty_texts())
        self.nothing.setVisible(not shown)

    def _all_hidden(self) -> bool:
        if self._newest is None or not len(self._newest[0].tokens):
            return False
        return all(not on for _, _, on, _ in self._legend_entries(*self._newest))

    def spoken(self) -> str:
        """A summary in words."""
        scene = self.canvas.scene
        if scene is None or not scene.blocks:
            return ""
        token = self.canvas.marks.token
        side, place = token if token is not None else ("query", scene.chosen[0] if scene.chosen else 0)
        other = scene.strongest(side, place)
        query, key = (place, other) if side == "query" else (other, place)
        strongest = self.tr("{query} attends most to {key}, {share}.").format(
            query=one_line(scene.label("query", query)),
            key=one_line(scene.label("key", key)),
            share=percent(float(scene.blocks[0][query, key])),
        )
        notes = reading_notes(scene, self.canvas.plan) if self.canvas.plan else []
        return " ".join([strongest, *notes[:1]])

    def _headline(self, scene: Scene) -> list[Run]:
        """What is under the mouse, or the pair in focus."""
        c, marks = theme().colours, self.canvas.marks
        if marks.token is not None:
            return self._token_runs(scene, *marks.token)
        if marks.line is not None and len(marks.line):
            line = marks.line
            pair, heads = (int(line.query[0]), int(line.key[0])), [int(line.head[0])]
        elif scene.chosen is not None:
            pair, heads = scene.chosen, list(range(len(scene.heads)))
        else:
            return [Run(self.tr("Choose a token or a line"), c.secondary, 14, gives=True)]
        runs = [
            Run(one_line(scene.label("query", pair[0])), c.query, 17, gives=True),
            Run(" → ", c.text, 17),
            Run(one_line(scene.label("key", pair[1])), c.key, 17, gives=True),
        ]
        for head in heads:
            weight = percent(float(scene.blocks[head][pair]))
            colour = head_colour(scene.slots[head], c) if len(scene.heads) > 1 else c.text
            runs.append(Run(f"  {weight}", colour, 17, bold=True))
        rank = self.tr("rank {rank} of {count}").format(
            rank=counted(scene.rank(heads[0], *pair)), count=counted(len(scene.columns))
        )
        return [*runs, Run(f"   {rank}", c.secondary, 12)] if len(heads) == 1 else runs

    def _token_runs(self, scene: Scene, side: str, place: int) -> list[Run]:
        c, lines = theme().colours, scene.lines_of(side, place)
        looks = self.tr("looks at") if side == "query" else self.tr("is looked at by")
        label = one_line(scene.label(side, place)) or scene.label(side, place)
        runs = [
            Run(label, c.query if side == "query" else c.key, 17, gives=True),
            Run(f"  {looks}  ", c.secondary, 12),
        ]
        other, ends = ("key", lines.key) if side == "query" else ("query", lines.query)
        for i in range(min(MOST_NAMED, len(lines))):
            colour = head_colour(scene.slots[int(lines.head[i])], c) if len(scene.heads) > 1 else c.text
            runs += [
                Run(one_line(scene.label(other, int(ends[i]))), c.text, 14, gives=True),
                Run(f" {share(float(lines.weight[i]))}   ", colour, 14, bold=True),
            ]
        if len(lines) > MOST_NAMED:
            runs.append(Run(self.tr("and %n more", "", len(lines) - MOST_NAMED), c.secondary, 12))
        return runs

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """The same picture as a figure: title, legend, notes, tokens, lines; nothing where there is nothing to show."""
        self._catch_up()
        if self.canvas.scene is not None:
            paint_lines(painter, area, self.canvas.scene, self.canvas.marks, theme().colours)

    # instead of a picture

    def _empty_texts(self) -> tuple[str, str]:
        if self._newest is None:
            return self.tr("Waiting for the first run"), self.tr("Then each word is joined to those it attends to.")
        if not len(self._newest[0].tokens):
            line = self.tr("and see what each word looks at. For example:")
            return self.tr("Type a sentence"), f"{line}\n{example_sentence()}"
        if self._all_hidden():
            return self.tr("All heads are hidden"), self.tr("Choose one in the legend above.")
        if self.canvas.scene is not None:
            return self.tr("Only special tokens here, and they are hidden"), ""
        return self.tr("This head comes with the next run"), ""

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()
