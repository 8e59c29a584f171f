"""Views in docks: opened, closed, moved, torn off, told and asked for; layouts that come back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from attnviz.gui import registry
from attnviz.gui.registry import Entry
from attnviz.gui.theme import theme
from attnviz.gui.views.view import View
from attnviz.settings import Settings
from attnviz.trace import Wishes

OWN = registry.VIEWS  # before the tests put theirs in its place
Key, Modifier, Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton


class Told(View):
    """Remembers what it is told, and paints its name."""

    def __init__(self) -> None:
        super().__init__()
        self.told = []
        self.wanted = self.first
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wishes(self) -> Wishes:
        return self.wanted

    def wish(self, wishes: Wishes) -> None:
        self.wanted = wishes
        self.wishes_changed.emit()

    def show_trace(self, trace, focus) -> None:
        self.told.append((trace, focus))

    def paintEvent(self, event) -> None:
        QPainter(self).drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.NAME)


class HeadsView(Told):
    NAME, first = "heads", Wishes(thumbnails=16, facts=True)

    def title(self) -> str:
        return self.tr("Every head")


class LinesView(Told):
    NAME, first = "lines", Wishes(heads=((1, 2),))

    def title(self) -> str:
        return self.tr("Lines of words")


class Spoken(QTranslator):
    """A language in which everything is said in quotation marks."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, text: str, note: str | None = None, count: int = -1) -> str:
        return f"«{text}»"


@pytest.fixture(autouse=True)
def two_views(monkeypatch):
    entries = (
        Entry("heads", f"{__name__}:HeadsView", "Every head", "F2"),
        Entry("lines", f"{__name__}:LinesView", "Lines of words", "F4"),
    )
    monkeypatch.setattr(registry, "VIEWS", entries)


def settle(window) -> None:
    assert window.wait_until_idle(10)


def press(qtbot, window, key, modifier=Modifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget() or window, key, modifier)
    settle(window)


def view(window, name):
    return window.docks.docks[name].content


def test_a_view_is_made_when_it_is_first_opened(qtbot, window, engine):
    assert view(window, "heads") is None
    assert not window.menus.docks["heads"].isChecked()
    press(qtbot, window, Key.Key_F2)
    assert window.docks.docks["heads"].seen
    assert window.menus.docks["heads"].isChecked()
    assert view(window, "heads").told[-1] == (window.microscope.trace, window.microscope.focus)
    request = engine.ran[-1]
    assert (request.thumbnails, request.facts, request.text) == (16, True, window.text_bar.text())
    press(qtbot, window, Key.Key_F2)
    assert not window.docks.docks["heads"].isVisible()
    assert not window.menus.docks["heads"].isChecked()
    qtbot.keyClicks(window.text_bar.editor, "s")
    settle(window)
    assert (engine.ran[-1].thumbnails, engine.ran[-1].facts) == (0, False)
    assert view(window, "heads").told[-1][0] is not window.microscope.trace, "a closed view costs nothing"


def test_behind_another_tab_a_view_is_not_told_nor_asked_for(qtbot, window, engine):
    window.docks.open("heads")
    window.docks.open("lines")
    settle(window)
    heads, lines = window.docks.docks["heads"], window.docks.docks["lines"]
    assert lines.seen
    assert not heads.seen
    assert heads in window.docks.tabifiedDockWidgets(lines)
    qtbot.keyClicks(window.text_bar.editor, "s")
    settle(window)
    assert engine.ran[-1].heads == (window.microscope.focus.head_id, (1, 2))
    assert engine.ran[-1].thumbnails == 0
    assert heads.content.told == []
    press(qtbot, window, Key.Key_F2)  # open, but behind: it comes before the others
    assert heads.seen
    assert heads.content.told[-1][0] is window.microscope.trace
    assert engine.ran[-1].thumbnails == 16


def test_all_that_is_in_sight_is_asked_for_together(window, engine):
    window.docks.open("heads")
    window.docks.move("lines", "left")
    settle(window)
    assert engine.ran[-1].heads[1:] == ((1, 2),)
    assert engine.ran[-1].thumbnails == 16
    ran = len(engine.ran)
    view(window, "lines").wish(Wishes(rows=(3,)))
    settle(window)
    assert engine.ran[-1].rows == (3,)
    assert len(engine.ran) == ran + 1
    view(window, "lines").wish(Wishes())
    settle(window)
    assert len(engine.ran) == ran + 1, "what is there already is not asked for again"


