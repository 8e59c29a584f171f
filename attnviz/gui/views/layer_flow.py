"""Where a word's information comes from through all layers, and how its vector changes on the way."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QMenu, QSizePolicy, QVBoxLayout, QWidget

from attnviz.digits import percent
from attnviz.drift import Directions
from attnviz.gui.theme import theme
from attnviz.gui.views.empty_state import example_sentence
from attnviz.gui.views.heads_around import Words
from attnviz.gui.views.layer_flow_canvas import FlowCanvas
from attnviz.gui.views.layer_flow_controls import FlowControls
from attnviz.gui.views.layer_flow_data import FlowOptions, Scene, source_of
from attnviz.gui.views.layer_flow_drift import HIGH, DriftChart, DriftScene, level_line
from attnviz.gui.views.layer_flow_painting import Spot
from attnviz.gui.views.layer_flow_picture import paint_figure
from attnviz.gui.views.layer_flow_plan import room_for
from attnviz.gui.views.layer_flow_said import notes_of, plain_sentence, rich_sentence, spot_line
from attnviz.gui.views.layer_flow_table import drift_table, flow_table
from attnviz.gui.views.layer_flow_work import MOST_FLOW, FlowWork
from attnviz.gui.views.view import View
from attnviz.rollout import KINDS, Flow, Units, strongest
from attnviz.trace import MOST_STATES, Focus, Tokens, Trace, Wishes
from attnviz.word_pair import find_again, word_at

BOTH_HIGH, BOTH_WIDE = 700, 900
"""From this size on, flow and drift stand beside or below each other."""


class LayerFlowView(View):
    """The flow to the query in focus, from the input; the key in focus is what the sentence above it speaks of."""

    NAME = "flow"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._trace: Trace | None = None
        self._focus = Focus()
        self._behind = False
        self._level: int | None = None  # None: all layers
        self._tokens: dict[bool, int | None] = {False: None, True: None}  # of what is read, of what is written
        self._source: int | None = None
        self._alone = False  # Escape: no input stands out
        self._whole: Flow | None = None
        self._directions: tuple[Trace, Units, Directions] | None = None
        self.work = FlowWork(self)
        self.controls, self.canvas, self.drift, self.words = FlowControls(), FlowCanvas(), DriftChart(), Words(self)
        self.said, self.notes, self.readout = QLabel(), QLabel(), QLabel()
        self._build()
        self._connect()
        self._retell = self.live(self._tell)

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
        self.controls.chosen.connect(lambda _: self._catch_up())
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
            self._follow(old, trace, before, focus)
        if self.isVisible():
            self._catch_up()

    def _follow(self, old: Trace | None, new: Trace, before: Focus, focus: Focus) -> None:
        """Keep to the pair in focus; without one, to the same words after an edit."""
        if old is not None and old.model != new.model:
            self._level = None
        if old is not None and old is not new:
            for written in (False, True):
                self._tokens[written] = _again(self._tokens[written], _text(old, written), _text(new, written))
            self._source = _again(self._source, old.tokens, new.tokens)
        if focus.query is not None and focus.key is not None:
            written = new.queries(focus.layer) is not new.tokens
            self._tokens[written] = focus.query
            if new.keys(focus.layer) is new.tokens:
                if (focus.query, focus.key) != (before.query, before.key):
                    self._alone = False
                self._source = focus.key

    # what the user does

    @property
    def options(self) -> FlowOptions:
        return self.controls.options

    def set_options(self, options: FlowOptions) -> None:
        self.controls.show_options(options)
        self._catch_up()

    def choose_level(self, level: int) -> None:
        """Let everything flow to the word at this level, the input being level 0."""
        ladder = self._ladder()
        if ladder:
            self._level = min(max(1, level), len(ladder) - 1)
            self._catch_up()

    def _ladder(self) -> list[Units]:
        return [] if self._trace is None or self._obstacle(self._trace) else self.work.ladder(self.options)

    def _written(self, level: int) -> bool:
        return self._trace is not None and level > self._trace.model.layers

    def _on_chosen(self, level: int, unit: int) -> None:
        scene = self.canvas.scene
        if scene is None or self.canvas.stale:
            return
        self._level = level
        self._look_at(self._written(level), scene.units(level).first_token(unit))

    def _on_moved(self, words: int, levels: int) -> None:
        ladder, level = self._ladder(), self._at()
        if not ladder:
            return
        if levels:
            self.choose_level(level + levels)
            return
        units = ladder[level]
        unit = min(max(0, self._unit(units, level) + words), len(units) - 1)
        self._look_at(self._written(level), units.first_token(unit))

    def _look_at(self, written: bool, token: int) -> None:
        self._tokens[written] = token
        self._say_pair(written)
        self._catch_up()

    def _on_source(self, unit: int) -> None:
        scene = self.canvas.scene
        if scene is None or self.canvas.stale or scene.is_others(scene.shown.bottom, unit):
            return
        self._speak_of(scene.shown.units[0].first_token(unit))

    def _speak_of(self, token: int) -> None:
        self._source, self._alone = token, False
        self._say_pair(self._written(self._at()))
        self._catch_up()

    def _move_source(self, words: int) -> None:
        scene = self.canvas.scene
        if scene is None or scene.source is None:
            return
        units = scene.whole.units[0]
        now = units.of_token(scene.shown.units[0].first_token(scene.source)) or 0
        self._speak_of(units.first_token(min(max(0, now + words), len(units) - 1)))

    def _say_pair(self, written: bool) -> None:
        """Tell of the two words, where the layer in focus looks between their texts."""
        trace, layer = self._trace, self._focus.layer
        query = self._tokens[written]
        if trace is None or query is None or self._source is None:
            return
        if trace.queries(layer) is _text(trace, written) and trace.keys(layer) is trace.tokens:
            self.pair_chosen.emit(query, self._source)

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
        elif key == Qt.Key.Key_Escape and not self._alone:
            self._alone = True
            self._catch_up()
        else:
            event.ignore()

    # what is shown

    def _catch_up(self) -> None:
        """Show the newest trace. Hidden views skip this, and do it when they are shown."""
        trace, self._behind = self._trace, False
        if trace is None or self._obstacle(trace) not in ("", "wait"):
            self.work.stop()
            self.canvas.show_scene(None)
            self.drift.show_scene(None)
        elif self._obstacle(trace) == "wait":
            self.canvas.show_scene(self.canvas.scene, stale=True)
            self.drift.show_scene(self.drift.scene, stale=True)
        else:
            self.work.use(trace)
            ladder, level = self.work.ladder(self.options), self._at()
            self.controls.show_level(level, len(ladder) - 1)
            self._show_drift(trace, level)
            if self._too_long_for_flow(trace):
                self.work.stop()
                self.canvas.show_scene(None)
            elif (flow := self.work.ask(self.options, level, self._unit(ladder[level], level))) is not None:
                self._show_flow(flow)
                return
            else:
                self.canvas.show_scene(self.canvas.scene, stale=True)
        self._arrange()
        self._tell()

    def _at(self) -> int:
        trace = self._trace
        if trace is None:
            return 1
        top = trace.model.layers + bool(trace.target is not None and trace.model.decoder_layers)
        return min(trace.model.layers if self._level is None else self._level, top)

    def _unit(self, units: Units, level: int) -> int:
        """The chosen word; where none is, the last one that is not a sign."""
        found = units.of_token(self._tokens[self._written(level)])
        if found is not None:
            return found
        spoken = [i for i, name in enumerate(units.names) if any(sign.isalnum() for sign in name)]
        own = [i for i in spoken if not self._special(units, i, level)]
        return (own or spoken or [len(units) - 1])[-1]

    def _special(self, units: Units, unit: int, level: int) -> bool:
        return _text(self._trace, self._written(level)).special[units.first_token(unit)]

    def _show_flow(self, flow: Flow) -> None:
        self._whole = flow
        self._picture()
        self._arrange()
        self._tell()

    def _picture(self) -> None:
        """Draw the flow that is there, with as many words as the room can name."""
        flow, trace = self._whole, self.work.trace
        if flow is None or trace is None:
            return
        below = flow.units[0]
        itself = None
        if flow.units[-1] is below:
            itself = flow.chosen
        wanted = below.of_token(self._source)
        held = [unit for unit in (wanted, itself) if unit is not None]
        others = self.tr("others")
        shown = strongest(flow, room_for(self.canvas.width(), self.canvas.height(), below), others, held)
        named = shown.units[0]
        place = None if wanted is None or self._alone else named.of_token(below.first_token(wanted))
        own = None if itself is None else named.of_token(below.first_token(itself))
        source, chosen = source_of(shown, own, place, shown is not flow)
        ladder = tuple(self.work.ladder(self.options))
        self.canvas.show_scene(Scene(trace, self.options, ladder, flow, shown, source, chosen))

    def _name_more(self) -> None:
        if self._whole is not None and self.canvas.scene is not None and not self.canvas.stale:
            self._picture()

    def _show_drift(self, trace: Trace, level: int) -> None:
        """Of the chosen word; of one that the decoder writes there are no vectors."""
        if trace.states is None or self._written(level):
            self.drift.show_scene(None)
            return
        units = self.work.ladder(self.options)[0]
        if self._directions is None or self._directions[0] is not trace or self._directions[1] is not units:
            self._directions = trace, units, Directions(trace.states, units)
        unit = self._unit(units, level)
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
        self.drift.setMaximumHeight(16_777_215 if beside or not self._both else HIGH + 40)
        has_drift, has_flow = self.drift.scene is not None, self.canvas.scene is not None
        self.controls.drift.setVisible(has_drift and not self._both)
        turned = self.controls.drift.isChecked() and not self._both and has_drift
        self.canvas.setVisible(has_flow and not turned)
        self.drift.setVisible(has_drift and (self._both or turned))
        self.words.setVisible(not has_flow and not turned)
        for label in (self.said, self.notes):
            label.setVisible(has_flow and not turned)
        self.readout.setVisible(has_flow or has_drift)
        self.said.setMinimumHeight(32 if self.width() >= 760 else 58)

    # what is said

    def _obstacle(self, trace: Trace) -> str:
        """Why a trace cannot be shown: "empty", "long", "none", "special", "wait" for the next run; "" if it can."""
        if not len(trace.tokens):
            return "empty"
        if len(trace.tokens) > MOST_STATES:
            return "long"
        if trace.means is None:
            return "none" if trace.request.means else "wait"
        hidden = not self.options.special_tokens
        return "special" if hidden and any(all(t.special) for t in (trace.tokens, trace.target) if t) else ""

    def _too_long_for_flow(self, trace: Trace) -> bool:
        return self.options.kind == "flow" and len(trace.tokens) > MOST_FLOW

    def _tell(self) -> None:
        scene, c = self.canvas.scene, theme().colours
        self.setAccessibleName(self.tr("Flow over layers"))
        self.canvas.setAccessibleName(self.tr("Where a word's information comes from"))
        self.canvas.setAccessibleDescription(self.spoken())
        if scene is not None:
            self.said.setText(rich_sentence(scene, c))
            self.notes.setText("  ·  ".join(notes_of(scene)))
        else:
            self.words.say(*self._empty_texts())
        self._tell_spot(self.canvas.spot)

    def spoken(self) -> str:
        """A summary in words."""
        scene = self.canvas.scene
        return " ".join([plain_sentence(scene), *notes_of(scene)[:1]]) if scene is not None else ""

    def _tell_spot(self, spot: Spot | None) -> None:
        """What is under the mouse; the sentence above speaks of an input that is."""
        scene = self.canvas.scene
        if scene is None:
            self.readout.setText("")
            return
        if spot is None:
            self.readout.setText(
                self.tr("Click a word: higher up, to see what reaches it; at the input, to follow it.")
            )
            self.said.setText(rich_sentence(scene, theme().colours))
            return
        self.readout.setText(spot_line(scene, *spot))
        if spot[0] == scene.shown.bottom:
            self.said.setText(rich_sentence(replace(scene, source=spot[1]), theme().colours))

    def _tell_drift(self, level: int | None) -> None:
        if level is None or self.drift.scene is None:
            self._tell_spot(self.canvas.spot)
        else:
            self.readout.setText(level_line(self.drift.scene, level))

    def _tell_progress(self, share: float) -> None:
        text = self.tr("Attention flow is being worked out: {share}").format(share=percent(share, 0))
        self.readout.setText(text)
        if self.canvas.scene is None:
            self.words.say(text, "")

    def _empty_texts(self) -> tuple[str, str]:
        trace = self._trace
        reason = "wait" if trace is None else self._obstacle(trace)
        if reason == "empty":
            line = self.tr("and see where each word's information comes from. For example:")
            return self.tr("Type a sentence"), f"{line}\n{example_sentence()}"
        if reason == "long":
            text = self.tr("It is shown for up to {most} tokens; this text has {count}. Shorten it.")
            return self.tr("This text is too long for the flow"), text.format(most=MOST_STATES, count=len(trace.tokens))
        if reason == "none":
            return self.tr("No weights of all heads"), self.tr("This captured trace does not hold them.")
        if reason == "special":
            return self.tr("Only special tokens here, and they are hidden"), ""
        if trace is not None and reason == "" and self._too_long_for_flow(trace):
            text = self.tr("It is worked out for up to {most} tokens; this text has {count}. Rollout shows all of it.")
            return self.tr("Too long for attention flow"), text.format(most=MOST_FLOW, count=len(trace.tokens))
        if self.work.busy:
            return self.tr("Attention flow is being worked out"), ""
        return self.tr("Waiting for the next run"), self.tr("Then each word shows where its information comes from.")

    # what is handed out

    def table(self) -> list[list[str]]:
        """All numbers that are shown: rows of cells. None while there are none."""
        scene, drift = self.canvas.scene, self.drift.scene
        rows = flow_table(scene) if scene is not None else []
        if drift is not None:
            rows += [*([[]] if rows else []), *drift_table(drift.drift, drift.units, drift.unit)]
        return rows

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """The same pictures as a figure, named; nothing where there is nothing to show."""
        if self._behind:
            self._catch_up()
        paint_figure(painter, area, self.canvas.scene, self.drift.scene, self.canvas.through(), theme().colours)

    def make_menu(self, spot: Spot | None) -> QMenu:
        """What can be done with a word at a level."""
        menu, scene = QMenu(self), self.canvas.scene
        if scene is None:
            return menu

        def copy(title: str, text: str) -> None:
            menu.addAction(title).triggered.connect(lambda: QGuiApplication.clipboard().setText(text))

        if spot is not None:
            name, share = scene.units(spot[0]).names[spot[1]], f"{scene.share(*spot):.9g}"
            shown = name.replace("&", "&&")
            copy(self.tr("Copy the share of “{word}”: {share}").format(word=shown, share=share), share)
        copy(self.tr("Copy the sentence above"), plain_sentence(scene))
        copy(self.tr("Copy all numbers as a table"), "\n".join("\t".join(row) for row in self.table()) + "\n")
        if spot is not None and not scene.is_others(*spot):
            menu.addSeparator()
            follow = (
                self.tr("Follow “{word}”") if spot[0] == scene.levels.start else self.tr("See what reaches “{word}”")
            )
            menu.addAction(follow.format(word=shown)).triggered.connect(lambda: self.canvas.choose(*spot))
        menu.addActions(self.actions())
        return menu

    def _show_menu(self, at: QPoint, spot: Spot | None) -> None:
        menu = self.make_menu(spot)
        menu.exec(at)
        menu.deleteLater()

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._behind:
            self._catch_up()


def _text(trace: Trace, written: bool) -> Tokens:
    return (trace.target or Tokens("")) if written else trace.tokens


def _again(token: int | None, old: Tokens, new: Tokens) -> int | None:
    """Where a token is after an edit; None when that took it."""
    if token is None or token >= len(old):
        return None
    if (word := find_again(word_at(old, token), old, new)) is None:
        return None
    return min(token, word.stop - 1) if old.ids == new.ids else word.start
