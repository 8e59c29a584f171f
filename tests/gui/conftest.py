"""The real window, in a real event loop, on the engine of fake_engine.py."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from fake_engine import DEVICES, FakeEngine
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QMessageBox

from attnviz.gui import app
from attnviz.gui.main_window import MainWindow, language
from attnviz.gui.slides import text as slide_text
from attnviz.settings import Settings

FEW = 8
"""windows that are left after a test: more are garbage that is worth looking for"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says so of windows that change their smallest size or are raised; it means nothing."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore(r"does not support (propagateSizeHints|raise)", extend=True))


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """Style and fonts as in the program, for every test of widgets."""
    app.dress(qapp)
    yield qapp
    # what a test made in Python and put there would be deleted by Qt after Python has gone: a crash at exit
    qapp.clipboard().clear()


@pytest.fixture(scope="session", autouse=True)
def collected_here(dressed: QApplication) -> Iterator[list[int]]:
    """As in the program, Python's garbage is collected in this thread only: see ``attnviz.gui.collector``."""
    gc.disable()
    yield [0]
    gc.enable()


@pytest.fixture(autouse=True)
def collect_what_a_test_made(collected_here: list[int]) -> Iterator[None]:
    """At once, or windows that are garbage live on, and each makes the next change of style sheet slower."""
    yield
    # no event loop runs between tests, so nothing else would delete what was to be deleted later
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    collected_here[0] += 1
    left = len(QApplication.topLevelWidgets()) > FEW
    gc.collect(2 if left or collected_here[0] % 10 == 0 else 1)


@pytest.fixture(autouse=True)
def back_to_english() -> Iterator[None]:
    """A test that ends in Japanese must not hand it on to the next one."""
    yield
    if language().code not in ("", "en"):
        language().use("en")


@pytest.fixture(autouse=True)
def no_question_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question about unsaved changes is answered with Discard: a test must not wait for a user."""
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Discard)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "settings.json")
    made["language"] = "en"
    return made


@pytest.fixture
def open_window(qtbot, engine: FakeEngine, settings: Settings) -> Iterator[Callable[..., MainWindow]]:
    """Opens the real window, on the fixtures' settings and engine unless told otherwise, and waits for its trace."""
    opened: list[MainWindow] = []

    def open_it(use: Settings = settings, wait: bool = True) -> MainWindow:
        app.make_application(use)
        window = app.make_window(use, lambda: engine, lambda: list(DEVICES))
        opened.append(window)
        window.resize(1280, 800)
        window.show()
        qtbot.waitExposed(window)
        if wait:
            assert window.wait_until_idle(10)
        return window

    yield open_it
    engine.gate.set()
    for window in opened:
        window.close()
        assert window.clean_exit, "the engine's thread did not end"
        shiboken6.delete(window)  # now: each window that lives on makes the next change of style sheet slower


@pytest.fixture
def window(open_window: Callable[..., MainWindow]) -> MainWindow:
    return open_window()


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, QFont]]:
    """Every (line, font) that a picture of a slide or panel lays out."""
    seen, original = [], slide_text._lay_out

    def record(made: str, font: QFont, *more: object) -> object:
        seen.append((made, font))
        return original(made, font, *more)

    monkeypatch.setattr(slide_text, "_lay_out", record)
    return seen
