"""Many heads: several readers with different eyes, and the one that links a pronoun to what it stands for."""

from __future__ import annotations

from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.lessons.far_words import LESSON as FAR
from attnviz.lessons.lesson import Lesson, Sample
from attnviz.lessons.step import Step
from attnviz.trace import Wishes

ALL = Wishes(thumbnails=32, facts=True)

HEADS = Lesson(
    "heads",
    QT_TRANSLATE_NOOP("lesson", "Many heads, different eyes"),
    (7,),
    (
        Step(
            id="readers",
            title=QT_TRANSLATE_NOOP("lesson", "One layer, many readers"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "A layer has {heads} heads, and each reads the sentence with its own queries and keys.\n"
                "The names say what a head mostly does, by a fixed rule.",
            ),
            picture="readers",
            wishes=ALL,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Diagonals look at neighbours, vertical bars at one word or mark.\n"
                "A name needs more than half of the weight on average. The F2 view shows all layers.",
            ),
        ),
        Step(
            id="pair",
            title=QT_TRANSLATE_NOOP("lesson", "Not every reader sees it"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "“{query_word}” looks at “{key_word}”: here is how strongly, in each head of this layer.\n"
                "What one head finds, another overlooks: that is why there are many.",
            ),
            picture="readers",
            part=1,
            rows=True,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Ask for a guess first: how many of the heads will see the link?\n"
                "Heads that do not see it are not idle: they follow neighbours, marks, or nothing that we can name.",
            ),
        ),
        Step(
            id="ranking",
            title=QT_TRANSLATE_NOOP("lesson", "Which head is best?"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "Nobody gave the heads their work, so we ask all {all_heads} of them.\nThese link our two words best.",
            ),
            picture="ranking",
            rows=True,
            notes=QT_TRANSLATE_NOOP("lesson", "The Head finder (F3) does this for any two words of any sentence."),
        ),
        Step(
            id="joined",
            title=QT_TRANSLATE_NOOP("lesson", "Joined again"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "Side by side, what all heads hand on makes one long list of numbers.\n"
                "A last learned table mixes it, and the result is added to “{query_word}”.",
            ),
            picture="joined",
            layer=True,
            wishes=Wishes(outputs=True),
            formula=r"\mathrm{concat}(\value{o_i^1},\ldots,\value{o_i^h})\,W_O",
            numbers=r"h=<heads>,\;\; <heads>\times <width>=<wide>",
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Added, not put in its place: the word keeps what it was and gets something new.\n"
                "The view Head output (Shift+F7) shows what each head contributes.",
            ),
        ),
    ),
    FAR.samples,
)

PRONOUN = Lesson(
    "pronoun",
    QT_TRANSLATE_NOOP("lesson", "Who is “it”?"),
    (10,),
    (
        Step(
            id="question",
            title=QT_TRANSLATE_NOOP("lesson", "What does the word stand for?"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "“{query_word}” stands for another word of this sentence: which one?\nRaise your hand.",
            ),
            needs="pronoun",
            picture="question",
            asks=True,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Then change the end of the sentence and ask again: what was broken, the robot or the command?\n"
                "For people, knowledge of the world decides.",
            ),
        ),
        Step(
            id="answer",
            title=QT_TRANSLATE_NOOP("lesson", "What this head says"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "This head gives {share} of the attention of “{query_word}” to “{key_word}”.\n"
                "One head is not the whole model: others may disagree.",
            ),
            needs="pronoun",
            picture="guesses",
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Compare with the hands: the head never saw a rule of grammar.\n"
                "Now change the end of the sentence, live, and watch the bars.",
            ),
        ),
        Step(
            id="ranking",
            title=QT_TRANSLATE_NOOP("lesson", "All heads, asked at once"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "We ask every head how strongly it links “{query_word}” to “{key_word}”.\n"
                "A few do, most do something else.",
            ),
            needs="pronoun",
            picture="ranking",
            rows=True,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "That a head looks there does not prove that the model understood. The lesson on limits tests it.",
            ),
        ),
    ),
    {
        "en": Sample("The robot executed the command, but it was broken.", "all-MiniLM-L6-v2", "it", "robot", 0, 1),
        "ja": Sample(
            "そのロボットは命令を実行したが、それは壊れていた。", "multilingual-e5-small", "それ", "ロボット", 11, 3
        ),
    },
)
