"""Session files in the window: opened, saved, saved under another name; what is not saved yet is asked about.

The settings keep their own state beside it, and at all times: a kill loses nothing that is on screen.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from attnviz.errors import QT_TRANSLATE_NOOP, UserError, one_line
from attnviz.files import FileState, state
from attnviz.fitting import fitting
from attnviz.gui.actions import plain
from attnviz.gui.live_options import LiveOptions
from attnviz.gui.session import restore_splitters
from attnviz.gui.session_file import ENDING, LAYOUT, VIEW, SavedSession, is_session, read_session, write_session
from attnviz.gui.unsaved import Button, ask_to_save, may_write
from attnviz.settings import OPTIONS
from attnviz.trace import Focus

if TYPE_CHECKING:
    from attnviz.gui.main_window import MainWindow

FILTER = f"attnviz (*{ENDING})"
CAUSE = "model of the session"
SAID_FOR = 4000  # milliseconds in the status bar
DEFAULT_MODEL = next(option.default for option in OPTIONS if option.name == "model")
NO_MODEL = QT_TRANSLATE_NOOP(
    "errors", "The model of this session is missing: nothing is at {file}. Its text is opened in the model in use."
)


def substance(session: SavedSession) -> str:
    """What a user has made of a session. How the panels stand is saved with it, but is no change to ask about."""
    focus = session.focus and (*session.focus.head_id, session.focus.query, session.focus.key)
    made = session.text, session.model, focus, dict(session.view), dict(session.answers)
    return json.dumps(made, sort_keys=True, default=str)  # as a file would have it: of a tuple it makes a list


def filled(session: SavedSession, now: SavedSession) -> SavedSession:
    """A session as its file has it, and what that leaves open as it is now."""
    view = {name: session.view.get(name, value) for name, value in now.view.items()}
    model, focus = session.model or now.model, session.focus or now.focus
    return replace(session, model=model, focus=focus, view=view)


class Sessions(QObject):
    """Which session file the window shows, whether it holds all that is on screen, and the three actions."""

    def __init__(self, window: MainWindow, options: LiveOptions) -> None:
        super().__init__(window)
        self._window = window
        self._options = options
        self.path: Path | None = None
        self.session = SavedSession("")  # as last read or written
        self.modified = False
        self._stood: FileState = None  # the file when it was last read or written here
        self._saved: SavedSession | None = None  # what the file holds, as the window shows it; None before it does
        self._resumed = False  # what the window shows at first may be more than the file holds
        self._stand_in: str | None = None  # the model in use while the session's own is missing
        window.microscope.wishes_changed.connect(self._on_wishes_changed)
        window.microscope.shown.connect(self._on_shown)
        window.session.looked.connect(self.look)
        menus = window.menus
        menus.new_session.triggered.connect(self.new)
        menus.open_session.triggered.connect(self.ask_open)
        menus.save_session.triggered.connect(lambda: self.save())
        menus.save_session_as.triggered.connect(self.ask_save)

    def ask_open(self) -> None:
        title = plain(self._window.menus.open_session)
        path, _ = QFileDialog.getOpenFileName(self._window, title, self._folder(), FILTER)
        if path:
            self.open(Path(path))

    def open(self, path: Path) -> bool:
        """Show a session. One that cannot be read changes nothing, and the banner says why."""
        window = self._window
        if not self.may_leave():
            return False
        try:
            session = read_session(path)
        except UserError as error:
            window.news.report(error, "file")
            return False
        window.banner.clear("file")
        self._show(session)
        self.adopt(path, session)
        window.status.showMessage(self.tr("Opened {name}").format(name=one_line(path.name)), SAID_FOR)
        return True

    def new(self) -> None:
        """Let the file go and begin with an empty sentence, the one before being a step of undo away."""
        if not self.may_leave():
            return
        self._let_go()
        self._window.presenting.restore_answers({})
        if not self._window.text_bar.editor.isReadOnly():  # as that of a captured trace is
            self._window.commands.use_text("")
        self._window.session.touch()

    def _let_go(self) -> None:
        self.path, self.session, self._saved, self._stand_in = None, SavedSession(""), None, None
        self._window.banner.clear(CAUSE)
        self.look()

    def resume(self, path: str) -> None:
        """The file that the window showed when it was closed. All else of that time the settings have brought back."""
        if not path:
            return
        try:
            session = read_session(Path(path))
        except UserError as error:  # deleted or damaged since: what it held is on screen, and can be saved anew
            self._window.news.report(error, "file")
            return
        self.path, self.session, self._resumed = Path(path), session, True
        self._stood = state(self.path)
        gone = session.missing_model()
        self._stand_in = self._window.settings["model"] if gone else None
        self.look()

    def adopt(self, path: Path, session: SavedSession) -> None:
        """What the window shows is this file's; what it says of a missing model is said."""
        window = self._window
        self.path, self.session, self._saved, self._resumed = path, session, None, False
        self._stood = state(path)
        window.presenting.restore_answers(session.answers)
        self.look()
        gone = session.missing_model()
        self._stand_in = (window.microscope.model or window.settings["model"]) if gone else None
        if gone:
            window.news.report(UserError(NO_MODEL, file=gone), CAUSE)
        else:
            window.banner.clear(CAUSE)

    def _on_wishes_changed(self) -> None:
        """Another model has been put in the place of the missing one."""
        if self._stand_in is not None and self._window.microscope.model != self._stand_in:
            self._stand_in = None
            self._window.banner.clear(CAUSE)

    # --- whether all is saved

    def _on_shown(self) -> None:
        """The first trace of a session that was opened: from here on a difference is the user's."""
        if self.path is not None and self._saved is None:
            now = self.now()
            as_shown = now.text == self.session.text and not self._resumed
            asked = self.session if self._stand_in is None else replace(self.session, focus=None)
            self._saved = now if as_shown else filled(asked, now)
            self.look()

    def look(self) -> None:
        """Tell the window's title which file it shows, and whether there is something to save."""
        window = self._window
        known = self.path is not None and self._saved is not None
        self.modified = known and substance(self.now()) != substance(self._saved)
        name = one_line(self.path.name) if self.path else ""
        if name != window.session_name:
            window.session_name = name
            window.retell()
        window.setWindowModified(self.modified)

    def may_leave(self) -> bool:
        """Ask what becomes of changes before another session takes their place; False to stay."""
        self.look()
        if not self.modified or not self._window.isVisible():
            return True
        question = self.tr("Save the changes to {name}?").format(name=one_line(self.path.name))
        otherwise = self.tr("If you do not save, the file stays as it was saved last.")
        chosen = ask_to_save(self._window, question, otherwise)
        if chosen == Button.Save:
            self.save()
            return not self.modified  # a file that cannot be written: the banner says why
        return chosen == Button.Discard

    def _show(self, session: SavedSession) -> None:
        window, scope = self._window, self._window.microscope
        gone = session.missing_model() is not None
        model = scope.model if gone or session.model is None else session.model
        device = session.device or scope.device
        if device not in window.menus.device.names():
            device = "auto"
        for name, value in session.view.items():
            self._options.set(name, value)
        if isinstance(splitter := session.layout.get("splitter"), str):
            restore_splitters(splitter, window.split, window.left)
        for name in LAYOUT:
            if name in self._options.names() and isinstance(value := session.layout.get(name), str):
                self._options.set(name, value)
        # one run for all of it: the editor's own signal of a text that is there already changes nothing
        scope.open(fitting(session.text), model, device, None if gone else session.focus, DEFAULT_MODEL)
        window.text_bar.replace_own_text(session.text)
        window.session.touch()

    def ask_save(self) -> None:
        """Save under a name that is asked for."""
        title = plain(self._window.menus.save_session_as)
        start = str(self.path or Path(self._folder()) / f"{self._first_words()}{ENDING}")
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, start, FILTER)
        if chosen:
            path = Path(chosen)
            self.save(path if is_session(path) else path.with_name(path.name + ENDING))

    def save(self, path: Path | None = None) -> None:
        """Write the file, or ask where to when there is none yet."""
        path = path or self.path
        if path is None:
            self.ask_save()
            return
        if path == self.path and not may_write(self._window, path, self._stood, self.ask_save):
            return
        session = self.now()
        self._window.session.write_behind()
        try:
            write_session(path, session)
        except UserError as error:
            self._window.news.report(error, "file")
            return
        self._window.banner.clear("file")
        self.path, self.session, self._saved, self._stood = path, session, session, state(path)
        self.look()
        self._window.session.touch()
        self._window.status.showMessage(self.tr("Saved {name}").format(name=one_line(path.name)), SAID_FOR)

    def now(self) -> SavedSession:
        """What the window shows, with what the open file says of other things."""
        window, scope, old = self._window, self._window.microscope, self.session
        state = window._state()
        focus = Focus(*scope.focus.head_id)
        if scope.focus.query is not None and scope.focus.key is not None:
            focus = scope.focus
        return SavedSession(
            text=window.text_bar.text(),
            model=scope.model if self._stand_in is None else old.model,
            device=scope.device,
            focus=focus,
            view={name: state[name] for name in VIEW if name in state},
            layout={name: state[name] for name in LAYOUT if name in state},
            answers={**old.answers, **window.presenting.answers()},
            kept=old.kept,
        )

    def _folder(self) -> str:
        return str(self.path.parent) if self.path else ""

    def _first_words(self) -> str:
        """A name to offer: the sentence's first words, without what file names cannot hold."""
        words = "".join(letter if letter.isalnum() else " " for letter in self._window.text_bar.text()).split()
        return " ".join(words[:4])[:40] or "session"
