"""What can be done otherwise in a run: mask, scale, positions, temperature, and heads that are taken away."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from attnviz.digits import counted
from attnviz.gui.i18n import Live
from attnviz.gui.icons import icon
from attnviz.gui.theme import theme
from attnviz.gui.views.flow import FlowLayout
from attnviz.gui.views.parts import short_part_name
from attnviz.gui.views.what_if_said import captured_note, whole_layers
from attnviz.gui.views.what_if_temperature import TemperatureControl
from attnviz.other import Change
from attnviz.trace import MOST_STATES, HeadId, ModelInfo, Trace

HIGH = 28
MASKS = (None, True, False)
"""as the model was made, causal, none: see ``Change.causal``"""


def push_button(checkable: bool = False) -> QToolButton:
    button = QToolButton()
    button.setCheckable(checkable)
    button.setFixedHeight(HIGH)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setStyleSheet("QToolButton { padding: 0 8px; border-radius: 6px; }")
    return button


def flowing(flow: FlowLayout) -> QSizePolicy:
    """Of a widget whose parts go on in the next line."""
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(flow.hasHeightForWidth())
    return policy


class ChangeControls(Live, QWidget):
    """Everything but the hidden words, which are chosen in the sentence itself.

    Signals:
        chosen(Change): what the user wants now.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.change = Change()
        self._trace: Trace | None = None
        self.masks = [push_button(checkable=True) for _ in MASKS]
        self.scaled, self.positions = push_button(checkable=True), push_button(checkable=True)
        self.temperature = TemperatureControl()
        flow = FlowLayout(self, 12)
        three = QWidget()
        row = QHBoxLayout(three)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button, causal in zip(self.masks, MASKS, strict=True):
            row.addWidget(button)
            button.clicked.connect(lambda _checked=False, causal=causal: self.choose(causal=causal))
        for part in (three, self.scaled, self.positions, self.temperature):
            flow.addWidget(part)
        self.setSizePolicy(flowing(flow))
        self.scaled.clicked.connect(lambda on: self.choose(scaled=on))
        self.positions.clicked.connect(lambda on: self.choose(positions=on))
        self.temperature.chosen.connect(lambda value: self.choose(temperature=value))
        theme().changed.connect(self._stand)
        self._retell = self.live(self._tell)

    def choose(self, **what: object) -> None:
        """Change this part of the change."""
        change = replace(self.change, **what)
        self._stand()  # a click has checked what the change may not hold
        if change != self.change:
            self.chosen.emit(change)

    def cycle_mask(self) -> None:
        """The next mask that this model can have."""
        able = [causal for causal, button in zip(MASKS, self.masks, strict=True) if button.isEnabled()]
        if able:
            place = able.index(self.change.causal) if self.change.causal in able else -1
            self.choose(causal=able[(place + 1) % len(able)])

    def show_change(self, change: Change, trace: Trace | None) -> None:
        """Stand as the change is; what the model of ``trace`` cannot have is disabled, and says why."""
        self.change, self._trace = change, trace
        self._retell()

    def _stand(self) -> None:
        change = self.change
        for button, causal in zip(self.masks, MASKS, strict=True):
            _stand(button, causal is change.causal, changed=causal is change.causal and causal is not None)
        _stand(self.scaled, change.scaled, changed=not change.scaled)
        _stand(self.positions, change.positions, changed=not change.positions)
        self.scaled.setText(self.tr("÷ √d: on") if change.scaled else self.tr("÷ √d: off"))
        self.positions.setText(self.tr("Positions: on") if change.positions else self.tr("Positions: off"))
        self.temperature.show_temperature(change.temperature)

    def _tell(self) -> None:
        as_made, causal, none = self.masks
        as_made.setText(self.tr("Model's mask"))
        causal.setText(self.tr("Causal mask"))
        none.setText(self.tr("No mask"))
        tips = (
            (as_made, self.tr("Each token sees what the model was made to see (M goes on to the next mask)")),
            (causal, self.tr("No token sees those after it (M)")),
            (none, self.tr("Every token sees all others (M)")),
            (self.scaled, self.tr("Scores are divided by √d, the root of the head's width (D)")),
            (self.positions, self.tr("The model is told where each token stands (P)")),
        )
        for button, tip in tips:
            why = self._obstacle(button)
            button.setEnabled(not why)
            button.setToolTip(why or tip)
            button.setAccessibleDescription(why or tip)
        self.scaled.setAccessibleName(self.tr("Divide by √d"))
        self.temperature.setEnabled(self._trace is None or not self._trace.model.captured_by)
        self._stand()

    def _obstacle(self, button: QToolButton) -> str:
        """Why a choice cannot be made; "" if it can."""
        if self._trace is None:
            return ""
        model, (_, causal, none) = self._trace.model, self.masks
        if model.captured_by:
            return captured_note()
        if button is causal and model.kind == "decoder":
            return self.tr("This model is made so: no token sees those after it.")
        if button is none and model.kind == "encoder":
            return self.tr("This model is made so: every token sees all others.")
        if button is none and len(self._trace.tokens) > MOST_STATES:
            return self.tr("Without a mask a text may have {most} tokens, this one has {count}.").format(
                most=MOST_STATES, count=counted(len(self._trace.tokens))
            )
        return ""


