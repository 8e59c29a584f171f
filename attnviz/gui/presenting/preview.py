"""A step as the audience sees it, small and at rest, for the speaker's window and for whoever makes a lecture."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from attnviz.gui.presenting.spotlight import draw_spotlight
from attnviz.gui.slides.slide import draw_slide
from attnviz.gui.theme import theme
from attnviz.lessons.page import Page

LATER_MS = 30
"""The audience's window is painted first: a step must be there within two frames of its key, and keep its frames while
it moves."""
VEIL = 150


class Preview(QWidget):
    """Paints its page once and keeps the picture.

    Args:
        still: whether nothing moves that a picture painted now would hold up.

    Attributes:
        shape: width and height of what it is a picture of; only their ratio counts.
        spot: where a spotlight stands on it; None for none.
        veiled: the audience does not see it: the screen is black.

    Signals:
        pointed(float, float): the mouse is there, as shares of the slide.
        clicked(): the left button.
    """

    pointed = Signal(float, float)
    clicked = Signal()

    def __init__(self, page: Callable[[], Page | None], still: Callable[[], bool] = lambda: True) -> None:
        super().__init__()
        self._page, self._still = page, still
        self._picture: QPixmap | None = None
        self._zoom = 1.0
        self.shape = QSize(16, 9)
        self.spot: tuple[float, float] | None = None
        self.veiled = False
        self._later = QTimer(self, singleShot=True, interval=LATER_MS)
        self._later.timeout.connect(self._on_later)
        self.setMinimumSize(160, 90)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)
        theme().changed.connect(self.refresh)

    def sizeHint(self) -> QSize:
        return QSize(480, 270)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width * self.shape.height() / max(1, self.shape.width()))

    def refresh(self, zoom: float = 1.0) -> None:
        """The page is another, or looks otherwise."""
        self._zoom = zoom
        self._later.start()

    def _on_later(self) -> None:
        if not self._still():
            self._later.start()
            return
        self._picture = None
        self.update()

    def picture_rect(self) -> QRectF:
        """As large as it fits, at the top."""
        size = self.shape.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        area = QRectF(0, 0, size.width(), size.height())
        area.moveLeft((self.width() - area.width()) / 2)
        return area

    def paintEvent(self, event: QPaintEvent) -> None:
        page = self._page()
        if page is None:
            return
        area = self.picture_rect()
        if self._picture is None:
            self._picture = self._drawn(page, area)
        with QPainter(self) as painter:
            painter.drawPixmap(area.topLeft(), self._picture)
            if self.spot is not None:
                painter.setClipRect(area)
                draw_spotlight(painter, area, self.spot)
            if self.veiled:
                painter.fillRect(area, QColor(0, 0, 0, VEIL))

    def _drawn(self, page: Page, area: QRectF) -> QPixmap:
        ratio = self.devicePixelRatio()
        picture = QPixmap((area.size() * ratio).toSize())
        picture.setDevicePixelRatio(ratio)
        with QPainter(picture) as painter:
            draw_slide(painter, QRectF(0, 0, area.width(), area.height()), page, theme().colours, zoom=self._zoom)
        return picture

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._picture = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        area, place = self.picture_rect(), event.position()
        self.pointed.emit((place.x() - area.x()) / area.width(), (place.y() - area.y()) / area.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()
