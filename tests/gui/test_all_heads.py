"""All heads at once: the picture is the trace's, keys and mouse choose, filters and orders do what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from traces import DECODER, MODEL, TRANSLATOR, whole_trace

from attnviz.gui.export import image_of
from attnviz.gui.theme import DARK, LIGHT
from attnviz.gui.views.all_heads import AllHeadsView
from attnviz.gui.views.colour_bar import weight_colour
from attnviz.gui.views.heads_picture import atlas, mark_colour, shrunk, step_for
from attnviz.gui.views.heads_plan import FLOW_CELL, MIN_CELL, plan_flow, plan_matrix
from attnviz.gui.views.heads_said import ORDERS, named, pattern_name, whole_rule
from attnviz.heads import FACTS, PATTERNS, HeadFacts, similarity
from attnviz.trace import Focus, Wishes

TEXT = "Taro ate the cake and then he left"
BIG = replace(MODEL, layers=12)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def trace():
    return whole_trace(MODEL, TEXT)


@pytest.fixture
def view(qtbot, trace):
    made = AllHeadsView()
    qtbot.addWidget(made)
    made.resize(420, 640)
    made.show()
    qtbot.waitExposed(made)
    made.show_trace(trace, Focus(3, 7))
    return made


def mouse(view, head):
    return view.canvas.cell_rect(head).center()


def press(view, *keys):
    for key in keys:
        QTest.keyClick(view.canvas, key)


# the picture


def test_each_cell_shows_its_own_head(view, trace):
    shown = view.canvas.viewport().grab().toImage()
    for head in ((0, 0), (2, 11), (5, 4)):
        rect, picture = view.canvas.cell_rect(head), trace.thumbnails[head]
        for row, column in ((3, 3), (12, 20), (23, 0)):
            at = rect.topLeft() + QPoint(*(-(-i * rect.width() // 24) for i in (column, row)))
            assert shown.pixelColor(at) == weight_colour(float(picture[row, column]), 1.0)


def test_what_is_kept_between_key_presses_is_of_the_newest_trace(view, qtbot, trace):
    """Marks, their places and the counts: after another text all is as in a view that never saw the first one."""
    values = trace.facts.values.copy()
    values[1:3] = values[3:5]
    other = replace(trace, request=replace(trace.request, id=trace.request.id + 1), facts=HeadFacts(values))
    assert named(other).patterns.tolist() != named(trace).patterns.tolist()
    fresh = AllHeadsView()
    qtbot.addWidget(fresh)
    fresh.resize(view.size())
    fresh.show()
    qtbot.waitExposed(fresh)
    for order in (0, 1):
        for one in (view, fresh):
            one.order.setCurrentIndex(order)
            one.show_trace(other, Focus(3, 7))
        qtbot.waitUntil(lambda: view.canvas.size() == fresh.canvas.size())
        assert view.canvas.viewport().grab().toImage() == fresh.canvas.viewport().grab().toImage()
        for old, new in zip(view.chips.buttons, fresh.chips.buttons, strict=True):
            assert (old.text(), old.accessibleName(), old.toolTip()) == (
                new.text(),
                new.accessibleName(),
                new.toolTip(),
            )
        view.show_trace(replace(trace, request=other.request), Focus(3, 7))


def test_pictures_shrink_by_their_largest_weight():
    pictures = np.random.default_rng(0).random((3, 48, 48), np.float32)
    pictures[1, 17, 30] = 5
    for side in (16, 23, 47):
        less = shrunk(pictures, side)
        assert less.shape == (3, side, side)
        assert less[1].max() == 5
    assert shrunk(pictures, 48) is pictures


def test_contrast_reaches_up_to_each_heads_own_strongest_weight():
    pictures = np.zeros((1, 2, 16, 16), np.float32)
    pictures[0, 0, 4, 4], pictures[0, 1, 4, 4] = 0.1, 0.5
    plan = plan_matrix(QSize(200, 100), 1, 2)
    for own, expected in ((False, (0.1, 0.5)), (True, (1.0, 1.0))):
        image = atlas(pictures, [(0, 0), (0, 1)], plan, range(1), 1.0, own, QColor("#123456"))
        for slot, weight in enumerate(expected):
            at = plan.rect(slot).topLeft() + QPoint(1, 1) * int(4.5 * plan.cell / 16)
            assert image.pixelColor(at) == weight_colour(weight, 1.0)
        assert image.pixelColor(plan.cell, 5) == QColor("#123456"), "the gap"


def test_pictures_are_asked_for_in_the_size_of_the_cells(view, qtbot):
    assert view.wishes() == Wishes(thumbnails=24, facts=True)
    with qtbot.waitSignal(view.wishes_changed):
        view.resize(1400, 900)
    assert view.wishes().thumbnails == 48
    heard = []
    view.wishes_changed.connect(lambda: heard.append(1))
    view.resize(1390, 880)
    assert not heard
    assert [step_for(cell, 1.0) for cell in (10, 28, 40, 160)] == [16, 24, 32, 48]
    assert step_for(28, 2.0) == 48


@pytest.mark.parametrize(("layers", "heads"), [(12, 12), (6, 12), (30, 9), (32, 32), (1, 1)])
@pytest.mark.parametrize("room", [QSize(396, 560), QSize(1800, 900), QSize(900, 120)])
def test_cells_fit_or_scroll_and_lie_where_they_are_found(layers, heads, room):
    for plan in (plan_matrix(room, layers, heads), plan_flow(room, layers * heads)):
        assert plan.cell >= (MIN_CELL if plan.header else FLOW_CELL)
        for slot in (0, heads - 1, layers * heads - 1):
            assert plan.slot_at(plan.rect(slot).center()) == slot
            assert plan.slot_at(plan.rect(slot).bottomLeft() + QPoint(0, plan.strip)) == slot
        assert plan.slot_at(QPoint(plan.size.width() + 5, 5)) is None
        assert plan.slot_at(QPoint(5, plan.size.height() + 5)) is None


def test_twelve_by_twelve_fits_a_narrow_dock(view):
    view.resize(420, 640)
    view.show_trace(whole_trace(replace(BIG, layers=30), "a b c"), Focus())
    assert view.canvas.verticalScrollBar().maximum() > 0
    view.show_trace(whole_trace(BIG, "a b c"), Focus())
    assert view.canvas.plan.cell >= MIN_CELL
    assert view.canvas.verticalScrollBar().maximum() == view.canvas.horizontalScrollBar().maximum() == 0


# choosing


def test_a_click_chooses_the_head_under_it(view, qtbot):
    for head in ((0, 0), (5, 11), (2, 6)):
        with qtbot.waitSignal(view.head_chosen) as heard:
            QTest.mouseClick(view.canvas.viewport(), LEFT, pos=mouse(view, head))
        assert tuple(heard.args) == head


def test_arrows_move_the_cursor_and_enter_chooses(view):
    heard = []
    view.head_chosen.connect(lambda *head: heard.append(head))
    view.canvas.setFocus()
    press(view, Qt.Key.Key_Right, Qt.Key.Key_Down)
    assert view.canvas.cursor == (4, 8)
    assert not heard
    press(view, Qt.Key.Key_Return)
    assert heard == [(4, 8)]
    press(view, Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Enter)
    assert heard[-1] == (3, 0)
    QTest.keyClick(view.canvas, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    press(view, Qt.Key.Key_Down, Qt.Key.Key_Right)
    assert view.canvas.cursor == (5, 11)
    assert "5" in view.canvas.accessibleDescription()


def test_the_cursor_has_a_ring(view):
    without = view.canvas.viewport().grab().toImage()
    view.canvas.setFocus()
    press(view, Qt.Key.Key_Left)
    rect = view.canvas.cell_rect((3, 6))
    at = QPoint(rect.center().x(), rect.top() - 2)
    shown = view.canvas.viewport().grab().toImage()
    assert shown.pixelColor(at) != without.pixelColor(at)


def test_the_cursor_scrolls_into_sight(view):
    view.show_trace(whole_trace(replace(DECODER, layers=30), "a b c"), Focus())
    view.canvas.setFocus()
    assert view.canvas.verticalScrollBar().maximum() > 0
    QTest.keyClick(view.canvas, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert view.canvas.viewport().rect().contains(view.canvas.cell_rect((29, 8)))
    press(view, Qt.Key.Key_PageUp)
    assert view.canvas.cursor[0] < 29
    QTest.keyClick(view.canvas, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert view.canvas.viewport().rect().contains(view.canvas.cell_rect((0, 0)))


def test_space_and_double_click_enlarge_and_escape_closes(view):
    view.canvas.setFocus()
    press(view, Qt.Key.Key_Space)
    assert view.popup.isVisible()
    first = view.popup.accessibleName()
    press(view, Qt.Key.Key_Right)
    assert view.popup.isVisible()
    assert view.popup.accessibleName() != first
    press(view, Qt.Key.Key_Escape)
    assert not view.popup.isVisible()
    QTest.mouseDClick(view.canvas.viewport(), LEFT, pos=mouse(view, (1, 1)))
    assert view.popup.isVisible()
    assert view.rect().contains(view.popup.geometry())
    QTest.mouseClick(view.canvas.viewport(), LEFT, pos=QPoint(2, view.canvas.viewport().height() - 2))
    assert not view.popup.isVisible()
    press(view, Qt.Key.Key_Space, Qt.Key.Key_Space)
    assert not view.popup.isVisible()


# what is said


def test_the_readout_follows_the_mouse_then_the_focus(view, trace):
    assert "Layer 3 · head 7" in view.place.text()
    QTest.mouseMove(view.canvas.viewport(), mouse(view, (1, 2)))
    assert "Layer 1 · head 2" in view.place.text()
    facts = trace.facts.values[1, 2]
    assert f"{facts[0]:.2f} of" in view.facts.text()
    assert f"distance {facts[1]:.1f}" in view.facts.text()
    assert "token before" in view.facts.text()
    view.canvas._point_at(None)
    assert "Layer 3 · head 7" in view.place.text()
    assert "head 5" in view.canvas.tip((4, 5))


def test_the_rule_is_on_screen(view):
    rule = view.help.toolTip()
    for i in range(len(PATTERNS)):
        assert f"\n{pattern_name(i)}: " in rule
        assert view.chips.buttons[i].toolTip().startswith(pattern_name(i))
    assert "50\u202f%" in rule
    assert "80\u202f%" in rule


def test_parts_of_an_encoder_decoder_have_captions_and_numbers_go_on(view):
    trace = whole_trace(TRANSLATOR, TEXT)
    view.show_trace(trace, Focus(5, 1))
    assert [layer for _, layer in view.canvas.plan.captions] == [0, 2, 4]
    assert "cross-attention" in view.place.text()
    assert "distance" not in view.facts.text()


@pytest.mark.parametrize("colours", [DARK, LIGHT])
def test_marks_can_be_seen(colours):
    def luminance(colour):
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in QColor(colour).getRgbF()[:3]]
        return float(np.dot(parts, (0.2126, 0.7152, 0.0722)))

    for i in range(len(PATTERNS)):
        for ground in (colours.panel, colours.chip):
            low, high = sorted((luminance(mark_colour(i, colours)), luminance(ground)))
            assert (high + 0.05) / (low + 0.05) >= 4.5


def test_the_legend_stays_low(view):
    for width, word in ((1200, "previous word"), (420, "previous")):
        view.resize(width, 640)
        assert view.chips.buttons[1].text().rsplit(" ", 1)[0] == word
        assert view.chips.height() <= 60
        for button in view.chips.buttons:
            assert view.chips.rect().contains(button.geometry())
            assert button.width() >= button.sizeHint().width()


# order and filter


def test_a_filter_leaves_heads_in_place_but_dims_the_others(view, trace):
    patterns = named(trace).patterns
    previous = PATTERNS.index("previous")
    assert (patterns == previous).sum() > 0
    assert view.chips.buttons[previous].text().endswith(f" {(patterns == previous).sum()}")
    view.chips.buttons[previous].setFocus()
    QTest.keyClick(view.chips.buttons[previous], Qt.Key.Key_Space)
    assert len(view.canvas.order) == patterns.size
    assert view.canvas.dimmed == {tuple(map(int, head)) for head in np.argwhere(patterns != previous)}


def test_sorted_heads_flow_in_their_order(view, trace):
    entropy = trace.facts.of("entropy")
    view.order.setCurrentIndex(ORDERS.index("entropy"))
    found = [float(entropy[head]) for head in view.canvas.order]
    assert found == sorted(found)
    assert len(found) == entropy.size
    view.order.setCurrentIndex(ORDERS.index("pattern"))
    names = [int(named(trace).patterns[head]) for head in view.canvas.order]
    assert names == sorted(names)
    view.chips.buttons[PATTERNS.index("first")].click()
    assert {int(named(trace).patterns[head]) for head in view.canvas.order} == {PATTERNS.index("first")}
    view.canvas.setFocus()
    before = view.canvas.order.index(view.canvas.cursor)
    press(view, Qt.Key.Key_Home, Qt.Key.Key_Right)
    assert view.canvas.cursor != view.canvas.order[before] or before == 1


def test_a_filter_that_leaves_nothing_says_so(view, trace):
    unused = next(i for i in range(len(PATTERNS)) if not (named(trace).patterns == i).any())
    view.order.setCurrentIndex(ORDERS.index("distance"))
    view.chips.buttons[unused].click()
    assert not view.canvas.isVisible()
    assert view.words.title
    view.chips.buttons[unused].click()
    assert view.canvas.isVisible()


def test_its_state_is_remembered(view, qtbot, trace):
    view.order.setCurrentIndex(2)
    view.chips.buttons[1].click()
    view.contrast.click()
    other = AllHeadsView()
    qtbot.addWidget(other)
    other.restore(view.state())
    assert other.state() == view.state() == {"order": "entropy", "patterns": ["previous"], "contrast": True}
    other.restore({"order": "nonsense", "patterns": 3})
    assert other.state() == {"order": "layers", "patterns": [], "contrast": False}


def test_heads_stand_by_their_likeness_to_the_one_in_focus(view, trace, qtbot):
    view.order.setCurrentIndex(ORDERS.index("alike"))
    like = similarity(trace.thumbnails, (3, 7))
    assert view.canvas.order[0] == (3, 7)
    shown = [float(like[head]) for head in view.canvas.order]
    assert shown == sorted(shown, reverse=True)
    view.show_trace(trace, Focus(3, 4))
    assert view.canvas.order[0] == (3, 4)
    second = view.canvas.order[1]
    assert f"likeness {similarity(trace.thumbnails, (3, 4))[second]:.2f}" in view._tip(second)
    assert "cosine" in view.order.itemData(ORDERS.index("alike"), Qt.ItemDataRole.ToolTipRole)
    assert "cosine" in whole_rule()


def test_heads_between_other_texts_come_last_in_that_order(view):
    trace = whole_trace(TRANSLATOR, "Taro ate the cake")
    view.show_trace(trace, Focus(4, 1))
    view.order.setCurrentIndex(ORDERS.index("alike"))
    layers = [layer for layer, _ in view.canvas.order]
    assert set(layers[:8]) == {4, 5}
    assert "likeness" not in view._tip((0, 0))


# pictures and numbers for elsewhere


@pytest.mark.parametrize("model", [MODEL, TRANSLATOR], ids=lambda model: model.id)
@pytest.mark.parametrize("order", ORDERS)
def test_the_figure_holds_every_picture(view, model, order):
    trace = whole_trace(model, "Taro ate the cake and slept", 16)
    view.show_trace(trace, Focus(1, 2))
    view.order.setCurrentIndex(ORDERS.index(order))
    image = image_of(view.draw, 900, 700, 1.0)
    seen = {image.pixelColor(x, y).name() for x in range(0, 900, 3) for y in range(100, 700, 3)}
    strongest = weight_colour(float(trace.thumbnails.max()), 1.0)
    assert len(seen) > 40
    assert any(max(abs(QColor(name).red() - strongest.red()), abs(QColor(name).green() - strongest.green())) < 12
               for name in seen)  # fmt: skip


def test_the_figure_says_why_there_are_no_pictures(view):
    view.show_trace(whole_trace(MODEL, ""), Focus())
    assert len({image_of(view.draw, 500, 400, 1.0).pixelColor(250, y).name() for y in range(400)}) > 3
    assert view.table() == []


def test_the_table_has_a_line_for_each_head(view, trace):
    rows = view.table()
    assert rows[0] == ["layer", "head", "pattern", *FACTS]
    assert len(rows) == 1 + 72
    for row in rows[1:]:
        at = int(row[0]), int(row[1])
        assert row[2] == PATTERNS[named(trace).patterns[at]]
        told = [np.float32(cell or "nan") for cell in row[3:]]
        assert np.array_equal(told, trace.facts.values[at], equal_nan=True)


# nothing to show


def test_states_without_pictures(view, trace):
    for shown, text in (
        (None, "All heads"),
        (whole_trace(MODEL, ""), "Type a sentence"),
        (replace(trace, thumbnails=None), "No pictures"),
    ):
        view.show_trace(shown, Focus())
        view.grab()
        assert view.words.isVisible()
        assert not view.canvas.isVisible()
        assert text in view.words.title
        assert view.place.text() == ""
    asked_before = replace(trace, thumbnails=None, request=replace(trace.request, thumbnails=0))
    view.show_trace(asked_before, Focus())
    assert "being made" in view.words.title


def test_pictures_stay_until_the_next_ones_are_made(view, trace):
    view.show_trace(replace(trace, thumbnails=None, request=replace(trace.request, thumbnails=0)), Focus(0, 1))
    assert view.canvas.isVisible()
    assert view.canvas.focus_head == (0, 1)


def test_without_facts_there_are_pictures_but_no_names(view):
    view.order.setCurrentIndex(2)
    view.show_trace(whole_trace(MODEL, TEXT, facts=False), Focus(1, 1))
    view.grab()
    assert not view.chips.isVisible()
    assert not view.order.isEnabled()
    assert view.canvas.order[0] == (0, 0)
    assert view.canvas.plan.header, "layers by heads"
    assert "not part" in view.facts.text()


def test_another_model_with_fewer_heads(view):
    view.canvas.setFocus()
    QTest.keyClick(view.canvas, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    view.show_trace(whole_trace(TRANSLATOR, TEXT), Focus(0, 0))
    assert view.canvas.cursor == (0, 0)
    view.grab()
    view.show_trace(whole_trace(DECODER, TEXT), Focus(2, 8))
    assert "head 8" in view.place.text()
