"""One word in two sentences: what it looks at in each (part 0), and how alike its vectors are in each layer (1).

Knobs: ``word``, one of those that both have, "" for the query's; ``show``, "layer" for the mean of all heads of a layer
in place of the head in focus, or "vectors" for part 1; ``layer``, from 0.
"""

from __future__ import annotations

from math import floor

from PySide6.QtCore import QRectF

from attnviz.digits import percent
from attnviz.errors import signs
from attnviz.gui.slides.canvas import CENTRE, Canvas, translate
from attnviz.gui.slides.chart import Line, draw_lines
from attnviz.gui.slides.chart_mark import draw_mark
from attnviz.gui.slides.found import draw_message, draw_missing, told
from attnviz.gui.slides.guesses import guess_told
from attnviz.gui.slides.text import Mark, Rich, draw_line, slide_font, width_of
from attnviz.lessons.beside import others_of
from attnviz.lessons.company import SHOWN, Company, Looks, company_of
from attnviz.trace import Trace

VALUE, WORD = 46.0, 56.0
AROUND = 300
"""characters before and after a word, and of a word, of which a line has room for the most"""
LOW, LISTED = 220.0, 112.0
"""height of each sentence below which both stand side by side; width of a number beside its bar"""


def draw(canvas: Canvas, rect: QRectF) -> None:
    scene = canvas.scene
    (asked,) = others_of(canvas.page.step.beside, scene)
    other = told(canvas, rect, scene.trace.others.get(asked))
    if other is None:
        return
    company = company_of(canvas.page.step, scene, other)
    if company is None:
        text = translate("lesson", "The two sentences have no word in common. Press S for two that have one.")
        draw_message(canvas, rect, text)
    elif canvas.page.step.knob("show", "vectors" if canvas.page.step.part else "head") == "vectors":
        _draw_likeness(canvas, rect, company)
    else:
        _draw_rows(canvas, rect, company)


def _draw_rows(canvas: Canvas, rect: QRectF, company: Company) -> None:
    """The words that the shared word looks at most, in each sentence."""
    guess = "" if canvas.page.step.wishes.means else guess_told(canvas)  # of this head, not of a layer's mean
    if guess:
        canvas.text(QRectF(rect.x(), rect.bottom() - 44, rect.width(), 44), guess, 32, align=CENTRE)
        rect = rect.adjusted(0, 0, 0, -48)
    half = rect.height() / 2
    if company.looks is None:
        draw_missing(canvas, rect, asked=canvas.page.step.wishes.means and canvas.scene.trace.request.means)
        return
    top = max((share for words in company.looks for _, share in words), default=0.0) or 1.0
    low, wide = half < LOW, rect.width() / 2
    for place, (trace, token, words) in enumerate(zip(company.traces, company.tokens, company.looks, strict=True)):
        row = QRectF(rect.x(), rect.y() + place * half, rect.width(), half - 24)
        if low:
            row = QRectF(rect.x() + place * (wide + 8), rect.y(), wide - 8, rect.height())
        canvas.box(row, canvas.colours.panel, 20)
        inner = row.adjusted(24, 10, -24, -10) if low else row.adjusted(32, 16, -32, -16)
        _draw_sentence(canvas, QRectF(inner.x(), inner.y(), inner.width(), 60), trace, token, 30 if low else 40)
        draw = _draw_list if low else _draw_bars
        draw(canvas, inner.adjusted(0, 54 if low else 70, 0, 0), trace, words, top)


def _draw_sentence(canvas: Canvas, line: QRectF, trace: Trace, token: int, size: float) -> None:
    """On one line, the shared word in the query's colour; of a long text the part around it."""
    font, c = slide_font(size), canvas.colours
    start, end = (
        f(trace.tokens.spans[at][side] for at in trace.tokens.word(token)) for side, f in ((0, min), (1, max))
    )
    whole, cut = trace.tokens.text, max(0, start - AROUND)  # measured again and again: of a whole book for hours
    end = min(end, start + AROUND)
    text = signs(whole[cut : end + AROUND])
    text = ("…" if cut else "") + text[1 if cut else 0 :]
    while width_of(text, font) > line.width() and len(text) > end - start + 2:
        if start - cut > len(text) - (end - cut):
            text, cut = f"…{text[2:]}", cut + 1
        else:
            text = f"{text[:-2]}…"
    rich = Rich(text, (Mark((start - cut, end - cut), "query"),))
    draw_line(canvas.painter, line.x(), line.y(), rich, (0, len(text)), font, c.text, {"query": c.query}, bold=True)


def _draw_bars(canvas: Canvas, bars: QRectF, trace: Trace, words: Looks, top: float) -> None:
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
        canvas.tip(QRectF(x, bars.y(), width, bars.height()), f"{name}: {percent(share, 4)}")


def _draw_list(canvas: Canvas, rect: QRectF, trace: Trace, words: Looks, top: float) -> None:
    """The same in little height: a line for each word, the bar beside its name."""
    c, tall = canvas.colours, rect.height() / SHOWN
    named = 0.42 * rect.width()
    room = rect.width() - named - LISTED
    for place, (at, share) in enumerate(words):
        line = QRectF(rect.x(), rect.y() + place * tall, rect.width(), tall)
        own = place == 0
        name = trace.tokens.word_surface(at)
        canvas.text(QRectF(line.x(), line.y(), named - 12, tall), name, 30, c.key if own else c.text, bold=own)
        long = max(3.0, share / top * room * canvas.progress)
        bar = QRectF(line.x() + named, line.y() + 0.2 * tall, long, 0.6 * tall)
        canvas.box(bar, c.key if own else c.neutral_bar, 6)
        canvas.text(QRectF(bar.right() + 10, line.y(), LISTED - 10, tall), percent(share), 28, c.text, bold=own)
        canvas.tip(line, f"{name}: {percent(share, 4)}")


def _draw_likeness(canvas: Canvas, rect: QRectF, company: Company) -> None:
    values = company.cosines
    if values is None:
        draw_missing(canvas, rect, canvas.scene.trace.request.states)
        return
    layer = int(canvas.page.step.knob("layer", -1))
    first = 0 if layer >= 0 else 1  # a panel counts layers as the window around it does
    labels = [translate("lesson", "words"), *(str(at + first) for at in range(len(values) - 1))]
    low = min(0.9, floor(float(values.min()) * 10) / 10)
    foot = QRectF(rect.x(), rect.bottom() - 44, rect.width(), 44)
    chart = rect.adjusted(0, 0, 0, -50)
    if 0 <= layer < len(values) - 1:
        draw_mark(canvas, chart, layer + 1, len(values), named=False)
    draw_lines(canvas, chart, [Line([float(v) for v in values], canvas.colours.key)], labels, low, 1.0)
    note = translate("lesson", "cosine of the two vectors of “{word}”, after each layer").format(word=company.word)
    canvas.text(foot, note, 28, canvas.colours.secondary, CENTRE)
