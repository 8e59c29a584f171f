"""Steps of a lecture as pictures: what is seen when, for films, numbered files and previews."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEasingCurve, QRectF
from PySide6.QtGui import QImage, QPainter

from attnviz.errors import QT_TRANSLATE_NOOP, UserError, reason
from attnviz.film import FPS, Picture
from attnviz.gui.export import Paint, save_widget
from attnviz.gui.slides.slide import draw_slide
from attnviz.gui.theme import Colours
from attnviz.lessons.page import Page
from attnviz.lessons.pair_walk import LESSON
from attnviz.trace import Focus, Trace

MOTION_MS = 400
"""Of each step's motion: a little longer than in the presenter, since a film has fewer pictures a second."""


def walk(trace: Trace, focus: Focus) -> list[Page]:
    """The pages of the step-through on one pair."""
    return [Page(LESSON, step, trace, focus) for step in range(len(LESSON.steps))]


def page_paint(page: Page, progress: float, colours: Colours) -> Paint:
    def paint(painter: QPainter, area: QRectF) -> None:
        draw_slide(painter, area, page, colours, progress)

    return paint


def save_steps(
    pages: Sequence[Page], folder: Path, ending: str, size: tuple[int, int], colours: Colours
) -> Iterator[float]:
    """Save step-1, step-2 ... (".svg", ".png" or ".pdf") into a folder, made if it is missing; yields the share done.

    Raises:
        UserError: the folder cannot be made, or a file cannot be written.
    """
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "The folder {file} cannot be made ({reason}). Choose another one."),
            file=folder,
            reason=reason(error),
        ) from error
    digits = len(str(len(pages)))  # names in the order of the steps
    for number, page in enumerate(pages, 1):
        save_widget(page_paint(page, 1.0, colours), folder / f"step-{number:0{digits}}{ending}", size)
        yield number / len(pages)


def moments(count: int, seconds: float) -> list[tuple[int, float, int]]:
    """A film of so many steps as (step, progress of its motion, milliseconds): each moves in, then stands that long."""
    frame, curve = 1000 // FPS, QEasingCurve(QEasingCurve.Type.OutCubic)
    frames = MOTION_MS // frame
    moving = [curve.valueForProgress(i / frames) for i in range(frames)]
    return [
        moment
        for step in range(count)
        for moment in (*((step, progress, frame) for progress in moving if step), (step, 1.0, round(1000 * seconds)))
    ]


def pictures(
    pages: Sequence[Page], size: tuple[int, int], seconds: float, colours: Colours
) -> Iterator[tuple[Picture, int]]:
    """The pictures of the film, painted as they are asked for, and how long each one stands."""
    for step, progress, milliseconds in moments(len(pages), seconds):
        yield picture(page_paint(pages[step], progress, colours), size), milliseconds


def picture(paint: Paint, size: tuple[int, int]) -> Picture:
    """What a function paints, as an array (height, width, 3)."""
    width, height = size
    image = QImage(width, height, QImage.Format.Format_RGB888)
    painter = QPainter(image)
    paint(painter, QRectF(0, 0, width, height))
    painter.end()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine())
    return rows[:, : 3 * width].reshape(height, width, 3).copy()
