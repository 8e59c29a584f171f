"""The finder's heads as a figure: the two words, the map, and as many lines of the list as there is room for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from attnviz.finding import Ranking
from attnviz.gui.views.finder_list import HeadList
from attnviz.gui.views.finder_map import HeadMap
from attnviz.gui.views.finder_said import Said, Title
from attnviz.trace import HeadId, ModelInfo


class FinderFigure(QWidget):
    """Parts of its own, so that neither scroll bars nor the mouse are seen."""

    def __init__(self, model: ModelInfo, ranking: Ranking, focused: HeadId, said: Said, notes: str) -> None:
        super().__init__()
        title, heads, map, note = Title(), HeadList(), HeadMap(), QLabel(notes)
        title.say(said)
        heads.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for part in (heads, map):
            part.show_ranking(model, ranking, focused, fresh=True)
        note.setProperty("role", "secondary")
        note.setWordWrap(True)
        note.setTextFormat(Qt.TextFormat.PlainText)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(map, 0, Qt.AlignmentFlag.AlignTop)
        body.addWidget(heads, 1)
        whole = QVBoxLayout(self)
        whole.setSpacing(8)
        whole.addWidget(title)
        whole.addLayout(body, 1)
        whole.addWidget(note)
