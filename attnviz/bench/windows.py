"""The comparisons of the real window: key press to paint, how long it stands still, and its start."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attnviz.bench import plan
from attnviz.bench.side import Side, SideError, environment, our_command
from attnviz.bench.texts import words_to_type
from attnviz.bench.turns import medians, timed

if TYPE_CHECKING:
    from attnviz.bench.groups import Bench

OURS, WINDOW, START = "attnviz.bench.ours", "attnviz.gui.timing", "attnviz.gui.first_heatmap"


class Windows:
    """The groups of a bench that open the window."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def keystroke(self) -> None:
        if "keystroke" not in self.bench.wanted or not self.bench.peers.has("transformers"):
            return
        self.bench.say(f"key press to painted heatmap, {plan.KEYSTROKE_TOKENS} tokens")
        self._against_a_forward("keystroke", "keys", "minilm", plan.KEYSTROKE_GOAL, profile=False)

    def update(self) -> None:
        if "update" not in self.bench.wanted or not self.bench.peers.has("transformers"):
            return
        for short, name in plan.MODELS.items():
            self.bench.say(f"key press to everything painted, all heads of {name}, {plan.KEYSTROKE_TOKENS} tokens")
            self._against_a_forward(f"update {short}", "update", short, plan.UPDATE_GOAL)

    def _against_a_forward(self, name: str, action: str, short: str, goal: float, **more: Any) -> None:
        """A key press, and transformers' forward pass of a text of as many tokens."""
        tokens, peer_does = plan.KEYSTROKE_TOKENS, "transformers' forward alone"
        with (
            self.bench.model_side("transformers", short) as peer,
            self._window(tokens, action, short, **more) as window,
        ):
            with Side("attnviz", our_command(OURS), environment()) as ours:
                model = ours.ask("load", model=plan.MODELS[short], device=self.bench.device)
                ids = ours.ask("forward", tokens=tokens)["ids"]
            peer.ask("forward", ids=ids)
            once = {"ours": timed(window, plan.PAUSE), "peer": timed(peer, plan.PAUSE)}
            took = medians(once, self.bench.depth.typed)
            window.ask("end")
        work = plan.forward_work(tokens, model["layers"], model["width"], model["inner"])
        self.bench.add(name, tokens, took["ours"], peer_does, took["peer"], goal, work)

    def inside(self) -> None:
        if "inside" not in self.bench.wanted:
            return
        if self.bench.report.driver.startswith("numpy"):
            raise SideError("inside: numpy runs no kernels")
        self.bench.say("share of a keystroke inside kernels")
        tokens = plan.KEYSTROKE_TOKENS
        whole, parts = [], []
        with self._window(tokens, "keys", profile=True) as window:
            for turn in range(self.bench.depth.typed):
                whole.append(window.ask("time", turn=turn, pause=plan.PAUSE))
                parts.append(window.ask("parts"))
            window.ask("end")
        middle = {key: statistics.median(part[key] for part in parts) for key in parts[0]}
        if not middle["launches"]:
            raise SideError("inside: no launch was seen")
        self.bench.report.notes.append(keystroke_parts(middle))
        peer = "in kernels, of that"
        self.bench.add("inside", tokens, statistics.median(whole), peer, middle["inside"], plan.INSIDE_GOAL)

    def typing(self) -> None:
        if "typing" not in self.bench.wanted:
            return
        keys = words_to_type(plan.TYPING_KEYS)
        begun = plan.TYPING_TOKENS - round(plan.TYPING_KEYS / plan.KEYS_A_TOKEN)
        frames = f"{plan.TYPING_FRAMES} frames of 1/60 s"
        with self._window(begun, "keys", profile=False) as window:
            for place in ("middle", "end"):
                self.bench.say(f"longest gap between two paints, typing at the {place} of {plan.TYPING_TOKENS} tokens")
                told = window.ask("burst", place=place, keys=keys, keys_a_second=plan.KEYS_A_SECOND)
                gap = medians({"ours": timed(window, plan.PAUSE)}, self.bench.depth.bursts)["ours"]
                self.bench.add(
                    f"typing {place}", told["tokens"], gap, frames, plan.TYPING_FRAMES * plan.FRAME_MS, plan.TYPING_GOAL
                )
            window.ask("end")

    def silence(self) -> None:
        if "silence" not in self.bench.wanted:
            return
        tokens, frames = plan.SILENCE_TOKENS, plan.SILENCE_FRAMES
        self.bench.say(f"longest time without an answer, typing {tokens} tokens with all heads open")
        with self._window(tokens - round(plan.SILENCE_KEYS / plan.KEYS_A_TOKEN), "update") as window:
            told = window.ask("silence", keys=words_to_type(plan.SILENCE_KEYS), keys_a_second=plan.KEYS_A_SECOND)
            gap = medians({"ours": timed(window, plan.PAUSE)}, self.bench.depth.bursts)["ours"]
            window.ask("end")
        peer = f"{frames} frames of 1/60 s"
        self.bench.add("silence", told["tokens"], gap, peer, frames * plan.FRAME_MS, plan.SILENCE_GOAL)

    def slides(self) -> None:
        if "slides" not in self.bench.wanted:
            return
        tokens = plan.SLIDE_TOKENS
        self.bench.say(f"the slowest step of the lecture, {tokens} tokens")
        two = f"{plan.SLIDE_FRAMES} frames of 1/60 s"
        for name, peer, allowed in (
            ("slides step", two, plan.SLIDE_FRAMES * plan.FRAME_MS),
            ("slides motion", "1/30 s a frame", plan.MOTION_FRAME_MS),
        ):
            more: dict[str, Any] = {
                "lessons": plan.SLIDE_LESSONS,
                "spoken": plan.SPOKEN,
            }
            with self._window(tokens, "slides", moves=name.endswith("motion"), **more) as window:
                took = medians({"ours": timed(window, plan.PAUSE)}, self.bench.depth.bursts)["ours"]
                self.bench.say(f"{name}: {window.ask('slowest')}")
                window.ask("end")
            self.bench.add(name, tokens, took, peer, allowed, plan.SLIDE_GOAL)

    def _window(self, tokens: int, action: str, short: str = "minilm", **more: Any) -> Side:
        """A window on a text of so many tokens, opened by an action of ``gui.timing``."""
        model = plan.MODELS[short]
        with Side("attnviz", our_command(OURS), environment()) as ours:
            ours.ask("load", model=model, device=self.bench.device)
            text = ours.ask("typed", tokens=tokens)
        side = Side("attnviz window", our_command(WINDOW), environment(QT_QPA_PLATFORM="offscreen"))
        side.ask(action, text=text, model=model, device=self.bench.device, **more)
        return side

    def start(self) -> None:
        if "start" not in self.bench.wanted or not self.bench.peers.has("torch", "transformers"):
            return
        self.bench.say("start to first heatmap")
        importing = [self.bench.peers.python, "-c", "import torch, transformers; print('imported', flush=True)"]
        with tempfile.TemporaryDirectory() as home:  # the user's own settings stay as they are
            env = with_bytecode(environment(QT_QPA_PLATFORM="offscreen", XDG_CONFIG_HOME=home))
            opening = [sys.executable, "-P", "-m", START, "--device", self.bench.device]
            sides = {
                "ours": lambda turn: milliseconds_to_first_line(opening, env),
                "peer": lambda turn: milliseconds_to_first_line(importing, with_bytecode(os.environ)),
            }
            medians(sides, 1)  # the second start is the one that counts
            took = medians(sides, self.bench.depth.start)
        self.bench.add("start", None, took["ours"], "import torch, transformers", took["peer"], plan.START_GOAL)


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
