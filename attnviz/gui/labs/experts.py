"""A mixture of experts: the router's choice, the load of each expert, and how much of the model is at work."""

from __future__ import annotations

from attnviz.digits import percent
from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.gui.labs.panel import Panel, Said, Stand, Turn, said_number
from attnviz.gui.labs.rows import Rows, heading, scene_of
from attnviz.gui.views.calculation import copied
from attnviz.lab import Knob
from attnviz.labs.experts import chosen_experts, loads, work_of
from attnviz.lessons.page import Page
from attnviz.lessons.scene import spoken_name
from attnviz.lessons.step import Step
from attnviz.trace import Array, Trace


def step(stand: Stand) -> Step:
    """What the router of a layer does."""
    title = QT_TRANSLATE_NOOP("labs", "Experts and their router")
    return Step("experts", title, "", "experts", knobs=tuple(sorted(stand.items())), needs="experts", whole=True)


def router_of(page: Page) -> tuple[Array, int] | None:
    """Of the layer: each token's probabilities (T, E); and the token in focus."""
    scene = scene_of(page)
    routers = scene.trace.routers
    if routers is None:
        return None
    found = routers[min(int(page.step.knob("layer", 0)), len(routers) - 1)]
    return found, min(scene.pair.query_index, len(found) - 1)


def finding(page: Page) -> Said | None:
    """Of what is shown: who is chosen, who is busiest, or what is at work."""
    found, model = router_of(page), scene_of(page).trace.model
    if found is None:
        return None
    (probabilities, query), scene = found, scene_of(page)
    shown, used = page.step.knob("show", "word"), model.experts_used
    if shown == "work":
        work = work_of(model)
        text = QT_TRANSLATE_NOOP("labs", "{share} of all parameters are at work for a word: {used} of {all} experts")
        return None if work is None else (text, {"share": percent(work.share), "used": used, "all": model.experts})
    if shown == "load":
        shares = loads(probabilities, used)
        busiest = int(shares.argmax())
        text = QT_TRANSLATE_NOOP("labs", "Expert {number} is busiest: {share} of the words pass it")
        return text, {"number": busiest, "share": percent(float(shares[busiest]))}
    chosen = chosen_experts(probabilities[query], used)
    text = QT_TRANSLATE_NOOP("labs", "The router sends “{word}” to experts {experts}: together {share}")
    return text, {
        "word": spoken_name(scene.queries, query, -1),
        "experts": " + ".join(map(str, chosen)),
        "share": percent(float(probabilities[query, chosen].sum())),
    }


def numbers(page: Page) -> Rows:
    """Probabilities of all tokens, the experts they pass, the load of each, and the parameters."""
    found, model = router_of(page), scene_of(page).trace.model
    if found is None:
        return []
    probabilities, _ = found
    experts = [f"expert {expert}" for expert in range(model.experts)]
    rows = [*heading(page), ["token", "label", *experts, "passes"]]
    for token, (label, row) in enumerate(zip(scene_of(page).trace.tokens.labels, probabilities, strict=True)):
        passes = " ".join(map(str, chosen_experts(row, model.experts_used)))
        rows.append([str(token), label, *map(copied, row), passes])
    rows += [[], ["", "share of the tokens that pass", *map(copied, loads(probabilities, model.experts_used))]]
    work = work_of(model)
    if work is not None:
        counts = (("parameters", work.total), ("of one expert", work.one), ("for every token", work.always),
                  ("at work for a token", work.active))  # fmt: skip
        rows += [[], *([name, str(count)] for name, count in counts)]
    return rows


def layers(trace: Trace) -> tuple[Knob, ...]:
    return () if trace.routers is None else tuple(range(len(trace.routers)))


def said_show(value: Knob) -> Said:
    names = {
        "word": QT_TRANSLATE_NOOP("labs", "This word"),
        "all": QT_TRANSLATE_NOOP("labs", "All words"),
        "load": QT_TRANSLATE_NOOP("labs", "Load"),
        "work": QT_TRANSLATE_NOOP("labs", "At work"),
    }
    return names[str(value)], {}


PANEL = Panel(
    "experts",
    QT_TRANSLATE_NOOP("labs", "Experts and their router"),
    QT_TRANSLATE_NOOP("labs", "See whom the router asks for each word, and how much of the model rests meanwhile."),
    QT_TRANSLATE_NOOP("labs", "Probabilities of the layer's own router; parameters counted from the model's arrays"),
    step,
    (
        Turn("show", QT_TRANSLATE_NOOP("labs", "Show"), ("word", "all", "load", "work"), "word", said_show),
        Turn("layer", QT_TRANSLATE_NOOP("labs", "Layer"), (0,), 0, said_number, among=layers,
             used=lambda stand: stand["show"] != "work"),
    ),
    (20,),
    finding=finding,
    numbers=numbers,
)  # fmt: skip
