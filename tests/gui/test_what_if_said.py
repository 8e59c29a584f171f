"""What if: what is said of the answer, and where it stands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from fake_engine import DECODER, VOCABULARY, user_error
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from traces import DECODER as CAUSAL
from traces import MODEL, TRANSLATOR, make_trace, word_tokens
from what_if_tools import FOCUS, JA, LEFT, TEXT, answer, changed_view, moved, open_view, press

from attnviz.gui.main_window import language
from attnviz.gui.views.what_if import WhatIfView
from attnviz.gui.views.what_if_said import cosine_said, sentence_of
from attnviz.other import Change, Other
from attnviz.trace import Focus


@pytest.fixture
def view(qtbot) -> WhatIfView:
    return open_view(qtbot)


# --- what is said


def test_it_says_what_became_of_the_weight(view):
    trace = changed_view(view, Change(temperature=0.5))
    other = trace.others[Other(change=Change(temperature=0.5))]
    before, after = (100 * float(one.heads[0, 0].weights[6, 1]) for one in (trace, other))
    assert f"from {before:.1f}\u202f% to {after:.1f}\u202f%" in view.one.said.text()
    assert "At temperature 0.50" in view.one.said.text()
    assert "cosine of 1.000" in view.one.said.text()
    bar = next(bar for bar in view.one.results.row.bars if bar.key == 1)
    assert (100 * bar.before, 100 * bar.weight) == pytest.approx((before, after))
    assert bar.chosen


def test_a_head_that_is_removed_keeps_its_own_weights(view):
    trace = changed_view(view, Change(removed=((0, 0),)))
    assert "Without head 0.0" in view.one.said.text()
    assert "only what the head hands on is gone" in view.one.said.text()
    assert "Only later layers" in view.one.results.notes.text()
    later = Focus(3, 1, 6, 1)
    answer(view, focus=later, request_id=3)
    assert not view.one.results.notes.isVisible()
    assert trace.others


def test_a_large_weight_without_an_effect_is_no_cause_and_nothing_more_is_claimed(view):
    strongest = make_trace(TEXT).heads[0, 0].weights.copy()
    np.fill_diagonal(strongest, 0)
    query, key = (int(place) for place in np.unravel_index(strongest.argmax(), strongest.shape))
    focus = Focus(0, 0, query, key)
    trace = changed_view(view, Change(removed=((0, 0),)), focus=focus)
    assert strongest.max() > 0.3
    moved(view, trace, 0.01, focus)
    assert "not yet a cause" in view.one.said.text()
    moved(view, trace, 2.0, focus)
    assert "not yet a cause" not in view.one.said.text()


def test_the_tokens_that_moved_are_named_with_their_cosine(view):
    trace = changed_view(view, Change(positions=False))
    moved(view, trace, 0.5)
    effect = view.compared.effect.vector
    assert view.one.results.output.headline.text().endswith(cosine_said(effect.cosine))
    assert [bar.key for bar in view.one.results.output.moved.bars] == list(effect.most_moved[:5])
    assert "9 token" not in view.one.results.output.note.text()
    assert str(len(trace.tokens)) in view.one.results.output.note.text()


def test_next_words_before_and_after(view):
    answer(view, model=DECODER)
    view.set_change(Change(positions=False))
    trace = answer(view, model=DECODER, request_id=2)
    other = Other(change=view.change)
    logits = np.full(len(VOCABULARY), -5.0, np.float32)
    logits[1] = 5.0
    best = tuple(sorted(trace.next_words.best, key=lambda word: -logits[word.id]))
    words = replace(trace.next_words, logits=logits, best=best)
    view.show_trace(replace(trace, others={other: replace(trace.others[other], next_words=words)}), FOCUS)
    assert "“dog”" in view.one.said.text()
    assert view.one.results.output.headline.text().endswith("moved")
    assert "bits" in view.one.results.output.below.text()
    dog = next(bar for bar in view.one.results.output.words.bars if bar.label == "dog")
    assert dog.weight > 0.99 > dog.before


def test_of_a_translator_it_is_told_what_it_writes_now(view):
    focus = Focus(4, 1, 2, 1)
    trace = changed_view(view, Change(scaled=False), focus=focus, model=TRANSLATOR.id)
    assert view.wishes().next_words
    assert "what the encoder hands on" in view.one.results.output.note.text()  # it tells nothing else without
    other = Other(change=view.change)
    for written, said in (
        (trace.target, "it writes the same"),
        (word_tokens("quite another"), "it now writes “quite another”"),
        (word_tokens(20 * "words "), "it writes something else"),
    ):
        made = replace(trace.others[other], rewritten=written)
        view.show_trace(replace(trace, others={other: made}), focus)
        assert said in view.one.said.text()
        assert view.one.results.output.headline.text() == written.text.strip()
    assert trace.target.text in view.one.results.output.note.text()
    assert "encoder" in view.one.results.output.below.text()
    assert view.one.results.difference.isVisible()


# --- states


def test_an_answer_that_takes_long_dims_what_is_shown(view, qtbot):
    changed_view(view, Change(scaled=False))
    said = view.one.said.text()
    view.set_change(Change(scaled=False, temperature=0.5))
    assert view.stale
    assert view.one.said.text() == said
    assert not view.one.results.row.stale
    qtbot.waitUntil(lambda: view.one.results.row.stale)
    answer(view, request_id=3)
    assert not view.stale
    assert not view.one.results.row.stale
    assert view.one.said.text() != said


def test_an_error_is_said(view):
    answer(view)
    view.set_change(Change(causal=True))
    trace = answer(view, request_id=2)
    other = Other(change=view.change)
    view.show_trace(replace(trace, others={other: user_error("No room for {file} ({reason}).")}), FOCUS)
    assert "cannot be computed" in view.one.nothing.title
    assert "No room for" in view.one.nothing.line
    assert not view.one.area.isVisible()


def test_a_captured_trace_cannot_be_changed(view):
    trace = make_trace(TEXT)
    view.show_trace(replace(trace, model=replace(MODEL, captured_by="transformers 5")), FOCUS)
    for button in (*view.one.controls.masks, view.one.controls.scaled, view.one.removed.add, view.one.removed.layer):
        assert not button.isEnabled()
        assert "captured" in button.toolTip()
    press(view, Qt.Key.Key_D)
    QTest.mouseClick(
        view.one.words.viewport(), LEFT, pos=view.one.words.rect_of(view.one.words.line.word(1)).center().toPoint()
    )
    assert not view.change
    assert "captured" in view.one.nothing.title


@pytest.mark.parametrize(("model", "able"), [(MODEL.id, (True, True, False)), (CAUSAL.id, (True, False, True))])
def test_a_mask_that_the_model_has_already_is_no_choice(view, model, able):
    answer(view, model=model)
    assert tuple(button.isEnabled() for button in view.one.controls.masks) == able
    assert "made so" in view.one.controls.masks[able.index(False)].toolTip()


def test_without_a_mask_a_text_may_have_512_tokens(view):
    trace = replace(make_trace("a " * 600, limit=2000), model=CAUSAL)
    view.show_trace(trace, Focus(0, 0, 1, 1))
    assert not view.one.controls.masks[2].isEnabled()
    assert "512" in view.one.controls.masks[2].toolTip()
    view.set_change(Change(scaled=False))
    other = Other(change=view.change)
    view.show_trace(replace(trace, others={other: trace}), Focus(0, 0, 1, 1))
    assert "not read back" in view.one.results.output.note.text()


def test_another_model_has_other_heads(view):
    changed_view(view, Change(removed=((0, 0),), temperature=0.5))
    answer(view, model=CAUSAL.id, request_id=3)
    assert view.change == Change(temperature=0.5)


# --- around it


def test_a_click_in_a_small_map_or_on_a_bar_chooses_a_pair(view, qtbot):
    changed_view(view, Change(temperature=0.5))
    pairs: list[tuple[int, int]] = []
    view.pair_chosen.connect(lambda *pair: pairs.append(pair))
    map_ = view.one.results.after
    view.one.area.ensureWidgetVisible(map_)
    QTest.mouseClick(map_, LEFT, pos=map_.cell_rect(3, 2).center().toPoint())
    assert pairs == [(3, 2)]
    bar = view.one.results.row.bar_rect(0).center().toPoint()
    QTest.mouseClick(view.one.results.row, LEFT, pos=bar)
    assert pairs[1] == (6, view.one.results.row.bars[0].key)


def test_numbers_can_be_copied(view):
    changed_view(view, Change(temperature=0.5))
    view.one.results.row.make_menu().actions()[0].trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "\tbefore\tafter"
    assert float(lines[1].split("\t")[2]) == pytest.approx(view.one.results.row.bars[0].weight)
    view.one.results.after.make_menu().actions()[0].trigger()
    assert len(QGuiApplication.clipboard().text().splitlines()) == len(view.compared.before.tokens) + 1
    view.one.results.output.make_menu().actions()[0].trigger()
    assert "cosine" in QGuiApplication.clipboard().text()


def test_its_numbers_are_a_table(view):
    assert view.table() == ()
    trace = changed_view(view, Change(temperature=0.5))
    head, *rows = view.table()
    assert head == ["query", "key", "before", "after"]
    assert len(rows) == len(trace.tokens) ** 2
    query, key, before, after = rows[6 * len(trace.tokens) + 1]
    other = trace.others[Other(change=view.change)]
    assert (query, key) == ("he", "Taro")
    assert np.float32(before) == trace.heads[0, 0].weights[6, 1]
    assert np.float32(after) == other.heads[0, 0].weights[6, 1]


def test_the_figure_shows_all_of_it(view):
    changed_view(view, Change(temperature=0.5))
    image = QImage(900, 700, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    view.draw(painter, image.rect().toRectF())
    painter.end()
    colours = {image.pixel(QPoint(x, y)) for x in range(0, 900, 5) for y in range(0, 700, 5)}
    assert len(colours) > 20
    assert view.one.area.isVisible()


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("size", [(300, 320), (444, 601), (900, 500)])
def test_nothing_is_wider_than_the_view(view, qtbot, lang, size):
    language().use(lang)
    qtbot.wait(1)
    view.resize(*size)
    changed_view(view, Change(temperature=0.5, removed=((0, 0), (3, 7))), text=JA)
    qtbot.wait(1)
    assert view.size().width() == size[0]
    for part in (view.one.controls, view.one.removed, view.one.words, view.one.area, view.reset):
        right = part.mapTo(view, QPoint(part.width(), 0)).x()
        assert right <= view.width()
    assert sentence_of(view.compared) == view.one.said.text()


def test_it_works_in_the_window(window, engine, qtbot):
    window.docks.open("what_if")
    assert window.wait_until_idle(10)
    qtbot.waitUntil(lambda: window.docks.docks["what_if"].content is not None)
    view = window.docks.docks["what_if"].content
    qtbot.waitUntil(lambda: view.one.removed.add.isVisible())
    QTest.mouseClick(view.one.removed.add, LEFT)
    qtbot.waitUntil(lambda: view.compared is not None)
    assert engine.ran[-1].others == ()  # the other run itself
    window.text_bar.editor.setFocus()
    QTest.keyClick(window.text_bar.editor, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(window.text_bar.editor, "Now ")
    qtbot.waitUntil(lambda: view.compared is not None and view.compared.before.tokens.text.startswith("Now "))
