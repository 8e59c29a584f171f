"""Picture 1: the sentence in its tokens, the pair filled in, and between the two the question."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen

from attnviz.digits import counted
from attnviz.gui.slides.canvas import CENTRE, Canvas, translate
from attnviz.lessons.scene import pieces_of, word_name

SIZES = (60, 52, 44, 40, 36, 32)
ROWS = ((1, 36), (2, 36), (3, 32), (4, 32))
"""(rows, smallest size) from the best to the least."""

MOST = 120
GAP_TOKEN = -1
NOTE = 44.0
WIDEST_LABEL = 340.0


@dataclass(frozen=True)
class Flow:
    """Tokens laid out in rows. ``items`` holds the token's index, or GAP_TOKEN for tokens left out."""

    size: int
    items: tuple[tuple[int, QRectF], ...]
    shown: int
    rows: int = 1

    def rect(self, token: int) -> QRectF:
        return next(box for index, box in self.items if index == token)


def draw(canvas: Canvas, rect: QRectF) -> None:
    notes = _notes(canvas)
    flow = _fit(canvas, QRectF(rect.x(), rect.y(), rect.width(), rect.height() - NOTE))
    if flow.shown < len(canvas.scene.tokens):
        part = translate("lesson", "{shown} of {total} tokens").format(
            shown=counted(flow.shown), total=counted(len(canvas.scene.tokens))
        )
        notes = f"{part}   {notes}" if notes else part
    for index, box in flow.items:
        _draw_token(canvas, index, box, flow.size)
    _draw_question(canvas, flow)
    canvas.text(QRectF(rect.x(), rect.bottom() - NOTE, rect.width(), NOTE), notes, 28, canvas.colours.secondary)


def _notes(canvas: Canvas) -> str:
    """Says so where a token of the pair is only a piece of the word that the texts speak of."""
    tokens, query, key = canvas.scene.tokens, canvas.scene.query_place, canvas.scene.key_place
    for index, other in ((key, query), (query, key)):
        pieces = pieces_of(tokens, index)
        if 1 < len(pieces) <= 5 and tokens.words[index] != tokens.words[other]:
            return translate("lesson", "“{word}” is cut into {pieces}; we follow {token}.").format(
                word=word_name(tokens, index, other),
                pieces=" + ".join(tokens.labels[i] for i in pieces),
                token=tokens.labels[index],
            )
    return ""


def _fit(canvas: Canvas, rect: QRectF) -> Flow:
    """All tokens in the fewest rows at the largest size; else as many around the pair as a readable size holds."""
    everything = list(range(len(canvas.scene.tokens)))
    for rows, smallest in ROWS if len(everything) <= MOST else ():
        for size in (size for size in SIZES if size >= smallest):
            flow = _flow(canvas, rect, everything, size, rows)
            if flow:
                return flow
    low, high = 0, len(everything)
    while high - low > 1:
        reach = (low + high) // 2
        if _flow(canvas, rect, _around_pair(canvas, reach), SIZES[-1], ROWS[-1][0]):
            low = reach
        else:
            high = reach
    # four tokens and two gaps fit in any row
    return _flow(canvas, rect, _around_pair(canvas, low), SIZES[-1], ROWS[-1][0]) or Flow(SIZES[-1], (), 0)


def _around_pair(canvas: Canvas, reach: int) -> list[int]:
    """Token indices near either token of the pair, with GAP_TOKEN where some are left out."""
    count = len(canvas.scene.tokens)
    near = {
        i
        for centre in (canvas.scene.query_place, canvas.scene.key_place)
        for i in range(max(0, centre - reach), min(count, centre + reach + 1))
    }
    shown: list[int] = []
    for i in range(count):
        if i in near:
            shown.append(i)
        elif not shown or shown[-1] != GAP_TOKEN:
            shown.append(GAP_TOKEN)
    return shown


