"""The About box's report, and the files that put the program into a desktop's menu."""

from __future__ import annotations

import configparser
import xml.etree.ElementTree as ET

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPixmap, QPixmapCache
from PySide6.QtWidgets import QLabel

from attnviz import __version__
from attnviz.assets import asset
from attnviz.gui.dialogs import report

FOLDER = asset("resources", "desktop", "attnviz.desktop").parent


def test_the_report_names_versions_device_and_driver_and_no_text(qtbot, window):
    window.commands.show_about()
    page = window.commands.dialog
    qtbot.mouseClick(page.copy_report, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    facts = dict(line.split(": ", 1) for line in copied.splitlines())
    assert facts["attnviz"] == __version__
    assert "PoCL 3.0" in facts["device"]
    assert window.microscope.trace.model.name in facts["model"]
    assert {"Python", "Qt", "numpy", "pyopencl", "system", "screen"} <= facts.keys()
    assert "Taro" not in copied


def test_a_report_without_a_model_says_so(qtbot):
    assert "model: none loaded" in report(None)


def test_the_entry_names_the_program_its_icon_and_its_files():
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(FOLDER / "attnviz.desktop", "utf-8")
    entry = entry["Desktop Entry"]
    assert entry["Exec"] == "attnviz %f"
    assert asset("resources", "icons", f"{entry['Icon']}.svg").is_file()
    assert entry["StartupWMClass"] == QGuiApplication.desktopFileName()
    assert entry["GenericName[ja]"]
    picture = QImage(str(FOLDER / "attnviz-256.png"))
    assert (picture.width(), picture.height()) == (256, 256)
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    kind = ET.parse(FOLDER / "attnviz.xml").getroot().find(f"{space}mime-type")
    assert kind.get("type") in entry["MimeType"].split(";")
    assert kind.find(f"{space}glob").get("pattern") == "*.attnviz"


def test_opening_it_again_keeps_no_more_pixels(window):
    def picture() -> int:
        window.commands.show_about()
        return next(key for one in window.commands.dialog.findChildren(QLabel) if (key := one.pixmap().cacheKey()))

    assert picture() == picture()  # else each stays in Qt's cache until that is full


def test_qt_keeps_few_pixels_of_what_was_drawn(window):
    for side in range(400, 440):
        QPixmapCache.insert(f"gone {side}", QPixmap(side, side))
    assert sum(QPixmapCache.find(f"gone {side}") is not None for side in range(400, 440)) < 5
