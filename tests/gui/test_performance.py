"""The performance panel: opened by its key, filled by each run, and the comparison with numpy by a click."""

from __future__ import annotations

import subprocess
import sys
import threading
from itertools import pairwise

import pytest
from fake_engine import FORWARD, HEAD, user_error
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication, QWidget

from attnviz.gui.fonts import ui_width
from attnviz.gui.theme import theme
from attnviz.gui.views import performance
from attnviz.gui.views.performance_parts import at_most, time_parts
from attnviz.gui.views.performance_table import KernelTable, rows_of, whole_percent
from attnviz.performance import Ceiling, Launch, Profile
from attnviz.settings import Settings

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def settle(window) -> None:
    assert window.wait_until_idle(10)


def type_text(qtbot, window, text: str) -> None:
    qtbot.keyClicks(window.text_bar.editor, text)
    settle(window)


@pytest.fixture
def panel(qtbot, window):
    """The panel of an open window, opened by its key, its ceiling measured."""
    qtbot.keyClick(window.text_bar.editor, Key.Key_F9)
    settle(window)
    return window.performance


def click_compare(qtbot, window) -> None:
    qtbot.mouseClick(window.performance.compare, Qt.MouseButton.LeftButton)
    settle(window)


# --- opening and closing


def test_hidden_by_default_and_then_nothing_is_asked(qtbot, window, engine):
    assert not window.performance.isVisible()
    type_text(qtbot, window, "s")
    assert not any(request.profile for request in engine.ran)
    assert engine.measured == 0


def test_its_key_opens_it_on_the_run_on_screen_and_closes_it(qtbot, window, engine):
    before = len(engine.ran)
    qtbot.keyClick(window.text_bar.editor, Key.Key_F9)
    settle(window)
    panel = window.performance
    assert panel.isVisible()
    assert window.menus.performance.isChecked()
    assert all(request.profile for request in engine.ran[before:])
    assert [panel.table.name(row) for row in panel.table.rows] == [
        "embed", "linear", "append", "linear_add", "attend_head", "All kernels",
    ]  # fmt: skip
    qtbot.keyClick(window.text_bar.editor, Key.Key_F9)
    type_text(qtbot, window, "s")
    assert not panel.isVisible()
    assert not engine.ran[-1].profile


def test_it_comes_back_at_the_next_start(qtbot, open_window, settings, engine):
    window = open_window()
    window.menus.performance.trigger()
    settle(window)
    window.session.save()
    stored = Settings(settings.path)
    again = open_window(stored)
    assert again.performance.isVisible()
    assert again.performance.table.rows


# --- what it says


def test_numbers_of_the_run(panel, engine):
    rows = {panel.table.name(row): row for row in panel.table.rows}
    linear, packed = rows["linear"], rows["append"]
    assert (linear.calls, linear.milliseconds, linear.gflops, linear.gbytes) == ("6", "1.000", "100.0", "11.0")
    assert (linear.bound, linear.share) == ("arithmetic", pytest.approx(0.5))
    assert (packed.calls, packed.gflops, packed.bound) == ("7", "–", "memory")
    assert packed.share == pytest.approx(1e6 * 1.2 / 0.12 * 1e-6 / 40, rel=1e-6)
    every = rows["All kernels"]
    assert every.milliseconds == "2.650"
    assert every.calls == "27"
    assert 0.4 < every.share < 0.7


def test_time_adds_up_to_what_the_status_says(window, panel):
    time = panel.run.time
    assert [name for name, _ in time.parts] == ["tokenise", "launch", "kernels", "read"]
    parts = dict(time.parts)
    assert parts["kernels"] == pytest.approx(sum(one.milliseconds for one in (*FORWARD, *HEAD)))
    assert time.whole == pytest.approx(3.5)
    assert window.status.time.text() == "Last run: 3.5 ms"


