"""Memory of a device that shares it with the host: a few large segments, handed out in pieces.

A place is a number, as ``kernels/memory.cl`` reads it: the segment in its upper 16 bits, the byte in its lower 48.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.pool import no_memory
from attnviz.compute.program import SEGMENTS
from attnviz.compute.runtime import cl

ALIGNMENT = 64
SMALLEST = 64 << 20
"""Bytes of a segment. The system gives it pages when they are first written, so a large one costs nothing."""


class Piece:
    """Some bytes of an arena. They go back to it when nobody refers to the piece any more.

    Attributes:
        place: where they are, for kernels.
        size: how many.
    """

    __slots__ = ("_arena", "place", "size")

    def __init__(self, arena: Arena, place: int, size: int) -> None:
        self._arena = arena
        self.place = place
        self.size = size

    def __del__(self) -> None:
        self._arena.give(self.place, self.size)


@dataclass(frozen=True, slots=True)
class Part:
    """A place inside a piece, which it keeps alive."""

    whole: Piece
    place: int


class Arena:
    """Segments with lists of their free ranges, first fit.

    ``take`` belongs to the thread of the device. ``give`` may come from any thread at any moment (the garbage
    collector), so it does nothing but append to a list. Freed bytes may be handed out again while steps that use them
    wait to run: steps run in order, so whoever writes them next comes later. The host itself must not write to a piece
    it has taken before those steps have run.

    Attributes:
        buffers: one OpenCL buffer for each segment, in order, SEGMENTS of them; kernels get them all.
        taken: bytes in use.
    """

    def __init__(self, context: Any) -> None:
        self._context = context
        self._hosts: list[NDArray[np.uint8]] = []
        self._free: list[list[tuple[int, int]]] = []  # (start, length) by start, for each segment
        self._returned: list[tuple[int, int]] = []
        self.buffers: list[Any] = [cl.Buffer(context, cl.mem_flags.READ_WRITE, ALIGNMENT)] * SEGMENTS
        self.taken = 0

    @property
    def held(self) -> int:
        """Bytes of all segments."""
        return sum(map(len, self._hosts))

    def take(self, size: int) -> Piece:
        """At least ``size`` bytes, aligned to a cache line, with whatever was in them before.

        Raises:
            UserError: there is no more memory.
        """
        size = -(-max(size, 1) // ALIGNMENT) * ALIGNMENT
        if self._returned:
            last = self._returned.pop()  # layers ask for the same sizes again and again
            if last[1] == size:
                return Piece(self, *last)
            self._returned.append(last)
            self._collect()
        for segment, ranges in enumerate(self._free):
            for index, (start, length) in enumerate(ranges):
                if length >= size:
                    ranges[index : index + 1] = [(start + size, length - size)] if length > size else []
                    return self._piece(segment, start, size)
        return self._piece(*self._grow(size))

    def give(self, place: int, size: int) -> None:
        self._returned.append((place, size))

    def host(self, place: int) -> tuple[Any, NDArray[np.uint8], int]:
        """Buffer, host's bytes and offset of a place."""
        segment, start = place >> 48, place & ((1 << 48) - 1)
        return self.buffers[segment], self._hosts[segment], start

    def _piece(self, segment: int, start: int, size: int) -> Piece:
        self.taken += size
        return Piece(self, (segment << 48) | start, size)

    def _grow(self, size: int) -> tuple[int, int, int]:
        """A new segment whose first bytes are taken; each is as large as all before it, so that 16 are enough."""
        first = 0 if self._hosts else ALIGNMENT  # place 0 means none
        for length in (max(size + first, SMALLEST, self.held), size + first):
            try:
                self._add(length)
                break
            except (MemoryError, cl.Error):
                continue
        else:
            raise no_memory(size)
        segment = len(self._hosts) - 1
        rest = len(self._hosts[segment]) - size - first
        self._free[segment] = [(first + size, rest)] if rest else []
        return segment, first, size

    def _add(self, length: int) -> None:
        if len(self._hosts) == SEGMENTS:
            raise MemoryError
        host = aligned(length)
        flags = cl.mem_flags.READ_WRITE | cl.mem_flags.USE_HOST_PTR
        self.buffers[len(self._hosts)] = cl.Buffer(self._context, flags, hostbuf=host)
        self._hosts.append(host)
        self._free.append([])

    def _collect(self) -> None:
        """Put what was given back among the free ranges, joined with its neighbours."""
        while self._returned:
            place, size = self._returned.pop()
            self.taken -= size
            segment, start = place >> 48, place & ((1 << 48) - 1)
            ranges = self._free[segment]
            insort(ranges, (start, size))
            at = ranges.index((start, size))
            for index in (at, at - 1):  # with the one after, then with the one before
                if 0 <= index < len(ranges) - 1 and sum(ranges[index]) == ranges[index + 1][0]:
                    ranges[index : index + 2] = [(ranges[index][0], ranges[index][1] + ranges[index + 1][1])]


def aligned(size: int) -> NDArray[np.uint8]:
    """Bytes that begin at a cache line; the system gives them pages when they are first touched."""
    whole = np.empty(size + ALIGNMENT, np.uint8)
    start = -whole.ctypes.data % ALIGNMENT
    return whole[start : start + size]
