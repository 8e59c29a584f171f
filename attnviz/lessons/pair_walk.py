"""The walk through one attention weight, from the sentence to the whole matrix, in eight steps.

Equation (1) of "Attention Is All You Need" (Vaswani et al. 2017), taken apart. Subscripts count from 0, as the axes
of the heatmap and the command line do: i is the query's token, j the key's.
"""

from __future__ import annotations

from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.lessons.lesson import Lesson
from attnviz.lessons.step import Step

STEPS = (
    Step(
        id="tokens",
        title=QT_TRANSLATE_NOOP("lesson", "Words become tokens"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "The model cuts the sentence into small pieces, called tokens.\n"
            "Our question: how strongly does “{query}” look at “{key}”?",
        ),
        picture="tokens",
        formula=r"t_0,\; t_1,\; \ldots,\; t_{n-1}",
        numbers=r"n=<n>,\;\; \query{i=<i>},\;\; \key{j=<j>}",
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "This lesson follows one single weight to the end. Type your own sentence at any time.\n"
            "Common words are one token; rare ones are cut into pieces.",
        ),
    ),
    Step(
        id="roles",
        title=QT_TRANSLATE_NOOP("lesson", "Three roles: query, key, value"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "The query says what “{query}” is looking for; the key says what “{key}” has to offer.\n"
            "The value is what “{key}” hands over when it is looked at.",
        ),
        picture="roles",
        formula=r"\query{q_i}=x_i W_Q,\;\; \key{k_j}=x_j W_K,\;\; \value{v_j}=x_j W_V",
        numbers=r"\query{i=<i>},\;\; \key{j=<j>},\;\; d=<d>",
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "The same word plays all three roles: here one word asks, and the other one answers.\n"
            "x is the word’s own vector, as it comes from the layer below.",
        ),
    ),
    Step(
        id="score",
        title=QT_TRANSLATE_NOOP("lesson", "The score: how well do they match?"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "Multiply query and key number by number, then add everything up.\n"
            "The better the two match, the larger the sum.",
        ),
        picture="score",
        formula=r"\query{q_i}\cdot\key{k_j}=\sum_{c=0}^{d-1}\query{q_{i,c}}\,\key{k_{j,c}}",
        numbers=r"<terms>=<dot>",
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "The framed column is the product that counts most.\n"
            "Two positive or two negative numbers speak for a match; one of each speaks against it.",
        ),
    ),
    Step(
        id="scaling",
        title=QT_TRANSLATE_NOOP("lesson", "Divide by the square root of d"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "The more numbers we add up, the further apart the scores can lie.\n"
            "Dividing by the square root of {d} brings all of them back to a moderate size.",
        ),
        picture="scaling",
        formula=r"s_{ij}=\frac{\query{q_i}\cdot\key{k_j}}{\sqrt{d}}",
        numbers=r"\frac{<dot>}{\sqrt{<d>}}=\frac{<dot>}{<root>}=<score>",
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "Every dot is a token; all move towards zero by the same factor, so their order stays.\n"
            "The next lesson shows what happens without it.",
        ),
    ),
    Step(
        id="exponentials",
        title=QT_TRANSLATE_NOOP("lesson", "Softmax, part 1: stretch the differences"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "Take all scores of “{query}”, subtract the largest, and raise e (about 2.718) to the result.\n"
            "Now every number is positive, and good matches stand out.",
        ),
        picture="exponentials",
        formula=r"e^{s_{ij}-m_i},\;\; m_i=\max_{j}\,s_{ij}",
        numbers=r"e^{<score>-<max>}=e^{<shift>}=<exp>",
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "Subtracting the largest changes no share; it only keeps the numbers small.\n"
            "Read one column from top to bottom: score, difference, power.",
        ),
    ),
    Step(
        id="shares",
        title=QT_TRANSLATE_NOOP("lesson", "Softmax, part 2: from numbers to shares"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "Divide each number by the sum of them all: now the shares add up to 100 %.\n"
            "“{query}” gives {weight} of its attention to “{key}”.",
        ),
        picture="shares",
        formula=r"w_{ij}=\frac{e^{s_{ij}-m_i}}{\Sigma_{j'}\, e^{s_{ij'}-m_i}}",
        numbers=r"\frac{e^{<score>-<max>}}{<sum>}=<weight>",
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "This is the number that the window’s table shows for our pair.\n"
            "The bar at the foot holds all shares end to end.",
        ),
    ),
    Step(
        id="blend",
        title=QT_TRANSLATE_NOOP("lesson", "Blend the values"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "Every token hands over its value, as much of it as its share.\n"
            "Their sum is what “{query}” takes from the sentence: the output of this head.",
        ),
        picture="blend",
        formula=r"o_i=\sum_{j} w_{ij}\,\value{v_j}",
        numbers=r"o_{<i>,0}=<blend>=<out>",
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "Rows are sorted by their share; the sum is at the foot.\n"
            "With the sums of the other heads it is added to what the word meant before.",
        ),
    ),
    Step(
        id="matrix",
        title=QT_TRANSLATE_NOOP("lesson", "All pairs at once"),
        text=QT_TRANSLATE_NOOP(
            "lesson",
            "All tokens do the same with one another: rows are queries, columns are keys.\n"
            "The framed cell is our pair.",
        ),
        picture="matrix",
        formula=r"\mathrm{softmax}\left(\frac{\query{Q}\,\key{K}^{\top}}{\sqrt{d}}\right)\value{V}",
        numbers=r"w_{<i>,<j>}=<weight>",
        notes=QT_TRANSLATE_NOOP(
            "lesson",
            "Everything so far was one cell of this table, and the model has such a table for every head.\n"
            "Rows are queries here; some books turn the table round.",
        ),
    ),
)

LESSON = Lesson("calculation", QT_TRANSLATE_NOOP("lesson", "One weight, step by step"), (3, 4, 5, 6), STEPS)
