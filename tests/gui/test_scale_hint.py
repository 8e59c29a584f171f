"""A long text is not left in the dark; tips name the keys that do the same; counts have their thousands apart."""

from __future__ import annotations

import dataclasses
import re

import pytest
from heatmap_tools import EN, MANY, open_view, shown
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from window_tools import replace, settle

from attnviz.digits import counted
from attnviz.errors import UserError, filled
from attnviz.gui.views.heatmap_shown import rounded
from attnviz.gui.views.scale_hint import NARROW

LEFT = Qt.MouseButton.LeftButton


def test_only_a_long_text_is_offered_the_logarithmic_scale(qtbot):
    view = open_view(qtbot)
    shown(view, EN)
    assert not view.hint.isVisible()
    shown(view, MANY, request_id=2)
    assert view.hint.isVisible()
    assert not view.hint.geometry().intersects(view.switches.geometry())
    assert view.rect().contains(view.hint.geometry())
    assert view.hint.geometry().bottom() < view.cell_rect(10, 1).top(), "on a line with the tokens of the pair"
    view.resize(NARROW - 20, 760)
    assert not view.hint.isVisible(), "the weight in focus needs the line"


def test_it_leads_to_the_logarithmic_scale_and_back(open_window):
    window = open_window()
    window.resize(1280, 800)
    replace(window, " ".join(["word"] * 80))
    view, seen = window.heatmap, []
    view.option_chosen.connect(lambda *option: seen.append(option))
    for scale in ("log", "full"):
        said = view.hint.text()
        QTest.mouseClick(view.hint, LEFT)
        settle(window)
        assert window.options["scale"] == scale
        assert view._options.scale == scale
        assert view.hint.text() != said
        assert view.hint.accessibleName() == view.hint.text()
    assert seen == [("scale", "log"), ("scale", "full")]


def test_the_cells_below_it_are_those_of_a_view_without_it(qtbot):
    """It takes no line of its own: the picture does not jump as the text grows."""
    view = open_view(qtbot)
    shown(view, MANY)
    beside = QRect(view.cell_rect(0, 0))
    view.hint.hide()
    view._place()
    assert view.cell_rect(0, 0) == beside
    assert view.childAt(QPoint(view.width() - 40, beside.top() - 4)) is not view.hint


def test_a_picture_that_is_late_says_so_and_a_quick_one_does_not(qtbot):
    view = open_view(qtbot)
    shown(view, EN)
    view.set_stale(True)
    assert not view.late.isVisible()
    view.set_stale(False)
    view.late._timer.setInterval(30)
    QTest.qWait(60)
    assert not view.late.isVisible(), "what was asked for has come"
    view.set_stale(True)
    qtbot.waitUntil(view.late.isVisible)
    assert view.rect().contains(view.late.geometry())
    assert abs(view.late.geometry().center().x() - view.rect().center().x()) <= 1
    view.resize(view.width() - 120, view.height() - 60)
    assert (view.late.geometry().center() - view.rect().center()).manhattanLength() <= 2, "wherever the middle is now"
    assert view.childAt(view.rect().center()) is not view.late, "the mouse is the picture's"
    view.set_stale(False)
    assert not view.late.isVisible()


@pytest.mark.parametrize("name", ["axis", "transposed", "special_tokens", "contrast", "hint"])
def test_the_key_in_a_tip_does_what_the_button_does(open_window, name):
    window = open_window()
    replace(window, " ".join(["word"] * 80))
    view = window.heatmap
    button = view.hint if name == "hint" else getattr(view.switches, name)
    keys = re.search(r"\(((?:Ctrl|Alt|Shift)\+[^,)]+|Ctrl\+,)", button.toolTip())[1]
    option = {"contrast": "scale", "hint": "scale"}.get(name, name)
    if name == "axis":
        window.use_option("axis", "bytes")
        settle(window)
    before = window.options[option]
    (action,) = [one for one in window.findChildren(type(window.menus.quit)) if QKeySequence(keys) in one.shortcuts()]
    action.trigger()
    settle(window)
    assert window.options[option] != before, keys


def test_counts_have_their_thousands_apart():
    assert [counted(n) for n in (7, 999, 1000, 10542, 1234567)] == ["7", "999", "1,000", "10,542", "1,234,567"]
    assert counted(3505.31, 1) == "3,505.3"
    error = UserError("{file} holds {count} tokens of {share}.", file="year 2026.txt", count=10542, share=0.5)
    assert str(error) == "year 2026.txt holds 10,542 tokens of 0.5."
    assert filled(error, lambda text: text.replace("holds", "=")) == "year 2026.txt = 10,542 tokens of 0.5."
    assert error.values["count"] == 10542
    assert str(UserError("{entry} cannot be {value}", entry="pad_token_id", value=60000)).endswith(" 60000")


@pytest.mark.parametrize(("lang", "said"), [("en", "4,825 more tokens"), ("ja", "4,825 トークン")])
def test_plurals_say_counts_so(open_window, settings, lang, said):
    settings["language"] = lang
    note = "The model reads the first {limit} tokens; %n more token(s) are greyed."
    assert said in open_window().text_bar.tr(note, "", 4825)


@pytest.mark.parametrize(
    ("weight", "said"), [(0.7, "70"), (0.0101, "1"), (0.002, "0.2"), (0.0004, "0.04"), (0.0, "0"), (1.0, "100")]
)
def test_a_small_share_in_large_type_is_not_called_none(weight, said):
    assert rounded(weight) == f"{said}\u202f%"


def test_a_run_of_minutes_is_told_in_seconds(open_window):
    window = open_window()
    trace = window.microscope.trace
    for spent, said in ((3505.31, "Last run: 3,505.3 ms"), (146_104.3, "Last run: 146.1 s")):
        window.status.show_trace(dataclasses.replace(trace, milliseconds={"forward": spent}))
        assert window.status.time.text() == said
