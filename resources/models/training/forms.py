"""Endings: Japanese verbs, adjectives and the copula; English verbs and plurals.

A Japanese form is a list of morphemes, the first of which carries the meaning: 食べ た, 読ん で いる, 赤く なかった.
"""

from __future__ import annotations

from lexicon import DOUBLING, IRREGULAR, PLURALS

_ROWS = {
    "う": "わい", "く": "かき", "ぐ": "がぎ", "す": "さし", "つ": "たち", "ぬ": "なに", "ぶ": "ばび", "む": "まみ",
    "る": "らり",
}  # fmt: skip
_ONBIN = {"う": "っ", "つ": "っ", "る": "っ", "く": "い", "ぐ": "い", "す": "し", "ぬ": "ん", "ぶ": "ん", "む": "ん"}
_VOICED = "ぐぬぶむ"

# form -> (base, endings); た and て are voiced after ん and ぐ
VERB_FORMS = {
    "nonpast": ("u", ""),
    "past": ("t", "た"),
    "neg": ("a", "ない"),
    "negpast": ("a", "なかった"),
    "te": ("t", "て"),
    "prog": ("t", "て いる"),
    "progpast": ("t", "て いた"),
    "progneg": ("t", "て いない"),
    "prognegpast": ("t", "て いなかった"),
    "polite": ("i", "ます"),
    "politepast": ("i", "ました"),
    "politeneg": ("i", "ません"),
    "politenegpast": ("i", "ません でした"),
    "politeprog": ("t", "て います"),
    "politeprogpast": ("t", "て いました"),
    "must": ("a", "なければ ならない"),
    "mustpast": ("a", "なければ ならなかった"),
    "mustneg": ("t", "て は いけない"),
    "want": ("i", "たい"),
    "wantpast": ("i", "たかった"),
    "wantneg": ("i", "たくない"),
    "wantnegpast": ("i", "たくなかった"),
    "seemswant": ("i", "たがって いる"),
    "seemswantpast": ("i", "たがって いた"),
    "seemswantneg": ("i", "たがって いない"),
    "seemswantnegpast": ("i", "たがって いなかった"),
    "please": ("t", "て ください"),
    "pleaseneg": ("a", "ない で ください"),
    "lets": ("i", "ましょう"),
    "stem": ("i", ""),
    "passive": ("a", "れる"),
}

# いる and ある, of being somewhere, whose forms are whole morphemes
EXISTENCE = {
    "いる": {"nonpast": "いる", "past": "いた", "neg": "いない", "negpast": "いなかった", "polite": "います",
           "politepast": "いました", "politeneg": "いません", "politenegpast": "いません でした"},
    "ある": {"nonpast": "ある", "past": "あった", "neg": "ない", "negpast": "なかった", "polite": "あります",
           "politepast": "ありました", "politeneg": "ありません", "politenegpast": "ありません でした"},
}  # fmt: skip

_ADJECTIVE = {
    "neg": ("く", "ない"), "past": ("かっ", "た"), "negpast": ("く", "なかった"), "te": ("く", "て"),
}  # fmt: skip
_COPULA = {
    "nonpast": "だ", "past": "だった", "neg": "で は ない", "negpast": "で は なかった", "te": "で",
    "polite": "です", "politepast": "でした", "politeneg": "で は ありません",
    "politenegpast": "で は ありませんでした",
}  # fmt: skip


def base(verb: str, kind: str, wanted: str) -> tuple[str, bool]:
    """The stem of a verb before an ending, and whether た and て are voiced after it.

    Args:
        kind: 1 (ichidan), 5 (godan), s (noun + する).
        wanted: a (未然), i (連用), u (終止), t (音便).
    """
    if kind == "1":
        return (verb if wanted == "u" else verb[:-1]), False
    last = verb[-1]
    if wanted == "u":
        return verb, False
    if wanted in "ai":
        return verb[:-1] + _ROWS[last]["ai".index(wanted)], False
    return verb[:-1] + ("っ" if verb == "行く" else _ONBIN[last]), last in _VOICED


def verb_form(verb: str, kind: str, form: str) -> list[str]:
    """Morphemes of a verb in one of VERB_FORMS."""
    if verb in EXISTENCE:
        return EXISTENCE[verb][form].split()
    if kind == "s":
        noun = verb.removesuffix("する")
        return [*([noun] if noun else []), *verb_form("為る", "irregular", form)]
    wanted, endings = VERB_FORMS[form]
    if kind == "irregular":
        if form == "passive":
            return ["される"]
        return ["する" if wanted == "u" else "し", *endings.split()]
    if form == "passive":
        stem, _ = base(verb, kind, "a")
        return [stem + ("られる" if kind == "1" else "れる")]
    stem, voiced = base(verb, kind, wanted)
    tail = endings.split()
    if voiced and tail:
        tail[0] = {"た": "だ", "て": "で"}[tail[0]]
    return [stem, *tail]


def adjective_form(word: str, kind: str, form: str) -> list[str]:
    """Morphemes of an adjective or a noun with the copula as predicate.

    Args:
        kind: i (赤い), na (静か), no (病気, 先生).
        form: nonpast, past, neg, negpast, te, or with "polite" before; before ので "node"; before a noun "attributive".
    """
    polite = form.startswith("polite")
    plain = form.removeprefix("polite") or "nonpast"
    if kind == "i":
        if plain in ("nonpast", "node", "attributive"):
            return [word, *(["です"] if polite else [])]
        stem, ending = _ADJECTIVE[plain]
        return [word[:-1] + stem, ending, *(["です"] if polite else [])]
    if plain in ("node", "attributive"):
        return [word, "の" if kind == "no" and plain == "attributive" else "な"]
    return [word, *_COPULA[form if polite else plain].split()]


def english_past(verb: str) -> str:
    first, *rest = verb.split()
    past = IRREGULAR[first].split()[0] if first in IRREGULAR else _regular_past(first)
    return " ".join([past, *rest])


def english_participle(verb: str) -> str:
    first, *rest = verb.split()
    done = IRREGULAR[first].split()[1] if first in IRREGULAR else _regular_past(first)
    return " ".join([done, *rest])


def _regular_past(word: str) -> str:
    if word.endswith("e"):
        return word + "d"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ied"
    return word + (word[-1] if word in DOUBLING else "") + "ed"


def english_ing(verb: str) -> str:
    first, *rest = verb.split()
    if first.endswith("e") and not first.endswith("ee"):
        first = first[:-1]
    elif first in DOUBLING:
        first += first[-1]
    return " ".join([first + "ing", *rest])


def english_third(verb: str) -> str:
    first, *rest = verb.split()
    if first == "have":
        first = "has"
    elif first.endswith(("s", "sh", "ch", "x", "o")):
        first += "es"
    elif first.endswith("y") and first[-2] not in "aeiou":
        first = first[:-1] + "ies"
    else:
        first += "s"
    return " ".join([first, *rest])


def plural(noun: str) -> str:
    *before, last = noun.split()
    return " ".join([*before, PLURALS.get(last, last + "s")])
