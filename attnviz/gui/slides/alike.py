"""A word and the company it calls: how alike the vectors of the other words of the text are to its own."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from attnviz.digits import number
from attnviz.effect import cosine
from attnviz.gui.slides.canvas import CENTRE, Canvas, translate
from attnviz.gui.slides.found import draw_missing
from attnviz.lessons.likeness import word_vectors
from attnviz.lessons.scene import Scene

SHOWN = 8
LABEL = 56.0


def draw(canvas: Canvas, rect: QRectF) -> None:
    c, found = canvas.colours, likenesses(canvas.scene)
    if found is None:
        draw_missing(canvas, rect, canvas.scene.trace.request.states)
        return
    shown = found[:SHOWN]
    if not shown:
        canvas.text(rect, translate("lesson", "There is no other word to choose."), 36, c.secondary, CENTRE)
        return
    top, pair = max(0.05, shown[0][1]), canvas.scene.pair
    company = canvas.scene.trace.tokens.word(pair.key_index) if pair.key_index != pair.query_index else ()
    width, base = rect.width() / len(shown), rect.bottom() - LABEL - 44
    for place, (token, likeness) in enumerate(shown):
        tall = max(0.0, likeness) / top * (base - rect.y() - 60) * canvas.progress
        box = QRectF(rect.x() + (place + 0.2) * width, base - tall, 0.6 * width, tall)
        own = token in company
        canvas.box(box, c.key if own else c.neutral_bar, 8)
        value = QRectF(rect.x() + place * width, box.y() - 52, width, 48)
        canvas.text(value, number(likeness), 34, c.key if own else c.text, CENTRE, bold=own)
        name = QRectF(rect.x() + place * width, base + 4, width, LABEL - 4)
        word = canvas.scene.trace.tokens.word_surface(token)
        canvas.text(name, word, 36, c.key if own else c.text, CENTRE, bold=own)
    canvas.box(QRectF(rect.x(), base - 2, rect.width(), 2), c.line)
    foot = QRectF(rect.x(), rect.bottom() - 44, rect.width(), 44)
    note = translate("lesson", "cosine of the vectors of the words, as they enter the model (1: the same direction)")
    canvas.text(foot, note, 28, c.secondary, CENTRE)


def likenesses(scene: Scene) -> list[tuple[int, float]] | None:
    """The other words of the text, each once, by how alike their vectors are at the entrance: (first token, cosine),
    best first."""
    tokens, own = scene.trace.tokens, word_vectors(scene.trace, scene.pair.query_index)
    if own is None:
        return None
    mine, found, seen = own[0], [], {tokens.word_surface(scene.pair.query_index).lower()}
    for at in range(len(tokens)):
        vectors = word_vectors(scene.trace, at)
        skipped = tokens.special[at] or tokens.word(at)[0] != at or scene.pair.query_index in tokens.word(at)
        if skipped or vectors is None or not any(letter.isalnum() for letter in tokens.word_surface(at)):
            continue
        if tokens.word_surface(at).lower() in seen:
            continue
        seen.add(tokens.word_surface(at).lower())
        found.append((at, float(cosine(vectors[0], mine))))
    return sorted(found, key=lambda one: -one[1])