def test_memory_and_ceiling_are_named(panel):
    facts = dict(panel.run.facts)
    assert facts["Memory"] == "weights 90.0 + working 2.0 MB"
    assert facts["Ceiling"] == "200 GFLOP/s, 40 GB/s"


def test_a_tip_gives_the_work_behind_the_rates(panel):
    table = panel.table
    row = table.row_at(QPointF(20, table.LINE * 2 + 10))
    assert table.name(row) == "linear"
    assert table.tip(row) == "linear: 100.0 million operations, 11.00 MB moved"
    assert table.row_at(QPointF(20, 2)) is None
    beyond = rows_of(Profile((Launch("norm", 1, 1.0, 0.0, 1e9),), ceiling=Ceiling(100, 10)))[0]
    assert "cache" in table.tip(beyond)


def test_it_follows_each_key_press_and_nothing_moves(qtbot, window, panel):
    columns, parts = panel.table.columns(), [part.geometry() for part in panel.findChildren(QWidget)]
    rows = [panel.table.name(row) for row in panel.table.rows]
    for letter in " at":
        type_text(qtbot, window, letter)
        assert panel.run.tokens.startswith(str(len(window.microscope.trace.tokens)))
        assert panel.table.columns() == columns
        assert [part.geometry() for part in panel.findChildren(QWidget)] == parts
        assert [panel.table.name(row) for row in panel.table.rows] == rows


def test_both_languages_while_it_is_open(qtbot, window, panel):
    click_compare(qtbot, window)
    english = (panel.table.accessibleName(), panel.run.accessibleName(), panel.answer.accessibleName())
    assert panel.answer.headline == "agrees to 3e-6"
    window.use_language("ja")
    QApplication.processEvents()
    japanese = (panel.table.accessibleName(), panel.run.accessibleName(), panel.answer.accessibleName())
    assert all(one and other and one != other for one, other in zip(english, japanese, strict=True))


# --- the ceiling


def test_a_ceiling_is_measured_once(qtbot, window, panel, engine):
    assert engine.measured == 1
    type_text(qtbot, window, "more")
    assert engine.measured == 1
    qtbot.mouseClick(panel.measure, Qt.MouseButton.LeftButton)
    settle(window)
    assert engine.measured == 2


def test_a_ceiling_that_cannot_be_measured_is_said_and_not_tried_again(qtbot, window, engine):
    engine.ceiling = user_error()
    window.menus.performance.trigger()
    settle(window)
    assert "cannot be read" in window.banner.text()
    type_text(qtbot, window, "more")
    assert engine.measured == 1
    rows = window.performance.table.rows
    assert rows
    assert all(row.share is None for row in rows)
    assert window.performance.measure.isEnabled()


# --- the comparison


def test_a_click_says_how_far_the_device_is_from_numpy(qtbot, window, panel, engine):
    click_compare(qtbot, window)
    assert [request.text for request in engine.compared] == [window.text_bar.text()]
    labels = window.microscope.trace.tokens.labels
    assert panel.answer.isVisible()
    assert panel.answer.headline == "agrees to 3e-6"
    said = "\n".join(panel.answer.lines)
    assert f"layer 3, head 7: {labels[1]} → {labels[2]}" in said
    assert "device 0.5\n" in said
    assert "hidden states: 7e-6" in said
    assert not panel.progress.isVisible()


def test_a_wrong_answer_is_a_warning(qtbot, window, panel, engine):
    engine.comparison = (0.021, 1e-6)
    click_compare(qtbot, window)
    assert panel.answer.headline == "differs by 3e-2"
    engine.comparison = (1e-6, 0.5)
    click_compare(qtbot, window)
    assert panel.answer.headline == "differs by 5e-1"
    engine.comparison = (0.0, 0.0)
    click_compare(qtbot, window)
    assert panel.answer.headline == "agrees in every digit"


