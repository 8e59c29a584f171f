"""Splits texts with the ``tokenizers`` library, in a process of its own where a stranger's rules may take for ever.

Nothing stops the library in the middle of a text, not even the end of the program. A process can be ended.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from tokenizers import Tokenizer as Library

from attnviz.errors import QT_TRANSLATE_NOOP, UserError

SECONDS = 5.0
"""of the processor for one text; the longest that the program reads takes 50 ms with known rules"""
_PATIENCE = 30.0  # seconds by the clock, for a machine that is busy with something else
_MEMORY = 4 << 30
_CHILD = Path(__file__).with_name("apart_child.py")

TOO_LONG = QT_TRANSLATE_NOOP(
    "errors",
    "The model's tokenizer takes longer than {seconds} s for this text: its file has rules that never come to an end. "
    "Change the text or choose another model.",
)
CANNOT = QT_TRANSLATE_NOOP("errors", "The model's tokenizer cannot split this text ({reason}).")


class Found(NamedTuple):
    """What the library makes of a text; see its ``Encoding``."""

    ids: Sequence[int]
    tokens: Sequence[str]
    offsets: Sequence[tuple[int, int]]
    word_ids: Sequence[int | None]
    special_tokens_mask: Sequence[int]


class Here:
    """Splits in this thread."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def __call__(self, text: str, special: bool) -> Found:
        """What the library makes of a text.

        Raises:
            UserError: it cannot split this one.
        """
        try:
            with no_panic():
                found = self._library.encode(text, add_special_tokens=special)
        except Exception as error:  # the library raises plain Exception
            raise UserError(CANNOT, reason=str(error)) from error
        return Found(found.ids, found.tokens, found.offsets, found.word_ids, found.special_tokens_mask)


class Apart:
    """Splits in a child, which is ended when it takes too long and started anew for the next text."""

    def __init__(self, library: Library) -> None:
        self._written = library.to_str().encode()
        self._child: subprocess.Popen[bytes] | None = None

    def __call__(self, text: str, special: bool) -> Found:
        """The same; also where it takes longer than ``SECONDS``.

        Raises:
            UserError: it cannot split this one, or not in time.
        """
        child = self._running()
        try:
            _send(child, json.dumps({"text": text, "special": special}).encode())
            answer = json.loads(_receive(child, time.monotonic() + _PATIENCE))
        except (OSError, EOFError, ValueError) as error:
            _end(child)
            self._child = None
            raise UserError(TOO_LONG, seconds=round(SECONDS)) from error
        if "error" in answer:
            raise UserError(CANNOT, reason=answer["error"])
        answer["offsets"] = [tuple(pair) for pair in answer["offsets"]]
        return Found(**answer)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            command = [sys.executable, "-P", str(_CHILD), str(SECONDS), str(_MEMORY)]
            quiet = {**os.environ, "RAYON_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
            self._child = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=quiet
            )
            weakref.finalize(self, _end, self._child)
            try:
                _send(self._child, self._written)
            except OSError as error:
                raise UserError(CANNOT, reason=str(error)) from error
        return self._child


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(OSError):  # what was not sent yet
                pipe.close()
    child.wait()


def _send(child: subprocess.Popen[bytes], message: bytes) -> None:
    assert child.stdin is not None
    child.stdin.write(len(message).to_bytes(8, "little") + message)
    child.stdin.flush()


def _receive(child: subprocess.Popen[bytes], until: float) -> bytes:
    """A message of the child.

    Raises:
        EOFError: it has ended, or is not ready in time.
    """
    assert child.stdout is not None
    pipe, data, wanted = child.stdout.fileno(), bytearray(), 8
    while len(data) < wanted:
        ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
        piece = os.read(pipe, 1 << 20) if ready else b""
        if not piece:
            raise EOFError
        data += piece
        if len(data) >= 8:
            wanted = 8 + int.from_bytes(data[:8], "little")
    return bytes(data[8:])


@contextmanager
def no_panic() -> Iterator[None]:
    """Inside, what breaks in the library is an ``Exception``. Its panics (PyO3) are none, so that one would end the
    engine's thread: an index out of bounds in a file that contradicts itself, or a regular expression that gives up.
    """
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise ValueError(str(error)) from error
