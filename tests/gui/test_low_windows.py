"""Little room: presets in low windows, rows of tabs, colour bars, empty states; and ink on every colour of a cell."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar, QToolButton
from test_window_fits import contrast

from attnviz.colours import weight_table
from attnviz.gui.dock import AREAS
from attnviz.gui.dock_layouts import HIGH
from attnviz.gui.phrases import unbroken
from attnviz.gui.registry import VIEWS
from attnviz.gui.theme import DARK, LIGHT, theme
from attnviz.gui.views.colour_bar import LABEL_HEIGHT, ink_on, scale_ticks, thinned
from attnviz.gui.views.empty_state import draw_empty
from attnviz.gui.views.heatmap_header import PAIR_SIZES, smaller
from attnviz.gui.views.runs import Run


def registry_names():
    return [entry.name for entry in VIEWS]


def tab_bars(window):
    bars = window.docks.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [bar for bar in bars if bar.count() > 1]


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("size", [(960, 600), (1280, 800)])
@pytest.mark.parametrize("preset", ["compare", "research"])
def test_in_a_low_window_each_view_of_a_preset_has_its_whole_height(open_window, settings, lang, size, preset):
    settings["language"] = lang
    window = open_window()
    window.resize(*size)
    window.use_layout(preset)
    assert window.wait_until_idle(10)
    docks = [dock for dock in window.docks.docks.values() if not dock.isHidden()]
    assert len(docks) >= 2
    assert {window.docks.dockWidgetArea(dock) for dock in docks} == {AREAS["right"]}
    (bar,) = tab_bars(window)
    assert bar.isVisible()
    for dock in docks:
        window.docks.open(dock.objectName())
        assert window.wait_until_idle(10)
        assert dock.height() >= window.docks.height() - 60
        assert dock.geometry().right() < window.docks.width()
    assert window.heatmap.height() >= window.docks.height() - 8


@pytest.mark.parametrize(("size", "columns", "bottom"), [((1900, HIGH + 160), 2, "bottom"), ((1600, 800), 2, "right")])
def test_research_uses_the_room_of_a_large_window(open_window, size, columns, bottom):
    window = open_window()
    window.resize(*size)
    window.use_layout("research")
    assert window.wait_until_idle(10)
    docks = window.docks.docks
    assert docks["heads"].seen
    assert docks["inspector"].seen
    assert docks["heads"].geometry().right() < docks["inspector"].x(), "two columns"
    assert window.docks.dockWidgetArea(docks["performance"]) == AREAS[bottom]
    assert window.heatmap.width() >= 400


def test_compare_shows_both_and_their_difference_whole(open_window):
    window = open_window()
    window.resize(1900, HIGH + 200)
    window.use_layout("compare")
    assert window.wait_until_idle(10)
    dock = window.docks.docks["compare"]
    assert dock.seen
    assert dock.height() > 0.9 * window.docks.height(), "as high as there is"
    assert 0.45 < dock.width() / window.docks.width() < 0.55


@pytest.mark.parametrize("colours", ["dark", "light"])
def test_a_row_of_tabs_that_is_too_long_has_arrows_that_are_seen(open_window, settings, colours):
    settings["theme"] = colours
    window = open_window()
    window.resize(800, 600)
    window.use_layout("research")
    for name in registry_names():
        window.docks.open(name)
    assert window.wait_until_idle(10)
    (bar,) = tab_bars(window)
    for arrow in bar.findChildren(QToolButton):
        assert arrow.isVisible()
        picture = arrow.grab().toImage()
        inks = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
        worst = max(contrast(QColor(ink).name(), theme().colours.chip) for ink in inks)
        assert worst >= 3 or not arrow.isEnabled(), "as WCAG asks of a sign"


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_all_tabs_of_research_are_in_sight_the_one_in_front_with_its_name(open_window, settings, lang):
    settings["language"] = lang
    window = open_window()
    window.resize(1280, 800)
    window.use_layout("research")
    assert window.wait_until_idle(10)
    (bar,) = tab_bars(window)
    assert not any(arrow.isVisible() for arrow in bar.findChildren(QToolButton))
    names = {dock.said for dock in window.docks.docks.values() if not dock.isHidden()}
    assert len(names) == bar.count() == 7
    for name in ("finder", "performance", "heads"):
        window.docks.open(name)
        assert window.wait_until_idle(10)
        dock, front = window.docks.docks[name], bar.currentIndex()
        assert bar.tabText(front) == dock.said == dock.bar.name.text()
        assert bar.tabIcon(front).isNull()
        assert bar.tabRect(bar.count() - 1).right() < bar.width()
        for at in set(range(bar.count())) - {front}:
            assert bar.tabText(at) == ""
            assert not bar.tabIcon(at).isNull()
        assert {bar.tabToolTip(at) for at in range(bar.count())} == names
        assert {bar.accessibleTabName(at) for at in range(bar.count())} == names
    lines = window.docks.docks["lines"]
    lines.setFloating(True)
    assert window.wait_until_idle(10)
    assert lines.windowTitle() == lines.said, "its own window has a name on its frame"


def test_the_keyboard_goes_with_a_view_that_is_torn_off_by_it(open_window, qtbot):
    window = open_window()
    window.docks.open("inspector")
    assert window.wait_until_idle(10)
    dock = window.docks.docks["inspector"]
    window.activateWindow()
    dock.bar.tear.setFocus(Qt.FocusReason.TabFocusReason)
    for floating in (True, False, True):
        qtbot.waitUntil(lambda: QApplication.focusWidget() is dock.bar.tear)
        QTest.keyClick(dock.bar.tear, Qt.Key.Key_Space)
        assert window.wait_until_idle(10)
        assert dock.isFloating() == floating
    qtbot.waitUntil(lambda: QApplication.focusWidget() is dock.bar.tear)


def test_tabs_have_their_names_where_there_is_room(open_window):
    window = open_window()
    window.resize(1280, 800)
    window.use_layout("compare")
    assert window.wait_until_idle(10)
    (bar,) = tab_bars(window)
    assert all(bar.tabText(at) and bar.tabIcon(at).isNull() for at in range(bar.count()))


def test_a_narrow_performance_panel_stacks_its_columns(open_window):
    window = open_window()
    window.docks.open("performance")
    assert window.wait_until_idle(10)
    panel = window.performance
    assert panel.left.geometry().right() < panel.right.x()
    window.docks.move("performance", "right")
    assert window.wait_until_idle(10)
    assert panel.left.geometry().bottom() < panel.right.y()
    assert panel.right.geometry().right() < panel.width()
    window.docks.move("performance", "bottom")
    assert window.wait_until_idle(10)
    assert panel.left.geometry().right() < panel.right.x()


@pytest.mark.parametrize("top", [1.0, 0.51, 0.07, 0.0031])
def test_labels_of_a_colour_bar_never_touch(top):
    for height in range(1, 400, 7):
        ticks = thinned(scale_ticks(top, clipped=True), height)
        assert ticks[-1] == scale_ticks(top, clipped=True)[-1]
        for (low, _), (high, _) in pairwise(ticks):
            assert height * (high - low) / top >= LABEL_HEIGHT
    assert thinned(scale_ticks(top, clipped=True), 400) == scale_ticks(top, clipped=True)


@pytest.mark.parametrize("height", [70, 130, 200, 320])
def test_an_empty_state_stays_within_its_area(qapp, height):
    picture = QImage(420, height + 80, QImage.Format.Format_RGB32)
    picture.fill(QColor(DARK.panel))
    painter = QPainter(picture)
    draw_empty(painter, QRectF(40, 40, 340, height), "Type a sentence", "and see it. For example:\nTaro ate.", DARK)
    painter.end()
    drawn = [y for y in range(picture.height()) if any(picture.pixel(x, y) != picture.pixel(0, 0) for x in range(420))]
    assert drawn
    assert drawn[0] >= 38
    assert drawn[-1] < 42 + height


def test_japanese_wraps_at_phrases_that_fit_a_line():
    text = "ヒートマップのセルを選ぶと、使われた数が見えます。"
    glued = unbroken(text, lambda phrase: True)
    assert glued.replace("\u2060", "") == text
    assert "を選" in glued, "a line may end after a particle"
    assert "\u2060" not in unbroken(text, lambda phrase: False)
    assert unbroken("Latin words only", lambda phrase: True) == "Latin words only"


def test_numbers_in_cells_are_legible_on_every_colour_of_the_scale():
    worst = min(
        contrast(ink_on(colour).name(), colour.name()) for colour in (QColor(*row) for row in weight_table().tolist())
    )
    assert worst >= 4.5


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_what_fields_say_while_they_are_empty_is_legible(open_window, colours):
    window = open_window()
    theme().use(colours.name)
    window.docks.open("finder")
    assert window.wait_until_idle(10)
    for field in (window.text_bar.editor, *window.docks.docks["finder"].content.fields.values()):
        QApplication.processEvents()
        ink = field.palette().color(QPalette.ColorRole.PlaceholderText)
        assert ink.alpha() == 255
        assert contrast(ink.name(), colours.ground) >= 4.5
        assert contrast(ink.name(), colours.chip) >= 4.5
    theme().use("system")


def test_the_pair_is_named_in_smaller_type_before_it_is_shortened():
    runs = [Run("he", "#fff", 24, gives=True), Run(" → ", "#fff", 24), Run("Taro", "#fff", 24, gives=True)]
    wide = sum(run.width for run in runs)
    assert smaller(runs, wide + 1) == runs
    less = smaller(runs, wide - 4)
    assert [run.text for run in less] == ["he", " → ", "Taro"]
    assert {run.pixels for run in less} == {PAIR_SIZES[0]}
    assert {run.pixels for run in smaller(runs, 10)} == {PAIR_SIZES[-1]}


def test_at_150_per_cent_a_small_screen_needs_no_scrolling(open_window):
    window = open_window()
    window.setMinimumSize(1, 1)  # as at that size
    window.resize(1280 * 100 // 150, 800 * 100 // 150)
    assert window.wait_until_idle(10)
    assert window.centralWidget().horizontalScrollBar().maximum() == 0
