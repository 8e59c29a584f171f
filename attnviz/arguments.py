"""What the command line may say, and what of it goes together. Nothing is opened or computed here."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from attnviz import __version__, capture
from attnviz.choices import choices_of, described
from attnviz.errors import signs

PICTURES = (".png", ".svg", ".pdf")
NUMBERS = (".csv", ".npz")
FILMS = (".gif", ".mp4")
VIEWS = ("heads", "lines", "finder", "compare", "what_if", "flow", "output", "labs")
"""Those of gui/registry.py, which reads Qt."""


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{2,5})x(\d{2,5})", text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text!r} is no size; write WIDTHxHEIGHT, for example 1920x1080")
    return int(match[1]), int(match[2])


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no count; layers, heads, tokens and steps count from 0")
    return int(text)


def _factor(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.1 <= number <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0.1 to 100")
    return number


def _name(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("the name is empty")
    return text


def _pair(what: str) -> Callable[[str], tuple[str, str]]:
    def parse(text: str) -> tuple[str, str]:
        name, equals, value = text.partition("=")
        if not name or not equals:
            raise argparse.ArgumentTypeError(f"{text!r} is no {what}; write NAME=VALUE, for example temperature=0.5")
        return name, value

    return parse


def _file(*endings: str) -> Callable[[str], Path]:
    def parse(text: str) -> Path:
        path = Path(text)
        if path.suffix.lower() not in endings:
            raise argparse.ArgumentTypeError(f"{text!r} should end in {' or '.join(endings)}")
        return path

    return parse


class _Parser(argparse.ArgumentParser):
    """Its complaints quote the arguments, which may be names of strangers' files: a terminal must not obey them."""

    def error(self, message: str) -> NoReturn:
        super().error(signs(message))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Understand the arguments; ends the program, with 2, where they cannot be."""
    parser = build_parser()
    options = parser.parse_args(with_session(arguments))
    if options.command == "render":
        _check_render(parser, options)
    elif options.command == "shot":
        _check_shot(parser, options)
    return options


def build_parser() -> argparse.ArgumentParser:
    running = _Parser(add_help=False)
    running.add_argument(
        "--model", type=_name, metavar="ID_OR_PATH", help="a name that 'attnviz models' lists, or a file or folder"
    )
    running.add_argument(
        "--device", type=_name, metavar="NAME", help="a key that 'attnviz devices' lists (default: the best)"
    )
    looks = _Parser(add_help=False)
    looks.add_argument("--lang", choices=("en", "ja"), help="language of the interface")
    looks.add_argument("--theme", choices=("light", "dark"), help="colours of the interface")

    parser = _Parser(
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

    trace = commands.add_parser("trace", parents=[running], help="write every number of a run to a file")
    trace.add_argument("text", metavar="TEXT", help="the sentence; - reads it from standard input")
    trace.add_argument("--out", required=True, type=_file(".safetensors"), metavar="FILE.safetensors")

    capturing = commands.add_parser("capture", help="run a large model with transformers, elsewhere, and write a trace")
    capture.add_arguments(capturing)

    render = commands.add_parser(
        "render",
        parents=[running, looks],
        help="draw one head's heatmap, a view, or all steps, or save their numbers",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="what --set can say of the heatmap and of each view (of labs: panel=ID and that panel's knobs, as\n"
        f"'attnviz lessons' lists them):\n{described()}",
    )
    render.add_argument("text", metavar="TEXT", help="the sentence; - reads it from standard input")
    render.add_argument(
        "--layer", type=_count, metavar="L", help="needed, but for views, and for the steps of a sample sentence"
    )
    render.add_argument("--head", type=_count, metavar="H")
    render.add_argument("--size", type=_size, metavar="WxH", help="default: 1200x1000, of steps 1280x720")
    render.add_argument("--scale", type=_factor, default=1.0, metavar="X", help="pixels of a PNG for each one of WxH")
    render.add_argument(
        "--axis",
        choices=("words", "tokens", "bytes"),
        default="tokens",
        help="what weights are between (tokens)",
    )
    render.add_argument("--steps", action="store_true", help="the steps of the step-through: numbered files or a film")
    render.add_argument("--query", type=_count, metavar="I", help="index of the query token")
    render.add_argument("--key", type=_count, metavar="J", help="index of the key token")
    views = render.add_mutually_exclusive_group()
    views.add_argument(
        "--view",
        choices=VIEWS,
        help="a view of the window, as it opens; its numbers where the file ends in .csv (heads, output, ...)",
    )
    views.add_argument(
        "--all-heads", action="store_const", const="heads", dest="view", help="as --view heads: picture or table"
    )
    render.add_argument(
        "--set",
        "--change",
        action="append",
        default=[],
        type=_pair("choice"),
        metavar="NAME=VALUE",
        help="how the view or the heatmap stands, for what_if the change, for compare the other side: see below; can "
        "be given again",
    )
    render.add_argument("--frames", choices=("svg", "png"), default="svg", help="with --steps: of which kind the files")
    render.add_argument("--seconds", type=_factor, default=4.0, metavar="S", help="with --steps: how long each stands")
    render.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="FILE",
        help=f"a file that ends in {', '.join((*PICTURES, *NUMBERS))}; with --steps in .gif or .mp4, or a folder",
    )

    shot = commands.add_parser("shot", parents=[running, looks], help="draw the real window, or a step, to a picture")
    shot.add_argument("text", nargs="?", metavar="TEXT", help="the sentence (default: the sample)")
    shot.add_argument("--size", type=_size, default=(1440, 900), metavar="WxH")
    shot.add_argument("--lesson", metavar="ID", help="a lesson that 'attnviz lessons' lists, instead of the window")
    shot.add_argument("--step", type=_name, metavar="N", help="its step, by number from 1 or by name (default: of the "
                      "step-through)")  # fmt: skip
    shot.add_argument("--lab", metavar="ID", help="a lab that 'attnviz lessons' lists, instead of the window")
    shot.add_argument("--knob", action="append", default=[], type=_pair("knob"), metavar="NAME=VALUE",
                      help="with --lab: how a knob stands; can be given again")  # fmt: skip
    shot.add_argument("--layer", type=_count, metavar="L")
    shot.add_argument("--head", type=_count, metavar="H")
    shot.add_argument("--query", type=_count, metavar="I", help="index of the query token")
    shot.add_argument("--key", type=_count, metavar="J", help="index of the key token")
    shot.add_argument("--out", required=True, type=_file(".png"), metavar="FILE.png")

    for name, what in (
        ("devices", "list the OpenCL devices"),
        ("models", "list the known models"),
        ("lessons", "list the lessons of the lecture with their steps, and the labs with their knobs"),
    ):
        command = commands.add_parser(name, help=what)
        command.add_argument("--json", action="store_true", help="for scripts")
        if name == "devices":
            command.add_argument("--again", action="store_true", help="also drivers that hung at an earlier start")
    tune = commands.add_parser("tune", help="measure which kernel sizes a device runs fastest, and keep them")
    tune.add_argument("--device", metavar="NAME", help="a key that 'attnviz devices' lists (default: the best)")
    tune.add_argument("--json", action="store_true", help="for scripts")

    bench = commands.add_parser("bench", help="measure attnviz and its peers side by side")
    bench.add_argument("--device", metavar="NAME", help="a key that 'attnviz devices' lists (default: the best)")
    bench.add_argument(
        "--against", metavar="NAME,...", help="peers: torch, transformers, onnxruntime, llama-cpp (default: all)"
    )
    bench.add_argument("--rows", metavar="NAME,...", help="only these comparisons; a wrong name lists them")
    bench.add_argument("--quick", action="store_true", help="few runs, to see that it works")
    bench.add_argument("--scaling", action="store_true", help="instead: attention's time and memory against length")
    bench.add_argument("--json", action="store_true", help="for scripts")
    bench.add_argument(
        "--peer-python", metavar="PATH", help="the Python that has the peers (default: $ATTNVIZ_PEER_PYTHON, or this)"
    )
    return parser


def _check_render(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Refuse what each option alone allows and all of them together do not."""
    ending = options.out.suffix.lower()
    if options.steps and options.view:
        parser.error("argument --view: not allowed with argument --steps")
    if options.set and (options.steps or (ending in NUMBERS and not options.view)):
        parser.error("argument --set: only for a view or for the picture of a head")
    if options.view != "labs":  # the knobs of a lab are those of its panel
        try:
            options.set = choices_of(options.view or "heatmap", options.set)
        except ValueError as error:
            parser.error(f"argument --set: {error}")
    if options.steps:
        if ending in (*PICTURES, *NUMBERS):
            parser.error(f"--steps writes a folder, or a film that ends in {' or '.join(FILMS)}: not {options.out}")
    elif options.view and ending not in (*PICTURES, ".csv"):
        parser.error(f"argument --out: '{options.out}' should end in {' or '.join((*PICTURES, '.csv'))}")
    elif ending not in (*PICTURES, *NUMBERS):
        parser.error(f"argument --out: '{options.out}' should end in {' or '.join((*PICTURES, *NUMBERS))}")
    elif not options.view and (options.layer is None or options.head is None):
        parser.error("the following arguments are required: --layer, --head")


def _check_shot(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    if options.lab is not None and (options.lesson is not None or options.step is not None):
        parser.error("argument --lab: not allowed with arguments --lesson and --step")
    if options.knob and options.lab is None:
        parser.error("argument --knob: only with argument --lab")


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
