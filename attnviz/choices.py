"""What a command line may choose in a view: NAME=VALUE each, as the choices that the view itself stores.

Nothing here knows a text or a model: whether there is such a word or head is told once they are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from attnviz.errors import QT_TRANSLATE_NOOP, UserError

State = dict[str, Any]
PATTERNS = ("itself", "previous", "next", "same", "first", "special", "broad", "mixed")
FLOWS = ("rollout", "flow", "raw")
"""Those of heads.py and rollout.py, which read numpy."""


UNKNOWN = QT_TRANSLATE_NOOP("errors", "{given} is no choice of {view}; its choices are: {choices}")
CANNOT_BE = QT_TRANSLATE_NOOP("errors", "{given} cannot be: {name} takes {values}")
ONE_OF = QT_TRANSLATE_NOOP("errors", "compare takes one of text, head, layer and model, or head together with model")


class NoChoice(UserError, ValueError):
    """A view has no such name, or it cannot take that value."""


class Clash(NoChoice):
    """What one name says another has said otherwise."""


class WrongChoice(UserError):
    """This text or model has not what the command line names."""


@dataclass(frozen=True)
class Named:
    """One name that a view understands.

    Attributes:
        values: what may stand after the "=", as a person reads it.
        take: puts a value into the state; raises ValueError for one that is none.
    """

    values: str
    take: Callable[[State, str], None]


def choices_of(view: str, given: Iterable[tuple[str, str]]) -> State:
    """The state of a view for the NAME, VALUE that are given.

    Raises:
        NoChoice: the view has no such name, or it cannot take that value.
    """
    state: State = {}
    names = CHOICES[view]
    for name, value in given:
        if name not in names:
            raise NoChoice(UNKNOWN, given=repr(name), view=view, choices=", ".join(names))
        try:
            names[name].take(state, value)
        except Clash:
            raise
        except ValueError as error:
            raise NoChoice(CANNOT_BE, given=f"{name}={value}", name=name, values=names[name].values) from error
    return state


def heads_in(view: str, state: State) -> Sequence[tuple[int, int]]:
    """Those that are named, to be looked for in the model in use."""
    if view == "what_if":
        return [(one[0], one[1]) for one in state.get("removed", [])]
    if view == "lines":
        return [(one[0], one[1]) for one in state.get("heads", [])]
    match state.get("kind") if view == "compare" else None:
        case "head":
            return [(state["head"][0], state["head"][1])]
        case "layer":
            return [(state["layer"], 0)]
    return []


def described() -> str:
    """All of them, a line for each name."""
    return "\n".join(
        f"  {view:<8} {name + '=':<12} {one.values}" for view, names in CHOICES.items() for name, one in names.items()
    )


# --- kinds of values


def _switch(name: str, on: object = True, off: object = False) -> Named:
    def take(state: State, value: str) -> None:
        state[name] = {"on": on, "off": off}[_among(value, ("on", "off"))]

    return Named("on or off", take)


def _one_of(name: str, values: Sequence[str], held: Sequence[object] = ()) -> Named:
    def take(state: State, value: str) -> None:
        place = values.index(_among(value, values))
        state[name] = (held or values)[place]

    return Named(f"{', '.join(values[:-1])} or {values[-1]}", take)


def _number(name: str, low: float, high: float, share: float = 1.0) -> Named:
    def take(state: State, value: str) -> None:
        number = float(value)
        if not low <= number <= high:
            raise ValueError
        state[name] = number * share

    return Named(f"a number from {low:g} to {high:g}", take)


def _text(name: str, values: str) -> Named:
    def take(state: State, value: str) -> None:
        if not value.strip():
            raise ValueError
        state[name] = value

    return Named(values, take)


def _among(value: str, values: Sequence[str]) -> str:
    if value not in values:
        raise ValueError
    return value


def _head(value: str) -> list[int]:
    match = re.fullmatch(r"(\d{1,3})\.(\d{1,3})", value)
    if match is None:
        raise ValueError
    return [int(match[1]), int(match[2])]


HEAD = "LAYER.HEAD, for example 3.7"
AGAIN = "; can be given again"


def _take_removed(state: State, value: str) -> None:
    state["removed"] = sorted([*(one for one in state.get("removed", []) if one != _head(value)), _head(value)])


def _take_hidden(state: State, value: str) -> None:
    _take_word(state.setdefault("hidden", []).append, value)


def _take_word(put: Callable[[State], object], value: str) -> None:
    """WORD, or WORD#2 for the second one that is spelled so."""
    spelled, sign, number = value.rpartition("#")
    numbered = bool(sign and spelled.strip() and number.isdecimal() and int(number))
    if not value.strip():
        raise ValueError
    put({"text": spelled, "number": int(number)} if numbered else {"text": value, "number": 1})


