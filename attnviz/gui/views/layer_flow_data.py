"""What one picture of a flow over layers says, without a pixel of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnviz.rollout import Flow, Units
from attnviz.trace import Trace

NOTHING = 0.0005
"""A share that is printed as 0."""


@dataclass(frozen=True)
class FlowOptions:
    """How a flow is worked out.

    Attributes:
        kind: one of ``rollout.KINDS``.
        special_tokens: they count. Without them, as the view opens, words are seen: with them, most of the flow through
            many layers comes from [CLS] alone, where heads look that have nothing to do.
        joined: the pieces of a word are one.
    """

    kind: str = "rollout"
    special_tokens: bool = False
    joined: bool = True


@dataclass(frozen=True)
class Scene:
    """All that one picture says.

    Attributes:
        ladder: the units of every level that can be chosen, as ``rollout.level_units`` has them.
        whole: the flow between all units of the text.
        shown: the same between those that are drawn; the last one may stand for all others.
        source: the input that is spoken of, a unit of ``shown``; None where the input is the chosen word alone.
        named: the user chose that input; else it is the strongest one.
    """

    trace: Trace
    options: FlowOptions
    ladder: tuple[Units, ...]
    whole: Flow
    shown: Flow
    source: int | None
    named: bool = False

    @property
    def chosen(self) -> str:
        """The name of the word that everything flows to."""
        return self.shown.units[-1].names[self.shown.chosen]

    @property
    def followed(self) -> tuple[int, int] | None:
        """The (level, unit) whose part of the flow stands out: the input that the user chose."""
        return (self.shown.bottom, self.source) if self.named and self.source is not None else None

    @property
    def crosses(self) -> bool:
        """The word is one that the decoder writes."""
        return self.whole.units[-1] is not self.whole.units[0]

    @property
    def joins(self) -> int:
        """How many inputs are drawn as one, as "others"."""
        return len(self.whole.units[0]) - len(self.shown.units[0]) + 1 if self.shown is not self.whole else 0

    @property
    def itself(self) -> int | None:
        """The chosen word among the inputs; None for one that the decoder writes."""
        if self.crosses:
            return None
        token = self.shown.units[-1].first_token(self.shown.chosen)
        return self.shown.units[0].of_token(token)

    @property
    def levels(self) -> range:
        """The levels that the picture has room for: of one layer's weights, two."""
        if self.options.kind == "raw":
            return range(self.shown.bottom, self.shown.top + 1)
        return range(len(self.ladder))

    def units(self, level: int) -> Units:
        """What is drawn at a level."""
        at = level - self.shown.bottom
        if 0 <= at < len(self.shown.units):
            return self.shown.units[at]
        if self.ladder[level] is self.whole.units[0]:
            return self.shown.units[0]
        return self.ladder[level]

    def share(self, level: int, unit: int) -> float:
        """Of what reaches the chosen word, how much passes a unit of a level; 0 above the word."""
        at = level - self.shown.bottom
        return float(self.shown.shares[at][unit]) if 0 <= at < len(self.shown.shares) else 0.0

    def rank(self, level: int, unit: int) -> int:
        """1 for the unit with the largest share of its level."""
        shares = self.shown.shares[level - self.shown.bottom]
        return int(np.count_nonzero(shares > shares[unit])) + 1

    def is_others(self, level: int, unit: int) -> bool:
        return bool(self.joins) and self.units(level) is self.shown.units[0] and unit == len(self.units(level)) - 1


def source_of(flow: Flow, itself: int | None, wanted: int | None, others: bool) -> tuple[int | None, bool]:
    """The input to speak of, and whether it is the one that was wanted: else the strongest that is another word."""
    if wanted is not None and wanted != itself:
        return wanted, True
    inputs = flow.inputs.copy()
    if itself is not None:
        inputs[itself] = -1.0
    if others and len(inputs) > 2:
        inputs[-1] = -1.0
    best = int(inputs.argmax())
    if itself is not None and inputs[best] < NOTHING:
        return itself, False  # the first word of a decoder's text, to which only itself can flow
    return (best if inputs[best] >= 0 else None), False
