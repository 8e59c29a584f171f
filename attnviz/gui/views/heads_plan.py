"""Where each head's picture lies: layers by heads while both fit the order, else line after line as in a text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize, Qt

MIN_CELL, SCROLLED_CELL, MAX_CELL = 28, 44, 160
"""below the first cells scroll; while they do, none is larger than the second"""
FLOW_CELL = 50
"""smallest in sorted order, where "11·11" stands below each"""
GAP, STRIP, TIGHT_STRIP, FLOW_STRIP, GUTTER, HEADER, CAPTION = 3, 14, 10, 22, 26, 20, 26
SCROLL_BAR = 10


@dataclass(frozen=True)
class HeadsPlan:
    """A grid of equal cells. Everything in device-independent pixels, from the top left of what scrolls.

    Attributes:
        count: heads, in the order in which they are laid out.
        strip: what lies below each cell: its mark, and in sorted order its name.
        tops: of each row of cells.
        captions: (y, row below) of each caption.
    """

    count: int
    columns: int
    cell: int
    strip: int
    gutter: int
    header: int
    tops: tuple[int, ...]
    captions: tuple[tuple[int, int], ...]

    @property
    def pitch(self) -> int:
        return self.cell + GAP

    @property
    def size(self) -> QSize:
        """Of what scrolls; gutter and header stay."""
        bottom = self.tops[-1] + self.cell + self.strip if self.tops else 0
        return QSize(self.columns * self.pitch - GAP, bottom)

    def rect(self, slot: int) -> QRect:
        row, column = divmod(slot, self.columns)
        return QRect(column * self.pitch, self.tops[row], self.cell, self.cell)

    def slot_at(self, point: QPoint) -> int | None:
        """The cell, or the strip below it, under a point."""
        column = point.x() // self.pitch
        row = int(np.searchsorted(self.tops, point.y(), "right")) - 1
        if not (0 <= column < self.columns and row >= 0) or point.y() >= self.tops[row] + self.cell + self.strip:
            return None
        slot = row * self.columns + column
        return slot if slot < self.count else None

    def rows_in(self, top: int, bottom: int) -> range:
        """Rows of cells of which something shows."""
        first = max(0, int(np.searchsorted(self.tops, top, "right")) - 1)
        return range(first, int(np.searchsorted(self.tops, bottom, "left")))

    def stepped(self, slot: int, key: int, modifiers: Qt.KeyboardModifier, flow: bool, page: int) -> int | None:
        """Where a key leads from a cell; None for a key that leads nowhere at all.

        Args:
            flow: cells stand one after the other, so that the end of a line leads to the next.
            page: rows of cells in sight.
        """
        across, last = self.columns, self.count - 1
        row, column = divmod(slot, across)
        whole = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        page *= across
        plain = not modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)
        steps = {
            Qt.Key.Key_Left: slot - 1 if column or flow else slot,
            Qt.Key.Key_Right: slot + 1 if column < across - 1 or flow else slot,
            Qt.Key.Key_Up: slot - across if row else slot,
            Qt.Key.Key_Down: slot + across if slot + across <= last else slot,
            Qt.Key.Key_PageUp: slot - page if slot >= page else column,
            Qt.Key.Key_PageDown: slot + page if slot + page <= last else last - (last - column) % across,
        }
        ends = {Qt.Key.Key_Home: row * across, Qt.Key.Key_End: row * across + across - 1}
        if key in ends:
            to = ({Qt.Key.Key_Home: 0, Qt.Key.Key_End: last} if whole else ends)[key]
        elif key in steps and plain:
            to = steps[key]
        else:
            return None
        return min(max(0, to), last)

    def sources(self, rows: range, pixels: int, ratio: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """For each device pixel down and across some rows of cells: the pixel of the atlas that it shows, -1 for none.

        Args:
            pixels: side of a picture in the atlas.
            ratio: device pixels for each one of the layout.
        """
        tops = [top - self.tops[rows.start] for top in self.tops[rows.start : rows.stop]]
        lefts = [column * self.pitch for column in range(self.columns)]
        return (
            _sources(tops[-1] + self.cell, tops, self.cell, pixels, ratio),
            _sources(self.size.width(), lefts, self.cell, pixels, ratio),
        )


def _sources(length: int, starts: list[int], cell: int, pixels: int, ratio: float) -> NDArray[np.intp]:
    found = np.full(round(length * ratio), -1, np.intp)
    for index, start in enumerate(starts):
        begin, end = round(start * ratio), round((start + cell) * ratio)
        found[begin:end] = index * pixels + np.arange(end - begin) * pixels // (end - begin)
    return found


def plan_matrix(room: QSize, layers: int, heads: int, parts: tuple[int, ...] = ()) -> HeadsPlan:
    """Layers down, heads across; ``parts`` are the layers that have a caption above them.

    Cells are as large as shows all; where that is below ``MIN_CELL``, they scroll.
    """
    wide, high = room.width() - GUTTER, room.height() - HEADER - CAPTION * len(parts)
    strip, across = STRIP, (wide + GAP) // max(1, heads) - GAP
    if high // max(1, layers) - STRIP < MIN_CELL <= high // max(1, layers) - TIGHT_STRIP:
        strip = TIGHT_STRIP  # smaller marks rather than half of the model out of sight
    cell = min(across, high // max(1, layers) - strip, MAX_CELL)
    if cell < MIN_CELL:
        cell = max(MIN_CELL, min((wide - SCROLL_BAR + 1) // max(1, heads) - GAP, SCROLLED_CELL))
    tops, captions, y = [], [], 0
    for layer in range(layers):
        if layer in parts:
            captions.append((y, layer))
            y += CAPTION
        tops.append(y)
        y += cell + strip
    return HeadsPlan(layers * heads, heads, cell, strip, GUTTER, HEADER, tuple(tops), tuple(captions))


def plan_flow(room: QSize, count: int) -> HeadsPlan:
    """One after the other, line by line, as large as shows all; where that is below ``FLOW_CELL``, they scroll."""

    def rows(cell: int, wide: int) -> tuple[int, int]:
        columns = max(1, min(count, (wide + GAP) // (cell + GAP)))
        return columns, -(-count // columns)

    fitting = (
        cell
        for cell in range(MAX_CELL, FLOW_CELL - 1, -1)
        if rows(cell, room.width())[1] * (cell + FLOW_STRIP) <= room.height()
    )
    cell = next(fitting, 0)
    columns, lines = rows(cell, room.width()) if cell else rows(FLOW_CELL, room.width() - SCROLL_BAR - 2)
    cell = cell or FLOW_CELL
    tops = tuple(line * (cell + FLOW_STRIP) for line in range(lines))
    return HeadsPlan(count, columns, cell, FLOW_STRIP, 0, 0, tops, ())
