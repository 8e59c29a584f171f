"""What a command line chooses in a view, found in the text and model that have been read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from attnviz.asking import check_head
from attnviz.choices import State, WrongChoice, heads_in
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.gui.labs.panels import find_panel, stand_of
from attnviz.trace import Tokens, Trace
from attnviz.word_pair import word_bounds, word_texts

NO_WORD = QT_TRANSLATE_NOOP("errors", "The text has no word “{word}”. Its words are: {words}.")
FEWER = QT_TRANSLATE_NOOP("errors", "The text has “{word}” {count} ×, not {number} ×.")


def found(view: str, chosen: State, trace: Trace) -> State:
    """The state for ``View.restore``: words where they stand.

    Raises:
        WrongChoice: the text has no such word, or the model no such head.
    """
    try:
        for head in heads_in(view, chosen):
            check_head(trace.model, *head)
        return {name: _found(value, trace) for name, value in chosen.items()}
    except UserError as error:
        raise WrongChoice(error.template, **error.values) from error


def found_lab(given: Sequence[tuple[str, str]]) -> State:
    """The same of the laboratory: ``panel``, and how its knobs stand.

    Raises:
        WrongChoice: there is no such panel or knob, or it cannot stand so.
    """
    try:
        panel = find_panel(next((value for name, value in given if name == "panel"), "window"))
        stand = stand_of(panel, [one for one in given if one[0] != "panel"])
    except UserError as error:
        raise WrongChoice(error.template, **error.values) from error
    return {"panel": panel.id, "knobs": {panel.id: stand}}


def refuse_failed(trace: Trace | None) -> None:
    """A run that was to be compared and could not be.

    Raises:
        WrongChoice: why.
    """
    for answer in trace.others.values() if trace is not None else ():
        if isinstance(answer, UserError):
            raise WrongChoice(answer.template, **answer.values)


def _found(value: Any, trace: Trace) -> Any:
    if isinstance(value, list):
        return [_found(one, trace) for one in value]
    return _word(value, trace) if isinstance(value, Mapping) else value


def _word(asked: Mapping[str, Any], trace: Trace) -> dict[str, Any]:
    """A word as views store it, of what is read, else of what is written.

    Raises:
        UserError: there is none that is spelled so, or fewer.
    """
    spelled, number = asked["text"], asked["number"]
    texts = [trace.tokens] if trace.target is None else [trace.tokens, trace.target]
    for written, tokens in enumerate(texts):
        starts = _starts(spelled, tokens)
        if len(starts) >= number:
            return {"start": starts[number - 1], "text": spelled, "written": bool(written)}
        if starts:
            raise UserError(FEWER, word=spelled, count=len(starts), number=number)
    raise UserError(NO_WORD, word=spelled, words=", ".join(word_texts(trace.tokens)))


def _starts(spelled: str, tokens: Tokens) -> list[int]:
    words = zip(word_texts(tokens), pairwise(word_bounds(tokens)), strict=True)
    return [start for text, (start, _) in words if text == spelled]
