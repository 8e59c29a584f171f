"""Memory of a device that shares it with the host: a few large segments, handed out in pieces.

A place is a number, as ``kernels/memory.cl`` reads it: the segment in its upper 16 bits, the byte in its lower 48.
"""

from __future__ import annotations

import contextlib
import ctypes
import mmap
from bisect import insort
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.failing import no_memory
from attnviz.compute.pool import size_class
from attnviz.compute.program import SEGMENTS
from attnviz.compute.runtime import cl
from attnviz.performance import Held

ALIGNMENT = 64
SMALLEST = 64 << 20
"""Bytes of a segment. The system gives it pages when they are first written, so a large one costs nothing."""
WORTH = 4 << 20
"""Bytes of what lies idle that are worth giving back: 60 letters in e5 leave 3 MB and are often typed, 370 leave 11."""
PASSES = 32
"""for which so much must lie idle before it is given back: a comparison with a long text comes and goes"""


class Piece:
    """Some bytes of an arena, at a place. They go back to it when nobody refers to the piece any more."""

    __slots__ = ("__weakref__", "_arena", "kept", "place", "size")

    def __init__(self, arena: Arena, place: int, size: int, kept: bool) -> None:
        self._arena = arena
        self.kept = kept
        self.place = place
        self.size = size

    def __del__(self) -> None:
        self._arena.give(self.place, self.size, self.kept)


@dataclass(frozen=True, slots=True)
class Part:
    """A place inside a piece, which it keeps alive."""

    whole: Piece
    place: int


class _Taken(NamedTuple):
    """A piece that was taken, which may have been given back."""

    piece: ref[Piece]
    place: int
    size: int
    kept: bool


