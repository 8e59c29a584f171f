"""What a stranger's tokenizer may answer to ``attnviz capture``: it is written down soundly, or refused.

The models themselves run in torch, which is not installed here: damaged checkpoints are not among these.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from checks import check_trace, sure
from kind import Kind
from mutators import NUMBERS, TEXTS, dumped

from attnviz import capture
from attnviz.engine import Engine
from attnviz.trace import TraceRequest

TEXT = "Taro ate the cake. 太郎はケーキを食べた。"


class Answers:
    """A tokenizer of transformers whose every answer is read from a file."""

    is_fast = True

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = told
        self.is_fast = bool(told.get("is_fast", True))
        self.all_special_ids = told["special"]
        self.unk_token_id = told["unknown"]

    def __call__(self, text: str, **more: Any) -> dict[str, Any]:
        return {"input_ids": self._told["ids"], "offset_mapping": self._told["offsets"]}

    def convert_ids_to_tokens(self, ids: list[int]) -> list[str]:
        return self._told["pieces"]


def make(folder: Path) -> None:
    cuts = [0, 4, 8, 12, 17, 18, 21, 22, 26, len(TEXT)]
    spans = [[0, 0], *([a, b] for a, b in pairwise(cuts)), [0, 0]]
    pieces = ["[CLS]", *(TEXT[a:b] for a, b in spans[1:-1]), "[SEP]"]
    told = {"ids": list(range(len(spans))), "offsets": spans, "pieces": pieces, "special": [0, 10], "unknown": 99}
    for fast in (True, False):
        (folder / f"{fast}.json").write_bytes(dumped({**told, "is_fast": fast}))


def damage(rng: Random, path: Path) -> None:
    """Wrong answers of the right kinds: transformers itself sees to the kinds."""
    told = json.loads(path.read_text("utf-8"))
    for _ in range(rng.choice((1, 1, 2, 5))):
        at = rng.randrange(max(1, min(map(len, (told["ids"], told["offsets"], told["pieces"])))))
        match rng.randrange(5):
            case 0:
                told["ids"][at : at + 1] = [rng.choice(NUMBERS)]
            case 1:
                told["offsets"][at : at + 1] = [[rng.choice((*NUMBERS, 5, 9)), rng.choice((*NUMBERS, 5, 9))]]
            case 2:
                told["pieces"][at : at + 1] = [rng.choice(TEXTS)]
            case 3:
                told["special"] = rng.sample(range(12), rng.choice((0, 3, 12)))
            case _:
                name = rng.choice(("ids", "offsets", "pieces"))
                told[name] = rng.choice((told[name][:-1], told[name] * 2, told[name][::-1], told[name][:1], []))
    path.write_bytes(dumped(told))


def open_answers(path: Path) -> None:
    try:
        tokens = capture.source_tokens(Answers(json.loads(path.read_text("utf-8"))), TEXT, 64)
    except ValueError as error:  # lists of other lengths: ``capture`` makes a sentence of it
        raise capture.CaptureError(str(error)) from error
    count = len(tokens["ids"])
    sure(all(len(tokens[name]) == count for name in ("pieces", "labels", "spans", "special", "words")), "lengths")
    sure(all(0 <= start <= end <= len(TEXT) for start, end in tokens["spans"]), "a span outside the text")
    out = path.with_name("out.safetensors")
    layer = {"kind": "self", "layer": 0, "heads": 1, "kv_heads": 1, "head_width": 2, "window": 0, "scale": 1.0}
    info = {"name": "x", "family": "bert", "layers": 1, "heads": 1, "kv_heads": 1, "head_width": 2, "width": 2,
            "limit": 64, "parameters": 1, "kind": "encoder", "vocabulary": 100}  # fmt: skip
    metadata = {
        "attnviz_trace": capture.VERSION, "program": "test", "model": "x", "rotation": "after",
        **capture.text_metadata(tokens), "model_info": json.dumps(info), "layers": json.dumps([layer]),
    }  # fmt: skip
    with capture.TraceWriter(out) as writer:
        writer.reserve(capture.header_room(metadata, 8))
        for part in ("query", "key", "value"):
            writer.add(f"layers.0.{part}", "F32", (1, count, 2), bytes(8 * count))
        writer.finish(metadata)
    engine = Engine()
    try:
        check_trace(engine.run(TraceRequest(1, "", str(out), "numpy")))
    finally:
        engine.close()


def kinds() -> Iterator[Kind]:
    yield Kind("capture", make, damage, open_answers, (capture.CaptureError,))
