"""Where a word's information comes from through all layers, and how its vector changes on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from attnviz.drift import Directions
from attnviz.gui.theme import theme
from attnviz.gui.views.empty_state import Nothing
from attnviz.gui.views.layer_flow_canvas import FlowCanvas
from attnviz.gui.views.layer_flow_choice import Looked, is_written
from attnviz.gui.views.layer_flow_controls import FlowControls
from attnviz.gui.views.layer_flow_data import FlowOptions, Scene, source_of
from attnviz.gui.views.layer_flow_drift import HIGH, DriftChart, DriftScene
from attnviz.gui.views.layer_flow_instead import obstacle, too_long_for_flow
from attnviz.gui.views.layer_flow_menu import FlowMenu
from attnviz.gui.views.layer_flow_picture import paint_figure
from attnviz.gui.views.layer_flow_plan import room_for
from attnviz.gui.views.layer_flow_table import drift_table, flow_table
from attnviz.gui.views.layer_flow_telling import FlowTelling
from attnviz.gui.views.layer_flow_walking import FlowWalking
from attnviz.gui.views.layer_flow_work import FlowWork
from attnviz.gui.views.view import View
from attnviz.rollout import KINDS, Flow, Units, strongest
from attnviz.trace import Focus, Trace, Wishes

BOTH_HIGH, BOTH_WIDE = 700, 900
"""From this size on, flow and drift stand beside or below each other."""


class LayerFlowView(FlowWalking, FlowMenu, FlowTelling, View):
    """The flow to the query in focus, from the input; the key in focus is what the sentence above it speaks of."""

    NAME = "flow"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._trace: Trace | None = None
        self._focus = Focus()
        self._behind = False
        self.looked = Looked()
        self._axis: str | None = None
        self._whole: Flow | None = None
        self._directions: tuple[Trace, Units, Directions] | None = None
        self._due: tuple[Trace, int] | None = None  # whose drift is still to be shown, for which level
        self._drift_turn = QTimer(self, singleShot=True, interval=0)
        self._drift_turn.timeout.connect(self._drift_now)
        self.work = FlowWork(self)
        self.controls, self.canvas, self.drift, self.words = (
            FlowControls(),
            FlowCanvas(),
            DriftChart(),
            Nothing(self, (160, 96)),
        )
        self.said, self.notes, self.readout = QLabel(), QLabel(), QLabel()
        self._build()
        self._connect()
        self.live(self._speak)

    def _build(self) -> None:
        self.said.setTextFormat(Qt.TextFormat.RichText)
        self.notes.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self.said, self.notes):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            label.setMinimumWidth(1)
        for label in (self.notes, self.readout):
            label.setProperty("role", "secondary")
        self.readout.setTextFormat(Qt.TextFormat.PlainText)
        self.readout.setFixedHeight(18)
        self.readout.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 10)
        column.setSpacing(8)
        for part in (self.controls, self.said, self.notes):
            column.addWidget(part)
        self._pictures = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._pictures.setSpacing(16)
        self._pictures.addWidget(self.canvas, 5)
        self._pictures.addWidget(self.drift, 3)
        column.addLayout(self._pictures, 1)
        column.addWidget(self.words, 1)
        column.addWidget(self.readout)
        self.setFocusProxy(self.canvas)

    def _connect(self) -> None:
        self.controls.chosen.connect(self.set_options)
        self.controls.level_chosen.connect(self.choose_level)
        self.controls.turned.connect(lambda _: self._arrange())
        self.canvas.chosen.connect(self._on_chosen)
        self.canvas.source_chosen.connect(self._on_source)
        self.canvas.moved.connect(self._on_moved)
        self.canvas.source_moved.connect(self._move_source)
        self.canvas.ended.connect(lambda side: self._on_moved(side * 10_000, 0))
        self.canvas.pointed.connect(lambda spot: self._tell_spot(spot))
        self.canvas.key_pressed.connect(self._on_key)
        self.canvas.resized.connect(self._name_more)
        self.canvas.menu_asked.connect(self._show_menu)
        self.drift.pointed.connect(self._tell_drift)
        self.drift.level_chosen.connect(self.choose_level)
        self.work.answered.connect(self._show_flow)
        self.work.progressed.connect(self._tell_progress)
        theme().changed.connect(self._tell)

    # the contract of a view

    def title(self) -> str:
        return self.tr("Flow over layers")

    def wishes(self) -> Wishes:
        return Wishes(means=True, states=True)

    def show_trace(self, trace: Trace | None, focus: Focus) -> None:
        if trace is not None and self._trace is not None and trace.request.id < self._trace.request.id:
            return
        old, before = self._trace, self._focus
        self._trace, self._focus, self._behind = trace, focus, True
        if trace is None:
            self.work.stop()
            self._whole = None
        else:
            self.looked.follow(old, trace, before, focus)
        if self.isVisible():
            self._catch_up()

    def table(self) -> list[list[str]]:
        """The shares of all words at each level, and the cosines of the chosen one."""
        self._drift_now()
        scene, drift = self.canvas.scene, self.drift.scene
        rows = flow_table(scene) if scene is not None else []
        if drift is not None:
            rows += [*([[]] if rows else []), *drift_table(drift.drift, drift.units, drift.unit)]
        return rows

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """The same pictures as a figure, named; nothing where there is nothing to show."""
        if self._behind:
            self._catch_up()
        self._drift_now()
        scene = self.canvas.scene
        if scene is not None and not self.canvas.stale:
            scene = self._scene(self._whole, self.work.trace, 0.95 * area.width(), 0.6 * area.height())
        paint_figure(painter, area, scene, self.drift.scene, theme().colours)

    def state(self) -> dict[str, Any]:
        return asdict(self.options)

    def restore(self, state: Mapping[str, Any]) -> None:
        taken = {name: state[name] for name in ("special_tokens", "joined") if isinstance(state.get(name), bool)}
        kind = state.get("kind")
        self.set_options(FlowOptions(kind if kind in KINDS else KINDS[0], **taken))

    def set_axis(self, axis: str) -> None:
        """The view opens with words joined; when the window's axis changes, it goes along."""
        old, self._axis = self._axis, axis
        if old is not None and axis != old:
            self.controls.show_options(replace(self.options, joined=axis == "words"))
            self._behind = True
            if self.isVisible():
                self._catch_up()
            self.state_changed.emit()

    # what the user does

    @property
    def options(self) -> FlowOptions:
        return self.controls.options

    def set_options(self, options: FlowOptions) -> None:
        self.controls.show_options(options)
        self._catch_up()
        self.state_changed.emit()

    def _on_key(self, event: QKeyEvent) -> None:
        key, options = event.key(), self.options
        if key == Qt.Key.Key_M:
            self.set_options(replace(options, kind=KINDS[(KINDS.index(options.kind) + 1) % len(KINDS)]))
        elif key == Qt.Key.Key_S:
            self.set_options(replace(options, special_tokens=not options.special_tokens))
        elif key == Qt.Key.Key_P:
            self.set_options(replace(options, joined=not options.joined))
        elif key == Qt.Key.Key_D and not self._both:
            self.controls.drift.toggle()
        elif key == Qt.Key.Key_Escape and not self.looked.alone:
            self.looked.alone = True
            self._catch_up()
        else:
            event.ignore()

    # what is shown

    def _catch_up(self) -> None:
        """Show the newest trace. Hidden views skip this, and do it when they are shown."""
        trace, self._behind, self._due = self._trace, False, None
        reason = "wait" if trace is None else obstacle(trace, self.options)
        if trace is not None and reason == "wait":  # keep the old pictures until the run that brings the numbers
            self.canvas.show_scene(self.canvas.scene, stale=True)
            self.drift.show_scene(self.drift.scene, stale=True)
        elif trace is None or reason:
            self.work.stop()
            self.canvas.show_scene(None)
            self.drift.show_scene(None)
        elif self._show(trace):
            return
        self._arrange()
        self._tell()

    def _show(self, trace: Trace) -> bool:
        """Ask for the flow; True where it came at once and all is shown."""
        self.work.use(trace)
        ladder, level = self.work.ladder(self.options), self.looked.level_in(trace)
        self.controls.show_level(level, len(ladder) - 1)
        self._show_drift(trace, level)
        if too_long_for_flow(trace, self.options):
            self.work.stop()
            self.canvas.show_scene(None)
            return False
        flow = self.work.ask(self.options, level, self.looked.unit(trace, level, ladder[level]))
        if flow is not None:
            self._show_flow(flow)
            return True
        self.canvas.show_scene(self.canvas.scene, stale=True)
        return False

    def _show_flow(self, flow: Flow) -> None:
        self._whole = flow
        self._picture()
        self._arrange()
        self._tell()

    def _picture(self) -> None:
        """Draw the flow that is there."""
        if self._whole is not None and self.work.trace is not None:
            room = self.canvas.width(), self.canvas.height()
            self.canvas.show_scene(self._scene(self._whole, self.work.trace, *room))

    def _scene(self, flow: Flow, trace: Trace, width: float, height: float) -> Scene:
        """A flow with as many words as a picture of a size can name."""
        below = flow.units[0]
        itself = flow.chosen if flow.units[-1] is below else None
        wanted = below.of_token(self.looked.source)
        held = [unit for unit in (wanted, itself) if unit is not None]
        others = self.tr("others")
        shown = strongest(flow, room_for(width, height, below), others, held)
        named = shown.units[0]
        place = None if wanted is None or self.looked.alone else named.of_token(below.first_token(wanted))
        own = None if itself is None else named.of_token(below.first_token(itself))
        source, chosen = source_of(shown, own, place, shown is not flow)
        ladder = tuple(self.work.ladder(self.options))
        return Scene(trace, self.options, ladder, flow, shown, source, chosen)

    def _name_more(self) -> None:
        if self._whole is not None and self.canvas.scene is not None and not self.canvas.stale:
            self._picture()

    def _show_drift(self, trace: Trace, level: int) -> None:
        """Of the chosen word; of one that the decoder writes there are no vectors.

        Where there is a picture already, a turn later: of a long text both would hold the window too long.
        """
        if trace.states is None or is_written(trace, level):
            self.drift.show_scene(None)
            return
        self._due = trace, level
        if self.drift.scene is None or self.drift.isHidden():
            self._drift_now()
        else:
            self._drift_turn.start()

    def _drift_now(self) -> None:
        if self._due is None:
            return
        (trace, level), self._due = self._due, None
        units = self.work.ladder(self.options)[0]
        if self._directions is None or self._directions[0] is not trace or self._directions[1] is not units:
            self._directions = trace, units, Directions(trace.states, units)
        unit = self.looked.unit(trace, level, units)
        self.drift.show_scene(DriftScene(self._directions[2].drift(unit), units, unit, level))

    # how it lies

    @property
    def _both(self) -> bool:
        return self.height() >= BOTH_HIGH or self.width() >= BOTH_WIDE

    def _arrange(self) -> None:
        """Flow and drift below or beside each other, or one of them; words where there is nothing to draw."""
        beside = self.width() >= BOTH_WIDE
        ways = QBoxLayout.Direction
        self._pictures.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        self.drift.setMaximumHeight(16_777_215 if beside or not self._both else HIGH)
        has_drift, has_flow = self.drift.scene is not None, self.canvas.scene is not None
        self.controls.drift.setVisible(has_drift and not self._both)
        turned = self.controls.drift.isChecked() and not self._both and has_drift
        self.canvas.setVisible(has_flow and not turned)
        self.drift.setVisible(has_drift and (self._both or turned))
        self.words.setVisible(not has_flow and not turned)
        for label in (self.said, self.notes):
            label.setVisible(has_flow and not turned)
        self.readout.setVisible(has_flow or has_drift)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        if self.canvas.scene is not None:
            self._say(self.canvas.scene)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._behind:
            self._catch_up()
