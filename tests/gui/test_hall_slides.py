"""Slides that a hall reads at a glance: whole words, the whole 100 %, spines, heads joined, the stack, three kinds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from traces import TRANSLATOR, make_trace, model_trace

from attnviz.digits import number, percent
from attnviz.gui.slides import kinds, library, stack, text
from attnviz.gui.slides.slide import draw_slide
from attnviz.gui.theme import DARK, LIGHT
from attnviz.lessons.beside import MOST_TOKENS, layer_heads
from attnviz.lessons.course import Course
from attnviz.lessons.likeness import word_vectors
from attnviz.lessons.page import Page
from attnviz.lessons.scene import candidates, open_scene, word_weight
from attnviz.trace import Focus

TEXT = "Taro ate the cake. After that, he fell asleep."
FOCUS = Focus(3, 7, 9, 1)
COURSE = Course()


@pytest.fixture
def lines(monkeypatch) -> list[str]:
    """Every line that is drawn, whole."""
    seen: list[str] = []
    lay_out = text._lay_out
    monkeypatch.setattr(text, "_lay_out", lambda made, *more: seen.append(made) or lay_out(made, *more))
    return seen


def paint(lesson: str, step: str, trace, focus=FOCUS, hands=None, colours=DARK, progress=1.0) -> QImage:
    place = COURSE.find(lesson, step)
    image = QImage(960, 600, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        page = Page(COURSE.lesson(place), place.step, trace, focus, hands or {})
        draw_slide(painter, QRectF(0, 0, 960, 600), page, colours, progress)
    return image


def whole_layer(trace, layer: int, width: int = 48):
    """All heads of a layer with what W_O makes of each."""
    random = np.random.default_rng(1)
    heads = {
        (layer, head): replace(
            make_trace(trace.request.text, layer, head).heads[(layer, head)],
            output=random.normal(size=(len(trace.tokens), width)).astype(np.float32),
        )
        for head in range(trace.model.heads)
    }
    return replace(trace, heads={**trace.heads, **heads})


def test_the_guesses_are_words_and_the_rest_makes_100_percent(lines, qapp):
    trace = make_trace(TEXT, 3, 7)
    scene = open_scene(trace, FOCUS)
    chosen = candidates(scene)
    paint("weight", "answer", trace, hands={chosen[0]: 3, chosen[1]: 1})
    shares = [word_weight(scene, token) for token in chosen]
    assert {percent(share) for share in shares} | {percent(1 - sum(shares))} <= set(lines)
    assert {"75\u202f%  (3)", "25\u202f%  (1)", "all others"} <= set(lines)


def test_pieces_are_said_to_be_added_up(lines, qapp):
    trace = make_trace(TEXT, 3, 7)
    paint("weight", "answer", trace)
    assert "pieces added up" not in lines
    joined = tuple(max(0, word - 1) if word >= 2 else word for word in trace.tokens.words)
    trace = replace(trace, tokens=replace(trace.tokens, words=joined))  # the first two words are one
    paint("weight", "answer", trace)
    assert "pieces added up" in lines


def test_the_row_tells_what_a_word_of_several_pieces_gets(lines, qapp):
    trace = make_trace(TEXT, 3, 7)
    paint("weight", "row", trace)
    assert not any(" + " in line for line in lines)
    joined = tuple(max(0, word - 1) if word >= 2 else word for word in trace.tokens.words)
    trace = replace(trace, tokens=replace(trace.tokens, words=joined))
    paint("weight", "row", trace)
    share = percent(word_weight(open_scene(trace, FOCUS), 1))
    assert any(line.startswith("Taro + ate = ") and line.endswith(share) for line in lines)


def test_no_comma_is_a_book(qapp):
    scene = open_scene(make_trace(TEXT, 3, 7), FOCUS)
    labels = [scene.keys.labels[key] for key in library.books(scene)]
    assert scene.keys.labels[scene.key_place] in labels
    assert not {",", "."} & set(labels)


def test_japanese_spines_are_read_downwards(lines, qapp):
    paint("roles", "theme", make_trace("ケーキを食べた", 3, 7), Focus(3, 7, 5, 2))
    assert "ー" in lines, "letter below letter"
    lines.clear()
    paint("roles", "theme", make_trace(TEXT, 3, 7))
    assert "cake" in lines, "others in one piece"


@pytest.mark.parametrize(
    ("line", "holes"),
    [
        ("「彼」は", [0]),
        ("文を読み、「彼は」で", [5]),
        ("（畳み込み）。", [0, 5]),
        ("これは「彼」です。", []),
        ("no (such) thing.", []),
    ],
)
def test_brackets_leave_no_holes(line, holes, qapp):
    assert sorted(text._holes(line)) == holes
    font = text.slide_font(40)
    _, drawn = text._lay_out(line, font, text._looks(line, ["#ffffff"] * len(line), font))
    assert drawn.naturalTextWidth() == pytest.approx(text.width_of(line, font), abs=1), "measured as it is drawn"
    whole = QFontMetricsF(font).horizontalAdvance(line)
    assert drawn.naturalTextWidth() == pytest.approx(whole - 20 * len(holes), abs=1)


def test_heads_joined_are_all_heads_of_the_layer(lines, qapp):
    trace = make_trace(TEXT, 3, 7)
    assert paint("heads", "joined", trace) is not None
    assert "One moment…" in lines, "only one head is there yet"
    lines.clear()
    paint("heads", "joined", whole_layer(trace, 3))
    assert {"head 7", "48 numbers"} <= set(lines)
    assert len(layer_heads(open_scene(trace, FOCUS))) == trace.model.heads
    long = make_trace("word " * (MOST_TOKENS + 1), 3, 7)
    assert layer_heads(open_scene(long, Focus(3, 7))) == ()
    lines.clear()
    paint("heads", "joined", long, Focus(3, 7))
    assert "One moment…" not in lines, "it will not come"


def test_the_stack_tells_what_is_left_of_the_word(lines, qapp):
    trace = make_trace(TEXT, 3, 7)
    states = np.random.default_rng(2).normal(size=(trace.model.layers + 1, len(trace.tokens), 16)).astype(np.float32)
    trace = replace(trace, states=states)
    paint("meaning", "stack", trace)
    left = stack.left_of_word(word_vectors(trace, 9))
    assert left[0] == pytest.approx(1)
    assert {number(float(share)) for share in left} <= set(lines)
    assert {"comes in", "layer 0", "layer 5"} <= set(lines)


@pytest.mark.parametrize("count", [2, 7, 13, 31, 61])
def test_a_high_stack_is_drawn_from_end_to_end(count):
    rows = stack.shown_rows(count)
    assert rows[0] == 0
    assert rows[-1] == count - 1
    assert len(rows) == min(count, stack.MOST + 1)


def test_three_kinds_for_a_translator(lines, qapp):
    trace = model_trace(TRANSLATOR, TEXT)
    assert kinds.last_layers(trace) == [1, 3, 5]
    assert kinds.last_layers(make_trace(TEXT, 3, 7)) == [5]
    paint("translation", "kinds", trace, Focus(0, 0))
    assert "self-attention" not in lines, "no means yet"
    shapes = [(len(trace.queries(layer)), len(trace.keys(layer))) for layer in range(6)]
    trace = replace(trace, means=tuple(np.full(shape, 1 / shape[1], np.float32) for shape in shapes))
    lines.clear()
    paint("translation", "kinds", trace, Focus(0, 0), colours=LIGHT)
    assert {"self-attention", "masked self-attention", "cross-attention"} <= set(lines)


def test_the_lesson_and_the_step_stand_in_the_header_once(lines, qapp):
    paint("weight", "row", make_trace(TEXT, 3, 7))
    assert lines[0] == "3 / 4"
    assert lines[1].startswith("How strongly a word looks at another")
    assert lines[2] == "One number for each word"
    lines.clear()
    paint("recurrent", "reads", make_trace(TEXT, 3, 7))
    assert lines[1] == "One word after the other"
    assert lines.count("One word after the other") == 1
