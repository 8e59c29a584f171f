"""What may be wrong with a machine, one thing at a time, for ``tests/soak/hostile.py``: real, where this user may."""

from __future__ import annotations

import os
import resource
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import disk
from starts import ROOT, can_unshare

NO_FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>'
ABORTS = "#include <stdlib.h>\n__attribute__((constructor)) static void load(void) { abort(); }\n"
HANGS = "#include <unistd.h>\n__attribute__((constructor)) static void load(void) { for (;;) pause(); }\n"
HIDE = (
    "import importlib.util as u, os, sys\n"
    "hidden = os.environ['HIDDEN'].split(',')\n"
    "sys.modules.update(dict.fromkeys(hidden))\n"
    "u.find_spec = lambda name, *more, old=u.find_spec: None if name in hidden else old(name, *more)\n"
)
"""A sitecustomize.py that hides the packages which the environment names."""


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong.

    Attributes:
        environment: what of it is set, or, with None, unset.
        within: a command that the program is started by.
        before: called in the child.
        refuses: a sentence instead of a window is what it should end in.
        says: what the banner, or that sentence, holds; "" where nothing is to be said.
        device: that the window computes on in the end; "" any.
        home: in place of the usual one.
        may_be_silent: the window may say nothing as well.
    """

    name: str
    environment: Mapping[str, str | None] = field(default_factory=dict)
    within: Sequence[str] = ()
    before: Callable[[], object] | None = None
    refuses: bool = False
    says: str = ""
    device: str = ""
    home: Path | None = None
    may_be_silent: bool = False


def troubles(folder: Path) -> Iterator[Trouble]:
    """All that can be made here; what they need is put into ``folder``."""
    yield Trouble("nothing", device="pocl:0")
    yield from _places(folder)
    yield from _drivers(folder)
    yield from _fonts(folder)
    yield from _locales(folder)
    yield from _limits()
    yield from _displays()
    yield from _libraries()


def _places(folder: Path) -> Iterator[Trouble]:
    nowhere = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"))
    says = "Your sentence and settings cannot be kept"
    if can_unshare("-U", "--map-user=54321"):
        unknown = ("unshare", "-U", "--map-user=54321")
        yield Trouble("no HOME, unknown user", nowhere, unknown, says=says)
    (folder / "file").write_text("")
    yield Trouble("HOME is a file", home=folder / "file", says=says)
    (folder / "read-only").mkdir(mode=0o555)
    plain = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")  # root without its rights
    within = plain if os.getuid() == 0 and shutil.which("setpriv") else ()
    yield Trouble("HOME cannot be written", within=within, home=folder / "read-only", says=says)
    yield Trouble("TMPDIR is missing", {"TMPDIR": str(folder / "missing")})
    if (full := disk.library(folder)) is not None:
        for kilobytes in (1, 8, 300):
            place = _folder(folder, f"disk of {kilobytes}")
            had = {"LD_PRELOAD": str(full), "DISK_AT": str(place), "DISK_HAS": str(kilobytes << 10)}
            had["XDG_CACHE_HOME"] = str(folder / "cache")  # a full disk is not used for it
            # with more room the sentence may be kept in the beginning, and its last letters at the end not
            yield Trouble(f"disk full after {kilobytes} kB", had, home=place, says=says, may_be_silent=kilobytes > 1)
    if not can_unshare("-rm"):
        return
    elsewhere = {"XDG_CACHE_HOME": str(folder / "cache")}  # kernels are not to be built anew: no part of this trouble
    # room for the settings, and not for them, the new ones and the newest at once
    for name, fill, silent in (("full from the start", 100, False), ("full in the middle", 40, True)):
        mount = f"mount -t tmpfs -o size=64k none '{{home}}' && head -c {fill}k /dev/zero > '{{home}}/fill'"
        how = {"within": _in_mounts(mount), "home": _folder(folder, name), "may_be_silent": silent}
        yield Trouble(f"disk {name}", elsewhere, says=says, **how)
    yield Trouble("install cannot be written", within=_in_mounts(_read_only(str(ROOT)), _read_only(sys.prefix)))
    everything = "mount --bind / /; mount -o remount,bind,ro / 2>/dev/null; ! touch /tmp 2>/dev/null"
    yield Trouble("nothing can be written", within=_in_mounts(everything), says=says, device="numpy")
    yield Trouble("no /dev/shm", within=_in_mounts("mount -t tmpfs -o ro none /dev/shm"))


def _drivers(folder: Path) -> Iterator[Trouble]:
    yield Trouble("no pyopencl", _hiding(folder, "pyopencl"), device="numpy", says="OpenCL cannot be loaded")
    package = find_spec("pyopencl")
    assert package is not None
    assert package.origin is not None
    own = next(Path(package.origin).parent.glob(".libs/libpocl*"))
    left_out = "so the drivers of the system are left out"
    text = folder / "text.so"
    text.write_text("no library\n")
    entries: dict[str, list[tuple[str, bytes | Path]]] = {
        "no driver is installed": [],
        "an .icd is garbage": [("x", os.urandom(3000))],
        "an .icd names nothing": [("x", Path("/missing/libdriver.so"))],
        "an .icd names no library": [("x", text)],
        "PoCL is installed twice": [("a", own), ("b", shutil.copy(own, folder / "pocl2.so"))],
    }
    if shutil.which("cc"):
        aborts, hangs = _library(folder, "aborts", ABORTS), _library(folder, "hangs", HANGS)
        entries["a driver aborts when loaded"] = [("x", aborts)]
        entries["one aborts, one is good"] = [("a", aborts), ("b", own)]
        entries["a driver hangs when loaded"] = [("x", hangs)]
    for name, drivers in entries.items():
        place = _folder(folder, f"vendors {name}")
        for stem, driver in drivers:
            content = driver if isinstance(driver, bytes) else f"{driver}\n".encode()
            (place / f"{stem}.icd").write_bytes(content)
        says = left_out if "aborts" in name or "hangs" in name else ""
        yield Trouble(name, {"OCL_ICD_VENDORS": str(place)}, says=says, device="pocl:0")


def _fonts(folder: Path) -> Iterator[Trouble]:
    fonts = "noto_cjk_sans_jp_regular,manimgx_fonts"
    yield Trouble("no font of ours", _hiding(folder, fonts), says="Fonts of attnviz are missing")
    (folder / "fonts.conf").write_text(NO_FONTS)
    nothing = {**_hiding(folder, fonts), "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    yield Trouble("no font at all", nothing, refuses=True, says="There is no font here")


def _locales(folder: Path) -> Iterator[Trouble]:
    yield Trouble("LANG=C", {"LANG": "C", "LC_ALL": None})
    yield Trouble("LC_ALL=POSIX", {"LC_ALL": "POSIX"})
    yield Trouble("LC_ALL=C, no UTF-8 mode", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    yield Trouble("an unknown locale", {"LC_ALL": "xx_YY.utf9"})
    place = _folder(folder, "日本語 の 場所 'with\" signs")
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        (place / "clone" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, place / "clone" / name)
    home = _folder(place, "家")
    caches = {"XDG_CACHE_HOME": str(home / "キャッシュ"), "PYTHONPATH": str(place / "clone")}
    yield Trouble("spaces and 日本語 in all paths", caches, home=home, device="pocl:0")


def _limits() -> Iterator[Trouble]:
    yield Trouble("16 files at most", before=lambda: _limit(resource.RLIMIT_NOFILE, 16))
    little = "not enough memory"
    for mega, refuses, says in ((250, True, little), (500, True, little), (650, True, little), (1200, False, "")):
        memory = mega << 20
        before = lambda memory=memory: _limit(resource.RLIMIT_AS, memory)  # noqa: E731
        yield Trouble(f"{mega} MB of addresses", before=before, refuses=refuses, says=says)
    yield Trouble("stdin, stdout, stderr closed", before=lambda: [os.close(number) for number in (0, 1, 2)])
    yield Trouble("stdout is full", before=lambda: os.dup2(os.open("/dev/full", os.O_WRONLY), 1))


def _displays() -> Iterator[Trouble]:
    unset = {"DISPLAY": None, "WAYLAND_DISPLAY": None, "QT_QPA_PLATFORM": ""}
    reach = "cannot be reached"
    for name, environment, says in (
        ("QT_QPA_PLATFORM is wrong", {"QT_QPA_PLATFORM": "nonsense"}, "QT_QPA_PLATFORM asks for nonsense"),
        ("no display", unset, "there is no display"),
        ("DISPLAY cannot be reached", {**unset, "DISPLAY": ":4321"}, reach),
        ("WAYLAND_DISPLAY cannot be reached", {**unset, "WAYLAND_DISPLAY": "wayland-9"}, reach),
    ):
        yield Trouble(name, environment, refuses=True, says=says)
    yield Trouble("style and theme are unknown", {"QT_STYLE_OVERRIDE": "x", "QT_QPA_PLATFORMTHEME": "x"})


def _libraries() -> Iterator[Trouble]:
    if not can_unshare("-rm"):
        return
    qt = find_spec("PySide6")
    assert qt is not None
    assert qt.origin is not None
    gui = next(Path(qt.origin).parent.rglob("libQt6Gui.so.6"))
    hide = f"mount --bind /dev/null {shlex.quote(str(gui))}"
    yield Trouble("a library of Qt is damaged", within=_in_mounts(hide), refuses=True, says="cannot be loaded")
    for library in ("libxcb-cursor.so.0", "libEGL.so.1"):
        found = [path for part in ("/usr/lib", "/lib") for path in Path(part).rglob(library)]
        if found:
            hide = f"mount --bind /dev/null {found[0].resolve()}"
            display = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":4321"}
            yield Trouble(f"{library} is missing", display, _in_mounts(hide), refuses=True, says="apt-get install")


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))


def _hiding(folder: Path, packages: str) -> dict[str, str | None]:
    place = _folder(folder, "hiding")
    (place / "sitecustomize.py").write_text(HIDE)
    return {"PYTHONPATH": f"{place}{os.pathsep}{ROOT}", "HIDDEN": packages}


def _in_mounts(*commands: str) -> tuple[str, ...]:
    """A command in mounts of its own. ``{home}`` stands for the trouble's home."""
    return ("unshare", "-rm", "sh", "-c", "; ".join([*commands, 'exec "$@"']), "sh")


def _read_only(path: str) -> str:
    quoted = shlex.quote(path)
    return f"mount --bind {quoted} {quoted}; mount -o remount,bind,ro {quoted}"


def _folder(within: Path, name: str) -> Path:
    made = within / name
    made.mkdir(exist_ok=True)
    return made


def _library(folder: Path, name: str, source: str) -> Path:
    (folder / f"{name}.c").write_text(source)
    made = folder / f"{name}.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", made, folder / f"{name}.c"], check=True)
    return made
