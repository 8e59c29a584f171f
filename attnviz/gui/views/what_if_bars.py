"""Pairs of bars: what a number was before a change, and below it what it is after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QPainter, QPen
from PySide6.QtWidgets import QMenu, QWidget

from attnviz.digits import number, percent
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.paint import draw_bar, draw_text
from attnviz.gui.theme import Colours
from attnviz.gui.views.calculation import copied
from attnviz.gui.views.heatmap_menu import cell_of_table
from attnviz.gui.views.inspector_sections import Bar, BarsSection
from attnviz.gui.views.pointing import Tips

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Paired(Bar):
    """``weight`` is the one after, ``text`` both."""

    before: float = 0.0


def paired(key: int, label: str, before: float, after: float, chosen: bool = False) -> Paired:
    """A bar of shares."""
    return Paired(key, label, after, f"{percent(before)} → {percent(after)}", chosen, before)


class CopiedBars(Tips, Live, BarsSection):
    """Bars whose numbers can be copied, and are shown with more digits under the mouse."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.live(self.update)

    def tip(self, bar: Bar) -> str:
        """More of a bar than its line says; plain text."""
        return f"{bar.label}: {bar.text}"

    def rows(self) -> list[list[str]]:
        """The cells of a table, its head first."""
        return [["", self.accessibleDescription()], *([cell_of_table(bar.label), bar.text] for bar in self.bars)]

    def make_menu(self) -> QMenu:
        menu = QMenu(self)
        copy = menu.addAction(self.tr("Copy these numbers as a table"))
        copy.setEnabled(bool(self.bars))
        text = "\n".join("\t".join(row) for row in self.rows()) + "\n"
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(text))
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.make_menu()
        menu.exec(event.globalPos())
        menu.deleteLater()

    def tip_at(self, point: QPointF) -> str:
        index = self._bar_at(point)
        return "" if index is None else self.tip(self.bars[index])


class PairedBars(CopiedBars):
    """Two bars a line, the upper one grey: before. ``ink``: the colour of the chosen one."""

    LINE, LABEL, NUMBER = 24, 84, 112

    def __init__(self, ink: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink = ink

    def tip(self, bar: Bar) -> str:
        """Both with two more digits, and the difference in points of a hundred."""
        assert isinstance(bar, Paired)
        points = number(100 * (bar.weight - bar.before), 2)
        said = self.tr("{label}: {before} before, {after} after ({points} points)")
        return said.format(
            label=bar.label,
            before=percent(bar.before, 3),
            after=percent(bar.weight, 3),
            points=("+" if bar.weight > bar.before else "") + points,
        )

    def rows(self) -> list[list[str]]:
        named = [["", self.tr("before"), self.tr("after")]]
        return named + [[cell_of_table(bar.label), copied(bar.before), copied(bar.weight)] for bar in self.bars]

    def paint(self, painter: QPainter, c: Colours) -> None:
        room, ink = self.width() - self.LABEL - self.NUMBER - 16, QColor(getattr(c, self._ink))
        top = max((max(bar.weight, bar.before) for bar in self.bars), default=0.0) or 1.0
        for i, bar in enumerate(self.bars):
            line = self.bar_rect(i)
            if i == self._pointed or (self.hasFocus() and i == self._marked):
                painter.setPen(QPen(QColor(c.query), 1) if self.hasFocus() and i == self._marked else Qt.PenStyle.NoPen)
                painter.setBrush(QColor(c.chip))
                painter.drawRoundedRect(line.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            label = QRectF(2, line.y(), self.LABEL - 2, self.LINE)
            draw_text(painter, label, bar.label, ui_font(14), ink if bar.chosen else c.text, RIGHT)
            after = ink if bar.chosen else QColor(c.secondary)
            for share, colour, y in ((bar.before, c.neutral_bar, 5), (bar.weight, after, 13)):
                long = max(2.0, room * share / top)
                draw_bar(painter, QRectF(self.LABEL + 8, line.y() + y, long, 6), colour, 2)
            beside = QRectF(self.width() - self.NUMBER - 4, line.y(), self.NUMBER, self.LINE)
            draw_text(
                painter, beside, bar.text, ui_font(12, bold=bar.chosen), c.text if bar.chosen else c.secondary, RIGHT
            )
        if self._rest:
            rest = QRectF(self.LABEL + 8, len(self.bars) * self.LINE, self.width() - self.LABEL - 8, self.REST)
            draw_text(painter, rest, self._rest, ui_font(12), c.secondary)


def largest_first(before: Sequence[float], after: Sequence[float], most: int) -> list[int]:
    """The places of the largest numbers of both, in order."""
    each = [max(float(a), float(b)) for a, b in zip(before, after, strict=True)]
    return sorted(range(len(each)), key=lambda place: -each[place])[:most]
