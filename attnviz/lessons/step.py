"""One step of a lesson, and how its texts are filled: templates first translated, then given their words and numbers.

A user's words are never markup: a filled text is a list of plain pieces, each with the role that gives its colour.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

CONTEXT = "lesson"
"""Translation context of every text below."""

_NUMBER_PLACE = re.compile(r"<(\w+)>")


@dataclass(frozen=True)
class Step:
    """One idea, one picture, one formula.

    Attributes:
        id: stable name, for links and tests.
        title: what the step is called. Marked for translation, as is ``text``.
        text: at most two short sentences, one a line, with named places such as {query}. U+200B marks where a
            language without spaces may break the line.
        picture: the file of ``gui/slides`` that draws it.
        formula: LaTeX of the general rule. \\query{…}, \\key{…} and \\value{…} carry the colour of their role.
        numbers: LaTeX of the same rule with the pair's own numbers in <places>.
    """

    id: str
    title: str
    text: str
    picture: str
    formula: str
    numbers: str


@dataclass(frozen=True)
class Run:
    """A piece of a sentence in one colour. ``role`` is "query", "key", "strong", or "" for the text itself."""

    text: str
    role: str = ""


ROLES = {"query": "query", "key": "key", "weight": "strong"}


def fill_text(template: str, words: Mapping[str, str]) -> list[Run]:
    """The runs of a translated template; raises KeyError for a place that ``words`` does not fill."""
    runs = []
    for literal, place, _, _ in Formatter().parse(template):
        if literal:
            runs.append(Run(literal))
        if place is not None:
            # a zero-width space of the user's must not become a place to break the line
            runs.append(Run(words[place].replace("\u200b", ""), ROLES.get(place, "")))
    return runs


def fill_numbers(template: str, numbers: Mapping[str, str]) -> str:
    """LaTeX with its numbers; raises KeyError for a place that ``numbers`` does not fill."""
    return _NUMBER_PLACE.sub(lambda match: numbers[match.group(1)], template)


def plain(runs: list[Run]) -> str:
    """The sentence as a screen reader should say it."""
    return "".join(run.text for run in runs).replace("\u200b", "").replace("\n", " ")
