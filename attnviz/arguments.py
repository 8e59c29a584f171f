"""What the command line may say, and what of it goes together. Nothing is opened or computed here."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from attnviz import __version__
from attnviz.choices import NoChoice, choices_of, described
from attnviz.complaints import NOT_WITH, Parser, WrongValue
from attnviz.errors import QT_TRANSLATE_NOOP, UserError

PICTURES = (".png", ".svg", ".pdf")
NUMBERS = (".csv", ".npz")
FILMS = (".gif", ".mp4")
VIEWS = ("heads", "lines", "finder", "compare", "what_if", "flow", "output", "labs")
"""Those of gui/registry.py, which reads Qt."""

MOST_PIXELS = 200_000_000


NO_SIZE = QT_TRANSLATE_NOOP("errors", "'{text}' is no size; write WIDTHxHEIGHT, for example 1920x1080")
TOO_LARGE = QT_TRANSLATE_NOOP("errors", "'{text}' is too large; up to {most} million pixels")
NO_COUNT = QT_TRANSLATE_NOOP("errors", "'{text}' is no count; layers, heads, tokens and steps count from 0")
NO_FACTOR = QT_TRANSLATE_NOOP("errors", "'{text}' is no number from 0.1 to 100")
NO_NAME = QT_TRANSLATE_NOOP("errors", "the name is empty")
NO_PAIR = QT_TRANSLATE_NOOP("errors", "'{text}' names no value; write NAME=VALUE, for example temperature=0.5")
WRONG_ENDING = QT_TRANSLATE_NOOP("errors", "'{text}' should end in {endings}")
NOT_WITH_ALL = QT_TRANSLATE_NOOP("errors", "not allowed with arguments {other}")
ONLY_WITH = QT_TRANSLATE_NOOP("errors", "only with argument {other}")
ONLY_PICTURES = QT_TRANSLATE_NOOP("errors", "only for a view or for the picture of a head")
NO_FILM = QT_TRANSLATE_NOOP("errors", "--steps writes a folder, or a film that ends in {endings}: not {path}")


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{2,5})x(\d{2,5})", text)
    # a picture that finds no memory ends Qt with a signal
    if match and int(match[1]) * int(match[2]) > MOST_PIXELS:
        raise WrongValue(TOO_LARGE, text=text, most=MOST_PIXELS // 1_000_000)
    if not match:
        raise WrongValue(NO_SIZE, text=text)
    return int(match[1]), int(match[2])


def _count(text: str) -> int:
    if not text.isdecimal():
        raise WrongValue(NO_COUNT, text=text)
    return int(text)


def _factor(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.1 <= number <= 100:
        raise WrongValue(NO_FACTOR, text=text)
    return number


def _name(text: str) -> str:
    if not text:
        raise WrongValue(NO_NAME)
    return text


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise WrongValue(NO_PAIR, text=text)
    return name, value


def _wrong_ending(given: str | Path, endings: Sequence[str]) -> WrongValue:
    return WrongValue(WRONG_ENDING, text=given, endings=" / ".join(endings))


def _file(*endings: str) -> Callable[[str], Path]:
    def parse(text: str) -> Path:
        path = Path(text)
        if path.suffix.lower() not in endings:
            raise _wrong_ending(text, endings)
        return path

    return parse


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Understand the arguments; ends the program, with 2, where they cannot be."""
    parser = build_parser()
    Parser.asked = _language_in(arguments)
    options = parser.parse_args(with_session(arguments))
    if options.command == "render":
        _check_render(parser, options)
    elif options.command == "shot":
        _check_shot(parser, options)
    return options


def _language_in(arguments: Sequence[str]) -> str | None:
    """What ``--lang`` says in a line that may not be understood as a whole."""
    given = " ".join(arguments)
    found = re.search(r"(?:^| )--lang[= ](en|ja)(?: |$)", given)
    return found[1] if found else None


