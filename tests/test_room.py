"""What a device has room for: graphics cards by their own memory, processors by what is free now."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from types import SimpleNamespace

import pytest

from attnviz import room
from attnviz.compute import listing
from attnviz.errors import UserError
from attnviz.room import check_room, free_bytes, needed_on
from attnviz.trace import DeviceInfo
from attnviz.weights.checkpoint import open_checkpoint

CPU = DeviceInfo("pocl:0", "CPU", "cpu", "PoCL")
NUMPY = DeviceInfo("numpy", "numpy", "numpy", "numpy")
CARD = DeviceInfo("amd:0", "gfx900", "gpu", "AMD")


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> None:
    device = SimpleNamespace(global_mem_size=8 * 10**9)
    monkeypatch.setattr(listing, "listed", lambda: [SimpleNamespace(info=CARD, device=device)])


def test_a_card_has_its_own_memory_less_what_is_in_use(card, monkeypatch):
    monkeypatch.setattr(room, "free_memory", lambda: 123)
    assert free_bytes(CARD) == 8 * 10**9
    assert free_bytes(CARD, held=3 * 10**9) == 5 * 10**9
    assert free_bytes(DeviceInfo("gone:0", "gone", "gpu", "")) is None
    assert free_bytes(CPU) == free_bytes(NUMPY) == 123


def test_what_a_model_needs_depends_on_the_device():
    model = open_checkpoint("SmolLM2-135M-Instruct")
    assert needed_on(CPU, model) < 100e6 < 500e6 < needed_on(NUMPY, model) == needed_on(CARD, model)


def test_nothing_is_refused_where_the_memory_is_not_known(monkeypatch):
    model = open_checkpoint("attnviz-experts")
    monkeypatch.setattr(room, "free_memory", lambda: None)
    check_room(model, CPU)
    monkeypatch.setattr(room, "free_memory", lambda: 1000)
    with pytest.raises(UserError, match="this device has 1 kB"):
        check_room(model, CPU)


KEPT = """
import mmap, threading
from pathlib import Path
import numpy as np
from attnviz.engine import Engine

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * mmap.PAGESIZE

def work():
    np.ones(30 << 20, np.uint8)  # freed at once
    before = resident()
    blocks = [np.ones(2 << 20, np.uint8) for _ in range(15)]
    del blocks
    print(resident() - before)

engine = Engine()
thread = threading.Thread(target=work)
thread.start()
thread.join()
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="the C library has no such limits")
def test_what_a_thread_frees_goes_back_to_the_system_after_a_larger_block():
    kept = subprocess.run([sys.executable, "-c", KEPT], capture_output=True, text=True, check=True, timeout=60)
    assert int(kept.stdout) < 8 << 20
