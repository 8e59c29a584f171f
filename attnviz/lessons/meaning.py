"""Context makes meaning: one word in two sentences, what it looks at, and how its vectors part through the layers."""

from __future__ import annotations

from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.lessons.beside import MEANINGS
from attnviz.lessons.lesson import Lesson, Sample
from attnviz.lessons.step import Step
from attnviz.trace import Wishes

STATES = Wishes(states=True)

LESSON = Lesson(
    "meaning",
    QT_TRANSLATE_NOOP("lesson", "One word, two meanings"),
    (8, 9),
    (
        Step(
            id="question",
            title=QT_TRANSLATE_NOOP("lesson", "Which word gives it away?"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "“{query_word}” can mean quite different things.\nWhich word of this sentence tells you which one?",
            ),
            picture="question",
            needs="two meanings",
            asks=True,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Ask for other words with two meanings; the sentence can be changed at once.\n"
                "The slide after this one compares it with a second sentence.",
            ),
        ),
        Step(
            id="two",
            title=QT_TRANSLATE_NOOP("lesson", "Different company, different help"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "The same word in two sentences: in each, this head finds other words to look at.\n"
                "A word is known by the company it keeps.",
            ),
            picture="meaning",
            needs="two meanings",
            beside="other meaning",
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "“You shall know a word by the company it keeps”: J. R. Firth, a linguist, in 1957.",
            ),
        ),
        Step(
            id="stack",
            title=QT_TRANSLATE_NOOP("lesson", "Layer upon layer"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "A layer is attention, then a small network for each word; this model stacks {layers} of them.\n"
                "At the bottom “{query_word}” is just a word; going up, more and more of the others is mixed in.",
            ),
            picture="stack",
            needs="reader",
            wishes=STATES,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "The tower is a drawing, the bars are measured: 1 means that the vector still points where it did.\n"
                "Attention fetches from other words; the small network works on what was fetched, word by word.",
            ),
        ),
        Step(
            id="layers",
            title=QT_TRANSLATE_NOOP("lesson", "Layer by layer the meanings part"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "At the bottom, the word has almost the same vector in both sentences.\n"
                "On its way up it takes in its neighbours, and the two vectors part.",
            ),
            picture="meaning",
            needs="two meanings",
            part=1,
            beside="other meaning",
            wishes=STATES,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "A cosine of 1 means the same direction. At “words” only the position differs.\n"
                "In the last layers the line may rise again: they prepare the vector of the whole sentence.",
            ),
        ),
    ),
    {
        "en": Sample(MEANINGS["en"][0], "all-MiniLM-L6-v2", "bank", "river", 5, 7),
        "ja": Sample(MEANINGS["ja"][0], "multilingual-e5-small", "首", "横", 11, 1),
    },
)
