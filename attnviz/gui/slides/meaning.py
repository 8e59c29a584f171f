"""One word in two sentences: what it looks at in each (part 0), and how alike its vectors are in each layer (1)."""

from __future__ import annotations

from math import floor

import numpy as np
from PySide6.QtCore import QRectF

from attnviz.digits import percent
from attnviz.effect import cosine
from attnviz.gui.slides.canvas import CENTRE, Canvas, translate
from attnviz.gui.slides.chart import Line, draw_lines
from attnviz.gui.slides.found import draw_missing, told
from attnviz.gui.slides.text import Mark, Rich, draw_line, slide_font, width_of
from attnviz.lessons.beside import others_of
from attnviz.lessons.likeness import shared_word, word_vectors
from attnviz.trace import HeadId, Trace

SHOWN = 5
VALUE, WORD = 46.0, 56.0


def draw(canvas: Canvas, rect: QRectF) -> None:
    scene, c = canvas.scene, canvas.colours
    (asked,) = others_of(canvas.page.step.beside, scene)
    other = told(canvas, rect, scene.trace.others.get(asked))
    if other is None:
        return
    shared = shared_word(scene.trace.tokens, other.tokens, scene.pair.query_index)
    if shared is None:
        text = translate("lesson", "The two sentences have no word in common. Press S for two that have one.")
        canvas.text(rect, text, 36, c.secondary, CENTRE)
        return
    (_draw_likeness if canvas.page.step.part else _draw_rows)(canvas, rect, other, shared)


def _draw_rows(canvas: Canvas, rect: QRectF, other: Trace, shared: tuple[int, int]) -> None:
    """The words that the shared word looks at most, in each sentence."""
    half, head_id = rect.height() / 2, canvas.scene.focus.head_id
    if head_id not in other.heads:
        draw_missing(canvas, rect, asked=False)
        return
    both = [(canvas.scene.trace, shared[0]), (other, shared[1])]
    top = max((share for run, at in both for _, share in word_shares(run, head_id, at)), default=0.0) or 1.0
    for place, (trace, token) in enumerate(both):
        row = QRectF(rect.x(), rect.y() + place * half, rect.width(), half - 24)
        canvas.box(row, canvas.colours.panel, 20)
        inner = row.adjusted(32, 16, -32, -16)
        _draw_sentence(canvas, QRectF(inner.x(), inner.y(), inner.width(), 60), trace, token)
        _draw_bars(canvas, inner.adjusted(0, 70, 0, 0), trace, word_shares(trace, head_id, token), top)


def _draw_sentence(canvas: Canvas, line: QRectF, trace: Trace, token: int) -> None:
    """On one line, the shared word in the query's colour; of a long text the part around it."""
    font, c = slide_font(40), canvas.colours
    start, end = (
        f(trace.tokens.spans[at][side] for at in trace.tokens.word(token)) for side, f in ((0, min), (1, max))
    )
    text, cut = trace.tokens.text.replace("\n", " "), 0
    while width_of(text, font) > line.width() and len(text) > end - start + 2:
        if start - cut > len(text) - (end - cut):
            text, cut = f"…{text[2:]}", cut + 1
        else:
            text = f"{text[:-2]}…"
    rich = Rich(text, (Mark((start - cut, end - cut), "query"),))
    draw_line(canvas.painter, line.x(), line.y(), rich, (0, len(text)), font, c.text, {"query": c.query}, bold=True)


def _draw_bars(canvas: Canvas, bars: QRectF, trace: Trace, words: list[tuple[int, float]], top: float) -> None:
    """Bars of one sentence; ``top`` is the share of the highest of both."""
    c = canvas.colours
    width = bars.width() / SHOWN
    base = bars.bottom() - WORD
    for place, (at, share) in enumerate(words):
        tall = share / top * max(10.0, base - bars.y() - VALUE) * canvas.progress
        x = bars.x() + place * width
        canvas.box(QRectF(x + 0.25 * width, base - tall, 0.5 * width, tall), c.key if place == 0 else c.neutral_bar, 8)
        canvas.text(QRectF(x, base - tall - VALUE, width, VALUE), percent(share), 30, c.text, CENTRE, bold=place == 0)
        name = trace.tokens.word_surface(at)
        canvas.text(QRectF(x, base + 4, width, WORD - 4), name, 34, c.key if place == 0 else c.text, CENTRE)


def word_shares(trace: Trace, head_id: HeadId, token: int) -> list[tuple[int, float]]:
    """The other words that a word looks at most in a head: (first token, share)."""
    head, tokens = trace.heads[head_id], trace.tokens
    rows = list(tokens.word(token))
    words = (at for at in range(len(tokens)) if not tokens.special[at] and tokens.word(at)[0] == at and at not in rows)
    firsts = [at for at in words if any(letter.isalnum() for letter in tokens.word_surface(at))]
    shares = [(at, float(head.weights[np.ix_(rows, tokens.word(at))].sum(axis=1).mean())) for at in firsts]
    return sorted(shares, key=lambda one: -one[1])[:SHOWN]


def _draw_likeness(canvas: Canvas, rect: QRectF, other: Trace, shared: tuple[int, int]) -> None:
    own, others = word_vectors(canvas.scene.trace, shared[0]), word_vectors(other, shared[1])
    if own is None or others is None:
        draw_missing(canvas, rect, canvas.scene.trace.request.states)
        return
    values = np.asarray(cosine(own, others))
    labels = [translate("lesson", "words"), *(str(layer + 1) for layer in range(len(values) - 1))]
    low = min(0.9, floor(float(values.min()) * 10) / 10)
    word = canvas.scene.trace.tokens.word_surface(shared[0])
    foot = QRectF(rect.x(), rect.bottom() - 44, rect.width(), 44)
    chart = rect.adjusted(0, 0, 0, -50)
    draw_lines(canvas, chart, [Line([float(v) for v in values], canvas.colours.key)], labels, low, 1.0)
    note = translate("lesson", "cosine of the two vectors of “{word}”, after each layer").format(word=word)
    canvas.text(foot, note, 28, canvas.colours.secondary, CENTRE)
