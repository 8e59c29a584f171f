"""What the view of a head's output says: how much it adds, what brings it, or why there is nothing to show."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from attnviz.added import Carried, added, alike, streams
from attnviz.digits import counted, percent, printed_small
from attnviz.finding import Ranking
from attnviz.gui.views.calculation import copied
from attnviz.gui.views.empty_state import example_sentence
from attnviz.gui.views.finder_list import head_name
from attnviz.trace import MOST_STATES, Focus, HeadTrace, Trace


def shown_query(trace: Trace | None, focus: Focus) -> int | None:
    """The query that is shown; None where none is chosen, or the text is shorter."""
    if trace is None or focus.query is None or focus.layer >= trace.model.attentions:
        return None
    return focus.query if focus.query < len(trace.queries(focus.layer)) else None


def why_nothing(trace: Trace | None, focus: Focus, always: bool = False) -> tuple[str, str] | None:
    """(title, line) where no later run of the same will bring numbers, else None; with ``always``, of any trace."""
    if trace is None:
        return (
            QCoreApplication.translate("HeadOutput", "Head output"),
            QCoreApplication.translate("HeadOutput", "It appears when the model has read the text."),
        )
    if not len(trace.tokens):
        line = QCoreApplication.translate("HeadOutput", "and see how much each head adds to its words. For example:")
        return QCoreApplication.translate("HeadOutput", "Type a sentence"), f"{line}\n{example_sentence()}"
    if trace.model.captured_by:
        text = QCoreApplication.translate(
            "HeadOutput",
            "This is a captured trace of {model}. Its attention was recorded, but not W_O, through which a head's "
            "result enters the residual stream. Choose a model that runs here to see it.",
        )
        return (
            QCoreApplication.translate("HeadOutput", "No W_O in this trace"),
            text.format(model=trace.model.name),
        )
    if shown_query(trace, focus) is None:
        return (
            QCoreApplication.translate("HeadOutput", "Choose a word"),
            QCoreApplication.translate("HeadOutput", "Click a cell of the heatmap, and its query is followed here."),
        )
    head = trace.head(focus)
    if trace.request.outputs and head is not None and head.output is None:
        if _count(trace) > MOST_STATES:
            text = QCoreApplication.translate(
                "HeadOutput",
                "What W_O makes of heads is read for texts of up to {most} tokens, and this one has {count}. "
                "Shorten the text to see it.",
            )
            return (
                QCoreApplication.translate("HeadOutput", "This text is too long for the view"),
                text.format(most=MOST_STATES, count=counted(_count(trace))),
            )
        return (
            QCoreApplication.translate("HeadOutput", "No numbers of W_O"),
            QCoreApplication.translate("HeadOutput", "This model gave none. Choose another one in the Model menu."),
        )
    return (QCoreApplication.translate("HeadOutput", "What the heads add is being computed"), "") if always else None


def _count(trace: Trace) -> int:
    """Tokens of the longer text, where a model reads one and writes another."""
    return max(len(trace.tokens), len(trace.target or ()))


def map_missing(trace: Trace) -> str:
    """Why there is no map of all heads though there is this one."""
    if _count(trace) <= MOST_STATES:
        return QCoreApplication.translate("HeadOutput", "What all heads add comes with the next run.")
    text = QCoreApplication.translate(
        "HeadOutput", "What all heads add is read for texts of up to {most} tokens; this one has {count}."
    )
    return text.format(most=MOST_STATES, count=counted(_count(trace)))


def adds(trace: Trace, focus: Focus, head: HeadTrace, lengths: tuple[float, float] | None) -> str:
    """How much the head adds to the word in focus, in a sentence, and how it ranks."""
    word = " ".join(trace.queries(focus.layer).surface(focus.query).split())
    where = head_name(trace.model, focus.head_id)
    if lengths is None:
        text = QCoreApplication.translate("HeadOutput", "For “{word}”, {head} adds a vector of length {own}.")
        return text.format(word=word, head=where, own=printed_small(float(np.linalg.norm(head.output[focus.query]))))
    own, stream = lengths
    text = QCoreApplication.translate(
        "HeadOutput",
        "To “{word}”, {head} adds a vector of length {own}; the residual stream it is added to has length {stream} "
        "({share}). Rank {rank} of {count} heads.",
    )
    layers = alike(trace, focus.layer)
    values = added(trace, layers, focus.query, relative=False)
    ranking = Ranking(layers, values) if values is not None else None
    return text.format(
        word=word,
        head=where,
        own=printed_small(own),
        stream=printed_small(stream),
        share=percent(own / stream if stream else 0.0),
        rank=ranking.rank(focus.head_id) if ranking else 1,
        count=len(ranking) if ranking else 1,
    )


def brings(trace: Trace, focus: Focus, found: Carried) -> str:
    """The key whose weight says least of what it brings."""
    key = found.furthest()
    if key is None:
        return QCoreApplication.translate(
            "HeadOutput", "Here each key brings about as much as its weight says: all W_O v are about equally long."
        )
    numbers = {
        "key": trace.keys(focus.layer).labels[key],
        "weight": percent(found.weights[key]),
        "share": percent(found.shares[key]),
        "length": printed_small(float(found.lengths[key])),
        "mean": printed_small(float(found.weights @ found.lengths) / max(float(found.weights.sum()), 1e-9)),
    }
    if found.shares[key] < found.weights[key]:
        text = QCoreApplication.translate(
            "HeadOutput",
            "{key} has {weight} of the weight but brings {share}: its W_O v is short, {length} where the row's mean "
            "is {mean}.",
        )
    else:
        text = QCoreApplication.translate(
            "HeadOutput",
            "{key} has {weight} of the weight and brings {share}: its W_O v is long, {length} where the row's mean "
            "is {mean}.",
        )
    return text.format(**numbers)


def cells(trace: Trace, focus: Focus, head: HeadTrace, found: Carried) -> list[list[str]]:
    """All numbers as a table for spreadsheets: the keys of the query, then what each head adds to it."""
    queries, keys = trace.queries(focus.layer), trace.keys(focus.layer)
    rows = [
        ["model", trace.model.name],
        ["layer", str(focus.layer)],
        ["head", str(focus.head)],
        ["query", str(focus.query), queries.labels[focus.query]],
    ]
    lengths = streams(trace, focus.head_id, focus.query)
    if lengths is not None:
        rows += [["length added", copied(lengths[0])], ["length of the stream", copied(lengths[1])]]
    rows += [
        [],
        ["key", "token", "weight", "rank", "length of W_O v", "weight x length", "share", "rank by weight x length"],
    ]
    for key, label in enumerate(keys.labels):
        numbers = (found.lengths[key], found.products[key], found.shares[key])
        ranks = str(found.by_weight[key]), str(found.by_product[key])
        rows.append([str(key), label, copied(found.weights[key]), ranks[0], *map(copied, numbers), ranks[1]])
    layers = alike(trace, focus.layer)
    values = added(trace, layers, focus.query, relative=False)
    if values is not None:
        rows += [[], ["length added", *(f"head {head}" for head in range(values.shape[1]))]]
        rows += [[f"layer {layer}", *map(copied, row)] for layer, row in zip(layers, values, strict=True)]
    return rows
