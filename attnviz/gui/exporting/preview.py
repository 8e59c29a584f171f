"""How an export will look, small."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from attnviz.gui.export import Paint, image_of
from attnviz.gui.theme import theme

MARGIN = 12


class Preview(QWidget):
    """A picture in the middle of its room, or a line that says why there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(420, 300)
        self.picture: QPixmap | None = None
        self.text = ""

    def show_picture(self, picture: QPixmap | None, text: str = "") -> None:
        self.picture, self.text = picture, text
        self.setAccessibleName(text)
        self.update()

    def show_paint(self, paint: Paint, size: tuple[int, int]) -> None:
        """What a function paints in a size, made to fit."""
        width, height = size
        room = self.size() - QSize(2 * MARGIN, 2 * MARGIN)
        share = min(room.width() / width, room.height() / height, 1.0)
        ratio = self.devicePixelRatioF()
        # painted larger than it is shown: letters of a few pixels stay letters
        large = image_of(paint, width, height, min(1.0, 2 * share * ratio))
        large.setDevicePixelRatio(1)
        small = large.scaled(
            max(1, round(width * share * ratio)),
            max(1, round(height * share * ratio)),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        small.setDevicePixelRatio(ratio)
        self.show_picture(QPixmap.fromImage(small))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        c = theme().colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.panel))
        painter.drawRoundedRect(QRectF(self.rect()), 12, 12)
        if self.picture is not None:
            size = self.picture.deviceIndependentSize()
            painter.drawPixmap(
                round((self.width() - size.width()) / 2), round((self.height() - size.height()) / 2), self.picture
            )
        elif self.text:
            painter.setPen(QColor(c.secondary))
            room = self.rect().adjusted(32, 32, -32, -32)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.text)
