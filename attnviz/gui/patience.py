"""What waits while a text is typed: pictures of all heads and the like, of a long one, and what times the device, of
any, are asked for once the typing pauses.

So do many runs to compare with, of a text of any length: the head in focus does not wait for them.

They cost by the square of the text, in every head; what else a run makes grows with the text alone. On a processor of
two cores (PoCL) SmolLM2's 270 heads took 0.1 s more at 250 tokens and 2.5 s more at 2,000, at each key press.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from attnviz.lab import Lab
from attnviz.trace import Trace, TraceRequest, Wishes

LIVE = 8_000_000
"""Weights that all heads of a text have together, up to which all is made anew at each key press: about 50 ms."""
COMPARED = 50
"""Milliseconds that runs to compare with may take for the head in focus to wait for them."""
PAUSE, LONGEST_PAUSE = 150, 1000
"""milliseconds without a key press before the rest is asked for; what takes long waits for a longer pause"""
PIECE = 4
"""characters of a token, at the most usual: how long a text will be that was just pasted"""


def grants(request: TraceRequest, wishes: Wishes) -> bool:
    """The answer to ``request`` holds all that is wished."""
    return (
        set(wishes.heads) <= set(request.heads)
        and wishes.thumbnails <= request.thumbnails
        and wishes.facts <= request.facts
        and set(wishes.rows) <= set(request.rows)
        and wishes.states <= request.states
        and wishes.means <= request.means
        and wishes.outputs <= request.outputs
        and wishes.next_words <= request.next_words
        and set(wishes.others) <= set(request.others)
        and set(wishes.labs) <= set(request.labs)
    )


def at_once(wishes: Wishes) -> Wishes:
    """The part of the wishes that costs little for a text of any length."""
    return Wishes(heads=wishes.heads, rows=wishes.rows, next_words=wishes.next_words)


def without_measuring(wishes: Wishes, measured: Collection[Lab], but: int) -> Wishes:
    """The wishes without labs that time the device and have not yet, ``but`` so many.

    Each may take half a second, whatever the text is, and what is typed meanwhile is answered after it.
    """
    if not wishes.labs:
        return wishes
    from attnviz.labs.workbench import depends_on_text  # a start reads no lab

    later = [lab for lab in wishes.labs if lab not in measured and not depends_on_text(lab)][but:]
    return replace(wishes, labs=tuple(lab for lab in wishes.labs if lab not in later)) if later else wishes


def is_long(text: str, last: Trace | None, others: int = 0) -> bool:
    """Whether views have to wait, as far as the run before tells: the new text is not cut into tokens yet.

    ``others``: how many runs it is to be compared with.
    """
    if last is None:
        return False
    model = last.model
    count = min(max(len(last.tokens), len(text) // PIECE), model.limit)
    compared = others * last.milliseconds.get("forward", 0.0)
    return model.attentions * model.heads * count**2 > LIVE or compared > COMPARED


def joined(new: Trace, old: Trace | None) -> Trace:
    """``new`` with what ``old`` holds besides, where both are of the same text in the same model.

    What depends on the heads asked for, ``others`` and ``labs``, is only taken where those are the same.
    """
    if old is None or _what_ran(new.request) != _what_ran(old.request):
        return new
    asked, before, more = new.request, old.request, {}
    if before.thumbnails > asked.thumbnails:
        asked = replace(asked, thumbnails=before.thumbnails)
        more["thumbnails"] = old.thumbnails
    for name in ("facts", "states", "means", "outputs"):
        if getattr(before, name) and not getattr(asked, name):
            asked = replace(asked, **{name: True})
            more[name] = getattr(old, name)
    for name in ("others", "labs") if before.heads == asked.heads else ():
        if getattr(before, name) and not getattr(asked, name):
            asked = replace(asked, **{name: getattr(before, name)})
            more[name] = getattr(old, name)
    return replace(new, request=asked, **more) if asked is not new.request else new


def _what_ran(request: TraceRequest) -> tuple[object, ...]:
    return request.text, request.model, request.device, request.beams


def pause_after(rest_ms: float) -> int:
    """Milliseconds to wait for, when what was asked for after the last pause took ``rest_ms``."""
    return round(min(max(PAUSE, rest_ms), LONGEST_PAUSE))
