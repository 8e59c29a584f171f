"""Weight against cause: every head of the layer as a dot, its weight to the right, what its removal does upwards."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from attnviz.digits import number, percent
from attnviz.effect import Effect, effect_of, rank_correlation
from attnviz.errors import UserError
from attnviz.finding import weights_between
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas, translate
from attnviz.gui.slides.cause import effect_name
from attnviz.gui.slides.found import told
from attnviz.gui.views.what_if_scatter import small, ticks_to
from attnviz.lessons.beside import heads_around, others_of
from attnviz.trace import Array, Trace

NAMES, LABEL, TOP = 170.0, 54.0, 64.0
NAMED = 2
"""of the largest effects, and of the largest weights, that bear their head's number, beside the head in focus"""


def draw(canvas: Canvas, rect: QRectF) -> None:
    found, c = told(canvas, rect, found_effects(canvas)), canvas.colours
    if found is None:
        return
    weights, effects = found
    sizes = [effect.size or 0.0 for effect in effects]
    across, up = ticks_to(max(map(float, weights))), ticks_to(max(sizes))
    plot = QRectF(rect.x() + NAMES, rect.y() + TOP, rect.width() - NAMES - 140, rect.height() - TOP - 2 * LABEL)
    _draw_axes(canvas, rect, plot, across, up, effect_name(effects[0]))
    heads = heads_around(canvas.scene)
    points = [
        QPointF(
            plot.x() + float(weight) / across[-1] * plot.width(),
            plot.bottom() - size / up[-1] * plot.height() * canvas.progress,
        )
        for weight, size in zip(weights, sizes, strict=True)
    ]
    order = sorted(range(len(heads)), key=lambda at: -sizes[at])[:NAMED]
    order += sorted(range(len(heads)), key=lambda at: -float(weights[at]))[:NAMED]
    for at, point in enumerate(points):
        _draw_dot(canvas, point, heads[at], at in order)
    together = rank_correlation([float(weight) for weight in weights], sizes)
    note = translate("lesson", "rank correlation {number}: 1 would mean that a larger weight always does more")
    foot = QRectF(rect.x() + NAMES, rect.bottom() - LABEL, rect.width() - NAMES, LABEL)
    if together == together:
        canvas.text(foot, note.format(number=number(together)), 30, c.text, RIGHT)


def found_effects(canvas: Canvas) -> tuple[Array, list[Effect]] | UserError | None:
    """Of each head of the layer: the weight between the pair's words (H,), and what its removal does; None while
    they are on their way."""
    scene = canvas.scene
    runs = [scene.trace.others.get(other) for other in others_of(canvas.page.step.beside, scene)]
    failed = next((run for run in runs if isinstance(run, UserError)), None)
    if failed is not None:
        return failed
    queries, keys = scene.queries.word(scene.pair.query_index), scene.keys.word(scene.pair.key_index)
    weights = weights_between(scene.trace.rows, (scene.focus.layer,), queries, keys)
    effects = [effect_of(scene.trace, run) for run in runs if isinstance(run, Trace)]
    if weights is None or len(effects) < len(runs) or any(effect.size is None for effect in effects):
        return None
    return weights[0][heads_around(scene)], effects


def _draw_axes(canvas: Canvas, rect: QRectF, plot: QRectF, across: list[float], up: list[float], name: str) -> None:
    c = canvas.colours
    for value in up:
        y = plot.bottom() - value / up[-1] * plot.height()
        canvas.box(QRectF(plot.x(), y - 1, plot.width(), 2), c.line)
        canvas.text(QRectF(rect.x(), y - 22, NAMES - 16, 44), small(value), 26, c.secondary, RIGHT)
    for value in across:
        x = plot.x() + value / across[-1] * plot.width()
        canvas.text(QRectF(x - 80, plot.bottom() + 10, 160, LABEL - 10), percent(value, 0), 28, c.secondary, CENTRE)
    canvas.text(QRectF(plot.x() + 10, rect.y() - 6, rect.width(), TOP - 8), f"↑ {name}", 28, c.value, LEFT, bold=True)
    foot = QRectF(rect.x() + NAMES, plot.bottom() + LABEL, 700, LABEL)
    canvas.text(foot, f"→ {translate('lesson', 'weight between the two words')}", 28, c.key, LEFT, bold=True)


def _draw_dot(canvas: Canvas, point: QPointF, head: int, named: bool) -> None:
    c, own = canvas.colours, head == canvas.scene.focus.head
    radius = 16.0 if own else 12.0
    canvas.painter.setPen(QPen(QColor(c.ground), 2))
    canvas.painter.setBrush(QColor(c.key if own else c.text))
    canvas.painter.drawEllipse(point, radius, radius)
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    if named or own:
        name = translate("lesson", "head {number}").format(number=head)
        box = QRectF(point.x() + radius + 8, point.y() - 24, 200, 48)
        canvas.text(box, name, 28, c.key if own else c.text, LEFT, bold=own)
