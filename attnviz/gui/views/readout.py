"""What stands above a picture: a line in large type with notes below it."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from attnviz.gui.theme import theme
from attnviz.gui.views.heatmap_header import wrapped
from attnviz.gui.views.runs import Run, draw_runs

HEAD_LINE, NOTE_LINE = 28, 18


class Readout(QWidget):
    """One line in large type that says what stands out, and below it how to read the picture."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[Run] = []
        self.notes: list[str] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self._fit()

    def show_texts(self, runs: list[Run], notes: list[str]) -> None:
        self.runs, self.notes = runs, notes
        self._fit()
        self.update()

    def text(self) -> str:
        """The first line."""
        return "".join(run.text for run in self.runs)

    def _fit(self) -> None:
        lines = len(wrapped(self.notes, max(60, self.width())))
        if self.minimumHeight() != (high := HEAD_LINE + NOTE_LINE * lines):
            self.setFixedHeight(high)

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        c, painter = theme().colours, QPainter(self)
        draw_runs(painter, QRectF(0, 0, self.width(), HEAD_LINE), self.runs)
        y = HEAD_LINE
        for text in wrapped(self.notes, self.width()):
            draw_runs(painter, QRectF(0, y, self.width(), NOTE_LINE), [Run(text, c.secondary, 12, gives=True)])
            y += NOTE_LINE
        painter.end()
