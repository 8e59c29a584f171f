"""What a start need not do: work that Python and libraries do when modules are read, and that nothing has asked for.

Most of the way to the first heatmap is reading modules, by one thread at a time. Dataclasses write and compile six
methods for each class, of which a start calls few (75 ms for its 120 classes); pyopencl and pytools read their own
versions out of the metadata of their packages (12 ms). For the program's own process: who imports a part of attnviz as
a library keeps Python as it is.
"""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

VERSIONS = ("pytools.version", "pyopencl.version")
_VERSION = re.compile(r"([0-9.]+)([a-z0-9]*)")


def be_lighter() -> None:
    """From now on modules are read with less work. What they hold behaves as before."""
    if not any(isinstance(finder, _Versions) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Versions())
        make = getattr(dataclasses, "_create_fn", None)  # of Python 3.11 and 3.12; later ones compile once for a class
        if make is not None:
            dataclasses._create_fn = _when_called(make)  # type: ignore[attr-defined]


def _when_called(make: Callable[..., Any]) -> Callable[..., Any]:
    """In place of what compiles a method: it makes one that does so when it is called first, and steps aside."""

    def create(name: str, *args: Any, **more: Any) -> Any:
        def method(self: Any, *given: Any, **named: Any) -> Any:
            made = make(name, *args, **more)
            made.__qualname__ = method.__qualname__
            for kind in type(self).__mro__:
                if kind.__dict__.get(name) is method:
                    setattr(kind, name, made)
            return made(self, *given, **named)

        method.__name__ = name
        return method

    return create


class _Versions:
    """Finds the modules in which packages tell their versions: the folder of the metadata has it in its name."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in VERSIONS:
            return None
        package = name.partition(".")[0]
        found = [entry.name for folder in path or () for entry in Path(folder).parent.glob(f"{package}-*.dist-info")]
        version = _VERSION.fullmatch(found[0][len(package) + 1 : -len(".dist-info")]) if len(found) == 1 else None
        return ModuleSpec(name, _Version(version)) if version else None  # type: ignore[arg-type]


class _Version:
    """Fills such a module as its own code does."""

    def __init__(self, version: re.Match[str]) -> None:
        self._version = version

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        numbers, status = self._version.groups()
        module.__dict__.update(
            VERSION_TEXT=self._version[0],
            VERSION_STATUS=status,
            VERSION=tuple(int(number) for number in numbers.split(".")),
        )
