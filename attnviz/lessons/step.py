"""One step of a lesson, and how its texts are filled: templates first translated, then given their words and numbers.

A user's words are never markup: a filled text is a list of plain pieces, each with the role that gives its colour.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from attnviz.lab import Knob
from attnviz.trace import Wishes

NOTHING = Wishes()
CONTEXT = "lesson"
"""Translation context of every text below."""

_NUMBER_PLACE = re.compile(r"<(\w+)>")


@dataclass(frozen=True)
class Step:
    """One idea, one picture, one formula at most.

    Attributes:
        id: stable name, for links and tests.
        title: what the step is called. Marked for translation, as are ``text`` and ``notes``.
        text: at most two short sentences, one a line, with named places such as {query}. U+200B marks where a
            language without spaces may break the line.
        picture: the file of ``gui/slides`` that draws it.
        formula: LaTeX of the general rule, "" for none. \\query{…}, \\key{…} and \\value{…} carry the colour of
            their role.
        numbers: LaTeX of the same rule with the pair's own numbers in <places>; "" where there is no formula.
        notes: what the speaker alone reads: a few sentences, one a line.
        part: which of several that the picture can show.
        knobs: (name, value) of the picture's knobs that are turned; without one a picture goes by its ``part``.
        asks: the audience guesses here: hands are counted for the words of ``scene.candidates``, and the next step with
            the picture "guesses" shows them beside the weights.
        needs: what the model or text must have, one of ``NEEDS``; "" for nothing more than a text.
        wishes: what the picture needs of a run, beyond the head in focus.
        rows: the picture needs the row of the query's word in every head.
        layer: the picture needs all heads of the layer in focus.
        beside: the run that is shown beside the one in use, one of ``beside.RULES``; "" for none.
        whole: the picture is about the whole text, or the device: no pair is marked.
        schematic: the picture shows a principle, not numbers of the model, and says so.
    """

    id: str
    title: str
    text: str
    picture: str
    formula: str = ""
    numbers: str = ""
    notes: str = ""
    part: int = 0
    knobs: tuple[tuple[str, Knob], ...] = ()
    asks: bool = False
    needs: str = ""
    wishes: Wishes = NOTHING
    rows: bool = False
    layer: bool = False
    beside: str = ""
    whole: bool = False
    schematic: bool = False

    def knob(self, name: str, otherwise: Knob) -> Knob:
        """How a knob of the picture stands."""
        return dict(self.knobs).get(name, otherwise)


NEEDS = ("decoder", "encoder-decoder", "experts", "grouped", "reader", "twice", "pronoun", "two meanings")
"""a model of that kind; experts; heads that share keys; a head whose queries are those of the text itself; a word that
the text has twice; a query that stands for another word; one that another sentence has with another meaning"""


@dataclass(frozen=True)
class Run:
    """A piece of a sentence in one colour. ``role`` is "query", "key", "strong", or "" for the text itself."""

    text: str
    role: str = ""


ROLES = {
    "query": "query",
    "query_word": "query",
    "key": "key",
    "key_word": "key",
    "weight": "strong",
    "share": "strong",
}


def fill_text(template: str, words: Mapping[str, str]) -> list[Run]:
    """The runs of a translated template; raises KeyError for a place that ``words`` does not fill."""
    runs = []
    for literal, place, _, _ in Formatter().parse(template):
        if literal:  # as ``digits.percent`` has it: no line ends before the sign
            runs.append(Run(literal.replace(" %", "\u202f%")))
        if place is not None:
            # a zero-width space of the user's must not become a place to break the line
            runs.append(Run(words[place].replace("\u200b", ""), ROLES.get(place, "")))
    return runs


def fill_numbers(template: str, numbers: Mapping[str, str]) -> str:
    """LaTeX with its numbers; raises KeyError for a place that ``numbers`` does not fill."""
    return _NUMBER_PLACE.sub(lambda match: numbers[match.group(1)], template)


def plain(runs: list[Run]) -> str:
    """The sentence as a screen reader should say it."""
    said = "".join(run.text for run in runs).replace("\u200b", "")
    return said.replace("\n", " ").replace("\u202f", " ")
