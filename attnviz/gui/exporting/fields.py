"""The fields of the export dialog: what, as which format, how large, how long."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from attnviz.gui.exporting.formats import Choices, Format
from attnviz.gui.i18n import Live
from attnviz.gui.models.hub_panel import Choice

NO_BUTTONS = "QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }"


class ExportFields(Live, QWidget):
    """Rows of a label and a field; those that a format has no use for are hidden.

    Signals:
        subject_chosen(): another thing is to be exported.
        changed(): another format, size, scale or time.
    """

    subject_chosen = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels = {name: QLabel() for name in ("what", "format", "size", "scale", "seconds")}
        self.what, self.format = Choice(), Choice()
        self.width_box, self.height_box = QSpinBox(), QSpinBox()
        self.scale, self.seconds = QDoubleSpinBox(), QDoubleSpinBox()
        self._times = QLabel("×")
        self._set_ranges()
        self._lay_out()
        self.what.currentIndexChanged.connect(self.subject_chosen)
        self.format.currentIndexChanged.connect(self.changed)
        for box in (self.width_box, self.height_box, self.scale, self.seconds):
            box.valueChanged.connect(self.changed)
        self.live(self._tell)

    def _set_ranges(self) -> None:
        for box in (self.what, self.format):
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for box in (self.width_box, self.height_box):
            box.setRange(100, 10000)
            box.setSingleStep(20)
            box.setGroupSeparatorShown(True)
        self.scale.setRange(0.5, 8)
        self.scale.setSingleStep(0.5)
        self.scale.setDecimals(1)
        self.scale.setValue(2)
        self.seconds.setRange(0.5, 60)
        self.seconds.setDecimals(1)
        self.seconds.setValue(4)
        for box in (self.width_box, self.height_box, self.scale, self.seconds):
            # Fusion's buttons are grey boxes, and without any a style sheet loses the field; the arrow keys step
            box.setStyleSheet(NO_BUTTONS)
            box.lineEdit().setTextMargins(6, 0, 0, 0)  # its text stands below that of the lists
            box.setKeyboardTracking(False)

    def _lay_out(self) -> None:
        size = QHBoxLayout()
        size.setSpacing(8)
        size.addWidget(self.width_box, 1)
        size.addWidget(self._times)
        size.addWidget(self.height_box, 1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        for row, (name, part) in enumerate(
            (("what", self.what), ("format", self.format), ("size", size), ("scale", self.scale),
             ("seconds", self.seconds))
        ):  # fmt: skip
            grid.addWidget(self._labels[name], row, 0)
            grid.addLayout(part, row, 1) if part is size else grid.addWidget(part, row, 1)
        grid.setColumnMinimumWidth(0, 110)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(5, 1)

    @property
    def choices(self) -> Choices:
        return Choices((self.width_box.value(), self.height_box.value()), self.scale.value(), self.seconds.value())

    def fill(self, box: QComboBox, titles: Sequence[str], place: int) -> None:
        """What can be chosen in a list, in the language in use; ``place`` is what is chosen. Says nothing of it."""
        with QSignalBlocker(box):
            if [box.itemText(i) for i in range(box.count())] != list(titles):
                box.clear()
                box.addItems(titles)
                box.setCurrentIndex(place)

    def set_size(self, width: int, height: int) -> None:
        """As the thing stands on screen; says nothing of it."""
        for box, side in ((self.width_box, width), (self.height_box, height)):
            with QSignalBlocker(box):
                box.setValue(side)

    def show_format(self, chosen: Format) -> None:
        """Only the rows that this format has a use for."""
        for name, parts, wanted in (
            ("size", (self.width_box, self._times, self.height_box), chosen.sized),
            ("scale", (self.scale,), chosen.scaled),
            ("seconds", (self.seconds,), chosen.timed),
        ):
            for part in (self._labels[name], *parts):
                part.setVisible(wanted)

    def _tell(self) -> None:
        for name, text in (
            ("what", self.tr("What")),
            ("format", self.tr("Format")),
            ("size", self.tr("Size")),
            ("scale", self.tr("Scale")),
            ("seconds", self.tr("Seconds a step")),
        ):
            self._labels[name].setText(text)
        for part, text in (
            (self.what, self.tr("What to export")),
            (self.format, self.tr("Format")),
            (self.width_box, self.tr("Width")),
            (self.height_box, self.tr("Height")),
            (self.scale, self.tr("Scale")),
            (self.seconds, self.tr("Seconds a step")),
        ):
            part.setAccessibleName(text)
        self.scale.setToolTip(self.tr("Pixels of the file for each one of the window"))
