"""A lecture on two displays, and on one after the other is unplugged; prints where its windows are.

A script of its own: Qt's offscreen platform takes its displays at the start, from a file (``test_displays``). It cannot
unplug them, so that here the list of displays is what changes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from traces import make_trace

from attnviz.gui import app
from attnviz.gui.presenting import displays
from attnviz.gui.presenting.presenter import Presenter
from attnviz.lessons.course import Place
from attnviz.settings import Settings
from attnviz.trace import Focus

Key = Qt.Key
ALL = displays.displays
INNER = 9, 9, -9, -9
"""Offscreen, a window that is maximised twice is a frame's width too large."""


class Scene:
    """The windows, and which displays are plugged in."""

    def __init__(self, home_on: str) -> None:
        self.home = QWidget()
        self.home.setScreen(ALL()[home_on])
        self.home.move(ALL()[home_on].geometry().topLeft())
        self.home.show()
        self.presenter = Presenter()
        self.presenter.displays.home = self.home
        self.presenter.set_motion(False)
        self.told: list[list[object]] = []

    def plug(self, *names: str) -> None:
        displays.displays = lambda: {name: screen for name, screen in ALL().items() if name in names}

    def start(self) -> None:
        self.presenter.start(make_trace("Taro ate the cake.", 3, 7), Focus(3, 7, 2, 1), Place(1, 2))

    def settle(self) -> None:
        self.presenter.displays.settle()

    def press(self, key: Key, of_speaker: bool = False) -> None:
        QTest.keyClick(self.presenter.speaker if of_speaker else self.presenter, key)

    def tell(self, what: str) -> None:
        QApplication.processEvents()
        presenter, speaker = self.presenter, self.presenter.speaker
        seen = speaker is not None and speaker.isVisible()
        self.told.append(
            [
                what,
                presenter.screen().name() if presenter.isVisible() else "",
                presenter.isFullScreen(),
                speaker.screen().name() if seen else "",
                bool(seen and speaker.said.isVisible()),
                bool(seen and speaker.geometry().adjusted(*INNER).intersects(presenter.geometry())),
                [presenter.place.lesson, presenter.place.step],
                presenter.devicePixelRatio(),
            ]
        )


def main() -> None:
    settings = Settings(Path(sys.argv[1]))
    settings["language"] = "en"
    app.make_application(settings)
    scene = Scene("left")
    scene.start()
    scene.tell("two")
    scene.press(Key.Key_Right, of_speaker=True)
    scene.plug("left")
    scene.settle()
    scene.tell("audience's gone")
    scene.press(Key.Key_F11, of_speaker=True)
    scene.tell("shown on the one")
    scene.press(Key.Key_N)
    scene.tell("both on the one")
    scene.press(Key.Key_N)
    scene.tell("slides alone again")
    scene.plug("left", "right")
    scene.settle()
    scene.tell("plugged in again")
    scene.plug("right")
    scene.settle()
    scene.tell("speaker's gone")
    scene.plug("left", "right")
    scene.settle()
    scene.tell("speaker's is back")
    scene.press(Key.Key_D, of_speaker=True)
    scene.tell("swapped")
    scene.press(Key.Key_D)
    scene.tell("swapped back")
    scene.press(Key.Key_F11)
    scene.tell("in a window")
    scene.press(Key.Key_F11)
    scene.tell("full again")
    scene.press(Key.Key_Escape)
    scene.tell("left")
    scene.plug("left")
    scene.settle()
    scene.start()
    scene.tell("one from the start")
    scene.plug("left", "right")
    scene.settle()
    scene.tell("a second one comes")
    scene.presenter.close()
    scene.home.setScreen(ALL()["right"])
    scene.home.move(ALL()["right"].geometry().topLeft())
    scene.start()
    scene.tell("the program on the other")
    print(json.dumps(scene.told))


main()
