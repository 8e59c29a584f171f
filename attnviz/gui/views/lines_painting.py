"""What a picture of attention as lines shows besides the lines: tokens, shares at the ends, the pair in focus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from attnviz.digits import percent
from attnviz.gui.fonts import ui_width
from attnviz.gui.paint import draw_line, drop
from attnviz.gui.theme import Colours
from attnviz.gui.views.heatmap_header import axis_rule
from attnviz.gui.views.lines_colours import head_colour
from attnviz.gui.views.lines_data import LineSet, Scene
from attnviz.gui.views.lines_plan import PAD, PERCENT_HEIGHT, PERCENT_WIDTH, PERCENTS, LinesPlan
from attnviz.gui.views.lines_strokes import draw_strokes, line_width, strokes

CHOSEN_WIDER = 1.0
DASHES = (4.0, 3.0)
"""Of the pair in focus where it is weaker than a line has to be, in widths of its line."""


@dataclass(frozen=True)
class Marks:
    """What stands out: a token's own lines, as (side, place), or a single line; see ``Scene.lines_of``."""

    token: tuple[str, int] | None = None
    line: LineSet | None = None

    def lines(self, scene: Scene) -> LineSet | None:
        """The lines that are shown alone; None for all."""
        if self.token is not None:
            return scene.lines_of(*self.token)
        return self.line


def share(weight: float) -> str:
    """As short as a label beside a token may be."""
    return percent(weight, 0 if weight >= 0.0995 else 1)


def chosen_lines(scene: Scene) -> LineSet | None:
    """The pair in focus in each head, however weak; None without one, or where it is masked in all."""
    if scene.chosen is None or not scene.blocks:
        return None
    query, key = scene.chosen
    weight = np.array([block[query, key] for block in scene.blocks], np.float32)
    count = len(weight)
    every = LineSet(np.arange(count), np.full(count, query), np.full(count, key), weight)
    return every.some(weight > 0) if (weight > 0).any() else None


def draw_emphasis(painter: QPainter, scene: Scene, plan: LinesPlan, lines: LineSet, c: Colours) -> None:
    """Lines in full colour, wider, with a margin in the ground's colour that lifts them off the others."""
    made = strokes(scene, plan, lines, c)
    pieces = len(made) // max(1, len(lines))
    for halo in (True, False):  # all margins first: none may cover another head's line
        for i in reversed(range(len(lines))):
            wide = line_width(float(lines.weight[i])) + CHOSEN_WIDER
            for piece in range(i * pieces, (i + 1) * pieces):
                points = made.points[piece]
                path = QPainterPath(QPointF(*points[:2]))
                path.cubicTo(*points[2:])
                colour = QColor(c.panel) if halo else QColor(made.palette[made.pens[piece]].color())
                colour.setAlphaF(1.0)
                pen = QPen(colour, wide + 3 if halo else wide)
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                if not halo and lines.weight[i] < scene.options.least:
                    pen.setDashPattern(list(DASHES))
                painter.strokePath(path, pen)


def draw_some(
    painter: QPainter, scene: Scene, plan: LinesPlan, lines: LineSet, c: Colours, scale: float | None
) -> None:
    """Lines at once, the strongest on top."""
    made = strokes(scene, plan, lines, c, None, scale)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    draw_strokes(painter, made, range(len(made) - 1, -1, -1))


def draw_labels(
    painter: QPainter, scene: Scene, plan: LinesPlan, sight: QRectF, marks: Marks, shown: LineSet | None, c: Colours
) -> None:
    """The tokens whose labels touch ``sight``: those in focus in their colours, those without a shown line quiet."""
    painter.save()
    for number, side in enumerate(("query", "key")):
        if side == "key" and plan.kind == "arcs":
            break
        tokens, places = (scene.queries, scene.rows) if side == "query" else (scene.keys, scene.columns)
        for place in in_sight(plan, side, sight):
            box, text = plan.box(side, place), plan.labels[number][place]
            colour, bold = _ink(scene, plan, side, place, marks, shown, c)
            if not bold and tokens.special[places[place]] and colour == c.text:
                colour = c.secondary
            if marks.token == (side, place):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(c.hover))
                painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), 6, 6)
            painter.setPen(QColor(colour))
            wide = ui_width(text, plan.pixels, bold)
            x = box.center().x() - wide / 2
            if plan.kind == "columns":
                x = box.right() - PAD - wide if side == "query" else box.left() + PAD
            draw_line(painter, QPointF(x, box.center().y() + drop(plan.pixels, bold)), text, plan.pixels, bold)
    painter.restore()


