"""The lecture from its first step to its last, as a speaker gives it and as a hall sees it, in both languages.

Once on the fake engine's traces, and once on real models with every lesson's own sentence: labs, other runs, routers.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from test_slides import Unclipped, missing_glyphs
from window_tools import real_window

from attnviz.gui.main_window import MainWindow
from attnviz.gui.slides import text
from attnviz.gui.slides.slide import draw_slide
from attnviz.gui.theme import DARK, LIGHT
from attnviz.lessons.course import LESSONS, Course, Place
from attnviz.lessons.page import Page
from attnviz.lessons.step import CONTEXT

Key = Qt.Key
COURSE = Course()
SIZES = ((1280, 800, 1), (1920, 1080, 2), (1920, 1080, 1))
"""(width, height, device pixels in one): the second is a screen of 3840x2160 at a scale of 2, the last the same slide
on a coarser screen (``test_a_finer_screen_changes_no_layout``), which is painted once a lesson"""
SMALLEST = 24
EDGE = 40


@pytest.fixture
def written(monkeypatch) -> list[tuple[str, float, str]]:
    """Every line that a slide lays out, with its size in pixels of the 1920x1080 base, and what was cut off it."""
    seen: list[tuple[str, float, str]] = []
    lay_out, elide = text._lay_out, text.QFontMetricsF.elidedText
    cut: list[str] = []

    def record(made: str, font, *more):
        seen.append((made, font, cut.pop() if cut else ""))
        return lay_out(made, font, *more)

    def elided(metrics, whole: str, *more):
        short = elide(metrics, whole, *more)
        if short != whole:
            cut.append(whole)
        return short

    monkeypatch.setattr(text, "_lay_out", record)
    monkeypatch.setattr(text.QFontMetricsF, "elidedText", elided)
    return seen


@pytest.fixture(params=["en", "ja"])
def language(request) -> str:
    return request.param


@pytest.fixture
def lecture(open_window, settings, language) -> MainWindow:
    """The window on the fake engine, its lecture open on the first step."""
    settings["language"] = language
    return opened(open_window())


@pytest.fixture
def real(settings, language, qtbot) -> Iterator[MainWindow]:
    """The same on the real engine."""
    settings["language"] = language
    with real_window(settings) as window:
        yield opened(window)


def opened(window: MainWindow) -> MainWindow:
    window.presenting.open(Place(), full_screen=False)
    window.presenting.presenter.set_motion(False)
    return window


def press(window: MainWindow, key: Key, *modifiers) -> None:
    QTest.keyClick(window.presenting.presenter, key, *modifiers)
    assert window.wait_until_idle(60)


def page_of(window: MainWindow) -> Page:
    return window.presenting.presenter.lecture.page()


def check_written(written: list, where: str) -> None:
    """Nothing is too small, without a glyph, or cut off."""
    assert written, where
    assert min(font.pixelSize() for _, font, _ in written) >= SMALLEST, where
    assert [lost for line, font, _ in written for lost in missing_glyphs(line, font)] == [], where
    assert [cut for _, _, cut in written if cut] == [], where


@cache
def paper(size: tuple[int, int, int]) -> QImage:
    """One image a size for the whole lecture: 33 MB are not asked for at each step."""
    width, height, scale = size
    image = QImage((width + 2 * EDGE) * scale, (height + 2 * EDGE) * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    return image


def check_frame(page: Page, size: tuple[int, int, int], colours, where: str) -> None:
    """Painted with clipping off on paper that is larger: all of it lies within the slide's margin."""
    width, height, scale = size
    image = paper(size)
    image.fill(QColor(colours.ground))
    with Unclipped(image) as painter:
        draw_slide(painter, QRectF(EDGE, EDGE, width, height), page, colours, hint="→")
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    ground, inner = pixels[0, 0], (EDGE + round(0.012 * width)) * scale
    for strip in (pixels[:inner], pixels[-inner:], pixels[:, :inner], pixels[:, -inner:]):
        assert (strip == ground).all(), where


def test_from_the_first_step_to_the_last_and_back(lecture, written, language):
    """By keys alone; what the fake's model has not is said, with the way to it."""
    seen = []
    for place in COURSE.places:
        assert lecture.presenting.presenter.place == place
        written.clear()
        image = lecture.presenting.presenter.grab().toImage()
        page, where = page_of(lecture), f"{page_id(place)} in {language}"
        check_written(written, where)
        if page.missing:
            lines = [line for line, _, _ in written]
            assert QCoreApplication.translate(CONTEXT, page.missing) in lines, where
        seen.append(image)
        press(lecture, Key.Key_Right)
    assert lecture.presenting.presenter.place == COURSE.places[-1], "the end is the end"
    for place, image in zip(COURSE.places[-2::-1], seen[-2::-1], strict=True):
        press(lecture, Key.Key_Left)
        assert lecture.presenting.presenter.place == place
        assert lecture.presenting.presenter.grab().toImage() == image, f"back does not undo {page_id(place)}"


def page_id(place: Place) -> str:
    return f"{COURSE.lesson(place).id}/{COURSE.step(place).id}"


def test_every_picture_is_whole_on_its_own_sentence(real, written, language):
    """With real models: S brings each lesson's own sentence; no picture is empty or waits for anything."""
    waiting = QCoreApplication.translate(CONTEXT, "One moment…")
    for at, lesson in enumerate(LESSONS):
        real.presenting.presenter.lecture.go_to(Place(at, 0))
        if lesson.samples and real.microscope.trace.request.text != lesson.samples[language].text:
            press(real, Key.Key_S)
        for step in range(len(lesson.steps)):
            place = Place(at, step)
            assert real.wait_until_idle(60)
            page, where = page_of(real), f"{page_id(place)} in {language}"
            assert page.missing == "", where
            written.clear()
            for number, size in enumerate(SIZES if step == 0 else SIZES[:2]):
                check_frame(page, size, (DARK, LIGHT)[(number + step) % 2], f"{where} at {size}")
            check_written(written, where)
            assert waiting not in [line for line, _, _ in written], where
            press(real, Key.Key_Right)


