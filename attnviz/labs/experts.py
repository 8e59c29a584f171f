"""A mixture of experts: which of them a token passes, and how many of the model's parameters are at work for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnviz.trace import Array, ModelInfo


@dataclass(frozen=True)
class Work:
    """Parameters of a model, counted from the shapes of its arrays.

    Attributes:
        total: all of them.
        one: of one expert in all layers together.
        always: at work for every token: embeddings, attention, routers, norms.
        active: at work for one token: ``always``, and the experts it passes (Jiang et al. 2024, "Mixtral of Experts",
            section 2).
    """

    total: int
    one: int
    always: int
    active: int

    @property
    def share(self) -> float:
        return self.active / self.total


def work_of(model: ModelInfo) -> Work | None:
    """None where it is not known what belongs to the experts."""
    if not model.experts or not 0 < model.expert_parameters <= model.parameters:
        return None
    one = model.expert_parameters // model.experts
    always = model.parameters - model.expert_parameters
    return Work(model.parameters, one, always, always + one * model.experts_used)


def chosen_experts(probabilities: Array, used: int) -> list[int]:
    """The ``used`` experts that a token passes: those of the largest probabilities (E,), the most likely first."""
    return [int(i) for i in np.argsort(-probabilities, kind="stable")[:used]]


def loads(probabilities: Array, used: int) -> Array:
    """Share of the tokens of a text (T, E) that pass each expert (E,); they add up to ``used``."""
    count, experts = probabilities.shape
    chosen = np.argsort(-probabilities, axis=1, kind="stable")[:, :used]  # (T, used)
    shares: Array = (np.bincount(chosen.ravel(), minlength=experts) / max(1, count)).astype(np.float32)
    return shares
