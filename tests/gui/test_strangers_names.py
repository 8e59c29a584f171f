"""Names and texts from files and from the editor are plain text in the whole window, and no longer than a screen."""

from __future__ import annotations

from itertools import chain
from xml.etree import ElementTree

import hostile_names
import pytest
from hostile_names import settle, use_names
from plainness import NAME, guessed, painted, painted_plain, plain, wrong_with
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QToolTip, QWidget

from attnviz.engine import Engine
from attnviz.gui.export import save_widget
from attnviz.gui.exporting.formats import PictureSubject, ViewPicture, subjects
from attnviz.gui.exporting.handout import save_handout
from attnviz.gui.unsaved import Button, ask_to_save
from attnviz.heatmap_html import heatmap_html
from attnviz.lessons.course import LESSONS
from attnviz.lessons.page import Page
from attnviz.tables import save_head


@pytest.fixture
def engine() -> Engine:
    made = Engine()
    made.gate = type("Gate", (), {"set": lambda self: None})()  # what the fixture of other engines closes
    return made


@pytest.fixture
def window(open_window, settings, tmp_path):
    use_names(settings, tmp_path)
    return open_window(wait=False)


def test_a_model_and_a_text_of_markup(window, qtbot):
    settle(window)
    wrong = wrong_with("at first")
    assert window.banner.text() == ""
    for name in window.docks.docks:
        window.docks.open(name)
        settle(window)
        wrong += wrong_with(name)
    assert not wrong, "\n".join(wrong)


def test_dialogs_files_and_the_lecture(window, tmp_path, monkeypatch):
    """Every page and window that the program has, with all that it paints and reads out."""
    settle(window)
    wrong: list[str] = []
    boxes: list[str] = []

    def asked(box: QMessageBox) -> QMessageBox.StandardButton:
        boxes.append(box.text())
        wrong.extend(wrong_with("question"))
        return Button.Discard

    monkeypatch.setattr(QMessageBox, "exec", asked)
    with painted() as texts:
        places = chain(
            hostile_names.dialogs(window),
            hostile_names.files(window, tmp_path),
            hostile_names.lecture(window, tmp_path),
        )
        for name, shown in places:
            shown.grab()
            wrong += wrong_with(name)
        window.text_bar.editor.insertPlainText("x")
        settle(window)
        window.desktop.sessions.may_leave()
    assert any("<img" in text for text in boxes)
    assert sum("<img" in text for text in texts) > 20, "nothing of the text was painted"
    wrong += [f"painted: {one}" for text in dict.fromkeys(texts) for one in painted_plain(text)]
    assert not wrong, "\n".join(dict.fromkeys(wrong))


PLANTED = {
    "markup in a label": lambda window: QLabel("<b>he</b>", window),
    "a tip": lambda window: QLabel("", window, toolTip="<img src=x>"),
    "a letter to press": lambda window: QPushButton("a &Zyx", window),
    "a turned line": lambda window: QLabel("a\u202eb", window),
    "too long": lambda window: QLabel("x" * 3000, window),
    "for a screen reader": lambda window: QLabel("", window, accessibleName="\x1b[31m"),
    "a menu": lambda window: window.menus.file.addAction("<img src=x> &Zyx"),
}


def test_the_walk_sees_what_is_wrong(window):
    settle(window)
    for harm, plant in PLANTED.items():
        made = plant(window)
        assert wrong_with("planted"), harm
        made.deleteLater()
        QApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete)
    assert not wrong_with("nothing planted")


def test_a_question_is_plain(window, monkeypatch):
    monkeypatch.setattr(
        QMessageBox, "exec", lambda box: wrong.extend(wrong_with("question")) or QMessageBox.StandardButton.Discard
    )
    wrong: list[str] = []
    ask_to_save(window, "<b>he</b>?", "he <img src=x>")
    assert not wrong


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
                assert not list(guessed(tip)), (type(widget).__name__, tip[:200])
                shown.append(tip)
    assert any("img" in tip for tip in shown), "no tip has a word of the text"
    QToolTip.hideText()


