"""The menu bar: icons, letters to press, and a height that a small screen has."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from attnviz.gui import menu_icons
from attnviz.gui.actions import plain
from attnviz.gui.icons import has_icon
from attnviz.gui.theme import theme

LETTER = re.compile(r"(?<!&)&([^&])")


def letters(menu) -> Counter[str]:
    """The letters that its entries are marked with, each with how many have it."""
    found = (LETTER.search(action.text().replace("&&", "")) for action in menu.actions())
    return Counter(match.group(1).upper() for match in found if match)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_no_letter_stands_twice_in_a_menu(open_window, settings, lang):
    settings["language"] = lang
    menus = open_window().menus
    for menu in (menus, *menus.all_menus()):
        twice = [letter for letter, times in letters(menu).items() if times > 1]
        assert not twice, [action.text() for action in menu.actions()]


def test_each_menu_of_the_bar_has_a_letter(window):
    assert sum(letters(window.menus).values()) == len(window.menus.actions())


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_bar_fits_the_smallest_window(open_window, settings, lang):
    settings["language"] = lang
    window = open_window()
    window.resize(960, 600)
    assert window.wait_until_idle(10)
    last = window.menus.actionGeometry(window.menus.actions()[-1])
    assert last.right() <= window.width()
    assert not last.isEmpty()


def test_every_menu_is_lower_than_a_small_screen(window):
    for menu in window.menus.all_menus():
        menu.aboutToShow.emit()
        assert menu.sizeHint().height() < 640, plain(menu.menuAction())


def test_entries_have_icons_in_the_colours_in_use(window):
    menus = window.menus
    for table in (menu_icons.ICONS, menu_icons.OF_MODELS, menu_icons.OF_DEVICES):
        assert all(has_icon(name) for name in table.values())
    for choice in ("dark", "light"):
        window.use_theme(choice)
        for menu in menus.all_menus():
            menu.aboutToShow.emit()
        named = [a for menu in menus.all_menus() for a in menu.actions() if a.property("picture")]
        assert len(named) >= 60
        for action in named:
            image = action.icon().pixmap(16).toImage()
            inks = [image.pixelColor(x, y) for x in range(16) for y in range(16)]
            ink = max(inks, key=lambda colour: colour.alpha())
            assert ink.alpha() > 150, action.text()
            assert (ink.lightness() > 128) == (theme().colours.name == "dark"), action.text()


def test_an_open_view_is_marked_in_its_menu(window):
    action, menu = window.menus.docks["heads"], window.menus.panels
    pictures = []
    for _ in range(2):
        menu.aboutToShow.emit()
        menu.ensurePolished()
        menu.resize(menu.sizeHint())
        pictures.append(menu.grab(menu.actionGeometry(action)).toImage())
        action.trigger()
        assert window.wait_until_idle(10)
    assert pictures[0] != pictures[1]
