"""What can be opened on this machine: the program's own models, those of packages, and the Hugging Face cache's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from attnviz.errors import UserError
from attnviz.gui.i18n import explain
from attnviz.gui.models.errand import Tell
from attnviz.trace import DeviceInfo, ModelInfo
from attnviz.weights import catalogue
from attnviz.weights.memory import in_words

HERE, CACHE = "here", "cache"


@dataclass(frozen=True)
class Row:
    """One model of the list.

    Attributes:
        key: what opens it, a name of the catalogue or of the cache.
        place: HERE (the program and packages) or CACHE.
        size: bytes on the disk; 0 for one that is not installed.
        info: None where nobody has looked inside yet, or could not.
        needed: bytes that it takes on the device in use; 0 where that is not known.
        room: bytes that the device has; None where nobody says.
        install: the line for a terminal, for one that is not installed.
        problem: why it cannot be opened.
    """

    key: str
    name: str
    place: str
    size: int
    info: ModelInfo | None = None
    needed: int = 0
    room: int | None = None
    install: str = ""
    problem: UserError | None = None

    @property
    def usable(self) -> bool:
        return not self.install and self.problem is None

    @property
    def fits(self) -> bool:
        return self.room is None or self.needed <= self.room


def read_shelf(device: DeviceInfo | None, tell: Tell) -> list[Row]:
    """All rows, catalogue first. ``tell`` hears each one as soon as it is known. In a thread of its own, as it may take
    some seconds: headers of all models are read.
    """
    rows = []
    for row in _rows(device):
        tell(row)
        rows.append(row)
    return rows


def _rows(device: DeviceInfo | None) -> Iterator[Row]:
    for known in catalogue.models():
        if known.installed:
            yield _looked_at(Row(known.id, known.name, HERE, known.size or 0), known.id, device)
        else:
            yield Row(known.id, known.name, HERE, 0, install=known.install)
    from attnviz.weights.hub_cache import cached  # here: the hub's library takes a moment

    for one in cached():
        yield _looked_at(Row(one.name, one.name, CACHE, one.size), str(one.path), device)


def _looked_at(row: Row, path: str, device: DeviceInfo | None) -> Row:
    from attnviz.room import free_bytes, needed_on
    from attnviz.weights.checkpoint import open_weights

    try:
        weights = open_weights(path)
    except UserError as error:
        return Row(row.key, row.name, row.place, row.size, problem=error)
    needed, room = (needed_on(device, weights), free_bytes(device)) if device else (0, None)
    return Row(row.key, row.name, row.place, row.size, weights.info, needed, room)


# --- in words


def what_it_is(info: ModelInfo) -> str:
    """ "llama · decoder · 30 layers × 9 heads"."""
    translate = QCoreApplication.translate
    kinds = {
        "encoder": translate("Models", "encoder"),
        "decoder": translate("Models", "decoder"),
        "encoder-decoder": translate("Models", "encoder-decoder"),
    }
    layers = f"{info.layers} + {info.decoder_layers}" if info.decoder_layers else str(info.layers)
    text = translate("Models", "{family} · {kind} · {layers} layers × {heads} heads")
    return text.format(family=info.family, kind=kinds[info.kind], layers=layers, heads=info.heads)


def does_not_fit(needed: int, room: int | None) -> str:
    """The arithmetic; "" for what fits."""
    if room is None or needed <= room:
        return ""
    text = QCoreApplication.translate("Models", "needs {needed} of memory, this device has {room}")
    return text.format(needed=in_words(needed), room=in_words(room))


def describe(row: Row) -> str:
    """The line below a model's name."""
    parts = [what_it_is(row.info)] if row.info else []
    if row.size:
        parts.append(in_words(row.size))
    if row.install:
        text = QCoreApplication.translate("Models", "Not installed. To install it: {command}")
        parts.append(text.format(command=row.install))
    return " · ".join(parts)


def warn(row: Row) -> str:
    """What stands in the way of opening a model; "" for nothing. A file goes by its name: the row says where it is."""
    if row.problem is None:
        return does_not_fit(row.needed, row.room)
    named = {key: value.name if isinstance(value, Path) else value for key, value in row.problem.values.items()}
    return explain(UserError(row.problem.template, **named))
