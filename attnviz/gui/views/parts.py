"""What a layer or a head is called where its number alone does not say it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from attnviz.trace import Focus, ModelInfo, Trace


def part_name(model: ModelInfo, layer: int) -> str:
    """Which half and which of its attentions a layer's number stands for; "" for a model that has one kind only."""
    if model.kind != "encoder-decoder":
        return ""
    kind, own = model.attention(layer)
    names = {
        "self": QCoreApplication.translate("Parts", "encoder {layer}: self-attention"),
        "masked": QCoreApplication.translate("Parts", "decoder {layer}: masked self-attention"),
        "cross": QCoreApplication.translate("Parts", "decoder {layer}: cross-attention"),
    }
    return names[kind].format(layer=own)


def short_part_name(model: ModelInfo, layer: int) -> str:
    """The same for a narrow place."""
    if model.kind != "encoder-decoder":
        return ""
    kind, own = model.attention(layer)
    names = {
        "self": QCoreApplication.translate("Parts", "encoder {layer} · self"),
        "masked": QCoreApplication.translate("Parts", "decoder {layer} · masked"),
        "cross": QCoreApplication.translate("Parts", "decoder {layer} · cross"),
    }
    return names[kind].format(layer=own)


def crosses(model: ModelInfo, layer: int) -> bool:
    """Whether a layer looks from what is written at what is read."""
    return model.kind == "encoder-decoder" and model.attention(layer)[0] == "cross"


def next_word(trace: Trace, layer: int, query: int) -> str:
    """What a query of cross-attention looks for; "" in other layers.

    A row belongs to the token that the decoder reads there, and what it finds goes into the one written next.
    """
    written = trace.queries(layer)
    if not crosses(trace.model, layer) or query >= len(written):
        return ""
    word = " ".join(written.surface(query).split())
    if query + 1 == len(written):
        text = QCoreApplication.translate("Parts", "after reading “{word}”: looks for anything left to write")
        return text.format(word=word)
    following = " ".join(written.surface(query + 1).split())
    if query == 0:
        return QCoreApplication.translate("Parts", "at the start: looks for the first word “{next}”").format(
            next=following
        )
    text = QCoreApplication.translate("Parts", "after reading “{word}”: looks for the next word “{next}”")
    return text.format(word=word, next=following)


def group_name(model: ModelInfo, head: int) -> str:
    """Whose keys and values a query head uses; "" where each head has its own (Ainslie et al. 2023, GQA)."""
    if model.kv_heads in (0, model.heads):
        return ""
    text = QCoreApplication.translate("Parts", "query head {head} uses key/value head {shared} of {count}")
    return text.format(head=head, shared=model.kv_head(head), count=model.kv_heads)


def short_group_name(model: ModelInfo, head: int) -> str:
    if model.kv_heads in (0, model.heads):
        return ""
    text = QCoreApplication.translate("Parts", "K/V {shared} / {last}")
    return text.format(shared=model.kv_head(head), last=model.kv_heads - 1)


def place_name(model: ModelInfo, focus: Focus) -> str:
    """Model, layer and head as a caption names them."""
    text = QCoreApplication.translate("Parts", "{model} · layer {layer} · head {head}").format(
        model=model.name, layer=focus.layer, head=focus.head
    )
    part = part_name(model, focus.layer)
    return f"{text} · {part}" if part else text
