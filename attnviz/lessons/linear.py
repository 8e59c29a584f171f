"""No table at all: linear attention and a state-space model, beside softmax attention."""

from __future__ import annotations

from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.lab import lab
from attnviz.lessons.far_words import LESSON as FAR
from attnviz.lessons.lesson import Lesson
from attnviz.lessons.step import Step
from attnviz.trace import Wishes

MEASURED = Wishes(labs=(lab("linear"),))

LESSON = Lesson(
    "linear",
    QT_TRANSLATE_NOOP("lesson", "Without the big table"),
    (19,),
    (
        Step(
            id="positive",
            title=QT_TRANSLATE_NOOP("lesson", "Without the exponential"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "In place of e to the score, linear attention makes query and key themselves positive.\n"
                "Then a plain product is enough, and all keys are summed up once, for every query.",
            ),
            picture="linear",
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "These are the query and key of our pair. Narrow bars are their own numbers; φ lifts all above zero.\n"
                "With a plain product the order of the sums can be turned round: first the keys with the values, "
                "which gives a small table that no text makes larger, then the queries.",
            ),
        ),
        Step(
            id="memories",
            title=QT_TRANSLATE_NOOP("lesson", "Memories that fade"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "A state-space model looks back at no word: it carries a few memories along.\n"
                "Each new word is mixed into all of them, and the old ones fade, some fast, some slowly.",
            ),
            picture="linear",
            part=1,
            schematic=True,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "A recurrent net without the bend: since nothing but multiplying and adding happens, "
                "all states can be worked out at the same time after all.\n"
                "The six speeds are fixed here; a trained model learns them. Mamba also chooses what to keep.",
            ),
        ),
        Step(
            id="three",
            title=QT_TRANSLATE_NOOP("lesson", "Three ways to share out"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "What “{query_word}” gets from each word, in three ways.\n"
                "Softmax can point sharply at one word, however far away; the other two are softer.",
            ),
            picture="linear",
            part=2,
            wishes=MEASURED,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Linear attention has the same queries, keys and values; the state-space model reads the values "
                "from left to right, and some of its memory is still empty. Neither makes this table: the weights "
                "follow from what they do.\n"
                "This model was trained with softmax, so the difference is large. Models that use the other two are "
                "trained with them.",
            ),
        ),
        Step(
            id="cost",
            title=QT_TRANSLATE_NOOP("lesson", "Twice the text, twice the work"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "Softmax attention scores every pair: twice the text is four times the work.\n"
                "Going through the text once, with a memory of fixed size, it is only twice the work.",
            ),
            picture="linear",
            part=3,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Counted: n × n × d against n × d × d. Below about d words the plain way is cheaper.\n"
                "The price is a memory of fixed size: a long text must share it.",
            ),
        ),
    ),
    FAR.samples,
)
