"""The limits: a large weight is not yet a cause. Take the head or the word away and see what becomes of the output."""

from __future__ import annotations

from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.lessons.far_words import LESSON as FAR
from attnviz.lessons.lesson import Lesson
from attnviz.lessons.step import Step
from attnviz.trace import Wishes

OUTPUT = Wishes(states=True, next_words=True)

LESSON = Lesson(
    "limits",
    QT_TRANSLATE_NOOP("lesson", "A weight is not yet a cause"),
    (22,),
    (
        Step(
            id="weight",
            title=QT_TRANSLATE_NOOP("lesson", "A large weight"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "This head gives {share} of the attention of “{query_word}” to “{key_word}”.\n"
                "Whether the model needs that, only an experiment can tell.",
            ),
            picture="shares",
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Ask for a show of hands: will the output change much without this head?\n"
                "A weight says where a head looks, not what the model makes of it.",
            ),
        ),
        Step(
            id="head",
            title=QT_TRANSLATE_NOOP("lesson", "Take the head away"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "We run the model again with this one head switched off.\n"
                "The output changes by so much; the other heads carry on.",
            ),
            picture="cause",
            beside="without head",
            wishes=OUTPUT,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Switched off: its result is put to zero before it is added.\n"
                "A large weight with a small change means that the output does not rest on this head.",
            ),
        ),
        Step(
            id="word",
            title=QT_TRANSLATE_NOOP("lesson", "Hide the word"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "Now no word may look at “{key_word}” any more, in any layer.\nThe output changes by so much.",
            ),
            picture="cause",
            beside="without word",
            wishes=OUTPUT,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "The What if view (Shift+F3) does both for any head and word, and ranks all heads by their effect.",
            ),
        ),
        Step(
            id="scatter",
            title=QT_TRANSLATE_NOOP("lesson", "Weight against effect"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "Each dot is a head of this layer, switched off in its turn.\n"
                "If weight were cause, the dots would rise from left to right.",
            ),
            picture="effects",
            beside="without each head",
            rows=True,
            wishes=OUTPUT,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Point out a head with a small weight and a large effect: it does something else that matters.\n"
                "The weight is that between the two words, the effect that on the whole output.",
            ),
        ),
    ),
    FAR.samples,
)
