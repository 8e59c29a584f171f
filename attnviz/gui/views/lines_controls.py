"""The controls above attention as lines: which drawing, from which weight on, and the heads with their colours."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from attnviz.digits import percent
from attnviz.gui.i18n import Live
from attnviz.gui.icons import icon
from attnviz.gui.theme import theme
from attnviz.gui.toolbar import Stepper
from attnviz.gui.views.flow import FlowLayout
from attnviz.gui.views.lines_colours import MOST_HEADS, head_colour
from attnviz.gui.views.lines_data import LinesOptions
from attnviz.gui.views.lines_painting import head_name
from attnviz.gui.views.parts import part_name
from attnviz.trace import HeadId, ModelInfo

HIGH = 28
MOST_PERCENT = 50


class LinesControls(Live, QWidget):
    """Drawing, special tokens, least weight.

    Signals:
        chosen(object): the ``LinesOptions`` that the user wants.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.options = LinesOptions()
        self.lists, self.arcs, self.special = QToolButton(), QToolButton(), QToolButton()
        for button in (self.lists, self.arcs):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for button in (self.lists, self.arcs, self.special):
            button.setCheckable(True)
            button.setFixedHeight(HIGH)
            button.setIconSize(QSize(16, 16))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setStyleSheet("QToolButton { padding: 0 8px; border-radius: 6px; }")
        self.least_label, self.least_value = QLabel(), QLabel()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, MOST_PERCENT)
        self.slider.setPageStep(5)
        self.slider.setFixedWidth(88)  # beside it all others have room in half a laptop's window
        for label in (self.least_label, self.least_value):
            label.setProperty("role", "secondary")
        self.least_value.setFixedWidth(34)
        flow = FlowLayout(self, 8)
        for parts, gap in (((self.lists, self.arcs), 4), ((self.least_label, self.slider, self.least_value), 6)):
            flow.addWidget(joined(parts, gap))
        flow.addWidget(self.special)
        self.setSizePolicy(_grows())
        self.lists.clicked.connect(lambda: self._choose(arcs=False))
        self.arcs.clicked.connect(lambda: self._choose(arcs=True))
        self.special.toggled.connect(lambda on: self._choose(special_tokens=on))
        self.slider.valueChanged.connect(lambda value: self._choose(least=value / 100))
        theme().changed.connect(self._dress)
        self.show_options(self.options)
        self.live(self._tell)

    def show_options(self, options: LinesOptions) -> None:
        """Stand as the picture is, whoever has changed it."""
        self.options = options
        for button, on in ((self.arcs, options.arcs), (self.lists, not options.arcs)):
            button.setChecked(on)
            button.setProperty("role", "accent" if on else "")
        self._dress()
        with QSignalBlocker(self.special), QSignalBlocker(self.slider):
            self.special.setChecked(options.special_tokens)
            self.slider.setValue(round(100 * options.least))
        self.least_value.setText(percent(options.least, 0))

    def step_least(self, percents: int) -> None:
        self.slider.setValue(self.slider.value() + percents)

    def _choose(self, **changes: object) -> None:
        self.show_options(replace(self.options, **changes))
        self.chosen.emit(self.options)

    def _tell(self) -> None:
        self.lists.setText(self.tr("Two lists"))
        self.lists.setToolTip(self.tr("The text twice: queries and keys, a line for each weight (A switches)"))
        self.arcs.setText(self.tr("Arcs"))
        self.arcs.setToolTip(self.tr("The text once, with arcs above and below (A switches)"))
        self.special.setToolTip(self.tr("Show special tokens (S)"))
        self.special.setAccessibleName(self.tr("Show special tokens"))
        self.least_label.setText(self.tr("at least"))
        self.slider.setToolTip(self.tr("Weaker lines are not drawn (plus and minus keys)"))
        self.slider.setAccessibleName(self.tr("Least weight that has a line, in percent"))

    def _dress(self) -> None:
        c = theme().colours
        for button, name in ((self.lists, "lines"), (self.arcs, "arcs"), (self.special, "special")):
            button.setIcon(icon(name, c.on_accent if button.property("role") == "accent" else c.text))
            button.style().unpolish(button)
            button.style().polish(button)


