"""The process in which ``apart`` splits texts: it reads a tokenizer and then texts, and answers each.

It imports nothing of attnviz, so that it can be started by its path. A message is its length (8 bytes) and JSON.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from typing import Any

from tokenizers import Tokenizer


def _read() -> bytes:
    head = sys.stdin.buffer.read(8)
    return sys.stdin.buffer.read(int.from_bytes(head, "little")) if len(head) == 8 else b""


def _answered(library: Tokenizer, asked: dict[str, Any]) -> dict[str, Any]:
    try:
        found = library.encode(asked["text"], add_special_tokens=asked["special"])
    except BaseException as error:  # the library panics
        return {"error": str(error)}
    return {
        "ids": found.ids,
        "tokens": found.tokens,
        "offsets": found.offsets,
        "word_ids": found.word_ids,
        "special_tokens_mask": found.special_tokens_mask,
    }


def main(seconds: float, memory: int) -> None:
    """Split until nobody asks any more. Whoever takes longer for a text, or more memory, is ended by the kernel: the
    library would hear no other voice."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the window's business
    library = Tokenizer.from_buffer(_read())
    library.no_truncation()
    library.no_padding()
    while asked := _read():
        signal.setitimer(signal.ITIMER_PROF, seconds)
        said = json.dumps(_answered(library, json.loads(asked))).encode()
        signal.setitimer(signal.ITIMER_PROF, 0)
        sys.stdout.buffer.write(len(said).to_bytes(8, "little") + said)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
