"""Every head as a dot: the weight between two words on one axis, what its removal does on the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from attnviz.digits import number, percent
from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.i18n import Live
from attnviz.gui.paint import draw_text
from attnviz.gui.theme import Colours, mix, theme
from attnviz.gui.views.calculation import copied
from attnviz.gui.views.inspector_sections import STALE_OPACITY
from attnviz.trace import HeadId

RADIUS, REACH = 4.5, 14.0
NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
NAMED = 3
"""dots of the largest effects, and of the largest weights, that bear their head's name"""
NOTHING = 1e-8
"""below that it is what float32 leaves of no effect"""
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Dot:
    """A head: the weight between the words in focus, and how far the output moves without it."""

    head: HeadId
    weight: float
    effect: float


def ticks_to(top: float, most: int = 4) -> list[float]:
    """Round numbers from 0 up to the first that is not below ``top``."""
    if top < NOTHING:
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(top / most))
    step = next(nice * power for nice in NICE if nice * power * most >= top * (1 - 1e-9))
    return [round(i * step, 12) for i in range(math.ceil(top / step - 1e-9) + 1)]


def small(value: float) -> str:
    """An effect with two digits that matter: 0.31, 0.0042; a power of ten below a hundred-thousandth."""
    if value < NOTHING:
        return "0"
    if value < 1e-5:
        return f"{value:.0e}"
    return number(value, max(2, 1 - math.floor(math.log10(value))))


