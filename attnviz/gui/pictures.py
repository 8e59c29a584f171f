"""The commands that draw without a display: ``render`` (heatmap, view, all steps) and ``shot`` (the real window)."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from PySide6.QtWidgets import QWidget

from attnviz.asking import NOTHING, check_head, check_token, head_trace, request_of
from attnviz.engine import Engine
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.gui import app
from attnviz.gui.chosen import found, found_lab, refuse_failed
from attnviz.gui.dock_layouts import Layout
from attnviz.gui.export import draw_heatmap_picture, save_widget
from attnviz.gui.exporting.formats import ViewPicture
from attnviz.gui.labs.laboratory import LaboratoryView
from attnviz.gui.labs.panel import Panel, Stand
from attnviz.gui.labs.panels import find_panel, stand_of
from attnviz.gui.main_window import MainWindow
from attnviz.gui.microscope import Problem
from attnviz.gui.opening import start_at
from attnviz.gui.presenting.presenting import CALCULATION
from attnviz.gui.theme import theme
from attnviz.gui.views.matrix import HeatmapOptions
from attnviz.lessons.course import Course, Place
from attnviz.lessons.scene import open_scene
from attnviz.morphemes import in_words
from attnviz.samples import find_pair, known_pair
from attnviz.settings import OPTIONS, Settings
from attnviz.tables import save_table
from attnviz.trace import Focus, Trace

_DEFAULTS = {option.name: option.default for option in OPTIONS}
LOADING_SECONDS = 120
NO_TABLE = QT_TRANSLATE_NOOP(
    "errors", "The view {view} has no numbers of its own for this text. Save a picture of it: .png, .svg or .pdf."
)


def run(options: argparse.Namespace) -> int:
    """Run the command that ``options.command`` names; returns the exit code."""
    return {"render": render, "shot": shot}[options.command](options)


def render(options: argparse.Namespace) -> int:
    """Draw the heatmap of one head, a view, or the steps of the step-through, to files.

    Raises:
        UserError: model, device, text, layer, head, token or file cannot be used.
    """
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(folder, options)
        settings["axis"] = options.axis
        app.make_application(settings)
        if options.view:
            _render_view(options, settings)
        elif options.steps:
            _render_steps(options)
        else:
            focus = Focus(options.layer, options.head)
            size = options.size or (1200, 1000)
            trace, look = _trace(options, focus), HeatmapOptions(axis=options.axis, **options.set)
            _check_tokens(trace, focus, options)
            focus = focus.on_pair(options.query, options.key)
            trace = in_words(trace) if options.axis == "words" else trace
            draw_heatmap_picture(trace, focus, options.out, size, look, options.scale)
    return 0


def _render_view(options: argparse.Namespace, settings: Settings) -> None:
    """A view of the window, in the size that is asked for, or its table."""
    if not options.text.strip():
        raise UserError(NOTHING)
    start_at(settings, options.text, None)
    window = app.make_window(settings)
    try:
        window.docks.use_layout(Layout())
        window.show()
        _load(window)
        _aim(window, options)
        name, trace = options.view, window.microscope.trace
        chosen = found_lab(options.set) if name == "labs" else found(name, options.set, trace)
        window.docks.use_choices({name: chosen} if options.set else {})
        window.docks.open(name)
        view = window.docks.docks[name].content
        view.setFixedSize(*(options.size or (1200, 1000)))
        window.wait_until_idle(LOADING_SECONDS)
        if options.set:
            refuse_failed(window.microscope.trace)
        if options.out.suffix.lower() != ".csv":
            save_widget(ViewPicture(window, view).paint(), options.out, (view.width(), view.height()), options.scale)
        elif table := view.table():
            save_table(table, options.out)
        else:
            raise UserError(NO_TABLE, view=options.view)
    finally:
        window.close()


def _render_steps(options: argparse.Namespace) -> None:
    """To a film, or to numbered files in a folder."""
    from attnviz.film import FILMS, open_film
    from attnviz.gui.exporting.steps import pictures, save_steps, walk

    model = options.model or _DEFAULTS["model"]
    known = known_pair(model, options.text) if options.layer is options.head is None else None
    focus = Focus(known.layer, known.head) if known else Focus(options.layer or 0, options.head or 0)
    size, colours = options.size or (1280, 720), theme().colours
    film = open_film(options.out, size) if options.out.suffix.lower() in FILMS else None
    trace = _trace(options, focus)
    if known:
        focus = find_pair(known, trace.tokens)
    if options.query is not None or options.key is not None:
        _check_tokens(trace, focus, options)
        scene = open_scene(trace, focus)
        query, key = (scene.focus.query, scene.focus.key) if scene else (None, None)
        focus = focus.on_pair(
            query if options.query is None else options.query, key if options.key is None else options.key
        )
    if film is None:
        for _ in save_steps(walk(trace, focus), options.out, f".{options.frames}", size, colours):
            pass
        return
    for picture, milliseconds in pictures(walk(trace, focus), size, options.seconds, colours):
        film.add(picture, milliseconds)
    film.finish()


def _settings(folder: str, options: argparse.Namespace) -> Settings:
    """Settings that live no longer than the command: a picture must not change what the user's window remembers."""
    settings = Settings(Path(folder) / "settings.json")
    for option, name in (("lang", "language"), ("theme", "theme"), ("model", "model"), ("device", "device")):
        if getattr(options, option):
            settings[name] = getattr(options, option)
    return settings


