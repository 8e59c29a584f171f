"""The comparisons, each on sides of its own; what cannot be compared here is said and left out."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from attnviz.bench import plan
from attnviz.bench.decoding import Decoding
from attnviz.bench.others import Others
from attnviz.bench.peers import Peers
from attnviz.bench.plan import Depth, Work
from attnviz.bench.report import Report, Row
from attnviz.bench.side import Side, SideError, environment, our_command
from attnviz.bench.texts import words_to_type
from attnviz.bench.turns import differ, medians, timed

OURS, WINDOW, START = "attnviz.bench.ours", "attnviz.gui.timing", "attnviz.gui.first_heatmap"
Say = Callable[[str], None]


@dataclass
class Bench:
    """Measures the groups that were asked for into a report.

    Attributes:
        folder: for the models that peers read; emptied by whoever made it.
    """

    device: str
    peers: Peers
    depth: Depth
    wanted: Collection[str]
    report: Report
    folder: Path
    say: Say = field(default=lambda what: None)
    _found: list[tuple[Row, Work | None]] = field(default_factory=list)
    _products: list[tuple[str, int, float, Work]] = field(default_factory=list)

    def run(self) -> None:
        """Fill the report. A group that fails leaves a note in place of its rows."""
        decoder = Decoding(self)
        models = (self.minilm, self.e5, decoder.smollm2, decoder.token, decoder.context)
        for group in (*models, self.attention, self.linear, self.keystroke, self.inside, self.typing, self.start):
            others, before = Others(), len(self._found) + len(self._products)
            try:
                group()
            except (SideError, OSError) as error:
                self.report.notes.append(f"left out: {error}")
            if len(self._found) + len(self._products) > before and (note := others.note(group.__name__)):
                self.report.notes.append(note)
        self._settle()

    # ---- whole models, as typed

    def minilm(self) -> None:
        self._forward("minilm", [name for name in ("onnxruntime", "transformers") if f"minilm-{name}" in self.wanted])

    def e5(self) -> None:
        self._forward("e5", ["transformers"] if "e5-transformers" in self.wanted else [])

    def _forward(self, short: str, names: Sequence[str]) -> None:
        names = [name for name in names if self.peers.has(name)]
        if not names:
            return
        with ExitStack() as stack:
            sides = {name: stack.enter_context(self._model_side(name, short)) for name in names}
            ours = stack.enter_context(Side("attnviz", our_command(OURS), environment()))
            model = ours.ask("load", model=plan.MODELS[short], device=self.device)
            for tokens in plan.TOKENS:
                self.say(f"{plan.MODELS[short]}, {tokens} tokens")
                prepared = ours.ask("forward", tokens=tokens)
                for name, side in sides.items():
                    more: dict[str, Any] = {"name": "whole"} if name == "onnxruntime" else {}
                    self.same(f"{short}-{name}", prepared["values"], side.ask("forward", ids=prepared["ids"], **more))
                once = {name: timed(side, plan.PAUSE) for name, side in {"": ours, **sides}.items()}
                took = medians(once, self.depth.typed)
                work = plan.forward_work(tokens, model["layers"], model["width"], model["inner"])
                for name in names:
                    row, goal = f"{short}-{name}", plan.FORWARD_GOALS[f"{short}-{name}"][tokens]
                    self.add(row, tokens, took[""], name, took[name], goal, work)
                if "onnxruntime" in names:
                    sides["onnxruntime"].ask("forward", ids=prepared["ids"], name=plan.ALONE)
                    took = medians({name: once[name] for name in ("", "onnxruntime")}, self.depth.typed)
                    self.add(f"{short}-onnxruntime", tokens, took[""], plan.ALONE, took["onnxruntime"], None, work)

    def _model_side(self, name: str, short: str) -> Side:
        """A peer with a model loaded, from files that our side and, for ONNX, transformers have written."""
        folder = self._exported(short)
        if name == "transformers":
            side = self.peers.start("torch")
            side.ask("load", folder=str(folder))
            return side
        paths = {"whole": str(folder / "whole.onnx"), plan.ALONE: str(folder / "alone.onnx")}
        with self.peers.start("torch") as exporter:  # a process of its own: its threads must not slow the session
            exporter.ask("load", folder=str(folder))
            for name, path in paths.items():
                exporter.ask("export", path=path, hidden=name == "whole")
        side = self.peers.start("onnxruntime")
        for name, path in paths.items():
            side.ask("load", path=path, name=name)
        return side

    def _exported(self, short: str) -> Path:
        folder = self.folder / short
        if not folder.exists():
            self.say(f"{plan.MODELS[short]}: writing its weights for the peers")
            folder.mkdir()
            with Side("attnviz", our_command(OURS), environment()) as side:
                side.ask("export", model=plan.MODELS[short], folder=str(folder))
        return folder

    # ---- parts of a model, hot

    def attention(self) -> None:
        for name, goals in plan.ATTENTION_GOALS.items():
            fused = name == "attention-sdpa"
            if name not in self.wanted or not self.peers.has("torch"):
                continue
            with self._ops() as ours, self.peers.start("torch") as torch:
                for n, goal in goals.items():
                    self.say(f"{name}, {n} tokens")
                    work = plan.attention_work(n, weights_written=not fused)
                    sizes = {"n": n, "heads": plan.HEADS, "width": plan.HEAD_WIDTH, "fused": fused}
                    took = self._hot(name, ours, torch, "attention", work, sizes)
                    peer = "torch fused, no weights" if fused else "torch eager"
                    self.add(name, n, took["ours"], peer, took["peer"], goal, work)

    def linear(self) -> None:
        compared = "linear" in self.wanted and self.peers.has("torch")
        if not compared and "ceiling" not in self.wanted:
            return
        with ExitStack() as stack:
            ours = stack.enter_context(self._ops())
            torch = stack.enter_context(self.peers.start("torch")) if compared else None
            for n, k in plan.SHAPES:
                for m in plan.ROWS:
                    if compared or m >= plan.CEILING_FROM:
                        self._linear(ours, torch, m, n, k)

    def _linear(self, ours: Side, torch: Side | None, m: int, n: int, k: int) -> None:
        shape = f"{n}x{k}"
        self.say(f"linear {shape}, {m} rows")
        work = plan.linear_work(m, n, k)
        took = self._hot(f"linear {shape}", ours, torch, "linear", work, {"m": m, "n": n, "k": k})
        if torch is not None:
            self.add(f"linear {shape}", m, took["ours"], "torch", took["peer"], plan.LINEAR_GOAL, work)
        self._products.append((shape, m, took["ours"], work))
        fastest = 1e-6 * work.flops / min(took.values())
        self.report.ceiling["gflops"] = max(self.report.ceiling["gflops"], fastest)  # whoever reached it

    def _hot(self, name: str, ours: Side, peer: Side | None, action: str, work: Work, sizes: Any) -> dict[str, float]:
        sides = {"ours": ours} if peer is None else {"ours": ours, "peer": peer}
        values = {key: side.ask(action, **sizes) for key, side in sides.items()}
        if peer is not None:
            self.same(name, values["ours"], values["peer"])
        count = plan.runs_in_a_row(work)
        warm = 1 if work.flops < 2e9 else 0  # beyond that the run itself is long against any waking up
        once = {key: timed(side, plan.SHORT_PAUSE, count, warm) for key, side in sides.items()}
        return medians(once, self.depth.hot)

    def _ops(self) -> Side:
        side = Side("attnviz", our_command(OURS), environment())
        side.ask("open_device", device=self.device)
        return side

    # ---- the window

    def keystroke(self) -> None:
        if "keystroke" not in self.wanted or not self.peers.has("transformers"):
            return
        tokens = plan.KEYSTROKE_TOKENS
        self.say(f"key press to painted heatmap, {tokens} tokens")
        with self._model_side("transformers", "minilm") as peer, self._window(tokens, profile=False) as window:
            with Side("attnviz", our_command(OURS), environment()) as ours:
                model = ours.ask("load", model=plan.MODELS["minilm"], device=self.device)
                ids = ours.ask("forward", tokens=tokens)["ids"]
            peer.ask("forward", ids=ids)
            once = {"ours": timed(window, plan.PAUSE), "peer": timed(peer, plan.PAUSE)}
            took = medians(once, self.depth.typed)
            window.ask("end")
        work = plan.forward_work(tokens, model["layers"], model["width"], model["inner"])
        peer_does = "transformers' forward alone"
        self.add("keystroke", tokens, took["ours"], peer_does, took["peer"], plan.KEYSTROKE_GOAL, work)

    def inside(self) -> None:
        if "inside" not in self.wanted:
            return
        if self.report.driver.startswith("numpy"):
            raise SideError("inside: numpy runs no kernels")
        self.say("share of a keystroke inside kernels")
        tokens = plan.KEYSTROKE_TOKENS
        whole, parts = [], []
        with self._window(tokens, profile=True) as window:
            for turn in range(self.depth.typed):
                whole.append(window.ask("time", turn=turn, pause=plan.PAUSE))
                parts.append(window.ask("parts"))
            window.ask("end")
        middle = {key: statistics.median(part[key] for part in parts) for key in parts[0]}
        if not middle["launches"]:
            raise SideError("inside: no launch was seen")
        self.report.notes.append(keystroke_parts(middle))
        peer = "in kernels, of that"
        self.add("inside", tokens, statistics.median(whole), peer, middle["inside"], plan.INSIDE_GOAL)

    def typing(self) -> None:
        if "typing" not in self.wanted:
            return
        keys = words_to_type(plan.TYPING_KEYS)
        begun = plan.TYPING_TOKENS - round(plan.TYPING_KEYS / plan.KEYS_A_TOKEN)
        frames = f"{plan.TYPING_FRAMES} frames of 1/60 s"
        with self._window(begun, profile=False) as window:
            for place in ("middle", "end"):
                self.say(f"longest gap between two paints, typing at the {place} of {plan.TYPING_TOKENS} tokens")
                told = window.ask("burst", place=place, keys=keys, keys_a_second=plan.KEYS_A_SECOND)
                gap = medians({"ours": timed(window, plan.PAUSE)}, self.depth.bursts)["ours"]
                self.add(
                    f"typing {place}", told["tokens"], gap, frames, plan.TYPING_FRAMES * plan.FRAME_MS, plan.TYPING_GOAL
                )
            window.ask("end")

    def _window(self, tokens: int, profile: bool) -> Side:
        model = plan.MODELS["minilm"]
        with Side("attnviz", our_command(OURS), environment()) as ours:
            ours.ask("load", model=model, device=self.device)
            text = ours.ask("typed", tokens=tokens)
        side = Side("attnviz window", our_command(WINDOW), environment(QT_QPA_PLATFORM="offscreen"))
        side.ask("keys", text=text, model=model, device=self.device, profile=profile)
        return side

    def start(self) -> None:
        if "start" not in self.wanted or not self.peers.has("torch", "transformers"):
            return
        self.say("start to first heatmap")
        importing = [self.peers.python, "-c", "import torch, transformers; print('imported', flush=True)"]
        with tempfile.TemporaryDirectory() as home:  # the user's own settings stay as they are
            env = with_bytecode(environment(QT_QPA_PLATFORM="offscreen", XDG_CONFIG_HOME=home))
            opening = [sys.executable, "-P", "-m", START, "--device", self.device]
            sides = {
                "ours": lambda turn: milliseconds_to_first_line(opening, env),
                "peer": lambda turn: milliseconds_to_first_line(importing, with_bytecode(os.environ)),
            }
            medians(sides, 1)  # the second start is the one that counts
            took = medians(sides, self.depth.start)
        self.add("start", None, took["ours"], "import torch, transformers", took["peer"], plan.START_GOAL)

    # ---- into the report

    def add(
        self,
        name: str,
        n: int | None,
        ours: float,
        peer: str,
        theirs: float,
        goal: float | None,
        work: Work | None = None,
    ) -> None:
        self._found.append((Row(name, n, ours, peer, theirs, goal), work))

    def _settle(self) -> None:
        """Rows and their limits, once it is known what the fastest product of the whole run was."""
        ceiling, rows = self.report.ceiling, self.report.rows
        rows += [replace(row, limit_ms=work.least_ms(ceiling) if work else None) for row, work in self._found]
        if "ceiling" in self.wanted:
            for shape, m, took, work in self._products:
                if m >= plan.CEILING_FROM:
                    best = 1e-6 * work.flops / ceiling["gflops"]
                    rows.append(Row(f"ceiling {shape}", m, took, "best sgemm", best, plan.CEILING_GOAL, best))
        order = {name: place for place, name in enumerate(plan.GROUPS)}
        rows.sort(key=lambda row: order[row.name.split()[0]])

    def same(self, name: str, ours: list[float], theirs: list[float], tolerance: float = 1e-3) -> None:
        if differ(ours, theirs, tolerance):
            self.report.notes.append(f"{name}: the two sides computed different numbers, so its ratio says nothing")


def keystroke_parts(middle: Mapping[str, float]) -> str:
    """A sentence on where the time of a key press goes, from what ``gui.timing.parts`` says."""
    around = middle["total"] - middle["inside"]
    heatmap, others = middle["heatmap"] - middle["arrived"], middle["painted"] - middle["heatmap"]
    return (
        f"a keystroke, ms: kernels {middle['inside']:.1f} ({middle['launches']:.0f} launches); engine around them "
        f"{around:.1f} (tokenise {middle['tokenise']:.1f}, whole forward {middle['forward']:.1f}, one head "
        f"{middle['heads']:.1f}); key event and signals {middle['arrived'] - middle['total']:.1f}; "
        f"heatmap given the trace and painted {heatmap:.1f}; the other views after it {others:.1f}"
    )


def with_bytecode(env: Mapping[str, str]) -> dict[str, str]:
    """Let a child keep what it compiles of its modules: a second start is one with warm caches, this one included.

    Without it one side would compile every module at each start, and the other none, if whoever installed it did so.
    """
    return {name: value for name, value in env.items() if name != "PYTHONDONTWRITEBYTECODE"}


def milliseconds_to_first_line(command: Sequence[str], env: Mapping[str, str] | None, patience: float = 120.0) -> float:
    """From starting a process until it writes its first line.

    Raises:
        SideError: it wrote none.
    """
    start = time.perf_counter()
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=env,
    )
    assert child.stdout is not None
    line = child.stdout.readline()
    took = (time.perf_counter() - start) * 1e3
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    child.stdout.close()
    if not line:
        raise SideError(f"{' '.join(command[-2:])}: it ended without a word (exit code {child.returncode})")
    return took
