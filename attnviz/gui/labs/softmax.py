"""From scores to shares, with a temperature: ten stickers, handed out by softmax."""

from __future__ import annotations

from attnviz.digits import number
from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.gui.labs.panel import Panel, Said, Stand, Turn, said_number
from attnviz.gui.labs.rows import Rows, heading, on_or_off, scene_of
from attnviz.gui.views.calculation import copied
from attnviz.labs.softmax import moves, stickers
from attnviz.lessons.page import Page
from attnviz.lessons.scene import spoken_name
from attnviz.lessons.step import Step

TEMPERATURES = tuple(float(f"{10 ** (step / 10):.2g}") for step in range(-10, 11))
"""from a tenth to ten, each a quarter more than the one before"""


def step(stand: Stand) -> Step:
    """The row of the query, as stickers."""
    title = QT_TRANSLATE_NOOP("labs", "Ten stickers")
    return Step("stickers", title, "", "stickers", knobs=tuple(sorted(stand.items())))


def finding(page: Page) -> Said:
    """Who gets most."""
    scene = scene_of(page)
    temperature = float(page.step.knob("temperature", 1.0))
    made = moves(scene.pair.row_scores, temperature)
    given, most = stickers(made.shares), int(made.shares.argmax())
    text = QT_TRANSLATE_NOOP("labs", "“{query}” gives “{key}” {count} of 10 stickers; spread {bits} bits")
    return text, {
        "query": spoken_name(scene.queries, scene.pair.query_index, -1),
        "key": spoken_name(scene.keys, most, -1),
        "count": int(given[most]),
        "bits": number(made.bits, 1),
    }


def numbers(page: Page) -> Rows:
    """Each key's score, power, share and stickers, at the temperature and at 1."""
    scene = scene_of(page)
    made, plain = (
        moves(scene.pair.row_scores, temperature) for temperature in (float(page.step.knob("temperature", 1.0)), 1.0)
    )
    given = stickers(made.shares)
    rows = heading(page)
    rows.append(["spread in bits", copied(made.bits), "at temperature 1", copied(plain.bits)])
    rows += [[], ["key", "token", "score / temperature", "less the largest", "e to that", "share", "stickers",
                  "share at temperature 1"]]  # fmt: skip
    for key, label in enumerate(scene.keys.labels):
        told = (made.scores[key], made.shifted[key], made.exponentials[key], made.shares[key])
        rows.append([str(key), label, *map(copied, told), str(int(given[key])), copied(plain.shares[key])])
    return rows


PANEL = Panel(
    "softmax",
    QT_TRANSLATE_NOOP("labs", "Softmax and temperature"),
    QT_TRANSLATE_NOOP("labs", "Turn the temperature down: one word takes all. Turn it up: every word gets some."),
    QT_TRANSLATE_NOOP("labs", "Softmax of the row of the query, its scores divided by the temperature"),
    step,
    (
        Turn("temperature", QT_TRANSLATE_NOOP("labs", "Temperature"), TEMPERATURES, 0.5, said_number),
        Turn("compare", QT_TRANSLATE_NOOP("labs", "Beside the model's own"), (False, True), True, on_or_off),
    ),
    (3,),
    finding=finding,
    numbers=numbers,
)
