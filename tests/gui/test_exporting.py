"""The export dialog, copies, print and films in the real window: what the user does, what is in the files then."""

from __future__ import annotations

import re
import subprocess
import sys
import threading

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from safetensors.numpy import load_file
from traces import make_trace

from attnviz.errors import UserError
from attnviz.gui.export import draw_heatmap_picture, save_widget
from attnviz.gui.exporting import jobs
from attnviz.gui.exporting.steps import moments, page_paint, picture, save_steps, walk
from attnviz.gui.theme import DARK, theme
from attnviz.gui.views.view import View
from attnviz.lessons.pair_walk import STEPS
from attnviz.trace import Focus

JA = "太郎はケーキを食べた。そのあと彼は眠った。"
Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(open_window, qtbot):
    made = open_window()
    made.text_bar.editor.setPlainText("he fell asleep")
    assert made.wait_until_idle(10)
    return made


@pytest.fixture
def dialog(window):
    window.text_bar.editor.setFocus()
    QTest.keyClick(window.text_bar.editor, Key.Key_E, Control)
    return window.commands.dialog


def export(qtbot, dialog, name: str, format: str, path) -> str:
    """Export to a path; returns what the dialog says then."""
    dialog.choose(name, format)
    dialog.export(str(path))
    qtbot.waitUntil(lambda: not dialog.busy, timeout=20_000)
    return dialog.message.text()


def test_ctrl_e_opens_the_dialog_on_the_heatmap_in_view(dialog, window):
    assert dialog is not None
    assert dialog.isVisible()
    assert not dialog.isModal()
    assert dialog.what.currentText() == "Heatmap of the head in focus"
    assert dialog.choices.size == (window.heatmap.width(), window.heatmap.height())


@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
def test_the_heatmap_in_the_size_and_scale_asked_for(ending, dialog, qtbot, tmp_path):
    path = tmp_path / f"a{ending}"
    dialog.fields.width_box.setValue(700)
    dialog.fields.height_box.setValue(500)
    dialog.fields.scale.setValue(3)
    assert export(qtbot, dialog, "Heatmap", ending, path) == f"Saved: {path}"
    if ending == ".png":
        assert QImage(str(path)).size().toTuple() == (2100, 1500)
        assert dialog.facts.text() == "2,100 × 1,500 pixels"
    elif ending == ".svg":
        assert QSvgRenderer(str(path)).viewBox().size().toTuple() == (700, 500)
        assert "asleep" in path.read_text("utf-8")
    else:
        assert path.read_bytes().startswith(b"%PDF")


