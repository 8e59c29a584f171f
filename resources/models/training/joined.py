"""Sentences of two clauses in both languages: because, so, but, when, before, after, and, that."""

from __future__ import annotations

from dataclasses import replace

import lexicon as lex
from clauses import Clauses
from nouns import PRONOUNS
from phrases import Clause, Noun, Word, Words, words

STOP, MARU = Word(".", 0, "mark"), Word("。", 0, "mark")
COMMA, TEN = Word(",", 0, "mark"), Word("、", 0, "mark")
_NODE = [Word("ので"), TEN]
_LINKS = {"when": [Word("とき"), TEN], "after": [Word("あと"), TEN], "before": [Word("前"), Word("に"), TEN]}


def is_pronoun(noun: Noun) -> bool:
    return noun.english[-1].text in PRONOUNS


def with_ga(clause: Clause, register: str = "plain") -> Words:
    """Japanese of a clause inside another one, whose subject is no topic there; "it was cold" has nothing else."""
    weather = clause.subject.english[0].text == "it"
    return clause.japanese(register) if weather else clause.japanese(register, "が")


def share_a_name(one: Clause, other: Clause) -> bool:
    """Whether the subject of either is spoken of in the other, so that a pronoun would be due."""
    first, second = (clause.subject.english[-1].text for clause in (one, other))
    return first in [w.text for w in other.english()] or second in [w.text for w in one.english()]


