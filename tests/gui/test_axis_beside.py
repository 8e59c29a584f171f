"""Words, tokens and bytes in the views beside the heatmap: Side by side, What if, a head enlarged, Flow over layers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from traces import MODEL, attention_head, filled, make_trace, whole_trace

from attnviz.axis import Axis, joined
from attnviz.difference import MOST_SLOTS
from attnviz.gui.fonts import ui_font
from attnviz.gui.paint import text_width
from attnviz.gui.views.all_heads import AllHeadsView
from attnviz.gui.views.compare import CompareView
from attnviz.gui.views.heatmap_header import wrapped
from attnviz.gui.views.layer_flow import LayerFlowView
from attnviz.gui.views.lines import LinesView
from attnviz.gui.views.lines_plan import PERCENT_WIDTH
from attnviz.gui.views.what_if import WhatIfView
from attnviz.morphemes import in_words
from attnviz.other import Change, Other
from attnviz.trace import Focus, Trace, Wishes

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
FOCUS = Focus(0, 0, 2, 3)
ONE, OTHER = "the un like ly end", "an un like ly long end"
JA, JA_OTHER = "昨日東京駅で会いました", "明日東京駅で会います"


def pieces(trace: Trace) -> Trace:
    """ "un like ly" as three pieces of one word."""
    tokens = trace.tokens
    words, number = [], -1
    for at in range(len(tokens)):
        inside = at and (tokens.labels[at - 1], tokens.labels[at]) in (("un", "like"), ("like", "ly"))
        number += not inside
        words.append(number)
    return replace(trace, tokens=replace(tokens, words=tuple(words)))


def run(text: str, other: Other, made=pieces, number: int = 1) -> Trace:
    """What the window tells a view that wishes for one other run."""
    beside = filled(make_trace(other.text or text, 0, 0, number))
    if other.change:
        beside = replace(beside, heads={(0, 0): attention_head(len(beside.tokens), 77)})
    return made(replace(filled(make_trace(text, 0, 0, number)), others={other: made(beside)}))


def spoken(text: str) -> str:
    return text.replace("\u202f", " ")


# Side by side


@pytest.fixture
def beside(qtbot) -> CompareView:
    view = CompareView()
    qtbot.addWidget(view)
    view.resize(1200, 800)
    view.show()
    return view


def compare(view: CompareView, text: str = ONE, other: str = OTHER, made=pieces, focus: Focus = FOCUS) -> Trace:
    view.choice.take_text(other)
    trace = run(text, Other(text=other), made)
    view.show_trace(trace, focus)
    QApplication.processEvents()
    return trace


def test_words_stand_beside_words(beside):
    trace = compare(beside)
    assert len(beside.sides.compared.queries) == 9  # the | an, un, like, ly, long, end and two special ones
    beside.set_axis("words")
    compared, other = beside.sides.compared, next(iter(trace.others.values()))
    assert compared.row_labels == ("[CLS]", "the", "an", "un␣like␣ly", "long", "end", "[SEP]")
    row, column = compared.row_labels.index("un␣like␣ly"), compared.column_labels.index("end")
    for side, values in ((trace, compared.before), (other, compared.after)):
        axis = Axis(side.tokens, "words")
        at = axis.labels.index("un␣like␣ly"), axis.labels.index("end")
        assert values[row, column] == joined(side.heads[0, 0].weights, axis, axis)[at]
    assert np.isnan(compared.before[row, compared.column_labels.index("long")])
    assert "words: weights of pieces summed over keys, averaged over queries" in " ".join(beside.readout.notes)
    assert beside.table()[0][:2] == ["query (words)", "key (words)"]


def test_a_click_on_a_word_chooses_its_strongest_piece_and_marks_all_of_it(beside, qtbot):
    trace = compare(beside)
    beside.set_axis("words")
    compared = beside.sides.compared
    cell = compared.row_labels.index("un␣like␣ly"), compared.column_labels.index("end")
    with qtbot.waitSignal(beside.pair_chosen) as heard:
        at = beside.maps.maps[1].cell_rect(*cell).center().toPoint()
        QTest.mouseClick(beside.maps.maps[1], LEFT, pos=at)
    query, key = heard.args
    weights = trace.heads[0, 0].weights
    assert (query in (2, 3, 4), key) == (True, 5)
    assert weights[query, key] == weights[2:5, 5].max()
    assert beside.difference.cells.marks.chosen == cell
    marked = [mark.cursor.selectedText() for mark in beside.choice.editor.extraSelections()]
    assert marked == ["end", "un like ly"]
    QTest.keyClick(beside.difference.cells, Qt.Key.Key_Up)
    assert spoken(beside.readout.text()).startswith("an → end"), "a word that only b has"


def test_japanese_morphemes_stand_beside_morphemes(beside):
    compare(beside, JA, JA_OTHER, in_words)
    beside.set_axis("words")
    labels = beside.sides.compared.row_labels
    assert {"昨日", "明日", "東京", "駅", "で"} <= set(labels)
    row, column = labels.index("東京"), labels.index("駅")
    assert np.isfinite(
        [side[row, column] for side in (beside.sides.compared.before, beside.sides.compared.after)]
    ).all()


def test_bytes_stand_beside_bytes_and_share_their_tokens_weight(beside):
    trace = compare(beside, "太い", "太る", lambda trace: trace, Focus(0, 0, 1, 1))
    beside.set_axis("bytes")
    compared = beside.sides.compared
    assert compared.row_labels[1:4] == ("E5 太", "A4 太", "AA 太")
    assert compared.before[1, 2] == pytest.approx(trace.heads[0, 0].weights[1, 1] / 3)
    assert "bytes: each has an equal share" in " ".join(beside.readout.notes)


def test_texts_with_too_many_bytes_are_compared_by_tokens_and_say_so(beside):
    long = " ".join(["characteristically"] * (MOST_SLOTS // 18))
    compare(beside, long, long + " so", lambda trace: trace)
    beside.set_axis("bytes")
    assert beside.sides.compared.queries.one.kind == "tokens"
    assert "too long for bytes" in " ".join(beside.readout.notes)


# What if


@pytest.fixture
def what_if(qtbot) -> WhatIfView:
    view = WhatIfView()
    qtbot.addWidget(view)
    view.resize(900, 900)
    view.show()
    return view


def change(view: WhatIfView, text: str = ONE, made=pieces, focus: Focus = FOCUS) -> Trace:
    trace = run(text, Other(change=Change(scaled=False)), made)
    view.show_trace(trace, focus)
    view.set_change(Change(scaled=False))
    QApplication.processEvents()
    return trace


def test_what_changes_is_told_by_words(what_if, qtbot):
    trace = change(what_if)
    assert len(what_if.table()) == 1 + 7 * 7
    what_if.set_axis("words")
    QApplication.processEvents()
    results, axis = what_if.one.results, Axis(trace.tokens, "words")
    other = next(iter(trace.others.values()))
    before, after = (joined(side.heads[0, 0].weights, axis, axis) for side in (trace, other))
    np.testing.assert_array_equal(results.difference.cells.cells.values, after - before)
    assert results.before.shown.matrix.shape == results.after.shown.matrix.shape == (5, 5)
    rows = what_if.table()
    assert rows[0] == ["query (words)", "key (words)", "before", "after"]
    assert [float(row[2]) for row in rows[1:]] == pytest.approx(before.ravel().tolist())
    assert [float(row[3]) for row in rows[1:]] == pytest.approx(after.ravel().tolist())
    assert "words: weights of pieces summed" in results.notes.text()
    bars = {bar.label: bar for bar in results.row.bars}
    assert bars["un␣like␣ly"].before == before[2, 2]
    assert "un␣like␣ly" in results.heading.text()


def test_clicks_in_every_picture_of_words_choose_tokens(what_if, qtbot):
    trace = change(what_if)
    what_if.set_axis("words")
    QApplication.processEvents()
    results, weights = what_if.one.results, trace.heads[0, 0].weights
    small, cells = results.before, results.difference.cells
    for picture, at in (
        (small, small.cell_rect(3, 5).center().toPoint()),
        (cells, cells.cell_rect(2, 3).center().toPoint()),
    ):
        with qtbot.waitSignal(what_if.pair_chosen) as heard:
            QTest.mouseClick(picture, LEFT, pos=at)
        query, key = heard.args
        assert (query in (2, 3, 4), key) == (True, 5)
        assert weights[query, key] == weights[2:5, 5].max()
    assert small.cell_rect(2, 5) == small.cell_rect(4, 5), "one cell for the word"
    place = next(i for i, bar in enumerate(results.row.bars) if bar.label == "end")
    with qtbot.waitSignal(what_if.pair_chosen) as heard:
        QTest.mouseClick(results.row, LEFT, pos=results.row.bar_rect(place).center().toPoint())
    assert heard.args == [2, 5]


def test_a_removed_piece_of_japanese_is_shown_by_morphemes_and_bytes(what_if):
    change(what_if, JA, in_words, Focus(0, 0, 3, 4))
    what_if.set_axis("words")
    assert what_if.one.results.difference.cells.cells.queries[1:4] == ("昨日", "東京", "駅")
    what_if.set_axis("bytes")
    assert what_if.one.results.difference.cells.cells.queries[1] == "E6 昨"


def test_hidden_views_take_another_axis_up_when_they_are_shown(beside, what_if, monkeypatch):
    compare(beside)
    change(what_if)
    for view in (beside, what_if):
        view.hide()
    made = []
    monkeypatch.setattr("attnviz.gui.views.compare_data.compare", lambda *given: made.append(given))
    monkeypatch.setattr("attnviz.gui.views.what_if_said.weights_of", lambda *given: made.append(given))
    for view in (beside, what_if):
        view.set_axis("words")
    assert made == [], "what nobody sees costs nothing"
    monkeypatch.undo()
    for view in (beside, what_if):
        view.show()
    assert beside.sides.compared.queries.one.kind == "words"
    assert what_if.one.results.difference.kind == "words"


# a head enlarged


def answered(view: AllHeadsView, wishes: Wishes, text: str, made=pieces) -> Trace:
    """The same trace again, with the heads that the view wishes for."""
    trace = whole_trace(MODEL, text, request_id=2)
    heads = {head: attention_head(len(trace.tokens), 100 * head[0] + head[1]) for head in wishes.heads}
    return made(replace(trace, heads={**trace.heads, **heads}))


def test_an_enlarged_head_is_asked_for_and_shown_by_words(qtbot):
    view = AllHeadsView()
    qtbot.addWidget(view)
    view.resize(420, 640)
    view.show()
    qtbot.waitExposed(view)
    view.show_trace(pieces(whole_trace(MODEL, ONE)), Focus(0, 0))
    asked = []
    view.wishes_changed.connect(lambda: asked.append(view.wishes().heads))
    QTest.mouseDClick(view.canvas.viewport(), LEFT, pos=view.canvas.cell_rect((2, 4)).center())
    assert asked == [((2, 4),)]
    assert view.popup.enlarged is None, "the device's picture stands there until the weights come"
    trace = answered(view, view.wishes(), ONE)
    view.show_trace(trace, Focus(0, 0))
    assert view.popup.isVisible()
    cells = view.popup.enlarged.cells
    np.testing.assert_array_equal(cells.values, trace.heads[2, 4].weights)
    assert cells.queries == trace.tokens.labels
    view.set_axis("words")
    axis = Axis(trace.tokens, "words")
    np.testing.assert_array_equal(view.popup.enlarged.cells.values, joined(trace.heads[2, 4].weights, axis, axis))
    said = view.popup.accessibleName()
    assert "by words: entropy" in said
    assert "strongest: “" in said
    assert "words: weights of pieces summed over keys, averaged over queries" in said
    QTest.keyClick(view.canvas, Qt.Key.Key_Escape)
    assert not view.popup.isVisible()
    assert asked[-1] == ()


def test_a_card_closes_when_the_text_is_another_one(qtbot):
    view = AllHeadsView()
    qtbot.addWidget(view)
    view.resize(420, 640)
    view.show()
    view.show_trace(whole_trace(MODEL, ONE), Focus(0, 0))
    QTest.mouseDClick(view.canvas.viewport(), LEFT, pos=view.canvas.cell_rect((2, 4)).center())
    view.show_trace(whole_trace(MODEL, OTHER, request_id=2), Focus(0, 0))
    assert not view.popup.isVisible()
    assert view.wishes().heads == ()


# the window


def test_one_key_changes_the_axis_of_every_view(qtbot, open_window):
    window = open_window()
    window.text_bar.editor.setPlainText(JA)
    for name in ("compare", "what_if", "flow", "heads"):
        window.docks.open(name)
        assert window.wait_until_idle(10)
    views = {name: window.docks.docks[name].content for name in ("compare", "what_if", "flow", "heads")}
    views["what_if"].set_change(Change(temperature=2.0))
    views["compare"].choice.take_text(JA_OTHER)
    window.docks.open("what_if")
    assert window.wait_until_idle(10)
    window.docks.open("compare")
    assert window.wait_until_idle(10)
    for key, axis in ((Qt.Key.Key_1, "words"), (Qt.Key.Key_3, "bytes"), (Qt.Key.Key_2, "tokens")):
        QTest.keyClick(window.text_bar.editor, key, CONTROL | Qt.KeyboardModifier.ShiftModifier)
        assert window.wait_until_idle(10)
        assert views["compare"].sides.compared.queries.one.kind == axis
        window.docks.open("what_if")
        assert window.wait_until_idle(10)
        assert views["what_if"].compared.weights.queries.kind == axis
        window.docks.open("compare")
    QTest.keyClick(window.text_bar.editor, Qt.Key.Key_1, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    window.docks.open("flow")
    assert window.wait_until_idle(10)
    assert isinstance(views["flow"], LayerFlowView)
    assert views["flow"].options.joined
    assert {"昨日", "東京", "駅"} <= set(views["flow"].canvas.scene.whole.units[0].names)
    assert "not bytes" not in views["flow"].notes.text()
    QTest.keyClick(window.text_bar.editor, Qt.Key.Key_3, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert not views["flow"].options.joined
    assert "tokens, not bytes" in views["flow"].notes.text()


# narrow places


@pytest.mark.parametrize(
    "note",
    [
        "words: weights of pieces summed over keys, averaged over queries",
        "単語：断片の重みをキーは合計、クエリは平均。バイトは、トークンの重みを等分します。",
    ],
)
def test_a_note_that_is_longer_than_its_line_goes_on_below(note):
    for width in (150, 240, 900):
        lines = wrapped(["first", note, "last"], width)
        said = "".join("".join(lines).split()).replace("·", "")
        assert said == "".join(f"first{note}last".split()), "nothing is lost"
        assert all(text_width(line, ui_font(12)) <= width for line in lines)
        assert all(line == line.strip() for line in lines)
    assert len(wrapped([note], 900)) == 1
    assert len(wrapped([note], 150)) > 2


def test_shares_of_lines_are_in_sight_where_it_is_narrow(qtbot):
    view = LinesView()
    qtbot.addWidget(view)
    view.resize(330, 700)
    view.show()
    view.show_trace(make_trace("He unpacked his extraordinarily long belongings at the river", 0, 0), Focus(0, 0, 1, 6))
    plan, room = view.canvas.plan, view.canvas.viewport().width()
    assert view.canvas.horizontalScrollBar().maximum() == 0
    key = plan.box("key", 6)
    assert key.right() + PERCENT_WIDTH <= room
