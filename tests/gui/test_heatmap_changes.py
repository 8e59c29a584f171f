"""A key press paints only what it changed: what then stands on the screen is what a whole paint would have left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from heatmap_tools import HEAD, assert_screen_is_whole, move, open_view
from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QColor, QRegion
from PySide6.QtWidgets import QApplication
from traces import attention_head, make_trace

from attnviz.axis import Axis
from attnviz.gui.theme import theme
from attnviz.gui.views import heatmap_canvas, heatmap_strips
from attnviz.gui.views.heatmap_header import NOTE_HEIGHT
from attnviz.gui.views.heatmap_strips import Strips
from attnviz.gui.views.matrix import HeatmapOptions, arrange, contrast_top, neighbours, pooled, pooled_cells
from attnviz.gui.views.token_axis import left_rects, only_in, top_rects
from attnviz.trace import Focus, Tokens, Trace

TYPED = (
    "the cat sat on a ma",
    "the cat sat on a mat",
    "the cat sat on a mats",
    "the cat sat on a mats and",
    "the dog sat on a mats and",
    "the extraordinarily long dog sat on a mats and",
    "猫が座った the dog sat",
    "the cat sat on a mat 😀",
    " ".join(f"w{i}" for i in range(80)),
    " ".join(f"w{i}" for i in range(80)) + "x",
)


@pytest.fixture
def view(qtbot):
    return open_view(qtbot)


def trace_of(text: str, number: int) -> Trace:
    """A trace with weights of its own, so that no cell is the colour it was."""
    trace = make_trace(text, *HEAD.head_id, request_id=number)
    return replace(trace, heads={HEAD.head_id: attention_head(len(trace.tokens), number)})


@pytest.mark.parametrize("name", ["dark", "light"])
@pytest.mark.parametrize("transposed", [False, True])
def test_partial_paints_add_up_to_a_whole_one(view, name, transposed):
    theme().use(name)
    view.set_options(True, "contrast", transposed)
    for number, text in enumerate(TYPED, 1):
        trace = trace_of(text, number)
        last = len(trace.tokens) - 1
        for focus in (Focus(3, 7, last - 1, 1), Focus(3, 7, 2, last), Focus(3, 7)):
            view.show_trace(trace, focus)
            view.paint_changes()
            QApplication.processEvents()
            assert_screen_is_whole(view, f"{text!r} {focus}")
    theme().use("dark")


def test_partial_paints_keep_up_with_the_mouse(view):
    for number, text in enumerate(TYPED[:3], 1):
        view.show_trace(trace_of(text, number), Focus(3, 7, 2, 3))
        view.paint_changes()
        for pair in ((1, 4), (4, 1)):
            move(view, view.cell_rect(*pair).center())
            QApplication.processEvents()
            assert_screen_is_whole(view, text)
    move(view, view.cell_rect(0, 3).center() - QPoint(0, 60))
    view.show_trace(trace_of(TYPED[0], 9), Focus(3, 7, 2, 3))
    view.paint_changes()
    assert_screen_is_whole(view, "a label under the mouse")


def test_typing_within_a_word_leaves_the_other_labels_alone(view):
    view.show_trace(trace_of("the cat sat on a mat", 1), Focus(3, 7, 2, 3))
    QApplication.processEvents()
    view.show_trace(trace_of("the cat sat on a met", 2), Focus(3, 7, 2, 3))
    plan = view._plan
    first_row = view.cell_rect(1, 0)
    left = QRect(0, first_row.y(), int(plan.matrix.x()) - 8, first_row.height())
    assert not view._changes.intersects(left)
    assert not view._changes.intersects(plan.bar.toRect())
    assert not view._changes.intersects(view.switches.geometry())
    notes = QRect(0, int(view._labels_top - NOTE_HEIGHT), view.width(), int(NOTE_HEIGHT))
    assert not view._changes.intersects(notes)
    last_row = view.cell_rect(6, 0)
    assert view._changes.contains(QPoint(int(plan.matrix.x()) - 20, last_row.center().y()))


@pytest.mark.parametrize("text", ["the cat sat on a met", "太郎は東京へ行った", "a " * 30])
def test_labels_that_are_left_alone_are_those_that_no_change_touches(view, text):
    """A quick look at where a label lies must not pass over one whose ink the changes touch."""
    view.show_trace(trace_of(text, 1), Focus(3, 7, 1, 3))
    plan, offset, top = view._plan, view._offset, view._labels_top
    for x in range(0, view.width(), 37):
        for y in range(int(top), view.height(), 41):
            region = QRegion(x, y, 9, 7) + QRegion(view.width() - x, y, 3, 3)
            only = only_in(region, plan, top)
            for i in range(plan.rows):
                met = any(region.intersects(rect.toAlignedRect()) for rect in left_rects(plan, i, offset.y(), top))
                assert only.meets_beside(plan, i, offset.y()) == met
            for i in range(plan.columns):
                met = any(region.intersects(rect.toAlignedRect()) for rect in top_rects(plan, i, offset.x(), top))
                assert only.meets_above(plan, i, offset.x()) == met


def test_scroll_bars_come_back_after_an_empty_text(view):
    long = trace_of(" ".join(f"w{i}" for i in range(80)), 1)
    for number, trace in enumerate((long, make_trace(""), long), 1):
        view.show_trace(replace(trace, request=replace(trace.request, id=number)), Focus(3, 7))
        assert all(bar.isVisible() == bool(trace.tokens) for bar in view._bars.values())


def test_a_token_more_out_of_sight_leaves_the_labels_in_sight_alone(view):
    words = [f"w{i}" for i in range(80)]
    view.show_trace(trace_of(" ".join(words), 1), Focus(3, 7, 2, 3))
    QApplication.processEvents()
    view.show_trace(trace_of(" ".join([*words, "more"]), 2), Focus(3, 7, 2, 3))
    first_row = view.cell_rect(1, 0)
    assert not view._changes.intersects(QRect(0, first_row.y(), int(view._plan.matrix.x()) - 8, first_row.height()))
    view.paint_changes()
    assert_screen_is_whole(view, "one more")
    view.show_trace(trace_of(" ".join(words[:-1]), 3), Focus(3, 7, 2, 3))
    view.paint_changes()
    assert_screen_is_whole(view, "two less")


def test_painted_means_cells_and_labels(view):
    """Whoever waits for a text to be on the screen must not be told when only half of it is."""
    heard: list[tuple[str, bool]] = []
    view.painted.connect(lambda text: heard.append((text, view._canvas.fresh and view._painted is view._shown)))
    for number, text in enumerate(TYPED[:4], 1):
        view.show_trace(trace_of(text, number), Focus(3, 7, 2, 3))
        view.paint_changes()
    assert {text for text, _ in heard} == set(TYPED[:4])
    assert all(whole for _, whole in heard)


# long texts


def long_tokens(count: int, special: tuple[int, ...]) -> Tokens:
    text = "x" * count
    return Tokens(
        text,
        ids=tuple(range(count)),
        labels=tuple(f"w{i}" for i in range(count)),
        spans=tuple((i, i + 1) for i in range(count)),
        special=tuple(i in special for i in range(count)),
        words=tuple(range(count)),
    )


def test_only_cells_in_sight_become_colours(view, monkeypatch):
    made: list[tuple[int, ...]] = []
    real = heatmap_canvas.cell_image
    for painting in (heatmap_canvas, heatmap_strips):
        monkeypatch.setattr(painting, "cell_image", lambda cells, *how: made.append(cells.shape) or real(cells, *how))
    count = 1500
    tokens = long_tokens(count, (0, count - 1))
    trace = replace(make_trace("a b", *HEAD.head_id), tokens=tokens, heads={HEAD.head_id: attention_head(count, 1)})
    view.show_trace(trace, Focus(3, 7, 700, 900))
    QApplication.processEvents()
    for bar in view._bars.values():
        bar.setValue(bar.value() + 400)
        QApplication.processEvents()
    assert len(made) >= 3
    assert all(max(shape) < 60 for shape in made)
    made.clear()
    view.show_whole(True)
    QApplication.processEvents()
    assert not view._canvas.fresh, "painted is what is there whole"
    for _ in range(20):
        QApplication.processEvents()
    side = round(view._plan.extent.width())
    assert len(made) > 1, "the window answers between strips"
    assert [sum(shape[0] for shape in made), *{shape[1] for shape in made}] == [side, side]
    assert view._canvas.fresh
    count = len(made)
    move(view, view._plan.matrix.center().toPoint())
    QApplication.processEvents()
    assert len(made) == count, "the mouse alone pools nothing"


@pytest.mark.parametrize("kind", ["words", "tokens", "bytes"])
@pytest.mark.parametrize("transposed", [False, True])
def test_strips_make_the_picture_that_is_made_at_once(qapp, monkeypatch, kind, transposed):
    monkeypatch.setattr(heatmap_strips, "AT_ONCE", 5000)
    tokens = long_tokens(300, (0, 299))
    tokens = replace(tokens, words=tuple(i - i // 4 for i in range(300)))
    head = attention_head(300, 3, causal=True)
    matrix = arrange(tokens, head, HeatmapOptions(True, "contrast", transposed, kind))
    pixels, blank, parent = (90, 100), QColor("#123456"), QObject()
    strips, grown = Strips(parent), []
    strips.grown.connect(lambda: grown.append(strips.whole))
    strips.begin(matrix, pixels, blank)
    while not strips.whole:
        QApplication.processEvents()
    assert len(grown) > 3
    assert grown.index(True) == len(grown) - 1
    cells, masked = pooled_cells(matrix, *pixels)
    assert strips.image == heatmap_canvas.cell_image(cells, matrix.top, masked, blank)
    assert masked.any()
    assert not masked.all()


def test_the_table_is_not_copied_for_its_special_tokens():
    tokens, head = long_tokens(300, (0, 299)), attention_head(300, 2)
    for special in (True, False):
        for transposed in (True, False):
            matrix = arrange(tokens, head, HeatmapOptions(special, "full", transposed))
            assert np.shares_memory(matrix.cells, head.weights)
            assert matrix.pair(0, 1) == ((1, 0) if transposed else (0, 1)) if special else True
    inside = arrange(long_tokens(300, (0, 150)), head, HeatmapOptions(False))
    assert inside.shape == (298, 298)
    assert inside.cells[148, 149] == head.weights[149, 151]
    assert inside.pair(149, 0) == (151, 1)


def test_neighbours_is_a_range_only_without_holes():
    assert neighbours([2, 3, 4]) == range(2, 5)
    assert neighbours([2, 4]) == [2, 4]
    assert neighbours([]) == []


@pytest.mark.parametrize("special", [(0, 599), (0, 300, 599), ()])
def test_contrast_top_in_blocks_is_the_largest_off_the_diagonal(special):
    tokens, weights = long_tokens(600, special), attention_head(600, 3).weights
    largest = max(weights[q, k] for q in range(600) for k in range(1, 600) if q != k and not {q, k} & set(special))
    assert contrast_top(Axis(tokens), weights) == largest


def test_pooling_takes_the_largest_of_each_bin_whatever_the_order_in_memory():
    cells = np.random.default_rng(0).random((97, 97), np.float32)
    small = pooled(cells, 20)
    edges = np.arange(21) * 97 // 20
    for row in range(20):
        for column in range(20):
            bin_ = cells[edges[row] : edges[row + 1], edges[column] : edges[column + 1]]
            assert small[row, column] == bin_.max()
    assert (pooled(cells.T, 20) == small.T).all()
