"""One line of text in several colours and sizes: "he → Taro  58 %"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.paint import draw_line, drop, ink


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style. ``gives`` marks what is shortened when the line is too long (a word, a label)."""

    text: str
    colour: str
    pixels: int
    bold: bool = False
    gives: bool = False

    @property
    def width(self) -> float:
        return ui_width(self.text, self.pixels, self.bold)


def fitted(runs: Sequence[Run], room: float) -> list[Run]:
    """The runs with the giving ones shortened evenly until the line fits; the longest give first."""
    over = sum(run.width for run in runs) - room
    giving = [run for run in runs if run.gives]
    if over <= 0 or not giving:
        return list(runs)
    share = sum(run.width for run in giving) - over
    limit, left = 0.0, len(giving)
    for width in sorted(run.width for run in giving):
        limit = max(0.0, share / left)
        if width > limit:
            break
        share -= width
        left -= 1
    result = []
    for run in runs:
        if run.gives and run.width > limit:
            metrics = QFontMetricsF(ui_font(run.pixels, run.bold))
            run = replace(run, text=metrics.elidedText(run.text, Qt.TextElideMode.ElideRight, limit))
        result.append(run)
    return result


def draw_runs(painter: QPainter, rect: QRectF, runs: Sequence[Run], right: bool = False) -> float:
    """Draw the runs on one baseline in the middle of ``rect``; returns the x at which the line ends."""
    runs = fitted(runs, rect.width())
    if not runs:
        return rect.x()
    baseline = rect.center().y() + drop(max(run.pixels for run in runs))
    x = rect.right() - sum(run.width for run in runs) if right else rect.x()
    painter.save()
    for run in runs:
        painter.setPen(ink(run.colour))
        draw_line(painter, QPointF(x, baseline), run.text, run.pixels, run.bold)
        x += run.width
    painter.restore()
    return x