def test_progress_shows_and_typing_comes_first(qtbot, window, panel, engine):
    going_on, go = threading.Event(), threading.Event()

    def wait() -> None:
        going_on.set()
        assert go.wait(10)

    engine.comparing = wait
    qtbot.mouseClick(panel.compare, Qt.MouseButton.LeftButton)
    assert going_on.wait(5)
    qtbot.waitUntil(lambda: panel.progress.value() == 250)
    assert panel.progress.isVisible()
    assert not panel.compare.isEnabled()
    qtbot.keyClicks(window.text_bar.editor, "s")
    go.set()
    settle(window)
    assert window.microscope.trace.tokens.text == window.text_bar.text(), "the text is not kept waiting"
    assert not panel.progress.isVisible()
    assert not panel.answer.isVisible()
    assert panel.compare.isEnabled()
    engine.comparing = lambda: None
    click_compare(qtbot, window)
    assert panel.answer.headline == "agrees to 3e-6"


def test_an_answer_is_about_the_text_on_screen(qtbot, window, panel):
    click_compare(qtbot, window)
    window.menus.head_right.trigger()
    settle(window)
    assert panel.answer.isVisible(), "another head of the same text: it still holds"
    type_text(qtbot, window, "s")
    assert not panel.answer.isVisible()
    assert "Every weight" in panel.why.text()


def test_an_error_is_explained_until_the_next_run(qtbot, window, panel, engine):
    engine.comparison = user_error("{file} has gone ({reason}).")
    click_compare(qtbot, window)
    assert panel.why.text() == "/models/x has gone (gone)."
    assert panel.compare.isEnabled()
    type_text(qtbot, window, "s")
    assert "has gone" not in panel.why.text()


def test_the_button_says_why_it_is_off(qtbot, window, panel, engine):
    window.text_bar.editor.replace_text("")
    settle(window)
    assert not panel.compare.isEnabled()
    assert panel.why.text() == "There is no text to compare."
    engine.limit = 2000
    window.text_bar.editor.replace_text("word " * 600)
    settle(window)
    assert not panel.compare.isEnabled()
    assert "512 tokens" in panel.why.text()
    window.text_bar.editor.replace_text("one two")
    window.microscope.set_device("numpy")
    settle(window)
    assert not panel.compare.isEnabled()
    assert "numpy is what computes" in panel.why.text()
    assert panel.table.rows == []
    assert "numpy" in panel.table.note
    assert [name for name, _ in panel.run.time.parts] == ["tokenise", "model", "read"]
    window.microscope.set_device("pocl:0")
    settle(window)
    assert panel.compare.isEnabled()


def test_the_keyboard_reaches_it(qtbot, window, panel):
    for _ in range(4):
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_F6)
    assert QApplication.focusWidget() is panel.compare
    qtbot.keyClick(panel.compare, Key.Key_Space)
    settle(window)
    assert panel.answer.headline == "agrees to 3e-6"


# --- room


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("size", [(960, 600), (1280, 800), (1920, 1080)])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_nothing_is_cut_off(qtbot, open_window, settings, lang, size, colours):
    settings["language"], settings["theme"] = lang, colours
    window = open_window()
    window.menus.performance.trigger()
    window.resize(*size)
    click_compare(qtbot, window)
    QApplication.processEvents()
    panel = window.performance
    assert theme().colours.name == colours
    bottom = panel.mapTo(window, panel.rect().bottomLeft()).y()
    assert bottom <= window.status.y()
    split = window.split.geometry()
    assert split.bottom() < panel.mapTo(window.docks, panel.rect().topLeft()).y(), "it covers nothing"
    for column in (panel.left, panel.right):
        for part in column.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if part.isVisible():
                assert column.rect().contains(part.geometry()), part
    assert panel.run.height() == panel.run.sizeHint().height()
    columns = panel.table.columns()
    assert columns["percent"].right() <= panel.table.width()
    assert columns.get("bound", columns["percent"]).right() <= panel.table.width()
    assert ("bound" in columns) == (size[0] > 1000)


