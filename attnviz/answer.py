"""From a forward pass to a trace: what a request wants of it is made on the device and read back."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from attnviz.beside import STILL_WANTED, Progress
from attnviz.compute.ops import Ops
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.heads import FACTS, POSITIONAL
from attnviz.loading import Loaded
from attnviz.model import Bert, Decoder, all_heads, reading, whole_text
from attnviz.passes import Run, masked
from attnviz.text.candidates import next_words
from attnviz.trace import Array, HeadId, HeadTrace, Trace, TraceRequest

OVERFLOW = QT_TRANSLATE_NOOP(
    "errors",
    "{model}: on this text its numbers grow beyond what 32 bits can hold, so that there is nothing to "
    "show. Its weights are damaged or not trained.",
)
KNOWN_FACTS = [at for at, fact in enumerate(FACTS) if fact not in (*POSITIONAL, "same")]
"""facts that every head has"""
WHOLE = 8_000_000
"""weights of all heads, about 50 ms, from which a view's picture of them is made layer by layer, to be broken off"""

FEW = 1 << 12
"""numbers so few that numpy adds up their squares in this thread alone"""
MANY = 1 << 20
"""numbers from which on an array of truths about them is not worth its memory"""


class NotNumbers(UserError):
    """What came back is no number: the model's own overflow, or a device that computes nonsense."""


def answer(request: TraceRequest, run: Run, start: float, progress: Progress, loading: float = 0.0) -> Trace:
    """All but the profile, and other runs.

    Args:
        run: its pass may still be computed.
        start: when the pass began, by ``time.perf_counter``.
        loading: seconds that went before it, for the total.
        progress: asked between the parts of what takes long; what it raises, this raises, once the pass is computed.

    Raises:
        NotNumbers: something to be shown is none.
        UserError: the device fails, or a head of a trace file holds what is no number.
    """
    loaded, forward, ops, model = run.loaded, run.forward, run.loaded.ops, run.loaded.model
    wanted = tuple(_clamped(request.heads, loaded, run))
    asked = [reading.ask(ops, forward.layers[layer], head) for layer, head in wanted]
    if request.thumbnails or request.facts:
        ops.start()  # asking for what follows takes Python half a millisecond, in which the pass can begin
    together = all_heads.ask(ops, model, forward, run.tokens, run.target, request, _pause(run, ops, progress))
    fits = whole_text.fits(run.tokens, run.target)
    whole = whole_text.WholeText()
    if fits:
        whole = whole_text.ask(ops, model, forward, run.change, loaded.projections, request)
    ops.finish()  # the pass and its heads go to the device together
    computed = time.perf_counter()
    heads = {at: reading.read(ops, one) for at, one in zip(wanted, asked, strict=True)}
    if fits and request.outputs:
        heads = {at: _with_output(run, at, head) for at, head in heads.items()}
    try:
        more = {
            "target": run.target,
            "rewritten": run.rewritten,
            **all_heads.read(ops, together),
            **whole_text.read(ops, whole, loaded.projections),
            **_next_words(run, request),
        }
    except np.linalg.LinAlgError:  # eigenvalues of what is no number
        raise NotNumbers(OVERFLOW, model=model.info.name) from None
    routers = [router for router in forward.routers if router is not None]
    if routers and len(routers) == len(forward.routers):
        more["routers"] = np.stack(ops.download_all(routers))
    _check_numbers(loaded, heads, more)
    end = time.perf_counter()
    milliseconds = {
        "tokenise": run.tokenise_ms,
        "forward": max(0.0, 1e3 * (computed - start) - run.tokenise_ms),
        "heads": 1e3 * (end - computed),
        "total": 1e3 * (end - start + loading),
    }
    return Trace(request, run.tokens, model.info, ops.info, heads, milliseconds, **more)


