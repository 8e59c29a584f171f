"""Joins the window in which decks are made to the program: runs for its steps, the presenter, files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from attnviz.errors import UserError
from attnviz.gui.exporting.handout import save_handout
from attnviz.gui.exporting.jobs import FilmJob, FolderJob, Job
from attnviz.gui.i18n import explain
from attnviz.gui.microscope import grants
from attnviz.gui.presenting.deck_builder import DeckBuilder
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


class Decks(QObject):
    """Made when a deck is first wanted."""

    def __init__(self, window: Any, presenting: Presenting) -> None:
        super().__init__(window)
        self._window, self._presenting = window, presenting
        self._wanted: Place | None = None
        self._job: Job | None = None
        self.builder = DeckBuilder(presenting.course, window)
        builder = self.builder
        builder.run_asked.connect(self._ask)
        builder.present_asked.connect(presenting.open_deck)
        builder.handout_asked.connect(self._save_handout)
        builder.folder_asked.connect(lambda deck, path, ending: self._start(FolderJob, deck, path, ending, PICTURES))
        builder.film_asked.connect(lambda deck, path: self._start(FilmJob, deck, path, FILM, SECONDS))
        window.microscope.shown.connect(self._on_shown)

    def open(self) -> None:
        self.builder.show()
        self.builder.raise_()
        self.builder.activateWindow()

    def _ask(self, place: Place) -> None:
        """Have the sentence in use run with all that a step needs, unless that is there."""
        scope = self._window.microscope
        if scope.trace is None or not len(scope.trace.tokens):
            self.builder.tell(self.tr("First type a sentence."))
            return
        self._wanted = place
        self._presenting.wish_for_deck(wishes_of(self._page(scope.trace, scope.shown_focus)))
        self._on_shown(scope.trace, scope.shown_focus)

    def _page(self, trace: Trace, focus: Focus) -> Page:
        assert self._wanted is not None
        return Page(self._presenting.course.lesson(self._wanted), self._wanted.step, trace, focus)

    def _on_shown(self, trace: Trace, focus: Focus) -> None:
        if self._wanted is None:
            return
        page = self._page(trace, focus)
        if page.missing:
            self._end()
            self.builder.tell(translate(CONTEXT, page.missing))
        elif grants(trace.request, wishes_of(page)) and page.scene is not None:
            place = self._wanted
            self._end()
            self.builder.add(place, trace, page.scene.focus)

    def _end(self) -> None:
        self._wanted = None
        self._presenting.wish_for_deck(Wishes())

    def _save_handout(self, deck: Deck, path: Path) -> None:
        try:
            save_handout(pages_of(deck), path, deck.title)
        except UserError as error:
            self.builder.tell(explain(error))
        else:
            self.builder.tell(self.tr("Saved: {file}").format(file=path))

    def _start(self, kind: Any, deck: Deck, path: Path, *more: Any) -> None:
        """Pictures or a film, a piece in each turn of the event loop."""
        if self._job is not None:
            self._job.cancel()
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
        self.builder.tell(explain(error) if error else self.tr("Saved: {file}").format(file=path))