def test_a_view_chooses_heads_and_pairs(window):
    window.docks.open("heads")
    settle(window)
    view(window, "heads").head_chosen.emit(2, 3)
    settle(window)
    view(window, "heads").pair_chosen.emit(1, 2)
    assert window.microscope.focus.head_id == (2, 3)
    assert (window.microscope.focus.query, window.microscope.focus.key) == (1, 2)
    assert view(window, "heads").told[-1][1] == window.microscope.focus


def test_torn_off_it_is_a_window_of_its_own_and_goes_back(qtbot, window):
    window.docks.open("heads")
    settle(window)
    dock = window.docks.docks["heads"]
    qtbot.mouseClick(dock.bar.tear, Button.LeftButton)
    settle(window)
    assert dock.isFloating()
    assert dock.isWindow()
    assert not dock.windowFlags() & Qt.WindowType.FramelessWindowHint
    assert dock.isVisible()
    assert dock.seen
    dock.bar.tear.setFocus()
    qtbot.keyClick(dock.bar.tear, Key.Key_Space)
    settle(window)
    assert not dock.isFloating()
    assert dock.seen


@pytest.mark.parametrize("area", ["left", "right", "bottom"])
def test_the_menu_of_the_title_bar_moves_it(window, area):
    window.docks.open("heads")
    settle(window)
    dock = window.docks.docks["heads"]
    texts = {"left": "left", "right": "right", "bottom": "bottom"}
    action = next(a for a in dock.bar.make_menu().actions() if a.text().replace("&", "").endswith(texts[area]))
    action.trigger()
    settle(window)
    middle, place = window.split.geometry(), dock.geometry()
    assert {"left": place.right() < middle.left(), "right": place.left() > middle.right(),
            "bottom": place.top() > middle.bottom()}[area]  # fmt: skip


def test_a_layout_comes_back_after_a_kill(qtbot, open_window, settings):
    window = open_window()
    window.docks.open("heads")
    window.docks.move("lines", "left")
    window.docks.docks["inspector"].close()
    settle(window)
    window.docks.resizeDocks([window.docks.docks["lines"]], [311], Qt.Orientation.Horizontal)
    settle(window)
    qtbot.waitUntil(lambda: not window.session.pending, timeout=2000)
    again = open_window(Settings(settings.path))
    for name, dock in window.docks.docks.items():
        other = again.docks.docks[name]
        assert other.seen == dock.seen, name
        assert again.menus.docks[name].isChecked() == dock.seen
        if dock.seen:
            assert other.geometry() == dock.geometry(), name
    assert view(again, "heads").told[-1][0] is again.microscope.trace


def test_a_layout_comes_back_in_the_open_window(window):
    window.docks.move("lines", "left")
    settle(window)
    kept = window.docks.state()
    window.use_layout("simple")
    settle(window)
    assert not window.docks.docks["lines"].seen
    window.docks.use_layout(kept)
    settle(window)
    assert window.docks.docks["lines"].seen
    assert window.docks.docks["lines"].geometry().right() < window.split.x()


def test_a_torn_off_view_comes_back_after_a_clean_end(open_window, settings):
    window = open_window()
    window.docks.open("heads")
    window.docks.docks["heads"].setFloating(True)
    settle(window)
    window.close()
    assert not window.docks.docks["heads"].isVisible()
    window.session.save()  # as the program does once its loop has ended
    again = open_window(Settings(settings.path))
    assert again.docks.docks["heads"].isFloating()
    assert again.docks.docks["heads"].seen


def test_a_torn_off_view_whose_screen_is_gone_comes_back_onto_one(open_window, settings):
    window = open_window()
    window.docks.open("heads")
    window.docks.docks["heads"].setFloating(True)
    settle(window)
    window.docks.docks["heads"].move(30_000, 30_000)
    window.close()
    dock = open_window(Settings(settings.path)).docks.docks["heads"]
    assert dock.isFloating()
    assert QApplication.primaryScreen().availableGeometry().contains(dock.frameGeometry().topLeft())


