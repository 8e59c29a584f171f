"""Numbers are printed once for every view."""

from __future__ import annotations

import pytest

from attnviz.digits import time_taken


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [
        (0.0, "0.00 ms"),
        (0.424, "0.42 ms"),
        (9.994, "9.99 ms"),
        (9.996, "10.0 ms"),
        (99.94, "99.9 ms"),
        (99.96, "100 ms"),
        (115.4, "115 ms"),
        (999.4, "999 ms"),
        (999.6, "1.00 s"),
        (12_340.0, "12.3 s"),
        (4_000_000.0, "4,000 s"),
    ],
)
def test_a_measured_time_has_three_digits(milliseconds: float, said: str) -> None:
    assert time_taken(milliseconds) == said
