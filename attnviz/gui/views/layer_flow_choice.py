"""Which word a flow runs to and from which level, and which input is spoken of: kept while texts and models change."""

from __future__ import annotations

from attnviz.rollout import Units
from attnviz.trace import Focus, Tokens, Trace
from attnviz.word_pair import find_again, word_at


class Looked:
    """What the user looks at. Tokens are indices of their own text.

    Attributes:
        level: where the flow ends; None for all layers of the model.
        tokens: the word it ends at: of what is read (False), of what a decoder writes (True); None for none chosen.
        source: the input that is spoken of.
        alone: no input stands out.
    """

    def __init__(self) -> None:
        self.level: int | None = None
        self.tokens: dict[bool, int | None] = {False: None, True: None}
        self.source: int | None = None
        self.alone = False

    def follow(self, old: Trace | None, new: Trace, before: Focus, focus: Focus) -> None:
        """Keep to the pair in focus; without one, to the same words after an edit."""
        if old is not None and old.model != new.model:
            self.level = None
        if old is not None and old is not new:
            for written in (False, True):
                self.tokens[written] = _again(self.tokens[written], text_of(old, written), text_of(new, written))
            self.source = _again(self.source, old.tokens, new.tokens)
        if focus.query is None or focus.key is None:
            return
        self.tokens[new.queries(focus.layer) is not new.tokens] = focus.query
        if new.keys(focus.layer) is new.tokens:
            if (focus.query, focus.key) != (before.query, before.key):
                self.alone = False
            self.source = focus.key

    def level_in(self, trace: Trace) -> int:
        top = trace.model.layers + bool(trace.target is not None and trace.model.decoder_layers)
        return min(trace.model.layers if self.level is None else self.level, top)

    def unit(self, trace: Trace, level: int, units: Units) -> int:
        """The chosen word among the units of a level; where none is, the last one that is not a sign."""
        written = is_written(trace, level)
        found = units.of_token(self.tokens[written])
        if found is not None:
            return found
        special = text_of(trace, written).special
        spoken = [i for i, name in enumerate(units.names) if any(sign.isalnum() for sign in name)]
        own = [i for i in spoken if not special[units.first_token(i)]]
        return (own or spoken or [len(units) - 1])[-1]


def text_of(trace: Trace, written: bool) -> Tokens:
    return (trace.target or Tokens("")) if written else trace.tokens


def is_written(trace: Trace, level: int) -> bool:
    """A level of words that the decoder writes."""
    return level > trace.model.layers


def _again(token: int | None, old: Tokens, new: Tokens) -> int | None:
    """Where a token is after an edit; None when that took it."""
    if token is None or token >= len(old) or (word := find_again(word_at(old, token), old, new)) is None:
        return None
    return min(token, word.stop - 1) if old.ids == new.ids else word.start
