"""The head finder with real clicks and keys, on traces whose rows are made by numpy."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from traces import DECODER, MODEL, TRANSLATOR, attention_head, model_trace

from attnviz.finding import strongest_pieces
from attnviz.gui.main_window import language
from attnviz.gui.theme import theme
from attnviz.gui.views.finder import FinderView
from attnviz.trace import Focus, ModelInfo, Trace, Wishes
from attnviz.word_pair import Word

TEXT = "Taro ate the cake and he fell asleep"
LEFT = Qt.MouseButton.LeftButton
# the offscreen platform says of each list of completions that it cannot be raised
COMPLETES = pytest.mark.qt_log_ignore("plugin does not support", extend=True)


def trace_of(text: str, info: ModelInfo = MODEL, queries: tuple[int, ...] | None = None, request_id: int = 1) -> Trace:
    """A trace with the rows of ``queries``, of all unless given."""
    trace = model_trace(info, text, request_id=request_id)
    rows = {}
    for query in range(max(len(trace.tokens), len(trace.target or ()))) if queries is None else queries:
        layers = []
        for layer in range(info.attentions):
            count, keys = len(trace.queries(layer)), len(trace.keys(layer))
            if query >= count:
                layers.append(np.zeros((info.heads, 0), np.float32))
                continue
            causal = info.attention(layer)[0] == "masked"
            made = [attention_head(count, 50 * layer + h, 3.0, keys, causal).weights[query] for h in range(info.heads)]
            layers.append(np.stack(made))
        rows[query] = tuple(layers)
    return replace(trace, rows=rows)


@pytest.fixture
def view(qtbot) -> FinderView:
    made = FinderView()
    qtbot.addWidget(made)
    made.chosen = []
    made.head_chosen.connect(lambda *head: made.chosen.append(("head", *head)))
    made.pair_chosen.connect(lambda *pair: made.chosen.append(("pair", *pair)))
    made.resize(700, 560)
    made.show()
    qtbot.waitExposed(made)
    return made


def click(row, word: Word) -> None:
    QTest.mouseClick(row.viewport(), LEFT, pos=row.rect_of(word).center().toPoint())


def line(view: FinderView, place: int) -> QPoint:
    return view.list.line_rect(place).center()


def test_it_ranks_the_words_in_focus_and_wishes_for_their_rows(view):
    trace = trace_of(TEXT)
    view.show_trace(trace, Focus(2, 5, 6, 1))
    assert view.wishes() == Wishes(rows=(6,))
    best = max(((la, h) for la in range(6) for h in range(12)), key=lambda head: trace.rows[6][head[0]][head[1], 1])
    assert view.ranking.head(0) == best
    assert view.title_line.said.query == "he"
    assert view.title_line.said.key == "Taro"
    assert f"layer {best[0]} · head {best[1]}" in view.title_line.said.best
    assert "rank" in view.title_line.said.focused
    assert "averaged over the query's" in view.note.text()
    assert "not a cause" in view.note.text()


def test_clicking_words_asks_for_their_rows_and_pins_them(view, qtbot):
    view.show_trace(trace_of(TEXT, queries=(6,)), Focus(0, 0, 6, 1))
    with qtbot.waitSignal(view.wishes_changed):
        click(view.rows["query"], Word(4, 5))
    click(view.rows["key"], Word(2, 3))
    assert view.pin.isChecked()
    assert view.wishes().rows == (4,)
    assert not view.best.isEnabled()
    assert view.list.stale
    view.show_trace(trace_of(TEXT, queries=(4,), request_id=2), Focus(0, 0, 6, 1))
    assert (view.title_line.said.query, view.title_line.said.key) == ("cake", "ate")
    assert not view.list.stale
    view.pin.click()
    assert (view.pair.query, view.pair.key) == (Word(6, 7), Word(1, 2))


@COMPLETES
def test_typing_words_chooses_them(view):
    view.show_trace(trace_of(TEXT), Focus(0, 0, 6, 1))
    field = view.fields["query"]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "FELL")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert view.pair.query == Word(7, 8)
    field.completer().popup().hide()
    field.selectAll()
    QTest.keyClicks(field, "dog")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert view.pair.query == Word(7, 8)
    assert "“dog” is no word of this text." in view.note.text()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "fell"


@COMPLETES
def test_of_words_spelled_alike_enter_takes_the_next(view):
    view.show_trace(trace_of("the dog saw the cat and the cow"), Focus(0, 0, 2, 5))
    field = view.fields["key"]
    seen = []
    for _ in range(4):
        field.setText("the")
        QTest.keyClick(field, Qt.Key.Key_Return)
        seen.append(view.pair.key.start)
    assert seen == [7, 1, 4, 7]


@COMPLETES
def test_a_completion_taken_with_enter_chooses_once(view, qtbot):
    view.show_trace(trace_of("the dog saw the cat and the cow"), Focus(0, 0, 2, 5))
    field = view.fields["key"]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "th")
    popup = field.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert view.pair.key == Word(7, 8)  # the next one after "cat", not the one after that


def test_arrow_keys_move_a_word(view):
    view.show_trace(trace_of(TEXT), Focus(0, 0, 6, 1))
    row = view.rows["key"]
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Right)
    assert view.pair.key == Word(2, 3)
    QTest.keyClick(row, Qt.Key.Key_End)
    assert view.pair.key.start == 9


def test_a_click_on_a_line_chooses_head_and_pair(view):
    trace = trace_of(TEXT)
    view.show_trace(trace, Focus(0, 0, 6, 1))
    QTest.mouseClick(view.list.viewport(), LEFT, pos=line(view, 2))
    assert view.chosen == [("head", *view.ranking.head(2)), ("pair", 6, 1)]


def test_it_chooses_the_strongest_pieces_of_words(view):
    plain = trace_of(TEXT)
    words = tuple(int(word) for word in np.cumsum([i not in (2, 7) for i in range(len(plain.tokens))]) - 1)
    trace = replace(plain, tokens=replace(plain.tokens, words=words))
    view.show_trace(trace, Focus(0, 0, 6, 1))
    assert view.wishes().rows == (6, 7)
    QTest.mouseClick(view.list.viewport(), LEFT, pos=line(view, 0))
    pieces = strongest_pieces(trace.rows, view.ranking.head(0), (6, 7), (1, 2))
    assert view.chosen[-1] == ("pair", *pieces)


def test_keys_choose_heads_jump_and_swap(view):
    view.show_trace(trace_of(TEXT), Focus(0, 0, 6, 1))
    view.list.setFocus()
    QTest.keyClick(view.list, Qt.Key.Key_Down)
    QTest.keyClick(view.list, Qt.Key.Key_Return)
    assert view.chosen[0] == ("head", *view.ranking.head(1))
    QTest.keyClick(view.list, Qt.Key.Key_J)
    assert view.chosen[2] == ("head", *view.ranking.head(0))
    assert view.list.place == 0
    QTest.keyClick(view.list, Qt.Key.Key_X)
    assert (view.pair.query, view.pair.key) == (Word(1, 2), Word(6, 7))
    assert view.pin.isChecked()
    QTest.keyClick(view.list, Qt.Key.Key_J)
    assert view.chosen[-1] == ("pair", 1, 6)
    assert not view.pin.isChecked()  # they are the pair in focus now


def test_a_pin_of_the_user_stays(view):
    view.show_trace(trace_of(TEXT), Focus(0, 0, 6, 1))
    QTest.mouseClick(view.pin, LEFT)
    view.jump_to_best()
    view.show_trace(trace_of(TEXT, request_id=2), Focus(0, 0, 3, 3))
    assert view.pin.isChecked()
    assert view.pair.query == Word(6, 7)


def test_map_and_list_light_up_together_and_the_map_chooses(view):
    view.show_trace(trace_of(TEXT), Focus(0, 0, 6, 1))
    at = view.map.cell_rect((4, 9)).center().toPoint()
    QTest.mouseMove(view.map, at)
    assert view.map.head_at(view.map.cell_rect((4, 9)).center()) == (4, 9)
    QTest.mouseClick(view.map, LEFT, pos=at)
    assert view.chosen[0] == ("head", 4, 9)
    view.map.setFocus()
    QTest.keyClick(view.map, Qt.Key.Key_Left)
    QTest.keyClick(view.map, Qt.Key.Key_Return)
    assert view.chosen[2] == ("head", 4, 8)
    assert view.list.pointed == (4, 8)
    assert "rank" in view.map.accessibleDescription()


def test_words_stay_while_the_text_before_them_is_typed(view, qtbot):
    view.show_trace(trace_of(TEXT), Focus(0, 0, 6, 1))
    view.pin.click()
    with qtbot.waitSignal(view.wishes_changed):
        view.show_trace(trace_of("Now " + TEXT, queries=(6,), request_id=2), Focus(0, 0, 1, 1))
    assert view.wishes().rows == (7,)
    assert view.list.stale
    view.show_trace(trace_of("Now " + TEXT, queries=(7,), request_id=3), Focus(0, 0, 1, 1))
    assert view.title_line.said.query == "he"
    assert not view.list.stale


def test_a_word_that_is_gone_is_said_and_found_again(view):
    view.show_trace(trace_of(TEXT), Focus(0, 0, 6, 1))
    view.pin.click()
    view.show_trace(trace_of("Taro ate the cake and fell asleep", request_id=2), Focus())
    assert "“he”" in view.nothing.title
    assert not view.list.isVisible()
    assert view.wishes().rows == ()
    view.show_trace(trace_of("Taro ate the cake and slept as he fell", request_id=3), Focus())
    assert view.pair.query == Word(8, 9)
    assert view.list.isVisible()


def test_states_without_a_ranking_say_why(view):
    assert "on its way" in view.nothing.title
    view.show_trace(trace_of(""), Focus())
    assert "Type a sentence" in view.nothing.title
    view.show_trace(trace_of(TEXT, request_id=2), Focus())
    assert "Choose two words" in view.nothing.title
    view.show_trace(trace_of(TEXT, queries=(), request_id=3), Focus(0, 0, 6, 1))
    assert "Asking" in view.nothing.title
    captured = replace(MODEL, captured_by="transformers 5")
    recorded = trace_of(TEXT, captured, queries=(), request_id=4)
    view.show_trace(recorded, Focus(0, 0, 6, 1))
    assert "Asking" in view.nothing.title
    view.show_trace(replace(recorded, request=replace(recorded.request, id=5, rows=(6,))), Focus(0, 0, 6, 1))
    assert "No weights to rank" in view.nothing.title
    assert not view.best.isEnabled()


def test_one_word_twice_and_a_key_that_comes_later(view):
    view.show_trace(trace_of(TEXT, DECODER), Focus(0, 0, 6, 6))
    assert "One word twice" in view.note.text()
    view.show_trace(trace_of(TEXT, DECODER), Focus(0, 0, 2, 6))
    assert "comes later" in view.title_line.said.best
    assert not view.best.isEnabled()
    QTest.keyClick(view.list, Qt.Key.Key_J)
    assert view.chosen == []


def test_weights_on_the_first_token_are_doubted(view):
    view.show_trace(trace_of(TEXT), Focus(0, 0, 6, 0))
    assert "say little" in view.note.text()
    view.show_trace(trace_of(TEXT), Focus(0, 0, 6, 2))
    assert "say little" not in view.note.text()


def test_an_encoder_decoder_chooses_from_what_is_read_and_written(view, qtbot):
    trace = trace_of("Taro ate cake", TRANSLATOR)
    view.show_trace(trace, Focus(4, 1, 2, 1))
    assert view.pair.query == Word(2, 3, written=True)
    assert view.ranking.layers == (4, 5)
    assert "decoder" in view.title_line.said.best
    click(view.rows["query"], Word(2, 3))
    assert view.ranking.layers == (0, 1)
    assert "not among these layers" in view.title_line.said.focused
    view.jump_to_best()
    best = view.ranking.head(0)
    assert view.chosen == [("head", *best)]  # its words are not those of the layer on screen yet
    with qtbot.waitSignal(view.pair_chosen):
        view.show_trace(trace, Focus(*best, 0, 0))
    assert view.chosen[1] == ("pair", 2, 1)
    qtbot.waitUntil(lambda: not view.pin.isChecked())
    view.show_trace(trace, Focus(*best, 2, 1))
    click(view.rows["key"], Word(2, 3, written=True))
    assert "No layer looks" in view.nothing.title


def test_it_follows_language_and_theme(view, qtbot):
    view.show_trace(trace_of(TEXT), Focus(0, 0, 6, 1))
    before = view.grab().toImage().pixelColor(3, 300)
    theme().use("light" if theme().colours.name == "dark" else "dark")
    assert view.grab().toImage().pixelColor(3, 300) != before
    language().use("ja")
    qtbot.wait(1)
    assert view.list.isVisible()


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("size", [(290, 510), (420, 640), (700, 450)])
def test_nothing_is_clipped(view, size, lang):
    language().use(lang)
    view.resize(*size)
    view.show_trace(trace_of(TEXT), Focus(0, 0, 6, 0))  # with the most notes
    QTest.qWait(1)
    assert view.map.isVisible() == (size != (290, 510))
    parts = [view.swap, view.pin, view.best, view.list, view.note, *view.rows.values(), *view.fields.values()]
    for part in parts:
        place = part.geometry()
        assert view.rect().contains(place), part
        assert part.width() >= part.minimumSizeHint().width(), part
    for button in (view.swap, view.best):
        assert button.width() >= button.fontMetrics().horizontalAdvance(button.text()) + 24
    for one, other in pairwise(parts[:3]):
        assert not one.geometry().intersects(other.geometry())
    assert not (view.map.isVisible() and view.map.geometry().intersects(view.list.geometry()))
    assert view.list.geometry().bottom() < view.note.y()
    assert view.note.height() >= view.note.heightForWidth(view.note.width())
