"""What the comparison says in words: captions, notes, and why there is nothing to show."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from attnviz.difference import MOST_SLOTS
from attnviz.digits import counted
from attnviz.errors import UserError
from attnviz.gui.i18n import explain
from attnviz.gui.views.compare_data import Choice, Sides, other_model
from attnviz.gui.views.finder_words import WordRow
from attnviz.gui.views.heatmap_header import axis_rule, one_line
from attnviz.gui.views.parts import short_part_name
from attnviz.trace import MOST_STATES, HeadId, Trace

Texts = tuple[str, str]


def _head_name(trace: Trace, head: HeadId) -> str:
    text = QCoreApplication.translate("Compare", "layer {layer} · head {head}").format(layer=head[0], head=head[1])
    part = short_part_name(trace.model, head[0])
    return f"{text} · {part}" if part else text


def captions(choice: Choice, sides: Sides) -> Texts:
    """What sets a and b apart."""
    if choice.kind == "text":
        return one_line(sides.one.tokens.text), one_line(sides.other.tokens.text)
    names = _head_name(sides.one, sides.head), _head_name(sides.other, sides.other_head)
    if choice.kind == "model":
        return f"{sides.one.model.name} · {names[0]}", f"{sides.other.model.name} · {names[1]}"
    return names


def notes(sides: Sides, top: str) -> list[str]:
    """How to read the two heatmaps, beyond what the map of differences says of itself."""
    said = [QCoreApplication.translate("Compare", "colours of a and b end at {share}").format(share=top)]
    compared = sides.compared
    if compared is not None and (rule := axis_rule(compared.queries.one)):
        said.append(rule)
    if compared is not None and compared.joined:
        said.append(QCoreApplication.translate("Compare", "pieces joined: keys summed, queries averaged"))
    if compared is not None and not compared.queries.words:
        said.append(QCoreApplication.translate("Compare", "no word is in both"))
    return said


def why_nothing(
    choice: Choice, text: str, models: Mapping[str, str], trace: Trace | None, found: Sides | UserError | None
) -> Texts:
    """Title and line in place of the pictures; ("", "") where there are some."""
    if trace is None:
        return (
            QCoreApplication.translate("Compare", "Waiting for the first run"),
            QCoreApplication.translate("Compare", "Then a second sentence, head, layer or model stands beside it."),
        )
    if not len(trace.tokens):
        return (
            QCoreApplication.translate("Compare", "Type a sentence in the window"),
            QCoreApplication.translate("Compare", "It is a, the first of the two; b is chosen here."),
        )
    if trace.model.captured_by and choice.kind in ("text", "model"):
        return (
            QCoreApplication.translate("Compare", "A captured trace has one sentence and one model"),
            QCoreApplication.translate("Compare", "Compare two of its heads or layers, or choose a model that runs."),
        )
    if choice.kind == "model" and other_model(choice, models, trace.request.model) is None:
        return (
            QCoreApplication.translate("Compare", "No second model is installed"),
            QCoreApplication.translate(
                "Compare", "The Model menu says how to install one, or opens one from a folder."
            ),
        )
    if isinstance(found, UserError):
        return QCoreApplication.translate("Compare", "b cannot be computed"), explain(found)
    if choice.kind == "text" and not text.strip():
        return (
            QCoreApplication.translate("Compare", "Type a second sentence above"),
            QCoreApplication.translate("Compare", "or take two from the examples."),
        )
    if found is None:
        return QCoreApplication.translate("Compare", "b comes with the next run"), ""
    if not len(found.other.tokens):
        return QCoreApplication.translate("Compare", "b has no tokens"), ""
    if found.compared is None:
        return (
            QCoreApplication.translate("Compare", "Too long to lay over each other"),
            QCoreApplication.translate(
                "Compare", "Together the two may have {most} rows. Shorten one, or compare two heads of a shorter text."
            ).format(most=counted(MOST_SLOTS)),
        )
    return "", ""


def why_no_cosine(choice: Choice, sides: Sides, word: str) -> str:
    """Why no line can be drawn for a word; ``word``: one that b has not."""
    if choice.kind in ("head", "layer"):
        return QCoreApplication.translate(
            "Compare", "Both heads are of one run: each word has one vector. Another sentence shows how it moves."
        )
    if sides.one.model.id != sides.other.model.id:
        return QCoreApplication.translate(
            "Compare", "The vectors of two models lie in two spaces: an angle between them would mean nothing."
        )
    if max(len(sides.one.tokens), len(sides.other.tokens)) > MOST_STATES:
        return QCoreApplication.translate("Compare", "Vectors are compared in texts of up to {most} tokens.").format(
            most=MOST_STATES
        )
    if sides.one.states is None or sides.other.states is None:
        return QCoreApplication.translate("Compare", "The vectors come with the next run.")
    if not sides.words:
        return QCoreApplication.translate("Compare", "No word is in both sentences: there is none to compare.")
    return QCoreApplication.translate("Compare", "“{word}” is only in a. Choose a word that both have.").format(
        word=word
    )


class SharedWords(WordRow):
    """The words of a; those that b lacks are pale. A click, or the arrow keys, takes one."""

    def __init__(self) -> None:
        super().__init__("query")

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Words of a"))
        index = self.line.index(self.word)
        self.setAccessibleDescription("" if index is None else self.line.labels[index])

    def tip(self, index: int) -> str:
        name = self.line.labels[index].replace("&", "&amp;").replace("<", "&lt;")
        text = self.tr("only in a") if self.line.special[index] else self.tr("Click: follow its vector.")
        return f"<p style='white-space:pre'>“{name}” · {text}</p>"