def build_parser() -> Parser:
    running = Parser(add_help=False)
    running.add_argument(
        "--model", type=_name, metavar="ID_OR_PATH", help="a name that 'attnviz models' lists, or a file or folder"
    )
    running.add_argument(
        "--device", type=_name, metavar="NAME", help="a key that 'attnviz devices' lists (default: the best)"
    )
    looks = Parser(add_help=False)
    looks.add_argument("--lang", choices=("en", "ja"), help="language of the interface")
    looks.add_argument("--theme", choices=("light", "dark"), help="colours of the interface")

    parser = Parser(
        prog="attnviz",
        parents=[running, looks],
        description="An attention microscope: type a sentence and watch a real transformer's attention. "
        "Without a command, opens the window.",
    )
    parser.add_argument("--version", action="version", version=f"attnviz {__version__}")
    parser.add_argument("--text", help="the sentence to open the window with")
    parser.add_argument("--lesson", metavar="ID", help="open the lecture: a lesson that 'attnviz lessons' lists")
    parser.add_argument("--step", type=_name, metavar="N", help="with --lesson: its step, by number from 1 or by name")
    parser.add_argument("--lab", metavar="ID", help="open the Laboratory: a lab that 'attnviz lessons' lists")
    parser.add_argument(
        "--deck",
        type=Path,
        metavar="FILE.attndeck",
        help="open a lecture of your own, on its stored results; alone, the file's name is enough",
    )
    parser.add_argument(
        "--session", type=Path, metavar="FILE.attnviz", help="a saved session to open the window with; alone, the "
        "file's name is enough"
    )  # fmt: skip
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    for name, parents, add, what in (
        ("trace", [running], _add_trace, "write every number of a run to a file"),
        ("capture", [], _add_capture, "run a large model with transformers, elsewhere, and write a trace"),
        (
            "render",
            [running, looks],
            _add_render,
            "draw one head's heatmap, a view, or all steps, or save their numbers",
        ),
        ("shot", [running, looks], _add_shot, "draw the real window, or a step, to a picture"),
        ("devices", [], _add_devices, "list the OpenCL devices"),
        ("models", [], _add_json, "list the known models"),
        ("lessons", [], _add_json, "list the lessons of the lecture with their steps, and the labs with their knobs"),
        ("tune", [], _add_tune, "measure which kernel sizes a device runs fastest, and keep them"),
        ("bench", [], _add_bench, "measure attnviz and its peers side by side"),
    ):
        commands.add_parser(name, parents=parents, help=what, add=add)
    return parser


