"""The chips after an edit: those before it stay where they are, and only lines that changed are painted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from heatmap_tools import assert_screen_is_whole
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication
from traces import make_trace

from attnviz.gui.layout import panel
from attnviz.gui.theme import theme
from attnviz.gui.views.chips import Chips
from attnviz.gui.views.token_strip import TokenStrip
from attnviz.trace import Focus

LONG = " ".join(f"word{i}" for i in range(120))
EDITS = (
    LONG,
    LONG + "s",
    LONG + "s and",
    "a " + LONG,
    LONG.replace("word60 ", "word60 and another "),
    LONG.replace("word60 ", ""),
    LONG.replace("word3 ", "w "),
    "one two three",
    "one two three four",
    "",
    LONG,
)


@pytest.fixture
def strip(qtbot):
    theme().use("dark")
    made = TokenStrip()
    ground = panel(made)
    ground.resize(300, 400)
    qtbot.addWidget(ground)
    ground.show()
    qtbot.waitExposed(ground)
    yield made
    ground.close()


def places(strip: TokenStrip) -> list[tuple[float, ...]]:
    return [strip.chips.rect_of(i).getRect() for i in range(len(strip.chips._tokens))]


def test_chips_stand_where_a_fresh_strip_would_put_them(strip, qtbot):
    for number, text in enumerate(EDITS, 1):
        trace = make_trace(text, request_id=number)
        strip.show_trace(trace, Focus(0, 0, 1, 2))
        QApplication.processEvents()
        fresh = TokenStrip()
        qtbot.addWidget(fresh)
        fresh.chips.resize(strip.chips.size())
        fresh.show_trace(trace, Focus(0, 0, 1, 2))
        assert places(strip) == places(fresh)
        assert strip.chips.sizeHint() == fresh.chips.sizeHint()


def test_a_new_word_border_moves_the_chip_behind_it(strip):
    trace = make_trace("one two three")
    strip.show_trace(trace, Focus(0, 0, 1, 2))
    joined = replace(trace, tokens=replace(trace.tokens, words=(0, 1, 1, 2, 3)))
    before = places(strip)
    strip.show_trace(joined, Focus(0, 0, 1, 2))
    assert places(strip)[2][0] < before[2][0]


def test_each_point_of_a_chip_finds_it(strip):
    strip.show_trace(make_trace(LONG), Focus(0, 0, 1, 2))
    QApplication.processEvents()
    for token in (0, 1, 5, 60, 121):
        rect = strip.chips.rect_of(token).toRect()
        assert strip.chips.token_at(rect.center()) == token
        assert strip.chips.token_at(rect.topLeft() + QPoint(1, 1)) == token
        assert strip.chips.token_at(QPoint(rect.center().x(), rect.bottom() + 4)) == -1
    assert strip.chips.token_at(QPoint(5, strip.chips.height() + 50)) == -1
    assert strip.chips.token_at(QPoint(5, -50)) == -1


def test_partial_paints_add_up_to_a_whole_one(strip):
    for number, text in enumerate(EDITS, 1):
        trace = make_trace(text, request_id=number)
        last = max(0, len(trace.tokens) - 2)
        for focus in (Focus(0, 0, 1, 2), Focus(0, 0, last, 1), Focus()):
            strip.show_trace(trace, focus)
            for _ in range(3):
                QApplication.processEvents()
            assert_screen_is_whole(strip, f"{text[:20]!r} {focus}")


def test_a_pair_far_down_is_scrolled_to_though_the_lines_are_new(strip):
    strip.show_trace(make_trace("one two"), Focus(0, 0, 1, 1))
    QApplication.processEvents()
    strip.show_trace(make_trace(LONG), Focus(0, 0, 118, 110))
    for _ in range(3):
        QApplication.processEvents()
    chip = strip.chips.rect_of(118).toAlignedRect()
    seen = strip.viewport().rect().translated(0, strip.verticalScrollBar().value())
    assert strip.verticalScrollBar().maximum() > 0
    assert seen.contains(chip.center())


def test_a_pair_in_sight_stays_there_in_a_narrower_strip(strip, qtbot):
    strip.show_trace(make_trace(LONG), Focus(0, 0, 118, 117))
    chosen = lambda: strip.chips.visibleRegion().contains(strip.chips.rect_of(118).center().toPoint())  # noqa: E731
    qtbot.waitUntil(chosen)
    for width in (180, 420, 220):
        strip.window().resize(width, 400)
        qtbot.waitUntil(chosen, timeout=1000)


def test_beams_are_asked_for_where_something_is_written(qtbot, open_window, settings, engine):
    settings["beams"] = 8
    window = open_window()
    beams = window.tokens.beams.field
    assert not beams.isVisible()
    window.microscope.set_model("translator")
    assert window.wait_until_idle(10)
    assert beams.isVisible()
    assert (beams.value(), engine.ran[-1].beams) == (8, 8)
    qtbot.mouseClick(beams, Qt.MouseButton.LeftButton)
    beams.setFocus()
    qtbot.keyClick(beams, Qt.Key.Key_Down)
    assert window.wait_until_idle(10)
    assert engine.ran[-1].beams == beams.value() == window._state()["beams"]
    before = beams.value()
    qtbot.mouseClick(window.tokens.beams.less, Qt.MouseButton.LeftButton)
    assert beams.value() == before - 1
    beams.selectAll()
    qtbot.keyClicks(beams, "3")
    assert window.wait_until_idle(10)
    assert window.microscope.trace.request.beams == 3
    before = len(engine.ran)
    window.microscope.set_model("test")
    assert window.wait_until_idle(10)
    assert not beams.isVisible()
    assert len(engine.ran) == before + 1


def test_a_part_of_a_character_has_it_below_and_plain_words_lie_low_again(qtbot):
    strip = Chips()
    qtbot.addWidget(strip)
    strip.resize(300, 200)
    plain = make_trace("one two three", 0, 0)
    parts = (("‹E3 81›", 0, 1), ("‹8A›", 0, 1), ("three", 1, 6))
    tokens = replace(
        plain.tokens, text="おthree", ids=(1, 2, 3), pieces=tuple(part[0] for part in parts),
        labels=tuple(part[0] for part in parts), spans=tuple(part[1:] for part in parts), special=(False,) * 3,
        words=(0, 0, 1),
    )  # fmt: skip
    strip.show_trace(plain, Focus())
    low = strip.rect_of(1).height()
    strip.show_trace(replace(plain, tokens=tokens), Focus())
    assert [strip._below(token) for token in range(3)] == ["お", "お", ""]
    assert strip.rect_of(0).height() > low
    strip.show_trace(plain, Focus())
    assert {strip.rect_of(token).height() for token in range(len(plain.tokens))} == {low}


def test_a_line_more_leaves_the_chips_in_sight_as_they_are(strip):
    painted: list[QRect] = []

    class Paints(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                painted.append(event.region().boundingRect())
            return False

    strip.show_trace(make_trace(LONG, 3, 7, request_id=1), Focus(3, 7, 2, 1))
    QApplication.processEvents()
    watch = Paints()
    strip.chips.installEventFilter(watch)
    high = strip.chips.height()
    strip.show_trace(make_trace(f"{LONG} {LONG}", 3, 7, request_id=2), Focus(3, 7, 2, 1))
    for _ in range(3):
        QApplication.processEvents()
    assert strip.chips.height() > high
    assert painted == []
    strip.parentWidget().resize(260, 400)
    for _ in range(3):
        QApplication.processEvents()
    assert painted
    assert_screen_is_whole(strip, "narrower")
