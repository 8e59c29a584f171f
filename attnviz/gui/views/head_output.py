"""What W_O makes of a head, and how much each head adds to the residual stream."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from attnviz.added import Carried, carried, streams
from attnviz.axis import token_name
from attnviz.gui.fonts import ui_font
from attnviz.gui.views.calculation import copied
from attnviz.gui.views.empty_state import Nothing
from attnviz.gui.views.figure import draw_figure, draw_nothing
from attnviz.gui.views.head_output_keys import KeysSection
from attnviz.gui.views.head_output_map import AddedMap, AddedSection
from attnviz.gui.views.head_output_path import PathSection
from attnviz.gui.views.head_output_said import adds, brings, cells, map_missing, shown_query, why_nothing
from attnviz.gui.views.inspector_sections import StripSection
from attnviz.gui.views.view import View
from attnviz.trace import Focus, HeadTrace, Trace, Wishes


class HeadOutputView(View):
    """The way of the query in focus through its head, all heads' lengths, and what each key brings."""

    NAME = "output"
    TWO_COLUMNS = 760

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # its letter keys, after a click beside all parts
        self._newest: tuple[Trace | None, Focus] = None, Focus()
        self._shown: tuple[Trace, Focus, HeadTrace, Carried] | None = None
        self._by_product = False
        self._build()
        self.map.chosen.connect(self.head_chosen)
        self.map.switched.connect(self.state_changed)
        self.keys.key_chosen.connect(self._on_key_chosen)
        self.sort.clicked.connect(lambda: self.sort_keys(not self._by_product))
        self._retell = self.live(self._tell)

    def _build(self) -> None:
        self.said, self.told = QLabel(), QLabel()
        self.said.setFont(ui_font(17))
        self.told.setFont(ui_font(14))
        self.nothing, self.no_map = Nothing(self, (160, 96)), QLabel()
        self.path, self.map, self.keys = PathSection(), AddedSection(), KeysSection()
        self.path_heading, self.keys_heading, self.sort = QLabel(), QLabel(), QToolButton()
        for heading in (self.path_heading, self.keys_heading):
            heading.setProperty("role", "heading")
            heading.setWordWrap(True)
        self.no_map.setProperty("role", "secondary")
        for label in (self.said, self.told, self.no_map):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.sort.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.sort.setFixedHeight(26)
        self.sort.setStyleSheet("QToolButton { padding: 0 9px; font-size: 12px; border-radius: 6px; }")
        above_keys = QHBoxLayout()
        above_keys.setSpacing(8)
        above_keys.addWidget(self.keys_heading, 1)
        above_keys.addWidget(self.sort, 0, Qt.AlignmentFlag.AlignTop)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, parts in (
            (left, (self.path_heading, self.path, None, self.map, self.no_map)),
            (right, (above_keys, self.told, self.keys)),
        ):
            column.setSpacing(6)
            for part in parts:
                if part is None:
                    column.addSpacing(12)
                elif isinstance(part, QWidget):
                    column.addWidget(part)
                else:
                    column.addLayout(part)
            column.addStretch(1)
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._body.setSpacing(18)
        self._body.addLayout(left, 1)
        self._body.addLayout(right, 1)
        self._inside = QWidget()
        self._body.setContentsMargins(0, 0, 0, 0)
        self._inside.setLayout(self._body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 12)
        whole.setSpacing(12)
        for widget, stretch in ((self.said, 0), (self._inside, 1), (self.nothing, 1)):
            whole.addWidget(widget, stretch)
        QWidget.setTabOrder(self.map.map, self.sort)
        QWidget.setTabOrder(self.sort, self.keys)

    # what all views have

    def title(self) -> str:
        return self.tr("Head output")

    def wishes(self) -> Wishes:
        return Wishes(outputs=True)

    def state(self) -> dict[str, Any]:
        """What the map is of, and the order of the keys."""
        return {"mean": self.map.mean, "relative": self.map.relative, "by_product": self._by_product}

    def restore(self, state: Mapping[str, Any]) -> None:
        mean, relative, by_product = (state.get(name) is True for name in ("mean", "relative", "by_product"))
        self._by_product = by_product
        self.map.switch(mean, relative)
        self._retell()

    def table(self) -> list[list[str]]:
        """The keys with all their numbers, and below them what all heads add."""
        return cells(*self._shown) if self._shown is not None else []

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """The same as a figure, whose headings say what the switches say here."""
        if self._shown is None:
            draw_nothing(painter, area, self.nothing.title, self.nothing.line)
            return
        trace, focus = self._shown[:2]
        parts = HeadOutputView()
        parts.restore(self.state())
        parts.show_trace(trace, focus)
        parts.sort.hide()
        parts.keys_heading.setText(f"{parts.keys_heading.text()} · {parts.sort.text()}")
        parts.map.hide_switches()
        draw_figure(painter, area, trace, self.title(), parts)

    def show_trace(self, trace: Trace | None, focus: Focus) -> None:
        self._newest = trace, focus
        found = self._found(trace, focus)
        if found is not None:
            self._shown = found
        elif why_nothing(trace, focus) or (trace and self._shown and trace.model.id != self._shown[0].model.id):
            self._shown = None
        self._set_stale(found is None)
        self._retell()

    def _found(self, trace: Trace | None, focus: Focus) -> tuple[Trace, Focus, HeadTrace, Carried] | None:
        """All that is shown, where this trace holds it."""
        head = trace.head(focus) if trace is not None else None
        query = shown_query(trace, focus)
        if trace is None or head is None or head.output is None or query is None:
            return None
        found = carried(head, query)
        return None if found is None else (trace, focus.on_pair(query, focus.key), head, found)

    def _set_stale(self, stale: bool) -> None:
        for section in (*self.path.sections, self.keys, self.map):
            section.set_stale(stale)

    # what is said

    def _tell(self) -> None:
        self.setAccessibleName(self.title())
        self.path_heading.setText(self.tr("From the weights to the residual stream"))
        self.keys_heading.setText(self.tr("A weight alone, and what it brings"))
        self.sort.setText(self.tr("by what it brings") if self._by_product else self.tr("by weight"))
        self.sort.setToolTip(self.tr("Order of the keys: by weight, or by weight × length of W_O v (S switches)"))
        self.sort.setAccessibleName(self.tr("Order of the keys: {order}").format(order=self.sort.text()))
        self.keys.setToolTip("")
        for part in (self.said, self._inside):
            part.setVisible(self._shown is not None)
        self.nothing.setVisible(self._shown is None)
        if self._shown is None:
            self.nothing.say(*why_nothing(self._newest[0], self._newest[1], always=True))
            self.setAccessibleDescription(f"{self.nothing.title}. {self.nothing.line}")
            return
        trace, focus, head, found = self._shown
        lengths = streams(trace, focus.head_id, focus.query)
        self.said.setText(adds(trace, focus, head, lengths))
        self.told.setText(brings(trace, focus, found))
        self.setAccessibleDescription(f"{self.said.text()} {self.told.text()}")
        self.path.show_head(trace, focus, head, lengths)
        keys = trace.keys(focus.layer)
        names = tuple(token_name(keys, key) for key in range(len(keys)))
        self.keys.show_keys(found, names, focus.key, self._by_product)
        self.map.setVisible(trace.outputs is not None)
        self.no_map.setVisible(trace.outputs is None)
        self.no_map.setText(map_missing(trace))
        if trace.outputs is not None:
            self.map.show_trace(trace, focus)

    # what it answers

    def sort_keys(self, by_product: bool) -> None:
        """Put the keys in the order of their weights, or of what they bring."""
        self._by_product = by_product
        self._retell()
        self.state_changed.emit()

    def _on_key_chosen(self, key: int) -> None:
        if self._shown is not None:
            self.pair_chosen.emit(self._shown[1].query, key)

    def copy_table(self) -> None:
        if self._shown is not None:
            QGuiApplication.clipboard().setText("".join("\t".join(row) + "\n" for row in self.table()))

    def _number_at(self, point: QPoint) -> tuple[str, str] | None:
        """(what is copied, what the menu says of it) of the cell or line under a point of this view."""
        part = self.childAt(point)
        inside = QPointF(part.mapFrom(self, point)) if part is not None else QPointF()
        if isinstance(part, StripSection) and (index := part.index_at(inside)) is not None:
            return copied(part.strip.values[index]), part.readout(index)
        if isinstance(part, KeysSection) and (line := part.key_at(inside)) is not None:
            said = part.said(part.keys[line])
            return said, said
        if isinstance(part, AddedMap) and (head := part.head_at(inside)) is not None:
            return copied(part.ranking.weight(head)), part.said(head)
        return None

    def make_menu(self, point: QPoint) -> QMenu:
        """What can be done at a point of the view."""
        menu = QMenu(self)
        if self._shown is not None and (found := self._number_at(point)) is not None:
            number, said = found
            single = menu.addAction(self.tr("Copy {number}").format(number=said.replace("&", "&&")))
            single.triggered.connect(lambda: QGuiApplication.clipboard().setText(number))
        copy = menu.addAction(self.tr("Copy these numbers"))
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setEnabled(self._shown is not None)
        copy.triggered.connect(self.copy_table)
        sentence = menu.addAction(self.tr("Copy the sentences"))
        sentence.setEnabled(self._shown is not None)
        sentence.triggered.connect(
            lambda: QGuiApplication.clipboard().setText(f"{self.said.text()} {self.told.text()}".strip())
        )
        menu.addSeparator()
        for text, on, act in (
            (self.tr("Mean of all words"), self.map.mean, lambda on: self.map.switch(mean=on)),
            (self.tr("Share of the stream"), self.map.relative, lambda on: self.map.switch(relative=on)),
            (self.tr("Keys by what they bring"), self._by_product, self.sort_keys),
        ):
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(on)
            action.toggled.connect(act)
        return menu

    # Qt

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.make_menu(event.pos())
        menu.exec(event.globalPos())
        menu.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_table()
        elif event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_M:
            self.map.switch(mean=not self.map.mean)
        elif event.key() == Qt.Key.Key_R:
            self.map.switch(relative=not self.map.relative)
        elif event.key() == Qt.Key.Key_S:
            self.sort_keys(not self._by_product)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= self.TWO_COLUMNS
        self._body.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
