"""The picture of a panel alone, without a slide's header and footer: large enough to read in a dock, and in a hall."""

from __future__ import annotations

from importlib import import_module

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from attnviz.gui.plain import as_tip
from attnviz.gui.slides.canvas import Canvas, translate
from attnviz.gui.slides.slide import MISSING_HINT, NO_HEAD, NO_HEAD_HINT, NO_TEXT
from attnviz.gui.theme import Colours, theme
from attnviz.gui.views.empty_state import draw_empty, example_sentence
from attnviz.lessons.page import Page
from attnviz.lessons.step import CONTEXT

WHOLE = (1728.0, 640.0)
"""what a picture has on a slide of 1920x1080, nearly"""
LEAST = (900.0, 350.0)
"""with less a picture becomes smaller instead of narrower"""
READABLE = 0.46
"""of the 1920x1080 base: its smallest letters, of 24 pixels, have 11 then"""
EDGE = 14.0
RADIUS = 12.0


def scale_for(width: float, height: float) -> float:
    """How large a picture is drawn in so much room, in pixels of it for each one of the base."""
    wanted = max(READABLE, min(width / WHOLE[0], height / WHOLE[1]))
    return min(wanted, width / LEAST[0], height / LEAST[1])


def draw_picture(painter: QPainter, rect: QRectF, page: Page, colours: Colours) -> list[tuple[QRectF, str]]:
    """Paint a step's picture over ``rect``, on its ground; returns what is said where, in the painter's pixels.

    Only for a page that has a scene and lacks nothing.
    """
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    canvas = Canvas(painter, page, colours)
    canvas.box(rect, colours.ground, RADIUS)
    painter.setClipRect(rect)
    edge = EDGE if rect.height() >= 300 else EDGE - 4
    inner = rect.adjusted(edge, edge, -edge, -edge)
    scale = scale_for(inner.width(), inner.height())
    painter.translate(inner.topLeft())
    painter.scale(scale, scale)
    picture = import_module(f"attnviz.gui.slides.{page.step.picture}")
    picture.draw(canvas, QRectF(0, 0, inner.width() / scale, inner.height() / scale))
    painter.restore()
    return [
        (
            QRectF(inner.x() + scale * box.x(), inner.y() + scale * box.y(), scale * box.width(), scale * box.height()),
            text,
        )
        for box, text in canvas.tips
    ]


def why_nothing(page: Page) -> tuple[str, str]:
    """A title and a line in place of the picture; two empty texts where there is one."""
    if page.trace is None:
        return translate(CONTEXT, NO_HEAD), ""
    if not len(page.trace.tokens):
        return translate(CONTEXT, NO_TEXT), example_sentence()
    if page.missing:
        return translate(CONTEXT, page.missing), translate(CONTEXT, MISSING_HINT)
    return ("", "") if page.scene is not None else (translate(CONTEXT, NO_HEAD), translate(CONTEXT, NO_HEAD_HINT))


class PanelPicture(QWidget):
    """Paints a page, and says what the pointer is on.

    Signals:
        stepped(int): an arrow key turns the first knob by so much.
    """

    stepped = Signal(int)
    LEAST = QSize(240, 150)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page: Page | None = None
        self.tips: list[tuple[QRectF, str]] = []
        self.setMinimumSize(self.LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        theme().changed.connect(self.update)

    def show_page(self, page: Page) -> None:
        self.page = page
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, 240)

    def tip_at(self, point: QPointF) -> str:
        """What is said of the place under the pointer; "" for nothing."""
        return next((text for box, text in reversed(self.tips) if box.contains(point)), "")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._tell(event.position(), event.globalPosition())
        super().mouseMoveEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._tell(QPointF(event.pos()), QPointF(event.globalPos()))
            return True
        return super().event(event)

    def _tell(self, point: QPointF, on_screen: QPointF) -> None:
        text = self.tip_at(point)
        if text:
            QToolTip.showText(on_screen.toPoint(), as_tip(text), self)
        else:
            QToolTip.hideText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if by is not None and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            self.stepped.emit(by)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.page is None:
            return
        painter, area = QPainter(self), QRectF(self.rect())
        self.tips = paint(painter, area, self.page, theme().colours)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme().colours.query)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


def paint(painter: QPainter, area: QRectF, page: Page, colours: Colours) -> list[tuple[QRectF, str]]:
    """The picture, or why there is none."""
    title, line = why_nothing(page)
    if title:
        draw_empty(painter, area, title, line, colours)
        return []
    return draw_picture(painter, area, page, colours)
