"""What is said of a flow over layers: the sentence above it, notes, readouts, and its table."""

from __future__ import annotations

from html import escape
from string import Formatter

from PySide6.QtCore import QCoreApplication

from attnviz.digits import counted, number, percent
from attnviz.gui.fonts import ui_width
from attnviz.gui.theme import Colours
from attnviz.gui.views.layer_flow_data import Scene

SINK = 0.5
"""Share of the first token from which on it is said why (Xiao et al. 2023, "Attention Sinks")."""


def short_share(share: float, width: float = 60.0) -> str:
    """As short as a label in a narrow place may be: without its sign where that has no room."""
    text = percent(share, 0 if share >= 0.0995 or share < 0.0005 else 1)
    if ui_width(text, 12) <= width:
        return text
    bare = number(100 * share, 0 if share >= 0.0095 else 1)
    return bare if ui_width(bare, 12) <= width else ""


def kind_name(kind: str) -> str:
    names = {
        "rollout": QCoreApplication.translate("LayerFlow", "rollout"),
        "flow": QCoreApplication.translate("LayerFlow", "attention flow"),
        "raw": QCoreApplication.translate("LayerFlow", "one layer"),
    }
    return names[kind]


def kind_rule(kind: str) -> str:
    """How the numbers are worked out, in plain words."""
    rules = {
        "rollout": QCoreApplication.translate(
            "LayerFlow",
            "Rollout: each layer counts as half its weights (all heads averaged) and half the word itself, which "
            "passes the heads unchanged; the layers are multiplied (Abnar and Zuidema 2020).",
        ),
        "flow": QCoreApplication.translate(
            "LayerFlow",
            "Attention flow: the same layers taken as pipes. For each input word, the most that could run from it to "
            "the chosen word; all of them together are 100 % (Abnar and Zuidema 2020). Through many layers nearly "
            "every word could supply nearly all, so the shares lie close together.",
        ),
        "raw": QCoreApplication.translate(
            "LayerFlow", "One layer: what the word looks at in this layer alone, all heads averaged."
        ),
    }
    return rules[kind]


def level_name(scene: Scene, level: int, short: bool = False) -> str:
    """What the level of a picture is: the input, what a layer hands on, or what the decoder writes."""
    layers = scene.trace.model.layers
    if level == 0:
        return QCoreApplication.translate("LayerFlow", "input")
    if level > layers:
        return QCoreApplication.translate("LayerFlow", "written")
    if short:
        return str(level - 1)
    return QCoreApplication.translate("LayerFlow", "layer {layer}").format(layer=level - 1)


def sentence(scene: Scene) -> str:
    """What is seen, as a template with {share}, {word} and {source}."""
    kind = scene.options.kind
    if scene.crosses:
        return _crossing_sentence(kind)
    if kind == "raw":
        text = QCoreApplication.translate(
            "LayerFlow",
            "In layer {layer} alone, “{word}” gives {share} of its attention to “{source}” (all heads averaged).",
        )
    elif kind == "flow" and scene.shown.top == 1:
        text = QCoreApplication.translate(
            "LayerFlow",
            "Of all that could flow to “{word}” through one layer, {share} could come from “{source}” (attention "
            "flow).",
        )
    elif kind == "flow":
        text = QCoreApplication.translate(
            "LayerFlow",
            "Of all that could flow to “{word}” through {layers} layers, {share} could come from “{source}” (attention "
            "flow).",
        )
    elif scene.shown.top == 1:
        text = QCoreApplication.translate(
            "LayerFlow", "In one layer, {share} of what reaches “{word}” comes from “{source}” (rollout)."
        )
    else:
        text = QCoreApplication.translate(
            "LayerFlow", "In {layers} layers, {share} of what reaches “{word}” comes from “{source}” (rollout)."
        )
    return text.replace("{layers}", str(scene.shown.top)).replace("{layer}", str(scene.shown.top - 1))


def _crossing_sentence(kind: str) -> str:
    """The same for a word that the decoder writes."""
    if kind == "raw":
        return QCoreApplication.translate(
            "LayerFlow",
            "Where the decoder has read “{word}”, it gives {share} of its attention to “{source}” (all heads and "
            "layers averaged).",
        )
    if kind == "flow":
        return QCoreApplication.translate(
            "LayerFlow",
            "Of all that could flow to the decoder where it has read “{word}”, {share} could come from “{source}” "
            "(attention flow).",
        )
    return QCoreApplication.translate(
        "LayerFlow",
        "Where the decoder has read “{word}”, {share} of what it takes from the text comes from “{source}” (rollout of "
        "cross-attention and the encoder).",
    )


