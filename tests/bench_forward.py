"""The engine's run beside a minimal torch eager forward, as a person types: each run comes after a pause.

    python tests/bench_forward.py [PYTHON_WITH_TORCH] [--device KEY] [--tokens 16 32 ...] [--repeats N] [--pause S]

Ours is the whole answer to a key press: all-MiniLM-L6-v2 on a text of that many tokens, tokenising and reading back one
head's query, key, value, scores, weights and context included. torch starts from token ids, in the same shape with
random weights, and has every head's weights in reach. It runs in a process of its own, because its spinning threads
would slow ours down, and the two take turns, so that whatever else the machine does disturbs both. The python is taken
from $ATTNVIZ_TORCH_PYTHON when none is named.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count

from attnviz.engine import Engine
from attnviz.trace import TraceRequest

MODEL, HEAD = "all-MiniLM-L6-v2", (3, 7)

TORCH_SIDE = """
import sys, time, torch
from torch.nn.functional import gelu, layer_norm, linear
torch.manual_seed(0)
torch.set_grad_enabled(False)
LAYERS, D, HEADS, F, V, P = 6, 384, 12, 1536, 30522, 512
def weight(*shape): return torch.randn(*shape) * 0.05
words, places, types, one, zero = weight(V, D), weight(P, D), weight(D), torch.ones(D), torch.zeros(D)
layers = [(weight(3 * D, D), weight(3 * D), weight(D, D), weight(D), weight(F, D), weight(F), weight(D, F), weight(D))
          for _ in range(LAYERS)]
def norm(x): return layer_norm(x, (D,), one, zero, 1e-12)
def forward(ids):
    n, kept = len(ids), []
    x = norm(words[ids] + places[:n] + types)
    for qkv_w, qkv_b, out_w, out_b, up_w, up_b, down_w, down_b in layers:
        q, k, v = linear(x, qkv_w, qkv_b).view(n, 3, HEADS, D // HEADS).permute(1, 2, 0, 3)
        weights = ((q @ k.transpose(1, 2)) * (D // HEADS) ** -0.5).softmax(-1)
        kept.append(weights)
        x = norm(x + linear((weights @ v).transpose(0, 1).reshape(n, D), out_w, out_b))
        x = norm(x + linear(gelu(linear(x, up_w, up_b)), down_w, down_b))
    return x, kept
print("ready", torch.__version__, flush=True)
for line in sys.stdin:
    ids = torch.arange(int(line)) * 7 % V
    start = time.perf_counter()
    x, kept = forward(ids)
    x.numpy(), kept[3][7].numpy()
    print((time.perf_counter() - start) * 1e3, flush=True)
"""


def our_side(engine: Engine, device: str) -> Callable[[int], float]:
    """A function that has the engine run once and gives its milliseconds."""
    numbers = count()

    def milliseconds(tokens: int) -> float:
        number = next(numbers)
        first = ("cat", "dog")[number % 2]  # a text that stays the same would not be computed again
        text = " ".join([first, *["word"] * (tokens - 3)])
        start = time.perf_counter()
        trace = engine.run(TraceRequest(number, text, MODEL, device, (HEAD,)))
        end = time.perf_counter()
        assert len(trace.tokens) == tokens
        return (end - start) * 1e3

    return milliseconds


def torch_side(python: str) -> tuple[subprocess.Popen[str], Callable[[int], float]]:
    """A process that runs torch and a function that has it run once and gives its milliseconds."""
    child = subprocess.Popen([python, "-c", TORCH_SIDE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdin is not None
    assert child.stdout is not None
    to, back = child.stdin, child.stdout
    if not back.readline().startswith("ready"):
        sys.exit(f"{python} cannot import torch")

    def milliseconds(tokens: int) -> float:
        to.write(f"{tokens}\n")
        to.flush()
        return float(back.readline())

    return child, milliseconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("python", nargs="?", default=os.environ.get("ATTNVIZ_TORCH_PYTHON"))
    parser.add_argument("--device", default="auto")
    parser.add_argument("--tokens", type=int, nargs="+", default=[16, 32, 128, 512])
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--pause", type=float, default=0.15)
    options = parser.parse_args()

    engine = Engine()
    sides = {"ours": our_side(engine, options.device)}
    child = None
    if options.python:
        child, sides["torch"] = torch_side(options.python)
    sides["ours"](16)
    assert engine.device is not None
    print(
        f"{engine.device.driver}, {engine.device.name}; {options.repeats} runs each, {options.pause * 1e3:.0f} ms apart"
    )
    print("tokens " + " ".join(f"{side + ' median':>13} {'p90':>6}" for side in sides) + "   torch/ours   (ms)")
    for tokens in options.tokens:
        taken: dict[str, list[float]] = {side: [] for side in sides}
        for run in sides.values():
            run(tokens)
        for _ in range(options.repeats):
            for side, run in sides.items():
                time.sleep(options.pause)
                taken[side].append(run(tokens))
        medians = {side: statistics.median(times) for side, times in taken.items()}
        row = " ".join(f"{medians[s]:13.2f} {sorted(taken[s])[int(0.9 * len(taken[s]))]:6.2f}" for s in sides)
        ratio = f"{medians['torch'] / medians['ours']:8.2f}" if "torch" in medians else ""
        print(f"{tokens:6} {row} {ratio}", flush=True)
    if child is not None and child.stdin is not None:
        child.stdin.close()
        child.wait()
    engine.close()


if __name__ == "__main__":
    main()
