"""Attention as lines: which ones are drawn, what is said of the rest, and how mouse and keyboard choose."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from traces import DECODER, TRANSLATOR, attention_head, make_trace, model_trace

from attnviz.gui.export import save_widget
from attnviz.gui.theme import theme
from attnviz.gui.views.lines import LinesView
from attnviz.gui.views.lines_colours import HEAD_COLOURS, MOST_HEADS
from attnviz.gui.views.lines_data import LONGEST, MOST, WINDOW, LinesOptions, choose_lines, make_scene
from attnviz.gui.views.lines_painting import reading_notes
from attnviz.gui.views.lines_plan import plan_lines
from attnviz.gui.views.lines_strokes import sampled
from attnviz.trace import Focus, Trace

EN = "Taro ate the cake. After that, he fell asleep."
JA = "太郎はケーキを食べた。そのあと彼は眠った。"
RTL = "שלום עולם مرحبا بالعالم"
HEAD = Focus(3, 7, 10, 1)


@pytest.fixture
def view(qtbot) -> LinesView:
    theme().use("dark")
    made = LinesView()
    qtbot.addWidget(made)
    made.resize(760, 700)
    made.show()
    return made


def with_heads(trace: Trace, *heads: tuple[int, int]) -> Trace:
    count = len(trace.tokens)
    return replace(trace, heads={**trace.heads, **{head: attention_head(count, sum(head)) for head in heads}})


def move(view: LinesView, point: QPointF, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    port, at = view.canvas.viewport(), point - view.canvas.corner
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, QPointF(port.mapToGlobal(at)), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
        modifiers,
    )  # fmt: skip
    QApplication.sendEvent(port, event)


def click(view: LinesView, point: QPointF) -> None:
    at = (point - view.canvas.corner).toPoint()
    QTest.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)


def key(view: LinesView, which: Qt.Key) -> None:
    QTest.keyClick(view.canvas, which)


# which lines


def test_lines_are_those_that_reach_the_least_weight_the_strongest_first():
    weights = np.array([[0.6, 0.3, 0.1], [0.05, 0.9, 0.05]], np.float32)
    lines = choose_lines([weights], 0.1)
    assert list(zip(lines.query.tolist(), lines.key.tolist(), strict=True)) == [(1, 1), (0, 0), (0, 1), (0, 2)]
    assert (np.diff(lines.weight) <= 0).all()
    assert lines.strong == 4
    fewer = choose_lines([weights, weights], 0.05, most=3)
    assert (len(fewer), fewer.strong) == (3, 12)
    assert fewer.weight.tolist() == pytest.approx([0.9, 0.9, 0.6])


def test_masked_pairs_have_no_line_and_are_not_counted():
    trace = model_trace(DECODER, EN, 1, 2)
    count = len(trace.tokens)
    scene = make_scene(trace, Focus(1, 2), LinesOptions(least=0.0), [((1, 2), 0)])
    assert scene.causal
    assert scene.lines.possible == len(scene.lines) == count * (count + 1) // 2
    assert (scene.lines.key <= scene.lines.query).all()


def test_a_long_text_is_thinned_by_a_rule_that_is_said():
    trace = make_trace(" ".join(f"w{i}" for i in range(510)))
    scene = make_scene(trace, Focus(0, 0), LinesOptions(least=0.0), [((0, 0), 0)])
    weights = np.sort(trace.heads[0, 0].weights.ravel())
    assert len(scene.lines) == MOST
    assert float(scene.lines.weight[-1]) == pytest.approx(float(weights[-MOST]))
    assert "strongest 4,000 of 262,144" in reading_notes(scene, plan_lines(scene, 700, 600))[0]


def test_a_very_long_text_shows_a_part_around_the_focus():
    trace = make_trace(" ".join(f"w{i}" for i in range(LONGEST + 100)), limit=5000)
    scene = make_scene(trace, Focus(0, 0, 700, 690), LinesOptions(), [((0, 0), 0)])
    assert scene.windowed
    assert len(scene.rows) == len(scene.columns) == WINDOW
    assert scene.rows[scene.chosen[0]] == 700
    assert any("too long for lines: tokens 573 to 828 of 1,126" in note for note in _notes(scene))
    block = trace.heads[0, 0].weights[scene.rows[0] : scene.rows[-1] + 1, scene.columns[0] : scene.columns[-1] + 1]
    np.testing.assert_array_equal(scene.blocks[0], block)


def _notes(scene) -> list[str]:
    return reading_notes(scene, plan_lines(scene, 700, 600))


# where they lie


def test_lines_go_from_their_query_to_their_key():
    scene = make_scene(make_trace(EN, 3, 7), HEAD, LinesOptions(), [((3, 7), 0)])
    for options, size in ((LinesOptions(), (500, 700)), (LinesOptions(arcs=True), (900, 500))):
        scene = replace(scene, options=options)
        plan = plan_lines(scene, *size)
        curves = plan.curves(scene.lines)
        for line in range(len(scene.lines)):
            query, its_key = (int(side[line]) for side in (scene.lines.query, scene.lines.key))
            start, end = QPointF(*curves[line, 0]), QPointF(*curves[line, 3])
            assert plan.box("query", query).adjusted(-3, -3, 3, 3).contains(start)
            assert plan.box("key", its_key).adjusted(-3, -3, 3, 3).contains(end)
            if plan.kind == "arcs":
                top = sampled(curves[line : line + 1])[0, :, 1]
                assert (top.min() < start.y() - 5) == (its_key <= query)
                assert top.min() >= 0
                assert top.max() <= plan.size.height()


@pytest.mark.parametrize("text", [EN, JA, RTL])
@pytest.mark.parametrize("arcs", [False, True])
def test_labels_do_not_overlap_and_lie_in_the_picture(text, arcs):
    scene = make_scene(make_trace(text), Focus(0, 0), LinesOptions(arcs=arcs), [((0, 0), 0)])
    for size in ((320, 500), (700, 600), (1100, 420)):
        plan = plan_lines(scene, *size)
        whole = QRectF(0, 0, plan.size.width(), plan.size.height())
        boxes = [plan.box(side, i) for side in ("query", "key") for i in range(len(scene.rows))]
        assert all(whole.contains(box) for box in boxes)
        own = [box.adjusted(0.1, 0.1, -0.1, -0.1) for box in boxes[: len(scene.rows)]]
        assert not any(one.intersects(other) for i, one in enumerate(own) for other in own[:i])


def test_a_few_tokens_in_a_wide_view_stand_in_two_rows():
    scene = make_scene(make_trace("the cat sat"), Focus(0, 0), LinesOptions(), [((0, 0), 0)])
    assert plan_lines(scene, 900, 400).kind == "rows"
    assert plan_lines(scene, 400, 600).kind == "columns"


def test_lines_of_several_heads_between_two_tokens_do_not_cover_each_other():
    trace = with_heads(make_trace(EN, 3, 7), (1, 2))
    for arcs in (False, True):
        options = LinesOptions(arcs=arcs, least=0.0)
        scene = make_scene(trace, HEAD, options, [((3, 7), 0), ((1, 2), 1)])
        curves = plan_lines(scene, 800, 600).curves(scene.lines)
        pair = (scene.lines.query == 5) & (scene.lines.key == 2)
        one, other = (curves[pair & (scene.lines.head == head)][0] for head in (0, 1))
        assert np.abs(sampled(np.stack([one, other]))[0] - sampled(np.stack([one, other]))[1]).max(axis=1).min() > 0.9


# heads


def test_added_heads_are_wished_for_and_drawn_when_they_come(view, qtbot):
    trace = make_trace(EN, 3, 7)
    view.show_trace(trace, HEAD)
    with qtbot.waitSignal(view.wishes_changed):
        view.add_head((1, 2))
    assert view.wishes().heads == ((1, 2),)
    assert view.canvas.scene.heads == ((3, 7),)
    assert "next run" in view.legend.chips[1, 2].why
    view.show_trace(replace(with_heads(trace, (1, 2)), request=replace(trace.request, id=2)), HEAD)
    assert view.canvas.scene.heads == ((3, 7), (1, 2))
    assert view.canvas.scene.slots == (0, 1)
    view.legend.chips[1, 2].button.click()
    assert view.canvas.scene.heads == ((3, 7),)
    assert view.wishes().heads == ((1, 2),)
    with qtbot.waitSignal(view.wishes_changed):
        view.legend.chips[1, 2].away.click()
    assert view.wishes().heads == ()


def test_no_more_heads_than_colours_and_colours_stay(view):
    view.show_trace(make_trace(EN, 3, 7), HEAD)
    for head in range(8):
        view.add_head((0, head))
    assert len(view.wishes().heads) == MOST_HEADS - 1
    assert not view.legend.add.isEnabled()
    slots = dict(view._extra)
    view.remove_head((0, 1))
    view.add_head((5, 5))
    assert view._extra == {**{head: slot for head, slot in slots.items() if head != (0, 1)}, (5, 5): slots[0, 1]}


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_picker_adds_a_head_by_keyboard(view, qtbot):
    view.show_trace(make_trace(EN, 3, 7), HEAD)
    key(view, Qt.Key.Key_N)
    assert view.legend.picker.isVisible()
    view.legend.picker.layer.field.setValue(2)
    view.legend.picker.head.field.setValue(4)
    QTest.keyClick(view.legend.picker.layer.field, Qt.Key.Key_Return)
    assert view.wishes().heads == ((2, 4),)
    assert not view.legend.picker.isVisible()


def test_hiding_all_heads_says_so_and_comes_back(view):
    view.show_trace(make_trace(EN, 3, 7), HEAD)
    view.legend.chips[3, 7].button.click()
    assert not view.canvas.isVisible()
    assert view.legend.isVisible()
    assert "hidden" in view._empty_texts()[0]
    view.legend.chips[3, 7].button.click()
    assert view.canvas.isVisible()


def test_a_head_that_is_not_there_yet_leaves_the_old_picture_dimmed(view):
    trace = make_trace(EN, 3, 7)
    view.show_trace(trace, HEAD)
    view.show_trace(trace, replace(HEAD, head=8))
    assert view.canvas.stale
    assert view.canvas.scene.heads == ((3, 7),)


# mouse and keyboard


def test_a_token_shows_its_own_lines_and_a_click_takes_its_strongest(view, qtbot):
    trace = make_trace(EN, 3, 7)
    view.show_trace(trace, HEAD)
    scene, plan = view.canvas.scene, view.canvas.plan
    weights = trace.heads[3, 7].weights
    move(view, plan.box("query", 5).center())
    assert view.canvas.marks.token == ("query", 5)
    alone = view.canvas.marks.lines(scene)
    assert set(alone.query.tolist()) == {5}
    assert len(alone) == max(1, int((weights[5] >= 0.05).sum()))
    assert scene.label("query", 5) in view.readout.text()
    with qtbot.waitSignal(view.pair_chosen) as chosen:
        click(view, plan.box("query", 5).center())
    assert chosen.args == [5, int(weights[5].argmax())]
    with qtbot.waitSignal(view.pair_chosen) as chosen:
        click(view, plan.box("key", 2).center())
    assert chosen.args == [int(weights[:, 2].argmax()), 2]
    QApplication.sendEvent(view.canvas.viewport(), QEvent(QEvent.Type.Leave))
    assert view.canvas.marks.token is None


def test_a_click_on_a_line_chooses_its_pair(view, qtbot):
    view.show_trace(make_trace(EN, 3, 7), replace(HEAD, query=None, key=None))
    view.set_options(LinesOptions(least=0.3))
    canvas = view.canvas
    curves = sampled(canvas.plan.curves(canvas.scene.lines), 25)
    middles = [QPointF(*curve[12]) for curve in curves]
    line = next(i for i, point in enumerate(middles) if _first_query(canvas, point) == canvas.scene.lines.query[i])
    with qtbot.waitSignal(view.pair_chosen) as chosen:
        click(view, middles[line])
    assert chosen.args == [int(canvas.scene.lines.query[line]), int(canvas.scene.lines.key[line])]
    assert "rank" in canvas.tip(middles[line])
    assert canvas.line_at(QPointF(canvas.plan.size.width() / 2, canvas.plan.size.height() + 50)) is None


def _first_query(canvas, point: QPointF) -> int:
    line = canvas.line_at(point)
    return -1 if line is None else int(line.query[0])


def test_arrows_walk_and_enter_takes_the_strongest_key(view, qtbot):
    trace = make_trace(EN, 3, 7)
    view.show_trace(trace, HEAD)
    key(view, Qt.Key.Key_Up)
    assert view.canvas.marks.token == ("query", 9)
    assert "attends most to" in view.canvas.accessibleDescription()
    with qtbot.waitSignal(view.pair_chosen) as chosen:
        key(view, Qt.Key.Key_Return)
    assert chosen.args == [9, int(trace.heads[3, 7].weights[9].argmax())]
    key(view, Qt.Key.Key_End)
    assert view.canvas.marks.token == ("query", len(trace.tokens) - 1)
    key(view, Qt.Key.Key_Escape)
    assert view.canvas.marks.token is None


def test_keys_switch_drawing_special_tokens_and_least_weight(view):
    view.show_trace(make_trace(EN, 3, 7), HEAD)
    key(view, Qt.Key.Key_A)
    assert view.canvas.plan.kind == "arcs"
    assert view.controls.arcs.isChecked()
    assert not view.controls.lists.isChecked()
    shown = len(view.canvas.scene.lines)
    QTest.keyClicks(view.canvas, "++")
    assert view.controls.slider.value() == 7
    assert len(view.canvas.scene.lines) < shown
    key(view, Qt.Key.Key_S)
    assert view.canvas.scene.label("query", 0) == "Taro"
    assert any("no longer add up" in note for note in view.readout.notes)
    view.controls.lists.click()
    assert view.canvas.plan.kind != "arcs"


def test_shift_shows_who_looks_at_a_token_in_the_arcs(view):
    view.show_trace(make_trace(EN, 3, 7), HEAD)
    view.set_options(LinesOptions(arcs=True))
    move(view, view.canvas.plan.box("query", 4).center(), Qt.KeyboardModifier.ShiftModifier)
    assert view.canvas.marks.token == ("key", 4)
    assert set(view.canvas.marks.lines(view.canvas.scene).key.tolist()) == {4}


def test_a_pair_too_weak_for_a_line_is_dashed_and_said(view):
    trace = make_trace(EN, 3, 7)
    weakest = int(trace.heads[3, 7].weights[10].argmin())
    view.show_trace(trace, replace(HEAD, key=weakest))
    assert any("dashed" in note for note in view.readout.notes)


# two texts, and nothing


def test_cross_attention_has_two_texts_and_says_why_it_has_no_arcs(view):
    trace = model_trace(TRANSLATOR, "the cat sat", 5, 1)
    view.show_trace(trace, Focus(5, 1, 1, 2))
    view.set_options(LinesOptions(arcs=True))
    scene = view.canvas.scene
    assert scene.queries.tokens is trace.target
    assert scene.keys.tokens is trace.tokens
    assert view.canvas.plan.kind != "arcs"
    assert any("two texts" in note for note in view.readout.notes)
    view.add_head((0, 0))
    assert "other texts" in view.legend.chips[0, 0].why


def test_what_it_says_without_a_picture(view):
    view.show_trace(None, Focus())
    assert "first run" in view._empty_texts()[0]
    view.show_trace(make_trace("", request_id=1), Focus())
    assert "Type a sentence" in view._empty_texts()[0]
    view.show_trace(make_trace(EN, 3, 7, request_id=2), HEAD)
    assert view.canvas.isVisible()
    view.show_trace(make_trace("", request_id=1), Focus())  # late
    assert view.canvas.isVisible()


# pictures


def test_the_figure_has_real_text_and_all_heads(view, tmp_path):
    view.show_trace(with_heads(make_trace(JA, 3, 7), (1, 2)), HEAD)
    view.add_head((1, 2))
    for arcs in (False, True):
        view.set_options(LinesOptions(arcs=arcs))
        save_widget(view.draw, tmp_path / "lines.svg", (900, 800))
        svg = (tmp_path / "lines.svg").read_text("utf-8")
        texts = "".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))
        assert "太" in texts
        assert "layer 1 · head 2" in texts
        assert svg.count("<path") >= len(view.canvas.scene.lines)


def test_the_layer_is_complete_after_all_slices_and_equals_a_single_one(view, qtbot):
    trace = make_trace(" ".join(f"w{i}" for i in range(120)), 3, 7)
    view.show_trace(trace, replace(HEAD, query=None, key=None))
    view.set_options(LinesOptions(least=0.0))
    view.canvas.viewport().repaint()
    assert not view.canvas.layer.finished
    qtbot.waitUntil(lambda: view.canvas.layer.finished, timeout=20000)
    sliced = view.canvas.layer.image.copy()
    view.canvas._begin_layer()
    view.canvas.layer.work(60.0)
    assert view.canvas.layer.image == sliced


def test_scroll_bars_come_and_go_with_the_size(view, qtbot):
    view.show_trace(make_trace(EN, 3, 7), HEAD)
    assert not view.canvas.scrolls
    view.resize(300, 320)
    qtbot.waitUntil(lambda: view.canvas.scrolls)
    assert any("with an end here" in note for note in view.readout.notes)
    view.resize(760, 700)
    qtbot.waitUntil(lambda: not view.canvas.scrolls)
    qtbot.waitUntil(lambda: view.canvas.viewport().size() == view.canvas.maximumViewportSize())
    assert not any("with an end here" in note for note in view.readout.notes)


def test_it_draws_in_a_tiny_place_too(view):
    view.show_trace(make_trace(EN, 3, 7), HEAD)
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    view.draw(painter, QRectF(0, 0, 60, 40))
    painter.end()
    view.resize(260, 300)
    assert view.canvas.viewport().width() > 0


# colours


@pytest.mark.parametrize("name", ["dark", "light"])
def test_heads_differ_for_colour_blind_eyes_and_stand_out_from_the_panel(name):
    """Simulation: Machado et al. 2009, severity 1; distance in CIE Lab (1976), 10 is plainly another colour."""
    theme().use(name)
    panel = _linear(theme().colours.panel)
    inks = np.stack([_linear(colour) for colour in HEAD_COLOURS[name]])
    light = [one @ np.array([0.2126, 0.7152, 0.0722]) for one in (inks, panel)]
    contrast = (np.maximum(*light) + 0.05) / (np.minimum(*light) + 0.05)
    assert contrast.min() >= 4.5
    protan = [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    deutan = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    for eye in (np.eye(3), np.array(protan), np.array(deutan)):
        lab = _lab(np.clip(inks @ eye.T, 0, 1))
        apart = np.linalg.norm(lab[:, None] - lab[None], axis=-1) + 1e3 * np.eye(len(lab))
        assert apart.min() >= 20


def _linear(colour: str) -> np.ndarray:
    values = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def _lab(linear: np.ndarray) -> np.ndarray:
    to_xyz = np.array([[0.41246, 0.35758, 0.18044], [0.21267, 0.71515, 0.07218], [0.01933, 0.11919, 0.95030]])
    x, y, z = np.cbrt(np.maximum(linear @ to_xyz.T / [0.95047, 1.0, 1.08883], 1e-9)).T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)
