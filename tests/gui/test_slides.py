"""The slides as a hall sees them: large enough, inside their frame, no glyph missing, with the pair's digits."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QRectF, QTranslator
from PySide6.QtGui import QColor, QImage, QPainter, QTextLayout
from traces import make_trace

from attnviz.digits import number, percent, printed_small
from attnviz.gui.formula import Formula
from attnviz.gui.i18n import Language
from attnviz.gui.phrases import phrase_breaks
from attnviz.gui.slides import slide, text
from attnviz.gui.slides.matrix import pool, scale_top
from attnviz.gui.slides.sentence import fit_sentence
from attnviz.gui.slides.slide import draw_slide
from attnviz.gui.slides.text import break_lines, paragraphs
from attnviz.gui.theme import DARK, LIGHT
from attnviz.lessons.course import LESSONS
from attnviz.lessons.page import Page
from attnviz.lessons.pair_walk import LESSON, STEPS
from attnviz.lessons.scene import open_scene, power_text
from attnviz.lessons.step import CONTEXT, fill_text
from attnviz.trace import Focus

ENGLISH = "Taro ate the cake. After that, he fell asleep."
JAPANESE = "太郎はケーキを食べた。そのあと彼は眠った。"
LONG = " ".join(["a storm had taken the small boat of the keeper"] * 20)
MIXED = "The cat 🐱 said مرحبا to สวัสดี and שלום."
SIZES = [(1920, 1080), (1280, 800)]


@pytest.fixture(params=["en", "ja"])
def language(request, qapp):
    chosen = Language()
    chosen.use(request.param)
    yield request.param
    chosen.use("en")
    for translator in chosen.findChildren(QTranslator):
        qapp.removeTranslator(translator)


@pytest.fixture
def written(monkeypatch):
    """Every (text, font) that a slide lays out."""
    seen = []

    def record(made: str, font, *more):
        seen.append((made, font))
        return original(made, font, *more)

    original = text._lay_out
    monkeypatch.setattr(text, "_lay_out", record)
    return seen


def paint(trace, focus, step, size=(1920, 1080), colours=DARK, progress=1.0, border=0) -> QImage:
    width, height = size
    image = QImage(width + 2 * border, height + 2 * border, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff00ff"))
    with QPainter(image) as painter:
        draw_slide(
            painter,
            QRectF(border, border, width, height),
            Page(LESSON, step, trace, focus),
            colours,
            progress,
            "→ next",
        )
    return image


def missing_glyphs(line: str, font) -> list[str]:
    flags = QTextLayout.GlyphRunRetrievalFlag
    layout = QTextLayout(line, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    runs = layout.glyphRuns(-1, -1, flags.RetrieveGlyphIndexes | flags.RetrieveStringIndexes)
    return [line[i] for run in runs for g, i in zip(run.glyphIndexes(), run.stringIndexes(), strict=True) if g == 0]


@pytest.mark.parametrize("sentence", [ENGLISH, JAPANESE, LONG, MIXED], ids=["english", "japanese", "long", "mixed"])
def test_every_step_is_legible(sentence, language, written, monkeypatch):
    ems = []
    draw = Formula.draw
    monkeypatch.setattr(Formula, "draw", lambda self, *where: ems.append(where[-1]) or draw(self, *where))
    trace = make_trace(sentence, 3, 7)
    for step in range(len(STEPS)):
        paint(trace, Focus(3, 7, 4, 1), step)
    assert len(written) > 100
    assert min(font.pixelSize() for _, font in written) >= 24
    assert 0.7 * min(ems) >= 24, "subscripts are 0.7 em"
    assert [lost for line, font in written for lost in missing_glyphs(line, font)] == []


@pytest.mark.parametrize("sentence", [ENGLISH, LONG], ids=["short", "long"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_nothing_is_painted_outside_and_the_margin_is_kept(sentence, size, language):
    """With clipping off, so that a picture which grows too large is seen."""
    trace = make_trace(sentence, 3, 7)
    edge = round(0.012 * size[0])
    for step in range(len(STEPS)):
        image = QImage(size[0] + 80, size[1] + 80, QImage.Format.Format_RGB32)
        image.fill(QColor(DARK.ground))
        with Unclipped(image) as painter:
            draw_slide(painter, QRectF(40, 40, *size), Page(LESSON, step, trace, Focus(3, 7, 9, 1)), DARK)
        pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1) & 0xFFFFFF
        inside = pixels.copy()
        inside[40 + edge : -40 - edge, 40 + edge : -40 - edge] = QColor(DARK.ground).rgb() & 0xFFFFFF
        assert (inside == (QColor(DARK.ground).rgb() & 0xFFFFFF)).all(), STEPS[step].id


class Unclipped(QPainter):
    def setClipRect(self, *_):
        pass


@pytest.mark.parametrize("step", range(len(STEPS)))
def test_numbers_on_slides_are_the_pairs_digits(step, written, qapp):
    trace, focus = make_trace(ENGLISH, 3, 7), Focus(3, 7, 9, 1)
    paint(trace, focus, step)
    lines = {line for line, _ in written}
    pair = open_scene(trace, focus).pair
    expected = {
        "tokens": {"9", "1", "Taro", "he"},
        "roles": {"  ".join(number(float(v)) for v in pair.query[:4]) + "  …"},
        "score": {number(pair.dot)},
        "scaling": {number(pair.dot), number(pair.score), f"↓  ÷ {number(pair.root)}"},
        "exponentials": {number(float(v)) for v in (*pair.row_scores, *pair.row_shifted)}
        | {power_text(float(v)) for key, v in enumerate(pair.row_exp) if key != pair.key_index}
        | {printed_small(float(pair.row_exp[pair.key_index]))},
        "shares": {percent(float(w)) for w in pair.row_weights},
        "blend": {percent(pair.weight)},
        "matrix": {percent(pair.weight)},
    }[STEPS[step].id]
    assert expected <= lines


def test_the_numbers_below_are_the_pairs_own(monkeypatch, qapp):
    """The formula under the shares holds the printed score, largest score, sum and share, in this order."""
    from attnviz.gui.slides import band

    asked = []
    original = band.formula
    monkeypatch.setattr(band, "formula", lambda latex, colours: asked.append(latex) or original(latex, colours))
    trace, focus = make_trace(ENGLISH, 3, 7), Focus(3, 7, 8, 9)
    pair = open_scene(trace, focus).pair
    paint(trace, focus, 5)
    own = asked[1].replace("{", "").replace("}", "").replace("(", "").replace(")", "")
    places = [number(pair.score), number(pair.row_max), number(pair.row_sum), percent(pair.weight).split("\u202f")[0]]
    at = -1
    for place in places:
        at = own.index(place.replace("−", "-"), at + 1)


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=lambda c: c.name)
def test_the_pair_is_in_its_colours_on_every_step(colours, qapp):
    trace = make_trace(ENGLISH, 3, 7)
    for step in range(len(STEPS)):
        image = paint(trace, Focus(3, 7, 9, 1), step, colours=colours)
        seen = {QColor(image.pixel(x, y)).name() for x in range(96, 1824) for y in range(150, 210, 2)}
        assert {colours.query, colours.key} <= seen, STEPS[step].id
        assert QColor(image.pixel(2, 2)).name() == colours.ground


def test_the_slide_at_rest_does_not_depend_on_what_was_drawn_before(qapp):
    trace, focus = make_trace(ENGLISH, 3, 7), Focus(3, 7, 9, 1)
    still = paint(trace, focus, 5)
    assert paint(trace, focus, 5, progress=0.3) != still
    assert paint(trace, focus, 5) == still


def test_a_larger_screen_shows_the_same_slide(qapp):
    trace, focus = make_trace(ENGLISH, 3, 7), Focus(3, 7, 9, 1)
    for step in (0, 5, 7):
        small = paint(trace, focus, step)
        large = paint(trace, focus, step, (3840, 2160)).scaled(96, 54)
        a, b = (np.frombuffer(i.constBits(), np.uint8).astype(int) for i in (small.scaled(96, 54), large))
        assert np.abs(a - b).mean() < 6


def test_empty_text_and_missing_head_are_friendly(written, qapp):
    paint(make_trace("", 3, 7), Focus(3, 7), 4)
    assert slide.NO_TEXT in [line for line, _ in written]
    written.clear()
    paint(None, Focus(), 0)
    assert slide.NO_TEXT in [line for line, _ in written]
    written.clear()
    paint(make_trace(ENGLISH, 0, 0), Focus(3, 7), 4)
    assert slide.NO_HEAD in [line for line, _ in written]


def test_every_picture_of_a_lesson_has_its_painter():
    for lesson in LESSONS:
        for step in lesson.steps:
            assert callable(import_module(f"attnviz.gui.slides.{step.picture}").draw)


# --- sentences


def test_a_long_sentence_shows_both_words_of_the_pair(qapp):
    trace = make_trace(LONG, 3, 7)
    rich, lines, size = fit_sentence(trace.tokens, 150, 8, 1728.0)
    assert size >= 40
    assert len(lines) == 2
    assert "…" in rich.text
    shown = [rich.text[a:b] for a, b in (mark.span for mark in rich.marks)]
    assert shown == [trace.tokens.labels[8], trace.tokens.labels[150]]
    assert all(any(a <= m.span[0] and m.span[1] <= b for a, b in lines) for m in rich.marks)


def test_a_short_sentence_stands_large_on_one_line(qapp):
    for sentence in (ENGLISH, JAPANESE):
        trace = make_trace(sentence)
        _, lines, size = fit_sentence(trace.tokens, 2, 1, 1728.0)
        assert (size, len(lines)) == (64, 1)


def test_a_word_without_end_is_broken_between_characters(qapp):
    trace = make_trace("x" * 3000)
    rich, lines, _ = fit_sentence(trace.tokens, 1, 1, 1728.0)
    assert len(lines) <= 2
    assert rich.text


# --- lines


def measure(line: str) -> float:
    return 10.0 * len(line)


def test_japanese_breaks_only_where_the_text_says_so():
    template = "モデルは\u200b文を\u200b小さな\u200bかたまりに\u200b分けます。"
    (rich,) = paragraphs(fill_text(template, {}))
    assert "\u200b" not in rich.text
    lines = [rich.text[a:b] for a, b in break_lines(rich, 90, measure)]
    assert "".join(lines) == rich.text
    phrases = template.split("\u200b")
    for line in lines:
        while line:
            assert line.startswith(phrases[0])
            line = line[len(phrases.pop(0)) :]


def test_a_users_japanese_breaks_after_particles_and_pauses():
    cuts = phrase_breaks(JAPANESE)
    phrases = [JAPANESE[a:b] for a, b in zip((0, *cuts), (*cuts, len(JAPANESE)), strict=True)]
    assert phrases == ["太郎は", "ケーキを", "食べた。", "そのあと", "彼は", "眠った。"]


def test_lines_are_about_equally_long():
    (rich,) = paragraphs(fill_text("one two three four five six seven", {}))
    first, second = (b - a for a, b in break_lines(rich, 300, measure))
    assert abs(first - second) <= 6


def test_a_name_with_spaces_is_not_broken():
    (rich,) = paragraphs(fill_text("look at {key} now", {"key": "ice cream"}))
    assert "ice" not in [rich.text[a:b].strip() for a, b in break_lines(rich, 100, measure)]


def test_emoji_are_never_cut_in_two(qapp):
    (rich,) = paragraphs(fill_text("{key}", {"key": "👩‍🚀" * 8}))
    lines = [rich.text[a:b] for a, b in break_lines(rich, 70, measure)]
    assert "".join(lines) == rich.text
    assert all(line.startswith("👩") and line.endswith("🚀") for line in lines)


def test_japanese_statements_name_their_breaks(language):
    """Every translated sentence can be broken between phrases, and breaks nowhere else."""
    for step in STEPS:
        translation = QCoreApplication.translate(CONTEXT, step.text)
        if language == "en":
            assert "\u200b" not in translation
        else:
            assert translation != step.text
            assert all(line.count("\u200b") >= 3 for line in translation.split("\n"))


# --- the table


def test_pooling_keeps_the_largest():
    table = np.zeros((100, 100), np.float32)
    table[57, 3] = 0.9
    small = pool(table, 30)
    assert small.shape == (25, 25)
    assert small[57 // 4, 0] == np.float32(0.9)
    assert pool(table, 100) is table


def test_the_scale_of_a_large_table_reaches_the_pairs_own_share():
    table = np.full((100, 100), 0.004, np.float32)
    table[:, 0] = 0.2
    assert scale_top(table[:10, :10], 0.0) == 1.0
    assert scale_top(table, 0.01) == pytest.approx(0.2)
    assert scale_top(table, 0.62) == pytest.approx(0.65)


def test_the_framed_cell_has_the_colour_of_its_share(qapp):
    """A table whose only share is the pair's: the middle of the frame is the brightest place of the picture."""
    trace, focus = make_trace(ENGLISH, 3, 7), Focus(3, 7, 9, 1)
    head = trace.heads[3, 7]
    weights = np.zeros_like(head.weights)
    weights[9, 1] = 1.0
    only = type(head)(head.query, head.key, head.value, head.scores, weights, head.context)
    image = paint(type(trace)(trace.request, trace.tokens, trace.model, trace.device, {(3, 7): only}), focus, 7)
    bright = [
        (x, y) for x in range(300, 1000, 4) for y in range(400, 1000, 4) if QColor(image.pixel(x, y)).value() > 240
    ]
    bright = [(x, y) for x, y in bright if QColor(image.pixel(x, y)).blue() < 60]
    assert bright
    assert max(x for x, _ in bright) - min(x for x, _ in bright) < 70
    assert max(y for _, y in bright) - min(y for _, y in bright) < 50
