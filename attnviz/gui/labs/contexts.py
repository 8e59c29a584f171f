"""Context makes meaning: a word in the sentence and in another one, what it looks at in each, layer by layer."""

from __future__ import annotations

from attnviz.digits import number, percent
from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.gui.labs.panel import Panel, Said, Stand, Turn, said_number
from attnviz.gui.labs.rows import Rows, heading, scene_of
from attnviz.gui.views.calculation import copied
from attnviz.lab import Knob
from attnviz.lessons.beside import other_sentence
from attnviz.lessons.company import Company, Looks, company_of
from attnviz.lessons.likeness import shared_words
from attnviz.lessons.page import Page
from attnviz.lessons.step import Step
from attnviz.other import Other
from attnviz.trace import Trace, Wishes

NEEDED = {"head": Wishes(), "layer": Wishes(means=True), "vectors": Wishes(states=True)}
"""of runs, by what is shown"""
LITTLE = 0.02
"""of a word's attention: less is on no word in particular"""


def step(stand: Stand) -> Step:
    """The two rows, or the line of cosines."""
    title = QT_TRANSLATE_NOOP("labs", "One word, two sentences")
    wishes = NEEDED[str(stand["show"])]
    return Step(
        "contexts", title, "", "meaning", knobs=tuple(sorted(stand.items())), needs="reader",
        beside="other meaning", wishes=wishes, whole=stand["show"] != "head",
    )  # fmt: skip


def found(page: Page) -> Company | None:
    """The word in both sentences; None while the other one has not come, and where they share none."""
    scene = scene_of(page)
    other = scene.trace.others.get(Other(text=other_sentence(scene.trace.request.text)))
    return company_of(page.step, scene, other) if isinstance(other, Trace) else None


def finding(page: Page) -> Said | None:
    """What helps the word in each sentence, or how alike the two have remained."""
    company = found(page)
    if company is None:
        return None
    if page.step.knob("show", "head") == "vectors":
        if company.cosines is None:
            return None
        layer = min(int(page.step.knob("layer", 0)), len(company.cosines) - 2)
        text = QT_TRANSLATE_NOOP("labs", "The two “{word}”: cosine {after} after layer {layer}, {before} as words")
        after, before = float(company.cosines[layer + 1]), float(company.cosines[0])
        return text, {"layer": layer, "word": company.word, "after": number(after), "before": number(before)}
    if company.looks is None or not all(company.looks):
        return None
    return _partners(company.word, *map(_partner, company.traces, company.looks))


def _partner(trace: Trace, looks: Looks) -> tuple[str, float]:
    """The word that is looked at most, and its share."""
    token, share = looks[0]
    return trace.tokens.word_surface(token), share


def _partners(word: str, here: tuple[str, float], there: tuple[str, float]) -> Said:
    """Both by name; no name for one on which next to nothing lies: it would stand there by chance."""
    text = {
        (True, True): QT_TRANSLATE_NOOP(
            "labs", "“{word}” looks most at “{one}” ({share}) here and at “{two}” ({other}) there"
        ),
        (True, False): QT_TRANSLATE_NOOP(
            "labs", "“{word}” looks most at “{one}” ({share}) here, at hardly any word there ({other} at most)"
        ),
        (False, True): QT_TRANSLATE_NOOP(
            "labs", "“{word}” looks at hardly any word here ({share} at most), most at “{two}” ({other}) there"
        ),
        (False, False): QT_TRANSLATE_NOOP(
            "labs", "“{word}” looks at hardly any other word in either sentence (at most {share} and {other})"
        ),
    }[here[1] >= LITTLE, there[1] >= LITTLE]
    share, other = (percent(share, 0 if share >= LITTLE else 1) for _, share in (here, there))
    return text, {"word": word, "one": here[0], "share": share, "two": there[0], "other": other}


def numbers(page: Page) -> Rows:
    """The words that are looked at most in each sentence, and the cosine after each layer."""
    company = found(page)
    if company is None:
        return []
    rows = [*heading(page), ["word", company.word]]
    for trace, looks in zip(company.traces, company.looks or (), strict=False):
        rows += [[], ["sentence", trace.tokens.text], ["looks at", "weight"]]
        rows += [[trace.tokens.word_surface(token), copied(share)] for token, share in looks]
    if company.cosines is not None:
        rows += [[], ["level", "cosine of the two vectors"]]
        names = ["words", *(f"after layer {layer}" for layer in range(len(company.cosines) - 1))]
        rows += [[name, copied(value)] for name, value in zip(names, company.cosines, strict=True)]
    return rows


def words(trace: Trace) -> tuple[Knob, ...]:
    """That of the query first, then all that both sentences have."""
    other = trace.others.get(Other(text=other_sentence(trace.request.text)))
    return ("", *shared_words(trace.tokens, other.tokens)) if isinstance(other, Trace) else ("",)


def layers(trace: Trace) -> tuple[Knob, ...]:
    return tuple(range(trace.model.layers))


def said_show(value: Knob) -> Said:
    names = {
        "head": QT_TRANSLATE_NOOP("labs", "This head"),
        "layer": QT_TRANSLATE_NOOP("labs", "Whole layer"),
        "vectors": QT_TRANSLATE_NOOP("labs", "Vectors"),
    }
    return names[str(value)], {}


def said_word(value: Knob) -> Said:
    return ("{word}", {"word": value}) if value else (QT_TRANSLATE_NOOP("labs", "of the query"), {})


PANEL = Panel(
    "contexts",
    QT_TRANSLATE_NOOP("labs", "One word, two sentences"),
    QT_TRANSLATE_NOOP("labs", "The same word finds other helpers in each sentence. Follow it through the layers."),
    QT_TRANSLATE_NOOP("labs", "Both sentences are run: weights of the word, and the cosine of its two vectors"),
    step,
    (
        Turn("show", QT_TRANSLATE_NOOP("labs", "Show"), ("head", "layer", "vectors"), "head", said_show),
        Turn("layer", QT_TRANSLATE_NOOP("labs", "Layer"), (3,), 3, said_number, among=layers,
             used=lambda stand: stand["show"] != "head"),
        Turn("word", QT_TRANSLATE_NOOP("labs", "Word"), ("",), "", said_word, among=words),
    ),
    (8, 9),
    finding=finding,
    numbers=numbers,
)  # fmt: skip
