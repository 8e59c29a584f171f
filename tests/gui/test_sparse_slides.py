"""The slides on sparse attention: the lab's numbers are on them, what is cut away is dimmed, nothing is clipped."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from test_slides import Unclipped, missing_glyphs
from traces import DECODER, make_trace, model_trace

from attnviz.digits import percent
from attnviz.errors import UserError
from attnviz.gui.slides.slide import draw_slide
from attnviz.gui.theme import DARK, LIGHT
from attnviz.lab import lab
from attnviz.labs.sparse import PATTERNS, TWO_TEXTS, Sparse, looks, usual_width
from attnviz.labs.sparse_cost import SparseCost, Timed
from attnviz.lessons.page import Page
from attnviz.lessons.sparse import LESSON, STEPS
from attnviz.pair import MASKED
from attnviz.trace import Focus, Trace

SHORT = "Taro ate the cake. After that, he fell asleep."
LONG = " ".join(["a storm had taken the small boat of the keeper"] * 20)
FOCUS = Focus(1, 2, 9, 1)
WHOLE = len(STEPS) - 1


def with_labs(trace: Trace) -> Trace:
    head = trace.heads[FOCUS.head_id]
    count, allowed = len(trace.tokens), head.scores > MASKED
    labs: dict = {}
    for at, pattern in enumerate(PATTERNS):
        width = usual_width(count)
        seen = looks(pattern, count, width, not allowed.all()) & allowed
        kept = float(head.weights[seen].sum() / count)
        labs[lab("sparse", pattern=pattern)] = Sparse(
            pattern, width, count, seen, int(seen.sum()), int(allowed.sum()), kept, 0.31 + at / 2
        )
    timed = tuple(Timed(pattern, 0.06, 0.08, 1.5 + at, 23.4) for at, pattern in enumerate(PATTERNS))
    labs[lab("sparse_cost")] = SparseCost(timed, 1024, 64)
    return replace(trace, labs=labs)


@pytest.fixture(params=["short", "long", "causal"])
def trace(request):
    if request.param == "causal":
        return with_labs(model_trace(DECODER, SHORT, *FOCUS.head_id))
    return with_labs(make_trace(SHORT if request.param == "short" else LONG, *FOCUS.head_id))


def paint(trace, step, size=(1920, 1080), colours=DARK, progress=1.0, painter_of=QPainter, border=0) -> QImage:
    image = QImage(size[0] + 2 * border, size[1] + 2 * border, QImage.Format.Format_RGB32)
    image.fill(QColor(colours.ground))
    with painter_of(image) as painter:
        draw_slide(painter, QRectF(border, border, *size), Page(LESSON, step, trace, FOCUS), colours, progress)
    return image


def test_every_step_is_legible_and_no_line_is_cut(trace, written, qapp):
    for step in range(len(STEPS)):
        paint(trace, step)
    assert min(font.pixelSize() for _, font in written) >= 24
    assert [lost for line, font in written for lost in missing_glyphs(line, font)] == []
    sentence = trace.tokens.text[:10]
    assert not [line for line, _ in written if line.endswith("…") and sentence not in line and " a " not in line]


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 800)], ids=str)
def test_nothing_is_painted_outside(trace, size, qapp):
    edge, ground = round(0.012 * size[0]), QColor(DARK.ground).rgb() & 0xFFFFFF
    for step in range(len(STEPS)):
        image = paint(trace, step, size, painter_of=Unclipped, border=40)
        pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1) & 0xFFFFFF
        inside = pixels.copy()
        inside[40 + edge : -40 - edge, 40 + edge : -40 - edge] = ground
        assert (inside == ground).all(), STEPS[step].id


def test_the_numbers_are_the_labs(trace, written, qapp):
    for step, pattern in enumerate(PATTERNS, 1):
        written.clear()
        paint(trace, step)
        found = trace.labs[lab("sparse", pattern=pattern)]
        expected = {percent(found.share, 0), percent(1 - found.kept, 0), percent(found.error, 0)}
        assert expected <= {line for line, _ in written}
        said = " ".join(line for line, _ in written)
        assert f"{found.pairs:,} of {found.of:,}" in said
        assert ("left out" if not found.seen[FOCUS.query, FOCUS.key] else "still looked at") in said
    written.clear()
    paint(trace, WHOLE)
    lines = [line for line, _ in written]
    for pattern, timed in zip(PATTERNS, trace.labs[lab("sparse_cost")].patterns, strict=True):
        found = trace.labs[lab("sparse", pattern=pattern)]
        assert {percent(found.share, 0), percent(found.error, 0), percent(timed.time, 0)} <= set(lines)
    assert any("23.4 ms" in line for line in lines)


def test_the_first_step_counts_pairs(trace, written, qapp):
    paint(trace, 0)
    head = trace.heads[FOCUS.head_id]
    lines = {line for line, _ in written}
    weights = np.sort(head.weights[head.scores > MASKED])[::-1].astype(np.float64)
    half = int((np.cumsum(weights) < weights.sum() / 2).sum()) + 1
    assert f"{len(weights):,}" in lines
    assert percent(half / len(weights), 0) in lines
    assert percent(weights[(len(weights) + 1) // 2 :].sum() / weights.sum(), 0) in lines


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_what_is_left_out_fades_as_the_motion_goes(colours, qapp):
    trace = with_labs(make_trace(LONG, *FOCUS.head_id))
    frames = [paint(trace, 1, colours=colours, progress=progress) for progress in (0.0, 0.5, 1.0)]
    whole = paint(trace, 0, colours=colours)

    def spread(image) -> float:
        """Distance of the upper right part of the table, which no window reaches, from the ground."""
        pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3]
        ground = np.array(QColor(colours.ground).getRgb()[2::-1])
        return float(np.abs(pixels[540:600, 800:900].astype(float) - ground).mean())

    first, middle, last = map(spread, frames)
    assert first == pytest.approx(spread(whole), rel=0.05)
    assert first > 1.5 * middle > 2 * last > 0


def test_no_result_is_told(written, qapp):
    trace = with_labs(make_trace(SHORT, *FOCUS.head_id))
    error = replace(trace, labs=dict.fromkeys(trace.labs, UserError(TWO_TEXTS)))
    for step in (1, WHOLE):
        for shown, said in ((replace(trace, labs={}), "One moment…"), (error, "Choose a head of self-attention.")):
            written.clear()
            paint(shown, step)
            assert sum(said in line for line, _ in written) == 1
