"""Looks from outside whether the window lives: ``python guard_child.py PROCESS SECONDS COMMAND ...``

Each line on standard input is a beat of the window, and names the device in use; its end is the window's end. After
``SECONDS`` without one, if that process waits and does nothing, the command is run with the process and the device
behind it, and ended when the window beats again. Only the standard library is read: this runs as long as the window.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from pathlib import Path

AGAIN = 3.0
"""times as long until a window that still does not beat is told of once more"""
LOOK = 1.0  # seconds
BUSY = 0.3
"""seconds of ``LOOK`` in which a thread that computes, or waits for a processor, does so"""


def main() -> int:
    process, seconds, command = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
    device, patience = "", seconds
    told: subprocess.Popen[bytes] | None = None
    while True:
        if select.select([0], [], [], patience)[0]:
            beats = os.read(0, 1 << 16)
            _end(told)
            if not beats:
                return 0
            told, patience = None, seconds
            device = beats.decode(errors="replace").split("\n")[-2:][0]
        elif (told is None or told.poll() is not None) and waits(process):
            told = subprocess.Popen([*command, str(process), device], stdin=subprocess.DEVNULL)
            patience = AGAIN * seconds


def waits(process: int) -> bool:
    """Whether its first thread neither computes nor would, if it were let: then something that it waits for hangs."""
    before = _times(process)
    time.sleep(LOOK)
    after = _times(process)
    return before is not None and after is not None and sum(after) - sum(before) < BUSY


def _times(process: int) -> tuple[float, float] | None:
    """Seconds that it computed, and that it waited for a processor; None where the system does not tell, or while
    somebody has stopped it."""
    try:
        thread = Path(f"/proc/{process}/task/{process}")
        if (thread / "stat").read_text().rpartition(") ")[2][:1] in ("T", "t"):
            return None
        ran, waited, _ = (thread / "schedstat").read_text().split()
        return int(ran) / 1e9, int(waited) / 1e9
    except (OSError, ValueError):
        return None


def _end(child: subprocess.Popen[bytes] | None) -> None:
    if child is not None and child.poll() is None:
        child.terminate()
        child.wait()


if __name__ == "__main__":
    sys.exit(main())
