"""Names and texts from files and from the editor are plain text in the whole window, and no longer than a screen."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from weights.small_models import write_folder

from attnviz.engine import Engine

NAME = "<img src=x> &amp; <b>bold \u202eturned\nnext %n {0} [*] \u200b&File"
LONG = "x" * 100_000
TEXT = f"he <img src=x> <b>llo</b> &amp; \u202ehe he \u200b!\x07 {LONG} he"
WORDS = ("<img src=x>", "<b>", "</b>", "&amp;", "\u202ehe", LONG)
MARKS = re.compile("<img|<b>|</b>")
MOST = 2000


@pytest.fixture
def engine() -> Engine:
    made = Engine()
    made.gate = type("Gate", (), {"set": lambda self: None})()  # what the fixture of other engines closes
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model whose name and whose words are markup, one of them of 100 kB."""
    made = write_folder(tmp_path / NAME)
    content = json.loads((made / "tokenizer.json").read_text("utf-8"))
    content["added_tokens"] += [
        {"id": 7 + at, "content": word, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
         "special": False} for at, word in enumerate(WORDS)
    ]  # fmt: skip
    (made / "tokenizer.json").write_text(json.dumps(content))
    return made


@pytest.fixture
def window(open_window, settings, folder):
    settings["model"], settings["device"] = str(folder), "numpy"
    settings["text"], settings["text_stored"] = TEXT, True
    return open_window()


def settle(window) -> None:
    QApplication.processEvents()
    assert window.wait_until_idle(20)
    QApplication.processEvents()


TAG = re.compile("<[a-zA-Z/!?][^>]*>")


def is_rich(text: str) -> bool:
    """Qt guesses so of what has a tag; more is taken for rich here than Qt would."""
    return bool(TAG.search(text))


def wrong_with(window) -> list[str]:
    """Labels and tips that take what was written for markup, and what asks for more room than a screen has."""
    room, wrong = QSize(1920, 1080), []
    for widget in window.findChildren(QWidget):
        name = f"{type(widget).__module__}.{type(widget).__name__} {widget.objectName()}"
        if isinstance(widget, QLabel):
            wrong += [f"{name}: {what}" for what in _wrong_label(widget)]
        wrong += [f"{name}: tip {what}" for what in _wrong_tip(widget.toolTip())]
        if len(widget.accessibleName()) > MOST or len(widget.accessibleDescription()) > MOST:
            said = widget.accessibleName() + widget.accessibleDescription()
            wrong.append(f"{name}: a long name, {said[:100]} ... {said[-150:]}")
        least = widget.minimumSizeHint()
        if widget.isVisible() and (least.width() > room.width() or least.height() > room.height()):
            wrong.append(f"{name}: {least}")
    for action in window.findChildren(QAction):
        wrong += [f"action: {what}" for what in _wrong_tip(action.toolTip())]
        if "\n" in action.text() or len(action.text()) > 300:
            wrong.append(f"action: {action.text()[:100]}")
    if window.width() > room.width() or window.height() > room.height():
        wrong.append(f"the window: {window.size()}")
    return wrong


def _wrong_label(label: QLabel) -> list[str]:
    text, form = label.text(), label.textFormat()
    wrong = [] if len(text) < MOST else [f"{len(text)} characters"]
    rich = form == Qt.TextFormat.RichText or (form == Qt.TextFormat.AutoText and is_rich(text))
    if rich and MARKS.search(text):
        wrong.append(text[:150])
    if "\u202e" in text:
        wrong.append("turns its text round")
    return wrong


def _wrong_tip(tip: str) -> list[str]:
    wrong = [] if len(tip) < MOST else [f"{len(tip)} characters"]
    if is_rich(tip) and MARKS.search(tip):
        wrong.append(tip[:150])
    return wrong


def test_a_model_and_a_text_of_markup(window, qtbot):
    settle(window)
    wrong = wrong_with(window)
    assert window.banner.text() == ""
    for name in window.docks.docks:
        window.docks.open(name)
        settle(window)
        wrong += wrong_with(window)
    assert not wrong, "\n".join(dict.fromkeys(wrong))
