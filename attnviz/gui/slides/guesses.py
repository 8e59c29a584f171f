"""What the audience guessed beside what the head does: hands above, weights below, word by word.

Words are whole: the weights of their pieces are added up, and the slide says so where a word has some. What is left of
the 100 % stands beside them.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF

from attnviz.digits import percent
from attnviz.gui.slides.canvas import CENTRE, LEFT, Canvas, translate
from attnviz.lessons.scene import candidates, pieces_of, word_weight

NAMES = 250.0
LABEL = 44.0


def draw(canvas: Canvas, rect: QRectF) -> None:
    """Bars of the candidates' shares; above them those of the hands, if any were counted."""
    scene, c = canvas.scene, canvas.colours
    chosen = candidates(scene)
    if not chosen:
        canvas.text(rect, translate("lesson", "There is no other word to choose."), 36, c.secondary, CENTRE)
        return
    hands = [canvas.page.hands.get(token, 0) for token in chosen]
    weights = [word_weight(scene, token) for token in chosen]
    weights.append(max(0.0, 1.0 - sum(weights)))
    total = sum(hands)
    bars = QRectF(rect.x() + NAMES, rect.y(), rect.width() - NAMES, rect.height() - LABEL - 12)
    halves = [bars] if not total else [_upper(bars), _lower(bars)]
    if total:
        shares = [count / total for count in hands] + [0.0]
        texts = [
            f"{percent(share, 0)}  ({count})" if count else "0"
            for share, count in zip(shares, [*hands, 0], strict=True)
        ]
        _draw_bars(canvas, halves[0], shares, [*texts[:-1], ""], [c.neutral_bar] * len(shares), 1.0)
        _name(canvas, rect, halves[0], translate("lesson", "Our guess"))
    pair = scene.keys.word(scene.pair.key_index)[0]
    colours = [*(c.key if token == pair else c.neutral_bar for token in chosen), c.hover]
    _draw_bars(canvas, halves[-1], weights, [percent(weight) for weight in weights], colours, canvas.progress)
    _name(canvas, rect, halves[-1], translate("lesson", "This head"))
    foot = QRectF(rect.x(), rect.bottom() - LABEL, NAMES - 16, LABEL)
    if any(len(pieces_of(scene.keys, token)) > 1 for token in chosen):
        canvas.text(foot, translate("lesson", "pieces added up"), 26, c.secondary)
    width = bars.width() / len(weights)
    for place, token in enumerate(chosen):
        box = QRectF(bars.x() + place * width, foot.y(), width, LABEL)
        ink = c.key if token == pair else c.text
        canvas.text(box, scene.keys.word_surface(token), 34, ink, CENTRE, bold=token == pair)
    rest = QRectF(bars.right() - width, foot.y(), width, LABEL)
    canvas.text(rest, translate("lesson", "all others"), 30, c.secondary, CENTRE)


def guess_told(canvas: Canvas) -> str:
    """The word that most hands were raised for, and what the head gives it; "" where none was."""
    hands = canvas.page.hands
    if not any(hands.values()):
        return ""
    guess = max(hands, key=lambda token: hands[token])
    text = translate("lesson", "Our guess: “{word}”, {hands} of {all} hands. This head gives that word {weight}.")
    return text.format(
        word=canvas.scene.keys.word_surface(guess),
        hands=hands[guess],
        all=sum(hands.values()),
        weight=percent(word_weight(canvas.scene, guess)),
    )


def _upper(bars: QRectF) -> QRectF:
    return QRectF(bars.x(), bars.y(), bars.width(), bars.height() / 2 - 16)


def _lower(bars: QRectF) -> QRectF:
    return QRectF(bars.x(), bars.y() + bars.height() / 2 + 16, bars.width(), bars.height() / 2 - 16)


def _name(canvas: Canvas, rect: QRectF, half: QRectF, text: str) -> None:
    box = QRectF(rect.x(), half.bottom() - 60, NAMES - 24, 60)
    canvas.text(box, text, 30, canvas.colours.secondary, LEFT, bold=True)


def _draw_bars(
    canvas: Canvas, rect: QRectF, shares: list[float], texts: list[str], colours: list[str], progress: float
) -> None:
    """Bars from a common line, as high as the largest allows; numbers stand above them."""
    top, width = max(max(shares), 1e-6), rect.width() / len(shares)
    room = rect.height() - 52
    canvas.box(QRectF(rect.x(), rect.bottom() - 2, rect.width(), 2), canvas.colours.line)
    for place, (share, text, colour) in enumerate(zip(shares, texts, colours, strict=True)):
        height = share / top * room * progress
        box = QRectF(rect.x() + (place + 0.2) * width, rect.bottom() - 2 - height, 0.6 * width, height)
        canvas.box(box, colour, 8)
        label = QRectF(rect.x() + place * width, box.y() - 50, width, 46)
        canvas.text(label, text, 32, canvas.colours.text, CENTRE, bold=share == max(shares))
