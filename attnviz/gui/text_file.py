"""Reads a text file the user opens, in the encodings that English and Japanese files really have."""

from __future__ import annotations

import codecs
from pathlib import Path

from attnviz import files
from attnviz.errors import QT_TRANSLATE_NOOP, UserError, reason
from attnviz.fitting import MOST

LARGEST = MOST  # bytes
_MARKED = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def beginning(path: Path, most: int) -> bytes:
    """The first bytes of a file: one too many tells that it is too large, and no more of it is read.

    Raises:
        UserError: it cannot be read.
    """
    try:
        return files.beginning(path, most)
    except OSError as error:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} cannot be read ({reason})."), file=path, reason=reason(error)
        ) from error


def read_text(path: Path) -> str:
    """The file's text with plain line breaks.

    Raises:
        UserError: the file cannot be read, is too large, or is no text.
    """
    data = beginning(path, LARGEST + 1)
    if len(data) > LARGEST:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} is larger than {size} kB; open a shorter text."),
            file=path,
            size=LARGEST // 1000,
        )
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise UserError(
        QT_TRANSLATE_NOOP("errors", "{file} is not a text file; supported: UTF-8, UTF-16, Shift_JIS."), file=path
    )


def _encodings(data: bytes) -> tuple[str, ...]:
    """A byte order mark decides; else UTF-8, which other encodings hardly ever resemble; else Windows' Shift_JIS."""
    marked = next((name for mark, name in _MARKED.items() if data.startswith(mark)), None)
    return (marked,) if marked else ("utf-8", "cp932")
