"""The sentence editor and the token chips, driven by keys, mouse, clipboard and input method."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from text_bar_tools import open_bar
from traces import make_trace

from attnviz.gui.theme import theme
from attnviz.gui.views.sentence_editor import SIZES, utf16_position
from attnviz.gui.views.text_bar import TextBar, word_span
from attnviz.gui.views.token_strip import TokenStrip
from attnviz.trace import Focus

Modifier = Qt.KeyboardModifier


@pytest.fixture
def bar(qtbot):
    return open_bar(qtbot)


@pytest.fixture
def heard(bar):
    texts: list[str] = []
    bar.text_changed.connect(texts.append)
    return texts


def marked(bar: TextBar) -> list[str]:
    """The texts under the editor's marks, in the order they are painted."""
    return [selection.cursor.selectedText() for selection in bar.editor.extraSelections()]


def underlines(bar: TextBar) -> list[str]:
    return [selection.format.underlineColor().name() for selection in bar.editor.extraSelections()]


def show(bar: TextBar, text: str, query: int, key: int, limit: int = 512) -> None:
    bar.editor.setPlainText(text)
    bar.show_trace(make_trace(text, limit=limit), Focus(0, 0, query, key))


def test_each_key_is_heard(qtbot, bar, heard):
    qtbot.keyClicks(bar.editor, "cat")
    assert heard == ["c", "ca", "cat"]
    qtbot.keyClick(bar.editor, Qt.Key.Key_Backspace)
    assert heard[-1] == "ca"


def test_a_text_is_heard_before_its_letters_are_fitted(bar):
    sizes: list[int] = []
    bar.text_changed.connect(lambda text: sizes.append(bar.editor.font().pixelSize()))
    bar.editor.setPlainText("the letters of a sentence become smaller " * 20)
    assert sizes == [SIZES[0][1]]
    assert bar.editor.font().pixelSize() < sizes[0]


def test_silent_while_an_input_method_composes(bar, heard):
    for preedit in ("た", "たろ", "たろう", "太郎"):
        QApplication.sendEvent(bar.editor, QInputMethodEvent(preedit, []))
    assert heard == []
    commit = QInputMethodEvent()
    commit.setCommitString("太郎")
    QApplication.sendEvent(bar.editor, commit)
    assert heard == ["太郎"]


def test_undo_and_redo_survive_marks_and_type_size(qtbot, bar, heard):
    qtbot.keyClicks(bar.editor, "he sat")
    bar.show_trace(make_trace("he sat"), Focus(0, 0, 1, 2))
    page = QMimeData()
    page.setText(" and sat" * 60)  # long enough for smaller type
    bar.editor.insertFromMimeData(page)
    assert bar.editor.font().pixelSize() < SIZES[0][1]
    long = bar.text()
    bar.editor.undo()
    assert bar.text() == "he sat"
    assert bar.editor.font().pixelSize() == SIZES[0][1]
    bar.editor.redo()
    assert bar.text() == long == heard[-1]


def test_a_pasted_page_is_plain_text_and_heard_once(bar, heard):
    page = "The cat sat on the mat. " * 84
    rich = QMimeData()
    rich.setHtml(f"<h1 style='color:red'>{page}</h1>")
    rich.setText(page[:2000])
    QGuiApplication.clipboard().setMimeData(rich)
    bar.editor.paste()
    assert heard == [page[:2000]]
    assert len(bar.text()) == 2000


def test_after_a_long_paste_the_cursor_is_in_sight(bar):
    bar.resize(260, 220)
    mime = QMimeData()
    mime.setText("attention lets each word look at the others " * 45)
    bar.editor.insertFromMimeData(mime)
    QApplication.processEvents()
    assert bar.editor.textCursor().atEnd()
    assert bar.editor.viewport().rect().contains(bar.editor.cursorRect())


def test_a_lower_editor_keeps_the_cursor_in_sight(bar):
    bar.editor.setPlainText("Taro ate the cake. After that, he fell asleep, and slept on. " * 2)
    bar.editor.moveCursor(bar.editor.textCursor().MoveOperation.End)
    QApplication.processEvents()
    bar.resize(240, 100)
    QApplication.processEvents()
    assert bar.editor.verticalScrollBar().maximum() > 0
    assert bar.editor.viewport().rect().contains(bar.editor.cursorRect().center())