ELEMENTS = {
    "svg", "g", "defs", "title", "desc", "path", "rect", "line", "polyline", "text", "image", "polygon", "circle",
    "ellipse", "clipPath", "linearGradient", "radialGradient", "stop", "tspan", "pattern", "use",
}  # fmt: skip
"""None that runs, links or fetches."""


def test_pictures_hold_the_words_as_text(window, tmp_path):
    """SVG of every view, read by a strict parser; all it says is plain, and nothing in it acts."""
    settle(window)
    for name in ("heads", "lines", "finder", "compare", "what_if", "flow", "output"):
        window.docks.open(name)
        settle(window)
        for at, subject in enumerate(subjects(window)):
            if isinstance(subject, ViewPicture if name != "heads" else PictureSubject):
                path = tmp_path / f"{name}-{at}.svg"
                save_widget(subject.paint(), path, (900, 700))
                root = ElementTree.fromstring(path.read_bytes())
                assert {element.tag.rpartition("}")[2] for element in root.iter()} <= ELEMENTS
                assert not [key for element in root.iter() for key in element.attrib if key.lower().startswith("on")]
                links = [value for element in root.iter() for key, value in element.attrib.items() if "href" in key]
                assert all(link.startswith(("data:image/png;base64,", "#")) for link in links)
                wrong = [one for text in root.itertext() for one in plain(text)]
                assert not wrong, (name, subject.title(), wrong[:5])
        window.docks.docks[name].close()
    assert any("&lt;script" in path.read_text("utf-8") for path in tmp_path.glob("*.svg"))
    assert sum("&lt;img" in path.read_text("utf-8") for path in tmp_path.glob("*.svg")) >= 5


def test_the_notebooks_page_and_the_table_are_plain(window, tmp_path):
    settle(window)
    trace, focus = window.microscope.trace, window.microscope.shown_focus
    page = heatmap_html(trace, focus)
    assert "<img" not in page
    assert "<script" not in page
    assert "&lt;script" in page
    assert "&lt;img" in page
    assert len(page) < 200_000
    ElementTree.fromstring(page.replace("<br>", "<br/>"))
    save_head(trace, focus, tmp_path / "a.csv")
    table = (tmp_path / "a.csv").read_text("utf-8-sig")
    assert not [sign for sign in "\u202e\x07\x1b" if sign in page + table]


def test_the_title_names_the_session_whole(window, tmp_path):
    path = tmp_path / "<b>a[*]\n&b\u202e.attnviz"
    window.desktop.sessions.save(path)
    settle(window)
    title = window.windowTitle()
    assert "\n" not in title
    assert "\u202e" not in title
    assert "[*][*]" in title, "Qt shows two as one, and one as a mark"


def test_files_say_nothing_of_their_own_beside_what_is_drawn(window, tmp_path):
    """PNG and PDF have room for texts that no picture shows: a viewer's title bar, a file manager's columns."""
    settle(window)
    path = tmp_path / "a.png"
    save_widget(subjects(window)[0].paint(), path, (400, 300))
    data, chunks, at = path.read_bytes(), [], 8
    while at < len(data):
        chunks.append(data[at + 4 : at + 8].decode("ascii"))
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    assert not {"tEXt", "zTXt", "iTXt", "eXIf"} & set(chunks), chunks
    trace, focus = window.microscope.trace, window.microscope.shown_focus
    save_handout([Page(LESSONS[0], 0, trace, focus)], tmp_path / "a.pdf", NAME)
    pdf = (tmp_path / "a.pdf").read_bytes()
    title = pdf[pdf.index(b"/Title") :].split(b"/Creator")[0]
    assert b"\0b\0o\0l\0d" in title
    assert not [sign for sign in "\u202e\x1b\n" if sign.encode("utf-16-be") in title]
