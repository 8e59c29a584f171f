"""Why scores are divided by the square root of d."""

from __future__ import annotations

from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.lab import lab
from attnviz.lessons.far_words import LESSON as FAR
from attnviz.lessons.lesson import Lesson
from attnviz.lessons.step import Step
from attnviz.trace import Wishes

MEASURED = Wishes(labs=(lab("scaling"),))

LESSON = Lesson(
    "scaling",
    QT_TRANSLATE_NOOP("lesson", "Why divide by √d?"),
    (6,),
    (
        Step(
            id="plain",
            title=QT_TRANSLATE_NOOP("lesson", "More numbers, larger scores"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "A score adds up one product for each of the d numbers of query and key.\n"
                "The more there are, the further the scores lie apart, and one word takes it all.",
            ),
            picture="widths",
            wishes=MEASURED,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Measured on this head: only the first d numbers of its queries and keys are used.\n"
                "The lower the line, the fewer words share the attention.",
            ),
        ),
        Step(
            id="divided",
            title=QT_TRANSLATE_NOOP("lesson", "Dividing by √d keeps them moderate"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "Divided by the square root of d, the scores stay in one range, whatever d is.\n"
                "Attention can look at several words, and learning goes on.",
            ),
            picture="widths",
            part=1,
            wishes=MEASURED,
            formula=r"s_{ij}=\frac{\query{q_i}\cdot\key{k_j}}{\sqrt{d}}",
            numbers=r"\frac{<dot>}{\sqrt{<d>}}=<score>",
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Of random numbers the variance of a sum of d products is d, its spread √d: hence the root.\n"
                "The model was trained with the division; without it, it would have learned other numbers.",
            ),
        ),
    ),
    FAR.samples,
)
