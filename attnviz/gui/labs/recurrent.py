"""One word after the other: what a recurrent net still knows of each word, beside attention's direct path."""

from __future__ import annotations

import numpy as np

from attnviz.digits import counted, percent
from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.gui.labs.panel import Panel, Said, Stand, Turn, said_number
from attnviz.gui.labs.results import of_lab
from attnviz.gui.labs.rows import Rows, heading, scene_of
from attnviz.gui.views.calculation import copied
from attnviz.lab import Knob, lab
from attnviz.labs.recurrent import EVERY, SPREAD, Recurrent
from attnviz.lessons.page import Page
from attnviz.lessons.scene import spoken_name
from attnviz.lessons.step import Step
from attnviz.trace import Array, Trace, Wishes

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
    """How many tokens the net has read; 0 is up to the query in focus. In a long text only its end is asked."""
    count = len(trace.tokens)
    return tuple(range(count + 1)) if count <= EVERY else (0,)


def read_to(page: Page, found: Recurrent) -> tuple[int, Array]:
    """The last token that was read, and the share of each in what the net knows then."""
    read, scene = int(page.step.knob("read", 0)), scene_of(page)
    own = scene.pair.query_index if scene.queries is scene.keys else -1
    return found.shares(read - 1 if read else own)


def finding(page: Page) -> Said | None:
    """What is left of the pair's key, against what the head gives it."""
    found, scene = of_lab(page, "recurrent"), scene_of(page)
    if found is None:
        return None
    end, shares = read_to(page, found)
    key = scene.pair.key_index
    weights = scene.weights_of(end)
    if key >= end:
        text = QT_TRANSLATE_NOOP(
            "labs", "After “{word}”, half of what the net knows is of the last {count} of {all} tokens"
        )
        return text, {
            "word": spoken_name(scene.keys, end, -1),
            "count": counted(found.half(end)),
            "all": counted(end + 1),
        }
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
    end, shares = read_to(page, found)
    weights = scene.weights_of(end)
    influence = found.influence[int(np.flatnonzero(found.ends == end)[0])]
    rows = heading(page)
    rows += [["read up to", str(end), scene.keys.labels[end]], [],
             ["token", "text", "influence", "share", "weight"]]  # fmt: skip
    for at, label in enumerate(scene.keys.labels):
        rows.append([str(at), label, *map(copied, (influence[at], shares[at], weights[at]))])
    return rows


def said_read(value: Knob) -> Said:
    if not value:
        return QT_TRANSLATE_NOOP("labs", "the query"), {}
    return QT_TRANSLATE_NOOP("labs", "token {number}"), {"number": value}


def said_keep(value: Knob) -> Said:
    return "{share}", {"share": percent(float(value), 0)}


PANEL = Panel(
    "recurrent",
    QT_TRANSLATE_NOOP("labs", "Memory of a recurrent net"),
    QT_TRANSLATE_NOOP(
        "labs", "Make the net keep less, or push harder: far words fade. Attention looks straight at each."
    ),
    QT_TRANSLATE_NOOP(
        "labs",
        "Gradients of an untrained net of 32 numbers that reads the model’s word vectors, by our kernels",
    ),
    step,
    (
        Turn("read", QT_TRANSLATE_NOOP("labs", "Read up to"), (0,), 0, said_read, ends),
        Turn("keep", QT_TRANSLATE_NOOP("labs", "A step keeps"), KEEPS, 1.0, said_keep),
        Turn("push", QT_TRANSLATE_NOOP("labs", "A word pushes"), PUSHES, SPREAD, said_number),
    ),
    (11,),
    finding=finding,
    numbers=numbers,
)
