"""The comparisons of a decoder: whole texts, and one new token after a text whose keys and values are kept."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from attnviz.bench import plan
from attnviz.bench.plan import DecoderSizes
from attnviz.bench.side import Side, environment, our_command
from attnviz.bench.turns import medians, timed

if TYPE_CHECKING:
    from attnviz.bench.groups import Bench

OURS = "attnviz.bench.our_decoder"
PEERS = ("transformers", "llama-cpp")
LAST_ONLY = "transformers, last logits only"


class Decoding:
    """The groups of a bench that need a decoder."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def smollm2(self) -> None:
        """Text in; attention and the next word's logits out."""
        names = self._names("smollm2")
        if not names:
            return
        with ExitStack() as stack:
            ours, sizes, sides = self._sides(stack, names)
            for tokens in plan.DECODER_TOKENS:
                self.bench.say(f"{plan.DECODER}, {tokens} tokens")
                given = ours.ask("forward", tokens=tokens)
                for name, side in sides.items():
                    self._same(f"smollm2-{name}", given, side.ask("read", ids=given["ids"], wanted=given["wanted"]))
                once = {name: timed(side, plan.PAUSE) for name, side in {"": ours, **sides}.items()}
                took, work = medians(once, self.bench.depth.typed), sizes.work(tokens)
                for name in names:
                    goal = plan.DECODER_GOALS[f"smollm2-{name}"][tokens]
                    self.bench.add(f"smollm2-{name}", tokens, took[""], name, took[name], goal, work)
                if "transformers" in names:  # what the goal was set by is its plain call; this one is cheaper
                    side = sides["transformers"]
                    cheaper = side.ask("read", ids=given["ids"], wanted=given["wanted"], last=True)
                    self._same("smollm2-transformers", given, cheaper)
                    took = medians({name: once[name] for name in ("", "transformers")}, self.bench.depth.typed)
                    row = "smollm2-transformers", tokens, took[""], LAST_ONLY, took["transformers"]
                    self.bench.add(*row, None, work)

    def token(self) -> None:
        """The text grows by a token at its end, as when the program writes on."""
        names = self._names("token")
        if not names:
            return
        tokens = plan.NEW_TOKEN_AFTER
        self.bench.say(f"{plan.DECODER}, one token after {tokens}")
        with ExitStack() as stack:
            ours, sizes, sides = self._sides(stack, names)
            given = ours.ask("extend", tokens=tokens, more=plan.NEW_TOKENS)
            for name, side in sides.items():
                asked = {"ids": given["ids"], "more": plan.NEW_TOKENS, "wanted": given["wanted"]}
                self._same(f"token-{name}", given, side.ask("extend", **asked))
            took = self._new_token({"": ours, **sides})
            for name in names:
                goal = plan.NEW_TOKEN_GOALS[f"token-{name}"]
                self.bench.add(f"token-{name}", tokens, took[""], name, took[name], goal, sizes.work(1, tokens))

    def context(self) -> None:
        """One new token after a long text, held against one after a short text."""
        if "context" not in self.bench.wanted:
            return
        short, long = plan.SHORT_CONTEXT, plan.LONG_CONTEXT
        with ExitStack() as stack:
            sides = {}
            for tokens in (short, long):
                self.bench.say(f"{plan.DECODER}, one token after {tokens}")
                sides[str(tokens)], sizes = self._ours(stack)
                sides[str(tokens)].ask("extend", tokens=tokens, more=plan.NEW_TOKENS)
            took = self._new_token(sides)
        work = sizes.work(1, long)
        self.bench.add(
            "context", long, took[str(long)], f"itself after {short}", took[str(short)], plan.CONTEXT_GOAL, work
        )

    def _names(self, what: str) -> list[str]:
        return [name for name in PEERS if f"{what}-{name}" in self.bench.wanted and self.bench.peers.has(name)]

    def _ours(self, stack: ExitStack) -> tuple[Side, DecoderSizes]:
        side = stack.enter_context(Side("attnviz", our_command(OURS), environment()))
        loaded = side.ask("load", model=plan.DECODER, device=self.bench.device)
        self._file = loaded["file"]
        return side, DecoderSizes(**loaded["sizes"])

    def _sides(self, stack: ExitStack, names: Iterable[str]) -> tuple[Side, DecoderSizes, dict[str, Side]]:
        ours, sizes = self._ours(stack)
        sides = {}
        for name in names:
            sides[name] = stack.enter_context(self.bench.peers.start("torch" if name == "transformers" else name))
            if name == "transformers":
                sides[name].ask("load_gguf", file=self._file)
            else:
                sides[name].ask("load", file=self._file, room=plan.LONG_CONTEXT)
        return ours, sizes, sides

    def _new_token(self, sides: dict[str, Side]) -> dict[str, float]:
        once = {name: timed(side, plan.SHORT_PAUSE, plan.NEW_TOKENS, warm=1) for name, side in sides.items()}
        return medians(once, self.bench.depth.hot)

    def _same(self, row: str, given: dict[str, Any], theirs: list[float]) -> None:
        self.bench.same(row, given["values"], theirs, plan.TOLERANCES[row.split("-", 1)[1]])
