"""How much every head adds, as a small map of layers and heads, with the switches that say of what."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from attnviz.added import added, alike
from attnviz.digits import counted, percent, printed_small
from attnviz.finding import Ranking
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.views.finder_list import head_name
from attnviz.gui.views.finder_map import HeadMap
from attnviz.gui.views.flow import FlowLayout
from attnviz.gui.views.lines_controls import joined
from attnviz.trace import Focus, HeadId, Trace


class AddedMap(HeadMap):
    """As the finder's map, of lengths or shares of the stream in place of weights."""

    MOST, HIGHEST = 26.0, 340
    relative = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as cells that fill the width would be, up to MOST and, all together, HIGHEST."""
        rows, columns = self._shape
        fitting = (self.width() - self._gutter() - 2) / max(1, columns)
        side = max(8.0, min(fitting, self.MOST, self.HIGHEST / max(1, rows)))
        return QSize(super().sizeHint().width(), round(rows * int(side)) + self.TITLE + self.HEADS + self.LEGEND)

    def said(self, head: HeadId) -> str:
        value = self.ranking.weight(head)
        return self.tr("{head}: {added}, rank {rank} of {count}").format(
            head=head_name(self.model, head),
            added=percent(value, 2) if self.relative else printed_small(value),
            rank=counted(self.ranking.rank(head)),
            count=counted(len(self.ranking)),
        )

    def ends(self, top: float) -> tuple[str, str]:
        return (percent(0.0, 0), percent(top)) if self.relative else ("0", printed_small(top))


class AddedSection(Live, QWidget):
    """Heading, switches, map, and a readout of the head under the mouse or the arrow keys, else of the one in focus.

    Attributes:
        mean: lengths are means over the words of the text, not those of the word in focus.
        relative: they are shares of the stream's length.

    Signals:
        chosen(int, int): layer and head.
        switched(): ``mean`` or ``relative`` is another one now.
    """

    chosen = Signal(int, int)
    switched = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mean = self.relative = False
        self._shown: tuple[Trace, Focus] | None = None
        self.heading, self.readout, self.note = QLabel(), QLabel(), QLabel()
        self.heading.setProperty("role", "heading")
        self.readout.setFont(ui_font(14))
        for label in (self.readout, self.note):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.note.setProperty("role", "secondary")
        self.word, self.text, self.length, self.share = (QToolButton() for _ in range(4))
        self.map = AddedMap()
        self.map.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._switches = QWidget()
        flow = FlowLayout(self._switches, 16)
        for button, name, value in (
            (self.word, "mean", False),
            (self.text, "mean", True),
            (self.length, "relative", False),
            (self.share, "relative", True),
        ):
            button.setCheckable(True)
            button.setFixedHeight(26)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setStyleSheet("QToolButton { padding: 0 9px; font-size: 12px; border-radius: 6px; }")
            button.clicked.connect(lambda _=False, name=name, value=value: self.switch(**{name: value}))
        for pair in ((self.word, self.text), (self.length, self.share)):
            flow.addWidget(joined(pair, 4))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self.heading, self._switches, self.map, self.readout, self.note):
            column.addWidget(part)
        self.map.chosen.connect(self.chosen)
        self.map.marked.connect(lambda head: self._read(head))
        self._retell = self.live(self._tell)

    def switch(self, mean: bool | None = None, relative: bool | None = None) -> None:
        """Show something else; None leaves a switch as it is."""
        before = self.mean, self.relative
        self.mean = self.mean if mean is None else mean
        self.relative = self.relative if relative is None else relative
        self._retell()
        if before != (self.mean, self.relative):
            self.switched.emit()

    def show_trace(self, trace: Trace, focus: Focus) -> None:
        """Of a trace with outputs, and a focus on one of its queries."""
        self._shown = trace, focus
        self._retell()

    def hide_switches(self) -> None:
        """Have the heading say how they stand."""
        self._switches.hide()
        chosen = [button.text() for button in (self.word, self.text, self.length, self.share) if button.isChecked()]
        self.heading.setText(" · ".join((self.heading.text(), *chosen)))

    def set_stale(self, stale: bool) -> None:
        self.map.set_stale(stale)

    def _fill(self) -> None:
        if self._shown is None:
            return
        trace, focus = self._shown
        layers = alike(trace, focus.layer)
        values = added(trace, layers, None if self.mean else focus.query, self.relative)
        if values is not None:
            moved = self.map.focused != focus.head_id
            self.map.relative = self.relative
            self.map.show_ranking(trace.model, Ranking(layers, values), focus.head_id, fresh=False)
            if moved:
                self.map.mark(focus.head_id)
            self._read(None)

    def _read(self, head: HeadId | None) -> None:
        """Say a head, or the one under the mouse or the arrow keys, or in focus; and which adds the most."""
        ranking = self.map.ranking
        if ranking is None or self._shown is None:
            return
        head = head or self.map.pointed or (self.map.current if self.map.hasFocus() else self._shown[1].head_id)
        said = [self.map.said(head)]
        if ranking.rank(head) > 1:
            best = ranking.head(0)
            value = percent(ranking.top) if self.relative else printed_small(ranking.top)
            said.append(self.tr("most: {head}, {added}").format(head=head_name(self.map.model, best), added=value))
        self.readout.setText("\n".join(said))

    def _tell(self) -> None:
        self.heading.setText(self.tr("How much each head adds"))
        self.word.setText(self.tr("this word"))
        self.text.setText(self.tr("mean of all words"))
        self.length.setText(self.tr("length"))
        self.share.setText(self.tr("share of the stream"))
        self.word.setToolTip(self.tr("For the query in focus (M switches)"))
        self.text.setToolTip(self.tr("Averaged over the words of the text, special tokens left out (M switches)"))
        self.length.setToolTip(self.tr("Length of the vector that a head adds (R switches)"))
        self.share.setToolTip(
            self.tr("The same, divided by the length of the residual stream that it is added to (R switches)")
        )
        for button, on in (
            (self.word, not self.mean),
            (self.text, self.mean),
            (self.length, not self.relative),
            (self.share, self.relative),
        ):
            button.setChecked(on)
        self.note.setText(
            self.tr("A length says how far a head moves the stream, not where to: what two heads add may cancel out.")
        )
        self._fill()
