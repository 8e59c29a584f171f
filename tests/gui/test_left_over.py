"""What is used over and over leaves nothing behind: objects are counted before and after some turns of it."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtTest import QTest

from attnviz.gui import registry
from attnviz.gui.main_window import MainWindow
from attnviz.gui.models import errand

TURNS = 2
QTS_OWN = {"QPanGesture"}
"""of scroll areas that are gone: Qt deletes them at the next touch of a screen"""
Key = Qt.Key


def live(qapp) -> Counter[str]:
    """Every QObject below the application, a window or held by Python, and what our own classes have made."""
    for _ in range(2):
        qapp.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
    tracked = gc.get_objects()
    held = [one for one in tracked if isinstance(one, QObject) and shiboken6.isValid(one)]
    roots = [qapp, *qapp.topLevelWidgets(), *held]
    objects = {id(one): one for root in roots for one in (root, *root.findChildren(QObject))}
    ours = (one for one in tracked if type(one).__module__.startswith("attnviz") and id(one) not in objects)
    names = (type(one).__name__ for one in (*objects.values(), *ours))
    return Counter(name for name in names if name not in QTS_OWN)


class Use:
    """The ways to use a window that are tried."""

    def __init__(self, window: MainWindow, folder) -> None:
        self.window, self.folder = window, folder

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, on=None) -> None:
        QTest.keyClick(on or self.window, key, modifiers)

    def settle(self) -> None:
        assert self.window.wait_until_idle(10)

    def language(self) -> None:
        for _ in range(2):
            self.window.commands.toggle_language()

    def colours(self) -> None:
        for choice in ("dark", "light"):
            self.window.use_theme(choice)

    def keys(self) -> None:
        for letter in "abc":
            QTest.keyClick(self.window.text_bar.editor, letter)
            self.settle()
        for _ in "abc":
            self.key(Key.Key_Backspace, on=self.window.text_bar.editor)
        self.settle()

    def views(self) -> None:
        """Each opened and closed; one torn off and put back."""
        docks = self.window.docks
        for entry in registry.VIEWS:
            docks.open(entry.name)
            self.settle()
            docks.docks[entry.name].close()
        docks.open("lines")
        docks.docks["lines"].bar.tear.click()
        self.settle()
        docks.move("lines", "bottom")
        docks.docks["lines"].close()
        self.settle()

    def dialogs(self) -> None:
        for act in (self.window.commands.show_shortcuts, self.window.desktop.show_preferences,
                    self.window.commands.show_models, self.window.commands.show_about):  # fmt: skip
            act()
            self.settle()
        self.window.commands.close_dialog()
        while errand._under_way:  # the list of models is still being read
            QCoreApplication.processEvents()

    def exports(self) -> None:
        for subject, ending in (("Heatmap", ".png"), ("HeadNumbers", ".csv"), ("AllHeads", ".safetensors")):
            self.window.commands.exports.show_dialog()
            dialog = self.window.commands.dialog
            dialog.choose(subject, ending)
            dialog.export(str(self.folder / f"exported{ending}"))
            while dialog.busy:
                QCoreApplication.processEvents()
            self.window.commands.close_dialog()

    def copies(self) -> None:
        self.window.menus.copy_picture.trigger()
        self.window.menus.copy_table.trigger()

    def lecture(self) -> None:
        presenting = self.window.presenting
        presenting.open(presenting.course.places[0], full_screen=False)
        for key in (Key.Key_Right, Key.Key_N, Key.Key_C, Key.Key_C, Key.Key_Escape):
            self.key(key, on=presenting.presenter)
            self.settle()

    def tour(self) -> None:
        self.window.desktop.begin_tour()
        self.key(Key.Key_Right, on=self.window.desktop.tour)
        self.key(Key.Key_Escape, on=self.window.desktop.tour)

    def models(self) -> None:
        before = self.window.microscope.model
        for model in ("test-decoder", before):
            self.window.microscope.set_model(model)
            self.settle()

    def sessions(self) -> None:
        sessions = self.window.desktop.sessions
        sessions.save(self.folder / "one.attnviz")
        sessions.open(self.folder / "one.attnviz")
        self.settle()

    def menus(self) -> None:
        for menu in self.window.menus.all_menus():
            menu.aboutToShow.emit()
        self.window.docks.docks["inspector"].bar.make_menu().deleteLater()

    def sizes(self) -> None:
        self.window.desktop.zoom.step(1)
        self.window.desktop.zoom.use(100)
        self.settle()


WAYS = [name for name, what in vars(Use).items() if callable(what) and name not in ("__init__", "key", "settle")]


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_left(way: str, qapp, window: MainWindow, engine, tmp_path) -> None:
    use: Callable[[], None] = getattr(Use(window, tmp_path), way)
    for _ in range(2):  # what is made once is there then, and what changes places has changed back
        use()
    engine.ran.clear()
    before = live(qapp)
    for _ in range(TURNS):
        use()
    engine.ran.clear()
    more = live(qapp) - before
    assert not {name: number for name, number in more.items() if number >= TURNS}
