"""What every picture of a slide paints with: the painter in base units, the scene, the colours, and how far the
motion has come."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from attnviz.gui.paint import ink
from attnviz.gui.slides.text import draw_plain, slide_font, width_of
from attnviz.gui.theme import Colours
from attnviz.lessons.page import Page
from attnviz.lessons.scene import Scene

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter

# lupdate finds texts by this name, with the context beside them
translate = QCoreApplication.translate


@dataclass(frozen=True)
class Canvas:
    """One slide in the making. All lengths are pixels of the 1920x1080 base; the painter is already scaled.

    Attributes:
        progress: 0 before the step's motion, 1 when it stands still.
        tips: places of the picture and what is said of each, for a panel that is pointed at; see ``tip``.
    """

    painter: QPainter
    page: Page
    colours: Colours
    progress: float = 1.0
    tips: list[tuple[QRectF, str]] = field(default_factory=list)

    @property
    def scene(self) -> Scene:
        """The pair in focus. A slide without one is drawn by nobody who asks."""
        assert self.page.scene is not None
        return self.page.scene

    def text(
        self,
        rect: QRectF,
        text: str,
        size: float = 28,
        colour: str | None = None,
        align: Qt.AlignmentFlag = LEFT,
        bold: bool = False,
    ) -> None:
        """One line of plain text, elided where it does not fit."""
        draw_plain(self.painter, rect, text, slide_font(size), colour or self.colours.text, align, bold)

    def width(self, text: str, size: float = 28) -> float:
        return width_of(text, slide_font(size))

    def box(self, rect: QRectF, colour: str | QColor, radius: float = 0.0) -> None:
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(ink(colour) if isinstance(colour, str) else colour)
        radius = min(radius, rect.width() / 2, rect.height() / 2)
        self.painter.drawRoundedRect(rect, radius, radius)

    def tip(self, rect: QRectF, text: str) -> None:
        """What a part of the picture is, with its number in full: a panel shows it to who points there. Of two that lie
        on each other the later counts."""
        self.tips.append((QRectF(rect), text))

    def token_colour(self, index: int, otherwise: str | None = None) -> str:
        """The role's colour of a token of the pair. On the axis of keys a token that is both counts as the key."""
        if index == self.scene.pair.key_index:
            return self.colours.key
        return otherwise or self.colours.text

    def key_label(self, key: int) -> str:
        return self.scene.keys.labels[key]

    def query_label(self, query: int) -> str:
        return self.scene.queries.labels[query]

    def label(self, place: int) -> str:
        """Of one of the scene's tokens, whichever text it is of."""
        return self.scene.tokens.labels[place]
