"""What must hold after a kill: files are whole, and what stood in the window a second ago is kept."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np

from attnviz.files import PARTIAL
from attnviz.gui.session_file import read_session
from attnviz.lessons.deck import read_deck

SECOND = 1.0
FAILED = "(!)"


@dataclass
class Log:
    """What the one that is killed wrote down, in order."""

    records: list[dict[str, Any]] = field(default_factory=list)
    waited: float = 0.0  # until the kill
    held: list[tuple[float, float]] = field(default_factory=list)  # when all programs had been held, and how long

    def held_since(self, at: float) -> float:
        return sum(seconds for when, seconds in self.held if when > at)

    def shown(self) -> dict[str, Any] | None:
        return next((record for record in self.records if record["what"] == "shown"), None)

    def with_state(self) -> list[dict[str, Any]]:
        return [record for record in self.records if "state" in record]

    def states(self) -> list[tuple[float, dict[str, Any]]]:
        return [(record["at"], record["state"]) for record in self.with_state()]

    def under_way(self) -> str:
        """The file that was being written when the end came, or what was being done."""
        if not self.records:
            return "starting"
        last = self.records[-1]
        return Path(last["path"]).suffix if last["what"] == "write" else last["what"]

    def tail(self, killed: float) -> str:
        """The last things that were done, by their age at the kill."""
        return "  ".join(
            f"{killed - record['at']:.2f} {record['what']} {record.get('state', {}).get('text', '')[-12:]!r}"
            f" {len(record.get('state', {}).get('deck', ()))} {record.get('told', '')}"
            for record in self.records[-20:]
        )


def waited(process: int | str = "self") -> float:
    """Seconds for which the main thread of a process could have gone on, and had no processor (proc(5): schedstat)."""
    return int(Path(f"/proc/{process}/schedstat").read_text("ascii").split()[1]) / 1e9


def age_of_oldest_loss(log: Log, killed: float, name: str, kept: Any) -> float | None:
    """Seconds between the kill and the oldest change of one thing that is not kept; 0 when all is.

    Without those in which the machine had no processor for it: that is as if it had been killed earlier.
    None: it is nothing that the window has ever shown.
    """
    seen = [
        (record["at"] - record["waited"] + log.waited + log.held_since(record["at"]), record["state"][name])
        for record in log.with_state()
    ]
    places = [place for place, (_, value) in enumerate(seen) if value == kept]
    if not places:
        return None
    later = [at for at, value in seen[places[-1] + 1 :] if value != kept]
    return killed - later[0] if later else 0.0


def check_whole(path: Path) -> None:
    """Any error: it is not a whole file of its kind."""
    data = path.read_bytes()
    _CHECKS[path.suffix](path, data)


def _png(path: Path, data: bytes) -> None:
    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        image.load()


def _gif(path: Path, data: bytes) -> None:
    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        for frame in range(image.n_frames):
            image.seek(frame)
            image.load()
    assert data.endswith(b";")


def _mp4(path: Path, data: bytes) -> None:
    import av

    with av.open(io.BytesIO(data)) as film:
        assert sum(1 for _ in film.decode(video=0)) > 1


def _pdf(path: Path, data: bytes) -> None:
    assert data.startswith(b"%PDF")
    assert data.rstrip().endswith(b"%%EOF")


def _csv(path: Path, data: bytes) -> None:
    rows = data.decode("utf-8-sig").splitlines()
    assert len(rows) > 1
    assert data.endswith(b"\n")


def _npz(path: Path, data: bytes) -> None:
    with np.load(io.BytesIO(data)) as arrays:
        assert [arrays[name].shape for name in arrays.files]


def _safetensors(path: Path, data: bytes) -> None:
    room = int.from_bytes(data[:8], "little")
    arrays = {name: entry for name, entry in json.loads(data[8 : 8 + room]).items() if name != "__metadata__"}
    assert 8 + room + max(entry["data_offsets"][1] for entry in arrays.values()) == len(data)


_CHECKS = {
    ".attnviz": lambda path, data: read_session(path),
    ".attndeck": lambda path, data: read_deck(path),
    ".json": lambda path, data: json.loads(data),
    ".svg": lambda path, data: ElementTree.fromstring(data),
    ".bin": lambda path, data: _binary(data),
    ".png": _png, ".gif": _gif, ".mp4": _mp4, ".pdf": _pdf, ".csv": _csv, ".npz": _npz, ".safetensors": _safetensors,
}  # fmt: skip


def _binary(data: bytes) -> None:
    """A kernel as the program stores it: its digest stands before it."""
    assert hashlib.sha256(data[32:]).digest() == data[:32]


def bad_files(log: Log, home: Path, before: dict[str, str]) -> list[str]:
    """Files that are neither whole nor the old ones; ``before``: digests by path, brought up to date."""
    wrong = []
    open_writes = {}
    for record in log.records:
        if record["what"] == "write":
            open_writes[record["path"]] = True
        elif record["what"] == "written":
            open_writes.pop(record["path"], None)
            before[record["path"]] = record["digest"]
    for path in sorted(home.rglob("*")):
        if not path.is_file() or path.is_symlink() or path.name.endswith(PARTIAL) or path.suffix not in _CHECKS:
            continue
        try:
            check_whole(path)
        except Exception as error:
            wrong.append(f"{path.name} is not whole: {type(error).__name__} {error}")
        now = hashlib.sha256(path.read_bytes()).hexdigest()
        if str(path) in before and str(path) not in open_writes and now != before[str(path)]:
            wrong.append(f"{path.name} is another one than the last that was written")
        if str(path) in before or str(path) in open_writes:
            before[str(path)] = now
    wrong += [f"{Path(path).name} has gone" for path in before if not Path(path).exists()]
    return wrong


def leftovers(home: Path) -> set[str]:
    """Files that were never finished, and the notes of them."""
    return {str(path) for path in home.rglob("*") if path.name.endswith(PARTIAL)}