class RemovedHeads(Live, QWidget):
    """The heads that are taken away, each with a × that brings it back, and buttons that take the one in focus.

    Signals:
        chosen(object): the (layer, head) pairs to remove, in order.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._removed: tuple[HeadId, ...] = ()
        self._model: ModelInfo | None = None
        self._head: HeadId = (0, 0)
        self.add, self.layer = push_button(checkable=True), push_button(checkable=True)
        self.chips: dict[tuple[int, int | None], QToolButton] = {}
        self._flow = FlowLayout(self, 6)
        for part in (self.add, self.layer):
            self._flow.addWidget(part)
        self.setSizePolicy(flowing(self._flow))
        self.add.clicked.connect(lambda: self.toggle_focused())
        self.layer.clicked.connect(lambda: self.toggle_layer())
        theme().changed.connect(self._tell)
        self._retell = self.live(self._tell)

    def show_removed(self, removed: tuple[HeadId, ...], trace: Trace | None, head: HeadId) -> None:
        """``head``: the one in focus."""
        self._removed, self._model, self._head = removed, trace.model if trace is not None else None, head
        self._retell()

    def toggle_focused(self) -> None:
        """Take the head in focus away, or bring it back."""
        if self.add.isEnabled():
            self._give({*self._removed} ^ {self._head})

    def toggle_layer(self) -> None:
        """The same with all heads of its layer."""
        if self._model is not None and self.layer.isEnabled():
            layer = self._head[0]
            every = {(layer, head) for head in range(self._model.heads)}
            self._give({*self._removed} - every if every <= {*self._removed} else {*self._removed} | every)

    def _bring_back(self, layer: int, head: int | None) -> None:
        self._give({one for one in self._removed if one != (layer, head) and not (head is None and one[0] == layer)})

    def _give(self, removed: set[HeadId]) -> None:
        self.chosen.emit(tuple(sorted(removed)))

    def _wanted(self) -> list[tuple[int, int | None]]:
        """A chip for each head, but one for a whole layer."""
        whole = whole_layers(self._removed, self._model.heads) if self._model is not None else ()
        alone = [(layer, head) for layer, head in self._removed if layer not in whole]
        return sorted([*((layer, None) for layer in whole), *alone], key=lambda one: (one[0], -1, one[1] or 0))

    def _tell(self) -> None:
        layer, head = self._head
        able = self._model is None or not self._model.captured_by
        part = short_part_name(self._model, layer) if self._model is not None else ""
        for button, pressed, name, tip in (
            (
                self.add, self._head in self._removed, self.tr("Remove layer {layer} · head {head}"),
                self.tr("What the head in focus found is put to 0 before W_O (H)"),
            ),
            (
                self.layer, any(one == (layer, None) for one in self._wanted()), self.tr("All of layer {layer}"),
                self.tr("All heads of the layer in focus are removed (Shift+H)"),
            ),
        ):  # fmt: skip
            button.setText(name.format(layer=layer, head=head))
            button.setEnabled(able)
            _stand(button, pressed, changed=pressed)
            button.setToolTip((tip if able else captured_note()) + (f"\n{part}" if part else ""))
        self._show_chips()

    def _show_chips(self) -> None:
        wanted = self._wanted()
        for gone in [one for one in self.chips if one not in wanted]:
            chip = self.chips.pop(gone)
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        for layer, head in wanted:
            if (layer, head) not in self.chips:
                chip = self.chips[layer, head] = push_button()
                chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
                chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the × at the end
                chip.setIconSize(QSize(10, 10))
                chip.clicked.connect(lambda _checked=False, layer=layer, head=head: self._bring_back(layer, head))
                self._flow.addWidget(chip)
                chip.show()
            chip = self.chips[layer, head]
            whole = self.tr("layer {layer}").format(layer=layer)
            chip.setText(whole if head is None else f"{layer}.{head}")
            chip.setIcon(icon("close", theme().colours.negative, 10))
            chip.setToolTip(self.tr("Removed. Click: bring it back."))
            named = whole if head is None else self.tr("head {layer}.{head}").format(layer=layer, head=head)
            chip.setAccessibleName(self.tr("{name} is removed; bring it back").format(name=named))
        self._flow.invalidate()
        self.updateGeometry()


def _stand(button: QToolButton, on: bool, changed: bool) -> None:
    """Only what is not as the model was made wears the accent."""
    button.setChecked(on)
    role = "accent" if changed else ""
    if button.property("role") != role:
        button.setProperty("role", role)
        button.style().unpolish(button)
        button.style().polish(button)
