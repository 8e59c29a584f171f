"""What a run cost its device, set against what the device can do, and how far its answer is from the numpy twin's.

Rates are in GFLOP/s and GB/s; a multiply-add counts as two operations. Which of the two ceilings holds a kernel back is
the roofline model (Williams, Waterman and Patterson 2009): the one that it reaches the larger share of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

TWIN_LIMIT = 512
"""Tokens up to which an answer is compared with numpy: beyond that numpy alone would take many seconds."""


@dataclass(frozen=True)
class Launch:
    """All launches of one kernel in one run.

    Attributes:
        milliseconds: inside the kernel, by the device's own clock.
        flops: operations of its products, or of its sums where it has none; 0 when only moving data.
        bytes: what it must at least read and write.
    """

    kernel: str
    calls: int
    milliseconds: float
    flops: float
    bytes: float

    @property
    def gflops(self) -> float:
        return 1e-6 * self.flops / self.milliseconds if self.milliseconds else 0.0

    @property
    def gbytes(self) -> float:
        return 1e-6 * self.bytes / self.milliseconds if self.milliseconds else 0.0


@dataclass(frozen=True)
class Ceiling:
    """The most that was ever measured on a device: arithmetic of a large product, and moving memory."""

    gflops: float
    gbytes: float


@dataclass(frozen=True)
class Held:
    """Bytes that a device holds for us: weights of the model, and buffers that runs use in turn."""

    weights: int
    working: int


@dataclass(frozen=True)
class Profile:
    """The kernels of one run.

    Attributes:
        forward: those of the forward pass, in order of their first launch; empty where there are no kernels (numpy).
        heads: those that made the heads on screen.
        held: None where nobody counts.
        ceiling: None until it has been measured.
    """

    forward: tuple[Launch, ...] = ()
    heads: tuple[Launch, ...] = ()
    held: Held | None = None
    ceiling: Ceiling | None = None

    @property
    def launches(self) -> tuple[Launch, ...]:
        """All kernels of the run, each once."""
        return added_up((*self.forward, *self.heads))


def added_up(launches: Iterable[Launch]) -> tuple[Launch, ...]:
    """One entry for each kernel, in order of first appearance."""
    found: dict[str, Launch] = {}
    for one in launches:
        found[one.kernel] = total(one.kernel, (found[one.kernel], one)) if one.kernel in found else one
    return tuple(found.values())


def total(name: str, launches: Iterable[Launch]) -> Launch:
    """Several kernels as if they were one."""
    every = tuple(launches)
    return Launch(
        name,
        sum(one.calls for one in every),
        sum(one.milliseconds for one in every),
        sum(one.flops for one in every),
        sum(one.bytes for one in every),
    )


@dataclass(frozen=True)
class Share:
    """How close a kernel came to its ceiling: 1 is all that the device can do; more, that its data lay in a cache.

    Attributes:
        bound: "arithmetic" or "memory": what holds it back.
    """

    share: float
    bound: str


def share_of(launch: Launch, ceiling: Ceiling) -> Share:
    """Least time that the ceiling allows, as a share of the time taken."""
    arithmetic, memory = launch.gflops / ceiling.gflops, launch.gbytes / ceiling.gbytes
    return Share(arithmetic, "arithmetic") if arithmetic > memory else Share(memory, "memory")


def share_of_all(launches: Iterable[Launch], ceiling: Ceiling) -> float:
    """Of a whole run: each kernel's least time, added up, over the time taken."""
    every = tuple(launches)
    taken = sum(one.milliseconds for one in every)
    return sum(share_of(one, ceiling).share * one.milliseconds for one in every) / taken if taken else 0.0


@dataclass(frozen=True)
class Difference:
    """The place where two answers are furthest apart.

    Attributes:
        size: |device - twin|; infinite where either is no number.
        device, twin: the two values there.
        layer: of a weight, the layer; of a hidden state, how many layers it has passed (0: the embedding).
        head: -1 for a hidden state.
        row, column: query and key of a weight; token and place in the vector of a hidden state.
    """

    size: float
    device: float = 0.0
    twin: float = 0.0
    layer: int = 0
    head: int = -1
    row: int = 0
    column: int = 0


@dataclass(frozen=True)
class Comparison:
    """A device's answer to one text against that of numpy, over all layers, heads and pairs.

    Attributes:
        compared: how many weights.
    """

    text: str
    model: str
    device: str
    compared: int
    weights: Difference
    hidden: Difference

    WEIGHTS_AGREE, HIDDEN_AGREE = 1e-4, 1e-3

    @property
    def agrees(self) -> bool:
        """Whether what differs is rounding; a wrong kernel shows far above these bounds."""
        return self.weights.size <= self.WEIGHTS_AGREE and self.hidden.size <= self.HIDDEN_AGREE
