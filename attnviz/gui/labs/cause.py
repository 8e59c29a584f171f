"""Weight against cause: a head or a word taken away, and every head in its turn as a dot."""

from __future__ import annotations

from attnviz.digits import number, percent, printed_small
from attnviz.effect import effect_of, rank_correlation
from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.gui.labs.panel import Panel, Said, Stand, Turn
from attnviz.gui.labs.rows import Rows, heading, scene_of
from attnviz.gui.views.calculation import copied
from attnviz.lab import Knob
from attnviz.lessons.beside import others_of
from attnviz.lessons.page import Page
from attnviz.lessons.removals import effect_kind, removals_of
from attnviz.lessons.scene import word_name
from attnviz.lessons.step import Step
from attnviz.trace import Trace, Wishes

OUTPUT = Wishes(states=True, next_words=True)
ALONE = {"head": "without head", "word": "without word"}


def step(stand: Stand) -> Step:
    """One experiment, or the dots of many."""
    title, knobs = QT_TRANSLATE_NOOP("labs", "Weight against cause"), tuple(sorted(stand.items()))
    shown = str(stand["show"])
    if shown in ALONE:
        return Step("cause", title, "", "cause", knobs=knobs, beside=ALONE[shown], wishes=OUTPUT)
    beside = "" if stand["of"] == "all" else "without each head"
    return Step("cause", title, "", "effects", knobs=knobs, beside=beside, rows=True, wishes=OUTPUT)


def removes(stand: Stand) -> bool:
    return stand["show"] == "heads" and stand["of"] == "all"


def weight_of(page: Page) -> float:
    """Of the query in focus on the word of the key, in the head in focus, as the picture adds it up."""
    scene = scene_of(page)
    return float(scene.pair.row_weights[list(scene.keys.word(scene.pair.key_index))].sum())


def size_of(page: Page) -> float | None:
    """How far the output moves in the one run that is beside."""
    scene = scene_of(page)
    (asked,) = others_of(page.step.beside, scene)
    other = scene.trace.others.get(asked)
    return effect_of(scene.trace, other).size if isinstance(other, Trace) else None


def finding(page: Page) -> Said | None:
    """The weight and what became of the output; of many heads, how far the two go together."""
    scene = scene_of(page)
    if page.step.picture == "effects":
        found = removals_of(page)
        if not isinstance(found, list):
            return None
        rank = rank_correlation([dot.weight for dot in found], [dot.size for dot in found])
        text = QT_TRANSLATE_NOOP("labs", "Weight and effect of {count} heads: rank correlation {number}")
        return (text, {"number": number(rank), "count": len(found)}) if rank == rank else None
    size = size_of(page)
    if size is None:
        return None
    written = printed_small(size) if effect_kind(scene.trace.model) == "vector" else percent(size)
    values = {
        "weight": percent(weight_of(page)),
        "key": word_name(scene.keys, scene.pair.key_index, scene.pair.query_index),
        "size": written,
    }
    if page.step.beside == ALONE["word"]:
        return QT_TRANSLATE_NOOP("labs", "{weight} on “{key}”; hidden, it moves the output by {size}"), values
    return QT_TRANSLATE_NOOP("labs", "{weight} on “{key}”; without this head the output moves by {size}"), values


def numbers(page: Page) -> Rows:
    """Each head with its weight and effect; or the one experiment."""
    kind = {
        "vector": "1 - cosine of the sentence vector",
        "words": "probability that moved to other next words",
        "written": "share of the translation that is another one",
    }[effect_kind(scene_of(page).trace.model)]
    if page.step.picture == "effects":
        found = removals_of(page)
        if not isinstance(found, list):
            return []
        dots = [[str(dot.head[0]), str(dot.head[1]), copied(dot.weight), copied(dot.size)] for dot in found]
        return [*heading(page), ["layer", "head", "weight between the two words", f"removed: {kind}"], *dots]
    size = size_of(page)
    if size is None:
        return []
    return [*heading(page), ["weight between the two words", copied(weight_of(page))], [kind, copied(size)]]


def said_show(value: Knob) -> Said:
    names = {
        "head": QT_TRANSLATE_NOOP("labs", "This head off"),
        "word": QT_TRANSLATE_NOOP("labs", "Word hidden"),
        "heads": QT_TRANSLATE_NOOP("labs", "Many heads"),
    }
    return names[str(value)], {}


def said_of(value: Knob) -> Said:
    names = {"layer": QT_TRANSLATE_NOOP("labs", "This layer"), "all": QT_TRANSLATE_NOOP("labs", "All layers")}
    return names[str(value)], {}


PANEL = Panel(
    "cause",
    QT_TRANSLATE_NOOP("labs", "Weight against cause"),
    QT_TRANSLATE_NOOP("labs", "Take a head or a word away and run the model again. Does the largest weight do most?"),
    QT_TRANSLATE_NOOP("labs", "Real runs without the head or word; effect: how far the model's output moves"),
    step,
    (
        Turn("show", QT_TRANSLATE_NOOP("labs", "Try"), ("head", "word", "heads"), "heads", said_show),
        Turn("of", QT_TRANSLATE_NOOP("labs", "Of"), ("layer", "all"), "layer", said_of,
             used=lambda stand: stand["show"] == "heads"),
    ),
    (22,),
    removes=removes,
    finding=finding,
    numbers=numbers,
)  # fmt: skip