class LinesLegend(Live, QWidget):
    """The heads with their colours: each can be hidden, those added can be taken away, and one more added.

    Signals:
        toggled(object): this (layer, head) is to be shown, or hidden.
        removed(object), added(object): a (layer, head).
    """

    toggled = Signal(object)
    removed = Signal(object)
    added = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.chips: dict[HeadId, HeadChip] = {}
        self.add = QToolButton()
        self.add.setFixedHeight(HIGH)
        self.add.setStyleSheet("QToolButton { padding: 0 10px; border-radius: 6px; }")
        self.add.clicked.connect(self.ask)
        self._flow = FlowLayout(self, 6)
        self._flow.addWidget(self.add)
        self.setSizePolicy(_grows())
        self._model: ModelInfo | None = None
        self._heads: list[tuple[HeadId, int, bool, str]] = []
        self.picker = HeadPicker(self)
        self.picker.chosen.connect(self.added)
        theme().changed.connect(self._fill)
        self.live(self._fill)

    def show_heads(self, heads: list[tuple[HeadId, int, bool, str]], model: ModelInfo | None) -> None:
        """(layer, head), colour slot, whether it is shown, why it cannot be drawn or ""; first the one in focus."""
        if (heads, model) != (self._heads, self._model):
            self._heads, self._model = heads, model
            self._fill()

    def ask(self) -> None:
        """Let the user say which head to add."""
        if self.add.isEnabled() and self._model is not None and self._heads:
            self.picker.open_at(self.add, self._model, self._heads[0][0])

    def _fill(self) -> None:
        for head in [head for head in self.chips if head not in {entry[0] for entry in self._heads}]:
            gone = self.chips.pop(head)
            self._flow.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self._flow.removeWidget(self.add)
        for number, (head, slot, on, why) in enumerate(self._heads):
            if head not in self.chips:
                self.chips[head] = chip = HeadChip(head, self)
                chip.toggled.connect(self.toggled)
                chip.removed.connect(self.removed)
            self._flow.removeWidget(self.chips[head])
            self._flow.addWidget(self.chips[head])
            self.chips[head].show_state(slot, on, why, removable=number > 0)
            self.chips[head].show()
        self._flow.addWidget(self.add)
        room = len(self._heads) < MOST_HEADS
        self.add.setEnabled(room and self._model is not None)
        self.add.setText(self.tr("+ head"))
        self.add.setToolTip(
            self.tr("Add a head (N)") if room else self.tr("No more than {n} heads at once").format(n=MOST_HEADS)
        )
        self._flow.invalidate()
        self.updateGeometry()


class HeadChip(Live, QWidget):
    """A head's colour and name; a click hides or shows its lines."""

    toggled = Signal(object)
    removed = Signal(object)

    def __init__(self, head: HeadId, parent: QWidget) -> None:
        super().__init__(parent)
        self.head, self.why = head, ""
        self.button, self.away = QToolButton(self), QToolButton(self)
        self.button.setCheckable(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setIconSize(QSize(14, 14))
        self.button.setFixedHeight(HIGH)
        self.button.setStyleSheet("QToolButton, QToolButton:checked { padding: 0 8px; border-radius: 6px; }")
        self.away.setFixedSize(20, HIGH)
        self.away.setIconSize(QSize(10, 10))
        self.away.setStyleSheet("QToolButton { padding: 0; border-radius: 6px; }")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.button)
        row.addWidget(self.away)
        self.button.clicked.connect(lambda: self.toggled.emit(self.head))
        self.away.clicked.connect(lambda: self.removed.emit(self.head))
        self._tell = self.live(self._texts)

    def show_state(self, slot: int, on: bool, why: str, removable: bool) -> None:
        self.why = why
        c = theme().colours
        with QSignalBlocker(self.button):
            self.button.setChecked(on)
        self.button.setIcon(swatch(head_colour(slot, c), on and not why))
        self.button.setProperty("quiet", bool(why))
        self.away.setVisible(removable)
        self.away.setIcon(icon("close", c.secondary, 10))
        self._tell()

    def _texts(self) -> None:
        name = head_name(self.head)
        self.button.setText(name)
        shown = self.tr("hide its lines") if self.button.isChecked() else self.tr("show its lines")
        self.button.setToolTip(f"{name}: {self.why or shown}")
        self.button.setAccessibleName(f"{name}: {self.why or shown}")
        tip = self.tr("Take away {head}").format(head=name)
        self.away.setToolTip(tip)
        self.away.setAccessibleName(tip)


