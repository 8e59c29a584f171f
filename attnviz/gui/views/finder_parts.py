"""What the head finder is made of, and where it stands in a wide, a narrow and a low place."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from attnviz.gui.fonts import ui_font
from attnviz.gui.icons import icon
from attnviz.gui.theme import theme
from attnviz.gui.views.empty_state import Nothing
from attnviz.gui.views.finder_field import WordField
from attnviz.gui.views.finder_list import HeadList
from attnviz.gui.views.finder_map import HeadMap
from attnviz.gui.views.finder_said import Title
from attnviz.gui.views.finder_words import CHIP, EDGE, WordRow
from attnviz.gui.views.view import View
from attnviz.word_pair import ROLES


class FinderParts(View):
    """Its widgets, laid out and dressed; ``FinderView`` gives them their words."""

    NARROW, NARROWEST, LOW = 520, 380, 600

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._retell: Callable[[], None] = lambda: None
        self._build()
        theme().changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        self.rows = {role: WordRow(role) for role in ROLES}
        self.fields = {role: WordField(role) for role in ROLES}
        self.headings = {role: QLabel() for role in ROLES}
        self.swap, self.pin, self.best = QPushButton(), QToolButton(), QPushButton()
        self.pin.setCheckable(True)
        self.best.setProperty("role", "accent")
        self.pin.setFixedSize(32, 30)
        self.pin.setIconSize(QSize(16, 16))
        for button in (self.swap, self.best):
            button.setFixedHeight(30)
        self.title_line, self.nothing = Title(), Nothing(least=(0, 90))
        self.list, self.map = HeadList(), HeadMap()
        self.note = QLabel()
        self.note.setProperty("role", "secondary")
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        whole = QVBoxLayout(self)
        whole.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)  # minimumSizeHint decides
        whole.setContentsMargins(16, 12, 16, 12)
        whole.setSpacing(8)
        self._sides: list[QBoxLayout] = []
        for role in ROLES:
            whole.addLayout(self._side(role))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.swap)
        buttons.addWidget(self.pin)
        buttons.addStretch(1)
        buttons.addWidget(self.best)
        whole.addLayout(buttons)
        whole.addWidget(self.title_line)
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._body.setSpacing(12)
        self._body.addWidget(self.map)
        self._body.addWidget(self.list, 1)
        whole.addLayout(self._body, 1)
        whole.addWidget(self.nothing, 1)
        whole.addWidget(self.note)
        for one, next_one in pairwise((self.fields["query"], self.rows["query"], self.fields["key"], self.rows["key"])):
            self.setTabOrder(one, next_one)

    def _side(self, role: str) -> QBoxLayout:
        heading, field = self.headings[role], self.fields[role]
        heading.setFont(ui_font(12, bold=True))
        heading.setFixedHeight(CHIP + 2 * EDGE)
        field.setFixedHeight(CHIP)
        field.setMinimumWidth(90)
        field.setMaximumWidth(150)
        named = QHBoxLayout()
        named.setSpacing(8)
        named.addWidget(heading)
        named.addWidget(field, 1)
        named.addStretch(0)
        side = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        side.setSpacing(8)
        side.addLayout(named)
        side.addWidget(self.rows[role], 1, Qt.AlignmentFlag.AlignTop)
        self._sides.append(side)
        return side

    def _dress(self) -> None:
        c = theme().colours
        self._dress_pin()
        self.swap.setIcon(icon("transpose", c.text))
        self.setStyleSheet(
            "QPushButton { padding: 2px 12px; } QToolButton { padding: 0; }"
            "QAbstractScrollArea { background: transparent; }"
        )
        for role in ROLES:
            self.headings[role].setStyleSheet(f"color: {getattr(c, role)};")

    def _dress_pin(self) -> None:
        c = theme().colours
        self.pin.setIcon(icon("pin", c.query if self.pin.isChecked() else c.text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width()
        if (wide < self.NARROWEST) == bool(self.swap.text()):
            self._retell()
        narrow = wide < self.NARROW
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        for side in self._sides:
            side.setDirection(down if narrow else across)
            side.setSpacing(2 if narrow else 8)
        self._body.setDirection(down if narrow else across)
        self.map.setVisible(self.list.isVisibleTo(self) and self._map_fits())

    def _map_fits(self) -> bool:
        """A low and narrow place is the list's, which holds all that the map does."""
        return self.width() >= self.NARROW or self.height() >= self.LOW

    def sizeHint(self) -> QSize:
        return QSize(560, 480)

    def minimumSizeHint(self) -> QSize:
        return QSize(290, 510)
