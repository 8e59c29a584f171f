"""Each panel of the laboratory on a real model and its own sentence: whole in a dock and on a large screen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QColor, QImage
from test_slides import Unclipped
from test_whole_lecture import check_written, written
from window_tools import real_window

from attnviz.gui.labs.panels import panels
from attnviz.gui.labs.picture import draw_picture
from attnviz.gui.theme import DARK, LIGHT
from attnviz.labs.experts import work_of
from attnviz.lessons.page import Page
from attnviz.trace import Trace

__all__ = ["written"]  # a fixture
SIZES = ((448, 200), (640, 420), (1000, 560), (1880, 880))
"""of the picture: in a dock of 480x420, in a larger one, in a window of 1280x800 and in one of 1920x1080; each stand of
a knob is drawn at two of them, a small and a large one, the next stand at the others"""
EDGE = 30
MOST = 6
"""values of a knob that are tried, the ends among them"""


@pytest.fixture(params=["en", "ja"])
def code(request) -> str:
    return request.param


@pytest.fixture
def real(settings, code, qtbot) -> Iterator:
    settings["language"] = code
    with real_window(settings) as window:
        window.commands.open_lab(panels()[0].id)
        assert window.wait_until_idle(60)
        yield window


def check_frame(page: Page, size: tuple[int, int], colours, where: str) -> None:
    """Painted with clipping off on paper that is larger: all of it lies in the picture's own ground."""
    width, height = size
    image = QImage(width + 2 * EDGE, height + 2 * EDGE, QImage.Format.Format_RGB32)
    image.fill(QColor(colours.panel))
    with Unclipped(image) as painter:
        draw_picture(painter, QRectF(EDGE, EDGE, width, height), page, colours)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    panel = pixels[0, 0]
    for strip in (pixels[:EDGE], pixels[-EDGE:], pixels[:, :EDGE], pixels[:, -EDGE:]):
        assert (strip == panel).all(), where


def some(values: tuple) -> list:
    """The ends, and others between them."""
    step = max(1, len(values) // MOST)
    return [*dict.fromkeys([*values[::step], values[-1]])]


def test_every_panel_is_whole_and_waits_for_nothing(real, written, code):
    view = real.docks.docks["labs"].content
    waiting = QCoreApplication.translate("lesson", "One moment…")
    for panel in panels():
        view.show_panel(panel.id)
        view.ask_for_sample()
        assert real.wait_until_idle(60)
        for turn in panel.turns:
            for nth, value in enumerate(some(turn.can(real.microscope.trace))):
                view.reset_knobs()
                view.turn(turn.name, value)
                assert real.wait_until_idle(60)
                page, where = view.page(), f"{panel.id} {turn.name}={value} in {code}"
                assert page.missing == "", where
                written.clear()
                for at, size in enumerate(SIZES[nth % 2 :: 2]):
                    check_frame(page, size, (DARK, LIGHT)[at % 2], f"{where} at {size}")
                    check_written(written, f"{where} at {size}")
                lines = [line for line, _, _ in written]
                if not page.removals and panel.id == "cause" and value == "all":
                    continue  # they come one by one
                assert waiting not in lines, where
                if panel.finding is not None:
                    assert view.finding.said, where
                    assert "{" not in view.finding.said, where
                if panel.numbers is not None:
                    assert len(view.table()) > 3, where


def test_the_parameters_at_work_are_counted_from_the_models_arrays(real):
    view = real.docks.docks["labs"].content
    view.show_panel("experts", {"show": "work"})
    view.ask_for_sample()
    assert real.wait_until_idle(60)
    trace: Trace = real.microscope.trace
    work = work_of(trace.model)
    assert work.always + trace.model.experts * work.one == work.total == trace.model.parameters
    assert work.active == work.total - (trace.model.experts - trace.model.experts_used) * work.one
    assert 0 < work.share < 1
    told = {row[0]: row[1] for row in view.table() if len(row) == 2}
    assert told["at work for a token"] == str(work.active)
