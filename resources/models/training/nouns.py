"""Noun phrases in both languages, drawn at random: people, things, animals, owners, numbers."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import lexicon as lex
from forms import plural
from phrases import Noun, Predicate, Word, Words, words

PRONOUNS = {
    "I": ("私", "me", "1", "I"), "he": ("彼", "him", "3", "m"), "she": ("彼女", "her", "3", "f"),
    "we": ("私たち", "us", "p", "p"), "they": ("彼ら", "them", "p", "p"), "you": ("あなた", "you", "p", "p"),
}  # fmt: skip
SPEAKERS = ("I", "you", "we")


@cache
def fitting(table: tuple[lex.Row, ...], index: int, marks: tuple[str, ...]) -> tuple[lex.Row, ...]:
    """The rows whose field ``index`` lists one of ``marks``."""
    return tuple(row for row in table if row.has(index, *marks))


def stem_of(adjective: lex.Row) -> str:
    """The adjective as the forms want it: 赤い, but 静か for 静かな and 緑 for 緑の."""
    return adjective.japanese if adjective.field(0) == "i" else adjective.japanese[:-1]


class NounPhrases:
    """Draws noun phrases.

    Attributes:
        pairs: the (verb, object) and (adjective, noun) choices drawn since it was last emptied, by the link of one of
            the two words; those of a draft that was thrown away are among them.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._links = 0
        self.pairs: dict[int, tuple[str, str]] = {}

    # --- small choices

    def _link(self) -> int:
        self._links += 1
        return self._links

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def _pick(self, choices: Sequence):
        return choices[self._random.randrange(len(choices))]

    def _weighted(self, **weights: float) -> str:
        return self._random.choices(list(weights), list(weights.values()))[0]

    def _row(self, table: Sequence[lex.Row], index: int, *marks: str) -> lex.Row:
        return self._pick(fitting(table, index, marks))

    # --- noun phrases

    def person(self, *, pronouns: bool = True, new: bool = False) -> Noun:
        """Somebody; ``new`` allows "a student"."""
        kind = self._weighted(
            name=10, role=3, new=1.5 if new else 0, kin=1.2, other_kin=0.8, friend=0.5, pronoun=3 if pronouns else 0,
            both=0.8 if pronouns else 0,
        )  # fmt: skip
        if kind == "name":
            return self.name()
        if kind == "pronoun":
            return self.pronoun(self._pick(("he", "she", "I", "they", "we", "he", "she", "I", "you")))
        if kind == "both":
            one = self.name()
            other = self._somebody_else(one)
            while other.english[0].pos != "name" or len(other.english) > 1:
                other = self._somebody_else(one)
            return Noun(
                [*one.english, *words("and"), *other.english], [*one.japanese, Word("と"), *other.japanese],
                agreement="p", gender="p",
            )  # fmt: skip
        link = self._link()
        if kind == "kin":
            row = self._pick(lex.KIN)
            return Noun(
                [*words("my"), *words(row.english, link, "noun")], words(row.japanese, link, "noun"),
                gender=row.field(1),
            )  # fmt: skip
        if kind == "other_kin":
            row, owner = self._pick(lex.KIN), self.name()
            return Noun(
                [*owner.english, Word("'s"), *words(row.english, link, "noun")],
                [*owner.japanese, Word("の"), *words(row.field(0), link, "noun")],
                gender=row.field(1),
            )
        if kind == "friend":
            owner = self._link()
            return Noun(
                [Word("my", owner, "pronoun"), Word("friend", link, "noun")],
                [Word("私", owner, "pronoun"), Word("の"), Word("友達", link, "noun")],
                gender="-",
            )
        row = self._pick(lex.ROLES)
        english, japanese = self._described(row, ("person",), link, 0.2)
        return Noun(
            [Word("a" if kind == "new" else "the"), *english], japanese, gender=row.field(0), definite=kind != "new"
        )

    def name(self) -> Noun:
        row, link = self._pick(lex.NAMES), self._link()
        return Noun([Word(row.english, link, "name")], [Word(row.japanese, link, "name")], gender=row.field(0))

    def pronoun(self, english: str) -> Noun:
        japanese, other, agreement, gender = PRONOUNS[english]
        link = self._link()
        made = [Word(text, link, "pronoun") for text in (english, japanese, other)]
        return Noun([made[0]], [made[1]], [made[2]], agreement=agreement, gender=gender)

    def _described(self, row: lex.Row, kinds: Sequence[str], link: int, chance: float) -> tuple[Words, Words]:
        """A noun, often with an adjective that goes with its kinds."""
        english, japanese = words(row.english, link, "noun"), [Word(row.japanese, link, "noun")]
        suitable = fitting(lex.ADJECTIVES, 1, tuple(kinds))
        if not suitable or not self._chance(chance):
            return english, japanese
        adjective, other = self._pick(suitable), self._link()
        self.pairs[other] = (adjective.japanese, row.japanese)
        meaning = stem_of(adjective)
        before = Predicate([], meaning, adjective.field(0), other, "adjective", "now").japanese_words("attributive")
        return [*words(adjective.english, other, "adjective"), *english], [*before, *japanese]

    def thing(self, row: lex.Row, subject: Noun | None = None, *, new: bool = True, chance: float = 0.3) -> Noun:
        """A noun with the, a, a number or an owner; ``subject`` may be the owner (his own)."""
        kinds, link = row.field(0).split(), self._link()
        mass, counter = "mass" in kinds, row.field(1)
        if "bare" in kinds:
            return Noun(words(row.english, link, "noun"), [Word(row.japanese, link, "noun")])
        if "the" in kinds:
            return Noun([*words("the"), *words(row.english, link, "noun")], [Word(row.japanese, link, "noun")])
        english, japanese = self._described(row, kinds, link, chance)
        fixed = "play" in kinds or "sport" in kinds
        his = subject is not None and subject.gender != "-"
        how = self._weighted(
            the=6, a=4 if new else 0, this=0.7, that=0.7, mine=0.6, owner=0.8, own=1 if his else 0,
            number=1.6 if counter and new and not mass and not fixed else 0,
        )  # fmt: skip
        if how == "a":
            article = self._pick(("", "some")) if mass else "a"
            return Noun([*words(article), *english], japanese, definite=False)
        if how == "number":
            return self._counted(english, japanese, row, link)
        if how == "own":
            return self._owned(english, japanese, subject)
        if how == "owner":
            owner = self.name()
            return Noun([*owner.english, Word("'s"), *english], [*owner.japanese, Word("の"), *japanese])
        english_before, japanese_before = {
            "the": ("the", ""), "this": ("this", "この"), "that": ("that", "その"), "mine": ("my", "私 の"),
        }[how]  # fmt: skip
        other = self._link() if japanese_before else 0
        pos = "pronoun" if other else "particle"
        shown = [Word(w.text, 0 if w.text == "の" else other, pos) for w in words(japanese_before)]
        return Noun([Word(english_before, other, pos), *english], [*shown, *japanese])

    def _counted(self, english: Words, japanese: Words, row: lex.Row, link: int) -> Noun:
        counter, number = row.field(1), self._pick(list(lex.NUMBERS))
        if counter == "つ" and number == "ten":
            counter = "個"
        other = self._link()
        count = [Word(lex.NUMBERS[number], other, "number"), Word(counter, other, "number")]
        if number != "one":
            english = [*english[:-1], replace(english[-1], text=plural(english[-1].text))]
        return Noun(
            [Word(number, other, "number"), *english], japanese, after=count,
            agreement="3" if number == "one" else "p", definite=False,
        )  # fmt: skip

    def _owned(self, english: Words, japanese: Words, subject: Noun) -> Noun:
        """his, her: the subject's own (自分の) where the gender agrees, otherwise somebody else's."""
        whose = self._pick(("his", "her"))
        other = self._link()
        own = {"his": "m", "her": "f"}[whose] == subject.gender
        owner = "自分" if own else {"his": "彼", "her": "彼女"}[whose]
        return Noun([Word(whose, other, "pronoun"), *english], [Word(owner, other, "pronoun"), Word("の"), *japanese])

    def animal(self, *, new: bool = False, kinds: tuple[str, ...] = ("animal", "robot")) -> Noun:
        return self.thing(self._row(lex.NOUNS, 0, *kinds), new=new)

    def subject(self, kinds: str) -> Noun:
        """Somebody or something of one of the kinds: person or a kind of noun."""
        kind = self._pick(kinds.split())
        return self.person() if kind == "person" else self.animal(kinds=(kind,))

    def object_of(self, verb: lex.Row, subject: Noun | None) -> Noun:
        """An object that the verb of TRANSITIVE or GIVING goes with."""
        kinds = verb.field(1).split()
        kind = self._pick(kinds)
        if kind == "person":
            return self._somebody_else(subject)
        row = self._pick(fitting(lex.NOUNS, 0, (kind,)))
        noun = self.thing(row, subject)
        self.note_pair(verb, row, next(word.link for word in noun.japanese if word.text == row.japanese))
        return noun

    def note_pair(self, verb: lex.Row, noun: lex.Row, link: int) -> None:
        """Remembers a verb and its object, unless the verb has so few that each must be seen in training."""
        if len(fitting(lex.NOUNS, 0, tuple(verb.field(1).split()))) >= 6:
            self.pairs[link] = (verb.japanese, noun.japanese)

    def _somebody_else(self, subject: Noun | None) -> Noun:
        """Somebody who is not the subject; never a pronoun that could mean the subject."""
        named = [word.text for word in subject.english] if subject else []
        taken = named[-1] if named else ""
        while True:
            other = self.person(pronouns=subject is not None and subject.gender in ("m", "f", "I"))
            last = other.english[-1].text
            unclear = last in PRONOUNS and ((taken in PRONOUNS and taken != "I") or other.gender == subject.gender)
            if last not in named and last not in SPEAKERS and other.agreement != "p" and not unclear:
                return other
