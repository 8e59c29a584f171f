"""One head's picture enlarged, over everything around its cell."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from attnviz.gui.fonts import ui_font
from attnviz.gui.theme import theme
from attnviz.gui.views.colour_bar import cell_image, draw_colour_bar
from attnviz.gui.views.difference_map_painting import Looks, Marks, paint_cells, plan_cells
from attnviz.gui.views.heads_enlarged import Enlarged
from attnviz.trace import Array

PICTURE, PAD, BAR, EDGE = 288, 16, 62, 8
WEIGHTS = 400
"""Side of the picture with the weights themselves: its labels need room, too."""
LABELS = (12, 10)
_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class HeadPopup(QWidget):
    """A card above the other widgets of the window. It takes no events: whoever shows it also closes it.

    Rejected: a window of its own of Qt's popup kind, which takes the keyboard from the cells it speaks of.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._picture: QImage = QImage()
        self.enlarged: Enlarged | None = None
        self._top, self._title, self._line = 1.0, "", ""
        self.hide()

    def show_head(
        self,
        picture: Array,
        own: bool,
        title: str,
        line: str,
        cell: QRect,
        window: QWidget,
        enlarged: Enlarged | None = None,
    ) -> None:
        """Enlarge a picture (P, P), or show the weights themselves in its place.

        Args:
            own: colours reach up to its strongest weight; else up to 1.
            cell: in coordinates of ``window``; the card lies over it, as far as the window reaches.
            enlarged: the weights, where they are known.
        """
        self.enlarged = enlarged
        if enlarged is not None:
            line = "\n".join([enlarged.facts or line, *enlarged.lines])
        self._top = max(1e-9, float(picture.max())) if own else 1.0
        self._picture, self._title, self._line = cell_image(picture, self._top), title, line
        self.setAccessibleName(f"{title}. {line}")
        if self.parentWidget() is not window:
            self.setParent(window)
        side = self._side
        wide = side + BAR + 2 * PAD
        size = QSize(min(wide, window.width()), min(side + self._texts_height() + 2 * PAD, window.height()))
        corner = cell.center() - QPoint(size.width() // 2, size.height() // 2)
        x = max(0, min(max(EDGE, corner.x()), window.width() - size.width() - EDGE))
        y = max(0, min(max(EDGE, corner.y()), window.height() - size.height() - EDGE))
        self.setGeometry(QRect(QPoint(x, y), size))
        self.show()
        self.raise_()
        self.update()

    @property
    def _side(self) -> int:
        return PICTURE if self.enlarged is None else WEIGHTS

    def _texts_height(self) -> int:
        """Of the title and the wrapped line below it."""
        room = QRectF(0, 0, self._side + BAR, 200)
        heights = (
            QFontMetricsF(font).boundingRect(room, _WRAP, text).height()
            for font, text in ((ui_font(14, bold=True), self._title), (ui_font(12), self._line))
        )
        return round(sum(heights)) + 16

    def paintEvent(self, event: QPaintEvent) -> None:
        c, painter = theme().colours, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(c.line), 1))
        painter.setBrush(QColor(c.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
        inside = QRectF(self.rect()).adjusted(PAD, PAD, -PAD, -PAD)
        texts = self._texts_height()
        bold, plain = ui_font(14, bold=True), ui_font(12)
        title = QFontMetricsF(bold).boundingRect(QRectF(0, 0, self._side + BAR, 200), _WRAP, self._title)
        painter.setFont(bold)
        painter.setPen(QColor(c.text))
        painter.drawText(QRectF(inside.topLeft(), title.size()).adjusted(0, 0, 4, 2), _WRAP, self._title)
        painter.setFont(plain)
        painter.setPen(QColor(c.secondary))
        below = inside.adjusted(0, title.height() + 4, 0, 0)
        below.setHeight(texts - title.height())
        painter.drawText(below, _WRAP, self._line)
        side = min(inside.height() - texts, inside.width() - BAR)
        if side < 40:
            return
        if self.enlarged is not None:
            area = QRectF(inside.x(), inside.y() + texts, inside.width(), inside.height() - texts)
            looks = Looks(whole=True, sizes=LABELS)
            plan = plan_cells(area, self.enlarged.cells, looks)
            paint_cells(painter, self.enlarged.cells, plan, QPointF(), Marks(), looks, c)
            return
        rect = QRectF(inside.x(), inside.y() + texts, side, side)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(rect, self._picture)
        bar = QRectF(rect.right() + 12, rect.y() + 6, 10, side - 12)
        draw_colour_bar(painter, bar, self._top, False, c)
