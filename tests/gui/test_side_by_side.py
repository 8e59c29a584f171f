"""Two sentences, heads, layers or models beside each other: by mouse, keyboard and input method, and in the window."""

from __future__ import annotations

import pytest
from compare_tools import MODELS, MONEY, RIVER, cell, click, open_view, run, said, show
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from attnviz.gui.views.compare import CompareView
from attnviz.gui.views.compare_data import partner
from attnviz.other import Other
from attnviz.samples import PAIRS, SAMPLES
from attnviz.trace import Focus

CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def view(qtbot) -> CompareView:
    return open_view(qtbot)


# what a run is asked for


def test_before_the_first_run_it_waits_and_then_asks_for_the_other_sentence(view):
    assert view.nothing.isVisible()
    assert not view.wishes().others
    asked = []
    view.wishes_changed.connect(lambda: asked.append(view.wishes()))
    view.show_trace(run(RIVER, None), Focus())
    assert asked[-1].others == (Other(text=MONEY),)
    assert asked[-1].states
    assert "next run" in view.nothing.title


def test_each_kind_asks_for_what_it_needs(view):
    view.show_models(MODELS)
    show(view)
    for kind, heads, others in (
        ("head", ((0, 1),), ()),
        ("layer", ((1, 0),), ()),
        ("model", (), (Other(model="other", heads=((0, 0),)),)),
        ("text", (), (Other(text=MONEY),)),
    ):
        QTest.mouseClick(view.choice.kinds[kind], Qt.MouseButton.LeftButton)
        wished = view.wishes()
        assert (wished.heads, wished.others) == (heads, others)
        assert wished.states == (kind == "text")


def test_a_layer_follows_the_head_in_focus_and_a_head_stays(view):
    show(view)
    view.choice.kinds["layer"].click()
    view.choice.layer.field.setValue(4)
    view.show_trace(run(RIVER, None, (2, 5)), Focus(2, 5))
    assert view.wishes().heads == ((4, 5),)
    view.choice.kinds["head"].click()
    assert view.wishes().heads == ((2, 6),)
    view.choice.head.field.setValue(9)
    view.show_trace(run(RIVER, None, (3, 1)), Focus(3, 1))
    assert view.wishes().heads == ((2, 9),)


# two sentences


def test_words_of_both_sentences_share_their_rows_and_others_are_gaps(view):
    trace = show(view)
    assert view.body.isVisible()
    compared, other = view.sides.compared, trace.others[Other(text=MONEY)]
    at = cell(view, "bank", "the")
    here, there = trace.tokens.labels, other.tokens.labels
    before = trace.heads[0, 0].weights[here.index("bank"), here.index("the")]
    after = other.heads[0, 0].weights[there.index("bank"), there.index("the")]
    assert (compared.before[at], compared.after[at]) == (before, after)
    assert view.difference.cells.cells.values[at] == after - before
    assert "bank → river" in said(view)
    assert "only a has this pair" in said(view)
    click(view, view.difference.cells, "bank", "the")
    assert said(view) == f"bank → the  a {100 * before:.1f} %  b {100 * after:.1f} %  {signed(after - before)}"


def signed(points: float) -> str:
    return f"{100 * points:+.1f}".replace("-", "−")


def test_a_click_in_any_picture_chooses_the_pair_in_all(view):
    trace, told = show(view), []
    view.pair_chosen.connect(lambda *pair: told.append(tuple(trace.tokens.labels[i] for i in pair)))
    for picture, pair in (
        (view.maps.maps[0], ("went", "to")),
        (view.maps.maps[1], ("bank", "He")),
        (view.difference.cells, ("He", "bank")),
    ):
        click(view, picture, *pair)
        assert told[-1] == pair
        for each in (*view.maps.maps, view.difference.cells):
            assert each.marks.chosen == cell(view, *pair)
    QTest.keyClick(view.maps.maps[1], Qt.Key.Key_Left)
    assert told[-1] == ("He", "river")


def test_a_pair_that_only_b_has_is_looked_at_here_alone(view):
    show(view)
    told = []
    view.pair_chosen.connect(lambda *pair: told.append(pair))
    click(view, view.maps.maps[1], "withdraw", "money")
    assert told == []
    assert "only b has this pair" in said(view)
    assert said(view).startswith("withdraw → money")
    view.show_trace(run(RIVER, Other(text=MONEY), number=2), Focus(0, 0, 1, 2))
    assert said(view).startswith("He → went")


def test_the_mouse_lights_up_the_same_pair_in_all_pictures(view):
    show(view)
    for picture in (*view.maps.maps, view.difference.cells):
        at = cell(view, "went", "He")
        QTest.mouseMove(picture, picture.cell_rect(*at).center().toPoint())
        assert all(each.marks.hovered == at for each in (*view.maps.maps, view.difference.cells))
        assert said(view).startswith("went → He")
        QTest.mouseMove(picture, picture.cell_rect(*cell(view, "the", "to")).center().toPoint())
        assert said(view).startswith("the → to")


