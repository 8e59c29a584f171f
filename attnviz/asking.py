"""One head of one text, for scripts and notebooks: asked as they ask it, and refused where there is no such head."""

from __future__ import annotations

from collections.abc import Callable

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.settings import OPTIONS
from attnviz.trace import ModelInfo, Trace, TraceRequest

_DEFAULTS = {option.name: option.default for option in OPTIONS}
NOTHING = QT_TRANSLATE_NOOP("errors", "The text is empty: there is nothing to draw.")


def request_of(text: str, model: str | None, device: str | None, layer: int, head: int) -> TraceRequest:
    """A run that reads one head back; None stands for the default model and device."""
    return TraceRequest(1, text, model or _DEFAULTS["model"], device or _DEFAULTS["device"], ((layer, head),))


def head_trace(run: Callable[[TraceRequest], Trace], request: TraceRequest, empty: str = NOTHING) -> Trace:
    """Run a request for one head.

    Args:
        run: ``Engine.run``.
        empty: what to say where the text has no tokens; a template of "errors".

    Raises:
        UserError: model, device, layer or head cannot be used, or the text is empty.
    """
    trace = run(request)
    if not len(trace.tokens):
        raise UserError(empty)
    check_head(trace.model, *request.heads[0])
    return trace


def check_head(model: ModelInfo, layer: int | None, head: int | None) -> None:
    """Refuse a layer or head that the model does not have; the window clamps, a script wants to know."""
    if not (0 <= (layer or 0) < model.attentions and 0 <= (head or 0) < model.heads):
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{model} has layers 0 to {layer} and heads 0 to {head}."),
            model=model.name,
            layer=model.attentions - 1,
            head=model.heads - 1,
        )


def check_token(token: int, count: int) -> None:
    """Refuse an index that a text of ``count`` tokens does not have."""
    if not 0 <= token < count:
        raise UserError(QT_TRANSLATE_NOOP("errors", "The text has tokens 0 to {last}."), last=count - 1)
