"""Layouts that Qt would not survive are known before it is given them; its own are let through."""

from __future__ import annotations

import base64
import random
from zlib import crc32

import pytest

from attnviz.gui.dock_layouts import PRESETS, VERSION
from attnviz.gui.dock_state import is_sound


def states(window) -> list[bytes]:
    found = []
    for layout in PRESETS.values():
        window.docks.use_layout(layout)
        assert window.wait_until_idle(10)
        found.append(base64.b64decode(window.docks.state()[8:]))
    window.docks.docks["lines"].setFloating(True)
    return [*found, bytes(window.docks.saveState(VERSION))]


def test_what_qt_writes_is_sound_and_no_part_of_it(window):
    names = set(window.docks.docks)
    for state in states(window):
        assert is_sound(state, names, VERSION)
        assert not is_sound(state, names, VERSION + 1)
        assert not is_sound(state, names - {"heads", "lines", "finder", "compare", "inspector"}, VERSION)
        assert not is_sound(state + b"\0", names, VERSION)
        assert not any(is_sound(state[:end], names, VERSION) for end in range(len(state)))


def test_a_strangers_layout_with_the_right_sum_is_not_given_to_qt(window):
    """Numbers of docks, names, kinds of areas and places changed at random: what is let through, Qt arranges."""
    rng = random.Random(14)
    names, passed = set(window.docks.docks), 0
    for state in states(window):
        for _ in range(200):
            changed = bytearray(state)
            changed[rng.randrange(len(state))] = rng.choice((0, 1, 2, 0x7F, 0xFA, 0xFC, 0xFF))
            passed += is_sound(bytes(changed), names, VERSION)
    assert passed < 500
    packed = base64.b64encode(states(window)[0].replace(b"\0h\0e\0a\0d\0s", b"\0l\0i\0n\0e\0s"))
    window.docks.use_layout(f"{crc32(packed):08x}{packed.decode('ascii')}")
    assert window.wait_until_idle(10)
    assert [name for name, dock in window.docks.docks.items() if dock.seen] == ["inspector"]


@pytest.mark.parametrize("state", [b"", b"\0", b"\0\0\0\xff", bytes(200), b"\xff" * 200])
def test_rubbish_is_none(state):
    assert not is_sound(state, {"heads"}, VERSION)