def test_rich_text_alone_loses_its_markup(bar, heard):
    rich = QMimeData()
    rich.setHtml("<p>he <b>fell</b> asleep</p>")
    bar.editor.insertFromMimeData(rich)
    assert heard == ["he fell asleep"]


@pytest.mark.parametrize("text", ["שלום עולם", "مرحبا بالعالم", "a\nb\n\nc", "no\u00a0break", "👩‍👩‍👧 🇯🇵", "<b>&amp;"])
def test_what_is_typed_is_what_is_heard(bar, heard, text):
    bar.editor.insertPlainText(text)
    assert heard == [text]


def test_right_to_left_lines_start_at_the_right(bar):
    bar.editor.setPlainText("abc\nשלום")
    blocks = bar.editor.document().firstBlock(), bar.editor.document().lastBlock()
    directions = [block.textDirection() for block in blocks]
    assert directions == [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]


def test_tab_leaves_the_editor(qtbot):
    page = QWidget()
    layout = QVBoxLayout(page)
    bar, strip = TextBar(), TokenStrip()
    layout.addWidget(bar)
    layout.addWidget(strip)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    bar.editor.setFocus()
    qtbot.keyClick(bar.editor, Qt.Key.Key_Tab)
    assert bar.text() == ""
    assert page.focusWidget() is strip.chips


def test_utf16_positions_count_emoji_twice():
    assert [utf16_position("a😀b", place) for place in range(4)] == [0, 1, 3, 4]
    assert utf16_position("a\ud83d b", 3) == 3, "half an emoji takes one place"


def test_words_of_the_pair_are_marked(bar):
    show(bar, "😀 Taro ate. 太郎", query=3, key=2)
    tokens = make_trace("😀 Taro ate. 太郎").tokens
    assert tokens.labels[2:4] == ("Taro", "ate")
    assert marked(bar) == ["Taro", "ate"]
    assert underlines(bar) == [theme().colours.key, theme().colours.query]


def test_marks_move_along_with_their_words_while_a_trace_is_awaited(qtbot, bar):
    show(bar, "he fell", query=1, key=2)
    cursor = bar.editor.textCursor()
    cursor.setPosition(0)
    bar.editor.setTextCursor(cursor)
    qtbot.keyClicks(bar.editor, "so ")
    assert marked(bar) == ["fell", "he"]


def test_all_pieces_of_a_word_are_marked_together():
    tokens = make_trace("Taro ate").tokens
    joined = type(tokens)(**{**vars(tokens), "words": (0, 1, 1, 2)})
    assert word_span(joined, 2) == (0, 8)


def test_what_the_model_does_not_read_is_greyed_and_said(bar):
    text = "one two three four five"
    show(bar, text, query=1, key=2, limit=5)
    assert marked(bar) == [" four five", "two", "one"]
    assert bar.note.isVisible()
    assert "5" in bar.note.text()
    assert "2" in bar.note.text()
    show(bar, "one two", query=1, key=2, limit=5)
    assert not bar.note.isVisible()


def test_a_hovered_token_is_tinted(bar):
    show(bar, "one two three", query=1, key=2)
    bar.hover((3,))
    assert marked(bar)[0] == "three"
    bar.hover(())
    assert marked(bar) == ["two", "one"]


def test_theme_dyes_the_marks_anew(bar):
    show(bar, "one two", query=1, key=2)
    before = underlines(bar)
    choice = theme().choice
    theme().use("light" if theme().colours.name == "dark" else "dark")
    assert underlines(bar) != before
    theme().use(choice)


@pytest.fixture
def strip(qtbot):
    made = TokenStrip()
    made.resize(260, 160)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.show_trace(make_trace("Taro ate the cake after that"), Focus(0, 0, 1, 2))
    made.chips.setFocus()
    QApplication.processEvents()
    return made


@pytest.fixture
def chosen(strip):
    pairs: list[tuple[int, int]] = []

    def hear(query: int, key: int) -> None:
        pairs.append((query, key))
        strip.show_trace(make_trace("Taro ate the cake after that"), Focus(0, 0, query, key))

    strip.pair_chosen.connect(hear)
    return pairs


def click(qtbot, strip, token, button=Qt.MouseButton.LeftButton, modifier=Modifier.NoModifier) -> None:
    qtbot.mouseClick(strip.chips, button, modifier, strip.chips.rect_of(token).center().toPoint())


