"""Says which system libraries Qt lacks, with the apt-get line, before Qt would abort the process.

Qt ends the process with SIGABRT when a library of its platform plugin is missing; Python sees no exception.
The table was tried on a bare Debian 12.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys

from attnviz.errors import QT_TRANSLATE_NOOP, Reason, UserError

LEAST_ADDRESSES, A_PROCESSORS = 880 << 20, 8 << 20
"""Bytes for a window, and for the thread of each processor. With 570 to 760 MB for all on two processors Qt, glibc and
PoCL each ended the process where they got none; from 820 on it opens, and says what there is no memory for."""
HINT = QT_TRANSLATE_NOOP(
    "errors",
    "Without a screen, 'attnviz shot --out window.png' draws the window to a file, and 'xvfb-run -a attnviz' "
    "runs it on a virtual one.",
)
NO_DISPLAY = QT_TRANSLATE_NOOP("errors", "there is no display (DISPLAY and WAYLAND_DISPLAY are unset).")
LACKING = QT_TRANSLATE_NOOP("errors", "Qt needs system libraries that are not installed. On Debian or Ubuntu:")
DEBIAN_PACKAGES = {
    "base": {
        "libglib-2.0.so.0": "libglib2.0-0",
        "libGL.so.1": "libgl1",
        "libEGL.so.1": "libegl1",
        "libfontconfig.so.1": "libfontconfig1",
        "libxkbcommon.so.0": "libxkbcommon0",
        "libdbus-1.so.3": "libdbus-1-3",
    },
    "xcb": {
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    },
    "wayland": {
        "libwayland-cursor.so.0": "libwayland-cursor0",
        "libwayland-egl.so.1": "libwayland-egl1",
    },
}


def qt_platform() -> str | None:
    """The Qt platform that will be used: "offscreen", "xcb", "wayland", ...; None where there is no display."""
    named = os.environ.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if named:
        return named
    if os.environ.get("WAYLAND_DISPLAY"):
        return "wayland"
    return "xcb" if os.environ.get("DISPLAY") else None


def missing_packages(platform: str) -> list[str]:
    """Debian packages that hold the libraries which Qt needs for ``platform`` and which cannot be loaded."""
    lacking = []
    for group in ("base", platform):
        for library, package in DEBIAN_PACKAGES.get(group, {}).items():
            try:
                ctypes.CDLL(library)
            except OSError:
                lacking.append(package)
    return lacking


def require_memory() -> None:
    """Return if there are addresses enough for Qt, which ends the process where it gets none.

    Raises:
        MemoryError: there are not.
    """
    with contextlib.suppress(ImportError):  # Windows has no such limit
        import resource

        most, least = resource.getrlimit(resource.RLIMIT_AS)[0], LEAST_ADDRESSES + (os.cpu_count() or 1) * A_PROCESSORS
        if most != resource.RLIM_INFINITY and most < least:
            raise MemoryError


def require_qt() -> None:
    """Return if Qt can start.

    Raises:
        MemoryError: there is too little memory.
        UserError: it cannot; the message says what to install or how to go without a screen.
    """
    require_memory()
    if not sys.platform.startswith("linux"):
        return
    platform = qt_platform()
    if platform is None:
        raise UserError("{what}\n{hint}", what=Reason(NO_DISPLAY), hint=Reason(HINT))
    lacking = missing_packages(platform)
    if lacking:
        install = f"\n\n    sudo apt-get install {' '.join(lacking)}\n"
        raise UserError("{what}{install}", what=Reason(LACKING), install=Reason(install))