def test_the_mouse_goes_back_from_a_torn_off_view(qtbot, window):
    window.docks.open("heads")
    window.docks.docks["heads"].setFloating(True)
    settle(window)
    start = window.microscope.focus
    window.microscope.choose_head(1, 1)
    settle(window)
    qtbot.mouseClick(view(window, "heads"), Button.BackButton)
    settle(window)
    assert window.microscope.focus == start


@pytest.mark.parametrize("damage", ["", "x", "AAAA", "gibberish!", "half", "flipped"])
def test_a_layout_nobody_meant_to_write_is_the_simple_one(open_window, settings, damage):
    if damage in ("half", "flipped"):
        window = open_window()
        window.docks.open("heads")
        settle(window)
        whole = window.docks.state()
        window.close()
        damage = whole[: len(whole) // 2] if damage == "half" else whole[:60] + "Zz" + whole[62:]
    settings["layout"] = damage
    window = open_window()
    assert [name for name, dock in window.docks.docks.items() if dock.seen] == ["inspector"]
    assert not window.banner.isVisible()


@pytest.mark.parametrize("size", [(960, 600), (1280, 800), (1920, 1080)])
def test_presets_open_what_they_name(qtbot, window, size):
    window.resize(*size)
    for key, names in (
        (Key.Key_3, {"inspector", "heads", "lines", "performance"}),
        (Key.Key_2, {"heads", "lines"}),
        (Key.Key_1, {"inspector"}),
    ):
        press(qtbot, window, key, Modifier.ControlModifier)
        assert {name for name, dock in window.docks.docks.items() if not dock.isHidden()} == names
        assert (window.width(), window.height()) == size
        bottom = window.docks.mapTo(window, window.docks.rect().bottomLeft()).y()
        assert bottom <= window.status.y()
        assert window.heatmap.height() >= 190
        assert window.heatmap.width() >= 250
        for dock in window.docks.in_sight():
            assert window.docks.rect().contains(dock.geometry()), dock.objectName()


def test_reset_is_as_at_the_first_start(window):
    window.use_layout("research")
    settle(window)
    window.split.setSizes([500, 300])
    window.menus.reset_layout.trigger()
    settle(window)
    assert [dock.objectName() for dock in window.docks.in_sight()] == ["inspector"]
    assert window.column.width() < 350


def test_language_and_theme_follow_live(qtbot, window):
    window.docks.open("heads")
    window.docks.docks["heads"].setFloating(True)
    settle(window)
    dock = window.docks.docks["inspector"]
    assert dock.bar.name.text() == "Calculation"
    before = dock.bar.shut.icon().cacheKey()
    window.use_theme("light")
    window.use_language("ja")
    translator = Spoken()
    QApplication.installTranslator(translator)
    qtbot.waitUntil(lambda: dock.bar.name.text() == "«Calculation»")
    assert window.docks.docks["heads"].windowTitle() == "«Every head»"
    assert window.menus.docks["heads"].text() == "«Every head»"
    QApplication.removeTranslator(translator)
    settle(window)
    assert dock.bar.shut.icon().cacheKey() != before
    assert dock.bar.shut.accessibleName().startswith(dock.bar.name.text())
    assert theme().choice == "light"


def test_f6_reaches_open_views_and_a_closed_panel_is_opened(qtbot, window):
    window.docks.open("heads")
    settle(window)
    seen = set()
    for _ in range(6):
        press(qtbot, window, Key.Key_F6)
        seen.add(QApplication.focusWidget())
    assert view(window, "heads") in seen
    window.docks.docks["inspector"].close()
    settle(window)
    press(qtbot, window, Key.Key_3, Modifier.AltModifier)
    assert window.docks.docks["inspector"].seen
    assert QApplication.focusWidget() is window.inspector


def test_the_calculation_is_copied_from_a_closed_panel(qtbot, window):
    window.docks.docks["inspector"].close()
    window.text_bar.editor.replace_text("one two three")
    settle(window)
    window.menus.copy_calculation.trigger()
    copied = QApplication.clipboard().text()
    assert window.microscope.trace.tokens.labels[window.microscope.focus.query] in copied


def test_every_title_of_the_registry_is_what_its_view_says(qtbot, window):
    for entry in OWN + registry.VIEWS:
        made = entry.make()
        qtbot.addWidget(made)
        assert made.title() == entry.said()
        assert entry.name == made.NAME
