"""The sentence's tokens as chips: what the model really reads. One is the query, one the key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QToolTip, QWidget

from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.i18n import Live
from attnviz.gui.theme import mix, theme
from attnviz.trace import Focus, Tokens, Trace

HEIGHT, PADDING, RADIUS, LABEL = 28, 8, 6, 14
GAP, PIECE_GAP, ROW_GAP = 8, 3, 8  # pieces of one word stand closer together
EDGE = 2


class Chips(Live, QWidget):
    """All chips, in lines as wide as the widget.

    Signals:
        pair_chosen(int, int): query and key token, by click or arrow key.
        hovered(int): the token under the pointer, -1 for none.
        pair_moved(QRect): the pair is elsewhere now; bring this part into view.
    """

    pair_chosen = Signal(int, int)
    hovered = Signal(int)
    pair_moved = Signal(QRect)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(ui_font(LABEL))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tokens = Tokens("")
        self._focus = Focus()
        self._rects: list[QRectF] = []
        self._hover = -1
        theme().changed.connect(self.update)
        self._retell = self.live(self._tell)

    def show_trace(self, trace: Trace, focus: Focus) -> None:
        fresh, first = trace.tokens is not self._tokens, not len(self._tokens)
        moved = focus.on_head(0, 0) != self._focus.on_head(0, 0)
        self._tokens, self._focus = trace.tokens, focus
        if fresh:
            self._set_hover(-1)
            self._lay_out()
        self._retell()
        self.update()
        if first or moved:
            QTimer.singleShot(0, self, self._reveal)  # once scroll bars and lines have found their place

    def _reveal(self) -> None:
        for token in (self._focus.key, self._focus.query):
            if token is not None and token < len(self._rects):
                self.pair_moved.emit(self._rects[token].toAlignedRect())

    def rect_of(self, token: int) -> QRectF:
        return self._rects[token]

    def token_at(self, point: QPoint) -> int:
        """The token under a point, -1 for none."""
        return next((i for i, rect in enumerate(self._rects) if rect.contains(point)), -1)

    def sizeHint(self) -> QSize:
        bottom = self._rects[-1].bottom() if self._rects else HEIGHT
        return QSize(240, round(bottom) + EDGE)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def _lay_out(self) -> None:
        x, y = float(EDGE), float(EDGE)
        self._rects = []
        end, words = self.width() - EDGE, self._tokens.words
        for i, label in enumerate(self._tokens.labels):
            width = min(max(ui_width(label, LABEL) + 2 * PADDING, HEIGHT - 4), end - EDGE)
            if x > EDGE and x + width > end:
                x, y = float(EDGE), y + HEIGHT + ROW_GAP
            self._rects.append(QRectF(x, y, width, HEIGHT))
            joined = i + 1 < len(words) and words[i + 1] == words[i]
            x += width + (PIECE_GAP if joined else GAP)
        self.setMinimumHeight(self.sizeHint().height())
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        visible = QRectF(event.rect())
        for token, rect in enumerate(self._rects):
            if rect.intersects(visible):
                self._paint_chip(painter, token, rect)

    def _paint_chip(self, painter: QPainter, token: int, rect: QRectF) -> None:
        colours = theme().colours
        special = self._tokens.special[token]
        ground = QColor(colours.hover if token == self._hover else colours.chip)
        if special and token != self._hover:
            ground = mix(colours.panel, colours.chip, 0.5)
        if token == self._focus.query and self.hasFocus():
            ground = mix(colours.chip, colours.query, 0.3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, RADIUS, RADIUS)
        ink = QColor(colours.secondary if special else colours.text)
        query, key = self._focus.query, self._focus.key
        if query is not None and key is not None:
            for role, chosen, inset in ((colours.key, key, 2.0 if key == query else 0.0), (colours.query, query, 0.0)):
                if token == chosen:
                    ink = QColor(role)
                    self._outline(painter, rect.adjusted(inset, inset, -inset, -inset), ink, 2.0)
                elif chosen < len(self._tokens) and self._tokens.words[token] == self._tokens.words[chosen]:
                    self._outline(painter, rect, mix(colours.chip, role, 0.6), 1.0)
        painter.setFont(self.font())
        painter.setPen(ink)
        label = self._tokens.labels[token]
        if ui_width(label, LABEL) > rect.width() - PADDING:
            label = QFontMetricsF(self.font()).elidedText(label, Qt.TextElideMode.ElideMiddle, rect.width() - PADDING)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine), label)
        if token == query and self.hasFocus():
            painter.fillRect(QRectF(rect.x() + PADDING, rect.bottom() - 4, rect.width() - 2 * PADDING, 1.5), ink)

    @staticmethod
    def _outline(painter: QPainter, rect: QRectF, colour: QColor, width: float) -> None:
        painter.setPen(QPen(colour, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, RADIUS, RADIUS)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        token = self.token_at(event.position().toPoint())
        if token < 0:
            return
        modifiers = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
        if event.button() == Qt.MouseButton.RightButton or event.modifiers() & modifiers:
            self._choose(self._focus.query, token)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._choose(token, self._focus.key)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the press has done it all

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_hover(self.token_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._set_hover(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves_key = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        current = self._focus.key if moves_key else self._focus.query
        target = None if current is None or current >= len(self._tokens) else self._step(current, event.key())
        if target is None or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
            return
        if moves_key:
            self._choose(self._focus.query, target)
        else:
            self._choose(target, self._focus.key)

    def _step(self, current: int, key: int) -> int | None:
        last = len(self._tokens) - 1
        match key:
            case Qt.Key.Key_Left:
                return max(0, current - 1)
            case Qt.Key.Key_Right:
                return min(last, current + 1)
            case Qt.Key.Key_Home:
                return 0
            case Qt.Key.Key_End:
                return last
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                return self._line_step(current, -1 if key == Qt.Key.Key_Up else 1)
        return None

    def _line_step(self, current: int, lines: int) -> int:
        """The nearest chip one line up or down; the same one where there is no such line."""
        here = self._rects[current].center()
        wanted = here.y() + lines * (HEIGHT + ROW_GAP)
        line = [i for i, rect in enumerate(self._rects) if abs(rect.center().y() - wanted) < 1]
        return min(line, key=lambda i: abs(self._rects[i].center().x() - here.x()), default=current)

    def _choose(self, query: int | None, key: int | None) -> None:
        if query is not None and key is not None:
            self.pair_chosen.emit(query, key)

    def _set_hover(self, token: int) -> None:
        if token != self._hover:
            self._hover = token
            self.hovered.emit(token)
            self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            token = self.token_at(event.pos())
            if token >= 0:
                QToolTip.showText(event.globalPos(), self.tip(token), self, self._rects[token].toAlignedRect())
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def tip(self, token: int) -> str:
        """Plain text: what this token is, and what a click does."""
        about = self.tr("Token {index} · “{piece}” · number {id} of the vocabulary").format(
            index=token, piece=self._tokens.pieces[token], id=self._tokens.ids[token]
        )
        hint = self.tr("Click: make it the query. Shift+click or right click: make it the key.")
        # Qt takes a text with tags for markup; a token may well be one
        plain = f"{about}\n{hint}".replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
        return f"<p style='white-space:pre'>{plain}</p>"

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Tokens"))
        query, key = self._focus.query, self._focus.key
        if query is None or key is None or max(query, key) >= len(self._tokens):
            self.setAccessibleDescription(self.tr("No tokens yet."))
            return
        self.setAccessibleDescription(
            self.tr(
                "Query {query}, key {key}. Arrow keys move the query, Shift with arrow keys the key.",
            ).format(query=self._tokens.labels[query], key=self._tokens.labels[key])
        )


class TokenStrip(QScrollArea):
    """The chips, scrolling when they are many.

    Signals:
        pair_chosen(int, int): query and key token.
        hovered(int): the token under the pointer, -1 for none.
    """

    pair_chosen = Signal(int, int)
    hovered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips = Chips()
        self.setWidget(self.chips)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.chips.pair_chosen.connect(self.pair_chosen)
        self.chips.hovered.connect(self.hovered)
        self.chips.pair_moved.connect(self._keep_in_view)

    def show_trace(self, trace: Trace, focus: Focus) -> None:
        self.chips.show_trace(trace, focus)

    def _keep_in_view(self, rect: QRect) -> None:
        self.ensureVisible(rect.center().x(), rect.center().y(), rect.width(), HEIGHT)
