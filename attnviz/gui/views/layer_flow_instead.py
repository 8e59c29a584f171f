"""What stands where a flow over layers would: why there is none, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from attnviz.digits import counted
from attnviz.gui.views.empty_state import example_sentence
from attnviz.gui.views.layer_flow_data import FlowOptions
from attnviz.gui.views.layer_flow_work import most_flow
from attnviz.trace import MOST_STATES, Trace


def obstacle(trace: Trace, options: FlowOptions) -> str:
    """Why a trace cannot be shown: "empty", "long", "none", "special", "wait" for the next run; "" if it can."""
    if not len(trace.tokens):
        return "empty"
    if len(trace.tokens) > MOST_STATES or (trace.target is not None and len(trace.target) > MOST_STATES):
        return "long"
    if trace.means is None:
        return "none" if trace.request.means else "wait"
    texts = [tokens for tokens in (trace.tokens, trace.target) if tokens]
    return "special" if not options.special_tokens and any(all(tokens.special) for tokens in texts) else ""


def too_long_for_flow(trace: Trace, options: FlowOptions) -> bool:
    return options.kind == "flow" and len(trace.tokens) > most_flow(trace)


def instead(trace: Trace | None, options: FlowOptions, busy: bool) -> tuple[str, str]:
    """A title and a line. ``busy``: the flow is being worked out."""
    reason = "wait" if trace is None else obstacle(trace, options)
    if reason == "empty":
        line = QCoreApplication.translate("LayerFlow", "and see where each word's information comes from. For example:")
        return QCoreApplication.translate("LayerFlow", "Type a sentence"), f"{line}\n{example_sentence()}"
    if reason == "none":
        title = QCoreApplication.translate("LayerFlow", "No weights of all heads")
        return title, QCoreApplication.translate("LayerFlow", "This captured trace does not hold them.")
    if reason == "special":
        title = QCoreApplication.translate("LayerFlow", "Only special tokens here, and they are left out")
        return title, QCoreApplication.translate("LayerFlow", "The S key brings them back.")
    if trace is not None and reason == "long":
        line = QCoreApplication.translate(
            "LayerFlow", "It is shown for up to {most} tokens; this text has {count}. Shorten it."
        )
        count = max(len(trace.tokens), len(trace.target or ()))
        return QCoreApplication.translate("LayerFlow", "This text is too long for the flow"), line.format(
            most=counted(MOST_STATES), count=counted(count)
        )
    if trace is not None and reason == "" and too_long_for_flow(trace, options):
        line = QCoreApplication.translate(
            "LayerFlow",
            "In this model it is worked out for up to {most} tokens; this text has {count}. Rollout shows all of it.",
        )
        title = QCoreApplication.translate("LayerFlow", "Too long for attention flow")
        return title, line.format(most=counted(most_flow(trace)), count=counted(len(trace.tokens)))
    if busy:
        return QCoreApplication.translate("LayerFlow", "Attention flow is being worked out"), ""
    title = QCoreApplication.translate("LayerFlow", "Waiting for the next run")
    return title, QCoreApplication.translate("LayerFlow", "Then each word shows where its information comes from.")
