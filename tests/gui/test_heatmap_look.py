"""What the heatmap paints: labels, colours, and its states without a picture."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from heatmap_tools import EN, HEAD, JA, MANY, move, open_view, pixel, shown, texts
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from traces import attention_head, make_trace

from attnviz.axis import Axis
from attnviz.digits import percent
from attnviz.gui.theme import theme
from attnviz.gui.views.colour_bar import scale_ticks, weight_colour
from attnviz.gui.views.heatmap_canvas import in_sight
from attnviz.gui.views.matrix import HeatmapOptions, arrange, contrast_top, pooled
from attnviz.gui.views.plan import MIN_CELL
from attnviz.gui.views.token_axis import AxisState, shown_labels
from attnviz.trace import Focus, HeadTrace


@pytest.fixture
def view(qtbot):
    return open_view(qtbot)


# labels


@pytest.mark.parametrize("text", [EN, JA])
@pytest.mark.parametrize("size", [(620, 760), (1100, 950), (520, 580)])
def test_every_label_is_painted_on_both_axes(view, tmp_path, text, size):
    view.resize(*size)
    trace = shown(view, text, 2, 1)
    painted = texts(view, tmp_path)
    for label in trace.tokens.labels:
        assert painted.count(label) >= 2 * trace.tokens.labels.count(label), label


def test_every_label_of_a_long_text_can_be_reached_and_read(view):
    trace = shown(view, MANY, 0, 0)
    plan = view._plan
    assert plan.step == 1
    assert plan.cell >= MIN_CELL
    seen = set()
    for query in (*range(0, len(trace.tokens), 20), len(trace.tokens) - 1):
        view.show_trace(trace, HEAD.on_pair(query, query))
        seen.update(shown_labels(plan, plan.rows, view._offset.y(), plan.matrix.height(), AxisState()))
        assert view.rect().contains(view.cell_rect(query, query))
    assert seen == set(range(len(trace.tokens)))


def test_f_shows_the_whole_matrix_and_owns_up_to_thinned_labels(view, tmp_path):
    shown(view, MANY, 300, 401)
    QTest.keyClick(view, Qt.Key.Key_F)
    assert view.rect().contains(view.cell_rect(511, 511))
    step = view._plan.step
    assert step > 1
    painted = " ".join(texts(view, tmp_path))
    assert f"labels: one in {step}" in painted
    assert "word299" in painted
    assert "word400" in painted
    QTest.keyClick(view, Qt.Key.Key_F)
    assert view._plan.step == 1


def test_drag_moves_a_long_text_and_chooses_nothing(view):
    shown(view, MANY, 300, 300)
    heard = []
    view.pair_chosen.connect(lambda *pair: heard.append(pair))
    before, centre = view._offset, view._plan.matrix.center().toPoint()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=centre)
    for step in (40, 80, 140):
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(centre + QPoint(step, 0)),
            QPointF(view.mapToGlobal(centre + QPoint(step, 0))),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(view, event)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=centre + QPoint(140, 0))
    assert before.x() - view._offset.x() == pytest.approx(140, abs=view._plan.cell)
    assert heard == []


def test_zoom_keeps_what_is_under_the_mouse(view):
    shown(view, MANY, 300, 300)
    point = view.cell_rect(300, 300).center()
    before = view._plan.cell
    view._zoom_by(2.0, QPointF(point))
    assert view._plan.cell == pytest.approx(2 * before, abs=1)
    grown = view.cell_rect(300, 300)
    assert grown.adjusted(-30, -30, 30, 30).contains(point)
    QTest.keyClick(view, Qt.Key.Key_0)
    assert view._plan.cell == before


# colours


def test_only_cells_in_sight_are_drawn(view, tmp_path):
    """All 262,144 values of a long text, painted one by one, would hold the window up for a second."""
    shown(view, MANY)
    QApplication.processEvents()
    view.zoom_to(64.0)
    rows, columns = in_sight(view._plan, view._offset)
    assert 4 <= len(rows) <= 12
    assert 4 <= len(columns) <= 12
    for row, column in ((rows[0], columns[0]), (rows[-1], columns[-1])):
        assert view._plan.matrix.intersects(view._plan.cell_rect(row, column, view._offset))
    values = [text for text in texts(view, tmp_path) if re.fullmatch(r"\d+\.\d", text)]
    assert 4 <= len(values) <= len(rows) * len(columns) + 1


def test_the_keyboard_zooms_into_the_chosen_cell(view):
    shown(view, query=10, key=1)
    QApplication.processEvents()
    for _ in range(6):
        QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.cell_rect(10, 1).width() > 60
    assert view._plan.matrix.contains(QPointF(view.cell_rect(10, 1).center()))


@pytest.mark.parametrize("name", ["dark", "light"])
@pytest.mark.parametrize("transposed", [False, True])
def test_cells_wear_the_colour_of_their_weight(view, name, transposed):
    theme().use(name)
    view.set_options(True, "full", transposed)
    trace = shown(view)
    weights = trace.head(HEAD).weights
    image = view.grab().toImage()
    for query, key in ((10, 1), (11, 4), (0, 9), (13, 13)):
        rect = view.cell_rect(query, key)
        assert image.pixelColor(rect.topLeft() + QPoint(8, 8)) == weight_colour(float(weights[query, key]), 1.0)
    theme().use("dark")


def test_the_chosen_cell_is_framed_and_the_frame_moves(view):
    shown(view, query=10, key=1)
    edge = lambda q, k: QPoint(view.cell_rect(q, k).left(), view.cell_rect(q, k).center().y())  # noqa: E731
    assert pixel(view, edge(10, 1)).lightness() > 200
    assert pixel(view, edge(5, 5)).lightness() < 80
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.cell_rect(5, 5).center())
    assert pixel(view, edge(10, 1)).lightness() < 80
    assert pixel(view, edge(5, 5)).lightness() > 200


def dominated(length: int) -> HeadTrace:
    """Every token rests on the first one; 4 -> 2 is the strongest link between the others."""
    head = attention_head(length, 1, 0.1)
    weights = np.full((length, length), 0.05 / (length - 1), np.float32)
    weights[:, 0] = 0.95
    weights[4, 2], weights[4, 0] = 0.2, 0.75
    weights[6, 6], weights[6, 0] = 0.5, 0.45
    return replace(head, weights=weights)


def test_contrast_scale_is_not_drowned_by_a_dominating_first_token(view, tmp_path):
    trace = shown(view)
    head = dominated(len(trace.tokens))
    assert contrast_top(Axis(trace.tokens), head.weights) == pytest.approx(0.2)
    matrix = arrange(trace.tokens, head, HeatmapOptions(scale="contrast"))
    assert matrix.clipped
    assert scale_ticks(matrix.top, matrix.clipped)[-1][1].startswith("≥")
    view.set_options(True, "contrast", False)
    view.show_trace(replace(trace, heads={HEAD.head_id: head}), HEAD.on_pair(9, 9))
    image = view.grab().toImage()
    brightest = weight_colour(1.0, 1.0)
    assert image.pixelColor(view.cell_rect(4, 2).topLeft() + QPoint(8, 8)) == brightest
    assert image.pixelColor(view.cell_rect(7, 0).topLeft() + QPoint(8, 8)) == brightest
    assert "≥\u2009" + percent(0.2, 0) in "".join(texts(view, tmp_path))


def test_contrast_leaves_out_the_first_token_where_no_token_is_special():
    trace = make_trace(EN, *HEAD.head_id)
    tokens = replace(trace.tokens, special=(False,) * len(trace.tokens))
    assert contrast_top(Axis(tokens), dominated(len(tokens)).weights) == pytest.approx(0.2)
    single = make_trace("he", *HEAD.head_id)
    assert contrast_top(Axis(single.tokens), single.head(HEAD).weights) == 1.0


def test_pooling_keeps_a_thin_bright_column():
    cells = np.zeros((512, 512), np.float32)
    cells[:, 301] = 0.9
    small = pooled(cells, 200)
    assert small.shape == (200, 200)
    assert (small.max(axis=1) == np.float32(0.9)).all()
    assert pooled(cells, 600) is cells


# states


def test_empty_text_is_friendly_and_has_no_axes(view, tmp_path):
    shown(view)
    shown(view, "", None, None, request_id=2)
    painted = " ".join(texts(view, tmp_path))
    assert "Type a sentence on the left" in painted
    assert "[CLS]" not in painted
    assert not view._canvas.isVisible()
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.rect().center())


def test_nothing_yet_paints_and_answers_nothing(view, tmp_path):
    assert texts(view, tmp_path) == []
    QTest.keyClick(view, Qt.Key.Key_F)
    move(view, view.rect().center())


def test_nothing_is_painted_behind_the_loading_card(view):
    picture = view.grab().toImage()
    middle = {picture.pixelColor(350 + x, 380 + y).name() for x in range(-90, 90, 6) for y in range(-90, 90, 6)}
    assert middle == {theme().colours.panel}


def test_what_is_not_stale_is_not_painted_again(view):
    shown(view)
    QApplication.processEvents()
    painted: list[QEvent.Type] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                painted.append(event.type())
            return False

    watch = Watch()
    view.installEventFilter(watch)
    view.set_stale(False)
    QApplication.processEvents()
    assert painted == []
    view.set_stale(True)
    QApplication.processEvents()
    assert painted != []
    view.removeEventFilter(watch)


def test_only_special_tokens_and_those_hidden(view, tmp_path):
    view.set_options(False, "full", False)
    trace = make_trace("he", *HEAD.head_id)
    view.show_trace(replace(trace, tokens=replace(trace.tokens, special=(True,) * 3)), HEAD.on_pair(1, 1))
    assert "Only special tokens here" in " ".join(texts(view, tmp_path))


def test_a_head_that_is_not_there_yet_dims_the_old_picture(view):
    trace = shown(view)
    point = view.cell_rect(11, 4).topLeft() + QPoint(8, 8)
    bright = pixel(view, point)
    view.show_trace(trace, Focus(0, 0, 10, 1))
    assert view.stale
    dim = pixel(view, point)
    assert dim != bright
    assert dim.lightness() < bright.lightness()
    view.set_options(True, "full", True)
    assert view.cell_rect(10, 1).isValid()
    view.set_options(True, "full", False)
    view.show_trace(trace, HEAD.on_pair(10, 1))
    assert not view.stale
    assert pixel(view, point) == bright


def test_what_is_older_is_not_painted(view, tmp_path):
    shown(view, "new words here", 1, 2, request_id=5)
    shown(view, EN, 10, 1, request_id=4)
    painted = texts(view, tmp_path)
    assert "here" in painted
    assert "Taro" not in painted


def test_a_hidden_view_keeps_the_newest_and_draws_it_when_shown(view, tmp_path):
    view.hide()
    shown(view, EN, request_id=1)
    assert view._shown is None
    shown(view, "new words here", 1, 2, request_id=2)
    view.show()
    assert "here" in texts(view, tmp_path)
