"""Which heads link the two words of the pair: the best ones of the whole model as bars."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from attnviz.digits import percent
from attnviz.finding import Ranking, layers_between, weights_between
from attnviz.gui.slides.canvas import LEFT, RIGHT, Canvas, translate
from attnviz.gui.slides.found import draw_missing
from attnviz.gui.views.parts import short_part_name
from attnviz.trace import ModelInfo
from attnviz.word_pair import word_at

SHOWN = 7
NAMES = 460.0
VALUE = 160.0


def draw(canvas: Canvas, rect: QRectF) -> None:
    ranking, c = ranking_of(canvas), canvas.colours
    if ranking is None:
        draw_missing(canvas, rect, asked=False)
        return
    own = canvas.scene.focus.head_id
    places = list(range(min(SHOWN, len(ranking))))
    at = ranking.place(own)
    if at is not None and at not in places:
        places[-1] = at
    height = min(96.0, rect.height() / (len(places) + 1))
    model = canvas.scene.trace.model
    for row, place in enumerate(places):
        head = ranking.head(place)
        line = QRectF(rect.x(), rect.y() + row * height, rect.width(), height - 14)
        mine, weight = head == own, ranking.weight(head)
        name = f"{ranking.rank(head)}   {head_name(model, *head)}"
        canvas.text(QRectF(line.x(), line.y(), NAMES, line.height()), name, 30, c.text, LEFT, bold=mine)
        room = line.width() - NAMES - VALUE
        length = weight / max(ranking.top, 1e-9) * room * canvas.progress
        bar = QRectF(line.x() + NAMES, line.y() + 8, length, line.height() - 16)
        canvas.box(bar, c.key if mine else c.neutral_bar, 8)
        value = QRectF(line.x() + NAMES + length + 16, line.y(), VALUE, line.height())
        canvas.text(value, percent(weight), 30, c.key if mine else c.text, LEFT, bold=mine)
    note = translate("lesson", "{count} heads, ranked by the weight between the two words").format(count=len(ranking))
    canvas.text(QRectF(rect.x(), rect.bottom() - 44, rect.width(), 44), note, 26, c.secondary, RIGHT)


def head_name(model: ModelInfo, layer: int, head: int) -> str:
    """Without the model: a hall knows which one it is."""
    part = short_part_name(model, layer) or translate("lesson", "layer {number}").format(number=layer)
    return f"{part} · {translate('lesson', 'head {number}').format(number=head)}"


def ranking_of(canvas: Canvas) -> Ranking | None:
    scene = canvas.scene
    trace, layer = scene.trace, scene.focus.layer
    query = word_at(trace.queries(layer), scene.pair.query_index, trace.queries(layer) is trace.target)
    key = word_at(trace.keys(layer), scene.pair.key_index, trace.keys(layer) is trace.target)
    layers = layers_between(trace, query, key)
    weights = weights_between(trace.rows, layers, query.asked, key.tokens)
    return None if weights is None else Ranking(layers, weights)
