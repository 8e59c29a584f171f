"""Finds kernels/ and resources/ in a checkout and in an installed wheel."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

_PACKAGE = Path(str(files("attnviz")))


def asset(*parts: str) -> Path:
    """Path of a file or folder of kernels/ or resources/: inside the package once built, beside it in a checkout."""
    inside = _PACKAGE.joinpath(*parts)
    return inside if inside.exists() else _PACKAGE.parent.joinpath(*parts)
