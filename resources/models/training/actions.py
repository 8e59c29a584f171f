"""Clauses of doing in both languages, drawn at random: who does what to whom, where and when."""

from __future__ import annotations

from dataclasses import replace

import lexicon as lex
from nouns import NounPhrases, fitting
from phrases import Clause, Noun, Part, Predicate, Word, Words, words

NEGATIVE = 0.13
_SPOKEN = ("cross", "climb", "build", "take", "drive", "open", "order")  # objects that are a place of their own
_MOTION = {
    "go": ("go", "行く", "5"), "come": ("come", "来る", "1"), "return_": ("return", "戻る", "5"),
    "travel": ("travel", "旅行する", "s"), "home": ("go", "帰る", "5"),
}  # fmt: skip
_BY_ANIMALS = tuple(verb for verb in lex.TRANSITIVE if "a" in verb.field(3))
GOALS = tuple(row for row in lex.PLACES if row.japanese != "-")


def object_part(noun: Noun, particle: str) -> Part:
    """The object with its particle; a number follows を and precedes the others."""
    if particle == "を":
        return Part("object", noun.object, [*noun.japanese, Word("を"), *noun.after], noun.heavy)
    return Part("object", noun.object, [*noun.counted, Word(particle)], noun.heavy)


def _through(part: Part) -> Part:
    """A place that one walks through: を for で."""
    return replace(part, japanese=[*part.japanese[:-1], Word("を")]) if part.role == "place" else part


def place_words(phrase: str, link: int) -> Words:
    """ "in the park": only the noun has a counterpart."""
    parts = phrase.split()
    return [Word(p) if p in ("in", "at", "on", "to", "the") else Word(p, link, "noun") for p in parts]


