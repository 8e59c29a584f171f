"""The one exception a user may meet: a template that can be translated, and the values that fill it.

Every room raises ``UserError``; the window looks the template up in its language (context "errors"),
the command line prints it in English. A bug is any other exception.
"""

from __future__ import annotations

import errno


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark ``text`` for lupdate, which finds this name in rooms that may not import Qt."""
    return text


class UserError(Exception):
    """Something the user can understand and mend.

    Attributes:
        template: English text with named ``{places}``, marked with QT_TRANSLATE_NOOP("errors", ...).
        values: what fills the places; file names and texts are shown as plain text, never as markup.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values))
        self.template = template
        self.values = values


class Reason(str):
    """English text of context "errors" that stands inside another sentence, to be looked up like it."""


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
    if not isinstance(error, OSError):
        return str(error)
    number = error.errno or _NUMBERS.get(type(error), 0)
    return Reason(_REASONS[number]) if number in _REASONS else error.strerror or str(error)


def alone(error: UserError) -> UserError:
    """Without the frames that it came through, which hold on to tensors for as long as it is shown."""
    error.__traceback__ = error.__cause__ = error.__context__ = None
    return error
