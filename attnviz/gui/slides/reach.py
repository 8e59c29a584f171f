"""How far a word can see: the sentence in one row, a window around the query (a part each), then attention's arcs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen

from attnviz.digits import percent
from attnviz.gui.slides.canvas import CENTRE, Canvas, translate
from attnviz.gui.slides.guesses import guess_told
from attnviz.lessons.scene import pieces_of, word_weight

WINDOWS = (2, 4, None)
"""Tokens that a window reaches to either side, of each part; None for attention."""
SIZES = (52, 44, 40, 36, 32)
GAP, PAD, TALL = 10.0, 16.0, 84.0
NOTE = 64.0
LEFT_OUT = 60.0
BELOW = 78.0
"""between the row and the note: a window's edge, and its name"""
FAINT = 0.01
"""Weights below this one get no arc: a thread that nobody in a hall could see."""


@dataclass(frozen=True)
class Row:
    """Tokens side by side; of a long text those next to the pair. Before those of ``gaps`` others are left out."""

    size: int
    boxes: dict[int, QRectF]
    gaps: tuple[int, ...] = ()

    def middle(self, token: int) -> float:
        return self.boxes[token].center().x()


def draw(canvas: Canvas, rect: QRectF) -> None:
    reach, scene = WINDOWS[canvas.page.step.part], canvas.scene
    row = lay_out(canvas, QRectF(rect.x(), rect.bottom() - NOTE - BELOW - TALL, rect.width(), TALL))
    query = scene.query_place
    seen = [at for at in row.boxes if reach is None or abs(at - query) <= reach]
    if reach is None:
        _draw_arcs(canvas, row, rect.y() + 10)
    else:
        _draw_wanted(canvas, row, rect.y() + 10, scene.key_place in seen)
    for at, box in row.boxes.items():
        _draw_token(canvas, row, at, box, at in seen)
        if at in row.gaps:
            gap = QRectF(box.x() - LEFT_OUT - GAP, box.y(), LEFT_OUT, box.height())
            canvas.text(gap, "…", row.size, canvas.colours.secondary, CENTRE)
    if reach is not None:
        _draw_window(canvas, row, seen)
    canvas.text(QRectF(rect.x(), rect.bottom() - NOTE, rect.width(), NOTE), _note(canvas, reach), 32, align=CENTRE)


def lay_out(canvas: Canvas, rect: QRectF) -> Row:
    """As many tokens as fit, the pair always among them."""
    tokens, scene = canvas.scene.tokens, canvas.scene
    order = sorted(range(len(tokens)), key=lambda at: _distance(at, scene.query_place, scene.key_place))
    for size in SIZES:
        kept: set[int] = set()
        room = rect.width()
        for at in order:
            width = canvas.width(tokens.labels[at], size) + 2 * PAD + GAP
            if room < width + (LEFT_OUT if len(kept) + 1 < len(tokens) else 0.0):
                break
            room -= width
            kept.add(at)
        if len(kept) == len(tokens) or size == SIZES[-1]:
            break
    shown = sorted(kept | {scene.query_place, scene.key_place})
    gaps = [after for at, after in pairwise(shown) if after > at + 1]
    boxes, x = {}, rect.x() + max(0.0, room - LEFT_OUT * len(gaps)) / 2
    for at in shown:
        x += LEFT_OUT if at in gaps else 0.0
        width = canvas.width(tokens.labels[at], size) + 2 * PAD
        boxes[at] = QRectF(x, rect.y(), width, rect.height())
        x += width + GAP
    return Row(size, boxes, tuple(gaps))


def _distance(at: int, query: int, key: int) -> tuple[int, int]:
    """How soon a token is wanted: the pair, what is next to it, what lies between."""
    return min(abs(at - query), abs(at - key)), at


def _draw_token(canvas: Canvas, row: Row, at: int, box: QRectF, seen: bool) -> None:
    c, scene = canvas.colours, canvas.scene
    own = c.query if at == scene.query_place else c.key if at in _key_pieces(canvas) else None
    canvas.box(box, c.panel if seen else c.ground, 14)
    colour = own or (c.text if seen else c.secondary)
    if own:
        canvas.painter.setPen(QPen(QColor(own), 3))
        canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
        canvas.painter.drawRoundedRect(box.adjusted(1.5, 1.5, -1.5, -1.5), 14, 14)
    canvas.text(box, scene.tokens.labels[at], row.size, colour, CENTRE, bold=bool(own))


