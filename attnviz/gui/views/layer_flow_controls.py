"""The controls above a flow over layers: how it is worked out, from which layer, over which words."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from attnviz.gui.i18n import Live
from attnviz.gui.icons import icon
from attnviz.gui.theme import theme
from attnviz.gui.toolbar import Stepper
from attnviz.gui.views.flow import FlowLayout
from attnviz.gui.views.layer_flow_data import FlowOptions
from attnviz.gui.views.layer_flow_said import kind_rule
from attnviz.rollout import KINDS

HIGH = 28
STEPPER = (
    "QSpinBox { padding: 0; } QLineEdit { background: transparent; border: none; padding: 0; }"
    # the arrows beside do it; NoButtons under a style sheet would leave no room for the number
    "QSpinBox::up-button, QSpinBox::down-button { width: 0; border: none; }"
    "QToolButton { padding: 0; border-radius: 6px; }"
)


class FlowControls(Live, QWidget):
    """Method, layer, special tokens, joined pieces, and which of two pictures a small view shows.

    Signals:
        chosen(object): the ``FlowOptions`` that the user wants.
        level_chosen(int): the level that the user wants.
        turned(bool): the drift is wanted in place of the flow.
    """

    chosen = Signal(object)
    level_chosen = Signal(int)
    turned = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.options = FlowOptions()
        self.kinds = {kind: QToolButton() for kind in KINDS}
        self.special, self.joined, self.drift = QToolButton(), QToolButton(), QToolButton()
        self.layer = Stepper()
        self.layer.setStyleSheet(STEPPER)
        flow = FlowLayout(self, 6)
        for part in (*self.kinds.values(), self.layer, self.special, self.joined, self.drift):
            flow.addWidget(part)
        for button in (*self.kinds.values(), self.special, self.joined, self.drift):
            button.setCheckable(True)
            button.setFixedHeight(HIGH)
            button.setIconSize(QSize(16, 16))
            button.setStyleSheet("QToolButton { padding: 0 10px; border-radius: 6px; }")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for kind, button in self.kinds.items():
            button.clicked.connect(lambda _checked, kind=kind: self._choose(kind=kind))
        self.special.toggled.connect(lambda on: self._choose(special_tokens=on))
        self.joined.toggled.connect(lambda on: self._choose(joined=on))
        self.drift.toggled.connect(self.turned)
        self.layer.chosen.connect(lambda value: self.level_chosen.emit(value + 1))
        theme().changed.connect(self._dress)
        self.show_options(self.options)
        self.live(self._tell)

    def show_options(self, options: FlowOptions) -> None:
        """Stand as the picture is, whoever has changed it."""
        self.options = options
        for kind, button in self.kinds.items():
            button.setChecked(kind == options.kind)
            button.setProperty("role", "accent" if kind == options.kind else "")
        with QSignalBlocker(self.special), QSignalBlocker(self.joined):
            self.special.setChecked(options.special_tokens)
            self.joined.setChecked(options.joined)
        self._name_layer()
        self._dress()

    def show_level(self, level: int, levels: int) -> None:
        """``levels``: how many there are above the input."""
        self.layer.set_range(levels)
        self.layer.set_value(level - 1)

    def _choose(self, **changes: object) -> None:
        self.show_options(replace(self.options, **changes))
        self.chosen.emit(self.options)

    def _tell(self) -> None:
        texts = {"rollout": self.tr("Rollout"), "flow": self.tr("Flow"), "raw": self.tr("One layer")}
        for kind, button in self.kinds.items():
            button.setText(texts[kind])
            # as rich text a tooltip wraps
            button.setToolTip("<qt>" + self.tr("{rule} (M: next method)").format(rule=kind_rule(kind)) + "</qt>")
            button.setAccessibleName(texts[kind])
            button.setAccessibleDescription(kind_rule(kind))
        self._name_layer()
        self.special.setToolTip(
            "<qt>"
            + self.tr("Show special tokens (S). Without them, the other weights of each row are scaled up to 100 %.")
            + "</qt>"
        )
        self.special.setAccessibleName(self.tr("Show special tokens"))
        self.joined.setText(self.tr("Words"))
        self.joined.setToolTip(self.tr("Join the pieces of a word (P)"))
        self.joined.setAccessibleName(self.tr("Join the pieces of a word"))
        self.drift.setText(self.tr("Drift"))
        self.drift.setToolTip(self.tr("How the word's vector changes, in place of where it comes from (D)"))
        self.drift.setAccessibleName(self.tr("Drift of the word's vector"))

    def _name_layer(self) -> None:
        name = self.tr("layer") if self.options.kind == "raw" else self.tr("up to layer")
        self.layer.set_texts(name, self.tr("One layer down"), self.tr("One layer up"))

    def _dress(self) -> None:
        self.special.setIcon(icon("special", theme().colours.text))
        self.layer.dress()
        for button in self.kinds.values():
            button.style().unpolish(button)
            button.style().polish(button)
