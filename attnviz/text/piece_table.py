"""The pieces of a vocabulary as they lie in a file, and which index a spelling has among them.

A quarter of a million strings, and a dictionary of them, take Python a third of a second to make, for which somebody
would wait at each start. So a piece becomes a string when it is asked for, and spellings are found through a hash
table that numpy makes in 30 ms, with Python's lock free. The rejected alternative, a dictionary kept in the cache
folder, takes as long to read, keeps the lock meanwhile, and can be damaged.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import overload

import numpy as np
from numpy.typing import NDArray

_BITS = 18  # the table has 2^18 buckets: one for each piece of e5
_ENDS = 8  # bytes at either end of a spelling that its hash looks at
_HEAD, _TAIL = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F  # odd, bits all over: multiplicative hashing (Knuth 3, 6.4)
_WORD = (1 << 64) - 1
_MOST_KEPT = 1 << 16
_LEAST_KEPT = 1 << 12


class PieceTable(Sequence[str]):
    """Pieces by vocabulary index.

    Args:
        text: UTF-8, all pieces one after the other.
        offsets: where each piece starts, and where the last one ends (P + 1,), uint32, never falling.

    Raises:
        UnicodeDecodeError: a piece is not UTF-8.
    """

    def __init__(self, text: bytes, offsets: NDArray[np.uint32]) -> None:
        self.text = text
        self.offsets = np.require(offsets, np.uint32, ["C", "A"])
        self.places = memoryview(self.offsets)  # type: ignore[arg-type]  # whose numbers are Python's own
        self._codes = np.frombuffer(text.decode().encode("utf-32-le"), np.uint32)
        data = np.frombuffer(text, np.uint8)
        begins = np.append((data & 0xC0) != 0x80, True)  # a character; the other bytes go on with one
        if not begins[self.offsets].all():
            text[: int(self.offsets[~begins[self.offsets]][0])].decode()  # ends inside a character, and raises
        self._before = np.cumsum(begins, dtype=np.int32)[self.offsets] - 1  # characters before each piece (P + 1,)

    @classmethod
    def of(cls, pieces: Sequence[str]) -> PieceTable:
        encoded = [piece.encode() for piece in pieces]
        return cls(b"".join(encoded), np.array([0, *accumulate(map(len, encoded))], np.uint32))

    def __len__(self) -> int:
        return len(self.places) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        chosen = range(len(self))[index]
        if isinstance(chosen, range):
            return [self[here] for here in chosen]
        return self.text[self.places[chosen] : self.places[chosen + 1]].decode()

    def longest(self) -> dict[str, int]:
        """Characters of the longest piece that begins with a character, for each character that begins one."""
        lengths = np.diff(self._before)
        table = np.zeros(0x110000, np.int32)
        np.maximum.at(table, self._codes[self._before[:-1][lengths > 0]], lengths[lengths > 0])
        known = np.flatnonzero(table)
        return dict(zip(map(chr, known.tolist()), table[known].tolist(), strict=True))

    def buckets(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Starts (2^18 + 1,) and indices (P,): those with hash h are indices[starts[h]:starts[h + 1]], in order."""
        padded = np.zeros(len(self.text) + 2 * _ENDS, np.uint8)
        padded[_ENDS:-_ENDS] = np.frombuffer(self.text, np.uint8)
        words = np.ndarray((len(padded) - _ENDS + 1,), "<u8", padded.data, 0, (1,))  # the 8 bytes from each byte on
        sizes = np.diff(self.offsets)
        spare = 8 * (_ENDS - np.minimum(sizes, _ENDS)).astype(np.uint64)  # bits of a word that a short piece leaves
        empty = sizes == 0
        head = (words[self.offsets[:-1] + np.uint32(_ENDS)] << spare) >> spare
        tail = words[self.offsets[1:]] >> spare
        head[empty] = tail[empty] = 0
        hashes = ((head * np.uint64(_HEAD) + tail * np.uint64(_TAIL)) >> np.uint64(64 - _BITS)).astype(np.int32)
        starts = np.zeros((1 << _BITS) + 1, np.int32)
        np.cumsum(np.bincount(hashes, minlength=1 << _BITS), out=starts[1:])
        # by hash, then in order: one number for both takes two thirds of a stable argsort's time
        both = np.sort(hashes.astype(np.int64) << 32 | np.arange(len(hashes)))
        return starts, (both & 0xFFFFFFFF).astype(np.int32)


class PieceIds(dict[str, int | None]):
    """spelling -> vocabulary index, None where it is no piece: looked up once and then remembered.

    Of pieces that are spelt alike the last one is found, as in a dictionary of all; ``unk`` never is: a text that
    happens to spell it does not mean it.
    """

    def __init__(self, table: PieceTable, unk: int) -> None:
        super().__init__()
        self._unk = unk
        self._text, self._places = table.text, table.places
        starts, indices = table.buckets()
        self._starts, self._indices = memoryview(starts), memoryview(indices)  # type: ignore[arg-type]

    def forget(self, most: int) -> None:
        """Remember none if there are more than so many: each new word leaves some hundred spellings, 10 MB in a day."""
        if len(self) > max(most, _LEAST_KEPT):
            self.clear()

    def __missing__(self, spelling: str) -> int | None:
        if len(self) >= _MOST_KEPT:
            self.clear()
        wanted = spelling.encode()
        head, tail = int.from_bytes(wanted[:_ENDS], "little"), int.from_bytes(wanted[-_ENDS:], "little")
        bucket = ((head * _HEAD + tail * _TAIL) & _WORD) >> (64 - _BITS)
        found = None
        for index in self._indices[self._starts[bucket] : self._starts[bucket + 1]]:
            if index != self._unk and self._text[self._places[index] : self._places[index + 1]] == wanted:
                found = index
        self[spelling] = found
        return found
