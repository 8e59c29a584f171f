"""Clauses of being in both languages, drawn at random: what somebody is, has and can do, where, in what weather."""

from __future__ import annotations

from dataclasses import replace

import lexicon as lex
from actions import GOALS, NEGATIVE, Actions, object_part, place_words
from forms import plural
from nouns import fitting, stem_of
from phrases import Clause, Noun, Part, Predicate, Word, Words, words

_MAKING = tuple(verb for verb in lex.TRANSITIVE if verb.field(2) == "を" and not verb.has(1, "person", "order"))
_GROWN_INTO = ("boy", "girl", "man", "woman", "child")  # what nobody is "a" of
_DAYS = (("yesterday", "昨日"), ("last night", "昨夜"), ("last week", "先週"), ("this morning", "今朝"))


class Clauses(Actions):
    """Draws clauses of being, on top of those of doing."""

    def is_something(self, subject: Noun | None = None, mode: str = "") -> Clause:
        """Taro is a doctor."""
        subject = subject or self.name()
        row, link = self._pick(lex.ROLES), self._link()
        while row.english in _GROWN_INTO or {row.field(0), subject.gender} == {"m", "f"}:
            row = self._pick(lex.ROLES)
        mode = mode or self._pick(("now", "past"))
        predicate = Predicate(
            [Word("a"), *words(row.english, link, "noun")], row.japanese, "no", link, "noun", mode,
            self._negative(subject, mode), copula=True, contracted=self._chance(0.5),
        )  # fmt: skip
        return Clause(subject, predicate)

    def is_like(self, mode: str = "", *, too: float = 0.12) -> Clause:
        """The soup was too hot."""
        row = self._pick(lex.NOUNS) if self._chance(0.75) else None
        kinds = tuple(row.field(0).split()) if row else ("person",)
        suitable = fitting(lex.ADJECTIVES, 1, kinds)
        while not suitable:
            row = self._pick(lex.NOUNS)
            kinds = tuple(row.field(0).split())
            suitable = fitting(lex.ADJECTIVES, 1, kinds)
        adjective, link = self._pick(suitable), self._link()
        subject = self.thing(row, new=False, chance=0.1) if row else self.person()
        if row:
            self.pairs[link] = (adjective.japanese, row.japanese)
        mode = mode or self._pick(("now", "past"))
        negative = self._negative(subject, mode)
        predicate = Predicate(
            words(adjective.english, link, "adjective"), stem_of(adjective), adjective.field(0), link, "adjective",
            mode, negative, copula=True, contracted=self._chance(0.5),
            too=adjective.field(0) != "no" and not negative and self._chance(too),
        )  # fmt: skip
        return Clause(subject, predicate)

    def state(self, mode: str = "", subject: Noun | None = None, *, too: float = 0.12) -> Clause:
        """Hanako was tired."""
        if subject is None:
            kinds = ("person", "animal", "robot")
        elif subject.gender == "n":
            kinds = ("robot",) if subject.english[-1].text == "robot" else ("animal",)
        else:
            kinds = ("person",)
        row = self._pick(fitting(lex.STATES, 2, kinds))
        subject = subject or self.subject(row.field(2))
        link, kind = self._link(), row.field(1)
        mode = mode or self._weighted(past=2, now=1)
        negative = self._negative(subject, mode)
        predicate = Predicate(
            words(row.english, link, "adjective"), row.field(0), kind, link, "adjective", mode, negative,
            words(row.japanese), copula=True, stative=kind in ("1", "5"), contracted=self._chance(0.5),
            too=row.english in ("tired", "busy") and not negative and self._chance(too),
        )  # fmt: skip
        return Clause(subject, predicate)

    def comparison(self) -> Clause:
        """Taro is taller than Jiro."""
        row, link = self._pick(lex.MEASURES), self._link()
        kind = self._pick(row.field(2).split())
        if kind == "person":
            one = self.person()
            other = self._somebody_else(one)
        else:
            one, other = self.animal(kinds=(kind,)), self.animal(kinds=(kind,))
            while other.english[-1].text == one.english[-1].text:
                other = self.animal(kinds=(kind,))
        predicate = Predicate(
            [*words(row.english, link, "adjective"), *words("than"), *other.object],
            row.field(0), row.field(1), link, "adjective", self._weighted(now=4, past=1), False,
            [*other.japanese, Word("より"), *words(row.japanese)], copula=True,
        )  # fmt: skip
        return Clause(one, predicate)

    def likes(self) -> Clause:
        """Taro likes cats. I want a new bicycle. Hanako has a dog. They live in Kyoto."""
        subject = self.person()
        first = subject.english[-1].text in ("I", "we")
        mode, link = self._weighted(habit=4, past=1), self._link()
        negative = self._negative(subject, mode)
        verb = self._pick(("like", "hate", "like", "want", "have", "have", "live"))
        plain = {"negative": negative, "mode": mode, "contracted": self._chance(0.5)}
        if verb == "live":
            row, place = self._pick([p for p in GOALS if p.rest[0] in lex.LIVABLE]), self._link()
            part = Part("goal", place_words(row.english, place), [Word(row.rest[0], place, "noun"), Word("に")])
            predicate = Predicate(words("live", link, "verb"), "住む", "5", link, stative=True, **plain)
            return Clause(subject, predicate, (part,))
        if verb == "have":
            pet = self._chance(0.4)
            thing = self.thing(self._row(lex.NOUNS, 0, "pet" if pet else "thing"))
            predicate = Predicate(
                words("have", link, "verb"), "飼う" if pet else "持つ", "5", link, stative=True, **plain
            )
            return Clause(subject, predicate, (object_part(thing, "を"),))
        if verb == "want" and subject.english[-1].text == "you":
            return self.likes()
        if verb == "want":
            thing = self.thing(self._row(lex.NOUNS, 0, "thing", "drive", "pet"))
            if first:
                predicate = Predicate(words("want", link, "verb"), "欲しい", "i", link, **plain)
                return Clause(subject, predicate, (object_part(thing, "が"),))
            predicate = Predicate(words("want", link, "verb"), "欲しがる", "5", link, stative=True, **plain)
            return Clause(subject, predicate, (object_part(thing, "を"),))
        thing = self._somebody_else(subject) if self._chance(0.35) else self.kind_of()
        predicate = Predicate(words(verb, link, "verb"), {"like": "好き", "hate": "嫌い"}[verb], "na", link, **plain)
        return Clause(subject, predicate, (object_part(thing, "が"),))

    def kind_of(self) -> Noun:
        """A kind of thing in general: cats, red flowers, cheese, tennis."""
        row, link = self._row(lex.NOUNS, 0, "food", "drink", "pet", "plant", "sport", "lang", "subject"), self._link()
        english, japanese = self._described(row, row.field(0).split(), link, 0.2)
        if not row.has(0, "mass", "bare"):
            english = [*english[:-1], replace(english[-1], text=plural(english[-1].text))]
        return Noun(english, japanese)

    def ability(self) -> Clause:
        """Hanako can play the piano."""
        row, link = self._pick(lex.ABILITIES), self._link()
        subject = self.animal(kinds=("bird",)) if row.english == "fly" else self.person()
        mode = self._weighted(can=4, canpast=1)
        first, *rest = row.english.split()
        thing = self._link()
        english = [Word(first, link, "verb")]
        english += [Word(w) if w in ("the", "a") else Word(w, thing, "noun") for w in rest]
        before = [Word(w) if w in ("が", "に") else Word(w, thing, "noun") for w in row.japanese.split()]
        predicate = Predicate(
            english, row.field(0), "1", link, "verb", mode, self._negative(subject, mode), before,
            contracted=self._chance(0.5),
        )  # fmt: skip
        return Clause(subject, predicate)

    def weather(self, mode: str = "") -> Clause:
        """It rained yesterday. It was cold in Kyoto."""
        link = self._link()
        if self._chance(0.5):
            row = self._pick(lex.WEATHER)
            mode = mode or self._pick(("past", "future", "prog", "progpast"))
            time = self.when({"past": "past", "future": "future", "prog": "now", "progpast": "past"}[mode])
            parts = (Part("time", time.english, []),) if mode in ("past", "future") and self._chance(0.7) else ()
            subject = Noun(words("it"), [*(time.japanese if parts else []), Word(row.japanese, link, "noun")],
                           definite=False)  # fmt: skip
            predicate = Predicate(words(row.english, link, "verb"), row.field(0), "5", 0, "verb", mode)
            return Clause(subject, predicate, parts)
        row, topic = self._pick(lex.WEATHER_ADJECTIVES), self._link()
        mode = mode or self._pick(("past", "past", "now"))
        if self._chance(0.5):
            place = self._pick([p for p in lex.PLACES if p.rest[0] in lex.LIVABLE])
            part = Part("place", place_words(place.english, topic), [])
            subject = Noun(words("it"), [Word(place.rest[0], topic, "noun")])
        else:
            english, japanese = self._pick(_DAYS) if mode == "past" else ("today", "今日")
            part = Part("time", words(english, topic, "adverb"), [])
            subject = Noun(words("it"), [Word(japanese, topic, "adverb")])
        predicate = Predicate(words(row.english, link, "adjective"), row.japanese, "i", link, "adjective", mode,
                              copula=True)  # fmt: skip
        return Clause(subject, predicate, (part,))

    def somewhere(self) -> Clause:
        """The cat is under the table. Hanako was at home."""
        link = self._link()
        animate = self._chance(0.6)
        mode = self._pick(("now", "past"))
        if animate and self._chance(0.5):
            subject = self.person()
            english, japanese = self.at_place()
        else:
            subject = self.thing(self._row(lex.NOUNS, 0, "pet" if animate else "thing"), new=False)
            english, japanese = self.landmark()
        predicate = Predicate(english, "いる" if animate else "ある", "5", link, "verb", mode,
                              self._negative(subject, mode), [*japanese, Word("に")], copula=True,
                              contracted=self._chance(0.5))  # fmt: skip
        return Clause(subject, predicate)

    def at_place(self) -> tuple[Words, Words]:
        row, link = self._pick(lex.PLACES), self._link()
        return place_words(row.english, link), [Word(row.rest[0], link, "noun")]

    def landmark(self) -> tuple[Words, Words]:
        """under the table, テーブル の 下."""
        row = self._pick(lex.POSITIONS)
        thing, position, link = self._pick(row.field(0).split()), self._link(), self._link()
        mark = next(mark for mark in lex.LANDMARKS if mark.english == thing)
        english = [*words(row.english, position, "noun"), Word("the"), Word(mark.english, link, "noun")]
        return english, [Word(mark.japanese, link, "noun"), Word("の"), Word(row.japanese, position, "noun")]

    def that_one(self) -> tuple[Noun, lex.Row]:
        """The cake that Taro made; and the row of the noun."""
        row = self._pick(_MAKING)
        noun = self._row(lex.NOUNS, 0, self._pick(row.field(1).split()))
        if noun.has(0, "bare"):
            return self.that_one()
        subject, link = self.person(), self._link()
        extra = [part for part in self.circumstances("past", False, subject) if part.role in ("time", "place")]
        clause = Clause(subject, self._verb(row, "past", False, row.field(3)), tuple(extra))
        english = [Word("the"), *words(noun.english, link, "noun"), Word("that"), *clause.english()]
        japanese = [*clause.japanese(particle="が"), Word(noun.japanese, link, "noun")]
        self.note_pair(row, noun, link)
        return Noun(english, japanese, heavy=True), noun

    def the_one_who(self) -> Noun:
        """The man who ate the cake."""
        role, link = self._pick(lex.ROLES), self._link()
        head = Noun([Word("the"), *words(role.english, link, "noun")], [Word(role.japanese, link, "noun")],
                    gender=role.field(0))  # fmt: skip
        row = self._pick([verb for verb in lex.TRANSITIVE if "p" in verb.field(3) and not verb.has(1, "order")])
        clause = replace(self.transitive(self._pick(("past", "past", "progpast")), head, row), front=False)
        english = [*head.english, Word("who"), *clause.english_rest("3")]
        return Noun(english, [*clause.japanese_rest(), *head.japanese], gender=role.field(0), heavy=True)

    def heavy(self) -> Clause:
        """A clause with a relative clause in it: Taro read the book that Hanako bought yesterday."""
        if self._chance(0.4):
            return self._pick((self.is_something, self.state))(subject=self.the_one_who())
        noun, row = self.that_one()
        adjectives = fitting(lex.ADJECTIVES, 1, tuple(row.field(0).split()))
        if adjectives and self._chance(0.5):
            adjective, link = self._pick(adjectives), self._link()
            self.pairs[link] = (adjective.japanese, row.japanese)
            predicate = Predicate(
                words(adjective.english, link, "adjective"), stem_of(adjective), adjective.field(0), link, "adjective",
                "past", self._chance(NEGATIVE), copula=True, contracted=self._chance(0.5),
            )  # fmt: skip
            return Clause(noun, predicate)
        verb = self._pick([verb for verb in _MAKING if verb.has(1, *row.field(0).split())])
        subject = self._somebody_else(None)
        while subject.english[-1].text in [word.text for word in noun.english]:
            subject = self._somebody_else(None)
        mode = self._pick(("past", "past", "past", "future"))
        predicate = self._verb(verb, mode, self._chance(NEGATIVE), verb.field(3))
        self.note_pair(verb, row, predicate.link)
        parts = [object_part(noun, "を")]
        front = self._chance(0.25)
        parts += [self.when(mode)] * front
        return Clause(subject, predicate, tuple(parts), front)