class Joined(Clauses):
    """Draws sentences of two clauses. Each method returns the English and the Japanese words."""

    def event(self, mode: str = "past", subject: Noun | None = None) -> Clause:
        """Something that somebody did; nobody new."""
        while True:
            who = subject or (self.animal(kinds=("animal",)) if self._chance(0.06) else self.person())
            animal = who.gender == "n"
            kind = self._weighted(transitive=5, intransitive=2, motion=0 if animal else 3, giving=0 if animal else 1.5)
            found = getattr(self, kind)(mode, who)
            if who.definite and all(part.role != "before" for part in found.parts):
                return replace(found, front=False)

    def reason(self, subject: Noun | None = None) -> Clause:
        """How somebody was, or what they did."""
        return self.state("past", subject) if self._chance(0.5) else self.event("past", subject)

    def back_to(self, noun: Noun) -> Noun:
        """The pronoun for somebody just named."""
        if is_pronoun(noun):
            return self.pronoun(noun.english[-1].text)
        if noun.agreement == "p":
            return self.pronoun("they")
        if noun.gender == "n":
            link = self._link()
            return Noun([Word("it", link, "pronoun")], [Word("それ", link, "pronoun")])
        return self.pronoun({"m": "he", "f": "she"}.get(noun.gender) or self._pick(("he", "she")))

    def _said_again(self, clause: Clause, back: Noun) -> Words:
        """Japanese of a clause about somebody just named: with a pronoun, but none for an animal."""
        animal = clause.subject.gender == "n" and clause.subject.english[-1].text != "robot"
        return clause.japanese_rest() if animal else clause.japanese(subject=back.japanese)

    def _because(self) -> tuple[Words, Words]:
        """Hanako slept because she was tired. Taro was hungry, so he ate the cake."""
        main = self.event()
        how = self._pick(("because", "because", "first", "so"))
        if self._chance(0.12):
            cause, same = self.weather("past"), False
        elif self._chance(0.3):
            cause, same = self.reason(), False
            pointing = self._mismatch(main.subject)
            if pointing is not None and self._chance(0.4):
                cause = self.reason(pointing)
            elif is_pronoun(cause.subject) or share_a_name(cause, main):
                return self._because()
        else:
            cause, same = self.reason(main.subject), True
        main = main.without("time") if any(part.role == "time" for part in cause.parts) else main
        if same:
            back = self.back_to(main.subject).english
            japanese = [*main.subject.counted, Word("は"), *cause.japanese_rest("node"), *_NODE, *main.japanese_rest()]
        else:
            back = None
            japanese = [*with_ga(cause, "node"), *_NODE, *main.japanese()]
        if how == "because":
            english = [*main.english(), Word("because"), *cause.english(back)]
        elif how == "first":
            english = [Word("because"), *cause.english(), COMMA, *main.english(back)]
        else:
            english = [*cause.english(), COMMA, Word("so"), *main.english(back)]
        if not same and how != "because" and is_pronoun(cause.subject):
            return self._because()
        return [*english, STOP], [*japanese, MARU]

    def _mismatch(self, subject: Noun) -> Noun | None:
        """A pronoun that cannot mean the subject."""
        other = {"m": "she", "f": "he", "I": self._pick(("he", "she"))}.get(subject.gender)
        return self.pronoun(other) if other else None

    def _but(self) -> tuple[Words, Words]:
        """The robot executed the command, but it was broken. Taro ate the cake, but Hanako did not."""
        first = self.event()
        if self._chance(0.15):
            robot = self.thing(next(row for row in lex.NOUNS if row.english == "robot"), new=False)
            first = self.transitive("past", robot, next(row for row in lex.TRANSITIVE if row.english == "execute"))
            first = replace(first, front=False)
        if first.predicate.negative or is_pronoun(first.subject):
            return self._but()
        if self._chance(0.3):
            other = self._somebody_else(first.subject)
            if is_pronoun(other):
                return self._but()
            did = replace(first.predicate, negative=True, contracted=self._chance(0.5))
            aux = "did"
            english = [*first.english(), COMMA, Word("but"), *other.english,
                       *(words(aux + "n't") if did.contracted else words(aux + " not"))]  # fmt: skip
            japanese = [*first.japanese(), Word("が"), TEN, *other.japanese, Word("は"), *did.japanese_words()]
            return [*english, STOP], [*japanese, MARU]
        second = self.reason(first.subject).without("time")
        back = self.back_to(first.subject)
        english = [*first.english(), COMMA, Word("but"), *second.english(back.english)]
        japanese = [*first.japanese(), Word("が"), TEN, *self._said_again(second, back)]
        return [*english, STOP], [*japanese, MARU]

    def _when(self) -> tuple[Words, Words]:
        """When Taro came home, Hanako was sleeping. After Taro ate the cake, he fell asleep."""
        how = self._pick(("when", "after", "before"))
        first = self.event()
        if first.predicate.negative or first.predicate.lasting:
            return self._when()
        same = self._chance(0.5)
        if same:
            second = self.event("past", first.subject)
        else:
            second = self.intransitive("progpast") if self._chance(0.4) else self.event()
            if is_pronoun(second.subject) or share_a_name(first, second) or not second.subject.definite:
                return self._when()
        if second.predicate.negative:
            return self._when()
        second = replace(second, front=False)
        time = first.without("time")
        inner = time if how != "before" else replace(time, predicate=replace(time.predicate, mode="future"))
        if same:
            rest = second.japanese_rest()
            japanese = [*first.subject.counted, Word("は"), *inner.japanese_rest(), *_LINKS[how], *rest]
        else:
            japanese = [*with_ga(inner), *_LINKS[how], *second.japanese()]
        back = self.back_to(first.subject).english if same else None
        if self._chance(0.6):
            english = [Word(how), *time.english(), COMMA, *second.english(back)]
        else:
            english = [*second.english(), Word(how), *time.english(back)]
        return [*english, STOP], [*japanese, MARU]

    def _both(self) -> tuple[Words, Words]:
        """Taro went to the park and played tennis."""
        first = self.event()
        second = self.event("past", first.subject)
        if first.predicate.negative or second.predicate.negative or first.predicate.lasting:
            return self._both()
        first, second = first.without("time"), second.without("time")
        english = [*first.english(), Word("and"), *second.english_rest(first.subject.agreement)]
        return [*english, STOP], [*first.japanese("te"), TEN, *second.japanese_rest(), MARU]

    def _then(self) -> tuple[Words, Words]:
        """Taro ate the cake. After that, he fell asleep."""
        first = self.event()
        second = self.event("past", first.subject).without("time")
        back = self.back_to(first.subject)
        english = [*first.english(), STOP, *words("After that"), COMMA, *second.english(back.english), STOP]
        japanese = [*first.japanese(), MARU, Word("その"), Word("あと"), *self._said_again(second, back), MARU]
        return english, japanese

    def _said(self) -> tuple[Words, Words]:
        """Taro said that he was tired. Hanako thinks that the book is interesting."""
        speaker, link = self.person(), self._link()
        verb = self._pick(("said", "thinks", "knows"))
        if verb == "said" and not is_pronoun(speaker) and speaker.gender in ("m", "f") and self._chance(0.4):
            inner = self.state("past", speaker, too=0)
            said, inside = inner.english(self.back_to(speaker).english), _as_of_then(inner).japanese_rest()
        else:
            if verb == "knows":
                inner = then = self.event()
            else:
                mode = "past" if verb == "said" else "now"
                inner = self.is_like(mode, too=0) if self._chance(0.5) else self.state(mode, too=0)
                then = _as_of_then(inner)
            said, inside = inner.english(), with_ga(then)
            if speaker.agreement != "3" or is_pronoun(inner.subject):
                return self._said()
            if share_a_name(inner, Clause(speaker, inner.predicate)):
                return self._said()
        first, *rest = _SAYING[verb]
        japanese = [*speaker.counted, Word("は"), *inside, *words(first), Word(rest[0], link, "verb"), *words(rest[1])]
        return [*speaker.english, Word(verb, link, "verb"), Word("that"), *said, STOP], [*japanese, MARU]


_SAYING = {"said": ("と", "言っ", "た"), "thinks": ("と", "思っ", "て いる"), "knows": ("こと を", "知っ", "て いる")}


def _as_of_then(clause: Clause) -> Clause:
    """English moves the tense of what was said into the past, Japanese does not."""
    return replace(clause, predicate=replace(clause.predicate, mode="now"))
