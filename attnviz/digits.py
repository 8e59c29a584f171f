"""How numbers are printed, once for every view, so that two views never disagree in the last digit.

English and Japanese write these numbers alike, so no locale is asked.
"""

from __future__ import annotations

import numpy as np

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
MINUS = "−"  # U+2212: as wide as a digit and a plus, where the hyphen is not


def number(value: float, places: int = 2) -> str:
    """A fixed number of decimals, a real minus sign, and no "−0.00"."""
    text = f"{abs(value):.{places}f}"
    return MINUS + text if value < 0 and float(text) != 0 else text


def printed_small(value: float) -> str:
    """A number that may be near 0, with the digits that matter: 1.97, 0.0123, 4.1×10⁻⁶."""
    if value == 0 or value >= 0.1:
        return number(value)
    if value >= 0.001:
        return number(value, 4)
    digits, power = f"{value:.1e}".split("e")
    return f"{digits}×10{str(int(power)).translate(_RAISED)}"


def percent(weight: float, places: int = 1) -> str:
    """A weight of 0..1 as a share, e.g. "50.8 %" (no-break thin space before the sign)."""
    return f"{number(100 * weight, places)}\u202f%"


def counted(count: float, places: int = 0) -> str:
    """How many there are, with thousands apart: 10,542. For numbers that are read, not calculated with."""
    return f"{count:,.{places}f}"


def time_taken(milliseconds: float) -> str:
    """A measured time with three digits, however slow the machine: 0.42 ms, 9.87 ms, 24.3 ms, 115 ms, 1.15 s."""
    unit, value = ("s", milliseconds / 1000) if milliseconds >= 999.5 else ("ms", milliseconds)
    return f"{counted(value, 2 if value < 9.995 else 1 if value < 99.95 else 0)} {unit}"


def exact(value: float) -> str:
    """All digits that a float32 has (shortest text that reads back as the same number)."""
    return str(np.float32(value)).replace("-", MINUS)


def byte_count(count: int) -> str:
    """In units of 1024: 24 B, 10.5 KiB, 1.0 MiB."""
    if count >= 1 << 20:
        return f"{count / (1 << 20):,.1f} MiB"
    return f"{count / 1024:,.1f} KiB" if count >= 1024 else f"{count} B"
