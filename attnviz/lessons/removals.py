"""Heads that are removed in turn: the weight that each gives to the pair, and how far the output moves without it."""

from __future__ import annotations

from dataclasses import dataclass

from attnviz.effect import effect_of
from attnviz.errors import UserError
from attnviz.finding import weights_between
from attnviz.lessons.beside import heads_around, others_of
from attnviz.lessons.page import Page
from attnviz.trace import HeadId, ModelInfo, Trace


@dataclass(frozen=True)
class Removal:
    """One head.

    Attributes:
        weight: between the two words of the pair, pieces joined.
        size: see ``Effect.size``.
    """

    head: HeadId
    weight: float
    size: float


def all_heads(page: Page) -> bool:
    """The step's knob asks for every head of the model, not those of one layer."""
    return page.step.knob("of", "layer") == "all"


def removals_of(page: Page) -> list[Removal] | UserError | None:
    """Of the heads around the one in focus, or of all that have been removed so far; None while there are none."""
    scene = page.scene
    if scene is None:
        return None
    trace, focus = scene.trace, scene.focus
    queries, keys = scene.queries.word(scene.pair.query_index), scene.keys.word(scene.pair.key_index)
    if all_heads(page):
        # layers whose queries and keys are of the same texts: in others there is no such pair
        alike = [
            layer
            for layer in range(trace.model.attentions)
            if trace.queries(layer) is scene.queries and trace.keys(layer) is scene.keys
        ]
        weights = weights_between(trace.rows, alike, queries, keys)
        if weights is None:
            return None
        found = page.removals
        return [
            Removal((layer, head), float(weights[row, head]), found[layer, head])
            for row, layer in enumerate(alike)
            for head in range(trace.model.heads)
            if (layer, head) in found
        ] or None
    runs = [trace.others.get(other) for other in others_of(page.step.beside, scene)]
    failed = next((run for run in runs if isinstance(run, UserError)), None)
    if failed is not None:
        return failed
    weights = weights_between(trace.rows, (focus.layer,), queries, keys)
    sizes = [effect_of(trace, run).size for run in runs if isinstance(run, Trace)]
    if weights is None or len(sizes) < len(runs) or any(size is None for size in sizes):
        return None
    heads = heads_around(scene)
    return [
        Removal((focus.layer, head), float(weights[0, head]), size)
        for head, size in zip(heads, sizes, strict=True)
        if size is not None
    ]


def effect_kind(model: ModelInfo) -> str:
    """What moves where a model is changed: "written", its translation; "words", what it expects next; "vector"."""
    return {"encoder-decoder": "written", "decoder": "words"}.get(model.kind, "vector")