def _pause(run: Run, ops: Ops, progress: Progress) -> Callable[[], None] | None:
    """What to do between two layers; None for a text so short that nobody would be quicker."""
    info = run.loaded.model.info
    if info.attentions * info.heads * max(len(run.tokens), len(run.target or ())) ** 2 <= WHOLE:
        return None

    def pause() -> None:
        ops.finish()
        progress(*STILL_WANTED)

    return pause


def _check_numbers(loaded: Loaded, heads: dict[HeadId, HeadTrace], more: dict[str, Any]) -> None:
    """Weights near the end of float32 are numbers each, and what is computed of them is none."""
    arrays = [
        getattr(head, part) for head in heads.values() for part in ("query", "key", "value", "weights", "context")
    ]
    overview = more.get("thumbnails")
    if overview is not None and loaded.model.info.captured_by and not np.isfinite(overview).all():
        for name in ("thumbnails", "facts", "rows"):  # one head of a file may overflow where the others do not
            more.pop(name, None)
    arrays += [more[name] for name in ("thumbnails", "states", "routers") if more.get(name) is not None]
    arrays += [head.output for head in heads.values() if head.output is not None]
    if not loaded.model.info.captured_by:
        arrays += [*(more.get("means") or ()), *(row for rows in more.get("rows", {}).values() for row in rows)]
        arrays += [more["facts"].values[..., KNOWN_FACTS]] if "facts" in more else []
    masked_ones = [head.scores for head in heads.values()]
    words = [more.get("next_words"), *more.get("guesses", {}).values()]
    masked_ones += [one.logits for one in words if one is not None]
    check(loaded, arrays, masked_ones)


def check(loaded: Loaded, arrays: Iterable[Array], masked_ones: Iterable[Array] = ()) -> None:
    """
    Args:
        masked_ones: those that may be -inf.

    Raises:
        NotNumbers: something else in there is none, or infinite.
    """
    # the largest number tells of NaN, too, and needs no array of truths
    if not all(map(_finite, arrays)) or any(array.size and not array.max() < np.inf for array in masked_ones):
        raise NotNumbers(OVERFLOW, model=loaded.model.info.name)


def _finite(array: Array) -> bool:
    if array.size < FEW and math.isfinite(np.vdot(array, array)):  # one call in place of two; squares may overflow
        return True
    if array.size < MANY:
        return bool(np.isfinite(array).all())
    return bool(array.max() < np.inf and array.min() > -np.inf)


def _with_output(run: Run, at: HeadId, head: HeadTrace) -> HeadTrace:
    loaded = run.loaded
    if loaded.projections is None:
        return head
    return loaded.projections.with_output(loaded.ops, head, at, removed=at in run.change.removed)


def _next_words(run: Run, request: TraceRequest) -> dict[str, Any]:
    """What a decoder expects next, or which words an encoder guesses."""
    model, tokenizer = run.loaded.model, run.loaded.tokenizer
    if not request.next_words:
        return {}
    if isinstance(model, Decoder) and len(run.tokens):
        return {"next_words": next_words(model.next_logits(run.forward), tokenizer)}
    if isinstance(model, Bert):
        places = masked(run.loaded, run.tokens)
        return {"guesses": {at: next_words(model.word_scores(run.forward, at), tokenizer) for at in places}}
    return {}


def _clamped(heads: tuple[HeadId, ...], loaded: Loaded, run: Run) -> Iterator[HeadId]:
    """Those that there are, the last ones in place of those that there are not."""
    if not len(run.tokens):
        return
    info = loaded.model.info
    for layer, head in heads:
        yield max(0, min(layer, info.attentions - 1)), max(0, min(head, info.heads - 1))


def not_numbers(value: object) -> bool:
    """Whether a NaN is somewhere in what a lab found."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind == "f" and bool(np.isnan(value).any())
    if isinstance(value, (list, tuple)):
        return any(map(not_numbers, value))
    if is_dataclass(value) and not isinstance(value, type):
        return any(not_numbers(getattr(value, field.name)) for field in fields(value))
    return isinstance(value, (float, np.floating)) and bool(np.isnan(value))
