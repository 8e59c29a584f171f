"""What is chosen in the views comes back: at the next start, after a kill, with a session file, and from bad files."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt

from attnviz.gui import registry
from attnviz.gui.session import Session
from attnviz.gui.views.lines_data import LinesOptions
from attnviz.settings import Settings

DELAY = Session.DELAY + 400
TEXT = "Taro ate the cake because he was hungry"


def opened(window, *names: str) -> list:
    for name in names:
        window.docks.open(name)
        assert window.wait_until_idle(10)
    return [window.docks.docks[name].content for name in names]


def choose_everywhere(qtbot, window) -> None:
    window.text_bar.editor.replace_text(TEXT)
    heads, lines, finder = opened(window, "heads", "lines", "finder")
    heads.order.setCurrentIndex(2)
    heads.chips.buttons[1].click()
    lines.add_head((2, 5))
    lines.toggle_head((2, 5))
    qtbot.keyClick(lines.canvas, Qt.Key.Key_A)
    lines.controls.slider.setValue(12)
    window.microscope.choose_pair(6, 1)
    finder.pin.click()
    assert window.wait_until_idle(10)


def assert_all_is_back(window) -> None:
    heads, lines, finder = opened(window, "heads", "lines", "finder")
    assert heads.state()["order"] == "entropy"
    assert heads.state()["patterns"] == ["previous"]
    assert lines.options == LinesOptions(arcs=True, least=0.12)
    assert lines.wishes().heads == ((2, 5),)
    assert lines.state()["heads"] == [[2, 5, 1, True]]
    assert finder.pin.isChecked()
    assert (finder.pair.query.start, finder.pair.key.start) == (6, 1)


def test_choices_come_back_after_a_kill(qtbot, open_window, settings):
    window = open_window()
    choose_everywhere(qtbot, window)
    qtbot.waitUntil(lambda: not window.session.pending, timeout=DELAY)
    assert_all_is_back(open_window(Settings(settings.path)))


def test_a_view_that_is_never_opened_keeps_its_choices(qtbot, open_window, settings):
    window = open_window()
    choose_everywhere(qtbot, window)
    window.close()
    between = Settings(settings.path)
    between["layout"] = ""
    again = open_window(between)
    assert again.docks.docks["lines"].content is None
    again.use_option("transposed", True)
    again.close()
    assert_all_is_back(open_window(Settings(settings.path)))


@pytest.mark.parametrize("choose", ["order", "pattern", "contrast", "arcs", "least", "add", "pin"])
def test_each_choice_is_stored_soon(qtbot, open_window, settings, choose):
    window = open_window()
    heads, lines, finder = opened(window, "heads", "lines", "finder")
    window.session.save()
    before = json.loads(settings.path.read_text())["views"]
    {
        "order": lambda: heads.order.setCurrentIndex(1),
        "pattern": heads.chips.buttons[0].click,
        "contrast": heads.contrast.toggle,
        "arcs": lines.controls.arcs.click,
        "least": lambda: lines.controls.step_least(3),
        "add": lambda: lines.add_head((1, 1)),
        "pin": finder.pin.click,
    }[choose]()
    assert window.session.pending
    qtbot.waitUntil(lambda: not window.session.pending, timeout=DELAY)
    assert json.loads(settings.path.read_text())["views"] != before


def test_a_session_file_carries_choices(qtbot, window, tmp_path):
    choose_everywhere(qtbot, window)
    path = tmp_path / "chosen.attnviz"
    sessions = window.desktop.sessions
    sessions.save(path)
    heads, lines, finder = (window.docks.docks[name].content for name in ("heads", "lines", "finder"))
    heads.restore({})
    lines.restore({})
    finder.restore({})
    window.text_bar.editor.replace_text("something else")
    assert window.wait_until_idle(10)
    assert lines.wishes().heads == ()
    assert sessions.open(path)
    assert window.wait_until_idle(10)
    assert_all_is_back(window)


def test_pinned_words_are_found_by_their_spelling_where_the_text_is_another(open_window, settings):
    settings["text"], settings["text_stored"] = "yesterday he saw Taro", True
    held = {"pinned": True, "query": {"start": 6, "written": False, "text": "he"}, "key": {"text": "Hanako"}}
    settings["views"] = {"finder": held}
    window = open_window()
    (finder,) = opened(window, "finder")
    assert finder.pair.query.start == 2
    assert finder.pair.key is None
    assert finder.pair.lost == {"key": "Hanako"}
    window.text_bar.editor.replace_text("yesterday he saw Hanako")
    assert window.wait_until_idle(10)
    assert finder.pair.key.start == 4


BAD = ({}, {"heads": 3}, {"order": [1], "patterns": {}, "contrast": "no"}, {"least": 7, "arcs": 0, "heads": [[1]]})


@pytest.mark.parametrize("name", [entry.name for entry in registry.VIEWS])
def test_every_view_takes_up_what_it_gave_and_passes_over_what_it_did_not(qtbot, name):
    view = next(entry for entry in registry.VIEWS if entry.name == name).make()
    qtbot.addWidget(view)
    given = json.loads(json.dumps(view.state()))
    for strange in BAD:
        view.restore(strange)
    view.restore({key: object() for key in given})
    view.restore({key: {"a": [None]} for key in given})
    view.restore(given)
    assert json.loads(json.dumps(view.state())) == given


def test_choices_of_unknown_views_are_written_back(open_window, settings):
    settings["views"] = {"of a later version": {"deep": [1, 2]}, "lines": 5}
    window = open_window()
    opened(window, "lines")
    window.close()
    assert json.loads(settings.path.read_text())["views"]["of a later version"] == {"deep": [1, 2]}


def test_what_is_as_in_a_new_view_is_not_stored_and_a_session_brings_it_back(qtbot, window, tmp_path):
    opened(window, "heads", "lines", "finder")
    assert window.docks.choices() == {}
    sessions, path = window.desktop.sessions, tmp_path / "plain.attnviz"
    sessions.save(path)
    choose_everywhere(qtbot, window)
    assert set(window.docks.choices()) == {"heads", "lines", "finder"}
    assert sessions.open(path)
    assert window.wait_until_idle(10)
    assert window.docks.choices() == {}
