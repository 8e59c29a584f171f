"""The sentence's tokens as chips: what the model really reads. One is the query, one the key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.plain import as_tip
from attnviz.gui.theme import mix, theme
from attnviz.gui.views.chips_axis import RADIUS, ChipsAxis
from attnviz.gui.views.chips_lines import EDGE, PADDING, ROW_GAP, ChipsLines
from attnviz.gui.views.parts import next_word
from attnviz.trace import Focus, Tokens, Trace, edited

LABEL = 14


def first_changed(old: Tokens, new: Tokens) -> int:
    """The first chip that an edit may have moved or changed; the gap after the last one it left alone may differ."""
    before = max(0, edited(old, new)[0] - 1)
    same = old.labels[:before] == new.labels[:before] and old.words[:before] == new.words[:before]
    return before if same else 0


class Chips(Live, ChipsLines, ChipsAxis, QWidget):
    """All chips of one text, in lines as wide as the widget.

    In the layer in focus they are queries, keys, both, or, where a model reads one text and writes another, neither.

    Signals:
        pair_chosen(int, int): query and key token, by click or arrow key.
        hovered(int): the token under the pointer, -1 for none.
        pair_moved(int): this token is one of the pair now; bring it into view.
    """

    pair_chosen = Signal(int, int)
    hovered = Signal(int)
    pair_moved = Signal(int)

    def __init__(self, written: bool = False, parent: QWidget | None = None) -> None:
        """``written``: of what the model writes, not of what it reads."""
        super().__init__(parent)
        self.setFont(ui_font(LABEL))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else all that lies below is painted first
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)  # a line more leaves those above it as they are
        self._written = written
        self._trace: Trace | None = None
        self._tokens = Tokens("")
        self._focus = Focus()
        self._asks = self._answers = True  # these tokens are queries, and keys
        self._places: list[tuple[float, float]] = []
        self._firsts: list[int] = []
        self._hover = -1
        theme().changed.connect(self.update)
        self._retell = self.live(self._tell)

    def show_trace(self, trace: Trace, focus: Focus) -> None:
        old, was, first = self._tokens, (self._query, self._key), not len(self._tokens)
        tokens = (trace.target or Tokens("")) if self._written else trace.tokens
        self._trace, self._tokens, self._focus = trace, tokens, focus
        self._asks, self._answers = trace.queries(focus.layer) is tokens, trace.keys(focus.layer) is tokens
        cursor = Qt.CursorShape.PointingHandCursor if self._chosen_here else Qt.CursorShape.ArrowCursor
        if cursor != self.cursor().shape():
            self.setCursor(cursor)
        moved = (self._query, self._key) != was
        if tokens is not old:
            self._set_hover(-1)
            tall = bool(self._bytes)
            self._spell_bytes()
            changed = 0 if tall or self._bytes else first_changed(old, tokens)
            self._lay_out(changed)
            self._update_lines(changed, len(tokens))
        if moved:
            for token in (*was, self._query, self._key):
                if token is not None and token < len(tokens):
                    pieces = tokens.word(token)
                    self._update_lines(pieces[0], pieces[-1])
        self._retell()
        if first or moved:
            QTimer.singleShot(0, self, self._reveal)  # once scroll bars and lines have found their place

    @property
    def _query(self) -> int | None:
        """The query in focus, where it is one of these tokens."""
        return self._focus.query if self._asks and self._focus.key is not None else None

    @property
    def _key(self) -> int | None:
        return self._focus.key if self._answers and self._focus.query is not None else None

    @property
    def _chosen_here(self) -> bool:
        return self._asks or self._answers

    def _reveal(self) -> None:
        for token in (self._key, self._query):
            if token is not None and token < len(self._places):
                self.pair_moved.emit(token)

    def _update_lines(self, first: int, last: int) -> None:
        """Paint anew the lines from one chip's to another's; beyond the last chip, all that is below."""
        top = EDGE + self._line_of(max(0, first)) * (self._high + ROW_GAP) - EDGE
        bottom = self.height()
        if last < len(self._places):
            bottom = EDGE + (self._line_of(last) + 1) * (self._high + ROW_GAP)
        self.update(0, top, self.width(), bottom - top)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            query, seen = self._query, self.visibleRegion().boundingRect()
            known = query is not None and query < len(self._places)
            kept = known and seen.top() <= self.rect_of(query).center().y() <= seen.bottom()
            self._lay_out()
            self.update()
            if kept:  # broken anew, its lines stand elsewhere
                QTimer.singleShot(0, self, self._reveal)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme().colours.panel))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in self._lines_at(event.rect().top(), event.rect().bottom()):
            self._paint_grounds(painter, self._line(line))
            for token in self._line(line):
                self._paint_chip(painter, token, self.rect_of(token))

    def _paint_chip(self, painter: QPainter, token: int, rect: QRectF) -> None:
        colours = theme().colours
        special = self._tokens.special[token]
        ground = QColor(colours.hover if token == self._hover else colours.chip)
        if special and token != self._hover:
            ground = mix(colours.panel, colours.chip, 0.5)
        if token == self._marked and self.hasFocus():
            ground = mix(colours.chip, colours.query if self._asks else colours.key, 0.3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, RADIUS, RADIUS)
        ink = QColor(colours.secondary if special else colours.text)
        query, key = self._query, self._key
        for role, chosen, inset in ((colours.key, key, 2.0 if key == query else 0.0), (colours.query, query, 0.0)):
            if chosen is None:
                continue
            if token == chosen:
                ink = QColor(role)
                self._outline(painter, rect.adjusted(inset, inset, -inset, -inset), ink, 2.0)
            elif chosen < len(self._tokens) and self._tokens.words[token] == self._tokens.words[chosen]:
                self._outline(painter, rect, mix(colours.chip, role, 0.6), 1.0)
        inside = rect.adjusted(PADDING / 2, 0, -PADDING / 2, 0)
        self._paint_label(painter, token, inside, ink)
        if token == self._marked and self.hasFocus():
            painter.fillRect(QRectF(rect.x() + PADDING, rect.bottom() - 4, rect.width() - 2 * PADDING, 1.5), ink)

    @property
    def _marked(self) -> int | None:
        """What arrow keys move: the query, or the key where the queries are not among these tokens."""
        return self._query if self._asks else self._key

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
        to_key = event.button() == Qt.MouseButton.RightButton or bool(event.modifiers() & modifiers)
        if self._answers and (to_key or (event.button() == Qt.MouseButton.LeftButton and not self._asks)):
            self._choose(self._focus.query, token)
        elif self._asks and not to_key and event.button() == Qt.MouseButton.LeftButton:
            self._choose(token, self._focus.key)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the press has done it all

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_hover(self.token_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._set_hover(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves_key = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) or not self._asks
        current = self._key if moves_key else self._query
        target = None if current is None or current >= len(self._tokens) else self._step(current, event.key())
        if target is None or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
            return
        if moves_key:
            self._choose(self._focus.query, target)
        else:
            self._choose(target, self._focus.key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu key; the right button has chosen the key by now."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard and (token := self._marked) is not None:
            menu = self.make_menu(token)
            menu.exec(self.mapToGlobal(self.rect_of(token).bottomLeft().toPoint()))
            menu.deleteLater()

    def make_menu(self, token: int) -> QMenu:
        """What can be done with a token."""
        menu = QMenu(self)
        label = self._tokens.labels[token]
        copy = menu.addAction(self.tr("Copy the token {token}").format(token=label.replace("&", "&&")))
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(label))
        everything = menu.addAction(self.tr("Copy all tokens, one a line"))
        everything.triggered.connect(lambda: QGuiApplication.clipboard().setText("\n".join(self._tokens.labels)))
        menu.addSeparator()
        as_query = menu.addAction(self.tr("Choose as query"))
        as_query.setEnabled(self._asks and token != self._query)
        as_query.triggered.connect(lambda: self._choose(token, self._focus.key))
        as_key = menu.addAction(self.tr("Choose as key"))
        as_key.setEnabled(self._answers and token != self._key)
        as_key.triggered.connect(lambda: self._choose(self._focus.query, token))
        return menu

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

    def _choose(self, query: int | None, key: int | None) -> None:
        if query is not None and key is not None:
            self.pair_chosen.emit(query, key)

    def _set_hover(self, token: int) -> None:
        if token != self._hover:
            for chip in (self._hover, token):
                if 0 <= chip < len(self._places):
                    self._update_lines(chip, chip)
            self._hover = token
            self.hovered.emit(token)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            token = self.token_at(event.pos())
            if token >= 0:
                QToolTip.showText(event.globalPos(), as_tip(self.tip(token)), self, self.rect_of(token).toAlignedRect())
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def tip(self, token: int) -> str:
        """Plain text: what this token is, and what a click does."""
        about = self.tr("Token {index} · “{piece}” · number {id} of the vocabulary").format(
            index=token, piece=self._tokens.pieces[token], id=self._tokens.ids[token]
        )
        about = "\n".join(filter(None, (about, self._bytes[token] if self._bytes else "")))
        looks = next_word(self._trace, self._focus.layer, token) if self._trace and self._asks else ""
        hint = "\n".join(filter(None, (looks, self._click_hint())))
        # Qt takes a text with tags for markup; a token may well be one
        plain = f"{about}\n{hint}".replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
        return f"<p style='white-space:pre'>{plain}</p>"

    def _click_hint(self) -> str:
        if self._asks and self._answers:
            return self.tr("Click: make it the query. Shift+click or right click: make it the key.")
        if self._asks:
            return self.tr("Click: make it the query.")
        if self._answers:
            return self.tr("Click: make it the key.")
        return self.tr("This layer does not attend to these tokens.")

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Tokens written") if self._written else self.tr("Tokens"))
        query, key = self._query, self._key
        if max(-1 if query is None else query, -1 if key is None else key) >= len(self._tokens):
            query = key = None
        if query is None or key is None:
            only = query if query is not None else key
            named = "" if only is None else f"{self._tokens.labels[only]}. {self._click_hint()}"
            self.setAccessibleDescription(named if len(self._tokens) else self.tr("No tokens yet."))
            return
        self.setAccessibleDescription(
            self.tr(
                "Query {query}, key {key}. Arrow keys move the query, Shift with arrow keys the key.",
            ).format(query=self._tokens.labels[query], key=self._tokens.labels[key])
        )
