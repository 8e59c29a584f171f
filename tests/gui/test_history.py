"""Back and forward through what was looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from attnviz.gui.history import GLANCE, History, Place
from attnviz.trace import Focus

Key, Modifier, Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def place(head: int, text: str = "a b", query: int | None = 1) -> Place:
    return Place(Focus(0, head, query, query), text, "model")


def walked(*heads: int, pause: float = 2 * GLANCE) -> History:
    """Through these heads; the last one is where the user is."""
    clock = Clock()
    history = History(clock)
    for head in heads[:-1]:
        history.leave(place(head))
        clock.now += pause
    return history


def test_back_and_forward_are_each_others_undo():
    history = walked(0, 1, 2)
    assert history.back(place(2)) == place(1)
    assert history.back(place(1)) == place(0)
    assert history.back(place(0)) is None
    assert not history.can_go_back
    assert history.forward(place(0)) == place(1)
    assert history.forward(place(1)) == place(2)
    assert history.forward(place(2)) is None


def test_a_new_choice_forgets_what_lay_ahead():
    history = walked(0, 1, 2)
    history.back(place(2))
    history.leave(place(1))
    assert not history.can_go_forward
    assert history.back(place(5)) == place(1)


def test_what_was_only_passed_is_not_kept():
    history = walked(*range(40), pause=GLANCE / 10)
    assert history.back(place(39)) == place(0)
    assert history.back(place(0)) is None


def test_it_does_not_grow_without_end():
    history = walked(*range(500))
    steps, here = 0, place(499)
    while (there := history.back(here)) is not None:
        here, steps = there, steps + 1
    assert steps == 100


def test_in_another_text_only_the_head_comes_back():
    then, now = place(3, "old", 2), place(4, "new", 1)
    assert then.focus_in(now) == Focus(0, 3, 1, 1)
    assert then.focus_in(place(4, "old", 1)) == Focus(0, 3, 2, 2)


def settle(window) -> None:
    assert window.wait_until_idle(10)


def walk(window, clock: Clock) -> list[Focus]:
    """Three places: two heads, and a pair on the second."""
    window.microscope.history._clock = clock
    seen = []
    for step in (
        lambda: window.microscope.choose_head(1, 2),
        lambda: window.microscope.choose_head(3, 4),
        lambda: window.microscope.choose_pair(2, 5),
    ):
        clock.now += 5
        step()
        settle(window)
        seen.append(window.microscope.focus)
    clock.now += 5
    return seen


def test_keys_go_back_and_forward(qtbot, window):
    first, second, third = walk(window, Clock())
    editor = window.text_bar.editor
    for expected in (second, first):
        qtbot.keyClick(editor, Key.Key_Left, Modifier.AltModifier)
        settle(window)
        assert window.microscope.focus == window.microscope.shown_focus == expected
    for expected in (second, third):
        qtbot.keyClick(editor, Key.Key_Right, Modifier.AltModifier)
        settle(window)
        assert window.microscope.focus == expected
    assert not window.menus.forward.isEnabled()
    assert window.menus.back.isEnabled()
    assert window.toolbar.head.layer.field.value() == 3


def test_the_mouse_has_buttons_for_it(qtbot, window):
    _, second, third = walk(window, Clock())
    for part in (window.heatmap, window.inspector.viewport(), window.tokens.viewport()):
        qtbot.mouseClick(part, Button.BackButton)
        settle(window)
        assert window.microscope.focus == second, part
        qtbot.mouseClick(part, Button.ForwardButton)
        settle(window)
        assert window.microscope.focus == third, part


def test_after_an_edit_the_head_comes_back_on_the_words_of_now(qtbot, window):
    first, *_ = walk(window, Clock())
    window.text_bar.editor.replace_text("one two three four five six")
    settle(window)
    pair = window.microscope.focus.query, window.microscope.focus.key
    qtbot.keyClick(window.text_bar.editor, Key.Key_Left, Modifier.AltModifier)
    qtbot.keyClick(window.text_bar.editor, Key.Key_Left, Modifier.AltModifier)
    settle(window)
    assert window.microscope.focus.head_id == first.head_id
    assert (window.microscope.focus.query, window.microscope.focus.key) == pair


def test_a_held_key_is_one_step_back(qtbot, window):
    clock = Clock()
    window.microscope.history._clock = clock
    start = window.microscope.focus
    for _ in range(6):
        QTest.keyClick(window.text_bar.editor, Key.Key_Up, Modifier.AltModifier)
        clock.now += 0.03
    settle(window)
    qtbot.keyClick(window.text_bar.editor, Key.Key_Left, Modifier.AltModifier)
    settle(window)
    assert window.microscope.focus == start


def back(qtbot, window, key=Key.Key_Left):
    qtbot.keyClick(window.text_bar.editor, key, Modifier.AltModifier)
    assert window.wait_until_idle(10)


def test_choices_of_how_it_looks_are_undone_in_their_order(qtbot, window):
    window.microscope.history._clock = clock = Clock()
    first = dict(window.options)
    for name, value in (("scale", "contrast"), ("transposed", True), ("special_tokens", False)):
        clock.now += 2 * GLANCE
        window.use_option(name, value)
    clock.now += 2 * GLANCE
    window.microscope.step_head(-1, 0)
    assert window.wait_until_idle(10)
    head = window.microscope.focus.head_id
    back(qtbot, window)
    assert window.microscope.focus.head_id != head
    assert window.options == {"special_tokens": False, "scale": "contrast", "transposed": True, "axis": "tokens"}
    back(qtbot, window)
    assert window.options == {"special_tokens": True, "scale": "contrast", "transposed": True, "axis": "tokens"}
    assert window.menus.special_tokens.isChecked()
    back(qtbot, window)
    back(qtbot, window)
    assert window.options == first
    assert not window.menus.back.isEnabled()
    for _ in range(4):
        back(qtbot, window, Key.Key_Right)
    assert window.options == {"special_tokens": False, "scale": "contrast", "transposed": True, "axis": "tokens"}
    assert window.microscope.focus.head_id == head
    assert not window.menus.forward.isEnabled()


def test_a_preset_gives_the_layout_back_that_it_took(qtbot, window):
    window.microscope.history._clock = clock = Clock()
    window.docks.open("lines")
    assert window.wait_until_idle(10)
    own = {name for name, dock in window.docks.docks.items() if not dock.isHidden()}
    clock.now += 2 * GLANCE
    qtbot.keyClick(window.text_bar.editor, Key.Key_3, Modifier.ControlModifier)
    assert window.wait_until_idle(10)
    preset = {name for name, dock in window.docks.docks.items() if not dock.isHidden()}
    assert preset != own
    back(qtbot, window)
    assert {name for name, dock in window.docks.docks.items() if not dock.isHidden()} == own
    back(qtbot, window, Key.Key_Right)
    assert {name for name, dock in window.docks.docks.items() if not dock.isHidden()} == preset


def test_back_to_a_head_leaves_docks_as_they_are(qtbot, window):
    window.microscope.history._clock = clock = Clock()
    clock.now += 2 * GLANCE
    window.microscope.step_head(-1, 0)
    assert window.wait_until_idle(10)
    window.docks.open("lines")
    assert window.wait_until_idle(10)
    back(qtbot, window)
    assert not window.docks.docks["lines"].isHidden()
