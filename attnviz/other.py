"""What a run is compared with: another text, another model, or the same with a part of the computation changed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """What is done otherwise in a run, in every layer of it.

    Attributes:
        causal: a query sees no keys after it (True), or all (False); None as the model was made. Not of
            cross-attention.
        scaled: scores are divided by sqrt(Dh) (Vaswani et al. 2017, section 3.2.1).
        temperature: scores are divided by this, too, before the softmax; not below ``changed.COLDEST``.
        positions: the model is told where tokens stand; without, as if each stood at position 0.
        removed: (layer, head) of heads whose context is put to 0 before W_O, layers as ``ModelInfo.attention`` has them
            (Michel et al. 2019, equation 2).
        hidden: tokens of the text that no other token looks at, in any layer.
    """

    causal: bool | None = None
    scaled: bool = True
    temperature: float = 1.0
    positions: bool = True
    removed: tuple[tuple[int, int], ...] = ()
    hidden: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is done otherwise."""
        return self != UNCHANGED

    def sharpness(self, head_width: int) -> float:
        """What scores that are divided by sqrt(Dh) are multiplied by."""
        factor: float = 1.0 if self.scaled else head_width**0.5
        return factor / self.temperature


UNCHANGED = Change()


@dataclass(frozen=True)
class Other:
    """A run that a view shows beside the one in focus.

    Attributes:
        text, model: its own; None for those in focus.
        heads: (layer, head) to read in it; () for those that are read of the run in focus.
        change: what is done otherwise in it.
    """

    text: str | None = None
    model: str | None = None
    heads: tuple[tuple[int, int], ...] = ()
    change: Change = UNCHANGED
