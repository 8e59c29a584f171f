"""Pictures to think with: a library, a party, a recipe; each with the model's own numbers behind it."""

from __future__ import annotations

from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.lessons.far_words import LESSON as FAR
from attnviz.lessons.lesson import Lesson, Sample
from attnviz.lessons.meaning import STATES
from attnviz.lessons.step import Step

ROLES = Lesson(
    "roles",
    QT_TRANSLATE_NOOP("lesson", "Query, key, value: a library"),
    (2, 4),
    (
        Step(
            id="theme",
            title=QT_TRANSLATE_NOOP("lesson", "A theme, and labels on spines"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "In a library you have a theme in mind, the query, and read labels on spines, the keys.\n"
                "Here “{query_word}” searches; below each spine stands how well it matches.",
            ),
            picture="library",
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "A database looks for the one entry that matches exactly. This is softer: everything matches a little.",
            ),
        ),
        Step(
            id="books",
            title=QT_TRANSLATE_NOOP("lesson", "You take home what is inside"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "What you take home is not the label but what is inside: the value.\n"
                "From books that match well you take a lot, from others hardly a page.",
            ),
            picture="library",
            part=1,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "The green part of each book is its share of the attention.\n"
                "A word may be easy to find and still have little to say: key and value are different things.",
            ),
        ),
        Step(
            id="vectors",
            title=QT_TRANSLATE_NOOP("lesson", "Three lists of numbers for each word"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "In the model, query, key and value are lists of {d} numbers each.\n"
                "Three learned tables make them from the word’s own vector x.",
            ),
            picture="roles",
            part=1,
            wishes=STATES,
            formula=r"\query{q_i}=x_i W_Q,\;\; \key{k_j}=x_j W_K,\;\; \value{v_j}=x_j W_V",
            numbers=r"\query{i=<i>},\;\; \key{j=<j>},\;\; d=<d>",
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Nobody wrote these numbers: the tables were learned from text. x is what the layer below hands on.\n"
                "The colours say how large a number is and whether it is positive.",
            ),
        ),
    ),
    {
        "en": Sample("That cat is cute.", "all-MiniLM-L6-v2", "cute", "cat", 5, 11),
        "ja": Sample("その猫は可愛い。", "multilingual-e5-small", "可愛い", "猫", 11, 3),
    },
)

ANALOGIES = Lesson(
    "analogies",
    QT_TRANSLATE_NOOP("lesson", "A party and a recipe"),
    (12,),
    (
        Step(
            id="party",
            title=QT_TRANSLATE_NOOP("lesson", "Finding a friend at a party"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "At a party you look for features: glasses, a red scarf, a laugh.\n"
                "Query and key match number by number, and every match adds to the score.",
            ),
            picture="features",
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "The features have no names: the model made them up in training.\n"
                "Negative products are features that speak against the match.",
            ),
        ),
        Step(
            id="recipe",
            title=QT_TRANSLATE_NOOP("lesson", "A recipe calls its ingredients"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "Say the name of a dish, and its ingredients come to mind.\n"
                "Words that go together have vectors that point in similar directions.",
            ),
            picture="alike",
            needs="reader",
            wishes=STATES,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Press S for a sentence with a dish. Look at which words come first, and which are mere grammar.",
            ),
        ),
    ),
    {
        "en": Sample(
            "The curry needs potatoes, carrots, onions and a stapler.",
            "all-MiniLM-L6-v2",
            "curry",
            "potatoes",
            0,
            10,
        ),
        "ja": Sample("カレー、ご飯、野菜、牛肉、電車、鉛筆。", "multilingual-e5-small", "カレー", "ご飯", 0, 3),
    },
)

WHY = Lesson(
    "why",
    QT_TRANSLATE_NOOP("lesson", "Why attention won"),
    (21,),
    (
        Step(
            id="summary",
            title=QT_TRANSLATE_NOOP("lesson", "Three reasons, measured just now"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "Attention links words however far apart they are, and does all pairs at the same time.\n"
                "And its tables let us look inside, a little.",
            ),
            picture="summary",
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "The numbers are those of the sentence and model in use.\n"
                "Doing all pairs at once suits graphics cards: that made large models possible.",
            ),
        ),
    ),
    FAR.samples,
)