def test_eight_kernels_and_their_sum_need_no_scroll_bar(qtbot, window, panel):
    eight = tuple(Launch(f"kernel_{i}", 1, 1.0, 1e6, 1e6) for i in range(8))
    panel.table.show_profile(Profile(eight), "")
    QApplication.processEvents()
    assert panel.table.height() >= panel.table.sizeHint().height()
    assert panel.table.visibleRegion().boundingRect().height() == panel.table.height()


@pytest.mark.parametrize("width", [300, 420, 560, 700, 1100])
def test_columns_never_overlap(qtbot, width):
    table = KernelTable()
    qtbot.addWidget(table)
    table.resize(width, 200)
    rects = sorted(table.columns().values(), key=lambda rect: rect.x())
    assert all(one.right() <= other.x() for one, other in pairwise(rects))


# --- small parts


@pytest.mark.parametrize(
    ("value", "said"),
    [(2.1e-6, "3e-6"), (3e-6, "3e-6"), (9.5e-7, "1e-6"), (1e-5, "1e-5"), (0.02, "2e-2"), (float("inf"), "∞")],
)
def test_a_bound_is_rounded_up(value, said):
    assert at_most(value) == said


def test_time_without_kernels_is_numpys(window):
    assert [name for name, _ in time_parts(window.microscope.trace).parts] == ["tokenise", "model", "read"]


def test_the_chart_of_runs_grows_with_each_key_press(qtbot, window, panel):
    qtbot.mouseClick(panel.charted, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.middle.currentIndex() == 1)
    chart = panel.middle.currentWidget()
    before = len(chart.whole.getData()[0])
    assert before >= 1
    type_text(qtbot, window, "abc")
    x, y = chart.whole.getData()
    assert len(x) > before
    assert x[-1] == 0
    assert y[-1] == pytest.approx(time_parts(window.microscope.trace).whole)
    assert (chart.inside.getData()[1] <= y + 1e-9).all()
    qtbot.mouseClick(panel.charted, Qt.MouseButton.LeftButton)
    assert panel.middle.currentWidget().findChild(KernelTable) is not None
    assert len(chart.whole.getData()[0]) <= 120


def test_the_chart_is_read_beside_the_window_which_shows_the_table_meanwhile(qtbot, panel, monkeypatch):
    gate, threads = threading.Event(), []
    real = performance.import_module

    def read(name: str) -> object:
        threads.append(threading.get_ident())
        assert gate.wait(10)
        return real(name)

    monkeypatch.setattr(performance, "import_module", read)
    for _ in range(3):  # and away again, before it is there
        qtbot.mouseClick(panel.charted, Qt.MouseButton.LeftButton)
    qtbot.wait(30)
    assert panel.middle.currentWidget().findChild(KernelTable) is not None
    gate.set()
    qtbot.waitUntil(lambda: panel.middle.currentIndex() == 1)
    assert len(threads) == 1
    assert threads[0] != threading.get_ident()


def test_nothing_of_the_chart_is_loaded_before_it_is_asked_for():
    code = "import sys, attnviz.gui.app, attnviz.gui.main_window; print('pyqtgraph' in sys.modules)"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert child.stdout.strip() == "False", child.stderr


def test_no_share_of_a_ceiling_reads_as_more_than_all_of_it(qtbot):
    """A ceiling that was measured on a busy machine, or bytes that a cache gives, leave kernels above it."""
    assert [whole_percent(share) for share in (0.137, 1.0, 1.004)] == ["14\u202f%", "100\u202f%", "100\u202f%"]
    table = KernelTable()
    qtbot.addWidget(table)
    launch = Launch("linear", 6, 1.0, 1.37e8, 1e3)  # 137 GFLOP/s
    table.show_profile(Profile((launch,), ceiling=Ceiling(100.0, 50.0)), "")
    assert "> 100\u202f% arithmetic" in table.accessibleName()
    assert "137\u202f%" not in table.accessibleName()
    assert "More than the ceiling" in table.tip(table.rows[0])
    wide = ui_width(whole_percent(1.37), 14, bold=True)
    assert wide <= table.PERCENT
