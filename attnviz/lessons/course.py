"""All lessons in the order of the lecture, and where one is in it."""

from __future__ import annotations

from dataclasses import dataclass

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.lessons import (
    analogies,
    far_words,
    kinds,
    limits,
    linear,
    machine,
    many_heads,
    meaning,
    pair_walk,
    recurrent,
    scaling,
    softmax,
    sparse,
    weight,
)
from attnviz.lessons.lesson import Lesson
from attnviz.lessons.step import Step

LESSONS: tuple[Lesson, ...] = (
    far_words.LESSON,
    weight.LESSON,
    softmax.LESSON,
    analogies.ROLES,
    pair_walk.LESSON,
    scaling.LESSON,
    many_heads.HEADS,
    meaning.LESSON,
    many_heads.PRONOUN,
    recurrent.LESSON,
    analogies.ANALOGIES,
    kinds.MASK,
    kinds.NEXT,
    kinds.TRANSLATION,
    machine.PRODUCTS,
    machine.GROWTH,
    sparse.LESSON,
    machine.FLASH,
    linear.LESSON,
    kinds.EXPERTS,
    analogies.WHY,
    limits.LESSON,
)


@dataclass(frozen=True, order=True)
class Place:
    """A step of the course: the lesson's index, and the step's in that lesson."""

    lesson: int = 0
    step: int = 0


class Course:
    """Some lessons in a row."""

    def __init__(self, lessons: tuple[Lesson, ...] = LESSONS) -> None:
        self.lessons = lessons
        self.places = tuple(Place(at, step) for at, lesson in enumerate(lessons) for step in range(len(lesson.steps)))

    def lesson(self, place: Place) -> Lesson:
        return self.lessons[place.lesson]

    def step(self, place: Place) -> Step:
        return self.lessons[place.lesson].steps[place.step]

    def moved(self, place: Place, by: int) -> Place:
        """So many steps on, or back; at an end, the end."""
        at = self.places.index(place) + by
        return self.places[max(0, min(at, len(self.places) - 1))]

    def in_lesson(self, place: Place, step: int) -> Place:
        """A step of the same lesson, or the nearest that there is."""
        return Place(place.lesson, max(0, min(step, len(self.lesson(place).steps) - 1)))

    def find(self, lesson: str, step: str = "") -> Place:
        """The place that a link names.

        Args:
            lesson: its id, or its number from 1.
            step: its id, or its number from 1; "" for the first.

        Raises:
            UserError: there is no such lesson or step.
        """
        ids = [one.id for one in self.lessons]
        at = int(lesson) - 1 if lesson.isdecimal() else ids.index(lesson) if lesson in ids else -1
        if not 0 <= at < len(ids):
            raise UserError(
                QT_TRANSLATE_NOOP("errors", "There is no lesson “{name}”. The lessons are: {names}."),
                name=lesson,
                names=", ".join(ids),
            )
        steps = self.lessons[at].steps
        index = int(step) - 1 if step.isdecimal() else self.lessons[at].index(step or steps[0].id)
        if index is None or not 0 <= index < len(steps):
            raise UserError(
                QT_TRANSLATE_NOOP("errors", "The lesson “{lesson}” has no step “{name}”. Its steps are: {names}."),
                lesson=self.lessons[at].id,
                name=step,
                names=", ".join(f"{number} {one.id}" for number, one in enumerate(steps, 1)),
            )
        return Place(at, index)
