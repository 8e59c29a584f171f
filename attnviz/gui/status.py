"""The line at the foot: what computes, what it read, and what the last key press cost."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from attnviz.digits import counted
from attnviz.gui.i18n import Live
from attnviz.gui.theme import theme
from attnviz.trace import DeviceInfo, Trace


def device_title(device: DeviceInfo) -> str:
    """The short name for a button: "PoCL 3.0 · CPU"."""
    kind = "" if device.kind.casefold() in device.driver.casefold() else device.kind.upper()
    return " · ".join(part for part in (device.driver or device.name, kind) if part)


def device_label(device: DeviceInfo) -> str:
    """The whole name: "AMD EPYC · PoCL 3.0 · CPU"."""
    title = device_title(device)
    return title if title.casefold().startswith(device.name.casefold()) else f"{device.name} · {title}"


LONG = 10_000
"""milliseconds from which a run is told in seconds"""


class Status(Live, QStatusBar):
    """Shows the facts of the trace on screen, and a quiet sign while the next one takes long."""

    PARTS = ("tokenise", "forward", "heads")
    SLOW = 150  # milliseconds; a run that is quicker needs no sign

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._trace: Trace | None = None
        self.time, self.tokens, self.model, self.device = (QLabel(self) for _ in range(4))
        self.busy = QLabel(self)
        for label in (self.time, self.tokens, self.model, self.device):
            label.setTextFormat(Qt.TextFormat.PlainText)
            self.addWidget(label)
        self.addPermanentWidget(self.busy)
        self._timer = QTimer(self, singleShot=True, interval=self.SLOW)
        self._timer.timeout.connect(self.busy.show)
        self.busy.hide()
        self._retell = self.live(self._tell)
        self.messageChanged.connect(lambda message: self._retell())
        theme().changed.connect(self._dress)
        self._dress()

    def show_trace(self, trace: Trace) -> None:
        self._trace = trace
        self._retell()

    def set_busy(self, busy: bool) -> None:
        if not busy:
            self._timer.stop()
            self.busy.hide()
        elif not self._timer.isActive() and not self.busy.isVisible():
            self._timer.start()

    def _dress(self) -> None:
        self.busy.setStyleSheet(f"color: {theme().colours.query};")

    def _tell(self) -> None:
        self.busy.setText(self.tr("Computing…"))
        trace = self._trace
        for label in (self.time, self.tokens, self.model, self.device):
            label.setVisible(trace is not None and not self.currentMessage())  # which stands in their place
        if trace is None:
            return
        spent = trace.milliseconds
        # the parts that each key press costs: "total" also holds the loading of a model
        cost = sum(spent.get(part, 0.0) for part in self.PARTS)
        short = self.tr("Last run: {time} ms").format(time=counted(cost, 1))
        long = self.tr("Last run: {time} s").format(time=counted(cost / 1000, 1))
        self.time.setText(short if cost < LONG else long)
        self.time.setToolTip(
            self.tr("{tokenise} ms to make tokens, {forward} ms for the model, {heads} ms for this head").format(
                **{part: counted(spent.get(part, 0.0), 1) for part in self.PARTS}
            )
        )
        count = len(trace.tokens)
        self.tokens.setText(self.tr("%n of {limit} token(s)", "", count).format(limit=counted(trace.model.limit)))
        captured = self.tr("{model}, captured with {program}").format(
            model=trace.model.name, program=trace.model.captured_by
        )
        self.model.setText(captured if trace.model.captured_by else trace.model.name)
        self.model.setToolTip(
            self.tr("{layers} layers × {heads} heads, {millions} million parameters").format(
                layers=trace.model.layers, heads=trace.model.heads, millions=counted(trace.model.parameters / 1e6, 1)
            )
        )
        self.device.setText(device_label(trace.device))
        for label in (self.time, self.tokens):
            # one digit less must not make its neighbours jump; while their size is fixed, nothing is laid out anew
            hint = label.sizeHint()
            label.setFixedSize(max(label.minimumWidth(), hint.width()), hint.height())
