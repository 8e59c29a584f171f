"""The knobs of a panel: a slider with its value beside it, a switch, a choice of words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.i18n import Live
from attnviz.gui.labs.panel import Panel, Said, Turn
from attnviz.gui.views.flow import FlowLayout
from attnviz.gui.views.heads_around import Choice
from attnviz.gui.views.what_if_controls import flowing, push_button
from attnviz.lab import Knob
from attnviz.trace import Trace

# lupdate finds texts by this name, with the context beside them
translate = QCoreApplication.translate
BUTTONS = 4
"""Words that stand side by side; more of them, and those of a text, are in a list."""
SLIDE = 168


def tell(said: Said | None) -> str:
    """A text of a panel in the language in use; a place that is itself a text to translate is one, too."""
    if said is None:
        return ""
    template, values = said
    return translate("labs", template).format(**values)


class Slide(QSlider):
    """Home goes back to where it stood at first, as a double click does.

    Signals:
        reset_asked().
    """

    reset_asked = Signal()

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setFixedWidth(SLIDE)
        self.setPageStep(3)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Home:
            self.reset_asked.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset_asked.emit()


class Knobs(Live, QWidget):
    """The knobs of one panel, in one line or more.

    Signals:
        turned(str, object): the user wants this knob to stand like that.
    """

    turned = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.panel: Panel | None = None
        self.stand: dict[str, Knob] = {}
        self._trace: Trace | None = None
        self._made: tuple[object, ...] = ()
        self.parts: dict[str, Part] = {}
        self._flow = FlowLayout(self, 18, 6)
        self.setSizePolicy(flowing(self._flow))
        self._retell = self.live(self._tell)

    def show_stand(self, panel: Panel, stand: Mapping[str, Knob], trace: Trace | None) -> None:
        """The knobs of a panel as they stand with this run."""
        self.stand, self._trace = dict(stand), trace
        made = panel, *((turn.name, turn.can(trace)) for turn in panel.turns)
        if made != self._made:
            self._made = made
            self._build(panel)
        self._retell()

    def _build(self, panel: Panel) -> None:
        """Anew only where a knob can take something else: the keyboard must not lose the slider that it moves."""
        same = self.panel is panel
        self.panel = panel
        for turn in panel.turns:
            old = self.parts.get(turn.name)
            if same and old is not None:
                old.show_values(turn.can(self._trace))
        if same:
            return
        while (item := self._flow.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        self.parts = {}
        before: QWidget | None = None
        for turn in panel.turns:
            part = self.parts[turn.name] = make_part(turn)
            part.show_values(turn.can(self._trace))
            part.chosen.connect(partial(self.turned.emit, turn.name))
            self._flow.addWidget(part)
            for control in part.controls():
                if before is not None:
                    QWidget.setTabOrder(before, control)
                before = control
        self.setVisible(bool(panel.turns))

    def _tell(self) -> None:
        for name, part in self.parts.items():
            part.tell(self.stand[name])
            part.setVisible(part.turn.used is None or part.turn.used(self.stand))
        self.updateGeometry()

    def step(self, by: int) -> bool:
        """Turn the first slider, or else the first knob, one further; False where that is at its end."""
        if self.panel is None or not self.panel.turns:
            return False
        turns = [turn for turn in self.panel.turns if not self.parts[turn.name].isHidden()]
        turn = next((one for one in turns if isinstance(self.parts[one.name], SlidePart)), turns[0])
        can = turn.can(self._trace)
        at = can.index(self.stand[turn.name]) + by
        if not 0 <= at < len(can):
            return False
        self.turned.emit(turn.name, can[at])
        return True


class Part(QWidget):
    """One knob: its title, its control, its value.

    Signals:
        chosen(object): the user wants this value.
    """

    chosen = Signal(object)

    def __init__(self, turn: Turn) -> None:
        super().__init__()
        self.turn = turn
        self.values: tuple[Knob, ...] = ()
        self.title = QLabel()
        self.title.setProperty("role", "secondary")
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(8)
        self.row.addWidget(self.title)

    def controls(self) -> list[QWidget]:
        raise NotImplementedError

    def show_values(self, values: tuple[Knob, ...]) -> None:
        self.values = values

    def tell(self, value: Knob) -> None:
        self.title.setText(translate("labs", self.turn.title))

    def name(self, value: Knob) -> str:
        return tell(self.turn.said(value))


class SlidePart(Part):
    """A number."""

    def __init__(self, turn: Turn) -> None:
        super().__init__(turn)
        self.slider, self.value = Slide(), QLabel()
        self.title.setBuddy(self.slider)
        self.value.setFont(ui_font(14, bold=True))
        self.row.addWidget(self.slider)
        self.row.addWidget(self.value)
        self.slider.valueChanged.connect(lambda at: self.chosen.emit(self.values[at]))
        self.slider.reset_asked.connect(lambda: self.chosen.emit(self.turn.first))

    def controls(self) -> list[QWidget]:
        return [self.slider]

    def show_values(self, values: tuple[Knob, ...]) -> None:
        super().show_values(values)
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, len(values) - 1)

    def tell(self, value: Knob) -> None:
        super().tell(value)
        with QSignalBlocker(self.slider):
            self.slider.setValue(self.values.index(value))
        self.value.setText(self.name(value))
        # a value that changes must not move the knobs beside it
        self.value.setFixedWidth(round(max(ui_width(self.name(one), 14, bold=True) for one in self.values)) + 4)
        self.slider.setAccessibleName(self.title.text())
        self.slider.setAccessibleDescription(self.value.text())


class SwitchPart(Part):
    """On or off, by one button that says how it stands."""

    def __init__(self, turn: Turn) -> None:
        super().__init__(turn)
        self.button = push_button(checkable=True)
        self.row.addWidget(self.button)
        self.button.clicked.connect(lambda on: self.chosen.emit(bool(on)))

    def controls(self) -> list[QWidget]:
        return [self.button]

    def tell(self, value: Knob) -> None:
        super().tell(value)
        self.button.setChecked(bool(value))
        self.button.setText(self.name(value))
        self.button.setAccessibleName(f"{self.title.text()}: {self.button.text()}")


class ButtonsPart(Part):
    """One of a few words."""

    def __init__(self, turn: Turn) -> None:
        super().__init__(turn)
        self.row.setSpacing(2)
        self.row.addSpacing(6)
        self.buttons: list[QToolButton] = []
        for value in turn.values:
            button = push_button(checkable=True)
            button.clicked.connect(partial(self._on_clicked, value))
            self.buttons.append(button)
            self.row.addWidget(button)

    def controls(self) -> list[QWidget]:
        return list(self.buttons)

    def _on_clicked(self, value: Knob, _checked: bool = False) -> None:
        self.chosen.emit(value)

    def tell(self, value: Knob) -> None:
        super().tell(value)
        for one, button in zip(self.turn.values, self.buttons, strict=True):
            button.setChecked(one == value)
            button.setText(self.name(one).replace("&", "&&"))
            button.setAccessibleName(f"{self.title.text()}: {self.name(one)}")


class ListPart(Part):
    """One of many words."""

    MOST = 24

    def __init__(self, turn: Turn) -> None:
        super().__init__(turn)
        self.list = Choice(self)
        self.title.setBuddy(self.list)
        self.row.addWidget(self.list)
        self.list.activated.connect(lambda at: self.chosen.emit(self.values[at]))

    def controls(self) -> list[QWidget]:
        return [self.list]

    def tell(self, value: Knob) -> None:
        super().tell(value)
        names = [
            name if len(name) <= self.MOST else name[: self.MOST - 1] + "…" for name in map(self.name, self.values)
        ]
        if names != [self.list.itemText(at) for at in range(self.list.count())]:
            self.list.clear()
            self.list.addItems(names)
        self.list.setCurrentIndex(self.values.index(value))
        self.list.setAccessibleName(self.title.text())


def make_part(turn: Turn) -> Part:
    """The kind of knob that its values ask for."""
    if all(isinstance(value, bool) for value in turn.values):
        return SwitchPart(turn)
    if all(isinstance(value, int | float) for value in turn.values):
        return SlidePart(turn)
    return ButtonsPart(turn) if turn.among is None and len(turn.values) <= BUTTONS else ListPart(turn)
