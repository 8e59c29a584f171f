"""Sparse attention: fewer pairs, in four patterns, and what that saves and loses."""

from __future__ import annotations

from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.lab import lab
from attnviz.labs.sparse import PATTERNS
from attnviz.lessons.lesson import Lesson, Sample
from attnviz.lessons.step import Step
from attnviz.trace import Wishes

LOCAL, STRIDED, GLOBAL, BLOCKS = (Wishes(labs=(lab("sparse", pattern=pattern),)) for pattern in PATTERNS)

STEPS = (
    Step(
        id="fewer",
        title=QT_TRANSLATE_NOOP("lesson", "Look at fewer pairs"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "Every word looks at every word, yet a few pairs hold much of the weight.\n"
            "What if we left most of the pairs out?",
        ),
        picture="sparse",
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "A text of 1,000 words has a million pairs in every head of every layer.\n"
            "Ask: which pairs would you leave out, if you had to choose before reading the text?",
        ),
    ),
    Step(
        id="local",
        title=QT_TRANSLATE_NOOP("lesson", "Only the neighbours"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "Each word looks at a window of words around it, and no further.\n"
            "A text twice as long then costs twice as much, not four times.",
        ),
        picture="sparse",
        part=1,
        wishes=LOCAL,
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "News still travels far: from window to window, one layer after the other. Longformer (2020) works so.\n"
            "A window of fixed width costs that little; here it is about the square root of the text’s length.",
        ),
    ),
    Step(
        id="strided",
        title=QT_TRANSLATE_NOOP("lesson", "Neighbours, and steps of equal length"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "Each word also looks at words in regular steps, however far away.\n"
            "Two such layers connect almost any two words.",
        ),
        picture="sparse",
        part=2,
        wishes=STRIDED,
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "First a step to the window that the other word is in, then one inside the window: two layers.\n"
            "The Sparse Transformer (2019) wrote texts, pictures and music so.",
        ),
    ),
    Step(
        id="global",
        title=QT_TRANSLATE_NOOP("lesson", "A few that everybody knows"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "A few tokens look at all others, and all others look at them.\n"
            "Heads that find nothing rest on just these tokens: to cut them away hurts most.",
        ),
        picture="sparse",
        part=3,
        wishes=GLOBAL,
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "Here these are the tokens that the model adds itself, such as [CLS], or the first one if it adds none.\n"
            "Longformer and BigBird (both 2020) read long documents so.",
        ),
    ),
    Step(
        id="blocks",
        title=QT_TRANSLATE_NOOP("lesson", "In pieces, as the machine likes it"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "The text is cut into pieces, and each piece looks at itself alone.\n"
            "A machine computes whole blocks at a time, so it skips all the rest at one stroke.",
        ),
        picture="sparse",
        part=4,
        wishes=BLOCKS,
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "What lies on the other side of a cut is lost, even the word next door.\n"
            "So other layers or heads cut the text elsewhere.",
        ),
    ),
    Step(
        id="price",
        title=QT_TRANSLATE_NOOP("lesson", "What it saves, and what it loses"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "Fewer pairs save time where whole blocks of them fall away.\n"
            "But this model learned with all pairs, and misses what was left out.",
        ),
        picture="sparse_summary",
        wishes=LOCAL | STRIDED | GLOBAL | BLOCKS | Wishes(labs=(lab("sparse_cost"),)),
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "Off by more than 100 % is further from the right answer than no answer at all.\n"
            "Models that are to work so are trained so; then they lose little. Steps of 64 leave few blocks empty.",
        ),
    ),
)

LESSON = Lesson(
    "sparse",
    QT_TRANSLATE_NOOP("lesson", "Fewer pairs: sparse attention"),
    (17,),
    STEPS,
    {
        "en": Sample(
            "Taro ate the cake that his sister had baked for the birthday of her friend. "
            "Nobody saw it, and the kitchen was dark and quiet. After that, he fell asleep.",
            "all-MiniLM-L6-v2",
            "he",
            "Taro",
            3,
            7,
        ),
        "ja": Sample(
            "太郎は、妹が友だちの誕生日のために焼いたケーキを食べた。台所は暗くて静かで、だれも見ていなかった。"
            "そのあと彼は眠った。",
            "multilingual-e5-small",
            "彼",
            "太郎",
            11,
            10,
        ),
    },
)