def in_sight(plan: LinesPlan, side: str, sight: QRectF) -> list[int]:
    """Places of the labels that touch a rectangle."""
    boxes = plan.boxes(side)
    seen = (boxes[:, 0] + boxes[:, 2] >= sight.left()) & (boxes[:, 0] <= sight.right())
    seen &= (boxes[:, 1] + boxes[:, 3] >= sight.top()) & (boxes[:, 1] <= sight.bottom())
    return [int(i) for i in np.flatnonzero(seen)]


def _ink(
    scene: Scene, plan: LinesPlan, side: str, place: int, marks: Marks, shown: LineSet | None, c: Colours
) -> tuple[str, bool]:
    """Colour and weight of a label."""
    both = plan.kind == "arcs"
    query, key = scene.chosen or (None, None)
    if marks.token is not None or marks.line is not None:
        query = key = None
    if marks.token is not None:
        query, key = (place if marks.token == (side, place) == (part, place) else None for part in ("query", "key"))
        if both and marks.token[1] == place:
            return (c.query if marks.token[0] == "query" else c.key), True
    elif marks.line is not None and len(marks.line):
        query, key = int(marks.line.query[0]), int(marks.line.key[0])
    if place == query and (both or side == "query"):
        return c.query, True
    if place == key and (both or side == "key"):
        return c.key, True
    if shown is not None:
        ends = (shown.query, shown.key) if both else ((shown.query if side == "query" else shown.key),)
        return (c.text if any(place in end for end in ends) else c.secondary), False
    return c.text, False


def draw_shares(
    painter: QPainter, scene: Scene, plan: LinesPlan, lines: LineSet, at: str, sight: QRectF, c: Colours
) -> None:
    """The weight of each line beside its end at the "query" or the "key", in the colour of its head.

    Where they would overlap, the stronger one is written; of more heads than have room, the first ones and "…".
    """
    painter.save()
    taken: list[QRectF] = []
    for rect, text, colour in _shares(scene, plan, lines, at, c):
        if rect.intersects(sight) and not any(rect.intersects(other) for other in taken):
            taken.append(rect)
            if plan.kind == "arcs":  # other arcs of the same token may pass behind
                painter.fillRect(rect, QColor(c.panel))
            painter.setPen(QColor(colour))
            wide = ui_width(text, 12, True)
            start = QPointF(rect.center().x() - wide / 2, rect.center().y() + drop(12, True))
            draw_line(painter, start, text, 12, True)
    painter.restore()


def _shares(scene: Scene, plan: LinesPlan, lines: LineSet, at: str, c: Colours) -> Iterator[tuple[QRectF, str, str]]:
    places, others = (lines.query, lines.key) if at == "query" else (lines.key, lines.query)
    for place in dict.fromkeys(places.tolist()):  # in the order of their strongest line
        own = sorted(np.flatnonzero(places == place).tolist(), key=lambda i: int(lines.head[i]))
        box = plan.box(at, place)
        for i, line in enumerate(own[:PERCENTS]):
            more = i == PERCENTS - 1 and len(own) > PERCENTS
            text = "…" if more else share(float(lines.weight[line]))
            colour = c.secondary if more else share_colour(scene, int(lines.head[line]), c)
            back = others[line] <= place if at == "query" else others[line] >= place  # their arc lies above
            yield _share_rect(plan, box, at, i, text, bool(back)), text, colour