def _source(scene: Scene) -> tuple[str, float]:
    place = scene.source if scene.source is not None else 0
    return scene.shown.units[0].names[place], float(scene.shown.inputs[place])


def plain_sentence(scene: Scene) -> str:
    source, share = _source(scene)
    return sentence(scene).format(word=scene.chosen, source=source, share=percent(share, 0 if share >= 0.0995 else 1))


def rich_sentence(scene: Scene, c: Colours, pixels: int = 17) -> str:
    """The sentence in colours, as HTML; words of the user's are escaped."""
    source, share = _source(scene)
    styles = {
        "word": (scene.chosen, c.query),
        "source": (source, c.key),
        "share": (percent(share, 0 if share >= 0.0995 else 1), c.text),
    }
    made = []
    for literal, field, _, _ in Formatter().parse(sentence(scene)):
        made.append(escape(literal))
        if field in styles:
            text, colour = styles[field]
            text = (
                escape(text).replace(" ", "&nbsp;").replace("\u202f", "&nbsp;")
            )  # no line ends inside a name or a share
            size = f";font-size:{pixels + 4}px" if field == "share" else ""
            made.append(f'<span style="color:{colour};font-weight:bold{size}">{text}</span>')
    return f'<span style="color:{c.text};font-size:{pixels}px">{"".join(made)}</span>'


def notes_of(scene: Scene) -> list[str]:
    """How to read the picture."""
    notes = []
    if scene.itself is not None:
        share = percent(float(scene.shown.inputs[scene.itself]), 0)
        notes.append(QCoreApplication.translate("LayerFlow", "from the word itself: {share}").format(share=share))
    notes.append(QCoreApplication.translate("LayerFlow", "bars add up to 100 %"))
    if float(scene.whole.shares[0][0]) >= SINK and scene.trace.model.kind == "decoder" and scene.options.kind != "flow":
        notes.append(
            QCoreApplication.translate(
                "LayerFlow", "the first token is where heads look that find nothing (an attention sink)"
            )
        )
    if not scene.options.special_tokens and any(scene.trace.tokens.special):
        notes.append(QCoreApplication.translate("LayerFlow", "special tokens left out, the rest scaled up to 100 %"))
    if scene.options.joined and any(len(units) < len(units.tokens) for units in scene.whole.units):
        notes.append(QCoreApplication.translate("LayerFlow", "pieces of words joined"))
    if scene.joins:
        notes.append(
            QCoreApplication.translate("LayerFlow", "the {count} weakest words joined as others").format(
                count=counted(scene.joins)
            )
        )
    if scene.trace.model.kind == "encoder-decoder":
        notes.append(
            QCoreApplication.translate(
                "LayerFlow", "cross-attention of all decoder layers averaged, then the encoder's layers"
            )
            if scene.crosses
            else QCoreApplication.translate("LayerFlow", "the encoder's layers")
        )
    return [note.replace(" %", "\u00a0%") for note in notes]


def spot_line(scene: Scene, level: int, unit: int) -> str:
    """A word at a level, how much of all passes it, and its rank."""
    units = scene.units(level)
    word, at = units.names[unit], level_name(scene, level)
    if units.names.count(word) > 1:
        text = QCoreApplication.translate("LayerFlow", "{level} · token {index}")
        at = text.format(level=at, index=units.first_token(unit))
    if not scene.shown.bottom <= level <= scene.shown.top:
        return QCoreApplication.translate("LayerFlow", "“{word}” · {level} · above the chosen word").format(
            word=word, level=at
        )
    text = QCoreApplication.translate("LayerFlow", "“{word}” · {level} · {share} · rank {rank} of {count}").format(
        word=word,
        level=at,
        share=percent(scene.share(level, unit)),
        rank=counted(scene.rank(level, unit)),
        count=counted(len(units)),
    )
    if level == scene.shown.bottom and scene.shown.values is not None and not scene.is_others(level, unit):
        most = QCoreApplication.translate("LayerFlow", "largest flow {value}").format(
            value=number(float(scene.shown.values[unit]), 3)
        )
        text = f"{text} · {most}"
    return text


def stream_name(level: int) -> str:
    """A point of the residual stream."""
    if level == 0:
        return QCoreApplication.translate("LayerFlow", "embedding")
    return QCoreApplication.translate("LayerFlow", "layer {layer}").format(layer=level - 1)
