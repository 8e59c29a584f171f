"""What a slide says where it has nothing to draw: that it waits, why a run failed, or that it never comes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from traces import make_trace

from attnviz.errors import UserError
from attnviz.gui.i18n import explain
from attnviz.gui.main_window import language
from attnviz.gui.slides import text
from attnviz.gui.slides.slide import draw_slide
from attnviz.gui.theme import DARK
from attnviz.lessons.beside import others_of
from attnviz.lessons.course import Course
from attnviz.lessons.page import Page
from attnviz.trace import Focus

TEXT = "Taro ate the cake. After that, he fell asleep."
FOCUS = Focus(3, 7, 9, 1)
REASON = "A captured trace has no model that numpy could run again."  # any that has a translation


@pytest.fixture
def lines(monkeypatch):
    """Draws a page, and gives all texts that were laid out as one."""
    seen = []
    lay_out = text._lay_out
    monkeypatch.setattr(text, "_lay_out", lambda made, *more: seen.append(made) or lay_out(made, *more))

    def draw(page: Page) -> str:
        seen.clear()
        image = QImage(1280, 720, QImage.Format.Format_RGB32)
        with QPainter(image) as painter:
            draw_slide(painter, QRectF(0, 0, 1280, 720), page, DARK)
        return "".join(seen).replace(" ", "")

    return draw


def page_of(lesson: str, step: str, **more) -> Page:
    course = Course()
    place = course.find(lesson, step)
    text = "He went to the cold and quiet grey bank." if lesson == "meaning" else TEXT  # its step needs such a word
    trace = make_trace(text, 3, 7)
    request = replace(trace.request, **dict.fromkeys(more.pop("asked", ()), True))
    return Page(course.lesson(place), place.step, replace(trace, request=request, **more), FOCUS)


@pytest.mark.parametrize(("lesson", "step"), [("limits", "head"), ("meaning", "two"), ("limits", "word")])
@pytest.mark.parametrize("code", ["en", "ja"])
def test_why_a_run_failed_is_said_in_the_language_in_use(qapp, lines, lesson, step, code):
    language().use(code)
    waiting = page_of(lesson, step)
    (asked,) = others_of(waiting.step.beside, waiting.scene)
    error = UserError(REASON)
    failed = page_of(lesson, step, others={asked: error})
    assert explain(error).replace(" ", "") in lines(failed)
    assert (REASON.replace(" ", "") in lines(failed)) == (code == "en")
    assert explain(error).replace(" ", "") not in lines(waiting)


@pytest.mark.parametrize(
    ("lesson", "step", "field"), [("analogies", "recipe", "states"), ("heads", "readers", "thumbnails")]
)
def test_what_was_asked_for_and_did_not_come_is_not_waited_for(qapp, lines, lesson, step, field):
    language().use("en")
    assert "Onemoment" in lines(page_of(lesson, step))
    said = lines(page_of(lesson, step, asked=(field,)))
    assert "Onemoment" not in said
    assert "PressS" in said