def _trace(options: argparse.Namespace, focus: Focus) -> Trace:
    engine = Engine()
    try:
        return head_trace(engine.run, request_of(options.text, options.model, options.device, *focus.head_id))
    finally:
        engine.close()


def _check_tokens(trace: Trace, focus: Focus, options: argparse.Namespace) -> None:
    """Refuse a query or key that the text does not have."""
    for index, tokens in ((options.query, trace.queries), (options.key, trace.keys)):
        if index is not None:
            check_token(index, len(tokens(focus.layer)))


def shot(options: argparse.Namespace) -> int:
    """Draw the real window, one step of a lesson, or a lab, to a PNG.

    Raises:
        UserError: model, device, layer, head, token, step, lab or knob does not exist, or the file cannot be written.
    """
    place = _place(options)
    lab = None if options.lab is None else find_panel(options.lab)
    stand = {} if lab is None else stand_of(lab, options.knob)
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(folder, options)
        app.make_application(settings)
        start_at(settings, options.text, None)
        window = app.make_window(settings)
        try:
            _load(window)
            _aim(window, options)
            if lab is None:
                _draw(window, options, place)
            else:
                _draw_lab(window, options, lab, stand)
        finally:
            window.close()
    return 0


def _place(options: argparse.Namespace) -> Place | None:
    """The step that is asked for; None for the window.

    Raises:
        UserError: there is no such lesson or step.
    """
    if options.lesson is None and options.step is None:
        return None
    return Course().find(options.lesson or CALCULATION, options.step or "")


def _load(window: MainWindow) -> None:
    """Wait until the window shows the sentence; what it would say in its banner is this command's error."""
    problems: list[Problem] = []
    window.microscope.failed.connect(problems.append)
    if not window.wait_until_idle(LOADING_SECONDS):
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "The model was not ready after {seconds} seconds."), seconds=LOADING_SECONDS
        )
    if problems:
        raise problems[0].error


def _aim(window: MainWindow, options: argparse.Namespace) -> None:
    scope = window.microscope
    check_head(scope.trace.model, options.layer, options.head)
    focus = scope.focus
    scope.choose_head(
        focus.layer if options.layer is None else options.layer, focus.head if options.head is None else options.head
    )
    window.wait_until_idle(LOADING_SECONDS)
    focus = scope.focus
    _check_tokens(scope.trace, focus, options)
    if options.query is not None or options.key is not None:
        scope.choose_pair(
            focus.query if options.query is None else options.query, focus.key if options.key is None else options.key
        )


def _draw_lab(window: MainWindow, options: argparse.Namespace, lab: Panel, stand: Stand) -> None:
    """The view of the laboratory as it stands, in the size that is asked for."""
    window.docks.use_layout(Layout())
    window.show()
    window.commands.open_lab(lab.id)
    view = window.docks.docks["labs"].content
    view.show_panel(lab.id, stand)
    view.setFixedSize(*options.size)
    wait_for_runs(window, view)
    save_widget(view, options.out)


def wait_for_runs(window: MainWindow, lab: LaboratoryView) -> None:
    """Until a lab has all the runs that its picture is made of, however many: a model's heads take a few at a time.

    Raises:
        UserError: for a long time none has come.
    """
    left, deadline = 0, 0.0
    while not window.wait_until_idle(LOADING_SECONDS) or lab.left:
        if lab.left != left:
            left, deadline = lab.left, time.monotonic() + LOADING_SECONDS
        elif time.monotonic() > deadline:
            raise UserError(
                QT_TRANSLATE_NOOP("errors", "{left} runs of this lab did not come within {seconds} seconds."),
                left=left,
                seconds=LOADING_SECONDS,
            )


def _draw(window: MainWindow, options: argparse.Namespace, place: Place | None) -> None:
    window.resize(*options.size)
    target: QWidget = window
    if place is not None:
        window.presenting.open(place, full_screen=False)
        window.presenter.set_motion(False)
        window.presenter.resize(*options.size)
        target = window.presenter
    else:
        window.show()
    window.wait_until_idle(LOADING_SECONDS)
    save_widget(target, options.out)
