"""What a sentence is built of, in both languages at once: words, noun phrases, predicates, clauses.

English and Japanese are made side by side from the same meaning, so that every content word knows its counterpart:
words with the same ``link`` say the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from forms import adjective_form, english_ing, english_participle, english_past, english_third, verb_form


@dataclass(frozen=True)
class Word:
    """A word or morpheme; ``link`` 0 has no counterpart. ``pos`` is noun, name, verb, adjective, adverb, pronoun,
    number, particle (every function word) or mark."""

    text: str
    link: int = 0
    pos: str = "particle"


Words = list[Word]


def words(text: str, link: int = 0, pos: str = "particle") -> Words:
    """The words between the spaces of ``text``, all of one link."""
    return [Word(part, link, pos) for part in text.split()]


def morphemes(parts: Sequence[str], link: int, pos: str) -> Words:
    """A Japanese inflected word: its first morpheme carries the meaning."""
    return [Word(part, link if at == 0 else 0, pos if at == 0 else "particle") for at, part in enumerate(parts)]


@dataclass(frozen=True)
class Noun:
    """A noun phrase.

    Attributes:
        english, japanese: its words; ``english_object`` where English has another form (him).
        after: Japanese words that follow the particle (りんご を 三つ).
        agreement: 1 (I), 3 (he), p (they).
        gender: m, f, n (it) or - (a person of either).
        definite: as a subject it is the topic (は); otherwise it is new (が).
        heavy: it holds a clause, so that nothing may follow it in English.
    """

    english: Words
    japanese: Words
    english_object: Words = field(default_factory=list)
    after: Words = field(default_factory=list)
    agreement: str = "3"
    gender: str = "n"
    definite: bool = True
    heavy: bool = False

    @property
    def counted(self) -> Words:
        """Japanese with the number before it: 三匹の猫."""
        return [*self.after, Word("の"), *self.japanese] if self.after else self.japanese

    @property
    def object(self) -> Words:
        return self.english_object or self.english


# mode -> Japanese forms (plain, negative); where there is no polite form the mode is not asked about
_FORMS = {
    "past": ("past", "negpast"),
    "habit": ("nonpast", "neg"),
    "future": ("nonpast", "neg"),
    "prog": ("prog", "progneg"),
    "progpast": ("progpast", "prognegpast"),
    "must": ("must", "mustneg"),
    "mustpast": ("mustpast", "mustpast"),
    "want": ("want", "wantneg"),
    "wantpast": ("wantpast", "wantnegpast"),
    "seemswant": ("seemswant", "seemswantneg"),
    "seemswantpast": ("seemswantpast", "seemswantnegpast"),
    "now": ("nonpast", "neg"),
    "can": ("nonpast", "neg"),
    "canpast": ("past", "negpast"),
}
_CONTRACTED = {"can": "can't"} | {
    aux: aux + "n't" for aux in ("did", "does", "do", "was", "is", "were", "are", "could")
}
ASKABLE = ("past", "habit", "future", "prog", "progpast", "now", "can")


def be(agreement: str, past: bool) -> str:
    if past:
        return "were" if agreement == "p" else "was"
    return {"1": "am", "3": "is", "p": "are"}[agreement]


@dataclass(frozen=True)
class Predicate:
    """What is said of the subject.

    Attributes:
        english: verb in its base form, or what follows "be".
        japanese, kind: dictionary form and its class: 1, 5, s for verbs; i, na, no for adjectives and nouns.
        mode: a key of _FORMS; "past" and "now" for what follows "be".
        before: Japanese words that belong to it (おなか が すく).
        copula: English says it with "be".
        lasting: Japanese says its past as a state that lasts (着て いた).
        stative: Japanese says all of it as a state that lasts (疲れて いる).
        passive: English participle and "be", Japanese れる.
        too: "too tired", 疲れすぎる.
    """

    english: Words
    japanese: str
    kind: str
    link: int
    pos: str = "verb"
    mode: str = "past"
    negative: bool = False
    before: Words = field(default_factory=list)
    copula: bool = False
    lasting: bool = False
    stative: bool = False
    passive: bool = False
    too: bool = False
    contracted: bool = False

    def parts(self, agreement: str) -> tuple[Words, Words, Words]:
        """English: the auxiliary, what follows it, and the finite form without it (empty: never without)."""
        if self.copula or self.passive:
            past = self.mode == "past"
            return words(be(agreement, past)), self._after_be(), []
        if self.mode in ("past", "habit"):
            aux = "did" if self.mode == "past" else ("does" if agreement == "3" else "do")
            return words(aux), self.english, self._inflected(agreement)
        if self.mode in ("prog", "progpast"):
            return words(be(agreement, self.mode == "progpast")), self._first(english_ing), []
        if self.mode == "mustpast":
            return [], [], [*words("had to"), *self.english]
        if "want" in self.mode:
            past = self.mode.endswith("past")
            aux = "did" if past else ("does" if agreement == "3" else "do")
            finite = "wanted" if past else ("wants" if agreement == "3" else "want")
            return words(aux), [*words("want to"), *self.english], [*words(finite + " to"), *self.english]
        return words({"must": "must", "can": "can", "canpast": "could"}.get(self.mode, "will")), self.english, []

    def _after_be(self) -> Words:
        if self.passive:
            return self._first(english_participle)
        return [*words("too"), *self.english] if self.too else self.english

    def _inflected(self, agreement: str) -> Words:
        if self.mode == "past":
            return self._first(english_past)
        return self._first(english_third) if agreement == "3" else self.english

    def _first(self, change) -> Words:
        return [replace(self.english[0], text=change(self.english[0].text)), *self.english[1:]]

    def statement(self, agreement: str, adverb: Words) -> Words:
        """English finite form; the adverb (often) stands before the verb."""
        aux, rest, finite = self.parts(agreement)
        if finite and not self.negative:
            return [*adverb, *finite]
        if not self.negative:
            return [*aux, *adverb, *rest]
        if self.contracted and aux[0].text in _CONTRACTED:
            return [*words(_CONTRACTED[aux[0].text]), *adverb, *rest]
        if aux[0].text == "can":
            return [*words("cannot"), *rest]
        return [*aux, *words("not"), *adverb, *rest]

    def japanese_words(self, register: str = "plain") -> Words:
        """Morphemes; the register is plain, polite, te, node (before ので), attributive (before a noun)."""
        return [*self.before, *self._head(register)]

    def _head(self, register: str) -> Words:
        form = _FORMS[self.mode][self.negative]
        verb, kind = self.japanese, self.kind
        if self.too:
            stem = {"i": verb[:-1], "na": verb}.get(kind) or verb_form(verb, kind, "stem")[0]
            if self.stative:
                form = "prog" + form.removeprefix("nonpast")
            return [Word(stem, self.link, self.pos), *words(" ".join(verb_form("すぎる", "1", form)))]
        if kind in ("i", "na", "no"):
            if register in ("node", "attributive") and form == "nonpast":
                form = register
            elif register == "polite":
                form = "polite" + form.removeprefix("nonpast")
            elif register == "te":
                form = "te"
            return morphemes(adjective_form(verb, kind, form), self.link, self.pos)
        if self.passive:
            *noun, verb = verb_form(verb, kind, "passive")
            return morphemes([*noun, *_registered(verb, "1", form, register)], self.link, self.pos)
        if self.stative or (self.lasting and form in ("past", "negpast")):
            form = {"past": "progpast", "negpast": "prognegpast", "nonpast": "prog", "neg": "progneg"}[form]
        return morphemes(_registered(verb, kind, form, register), self.link, self.pos)


def _registered(verb: str, kind: str, form: str, register: str) -> list[str]:
    if register == "te":
        form = "te"
    elif register == "polite":
        form = "polite" + form.removeprefix("nonpast")
    return verb_form(verb, kind, form)


@dataclass(frozen=True)
class Part:
    """Something beside subject and predicate. It stands where its role says in either language."""

    role: str
    english: Words
    japanese: Words
    heavy: bool = False


ENGLISH_ORDER = (
    "recipient", "agent", "object", "receiver", "manner", "instrument", "goal", "vehicle", "with", "place", "purpose",
    "time",
)  # fmt: skip
JAPANESE_ORDER = (
    "time", "frequency", "place", "with", "vehicle", "instrument", "agent", "recipient", "receiver", "manner", "before",
    "object", "purpose", "goal",
)  # fmt: skip


def in_order(parts: Iterable[Part], order: Sequence[str]) -> list[Part]:
    return sorted((part for part in parts if part.role in order), key=lambda part: order.index(part.role))


@dataclass(frozen=True)
class Clause:
    """A subject, what is said of it, and the rest. ``front``: the time opens the English sentence."""

    subject: Noun | None
    predicate: Predicate
    parts: tuple[Part, ...] = ()
    front: bool = False

    def without(self, role: str) -> Clause:
        return replace(self, parts=tuple(part for part in self.parts if part.role != role))

    def _tail(self) -> Words:
        """English after the verb."""
        roles = [role for role in ENGLISH_ORDER if not (self.front and role == "time")]
        return [word for part in in_order(self.parts, roles) for word in part.english]

    def _adverb(self) -> Words:
        return [word for part in self.parts if part.role in ("frequency", "before") for word in part.english]

    def english(self, subject: Words | None = None) -> Words:
        """A statement; ``subject`` replaces the subject's own words."""
        who = self.subject.english if subject is None else subject
        agreement = self.subject.agreement
        opening = [w for part in self.parts if self.front and part.role == "time" for w in part.english]
        comma = [Word(",", 0, "mark")] if opening else []
        return [*opening, *comma, *who, *self.predicate.statement(agreement, self._adverb()), *self._tail()]

    def english_rest(self, agreement: str) -> Words:
        """The statement without its subject."""
        return [*self.predicate.statement(agreement, self._adverb()), *self._tail()]

    def english_question(self) -> Words:
        """Auxiliary first."""
        aux, rest, _ = self.predicate.parts(self.subject.agreement)
        return [*aux, *self.subject.english, *self._adverb(), *rest, *self._tail()]

    def japanese_rest(self, register: str = "plain") -> Words:
        """Everything but the subject."""
        roles = [role for role in JAPANESE_ORDER if not (self.front and role == "time")]
        inner = [word for part in in_order(self.parts, roles) for word in part.japanese]
        return [*inner, *self.predicate.japanese_words(register)]

    def japanese(self, register: str = "plain", particle: str = "", subject: Words | None = None) -> Words:
        """A statement; the particle of the subject is は for what is known and が for what is new, unless given."""
        who = self.subject.counted if subject is None else subject
        mark = particle or ("は" if self.subject.definite else "が")
        opening = [w for part in self.parts if self.front and part.role == "time" for w in part.japanese]
        comma = [Word("、", 0, "mark")] if opening else []
        return [*opening, *comma, *who, Word(mark), *self.japanese_rest(register)]
