"""The laboratory with real keys and clicks: its panels, knobs, findings, tables, menus and the ways to and from it."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from traces import DECODER, MIXTURE, MODEL, TRANSLATOR, filled, make_trace, model_trace

from attnviz.digits import percent
from attnviz.errors import UserError
from attnviz.gui import pictures
from attnviz.gui.labs.knobs import ButtonsPart, ListPart, SlidePart, SwitchPart
from attnviz.gui.labs.laboratory import LaboratoryView, lesson_of
from attnviz.gui.labs.panels import find_panel, panels
from attnviz.gui.main_window import language
from attnviz.gui.pictures import wait_for_runs
from attnviz.gui.theme import theme
from attnviz.gui.views.what_if_scan import MOST_AT_ONCE
from attnviz.labs.softmax import moves, stickers
from attnviz.other import Other
from attnviz.trace import Focus, Trace, Wishes

TEXT = "Taro ate the cake because he was hungry"
FOCUS = Focus(3, 7, 6, 1)
Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton
IDS = [panel.id for panel in panels()]


def trace_of(text: str = TEXT, id: int = 1, **more) -> Trace:
    bare = make_trace(text, 3, 7, id)
    return filled(replace(bare, request=replace(bare.request, **more)))


@pytest.fixture
def view(qtbot):
    made = LaboratoryView()
    qtbot.addWidget(made)
    made.resize(480, 420)
    made.show()
    qtbot.waitExposed(made)
    return made


def shown(view, name: str, trace: Trace | None = None, focus: Focus = FOCUS, **stand) -> Trace:
    trace = trace or trace_of()
    view.show_panel(name, stand)
    view.show_trace(trace, focus)
    return trace


def slider(view, name: str):
    part = view.knobs.parts[name]
    assert isinstance(part, SlidePart)
    return part.slider


def test_it_opens_by_its_key_and_asks_only_for_the_panel_in_sight(qtbot, window):
    QTest.keyClick(window, Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert window.wait_until_idle(10)
    view = window.docks.docks["labs"].content
    assert isinstance(view, LaboratoryView)
    assert view.isVisible()
    view.show_panel("contexts")
    assert window.wait_until_idle(10)
    assert any(isinstance(other, Other) for other in window.microscope.wishes.others)
    view.show_panel("window")
    assert window.wait_until_idle(10)
    assert window.microscope.wishes == Wishes()
    view.show_panel("contexts", {"show": "layer"})
    assert window.microscope.wishes.means
    window.docks.docks["labs"].close()
    assert window.wait_until_idle(10)
    assert window.microscope.wishes == Wishes()


def test_a_link_opens_a_lab_with_the_first_run(open_window):
    window = open_window(wait=False)
    window.commands.open_first_lab("cause")
    assert window.wait_until_idle(10)
    view = window.docks.docks["labs"].content
    assert view.isVisible()
    assert view.panel.id == "cause"
    assert view.page().trace is window.microscope.trace


def test_each_panel_is_opened_from_the_menu_in_the_language_in_use(window):
    menu = window.menus.labs_menu
    for code in ("en", "ja"):
        language().use(code)
        menu.aboutToShow.emit()
        assert len(menu.actions()) == len(panels())
        for panel, action in zip(panels(), menu.actions(), strict=True):
            action.trigger()
            assert window.wait_until_idle(10)
            view = window.docks.docks["labs"].content
            assert view.panel is panel
            assert view.choice.currentText().endswith(action.text().replace("&&", "&"))
            assert view.isAncestorOf(QApplication.focusWidget()), "its keys work at once"


def test_f6_comes_to_the_picture_where_its_keys_are(window):
    window.commands.open_lab("window")
    assert window.wait_until_idle(10)
    view = window.docks.docks["labs"].content
    for _ in range(8):
        if QApplication.focusWidget() is view.picture:
            break
        QTest.keyClick(window, Key.Key_F6)
    assert QApplication.focusWidget() is view.picture
    QTest.keyClick(view.picture, Key.Key_Right)
    assert view.stand()["width"] == 3


def test_every_key_press_changes_the_finding(qtbot, window):
    window.commands.open_lab("softmax")
    assert window.wait_until_idle(10)
    view = window.docks.docks["labs"].content
    said = set()
    window.text_bar.editor.setFocus()
    for letter in " now":
        QTest.keyClicks(window.text_bar.editor, letter)
        assert window.wait_until_idle(10)
        said.add((view.finding.said, view.page().trace.request.text))
        assert view.page().trace is window.microscope.trace
    assert len({text for _, text in said}) == 4


def test_ctrl_page_keys_go_through_the_panels_from_anywhere_in_the_view(qtbot, view):
    shown(view, IDS[0])
    slider(view, "width").setFocus()
    before = slider(view, "width").value()
    for place in range(1, len(IDS)):
        QTest.keyClick(QApplication.focusWidget() or view, Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
        assert view.panel.id == IDS[place]
        view.picture.setFocus()
    QTest.keyClick(view.picture, Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert view.panel.id == IDS[-1]
    for place in range(len(IDS) - 2, -1, -1):
        QTest.keyClick(view.picture, Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
        assert view.panel.id == IDS[place]
    assert slider(view, "width").value() == before


def test_a_list_beside_the_panel_where_there_is_room_and_one_that_unfolds_where_not(qtbot, view):
    shown(view, "softmax")
    assert view.choice.isVisible()
    assert not view.list.isVisible()
    view.resize(1200, 700)
    assert view.list.isVisible()
    assert not view.choice.isVisible()
    assert view.list.currentRow() == IDS.index("softmax")
    view.list.setFocus()
    QTest.keyClick(view.list, Key.Key_Down)
    assert view.panel.id == IDS[IDS.index("softmax") + 1]
    qtbot.mouseClick(view.list.viewport(), LEFT, pos=view.list.visualItemRect(view.list.item(0)).center())
    assert view.panel.id == IDS[0]
    assert [view.list.item(at).text().split("  ")[0] for at in range(len(IDS))] == [
        "·".join(map(str, panel.topics)) for panel in panels()
    ]


def test_a_slider_turns_by_arrow_keys_and_its_number_stands_beside_it(qtbot, view):
    trace = shown(view, "softmax")
    control, part = slider(view, "temperature"), view.knobs.parts["temperature"]
    control.setFocus()
    with qtbot.waitSignal(view.state_changed):
        QTest.keyClick(control, Key.Key_Left)
    assert part.value.text() == "0.4"
    made = moves(trace.heads[3, 7].scores[6], 0.4)
    most = int(made.shares.argmax())
    count = int(stickers(made.shares)[most])
    for number in (f"{count} of 10", f"{made.bits:.1f}", trace.tokens.labels[most]):
        assert number in view.finding.said
    assert view.finding.said in view.accessibleDescription()
    assert control.accessibleName() == "Temperature"
    assert control.accessibleDescription() == "0.4"
    QTest.keyClick(control, Key.Key_Home)
    assert part.value.text() == "0.5"


def test_arrow_keys_on_the_picture_turn_the_first_slider(qtbot, view):
    shown(view, "window")
    view.picture.setFocus()
    QTest.keyClick(view.picture, Key.Key_Right)
    QTest.keyClick(view.picture, Key.Key_Right)
    assert view.stand()["width"] == 4
    for _ in range(9):
        QTest.keyClick(view.picture, Key.Key_Left)
    assert view.stand()["width"] == 0, "the end is the end"


def test_the_window_misses_what_numpy_finds_beyond_it(view):
    trace = shown(view, "window", width=1)
    weights = trace.heads[3, 7].weights
    beyond = float(weights[6, [k for k in range(len(weights)) if abs(k - 6) > 1]].sum())
    assert percent(beyond) in view.finding.said
    table = {row[0]: row for row in view.table() if len(row) == 5 and row[0].isdecimal()}
    assert np.float32(table["2"][3]) == weights[6, 2]
    assert sum(float(row[3]) for row in table.values() if row[4] == "no") == pytest.approx(beyond, abs=1e-6)
    shown(view, "window", trace, width=1, rows="all")
    rows, columns = np.indices(weights.shape)
    assert percent(float(np.where(abs(rows - columns) > 1, weights, 0).sum(axis=1).mean())) in view.finding.said
    view.show_panel("window", {"width": 64})
    assert percent(0.0) in view.finding.said


def test_switches_and_choices_are_buttons_and_reset_brings_all_back(qtbot, view):
    shown(view, "scaling")
    switch = view.knobs.parts["divided"]
    assert isinstance(switch, SwitchPart)
    assert switch.button.text() == "on"
    assert not view.reset.isEnabled()
    qtbot.mouseClick(switch.button, LEFT)
    assert switch.button.text() == "off"
    assert view.stand()["divided"] is False
    assert view.reset.isEnabled()
    view.setFocus()
    QTest.keyClick(view.picture, Key.Key_R)
    assert view.stand()["divided"] is True
    shown(view, "contexts")
    choice = view.knobs.parts["show"]
    assert isinstance(choice, ButtonsPart)
    assert view.knobs.parts["layer"].isHidden()
    qtbot.mouseClick(choice.buttons[2], LEFT)
    assert view.stand()["show"] == "vectors"
    assert not view.knobs.parts["layer"].isHidden()
    assert isinstance(view.knobs.parts["word"], ListPart)


def test_a_knob_can_take_what_the_run_has(view):
    shown(view, "contexts", show="vectors")
    view.turn("layer", 5)
    assert slider(view, "layer").maximum() == MODEL.layers - 1
    assert view.stand()["layer"] == 5
    small = model_trace(replace(DECODER, layers=2), TEXT, 1, 0)
    view.show_trace(small, Focus(1, 0, 6, 1))
    assert view.stand()["layer"] == 1, "the nearest that there is"
    view.show_trace(trace_of(id=2), FOCUS)
    assert view.stand()["layer"] == 5, "where the user had put it"
    view.show_panel("scaling")
    assert view.stand()["d"] == MODEL.head_width


def test_choices_are_told_and_taken_up_again(view, qtbot):
    shown(view, "softmax", temperature=2.0)
    view.show_panel("window", {"rows": "all"})
    state = json.loads(json.dumps(view.state()))
    assert state == {"panel": "window", "knobs": {"softmax": {"temperature": 2.0}, "window": {"rows": "all"}}}
    other = LaboratoryView()
    qtbot.addWidget(other)
    other.restore(state)
    assert other.state() == state
    assert other.stand()["rows"] == "all"
    other.restore({"panel": "gone", "knobs": {"window": {"rows": 7, "width": "x", "new": 1}, "softmax": 3}})
    assert other.panel.id == IDS[0]
    assert other.stand() == other.panel.usual()


def test_what_is_copied_is_what_is_shown(view):
    shown(view, "softmax")
    clipboard = QGuiApplication.clipboard()
    view.picture.setFocus()
    QTest.keyClick(view.picture, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = clipboard.text().splitlines()
    assert lines[0] == "lab\tsoftmax"
    assert len([line for line in lines if line.split("\t")[0].isdecimal()]) == len(TEXT.split()) + 2
    named = {action.text(): action for action in view.make_menu().actions() if action.text()}
    named["Copy the sentence above the picture"].trigger()
    assert clipboard.text() == view.finding.said
    named["Copy picture"].trigger()
    assert clipboard.image().width() == 2 * view.width()
    assert not named["Reset the knobs"].isEnabled()


def test_the_pointer_is_told_the_number_in_full(qtbot, view):
    trace = shown(view, "window")
    view.repaint()
    box, text = next(tip for tip in view.picture.tips if "Taro" in tip[1])
    assert percent(float(trace.heads[3, 7].weights[6, 1]), 4) in text
    qtbot.mouseMove(view.picture, box.center().toPoint())
    qtbot.waitUntil(lambda: QToolTip.text() == text)
    assert view.picture.tip_at(box.center()) == text
    view.make_menu(text).actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == text
    assert view.picture.rect().contains(box.toRect().adjusted(1, 1, -1, -1))


def test_s_brings_the_sample_and_l_the_lesson(window, qtbot):
    window.commands.open_lab("contexts")
    assert window.wait_until_idle(10)
    view = window.docks.docks["labs"].content
    with qtbot.waitSignal(view.sample_chosen) as asked:
        QTest.keyClick(view.picture, Key.Key_S)
    assert asked.args[0] == lesson_of(view.panel).samples["en"]
    assert window.text_bar.text() == asked.args[0].text
    assert window.wait_until_idle(10)
    with pytest.MonkeyPatch.context() as patch:
        opened = []
        patch.setattr(window.presenting, "open", opened.append)
        qtbot.mouseClick(view.lesson, LEFT)
        QTest.keyClick(view.picture, Key.Key_L)
    places = [window.presenting.course.lesson(place).id for place in opened]
    assert places == ["meaning", "meaning"]


@pytest.mark.parametrize("panel", panels(), ids=IDS)
def test_each_panel_leads_to_a_lesson_on_its_topic_that_has_a_sample(panel):
    lesson = lesson_of(panel)
    assert panel.topics[0] in lesson.topics
    assert set(lesson.samples) == {"en", "ja"}
    assert find_panel(panel.id) is panel


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize("code", ["en", "ja"])
def test_no_panel_fails_whatever_it_is_shown(view, name, code):
    """Before the first run, without a text, with any kind of model, without what was asked for."""
    language().use(code)
    view.show_panel(name)
    traces = [None, make_trace("", 3, 7), trace_of(), trace_of("a")]
    traces += [model_trace(model, TEXT, 1, 1) for model in (DECODER, TRANSLATOR, MIXTURE)]
    for trace in traces:
        focus = FOCUS if trace is None or trace.model is MODEL else Focus(1, 1, 2, 1)
        view.show_trace(trace, focus)
        for turn in view.panel.turns:
            for value in turn.can(trace)[:8]:
                view.turn(turn.name, value)
                view.grab()
                view.table()
                image = QImage(700, 500, QImage.Format.Format_RGB32)
                with QPainter(image) as painter:
                    view.draw(painter, image.rect())
        assert view.picture.accessibleDescription()
        view.reset_knobs()


def test_a_panel_that_needs_another_model_says_so_and_offers_the_sample(view, qtbot):
    shown(view, "experts")
    assert "model with experts" in view.picture.accessibleDescription()
    assert not view.finding.isVisible()
    assert view.wishes() == Wishes()
    assert view.table() == []
    with qtbot.waitSignal(view.sample_chosen) as asked:
        QTest.keyClick(view.picture, Key.Key_S)
    assert asked.args[0].model == "attnviz-experts"


def test_all_heads_are_removed_in_turn_a_few_at_a_time(qtbot, window, engine):
    window.commands.open_lab("cause")
    view = window.docks.docks["labs"].content
    assert window.wait_until_idle(10)
    view.turn("of", "all")
    every = {(layer, head) for layer in range(MODEL.layers) for head in range(MODEL.heads)}
    qtbot.waitUntil(lambda: set(view.page().removals) == every, timeout=20000)
    assert max(len(request.others) for request in engine.ran) <= MOST_AT_ONCE + MODEL.heads
    view.turn("of", "layer")
    assert view.page().step.beside == "without each head"


def test_a_picture_waits_for_every_head(qtbot, window, monkeypatch):
    window.commands.open_lab("cause")
    view = window.docks.docks["labs"].content
    view.show_panel("cause", {"of": "all"})
    monkeypatch.setattr(view._scan, "_at_once", 1)
    qtbot.keyClicks(window.text_bar.editor, " ok")  # after another text it rests for a while
    wait_for_runs(window, view)
    assert len(view.page().removals) == MODEL.layers * MODEL.heads
    monkeypatch.setattr(pictures, "LOADING_SECONDS", 0.3)
    monkeypatch.setattr(LaboratoryView, "left", 2)
    with pytest.raises(UserError, match="2 runs of this lab"):
        wait_for_runs(window, view)


def test_colours_follow_the_theme_and_texts_the_language(qtbot, view):
    shown(view, "window")
    dark = view.grab().toImage()
    theme().use("light")
    light = view.grab().toImage()
    theme().use("dark")
    assert dark != light
    assert view.grab().toImage() == dark


def test_it_is_whole_in_a_small_dock(view):
    """Nothing lies on anything else, and the picture keeps a height that can be read."""
    for name in IDS:
        shown(view, name)
        QApplication.processEvents()
        parts = [view.choice, view.knobs, view.finding, view.picture, view.foot]
        boxes = [part.geometry() for part in parts if part.isVisible()]
        for one, two in pairwise(boxes):
            assert one.bottom() < two.top(), name
        assert view.picture.height() >= 180, name
        assert not view.says.isVisible()
        assert view.choice.toolTip() == view.says.said
        assert view.rect().contains(boxes[-1]), name
        assert view.minimumSizeHint().height() <= 420, name