def test_clicks_choose_query_and_key(qtbot, strip, chosen):
    click(qtbot, strip, 4)
    click(qtbot, strip, 5, modifier=Modifier.ShiftModifier)
    click(qtbot, strip, 3, modifier=Modifier.ControlModifier)
    click(qtbot, strip, 6, button=Qt.MouseButton.RightButton)
    assert chosen == [(4, 2), (4, 5), (4, 3), (4, 6)]


def test_a_click_beside_the_chips_chooses_nothing(qtbot, strip, chosen):
    qtbot.mouseClick(strip.chips, Qt.MouseButton.LeftButton, pos=QPoint(1, strip.chips.height() - 1))
    assert chosen == []


def test_arrows_move_the_query_and_with_shift_the_key(qtbot, strip, chosen):
    qtbot.keyClick(strip.chips, Qt.Key.Key_Right)
    qtbot.keyClick(strip.chips, Qt.Key.Key_Right, Modifier.ShiftModifier)
    qtbot.keyClick(strip.chips, Qt.Key.Key_End)
    qtbot.keyClick(strip.chips, Qt.Key.Key_Right)
    qtbot.keyClick(strip.chips, Qt.Key.Key_Home, Modifier.ShiftModifier)
    assert chosen == [(2, 2), (2, 3), (7, 3), (7, 3), (7, 0)]


def test_up_and_down_go_to_the_chip_below(qtbot, strip, chosen):
    qtbot.keyClick(strip.chips, Qt.Key.Key_Down)
    above, below = strip.chips.rect_of(1), strip.chips.rect_of(chosen[-1][0])
    assert below.top() > above.bottom()
    qtbot.keyClick(strip.chips, Qt.Key.Key_Up)
    assert strip.chips.rect_of(chosen[-1][0]).top() == above.top()


def test_no_chip_leaves_the_strip_or_covers_another(strip):
    strip.show_trace(make_trace("a " * 40 + "Donaudampfschifffahrtsgesellschaftskapitän"), Focus(0, 0, 1, 2))
    QApplication.processEvents()
    rects = [strip.chips.rect_of(i) for i in range(43)]
    assert max(rect.right() for rect in rects) <= strip.chips.width()
    assert not any(a.intersects(b) for a, b in pairwise(rects))


def test_512_tokens_scroll_and_the_keyboard_keeps_its_chip_in_view(qtbot, strip):
    trace = make_trace("word " * 510)
    strip.pair_chosen.connect(lambda q, k: strip.show_trace(trace, Focus(0, 0, q, k)))
    strip.show_trace(trace, Focus(0, 0, 1, 2))
    QApplication.processEvents()
    assert strip.verticalScrollBar().maximum() > 1000
    qtbot.keyClick(strip.chips, Qt.Key.Key_End)
    QApplication.processEvents()
    last = strip.chips.rect_of(511).center().toPoint()
    seen = strip.chips.mapTo(strip.viewport(), last)
    assert strip.viewport().rect().contains(seen)


def test_a_pair_chosen_elsewhere_comes_into_view_but_typing_does_not_scroll(strip):
    trace = make_trace("word " * 300)
    strip.show_trace(trace, Focus(0, 0, 1, 2))
    strip.show_trace(trace, Focus(0, 0, 250, 251))
    QApplication.processEvents()
    there = strip.verticalScrollBar().value()
    assert there > 500
    strip.verticalScrollBar().setValue(0)
    strip.show_trace(make_trace("word " * 301), Focus(0, 0, 250, 251))
    QApplication.processEvents()
    assert strip.verticalScrollBar().value() == 0
    strip.show_trace(make_trace("word " * 302), Focus(0, 0, 302, 251))
    QApplication.processEvents()
    assert strip.verticalScrollBar().value() > there, "the pair itself went to the end"


def test_hover_is_told_and_forgotten(qtbot, strip):
    told: list[int] = []
    strip.hovered.connect(told.append)
    qtbot.mouseMove(strip.chips, strip.chips.rect_of(3).center().toPoint())
    qtbot.waitUntil(lambda: told == [3])
    strip.show_trace(make_trace("another text"), Focus(0, 0, 1, 2))
    assert told == [3, -1]


def test_a_tip_shows_markup_as_it_is(strip):
    strip.show_trace(make_trace("<b> & co"), Focus(0, 0, 1, 2))
    tip = strip.chips.tip(1)
    assert "&lt;" in tip
    assert "<b>" not in tip


def test_screen_readers_hear_the_pair(strip):
    assert "Taro" in strip.chips.accessibleDescription()
    assert "ate" in strip.chips.accessibleDescription()
