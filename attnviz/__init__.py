"""attnviz: an attention microscope. See README.md, "How it is built", for what lives where."""

from __future__ import annotations

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """``attnviz.trace``, read when it is first asked for: ``import attnviz`` alone reads nothing, not even numpy."""
    if name == "trace":
        from importlib import import_module

        return import_module("attnviz.trace")
    raise AttributeError(f"module 'attnviz' has no attribute {name!r}")
