"""The fields that say how the next word is chosen."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QGridLayout, QLabel, QSpinBox, QWidget

from attnviz.gui.i18n import Live
from attnviz.gui.theme import theme
from attnviz.sampling import Sampling


class SamplingControls(Live, QWidget):
    """Temperature, top-k and top-p.

    Signals:
        changed(): ``sampling`` is another one now.
    """

    changed = Signal()
    HOTTEST, LARGEST = 2.0, 1000

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.temperature, self.top_k, self.top_p = QDoubleSpinBox(), QSpinBox(), QDoubleSpinBox()
        self.temperature.setRange(0.0, self.HOTTEST)
        self.temperature.setSingleStep(0.1)
        self.top_k.setRange(0, self.LARGEST)
        self.top_p.setRange(0.01, 1.0)
        self.top_p.setSingleStep(0.05)
        self.set_sampling(Sampling())
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(4)
        layout.setVerticalSpacing(2)
        self._labels = [QLabel() for _ in self.fields]
        for column, (label, field) in enumerate(zip(self._labels, self.fields, strict=True)):
            label.setProperty("role", "secondary")
            label.setBuddy(field)
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel alone must not take the editor's focus
            field.setMinimumWidth(50)
            field.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            field.setKeyboardTracking(False)
            field.valueChanged.connect(self.changed)
            layout.addWidget(label, 0, column)
            layout.addWidget(field, 1, column)
            layout.setColumnStretch(column, 1)
        theme().changed.connect(self._dress)
        self._dress()
        self.live(self._tell)

    @property
    def fields(self) -> tuple[QAbstractSpinBox, ...]:
        return self.temperature, self.top_k, self.top_p

    @property
    def sampling(self) -> Sampling:
        # the field keeps what binary fractions add: 0.1 + 0.2 is not 0.3
        return Sampling(round(self.temperature.value(), 2), self.top_k.value(), round(self.top_p.value(), 2))

    def set_sampling(self, sampling: Sampling) -> None:
        """Out-of-range numbers go to the nearest in range; what is no number is passed over."""
        for field, value in zip(self.fields, (sampling.temperature, sampling.top_k, sampling.top_p), strict=True):
            if math.isfinite(value) and abs(value) < 1e9:
                with QSignalBlocker(field):
                    field.setValue(value)

    def _dress(self) -> None:
        # arrow keys and the wheel do it, too; a style sheet leaves the arrows no room beside the number
        self.setStyleSheet(
            "QAbstractSpinBox { padding: 2px; }"
            "QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }"
            "QLineEdit { background: transparent; border: none; padding: 0; }"
        )

    def _tell(self) -> None:
        self.top_k.setSpecialValueText(self.tr("all"))
        names = (self.tr("Temperature"), self.tr("Top-k"), self.tr("Top-p"))
        tips = (
            self.tr(
                "Divides the logits before softmax: below 1 the likely words gain, above 1 they lose. 0 takes the best."
            ),
            self.tr("Only so many of the most likely words are drawn from."),
            self.tr("Only the fewest words whose probabilities reach this share together are drawn from."),
        )
        for label, field, name, tip in zip(self._labels, self.fields, names, tips, strict=True):
            label.setText(name)
            field.setAccessibleName(name)
            for part in (label, field):
                part.setToolTip(tip)
