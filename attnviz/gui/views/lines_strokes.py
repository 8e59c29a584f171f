"""Lines as pieces of curves with a pen each, and a picture of them that is made in slices of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from time import perf_counter

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from attnviz.gui.theme import Colours, mix
from attnviz.gui.views.lines_colours import head_colour
from attnviz.gui.views.lines_data import LineSet, Scene
from attnviz.gui.views.lines_plan import LinesPlan, Numbers, moved

LEVELS = 16
THIN, WIDE = 1.0, 4.5
"""Width of a line without weight and of one with all of it, in pixels of the window."""
FAINT = 0.14
ENDS = (0.0, 0.1, 0.22, 0.78, 0.9, 1.0)
"""Where an arc changes its colour: from the query's over its head's to the key's."""
BATCH = 8


@dataclass(frozen=True)
class Strokes:
    """Pieces of curves, those of the strongest lines first.

    Attributes:
        points: (M, 4, 2); as plain numbers, eight to a piece.
        pens: index of each piece's pen in ``palette``.
    """

    points: list[list[float]]
    pens: list[int]
    palette: Sequence[QPen]

    def __len__(self) -> int:
        return len(self.pens)


def line_width(weight: float) -> float:
    return THIN + (WIDE - THIN) * weight


def strokes(
    scene: Scene, plan: LinesPlan, lines: LineSet, c: Colours, sight: QRectF | None = None, scale: float | None = None
) -> Strokes:
    """The ``lines``, or those of them with an end in the rectangle ``sight`` of the plan.

    With ``scale``, device pixels to one of the window, a wide line is several of one device pixel side by side: Qt
    draws such lines ten times as fast as wide ones (0.02 and 0.2 ms measured). Without, pens are wide, as a file wants.
    """
    curves, lines = plan.curves_near(lines, sight) if sight is not None else (plan.curves(lines), lines)
    level = np.minimum(LEVELS - 1, (LEVELS * np.sqrt(lines.weight)).astype(np.intp))  # (N,)
    own = np.arange(len(lines))
    if scale is not None:
        copies = np.maximum(1, np.round(scale * line_width(lines.weight)).astype(np.intp))
        own = np.repeat(own, copies)
        order = np.arange(len(own)) - np.repeat(np.cumsum(copies) - copies, copies)
        aside = (order - (copies[own] - 1) / 2) * 0.9 / scale
        curves = moved(curves[own], aside, plan.kind)
    cuts, colours = _colouring(scene, plan, c)
    pieces = [_piece(curves, start, stop) for start, stop in pairwise(cuts)]
    points = np.stack(pieces, axis=1).reshape(-1, 8)  # (N * P, 8)
    head = lines.head[own] if len(colours) > 1 else np.zeros(len(own), np.intp)
    pens = ((head[:, None] * len(pieces) + np.arange(len(pieces))) * LEVELS + level[own][:, None]).ravel()
    palette = [_pen(colour, i, scale) for head_colours in colours for colour in head_colours for i in range(LEVELS)]
    return Strokes(points.tolist(), pens.tolist(), palette)


def _colouring(scene: Scene, plan: LinesPlan, c: Colours) -> tuple[Sequence[float], list[list[QColor]]]:
    """Where lines are cut, and the colour of each piece for each head."""
    own = [QColor(head_colour(slot, c)) for slot in scene.slots] or [QColor(c.text)]
    if plan.kind != "arcs":
        return (0.0, 1.0), [[colour] for colour in own]
    query, key = c.query, c.key
    return ENDS, [
        [QColor(query), mix(query, colour.name(), 0.5), colour, mix(colour.name(), key, 0.5), QColor(key)]
        for colour in own
    ]


def _pen(colour: QColor, level: int, scale: float | None) -> QPen:
    """Of a level of root weight; a weight of 1 is opaque."""
    share = (level + 0.5) / LEVELS
    inked = QColor(colour)
    inked.setAlphaF(min(1.0, FAINT + (1 - FAINT) * share * 1.04))
    pen = QPen(inked, 1.0 if scale is not None else line_width(share * share))
    pen.setCosmetic(scale is not None)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def _piece(curves: Numbers, start: float, stop: float) -> Numbers:
    """The part of cubic curves (N, 4, 2) between two parameters, by their polar form (Ramshaw 1987, "Blossoming")."""
    if (start, stop) == (0.0, 1.0):
        return curves

    def blossom(u: float, v: float, w: float) -> Numbers:
        a, b, c = 1 - u, 1 - v, 1 - w
        shares = (a * b * c, u * b * c + a * v * c + a * b * w, u * v * c + u * b * w + a * v * w, u * v * w)
        return sum(share * curves[:, i] for i, share in enumerate(shares))

    corners = ((start,) * 3, (start, start, stop), (start, stop, stop), (stop,) * 3)
    return np.stack([blossom(*corner) for corner in corners], axis=1)


def sampled(curves: Numbers, count: int = 24) -> Numbers:
    """Points along curves (N, count, 2)."""
    t = np.linspace(0.0, 1.0, count)
    bases = np.stack([(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3])  # (4, count)
    return np.einsum("npd,pc->ncd", curves, bases)


def draw_strokes(painter: QPainter, made: Strokes, pieces: range) -> None:
    for i in pieces:
        x0, y0, x1, y1, x2, y2, x3, y3 = made.points[i]
        path = QPainterPath(QPointF(x0, y0))
        path.cubicTo(x1, y1, x2, y2, x3, y3)
        painter.setPen(made.palette[made.pens[i]])
        painter.drawPath(path)


class LineLayer:
    """All lines as a picture that is there at once and gets complete: the strongest first, weaker ones behind them.

    Rejected: painting all in ``paintEvent``; 4,000 lines take 80 ms, and the window would stand still for that long.
    """

    def __init__(self) -> None:
        self.image: QImage | None = None
        self._made: Strokes | None = None
        self._corner = QPointF()
        self._done = 0

    @property
    def finished(self) -> bool:
        return self._made is None or self._done == len(self._made)

    def start(self, made: Strokes, corner: QPointF, size: QSize, scale: float) -> None:
        """Begin a picture of ``size`` whose own corner is ``corner`` of the plan."""
        self._made, self._corner, self._done = made, corner, 0
        wanted = size * scale
        if self.image is None or self.image.size() != wanted:
            self.image = QImage(wanted, QImage.Format.Format_ARGB32_Premultiplied)
        self.image.setDevicePixelRatio(scale)
        self.image.fill(0)

    def work(self, seconds: float) -> None:
        """Go on for about so long; the rest waits for the next call."""
        if self.finished:
            return
        until = perf_counter() + seconds
        painter = QPainter(self.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-self._corner)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOver)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        while not self.finished:
            stop = min(len(self._made), self._done + BATCH)
            draw_strokes(painter, self._made, range(self._done, stop))
            self._done = stop
            if perf_counter() > until:
                break
        painter.end()