def _flow(canvas: Canvas, rect: QRectF, indices: list[int], size: int, most: int) -> Flow | None:
    """Chips in rows within ``rect``, centred in its height; None when they need more room than there is."""
    height, gap, under = 1.7 * size, 0.3 * size, 40.0
    above = 150.0 if most == 1 else 46.0  # one row leaves room for the arc of the question
    step = height + under + above
    boxes: list[tuple[int, QRectF]] = []
    x, row = rect.x(), 0
    for index in indices:
        text = "…" if index == GAP_TOKEN else canvas.label(index)
        width = max(height, min(canvas.width(text, size), WIDEST_LABEL) + size)
        if x + width > rect.right() and x > rect.x():
            x, row = rect.x(), row + 1
        boxes.append((index, QRectF(x, row * step, width, height)))
        x += width + gap
    needed = (row + 1) * step
    if needed > rect.height() or row >= most:
        return None
    top = rect.y() + above + (rect.height() - needed) / 2
    spare = (rect.right() - x + gap) / 2 if row == 0 else 0.0
    placed = tuple((index, box.translated(spare, top)) for index, box in boxes)
    return Flow(size, placed, sum(index != GAP_TOKEN for index in indices), row + 1)


def _draw_token(canvas: Canvas, index: int, box: QRectF, size: int) -> None:
    c, scene = canvas.colours, canvas.scene
    if index == GAP_TOKEN:
        canvas.text(box, "…", size, c.secondary, CENTRE)
        return
    fill = {scene.query_place: c.query, scene.key_place: c.key}.get(index)
    quiet = scene.tokens.special[index] and fill is None
    canvas.box(box, fill or c.chip, 12)
    if fill and scene.query_place == scene.key_place:
        canvas.box(QRectF(box.x(), box.y(), box.width() / 2, box.height()), c.query, 12)
    ink = c.ground if fill else (c.secondary if quiet else c.text)
    canvas.text(box.adjusted(size / 4, 0, -size / 4, 0), canvas.label(index), size, ink, CENTRE, bold=fill is not None)
    under = QRectF(box.x() - 20, box.bottom() + 4, box.width() + 40, 34)
    canvas.text(under, str(scene.own_index(index)), 24, fill or c.secondary, CENTRE)


def _draw_question(canvas: Canvas, flow: Flow) -> None:
    """An arrow from the query to the key, drawn as far as the motion has come, and the names of the two roles."""
    c, scene = canvas.colours, canvas.scene
    query, key = flow.rect(scene.query_place), flow.rect(scene.key_place)
    if scene.query_place == scene.key_place:
        _role(canvas, query, f"{translate('lesson', 'query')} · {translate('lesson', 'key')}", c.text)
        return
    _role(canvas, query, translate("lesson", "query"), c.query)
    _role(canvas, key, translate("lesson", "key"), c.key)
    if flow.rows > 1:
        return
    start, end = QPointF(query.center().x(), query.y() - 48), QPointF(key.center().x(), key.y() - 48)
    lift = min(130.0, 60 + 0.1 * abs(start.x() - end.x()))
    path = QPainterPath(start)
    path.cubicTo(QPointF(start.x(), start.y() - lift), QPointF(end.x(), end.y() - lift), end)
    drawn = QPainterPath(start)
    steps = 48
    for i in range(1, round(steps * canvas.progress) + 1):
        drawn.lineTo(path.pointAtPercent(i / steps))
    pen = QPen(QColor(c.text), 4)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.setPen(pen)
    canvas.painter.drawPath(drawn)
    if canvas.progress >= 1:
        head = QPainterPath(QPointF(end.x(), end.y() + 6))
        head.lineTo(end.x() - 11, end.y() - 14)
        head.lineTo(end.x() + 11, end.y() - 14)
        head.closeSubpath()
        canvas.painter.fillPath(head, QColor(c.text))
        middle = path.pointAtPercent(0.5)
        badge = QRectF(middle.x() - 36, middle.y() - 36, 72, 72)
        canvas.box(badge, c.ground, 36)
        canvas.text(badge, "?", 56, c.text, CENTRE, bold=True)


def _role(canvas: Canvas, chip: QRectF, name: str, colour: str) -> None:
    canvas.text(QRectF(chip.center().x() - 160, chip.y() - 44, 320, 38), name, 28, colour, CENTRE, bold=True)