def _add_trace(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", help="the sentence; - reads it from standard input")
    parser.add_argument("--out", required=True, type=_file(".safetensors"), metavar="FILE.safetensors")


def _add_capture(parser: argparse.ArgumentParser) -> None:
    from attnviz import capture  # here: a start of the window is quicker without it

    capture.add_arguments(parser)


def _add_render(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = (
        "what --set can say of the heatmap and of each view (of labs: panel=ID and that panel's knobs, as\n"
        f"'attnviz lessons' lists them):\n{described()}"
    )
    parser.add_argument("text", metavar="TEXT", help="the sentence; - reads it from standard input")
    parser.add_argument(
        "--layer", type=_count, metavar="L", help="needed, but for views, and for the steps of a sample sentence"
    )
    parser.add_argument("--head", type=_count, metavar="H")
    parser.add_argument("--size", type=_size, metavar="WxH", help="default: 1200x1000, of steps 1280x720")
    parser.add_argument("--scale", type=_factor, default=1.0, metavar="X", help="pixels of a PNG for each one of WxH")
    parser.add_argument(
        "--axis",
        choices=("words", "tokens", "bytes"),
        default="tokens",
        help="what weights are between (tokens)",
    )
    parser.add_argument("--steps", action="store_true", help="the steps of the step-through: numbered files or a film")
    parser.add_argument("--query", type=_count, metavar="I", help="index of the query token")
    parser.add_argument("--key", type=_count, metavar="J", help="index of the key token")
    views = parser.add_mutually_exclusive_group()
    views.add_argument(
        "--view",
        choices=VIEWS,
        help="a view of the window, as it opens; its numbers where the file ends in .csv (heads, output, ...)",
    )
    views.add_argument(
        "--all-heads", action="store_const", const="heads", dest="view", help="as --view heads: picture or table"
    )
    parser.add_argument(
        "--set",
        "--change",
        action="append",
        default=[],
        type=_pair,
        metavar="NAME=VALUE",
        help="how the view or the heatmap stands, for what_if the change, for compare the other side: see below; can "
        "be given again",
    )
    parser.add_argument("--frames", choices=("svg", "png"), default="svg", help="with --steps: of which kind the files")
    parser.add_argument("--seconds", type=_factor, default=4.0, metavar="S", help="with --steps: how long each stands")
    parser.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="FILE",
        help=f"a file that ends in {', '.join((*PICTURES, *NUMBERS))}; with --steps in .gif or .mp4, or a folder",
    )


def _add_shot(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="?", metavar="TEXT", help="the sentence (default: the sample)")
    parser.add_argument("--size", type=_size, default=(1440, 900), metavar="WxH")
    parser.add_argument("--lesson", metavar="ID", help="a lesson that 'attnviz lessons' lists, instead of the window")
    parser.add_argument(
        "--step", type=_name, metavar="N", help="its step, by number from 1 or by name (default: of the step-through)"
    )
    parser.add_argument("--lab", metavar="ID", help="a lab that 'attnviz lessons' lists, instead of the window")
    parser.add_argument("--knob", action="append", default=[], type=_pair, metavar="NAME=VALUE",
                      help="with --lab: how a knob stands; can be given again")  # fmt: skip
    parser.add_argument("--layer", type=_count, metavar="L")
    parser.add_argument("--head", type=_count, metavar="H")
    parser.add_argument("--query", type=_count, metavar="I", help="index of the query token")
    parser.add_argument("--key", type=_count, metavar="J", help="index of the key token")
    parser.add_argument("--out", required=True, type=_file(".png"), metavar="FILE.png")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for scripts")


def _add_devices(parser: argparse.ArgumentParser) -> None:
    _add_json(parser)
    parser.add_argument("--again", action="store_true", help="also drivers that hung at an earlier start")


def _add_tune(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--device", metavar="NAME", help="a key that 'attnviz devices' lists (default: the best)")
    _add_json(parser)


def _add_bench(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--device", metavar="NAME", help="a key that 'attnviz devices' lists (default: the best)")
    parser.add_argument(
        "--against", metavar="NAME,...", help="peers: torch, transformers, onnxruntime, llama-cpp (default: all)"
    )
    parser.add_argument("--rows", metavar="NAME,...", help="only these comparisons; a wrong name lists them")
    parser.add_argument("--quick", action="store_true", help="few runs, to see that it works")
    parser.add_argument("--scaling", action="store_true", help="instead: attention's time and memory against length")
    _add_json(parser)
    parser.add_argument(
        "--peer-python", metavar="PATH", help="the Python that has the peers (default: $ATTNVIZ_PEER_PYTHON, or this)"
    )


def _check_render(parser: Parser, options: argparse.Namespace) -> None:
    """Refuse what each option alone allows and all of them together do not."""
    ending = options.out.suffix.lower()
    if options.steps and options.view:
        parser.refuse("--view", UserError(NOT_WITH, other="--steps"))
    if options.set and (options.steps or (ending in NUMBERS and not options.view)):
        parser.refuse("--set", UserError(ONLY_PICTURES))
    if options.view != "labs":  # the knobs of a lab are those of its panel
        try:
            options.set = choices_of(options.view or "heatmap", options.set)
        except NoChoice as error:
            parser.refuse("--set", error)
    if options.steps:
        if ending in (*PICTURES, *NUMBERS):
            parser.refuse("", UserError(NO_FILM, endings=" / ".join(FILMS), path=options.out))
    elif options.view and ending not in (*PICTURES, ".csv"):
        parser.refuse("--out", _wrong_ending(options.out, (*PICTURES, ".csv")))
    elif ending not in (*PICTURES, *NUMBERS):
        parser.refuse("--out", _wrong_ending(options.out, (*PICTURES, *NUMBERS)))
    elif not options.view and (options.layer is None or options.head is None):
        parser.error("the following arguments are required: --layer, --head")


def _check_shot(parser: Parser, options: argparse.Namespace) -> None:
    if options.lab is not None and (options.lesson is not None or options.step is not None):
        parser.refuse("--lab", UserError(NOT_WITH_ALL, other="--lesson, --step"))
    if options.knob and options.lab is None:
        parser.refuse("--knob", UserError(ONLY_WITH, other="--lab"))


def with_session(arguments: Sequence[str]) -> list[str]:
    """The arguments, a session or deck at their beginning or end being the value of --session or --deck.

    As a positional of its own it would be taken for a command: file managers give nothing but the name.
    """
    given = list(arguments)
    for place in {0, len(given) - 1} if given else ():
        option = {".attnviz": "--session", ".attndeck": "--deck"}.get(Path(given[place]).suffix.lower(), "")
        alone = option and not given[place].startswith("-")
        if alone and not (place and (given[place - 1].startswith("-") or not given[0].startswith("-"))):
            return [*given[:place], option, *given[place:]]
    return given
