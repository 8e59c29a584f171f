"""Reads PySide, and lets Python import as it does by itself.

PySide takes the place of Python's import to find out who asks for its ``__feature__`` (other names for its methods),
for which it reads the source of each module that is imported after it, and runs a function at each import. Nobody
here asks for it: 20 ms of a start, and some at each import in a function.
"""

from __future__ import annotations

import builtins

_own = builtins.__import__

import PySide6  # noqa: E402, F401  # not before the line above


def import_plainly() -> None:
    """Give Python the import back that it had before this module was read."""
    builtins.__import__ = _own