def test_a_finer_screen_changes_no_layout(lecture, written):
    """Lines and their sizes are those of the same slide at a scale of 1: a slide is scaled as a whole."""
    seen = []
    for size in SIZES[1:]:
        written.clear()
        with QPainter(paper(size)) as painter:
            draw_slide(painter, QRectF(0, 0, *size[:2]), page_of(lecture), DARK)
        seen.append([(line, font.pixelSize(), cut) for line, font, cut in written])
    assert seen[0] == seen[1]


def test_what_is_missing_is_a_key_away(lecture):
    """Such as a decoder: the step says so, and S brings a sentence and a model that have it."""
    presenter = lecture.presenting.presenter
    presenter.lecture.go_to(COURSE.find("experts"))
    assert page_of(lecture).missing
    with pytest.MonkeyPatch.context() as patch:
        asked: list[tuple] = []
        patch.setattr(lecture.commands, "use_text", lambda *what: asked.append(what))
        QTest.keyClick(presenter, Key.Key_S)
    assert asked[0][:2] == ("The cat ate the fish in the kitchen.", "attnviz-experts") or "猫" in asked[0][0]


def test_the_speakers_keys_lead_to_the_sample_and_the_contents_too(lecture):
    presenter = lecture.presenting.presenter
    QTest.keyClick(presenter, Key.Key_N)
    QTest.keyClick(presenter.speaker, Key.Key_C)
    assert presenter.speaker.contents.isVisible()
    assert presenter.contents.isHidden(), "the hall does not see the speaker look for a step"
    QTest.keyClick(presenter.speaker.contents.list, Key.Key_Down)
    QTest.keyClick(presenter.speaker.contents.list, Key.Key_Return)
    assert presenter.place == Place(0, 1)
    assert presenter.speaker.contents.isHidden()
    with pytest.MonkeyPatch.context() as patch:
        asked: list[tuple] = []
        patch.setattr(lecture.commands, "use_text", lambda *what: asked.append(what))
        QTest.keyClick(presenter.speaker, Key.Key_S)
    assert len(asked) == 1


def test_another_sentence_in_the_middle_goes_on(lecture):
    """The step stays, and is about the new sentence at once."""
    presenter = lecture.presenting.presenter
    presenter.lecture.go_to(COURSE.find("softmax", "power"))
    before = presenter.grab().toImage()
    lecture.text_bar.editor.setPlainText("The robot executed the command, but it was broken.")
    assert lecture.wait_until_idle(20)
    assert presenter.place == COURSE.find("softmax", "power")
    assert page_of(lecture).trace.request.text.startswith("The robot")
    assert presenter.grab().toImage() != before
    press(lecture, Key.Key_Right)
    assert presenter.place == COURSE.find("softmax", "divide")
    assert page_of(lecture).scene is not None


def test_the_other_language_keeps_place_and_hands(lecture, language, qtbot):
    presenter = lecture.presenting.presenter
    for key in (Key.Key_1, Key.Key_1, Key.Key_2):
        press(lecture, key)
    hands, before = dict(page_of(lecture).hands), presenter.grab().toImage()
    assert sum(hands.values()) == 3
    press(lecture, Key.Key_T)
    qtbot.waitUntil(lambda: lecture.language.code != language)
    assert dict(page_of(lecture).hands) == hands
    assert presenter.place == Place()
    assert presenter.grab().toImage() != before
    press(lecture, Key.Key_T)
    qtbot.waitUntil(lambda: lecture.language.code == language)
    assert presenter.grab().toImage() == before


@pytest.mark.parametrize("zoom", [Key.Key_Plus, Key.Key_Minus])
def test_larger_and_smaller_letters_lose_nothing_of_the_pages(lecture, written, zoom):
    for _ in range(5):
        press(lecture, zoom)
    for lesson in ("weight", "calculation", "heads"):
        lecture.presenting.presenter.lecture.go_to(COURSE.find(lesson))
        written.clear()
        lecture.presenting.presenter.grab()
        assert [lost for line, font, _ in written for lost in missing_glyphs(line, font)] == []
        assert written


def test_the_numbers_on_the_slides_are_the_inspectors(lecture, written):
    """Score, power, sum and share of the pair are printed by both to the same digit."""
    content, presenter = lecture.inspector.content, lecture.presenting.presenter
    assert content.pair_line.weight
    expected = {
        "score": [content.score.steps[0].result],
        "scaling": [step.result for step in content.score.steps],
        "exponentials": [step.result for step in content.softmax.steps[:2]],
        "shares": [content.softmax.steps[-1].result],
        "matrix": [content.pair_line.weight],
    }
    for step, numbers in expected.items():
        presenter.lecture.go_to(COURSE.find("calculation", step))
        written.clear()
        presenter.grab()
        assert set(numbers) <= {line for line, _, _ in written}, step


def test_a_motion_survives_results_of_the_same_run(lecture):
    """What the next step asked for may come while a step moves in; another sentence ends the motion."""
    heard = lecture.presenting.presenter.lecture
    heard.set_motion(True)
    heard.go_to(Place(0, 1))
    assert heard.progress < 1
    heard.show_trace(lecture.microscope.trace, lecture.microscope.shown_focus)
    assert heard.progress < 1
    heard.show_trace(None, lecture.microscope.shown_focus)
    assert heard.progress == 1
