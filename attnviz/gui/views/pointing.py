"""What pictures that answer mouse and keyboard have in common: a ring where Tab came, and tooltips of their own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from attnviz.gui.plain import as_tip
from attnviz.gui.theme import theme

TABS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class FocusRing:
    """Mixin: painted anew when the keyboard comes and goes; a ring around all where Tab brought it."""

    _ring = False

    @property
    def _painted(self) -> QWidget:
        return self.viewport() if isinstance(self, QAbstractScrollArea) else self

    def draw_ring(self, painter: QPainter) -> None:
        """Around the whole picture, if there is to be one."""
        if not self._ring:
            return
        painter.setOpacity(1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme().colours.query), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self._painted.rect()).adjusted(1, 1, -1, -1), 8, 8)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring = event.reason() in TABS
        self._painted.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring = False
        self._painted.update()


class Tips:
    """Mixin: what is under the mouse has a tooltip. Words of a text stay as they are: "<s>" is no markup."""

    def tip_at(self, point: QPointF) -> tuple[str, QRectF] | str:
        """Plain text, "" for none; with it, where the mouse may move and the tooltip stays."""
        raise NotImplementedError

    def event(self, event: QEvent) -> bool:
        return self._show_tip(event, self) or super().event(event)

    def _show_tip(self, event: QEvent, over: QWidget) -> bool:
        """Whether the event asked for a tooltip."""
        if not isinstance(event, QHelpEvent) or event.type() != QEvent.Type.ToolTip:
            return False
        found = self.tip_at(QPointF(event.pos()))
        text, stays = found if isinstance(found, tuple) else (found, QRectF())
        QToolTip.showText(event.globalPos(), as_tip(text), over, stays.toAlignedRect())
        return True


class ViewportTips(Tips):
    """The same for a picture that scrolls."""

    def event(self, event: QEvent) -> bool:
        return super(Tips, self).event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        return self._show_tip(event, self.viewport()) or super().viewportEvent(event)
