"""Joins the window in which decks are made to the program: runs for its steps, the presenter, files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from attnviz.errors import UserError, one_line
from attnviz.gui.exporting.handout import save_handout
from attnviz.gui.exporting.jobs import FilmJob, FolderJob, Job
from attnviz.gui.i18n import explain
from attnviz.gui.microscope import Problem
from attnviz.gui.patience import grants
from attnviz.gui.presenting.deck_builder import DeckBuilder
from attnviz.gui.presenting.draft import Draft
from attnviz.gui.presenting.lecture import wishes_of
from attnviz.gui.slides.canvas import translate
from attnviz.lessons.course import Place
from attnviz.lessons.deck import Deck
from attnviz.lessons.page import Page
from attnviz.lessons.step import CONTEXT
from attnviz.trace import Focus, Trace, Wishes

if TYPE_CHECKING:
    from attnviz.gui.presenting.presenting import Presenting

FILM, PICTURES, SECONDS = (1280, 720), (1920, 1080), 4.0


def pages_of(deck: Deck) -> list[Page]:
    """A page for each step."""
    course = deck.course()
    return [Page(course.lesson(place), place.step, *deck.shown()[place]) for place in course.places]


@dataclass(frozen=True)
class Wanted:
    """A step whose run is on its way.

    Attributes:
        text, model: of the run; "" for whatever is shown.
        put: takes the step on the run.
    """

    place: Place
    put: Callable[[Place, Trace, Focus], None]
    text: str = ""
    model: str = ""


class Decks(QObject):
    """Made when a deck is first wanted."""

    def __init__(self, window: Any, presenting: Presenting) -> None:
        super().__init__(window)
        self._window, self._presenting = window, presenting
        self._wanted: Wanted | None = None
        self._job: Job | None = None
        scope = window.microscope
        self.builder = DeckBuilder(presenting.course, lambda: (scope.trace, scope.shown_focus), window)
        builder = self.builder
        builder.run_asked.connect(lambda place: self._ask(Wanted(place, builder.add)))
        builder.sample_asked.connect(self._ask_for_sample)
        builder.sentence_asked.connect(self._ask_for_sentence)
        builder.present_asked.connect(lambda deck, step: presenting.open_deck(deck, Place(0, step)))
        builder.handout_asked.connect(self._save_handout)
        builder.folder_asked.connect(lambda deck, path, ending: self._start(FolderJob, deck, path, ending, PICTURES))
        builder.film_asked.connect(lambda deck, path: self._start(FilmJob, deck, path, FILM, SECONDS))
        scope.shown.connect(self._on_shown)
        scope.failed.connect(self._on_failed)
        self.draft = Draft(window.settings.path.parent, self)
        self._restore()
        builder.changed.connect(self._keep)
        self.draft.refused.connect(lambda error: builder.tell(explain(error)))

    def _restore(self) -> None:
        """What a kill has left of a lecture that was not saved."""
        came_from = self._window.settings["lecture"]
        try:
            if (deck := self.draft.found()) is not None:
                self.builder.restore(deck, Path(came_from) if came_from else None)
        except UserError as error:
            self.builder.tell(explain(error))

    def _keep(self) -> None:
        self.draft.keep(self.builder.deck() if self.builder.modified else None)
        self._window.session.touch()

    def open(self) -> None:
        self.builder.show()
        self.builder.raise_()
        self.builder.activateWindow()

    def open_path(self, path: Path) -> None:
        """A deck's file that was dropped on the program."""
        self.open()
        self.builder.open_path(path)

    def _ask(self, wanted: Wanted) -> None:
        """Have the sentence in use run with all that a step needs, unless that is there."""
        scope = self._window.microscope
        if scope.trace is None:
            self.builder.tell(self.tr("No model is loaded yet: there are no numbers to keep."))
            return
        if not len(scope.trace.tokens):
            self.builder.tell(self.tr("First type a sentence."))
            return
        self._await(wanted)
        self._presenting.wish_for_deck(wishes_of(self._page(scope.trace, scope.shown_focus)))
        self._on_shown(scope.trace, scope.shown_focus)

    def _ask_for_sample(self, place: Place) -> None:
        """The sentence that the step's lesson is known for, in its model."""
        samples = self._presenting.course.lesson(place).samples
        sample = samples.get(self._window.language.code) or next(iter(samples.values()))
        self._await(Wanted(place, self.builder.add, sample.text, sample.model))
        self._presenting.open_sample(sample)

    def _ask_for_sentence(self, place: Place, text: str, model: str) -> None:
        """A sentence of the speaker's own, for a step that is in the deck already."""
        self._await(Wanted(place, self.builder.put, text, model))
        self._window.commands.use_text(text, model)

    def _await(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self.builder.tell(self.tr("One moment: the numbers of this step are on their way."))

    def _page(self, trace: Trace, focus: Focus) -> Page:
        assert self._wanted is not None
        place = self._wanted.place
        return Page(self._presenting.course.lesson(place), place.step, trace, focus)

    def _on_shown(self, trace: Trace, focus: Focus) -> None:
        wanted = self._wanted
        if wanted is None or (wanted.text and (trace.request.text, trace.request.model) != (wanted.text, wanted.model)):
            return
        page = self._page(trace, focus)
        if page.missing:
            self._end()
            way = self.tr("Add it with the lesson's own sentence: that brings its model along.")
            self.builder.tell(f"{translate(CONTEXT, page.missing)} {way}")
        elif page.scene is not None and not grants(trace.request, wishes_of(page)):
            self._presenting.wish_for_deck(wishes_of(page))
        elif page.scene is not None:
            self._end()
            wanted.put(wanted.place, trace, page.scene.focus)

    def _on_failed(self, problem: Problem) -> None:
        if self._wanted is not None:
            self._end()
            self.builder.tell(explain(problem.error))

    def _end(self) -> None:
        self._wanted = None
        self._presenting.wish_for_deck(Wishes())

    def _save_handout(self, deck: Deck, path: Path) -> None:
        try:
            save_handout(pages_of(deck), path, deck.title)
        except UserError as error:
            self.builder.tell(explain(error))
        else:
            self.builder.tell(self.tr("Saved: {file}").format(file=one_line(str(path))))

    def _start(self, kind: Any, deck: Deck, path: Path, *more: Any) -> None:
        """Pictures or a film, a piece in each turn of the event loop."""
        if self._job is not None:
            self._job.cancel()
            self._job.deleteLater()
        try:
            self._job = kind(pages_of(deck), str(path), *more)
        except UserError as error:
            self.builder.tell(explain(error))
            return
        self._job.progressed.connect(
            lambda share: self.builder.tell(self.tr("Saving: {share} %").format(share=round(100 * share)))
        )
        self._job.ended.connect(lambda error: self._on_ended(path, error))
        self._job.start()

    def _on_ended(self, path: Path, error: Exception | None) -> None:
        self._job = None
        self.builder.tell(explain(error) if error else self.tr("Saved: {file}").format(file=one_line(str(path))))
