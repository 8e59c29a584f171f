"""One word after the other: what a recurrent net still knows of each word, beside attention's direct path."""

from __future__ import annotations

import numpy as np

from attnviz.digits import percent
from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.gui.labs.panel import Panel, Said, Stand, Turn
from attnviz.gui.labs.rows import Rows, heading, of_lab, scene_of
from attnviz.gui.views.calculation import copied
from attnviz.lab import Knob, lab
from attnviz.labs.recurrent import EVERY, SPREAD
from attnviz.lessons.page import Page
from attnviz.lessons.scene import spoken_name
from attnviz.lessons.step import Step
from attnviz.trace import Trace, Wishes

KEEPS = tuple(round(0.3 + 0.05 * at, 2) for at in range(15))
PUSHES = (0.1, 0.2, 0.35, SPREAD, 0.7, 1.0, 1.5, 2.0, 3.0)


def step(stand: Stand) -> Step:
    """What is left in the net, and the weights of the same row."""
    return Step(
        "recurrent",
        QT_TRANSLATE_NOOP("labs", "One word after the other"),
        "",
        "reading",
        part=2,
        knobs=tuple(sorted(stand.items())),
        wishes=Wishes(states=True, labs=(lab("recurrent", keep=stand["keep"], push=stand["push"]),)),
    )


def ends(trace: Trace) -> tuple[Knob, ...]:
    """Tokens that the net has not read yet, as numbers below zero. In a long text only its end is asked."""
    count = len(trace.tokens)
    return tuple(range(1 - count, 1)) if count <= EVERY else (0,)


def finding(page: Page) -> Said | None:
    """What is left of the pair's key, against what the head gives it."""
    found, scene = of_lab(page, "recurrent"), scene_of(page)
    if found is None:
        return None
    end, shares = found.shares(len(found.states) - 1 + int(page.step.knob("unread", 0)))
    key = scene.pair.key_index
    weights = scene.weights_of(end)
    if key >= end:
        text = QT_TRANSLATE_NOOP(
            "labs", "After “{word}”, half of what the net knows is of the last {count} of {all} tokens"
        )
        return text, {"word": spoken_name(scene.keys, end, -1), "count": found.half(end), "all": end + 1}
    text = QT_TRANSLATE_NOOP(
        "labs", "“{key}”, {distance} back: {left} of what the net knows, {weight} of this head’s attention"
    )
    return text, {
        "key": spoken_name(scene.keys, key, end),
        "distance": end - key,
        "left": percent(float(shares[key])),
        "weight": percent(float(weights[key])),
    }


def numbers(page: Page) -> Rows:
    """Each token's influence on the state, its share of all, and its weight in the head's row."""
    found, scene = of_lab(page, "recurrent"), scene_of(page)
    if found is None:
        return []
    end, shares = found.shares(len(found.states) - 1 + int(page.step.knob("unread", 0)))
    weights = scene.weights_of(end)
    influence = found.influence[int(np.flatnonzero(found.ends == end)[0])]
    rows = heading(page)
    rows += [["read up to", str(end), scene.keys.labels[end]], [],
             ["token", "text", "influence", "share", "weight"]]  # fmt: skip
    for at, label in enumerate(scene.keys.labels):
        rows.append([str(at), label, *map(copied, (influence[at], shares[at], weights[at]))])
    return rows


def said_unread(value: Knob) -> Said:
    if not value:
        return QT_TRANSLATE_NOOP("labs", "the whole text"), {}
    return QT_TRANSLATE_NOOP("labs", "all but {count}"), {"count": -int(value)}


def said_keep(value: Knob) -> Said:
    return "{share}", {"share": percent(float(value), 0)}


def said_push(value: Knob) -> Said:
    return "{number}", {"number": f"{value:g}"}


PANEL = Panel(
    "recurrent",
    QT_TRANSLATE_NOOP("labs", "Memory of a recurrent net"),
    QT_TRANSLATE_NOOP(
        "labs", "Make the net keep less, or push harder: far words fade. Attention looks straight at each."
    ),
    QT_TRANSLATE_NOOP(
        "labs",
        "Lengths of the gradients of the net’s state, by our kernels; an untrained net of 32 numbers on the model’s word "
        "vectors",
    ),
    step,
    (
        Turn("unread", QT_TRANSLATE_NOOP("labs", "The net has read"), (0,), 0, said_unread, ends),
        Turn("keep", QT_TRANSLATE_NOOP("labs", "A step keeps"), KEEPS, 1.0, said_keep),
        Turn("push", QT_TRANSLATE_NOOP("labs", "A word pushes"), PUSHES, SPREAD, said_push),
    ),
    (11,),
    finding,
    numbers,
)
