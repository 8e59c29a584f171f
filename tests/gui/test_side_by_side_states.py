"""Side by side: vectors through the layers, states without a picture, what comes back and what goes out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from compare_tools import MODELS, MONEY, RIVER, open_view, run, show
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from traces import DECODER, MODEL, TRANSLATOR, attention_head, make_trace

from attnviz.errors import UserError
from attnviz.gui.views.compare import CompareView
from attnviz.gui.views.compare_data import Choice
from attnviz.other import Other
from attnviz.trace import MOST_STATES, Focus


@pytest.fixture
def view(qtbot) -> CompareView:
    return open_view(qtbot)


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
