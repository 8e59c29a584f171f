"""Device memory that is used again: a fresh buffer costs more than a small kernel, and typing asks for few sizes."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from functools import cache
from typing import Any

from attnviz.compute.failing import no_memory
from attnviz.compute.runtime import cl
from attnviz.performance import Held

IDLE_LIMIT = 256 << 20
"""bytes kept for later use"""


class Block:
    """A piece of device memory. It goes back to its pool when nobody refers to it any more.

    Going back while a queued kernel still uses it is safe: the queue runs in order, so the next user comes later.
    """

    __slots__ = ("_pool", "_size", "_used_again", "buffer")

    def __init__(self, buffer: Any, pool: Pool, size: int, used_again: bool = True) -> None:
        self.buffer = buffer
        self._pool = pool
        self._size = size
        self._used_again = used_again

    def __del__(self) -> None:
        self._pool.give(self._size, self.buffer if self._used_again else None)


class Pool:
    """Idle buffers by size, and a count of all that is held.

    ``take`` belongs to the thread of the device. ``give`` may come from any thread at any moment, even from within
    ``take`` (the garbage collector), so it does nothing but append to a list and never touches the queue.
    """

    def __init__(self, context: Any, queue: Any, limit: int = IDLE_LIMIT) -> None:
        self._context = context
        self._queue = queue
        self._limit = limit
        self._returned: list[tuple[int, Any]] = []
        self._idle: dict[int, list[Any]] = defaultdict(list)
        self._idle_bytes = self._working_bytes = self._kept_bytes = 0
        self._open = True

    def take(self, size: int) -> Block:
        """Memory of at least ``size`` bytes, with whatever was in it before.

        Raises:
            UserError: the device has no more memory.
        """
        size = size_class(size)
        if self._returned:
            self._collect()
        if idle := self._idle[size]:
            self._idle_bytes -= size
            return Block(idle.pop(), self, size)
        if self._idle_bytes > self._limit:
            self.clear()
        return Block(self._allocate(size), self, size)

    def keep(self, size: int, buffer: Any) -> Block:
        """Count a buffer that was made elsewhere and is not used again: weights."""
        self._kept_bytes += size
        return Block(buffer, self, size, used_again=False)

    def held(self) -> Held:
        """Bytes of what is kept, and of what is taken or idle."""
        self._collect()
        return Held(self._kept_bytes, self._working_bytes)

    def give(self, size: int, buffer: Any | None) -> None:
        """Take memory back; without a buffer, only its count."""
        if self._open:
            self._returned.append((size, buffer))

    def close(self) -> None:
        """Free everything idle, now and later; of a device that has gone, too."""
        self._open = False
        with contextlib.suppress(cl.Error):
            self._queue.finish()
        self._free()

    def clear(self) -> None:
        """Free all idle buffers, once the kernels that used them are done."""
        self._queue.finish()
        self._free()

    def _free(self) -> None:
        self._collect()
        self._idle.clear()
        self._working_bytes -= self._idle_bytes
        self._idle_bytes = 0

    def _collect(self) -> None:
        while self._returned:
            size, buffer = self._returned.pop()
            if buffer is None:
                self._kept_bytes -= size
            else:
                self._idle[size].append(buffer)
                self._idle_bytes += size

    def _allocate(self, size: int) -> Any:
        try:
            buffer = cl.Buffer(self._context, cl.mem_flags.READ_WRITE, size)
        except cl.Error:
            try:
                self.clear()
                buffer = cl.Buffer(self._context, cl.mem_flags.READ_WRITE, size)
            except cl.Error as error:
                raise no_memory(size) from error
        self._working_bytes += size
        return buffer


@cache  # a few hundred sizes at most, asked for fifty times in a run
def size_class(size: int) -> int:
    """The next of four sizes per power of two, so that a few classes serve texts of every length."""
    step = max(4096, 1 << (max(size, 1).bit_length() - 3))
    return -(-size // step) * step
