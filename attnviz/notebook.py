"""``attnviz.trace("…")``: one head of a text for a script or a notebook. No display, no Qt.

import attnviz
t = attnviz.trace("Taro ate the cake. After that, he fell asleep.", model="all-MiniLM-L6-v2", layer=3, head=7)
t.weights          # (T, S) float32, rows are queries
t.head(2, 0)       # another head of the same text
t.what_if(temperature=2.0, removed=[(0, 1)])  # the same head with the computation changed
t                  # in a notebook: the heatmap
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from attnviz.asking import check_head, check_token, head_trace, request_of
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.heatmap_html import heatmap_html
from attnviz.other import UNCHANGED, Change, Other
from attnviz.tables import save_head
from attnviz.trace import Array, Focus, HeadId, HeadTrace, ModelInfo, Trace, TraceRequest

if TYPE_CHECKING:
    from attnviz.engine import Engine

NOTHING = QT_TRANSLATE_NOOP("errors", "The text is empty: there is nothing to trace.")
_lock = threading.Lock()
_engine: Engine | None = None


@dataclass(frozen=True, repr=False, eq=False)
class Attention:
    """One head on one text. Arrays are float32 and read-only; layers, heads and tokens count from 0.

    Attributes:
        record: the run itself, as the window gets it.
        layer, number: which head.
        change: what was done otherwise, see ``what_if``.
    """

    record: Trace
    layer: int
    number: int
    change: Change = UNCHANGED

    @property
    def text(self) -> str:
        return self.record.tokens.text

    @property
    def model(self) -> ModelInfo:
        return self.record.model

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens of the text, as a person should read them."""
        return self.record.tokens.labels

    @property
    def queries(self) -> tuple[str, ...]:
        """The tokens along the rows: other than ``tokens`` where an encoder-decoder looks from what it writes."""
        return self.record.queries(self.layer).labels

    @property
    def keys(self) -> tuple[str, ...]:
        """The tokens along the columns."""
        return self.record.keys(self.layer).labels

    @property
    def weights(self) -> Array:
        """(T, S); each row sums to 1."""
        return self._head.weights

    @property
    def scores(self) -> Array:
        """(T, S), divided by sqrt(Dh) and masked, before softmax."""
        return self._head.scores

    @property
    def query(self) -> Array:
        """(T, Dh)"""
        return self._head.query

    @property
    def key(self) -> Array:
        """(S, Dh)"""
        return self._head.key

    @property
    def value(self) -> Array:
        """(S, Dh)"""
        return self._head.value

    @property
    def context(self) -> Array:
        """(T, Dh): weights @ value, what the head hands on."""
        return self._head.context

    def head(self, layer: int, head: int) -> Attention:
        """Another head on the same text.

        Raises:
            UserError: the model has no such head, or cannot be loaded any more.
        """
        check_head(self.model, layer, head)
        if (layer, head) in self.record.heads:
            return Attention(self.record, layer, head, self.change)
        return Attention(self._run_again((layer, head), self.change), layer, head, self.change)

    def what_if(
        self,
        *,
        causal: bool | None = None,
        scaled: bool = True,
        temperature: float = 1.0,
        positions: bool = True,
        removed: Sequence[HeadId] = (),
        hidden: Sequence[int] = (),
    ) -> Attention:
        """The same head of the same text with the model's computation changed, see ``other.Change``; of several calls
        the last one counts. ``removed``: (layer, head) of heads; ``hidden``: tokens that no other one looks at.

        Raises:
            UserError: the model has no such head or token, or this model cannot be changed so.
        """
        for place in removed:
            check_head(self.model, *place)
        for token in hidden:
            check_token(token, len(self.record.tokens))
        heads = tuple(sorted((int(layer), int(head)) for layer, head in removed))
        tokens = tuple(sorted(set(map(int, hidden))))
        change = Change(causal, scaled, float(temperature), positions, heads, tokens)
        return Attention(self._run_again((self.layer, self.number), change), self.layer, self.number, change)

    def _run_again(self, head: HeadId, change: Change) -> Trace:
        other = Other(change=change)
        request = replace(self.record.request, heads=(head,), others=(other,) if change else ())
        made = _run(request)
        answer = made.others[other] if change else made
        if isinstance(answer, UserError):
            raise answer
        return answer

    def save(self, path: str | Path) -> None:
        """Write the weights as .csv, or all of the head as .npz.

        Raises:
            UserError: the name ends in neither, or the file cannot be written.
        """
        save_head(self.record, self._focus, Path(path))

    @property
    def _focus(self) -> Focus:
        return Focus(self.layer, self.number)

    @cached_property
    def _head(self) -> HeadTrace:
        return self.record.heads[self.layer, self.number]

    def __repr__(self) -> str:
        rows, columns = self.weights.shape
        changed = ", changed" if self.change else ""
        return (
            f"<attention of {self.model.name}, layer {self.layer}, head {self.number}{changed}: "
            f"{rows} queries × {columns} keys>"
        )

    def _repr_html_(self) -> str:
        return heatmap_html(self.record, self._focus)


def trace(
    text: str, model: str | Path | None = None, layer: int = 0, head: int = 0, device: str | None = None
) -> Attention:
    """Run a model on a text and read one head back.

    Args:
        model: a name that ``attnviz models`` lists, or a file or folder; None for the default one. It stays loaded
            until another one is asked for.
        device: a key that ``attnviz devices`` lists; None for the best.

    Raises:
        UserError: model, device, layer or head cannot be used, or the text is empty. Its text says what to do.
    """
    request = request_of(text, None if model is None else str(model), device, layer, head)
    return Attention(head_trace(_run, request, NOTHING), layer, head)


def _run(request: TraceRequest) -> Trace:
    """In one engine, kept for the next call. It belongs to one thread at a time."""
    global _engine
    with _lock:
        if _engine is None:
            from attnviz.engine import Engine  # here: it reads the OpenCL driver

            _engine = Engine()
            atexit.register(_engine.close)
        return _engine.run(request)