class Arena:
    """Segments with lists of their free ranges, first fit; what was given back is kept by size for the next taker.

    ``take`` belongs to the thread of the device. ``give`` may come from any thread at any moment (the garbage
    collector), so it does nothing but append to a list. Freed bytes may be handed out again while steps that use them
    wait to run: steps run in order, so whoever writes them next comes later. The host itself must not write to a piece
    it has taken before those steps have run.

    Attributes:
        buffers: one OpenCL buffer for each segment, in order, SEGMENTS of them; kernels get them all.
    """

    def __init__(self, context: Any) -> None:
        self._context = context
        self._hosts: list[NDArray[np.uint8]] = []
        self._free: list[list[tuple[int, int]]] = []  # (start, length) by start, for each segment
        self._idle: dict[int, list[int]] = defaultdict(list)  # places by size
        self._returned: list[tuple[int, int, bool]] = []
        self._taken = self._kept = self._peak = self._passes = 0
        self._again = False  # the last trim is to be followed by another
        self._log: list[_Taken] | None = None
        self._rejoined_bytes = 0  # put among the free ranges since the last trim, with their pages
        self._none = cl.Buffer(context, cl.mem_flags.READ_WRITE, ALIGNMENT)
        self.buffers: list[Any] = [self._none] * SEGMENTS

    @property
    def reserved(self) -> int:
        """Bytes of all segments, touched or not."""
        return sum(map(len, self._hosts))

    @property
    def taken(self) -> int:
        """Bytes in use."""
        self._collect()
        return self._taken

    @property
    def hosts(self) -> list[NDArray[np.uint8]]:
        """The host's memory, a segment each."""
        return self._hosts

    def held(self) -> Held:
        """Bytes of what the host has sent, and of all else that is in use or lies ready."""
        self._collect()
        return Held(self._kept, self._taken - self._kept + self._idle_bytes())

    def take(self, size: int, kept: bool = False) -> Piece:
        """At least ``size`` bytes, aligned to a cache line, with whatever was in them before.

        Args:
            kept: they are counted with the weights.

        Raises:
            UserError: there is no more memory.
        """
        size = -(-max(size, 1) // ALIGNMENT) * ALIGNMENT if kept else size_class(size)
        if self._returned:
            self._collect()
        idle = self._idle[size]
        place = idle.pop() if idle else self._found(size)
        piece = self._handed_out(place, size, kept)
        if self._log is not None:
            self._log.append(_Taken(ref(piece), place, size, kept))
        return piece

    def log(self) -> None:
        """Note all that is taken from now on."""
        self._log = []

    def logged(self) -> tuple[frozenset[int], list[Piece] | None]:
        """End the log, and hold all memory in it, given back or not.

        Returns:
            The places of what somebody still held; and all pieces, None where some has gone to others since.
        """
        log, self._log = self._log or [], None
        self._collect()
        held = {piece.place: piece for taken in log if (piece := taken.piece()) is not None}
        left = frozenset(held)
        for _, place, size, kept in log:
            if place in held and held[place].size >= size:
                continue
            if place in held or place not in self._idle[size]:
                return left, None
            self._idle[size].remove(place)
            held[place] = self._handed_out(place, size, kept)
        return left, list(held.values())

    def _handed_out(self, place: int, size: int, kept: bool) -> Piece:
        self._taken += size
        self._peak = max(self._peak, self._taken)
        self._kept += size * kept
        return Piece(self, place, size, kept)

    def _found(self, size: int) -> int:
        """A free range, else one joined from what lies idle, else one in a new segment."""
        for attempt in (self._fitting, self._rejoined, self._grown):
            place = attempt(size)
            if place is not None:
                return place
        raise no_memory(size)

    def trim(self) -> None:
        """Give the pages of what is not in use back to the system: of a model that has gone, say, which was larger.

        The last segments go altogether while nothing of them is in use. No step may wait that uses such bytes.
        """
        self._collect()
        self._free_idle()
        self._passes = self._rejoined_bytes = 0
        while len(self._hosts) > 1 and self._free[-1] == [(0, len(self._hosts[-1]))]:
            self._free.pop()
            self._hosts.pop()
            self.buffers[len(self._hosts)] = self._none
        self._again = len(self._hosts) > 1 and not self._again
        for host, ranges in zip(self._hosts, self._free, strict=True):
            for start, length in ranges:
                give_back(host[start : start + length])

    def outgrown(self) -> bool:
        """Whether the last passes needed much less than lies idle: a long text was read, and short ones are typed now.

        To be asked once after each pass. Once more after a trim: what the last pass held then is free by now.
        """
        self._collect()
        idle = self._idle_bytes() + self._rejoined_bytes
        needed, self._peak = self._peak - self._taken, self._taken
        self._passes = self._passes + 1 if idle >= WORTH and 4 * needed <= idle else 0
        return self._again or self._passes >= PASSES

    def _idle_bytes(self) -> int:
        return sum(size * len(places) for size, places in self._idle.items())

    def give(self, place: int, size: int, kept: bool) -> None:
        self._returned.append((place, size, kept))

    def host(self, place: int) -> tuple[Any, NDArray[np.uint8], int]:
        """Buffer, host's bytes and offset of a place."""
        segment, start = place >> 48, place & ((1 << 48) - 1)
        return self.buffers[segment], self._hosts[segment], start

    def _fitting(self, size: int) -> int | None:
        for segment, ranges in enumerate(self._free):
            for index, (start, length) in enumerate(ranges):
                if length >= size:
                    ranges[index : index + 1] = [(start + size, length - size)] if length > size else []
                    return (segment << 48) | start
        return None

    def _rejoined(self, size: int) -> int | None:
        self._free_idle()
        return self._fitting(size)

    def _free_idle(self) -> None:
        """Put what lies idle among the free ranges."""
        self._rejoined_bytes += self._idle_bytes()
        for idle_size, places in self._idle.items():
            for place in places:
                self._release(place >> 48, place & ((1 << 48) - 1), idle_size)
        self._idle.clear()

    def _grown(self, size: int) -> int | None:
        """In a new segment, as large as all before it if there is room, so that 16 are enough."""
        first = 0 if self._hosts else ALIGNMENT  # place 0 means none
        for length in (max(size + first, SMALLEST, self.reserved), size + first):
            with contextlib.suppress(MemoryError, cl.Error):
                self._add(length)
                self._free[-1] = [(first, length - first)]
                return self._fitting(size)
        return None

    def _add(self, length: int) -> None:
        if len(self._hosts) == SEGMENTS:
            raise MemoryError
        host = aligned(length)
        flags = cl.mem_flags.READ_WRITE | cl.mem_flags.USE_HOST_PTR
        self.buffers[len(self._hosts)] = cl.Buffer(self._context, flags, hostbuf=host)
        self._hosts.append(host)
        self._free.append([])

    def _collect(self) -> None:
        while self._returned:
            place, size, kept = self._returned.pop()
            self._taken -= size
            self._kept -= size * kept
            self._idle[size].append(place)

    def _release(self, segment: int, start: int, size: int) -> None:
        """Put a range among the free ones, joined with its neighbours."""
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


def give_back(unused: NDArray[np.uint8]) -> None:
    """Let the system take the whole pages of some bytes, which are zeros when they are read again; where it can."""
    advice = getattr(mmap, "MADV_DONTNEED", None)
    if advice is None:
        return
    begin, end = unused.ctypes.data, unused.ctypes.data + len(unused)
    begin, end = -(-begin // mmap.PAGESIZE) * mmap.PAGESIZE, end // mmap.PAGESIZE * mmap.PAGESIZE
    if begin < end:
        ctypes.CDLL(None).madvise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), advice)
