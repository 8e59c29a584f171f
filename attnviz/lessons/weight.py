"""What a weight is: how strongly one word looks at another. The audience guesses first."""

from __future__ import annotations

from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.lessons.lesson import Lesson, Sample
from attnviz.lessons.step import Step

STEPS = (
    Step(
        id="question",
        title=QT_TRANSLATE_NOOP("lesson", "Where would you look?"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "To understand “{query_word}”, we look for help in the rest of the sentence.\n"
            "Which of these words would you look at?",
        ),
        picture="question",
        asks=True,
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "Read the sentence aloud. Give everybody ten seconds.\n"
            "Ask for hands, word by word, and press the number once for each hand; 0 takes the last one back.",
        ),
    ),
    Step(
        id="answer",
        title=QT_TRANSLATE_NOOP("lesson", "Where the model looks"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "For “{query_word}”, this head of the model gives {share} of its attention to “{key_word}”.\n"
            "Nobody told it to: it learned this from text alone.",
        ),
        picture="guesses",
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "Compare the two rows of bars. Where they differ, ask why.\n"
            "Other heads look elsewhere: this one was chosen because it links these two words.",
        ),
    ),
    Step(
        id="row",
        title=QT_TRANSLATE_NOOP("lesson", "One number for each word"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "A weight says how strongly one word looks at another.\n"
            "There is one for every word of the sentence, and together they make 100 %.",
        ),
        picture="shares",
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "Most weight is in a few words; that the rest is small is as telling.\n"
            "Marks such as [CLS] or </s> were added by the model: a head that finds nothing often looks there.",
        ),
    ),
    Step(
        id="table",
        title=QT_TRANSLATE_NOOP("lesson", "Every word asks"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "What “{query_word}” does, every word does at the same time: one row each.\n"
            "The whole table is what people call attention.",
        ),
        picture="matrix",
        part=1,
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "Let somebody choose another word of the sentence, and read its row together.\n"
            "Rows add up to 100 %; columns need not: some words are looked at by everybody.",
        ),
    ),
)

LESSON = Lesson(
    "weight",
    QT_TRANSLATE_NOOP("lesson", "How strongly a word looks at another"),
    (2,),
    STEPS,
    {
        "en": Sample("She opened the window because the room was hot.", "all-MiniLM-L6-v2", "opened", "window", 1, 7),
        "ja": Sample("雨の中で待っていた犬は、うれしそうに走った。", "multilingual-e5-small", "走", "犬", 11, 3),
    },
)
