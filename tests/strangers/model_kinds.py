"""Models, tokenizers and trace files of strangers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import origins
import small_vocabularies
import trace_files
from checks import TEXTS, check_tokenizer, check_trace, sure
from kind import Kind, each
from mutators import anything, damage_file, dumped, some_bytes, some_json

from attnviz.engine import Engine
from attnviz.text.tokenizer import Tokenizer
from attnviz.trace import TraceRequest
from attnviz.weights.captured import CapturedFile, open_model
from attnviz.weights.own_files import INDEX


def run_model(path: Path) -> None:
    """Open a model or a trace file, read every array of it, and run it on some texts."""
    opened = open_model(str(path))
    if not isinstance(opened, CapturedFile):
        for name, shape in opened.shapes.items():
            array = opened.tensor(name)
            sure(array.shape == shape and array.dtype == np.float32 and np.isfinite(array).all(), name)
            opened.stored_kind(name)
        check_tokenizer(opened.tokenizer, opened.config["vocab_size"])
    with closing(Engine()) as engine:
        for text in TEXTS[:3]:
            request = TraceRequest(
                1, text, str(path), "numpy", ((0, 0), (1, 1)), thumbnails=8, facts=True, rows=(1,), next_words=True,
                states=True, means=True,
            )  # fmt: skip
            check_trace(engine.run(request))


def _split_header(data: bytes) -> tuple[Any, bytes]:
    length = int.from_bytes(data[:8], "little")
    return json.loads(data[8 : 8 + length]), data[8 + length :]


def _with_header(header: Any, data: bytes) -> bytes:
    text = dumped(header)
    return len(text).to_bytes(8, "little") + text + data


def damage_safetensors(rng: Random, path: Path) -> None:
    files = sorted(path.glob("*.safetensors")) if path.is_dir() else [path]
    file = rng.choice(files)
    data = file.read_bytes()
    match rng.randrange(6):
        case 0:
            file.write_bytes(some_bytes(rng, data, [one.read_bytes() for one in files]))
        case 1:  # numbers, where the header is sound
            header, numbers = _split_header(data)
            at = rng.randrange(len(numbers) // 4) * 4
            new = np.array([rng.choice((np.nan, np.inf, 3e38, -3e38, 1e30, 1e-45))], "<f4").tobytes()
            file.write_bytes(_with_header(header, numbers[:at] + new * 3 + numbers[at + 12 :]))
        case 2:
            header, numbers = _split_header(data)
            file.write_bytes(_with_header(_wrong_entry(rng, header, len(numbers)), numbers))
        case _:
            header, numbers = _split_header(data)
            file.write_bytes(_with_header(some_json(rng, header), numbers))


def _wrong_entry(rng: Random, header: dict[str, Any], size: int) -> dict[str, Any]:
    """Offsets and shapes that overlap, lie outside, are negative or huge; all else is as it was."""
    name = rng.choice([name for name in header if name != "__metadata__"])
    entry = header[name]
    start, end = entry["data_offsets"]
    other = header[rng.choice(list(header))].get("data_offsets", [0, 4])
    entry["data_offsets"] = rng.choice(
        ([start, end + 4], [start - 4, end], [end, start], other, [size, size + end - start], [-4, end], [0, 1 << 63],
         [start, start], [1 << 62, (1 << 62) + end - start])
    )  # fmt: skip
    shape = entry["shape"]
    if rng.random() < 0.6:
        entry["shape"] = rng.choice(
            (
                [],
                [0],
                shape[::-1],
                [1, *shape],
                [*shape, 1],
                [1 << 32, 1 << 32],
                [-1, *shape[1:]],
                [2 * n for n in shape],
            )
        )
    if rng.random() < 0.4:
        entry["dtype"] = rng.choice(("F16", "BF16", "F64", "I32", "U8", "BOOL", "F8_E5M2", "C64", "f32", ""))
    return header


def damage_index(rng: Random, path: Path) -> None:
    index = path / INDEX
    table = json.loads(index.read_text())
    match rng.randrange(4):
        case 0:
            index.write_bytes(some_bytes(rng, index.read_bytes()))
        case 1:
            outside = path.parent / "outside.safetensors"
            shutil.copyfile(path / "model-00001-of-00002.safetensors", outside)
            names = ("../outside.safetensors", str(outside), "/etc/passwd", "..", ".", "sub/../../outside.safetensors")
            table["weight_map"][rng.choice(list(table["weight_map"]))] = rng.choice(names)
            index.write_bytes(dumped(table))
        case 2:
            leave = rng.choice(sorted(path.glob("*.safetensors")))
            leave.unlink()
            target = rng.choice(("/etc/passwd", "/dev/zero", "/dev/urandom", str(path), "nowhere", ""))
            if target:
                leave.symlink_to(target)
        case _:
            index.write_bytes(dumped(some_json(rng, table)))


def damage_config(rng: Random, path: Path) -> None:
    names = ["config.json", "generation_config.json", "tokenizer_config.json"]
    file = path / rng.choice([names[0]] * 8 + names)
    config = json.loads((path / "config.json").read_text())
    if rng.random() < 0.1:
        file.write_bytes(some_bytes(rng, json.dumps(config).encode()))
        return
    if rng.random() < 0.5:
        key = rng.choice(list(config))
        config[key] = anything(rng)
    file.write_bytes(dumped(some_json(rng, config) if rng.random() < 0.6 else config))


def damage_gguf(rng: Random, path: Path) -> None:
    data = path.read_bytes()
    if rng.random() < 0.7:
        path.write_bytes(some_bytes(rng, data))
        return
    kind = path.stem
    fields = {**origins.small_gguf.metadata(kind), **origins.gguf_fields(origins.GGUFS[kind][0])}
    key = rng.choice([*fields, "general.alignment", f"{kind}.rope.scaling.factor", "split.count"])
    old = fields.get(key, 1)
    if isinstance(old, list):
        new = rng.choice(
            (old[:-1], old + old[:1], old[:1], [old[0]] * len(old), [1], ["x" * 100_000] * len(old), ["a"])
        )
    elif isinstance(old, float):
        new = rng.choice((0.0, -1.0, 1e30, float("nan"), float("inf"), 3))
    elif isinstance(old, str):
        new = rng.choice(("", "x", "llama", "gpt2", "bert", 7, "default", "qwen2"))
    else:
        new = rng.choice((None, 0, 1, 3, 33, (1 << 31) - 1, (1 << 32) - 1, "x", 1.5, [1, 2]))
    origins.gguf(path, kind, {key: new})


EXPRESSIONS = (
    "(a+)+$", "(?:a|a)*b", "(a|aa)+$", "a*a*a*a*a*b", "(?=(a+))\\1b", "", "(((a{1,99}){1,99}){1,99})b", "\\p{L}*", "[^",
    "(?<!a{1,50})b", ".", "$", "^", "(?:(?:(?:a?)*)*)*b",
)  # fmt: skip
"""among them some that take time by the power of the text's length"""


