"""What can be exported as what: a line for each format, a class for each thing that has some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from attnviz.gui.export import Paint, heatmap_paint, widget_paint
from attnviz.gui.exporting.jobs import AllHeadsJob, FilmJob, FolderJob, Job, NumbersJob, PictureJob, TableJob
from attnviz.gui.theme import Colours, theme
from attnviz.gui.views.matrix import HeatmapOptions
from attnviz.gui.views.view import View
from attnviz.lessons.pair_walk import STEPS
from attnviz.tables import head_of
from attnviz.trace import Focus, Trace


@dataclass(frozen=True)
class Format:
    """One entry of the dialog.

    Attributes:
        ending: of the file; "" where a folder of files is written.
        sized: width and height can be chosen.
        scaled: it is made of pixels, of which there can be more for each one of the window.
        timed: it shows one thing after the other.
        inside: ending of the files in a folder.
    """

    name: str
    ending: str
    sized: bool = False
    scaled: bool = False
    timed: bool = False
    inside: str = ""


PNG, SVG, PDF = Format("PNG", ".png", sized=True, scaled=True), Format("SVG", ".svg", True), Format("PDF", ".pdf", True)
CSV, NPZ, SAFETENSORS = Format("CSV", ".csv"), Format("NPZ", ".npz"), Format("safetensors", ".safetensors")
GIF, MP4 = Format("GIF", ".gif", sized=True, timed=True), Format("MP4", ".mp4", sized=True, timed=True)
SVGS, PNGS = Format("SVG", "", sized=True, inside=".svg"), Format("PNG", "", sized=True, inside=".png")


@dataclass(frozen=True)
class Choices:
    """What the user chose for a format that has such: size in pixels of the window, scale, seconds for each step."""

    size: tuple[int, int]
    scale: float = 2.0
    seconds: float = 4.0


class Subject(QObject):
    """Something that is in view. ``window`` is the main window, of which only what is shown is read.

    Attributes:
        NAME: stem of the file's name.
        FORMATS: the first one is offered first.
    """

    NAME = ""
    FORMATS: Sequence[Format] = ()

    def __init__(self, window: QWidget) -> None:
        super().__init__()  # not the window's child: that would keep each one that a dialog or a copy has made
        self.window = window

    @property
    def shown(self) -> tuple[Trace | None, Focus]:
        return self.window.microscope.trace, self.window.microscope.shown_focus

    def name(self) -> str:
        return self.NAME

    def title(self) -> str:
        raise NotImplementedError

    def size(self) -> tuple[int, int]:
        """As large as it is on screen."""
        return 1280, 720

    def paint(self, colours: Colours | None = None) -> Paint | None:
        """What it looks like now, whatever comes next; None for numbers. In ``colours`` where it can choose.

        Raises:
            UserError: there is nothing to draw.
        """
        return None

    def job(self, format: Format, path: str, choices: Choices) -> Job:
        """The writing of it as it is now. ``path`` is a folder for a format without an ending.

        Raises:
            UserError: there is nothing to write.
        """
        raise NotImplementedError


class PictureSubject(Subject):
    """One picture."""

    FORMATS = (PNG, SVG, PDF)

    def job(self, format: Format, path: str, choices: Choices) -> Job:
        return PictureJob(self.paint(), path, choices.size, choices.scale)


class Heatmap(PictureSubject):
    NAME = "attention"

    def title(self) -> str:
        return self.tr("Heatmap of the head in focus")

    def size(self) -> tuple[int, int]:
        return self.window.heatmap.width(), self.window.heatmap.height()

    def paint(self, colours: Colours | None = None) -> Paint:
        return heatmap_paint(*self.shown, HeatmapOptions(**self.window.options), colours or theme().colours)


class ViewPicture(PictureSubject):
    """A view that the user opened: by its own ``draw(painter, area)``, or as it stands on screen; and its numbers."""

    def __init__(self, window: QWidget, view: View) -> None:
        super().__init__(window)
        self.view = view
        if view.table():
            self.FORMATS = (*PictureSubject.FORMATS, CSV)

    def name(self) -> str:
        return self.view.NAME

    def title(self) -> str:
        return self.view.title()

    def size(self) -> tuple[int, int]:
        return self.view.width(), self.view.height()

    def paint(self, colours: Colours | None = None) -> Paint:
        return getattr(self.view, "draw", None) or widget_paint(self.view)

    def job(self, format: Format, path: str, choices: Choices) -> Job:
        if format is CSV:
            return TableJob(self.view.table(), path)
        return super().job(format, path, choices)


class HeadNumbers(Subject):
    NAME = "attention"
    FORMATS = (CSV, NPZ)

    def title(self) -> str:
        return self.tr("Numbers of the head in focus")

    def job(self, format: Format, path: str, choices: Choices) -> Job:
        return NumbersJob(*self.shown, path, self.window.options["axis"])


class AllHeads(Subject):
    NAME = "trace"
    FORMATS = (SAFETENSORS,)

    def title(self) -> str:
        return self.tr("Numbers of all heads")

    def job(self, format: Format, path: str, choices: Choices) -> Job:
        return AllHeadsJob(self.window.worker, self.shown[0], path)


class Steps(Subject):
    NAME = "steps"
    FORMATS = (SVGS, PNGS, GIF, MP4)

    def title(self) -> str:
        return self.tr("Step-through, %n step(s)", "", len(STEPS))

    def paint(self, colours: Colours | None = None) -> Paint:
        from attnviz.gui.exporting.steps import page_paint, walk  # here: the slides are half as many modules again

        return page_paint(walk(*self.shown)[-2], 1.0, colours or theme().colours)

    def job(self, format: Format, path: str, choices: Choices) -> Job:
        from attnviz.gui.exporting.steps import walk  # as above

        head_of(*self.shown)
        pages = walk(*self.shown)
        if format.timed:
            return FilmJob(pages, path, choices.size, choices.seconds)
        return FolderJob(pages, path, format.inside, choices.size)


def subjects(window: QWidget) -> list[Subject]:
    """All that can be exported now. A view needs no line here: each ``View`` that is open is found."""
    views = [ViewPicture(window, view) for view in window.findChildren(View) if view.isVisible()]
    return [Heatmap(window), *views, HeadNumbers(window), AllHeads(window), Steps(window)]
