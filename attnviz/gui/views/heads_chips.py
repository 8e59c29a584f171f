"""The legend of the patterns, with how many heads have each; a click shows only those."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from attnviz.gui.i18n import Live
from attnviz.gui.theme import theme
from attnviz.gui.views.heads_picture import MARK, mark_colour, mark_pixmap
from attnviz.gui.views.heads_said import pattern_name, pattern_rule, short_pattern_name
from attnviz.heads import PATTERNS

HIGH, GAP, MOST_LINES = 24, 5, 2


class PatternChips(Live, QWidget):
    """One switch for each pattern, in as many lines as the width asks for. None pressed: all heads are shown.

    Signals:
        changed(): other patterns are chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._counts = dict.fromkeys(range(len(PATTERNS)), 0)
        self.buttons = [QToolButton(self) for _ in PATTERNS]
        for button in self.buttons:
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(QSize(MARK, MARK))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setFixedHeight(HIGH)
            button.toggled.connect(self.changed)
        self.setStyleSheet("QToolButton { padding: 0 7px; font-size: 12px; }")
        theme().changed.connect(self._dress)
        self._dress()
        self.live(self._tell)

    @property
    def chosen(self) -> frozenset[int]:
        return frozenset(i for i, button in enumerate(self.buttons) if button.isChecked())

    def choose(self, patterns: Iterable[int]) -> None:
        """Press these and no others, without a signal."""
        for i, button in enumerate(self.buttons):
            with QSignalBlocker(button):
                button.setChecked(i in patterns)

    def show_counts(self, counts: dict[int, int]) -> None:
        """How many heads have each pattern."""
        if counts != self._counts:
            self._counts = counts
            self._tell_counts()

    def _tell(self) -> None:
        for i, button in enumerate(self.buttons):
            tip = self.tr("Show only these heads.")
            button.setToolTip(f"{pattern_name(i)}: {pattern_rule(i)}.\n{tip}")
            button.setAccessibleDescription(pattern_rule(i))
        self._tell_counts()

    def _tell_counts(self) -> None:
        for i, button in enumerate(self.buttons):
            spoken = self.tr("{name}: {count} heads").format(name=pattern_name(i), count=self._counts.get(i, 0))
            button.setAccessibleName(spoken)
        self._place()

    def _dress(self) -> None:
        for i, button in enumerate(self.buttons):
            made = QIcon()
            for ratio in (1, 2, 3):
                made.addPixmap(mark_pixmap(i, mark_colour(i, theme().colours), ratio))
            button.setIcon(made)

    def _place(self) -> None:
        """Lay the chips out line by line, and be as high as that takes; with short names where long ones take more
        than ``MOST_LINES``."""
        for name_of in (pattern_name, short_pattern_name):
            for i, button in enumerate(self.buttons):
                button.ensurePolished()
                button.setText(f"{name_of(i)} {self._counts.get(i, 0)}")
            places = self._places()
            if places[-1].y() < MOST_LINES * (HIGH + GAP):
                break
        for button, place in zip(self.buttons, places, strict=True):
            button.setGeometry(place)
        if self.height() != places[-1].bottom() + 1:
            self.setFixedHeight(places[-1].bottom() + 1)

    def _places(self) -> list[QRect]:
        x, y, places = 0, 0, []
        for button in self.buttons:
            wide = button.sizeHint().width()
            if x and x + wide > self.width():
                x, y = 0, y + HIGH + GAP
            places.append(QRect(x, y, wide, HIGH))
            x += wide + GAP
        return places

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, HIGH)