class HeadScatter(Live, QWidget):
    """Hover reads a dot out, a click or Enter chooses its head, arrow keys go from dot to dot by their effect.

    Signals:
        chosen(int, int): layer and head.
        marked(object): the ``Dot`` under the mouse or the arrow keys, or None.
    """

    chosen = Signal(int, int)
    marked = Signal(object)
    LEFT, BOTTOM, TOP, END = 62, 44, 28, 22

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dots: tuple[Dot, ...] = ()
        self.focused: HeadId | None = None
        self.pointed: Dot | None = None
        self.stale = False
        self._axis = ""
        self._heaviest: list[Dot] = []
        self._ring: HeadId | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)
        self._retell = self.live(self._tell)

    def show_dots(self, dots: Sequence[Dot], focused: HeadId, axis: str, stale: bool = False) -> None:
        """``axis`` names the effect; ``stale``: of an older run."""
        self.dots = tuple(sorted(dots, key=lambda dot: -dot.effect))
        self._heaviest = sorted(self.dots, key=lambda dot: -dot.weight)[:NAMED]
        self.focused, self._axis, self.stale = focused, axis, stale
        if self.pointed is not None:
            self.pointed = next((dot for dot in self.dots if dot.head == self.pointed.head), None)
        self._retell()
        self.update()

    @property
    def current(self) -> Dot | None:
        """What the mouse or else the ring is on."""
        ring = next((dot for dot in self.dots if dot.head == self._ring), None) if self.hasFocus() else None
        return self.pointed or ring

    def said(self, dot: Dot) -> str:
        """A dot in words."""
        rank = 1 + sum(other.effect > dot.effect for other in self.dots)
        return self.tr("head {layer}.{head}: weight {weight}, effect {effect}, rank {rank} of {count}").format(
            layer=dot.head[0], head=dot.head[1], weight=percent(dot.weight), effect=small(dot.effect), rank=rank,
            count=len(self.dots),
        )  # fmt: skip

    def rows(self) -> list[list[str]]:
        """All dots as a table: layer, head, weight, effect. Its head is not translated: programs read it."""
        named = [["layer", "head", "weight", "effect"]]
        return named + [[*map(str, dot.head), copied(dot.weight), copied(dot.effect)] for dot in self.dots]

    def make_menu(self) -> QMenu:
        menu, dot = QMenu(self), self.current
        if dot is not None:
            line = menu.addAction(self.tr("Copy: {said}").format(said=self.said(dot)))
            line.triggered.connect(lambda: QGuiApplication.clipboard().setText(self.said(dot)))
        table = menu.addAction(self.tr("Copy all heads as a table"))
        table.setEnabled(bool(self.dots))
        table.triggered.connect(
            lambda: QGuiApplication.clipboard().setText("".join("\t".join(row) + "\n" for row in self.rows()))
        )
        return menu

    # --- where things are

    @property
    def area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(self.LEFT, self.TOP, -self.END, -self.BOTTOM)

    @property
    def _scales(self) -> tuple[list[float], list[float]]:
        weights = ticks_to(max((dot.weight for dot in self.dots), default=0.0))
        return weights, ticks_to(max((dot.effect for dot in self.dots), default=0.0))

    def place(self, dot: Dot) -> QPointF:
        """The middle of a dot."""
        across, up = self._scales
        area = self.area
        return QPointF(
            area.left() + area.width() * dot.weight / across[-1], area.bottom() - area.height() * dot.effect / up[-1]
        )

    def dot_at(self, point: QPointF) -> Dot | None:
        """The nearest one within reach."""

        def away(dot: Dot) -> float:
            gap = self.place(dot) - point
            return math.hypot(gap.x(), gap.y())

        nearest = min(self.dots, key=away, default=None)
        return nearest if nearest is not None and away(nearest) <= REACH else None

    # --- Qt

    def sizeHint(self) -> QSize:
        return QSize(420, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 180)

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Weight and effect of all heads"))
        dot = self.current or (self.dots[0] if self.dots else None)
        self.setAccessibleDescription("" if dot is None else self.said(dot))

    def _point(self, dot: Dot | None) -> None:
        if dot != self.pointed:
            self.pointed = dot
            self.setCursor(Qt.CursorShape.ArrowCursor if dot is None else Qt.CursorShape.PointingHandCursor)
            self.marked.emit(self.current)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self.dot_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        dot = self.dot_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and dot is not None:
            self._ring = dot.head
            self.chosen.emit(*dot.head)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}
        place = next((i for i, dot in enumerate(self.dots) if dot.head == self._ring), None)
        if not self.dots or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        elif event.key() in steps:
            at = 0 if place is None else min(max(place + steps[event.key()], 0), len(self.dots) - 1)
            self._ring_at(at)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._ring_at(0 if event.key() == Qt.Key.Key_Home else len(self.dots) - 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and place is not None:
            self.chosen.emit(*self.dots[place].head)
        else:
            event.ignore()

    def _ring_at(self, place: int) -> None:
        self._ring = self.dots[place].head
        self._retell()
        self.marked.emit(self.current)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.make_menu()
        menu.exec(event.globalPos())
        menu.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, c = QPainter(self), theme().colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axes(painter, c)
        painter.setOpacity(STALE_OPACITY if self.stale else 1.0)
        current = self.current
        for dot in sorted(self.dots, key=lambda dot: (dot == current, dot.head == self.focused)):
            self._paint_dot(painter, dot, dot == current, c)
        painter.end()

    def _paint_axes(self, painter: QPainter, c: Colours) -> None:
        area, (across, up) = self.area, self._scales
        font = ui_font(12)
        for weight in across:
            x = area.left() + area.width() * weight / across[-1]
            painter.fillRect(QRectF(x - 0.5, area.top(), 1, area.height()), QColor(c.line))
            label = percent(weight, 0 if across[1] >= 0.01 else 1)
            draw_text(painter, QRectF(x - 40, area.bottom() + 4, 80, 16), label, font, c.secondary, CENTRE)
        for effect in up:
            y = area.bottom() - area.height() * effect / up[-1]
            painter.fillRect(QRectF(area.left(), y - 0.5, area.width(), 1), QColor(c.line))
            draw_text(painter, QRectF(0, y - 9, self.LEFT - 8, 18), small(effect), font, c.secondary, RIGHT)
        name = QRectF(area.left(), area.bottom() + 22, area.width(), 18)
        draw_text(painter, name, self.tr("weight between the two words"), font, c.secondary, CENTRE)
        draw_text(painter, QRectF(4, 0, self.width() - 8, 18), self._axis, font, c.secondary)

    def _paint_dot(self, painter: QPainter, dot: Dot, current: bool, c: Colours) -> None:
        at, focused = self.place(dot), dot.head == self.focused
        ink = QColor(c.key) if focused else mix(c.panel, c.text, 0.62)
        ink.setAlphaF(1.0 if focused or current else 0.8)
        painter.setPen(QPen(QColor(c.text), 1.5) if current else QPen(QColor(c.panel), 1))
        painter.setBrush(ink)
        radius = RADIUS + 1.5 * (current or focused)
        painter.drawEllipse(at, radius, radius)
        if not (current or focused or dot in self.dots[:NAMED] or dot in self._heaviest):
            return
        label = f"{dot.head[0]}.{dot.head[1]}"
        wide = ui_width(label, 12, True)
        right = at.x() + 10 + wide < self.width()
        beside = QRectF(at.x() + 9 if right else at.x() - 9 - wide, at.y() - 9, wide + 2, 18)
        draw_text(painter, beside, label, ui_font(12, bold=True), c.key if focused else c.text)
