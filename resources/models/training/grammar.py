"""The bilingual grammar: a seeded generator of English sentences, their Japanese, and which words say the same.

English decides Japanese: each English sentence has exactly one Japanese one (the tests look for a second). What a
learner would trip over is in: other word order, particles, は for the known and が for the new, relative clauses before
their noun, counters, pronouns that Japanese leaves out when they point back, and English words of several meanings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import lexicon as lex
from forms import verb_form
from joined import MARU, STOP, Joined
from phrases import ASKABLE, ENGLISH_ORDER, JAPANESE_ORDER, Clause, Noun, Part, Word, Words, in_order, words

ASK = Word("?", 0, "mark")
_MANY_MEANINGS = ("wear", "play", "take", "have")  # Japanese needs to know of what
_NOT_ASKED_FOR = ("lose", "break", "drop", "spill", "see", "catch", "execute")
_ASKED = {"who": ("who", "誰"), "what": ("what", "何"), "where": ("where", "どこ"), "when": ("when", "いつ"),
          "why": ("why", "なぜ")}  # fmt: skip

Span = tuple[int, int]


@dataclass(frozen=True)
class Link:
    """Spans (start, end), in characters, of an English and a Japanese word that say the same."""

    english: Span
    japanese: Span
    pos: str


@dataclass(frozen=True)
class Sentence:
    """A sentence in both languages.

    Attributes:
        links: which words say the same; only content words have one.
        tags: per language, the span and the part of speech of every word.
        pairs: the (verb, object) and (adjective, noun) choices made in it, which the split looks at.
    """

    english: str
    japanese: str
    links: tuple[Link, ...]
    tags: tuple[tuple[tuple[Span, str], ...], tuple[tuple[Span, str], ...]]
    pairs: frozenset[tuple[str, str]]


def written(sentence: Sequence[Word], spaces: bool) -> tuple[str, list[Span]]:
    """The text of some words and the span of each."""
    text, spans = "", []
    for at, word in enumerate(sentence):
        shown = word.text
        if spaces:
            following = sentence[at + 1].text if at + 1 < len(sentence) else ""
            if shown == "a" and following[:1] in tuple("aeiouAEIOU"):
                shown = "an"
            if not text or text.endswith((". ", ".")):
                shown = shown[:1].upper() + shown[1:]
            if text and not shown.startswith(("'", ",", ".", "?")):
                text += " "
        spans.append((len(text), len(text) + len(shown)))
        text += shown
    return text, spans


class Grammar(Joined):
    """Makes sentences, the same ones for the same seed."""

    def sentence(self) -> Sentence:
        """The next sentence."""
        self._links = 0
        self.pairs.clear()
        english, japanese = self._any()
        source, source_spans = written(english, spaces=True)
        target, target_spans = written(japanese, spaces=False)
        links = [
            Link(here, there, word.pos)
            for word, here in zip(english, source_spans, strict=True)
            for other, there in zip(japanese, target_spans, strict=True)
            if word.link and word.link == other.link
        ]
        kept = {word.link for word in japanese}
        pairs = frozenset(pair for link, pair in self.pairs.items() if link in kept)
        sides = ((english, source_spans), (japanese, target_spans))
        tags = tuple(tuple((span, word.pos) for word, span in zip(side, spans, strict=True)) for side, spans in sides)
        return Sentence(source, target, tuple(links), tags, pairs)

    def _any(self) -> tuple[Words, Words]:
        kind = self._weighted(
            plain=60, question=9, asked=7, because=9, but=4, when=6, both=4, then=4, said=3, request=3, exists=3
        )
        return getattr(self, f"_{kind}")()

    # --- one clause

    def clause(self) -> Clause:
        kind = self._weighted(
            transitive=26, intransitive=8, motion=8, giving=7, is_something=3, is_like=6, state=4, comparison=4,
            likes=6, ability=4, passive=5, weather=4, somewhere=5, heavy=9,
        )  # fmt: skip
        return getattr(self, kind)()

    # --- sentences

    def _plain(self) -> tuple[Words, Words]:
        clause = self.clause()
        return [*clause.english(), STOP], [*clause.japanese(), MARU]

    def _askable(self) -> Clause:
        while True:
            clause = self.clause()
            who = clause.subject.english[-1].text
            predicate = clause.predicate
            if (
                predicate.mode in ASKABLE and not predicate.negative and not predicate.too and clause.subject.definite
                and who not in ("I", "we", "it") and not clause.front and not clause.subject.heavy
                and clause.predicate.parts("3")[0]
            ):  # fmt: skip
                return clause

    def _question(self) -> tuple[Words, Words]:
        """Did Taro eat the cake?"""
        clause = self._askable()
        return [*clause.english_question(), ASK], [*clause.japanese("polite"), Word("か"), MARU]

    def _asked(self) -> tuple[Words, Words]:
        """What did Taro eat? Where, when, why and who."""
        clause, word = self._askable(), self._pick(("who", "what", "where", "when", "why", "what", "who"))
        roles = {part.role: part for part in clause.parts}
        link, ending = self._link(), [Word("か"), MARU]
        english, japanese = _ASKED[word]
        asked = Word(english, link, "pronoun")
        if word == "who":
            if clause.subject.gender == "n":
                return self._asked()
            said = replace(clause, subject=Noun([asked], [Word(japanese, link, "pronoun")], agreement="3"))
            if any(word.text in ("his", "her", "him") for word in said.english()):
                return self._asked()
            return [*said.english(), ASK], [*said.japanese("polite", "が"), *ending]
        if word == "why":
            why = [*clause.subject.counted, Word("は"), Word(japanese, link, "pronoun")]
            return [asked, *clause.english_question(), ASK], [*why, *clause.japanese_rest("polite"), *ending]
        if clause.predicate.copula or clause.predicate.mode == "can":
            return self._asked()
        verb = clause.predicate.english[0].text
        role, particle = {"what": ("object", ""), "where": ("place", "で"), "when": ("time", "")}[word]
        if word == "what":
            if "object" not in roles or roles["object"].english[-1].pos != "noun" or verb in _MANY_MEANINGS:
                return self._asked()
            particle = next(w.text for w in reversed(roles["object"].japanese) if w.text in ("を", "に", "が"))
        elif word == "where" and clause.predicate.japanese == "帰る":  # "go" has another verb when it is home
            return self._asked()
        elif word == "where" and "goal" in roles:
            role, particle = "goal", "に"
        elif word == "when" and "frequency" in roles:
            return self._asked()
        blank = Part(role, [], [Word(japanese, link, "pronoun"), *words(particle)])
        said = replace(clause.without(role), parts=(*clause.without(role).parts, blank))
        return [asked, *said.english_question(), ASK], [*said.japanese("polite"), *ending]

    def _request(self) -> tuple[Words, Words]:
        """Please read the book. Let's go to the park."""
        you = self.pronoun("you")
        clause = self.transitive("future", you) if self._chance(0.7) else self.motion("future", you)
        parts = tuple(p for p in clause.parts if p.role in ("object", "place", "goal", "instrument", "purpose"))
        predicate = clause.predicate
        if predicate.lasting or predicate.english[0].text in _NOT_ASKED_FOR:
            return self._request()
        opening, form = self._pick((("please", "please"), ("please", "please"), ("please do not", "pleaseneg"),
                                    ("let 's", "lets")))  # fmt: skip
        verb = verb_form(predicate.japanese, predicate.kind, form)
        said = [Word(verb[0], predicate.link, "verb"), *words(" ".join(verb[1:]))]
        tail = [word for part in in_order(parts, ENGLISH_ORDER) for word in part.english]
        inner = [word for part in in_order(parts, JAPANESE_ORDER) for word in part.japanese]
        return [*words(opening), *predicate.english, *tail, STOP], [*inner, *said, MARU]

    def _exists(self) -> tuple[Words, Words]:
        """There are two cats under the table."""
        animate = self._chance(0.55)
        noun = self._new_one(animate)
        past = self._chance(0.4)
        english, japanese = self.at_place() if animate and self._chance(0.5) else self.landmark()
        verb = {"now": ("is", "are"), "past": ("was", "were")}["past" if past else "now"][noun.agreement == "p"]
        being = words(" ".join(verb_form("いる" if animate else "ある", "5", "past" if past else "nonpast")))
        source = [Word("there"), Word(verb), *noun.english, *english, STOP]
        return source, [*japanese, Word("に"), *noun.japanese, Word("が"), *noun.after, *being, MARU]

    def _new_one(self, animate: bool) -> Noun:
        while True:
            noun = self.person(new=True) if animate and self._chance(0.2) else self.thing(
                self._row(lex.NOUNS, 0, *(("pet", "animal") if animate else ("thing",)))
            )  # fmt: skip
            if not noun.definite:
                return noun