def _take_pinned(role: str) -> Callable[[State, str], None]:
    def take(state: State, value: str) -> None:
        _take_word(lambda word: state.update({"pinned": True, role: word}), value)

    return take


def _take_line_head(state: State, value: str) -> None:
    heads = state.setdefault("heads", [])
    if len(heads) == MOST_LINES:
        raise ValueError
    heads.append([*_head(value), len(heads) + 1, False])


def _take_pattern(state: State, value: str) -> None:
    state.setdefault("patterns", []).append(_among(value, PATTERNS))


def _take_b(kind: str) -> Callable[[State, str], None]:
    """What is compared with; of another model a head may be named beside it, in either order."""

    def take(state: State, value: str) -> None:
        known: Any = _head(value) if kind == "head" else int(value) if kind == "layer" else value
        if not value.strip() or (kind == "layer" and not 0 <= known < 1000):
            raise ValueError
        kinds = {state.get("kind"), kind} - {None}
        if len(kinds) > 1 and kinds != {"model", "head"}:
            raise Clash(ONE_OF)
        state[kind] = known
        state["kind"] = "model" if "model" in kinds else kind
        if "model" in kinds and "head" in state:
            state["model_head"] = state["head"]

    return take


MOST_LINES = 5
"""Heads beside the one in focus that the lines have colours for."""
WORD = "a word of the text; WORD#2 is the second one that is spelled so"

CHOICES: dict[str, dict[str, Named]] = {
    "heatmap": {
        "scale": _one_of("scale", ("full", "contrast", "log")),
        "special": _switch("special_tokens"),
        "transposed": _switch("transposed"),
    },
    "heads": {
        "order": _one_of("order", ("layers", "pattern", "entropy", "distance", "alike")),
        "pattern": Named(f"{', '.join(PATTERNS[:-1])} or {PATTERNS[-1]}{AGAIN}", _take_pattern),
        "contrast": _switch("contrast"),
    },
    "lines": {
        "drawing": _one_of("arcs", ("lists", "arcs"), (False, True)),
        "special": _switch("special_tokens"),
        "least": _number("least", 0, 50, 0.01),
        "head": Named(f"{HEAD}: one more head{AGAIN}, up to {MOST_LINES}", _take_line_head),
    },
    "finder": {"query": Named(WORD, _take_pinned("query")), "key": Named(WORD, _take_pinned("key"))},
    "compare": {
        "text": Named("another sentence", _take_b("text")),
        "head": Named(f"{HEAD}; with model: of that one", _take_b("head")),
        "layer": Named("a layer, counted from 0", _take_b("layer")),
        "model": Named("a name that 'attnviz models' lists, or a file or folder", _take_b("model")),
    },
    "what_if": {
        "page": _one_of("page", ("change", "heads"), (0, 1)),
        "mask": _switch("causal"),
        "scale": _switch("scaled"),
        "temperature": _number("temperature", 0.1, 10),
        "positions": _switch("positions"),
        "remove": Named(HEAD + AGAIN, _take_removed),
        "hide": Named(WORD + AGAIN, _take_hidden),
    },
    "flow": {"kind": _one_of("kind", FLOWS), "special": _switch("special_tokens"), "joined": _switch("joined")},
    "output": {
        "map": _one_of("mean", ("query", "mean"), (False, True)),
        "relative": _switch("relative"),
        "order": _one_of("by_product", ("weight", "product"), (False, True)),
    },
}
