"""The slides of the lessons on recurrent nets and on linear attention: their numbers are the labs'."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from traces import TRANSLATOR, make_trace, model_trace

from attnviz.compute.numpy_ops import NumpyOps
from attnviz.digits import number, percent
from attnviz.errors import UserError
from attnviz.gui.slides import text
from attnviz.gui.slides.slide import draw_slide
from attnviz.gui.theme import DARK, LIGHT
from attnviz.lab import lab
from attnviz.labs import linear as linear_lab
from attnviz.labs import recurrent as recurrent_lab
from attnviz.lessons import linear, recurrent
from attnviz.lessons.page import Page
from attnviz.trace import Focus

TEXT = "Taro ate the cake. After that, he fell asleep."
LONG = " ".join(["a storm had taken the small boat of the keeper"] * 30)
FOCUS = Focus(3, 7, 9, 1)
RECURRENT, LINEAR = lab("recurrent"), lab("linear")
PAGES = [(lesson, index) for lesson in (recurrent.LESSON, linear.LESSON) for index in range(len(lesson.steps))]
NAMES = [f"{lesson.id}-{lesson.steps[index].id}" for lesson, index in PAGES]


def with_labs(trace, layer):
    """What the two labs find, with random embeddings."""
    (head,) = trace.heads.values()
    ops, keys = NumpyOps(), len(trace.keys(layer))
    words = np.random.default_rng(keys).normal(size=(keys, trace.model.width)).astype(np.float32)
    hidden = (ops.upload(words),) * (2 * trace.model.layers + 2)
    bench = SimpleNamespace(
        ops=ops,
        model=SimpleNamespace(info=trace.model),
        forward=SimpleNamespace(hidden=hidden),
        focus=(layer, 0),
        head=head,
        attention=SimpleNamespace(mask=SimpleNamespace(causal=False)),
    )
    found = {RECURRENT: recurrent_lab.experiment(bench), LINEAR: linear_lab.experiment(bench)}
    return replace(trace, labs=found)


@pytest.fixture
def written(monkeypatch):
    """Every text that a slide lays out."""
    seen = []
    original = text._lay_out
    monkeypatch.setattr(text, "_lay_out", lambda made, *more: seen.append(made) or original(made, *more))
    return seen


def paint(trace, page, focus=FOCUS, size=(1920, 1080), colours=DARK, progress=1.0):
    lesson, index = page
    image = QImage(*size, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        draw_slide(painter, QRectF(0, 0, *size), Page(lesson, index, trace, focus), colours, progress)
    return image


def page_of(lesson, step):
    return lesson, lesson.index(step)


def test_what_is_left_is_the_labs_share(written, qapp):
    trace = with_labs(make_trace(TEXT, 3, 7), 3)
    end, shares = trace.labs[RECURRENT].shares(9)
    assert end == 9
    paint(trace, page_of(recurrent.LESSON, "fades"))
    printed = {percent(float(share), 0 if share >= 0.0995 else 1) for share in shares[:10]}
    assert printed <= set(written)
    assert written.count("–") == len(shares) - 10, "words after the query have not been read"
    written.clear()
    paint(trace, page_of(recurrent.LESSON, "direct"))
    (head,) = trace.heads.values()
    both = printed | {percent(float(share), 0 if share >= 0.0995 else 1) for share in head.weights[9]}
    assert both <= set(written)


def test_three_ways_are_the_labs(written, qapp):
    trace = with_labs(make_trace(TEXT, 3, 7), 3)
    paint(trace, page_of(linear.LESSON, "three"))
    found = trace.labs[LINEAR]
    for row in (found.weights[9], found.fading_row(9)[:10]):
        assert {percent(float(share), 0 if share >= 0.0995 else 1) for share in row} <= set(written)
    assert any(percent(found.difference, 0) in line for line in written)


def test_phi_of_the_pair(written, qapp):
    trace = make_trace(TEXT, 3, 7)
    (head,) = trace.heads.values()
    paint(trace, page_of(linear.LESSON, "positive"))
    phi = [np.where(x < 0, np.exp(x), x + 1) for x in (head.query[9].astype(float), head.key[1].astype(float))]
    plain = float(head.query[9].astype(float) @ head.key[1].astype(float))
    assert {number(plain), number(float(phi[0] @ phi[1]))} <= set(written)


def test_steps_and_costs_count_this_text(written, qapp):
    trace = make_trace(TEXT, 3, 7)
    count, width = len(trace.tokens), trace.model.head_width
    paint(trace, page_of(recurrent.LESSON, "steps"))
    assert {str(count), "1"} <= set(written)
    paint(trace, page_of(linear.LESSON, "cost"))
    softmax, plain = linear_lab.costs(count, width)
    assert any(f"{softmax:,}" in line and f"{plain:,}" in line for line in written)


@pytest.mark.parametrize("asked", [RECURRENT, LINEAR], ids=lambda asked: asked.name)
def test_without_a_result_it_says_why(asked, written, qapp):
    page = page_of(*((recurrent.LESSON, "fades") if asked == RECURRENT else (linear.LESSON, "three")))
    trace = make_trace(TEXT, 3, 7)
    paint(trace, page)
    assert "One moment…" in written
    written.clear()
    error = UserError("This experiment takes at most {tokens} tokens.", tokens=1024)
    paint(replace(trace, labs={asked: error}), page)
    assert "This experiment takes at most 1,024 tokens." in "".join(written)


def test_what_was_found_for_another_head_is_not_shown(written, qapp):
    trace = with_labs(make_trace(TEXT, 3, 7), 3)
    (head,) = trace.heads.values()
    both = replace(trace, heads={(0, 0): head, (3, 7): head})
    paint(both, page_of(linear.LESSON, "three"))
    assert "One moment…" in written


def test_a_long_text_shows_what_it_read_last(written, qapp):
    trace = with_labs(make_trace(LONG, 3, 7), 3)
    shares = trace.labs[RECURRENT].shares(9)[1]
    paint(trace, page_of(recurrent.LESSON, "fades"))
    assert percent(float(shares[-1]), 0 if shares[-1] >= 0.0995 else 1) in written
    assert percent(float(shares[-4]), 0 if shares[-4] >= 0.0995 else 1) in written


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
@pytest.mark.parametrize("size", [(1920, 1080), (1280, 800)])
def test_no_text_is_cut(page, size, written, qapp):
    for trace, focus in (
        (with_labs(make_trace(TEXT, 3, 7), 3), FOCUS),
        (with_labs(make_trace(LONG, 3, 7), 3), Focus(3, 7)),
        (with_labs(model_trace(TRANSLATOR, TEXT, 4, 0), 4), Focus(4, 0)),
        (with_labs(make_trace("Hi", 3, 7), 3), Focus(3, 7)),
    ):
        written.clear()
        paint(trace, page, focus, size, LIGHT)
        assert written
        assert [line for line in written if line.endswith("…") and line != "…" and " …" not in line] == []


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_each_picture_moves(page, qapp):
    trace = with_labs(make_trace(TEXT, 3, 7), 3)
    assert paint(trace, page, progress=0.3) != paint(trace, page)
