"""Kinds of transformer: a decoder's mask and next word, a translator's cross-attention, experts and their router."""

from __future__ import annotations

from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.lessons.lesson import Lesson, Sample
from attnviz.lessons.step import Step
from attnviz.trace import Wishes

EXPECTS = Wishes(next_words=True)
MEANS = Wishes(means=True)
CROSS = Wishes(heads=tuple((99, head) for head in range(4)))
"""the last layer, whatever its number: of a translator that is cross-attention"""

MASK = Lesson(
    "mask",
    QT_TRANSLATE_NOOP("lesson", "Not looking ahead"),
    (13,),
    (
        Step(
            id="scores",
            title=QT_TRANSLATE_NOOP("lesson", "Every word could score every other"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "An encoder reads: each word looks at the whole sentence.\n"
                "A decoder writes: it must not look at words that do not exist yet.",
            ),
            picture="mask",
            needs="decoder",
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Rows are queries, columns are keys; the numbers are q·k / √d of this head.\n"
                "Those right of the diagonal are what the model would get if it looked ahead. It never uses them.",
            ),
        ),
        Step(
            id="minus-infinity",
            title=QT_TRANSLATE_NOOP("lesson", "Minus infinity for what lies ahead"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "So every score right of the diagonal is set to minus infinity.\ne to that power is exactly zero.",
            ),
            picture="mask",
            part=1,
            needs="decoder",
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Zero would not do: a score of 0 would still get a share. Only minus infinity gets none.\n"
                "In training this lets the model practise on every place of a text at the same time.",
            ),
        ),
        Step(
            id="shares",
            title=QT_TRANSLATE_NOOP("lesson", "The past still adds up to 100 %"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "The softmax shares out the attention among the words before it and itself.\n"
                "The first word has no choice: it looks at itself.",
            ),
            picture="mask",
            part=2,
            needs="decoder",
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Many heads of large models rest on the first token when they find nothing: an attention sink.",
            ),
        ),
    ),
    {
        "en": Sample("The cat sat on the mat because it was", "SmolLM2-135M-Instruct", "it", "cat", 4, 2),
        "ja": Sample("The cat sat on the mat because it was", "SmolLM2-135M-Instruct", "it", "cat", 4, 2),
    },
)

NEXT = Lesson(
    "next-word",
    QT_TRANSLATE_NOOP("lesson", "The next word"),
    (14,),
    (
        Step(
            id="likely",
            title=QT_TRANSLATE_NOOP("lesson", "What comes next?"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "After the last layer the decoder gives every token it knows a probability.\n"
                "Writing means: choose one, add it, and ask again.",
            ),
            whole=True,
            picture="next_word",
            needs="decoder",
            wishes=EXPECTS,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Let the audience say the next word before you show this step.\n"
                "In the window, F8 opens the list and Tab takes the first word.",
            ),
        ),
        Step(
            id="cold",
            title=QT_TRANSLATE_NOOP("lesson", "Careful: temperature 0.5"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "A low temperature makes the likely even likelier.\nThe text gets safe, and soon repeats itself.",
            ),
            whole=True,
            picture="next_word",
            part=1,
            needs="decoder",
            wishes=EXPECTS,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "At a temperature of 0 it would always take the first word.\n"
                "For facts that is what one wants; for a story it is dull.",
            ),
        ),
        Step(
            id="hot",
            title=QT_TRANSLATE_NOOP("lesson", "Daring: temperature 2"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "A high temperature gives unlikely words a chance.\nThe text gets surprising, and soon makes no sense.",
            ),
            whole=True,
            picture="next_word",
            part=2,
            needs="decoder",
            wishes=EXPECTS,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Look at the last bar: thousands of words that are unlikely one by one are likely together.\n"
                "That is why chat programs choose from the few best words only.",
            ),
        ),
    ),
    {
        "en": Sample("The capital of France is", "SmolLM2-135M-Instruct"),
        "ja": Sample("The capital of France is", "SmolLM2-135M-Instruct"),
    },
)

