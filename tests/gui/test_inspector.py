"""The inspector prints what the heatmap prints, and every number of it can be reached and copied."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from traces import WIDTH, make_trace

from attnviz.digits import exact, number, percent, printed_small
from attnviz.gui.export import save_widget
from attnviz.gui.i18n import Language
from attnviz.gui.theme import theme
from attnviz.gui.views.calculation import calculation_text, operand, printed
from attnviz.gui.views.heatmap import HeatmapView
from attnviz.gui.views.inspector import InspectorView
from attnviz.gui.views.inspector_sections import Section
from attnviz.pair import open_pair
from attnviz.trace import Focus

EN = "Taro ate the cake. After that, he fell asleep."
JA = "太郎はケーキを食べた。そのあと彼は眠った。"
HEAD = Focus(3, 7)


@pytest.fixture
def view(qtbot):
    theme().use("dark")
    made = InspectorView()
    qtbot.addWidget(made)
    made.resize(380, 900)
    made.show()
    return made


def texts(widget, tmp_path) -> list[str]:
    save_widget(widget, tmp_path / "view.svg")
    return re.findall(r"<text[^>]*>([^<]*)</text>", (tmp_path / "view.svg").read_text("utf-8"))


def move(widget, point: QPoint) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(point),
        QPointF(widget.mapToGlobal(point)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)


def test_prints_the_heatmaps_weight_to_the_last_digit(view, qtbot, tmp_path):
    heatmap = HeatmapView()
    qtbot.addWidget(heatmap)
    heatmap.resize(700, 760)
    heatmap.show()
    trace = make_trace(EN, 3, 7)
    for query in range(0, 14, 3):
        for key in range(14):
            focus = HEAD.on_pair(query, key)
            view.show_trace(trace, focus)
            heatmap.show_trace(trace, focus)
            weight = percent(float(trace.heads[3, 7].weights[query, key]))
            assert heatmap._shown.token_weight((query, key)) == weight
            assert view.content.pair_line.weight == weight
            assert view.content.softmax.steps[-1].result == weight
            assert next(bar.text for bar in view.content.bars.bars if bar.chosen) == weight
    QApplication.processEvents()
    assert "".join(texts(heatmap, tmp_path)).count(weight) >= 1
    assert "".join(texts(view, tmp_path)).count(weight) >= 3


def test_each_line_follows_from_the_one_above(view):
    trace = make_trace(EN, 3, 7)
    view.show_trace(trace, HEAD.on_pair(4, 1))
    view.content.fold.setChecked(True)
    pair = open_pair(trace.heads[3, 7], 4, 1)
    total, scaled = view.content.score.steps
    assert total.result == number(
        float(sum(a * b for a, b in zip(pair.query.tolist(), pair.key.tolist(), strict=True)))
    )
    assert scaled.sum == f"{total.result} ÷ √{WIDTH}"
    assert scaled.result == number(pair.dot / math.sqrt(WIDTH))
    minus, exp, row, share = view.content.softmax.steps
    assert minus.sum == f"{scaled.result} − {number(pair.row_max)}"
    assert exp.sum == f"exp({minus.result})"
    assert share.sum == f"{exp.result} ÷ {row.result}"
    assert math.exp(pair.score - pair.row_max) / pair.row_sum == pytest.approx(pair.weight, rel=1e-5)
    assert view.content.terms.rows[-1][3] == pytest.approx(pair.dot, abs=1e-9)


def test_strips_hold_the_devices_own_numbers(view):
    trace = make_trace(EN, 3, 7)
    view.show_trace(trace, HEAD.on_pair(4, 9))
    head = trace.heads[3, 7]
    weight = head.weights[4, 9]
    for strip, values in (
        (view.content.q, head.query[4]),
        (view.content.k, head.key[9]),
        (view.content.products, head.query[4] * head.key[9]),
        (view.content.v, head.value[9]),
        (view.content.weighted, weight * head.value[9]),
        (view.content.output, head.context[4]),
    ):
        np.testing.assert_array_equal(np.asarray(strip.strip.values), values)


def test_hover_shows_the_index_and_all_digits(view, tmp_path):
    trace = make_trace(EN, 3, 7)
    view.show_trace(trace, HEAD.on_pair(4, 9))
    QApplication.processEvents()
    move(view.content.q, view.content.q.cell_rect(7).center().toPoint())
    expected = f"q[7] = {exact(trace.heads[3, 7].query[4, 7])}"
    assert expected in "".join(texts(view.content.q, tmp_path))
    QApplication.sendEvent(view.content.q, QEvent(QEvent.Type.Leave))
    assert expected not in "".join(texts(view.content.q, tmp_path))


def test_a_click_on_a_bar_chooses_that_key(view, qtbot):
    trace = make_trace(EN, 3, 7)
    view.show_trace(trace, HEAD.on_pair(4, 9))
    QApplication.processEvents()
    with qtbot.waitSignal(view.pair_chosen) as heard:
        QTest.mouseClick(
            view.content.bars, Qt.MouseButton.LeftButton, pos=view.content.bars.bar_rect(1).center().toPoint()
        )
    second = int(np.argsort(-trace.heads[3, 7].weights[4])[1])
    assert heard.args == [4, second]


def test_bars_answer_to_the_keyboard(view, qtbot):
    trace = make_trace(EN, 3, 7)
    view.show_trace(trace, HEAD.on_pair(4, 9))
    QTest.keyClick(view.content.bars, Qt.Key.Key_Down)
    QTest.keyClick(view.content.bars, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.pair_chosen) as heard:
        QTest.keyClick(view.content.bars, Qt.Key.Key_Return)
    assert heard.args == [4, int(np.argsort(-trace.heads[3, 7].weights[4])[2])]


def test_the_row_adds_up_and_the_pairs_key_is_always_there(view):
    trace = make_trace(EN, 3, 7)
    row = trace.heads[3, 7].weights[4]
    weakest = int(row.argmin())
    view.show_trace(trace, HEAD.on_pair(4, weakest))
    bars = view.content.bars.bars
    assert len(bars) < len(row)
    assert bars[-1].key == weakest
    left = float(row.sum(dtype=np.float64)) - sum(bar.weight for bar in bars)
    assert percent(left) in view.content.bars._rest
    assert sum(bar.weight for bar in bars) + left == pytest.approx(1.0, abs=1e-5)


def test_a_low_inspector_shows_fewer_bars_and_a_high_one_more(view):
    view.show_trace(make_trace(EN, 3, 7), HEAD.on_pair(4, 9))
    counts = []
    for height in (500, 760, 1200):
        view.resize(380, height)
        QApplication.processEvents()
        counts.append(len(view.content.bars.bars))
    assert counts[0] == 3
    assert counts[0] < counts[1] < counts[2] == 12
    view.content.fold.click()
    QApplication.processEvents()
    view.resize(380, 1201)
    QApplication.processEvents()
    assert len(view.content.bars.bars) == 12, "an opened table pushes no bar out"


def test_the_keyboard_shows_where_it_is(view, qtbot):
    view.show_trace(make_trace(EN, 3, 7), HEAD.on_pair(4, 9))
    with qtbot.waitActive(view):
        view.activateWindow()
    view.clearFocus()

    def edge() -> str:
        return view.grab().toImage().pixelColor(view.width() // 2, 0).name()

    assert edge() == theme().colours.panel
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert edge() == theme().colours.query
    view.clearFocus()
    assert edge() == theme().colours.panel


def test_terms_are_folded_and_open_by_keyboard(view):
    view.show_trace(make_trace(EN, 3, 7), HEAD.on_pair(4, 9))
    assert not view.content.terms.isVisible()
    assert view.content.fold.focusPolicy() & Qt.FocusPolicy.TabFocus
    QTest.keyClick(view.content.fold, Qt.Key.Key_Space)
    assert view.content.terms.isVisible()
    assert len(view.content.terms.rows) == WIDTH
    QTest.keyClick(view.content.fold, Qt.Key.Key_Space)
    assert not view.content.terms.isVisible()


def test_control_c_copies_the_whole_calculation(view):
    trace = make_trace(EN, 3, 7)
    view.show_trace(trace, HEAD.on_pair(4, 9))
    view.activateWindow()
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied == calculation_text(trace, HEAD.on_pair(4, 9))
    rows = [line.split("\t") for line in copied.splitlines()]
    head = trace.heads[3, 7]
    assert next(float(row[1]) for row in rows if row[0] == "weight") == pytest.approx(
        float(head.weights[4, 9]), rel=1e-6
    )
    terms = [row for row in rows if len(row) == 8][1:]
    assert [np.float32(row[1]) for row in terms] == head.query[4].tolist()
    assert "−" not in copied.replace("- maximum", ""), "spreadsheets read hyphens only"


def test_one_number_can_be_copied(view):
    trace = make_trace(EN, 3, 7)
    view.show_trace(trace, HEAD.on_pair(4, 9))
    QApplication.processEvents()
    point = view.content.k.mapTo(view, view.content.k.cell_rect(3).center().toPoint())
    menu = view.make_menu(point)
    menu.actions()[0].trigger()
    assert np.float32(QGuiApplication.clipboard().text()) == trace.heads[3, 7].key[9, 3]
    assert len(menu.actions()) == 2
    assert len(view.make_menu(QPoint(5, 5)).actions()) == 1


def test_a_masked_cell_says_so(view):
    trace = make_trace(EN, 3, 7)
    head = trace.heads[3, 7]
    scores, weights = head.scores.copy(), head.weights.copy()
    scores[4, 9], weights[4, 9] = -np.inf, 0.0
    view.show_trace(replace(trace, heads={(3, 7): replace(head, scores=scores, weights=weights)}), HEAD.on_pair(4, 9))
    assert view.content.score.steps[1].result == "masked"
    assert "ahead" in view.content.score.steps[1].label
    assert view.content.softmax.steps[-1].result == percent(0.0)


def test_small_and_negative_numbers_read_well():
    assert printed(-0.001) == "0.00"
    assert operand(-2.5) == "(−2.50)"
    assert printed_small(1.966) == "1.97"
    assert printed_small(0.0123) == "0.0123"
    assert printed_small(4.1e-6) == "4.1×10⁻⁶"


def test_stale_older_and_hidden(view):
    trace = make_trace(EN, 3, 7, request_id=5)
    view.show_trace(trace, HEAD.on_pair(4, 9))
    weight = view.content.pair_line.weight
    view.show_trace(trace, Focus(0, 0, 4, 9))
    assert view.stale
    assert view.content.pair_line.weight == weight
    view.show_trace(make_trace("old", 3, 7, request_id=4), HEAD.on_pair(0, 0))
    assert view.content.pair_line.query == "cake"
    view.hide()
    view.show_trace(make_trace("new words", 3, 7, request_id=6), HEAD.on_pair(1, 2))
    assert view.content.pair_line.query == "cake"
    view.show()
    assert not view.stale
    assert view.content.pair_line.query == "new"


@pytest.mark.parametrize(("text", "pair"), [("", (None, None)), (EN, (None, None)), (EN, (40, 2))])
def test_without_a_pair_it_says_how_to_choose_one(view, tmp_path, text, pair):
    view.show_trace(make_trace(text, 3, 7), HEAD.on_pair(*pair))
    assert not view.content.isVisible()
    assert "Choose a cell" in " ".join(texts(view, tmp_path))
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("width", [300, 320, 400, 480])
@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("text", [EN, JA])
def test_nothing_is_clipped(view, qtbot, tmp_path, width, language, text):
    chosen = Language()
    chosen.use(language)
    try:
        view.resize(width, 900)
        view.show_trace(make_trace(text, 3, 7), HEAD.on_pair(4, 9))
        view.content.fold.setChecked(True)
        QApplication.processEvents()
        assert view.content.width() <= view.viewport().width()
        for part in [child for kind in (Section, QLabel, QToolButton) for child in view.content.findChildren(kind)]:
            if part.isHidden():
                continue
            assert part.geometry().right() <= view.content.width() - 16
            assert part.width() >= part.minimumSizeHint().width()
        assert not [line for line in texts(view.content, tmp_path) if "…" in line]
    finally:
        chosen.use("en")


class Painted(QObject):
    """What of a widget is painted."""

    def __init__(self, widget):
        super().__init__(widget)
        self.rects = []
        widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.rects.append(event.region().boundingRect())
        return False


def test_after_a_key_a_vector_is_painted_without_the_name_that_stays(qtbot, view):
    view.show_trace(make_trace("one two three", 3, 7, request_id=1), HEAD.on_pair(2, 1))
    view.resize(400, 800)
    qtbot.wait(10)
    strip, heading = view.content.q, view.content._headings["score"]
    own, headings = Painted(strip), Painted(heading)
    view.show_trace(make_trace("one two threes", 3, 7, request_id=2), HEAD.on_pair(2, 1))
    qtbot.waitUntil(lambda: bool(own.rects))
    assert [(rect.top(), rect.height()) for rect in own.rects] == [(strip.TITLE, strip.CELLS)]
    assert not headings.rects, "what has not changed is not painted"
    own.rects.clear()
    view.show_trace(make_trace("one two threes", 3, 7, request_id=3), HEAD.on_pair(3, 1))
    qtbot.waitUntil(lambda: bool(own.rects))
    assert own.rects[-1] == strip.rect(), "another word"
