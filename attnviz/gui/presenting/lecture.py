"""Where a lecture is: the step, its motion, the hands counted, whether the screen is black. Windows paint it.

The audience's window and the speaker's have one of these between them, so that they can't disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation, Signal

from attnviz.gui.presenting.watch import Watch
from attnviz.lessons.beside import layer_heads, others_of
from attnviz.lessons.course import Course, Place
from attnviz.lessons.lesson import Sample
from attnviz.lessons.page import Page
from attnviz.lessons.scene import candidates
from attnviz.trace import Focus, Trace, Wishes
from attnviz.word_pair import MOST_PIECES

MOTION_MS = 350
ZOOMS = (0.8, 0.9, 1.0, 1.1, 1.25)
MOST_HANDS = 999


class Lecture(QObject):
    """Keys and buttons tell it what to do; it tells windows to paint.

    Attributes:
        course: the lessons, in order.
        place: the step on screen.
        running: some window shows it.
        watch: how long it has taken.
        spot: where the spotlight is, as shares of the slide's width and height.
        news: what the speaker alone should know, such as a model that cannot be loaded; "" for nothing.

    Signals:
        changed(): paint and say it again.
        moved(): another step is on screen.
        sample_asked(Sample): the speaker wants the sentence that the lesson is known for.
        wishes_changed(): ``wishes`` gives another answer now.
        language_toggled(): the speaker asks for the other language; the shell owns the language.
        counted(): hands were counted, to be kept.
        ended(): the speaker left.
        course_changed(): other lessons are presented now.
        sentence_typed(str): the speaker wants another sentence.
        pointed(): the spotlight is somewhere else.
        told(): ``news`` is another.
    """

    changed = Signal()
    moved = Signal()
    sample_asked = Signal(object)
    wishes_changed = Signal()
    language_toggled = Signal()
    counted = Signal()
    ended = Signal()
    course_changed = Signal()
    sentence_typed = Signal(str)
    pointed = Signal()
    told = Signal()

    def __init__(self, course: Course | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.course = course or Course()
        self.place = Place()
        self.running = False
        self.black = self.spotlight = False
        self.zoom = 1.0
        self.progress = 1.0
        self.spot = 0.5, 0.5
        self.news = ""
        self.watch = Watch(self)
        self._moves = True
        self._trace: Trace | None = None
        self._focus = Focus()
        self._stored: Mapping[Place, tuple[Trace, Focus]] = {}
        self._answers: dict[str, dict[str, int]] = {}
        self._last: tuple[str, str] | None = None
        self._motion = QVariantAnimation(self)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.setDuration(MOTION_MS)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.valueChanged.connect(self._on_moved)

    # --- what is seen

    def page(self, place: Place | None = None) -> Page:
        """What a window paints: of the step on screen, or of another one."""
        place = place or self.place
        trace, focus = self._stored.get(place, (self._trace, self._focus))
        return Page(self.course.lesson(place), place.step, trace, focus, self._hands(place))

    @property
    def next(self) -> Place | None:
        """The step that comes next; None at the end."""
        place = self.course.moved(self.place, 1)
        return None if place == self.place else place

    def wishes(self) -> Wishes:
        """What the step on screen and the next one need of a run, which is to be there when it is asked for."""
        if not self.running or self._stored:
            return Wishes()
        wishes = wishes_of(self.page())
        return wishes if self.next is None else wishes | wishes_of(self.page(self.next))

    # --- what the shell tells

    @property
    def replays(self) -> bool:
        """What is shown is stored: another sentence would change nothing."""
        return bool(self._stored)

    def use(self, course: Course, stored: Mapping[Place, tuple[Trace, Focus]] | None = None) -> None:
        """Present another course; a deck brings what its steps are shown on, and asks for no run."""
        if course is self.course:
            return
        self.course, self._stored, self.place = course, stored or {}, Place()
        self.course_changed.emit()

    def start(self, trace: Trace | None, focus: Focus, place: Place) -> None:
        """Begin on a step. The time goes on where the lecture comes back to the step that it was left on."""
        if not self.running:
            self.watch.go_on() if self.watch.milliseconds and place == self.place else self.watch.begin()
        self._trace, self._focus, self.running = trace, focus, True
        self.black = self.spotlight = False
        self.place = place
        self._arrived()

    def show_trace(self, trace: Trace | None, focus: Focus) -> None:
        """The sentence, head or pair changed underneath; the step stays."""
        known, self._trace, self._focus = (self._trace, self._focus), trace, focus
        if self.running:
            # more of the same run, which the next step asked for: a motion goes on
            self.changed.emit() if _alike(*known, trace, focus) else self._rest()
            self.wishes_changed.emit()

    def set_motion(self, moves: bool) -> None:
        """Without motion every step stands still from the start."""
        self._moves = moves
        if not moves:
            self._rest()

    def end(self) -> None:
        if self.running:
            self.running = False
            self.watch.pause()
            self._motion.stop()
            self.wishes_changed.emit()
            self.ended.emit()

    # --- what the speaker does

    def go(self, by: int) -> None:
        self.go_to(self.course.moved(self.place, by))

    def go_to(self, place: Place) -> None:
        """Show a step; one forward is the only way that moves, so that going back undoes exactly."""
        forward, changed = place == self.next, place != self.place
        self.place, self.black = place, False
        if not changed:
            self._rest()
            return
        self._arrived()
        if forward and self._moves:
            self.progress = 0.0  # the animation speaks up only after the first frame
            self._motion.start()

    def jump(self, number: int) -> None:
        """A step of this lesson by its number, from 1."""
        self.go_to(self.course.in_lesson(self.place, number - 1))

    def go_to_lesson(self, by: int) -> None:
        """The first step of the next lesson, or of this or the one before."""
        at = self.place.lesson + by + (1 if by < 0 and self.place.step else 0)
        self.go_to(Place(max(0, min(at, len(self.course.lessons) - 1))))

    def toggle_black(self) -> None:
        self.black = not self.black
        self.changed.emit()

    def toggle_spotlight(self) -> None:
        self.spotlight = not self.spotlight
        self.changed.emit()

    def point(self, x: float, y: float) -> None:
        """Where the speaker's mouse is over the slide, in whichever window."""
        self.spot = max(0.0, min(x, 1.0)), max(0.0, min(y, 1.0))
        if self.spotlight:
            self.pointed.emit()

    def tell(self, news: str) -> None:
        """Say something to the speaker."""
        if news != self.news:
            self.news = news
            self.told.emit()

    def resize(self, by: int) -> None:
        """Make everything on the slide larger or smaller."""
        at = ZOOMS.index(self.zoom)
        self.zoom = ZOOMS[max(0, min(at + by, len(ZOOMS) - 1))]
        self.changed.emit()

    def ask_for_sample(self, language: str) -> None:
        """The sentence that this lesson is known for, if it has one in that language or another."""
        samples = self.course.lesson(self.place).samples
        sample: Sample | None = samples.get(language) or next(iter(samples.values()), None)
        if sample is not None:
            self.sample_asked.emit(sample)

    # --- hands

    @property
    def asks(self) -> bool:
        """Hands are counted at this step."""
        return self.course.step(self.place).asks and self.page().scene is not None

    def count(self, choice: int) -> None:
        """One hand more for a candidate, from 1."""
        scene = self.page().scene
        if self.asks and scene is not None and 1 <= choice <= len(candidates(scene)):
            self._last = self._question(self.place), str(candidates(scene)[choice - 1])
            self._add(*self._last, 1)

    def take_back(self) -> None:
        """The hand that was counted last, if that was here."""
        last, self._last = self._last, None
        if last is not None and last[0] == self._question(self.place):
            self._add(*last, -1)

    def _add(self, question: str, token: str, by: int) -> None:
        hands = self._answers.setdefault(question, {})
        hands[token] = max(0, min(hands.get(token, 0) + by, MOST_HANDS))
        self.counted.emit()
        self.changed.emit()

    def answers(self) -> dict[str, Any]:
        """All hands counted so far, for a session file: question -> token -> hands."""
        return {question: dict(hands) for question, hands in self._answers.items()}

    def restore_answers(self, kept: Mapping[str, Any]) -> None:
        """What ``answers`` gave at another time; what is no such thing is left out."""
        self._answers = {
            question: {token: count for token, count in hands.items() if token.isdecimal() and isinstance(count, int)}
            for question, hands in kept.items()
            if isinstance(hands, Mapping)
        }
        self.changed.emit()

    def _question(self, place: Place) -> str:
        """What hands were raised for: of another sentence or pair they would mean something else."""
        lesson = self.course.lesson(place)
        trace, focus = self._stored.get(place, (self._trace, self._focus))
        return f"{lesson.id}/{lesson.steps[place.step].id}/{focus.query}/{trace.request.text if trace else ''}"

    def _hands(self, place: Place) -> dict[int, int]:
        """Of this step if it asks, else of the last one before it in the lesson that did."""
        steps = self.course.lesson(place).steps
        asked = next((at for at in range(place.step, -1, -1) if steps[at].asks), None)
        if asked is None:
            return {}
        kept = self._answers.get(self._question(Place(place.lesson, asked)), {})
        return {int(token): count for token, count in kept.items()}

    # --- motion

    def _arrived(self) -> None:
        self._rest()
        self.moved.emit()
        self.wishes_changed.emit()

    def _rest(self) -> None:
        self._motion.stop()
        self.progress = 1.0
        self.changed.emit()

    def _on_moved(self, progress: float) -> None:
        self.progress = float(progress)
        self.changed.emit()


def _alike(old: Trace | None, was: Focus, new: Trace | None, now: Focus) -> bool:
    """Two traces of one text by one model, looked at in the same place."""
    if old is None or new is None:
        return False
    return (old.request.text, old.request.model, was) == (new.request.text, new.request.model, now)


def wishes_of(page: Page) -> Wishes:
    """What a step needs of a run of the text in use."""
    step, scene = page.step, page.scene
    wishes = step.wishes
    if step.beside and scene is not None:
        wishes |= Wishes(others=others_of(step.beside, scene))
    if step.layer and scene is not None:
        wishes |= Wishes(heads=layer_heads(scene))
    if step.rows and scene is not None:
        wishes |= Wishes(rows=scene.queries.word(scene.pair.query_index)[:MOST_PIECES])
    return wishes
