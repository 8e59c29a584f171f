"""What is said of all heads: names of patterns, the rule behind them, and the readout of one head."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from attnviz.digits import number, percent
from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.gui.views.parts import part_name
from attnviz.heads import BROAD, ENOUGH, FACTS, PATTERNS, HeadFacts, most_bits, name_patterns, similarity
from attnviz.trace import HeadId, Trace

ORDERS = ("layers", "pattern", "entropy", "distance", "alike")
LIKENESS = QT_TRANSLATE_NOOP(
    "Heads",
    "Likeness: the cosine of two heads' pictures, 1 for the same one. Compared are heads between the same texts.",
)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Heads", text)


def pattern_name(pattern: int) -> str:
    """Of an index into PATTERNS."""
    names = (
        QT_TRANSLATE_NOOP("Heads", "itself"),
        QT_TRANSLATE_NOOP("Heads", "previous word"),
        QT_TRANSLATE_NOOP("Heads", "next word"),
        QT_TRANSLATE_NOOP("Heads", "same word"),
        QT_TRANSLATE_NOOP("Heads", "first token"),
        QT_TRANSLATE_NOOP("Heads", "special token"),
        QT_TRANSLATE_NOOP("Heads", "broad"),
        QT_TRANSLATE_NOOP("Heads", "mixed"),
    )
    return _tr(names[pattern])


def short_pattern_name(pattern: int) -> str:
    """The same for a narrow place."""
    names = (
        QT_TRANSLATE_NOOP("Heads", "itself"),
        QT_TRANSLATE_NOOP("Heads", "previous"),
        QT_TRANSLATE_NOOP("Heads", "next"),
        QT_TRANSLATE_NOOP("Heads", "same"),
        QT_TRANSLATE_NOOP("Heads", "first"),
        QT_TRANSLATE_NOOP("Heads", "special"),
        QT_TRANSLATE_NOOP("Heads", "broad"),
        QT_TRANSLATE_NOOP("Heads", "mixed"),
    )
    return _tr(names[pattern])


def pattern_rule(pattern: int) -> str:
    """When a head gets this name, in one sentence."""
    rules = (
        QT_TRANSLATE_NOOP("Heads", "on average at least {enough} of the weight lies on the token itself"),
        QT_TRANSLATE_NOOP("Heads", "on average at least {enough} of the weight lies on the token before"),
        QT_TRANSLATE_NOOP("Heads", "on average at least {enough} of the weight lies on the token after"),
        QT_TRANSLATE_NOOP(
            "Heads", "tokens that occur again give each other at least {enough} of their weight, on average"
        ),
        QT_TRANSLATE_NOOP("Heads", "on average at least {enough} of the weight lies on the first token"),
        QT_TRANSLATE_NOOP("Heads", "none of the above, and at least {enough} of the weight lies on special tokens"),
        QT_TRANSLATE_NOOP(
            "Heads", "none of the above, and the entropy is at least {broad} of what even weights would have"
        ),
        QT_TRANSLATE_NOOP("Heads", "none of the above"),
    )
    return _tr(rules[pattern]).format(enough=percent(ENOUGH, 0), broad=percent(BROAD, 0))


def whole_rule() -> str:
    """The rule for all patterns, and how the pictures are made."""
    lines = [_tr(QT_TRANSLATE_NOOP("Heads", "What a head is named after, on this text:"))]
    lines += [f"{pattern_name(i)}: {pattern_rule(i)}" for i in range(len(PATTERNS))]
    more = (
        QT_TRANSLATE_NOOP("Heads", "Where several shares are large enough, the largest gives the name."),
        QT_TRANSLATE_NOOP("Heads", "Rows of special tokens do not count, unless there are no others."),
        QT_TRANSLATE_NOOP(
            "Heads", "In a picture rows are queries, columns are keys. A dot shows the largest weight of its tokens."
        ),
        LIKENESS,
    )
    return "\n".join([*lines, *map(_tr, more)])


def likeness_rule() -> str:
    """What "alike" means."""
    return _tr(LIKENESS)


@dataclass(frozen=True)
class Named:
    """What all heads of a trace do.

    Attributes:
        facts: of the trace.
        most: bits of even weights in each attention (A,).
        patterns: indices into PATTERNS (A, H), -1 for none.
    """

    facts: HeadFacts
    most: NDArray[np.float64]
    patterns: NDArray[np.int8]


def named(trace: Trace) -> Named | None:
    """Name all heads; None for a trace without facts."""
    if trace.facts is None or trace.facts.values.shape[:2] != (trace.model.attentions, trace.model.heads):
        return None
    most = np.zeros(trace.model.attentions)
    for layer in range(trace.model.attentions):
        queries, special = trace.queries(layer), np.array(trace.queries(layer).special, bool)
        counted = ~special if not special.all() else np.ones(len(queries), bool)
        window = trace.model.windows[layer] if layer < len(trace.model.windows) else 0
        causal = trace.model.attention(layer)[0] == "masked"
        most[layer] = most_bits(counted, len(trace.keys(layer)), causal, window)
    return Named(trace.facts, most, name_patterns(trace.facts, most))


def likeness(trace: Trace, head: HeadId) -> NDArray[np.float32]:
    """``similarity`` of all heads to one (A, H); NaN for heads that look between other texts."""
    kind = trace.model.attention(head[0])[0]
    found = similarity(trace.thumbnails, head)
    found[[trace.model.attention(layer)[0] != kind for layer in range(trace.model.attentions)]] = np.nan
    return found


def ordered(trace: Trace, found: Named | None, order: str, like: NDArray[np.float32] | None = None) -> list[HeadId]:
    """All heads: layer by layer, by the names of their patterns, from the least to the most of a fact, or by likeness.

    ``like`` is the ``likeness`` of all heads, for "alike".
    """
    heads = [(layer, head) for layer in range(trace.model.attentions) for head in range(trace.model.heads)]
    if found is None or order == "layers":
        return heads
    if order == "pattern":
        return sorted(heads, key=lambda head: _clarity(head, found))
    if order == "alike":
        return heads if like is None else sorted(heads, key=lambda head: -float(np.nan_to_num(like[head], nan=-1.0)))
    values = found.facts.of(order)
    return sorted(heads, key=lambda head: float(np.nan_to_num(values[head], nan=np.inf)))


def _clarity(head: HeadId, found: Named) -> tuple[int, float]:
    """Pattern first; in it, the share that gave the name, the largest first."""
    pattern = int(found.patterns[head])
    named_by_share = 0 <= pattern < PATTERNS.index("broad")
    share = float(found.facts.of(PATTERNS[pattern])[head]) if named_by_share else 0.0
    return pattern % (len(PATTERNS) + 1), -share


def part_caption(kind: str) -> str:
    """Of the layers of an encoder-decoder that attend in this way (``ModelInfo.attention``)."""
    captions = {
        "self": QT_TRANSLATE_NOOP("Heads", "Encoder: self-attention"),
        "masked": QT_TRANSLATE_NOOP("Heads", "Decoder: masked self-attention"),
        "cross": QT_TRANSLATE_NOOP("Heads", "Decoder: cross-attention"),
    }
    return _tr(captions[kind])


def place_line(trace: Trace, head_id: HeadId, found: Named | None, like: NDArray[np.float32] | None = None) -> str:
    """Layer, head, how much it looks like another one, and the name of what it does."""
    layer, head = head_id
    text = _tr(QT_TRANSLATE_NOOP("Heads", "Layer {layer} · head {head}")).format(layer=layer, head=head)
    part = part_name(trace.model, layer)
    text = f"{text} · {part}" if part else text
    if like is not None and not np.isnan(like[head_id]):
        said = _tr(QT_TRANSLATE_NOOP("Heads", "likeness {cosine}")).format(cosine=number(float(like[head_id])))
        text = f"{text} · {said}"
    pattern = int(found.patterns[layer, head]) if found else -1
    return f"{text} — {pattern_name(pattern)}" if pattern >= 0 else text


def facts_line(head_id: HeadId, found: Named | None) -> str:
    """Entropy, distance, and where the largest share of the weight lies."""
    if found is None:
        return _tr(QT_TRANSLATE_NOOP("Heads", "What each head does is not part of this trace."))
    layer, head = head_id
    values = dict(zip(FACTS, found.facts.values[layer, head].tolist(), strict=True))
    said = []
    if not np.isnan(values["entropy"]):
        text = _tr(QT_TRANSLATE_NOOP("Heads", "entropy {bits} of {most} bits"))
        said.append(text.format(bits=number(values["entropy"]), most=number(float(found.most[layer]))))
    if not np.isnan(values["distance"]):
        said.append(_tr(QT_TRANSLATE_NOOP("Heads", "distance {tokens}")).format(tokens=number(values["distance"], 1)))
    if strongest := strongest_fact(values):
        said.append(strongest)
    return " · ".join(said)


def strongest_fact(values: dict[str, float], words: bool = False) -> str:
    """Which of a head's shares is the largest, and how much it is; "" where there is none. ``words``: not of tokens."""
    by_words = {
        "previous": QT_TRANSLATE_NOOP("Heads", "{share} on the word before"),
        "next": QT_TRANSLATE_NOOP("Heads", "{share} on the word after"),
        "same": QT_TRANSLATE_NOOP("Heads", "{share} on the same word elsewhere"),
        "first": QT_TRANSLATE_NOOP("Heads", "{share} on the first word"),
    }
    texts = {
        "itself": QT_TRANSLATE_NOOP("Heads", "{share} on itself"),
        "previous": QT_TRANSLATE_NOOP("Heads", "{share} on the token before"),
        "next": QT_TRANSLATE_NOOP("Heads", "{share} on the token after"),
        "same": QT_TRANSLATE_NOOP("Heads", "{share} on the same token elsewhere"),
        "first": QT_TRANSLATE_NOOP("Heads", "{share} on the first token"),
        "special": QT_TRANSLATE_NOOP("Heads", "{share} on special tokens"),
        **(by_words if words else {}),
    }
    shares = {name: values[name] for name in texts if not np.isnan(values[name])}
    if not shares:
        return ""
    best = max(shares, key=lambda name: shares[name])
    return _tr(texts[best]).format(share=percent(shares[best], 0))
