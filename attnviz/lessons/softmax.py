"""From scores to shares: softmax in four small moves, ten stickers, and what a temperature does."""

from __future__ import annotations

from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.lessons.far_words import LESSON as FAR
from attnviz.lessons.lesson import Lesson
from attnviz.lessons.step import Step

STEPS = (
    Step(
        id="scores",
        title=QT_TRANSLATE_NOOP("lesson", "Scores can be any number"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "“{query_word}” has given every word a score: how well the two match.\n"
            "But how do you share out by numbers that may be below zero?",
        ),
        picture="moves",
        notes=QT_TRANSLATE_NOOP("lesson", "Where the scores come from is the next lesson. Here they are simply given."),
    ),
    Step(
        id="largest",
        title=QT_TRANSLATE_NOOP("lesson", "Take away the largest"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "First subtract the largest score from all of them: the best is now 0.\n"
            "The differences stay, and no number can grow too large for the computer.",
        ),
        picture="moves",
        part=1,
        formula=r"s_j-\max_{j'} s_{j'}",
        numbers=r"<score>-<max>=<shift>",
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "Taking the same away from every score leaves the shares exactly as they were.\n"
            "Without it, e to a score of 100 would already be too large for the numbers that computers use here.",
        ),
    ),
    Step(
        id="power",
        title=QT_TRANSLATE_NOOP("lesson", "Raise e to that power"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "Now every number is above zero, and the best is 1.\nOne point less in the score leaves about a third.",
        ),
        picture="moves",
        part=2,
        formula=r"e^{s_j-m},\;\; m=\max_{j'} s_{j'}",
        numbers=r"e^{<shift>}=<exp>",
        notes=QT_TRANSLATE_NOOP("lesson", "e is about 2.718, so one point less means 1 / 2.718, about 37 %."),
    ),
    Step(
        id="divide",
        title=QT_TRANSLATE_NOOP("lesson", "Divide by the sum"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "Divide each number by the sum of them all, and we have shares: together 100 %.\n"
            "Subtract, raise, add up, divide: these four moves are called softmax.",
        ),
        picture="moves",
        part=3,
        formula=r"w_j=\frac{e^{s_j-m}}{\Sigma_{j'}\, e^{s_{j'}-m}}",
        numbers=r"\frac{<exp>}{<sum>}=<weight>",
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "The bars keep their shape from the step before: only the scale is another one.\n"
            "More for one word is possible only if others get less.",
        ),
    ),
    Step(
        id="stickers",
        title=QT_TRANSLATE_NOOP("lesson", "Ten stickers"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "If “{query_word}” had ten stickers to give away, it would stick them like this.\n"
            "More for one word always means fewer for the others.",
        ),
        picture="stickers",
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "With real stickers: give ten to someone in the first row, and let them share them out.\n"
            "Stickers are whole, shares are not: the rest goes to whoever is nearest to one more.",
        ),
    ),
    Step(
        id="cold",
        title=QT_TRANSLATE_NOOP("lesson", "Cold: the winner takes it all"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "Divide all scores by 0.3 before the softmax, and differences grow.\n"
            "The number we divide by is called the temperature.",
        ),
        picture="stickers",
        part=1,
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "Ask before you press the key: who gains when it gets colder?\n"
            "As the temperature falls towards 0, all ten stickers go to the word with the largest score.",
        ),
    ),
    Step(
        id="hot",
        title=QT_TRANSLATE_NOOP("lesson", "Hot: everyone gets some"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "Divide by 3, and the differences shrink.\nAttention looks everywhere at once, and so at nothing.",
        ),
        picture="stickers",
        part=2,
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "The spread in bits: 0 bits is one word, 1 bit is like two words, 3 bits like eight.\n"
            "The What if view lets you drag the temperature of the whole model.",
        ),
    ),
)

LESSON = Lesson("softmax", QT_TRANSLATE_NOOP("lesson", "From scores to shares"), (3,), STEPS, FAR.samples)
