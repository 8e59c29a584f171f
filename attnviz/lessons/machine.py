"""What the machine does: two products of tables, a cost that grows with the square, and small tiles in place of it."""

from __future__ import annotations

from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.lab import lab
from attnviz.lessons.far_words import LESSON as FAR
from attnviz.lessons.lesson import Lesson, Sample
from attnviz.lessons.step import Step
from attnviz.trace import Wishes

RATES, COST, TILES = (Wishes(labs=(lab(name),)) for name in ("gemm", "cost", "flash"))

PRODUCTS = Lesson(
    "products",
    QT_TRANSLATE_NOOP("lesson", "Two tables multiply"),
    (15,),
    (
        Step(
            id="tables",
            title=QT_TRANSLATE_NOOP("lesson", "All scores are one product"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "All queries below each other, all keys side by side: their product is the table of scores.\n"
                "The machine makes it tile by tile.",
            ),
            picture="product",
            formula=r"S=\query{Q}\,\key{K}^{\top}",
            numbers=r"s_{<i>,<j>}=<dot>",
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Drawn are 12 numbers of each query and key and at most 10 words; the scores use all numbers.\n"
                "A tile fits into the fastest memory, so each number is fetched once for a whole tile.",
            ),
        ),
        Step(
            id="rates",
            title=QT_TRANSLATE_NOOP("lesson", "How fast is this machine?"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "1 GFLOP/s is a thousand million calculations a second: small tables leave the machine idle.\n"
                "Graphics cards were built for such products: that is why they run language models.",
            ),
            whole=True,
            picture="product",
            part=1,
            wishes=RATES,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "One multiplication and one addition count as two calculations.\n"
                "Run this on a machine with a graphics card, and compare.",
            ),
        ),
    ),
    FAR.samples,
)

GROWTH = Lesson(
    "cost",
    QT_TRANSLATE_NOOP("lesson", "The price: length squared"),
    (16,),
    (
        Step(
            id="square",
            title=QT_TRANSLATE_NOOP("lesson", "Twice as long, four times the work"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "Every word looks at every word: a text of n words has n times n pairs.\n"
                "Measured on this device, with the line of n² beside it.",
            ),
            whole=True,
            picture="growth",
            wishes=COST,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Each line is four times the one below. On short texts other work hides the square.\n"
                "Random queries, keys and values of 12 heads: the time does not depend on the words.",
            ),
        ),
        Step(
            id="kinds",
            title=QT_TRANSLATE_NOOP("lesson", "The same work, other ways"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "Flash attention does the same work and never keeps the table.\n"
                "The square stays: only looking at fewer pairs gets rid of it.",
            ),
            whole=True,
            picture="growth",
            part=1,
            wishes=COST,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "On a graphics card flash attention is faster, too: it moves less. On a processor it may not be.\n"
                "One head alone is what this window computes for its table.",
            ),
        ),
    ),
    FAR.samples,
)

FLASH = Lesson(
    "flash",
    QT_TRANSLATE_NOOP("lesson", "Small tiles: flash attention"),
    (18,),
    (
        Step(
            id="walk",
            title=QT_TRANSLATE_NOOP("lesson", "Walk along the row, tile by tile"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "Softmax needs the largest score and a sum: we keep both as we walk, never the whole row.\n"
                "When a larger score turns up, the old sum is made smaller to match.",
            ),
            picture="tiles",
            wishes=TILES,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "Tiles of four keys are drawn; those of the kernels are larger.\n"
                "The row is that of the query in blue. Where the largest comes late, the old sum is corrected.",
            ),
        ),
        Step(
            id="held",
            title=QT_TRANSLATE_NOOP("lesson", "The same answer from little memory"),
            text=QT_TRANSLATE_NOOP(
                "lesson",
                "The big table is never there: a few numbers for each row are enough.\n"
                "The two answers differ only by rounding.",
            ),
            whole=True,
            picture="tiles",
            part=1,
            wishes=TILES,
            notes=QT_TRANSLATE_NOOP(
                "lesson",
                "How large a tile may be, the memory beside the processor decides: 64 KiB on a gfx900 card.\n"
                "Newer cards have more, so that tiling pays off more there.",
            ),
        ),
    ),
    {
        "en": Sample("Taro ate the cake. After that, he fell asleep.", "all-MiniLM-L6-v2", "he", "asleep", 0, 9),
        "ja": Sample("太郎はケーキを食べた。そのあと彼は眠った。", "multilingual-e5-small", "あと", "眠", 11, 8),
    },
)
