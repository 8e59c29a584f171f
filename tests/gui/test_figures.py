"""Figures of the views hold what was computed and no controls: nothing that can be clicked or typed into is painted."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from compare_tools import open_view, show
from PySide6.QtCore import QEvent, QObject, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QProgressBar,
    QTextEdit,
)

from attnviz.gui.export import save_widget
from attnviz.gui.exporting.formats import ViewPicture
from attnviz.gui.registry import VIEWS
from attnviz.other import Change

CONTROLS = QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, QProgressBar, QTextEdit


class Painted(QObject):
    """The controls that are painted, wherever they are."""

    def __init__(self) -> None:
        super().__init__()
        self.controls: list[QObject] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, CONTROLS):
            self.controls.append(watched)
        return False


def figure_of(window, name, path) -> tuple[str, list[QObject]]:
    """The SVG of an open view, and the controls painted in it."""
    view, painted = window.docks.docks[name].content, Painted()
    QApplication.processEvents()
    paint = ViewPicture(window, view).paint()
    QApplication.instance().installEventFilter(painted)
    save_widget(paint, path / f"{name}.svg", (900, 800))
    QApplication.instance().removeEventFilter(painted)
    return (path / f"{name}.svg").read_text("utf-8"), painted.controls


@pytest.mark.parametrize("name", [entry.name for entry in VIEWS])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_figure_holds_a_control(window, tmp_path, name, theme):
    window.use_theme(theme)
    window.docks.open(name)
    assert window.wait_until_idle(20)
    before = set(QApplication.topLevelWidgets())
    picture, controls = figure_of(window, name, tmp_path)
    assert controls == []
    assert "<text" in picture
    assert set(QApplication.topLevelWidgets()) == before, "what was made for the figure has gone with it"


@pytest.mark.parametrize("page", [0, 1])
def test_what_if_names_the_sentence_and_the_change(window, tmp_path, page):
    window.docks.open("what_if")
    view = window.docks.docks["what_if"].content
    view.set_change(Change(temperature=2.0))
    view.show_page(page)
    window.microscope.choose_pair(6, 1)
    assert window.wait_until_idle(20)
    scope = window.microscope
    rows = np.full((12, len(scope.trace.tokens)), 0.1, np.float32)  # which the engine of tests does not give
    view.show_trace(replace(scope.trace, rows={6: (rows,) * scope.trace.model.attentions}), scope.shown_focus)
    picture, controls = figure_of(window, "what_if", tmp_path)
    assert controls == []
    texts = " ".join(re.findall(r">([^<]+)</text>", picture))
    assert window.microscope.trace.model.name in texts
    for word in window.text_bar.text().split():
        assert word in texts
    assert ("At temperature" in texts) == (page == 0)


def test_short_sentences_leave_no_hole_between_the_compared_heatmaps_and_the_chart(qtbot, monkeypatch):
    view = open_view(qtbot)
    show(view)
    body, places = view.body, {}
    for part in (body.maps, body.chart):

        def draw(painter, rect, part=part, real=part.draw) -> None:
            places[part] = rect
            real(painter, rect)

        monkeypatch.setattr(part, "draw", draw)
    image = QImage(1200, 1000, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    body.draw(painter, QRectF(0, 0, 1200, 1000), "title")
    painter.end()
    above, below = places[body.maps], places[body.chart]
    assert 0 <= below.top() - above.bottom() < 20
    assert above.height() < above.width() / 2 + 60
    assert below.bottom() > 950
