"""The experts of a mixture: which ones the router chooses for the token in focus, and how the text loads them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from attnviz.digits import percent
from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.i18n import Live
from attnviz.gui.paint import draw_bar, draw_text
from attnviz.gui.plain import as_tip
from attnviz.gui.theme import Colours
from attnviz.gui.views.inspector_sections import Section
from attnviz.labs.experts import chosen_experts, loads
from attnviz.trace import Array, Focus, Trace


class ExpertBars(Live, Section):
    """One column for each expert, its number below; marked ones in colour, a dashed line at ``even``."""

    NUMBER, SHARE = 15.0, 15.0

    def __init__(self, high: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.values: Array = np.zeros(0, np.float32)
        self.marked: frozenset[int] = frozenset()
        self.even: float | None = None
        self.set_high(high)

    def show_values(self, values: Array, marked: frozenset[int] = frozenset(), even: float | None = None) -> None:
        self.values, self.marked, self.even = values, marked, even
        self.setAccessibleName("; ".join(self.tip(i) for i in range(len(values))))
        self.update()

    def tip(self, expert: int) -> str:
        share = percent(float(self.values[expert]))
        if self.even is not None:
            return self.tr("Expert {expert}: {share} of the tokens; if all had the same: {even}").format(
                expert=expert, share=share, even=percent(self.even)
            )
        if expert in self.marked:
            return self.tr("Expert {expert}: {share}, chosen").format(expert=expert, share=share)
        return self.tr("Expert {expert}: {share}").format(expert=expert, share=share)

    def expert_at(self, point: QPointF) -> int | None:
        index = int(point.x() * len(self.values) / max(1, self.width()))
        return index if 0 <= index < len(self.values) else None

    def bar_rect(self, expert: int) -> QRectF:
        """The bar of an expert, as high as its share of the highest."""
        wide, top = self.width() / len(self.values), self._top()
        room = self.height() - self.NUMBER - self.SHARE
        high = max(1.0, room * float(self.values[expert]) / top)
        gap = 1.5 if wide >= 8 else 0.0
        return QRectF(expert * wide + gap, self.SHARE + room - high, wide - 2 * gap, high)

    def _top(self) -> float:
        return max(float(self.values.max(initial=0.0)), self.even or 0.0) or 1.0

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            expert = self.expert_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if expert is None else as_tip(self.tip(expert)), self)
            return True
        return super().event(event)

    def paint(self, painter: QPainter, c: Colours) -> None:
        if not len(self.values):
            return
        wide, bottom = self.width() / len(self.values), self.height() - self.NUMBER
        step = next(
            n for n in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512) if n * wide >= ui_width("00", 12) + 2 or n == 512
        )
        busiest = frozenset((int(self.values.argmax()),))
        if self.even is not None:
            y = bottom - (bottom - self.SHARE) * self.even / self._top()
            painter.setPen(QPen(QColor(c.secondary), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
        for expert, value in enumerate(self.values):
            rect, marked = self.bar_rect(expert), expert in self.marked
            draw_bar(painter, rect, c.value if marked else c.neutral_bar, 2.0)
            column = QRectF(expert * wide - 12, 0, wide + 24, self.NUMBER)
            ink = c.value if marked else c.secondary
            if expert % step == 0:
                below = column.translated(0, bottom)
                draw_text(painter, below, str(expert), ui_font(12, bold=marked), ink, Qt.AlignmentFlag.AlignHCenter)
            if expert in (self.marked or busiest):
                share = percent(float(value), 0)
                above = column.translated(0, rect.y() - self.SHARE)
                draw_text(painter, above, share, ui_font(12), ink, Qt.AlignmentFlag.AlignHCenter)


class RouterView(Live, QWidget):
    """Two rows of bars for the layer in focus: the token's experts, and all experts over the text.

    It is for models whose routers a trace holds (L, T, E); for others it stays empty, and the window hides it.
    """

    BARS, LOADS = 84, 70

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._shown: tuple[Trace, Focus] | None = None
        self.token, self.text, self.work = QLabel(), QLabel(), QLabel()
        self.bars, self.loads = ExpertBars(self.BARS), ExpertBars(self.LOADS)
        for label, role in ((self.token, "heading"), (self.text, "heading"), (self.work, "secondary")):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.work.setWordWrap(True)
        self.work.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(4)
        for part in (self.token, self.bars, self.text, self.loads, self.work):
            column.addWidget(part)
        self.live(self._tell)

    def show_trace(self, trace: Trace, focus: Focus) -> None:
        self._shown = (trace, focus)
        self._tell()

    @staticmethod
    def fits(trace: Trace) -> bool:
        """Whether there is anything to show."""
        return trace.routers is not None and trace.routers.shape[1] > 0

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Experts"))
        if self._shown is None or not self.fits(self._shown[0]):
            return
        trace, focus = self._shown
        layer, model = trace.routers[min(focus.layer, len(trace.routers) - 1)], trace.model  # (T, E)
        token = min(len(layer) - 1 if focus.query is None else focus.query, len(layer) - 1)
        used = frozenset(chosen_experts(layer[token], model.experts_used))
        even = model.experts_used / model.experts
        self.token.setText(self.tr("Experts for “{token}”").format(token=trace.tokens.labels[token]))
        self.bars.show_values(layer[token], used)
        self.text.setText(self.tr("Share of the text that passes each"))
        self.loads.show_values(loads(layer, model.experts_used), even=even)
        self.work.setText(
            self.tr("{used} of {all} at a time: {share} of the experts' parameters at work").format(
                used=model.experts_used, all=model.experts, share=percent(even, 0)
            )
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(200, super().minimumSizeHint().height())
