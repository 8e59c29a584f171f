"""What all families share: reading a configuration entry by entry, each one checked before it is used as a size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.trace import Array

Config = Mapping[str, Any]
Shapes = dict[str, tuple[int, ...]]
Makers = dict[str, Callable[[], Array]]

LARGEST = 1 << 24  # no dimension of a model this program can hold comes near it; stops absurd headers early
MOST_LAYERS = 1024  # each layer lists some ten arrays: keep the check itself small


@dataclass(frozen=True)
class Family:
    """How checkpoints of one ``model_type`` are read.

    Attributes:
        name: the file in ``model/`` that computes it.
        kind: "encoder", "decoder" or "encoder-decoder".
        complete: the configuration with its defaults, checked.
        shapes: every array the model needs, by its canonical name; linear weights are (out, in).
        optional: arrays that are used when the file has all of them (a masked-word head).
        made: arrays that no file holds because a formula gives them.
        plain: name in a Hugging Face checkpoint -> canonical name.
        turned: canonical names of weights that Hugging Face stores as (in, out).
        facts: the sizes a view may speak of: fields of ``ModelInfo``.
        inner: what the names of the layers' arrays start with; an array there that the model does not need means that
            file and configuration do not belong together.
        ignored: endings of such names that are harmless.
    """

    name: str
    kind: str
    complete: Callable[[Entries], dict[str, Any]]
    shapes: Callable[[Config], Shapes]
    facts: Callable[[Config], dict[str, Any]]
    plain: Callable[[str, Config], str]
    inner: tuple[str, ...]
    ignored: tuple[str, ...] = ()
    optional: Callable[[Config], Shapes] = lambda config: {}
    made: Callable[[Config], Makers] = lambda config: {}
    turned: Callable[[str], bool] = lambda name: False


class Entries:
    """A configuration as somebody wrote it; ``null`` counts as not written.

    Attributes:
        raw: the entries.
        file: named in the errors.

    Every method raises UserError for an entry that cannot be right.
    """

    def __init__(self, raw: Config, file: Path) -> None:
        self.raw = raw
        self.file = file

    def size(self, name: str, default: int | None, most: int = LARGEST, least: int = 1) -> int:
        value = self._value(name, default)
        if type(value) is not int or not least <= value <= most:
            raise self.bad(name, value)
        return value

    def number(self, name: str, default: float, most: float) -> float:
        """A number above 0 and below ``most``."""
        value = self._value(name, default)
        if type(value) not in (int, float) or not 0 < value < most:
            raise self.bad(name, value)
        return float(value)

    def flag(self, name: str, default: bool) -> bool:
        value = self._value(name, default)
        if type(value) is not bool:
            raise self.bad(name, value)
        return value

    def choice(self, name: str, default: str, supported: Mapping[str, str]) -> str:
        """One of several spellings -> its meaning."""
        value = self._value(name, default)
        if not isinstance(value, str) or value not in supported:
            raise self.unsupported(name, value, ", ".join(supported))
        return supported[value]

    def only(self, name: str, supported: object) -> None:
        """Refuse any other value of an entry."""
        value = self._value(name, supported)
        if value != supported:
            raise self.unsupported(name, value, supported)

    def bad(self, name: str, value: object) -> UserError:
        return UserError(
            QT_TRANSLATE_NOOP(
                "errors", "{file}: the entry {entry} cannot be {value}; the file is damaged or not a model."
            ),
            file=self.file,
            entry=name,
            value=value,
        )

    def unsupported(self, name: str, value: object, supported: object) -> UserError:
        return UserError(
            QT_TRANSLATE_NOOP("errors", "{file} says {entry} = {value}; only {supported} is supported."),
            file=self.file,
            entry=name,
            value=value,
            supported=supported,
        )

    def _value(self, name: str, default: Any) -> Any:
        value = self.raw.get(name)
        return default if value is None else value


def linear(name: str, out: int, into: int, bias: bool = True) -> Shapes:
    """A weight (out, in) and its bias."""
    return {f"{name}.weight": (out, into), **({f"{name}.bias": (out,)} if bias else {})}


def layer_norm(name: str, width: int) -> Shapes:
    return {f"{name}.weight": (width,), f"{name}.bias": (width,)}


def without(name: str, *prefixes: str) -> str:
    """Name without the first of these prefixes that it has."""
    for prefix in prefixes:
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return name
