"""Why attention: a word's meaning may depend on one that is far away, and a window does not reach it."""

from __future__ import annotations

from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.lessons.lesson import Lesson, Sample
from attnviz.lessons.step import Step

STEPS = (
    Step(
        id="question",
        title=QT_TRANSLATE_NOOP("lesson", "Far away, and yet needed"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "Read the sentence and stop at “{query_word}”.\nWhich word tells you what it means?",
        ),
        picture="question",
        asks=True,
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "Do not explain anything yet. Collect guesses: everybody understands the sentence, and nobody knows how.",
        ),
    ),
    Step(
        id="window",
        title=QT_TRANSLATE_NOOP("lesson", "A window sees its neighbours"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "Older networks slid a small window over the text: a convolution.\n"
            "A word saw its neighbours and nothing else.",
        ),
        picture="reach",
        schematic=True,
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "The window is drawn, not computed: the model in use has none.\n"
            "For pictures a window is a good idea: what belongs together lies side by side. In language it need not.",
        ),
    ),
    Step(
        id="wider",
        title=QT_TRANSLATE_NOOP("lesson", "A wider window costs more"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "We can widen it, or stack windows on windows.\nBut there is always a sentence that is longer.",
        ),
        picture="reach",
        part=1,
        schematic=True,
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "Ten windows in a stack reach ten times as far, but each of them must pass the message on.\n"
            "Ask: how wide must the window be for a whole book?",
        ),
    ),
    Step(
        id="attention",
        title=QT_TRANSLATE_NOOP("lesson", "Attention sees the whole sentence"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "In attention every word may look at every other, in one step.\n"
            "This head of the model gives {share} of its attention to “{key_word}”.",
        ),
        picture="reach",
        part=2,
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "The arcs are the weights of this head, measured now. Threads below 1 % are left out.",
        ),
    ),
)

LESSON = Lesson(
    "far",
    QT_TRANSLATE_NOOP("lesson", "Words far apart"),
    (1,),
    STEPS,
    {
        "en": Sample("Taro ate the cake. After that, he fell asleep.", "all-MiniLM-L6-v2", "he", "Taro", 3, 7),
        "ja": Sample("太郎はケーキを食べた。そのあと彼は眠った。", "multilingual-e5-small", "彼", "太郎", 11, 10),
    },
)
