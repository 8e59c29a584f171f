"""Each panel of the laboratory on a real model and its own sentence: whole in a dock and on a large screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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
from attnviz.labs.cost import Cost
from attnviz.labs.experts import work_of
from attnviz.labs.linear_cost import LinearCost
from attnviz.labs.sparse_cost import SparseCost
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


def slower(found: object, times: float) -> object:
    """What was timed, as if the machine were so many times slower."""
    if isinstance(found, Cost):
        full, flash, one_head = (
            tuple(replace(point, milliseconds=times * point.milliseconds) for point in points)
            for points in (found.full, found.flash, found.one_head)
        )
        return replace(found, full=full, flash=flash, one_head=one_head)
    if isinstance(found, SparseCost):
        patterns = (
            replace(one, milliseconds=times * one.milliseconds, full=times * one.full) for one in found.patterns
        )
        return replace(found, patterns=tuple(patterns))
    if isinstance(found, LinearCost):
        return replace(found, softmax=times * found.softmax, linear=times * found.linear, fading=times * found.fading)
    return found


def test_times_of_a_machine_of_any_speed_are_whole(real, written, code):
    view, drawn = real.docks.docks["labs"].content, 0
    for name, knobs in (("cost", {}), ("sparse", {"pattern": "strided"}), ("linear", {})):
        view.show_panel(name, knobs)
        view.ask_for_sample()
        assert real.wait_until_idle(60)
        page = view.page()
        for times in (0.01, 10.0, 100.0, 1000.0):
            labs = {asked: slower(found, times) for asked, found in page.trace.labs.items()}
            scaled = replace(page, trace=replace(page.trace, labs=labs))
            for size in SIZES:
                written.clear()
                where = f"{name} {knobs} {times} times in {code} at {size}"
                check_frame(scaled, size, DARK, where)
                check_written(written, where)
                drawn += sum(" ms" in line or " s" in line for line, _, _ in written)
    assert drawn > 40