TRANSLATION = Lesson(
    "translation",
    QT_TRANSLATE_NOOP("lesson", "Two halves and a bridge"),
    (13,),
    (
        Step(
            id="halves",
            title=QT_TRANSLATE_NOOP("lesson", "One half reads, the other writes"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "A translator has an encoder that reads and a decoder that writes.\n"
                "Between the two there is a third kind of attention.",
            ),
            whole=True,
            picture="alignment",
            needs="encoder-decoder",
            wishes=CROSS,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Self-attention reads, masked self-attention writes, and cross-attention joins the two.\n"
                "The transformer of 2017 was such a translator.",
            ),
        ),
        Step(
            id="cross",
            title=QT_TRANSLATE_NOOP("lesson", "Cross-attention"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "For each word that it writes, the decoder looks at the words it has read.\n"
                "Lines cross where the two languages order their words differently.",
            ),
            whole=True,
            picture="alignment",
            part=1,
            needs="encoder-decoder",
            wishes=CROSS,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Nobody told the model which words belong together: this alignment is a by-product.\n"
                "Weights below 12 % are left out. Modern chat models have a decoder only.",
            ),
        ),
        Step(
            id="kinds",
            title=QT_TRANSLATE_NOOP("lesson", "Three kinds of attention"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "A translator has all three kinds; a model that only reads, such as BERT, has the first alone.\n"
                "Chat models only write: today’s large ones are decoders, and have the second alone.",
            ),
            whole=True,
            picture="kinds",
            needs="encoder-decoder",
            wishes=MEANS,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "The tables are measured: the mean of all heads of each kind’s last layer, each row to its largest.\n"
                "GPT, Llama and SmolLM2 are decoders; BERT, MiniLM and E5 are encoders.",
            ),
        ),
    ),
    {
        "en": Sample("The cat ate the fish in the kitchen.", "attnviz-translator"),
        "ja": Sample("The cat ate the fish in the kitchen.", "attnviz-translator"),
    },
)

EXPERTS = Lesson(
    "experts",
    QT_TRANSLATE_NOOP("lesson", "Many experts, few at work"),
    (20,),
    (
        Step(
            id="router",
            title=QT_TRANSLATE_NOOP("lesson", "A router chooses"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "After attention each word goes through a small network; here there are {experts} of them.\n"
                "A router sends “{query_word}” to the {used} that suit it best.",
            ),
            picture="experts",
            needs="experts",
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "The router is one small table of numbers: a row for each expert, learned with the rest.\n"
                "The bars are its probabilities for this word; blue ones are chosen.",
            ),
        ),
        Step(
            id="all",
            title=QT_TRANSLATE_NOOP("lesson", "Each word its own experts"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "Every word takes its own way: framed are the {used} experts it passes.\n"
                "The others do no work for it, so a large model stays quick.",
            ),
            whole=True,
            picture="experts",
            part=1,
            needs="experts",
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Look for words that share their experts: often they are of a kind, but nobody planned it.\n"
                "All experts need memory, but only the chosen ones need time.",
            ),
        ),
        Step(
            id="work",
            title=QT_TRANSLATE_NOOP("lesson", "A large model, a small part at work"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "All numbers of the model in one bar: in colour those that work on “{query_word}”.\n"
                "The other experts rest, and cost memory but no time.",
            ),
            picture="experts",
            part=3,
            needs="experts",
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Here most of a small model is shared by all words; large ones are nearly all experts.\n"
                "Mixtral 8x7B has 46.7 billion numbers, and 12.9 billion work on each token.",
            ),
        ),
        Step(
            id="load",
            title=QT_TRANSLATE_NOOP("lesson", "Who has how much to do"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "The bars show which share of the words passes each expert.\n"
                "In training the work is spread, or a few would learn everything.",
            ),
            whole=True,
            picture="experts",
            part=2,
            needs="experts",
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Each word passes several experts, so the bars add up to more than 100 %.\n"
                "In training, a penalty on uneven loads keeps all of them busy.",
            ),
        ),
    ),
    {
        "en": Sample("The cat ate the fish in the kitchen.", "attnviz-experts", "fish", "cat", 2, 0),
        "ja": Sample("猫が台所で魚を食べた。", "attnviz-experts", "魚", "猫", 2, 0),
    },
)
