"""Whether a stored layout may be handed to Qt, which crashes on some states with a wrong byte in them.

The state is that of ``QMainWindow.saveState``, read as ``QDockAreaLayout`` and ``QDockAreaLayoutInfo`` of Qt 6 write it
(big endian, ``QDataStream``): a checksum tells an accident from what was written, but not a stranger's file from ours.
"""

from __future__ import annotations

import struct
from collections.abc import Collection

_VERSION, _DOCKS, _DOCKS_EXTRA, _TOOLBARS = 0xFF, 0xFD, 0xFB, (0xFC, 0xFE)
_TABS, _SEQUENCE, _WIDGET = 0xFA, 0xFC, 0xFB
_FLOATING = 2
_AREAS = (0, 1, 2, 4, 8)
"""where a closed dock was, above the two bits that say whether it is visible and whether it floats"""
_DEEPEST = 8
_FAR = 100_000  # pixels, beyond all screens


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def numbers(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from(f">{form}", self._data, self._at)
        self._at += struct.calcsize(f">{form}")
        return found

    def number(self, form: str) -> int:
        return self.numbers(form)[0]

    def text(self) -> str:
        size = self.number("I")
        if size > 200:
            raise ValueError("a long name")
        self._at += size
        return self._data[self._at - size : self._at].decode("utf-16-be")

    def at_end(self) -> bool:
        return self._at == len(self._data)


def is_sound(state: bytes, names: Collection[str], version: int) -> bool:
    """Whether it is whole and speaks of these docks only, each once at most, with sizes of this world."""
    try:
        _check(_Reader(state), set(names), version)
    except (ValueError, struct.error, UnicodeDecodeError):
        return False
    return True


def _sure(holds: bool) -> None:
    if not holds:
        raise ValueError("no layout")


def _check(reader: _Reader, names: set[str], version: int) -> None:
    _sure(reader.number("I") == _VERSION and reader.number("i") == version)
    _sure(reader.number("B") == _DOCKS)
    areas = reader.number("i")
    _sure(0 <= areas <= 4)
    seen: set[int] = set()
    for _ in range(areas):
        place = reader.number("i")
        _sure(0 <= place < 4 and place not in seen)
        seen.add(place)
        _near(reader.numbers("2i"))
        _check_area(reader, names, 0)
    _near(reader.numbers("2i"))  # the middle
    _sure(all(corner in (1, 2, 4, 8) for corner in reader.numbers("4i")))
    _sure(reader.number("B") in _TOOLBARS and reader.number("i") == 0)  # the region has no tool bars
    _sure(reader.at_end())


def _check_area(reader: _Reader, names: set[str], depth: int) -> None:
    _sure(depth < _DEEPEST)
    kind = reader.number("B")
    _sure(kind in (_TABS, _SEQUENCE))
    current = reader.number("i") if kind == _TABS else -1
    _sure(reader.number("B") in (1, 2))  # orientation
    count = reader.number("i")
    _sure(0 <= count <= 2 * len(names) + 4 and -1 <= current < max(1, count))
    for _ in range(count):
        if (item := reader.number("B")) == _WIDGET:
            _check_dock(reader, names)
        else:
            _sure(item == _SEQUENCE and kind == _SEQUENCE)
            _near(reader.numbers("4i")[:2])  # the least and the most that it may have follow; Qt passes them over
            _check_area(reader, names, depth + 1)


def _check_dock(reader: _Reader, names: set[str]) -> None:
    name, flags = reader.text(), reader.number("B")
    _sure(name in names and flags >> 2 in _AREAS)
    names.discard(name)
    where = reader.numbers("4i")
    _near(where if flags & _FLOATING else where[:2])


def _near(numbers: tuple[int, ...]) -> None:
    _sure(all(-_FAR < number < _FAR for number in numbers))