def test_the_numbers_are_those_in_view(dialog, window, qtbot, tmp_path):
    scope = window.microscope
    weights = scope.trace.head(scope.shown_focus).weights
    export(qtbot, dialog, "HeadNumbers", ".npz", tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as file:
        assert file["weights"].tobytes() == weights.tobytes()
    export(qtbot, dialog, "HeadNumbers", ".csv", tmp_path / "a.csv")
    assert len((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()) == len(weights) + 1
    assert not dialog.fields.scale.isVisible()


def test_all_heads_come_from_the_engine(dialog, window, qtbot, tmp_path):
    path = tmp_path / "a.safetensors"
    assert export(qtbot, dialog, "AllHeads", ".safetensors", path) == f"Saved: {path}"
    assert load_file(path)["layers.0.weights"].shape == (1, 5, 5)


def written(folder) -> list[str]:
    """All but the settings, which a slow machine has stored by now, or is about to."""
    return [one.name for one in folder.iterdir() if "settings.json" not in one.name]


def test_what_cannot_be_written_is_said_in_the_dialog(dialog, qtbot, tmp_path):
    for name, ending in (("Heatmap", ".svg"), ("HeadNumbers", ".csv"), ("AllHeads", ".safetensors")):
        said = export(qtbot, dialog, name, ending, tmp_path / "no" / f"a{ending}")
        assert "cannot be written" in said
        assert "No such file or directory" in said
    assert "cannot be made" in export(qtbot, dialog, "Steps", ".svg", tmp_path / "no" / "steps")
    assert not written(tmp_path)


def test_the_steps_as_numbered_files(dialog, qtbot, tmp_path):
    for ending in (".svg", ".png"):
        folder = tmp_path / ending
        dialog.choose("Steps", ending)
        dialog.fields.width_box.setValue(640)
        dialog.fields.height_box.setValue(360)
        assert export(qtbot, dialog, "Steps", ending, folder) == f"Saved: {folder}"
        assert sorted(one.name for one in folder.iterdir()) == [f"step-{i}{ending}" for i in range(1, len(STEPS) + 1)]
    assert QImage(str(tmp_path / ".png" / "step-3.png")).size().toTuple() == (640, 360)


class SlowFilm:
    """Stands for an encoder that is slower than the painting."""

    def __init__(self, path, size) -> None:
        self.added: list[tuple[tuple[int, ...], int]] = []
        self.go_on, self.finished = threading.Semaphore(0), False
        self.threads: set[int] = set()

    def add(self, picture, milliseconds) -> None:
        self.go_on.acquire(timeout=10)
        self.threads.add(threading.get_ident())
        self.added.append((picture.shape, milliseconds))

    def finish(self) -> None:
        self.finished = True


@pytest.fixture
def film(monkeypatch) -> list[SlowFilm]:
    made: list[SlowFilm] = []

    def open_it(path, size):
        made.append(SlowFilm(path, size))
        return made[-1]

    monkeypatch.setattr(jobs, "open_film", open_it)
    return made


def small_film(dialog, path) -> None:
    dialog.choose("Steps", ".mp4")
    dialog.fields.width_box.setValue(160)
    dialog.fields.height_box.setValue(100)
    dialog.export(str(path))


def test_a_film_is_encoded_beside_the_window(dialog, window, qtbot, film, tmp_path):
    small_film(dialog, tmp_path / "a.mp4")
    assert dialog.busy
    # the window answers while the encoder stands still
    window.microscope.choose_pair(2, 1)
    assert window.microscope.focus.key == 1
    for _ in range(200):
        film[0].go_on.release()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=20_000)
    assert film[0].finished
    assert film[0].added == [((100, 160, 3), time) for _, _, time in moments(len(STEPS), 4)]
    assert threading.get_ident() not in film[0].threads
    assert dialog.bar.value() == 1000


def test_a_film_that_is_cancelled_is_never_finished(dialog, qtbot, film, tmp_path):
    small_film(dialog, tmp_path / "a.mp4")
    for _ in range(3):
        film[0].go_on.release()
    qtbot.waitUntil(lambda: dialog.bar.value() > 0, timeout=10_000)
    dialog.stop.click()
    assert not dialog.busy
    for _ in range(200):
        film[0].go_on.release()
    qtbot.waitUntil(lambda: "attnviz-errand" not in {thread.name for thread in threading.enumerate()}, timeout=10_000)
    assert not film[0].finished
    assert len(film[0].added) < 10
    assert dialog.message.text() == ""
    assert not written(tmp_path)


def test_copy_of_the_picture_and_of_the_table(window):
    clipboard, scope = QGuiApplication.clipboard(), window.microscope
    window.menus.copy_picture.trigger()
    image = clipboard.image()
    assert image.size().toTuple() == (2 * window.heatmap.width(), 2 * window.heatmap.height())
    window.menus.copy_table.trigger()
    rows = [line.split("\t") for line in clipboard.mimeData().text().split("\n")]
    weights = scope.trace.head(scope.shown_focus).weights
    assert np.array([row[1:] for row in rows[1:]], np.float32).tobytes() == weights.tobytes()
    assert clipboard.mimeData().html().count("<tr>") == len(rows)


COPY_AND_LEAVE = """
import sys
sys.path[:0] = {path!r}
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from traces import make_trace
from attnviz.gui.exporting.clipboard import copy_table
from attnviz.trace import Focus
app = QApplication([])
copy_table(make_trace("he fell", 3, 7), Focus(3, 7))
copy_table(make_trace("he fell asleep", 3, 7), Focus(3, 7))
QTimer.singleShot(0, app.quit)
app.exec()
assert app.clipboard().text().startswith("query"), "the text is left"
print("left")
"""


def test_a_copied_table_does_not_crash_the_end_of_the_program():
    code = COPY_AND_LEAVE.format(path=sys.path)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "left\n"), done.stderr


def test_nothing_to_copy_is_said_in_the_banner(window):
    window.text_bar.editor.setPlainText("")
    assert window.wait_until_idle(10)
    for action in (window.menus.copy_picture, window.menus.copy_table, window.menus.print):
        action.trigger()
        assert "text is empty" in window.banner.text()
        window.banner.dismiss()


