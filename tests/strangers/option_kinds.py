"""Command lines and environments of strangers: a link's arguments, a desktop's variables."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from checks import sure
from kind import Kind
from mutators import TEXTS, anything, dumped, some_json

from attnviz import __main__ as program
from attnviz import spoken  # noqa: F401  the program reads it when a line is wrong, where nothing may be read
from attnviz.arguments import parse
from attnviz.errors import UserError
from attnviz.files import cache_folder
from attnviz.gui import zoom
from attnviz.gui.labs.panels import find_panel, stand_of
from attnviz.settings import Settings
from attnviz.weights import hub_cache, hub_offer

LINES = (
    ["--lesson", "softmax", "--step", "2", "--lang", "ja"], ["--lab", "softmax", "--text", "a b"],
    ["--session", "x.attnviz"], ["x.attndeck"], ["--model", "x/y", "--device", "numpy", "--theme", "dark"],
    ["render", "a b", "--layer", "0", "--head", "1", "--out", "a.csv"],
    ["render", "a", "--view", "lines", "--out", "a.svg"],
    ["render", "a", "--steps", "--query", "1", "--key", "0", "--seconds", "2", "--out", "folder"],
    ["shot", "a", "--lab", "window", "--knob", "width=3", "--size", "640x480", "--out", "a.png"],
    ["shot", "--lesson", "far", "--step", "1", "--out", "a.png"], ["trace", "a", "--out", "a.safetensors"],
    ["capture", "x/y", "a", "--out", "a.safetensors", "--dtype", "float16"], ["models", "--json"], ["lessons"],
    ["bench", "--rows", "linear", "--quick", "--against", "torch"],
)  # fmt: skip
VARIABLES = ("HF_HOME", "HF_HUB_CACHE", "HF_ENDPOINT", "HF_TOKEN", "QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY",
             "XDG_CURRENT_DESKTOP", "QT_SCALE_FACTOR", "LANG", "OCL_ICD_VENDORS", "ATTNVIZ_PEER_PYTHON")  # fmt: skip
VALUES = (*TEXTS, "/proc/self", "/dev/null", "/dev/full", "~root", "nan", "-1", "1e400", "0", "wayland;xcb:x=1",
          "http://[::1", "file:///etc/passwd", "javascript:0", "../..", "a" * 5000, "太郎", "offscreen")  # fmt: skip
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def make_lines(folder: Path) -> None:
    for at, line in enumerate(LINES):
        (folder / f"{at:02}.json").write_bytes(dumped(line))


def damage_line(rng: Random, path: Path) -> None:
    line: list[Any] = some_json(rng, json.loads(path.read_text("utf-8")))
    line = line if isinstance(line, list) else [line]
    for _ in range(rng.choice((0, 1, 2))):
        line.insert(rng.randrange(len(line) + 1), rng.choice((*VALUES, "--out", "--lab", "--knob", "a=b", "-", "--")))
    path.write_bytes(dumped(line))


def _read(path: Path, otherwise: Any) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except RecursionError:
        return otherwise


def _as_words(line: Any) -> list[str]:
    """As the system hands them over: bytes without a zero, where they are not UTF-8 as half surrogates."""
    words = line if isinstance(line, list) else [line]
    texts = (one if isinstance(one, str) else json.dumps(one) for one in words)
    return [os.fsdecode(os.fsencode(text.encode("utf-8", "replace").decode()).replace(b"\0", b"")) for text in texts]


def open_line(path: Path) -> None:
    said = io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", write_through=True)
    words = _as_words(_read(path, []))
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            options = parse(words)
            program._place(options)
            if getattr(options, "lab", None) is not None:
                stand_of(find_panel(options.lab), getattr(options, "knob", ()))
            if options.command and getattr(options, "text", None) not in (None, "-"):
                program._text(options.text)
            if options.command in ("models", "lessons"):
                program.main(words)
    except SystemExit as ended:
        sure(ended.code in (0, 2), f"ended with {ended.code}")
        if ended.code:
            raise Refused(_heard(said)[-200:]) from None
    except UserError as error:
        sure(not CONTROL.search(str(error)), f"{str(error)!r} for a terminal")
        raise
    finally:
        sure(not CONTROL.search(_heard(said)), f"{_heard(said)[-300:]!r} on a terminal")


def _heard(said: io.TextIOWrapper) -> str:
    return said.buffer.getvalue().decode("utf-8", "replace")  # type: ignore[attr-defined]


class Refused(Exception):
    """The command line was wrong."""


def make_environments(folder: Path) -> None:
    (folder / "all.json").write_bytes(dumped(dict.fromkeys(VARIABLES, "")))
    (folder / "none.json").write_bytes(dumped({}))


def damage_environment(rng: Random, path: Path) -> None:
    found = {name: rng.choice((*VALUES, str(path.parent), str(path), str(anything(rng)))) for name in VARIABLES}
    kept = rng.sample(VARIABLES, rng.choice((1, 2, 3, len(VARIABLES))))
    path.write_bytes(dumped({name: found[name] for name in kept}))


def open_environment(path: Path) -> None:
    """Whatever asks for a variable of ours, asks."""
    given = _read(path, {})
    before = dict(os.environ)
    try:
        for name, value in given.items():
            os.environ[name] = _as_words(value)[0]
        sure(cache_folder(), "no cache folder")
        Settings(path.with_name("settings.json")).save()
        factor = zoom._own_factor()
        sure(0 < factor < 1e6, f"a scale of {factor}")
        list(hub_cache.cached())
        sure(isinstance(hub_offer.endpoint(), str), "no endpoint")
    finally:
        os.environ.clear()
        os.environ.update(before)


def kinds() -> Iterator[Kind]:
    yield Kind("command line", make_lines, damage_line, open_line, (Refused,))
    yield Kind("environment", make_environments, damage_environment, open_environment)
