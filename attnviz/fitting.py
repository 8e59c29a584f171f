"""How much text an editor can hold without standing still, and the beginning of one that holds more.

Qt lays out a paragraph as one piece: what a key press costs grows with it, with the square of it for some scripts, and
more than 65,535 spaces at the end of one never come to an end at all (Qt 6.11 counts them in 16 bits). Models read some
thousand tokens, which fit.
"""

from __future__ import annotations

import re

MOST = 200_000
"""characters of a text"""
LONGEST = 30_000
"""characters of a paragraph: two that are joined still have fewer than 65,536 spaces"""
NOTES = 20_000
"""characters of a speaker's notes for a step: half an hour's talk"""
_BREAK = re.compile("[\n\r\u2029]")


def fitting(text: str, most: int = MOST, before: int = 0, after: int = 0) -> str:
    """The beginning of a text that fits, the whole of most.

    Args:
        most: characters that there is room for.
        before, after: characters that stand before and behind it in the same paragraph.
    """
    most = max(0, most)
    cut = text if len(text) <= most else text[:most]
    start, longest = 0, LONGEST - before
    if len(cut) + before + after <= LONGEST:
        return cut
    for found in _BREAK.finditer(cut):
        if found.start() - start > longest:
            break
        start, longest = found.end(), LONGEST
    else:
        if len(cut) - start <= longest - after:
            return cut
    return cut[: max(start, start + longest - after)]
