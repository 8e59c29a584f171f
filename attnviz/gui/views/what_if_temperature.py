"""A slider for the temperature of attention: a tenth on the left, ten times on the right, 1 in the middle."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from attnviz.digits import number
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.theme import theme

COLDEST, HOTTEST = 0.1, 10.0
STEPS = 20
"""from 1 to 10: each multiplies by a tenth more, nearly"""


class LogSlider(QSlider):
    """Home and a double click go back to the middle, which a small mark shows."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(-STEPS, STEPS)
        self.setPageStep(STEPS // 4)
        self.setMinimumWidth(96)
        self.setMaximumWidth(180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Home:
            self.setValue(0)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.setValue(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.width() // 2, self.height() - 4, 1, 4, QColor(theme().colours.secondary))
        painter.end()
        super().paintEvent(event)


def temperature_at(step: int) -> float:
    """Two digits of it: what is printed is what is computed with."""
    return float(f"{10 ** (step / STEPS):.2g}")


def printed(temperature: float) -> str:
    """0.25, 1.3, 10."""
    return number(temperature, max(0, 1 - math.floor(math.log10(temperature)))) if temperature < 10 else "10"


class TemperatureControl(Live, QWidget):
    """Name, slider and number.

    Signals:
        chosen(float): the user wants this temperature.
    """

    chosen = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.label, self.slider, self.value = QLabel(), LogSlider(), QLabel()
        self.label.setProperty("role", "secondary")
        self.label.setBuddy(self.slider)
        self.value.setFixedWidth(30)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for part in (self.label, self.slider, self.value):
            row.addWidget(part, 1 if part is self.slider else 0)
        self.slider.valueChanged.connect(self._on_moved)
        self.show_temperature(1.0)
        self.live(self._tell)

    def show_temperature(self, temperature: float) -> None:
        """Stand where the change is, whoever made it."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(STEPS * math.log10(temperature)))
        self._print(temperature)

    def _on_moved(self, step: int) -> None:
        self._print(temperature_at(step))
        self.chosen.emit(temperature_at(step))

    def _print(self, temperature: float) -> None:
        self.value.setText(printed(temperature))
        self.value.setFont(ui_font(14, bold=temperature != 1))

    def _tell(self) -> None:
        self.label.setText(self.tr("Temperature"))
        self.slider.setAccessibleName(self.tr("Temperature of attention"))
        tip = self.tr(
            "Scores are divided by this before the softmax: below 1 rows become sharper, above 1 broader. Home or a "
            "double click: 1."
        )
        for part in (self.label, self.slider, self.value):
            part.setToolTip(tip)
