"""Which icon stands beside which action: drawn when a menu is first opened, since most never are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from attnviz.gui.icons import has_icon, icon
from attnviz.gui.theme import theme

if TYPE_CHECKING:
    from attnviz.gui.actions import Menus

ICONS = {
    "open_text": "open", "open_trace": "trace", "samples": "examples", "recent_texts": "recent", "new_session": "new",
    "open_session": "open-session", "save_session": "save", "save_session_as": "save-as", "save_picture": "picture",
    "export": "export", "print": "print", "quit": "quit",
    "undo": "undo", "redo": "redo", "cut": "cut", "copy": "copy", "paste": "paste", "select_all": "select-all",
    "copy_calculation": "inspector", "copy_picture": "picture", "copy_table": "table", "write_on": "write",
    "stop_writing": "stop", "preferences": "preferences",
    "layer_up": "arrow-up", "layer_down": "arrow-down", "head_left": "arrow-left", "head_right": "arrow-right",
    "back": "back", "forward": "forward", "transposed": "transpose", "special_tokens": "special",
    "scale_menu": "contrast", "toggle_scale": "contrast", "axis_menu": "axis", "theme_menu": "moon",
    "larger": "larger", "smaller": "smaller", "usual_size": "usual-size", "full_screen": "full-screen",
    "next_words": "next-words", "experts": "experts", "layout_menu": "layout", "reset_layout": "undo",
    "go_menu": "go", "labs_menu": "labs", "next_panel": "arrow-right", "toggle_language": "language",
    "lecture": "lecture", "present": "play", "deck": "deck",
    "shortcuts": "keyboard", "tour": "tour", "about": "about",
}  # fmt: skip
"""attribute of ``Menus``: a file of resources/icons"""
OF_MODELS = {"open_folder": "open", "open_file": "file", "more_models": "model", "recent": "recent"}
OF_DEVICES = {"rescan": "refresh"}


class MenuIcons(QObject):
    """Dresses the entries of each menu as it opens, and again in other colours."""

    def __init__(self, menus: Menus) -> None:
        super().__init__(menus)
        for owner, table in ((menus, ICONS), (menus.model, OF_MODELS), (menus.device, OF_DEVICES)):
            for name, picture in table.items():
                part = getattr(owner, name)
                self._mark(part.menuAction() if isinstance(part, QMenu) else part, picture)
        for name, action in menus.docks.items():
            self._mark(action, name if has_icon(name) else "dock")
        for menu in menus.all_menus():
            menu.aboutToShow.connect(lambda menu=menu: self._dress(menu))

    def _mark(self, action: QAction, picture: str) -> None:
        # a property, not a dict: QMenu.clear() makes Python's object of an action that stays another one
        action.setProperty("picture", picture)

    def _dress(self, menu: QMenu) -> None:
        colours = theme().colours
        for action in menu.actions():
            picture = action.property("picture")
            if picture and action.property("dressed") != colours.name:
                action.setProperty("dressed", colours.name)
                action.setIcon(icon(picture, colours.text))
