"""Our side: the engine as the window uses it, and the operations alone. Served by ``serving.py``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.bench.texts import texts_of, typed_text
from attnviz.compute.ceiling import measured
from attnviz.compute.device import open_ops
from attnviz.compute.numpy_ops import NumpyOps
from attnviz.compute.ops import Cache, Columns, Mask, Ops
from attnviz.engine import Engine
from attnviz.sampling import Sampling
from attnviz.trace import Trace, TraceRequest
from attnviz.weights.checkpoint import open_checkpoint

HEAD = (3, 7)
"""read back by every run, as the window reads the head it shows"""

Job = Callable[[int, int], None]


class Typist:
    """An engine, and the texts that are typed into it."""

    def __init__(self, model: str, device: str) -> None:
        self._model, self._device = model, device
        self._engine, self._id = Engine(), 0
        self.checkpoint = open_checkpoint(model)

    def run(self, text: str, next_words: bool = False) -> Trace:
        return self._engine.run(self._request(text, next_words))

    def go_on(self, text: str, sampling: Sampling) -> str:
        """What a decoder writes next after a text."""
        return self._engine.go_on(self._request(text), sampling)

    def count(self, text: str) -> int:
        return len(self.checkpoint.tokenizer.encode(text))

    def _request(self, text: str, next_words: bool = False) -> TraceRequest:
        self._id += 1
        return TraceRequest(self._id, text, self._model, self._device, (HEAD,), next_words=next_words)


_typists: dict[str, Typist] = {}
_ops: dict[str, Ops] = {}


def load(model: str, device: str) -> dict[str, Any]:
    """Load a model; says on what device it runs and what the work of a forward pass depends on."""
    typist = _typists["now"] = Typist(model, device)
    trace = typist.run("a")
    inner = typist.checkpoint.config["intermediate_size"]
    return {**_about(trace.device), "layers": trace.model.layers, "width": trace.model.width, "inner": inner}


def forward(tokens: int) -> Any:
    """Runs on texts of ``tokens`` tokens; the answer has their ids, and the start of a row of weights to compare."""
    typist = _typists["now"]
    texts = texts_of(tokens, typist.count)
    traces = [typist.run(text) for text in texts]

    def job(turn: int, count: int) -> None:
        for step in range(count):
            typist.run(texts[(turn + step) % len(texts)])

    rows = traces[0].heads[HEAD].weights[1, :8].tolist()
    return {"ids": [trace.tokens.ids for trace in traces], "values": rows}, job


def typed(tokens: int) -> str:
    """A text for the window that stays at ``tokens`` tokens when an s is typed."""
    return typed_text(tokens, _typists["now"].count)


def export(model: str, folder: str) -> None:
    """Write a model's weights, as this program reads them, for a side that reads Hugging Face files."""
    from safetensors.numpy import save_file

    checkpoint = open_checkpoint(model)
    arrays = {name: np.ascontiguousarray(checkpoint.tensor(name)) for name in checkpoint.shapes}
    save_file(arrays, str(Path(folder, "model.safetensors")))
    Path(folder, "config.json").write_text(json.dumps(checkpoint.config), "utf-8")


def open_device(device: str) -> dict[str, str]:
    """Open a device for the operations alone."""
    ops = _ops["now"] = open_ops(device)
    return _about(ops.info)


def attention(n: int, heads: int, width: int, fused: bool) -> Any:
    """Attention of all heads from queries, keys and values side by side.

    Both sides begin with the layout that they want: torch with contiguous heads, we with a filled cache.

    Args:
        fused: no weights are asked for; otherwise those of all heads are kept.
    """
    ops = _ops["now"]
    qkv = np.random.default_rng(n).standard_normal((n, 3 * heads * width), np.float32)
    given = attention_inputs(ops, qkv, heads)

    def job(turn: int, count: int) -> None:
        for _ in range(count):
            (ops.attend if fused else ops.attend_all)(*given)
        ops.finish()

    return ops.download(ops.attend(*given))[0, :8].tolist(), job


def attention_inputs(ops: Ops, qkv: NDArray[np.float32], heads: int) -> tuple[Columns, Cache, Mask]:
    """Queries on the device, and a cache that holds the keys and values beside them."""
    sent, width = ops.upload(qkv), qkv.shape[1] // 3
    cache = ops.cache(heads, width // heads, len(qkv))
    ops.append(cache, (sent, width, 2 * width), (sent, 2 * width, 3 * width))
    return (sent, 0, width), cache, Mask(len(qkv))


def linear(m: int, n: int, k: int) -> Any:
    """A linear layer (M, K) to (M, N)."""
    ops = _ops["now"]
    rng = np.random.default_rng(m)
    x, w, b = (rng.standard_normal(shape, np.float32) for shape in ((m, k), (n, k), (n,)))
    on_device, layer = ops.upload(x), ops.linear_weights(w, b)

    def job(turn: int, count: int) -> None:
        for _ in range(count):
            ops.linear(on_device, layer)
        ops.finish()

    return ops.download(ops.linear(on_device, layer))[0, :8].tolist(), job


def ceiling(device: str) -> dict[str, float]:
    """What the device can do at its best; see ``compute.ceiling``.

    A processor is asked before any OpenCL thread exists, so by numpy alone.
    """
    from attnviz.compute.device import devices

    listed = devices()
    kind = next((info.kind for info in listed if info.key == device), listed[0].kind)
    found = measured(open_ops(device) if kind == "gpu" else NumpyOps())
    return {"gflops": found.gflops, "gbytes": found.gbytes}


def _about(info: Any) -> dict[str, str]:
    return {"key": info.key, "device": info.name, "kind": info.kind, "driver": info.driver}


ACTIONS = {
    "load": load,
    "forward": forward,
    "typed": typed,
    "export": export,
    "open_device": open_device,
    "attention": attention,
    "linear": linear,
    "ceiling": ceiling,
}