class Actions(NounPhrases):
    """Draws clauses. The methods that make one take the mode, a key of phrases._FORMS, or draw it."""

    # --- what goes round a verb

    def when(self, kind: str) -> Part:
        row, link = self._row(lex.TIMES, 0, kind), self._link()
        japanese = [
            Word(text, 0 if text == "に" else link, "particle" if text == "に" else "adverb")
            for text in row.japanese.split()
        ]
        return Part("time", words(row.english, link, "adverb"), japanese)

    def place(self) -> Part:
        row, link = self._pick(lex.PLACES), self._link()
        return Part("place", place_words(row.english, link), [Word(row.rest[0], link, "noun"), Word("で")])

    def adverb(self, kind: str, role: str) -> Part:
        row, link = self._row(lex.ADVERBS, 0, kind), self._link()
        return Part(role, [Word(row.english, link, "adverb")], [Word(row.japanese, link, "adverb")])

    def circumstances(self, mode: str, negative: bool, subject: Noun, *, places: bool = True) -> list[Part]:
        """Time, place, company and manner, each now and then."""
        found: list[Part] = []
        if mode == "habit" and not negative:
            found.append(self.adverb("habit", "frequency") if self._chance(0.4) else self.when("habit"))
        elif mode in ("past", "future", "prog") and self._chance(0.4):
            found.append(self.when("now" if mode == "prog" else mode))
        if places and self._chance(0.35):
            found.append(self.place())
        chance = self._random.random()
        if chance < 0.1 and subject.agreement != "p":
            other = self._somebody_else(subject)
            found.append(Part("with", [*words("with"), *other.object], [*other.japanese, Word("と")]))
        elif chance < 0.2:
            found.append(self.adverb("plural" if subject.agreement == "p" and self._chance(0.5) else "after", "manner"))
        elif chance < 0.25 and mode == "past" and not negative:
            found.append(self.adverb("before", "before"))
        return found

    def mode_for(self, marks: str, subject: Noun) -> str:
        """A mode that suits the verb's marks and the subject."""
        wants = "q" in marks and subject.english[-1].text != "you"
        first = subject.english[-1].text in ("I", "we")
        return self._weighted(
            past=10, future=2, habit=0 if "r" in marks else 2.2, prog=1.6 if "p" in marks else 0,
            progpast=1 if "p" in marks else 0, must=0.6 if "q" in marks else 0, mustpast=0.3 if "q" in marks else 0,
            want=0.8 if wants and first else 0, wantpast=0.4 if wants and first else 0,
            seemswant=0.5 if wants and not first else 0, seemswantpast=0.3 if wants and not first else 0,
        )  # fmt: skip

    def _negative(self, subject: Noun, mode: str) -> bool:
        return subject.definite and mode != "mustpast" and self._chance(NEGATIVE)

    def _verb(self, row: lex.Row, mode: str, negative: bool, marks: str) -> Predicate:
        link = self._link()
        return Predicate(
            words(row.english, link, "verb"), row.japanese, row.field(0), link, "verb", mode, negative,
            lasting="r" in marks, contracted=self._chance(0.5),
        )  # fmt: skip

    def _front(self, parts: list[Part]) -> bool:
        return any(part.role == "time" for part in parts) and self._chance(0.2)

    # --- clauses of every kind

    def transitive(self, mode: str = "", subject: Noun | None = None, row: lex.Row | None = None) -> Clause:
        """Taro ate the cake in the park."""
        row = row or self._pick(_BY_ANIMALS if subject and subject.gender == "n" else lex.TRANSITIVE)
        subject = subject or self.agent(row)
        mode = mode or self.mode_for(row.field(3), subject)
        negative = self._negative(subject, mode)
        thing = self.object_of(row, subject)
        parts = [object_part(thing, row.field(2))]
        tools = [tool for tool in lex.INSTRUMENTS if tool.english == row.english]
        if tools and self._chance(0.25):
            parts.append(self._instrument(self._pick(tools)))
        parts += self.circumstances(mode, negative, subject, places=not row.has(1, *_SPOKEN))
        return Clause(subject, self._verb(row, mode, negative, row.field(3)), tuple(parts), self._front(parts))

    def _instrument(self, tool: lex.Row) -> Part:
        link = self._link()
        article, *rest = tool.japanese.split()
        english = [Word(w, link if w != "a" else 0, "noun" if w != "a" else "particle") for w in [article, *rest]]
        japanese = words(tool.field(0), link, "noun")
        return Part("instrument", [*words("with"), *english], [*japanese, Word("で")])

    def agent(self, row: lex.Row) -> Noun:
        """Who does what the transitive verb says: somebody, or an animal or robot where that is likely."""
        if row.has(1, "order") and self._chance(0.5):
            return self.animal(kinds=("robot",))
        if "a" in row.field(3) and self._chance(0.2):
            return self.animal(new=True, kinds=("animal",))
        return self.person(new=True)

    def intransitive(self, mode: str = "", subject: Noun | None = None) -> Clause:
        """The cat slept in the garden."""
        kinds = () if subject is None else ("animal",) if subject.gender == "n" else ("person",)
        row = self._pick(fitting(lex.INTRANSITIVE, 1, kinds) if kinds else lex.INTRANSITIVE)
        subject = subject or self.subject(row.field(1))
        bare = not mode and "s" in row.field(2) and self._chance(0.06)
        mode = "habit" if bare else mode or self.mode_for(row.field(2), subject)
        negative = self._negative(subject, mode)
        parts = [] if bare else self.circumstances(mode, negative, subject)
        if "o" in row.field(2):
            parts = [_through(part) for part in parts]
        elif not row.field(2):  # what happens to somebody is not done carefully
            parts = [part for part in parts if part.role != "manner"]
        return Clause(subject, self._verb(row, mode, negative, ""), tuple(parts), self._front(parts))

    def motion(self, mode: str = "", subject: Noun | None = None) -> Clause:
        """He went to the bank to withdraw money."""
        subject = subject or self.person(new=True)
        mode = mode or self.mode_for("q", subject)
        negative = self._negative(subject, mode)
        verb = self._weighted(go=5, come=2, return_=1, travel=0.5, home=1)
        english, japanese, kind = _MOTION[verb]
        predicate = self._verb(lex.Row(english, japanese, (kind,)), mode, negative, "")
        if verb == "home":
            link = self._link()
            goal = Part("goal", [Word("home", link, "noun")], [Word("家", link, "noun"), Word("に")])
            parts = [goal]
        else:
            row, link = self._pick(GOALS), self._link()
            parts = [Part("goal", place_words(row.japanese, link), [Word(row.rest[0], link, "noun"), Word("に")])]
            purposes = [purpose for purpose in lex.PURPOSES if purpose.english == row.field(1)]
            if purposes and verb in ("go", "come") and self._chance(0.3):
                parts.append(self._purpose(self._pick(purposes)))
        others = self.circumstances(mode, negative, subject, places=False)
        if verb in ("go", "home") and self._chance(0.2):
            far = parts[0].japanese[0].text in lex.LIVABLE
            row, link = self._pick(lex.VEHICLES if far else lex.VEHICLES[:5]), self._link()
            first, last = row.japanese.split()
            content = row.english.split()[1]
            english_words = [Word(w, link if w == content else 0, "noun" if w == content else "particle")
                             for w in row.english.split()]  # fmt: skip
            others.append(Part("vehicle", english_words, [Word(first, link, "noun"), Word(last)]))
        parts += [part for part in others if part.role != "manner"]
        return Clause(subject, predicate, tuple(parts), self._front(parts))

    def _purpose(self, row: lex.Row) -> Part:
        english, *rest = row.japanese.split()
        verb, thing = self._link(), self._link()
        source = [Word("to"), Word(english, verb, "verb")]
        source += [Word(w, 0 if w in ("a", "the") else thing, "particle" if w == "a" else "noun") for w in rest]
        parts = row.field(0).split()
        target = [Word(parts[-1], verb, "verb"), Word("ため"), Word("に")]
        if len(parts) == 3:
            target = [Word(parts[0], thing, "noun"), Word(parts[1]), *target]
        return Part("purpose", source, target)

    def giving(self, mode: str = "", subject: Noun | None = None) -> Clause:
        """Hanako gave Taro a red book in the park yesterday."""
        subject = subject or self.person(new=True)
        row = self._pick(lex.GIVING)
        mode = mode or self._weighted(past=8, future=1.5)
        negative = self._negative(subject, mode)
        predicate = self._verb(row, mode, negative, "")
        if row.english == "give" and subject.english[-1].text not in ("I", "we") and self._chance(0.25):
            receiver = self.pronoun("I")
            predicate = replace(predicate, japanese="くれる")
        else:
            receiver = self._somebody_else(subject)
        thing = self.object_of(row, subject)
        japanese = [*receiver.japanese, Word("に")]
        if self._chance(0.55):
            to = Part("recipient", receiver.object, japanese)
        else:
            to = Part("receiver", [*words("to"), *receiver.object], japanese)
        parts = [to, object_part(thing, "を")]
        parts += [p for p in self.circumstances(mode, negative, subject) if p.role in ("time", "place")]
        return Clause(subject, predicate, tuple(parts), self._front(parts))

    def passive(self) -> Clause:
        """The cake was eaten by Taro."""
        row = self._pick([verb for verb in lex.TRANSITIVE if "v" in verb.field(3)])
        agent = self._somebody_else(None)
        thing = self.object_of(row, None)
        while not thing.definite or thing.english[-1].text == agent.english[-1].text:
            thing = self.object_of(row, None)
        link = self._link()
        predicate = Predicate(
            words(row.english, link, "verb"), row.japanese, row.field(0), link, "verb", "past",
            self._negative(thing, "past"), passive=True, contracted=self._chance(0.5),
        )  # fmt: skip
        parts = [Part("agent", [*words("by"), *agent.object], [*agent.japanese, Word("に")])] * self._chance(0.8)
        parts += [self.when("past")] * self._chance(0.3)
        return Clause(thing, predicate, tuple(parts), self._front(parts))