def test_print_shows_a_page_in_the_light_colours(window, qtbot, tmp_path):
    from PySide6.QtPrintSupport import QPrinter

    from attnviz.gui.exporting.printing import draw_page

    theme().use("dark")
    window.menus.print.trigger()
    preview = window.commands.exports.preview
    assert preview.isVisible()
    preview.close()
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "page.pdf"))
    areas = []
    draw_page(printer, lambda painter, area: areas.append((area, painter.transform().m11())), (400, 300))
    page = printer.pageRect(QPrinter.Unit.DevicePixel)
    assert areas[0][0] == QRectF(0, 0, 400, 300)
    assert areas[0][1] == pytest.approx(min(page.width() / 400, page.height() / 300))


class Rings(View):
    NAME = "rings"

    def title(self) -> str:
        return "Rings"

    def show_trace(self, trace, focus) -> None:
        pass

    def draw(self, painter, area: QRectF) -> None:
        painter.fillRect(area, Qt.GlobalColor.red)
        painter.drawEllipse(area)


def test_a_view_that_is_open_can_be_exported_by_its_own_drawing(window, qtbot, tmp_path):
    view = Rings(window)
    view.resize(300, 200)
    view.show()
    window.commands.exports.show_dialog()
    dialog = window.commands.dialog
    dialog.what.setCurrentIndex(dialog.what.findText("Rings"))
    assert dialog.choices.size == (300, 200)
    dialog.export(str(tmp_path / "rings.png"))
    qtbot.waitUntil(lambda: not dialog.busy)
    image = QImage(str(tmp_path / "rings.png"))
    assert (image.width(), image.pixelColor(2, 2).name()) == (600, "#ff0000")


def test_the_dialog_follows_the_language(dialog, window, qtbot):
    titles = [dialog.what.itemText(i) for i in range(dialog.what.count())]
    dialog.choose("HeadNumbers", ".npz")
    window.use_language("ja")
    qtbot.waitUntil(lambda: window.menus.file.title() != "&File")
    assert dialog.what.count() == len(titles)
    assert dialog.chosen.ending == ".npz"
    window.use_language("en")


def test_pdf_names_the_ideographs_and_spaces_that_are_drawn(tmp_path):
    """食 and not the radical ⾷, which has the same glyph; a space and not a tab."""
    path = tmp_path / "a.pdf"
    draw_heatmap_picture(make_trace(JA, 3, 7), Focus(3, 7), path, (900, 800))
    named = b"".join(re.findall(rb"begincmap.*?endcmap", path.read_bytes(), re.DOTALL))
    characters = {
        chr(int(code, 16)) for part in re.findall(rb"\[([^\]]*)\]", named) for code in re.findall(rb"<(\w{4})>", part)
    }
    assert set(JA) <= characters
    assert not {one for one in characters if "\u2e80" <= one < "\u2fe0" or one == "\t"}
    assert " " in characters


def test_the_film_moves_in_and_stands():
    shown = moments(len(STEPS), 2.5)
    assert [step for step, progress, _ in shown if progress == 1] == list(range(len(STEPS)))
    assert {time for _, progress, time in shown if progress == 1} == {2500}
    assert shown[0] == (0, 1.0, 2500)
    for step in range(1, len(STEPS)):
        moving = [progress for at, progress, _ in shown if at == step]
        assert moving == sorted(moving)


def test_a_picture_of_a_film_is_what_the_file_has(tmp_path):
    trace, focus, size = make_trace(JA, 3, 7), Focus(3, 7, 11, 1), (321, 181)
    pixels = picture(page_paint(walk(trace, focus)[2], 1.0, DARK), size)
    assert pixels.shape == (181, 321, 3)
    assert pixels[0, 0].tolist() == [0x17, 0x18, 0x1C]
    list(save_steps(walk(trace, focus), tmp_path / "s", ".png", size, DARK))
    saved = QImage(str(tmp_path / "s" / "step-3.png")).convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(saved.constBits(), np.uint8).reshape(181, saved.bytesPerLine())[:, : 3 * 321]
    assert np.abs(rows.reshape(181, 321, 3).astype(int) - pixels).mean() < 1


def test_a_picture_without_room_is_one_sentence(tmp_path, monkeypatch):
    with pytest.raises(UserError, match="80,000 × 80,000 pixels is too large"):
        save_widget(lambda painter, area: None, tmp_path / "a.png", (10000, 10000), 8)
