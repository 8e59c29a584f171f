"""What the head finder says: the words and the best head in large type, or why there is nothing to rank."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from attnviz.digits import counted, percent
from attnviz.finding import Ranking, layers_between
from attnviz.gui.theme import Colours, theme
from attnviz.gui.views.finder_list import head_name
from attnviz.gui.views.inspector_sections import Section
from attnviz.gui.views.runs import Run, draw_runs
from attnviz.trace import HeadId, Trace
from attnviz.word_pair import Word, WordPair, text_of, word_text


@dataclass(frozen=True)
class Said:
    """What the title says: the words, the best head, and what holds of the head in focus."""

    query: str = ""
    key: str = ""
    share: str = ""
    best: str = ""
    focused: str = ""


class Title(Section):
    """ "he → Taro  58.2 %", and below it whose weight that is; in a narrow place on two lines."""

    WORDS, LINE = 30, 20

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said = Said()

    def say(self, said: Said) -> None:
        self.said = said
        self.setAccessibleName(" ".join(filter(None, (said.query, "→", said.key, said.share, said.best, said.focused))))
        self._fit()
        self.update()

    def _lines(self, c: Colours) -> list[list[Run]]:
        best = Run(self.said.best, c.text, 14, gives=True)
        if not self.said.focused:
            return [[best]]
        focused = Run(self.said.focused, c.secondary, 12, gives=True)
        gap = Run("   ", c.secondary, 12)
        fits = best.width + gap.width + focused.width <= self.width()
        return [[best, gap, focused]] if fits else [[best], [focused]]

    def _fit(self) -> None:
        self.set_high(self.WORDS + self.LINE * len(self._lines(theme().colours)) + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paint(self, painter: QPainter, c: Colours) -> None:
        runs = [
            Run(self.said.query, c.query, 21, gives=True),
            Run(" → ", c.text, 21),
            Run(self.said.key, c.key, 21, gives=True),
            Run(f"  {self.said.share}", c.text, 21, bold=True),
        ]
        draw_runs(painter, QRectF(0, 0, self.width(), self.WORDS), runs)
        for i, line in enumerate(self._lines(c)):
            draw_runs(painter, QRectF(0, self.WORDS + i * self.LINE, self.width(), self.LINE), line)


def rows_refused(trace: Trace, query: Word) -> bool:
    """The run was asked for the rows of this word and gave none; else they are still to come."""
    return set(query.asked) <= set(trace.request.rows) and not set(query.asked) <= set(trace.rows)


def why_nothing(trace: Trace | None, pair: WordPair, ranking: Ranking | None) -> tuple[str, str]:
    """Why there are no heads to see, and what to do; two empty texts when there are."""
    title = line = ""
    if trace is None:
        title = QCoreApplication.translate("Finder", "The model is on its way")
    elif not len(trace.tokens):
        title = QCoreApplication.translate("Finder", "Type a sentence")
        line = QCoreApplication.translate(
            "Finder", "Then choose two words of it: the finder ranks all heads by the weight between them."
        )
    elif pair.lost:
        gone = " · ".join(f"“{text}”" for text in dict.fromkeys(pair.lost.values()))
        title = QCoreApplication.translate("Finder", "No longer in the text: {words}").format(words=gone)
        line = QCoreApplication.translate(
            "Finder", "Choose another word above. Typed again, the old one is found again."
        )
    elif pair.query is None or pair.key is None:
        title = QCoreApplication.translate("Finder", "Choose two words")
        line = QCoreApplication.translate(
            "Finder", "Click one in each line above, or type it. All heads are then ranked by the weight between them."
        )
    elif not layers_between(trace, pair.query, pair.key):
        title = QCoreApplication.translate("Finder", "No layer looks from what is read at what is written")
        line = QCoreApplication.translate(
            "Finder", "Words that are written look at both; words that are read, only at each other. Swap the two."
        )
    elif ranking is not None:
        pass
    elif rows_refused(trace, pair.query):
        title = QCoreApplication.translate("Finder", "No weights to rank")
        line = QCoreApplication.translate(
            "Finder", "This run gave no weights of all heads. A recorded trace may be too large for that."
        )
    else:
        title = QCoreApplication.translate("Finder", "Asking all heads …")
    return title, line


def said_of(trace: Trace, query: Word, key: Word, ranking: Ranking, here: HeadId) -> Said:
    """``here``: the head in focus."""
    best = ranking.head(0)
    focused = ""
    if here[0] not in ranking.layers:
        focused = QCoreApplication.translate("Finder", "the head in focus is not among these layers")
    elif here != best:
        focused = QCoreApplication.translate("Finder", "in focus: rank {rank} of {count}, {share} · {head}").format(
            head=head_name(trace.model, here),
            rank=counted(ranking.rank(here)),
            count=counted(len(ranking)),
            share=percent(ranking.weight(here)),
        )
    if ranking.top > 0:
        about = QCoreApplication.translate("Finder", "most in {head}").format(head=head_name(trace.model, best))
    else:
        focused = ""
        about = QCoreApplication.translate("Finder", "no head gives it any weight")
        if query.written == key.written and key.start >= query.stop:
            about = QCoreApplication.translate("Finder", "the key comes later: no head can see it")
    return Said(_spelled(trace, query), _spelled(trace, key), percent(ranking.top), about, focused)


def notes_of(trace: Trace, query: Word, key: Word) -> list[str]:
    """The rule, what is left out, and what a rank is not."""
    notes: list[str] = []
    if query == key:
        notes.append(
            QCoreApplication.translate("Finder", "One word twice: how much each head keeps looking at the word itself.")
        )
    if key.start == 0 or text_of(trace, key.written).special[key.start]:
        # Clark et al. 2019, section 3.2; Xiao et al. 2023, "Efficient Streaming Language Models with Attention Sinks"
        notes.append(
            QCoreApplication.translate(
                "Finder",
                "First and special tokens are where many heads rest that find nothing: large weights say little.",
            )
        )
    if len(query.asked) < len(query.tokens):
        notes.append(
            QCoreApplication.translate("Finder", "Of the query's {all} pieces the first {used} are averaged.").format(
                all=len(query.tokens), used=len(query.asked)
            )
        )
    notes.append(
        QCoreApplication.translate(
            "Finder",
            "Summed over the key's pieces, averaged over the query's; full bar and last colour: the best head.",
        )
    )
    notes.append(
        QCoreApplication.translate(
            "Finder", "A weight, not a cause: it says where a head looks, not what the model does with it."
        )
    )
    return notes


def unknown_note(trace: Trace, typed: str) -> str:
    """Of a word that was typed and cannot be chosen."""
    if typed in trace.tokens.text[trace.tokens.read_to :]:
        text = QCoreApplication.translate("Finder", "“{word}” is beyond what the model reads of this text.")
    else:
        text = QCoreApplication.translate("Finder", "“{word}” is no word of this text.")
    return text.format(word=typed)


def _spelled(trace: Trace, word: Word) -> str:
    return word_text(text_of(trace, word.written), word)
