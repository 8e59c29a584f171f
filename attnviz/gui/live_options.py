"""The options of the settings table, as a running window has them: how each is read and how each is set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attnviz.gui.main_window import MainWindow


class LiveOptions:
    """Sets options by their names in the settings table. All of them take effect at once."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        menus, picture = window.menus, window.use_option
        self._setters: dict[str, Callable[[Any], object]] = {
            "language": window.use_language,
            "theme": window.use_theme,
            "before_rotation": self._set_before_rotation,
            "layout": window.docks.use_layout,
            "views": window.docks.use_choices,
            "next_words": menus.next_words.setChecked,
            "experts": menus.experts.setChecked,
            "beams": self._set_beams,
        }
        for name in window.options:
            self._setters[name] = lambda value, name=name: picture(name, value)
        for name in ("temperature", "top_k", "top_p"):
            self._setters[name] = lambda value, name=name: self._set_sampling(name, value)

    def add(self, name: str, setter: Callable[[Any], object]) -> None:
        """An option of another part of the window."""
        self._setters[name] = setter

    def names(self) -> tuple[str, ...]:
        return tuple(self._setters)

    def get(self, name: str) -> Any:
        return self._window._state().get(name, self._window.settings[name])

    def set(self, name: str, value: Any) -> None:
        """Raises KeyError: no part of the window has such an option."""
        if self.get(name) != value:
            self._setters[name](value)
            self._window.session.touch()

    def _set_before_rotation(self, on: bool) -> None:
        self._window.inspector.content.set_before_rotation(on)

    def _set_beams(self, beams: int) -> None:
        self._window.microscope.set_beams(self._window.tokens.set_beams(beams))

    def _set_sampling(self, name: str, value: float) -> None:
        controls = self._window.next_words.controls
        controls.set_sampling(replace(controls.sampling, **{name: value}))
        controls.changed.emit()
