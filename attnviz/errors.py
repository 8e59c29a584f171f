"""The one exception a user may meet: a template that can be translated, and the values that fill it.

Every room raises ``UserError``; the window looks the template up in its language (context "errors"),
the command line prints it in English. A bug is any other exception.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Mapping
from typing import TypeVar


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark ``text`` for lupdate, which finds this name in rooms that may not import Qt."""
    return text


class UserError(Exception):
    """Something the user can understand and mend.

    Attributes:
        template: English text with named ``{places}``, marked with QT_TRANSLATE_NOOP("errors", ...).
        values: what fills the places, of a file's own words no more than a sentence can bear; they are shown as plain
            text, never as markup.
    """

    def __init__(self, template: str, **values: object) -> None:
        self.template = template
        self.values = {name: _tame(value) for name, value in values.items()}
        super().__init__(template.format(**_read(self.values)))


class Reason(str):
    """English text of context "errors" that stands inside another sentence, to be looked up like it."""


def filled(error: UserError, said: Callable[[str], str]) -> str:
    """What an error says in another language.

    Args:
        said: a text of context "errors" in that language.
    """
    values = {name: said(value) if isinstance(value, Reason) else value for name, value in error.values.items()}
    return said(error.template).format(**_read(values))


def _read(values: Mapping[str, object]) -> dict[str, object]:
    """Values as they are read: counts with thousands apart, which English and Japanese write alike."""
    counts = {name: value for name, value in values.items() if type(value) is int and name not in AS_WRITTEN}
    return {**values, **{name: f"{count:,}" for name, count in counts.items()}}


AS_WRITTEN = frozenset(("code", "found", "id", "number", "value", "version"))
"""Places of numbers that count nothing: they are shown as the file has them."""


_JOINERS = "\u200c\u200d"  # hold a Persian word or an emoji together


def one_line(text: str, longest: int = 400) -> str:
    """A name or text of others on one line: no control characters, nothing that turns the line round, and of 100,000
    characters the first and the last."""
    if len(text) > longest:
        text = f"{text[: longest // 2]} … {text[-longest // 2 :]}"
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in _JOINERS else _sign(one) for one in text)


_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def signs(text: str) -> str:
    """A text of others to be drawn, sign for sign: none that controls a terminal or turns the line round."""
    return _HARMFUL.sub(lambda found: _sign(found[0]), text)


def lines(text: str, longest: int = 20_000) -> str:
    """A text of others in several lines, each as ``signs`` has it."""
    text = text if len(text) <= longest else f"{text[:longest]} …"
    return "\n".join(map(signs, text.splitlines()))


def _sign(char: str) -> str:
    return " " if char.isspace() else "\ufffd"


def _tame(value: object) -> object:
    """What a template is filled with."""
    return value if isinstance(value, (int, float, Reason)) else one_line(str(value))


class NotAFile(OSError):
    """A device, a pipe or a socket: to read it would wait, or never end."""

    def __init__(self) -> None:
        super().__init__(0, _NOT_A_FILE)


_NOT_A_FILE = QT_TRANSLATE_NOOP("errors", "It is no file, but a device, a pipe or a socket")

_REASONS = {
    errno.ENOENT: QT_TRANSLATE_NOOP("errors", "No such file or directory"),
    errno.EACCES: QT_TRANSLATE_NOOP("errors", "Permission denied"),
    errno.EPERM: QT_TRANSLATE_NOOP("errors", "Operation not permitted"),
    errno.EISDIR: QT_TRANSLATE_NOOP("errors", "Is a directory"),
    errno.ENOTDIR: QT_TRANSLATE_NOOP("errors", "Not a directory"),
    errno.EEXIST: QT_TRANSLATE_NOOP("errors", "File exists"),
    errno.ENOSPC: QT_TRANSLATE_NOOP("errors", "No space left on device"),
    errno.EDQUOT: QT_TRANSLATE_NOOP("errors", "Disk quota exceeded"),
    errno.EFBIG: QT_TRANSLATE_NOOP("errors", "File too large"),
    errno.EROFS: QT_TRANSLATE_NOOP("errors", "Read-only file system"),
    errno.ENAMETOOLONG: QT_TRANSLATE_NOOP("errors", "File name too long"),
    errno.ELOOP: QT_TRANSLATE_NOOP("errors", "Too many levels of symbolic links"),
    errno.EMFILE: QT_TRANSLATE_NOOP("errors", "Too many open files"),
    errno.ENOMEM: QT_TRANSLATE_NOOP("errors", "Cannot allocate memory"),
    errno.EBUSY: QT_TRANSLATE_NOOP("errors", "Device or resource busy"),
    errno.EIO: QT_TRANSLATE_NOOP("errors", "Input/output error"),
}
"""The usual ones, in the words of the C library (POSIX ``strerror``)"""

_NUMBERS = {
    FileNotFoundError: errno.ENOENT,
    PermissionError: errno.EACCES,
    IsADirectoryError: errno.EISDIR,
    NotADirectoryError: errno.ENOTDIR,
}
"""of errors that libraries raise without one"""


def reason(error: BaseException) -> str:
    """Why a file could not be used, to fill a ``{reason}``: a ``Reason`` where it is a usual one.

    The file is not named in it: the sentence around does that.
    """
    if isinstance(error, NotAFile):
        return Reason(_NOT_A_FILE)
    if not isinstance(error, OSError):
        return str(error)
    number = error.errno or _NUMBERS.get(type(error), 0)
    return Reason(_REASONS[number]) if number in _REASONS else error.strerror or str(error)


_Error = TypeVar("_Error", bound=BaseException)


def alone(error: _Error) -> _Error:
    """Without the frames that it came through, which hold on to tensors for as long as it is shown."""
    error.__traceback__ = error.__cause__ = error.__context__ = None
    return error
