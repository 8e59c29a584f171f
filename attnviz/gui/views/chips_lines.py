"""Where the chips of a text lie: one after the other, in lines as wide as the widget."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QPoint, QRectF, QSize

from attnviz.gui.views.chips_axis import HEIGHT

PADDING, ROW_GAP, EDGE = 8, 8, 2


class ChipsLines:
    """The part of ``Chips`` that lays them out.

    ``_places`` are x and width of each chip, ``_firsts`` the first chip of each line.
    """

    def rect_of(self, token: int) -> QRectF:
        x, width = self._places[token]
        return QRectF(x, EDGE + self._line_of(token) * (self._high + ROW_GAP), width, self._high)

    def _line_of(self, token: int) -> int:
        return bisect_right(self._firsts, token) - 1

    def _line(self, line: int) -> range:
        """The chips of a line; none beyond the last."""
        ends = [*self._firsts[line : line + 2], len(self._places)] if 0 <= line < len(self._firsts) else [0, 0]
        return range(ends[0], ends[1])

    def _lines_at(self, top: float, bottom: float) -> range:
        """The lines that a stretch of the widget's height touches."""
        step = self._high + ROW_GAP
        return range(max(0, int((top - EDGE) // step)), min(len(self._firsts), int((bottom - EDGE) // step) + 1))

    def token_at(self, point: QPoint) -> int:
        """The token under a point, -1 for none."""
        chips = (i for line in self._lines_at(point.y(), point.y()) for i in self._line(line))
        return next((i for i in chips if self.rect_of(i).contains(point)), -1)

    def sizeHint(self) -> QSize:
        lines = max(1, len(self._firsts))
        return QSize(240, EDGE + lines * (self._high + ROW_GAP) - ROW_GAP + EDGE)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def _lay_out(self, changed: int = 0) -> None:
        """Place all chips from the line on that holds the first one that has ``changed``."""
        line = max(0, self._line_of(changed))
        start = self._firsts[line] if self._firsts else 0
        del self._places[start:], self._firsts[line:]
        end = self.width() - EDGE
        x = float(EDGE)
        for i in range(start, len(self._tokens)):
            width = min(max(self._wide(i) + 2 * PADDING, HEIGHT - 4), end - EDGE)
            if i == start or (x > EDGE and x + width > end):
                x = float(EDGE)
                self._firsts.append(i)
            self._places.append((x, width))
            x += width + self._gap_after(i)
        if (high := self.sizeHint().height()) != self.minimumHeight():  # else all around would be laid out anew, too
            self.setMinimumHeight(high)
            self.updateGeometry()

    def _line_step(self, current: int, lines: int) -> int:
        """The nearest chip one line up or down; the same one where there is no such line."""
        here = self.rect_of(current).center().x()
        line = self._line(self._line_of(current) + lines)
        return min(line, key=lambda i: abs(self.rect_of(i).center().x() - here), default=current)
