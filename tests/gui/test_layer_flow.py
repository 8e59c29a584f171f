"""Flow over layers: what is shown of which word, said in words, chosen by mouse and keyboard, worked out in steps."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from traces import DECODER, MODEL, TRANSLATOR, filled, model_trace

from attnviz.gui.export import save_widget
from attnviz.gui.theme import theme
from attnviz.gui.views.layer_flow import BOTH_HIGH, BOTH_WIDE, LayerFlowView
from attnviz.gui.views.layer_flow_data import FlowOptions
from attnviz.gui.views.layer_flow_drift import field_of, level_x
from attnviz.gui.views.layer_flow_plan import bands_of, plan_flow
from attnviz.gui.views.layer_flow_said import notes_of, plain_sentence, spot_line
from attnviz.gui.views.layer_flow_work import most_flow
from attnviz.trace import MOST_STATES, Focus, ModelInfo, Trace

EN = "Taro ate the cake. After that, he fell asleep."
JA = "太郎はケーキを食べた。そのあと彼は眠った。"
HE, TARO = 9, 1
PAIR = Focus(3, 7, HE, TARO)
ALL = FlowOptions(special_tokens=True)


@pytest.fixture
def view(qtbot) -> LayerFlowView:
    theme().use("dark")
    made = LayerFlowView()
    qtbot.addWidget(made)
    made.resize(460, 880)
    made.show()
    return made


def traced(text: str = EN, model: ModelInfo = MODEL, id: int = 1, wishes: bool = True) -> Trace:
    bare = model_trace(model, text, request_id=id)
    return filled(replace(bare, request=replace(bare.request, means=wishes, states=wishes)))


def spot(view: LayerFlowView, level: int, unit: int) -> QPoint:
    QApplication.processEvents()  # what stands above it has its height then
    plan, scene = view.canvas.plan, view.canvas.scene
    return plan.point(plan.centre(len(scene.units(level)), unit), plan.across(level)).toPoint()


def key(view: LayerFlowView, which: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(view.canvas, which, modifier)


def share_in(text: str) -> float:
    return float(re.search(r"([\d.]+)[\s\u00a0\u202f]%", text)[1])


# what is shown


def test_the_sentence_says_what_reaches_the_query_from_the_key(view):
    view.set_options(ALL)
    trace = traced()
    view.show_trace(trace, PAIR)
    whole = np.eye(len(trace.tokens))
    for mean in trace.means:
        whole = (0.5 * mean.astype(float) + 0.5 * np.eye(len(mean))) @ whole
    said = plain_sentence(view.canvas.scene)
    assert said.startswith("In 6 layers, ")
    assert "“he”" in said
    assert "“Taro”" in said
    assert share_in(said) == pytest.approx(100 * whole[HE, TARO], abs=0.51)
    assert "Taro" in view.said.text()
    assert said in view.canvas.accessibleDescription()


def test_bars_add_up_to_all_of_it_with_each_method(view, qtbot):
    view.show_trace(traced(), PAIR)
    for kind in ("rollout", "raw", "flow"):
        view.set_options(FlowOptions(kind))
        qtbot.waitUntil(lambda kind=kind: view.canvas.scene.shown.kind == kind and not view.canvas.stale)
        assert view.canvas.scene.shown.inputs.sum() == pytest.approx(1.0, abs=1e-6)
        assert kind in ("flow", "raw") or "special tokens left out" in view.notes.text()
    assert "attention flow" in plain_sentence(view.canvas.scene)


def test_special_tokens_come_back_with_a_key(view):
    view.show_trace(traced(), PAIR)
    assert "[CLS]" not in view.canvas.scene.units(0).names
    key(view, Qt.Key.Key_S)
    assert view.canvas.scene.units(0).names[0] == "[CLS]"
    assert "left out" not in view.notes.text()
    assert view.controls.special.isChecked()


def test_without_a_pair_the_last_word_and_its_strongest_other_are_told(view):
    view.show_trace(traced(), Focus(3, 7))
    scene = view.canvas.scene
    assert scene.chosen == "asleep"
    inputs = scene.shown.inputs.copy()
    inputs[scene.itself] = 0
    assert scene.source == int(inputs.argmax())
    assert not scene.named


def test_one_layer_shows_its_weights(view):
    trace = traced()
    view.set_options(FlowOptions("raw", special_tokens=True))
    view.show_trace(trace, PAIR)
    view.choose_level(3)
    scene = view.canvas.scene
    assert scene.levels == range(2, 4)
    np.testing.assert_allclose(scene.shown.inputs, trace.means[2][HE], atol=1e-6)
    assert plain_sentence(scene).startswith("In layer 2 alone, “he” gives")


def test_a_decoder_gets_nothing_from_later_words(view):
    view.set_options(ALL)
    view.show_trace(traced(model=DECODER), Focus(1, 2, HE, TARO))
    assert (view.canvas.scene.shown.inputs[HE + 1 :] == 0).all()


def test_of_a_translator_its_encoder_and_then_what_it_writes(view):
    trace = traced("the cat sat", TRANSLATOR)
    view.show_trace(trace, Focus(0, 0, 2, 1))
    assert "the encoder's layers" in notes_of(view.canvas.scene)
    assert view.canvas.scene.shown.top == TRANSLATOR.layers
    key(view, Qt.Key.Key_Up if view.canvas.plan.upright else Qt.Key.Key_Right)
    scene = view.canvas.scene
    assert scene.crosses
    assert scene.chosen in trace.target.labels
    assert any("cross-attention" in note for note in notes_of(scene))
    assert view.drift.scene is None
    assert scene.shown.inputs.sum() == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("text", [EN, JA])
@pytest.mark.parametrize("size", [(300, 300), (460, 640), (1100, 420), (900, 700)])
def test_words_and_bands_lie_in_the_picture(view, text, size):
    view.show_trace(traced(text), Focus(0, 0, 3, 1))
    scene = view.canvas.scene
    plan = plan_flow(scene, QRectF(0, 0, *size))
    whole = QRectF(0, 0, *size)
    for area in (plan.field, plan.bars, plan.labels, plan.tops, plan.gutter):
        assert whole.adjusted(-1, -1, 1, 1).contains(area)
    assert not plan.labels.intersects(plan.field)
    assert not plan.bars.intersects(plan.field)
    bands = bands_of(scene, plan)
    assert len(bands)
    for starts in (bands.above, bands.below):
        assert (starts >= -12).all()
        assert (starts + bands.share * plan.full <= plan.along + 12).all()
    sums = [bands.share[bands.level == level].sum() for level in range(1, 7)]
    assert max(sums) <= 1 + 1e-6


def test_a_long_text_names_the_strongest_words_and_joins_the_others(view):
    view.show_trace(traced(" ".join(f"w{i}" for i in range(300))), Focus(0, 0, 250, 4))
    scene = view.canvas.scene
    names = scene.units(0).names
    assert names[-1] == "others"
    assert {"w249", "w3"} <= set(names)
    assert scene.joins == 300 - len(names) + 1
    assert f"the {scene.joins} weakest words joined" in view.notes.text()
    assert scene.shown.inputs.sum() == pytest.approx(1.0, abs=1e-5)


# mouse and keyboard


def test_a_click_higher_up_shows_what_reaches_that_word_there(view):
    trace = traced()
    view.show_trace(trace, PAIR)
    with_pair = []
    view.pair_chosen.connect(lambda *pair: with_pair.append(pair))
    QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=spot(view, 4, 3))
    scene = view.canvas.scene
    assert (scene.shown.top, scene.chosen) == (4, "cake")
    assert with_pair == [(4, TARO)]
    assert view.controls.layer.field.value() == 3


def test_a_click_on_an_input_follows_it(view):
    view.show_trace(traced(), PAIR)
    with_pair = []
    view.pair_chosen.connect(lambda *pair: with_pair.append(pair))
    QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=spot(view, 0, 3))
    scene = view.canvas.scene
    assert scene.units(0).names[scene.source] == "cake"
    assert with_pair == [(HE, 4)]
    assert view.canvas.through() == (0, 3)
    assert "“cake”" in plain_sentence(scene)


def test_hovering_reads_out_word_layer_share_and_rank(view):
    view.show_trace(traced(), PAIR)
    QTest.mouseMove(view.canvas, spot(view, 2, 3))
    scene = view.canvas.scene
    assert view.readout.text() == spot_line(scene, 2, 3)
    assert "“cake” · layer 1" in view.readout.text()
    assert share_in(view.readout.text()) == pytest.approx(100 * scene.shown.shares[2][3], abs=0.06)
    assert f"rank {scene.rank(2, 3)} of {len(scene.units(2))}" in view.readout.text()
    QTest.mouseMove(view.canvas, spot(view, 0, 5))
    assert scene.units(0).names[5] in view.said.text()


def test_arrow_keys_move_word_layer_and_source(view):
    view.show_trace(traced(), PAIR)
    assert not view.canvas.plan.upright
    key(view, Qt.Key.Key_Down)
    assert view.canvas.scene.chosen == "fell"
    key(view, Qt.Key.Key_Left)
    key(view, Qt.Key.Key_Left)
    assert view.canvas.scene.shown.top == 4
    key(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    scene = view.canvas.scene
    assert scene.units(0).names[scene.source] == "ate"
    key(view, Qt.Key.Key_Escape)
    assert not view.canvas.scene.named
    assert view.canvas.through() is None
    key(view, Qt.Key.Key_Home)
    assert view.canvas.scene.chosen == "Taro"
    key(view, Qt.Key.Key_M)
    assert view.options.kind == "flow"
    for _ in range(9):
        key(view, Qt.Key.Key_Left)
    assert view.controls.layer.field.value() == 0


def test_in_a_wide_view_words_stand_side_by_side_and_layers_upwards(view):
    view.resize(1200, 600)
    view.show_trace(traced(), PAIR)
    plan = view.canvas.plan
    assert plan.upright
    assert plan.point(0, plan.across(6)).y() < plan.point(0, plan.across(0)).y()
    key(view, Qt.Key.Key_Right)
    key(view, Qt.Key.Key_Down)
    assert (view.canvas.scene.chosen, view.canvas.scene.shown.top) == ("fell", 5)


def test_the_menu_copies_numbers(view):
    view.show_trace(traced(), PAIR)
    scene = view.canvas.scene
    menu = view.make_menu((0, 3))
    titles = [action.text() for action in menu.actions()]
    menu.actions()[0].trigger()
    assert float(QGuiApplication.clipboard().text()) == pytest.approx(scene.shown.inputs[3])
    assert "cake" in titles[0]
    menu.actions()[1].trigger()
    assert QGuiApplication.clipboard().text() == plain_sentence(scene)
    menu.actions()[2].trigger()
    rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert rows[0] == ["word", "layer 5", "layer 4", "layer 3", "layer 2", "layer 1", "layer 0", "input"]
    assert float(rows[4][-1]) == pytest.approx(scene.shown.inputs[3])
    next(action for action in menu.actions() if action.text().startswith("Follow")).trigger()
    assert view.canvas.through() == (0, 3)


def test_the_table_has_all_words_and_the_drift(view):
    trace = traced(" ".join(f"w{i}" for i in range(200)))
    view.show_trace(trace, Focus(0, 0, 150, 4))
    rows = view.table()
    gap = rows.index([])
    assert len(rows[1:gap]) == 200
    assert sum(float(row[-1]) for row in rows[1:gap]) == pytest.approx(1.0, abs=1e-5)
    drift = rows[gap + 2 :]
    assert [row[0] for row in drift] == ["embedding", *(f"layer {i}" for i in range(6))]
    states = trace.states[:, 150].astype(float)
    cosine = states[3] @ states[2] / np.linalg.norm(states[3]) / np.linalg.norm(states[2])
    assert float(drift[3][1]) == pytest.approx(cosine, abs=1e-5)


# while texts change


def test_without_a_pair_the_word_is_found_again_after_an_edit(view):
    view.show_trace(traced(), Focus(3, 7))
    key(view, Qt.Key.Key_Up)
    assert view.canvas.scene.chosen == "fell"
    view.show_trace(traced("Yesterday " + EN, id=2), Focus(3, 7))
    assert view.canvas.scene.chosen == "fell"


def test_old_pictures_stay_dimmed_until_the_numbers_come(view):
    view.show_trace(traced(), PAIR)
    old = view.canvas.scene
    view.show_trace(traced(JA, id=2, wishes=False), Focus(3, 7))
    assert view.canvas.scene is old
    assert view.canvas.stale
    view.show_trace(traced(JA, id=3), Focus(3, 7))
    assert not view.canvas.stale
    assert view.canvas.scene is not old
    view.show_trace(traced(id=2), PAIR)  # late
    assert view.canvas.scene.trace.request.id == 3


def test_a_hidden_view_works_when_it_is_shown(view):
    view.hide()
    view.show_trace(traced(), PAIR)
    assert view.canvas.scene is None
    view.show()
    assert view.canvas.scene is not None


@pytest.mark.parametrize(
    ("make", "title"),
    [
        (lambda: None, "Waiting"),
        (lambda: traced(""), "Type a sentence"),
        (lambda: traced(wishes=False), "Waiting"),
        (lambda: replace(traced(), means=None), "No weights"),
        (lambda: traced(" ".join(f"w{i}" for i in range(600)), replace(MODEL, limit=2000)), "too long"),
    ],
)
def test_what_cannot_be_shown_is_said(view, make, title):
    view.show_trace(make(), Focus(0, 0))
    assert title in view.words.title
    assert view.words.isVisible()
    assert not view.canvas.isVisible()
    assert not view.said.isVisible()
    assert view.table() == []


def test_limits_are_named(view):
    trace = traced(" ".join(f"w{i}" for i in range(600)), replace(MODEL, limit=2000))
    view.show_trace(trace, Focus(0, 0))
    assert f"{MOST_STATES} tokens; this text has 602" in view.words.line
    view.set_options(FlowOptions("flow"))
    trace = traced(" ".join(f"w{i}" for i in range(200)), id=2)
    view.show_trace(trace, Focus(0, 0))
    assert 100 < most_flow(trace) < 200
    assert f"{most_flow(trace)} tokens; this text has 202. Rollout shows all of it." in view.words.line
    view.set_options(FlowOptions("rollout"))
    assert view.canvas.isVisible()


# attention flow takes its time


def test_a_long_flow_is_worked_out_in_slices_and_dropped_for_a_newer_question(view, qtbot, monkeypatch):
    monkeypatch.setattr("attnviz.gui.views.layer_flow_work.AT_ONCE", 0.0)
    monkeypatch.setattr("attnviz.gui.views.layer_flow_work.SLICE", 0.0)
    monkeypatch.setattr("attnviz.gui.views.layer_flow_work.PAUSE", 1)
    view.show_trace(traced(), PAIR)
    shown, told = view.canvas.scene, []
    view.work.progressed.connect(told.append)
    view.set_options(FlowOptions("flow"))
    assert view.canvas.scene is shown
    assert view.canvas.stale
    first = view.work._running[0]
    key(view, Qt.Key.Key_Down)
    assert view.work._running[0] != first
    qtbot.waitUntil(lambda: not view.canvas.stale)
    scene = view.canvas.scene
    assert (scene.shown.kind, scene.chosen) == ("flow", "fell")
    assert len(told) >= 3
    assert max(told) <= 1
    assert "largest flow" in spot_line(scene, 0, 0)
    key(view, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: view.canvas.scene.chosen == "he")
    key(view, Qt.Key.Key_Down)
    assert view.canvas.scene.chosen == "fell", "an answer that was had is there at once"
    view.set_options(FlowOptions("rollout"))
    assert not view.work.busy


# drift


def test_drift_tells_cosines_and_the_nearest_word(view):
    trace = traced()
    view.show_trace(trace, PAIR)
    chart = view.drift
    assert chart.isVisible()
    drift = chart.scene.drift
    place = QPoint(round(level_x(field_of(QRectF(chart.rect())), drift, 3)), chart.height() // 2)
    QTest.mouseMove(chart, place)
    assert view.readout.text().startswith("layer 2 · cosine to the layer before")
    assert f"{drift.before[3]:.3f}" in view.readout.text().replace("−", "-")
    assert chart.scene.units.names[int(drift.nearest[3])] in view.readout.text()
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=place)
    assert view.canvas.scene.shown.top == 3


def test_flow_and_drift_share_a_large_view_and_take_turns_in_a_small_one(view):
    view.show_trace(traced(), PAIR)
    assert view.canvas.isVisible()
    assert view.drift.isVisible()
    view.resize(460, BOTH_HIGH - 80)
    assert not view.drift.isVisible()
    assert view.controls.drift.isVisible()
    key(view, Qt.Key.Key_D)
    assert view.drift.isVisible()
    assert not view.canvas.isVisible()
    view.resize(BOTH_WIDE + 20, 500)
    assert view.canvas.isVisible()
    assert view.drift.x() > view.canvas.x() + 100


# the rest of the contract


def test_choices_come_back(view, qtbot):
    view.set_options(FlowOptions("raw", True, False))
    other = LayerFlowView()
    qtbot.addWidget(other)
    other.restore(view.state())
    assert other.options == view.options
    other.restore({"kind": "nonsense", "joined": 3})
    assert other.options == FlowOptions()
    other.set_axis("tokens")
    assert other.options.joined, "the axis that there is at the start changes nothing"
    other.set_axis("words")
    other.set_axis("tokens")
    assert not other.options.joined


def test_its_wishes(view):
    assert view.wishes().means
    assert view.wishes().states


@pytest.mark.parametrize("text", [EN, JA])
def test_a_figure_holds_words_and_numbers(view, tmp_path, text):
    view.show_trace(traced(text), Focus(0, 0, 3, 1))
    save_widget(view.draw, tmp_path / "flow.svg", (900, 900))
    written = (tmp_path / "flow.svg").read_text("utf-8")
    assert ("cake" if text is EN else "ケ") in written
    for theme_name in ("light", "dark"):
        theme().use(theme_name)
        image = QImage(700, 700, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        view.draw(painter, QRectF(0, 0, 700, 700))
        painter.end()
        assert image.pixelColor(2, 2).name() == theme().colours.panel


def test_an_empty_figure_is_no_error(view):
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    view.draw(painter, QRectF(0, 0, 100, 100))
    painter.end()


def test_in_the_window_the_pair_is_one(window, qtbot):
    window.docks.open("flow")
    qtbot.waitUntil(lambda: window.docks.docks["flow"].content is not None)
    view = window.docks.docks["flow"].content
    qtbot.waitUntil(lambda: view.canvas.scene is not None and not view.canvas.stale)
    before = window.microscope.focus
    QTest.keyClick(view.canvas, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: window.microscope.focus != before)
    assert view.canvas.scene.units(0).first_token(0) == window.microscope.focus.query
    window.microscope.choose_pair(3, 2)
    qtbot.waitUntil(lambda: view.canvas.scene.shown.units[-1].first_token(view.canvas.scene.shown.chosen) == 3)


def test_a_figure_of_a_long_text_names_as_many_words_as_it_has_room_for(view, tmp_path):
    view.resize(330, 300)
    view.show_trace(traced(" ".join(f"w{i}" for i in range(40))), Focus(0, 0, 30, 4))
    assert view.canvas.scene.joins > 20
    save_widget(view.draw, tmp_path / "flow.svg", (900, 1800))
    written = (tmp_path / "flow.svg").read_text("utf-8")
    assert "w39" in written
    assert "others" not in written


def test_keys_take_the_picture_over_from_the_mouse(view):
    view.show_trace(traced(), PAIR)
    QTest.mouseMove(view.canvas, spot(view, 0, 3))
    assert view.canvas.through() == (0, 3)
    key(view, Qt.Key.Key_Down)
    assert view.canvas.spot is None
    assert view.canvas.through() == view.canvas.scene.followed


def test_another_trace_shows_its_drift_a_turn_after_its_flow_and_at_once_where_it_is_asked_for(view):
    view.resize(1000, 1000)
    view.show_trace(traced(), Focus(3, 7, 2, 1))
    QApplication.processEvents()
    old = view.drift.scene
    assert view.drift.isVisible()
    view.show_trace(traced("Dogs bark at night.", id=2), Focus(3, 7, 2, 1))
    assert view.canvas.scene.trace.request.id == 2
    assert view.drift.scene is old
    QApplication.processEvents()
    assert view.drift.scene is not old
    second = view.drift.scene
    view.show_trace(traced("Cats purr by day.", id=3), Focus(3, 7, 2, 1))
    view.table()
    assert view.drift.scene is not second