def damage_tokenizer(rng: Random, path: Path) -> None:
    file = path / "tokenizer.json" if path.is_dir() else path
    if rng.random() < 0.15:
        file.write_bytes(some_bytes(rng, file.read_bytes()))
        return
    content = json.loads(file.read_text("utf-8"))
    match rng.randrange(6):
        case 0:
            expression = rng.choice(EXPRESSIONS)
            behavior = rng.choice(("Isolated", "Removed", "MergedWithPrevious", "Contiguous"))
            rule = {"pattern": {"Regex": expression}}
            cut = {"type": "Split", **rule, "behavior": behavior, "invert": rng.random() < 0.3}
            swap = {"type": "Replace", **rule, "content": rng.choice(("", "aa", "x" * 50))}
            content.update(rng.choice(({"pre_tokenizer": cut}, {"normalizer": swap})))
        case 1:
            nest: dict[str, Any] = {"type": "Sequence", "pretokenizers": []}
            for _ in range(rng.choice((3, 100))):
                nest = {"type": "Sequence", "pretokenizers": [nest, nest] if rng.random() < 0.05 else [nest]}
            content["pre_tokenizer"] = nest
        case 2:
            content["added_tokens"] = some_json(rng, content.get("added_tokens") or [{"id": 1, "content": "a"}])
        case 3:
            content["post_processor"] = some_json(rng, content.get("post_processor") or {"type": "TemplateProcessing"})
        case 4:
            content["model"] = some_json(rng, content["model"])
        case _:
            content = some_json(rng, content)
    file.write_bytes(dumped(content))


def damage_marian(rng: Random, path: Path) -> None:
    name = rng.choice(("source.spm", "source.spm", "target.spm", "vocab.json", "vocab.json", "target_vocab.json"))
    file = path / name
    if name.endswith(".spm"):
        file.write_bytes(some_bytes(rng, file.read_bytes(), [(path / "target.spm").read_bytes()]))
        return
    words = json.loads((path / "vocab.json").read_text("utf-8"))
    if rng.random() < 0.2:
        file.write_bytes(some_bytes(rng, json.dumps(words).encode()))
    else:
        file.write_bytes(dumped(some_json(rng, words)))


def open_vocabulary(path: Path) -> None:
    check_tokenizer(Tokenizer.from_tokenizer_json(path, 64))


def damage_trace_file(rng: Random, path: Path) -> None:
    data = path.read_bytes()
    if rng.random() < 0.3:
        damage_safetensors(rng, path)
        return
    header, numbers = _split_header(data)
    about = header["__metadata__"]
    for _ in range(rng.choice((1, 1, 2))):
        name = rng.choice(list(about))
        try:
            value = json.loads(about[name])
        except ValueError:
            value = about[name]
        about[name] = dumped(some_json(rng, value)).decode() if rng.random() < 0.8 else str(anything(rng))
    path.write_bytes(_with_header(header, numbers))


def kinds() -> Iterator[Kind]:
    vocabularies = {
        f"{name}.json": lambda path, learn=learn: learn().save(str(path))
        for name, learn in small_vocabularies.ALL.items()
    }
    folders = {
        name: partial(origins.model_folder, config=config, vocabulary=words)
        for name, (config, words) in origins.CONFIGS.items()
    }
    translators = {kind: partial(origins.marian, kind=kind) for kind in ("unigram", "bpe")}
    yield Kind("safetensors", each({"bert": origins.bert, "sharded": origins.sharded}), damage_safetensors, run_model)
    yield Kind("index", each({"sharded": origins.sharded}), damage_index, run_model)
    yield Kind("config", each({**folders, **translators}), damage_config, run_model)
    ggufs = {f"{kind}.gguf": partial(origins.gguf, kind=kind) for kind in origins.GGUFS}
    yield Kind("gguf", each(ggufs), damage_gguf, run_model)
    yield Kind("e5s", each({"e5.bin": origins.e5s}), damage_file, run_model)
    yield Kind("tokenizer", each(vocabularies), damage_tokenizer, open_vocabulary, (ValueError,))
    yield Kind("model's tokenizer", each(folders), damage_tokenizer, run_model)
    yield Kind("marian", each(translators), damage_marian, run_model)
    captured = {f"{kind}.safetensors": partial(origins.trace_file, kind=kind) for kind in ("decoder", "encoder")}
    golden = {"golden.safetensors": lambda path: shutil.copyfile(trace_files.GOLDEN, path)}
    yield Kind("trace", each({**captured, **golden}), damage_trace_file, run_model)
