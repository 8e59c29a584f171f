"""Joins the lecture to the window: it opens on what is looked at, asks for what its steps need, and keeps the hands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence

from attnviz.gui.i18n import explain
from attnviz.gui.presenting.draft import left_behind
from attnviz.samples import KnownPair
from attnviz.trace import Focus, Trace, Wishes

if TYPE_CHECKING:
    from attnviz.gui.presenting.decks import Decks
    from attnviz.gui.presenting.presenter import Presenter
    from attnviz.lessons.course import Course, Place
    from attnviz.lessons.deck import Deck
    from attnviz.lessons.lesson import Sample

CALCULATION = "calculation"
"""the lesson on the pair that is looked at"""
SAID_FOR = 15_000  # milliseconds in the status bar


class Presenting(QObject):
    """Made with the window; the windows of the lecture only when they are first wanted.

    Attributes:
        presenter: the audience's window.
    """

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self._window = window
        self.presenter: Presenter | None = None
        self._decks: Decks | None = None
        self._of_deck = Wishes()
        self._answers: dict[str, Any] = {}
        self._of_docks = Wishes()
        self._place: Place | None = None
        self._first: tuple[Place, bool] | None = None
        window.docks.wishes_changed.connect(self._on_docks)
        window.docks.sample_chosen.connect(self.open_sample)
        window.docks.lesson_chosen.connect(lambda lesson: self.open(self.course.find(lesson)))
        menus = window.menus
        menus.present.triggered.connect(lambda: self.open(self.course.find(CALCULATION)))
        menus.lecture.triggered.connect(self.open_again)
        menus.deck.triggered.connect(lambda: self.decks.open())
        window.toolbar.present.clicked.connect(lambda: self.open(self.course.find(CALCULATION)))

    @cached_property
    def course(self) -> Course:
        """What is presented."""
        from attnviz.lessons.course import Course  # here: no start of the window needs the lessons

        return Course()

    @property
    def decks(self) -> Decks:
        """The speaker's own lectures."""
        if self._decks is None:
            from attnviz.gui.presenting.decks import Decks  # here: few need it

            self._decks = Decks(self._window, self)
        return self._decks

    def open(self, place: Place, full_screen: bool = True) -> None:
        """Open the lecture on a step, with what is in focus."""
        scope = self._window.microscope
        if scope.trace is None:
            self.open_first(place, full_screen)
            return
        presenter = self._present(self.course)
        presenter.start(scope.trace, scope.shown_focus, place, full_screen)

    def open_deck(self, deck: Deck, place: Place | None = None, full_screen: bool = True) -> None:
        """Present a deck, on the runs that it brings."""
        presenter = self._present(deck.course(), deck.shown())
        presenter.start(None, Focus(), place or self.course.places[0], full_screen)

    def open_again(self) -> None:
        """The lecture or the deck that was left last, on the step where it was left."""
        if self.presenter is None or not self.presenter.lecture.replays:
            self.open(self._place or self.course.places[0])
        else:
            self.presenter.start(None, Focus(), self.presenter.place)

    def _present(self, course: Course, stored: Mapping[Place, tuple[Trace, Focus]] | None = None) -> Presenter:
        if self.presenter is None:
            self.presenter = self._make()
        self.presenter.lecture.use(course, stored)
        return self.presenter

    def open_first(self, place: Place, full_screen: bool = True) -> None:
        """As soon as there is something to show: a speaker who is quicker than the model is not left alone."""
        waiting, self._first = self._first is not None, (place, full_screen)
        if not waiting:
            self._window.microscope.shown.connect(self._on_first, Qt.ConnectionType.SingleShotConnection)

    def _on_first(self) -> None:
        if self._first is not None:
            first, self._first = self._first, None
            self.open(*first)

    def _make(self) -> Presenter:
        from attnviz.gui.presenting.presenter import Presenter  # here: its slides are half as many modules again

        window = self._window
        presenter = Presenter(self.course)
        presenter.displays.home = window
        lecture = presenter.lecture
        lecture.restore_answers(self._answers)
        presenter.set_motion(window.desktop.moves())
        presenter.finished.connect(window.activateWindow)
        lecture.language_toggled.connect(window.commands.toggle_language)
        lecture.wishes_changed.connect(self._wish)
        lecture.sample_asked.connect(self.open_sample)
        lecture.counted.connect(window.session.touch)
        lecture.moved.connect(self._on_moved)
        lecture.sentence_typed.connect(window.text_bar.replace_own_text)
        presenter.keys.sample_asked.connect(lambda: lecture.ask_for_sample(window.language.code))
        window.microscope.failed.connect(lambda problem: lecture.tell(explain(problem.error)))
        window.microscope.shown.connect(lambda: lecture.tell(""))
        return presenter

    def show_trace(self, trace: Trace, focus: Focus) -> None:
        if self.presenter is not None:
            self.presenter.show_trace(trace, focus)

    def may_leave(self) -> bool:
        """Whether the program may end: a deck that is not saved is asked about."""
        return self._decks is None or self._decks.builder.may_leave()

    def close(self) -> None:
        if self._decks is not None:
            self._decks.draft.finish()
        if self.presenter is not None:
            self.presenter.close()

    def lecture_file(self) -> str:
        """The file of the speaker's own lecture; "" while it has none."""
        if self._decks is None:
            return self._window.settings["lecture"]
        return str(self._decks.builder.path or "")

    def say_what_is_unsaved(self) -> None:
        """At the start: a lecture that was being made when the program was killed is not forgotten."""
        if left_behind(self._window.settings.path.parent) is not None:
            said = self.tr("A lecture that you had not saved is kept: {keys} opens it.")
            keys = self._window.menus.deck.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            self._window.status.showMessage(said.format(keys=keys), SAID_FOR)

    def open_sample(self, sample: Sample) -> None:
        """The sentence that a lesson is best shown on, in its model, on its pair."""
        known = KnownPair(sample.model, sample.layer, sample.head, sample.query, sample.key, 0.0)
        self._window.commands.use_text(sample.text, sample.model, known if sample.query else None)

    def answers(self) -> dict[str, Any]:
        """The hands counted so far, for a session file."""
        return self._answers if self.presenter is None else self.presenter.lecture.answers()

    def restore_answers(self, answers: dict[str, Any]) -> None:
        self._answers = answers
        if self.presenter is not None:
            self.presenter.lecture.restore_answers(answers)

    def _on_moved(self) -> None:
        assert self.presenter is not None
        if self.presenter.lecture.course is self.course:
            self._place = self.presenter.place

    # --- wishes: of the docks and of the lecture

    def _on_docks(self, wishes: Wishes) -> None:
        self._of_docks = wishes
        self._wish()

    def _wish(self) -> None:
        of_lecture = self.presenter.lecture.wishes() if self.presenter is not None else Wishes()
        self._window.microscope.set_wishes(self._of_docks | of_lecture | self._of_deck)

    def wish_for_deck(self, wishes: Wishes) -> None:
        """What a step that is to be added to a deck needs; nothing when it is there."""
        self._of_deck = wishes
        self._wish()