def share_colour(scene: Scene, head: int, c: Colours) -> str:
    """One head alone needs no colour of its own."""
    return head_colour(scene.slots[head], c) if len(scene.heads) > 1 else c.text


def _share_rect(plan: LinesPlan, box: QRectF, at: str, i: int, text: str, below: bool) -> QRectF:
    """Outside the lists; in the picture with arcs on the side of the token that no arc of these touches."""
    if plan.kind == "columns":
        x = box.left() - PERCENT_WIDTH * (i + 1) if at == "query" else box.right() + PERCENT_WIDTH * i
        return QRectF(x, box.y(), PERCENT_WIDTH, box.height())
    wide = ui_width(text, 12, True) + 4
    if plan.kind == "rows":
        below = at == "key"
    y = box.bottom() + PERCENT_HEIGHT * i if below else box.top() - PERCENT_HEIGHT * (i + 1)
    return QRectF(box.center().x() - wide / 2, y, wide, PERCENT_HEIGHT)


def head_name(head: tuple[int, int]) -> str:
    text = QCoreApplication.translate("Lines", "layer {layer} · head {head}")
    return text.format(layer=head[0], head=head[1])


def reading_notes(scene: Scene, plan: LinesPlan, scrolls: bool = False) -> list[str]:
    """How to read the picture, and all that it leaves out, in the language in use.

    ``scrolls``: it is larger than the view, which then draws what begins or ends in sight.
    """
    lines, least = scene.lines, percent(scene.options.least, 0)
    texts: list[str] = []
    if len(lines) < lines.strong:
        texts.append(
            QCoreApplication.translate(
                "Lines", "showing the strongest {shown} of {strong} lines that reach {least} (of {all} in all)"
            ).format(shown=f"{len(lines):,}", strong=f"{lines.strong:,}", least=least, all=f"{lines.possible:,}")
        )
    else:
        texts.append(
            QCoreApplication.translate("Lines", "showing {shown} of {all} lines, at least {least}").format(
                shown=f"{len(lines):,}", all=f"{lines.possible:,}", least=least
            )
        )
    if scene.windowed:
        texts.append(_window_note(scene))
    if rule := axis_rule(scene.queries):
        texts.append(rule)
    if scrolls:
        texts.append(QCoreApplication.translate("Lines", "in sight: lines with an end here"))
    texts += _way_notes(scene, plan)
    chosen = chosen_lines(scene)
    if chosen is not None and bool((chosen.weight < scene.options.least).any()):
        texts.append(QCoreApplication.translate("Lines", "dashed: the pair in focus, weaker than that"))
    if len(scene.rows) < len(scene.queries) and not scene.options.special_tokens:
        texts.append(QCoreApplication.translate("Lines", "special tokens hidden: weights no longer add up to 100 %"))
    return texts


def _window_note(scene: Scene) -> str:
    text = QCoreApplication.translate(
        "Lines", "too long for lines: tokens {first} to {last} of {all}, around the one in focus"
    )
    axis = scene.queries
    first, last = axis.tokens_of(scene.rows[0]).start + 1, axis.tokens_of(scene.rows[-1]).stop
    return text.format(first=f"{first:,}", last=f"{last:,}", all=f"{len(axis.tokens):,}")


def _way_notes(scene: Scene, plan: LinesPlan) -> Sequence[str]:
    if plan.kind == "arcs":
        one = QCoreApplication.translate("Lines", "above: looks back · below: looks forward")
        if scene.causal:
            one = QCoreApplication.translate("Lines", "looks back only: no token sees later ones")
        return [one, QCoreApplication.translate("Lines", "blue end: query · orange end: key")]
    where = (
        QCoreApplication.translate("Lines", "queries left · keys right")
        if plan.kind == "columns"
        else QCoreApplication.translate("Lines", "queries above · keys below")
    )
    if scene.options.arcs:
        why = QCoreApplication.translate("Lines", "two lists: queries and keys are two texts here, arcs need one")
        return [why, where]
    return [where]
