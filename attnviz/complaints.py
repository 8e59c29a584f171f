"""What is wrong with a command line, in the user's language.

argparse words its complaints in English, at once and for good; so they are known again by their words. One that is not,
of a newer Python perhaps, is told as it is.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from functools import cache
from typing import Any, NoReturn

from attnviz.errors import QT_TRANSLATE_NOOP, UserError, signs

NOT_WITH = QT_TRANSLATE_NOOP("errors", "not allowed with argument {other}")
WHOLE = (
    QT_TRANSLATE_NOOP("errors", "the following arguments are required: {names}"),
    QT_TRANSLATE_NOOP("errors", "unrecognized arguments: {names}"),
    QT_TRANSLATE_NOOP("errors", "ambiguous option: {option} could match {names}"),
)
"""of argparse, on the line as a whole"""
OF_ONE = (
    QT_TRANSLATE_NOOP("errors", "expected one argument"),
    QT_TRANSLATE_NOOP("errors", "ignored explicit argument {given}"),
    QT_TRANSLATE_NOOP("errors", "invalid choice: {given} (choose from {choices})"),
    NOT_WITH,
)
"""of argparse, on one argument, whose name stands before it"""

_PLACE = re.compile(r"\\{(\w+)\\}")


class WrongValue(UserError, argparse.ArgumentTypeError):
    """What an argument says cannot be used; told in the user's language."""


class Parser(argparse.ArgumentParser):
    """Its complaints quote the arguments, which may be names of strangers' files: a terminal must not obey them.

    Args:
        add: adds arguments once these are to be understood or explained; all those of all commands take a while.
    """

    asked: str | None = None
    """The language that the command line names, of which argparse itself knows nothing when it complains."""

    def __init__(self, *args: Any, add: Callable[[argparse.ArgumentParser], None] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self._add = add

    def parse_known_args(self, *args: Any, **more: Any) -> Any:
        add, self._add = self._add, None
        if add is not None:
            add(self)
        return super().parse_known_args(*args, **more)

    def error(self, message: str) -> NoReturn:
        raised = sys.exc_info()[1]
        wrong = raised.__context__ if isinstance(raised, argparse.ArgumentError) else None
        if isinstance(raised, argparse.ArgumentError) and isinstance(wrong, WrongValue):
            self.refuse(raised.argument_name or "", wrong)
        found = known(message) if _language() != "en" else None
        if found is not None:
            self.refuse(*found)
        super().error(signs(message))

    def refuse(self, name: str, error: UserError) -> NoReturn:
        """Say in the user's language what is wrong with an argument ("": with all together), and end with 2."""
        from attnviz.spoken import explain_in  # here: few starts need it

        self.print_usage(sys.stderr)
        self.exit(2, signs(": ".join(filter(None, (self.prog, name, explain_in(error, _language()))))) + "\n")


def _language() -> str:
    from attnviz.spoken import language

    return language(Parser.asked)


def known(message: str) -> tuple[str, UserError] | None:
    """The argument that argparse complains of ("" for the line as a whole), and what it says; None of unknown words."""
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