def test_typing_asks_anew_and_the_old_picture_stays_dimmed_until_b_is_there(qtbot, view):
    show(view)
    view.choice.editor.moveCursor(view.choice.editor.textCursor().MoveOperation.End)
    qtbot.keyClicks(view.choice.editor, " Now")
    assert view.wishes().others == (Other(text=MONEY + " Now"),)
    assert view.body.isVisible()
    assert view.maps.maps[0].stale
    view.show_trace(run(RIVER, view.wishes().others[0], number=2), Focus())
    assert not view.maps.maps[0].stale
    assert "Now" in view.sides.compared.row_labels
    qtbot.keyClick(view.choice.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert view.choice.text != MONEY + " Now"


def test_an_input_method_is_silent_while_it_composes(view):
    show(view)
    asked = []
    view.wishes_changed.connect(lambda: asked.append(view.wishes().others[0].text))
    QApplication.sendEvent(view.choice.editor, QInputMethodEvent("ぎんこう", []))
    assert asked == []
    event = QInputMethodEvent()
    event.setCommitString("銀行")
    QApplication.sendEvent(view.choice.editor, event)
    assert asked == [MONEY + "銀行"]


def test_escape_gives_the_keyboard_back_to_the_pictures(qtbot, view):
    show(view)
    view.activateWindow()
    view.choice.editor.setFocus()
    qtbot.keyClick(view.choice.editor, Qt.Key.Key_Escape)
    assert view.difference.cells.hasFocus()


def test_both_sentences_wear_the_colours_of_the_pair(view):
    show(view)
    click(view, view.difference.cells, "bank", "went")
    marked = [mark.cursor.selectedText() for mark in view.choice.editor.extraSelections()]
    assert marked == ["went", "bank"]


def test_examples_set_both_sentences_and_swap_exchanges_them(qtbot, view):
    show(view)
    told = []
    view.text_chosen.connect(told.append)
    view.choice.menu.aboutToShow.emit()
    entries = [action for action in view.choice.menu.actions() if not action.isSeparator()]
    assert len(entries) == len(PAIRS)
    entries[2].trigger()
    assert (told[-1], view.choice.text) == PAIRS[2].texts
    view.show_trace(run(PAIRS[2].one, Other(text=PAIRS[2].other), number=2), Focus())
    QTest.mouseClick(view.choice.swap, Qt.MouseButton.LeftButton)
    assert (view.choice.text, told[-1]) == PAIRS[2].texts


def test_an_untouched_b_goes_with_a(view):
    view.show_trace(run(SAMPLES[0].text, None), Focus())
    assert view.choice.text == partner(SAMPLES[0].text)
    view.show_trace(run(SAMPLES[1].text, None, number=2), Focus())
    assert view.choice.text == partner(SAMPLES[1].text)
    view.show_trace(run("Something else", None, number=3), Focus())
    assert view.choice.text == partner(SAMPLES[1].text)
    view.choice.take_text("Mine")
    view.show_trace(run(RIVER, None, number=4), Focus())
    assert view.choice.text == "Mine"


# in the window


def test_the_window_types_computes_and_remembers(qtbot, window, open_window, settings):
    window.docks.open("compare")
    assert window.wait_until_idle(10)
    view = window.docks.docks["compare"].content
    window.text_bar.editor.replace_text(RIVER)
    view.choice.take_text(MONEY)
    assert window.wait_until_idle(10)
    assert view.sides.compared is not None
    assert view.sides.other.tokens.text == MONEY
    view.choice.editor.setFocus()
    view.choice.editor.moveCursor(view.choice.editor.textCursor().MoveOperation.End)
    qtbot.keyClicks(view.choice.editor, " Yes")
    assert window.wait_until_idle(10)
    assert view.sides.other.tokens.text == MONEY + " Yes"
    qtbot.keyClick(view.choice.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert view.choice.text == MONEY
    assert window.text_bar.text() == RIVER
    qtbot.keyClick(view.choice.editor, Qt.Key.Key_Z, CONTROL_SHIFT)
    assert window.wait_until_idle(10)
    QTest.mouseClick(view.choice.swap, Qt.MouseButton.LeftButton)
    assert window.wait_until_idle(10)
    assert window.text_bar.text() == MONEY + " Yes"
    assert view.choice.text == RIVER
    assert set(view._models) >= {"all-MiniLM-L6-v2", window.microscope.model}
    view.choice.kinds["model"].click()
    assert window.wait_until_idle(10)
    assert view.sides.other.request.model != view.sides.one.request.model
    view.choice.head.field.setFocus()
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
    assert window.wait_until_idle(10)
    assert view.choice.head.field.hasFocus()
    assert view.sides.other_head[1] == view.sides.head[1] + 3
    window.session.save()
    window.close()
    again = open_window(type(settings)(settings.path))
    again.docks.open("compare")
    assert again.wait_until_idle(10)
    assert again.docks.docks["compare"].content.choice.choice.kind == "model"
    assert again.docks.docks["compare"].content.choice.text == RIVER


@pytest.mark.parametrize(("width", "first"), [(354, "difference"), (600, "maps"), (1000, "maps")])
def test_where_it_is_narrow_the_difference_comes_first_for_eyes_and_keys(qtbot, width, first):
    view = CompareView()
    qtbot.addWidget(view)
    view.resize(width, 1100)
    view.show()
    qtbot.waitExposed(view)
    view.choice.take_text(MONEY)
    view.show_trace(run(RIVER, Other(text=MONEY)), Focus(0, 0, 6, 5))
    body, maps = view.body, view.maps.maps
    QApplication.processEvents()
    above = body.difference_panel.geometry().bottom() <= view.maps.geometry().top()
    assert above == (first == "difference")
    body.difference.cells.setFocus()
    QTest.keyClick(body.difference.cells, Qt.Key.Key_Tab)
    assert maps[0].hasFocus() == above
    title, buttons = view.choice.title, view.choice.kinds.values()
    assert len({button.y() for button in buttons}) == 1, "in one line"
    assert title.isHidden() == (width == 354)
