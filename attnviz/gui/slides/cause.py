"""Weight and cause: what becomes of the output when a head, or a word, is taken away."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from attnviz.digits import percent
from attnviz.effect import Effect, effect_of
from attnviz.gui.slides.canvas import LEFT, Canvas, translate
from attnviz.gui.slides.found import told
from attnviz.gui.slides.guesses import word_weight
from attnviz.gui.slides.ranking import head_name
from attnviz.gui.views.what_if_scatter import small
from attnviz.lessons.beside import others_of
from attnviz.lessons.removals import effect_kind

TALL = 240.0
VALUE = 330.0


def draw(canvas: Canvas, rect: QRectF) -> None:
    """The weight of the pair, how far the output moved, and where that shows."""
    scene, c = canvas.scene, canvas.colours
    (asked,) = others_of(canvas.page.step.beside, scene)
    other = told(canvas, rect, scene.trace.others.get(asked))
    if other is None:
        return
    share, effect = word_weight(scene, scene.pair.key_index), effect_of(scene.trace, other)
    rows = [(translate("lesson", "weight between the two words"), share, percent(share), c.key)]
    if effect.size is not None:
        text = small(effect.size) if effect.words is effect.written is None else percent(effect.size)
        rows.append((effect_name(effect_kind(scene.trace.model)), effect.size, text, c.value))
    top, tall = rect.y() + 70, min(TALL, (rect.height() - 150) / len(rows))
    canvas.text(QRectF(rect.x(), rect.y(), rect.width(), 60), _done(canvas), 40, c.negative, LEFT, bold=True)
    for place, (name, value, text, colour) in enumerate(rows):
        line = QRectF(rect.x(), top + place * tall, rect.width(), tall)
        _draw_bar(canvas, line, name, value, text, colour, canvas.progress if place else 1.0)
    foot = QRectF(rect.x(), top + tall * len(rows) + 6, rect.width(), 60)
    canvas.text(foot, _where(canvas, effect), 36, c.text, LEFT)


def effect_name(kind: str) -> str:
    """What the size of an effect is of; see ``effect_kind``."""
    if kind == "written":
        return translate("lesson", "share of the translation that is another one")
    if kind == "words":
        return translate("lesson", "probability that moves to other next words")
    return translate("lesson", "change of the sentence's vector (1 − cosine)")


def _done(canvas: Canvas) -> str:
    """The change itself."""
    scene = canvas.scene
    if canvas.page.step.beside == "without word":
        word = scene.keys.word_surface(scene.pair.key_index)
        return translate("lesson", "hidden: “{word}”").format(word=word)
    return translate("lesson", "switched off: {head}").format(head=head_name(scene.trace.model, *scene.focus.head_id))


def _where(canvas: Canvas, effect: Effect) -> str:
    """The part of the output that tells most."""
    if effect.written is not None:
        return translate("lesson", "now it writes: {text}").format(text=effect.written.after.text)
    if effect.words is not None:
        text = translate("lesson", "likeliest next word: {before} → {after}")
        return text.format(before=effect.words.best(False).label, after=effect.words.best(True).label)
    if effect.vector is None:
        return ""
    tokens = canvas.scene.trace.tokens
    told = (at for at in effect.vector.most_moved.tolist() if any(letter.isalnum() for letter in tokens.surface(at)))
    most = next(told, int(effect.vector.most_moved[0]))
    text = translate("lesson", "the vector that turns most is that of “{word}”: {change}")
    return text.format(word=tokens.labels[most], change=small(1.0 - float(effect.vector.tokens[most])))


def _draw_bar(canvas: Canvas, line: QRectF, name: str, value: float, text: str, colour: str, progress: float) -> None:
    c = canvas.colours
    canvas.text(QRectF(line.x(), line.y(), line.width(), 64), name, 36, c.text, LEFT)
    bar = QRectF(line.x(), line.y() + 66, line.width() - VALUE, line.height() - 96)
    canvas.box(bar, c.panel, 10)
    canvas.box(QRectF(bar.x(), bar.y(), max(4.0, bar.width() * min(1.0, value) * progress), bar.height()), colour, 10)
    box = QRectF(bar.right() + 30, bar.y() - 6, VALUE - 30, bar.height() + 12)
    canvas.text(box, text, 64, c.text, LEFT, bold=True)
