"""What is done between two sentences of ``long_use.py`` in windows beside the main one: lecture, dialogs, files."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from fingers import Fingers, Key
from PySide6.QtWidgets import QApplication


class Outings:
    """Each method is one kind of change.

    Args:
        folder: where exports and sessions go; each is written over by the next.
    """

    def __init__(self, hands: Fingers, folder: Path) -> None:
        self.hands, self.window, self.folder = hands, hands.window, folder
        self.random = hands.random
        self._turns: dict[str, int] = {}
        self._rounds: dict[str, int] = {}

    def _next(self, what: str, values: list[Any]) -> Any:
        """One after the other, round and round: each run does all of them."""
        turn = self._turns.get(what, 0)
        self._turns[what] = turn + 1
        self._rounds[what] = len(values)
        return values[turn % len(values)]

    @property
    def rounds_are_whole(self) -> bool:
        """All that was begun to be gone round is back at its beginning, or has been."""
        return all(turn >= self._rounds[what] for what, turn in self._turns.items())

    # --- lecture

    def lecture(self) -> None:
        """Some steps of a lesson, the notes, the page of keys, another language, and out."""
        hands, presenting = self.hands, self.window.presenting
        places = presenting.course.places
        presenting.open(places[self._next("lesson", list(range(0, len(places), 10)))], full_screen=False)
        hands.settle()
        page = presenting.presenter
        for key in (Key.Key_Right, Key.Key_Right, Key.Key_C, Key.Key_C, Key.Key_F1, Key.Key_F1, Key.Key_T, Key.Key_T):
            hands.key(key, on=page)
            hands.settle()
        if self.random.random() < 0.3:
            hands.key(Key.Key_N, on=page)
            hands.settle()
            page.speaker.close()
        hands.rest(0.3)
        hands.key(Key.Key_Escape, on=page)

    def whole_lecture(self) -> None:
        """Every step once, and the notes: the fonts of formulas are read when one is first shown."""
        presenting = self.window.presenting
        presenting.open(presenting.course.places[0], full_screen=False)
        page = presenting.presenter
        self.hands.key(Key.Key_N, on=page)
        for _ in presenting.course.places:
            self.hands.key(Key.Key_Right, on=page)
            self.hands.settle()
        page.speaker.close()
        self.hands.key(Key.Key_Escape, on=page)

    def deck(self) -> None:
        """The window in which lectures are made, with a step added, moved and removed."""
        self.window.menus.deck.trigger()
        self.hands.settle()
        builder = self.window.presenting.decks.builder
        builder.lessons.setCurrentItem(builder.lessons.topLevelItem(0).child(0))
        self.hands.click(builder.add_button)
        self.hands.settle()
        builder.steps.setCurrentRow(0)
        self.hands.click(builder.remove)
        builder.close()

    # --- files, dialogs

    def export(self) -> None:
        """The next format of the dialog."""
        subject, ending = self._next("export", [
            ("Heatmap", ".png"), ("Heatmap", ".svg"), ("Heatmap", ".pdf"), ("HeadNumbers", ".csv"),
            ("HeadNumbers", ".npz"), ("Steps", ".gif"),
        ])  # fmt: skip
        self._export(subject, ending, self.folder / f"exported{ending}")

    def _export(self, subject: str, ending: str, path: Path) -> None:
        self.hands.shortcut("Ctrl+E")
        dialog = self.window.commands.dialog
        with contextlib.suppress(ValueError):  # where the film's libraries are not installed there is none
            dialog.choose(subject, ending)
            dialog.fields.set_size(640, 360)
            dialog.export(str(path))
        self.hands.until(lambda: not dialog.busy, f"the export of {path} did not end")
        self.hands.key(Key.Key_Escape, on=dialog)
        self.window.commands.close_dialog()

    def copies(self) -> None:
        for key in ("Ctrl+Alt+C", "Ctrl+Alt+W", "Ctrl+Shift+C"):
            self.hands.shortcut(key)

    def session(self) -> None:
        """Saved, changed, saved again, opened, let go."""
        sessions = self.window.desktop.sessions
        sessions.save(self.folder / "used.attnviz")
        self.hands.write_english(" later")
        self.hands.shortcut("Ctrl+S")
        self.hands.settle()
        sessions.open(sessions.path)
        self.hands.settle()
        self.hands.shortcut("Ctrl+N")

    def dialogs(self) -> None:
        for act in ("F1", "Ctrl+,", "Ctrl+M"):
            self.hands.shortcut(act)
            self.hands.settle()
        self.window.menus.about.trigger()
        self.hands.settle()
        self.window.commands.close_dialog()

    def menus(self) -> None:
        """Each menu is opened and shut."""
        for menu in self.window.menus.all_menus():
            menu.popup(self.window.mapToGlobal(self.window.rect().center()))
            QApplication.processEvents()
            menu.close()

    def tour(self) -> None:
        self.window.menus.tour.trigger()
        for _ in range(3):
            self.hands.key(Key.Key_Right, on=self.window.desktop.tour)
        self.hands.key(Key.Key_Escape, on=self.window.desktop.tour)
