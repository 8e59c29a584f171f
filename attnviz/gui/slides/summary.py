"""Why attention won, in numbers of this run: how far it reached, how many steps it took, what was done at once."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from attnviz.gui.slides.canvas import CENTRE, Canvas, translate
from attnviz.gui.slides.text import draw_line, lines_of, paragraphs, slide_font, width_of
from attnviz.lessons.step import Run

GAP = 28.0


def draw(canvas: Canvas, rect: QRectF) -> None:
    width = (rect.width() - 2 * GAP) / 3
    height = min(560.0, rect.height())
    top = rect.y() + (rect.height() - height) / 2
    for place, (large, name, note) in enumerate(_cards(canvas)):
        card = QRectF(rect.x() + place * (width + GAP), top, width, height)
        _draw_card(canvas, card, large, name, note)


def _cards(canvas: Canvas) -> list[tuple[str, str, str]]:
    scene = canvas.scene
    trace = scene.trace
    distance = abs(scene.query_place - scene.key_place)
    pairs = sum(len(trace.queries(layer)) * len(trace.keys(layer)) for layer in range(trace.model.attentions))
    weights = pairs * trace.model.heads
    words = translate("lesson", "“{query}” and “{key}” are that many tokens apart").format(
        query=scene.queries.word_surface(scene.pair.query_index), key=scene.keys.word_surface(scene.pair.key_index)
    )
    return [
        (f"{distance} → 1", translate("lesson", "far words, one step"), words),
        (
            f"{weights:,}",
            translate("lesson", "weights at once"),
            translate("lesson", "every pair, in every head of every layer; none waits for another in its layer"),
        ),
        (
            f"{trace.model.attentions * trace.model.heads:,}",
            translate("lesson", "tables to look at"),
            translate("lesson", "one for each head: a hint of what the model uses, no proof"),
        ),
    ]


def _draw_card(canvas: Canvas, card: QRectF, large: str, name: str, note: str) -> None:
    c = canvas.colours
    canvas.box(card, c.panel, 24)
    inner = card.adjusted(24, 24, -24, -24)
    third = inner.height() / 3
    size = next((size for size in (120, 100, 84, 70, 56) if canvas.width(large, size) <= inner.width()), 44)
    canvas.text(QRectF(inner.x(), inner.y(), inner.width(), 1.4 * third), large, size, c.text, CENTRE, bold=True)
    canvas.text(QRectF(inner.x(), inner.y() + 1.4 * third, inner.width(), 0.7 * third), name, 42, c.key, CENTRE, True)
    draw_note(canvas, QRectF(inner.x(), inner.y() + 2.1 * third, inner.width(), 0.9 * third), note, 32, c.secondary)


def draw_note(canvas: Canvas, rect: QRectF, note: str, size: int, colour: str) -> None:
    """In the middle, on up to three lines."""
    (rich,) = paragraphs([Run(note)])
    font = slide_font(size)
    lines = lines_of(rich, rect.width(), font)[:3]
    for index, span in enumerate(lines):
        wide = width_of(rich.text[span[0] : span[1]], font)
        x = rect.x() + (rect.width() - wide) / 2
        draw_line(canvas.painter, x, rect.y() + index * 1.37 * size, rich, span, font, colour, {})
