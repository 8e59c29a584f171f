"""Joins the next-word panel to editor and engine: asks for next words while it is open, and lets the model write.

What is written goes into the editor like anything else, so that undo takes it back and the next run shows it. The
person at the keyboard comes first: any change of the text that is not the model's own ends the writing.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QTextCursor

from attnviz.gui.views.next_words import full
from attnviz.sampling import Sampling
from attnviz.trace import Candidate, Focus, Trace, TraceRequest

ENOUGH = 256  # pieces written after one start: a sampled text may never end
TABS = 4  # presses that wait at most: a key held down must not go on for long after it was let go


class Writing(QObject):
    """Made after the window has connected its views, so that the heatmap is painted before the panel.

    One piece at a time: asked for when its text is on the screen, so each step of the heatmap is seen.
    """

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._window = window
        self._panel, self._editor = window.next_words, window.text_bar.editor
        self._asked: TraceRequest | None = None  # the piece that is on its way
        self._on = False
        self._written = 0
        self._tabs = 0  # presses of Tab that came before the best word was known
        self._own = False  # the change of text is the model's
        self._decoder_met = window.settings["decoder_met"]
        settings = window.settings
        self._panel.controls.set_sampling(Sampling(*(settings[name] for name in ("temperature", "top_k", "top_p"))))
        self._editor.take_word = self.take_best
        self._connect()

    def _connect(self) -> None:
        window, menus, panel = self._window, self._window.menus, self._panel
        window.microscope.shown.connect(self._on_shown)
        window.microscope.failed.connect(lambda problem: self.stop())
        window.microscope.wishes_changed.connect(self.stop)
        window.worker.went_on.connect(self._on_went_on)
        window.text_bar.text_changed.connect(self._on_text_changed)
        self._editor.composing.connect(self.stop)
        menus.next_words.toggled.connect(self.open)
        menus.write_on.triggered.connect(self.start)
        menus.stop_writing.triggered.connect(lambda: self.stop())
        panel.word_chosen.connect(self.take)
        panel.write_asked.connect(lambda: self.stop() if self._on else self.start())
        panel.sampling_changed.connect(window.session.touch)

    @property
    def on(self) -> bool:
        """The model is writing."""
        return self._on

    def state(self) -> dict[str, object]:
        """What comes back at the next start."""
        sampling = self._panel.controls.sampling
        return {
            "next_words": self._window.menus.next_words.isChecked(),
            "decoder_met": self._decoder_met,
            "temperature": sampling.temperature,
            "top_k": sampling.top_k,
            "top_p": sampling.top_p,
        }

    def open(self, on: bool) -> None:
        """Show or hide the panel; while it is hidden, no run is asked what comes next."""
        self.stop()
        self._panel.setVisible(on)
        scope = self._window.microscope
        scope.set_next_words(on)
        if scope.trace is not None:
            self._on_shown(scope.trace, scope.shown_focus)
        self._window.session.touch()

    # --- one word

    def take(self, word: Candidate) -> None:
        """Add a word of the panel to the text, or put it in the place of a mask."""
        QGuiApplication.inputMethod().commit()  # what is being composed comes before it
        self.stop()
        if self._panel.guessed is not None:
            self._unmask(word)
        elif word.text:
            self._append(word.text)
        elif self._panel.words.words[:1] == (word,) and self._current is not None:
            self._tabs = 1
            self._take_awaited()
        else:
            self._panel.say("part")

    def _unmask(self, word: Candidate) -> None:
        trace, guessed = self._current, self._panel.guessed
        if trace is None or guessed is None:
            return  # the text has changed since
        if not word.text.strip():
            self._panel.say("part")
            return
        start, end = trace.tokens.spans[guessed]
        text = trace.tokens.text
        if not word.text.startswith(" "):  # it goes on with the word before
            start = len(text[:start].rstrip())
        self._editor.replace_part(start, end, word.text.strip())

    def take_best(self) -> bool:
        """What Tab does at the end of a text that a decoder goes on with; False leaves the key to others."""
        cursor = self._editor.textCursor()
        if not (self._usable and cursor.atEnd() and not cursor.hasSelection()):
            return False
        if self._on:
            self.stop()
            return True
        self._tabs = min(self._tabs + 1, TABS)
        self._take_awaited()
        return True

    def _take_awaited(self) -> None:
        """Take a best word for the first Tab that waits for one, as soon as it is known."""
        trace = self._current
        if not self._tabs or trace is None or trace.next_words is None or self._asked is not None:
            return
        self._panel.say("")
        best = trace.next_words.best[0]
        if trace.next_words.ends or full(trace):
            self._tabs = 0
            self._panel.say("ended")
        elif best.text:
            self._tabs -= 1
            self._append(best.text)
        else:  # the first bytes of a character: the engine knows the others
            self._ask(Sampling())

    # --- many

    def start(self) -> None:
        """Let the model write until it ends the text, is full or is stopped."""
        if self._on or not self._usable or not self._panel.write.isEnabled():
            return
        QGuiApplication.inputMethod().commit()  # what is being composed belongs to the text that it goes on from
        self._editor.moveCursor(QTextCursor.MoveOperation.End)
        self._on, self._written, self._tabs = True, 0, 0
        self._show()
        self._panel.say("")
        self._go_on()

    def stop(self, why: str = "") -> None:
        """End the writing; a piece that is on its way is not added."""
        self._window.worker.drop_going_on()
        self._asked, self._tabs = None, 0
        if self._on:
            self._on = False
            self._show()
        self._panel.say(why)

    def _go_on(self) -> None:
        trace = self._current
        if not self._on or trace is None or self._asked is not None:
            return
        if not len(trace.tokens) or full(trace):
            self.stop()
        elif self._written >= ENOUGH:
            self.stop("enough")
        else:
            self._ask(self._panel.controls.sampling)

    def _ask(self, sampling: Sampling) -> None:
        # a request of its own, told from an older one that was stopped, though both ask the same
        self._asked = replace(self._window.microscope.trace.request)
        self._window.worker.go_on(self._asked, sampling)

    def _on_went_on(self, request: TraceRequest, found: str | Exception | None) -> None:
        if request is not self._asked:
            return  # stopped meanwhile
        self._asked = None
        if found is None:
            return  # a run took its place, and what it shows asks again
        if isinstance(found, Exception):
            self.stop()
            self._window.news.report(found, "text")
        elif not found:
            self.stop("ended")
        elif self._on:
            self._written += 1
            self._append(found, join=self._written > 1)
        elif self._tabs:
            self._tabs -= 1
            self._append(found)

    def _append(self, text: str, join: bool = False) -> None:
        self._own = True
        try:
            self._editor.append_text(text, join)
        finally:
            self._own = False

    # --- what comes from outside

    @property
    def _usable(self) -> bool:
        """The panel is open on a decoder that is still the one wanted."""
        scope = self._window.microscope
        return (
            self._window.menus.next_words.isChecked()
            and scope.trace is not None
            and self._panel.able
            and scope.trace.request.model == scope.model
        )

    @property
    def _current(self) -> Trace | None:
        """The trace on screen, if it is of the text in the editor."""
        trace = self._window.microscope.trace
        return trace if trace is not None and trace.request.text == self._editor.text() else None

    def _on_text_changed(self) -> None:
        if not self._own:
            self.stop()

    def _on_shown(self, trace: Trace, focus: Focus) -> None:
        menus = self._window.menus
        if trace.model.writes_on and not self._decoder_met:
            self._decoder_met = True
            menus.next_words.setChecked(True)
        if menus.next_words.isChecked():
            self._panel.show_trace(trace, focus)
            self._take_awaited()
            self._go_on()
        self._show()

    def _show(self) -> None:
        menus = self._window.menus
        self._panel.show_writing(self._on)
        menus.stop_writing.setEnabled(self._on)
        menus.write_on.setEnabled(not self._on and self._usable and self._panel.write.isEnabled())
