"""A trace file in the window: the real file that transformers wrote, through the real engine; other models are fake."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from fake_engine import DECODER, FakeEngine
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from trace_files import GOLDEN, describe, write
from traces import MODEL

from attnviz.engine import Engine
from attnviz.settings import Settings
from attnviz.trace import Trace, TraceRequest

CAPTURED = "Taro ate the cake."
NOTE = "the text cannot be changed here. Choose a model to type."


class WithFiles(FakeEngine):
    """Trace files go to the real engine, in numpy."""

    def __init__(self) -> None:
        super().__init__()
        self.real = Engine()

    def run(self, request: TraceRequest, progress=None) -> Trace:
        if not request.model.endswith(".safetensors"):
            return super().run(request, progress)
        self.threads.add(threading.get_ident())
        self.ran.append(request)
        return replace(self.real.run(replace(request, device="numpy"), progress), request=request)

    def close(self) -> None:
        self.real.close()
        super().close()


@pytest.fixture
def engine() -> FakeEngine:
    return WithFiles()


def choose(window, model: str) -> None:
    window.microscope.set_model(model)
    assert window.wait_until_idle(10)


def type_in(window, qtbot, text: str) -> None:
    window.text_bar.editor.setFocus()
    qtbot.keyClicks(window.text_bar.editor, text)
    assert window.wait_until_idle(10)


def shown(window) -> str:
    return window.text_bar.editor.toPlainText()


def test_the_captured_text_can_be_read_and_not_changed(window, qtbot):
    own = window.text_bar.text()
    choose(window, str(GOLDEN))
    editor, note = window.text_bar.editor, window.text_bar.note
    assert (shown(window), window.text_bar.text()) == (CAPTURED, own)
    assert note.isVisible()
    assert NOTE in note.text()
    assert "translator" in note.text()
    asked = window.microscope._last_id
    QGuiApplication.clipboard().setText("pasted")
    type_in(window, qtbot, "more")
    for key in (Qt.Key.Key_V, Qt.Key.Key_X, Qt.Key.Key_Z):
        qtbot.keyClick(editor, key, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    assert (shown(window), window.text_bar.text(), window.microscope._last_id) == (CAPTURED, own, asked)
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == CAPTURED
    menus = window.menus
    for action in (menus.open_text, menus.samples.menuAction(), menus.paste, menus.cut, menus.undo, menus.redo):
        assert not action.isEnabled()
    assert menus.copy.isEnabled()


def test_the_users_own_text_comes_back_with_its_cursor_and_undo(window, qtbot):
    editor, sample = window.text_bar.editor, window.text_bar.text()
    editor.replace_text("My own sentence")
    type_in(window, qtbot, " grows")
    editor.moveCursor(editor.textCursor().MoveOperation.WordLeft)
    place = editor.textCursor().position()
    choose(window, str(GOLDEN))
    assert not window.menus.undo.isEnabled()
    choose(window, MODEL.id)
    assert shown(window) == window.text_bar.text() == "My own sentence grows"
    assert (editor.textCursor().position(), editor.isReadOnly()) == (place, False)
    assert not window.text_bar.note.isVisible()
    assert window.menus.undo.isEnabled()
    assert window.menus.paste.isEnabled()
    assert window.microscope.trace.tokens.text == "My own sentence grows"
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.text_bar.text() == sample  # Qt undoes a replacement and what was typed into it at once
    type_in(window, qtbot, "!")
    assert window.microscope.trace.tokens.text == window.text_bar.text()


def test_what_is_typed_while_the_file_opens_is_not_lost(window, qtbot):
    window.text_bar.editor.replace_text("Before")
    window.microscope.set_model(str(GOLDEN))
    qtbot.keyClicks(window.text_bar.editor, " and after")
    assert window.wait_until_idle(10)
    assert (shown(window), window.text_bar.text()) == (CAPTURED, "Before and after")
    choose(window, MODEL.id)
    assert shown(window) == "Before and after"


def test_own_text_trace_file_and_pair_come_back_at_the_next_start(open_window, settings, qtbot):
    window = open_window()
    window.text_bar.editor.replace_text("Not to be lost")
    assert window.wait_until_idle(10)
    choose(window, str(GOLDEN))
    window.microscope.choose_head(4, 2)
    assert window.wait_until_idle(10)
    window.microscope.choose_pair(3, 1)
    focus = window.microscope.focus
    window.close()
    assert Settings(settings.path)["text"] == "Not to be lost"
    again = open_window(Settings(settings.path))
    assert shown(again) == CAPTURED
    assert again.text_bar.editor.isReadOnly()
    assert again.microscope.focus == focus
    choose(again, MODEL.id)
    assert shown(again) == "Not to be lost"


def test_title_and_status_say_from_what_and_by_what_it_was_captured(window):
    choose(window, str(GOLDEN))
    assert window.windowTitle().startswith("Captured trace of translator")
    assert window.status.model.text().startswith("translator, captured with transformers ")
    assert window.toolbar.model.title() == "translator"
    choose(window, MODEL.id)
    assert "Captured" not in window.windowTitle() + window.status.model.text()


def test_heads_pairs_hovering_and_the_step_through_work(window, qtbot, tmp_path):
    choose(window, str(GOLDEN))
    scope = window.microscope
    assert (window.toolbar.head.layer.field.maximum(), window.toolbar.head.head.field.maximum()) == (5, 3)
    for layer in range(6):
        scope.choose_head(layer, 1)
        assert window.wait_until_idle(10)
        assert scope.trace.head(scope.shown_focus) is not None
        rows, columns = len(scope.trace.queries(layer)), len(scope.trace.keys(layer))
        scope.choose_pair(rows - 1, columns - 2)
        assert (scope.focus.query, scope.focus.key) == (rows - 1, columns - 2)
    scope.choose_head(0, 0)
    assert window.wait_until_idle(10)
    scope.choose_pair(0, 3)
    marks = [mark.cursor.selectedText() for mark in window.text_bar.editor.extraSelections()]
    assert marks == ["cake", "Taro"]  # the pair's words are marked in the captured text
    qtbot.mouseMove(window.heatmap, QPoint(window.heatmap.width() // 2, window.heatmap.height() // 2))
    window.present(full_screen=False)
    for step in range(8):
        window.presenter.lecture.jump(step + 1)
        window.presenter.grab()
    window.presenter.close()
    window.commands.write_picture(tmp_path / "picture.svg")
    assert "cake" in (tmp_path / "picture.svg").read_text("utf-8")
    window.inspector.copy_action.trigger()
    assert "cake" in QGuiApplication.clipboard().text()


def test_panels_that_need_a_model_say_so(window, tmp_path):
    file = write(tmp_path / "decoder.safetensors", *describe(5))
    window.menus.performance.setChecked(True)
    choose(window, str(file))
    assert not window.next_words.isVisible()  # a captured decoder is not one that goes on with a text
    window.menus.next_words.setChecked(True)
    assert window.wait_until_idle(10)
    assert "captured trace of big" in window.next_words.why.text()
    assert not window.next_words.write.isVisible()
    assert not window.menus.write_on.isEnabled()
    assert not window.performance.compare.isEnabled()
    assert "captured trace" in window.performance.why.text()
    assert not window.routers.isVisible()
    choose(window, DECODER)
    assert window.next_words.words.isVisible()
    assert window.performance.compare.isVisible()


def test_a_bad_file_is_told_and_everything_stays(window, qtbot, tmp_path):
    own, model = window.text_bar.text(), window.microscope.model
    bad = tmp_path / "bad.safetensors"
    bad.write_bytes(GOLDEN.read_bytes()[:-100])
    choose(window, str(bad))
    assert window.banner.isVisible()
    assert (shown(window), window.text_bar.editor.isReadOnly(), window.microscope.model) == (own, False, model)
    choose(window, str(GOLDEN))
    choose(window, str(bad))
    assert (shown(window), window.microscope.model) == (CAPTURED, str(GOLDEN))


def test_the_file_menu_opens_it(window, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(GOLDEN), ""))
    window.menus.open_trace.trigger()
    assert window.wait_until_idle(10)
    assert shown(window) == CAPTURED


def test_one_trace_file_after_another(window, tmp_path):
    choose(window, str(GOLDEN))
    other = write(tmp_path / "other.safetensors", *describe(4))
    choose(window, str(other))
    assert shown(window) == "w0 w1 w2 w3"
    assert "big" in window.text_bar.note.text()
    choose(window, str(GOLDEN))
    assert shown(window) == CAPTURED


def test_the_note_fits_where_the_window_is_narrow(window, tmp_path):
    window.resize(960, 600)
    choose(window, str(GOLDEN))
    note, editor = window.text_bar.note, window.text_bar.editor
    assert note.height() >= note.heightForWidth(note.width())
    assert editor.geometry().bottom() < note.geometry().top()
