"""One table of options: type, default, choices, help. The dialog, the command line and the stored file derive from it.

Stored as JSON in the user's configuration folder, written whole to a temporary file and renamed, so that a kill
leaves either the old file or the new one: the new one as soon as the system has it, however slow the disk. Of several
copies of the program that run at once each writes what was changed in it; the sentence of the others goes to the
sentences looked at lately.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.files import beginning, one_at_a_time, replacing, whole, write_whole
from attnviz.merging import merged


@dataclass(frozen=True)
class Option:
    """One option. What a person may set in the preferences has a label and a group there.

    Attributes:
        choices: the texts that it may be; any text when empty.
        range: lowest, highest and step of a number that the preferences let one type.
        names: what the preferences call each of ``values``, those of no name by themselves.
        steps: the numbers that the preferences offer, where that is a list.
    """

    name: str
    default: Any
    help: str
    choices: tuple[str, ...] = ()
    label: str = ""
    group: str = ""
    range: tuple[float, float, float] | None = None
    names: tuple[str, ...] = ()
    steps: tuple[int, ...] = ()

    @property
    def values(self) -> tuple[Any, ...]:
        """What can be chosen from a list."""
        return self.choices or self.steps

    def accepts(self, value: object) -> bool:
        """A stored value counts only if it has the default's type and, where there are choices or a range, is in them.

        A whole number has 32 bits at most, as Qt has them, and a NaN is in no range.
        """
        if type(value) is not type(self.default):
            return False
        if isinstance(value, (int, float)) and not (-(1 << 31) <= value < 1 << 31):
            return False
        if self.range and not self.range[0] <= value <= self.range[1]:  # type: ignore[operator]
            return False
        return not self.values or value in self.values


LOOKS = QT_TRANSLATE_NOOP("settings", "Appearance")
PICTURE = QT_TRANSLATE_NOOP("settings", "Heatmap")
PANELS = QT_TRANSLATE_NOOP("settings", "Panels")
WRITING = QT_TRANSLATE_NOOP("settings", "When a model writes")
AS_SYSTEM = QT_TRANSLATE_NOOP("settings", "As the system")

OPTIONS = (
    Option(
        "language", "system", QT_TRANSLATE_NOOP("settings", "Language of the interface"), ("system", "en", "ja"),
        label=QT_TRANSLATE_NOOP("settings", "Language"), group=LOOKS, names=(AS_SYSTEM, "English", "日本語"),
    ),
    Option(
        "theme", "system", QT_TRANSLATE_NOOP("settings", "Colours of the interface"), ("system", "light", "dark"),
        label=QT_TRANSLATE_NOOP("settings", "Colours"), group=LOOKS,
        names=(AS_SYSTEM, QT_TRANSLATE_NOOP("settings", "Light"), QT_TRANSLATE_NOOP("settings", "Dark")),
    ),
    Option(
        "zoom", 100, QT_TRANSLATE_NOOP("settings", "Size of everything in the window, in per cent"),
        label=QT_TRANSLATE_NOOP("settings", "Size"), group=LOOKS, steps=(70, 80, 90, 100, 110, 125, 150, 175, 200),
        names=("70 %", "80 %", "90 %", "100 %", "110 %", "125 %", "150 %", "175 %", "200 %"),
    ),
    Option(
        "motion", "system", QT_TRANSLATE_NOOP("settings", "Whether the step-through moves from step to step"),
        ("system", "full", "none"), label=QT_TRANSLATE_NOOP("settings", "Motion"), group=LOOKS,
        names=(AS_SYSTEM, QT_TRANSLATE_NOOP("settings", "Full"), QT_TRANSLATE_NOOP("settings", "None")),
    ),
    Option("model", "multilingual-e5-small", QT_TRANSLATE_NOOP("settings", "Model")),
    Option("recent_models", "", QT_TRANSLATE_NOOP("settings", "Models opened lately, the newest first")),
    Option("recent_texts", "", QT_TRANSLATE_NOOP("settings", "Sentences looked at lately, the newest first")),
    Option(
        "beams", 1, QT_TRANSLATE_NOOP("settings", "Translations that an encoder-decoder follows at once"),
        label=QT_TRANSLATE_NOOP("settings", "Beams"), group=WRITING, range=(1, 8, 1),
    ),
    Option("device", "auto", QT_TRANSLATE_NOOP("settings", "OpenCL device")),
    Option(
        "special_tokens", True, QT_TRANSLATE_NOOP("settings", "Tokens that the model adds, such as [CLS]"),
        label=QT_TRANSLATE_NOOP("settings", "Show special tokens"), group=PICTURE,
    ),
    Option(
        "scale", "full", QT_TRANSLATE_NOOP("settings", "Colour scale of the weights"), ("full", "contrast", "log"),
        label=QT_TRANSLATE_NOOP("settings", "Colour scale"), group=PICTURE,
        names=(
            QT_TRANSLATE_NOOP("settings", "0 to 100 %"), QT_TRANSLATE_NOOP("settings", "Contrast"),
            QT_TRANSLATE_NOOP("settings", "Logarithmic"),
        ),
    ),
    Option(
        "axis", "tokens", QT_TRANSLATE_NOOP("settings", "What weights are shown between"),
        ("words", "tokens", "bytes"), label=QT_TRANSLATE_NOOP("settings", "Axis"), group=PICTURE,
        names=(
            QT_TRANSLATE_NOOP("settings", "Words"), QT_TRANSLATE_NOOP("settings", "Tokens"),
            QT_TRANSLATE_NOOP("settings", "Bytes"),
        ),
    ),
    Option(
        "transposed", False, QT_TRANSLATE_NOOP("settings", "Keys in rows, queries in columns"),
        label=QT_TRANSLATE_NOOP("settings", "Transposed"), group=PICTURE,
    ),
    Option(
        "before_rotation", False, QT_TRANSLATE_NOOP("settings", "Queries and keys before their rotation"),
        label=QT_TRANSLATE_NOOP("settings", "Before rotation"), group=PICTURE,
    ),
    Option(
        "next_words", False, QT_TRANSLATE_NOOP("settings", "What a decoder expects after the text"),
        label=QT_TRANSLATE_NOOP("settings", "Show the next-word panel"), group=PANELS,
    ),
    Option("decoder_met", False, QT_TRANSLATE_NOOP("settings", "The next-word panel has shown itself once")),
    Option(
        "temperature", 0.0, QT_TRANSLATE_NOOP("settings", "Temperature of the next word; 0 takes the best"),
        label=QT_TRANSLATE_NOOP("settings", "Temperature"), group=WRITING, range=(0.0, 2.0, 0.1),
    ),
    Option(
        "top_k", 0, QT_TRANSLATE_NOOP("settings", "How many of the best next words may be drawn; 0 for all"),
        label=QT_TRANSLATE_NOOP("settings", "Top k"), group=WRITING, range=(0, 1000, 1),
    ),
    Option(
        "top_p", 1.0, QT_TRANSLATE_NOOP("settings", "Share of the next words that may be drawn"),
        label=QT_TRANSLATE_NOOP("settings", "Top p"), group=WRITING, range=(0.01, 1.0, 0.05),
    ),
    Option(
        "experts", True, QT_TRANSLATE_NOOP("settings", "Where each token goes in a mixture of experts"),
        label=QT_TRANSLATE_NOOP("settings", "Show the experts of a model that has some"), group=PANELS,
    ),
    Option("tour_done", False, QT_TRANSLATE_NOOP("settings", "The tour has been shown")),
    Option("session", "", QT_TRANSLATE_NOOP("settings", "The session file that the window shows")),
    Option("lecture", "", QT_TRANSLATE_NOOP("settings", "The file of the lecture that is being made")),
    Option("answers", {}, QT_TRANSLATE_NOOP("settings", "Answers to the questions of the lecture")),
    Option("text", "", QT_TRANSLATE_NOOP("settings", "Last sentence")),
    Option("text_stored", False, QT_TRANSLATE_NOOP("settings", "A sentence has been stored, be it an empty one")),
    Option("layer", -1, QT_TRANSLATE_NOOP("settings", "Last layer")),
    Option("head", -1, QT_TRANSLATE_NOOP("settings", "Last head")),
    Option("query", -1, QT_TRANSLATE_NOOP("settings", "Last query token")),
    Option("key", -1, QT_TRANSLATE_NOOP("settings", "Last key token")),
    Option("geometry", "", QT_TRANSLATE_NOOP("settings", "Window size and place")),
    Option("splitter", "", QT_TRANSLATE_NOOP("settings", "Widths of the panels")),
    Option("layout", "", QT_TRANSLATE_NOOP("settings", "Which views are open, and where")),
    Option("views", {}, QT_TRANSLATE_NOOP("settings", "What is chosen in each view")),
)  # fmt: skip
LARGEST = 1 << 24
"""bytes; the last sentences are the most of it"""
_BY_NAME = {option.name: option for option in OPTIONS}
NUMBER = "written"
"""How often the file has been written"""
_NUMBERED = re.compile(rb'\{\s*"%s": (\d{1,18}),' % NUMBER.encode())


NO_HOME = Path("~", ".config", "attnviz")


def settings_path() -> Path:
    """Where they are kept; below ``NO_HOME`` where nobody knows whose they are."""
    try:
        return Path(platformdirs.user_config_dir("attnviz", appauthor=False)) / "settings.json"
    except RuntimeError:  # there is no HOME, and the system has no such user
        return NO_HOME / "settings.json"


class Settings:
    """The options' current values. A damaged or foreign entry falls back to its default and is never an error."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or settings_path()
        self._values: dict[str, Any] = {name: option.default for name, option in _BY_NAME.items()} | self._read()
        self._own = dict(self._values)  # as this copy of the program last wrote or read them
        self._newest, self._confirmed = (0, b""), 0

    @property
    def _hasty(self) -> Path:
        """The newest values while the disk has not confirmed them."""
        return self.path.with_name(f".{self.path.name}.hasty")

    def _read(self) -> dict[str, Any]:
        # a power cut may have left nothing of the hasty one: then the other holds
        return (_number(self._hasty) > _number(self.path) and _decoded(self._hasty)) or _decoded(self.path)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __setitem__(self, name: str, value: object) -> None:
        if not _BY_NAME[name].accepts(value):
            raise ValueError(f"{name} cannot be {value!r}")
        self._values[name] = value

    def save(self) -> None:
        """Write all values at once.

        Raises:
            OSError: the folder cannot be made or written (full disk, read-only home).
        """
        self.write(self.snapshot())

    def snapshot(self) -> bytes:
        """The file's content as of now, for ``write``."""
        return _encoded(self._values)

    def write(self, snapshot: bytes) -> None:
        """Replace the file. Any thread may call this, one at a time.

        Raises:
            OSError: as ``save``.
        """
        self.hurry(snapshot)
        self.confirm()

    def hurry(self, snapshot: bytes) -> None:
        """The first half of ``write``: what the next start reads, be it that the machine itself goes on until then.

        A disk may take seconds to confirm a file, and a kill meanwhile is to lose nothing.
        """
        if self.path.parent == NO_HOME:  # not a folder of this name in the current one
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        self.path.parent.mkdir(parents=True, exist_ok=True)
        own = json.loads(snapshot)
        with self._alone():
            now = self._read()
            values = merged(self._own, own, now) if now and now != self._own else own
            number = 1 + max(_number(self._hasty), _number(self.path))
            data = _encoded({NUMBER: number, **values})
            write_whole(self._hasty, [data], durable=False, mode=0o600)
            self._own, self._newest = own, (number, data)

    @property
    def confirmed(self) -> bool:
        """Whether the disk has what was last given to ``hurry``."""
        return self._confirmed == self._newest[0]

    def confirm(self) -> None:
        """The second half: on return it is on the disk. Another thread may go on to ``hurry`` meanwhile.

        Raises:
            OSError: as ``save``.
        """
        number, data = self._newest
        with contextlib.suppress(_Superseded), replacing(self.path, mode=0o600, turn=self._turn(number)) as file:
            file.write(data)
        self._confirmed = number

    @contextlib.contextmanager
    def _turn(self, number: int) -> Iterator[None]:
        """To take the file's name: not from one that is newer, which knows of these values."""
        with self._alone():
            if _number(self.path) >= number:
                raise _Superseded
            yield
            if _number(self._hasty) <= number:
                with contextlib.suppress(OSError):
                    self._hasty.unlink()

    def _alone(self) -> AbstractContextManager[None]:
        """Of all copies of the program."""
        return one_at_a_time(self.path.with_name(f".{self.path.name}.lock"))


class _Superseded(Exception):
    """Another copy has written since."""


def _number(path: Path) -> int:
    """Of several files the one with the highest was written last, whatever the clocks said; 0: it has none."""
    try:
        found = _NUMBERED.match(beginning(path, 60))
    except OSError:
        return 0
    return int(found[1]) if found else 0


def _decoded(path: Path) -> dict[str, Any]:
    try:
        stored = json.loads(whole(path, LARGEST))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(stored, dict):
        return {}
    return {name: value for name, value in stored.items() if name in _BY_NAME and _BY_NAME[name].accepts(value)}


def _encoded(values: Mapping[str, Any]) -> bytes:
    # ASCII: a lone surrogate (half an emoji, pasted) cannot be UTF-8; JSON's own \u escape keeps it
    return json.dumps(values, indent=1).encode("ascii")
