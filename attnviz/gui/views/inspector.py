"""The Q/K/V inspector: one attention weight, opened up from top to bottom as the calculation flows."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QWidget

from attnviz.digits import exact
from attnviz.gui.i18n import Live
from attnviz.gui.theme import theme
from attnviz.gui.views.calculation import calculation_text, copied
from attnviz.gui.views.empty_state import draw_empty
from attnviz.gui.views.inspector_column import InspectorColumn
from attnviz.gui.views.inspector_sections import StripSection
from attnviz.gui.views.terms_table import TermsTable
from attnviz.pair import Pair, open_pair
from attnviz.trace import Focus, Trace


class InspectorView(Live, QScrollArea):
    """Paints its own panel, so it needs no frame around it. Ctrl+C copies the whole calculation.

    Signals:
        pair_chosen(int, int): query and key of the bar that was clicked.
        rotation_chosen(bool): as of ``InspectorColumn``.
    """

    pair_chosen = Signal(int, int)
    rotation_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("panel")  # the style sheet's panel, scroll bar included
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().setStyleSheet("QScrollBar:vertical { margin: 10px 2px 10px 0; }")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._newest: tuple[Trace, Focus] | None = None
        self._behind = False
        self._shown: tuple[Trace, Focus, Pair] | None = None
        self.content = InspectorColumn()
        self.setWidget(self.content)
        self.content.hide()  # after setWidget, which shows it
        self.copy_action = QAction(self)
        self.copy_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self.copy_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.copy_action.triggered.connect(self._copy_all)
        self.addAction(self.copy_action)
        self.content.key_chosen.connect(self._on_key_chosen)
        self.content.rotation_chosen.connect(self.rotation_chosen)
        theme().changed.connect(self.viewport().update)
        self.live(self._state_texts)

    # what is shown

    def show_trace(self, trace: Trace, focus: Focus) -> None:
        """Show a trace that is at least as new as the one on screen; an older one is ignored."""
        if self._newest is not None and trace.request.id < self._newest[0].request.id:
            return
        self._newest, self._behind = (trace, focus), True
        if self.isVisible():
            self._catch_up()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

    @property
    def stale(self) -> bool:
        """True while what is shown isn't the head in focus."""
        return any(section.stale for section in self.content.sections)

    def _catch_up(self) -> None:
        """Open the newest pair. Hidden views skip this, and do it when they are shown."""
        if not self._behind or self._newest is None:
            return
        self._behind = False
        (trace, focus), before = self._newest, self._shown
        head = trace.head(focus)
        missing = head is None and len(trace.tokens) > 0
        if not missing:
            inside = focus.query is not None and focus.key is not None
            inside = inside and focus.query < len(trace.queries(focus.layer))
            inside = inside and focus.key < len(trace.keys(focus.layer))
            self._shown = (trace, focus, open_pair(head, focus.query, focus.key)) if head and inside else None
        for section in self.content.sections:
            section.set_stale(missing)
        self.content.setVisible(self._shown is not None)
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if self._shown else policy.ScrollBarAlwaysOff)
        if self._shown is not None:
            self.content.show_pair(*self._shown)
        if self._shown is None or before is None:  # else its sections paint themselves
            self.viewport().update()

    def _state_texts(self) -> None:
        self.setAccessibleName(self.tr("Calculation of one weight"))
        self.copy_action.setText(self.tr("Copy the whole calculation"))
        self.viewport().update()

    # what it answers

    def _on_key_chosen(self, key: int) -> None:
        if self._shown is not None:
            self.pair_chosen.emit(self._shown[2].query_index, key)

    def _copy_all(self) -> None:
        self._catch_up()  # the menu copies it while it is hidden, too
        if self._shown is not None:
            QGuiApplication.clipboard().setText(calculation_text(*self._shown[:2]))

    def _number_at(self, point: QPoint) -> tuple[str, float] | None:
        """(name, number) of the strip cell or table cell under a point of this widget."""
        part = self.childAt(point)
        inside = QPointF(part.mapFrom(self, point)) if part is not None else QPointF()
        if isinstance(part, TermsTable):
            return part.number_at(inside)
        if isinstance(part, StripSection) and (index := part.index_at(inside)) is not None:
            return f"{part.strip.symbol}[{index}]", float(part.strip.values[index])
        return None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.make_menu(event.pos())
        menu.exec(event.globalPos())
        menu.deleteLater()

    def make_menu(self, point: QPoint) -> QMenu:
        """What can be copied at a point of this widget."""
        menu = QMenu(self)
        if found := self._number_at(point):
            name, value = found
            single = menu.addAction(self.tr("Copy {name} = {value}").format(name=name, value=exact(value)))
            single.triggered.connect(lambda: QGuiApplication.clipboard().setText(copied(value)))
        menu.addAction(self.copy_action)
        self.copy_action.setEnabled(self._shown is not None)
        return menu

    # Qt

    def _set_ring(self, on: bool) -> None:
        if bool(self.property("ring")) != on:
            self.setProperty("ring", on)
            self.style().unpolish(self)
            self.style().polish(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._set_ring(event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._set_ring(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.content.set_room(event.size().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 150)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._shown is not None or self._newest is None:
            return
        title = self.tr("How a weight is made")
        line = self.tr("Choose a cell of the heatmap to see every number behind it.")
        painter = QPainter(self.viewport())
        draw_empty(painter, QRectF(self.viewport().rect()), title, line, theme().colours)
        painter.end()
