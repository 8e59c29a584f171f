"""Names and texts from files and from the editor are plain text in the whole window, and no longer than a screen."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QAction, QHelpEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLabel, QToolTip, QWidget
from weights.small_models import write_folder

from attnviz.engine import Engine
from attnviz.gui.export import heatmap_paint, save_widget
from attnviz.gui.theme import theme
from attnviz.gui.views.matrix import HeatmapOptions
from attnviz.heatmap_html import heatmap_html

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
        scrolls = is_scrolled(widget)
        if widget.isVisible() and not scrolls and (least.width() > room.width() or least.height() > room.height()):
            wrong.append(f"{name}: {least}")
    for action in window.findChildren(QAction):
        wrong += [f"action: {what}" for what in _wrong_tip(action.toolTip())]
        if "\n" in action.text() or len(action.text()) > 300:
            wrong.append(f"action: {action.text()[:100]}")
    if window.width() > room.width() or window.height() > room.height():
        wrong.append(f"the window: {window.size()}")
    return wrong


def is_scrolled(widget: QWidget) -> bool:
    """What lies in an area that scrolls may be larger than a screen."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QAbstractScrollArea):
        above = above.parentWidget()
    return above is not None


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


def test_what_hovers_is_plain(window, qtbot):
    """Real tips, of words that are markup and of one of 100 kB, in each view under many places of the mouse."""
    settle(window)
    shown: list[str] = []
    for name in ("heads", "lines", "finder", "compare", "output"):
        window.docks.open(name)
        settle(window)
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.width() < 60 or widget.height() < 40:
            continue
        for x in range(10, widget.width(), 1 + widget.width() // 4):
            for y in range(8, widget.height(), 1 + widget.height() // 3):
                at = QPoint(x, y)
                QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
                tip = QToolTip.text()
                assert not _wrong_tip(tip), (type(widget).__name__, tip[:200])
                shown.append(tip)
    assert any("img" in tip for tip in shown), "no tip has a word of the text"
    QToolTip.hideText()


def test_what_leaves_the_window_is_plain(window, tmp_path):
    """Pictures, tables and the notebook's page hold the words as text."""
    settle(window)
    trace, focus = window.microscope.trace, window.microscope.focus
    paint = heatmap_paint(trace, focus, HeatmapOptions(), theme().colours)
    for ending in (".svg", ".pdf", ".png"):
        save_widget(paint, tmp_path / f"a{ending}", (800, 600))
    drawing = (tmp_path / "a.svg").read_text("utf-8")
    assert "&lt;img" in drawing
    root = ElementTree.fromstring(drawing)
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
        "svg", "g", "defs", "title", "desc", "path", "rect", "line", "polyline", "text", "image", "polygon", "circle",
        "ellipse", "clipPath", "linearGradient", "stop", "tspan",
    }  # fmt: skip
    page = heatmap_html(trace, focus)
    assert "<img" not in page
    assert "&lt;img" in page
    assert "\u202e" not in page
    assert "\x07" not in page
    assert len(page) < 200_000


def test_the_title_names_the_session_whole(window, tmp_path):
    path = tmp_path / "<b>a[*]\n&b\u202e.attnviz"
    window.desktop.sessions.save(path)
    settle(window)
    title = window.windowTitle()
    assert "\n" not in title
    assert "\u202e" not in title
    assert "[*][*]" in title, "Qt shows two as one, and one as a mark"
