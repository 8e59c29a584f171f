"""What a lab works with: the device, the model, and what its run left there; and how a lab is done by its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module

from attnviz.compute.failing import is_gone
from attnviz.compute.ops import Ops
from attnviz.errors import UserError, alone
from attnviz.lab import Lab, Result
from attnviz.model.forward import Attention, Forward, Network
from attnviz.trace import DeviceInfo, HeadId, HeadTrace, Tokens

LABS: tuple[str, ...] = (
    "scaling", "recurrent", "gemm", "tiles", "tile_rates", "cost", "sparse", "sparse_cost", "flash", "linear",
    "linear_cost",
)  # fmt: skip
"""names of the files; a lab is opened by no other name"""


@dataclass(frozen=True)
class Workbench:
    """A run that has tokens.

    Attributes:
        focus: the head that the user looks at.
        heads: those that were read, the one in focus among them.
    """

    ops: Ops
    model: Network
    tokens: Tokens
    forward: Forward
    focus: HeadId
    heads: Mapping[HeadId, HeadTrace]

    @property
    def head(self) -> HeadTrace:
        """The one in focus."""
        return self.heads[self.focus]

    @property
    def attention(self) -> Attention:
        """Of the layer in focus, on the device."""
        return self.forward.layers[self.focus[0]]


class Laboratory:
    """Does experiments, and keeps what came of those that only measure the device."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Lab, DeviceInfo], Result] = {}

    def do(self, labs: Iterable[Lab], bench: Workbench) -> dict[Lab, Result | UserError]:
        """Each lab's result, or why there is none.

        Raises:
            DeviceFailed: the device is gone.
        """
        found: dict[Lab, Result | UserError] = {}
        for lab in labs:
            place = lab, bench.ops.info
            try:
                found[lab] = self._kept[place] if place in self._kept else run(lab, bench)
            except UserError as error:
                if is_gone(error):
                    raise
                found[lab] = alone(error)
                continue
            if not depends_on_text(lab):
                self._kept[place] = found[lab]
        return found


def run(lab: Lab, bench: Workbench) -> Result:
    """Do an experiment.

    Raises:
        UserError: it cannot be done with this model, text or device; the message says why.
        ValueError: there is no such lab, or it has no such knob.
    """
    if lab.name not in LABS:
        raise ValueError(f"no lab {lab.name!r}")
    try:
        return import_module(f"attnviz.labs.{lab.name}").experiment(bench, **dict(lab.knobs))
    except TypeError as error:
        raise ValueError(f"{lab}: {error}") from error


def depends_on_text(lab: Lab) -> bool:
    """Whether another text gives another result: a lab that only measures the device sets TEXT to False."""
    return bool(getattr(import_module(f"attnviz.labs.{lab.name}"), "TEXT", True))
