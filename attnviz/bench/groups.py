"""The comparisons, each on sides of its own; what cannot be compared here is said and left out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
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
from attnviz.bench.turns import differ, medians, timed
from attnviz.bench.windows import Windows

OURS = "attnviz.bench.ours"
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
        decoder, window = Decoding(self), Windows(self)
        models = (self.minilm, self.e5, decoder.smollm2, decoder.token, decoder.context)
        shown = (
            window.keystroke, window.inside, window.update, window.typing, window.silence, window.slides, window.start
        )  # fmt: skip
        for group in (*models, self.attention, self.linear, *shown):
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
            sides = {name: stack.enter_context(self.model_side(name, short)) for name in names}
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

    def model_side(self, name: str, short: str) -> Side:
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
