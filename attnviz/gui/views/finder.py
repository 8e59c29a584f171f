"""The head finder: which head connects these two words?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QRectF, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from attnviz.finding import Ranking, layers_between, strongest_pieces, weights_between
from attnviz.gui.views.figure import draw_figure, draw_nothing
from attnviz.gui.views.finder_figure import FinderFigure
from attnviz.gui.views.finder_parts import FinderParts
from attnviz.gui.views.finder_said import notes_of, rows_refused, said_of, unknown_note, why_nothing
from attnviz.gui.views.finder_words import Line, line_of
from attnviz.trace import Focus, HeadId, Trace, Wishes
from attnviz.word_pair import ROLES, Word, WordPair


class FinderView(FinderParts):
    """Two words, and all heads ranked by the weight between them.

    It follows the pair in focus. Words chosen here are pinned until a head is chosen for them, which makes them the
    pair in focus; words pinned by the button stay until it is released. Pinned words are found again after an edit.
    """

    NAME = "finder"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trace: Trace | None = None
        self._focus = Focus()
        self._line = Line()
        self.pair = WordPair()
        self._stored: Mapping[str, Any] | None = None  # pinned words, for when there is a text
        self._unknown = ""
        self._pinned_here = False  # by the choice of a word, not by the button
        self._awaited: tuple[HeadId, tuple[int, int]] | None = None  # a pair, for when its head is shown
        self._left: HeadId = (0, 0)  # the head that was shown when it was chosen
        self._announced = Wishes()
        self._ranked: tuple[Word, Word] | None = None
        self._stale = False
        self.ranking: Ranking | None = None
        self._connect()
        self._retell = self.live(self._tell)

    def _connect(self) -> None:
        for role in ROLES:
            self.rows[role].chosen.connect(lambda word, role=role: self.choose_word(role, word))
            self.fields[role].chosen.connect(lambda word, role=role: self.choose_word(role, word))
            self.fields[role].unknown.connect(self._on_unknown)
        self.swap.clicked.connect(self.swap_words)
        self.pin.clicked.connect(self._on_pin)
        self.best.clicked.connect(self.jump_to_best)
        for one, other in ((self.list, self.map), (self.map, self.list)):
            one.chosen.connect(self.choose_head)
            one.marked.connect(other.point)

    # --- what the window asks

    def title(self) -> str:
        return self.tr("Head finder")

    def wishes(self) -> Wishes:
        """The rows of the query word's tokens, as the last trace counts them."""
        query, key = self.pair.query, self.pair.key
        return Wishes(rows=() if query is None or key is None else tuple(query.asked))

    def state(self) -> dict[str, Any]:
        """The words while they are pinned."""
        if self._stored is not None:
            return dict(self._stored)
        return {"pinned": True, **self.pair.stored(self._trace)} if self.pin.isChecked() else {}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._stored = state if state.get("pinned") is True else None
        self._pinned_here = False
        self._set_pin(self._stored is not None)
        if self._trace is not None:
            self._take_stored()
            self._find()

    def table(self) -> list[list[str]]:
        return [] if self.ranking is None else self.ranking.table()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """The heads as a figure; what the view says where there are none."""
        trace, ranking = self._trace, self.ranking
        if trace is None or ranking is None or not self.nothing.isHidden():
            draw_nothing(painter, area, self.nothing.title, self.nothing.line)
            return
        parts = FinderFigure(trace.model, ranking, self._focus.head_id, self.title_line.said, self.note.text())
        draw_figure(painter, area, trace, self.title(), parts)

    def _take_stored(self) -> None:
        if self._stored is not None and self._trace is not None and len(self._trace.tokens):
            self.pair.find_stored(self._stored, self._trace)
            self._stored = None

    def show_trace(self, trace: Trace | None, focus: Focus) -> None:
        old, self._trace, self._focus = self._trace, trace, focus
        if trace is not old:
            self._line = self._line_of(trace, old)
            self._unknown = ""
            if old is not None and trace is not None:
                self.pair.follow_edit(old, trace)
        self._take_stored()
        if not self.pin.isChecked():
            self.pair.follow_focus(trace, focus)
        self._find()
        self._give_awaited(focus.head_id)

    def _give_awaited(self, shown: HeadId) -> None:
        if self._awaited is None or shown == self._left:
            return
        (head, pair), self._awaited = self._awaited, None
        if shown == head:
            # once the window has told every view of this trace
            QTimer.singleShot(0, self, lambda: self._give(pair))

    def _line_of(self, trace: Trace | None, old: Trace | None) -> Line:
        """The words to choose from; the same ones while the text is, whatever else a run was for."""
        if trace is not None and old is not None and (trace.tokens, trace.target) == (old.tokens, old.target):
            return self._line
        return line_of(trace)

    # --- which words

    def choose_word(self, role: str, word: Word) -> None:
        """A word chosen here, which the view keeps until a head is chosen for the pair."""
        self._unknown = ""
        self.pair.choose(role, word)
        self._keep()

    def swap_words(self) -> None:
        """The other direction: what was the key asks, what was the query is looked at."""
        self.pair.swap()
        self._keep()

    def _keep(self) -> None:
        self._awaited = None
        if not self.pin.isChecked():
            self._pinned_here = True
            self._set_pin(True)
        self._find()
        self.state_changed.emit()

    def _set_pin(self, on: bool) -> None:
        with QSignalBlocker(self.pin):
            self.pin.setChecked(on)
        self._dress_pin()
        self._retell()

    def _on_pin(self, on: bool) -> None:
        self._pinned_here, self._stored = False, None
        self._set_pin(on)
        self.state_changed.emit()
        if not on:
            self.pair.follow_focus(self._trace, self._focus)
            self._find()

    def _on_unknown(self, typed: str) -> None:
        self._unknown = typed
        self._say()

    # --- which heads

    def _find(self) -> None:
        """Rank the heads by the rows there are; old ones stay, dimmed, while those of these words are on their way."""
        trace, query, key = self._trace, self.pair.query, self.pair.key
        for role in ROLES:
            for words in (self.rows[role], self.fields[role]):
                words.show_line(self._line, self.pair[role])
        found, coming, fresh = None, False, False
        if trace is not None and query is not None and key is not None:
            layers = layers_between(trace, query, key)
            found = weights_between(trace.rows, layers, query.asked, key.tokens)
            coming = found is None and bool(layers) and not rows_refused(trace, query)
            if found is not None:
                fresh = self.ranking is None or self._ranked != (query, key) or self.ranking.layers != layers
                self.ranking, self._ranked = Ranking(layers, found), (query, key)
        if found is None and not coming:
            self.ranking = None
        self._set_stale(coming)
        if trace is not None and not coming:
            for part in (self.list, self.map):
                part.show_ranking(trace.model, self.ranking, self._focus.head_id, fresh)
        self._say()
        if self.wishes() != self._announced:
            self._announced = self.wishes()
            self.wishes_changed.emit()

    def _set_stale(self, stale: bool) -> None:
        if stale != self._stale:
            self._stale = stale
            for part in (self.list, self.map, self.title_line):
                part.set_stale(stale)

    def choose_head(self, layer: int, head: int) -> None:
        """Have the window look at this head, and in it at the strongest pair of pieces of the two words."""
        trace, query, key = self._trace, self.pair.query, self.pair.key
        if trace is None or query is None or key is None or self._stale:
            return
        pair = strongest_pieces(trace.rows, (layer, head), query.asked, key.tokens)
        here = min(self._focus.layer, trace.model.attentions - 1)
        same = trace.queries(layer) is trace.queries(here) and trace.keys(layer) is trace.keys(here)
        # a pair of other texts can only be chosen once a layer that has them is shown
        self._awaited, self._left = None if same else ((layer, head), pair), self._focus.head_id
        self.head_chosen.emit(layer, head)
        if same:
            self._give(pair)

    def _give(self, pair: tuple[int, int]) -> None:
        """Make a pair the one in focus; words that were pinned by their choice need no pin from then on."""
        self.pair_chosen.emit(*pair)
        if self._pinned_here:
            self._pinned_here = False
            self._set_pin(False)
            self.state_changed.emit()

    def jump_to_best(self) -> None:
        if self.ranking is not None and self.best.isEnabled():
            best = self.ranking.head(0)
            self.list.mark(best)
            self.map.mark(best)
            self.choose_head(*best)

    # --- what it says

    def _tell(self) -> None:
        self.setAccessibleName(self.title())
        self.headings["query"].setText(self.tr("Query"))
        self.headings["key"].setText(self.tr("Key"))
        wide = max(heading.sizeHint().width() for heading in self.headings.values())
        for heading in self.headings.values():
            heading.setMinimumWidth(wide)
        self.swap.setText(self.tr("Swap (X)") if self.width() >= self.NARROWEST else "")
        self.swap.setAccessibleName(self.tr("Swap (X)"))
        self.swap.setToolTip(self.tr("The other direction: query and key change places (X)"))
        self.best.setText(self.tr("Jump to the best (J)"))
        self.best.setToolTip(self.tr("Look at the head at the top of the list, and in it at these two words (J)"))
        pinned = self.tr(
            "Pinned: these words stay, whatever is looked at elsewhere. Click to follow the pair in focus."
        )
        free = self.tr("The words follow the pair in focus. Click to pin them. Choosing a word here pins it, too.")
        self.pin.setToolTip(pinned if self.pin.isChecked() else free)
        self.pin.setAccessibleName(self.tr("Pin the words"))
        self._say()

    def _say(self) -> None:
        title, line = why_nothing(self._trace, self.pair, self.ranking)
        self.nothing.say(title, line)
        self.nothing.setVisible(bool(title))
        for part in (self.list, self.title_line):
            part.setVisible(not title)
        self.map.setVisible(not title and self._map_fits())
        self.best.setEnabled(not title and not self._stale and self.ranking is not None and self.ranking.top > 0)
        self.swap.setEnabled(self.pair.query is not None or self.pair.key is not None)
        notes = [unknown_note(self._trace, self._unknown)] if self._unknown and self._trace is not None else []
        query, key = self.pair.query, self.pair.key
        if not title and self._trace is not None and query is not None and key is not None:
            notes += notes_of(self._trace, query, key)
            if not self._stale and self.ranking is not None:  # else the title is that of what is shown still
                self.title_line.say(said_of(self._trace, query, key, self.ranking, self._focus.head_id))
        self.note.setText("\n".join(notes))
        self.note.setVisible(bool(notes))

    # --- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if plain and event.key() == Qt.Key.Key_J:
            self.jump_to_best()
        elif plain and event.key() == Qt.Key.Key_X:
            self.swap_words()
        else:
            super().keyPressEvent(event)
