"""Our forward pass beside a minimal torch eager one, as a person types: each run comes after a pause.

    python tests/bench_forward.py [PYTHON_WITH_TORCH] [--device KEY] [--tokens 16 32 ...] [--repeats N] [--pause S]

Random weights in the shape of all-MiniLM-L6-v2 (6 layers of 384, 12 heads, feed-forward 1536). Both sides read one
head back: ours its query, key, value, scores, weights and context; torch has every head's weights in reach. torch runs
in a process of its own, because its spinning threads would slow ours down, and the two take turns, so that whatever
else the machine does disturbs both. The python is taken from $ATTNVIZ_TORCH_PYTHON when none is named.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from attnviz.compute import device
from attnviz.compute.ops import Linear, Norm, Ops, Tensor

LAYERS, D, HEADS, F, V, P = 6, 384, 12, 1536, 30522, 512

TORCH_SIDE = """
import sys, time, torch
from torch.nn.functional import gelu, layer_norm, linear
torch.manual_seed(0)
torch.set_grad_enabled(False)
LAYERS, D, HEADS, F, V, P = map(int, sys.argv[1:7])
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


@dataclass(frozen=True)
class Layer:
    qkv: Linear
    out: Linear
    up: Linear
    down: Linear
    norm: Norm


class Ours:
    """An encoder of BERT's shape, written against ``Ops``."""

    def __init__(self, ops: Ops) -> None:
        self.ops = ops
        rng = np.random.default_rng(0)

        def weight(*shape: int) -> np.ndarray:
            return rng.standard_normal(shape, np.float32) * np.float32(0.05)

        def linear(n: int, k: int) -> Linear:
            return ops.linear_weights(weight(n, k), weight(n))

        self.norm = ops.norm_weights(np.ones(D, np.float32), np.zeros(D, np.float32), 1e-12)
        self.words = ops.word_table(weight(V, D))
        self.positions, self.types = ops.upload(weight(P, D)), ops.upload(weight(D))
        self.layers = [
            Layer(linear(3 * D, D), linear(D, D), linear(F, D), linear(D, F), self.norm) for _ in range(LAYERS)
        ]

    def forward(self, tokens: int) -> tuple[Tensor, list[Tensor]]:
        ops = self.ops
        ids = np.arange(tokens, dtype=np.int32) * 7 % V
        x = ops.embed(ids, self.words, self.positions, self.types, self.norm)
        kept = []
        for layer in self.layers:
            kept.append(ops.linear(x, layer.qkv))
            context = ops.attend(kept[-1], HEADS)
            x = ops.norm(ops.linear(context, layer.out, residual=x), layer.norm)
            inner = ops.linear(x, layer.up, gelu=True)
            x = ops.norm(ops.linear(inner, layer.down, residual=x), layer.norm)
        return x, kept

    def milliseconds(self, tokens: int) -> float:
        start = time.perf_counter()
        x, kept = self.forward(tokens)
        head, size = 7, D // HEADS
        made = self.ops.attend_head(kept[3], HEADS, head)
        starts = (part * D + head * size for part in range(3))
        self.ops.download_all([x, *made, *((kept[3], start, start + size) for start in starts)])
        return (time.perf_counter() - start) * 1e3


def torch_side(python: str) -> tuple[subprocess.Popen[str], Callable[[int], float]]:
    """A process that runs torch and a function that has it run once and gives its milliseconds."""
    sizes = [str(n) for n in (LAYERS, D, HEADS, F, V, P)]
    child = subprocess.Popen(
        [python, "-c", TORCH_SIDE, *sizes], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
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

    ops = device.open_ops(options.device)
    ours = Ours(ops)
    sides: dict[str, Callable[[int], float]] = {"ours": ours.milliseconds}
    child = None
    if options.python:
        child, sides["torch"] = torch_side(options.python)
    print(f"{ops.info.driver}, {ops.info.name}; {options.repeats} runs each, {options.pause * 1e3:.0f} ms apart; ms")
    print(f"{'tokens':>6} " + " ".join(f"{side + ' median':>13} {'p90':>6}" for side in sides) + "  torch/ours")
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
    ops.close()


if __name__ == "__main__":
    main()
