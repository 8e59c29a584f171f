"""The command line. No subcommand opens the window; the others need no display.

Nothing heavy is imported before the arguments are understood, so that ``--help`` is instant and needs no Qt.
Exit codes: 0 done, 1 a message on stderr says what went wrong, 2 the command line was wrong, 130 Ctrl+C.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from attnviz.arguments import NUMBERS, parse
from attnviz.choices import WrongChoice
from attnviz.errors import QT_TRANSLATE_NOOP, UserError, one_line, reason
from attnviz.signals import heeded

if TYPE_CHECKING:
    from attnviz.lessons.course import Place

NO_MEMORY = QT_TRANSLATE_NOOP("errors", "there is not enough memory. Close other programs, or raise 'ulimit -v'.")
NOT_UTF_8 = QT_TRANSLATE_NOOP("errors", "The text is not UTF-8 (byte {position}).")
MOST_GIVEN = 1_000_000
"""bytes on standard input: several times what the longest context takes, and less than a pipe without an end"""
TOO_LONG = QT_TRANSLATE_NOOP("errors", "The text on standard input is larger than {most} kB. Give a part of it.")
NO_PART = QT_TRANSLATE_NOOP(
    "errors",
    "a part of the program cannot be loaded ({reason}). There is too little memory (see 'ulimit -v'), or attnviz is to "
    "be installed anew.",
)


def _text(argument: str) -> str:
    """The sentence. "-" stands for standard input, of which line breaks at the end are no part, as in "$(...)".

    Both are UTF-8, whatever the locale says: in the "C" locale Python would read each byte as a character.

    Raises:
        UserError: they are not, or standard input holds more than a text.
    """
    if argument == "-":
        given = sys.stdin.buffer.read(MOST_GIVEN + 1) if sys.stdin else b""
        if len(given) > MOST_GIVEN:
            raise UserError(TOO_LONG, most=MOST_GIVEN // 1000)
        given = given.rstrip(b"\r\n")
    else:
        given = os.fsencode(argument)
    try:
        return given.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(NOT_UTF_8, position=error.start) from error


def main(arguments: Sequence[str] | None = None, opened: Callable[[Any], object] | None = None) -> int:
    """Run the program; returns the exit code. ``opened`` is given the window before it is shown."""
    _open_standard_files()
    options = parse(sys.argv[1:] if arguments is None else arguments)
    try:
        _place(options)
    except UserError as error:
        _complain(_explained(error, options))
        return 2  # as argparse does for an argument that is none
    if sys.stdout:
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a driver's name in ASCII
    try:
        with heeded() if options.command else contextlib.nullcontext():
            code = _run(options, opened)
        if sys.stdout:
            sys.stdout.flush()
        return code
    except UserError as error:
        _complain(_explained(error, options))
        return 2 if isinstance(error, WrongChoice) else 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # there the reader of our list (head, less) has left: none to tell
            why, file = reason(error), error.filename
            said = UserError("{file}: {reason}", file=file, reason=why) if file else UserError("{reason}", reason=why)
            _complain(_explained(said, options))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is still in the buffer would fail again at the exit
        return 1
    except MemoryError:
        _complain(_explained(UserError(NO_MEMORY), options))
        return 1
    except ImportError as error:
        _complain(_explained(UserError(NO_PART, reason=_first_cause(error)), options))
        return 1


def _open_standard_files() -> None:
    """Numbers 0 to 2 that the caller has closed lead nowhere: a file of ours would get what drivers print there."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest that is free


def _complain(sentence: str) -> None:
    with contextlib.suppress(OSError, ValueError):  # stderr may be closed, or a full disk
        print(f"attnviz: {sentence}", file=sys.stderr or open(os.devnull, "w"), flush=True)  # noqa: SIM115


def _explained(error: UserError, options: argparse.Namespace) -> str:
    """In the language of the window that does not open; of a command in English, as all that it says."""
    if options.command is not None:
        return str(error)
    from attnviz.spoken import explain_in, language  # here: few starts need it

    return explain_in(error, language(options.lang))


def _first_cause(error: BaseException) -> str:
    while cause := error.__cause__ or error.__context__:
        error = cause
    return one_line(str(error), 200)


def _place(options: argparse.Namespace) -> Place | None:
    """The step that a link names; None without one.

    Raises:
        UserError: there is no such lesson or step.
    """
    lesson, step = getattr(options, "lesson", None), getattr(options, "step", None)
    if lesson is None and step is None:
        return None
    from attnviz.lessons.course import Course

    return Course().find(lesson or "calculation", step or "")


def _run(options: argparse.Namespace, opened: Callable[[Any], object] | None) -> int:
    if getattr(options, "text", None) is not None:
        options.text = _text(options.text)
    match options.command:
        case "lessons":
            from attnviz import headless
            from attnviz.gui.labs.panels import panels  # data, like the lessons: no Qt there

            return headless.lessons(options, panels())
        case "trace" | "devices" | "models" | "tune":
            from attnviz import headless

            return headless.run(options)
        case "capture":
            from attnviz import capture

            return capture.run(options)
        case "bench":
            from attnviz.bench import command

            return command.run(options)
        case "render" if options.out.suffix.lower() in NUMBERS and not options.view:
            from attnviz import headless

            return headless.run(options)
        case "render" | "shot":
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from attnviz.system import require_qt

    require_qt()
    if options.command is None:
        place = _place(options)
        deck = lab = None
        if options.lab is not None:
            from attnviz.gui.labs.panels import find_panel

            lab = find_panel(options.lab)
        if options.deck is not None:
            from attnviz.lessons.deck import read_deck

            deck = read_deck(options.deck)
        from attnviz.lighter import be_lighter

        be_lighter()
        gc.disable()  # nothing of what a start makes is garbage; app.run collects, in the window's thread only
        from attnviz.gui.opening import HeadStart, open_settings

        session = None
        if options.session is not None:
            from attnviz.gui.session_file import read_session

            session = read_session(options.session)
        settings = open_settings(options, session)
        engine = HeadStart(settings["model"], settings["device"])
        from attnviz.gui.plain_imports import import_plainly

        import_plainly()
        from attnviz.gui import app

        def prepare(window: Any) -> None:
            if session is not None:
                window.desktop.sessions.adopt(options.session.absolute(), session)
            if opened:
                opened(window)
            elif deck is not None:
                window.presenting.open_deck(deck)
            elif place is not None:
                window.presenting.open_first(place)
            elif lab is not None:
                window.commands.open_first_lab(lab.id)
            else:
                window.desktop.begin_tour_at_first_start()

        try:
            return app.run(settings, engine, prepare)
        except BaseException:
            engine.abandon()
            raise
    from attnviz.gui import pictures

    return pictures.run(options)


if __name__ == "__main__":
    sys.exit(main())
