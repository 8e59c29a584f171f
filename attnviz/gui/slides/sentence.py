"""The sentence at the head of every slide, its pair in colour: large, smaller when long, cut around the pair when
very long."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from PySide6.QtCore import QRectF

from attnviz.errors import signs
from attnviz.gui.phrases import phrase_breaks
from attnviz.gui.slides.canvas import Canvas
from attnviz.gui.slides.text import Mark, Rich, draw_line, lines_of, slide_font
from attnviz.lessons.scene import shown_piece, shown_word
from attnviz.trace import Tokens

SIZES = ((64, 1), (56, 1), (50, 1), (50, 2), (44, 2))
"""(pixels, lines) from the best to the least."""

LINE_HEIGHT = 1.38
GAP = " … "


def draw_sentence(canvas: Canvas, rect: QRectF) -> float:
    """Paint the sentence from the top of ``rect``; returns the y below it."""
    scene = canvas.scene
    rich, lines, size = fit_sentence(scene.tokens, scene.query_place, scene.key_place, rect.width())
    if canvas.page.step.asks:  # nothing may give the answer away
        rich = replace(rich, marks=tuple(mark for mark in rich.marks if mark.role == "query"))
    elif canvas.page.step.whole:
        rich = replace(rich, marks=())
    c, top, font = canvas.colours, rect.y(), slide_font(size)
    for span in lines:
        draw_line(
            canvas.painter,
            rect.x(),
            top,
            rich,
            span,
            font,
            c.text,
            {"query": c.query, "key": c.key},
            True,
            own_direction=True,
        )
        top += LINE_HEIGHT * size
    return top


@lru_cache(maxsize=16)  # the same on every step, and the longest part of painting a long text
def fit_sentence(tokens: Tokens, query: int, key: int, width: float) -> tuple[Rich, list[tuple[int, int]], int]:
    """The sentence in the largest size that holds it, and its lines; else the most of it that surrounds the pair."""
    whole = _rich(tokens, query, key, None)
    for size, most in SIZES:
        lines = _lines(whole, width, size)
        if len(lines) <= most:
            return whole, lines, size
    size, most = SIZES[-1]
    fits, too_wide = 0, 400
    while too_wide - fits > 1:
        reach = (fits + too_wide) // 2
        if len(_lines(_rich(tokens, query, key, reach), width, size)) <= most:
            fits = reach
        else:
            too_wide = reach
    excerpt = _rich(tokens, query, key, fits)
    return excerpt, _lines(excerpt, width, size)[:most], size


def _lines(rich: Rich, width: float, size: int) -> list[tuple[int, int]]:
    font = slide_font(size)
    # a text of thousands of characters is not worth measuring to the end
    if len(rich.text) * size * 0.2 > 4 * width:
        return [(0, 0)] * 99
    return lines_of(rich, width, font)


def _rich(tokens: Tokens, query: int, key: int, reach: int | None) -> Rich:
    """The sentence on one line; with ``reach``, only that many characters around each word of the pair."""
    text = "".join(" " if sign.isspace() else sign for sign in signs(tokens.text))
    kept = [(0, len(text))] if reach is None else _windows(tokens, query, key, text, reach)
    shown, offsets = "", []
    for a, b in kept:
        shown += GAP.lstrip() if a > 0 and not shown else (GAP if a > 0 else "")
        offsets.append((a, b, len(shown) - a))
        shown += text[a:b]
    if kept and kept[-1][1] < len(text):
        shown += GAP.rstrip()

    def moved(span: tuple[int, int]) -> tuple[int, int]:
        for a, b, shift in offsets:
            if a <= span[0] and span[1] <= b:
                return span[0] + shift, span[1] + shift
        return 0, 0

    # of a token that looks at itself the letters are the query and the line below is the key
    word = moved(shown_word(tokens, key, query)) if key != query else (0, 0)
    marks = [
        Mark(word, "key", moved(shown_piece(tokens, key))),
        Mark(
            moved(shown_word(tokens, query, key)), "query", moved(shown_piece(tokens, query)) if key != query else None
        ),
    ]
    inside = [mark.span for mark in marks]
    breaks = tuple(i for i in phrase_breaks(shown) if not any(a < i < b for a, b in inside))
    return Rich(shown, tuple(marks), breaks)


def _windows(tokens: Tokens, query: int, key: int, text: str, reach: int) -> list[tuple[int, int]]:
    """Parts of the text around the pair, widened to whole phrases, joined where they touch."""
    edges = [0, *phrase_breaks(text), len(text)]
    parts = []
    for index, other in ((query, key), (key, query)):
        a, b = shown_word(tokens, index, other)
        low = max((e for e in edges if a - reach <= e <= a), default=max(0, a - reach))
        low = min((e for e in edges if a - reach <= e <= a), default=low)
        high = max((e for e in edges if b <= e <= b + reach), default=min(len(text), b + reach))
        parts.append((low, high))
    parts.sort()
    if parts[1][0] <= parts[0][1] + 1:
        return [(parts[0][0], max(parts[0][1], parts[1][1]))]
    return parts
