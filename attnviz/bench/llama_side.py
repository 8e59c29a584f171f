"""The peer's side: llama.cpp by its Python package, on the same GGUF file. Run through ``serving.py``.

All processors compute (the package's own choice is half of them); a text is one batch, and only the logits after it
are computed, as is its default.
"""

from __future__ import annotations

import importlib
import os
import time
from typing import Any

import numpy as np

llama_cpp: Any = importlib.import_module("llama_cpp")

_models: dict[str, Any] = {}


def about() -> dict[str, str]:
    return {"llama-cpp": llama_cpp.__version__}


def load(file: str, room: int) -> int:
    """Open a GGUF file with room for a text of so many tokens; returns how many threads compute."""
    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    _models["now"] = llama_cpp.Llama(
        file, n_ctx=room, n_batch=room, n_ubatch=room, n_threads=threads, n_threads_batch=threads, verbose=False
    )
    return threads


def _logits() -> Any:
    """(V,) after the newest token."""
    model = _models["now"]
    return np.ctypeslib.as_array(llama_cpp.llama_get_logits_ith(model.ctx, -1), shape=(model.n_vocab(),)).copy()


def _run(ids: list[int]) -> Any:
    """Logits after a text, from an empty cache."""
    model = _models["now"]
    model.reset()
    model.eval(ids)
    return _logits()


def read(ids: list[list[int]], wanted: list[int]) -> Any:
    """Whole texts; the answer is the logits of ``wanted`` after the first."""

    def job(turn: int, count: int) -> None:
        for step in range(count):
            _run(ids[(turn + step) % len(ids)])

    return _run(ids[0])[wanted].tolist(), job


def extend(ids: list[int], more: int, wanted: list[int]) -> Any:
    """One token more after a text, up to ``more`` times; the answer is the logits of ``wanted`` after the text."""
    model, text, new = _models["now"], ids[:-more], ids[-more:]

    def job(turn: int, count: int) -> float:
        model.n_tokens = len(text)  # what lies beyond, the next evaluation forgets
        start = time.perf_counter()
        for one in new[:count]:
            model.eval([one])
            _logits()
        return (time.perf_counter() - start) * 1e3

    return _run(text)[wanted].tolist(), job


ACTIONS = {"about": about, "load": load, "read": read, "extend": extend}