class HeadPicker(Live, QFrame):
    """A small window that asks for a layer and a head.

    Signals:
        chosen(object): (layer, head).
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("headPicker")
        self.layer, self.head, self.part = Stepper(self), Stepper(self), QLabel(self)
        self.part.setProperty("role", "secondary")
        self._model: ModelInfo | None = None
        self.done = QPushButton()
        self.done.setProperty("role", "accent")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(16)
        for stepper in (self.layer, self.head):
            row.addWidget(stepper)
        column.addLayout(row)
        column.addWidget(self.part)
        column.addWidget(self.done)
        self.done.clicked.connect(self._finish)
        self.layer.chosen.connect(self._name_part)
        self.live(self._texts)

    def open_at(self, button: QWidget, model: ModelInfo, focus: HeadId) -> None:
        for stepper, count, value in (
            (self.layer, model.attentions, focus[0]),
            (self.head, model.heads, (focus[1] + 1) % max(1, model.heads)),
        ):
            stepper.set_range(count)
            stepper.set_value(value)
            stepper.dress()
        self._model = model
        self._name_part()
        c = theme().colours
        self.setStyleSheet(
            f"QFrame#headPicker {{ background: {c.panel}; border: 1px solid {c.line}; }}"
            "QFrame#headPicker QSpinBox { padding: 0; }"
            # the arrows beside do it; NoButtons under a style sheet would leave no room for the number
            "QFrame#headPicker QSpinBox::up-button, QFrame#headPicker QSpinBox::down-button"
            " { width: 0; border: none; }"
            "QFrame#headPicker QLineEdit { background: transparent; border: none; padding: 0; }"
            "QFrame#headPicker QToolButton { padding: 0; border-radius: 6px; }"
        )
        self.adjustSize()
        self.move(button.mapToGlobal(button.rect().bottomLeft()) + QPoint(0, 4))
        self.show()
        self.layer.field.setFocus()
        self.layer.field.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        else:
            super().keyPressEvent(event)

    def _name_part(self) -> None:
        """Of an encoder-decoder: which attention the layer is."""
        name = part_name(self._model, self.layer.field.value()) if self._model is not None else ""
        self.part.setText(name)
        self.part.setVisible(bool(name))
        self.adjustSize()

    def _finish(self) -> None:
        self.hide()
        self.chosen.emit((self.layer.field.value(), self.head.field.value()))

    def _texts(self) -> None:
        self.layer.set_texts(self.tr("Layer"), self.tr("One layer down"), self.tr("One layer up"))
        self.head.set_texts(self.tr("Head"), self.tr("One head down"), self.tr("One head up"))
        self.done.setText(self.tr("Add"))


def swatch(colour: str, filled: bool) -> QIcon:
    """A round spot of colour; a ring for a head that is not drawn."""
    made = QIcon()
    for scale in (1, 2, 3):
        picture = QPixmap(14 * scale, 14 * scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        painter.setPen(QPen(QColor(colour), 2))
        painter.setBrush(QColor(colour) if filled else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(2, 2, 10, 10))
        painter.end()
        picture.setDevicePixelRatio(scale)
        made.addPixmap(picture)
    return made


def joined(parts: tuple[QWidget, ...], gap: int) -> QWidget:
    """Controls that stay in one line."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(gap)
    for part in parts:
        row.addWidget(part)
    return box


def _grows() -> QSizePolicy:
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    return policy
