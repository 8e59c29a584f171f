"""What the chips of a text make of the axis: the pieces of a word as one chip, or the bytes of each token."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from attnviz.axis import Axis
from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.paint import draw_text
from attnviz.gui.theme import theme
from attnviz.trace import Tokens

HEIGHT, TALL, RADIUS = 28, 46, 6
SMALL, MOST_BYTES = 12, 6
"""Pixels of the bytes below a label, and how many of a token's are shown; its tooltip has them all."""
GAP, PIECE_GAP, JOINT = 8, 3, 1
"""Between chips, and between pieces of one word: where words are the axis, they share a ground."""


def _characters(tokens: Tokens) -> Sequence[str]:
    """Below each token the character that it is only a part of; () for a text without such tokens."""
    below = [""] * len(tokens)
    for group in Axis(tokens).groups:
        below[group.start : group.stop] = [group.label] * (group.stop - group.start)
    return below if any(below) else ()


class ChipsAxis:
    """The part of ``Chips`` that knows the axis; see ``attnviz.axis.AXES``."""

    _axis = "tokens"
    _bytes: Sequence[str] = ()

    def set_axis(self, axis: str) -> None:
        if axis != self._axis:
            self._axis = axis
            self._spell_bytes()
            self._lay_out()
            self.update()

    def _spell_bytes(self) -> None:
        """Say the bytes of each token, where they are asked for and not too many; else of parts of characters those."""
        self._bytes = _characters(self._tokens)
        if self._axis == "bytes" and not (axis := Axis(self._tokens, "bytes")).plain:
            self._bytes = [
                "" if special else " ".join(axis.labels[unit] for unit in axis.units_of(token))
                for token, special in enumerate(self._tokens.special)
            ]

    @property
    def _high(self) -> int:
        """A chip's height."""
        return TALL if self._bytes else HEIGHT

    def _gap_after(self, token: int) -> int:
        words = self._tokens.words
        joined = token + 1 < len(words) and words[token + 1] == words[token]
        return (JOINT if self._axis == "words" else PIECE_GAP) if joined else GAP

    def _wide(self, token: int) -> float:
        """Of what is written on a chip."""
        return max(ui_width(self._tokens.labels[token], 14), ui_width(self._below(token), SMALL))

    def _below(self, token: int) -> str:
        """The bytes, or the character, under a token's label."""
        said = self._bytes[token] if token < len(self._bytes) else ""
        return said if said.count(" ") < MOST_BYTES else " ".join([*said.split()[:MOST_BYTES], "…"])

    def _paint_grounds(self, painter: QPainter, line: Sequence[int]) -> None:
        """One ground for the pieces of each word of a line."""
        if self._axis != "words":
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().colours.chip))
        for _, pieces in groupby(line, key=lambda token: self._tokens.words[token]):
            word = list(pieces)
            if len(word) > 1:
                painter.drawRoundedRect(self.rect_of(word[0]).united(self.rect_of(word[-1])), RADIUS, RADIUS)

    def _paint_label(self, painter: QPainter, token: int, rect: QRectF, ink: QColor) -> None:
        """A token's label, and its bytes or character below."""
        centre, label = Qt.AlignmentFlag.AlignHCenter, self._tokens.labels[token]
        if not self._bytes:
            draw_text(painter, rect, label, ui_font(14), ink, centre)
            return
        said = self._below(token)
        upper = QRectF(rect.x(), rect.y() + 3, rect.width(), 22) if said else rect
        draw_text(painter, upper, label, ui_font(14), ink, centre)
        lower, colours = QRectF(rect.x(), rect.y() + 24, rect.width(), 18), theme().colours
        said = QFontMetricsF(ui_font(SMALL)).elidedText(said, Qt.TextElideMode.ElideRight, rect.width() + 0.5)
        draw_text(painter, lower, said, ui_font(SMALL), colours.secondary, centre)
