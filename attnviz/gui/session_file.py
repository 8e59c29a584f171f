"""Session files, ``NAME.attnviz``: a sentence with the model, the pair and the view it was left in.

One JSON object in UTF-8, at most ``LARGEST`` bytes, written whole (a kill leaves the old file or the new one):

    format   "attnviz session"
    version  1; a file with a larger number is refused, because what it means is not known here
    program  version of attnviz that wrote it; told, never needed
    text     the sentence
    model    a name of the catalogue, or an absolute path
    device   key of an OpenCL device, "numpy" or "auto"; one that this machine lacks counts as "auto"
    focus    {"layer": int, "head": int, "query": int or null, "key": int or null}, counted from 0
    view     {option: value} for the options of ``VIEW`` (attnviz/settings.py says what each means)
    layout   {name: value}: how the panels stand, in the words of whoever laid them out
    answers  {name: value}: what the user answered to questions about this sentence

Only format, version and text must be there. What this program does not know, at the top and in view, layout and
answers, is kept and written back. A known option with a value that it cannot have is passed over, as in the settings.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attnviz import __version__
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.files import save
from attnviz.gui.text_file import beginning
from attnviz.settings import OPTIONS
from attnviz.trace import Focus

ENDING = ".attnviz"
FORMAT, VERSION = "attnviz session", 1
LARGEST = 8_000_000
_OPTIONS = {option.name: option for option in OPTIONS}
VIEW = tuple(
    name
    for name in (
        "special_tokens", "scale", "transposed", "axis", "performance", "next_words", "experts", "beams", "temperature",
        "top_k", "top_p", "views",
    )
    if name in _OPTIONS
)  # fmt: skip
LAYOUT = tuple(name for name in ("splitter", "layout") if name in _OPTIONS)


@dataclass(frozen=True)
class SavedSession:
    """What a session file says. ``kept`` is the whole object as read, unknown fields included."""

    text: str
    model: str | None = None
    device: str | None = None
    focus: Focus | None = None
    view: Mapping[str, Any] = field(default_factory=dict)
    layout: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    kept: Mapping[str, Any] = field(default_factory=dict)

    def missing_model(self) -> Path | None:
        """The model's path when it is one that nothing lies at."""
        path = Path(self.model) if self.model else None
        return path if path is not None and path.is_absolute() and not path.exists() else None


def is_session(path: Path) -> bool:
    """By its name."""
    return path.suffix.lower() == ENDING


def read_session(path: Path) -> SavedSession:
    """Read a session file.

    Raises:
        UserError: it cannot be read, is no session file, is damaged, or is of a newer version.
    """
    data = beginning(path, LARGEST + 1)
    try:
        found = json.loads(data.decode("utf-8-sig")) if len(data) <= LARGEST else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} is not a session of attnviz, or it is damaged; nothing was changed."),
            file=path,
        )
    version = found.get("version")
    if type(version) is int and version > VERSION:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors",
                "{file} was saved by a newer attnviz (session version {version}, this one reads {known}); "
                "update attnviz to open it.",
            ),
            file=path,
            version=version,
            known=VERSION,
        )
    if type(version) is not int or version < 1 or not isinstance(found.get("text"), str):
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} is not a session of attnviz, or it is damaged; nothing was changed."),
            file=path,
        )
    return _understood(found)


def write_session(path: Path, session: SavedSession) -> None:
    """Write a session file in one step, with what ``session.kept`` holds and this program does not know.

    Raises:
        UserError: the file cannot be written.
    """
    known = {
        "format": FORMAT,
        "version": VERSION,
        "program": __version__,
        "text": session.text,
        "model": session.model,
        "device": session.device,
        "focus": None if session.focus is None else _as_numbers(session.focus),
        **{
            name: {**_table(session.kept.get(name)), **getattr(session, name)} for name in ("view", "layout", "answers")
        },
    }
    whole = {**known, **{name: value for name, value in session.kept.items() if name not in known}}
    save(path, [_encoded(whole)])


def _encoded(whole: Mapping[str, Any]) -> bytes:
    try:
        return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode("utf-8")
    except UnicodeEncodeError:  # half an emoji, pasted: JSON's own escape keeps it
        return (json.dumps(whole, indent=1) + "\n").encode("ascii")


def _as_numbers(focus: Focus) -> dict[str, int | None]:
    return {"layer": focus.layer, "head": focus.head, "query": focus.query, "key": focus.key}


def _table(value: object) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}


def _understood(found: dict[str, Any]) -> SavedSession:
    def name(key: str) -> str | None:
        value = found.get(key)
        return value if isinstance(value, str) and value else None

    view = _table(found.get("view"))
    return SavedSession(
        text=found["text"],
        model=name("model"),
        device=name("device"),
        focus=_focus(_table(found.get("focus"))),
        view={key: view[key] for key in VIEW if key in view and _OPTIONS[key].accepts(view[key])},
        layout=_table(found.get("layout")),
        answers=_table(found.get("answers")),
        kept=found,
    )


def _focus(numbers: Mapping[str, Any]) -> Focus | None:
    """A focus of whole numbers from 0, or None; half a pair is none."""

    def index(key: str) -> int | None:
        value = numbers.get(key)
        return value if type(value) is int and 0 <= value < 1_000_000 else None

    layer, head, query, key = (index(part) for part in ("layer", "head", "query", "key"))
    if layer is None or head is None:
        return None
    focus = Focus(layer, head)
    return focus if query is None or key is None else focus.on_pair(query, key)