def _key_pieces(canvas: Canvas) -> list[int]:
    """The tokens of the key's word that stand for characters; of [CLS] itself."""
    scene = canvas.scene
    return pieces_of(scene.keys, scene.pair.key_index) or [scene.pair.key_index]


def _draw_window(canvas: Canvas, row: Row, seen: list[int]) -> None:
    """A frame around what the window sees; it opens from the query as the motion goes."""
    c = canvas.colours
    whole = row.boxes[seen[0]].united(row.boxes[seen[-1]]).adjusted(-12, -22, 12, 22)
    middle = row.middle(canvas.scene.query_place)
    left, right = middle - (middle - whole.x()) * canvas.progress, middle + (whole.right() - middle) * canvas.progress
    frame = QRectF(left, whole.y(), right - left, whole.height())
    canvas.painter.setPen(QPen(QColor(c.query), 5))
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.drawRoundedRect(frame, 22, 22)
    label = QRectF(middle - 400, whole.bottom() + 4, 800, 50)
    canvas.text(label, translate("lesson", "the window around the word"), 32, c.query, CENTRE)


def _draw_arcs(canvas: Canvas, row: Row, top: float) -> None:
    """From the query to every token, as thick as its weight; those to the key's word in its colour, with their sum."""
    c, scene = canvas.colours, canvas.scene
    query, word = scene.query_place, _key_pieces(canvas)
    for key, weight in sorted(enumerate(scene.pair.row_weights), key=lambda one: one[0] == scene.pair.key_index):
        if key not in row.boxes or weight < FAINT:
            continue
        path = _arc(row, query, key, top)
        colour = QColor(c.key if key in word else c.neutral_bar)
        width = max(2.0, 34.0 * float(weight) * canvas.progress)
        canvas.painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
        canvas.painter.drawPath(path)
        if key == scene.pair.key_index:
            _badge(canvas, path.pointAtPercent(0.5), percent(word_weight(scene, key)), c.key)


def _draw_wanted(canvas: Canvas, row: Row, top: float, reached: bool) -> None:
    """From the query to the word that it needs: an arc, broken where the window does not reach so far."""
    c, scene = canvas.colours, canvas.scene
    if scene.query_place == scene.key_place:
        return
    colour = c.key if reached else c.secondary
    path = _arc(row, scene.query_place, scene.key_place, top)
    pen = QPen(QColor(colour), 5, Qt.PenStyle.SolidLine if reached else Qt.PenStyle.DashLine)
    canvas.painter.setPen(pen)
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.drawPath(path)
    _badge(canvas, path.pointAtPercent(0.5), "✓" if reached else "✕", c.key if reached else c.negative)


def _arc(row: Row, query: int, key: int, top: float) -> QPainterPath:
    """Over the row, the higher the wider: of the widest, the peak is at ``top``."""
    start = QPointF(row.middle(query), row.boxes[query].y() - 6)
    end = QPointF(row.middle(key), row.boxes[key].y() - 6)
    reach = max(abs(row.middle(at) - start.x()) for at in row.boxes) or 1.0
    lift = (0.3 + 0.7 * abs(end.x() - start.x()) / reach) * (start.y() - top - 40) * 1.3
    path = QPainterPath(start)
    path.cubicTo(QPointF(start.x(), start.y() - lift), QPointF(end.x(), end.y() - lift), end)
    return path


def _badge(canvas: Canvas, at: QPointF, text: str, colour: str) -> None:
    wide = canvas.width(text, 52) + 32
    label = QRectF(at.x() - wide / 2, at.y() - 36, wide, 72)
    canvas.box(label, canvas.colours.ground, 16)
    canvas.text(label, text, 52, colour, CENTRE, bold=True)


def _note(canvas: Canvas, reach: int | None) -> str:
    scene = canvas.scene
    distance = abs(scene.query_place - scene.key_place)
    key = scene.keys.word_surface(scene.pair.key_index)
    if reach is None:
        return guess_told(canvas) or translate("lesson", "One step, however far away “{word}” is").format(word=key)
    if distance == 1:
        near = translate("lesson", "“{word}” is the next token: a window of {reach} to each side reaches it")
        return near.format(word=key, reach=reach)
    reached = translate("lesson", "“{word}” is {distance} tokens away: a window of {reach} to each side reaches it")
    missed = translate("lesson", "“{word}” is {distance} tokens away: a window of {reach} to each side misses it")
    return (reached if distance <= reach else missed).format(word=key, distance=distance, reach=reach)
