"""The live heatmap: one head's attention weights, with every token named on both axes.

The picture answers the mouse and the keyboard by itself; what a choice means is decided by whoever hears its signals.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFocusEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QScrollBar, QSizePolicy, QWidget

from attnviz.gui.i18n import Live
from attnviz.gui.theme import theme
from attnviz.gui.views.empty_state import draw_empty, example_sentence
from attnviz.gui.views.heatmap_canvas import HeatmapCanvas, Marks
from attnviz.gui.views.heatmap_header import axis_rule, header_height, reading_notes
from attnviz.gui.views.heatmap_input import HeatmapInput
from attnviz.gui.views.heatmap_menu import HeatmapMenu
from attnviz.gui.views.heatmap_painting import HeatmapPainting
from attnviz.gui.views.heatmap_shown import Shown, one_line
from attnviz.gui.views.heatmap_switches import HeatmapSwitches
from attnviz.gui.views.late_note import LateNote
from attnviz.gui.views.matrix import Block, HeatmapOptions, arrange
from attnviz.gui.views.plan import MARGIN, MAX_CELL, MIN_CELL, SCROLL_BAR, Plan, plan_heatmap
from attnviz.gui.views.scale_hint import ScaleHint
from attnviz.trace import Focus, Trace


class HeatmapView(Live, HeatmapInput, HeatmapMenu, HeatmapPainting, QWidget):
    """Paints its own panel, so it needs no frame around it.

    Signals:
        pair_chosen(int, int): query and key of the cell that was clicked, or that the cell cursor moved to.
        head_stepped(int, int): layers and heads to go forward (back when negative).
        hovered(object): (query, key) under the mouse, or None.
        painted(str): the cells of this text are drawn.
        option_chosen(str, object): a switch was used; whoever hears it calls ``set_options``.
    """

    pair_chosen = Signal(int, int)
    head_stepped = Signal(int, int)
    hovered = Signal(object)
    painted = Signal(str)
    option_chosen = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(280, 320)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else the window's ground is painted first
        self._newest: tuple[Trace, Focus] | None = None
        self._behind = False
        self._shown: Shown | None = None
        self._empty = self._unloaded = False
        self._stale = False
        self._waiting = False
        self._options = HeatmapOptions()
        self._notes: list[str] = []
        self._plan: Plan | None = None
        self._scrolled: Plan | None = None  # that the scroll bars are set for
        self._whole = False
        self._zoom: float | None = None
        self._ring = False
        self._labels_top = 0.0
        self._describe = QTimer(self, singleShot=True, interval=0)  # said once the picture stands
        self._describe.timeout.connect(self._say_cell)
        self._canvas = HeatmapCanvas(self)
        self._canvas.painted.connect(self._say_painted)
        self._canvas.hide()
        self._bars = {side: QScrollBar(side, self) for side in (Qt.Orientation.Horizontal, Qt.Orientation.Vertical)}
        for bar in self._bars.values():
            bar.hide()
            bar.valueChanged.connect(self._on_scrolled)
        self.switches = HeatmapSwitches(self)
        self.switches.show_options(self._options)
        self.switches.chosen.connect(self.option_chosen)
        self.hint = ScaleHint(self)
        self.hint.chosen.connect(self.option_chosen)
        self.late = LateNote(self)
        theme().changed.connect(self._place)
        self.live(self._state_texts)

    # what is shown

    def show_trace(self, trace: Trace, focus: Focus) -> None:
        """Show a trace that is at least as new as the one on screen; an older one is ignored."""
        if self._newest is not None and trace.request.id < self._newest[0].request.id:
            return
        self._newest, self._behind = (trace, focus), True
        if self.isVisible():
            self._catch_up()

    def set_options(self, special_tokens: bool, scale: str, transposed: bool, axis: str = "tokens") -> None:
        """See ``HeatmapOptions``."""
        options = HeatmapOptions(special_tokens, scale, transposed, axis)
        if options != self._options:
            self._options, self._behind = options, self._newest is not None
            self.switches.show_options(options)
            self.hint.show_options(options)
            if self.isVisible():
                self._catch_up()

    def set_stale(self, stale: bool) -> None:
        """Dim the picture while newer text or another head is being worked out."""
        if stale != self._waiting:
            self._waiting = stale
            self.late.wait(stale and self._shown is not None)
            self._place()

    @property
    def stale(self) -> bool:
        """True while what is shown isn't what the user asked for last."""
        return self._stale or self._waiting

    def cell_rect(self, query: int, key: int) -> QRect:
        """Where the cell of a pair lies in this widget; empty when it isn't on the axes."""
        self._catch_up()
        place = self._shown.matrix.place(query, key) if self._shown and self._plan else None
        return self._plan.cell_rect(*place, self._offset).toRect() if place else QRect()

    def _catch_up(self) -> None:
        """Draw the newest trace. Hidden views skip this, and do it when they are shown."""
        if not self._behind or self._newest is None:
            return
        self._behind = False
        trace, focus = self._newest
        old = self._shown
        head = trace.head(focus)
        self._empty = not len(trace.tokens)
        self._stale = head is None and not self._empty
        if self._stale and old is not None:  # keep the old picture, but in the way the user wants pictures now
            trace, focus, head = old.trace, old.focus, old.head
        self._shown = None
        if head is not None:
            queries, keys = trace.queries(focus.layer), trace.keys(focus.layer)
            same = old is not None and old.head is head and old.queries is queries and old.keys is keys
            same = same and old.options == self._options
            matrix = old.matrix if same else arrange(queries, head, self._options, keys)
            self._shown = Shown(trace, head, focus, self._options, matrix)
        self._plan_picture()
        if self._shown is not None and (old is None or old.chosen != self._shown.chosen):
            self._reveal_chosen()
        self._follow_mouse()
        self._place_cells()
        self._mark_changes()
        self._describe.start()

    # where it lies

    def _lay_out(self) -> None:
        """Plan and paint the picture anew: after another size, another language or zoom."""
        self._plan_picture()
        self._place()

    def _plan_picture(self) -> None:
        self.switches.setVisible(self._shown is not None)
        self.switches.move(round(self.width() - MARGIN - self.switches.width()), round(MARGIN - 4))
        self.late.centre()
        keys = 0 if self._shown is None else len(self._shown.matrix.shown_keys)
        self.hint.place(keys, self.width() - MARGIN, self.switches.geometry().bottom() + 7, self.width())
        if self._shown is None or not len(self._shown.matrix):
            self._plan = self._scrolled = None
            self._canvas.hide()
            for bar in self._bars.values():
                bar.hide()
            return
        area = self._inside()
        self._notes, notes = [], reading_notes(self._shown)
        while notes != self._notes and len(notes) >= len(self._notes):  # a note on labels may itself cost a line
            self._notes = notes
            self._labels_top = area.y() + header_height(notes, area.width())
            below = area.adjusted(0, self._labels_top - area.y() + 8, 0, 0)
            labels = self._shown.matrix.row_labels, self._shown.matrix.column_labels
            brackets = bool(self._shown.matrix.row_groups), bool(self._shown.matrix.column_groups)
            self._plan = plan_heatmap(below, *labels, self._whole, self._zoom, brackets=brackets)
            notes = [*reading_notes(self._shown, self._plan.step), *self._hints(self._plan)]
        self._set_scroll_ranges(self._plan)
        self._canvas.show()

    def _inside(self) -> QRectF:
        return QRectF(self.rect()).adjusted(MARGIN, MARGIN - 4, -MARGIN, -MARGIN)

    def _hints(self, plan: Plan) -> list[str]:
        """How to move about, only when the matrix doesn't show whole and readable at once."""
        if not plan.hidden.isNull():
            return [self.tr("drag to move · F: show all")]
        if self._whole and plan.cell < MIN_CELL:
            return [self.tr("F: readable size")]
        return []

    def _set_scroll_ranges(self, plan: Plan) -> None:
        if plan is self._scrolled:  # plans are kept, and most letters that are typed change none
            return
        self._scrolled = plan
        across, down = self._bars[Qt.Orientation.Horizontal], self._bars[Qt.Orientation.Vertical]
        area = plan.matrix.toRect()
        for bar, most, page in (
            (across, plan.hidden.width(), area.width()),
            (down, plan.hidden.height(), area.height()),
        ):
            bar.blockSignals(True)
            bar.setRange(0, round(most))
            bar.setPageStep(page)
            bar.setSingleStep(round(plan.cell))
            bar.blockSignals(False)
            bar.setVisible(round(most) > 0)
        across.setGeometry(area.x(), area.bottom() + 5, area.width(), int(SCROLL_BAR))
        down.setGeometry(area.right() + 5, area.y(), int(SCROLL_BAR), area.height())

    @property
    def _offset(self) -> QPointF:
        """Pixels of the matrix that are scrolled out of sight, left and above; always whole cells."""
        cell = self._plan.cell if self._plan else 1.0
        return QPointF(*(cell * round(bar.value() / cell) for bar in self._bars.values()))

    def _place(self) -> None:
        """Put cells and marks where plan and scroll bars say, and paint everything."""
        self._place_cells()
        self.update()

    def _place_cells(self) -> None:
        if self._plan is not None and self._shown is not None:
            matrix = self._shown.matrix
            chosen = matrix.block(*self._shown.chosen) if self._shown.chosen else None
            hovered = Block(*cell) if (cell := self._hovered_cell()) else None
            self._canvas.show_cells(matrix, self._plan, self._offset, Marks(chosen, hovered, self.stale))

    def _on_scrolled(self) -> None:
        self._follow_mouse()
        self._place()

    def _reveal_chosen(self) -> None:
        """Scroll the chosen cell into sight, with some of its surroundings."""
        place = self._shown.matrix.place(*self._shown.chosen) if self._shown and self._shown.chosen else None
        if place is None or self._plan is None:
            return
        for bar, index in zip(self._bars.values(), (place[1], place[0]), strict=True):
            start, around = index * self._plan.cell, 3 * self._plan.cell
            low, high = start + self._plan.cell + around - bar.pageStep(), start - around
            bar.setValue(round(min(max(bar.value(), low), high)))

    def show_whole(self, whole: bool) -> None:
        """Show every cell at once, however small; or each at a readable size, scrolling."""
        self._whole, self._zoom = whole, None
        self._lay_out()
        self._reveal_chosen()

    def zoom_to(self, cell: float | None, around: QPointF | None = None) -> None:
        """Draw cells of a size, keeping in place what lies at ``around``; None goes back to the readable size."""
        if self._plan is None:
            return
        old, offset = self._plan, self._offset
        point = around or old.matrix.center()
        under = (point - old.matrix.topLeft() + offset) / old.cell
        self._zoom = None if cell is None else max(1.0, min(cell, MAX_CELL))
        self._whole = False
        self._lay_out()
        moved = under * self._plan.cell - (point - self._plan.matrix.topLeft())
        for bar, value in zip(self._bars.values(), (moved.x(), moved.y()), strict=True):
            bar.setValue(round(value))
        self._place()

    # what is said

    def _state_texts(self) -> None:
        self.setAccessibleName(self.tr("Attention heatmap"))
        self.setAccessibleDescription(self._spoken())
        self._lay_out()

    def _say_cell(self) -> None:
        """Describe the chosen cell; where the keyboard is here, a screen reader reads it out at once."""
        told, spoken = self.accessibleDescription(), self._spoken()
        self.setAccessibleDescription(spoken)
        if spoken != told and self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spoken))

    def _spoken(self) -> str:
        """The chosen pair, and what its query attends to most, for those who cannot see the picture."""
        if self._shown is None or self._shown.chosen is None:
            return self.tr("No pair is chosen.")
        shown, (query, key) = self._shown, self._shown.chosen
        most = int(shown.head.weights[query].argmax())
        chosen = self.tr("{query} to {key}: {share}.").format(
            query=one_line(shown.queries.word_surface(query)),
            key=one_line(shown.keys.word_surface(key)),
            share=shown.word_share((query, key)),
        )
        strongest = self.tr("{query} attends most to {key}, {share}.").format(
            query=one_line(shown.queries.word_surface(query)),
            key=one_line(shown.keys.word_surface(most)),
            share=shown.word_share((query, most)),
        )
        return " ".join(filter(None, (chosen, strongest, axis_rule(shown.matrix.queries))))

    # instead of a picture

    def set_unloaded(self, on: bool) -> None:
        """No model is loaded, and none is on its way."""
        if on != self._unloaded:
            self._unloaded = on
            self.update()

    def _paint_nothing(self, painter: QPainter) -> None:
        title = line = ""
        if self._empty:
            title = self.tr("Type a sentence on the left")
            line = self.tr("and watch each word look at the others. For example:")
            line = f"{line}\n{example_sentence()}"
        elif self._unloaded and self._shown is None:
            title = self.tr("No model is loaded")
            line = self.tr("Choose one in the Model menu, Alt+M.")
        elif self._shown is not None:
            title = self.tr("Only special tokens here, and they are hidden")
        if title:  # while the model loads, its card stands here
            draw_empty(painter, QRectF(self.rect()), title, line, theme().colours)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        self._reveal_chosen()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring = False
        self.update()
