"""Once a window stands, a full collection has little left to walk through."""

from __future__ import annotations

import gc


def test_what_stands_is_left_alone_by_the_collector(window):
    assert gc.get_freeze_count() > 10_000
    assert gc.isenabled(), "what is made from now on is still collected"
