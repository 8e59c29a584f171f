"""Two sentences, heads, layers or models beside each other: in the window, by mouse, keyboard and input method."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QInputMethodEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from traces import DECODER, MODEL, TRANSLATOR, attention_head, filled, make_trace, model_trace

from attnviz.errors import UserError
from attnviz.gui.views.compare import CompareView
from attnviz.gui.views.compare_data import Choice, partner
from attnviz.other import Other
from attnviz.samples import PAIRS, SAMPLES
from attnviz.trace import MOST_STATES, Focus, Trace, TraceRequest

RIVER, MONEY = PAIRS[0].texts
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
MODELS = {"test": "Test model", "other": "Other model"}


def run(text: str, other: Other | None, *heads: tuple[int, int], model=MODEL, number: int = 1) -> Trace:
    """What the engine answers to a view that wishes for one other run."""
    request = TraceRequest(number, text, model.id, heads=heads or ((0, 0),), states=True)
    trace = filled(replace(model_trace(model, text, *request.heads[0]), request=request))
    if other is None:
        return trace
    asked = replace(request, text=text if other.text is None else other.text, heads=other.heads or request.heads)
    beside = filled(replace(model_trace(model, asked.text, *asked.heads[0]), request=asked))
    if other.model:
        beside = replace(beside, model=replace(model, id=other.model, name=other.model))
    return replace(trace, others={other: beside})


@pytest.fixture
def view(qtbot) -> CompareView:
    made = CompareView()
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    return made


def show(view: CompareView, focus: Focus = Focus(0, 0, 6, 5), text: str = RIVER, other: str = MONEY) -> Trace:  # noqa: B008
    view.choice.take_text(other)
    trace = run(text, Other(text=other))
    view.show_trace(trace, focus)
    QApplication.processEvents()  # lay it out
    return trace


def cell(view: CompareView, query: str, key: str) -> tuple[int, int]:
    compared = view.sides.compared
    return compared.row_labels.index(query), compared.column_labels.index(key)


def click(view: CompareView, which, query: str, key: str) -> None:
    QTest.mouseClick(which, Qt.MouseButton.LeftButton, pos=which.cell_rect(*cell(view, query, key)).center().toPoint())


def said(view: CompareView) -> str:
    return view.readout.text().replace("\u202f", " ")


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


# vectors


def test_the_query_is_followed_through_the_layers(view):
    trace = show(view, Focus(0, 0, 6, 4))
    other = trace.others[Other(text=MONEY)]
    lines = view.chart.lines
    assert lines.word == "bank"
    i, j = trace.tokens.labels.index("bank"), other.tokens.labels.index("bank")
    one, two = trace.states[3, i], other.states[3, j]
    assert lines.values[3] == pytest.approx(float(one @ two / np.linalg.norm(one) / np.linalg.norm(two)), rel=1e-4)
    assert len(lines.values) == MODEL.layers + 1
    QTest.keyClick(view.chart, Qt.Key.Key_Right)
    assert view.chart.said(view.chart.at).startswith("before layer 0: cosine")
    QTest.keyClick(view.chart, Qt.Key.Key_Right)
    assert f"after layer 0: cosine {lines.values[1]:.3f}".replace("-", "−") in view.chart.accessibleDescription()
    point = view.chart.point(4, float(lines.values[4]), QRectF(view.chart.rect())).toPoint()
    QTest.mouseMove(view.chart, point)
    assert view.chart.at == 4


def test_a_word_that_b_lacks_leaves_the_line_to_the_key_or_to_the_most_changed(view):
    show(view, Focus(0, 0, 5, 2))
    assert view.chart.lines.word == "went"
    show(view, Focus(0, 0, 5, 5))
    finals = {
        view.sides.one.tokens.labels[slot[0].start]: view.sides.cosines[-1, i]
        for i, slot in enumerate(view.sides.words)
    }
    assert view.chart.lines.word == min(finals, key=finals.get)


def test_a_click_on_a_word_follows_it_and_makes_it_the_query(view):
    trace, told = show(view), []
    view.pair_chosen.connect(lambda *pair: told.append(pair))
    word = view._line.word(2)
    QTest.mouseClick(view.words.viewport(), Qt.MouseButton.LeftButton, pos=view.words.rect_of(word).center().toPoint())
    assert view.chart.lines.word == "went"
    assert told == [(2, 5)]
    river = view._line.word(5)
    QTest.mouseClick(view.words.viewport(), Qt.MouseButton.LeftButton, pos=view.words.rect_of(river).center().toPoint())
    assert trace.tokens.labels[5] == "river"
    assert view.chart.lines is None
    assert "only in a" in view.chart.why


def test_where_angles_mean_nothing_the_reason_is_said(view):
    view.show_models(MODELS)
    show(view)
    view.choice.kinds["head"].click()
    view.show_trace(run(RIVER, None, (0, 0), (0, 1), number=2), Focus(0, 0, 1, 2))
    assert view.body.isVisible()
    assert "one run" in view.chart.why
    view.choice.kinds["model"].click()
    view.show_trace(run(RIVER, view.wishes().others[0], number=3), Focus(0, 0, 1, 2))
    assert view.body.isVisible()
    assert "two spaces" in view.chart.why
    assert not view.words.isVisible()


# designed states


def test_empty_texts_errors_and_long_texts_say_what_to_do(view):
    view.show_trace(make_trace(""), Focus())
    assert "Type a sentence in the window" in view.nothing.title
    trace = show(view)
    view.show_trace(
        replace(trace, request=replace(trace.request, id=5), others={Other(text=MONEY): UserError("No {x}.", x="y")}),
        Focus(),
    )
    assert (view.nothing.title, view.nothing.line) == ("b cannot be computed", "No y.")
    view.choice.take_text(" ")
    assert "second sentence" in view.nothing.title
    long, longer = (" ".join(f"{letter}{i}" for i in range(700)) for letter in "ab")
    view.choice.take_text(longer)
    one = make_trace(long, limit=2000, request_id=7)
    view.show_trace(replace(one, others={Other(text=longer): make_trace(longer, limit=2000)}), Focus())
    assert "Too long" in view.nothing.title
    half = " ".join(f"a{i}" for i in range(MOST_STATES + 20))
    view.choice.take_text(half)
    one = make_trace(half, limit=2000, request_id=8)
    view.show_trace(replace(one, others={Other(text=half): make_trace(half, limit=2000)}), Focus(0, 0, 3, 4))
    assert view.body.isVisible()
    assert str(MOST_STATES) in view.chart.why


def test_a_captured_trace_has_heads_and_layers_to_compare(view):
    captured = replace(MODEL, captured_by="transformers")
    trace = replace(run(RIVER, None, (0, 0), (0, 1)), model=captured)
    view.show_trace(trace, Focus(0, 0, 1, 2))
    assert "captured" in view.nothing.title
    assert view.wishes().others == ()
    assert not view.choice.kinds["model"].isEnabled()
    view.choice.kinds["head"].click()
    assert view.body.isVisible()


def test_without_a_second_model_it_says_how_to_get_one(view):
    view.show_models({"test": "Test model"})
    show(view)
    view.choice.kinds["model"].click()
    assert "No second model" in view.nothing.title
    assert view.wishes().others == ()


@pytest.mark.parametrize("model", [DECODER, TRANSLATOR], ids=lambda model: model.id)
def test_masks_and_other_texts_fit_in(view, model):
    view.choice.take_text(MONEY)
    last = model.attentions - 1
    trace = run(RIVER, Other(text=MONEY), (last, 0), model=model)
    view.show_trace(trace, Focus(last, 0, 2, 1))
    compared = view.sides.compared
    assert compared.before.shape == (len(compared.queries), len(compared.keys))
    assert view.body.isVisible()
    assert view.chart.lines is not None
    view.choice.kinds["layer"].click()
    view.choice.layer.field.setValue(0)
    view.show_trace(
        replace(
            trace,
            request=replace(trace.request, id=2),
            heads={**trace.heads, (0, 0): attention_head(len(trace.tokens), 4)},
        ),
        Focus(last, 0, 2, 1),
    )
    assert view.body.isVisible()


# what comes back, and what goes out


def test_choices_come_back(view, qtbot):
    view.choice.take_text("こんにちは。")
    view.choice.show_choice(replace(view.choice.choice, kind="model", model="other", head=(1, 2), layer=3))
    again = CompareView()
    qtbot.addWidget(again)
    again.restore(view.state())
    assert again.choice.choice == view.choice.choice
    assert again.choice.text == again.choice.editor.text() == "こんにちは。"
    assert again.state() == view.state()


@pytest.mark.parametrize("state", [{}, {"kind": "x", "text": 3, "head": [1], "layer": -1, "model": []}, {"head": "ab"}])
def test_what_cannot_be_understood_is_passed_over(view, state):
    view.restore(state)
    assert view.choice.choice == Choice()


def test_the_table_holds_every_pair_and_the_cosines(view):
    trace = show(view)
    rows = view.table()
    assert rows[0] == ["query", "key", "a", "b", "difference"]
    pair = next(row for row in rows if row[:2] == ["bank", "the"])
    here = trace.tokens.labels
    assert np.float32(pair[2]) == trace.heads[0, 0].weights[here.index("bank"), here.index("the")]
    assert len(rows) == 1 + len(view.sides.compared.queries) ** 2 + 1 + 1 + MODEL.layers + 1
    view.chart.make_menu().actions()[1].trigger()
    assert QGuiApplication.clipboard().text().count("\n") == MODEL.layers + 2


def test_a_figure_shows_all_three_pictures(view):
    show(view)
    for size in ((1200, 700), (460, 900)):
        image = QImage(*size, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        view.draw(painter, QRectF(image.rect()))
        painter.end()
        colours = {image.pixel(x, y) for x in range(0, size[0], 4) for y in range(0, size[1], 4)}
        assert len(colours) > 40


def test_in_a_narrow_place_the_pictures_stand_in_one_column(view):
    show(view)
    assert view.body.difference_panel.x() > view.maps.x()
    view.resize(430, 1100)
    QApplication.processEvents()
    assert view.body.difference_panel.x() == view.maps.x()
    assert view.body.difference_panel.y() >= view.maps.y() + view.maps.height()
    assert view.heightForWidth(430) < 1150
    one, other = view.maps.maps
    assert one.plan.cell == other.plan.cell
    assert one.plan.hidden.isNull()
    assert one.cell_rect(0, 0).y() + one.y() == other.cell_rect(0, 0).y() + other.y()


def test_long_texts_scroll_together(view):
    text = " ".join(f"w{i}" for i in range(120))
    show(view, Focus(0, 0, 3, 4), text, text + " end")
    view.difference.cells.scrolled.emit(QPointF(30, 40))
    for picture in view.maps.maps:
        assert picture.offset / picture.plan.cell == QPointF(30, 40)


def test_f_shows_all_of_the_three_pictures(qtbot, view):
    text = " ".join(f"w{i}" for i in range(120))
    show(view, Focus(0, 0, 3, 4), text, text + " end")
    pictures = (*view.maps.maps, view.difference.cells)
    assert not any(picture.plan.hidden.isNull() for picture in pictures)
    assert "F: show all" in view.readout.notes
    qtbot.keyClick(view.maps.maps[1], Qt.Key.Key_F)
    assert all(picture.plan.hidden.isNull() for picture in pictures)
    assert "F: readable size" in view.readout.notes
    assert not view.grab().isNull()
    qtbot.keyClick(view.difference.cells, Qt.Key.Key_F)
    assert not any(picture.plan.hidden.isNull() for picture in pictures)


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
