"""Before attention: a recurrent net reads one word after the other, and what it keeps of each fades."""

from __future__ import annotations

from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.lab import lab
from attnviz.lessons.far_words import LESSON as FAR
from attnviz.lessons.lesson import Lesson
from attnviz.lessons.step import Step
from attnviz.trace import Wishes

MEASURED = Wishes(states=True, labs=(lab("recurrent"),))
"""what the net reads are the states that enter the first layer"""

LESSON = Lesson(
    "recurrent",
    QT_TRANSLATE_NOOP("lesson", "One word after the other"),
    (11,),
    (
        Step(
            id="reads",
            title=QT_TRANSLATE_NOOP("lesson", "One word after the other"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "Before attention, a network read the words in order, from the first to the last.\n"
                "All that it had read had to fit into one short list of numbers: its state.",
            ),
            picture="reading",
            wishes=MEASURED,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Each column is the state after that word, made of the word and of the state before it.\n"
                "This small net (Elman 1990) is computed here and now, but nobody has trained it: its weights are "
                "drawn once, in the way that is known to forget slowest. It reads the model’s own word vectors.",
            ),
        ),
        Step(
            id="fades",
            title=QT_TRANSLATE_NOOP("lesson", "What is left of each word"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "We measure how much the state still depends on each word that was read.\n"
                "The further back a word is, the less is left of it.",
            ),
            picture="reading",
            part=1,
            wishes=MEASURED,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Measured: how far the state moves when the vector of a word moves a little, that is the length of "
                "the gradient. All words together are 100 %; a dash is a word that has not been read yet.\n"
                "LSTM and GRU nets have gates that slow the fading. They, too, read one word after the other.",
            ),
        ),
        Step(
            id="direct",
            title=QT_TRANSLATE_NOOP("lesson", "Attention has a direct path"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "Attention has no such way to go: “{query_word}” looks straight at every word.\n"
                "This head gives “{key_word}” {share}, however far away it is.",
            ),
            picture="reading",
            part=2,
            wishes=MEASURED,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Above the net, below the head in focus, on one scale.\n"
                "The path from any word to any other is one step long; in the net it is as long as the distance.",
            ),
        ),
        Step(
            id="steps",
            title=QT_TRANSLATE_NOOP("lesson", "Many steps, or one"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "The net takes {tokens} steps here, and each must wait for the one before it.\n"
                "Attention does all words at the same time.",
            ),
            picture="reading",
            part=3,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Graphics cards do thousands of things at the same time: waiting is what they are worst at.\n"
                "That, as much as the direct path, made large models possible.",
            ),
        ),
    ),
    FAR.samples,
)
