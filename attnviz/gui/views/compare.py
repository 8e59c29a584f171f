"""Two sentences, heads, layers or models beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from attnviz.errors import UserError
from attnviz.gui.theme import theme
from attnviz.gui.views.compare_body import CompareBody
from attnviz.gui.views.compare_chart import lines_of
from attnviz.gui.views.compare_choice import CompareChoice
from attnviz.gui.views.compare_data import (
    Choice,
    Sides,
    offered,
    sides_of,
    wishes,
    word_to_follow,
)
from attnviz.gui.views.compare_said import (
    captions,
    notes,
    why_no_cosine,
    why_nothing,
)
from attnviz.gui.views.empty_state import Nothing
from attnviz.gui.views.figure import draw_nothing
from attnviz.gui.views.finder_words import Line, line_of
from attnviz.gui.views.parts import place_name
from attnviz.gui.views.view import View
from attnviz.samples import PAIRS
from attnviz.trace import Focus, Trace, Wishes
from attnviz.word_pair import Word, word_text


class CompareView(View):
    """a is what the window shows, b what is chosen here: their weights on common axes, and the difference.

    The pair in focus is a's. A pair that only b has can be looked at, too; the window is not told of it.
    """

    NAME = "compare"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._trace: Trace | None = None
        self._focus = Focus()
        self._models: Mapping[str, str] = {}
        self._axis, self._behind = "tokens", False
        self.sides: Sides | None = None
        self._found: Sides | UserError | None = None
        self._own_cell: tuple[int, int] | None = None  # one that a has not
        self._own_word: Word | None = None
        self._drawn = Choice()  # of which the pictures are
        self._pictured: Sides | None = None
        self._line = Line()
        self._announced = Wishes()
        self._build()
        self._connect()
        theme().changed.connect(self._mark)
        self._retell = self.live(self._tell)

    # --- building

    def _build(self) -> None:
        self.choice, self.body, self.nothing = CompareChoice(), CompareBody(), Nothing()
        body = self.body
        self.readout, self.maps, self.difference = body.readout, body.maps, body.difference
        self.words, self.chart, self.caption = body.words, body.chart, body.caption
        self.nothing.setMinimumHeight(280)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 12)
        whole.setSpacing(10)
        whole.addWidget(self.choice)
        whole.addWidget(self.body, 1)
        whole.addWidget(self.nothing, 1)
        self.setFocusProxy(self.difference)

    def _connect(self) -> None:
        self.choice.changed.connect(self._on_choice)
        self.choice.swap_asked.connect(self.swap)
        self.choice.editor.shortened.connect(self.shortened)
        self.choice.pair_asked.connect(self.use_pair)
        self.choice.editor.left.connect(lambda: self.difference.setFocus(Qt.FocusReason.OtherFocusReason))
        self.body.chosen.connect(self._on_cell)
        self.body.word_chosen.connect(self._on_word)
        self.body.whole_asked.connect(self.show_whole)

    # --- the contract of a view

    def title(self) -> str:
        return self.tr("Side by side")

    def wishes(self) -> Wishes:
        """b's run, or b's head of a's run; for two sentences the vectors of their words, too."""
        return wishes(self.choice.choice, self.choice.text, self._models, self._trace, self._focus)

    def state(self) -> dict[str, Any]:
        """What b is, of each kind what was chosen last."""
        return self.choice.choice.stored()

    def restore(self, state: Mapping[str, Any]) -> None:
        self.choice.show_choice(Choice.restored(state))
        self._find()

    def show_models(self, models: Mapping[str, str]) -> None:
        self._models = models
        self.choice.show_models(models)
        self._find()

    def set_axis(self, axis: str) -> None:
        if axis != self._axis:
            self._axis, self._own_cell, self._behind = axis, None, True
            if self.isVisible():
                self._catch_up()

    def _catch_up(self) -> None:
        """Take up another axis. A hidden view leaves this for when it is shown."""
        if self._behind:
            self._behind = False
            self.sides = None if self.sides is None else self.sides.on_axis(self._axis)
            self._find()

    def show_trace(self, trace: Trace | None, focus: Focus) -> None:
        if trace is not None and self._trace is not None and trace.request.id < self._trace.request.id:
            return
        if (focus.query, focus.key) != (self._focus.query, self._focus.key) or (
            trace is not None and self._trace is not None and trace.tokens.ids != self._trace.tokens.ids
        ):
            self._own_cell = self._own_word = None
        self._trace, self._focus = trace, focus
        if trace is not None and self.choice.choice.text is None:
            self.choice.offer_text(offered(self.choice.text, trace.request.text))
        self._find()

    # --- what the user does

    def _on_choice(self) -> None:
        self._own_cell = self._own_word = None
        self._find()
        self.state_changed.emit()

    def swap(self) -> None:
        """a's sentence and b's change places."""
        if self._trace is not None:
            mine, text = self._trace.request.text, self.choice.text
            self.choice.take_text(mine)
            self.text_chosen.emit(text)

    def use_pair(self, number: int) -> None:
        """Two sentences of the examples."""
        self.choice.take_text(PAIRS[number].other)
        self.text_chosen.emit(PAIRS[number].one)

    def _on_cell(self, row: int, column: int) -> None:
        """A pair of a's tokens becomes the one in focus; another is shown here alone."""
        compared = self.sides.compared if self.sides is not None else None
        if compared is None:
            return
        self._own_cell, self._own_word = (row, column), None
        self._mark()
        if pair := compared.pair(row, column):
            self._own_cell = None
            self._focus = self._focus.on_pair(*pair)
            self._show_word()
            self.pair_chosen.emit(*pair)

    def show_whole(self, whole: bool) -> None:
        """All cells of the three pictures at once, however small; or those that fit at a readable size."""
        self.body.show_whole(whole)
        self._arrange()

    def _on_word(self, word: Word) -> None:
        """Follow its vector; where a's queries are the sentence, it is the query from now on."""
        trace, focus = self._trace, self._focus
        if trace is None:
            return
        self._own_word = word
        self._show_word()
        if trace.queries(focus.layer) is trace.tokens and focus.key is not None and focus.query not in word.tokens:
            self._focus = focus.on_pair(word.start, focus.key)
            self._mark()
            self.pair_chosen.emit(word.start, focus.key)

    # --- what is shown

    def _find(self) -> None:
        """Lay out what the trace has of a and b; the old picture stays, dimmed, while b is on its way."""
        trace, choice, text = self._trace, self.choice.choice, self.choice.text
        found = None if trace is None else sides_of(choice, text, self._models, trace, self._focus, self._axis)
        if isinstance(found, Sides):
            self.sides = found = self.sides if self.sides is not None and found.like(self.sides) else found
            self._drawn = choice
        elif found is not None or trace is None or not len(trace.tokens):
            self.sides = None
        self._found = found
        # b's numbers of layers and heads hold while another head of it is on its way
        same = choice.kind == self._drawn.kind == "model" and choice.model == self._drawn.model
        self.choice.show_trace(trace, self._focus, self.sides.other if self.sides is not None and same else None)
        self._show()
        wanted = self.wishes()
        if wanted != self._announced:
            self._announced = wanted
            self.wishes_changed.emit()

    def _show(self) -> None:
        stale = self.sides is not None and not isinstance(self._found, Sides)
        self.body.set_stale(stale)
        if not self._tell_nothing():
            self._pictured = None
        elif self.sides is not None:
            if self.sides is not self._pictured:
                self._picture(self.sides)
            self._mark()
            self._show_word()
        self._arrange()

    def _picture(self, sides: Sides) -> None:
        """All of it anew; another pair alone needs none of this."""
        self._pictured, compared = sides, sides.compared
        self.maps.show_compared(compared, captions(self._drawn, sides))
        self.difference.more_notes = notes(sides, self.maps.top_label())
        self.difference.kind = compared.queries.one.kind
        self.difference.show_difference(compared.before, compared.after, compared.row_labels, compared.column_labels)
        self.caption.show_text(self.difference.scale_said())
        line, shared = line_of(replace(sides.one, target=None)), {slot[0].start for slot in sides.words}
        self._line = replace(line, special=[line.word(i).start not in shared for i in range(len(line))])

    def _tell_nothing(self) -> bool:
        """Whether there are pictures; else say why not."""
        choice, trace = self.choice.choice, self._trace
        found = self.sides if self._found is None and self.sides is not None else self._found
        title, line = why_nothing(choice, self.choice.text, self._models, trace, found)
        self.nothing.say(title, line)
        self.nothing.setVisible(bool(title))
        self.body.setVisible(not title)
        return not title

    def _mark(self) -> None:
        compared = self.sides.compared if self.sides is not None else None
        cell = self._own_cell
        if compared is not None and cell is None:
            row, column = compared.queries.place(self._focus.query), compared.keys.place(self._focus.key)
            cell = None if row is None or column is None else (row, column)
        self.body.mark(cell)
        self._mark_words(cell)
        self.maps.describe(self.readout.text())

    def _mark_words(self, cell: tuple[int, int] | None) -> None:
        """Colour the pair's words in b's sentence, as the window does in a's."""
        sides, c = self.sides, theme().colours
        if sides is None or sides.compared is None or self._drawn.kind != "text":
            return
        tokens, layer = sides.other.tokens, sides.other_head[0]
        marks = []
        if cell is not None:
            # the key first: where both are one word, the query's colour lies on top
            for axis, side, place, colour, dashed in (
                (sides.compared.keys, sides.other.keys(layer), cell[1], c.key, True),
                (sides.compared.queries, sides.other.queries(layer), cell[0], c.query, False),
            ):
                if side is tokens:
                    marks.append((axis.tokens(place, 1), colour, dashed))
        self.choice.editor.mark_words(tokens, marks)

    def _show_word(self) -> None:
        """The vectors of the word to follow, through the layers."""
        sides = self.sides
        if sides is None:
            return
        word = self._own_word or word_to_follow(sides, self._focus)
        self.words.setVisible(sides.cosines is not None)
        self.words.show_line(self._line, word)
        lines = lines_of(sides, word, self._focus.layer)
        spelled = word_text(sides.one.tokens, word) if word is not None else ""
        self.chart.show_lines(lines, "" if lines is not None else why_no_cosine(self._drawn, sides, spelled))

    def _tell(self) -> None:
        self.setAccessibleName(self.title())
        self.difference.set_names("a", "b")
        self._pictured = None
        self._show()

    # --- for an export

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """All of it as a figure, however long the texts are."""
        self._catch_up()
        if self.body.isHidden() or self.sides is None:
            draw_nothing(painter, area, self.nothing.title, self.nothing.line)
            return
        painter.fillRect(area, QColor(theme().colours.panel))
        title = place_name(self.sides.one.model, Focus(*self.sides.head))
        self.body.draw(painter, area, title)

    def table(self) -> Sequence[Sequence[str]]:
        """Each pair with both weights and their difference; below, the cosines of the word that is followed."""
        self._catch_up()
        return () if self.body.isHidden() or self.sides is None else self.body.table()

    # --- where it lies

    def _arrange(self) -> None:
        self.body.arrange(self.width(), self.sides is not None and self.sides.cosines is not None)

    def heightForWidth(self, width: int) -> int:
        """For the area that it scrolls in: all parts at their own heights, rather than at those of a narrow place."""
        high = 24 + self.choice.heightForWidth(width - 32) + 10
        if self.body.isHidden():
            return high + self.nothing.minimumHeight()
        return high + self.body.height_for(width)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 200)

    def sizeHint(self) -> QSize:
        return QSize(460, 720)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
