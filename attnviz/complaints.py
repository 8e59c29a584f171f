"""What is wrong with a command line, in the user's language.

argparse words its complaints in English, at once and for good; so they are known again by their words. One that is not,
of a newer Python perhaps, is told as it is.
"""

from __future__ import annotations

import re
from functools import cache

from attnviz.errors import QT_TRANSLATE_NOOP, UserError

WRONG_ENDING = QT_TRANSLATE_NOOP("errors", "'{text}' should end in {endings}")
WHOLE = (
    QT_TRANSLATE_NOOP("errors", "the following arguments are required: {names}"),
    QT_TRANSLATE_NOOP("errors", "unrecognized arguments: {names}"),
    QT_TRANSLATE_NOOP("errors", "ambiguous option: {option} could match {names}"),
    QT_TRANSLATE_NOOP("errors", "--steps writes a folder, or a film that ends in {endings}: not {path}"),
)
OF_ONE = (
    QT_TRANSLATE_NOOP("errors", "expected one argument"),
    QT_TRANSLATE_NOOP("errors", "ignored explicit argument {given}"),
    QT_TRANSLATE_NOOP("errors", "not allowed with argument {other}"),
    QT_TRANSLATE_NOOP("errors", "not allowed with arguments {other}"),
    QT_TRANSLATE_NOOP("errors", "only with argument {other}"),
    QT_TRANSLATE_NOOP("errors", "only for a view or for the picture of a head"),
    QT_TRANSLATE_NOOP("errors", "invalid choice: {given} (choose from {choices})"),
    QT_TRANSLATE_NOOP("errors", "{given} is no choice of {view}; its choices are: {choices}"),
    QT_TRANSLATE_NOOP("errors", "{given} cannot be: {name} takes {values}"),
    WRONG_ENDING,
)
"""of one argument, whose name stands before it"""

_PLACE = re.compile(r"\\{(\w+)\\}")


def known(message: str) -> tuple[str, UserError] | None:
    """The argument that a complaint is about ("" of the line as a whole), and what it says; None of unknown words."""
    name, after = "", re.match(r"argument ([^:]+): (.*)", message, re.DOTALL)
    if after is not None:
        name, message = after[1], after[2]
    for template in OF_ONE if name else WHOLE:
        found = _pattern(template).fullmatch(message)
        if found is not None:
            return name, UserError(template, **found.groupdict())
    return None


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(r"(?P<\1>.*?)", re.escape(template)), re.DOTALL)
