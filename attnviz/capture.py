"""Runs a model with Hugging Face transformers, where it fits, and writes what its attention saw to a trace file.

    attnviz capture MODEL TEXT --out FILE.safetensors
    python capture.py MODEL TEXT --out FILE.safetensors    # this file alone, on a server without attnviz

It needs torch and transformers and nothing else of attnviz: no Qt, no OpenCL, no display. ``trace_file.py`` describes
the file. The window makes the weights from it again, so that the result is looked at where there is no such machine.

How: transformers calls one function for the attention of all its models, by a name that anyone may register
(``AttentionInterface``, ``AttentionMaskInterface``). Ours writes query, key and value to the file and hands on to
"sdpa", which unlike "eager" keeps no (T, T) matrix of each head. So nothing depends on a model's own code, one layer
at a time is in memory, and a model that does not call such a function is found out, not guessed at.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

VERSION = "2"
"""of the trace file format"""
NAME = "attnviz_capture"
ROWS = 1024  # of a mask looked at together
STORED = {"float32": "F32", "float16": "F16", "bfloat16": "BF16"}
MISSING = (
    "capture runs the model with torch and transformers, and here {reason}. Install them where the model is to run: "
    "pip install torch 'transformers>=5'. To look at a captured file neither they nor a GPU are needed."
)
Json = dict[str, Any]


class CaptureError(Exception):
    """One sentence for the user."""


class _Unfinished(Exception):
    """Tells whoever replaces a file that it is to stay."""


try:
    from attnviz.files import replacing
except ImportError:  # this file alone, on a server

    @contextlib.contextmanager
    def replacing(path: Path) -> Iterator[BinaryIO]:  # type: ignore[misc]
        """A file to write into, which takes the place of ``path`` when it is whole and on the disk."""
        partial = path.with_name(f".{path.name[:40]}-{os.getpid()}")
        try:
            with partial.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(partial, path)
        finally:
            with contextlib.suppress(OSError):
                partial.unlink()  # gone where it took its name


class TraceWriter:
    """A safetensors file that is written array by array and takes its name only when it is whole.

    Room for the header is left at the start, since what it says is known at the end; spaces fill it up, as the format
    allows. Used with ``with``: unless ``finish`` was reached, nothing is left behind.

    Raises:
        OSError: the folder is missing or cannot be written, or the disk is full.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._whole = False
        self._replacing = replacing(path)
        self._file = self._replacing.__enter__()
        self._header: Json = {}
        self._room = self._end = 0

    def reserve(self, room: int) -> None:
        """Leave so many bytes for the header; called once, before ``add``."""
        self._room = room + -room % 8
        self._file.seek(8 + self._room)

    def add(self, name: str, kind: str, shape: Sequence[int], data: Any) -> None:
        """Append an array: ``kind`` is the format's ("F32"), ``data`` its little-endian bytes, or arrays of them."""
        start = self._end
        for piece in data if isinstance(data, (list, tuple)) else [data]:
            self._end += self._file.write(piece)
        self._header[name] = {"dtype": kind, "shape": list(shape), "data_offsets": [start, self._end]}

    def finish(self, metadata: dict[str, str], names: dict[str, str] | None = None) -> int:
        """Write the header and rename the file; returns its bytes.

        Args:
            names: what arrays are called instead of the name that they were added by.
        """
        entries = {(names or {}).get(name, name): entry for name, entry in self._header.items()}
        header = json.dumps({"__metadata__": metadata, **entries}).encode()
        if len(header) > self._room:
            raise CaptureError(f"{self._path}: the header needs {len(header)} bytes, and {self._room} were reserved.")
        self._file.seek(0)
        self._file.write(self._room.to_bytes(8, "little"))
        self._file.write(header + b" " * (self._room - len(header)))
        self._whole = True
        self._replacing.__exit__(None, None, None)
        return 8 + self._room + self._end

    def __enter__(self) -> TraceWriter:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._whole:
            self._replacing.__exit__(_Unfinished, _Unfinished(), None)


def header_room(metadata: dict[str, str], arrays: int) -> int:
    """Bytes that suffice for a header of so many arrays."""
    return len(json.dumps(metadata)) + 256 * arrays + 64


def text_metadata(tokens: Json, prefix: str = "") -> dict[str, str]:
    """Metadata of one text, see ``trace_file``; ``tokens`` has the attributes of ``trace.Tokens``."""
    # half a surrogate pair can be in a text, but in no UTF-8 file
    found = {"text": tokens["text"].encode("utf-8", "replace").decode()}
    for name in ("ids", "labels", "spans", "special", "words", "total", "read_to"):
        found[name] = json.dumps(tokens[name], ensure_ascii=False)
    found["tokens"] = json.dumps(tokens["pieces"], ensure_ascii=False)
    return {prefix + name: value for name, value in found.items()}


class Recorder:
    """The attention function: writes what each call is given, while ``on``.

    Attributes:
        layers: a record for each call so far: kind, own number, heads, kv_heads, head_width, window, scale.
        names: name in the file by the name that the writer was given.
    """

    def __init__(self, writer: TraceWriter, kind: str, hand_on: Any) -> None:
        self._writer, self._kind, self._hand_on = writer, kind, hand_on
        self.on = False
        self.encoder: set[int] = set()  # of an encoder-decoder: ids of its encoder's modules
        self.halves = False
        self.layers: list[Json] = []

    def __call__(self, module: Any, query: Any, key: Any, value: Any, attention_mask: Any, **more: Any) -> Any:
        """Of one layer: query (1, H, T, Dh), key and value (1, G, S, Dh)."""
        if self.on:
            self._write(module, query, key, value, attention_mask, more)
        return self._hand_on(module, query, key, value, attention_mask, **more)

    def _write(self, module: Any, query: Any, key: Any, value: Any, mask: Any, more: Json) -> None:
        number = len(self.layers)
        if odd := [name for name in ("softcap", "s_aux", "position_bias") if more.get(name) is not None]:
            raise CaptureError(
                f"Attention {number} of this model uses “{odd[0]}”, so its weights are no softmax of q · k alone; "
                "such models cannot be captured."
            )
        if query.shape[0] != 1 or key.shape != value.shape or query.shape[3] != key.shape[3]:
            raise CaptureError(
                f"Attention {number} of this model has queries {tuple(query.shape)}, keys {tuple(key.shape)} and "
                f"values {tuple(value.shape)}; only those of one width can be captured."
            )
        causal, window = rule(mask, module, more, query.shape[2], key.shape[2], number)
        kind = "masked" if causal else "cross" if self.halves and id(module) not in self.encoder else "self"
        scale = more.get("scaling")
        self.layers.append(
            {
                "kind": kind,
                "layer": sum(one["kind"] == kind for one in self.layers),
                "heads": query.shape[1],
                "kv_heads": key.shape[1],
                "head_width": query.shape[3],
                "window": window,
                "scale": float(query.shape[3] ** -0.5 if scale is None else scale),
            }
        )
        for part, tensor in (("query", query), ("key", key), ("value", value)):
            self._writer.add(f"{number}.{part}", self._kind, tensor.shape[1:], self._bytes(tensor[0], number, part))
        if sys.stderr.isatty():
            print(f"\r{kind} attention {self.layers[-1]['layer']}", end=" ", file=sys.stderr, flush=True)

    def _bytes(self, tensor: Any, number: int, part: str) -> Any:
        import torch

        kind = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}[self._kind]
        stored = tensor.detach().to(kind).cpu().contiguous()
        if not torch.isfinite(stored).all():
            raise CaptureError(
                f"The {part} of attention {number} holds numbers that are infinite or no numbers in this type; "
                "try --dtype float32."
            )
        return memoryview(stored.view(torch.uint8).numpy()).cast("B")


def rule(mask: Any, module: Any, more: Json, queries: int, keys: int, number: int) -> tuple[bool, int]:
    """Which keys a query sees, as a rule: (causal, window), window 0 for all.

    Raises:
        CaptureError: the mask follows no such rule.
    """
    import torch

    given = more.get("is_causal")
    causal = bool(getattr(module, "is_causal", True) if given is None else given)
    stated = more.get("sliding_window")
    window = stated if isinstance(stated, int) and 0 < stated < keys else 0
    if mask is None:
        return causal, window if causal else 0
    seen = mask.reshape(-1, mask.shape[-2], mask.shape[-1])[0, :, :keys]
    if seen.dtype != torch.bool:
        if not ((seen == 0) | (seen <= torch.finfo(seen.dtype).min / 2)).all():
            raise CaptureError(f"Attention {number} of this model adds numbers to its scores; it cannot be captured.")
        seen = seen == 0
    if seen.all():
        return causal and queries == 1, 0
    if seen.shape[0] == queries == keys:
        window = int(seen[-1].sum())
        place = torch.arange(keys, device=seen.device)
        bands = (
            (seen[at : at + ROWS], place[at : at + ROWS, None] - place[None]) for at in range(0, queries, ROWS)
        )  # how far back each key is
        if all(bool((part == ((back >= 0) & (back < window))).all()) for part, back in bands):
            return True, window if window < keys else 0
    raise CaptureError(
        f"The mask of attention {number} is neither causal, nor a causal window, nor open; it cannot be captured."
    )


def source_tokens(tokenizer: Any, text: str, limit: int) -> Json:
    """A text as the model reads it, at most ``limit`` tokens."""
    ids = tokenizer(text, truncation=False)["input_ids"]
    total = len(ids)
    if total > limit:
        ids = tokenizer(text, truncation=True, max_length=limit)["input_ids"]
    pieces, special = spelled(tokenizer, ids)
    if tokenizer.is_fast:
        made = tokenizer(text, truncation=total > limit, max_length=limit, return_offsets_mapping=True)
        spans = [tuple(span) for span in made["offset_mapping"]]
        special = [own and start == end for own, (start, end) in zip(special, spans, strict=True)]  # not one typed
    else:
        spans = found_spans(pieces, special, text)
    return described(text, ids, pieces, special, spans, total)


def spelled(tokenizer: Any, ids: Sequence[int]) -> tuple[list[str], list[bool]]:
    """Pieces of the vocabulary, and which of them stand for no character."""
    special = set(tokenizer.all_special_ids) - {tokenizer.unk_token_id}
    return [str(piece) for piece in tokenizer.convert_ids_to_tokens(list(ids))], [id in special for id in ids]


def written_tokens(tokenizer: Any, ids: Sequence[int]) -> Json:
    """What an encoder-decoder wrote."""
    pieces, special = spelled(tokenizer, ids)
    text = tokenizer.decode(list(ids), skip_special_tokens=True)
    return described(text, ids, pieces, special, found_spans(pieces, special, text), len(ids))


def found_spans(pieces: Sequence[str], special: Sequence[bool], text: str) -> list[tuple[int, int]]:
    """Where each piece stands in the text, for tokenizers that do not tell; (p, p) where it is spelled otherwise."""
    spans: list[tuple[int, int]] = []
    at = 0
    for piece, own in zip(pieces, special, strict=True):
        plain = piece.replace("▁", " ").strip()
        start = -1 if own or not plain else text.find(plain, at, at + 64 + len(plain))
        spans.append((at, at) if start < 0 else (start, start + len(plain)))
        at = spans[-1][1]
    return spans


def described(
    text: str,
    ids: Sequence[int],
    pieces: Sequence[str],
    special: Sequence[bool],
    spans: Iterable[tuple[int, int]],
    total: int,
) -> Json:
    """The attributes of ``trace.Tokens``."""
    trimmed: list[tuple[int, int]] = []
    labels: list[str] = []
    words: list[int] = []
    last = 0
    for at, (piece, own, (start, end)) in enumerate(zip(pieces, special, spans, strict=True)):
        start, end = (min(max(0, edge), len(text)) for edge in (start, max(start, end)))
        surface = text[start:end]
        start += len(surface) - len(surface.lstrip()) if surface.strip() else 0  # the space before a word
        start, end = (last, last) if own or start == end else (start, end)
        label = piece if own or start == end else text[start:end]
        labels.append("##" + label if piece.startswith("##") and not own else label)
        same = at > 0 and not own and not special[at - 1] and start < end and one_word(text, last, start)
        words.append(words[-1] + (not same) if words else 0)
        trimmed.append((start, end))
        last = end
    return {
        "text": text,
        "ids": [int(id) for id in ids],
        "pieces": list(pieces),
        "labels": labels,
        "spans": trimmed,
        "special": [bool(own) for own in special],
        "words": words,
        "total": total,
        "read_to": len(text) if total == len(ids) else last,
    }


def one_word(text: str, end: int, start: int) -> bool:
    """Whether a piece that ends and one that starts there belong to one word.

    They do where letters and digits of one script go on across the border, hiragana excepted (most of it is endings and
    particles), and where both come from one character.
    """
    if start < end:
        return True
    if start > end or not end:
        return False
    left, right = text[end - 1], text[start]
    if right == "ー" or unicodedata.category(right)[0] == "M":
        return True
    if not (left.isalnum() and right.isalnum()):
        return False
    one, other = ("KATAKANA" if char == "ー" else unicodedata.name(char, "").split(" ")[0] for char in (left, right))
    return one == other != "HIRAGANA" if {one, other} & {"CJK", "KATAKANA", "HIRAGANA"} else True


class Model:
    """A model of transformers whose attention is ours.

    Raises:
        CaptureError: torch or transformers are missing, or the model cannot be opened.
    """

    def __init__(self, name: str, kind: str, device: str, record: Recorder) -> None:
        import torch
        import transformers
        from transformers.masking_utils import sdpa_mask

        transformers.AttentionInterface.register(NAME, record)
        transformers.AttentionMaskInterface.register(NAME, sdpa_mask)
        folder, gguf = (str(Path(name).parent), Path(name).name) if name.endswith(".gguf") else (name, None)
        files: Json = {"gguf_file": gguf} if gguf else {}
        place = {"device_map": "auto"} if device == "auto" else {}
        self.config = transformers.AutoConfig.from_pretrained(folder, trust_remote_code=False, **files)
        self.halves = bool(getattr(self.config, "is_encoder_decoder", False))
        kind_of = transformers.AutoModelForSeq2SeqLM if self.halves else transformers.AutoModel
        net = kind_of.from_pretrained(
            folder,
            trust_remote_code=False,
            use_safetensors=None if gguf else True,
            dtype=getattr(torch, kind),
            attn_implementation=NAME,
            **files,
            **place,
        )
        self.net = (net if device == "auto" else net.to(device)).eval()
        self.tokenizer = self._open_tokenizer(folder, gguf)
        self.source = Path(name).name if Path(name).exists() else name
        self.module_count = sum(1 for module in self.net.modules() if next(module.children(), None) is not None)
        record.halves = self.halves
        record.encoder = {id(module) for module in self.net.get_encoder().modules()} if self.halves else set()
        self.record = record

    @staticmethod
    def _open_tokenizer(folder: str, gguf: str | None) -> Any:
        from transformers import AutoTokenizer, PreTrainedTokenizerFast

        if gguf:
            return AutoTokenizer.from_pretrained(folder, gguf_file=gguf)
        try:  # tokenizer.json as it is; classes of some models would build it anew from its vocabulary
            return PreTrainedTokenizerFast.from_pretrained(folder)
        except Exception:
            return AutoTokenizer.from_pretrained(folder, trust_remote_code=False)

    @property
    def limit(self) -> int:
        """Tokens at most. RoBERTa and its kin count positions from after the padding on."""
        places = getattr(self.config, "max_position_embeddings", None) or getattr(self.config, "n_positions", None)
        if places and getattr(self.config, "model_type", "") in ("roberta", "xlm-roberta", "camembert"):
            places -= (self.config.pad_token_id or 0) + 1
        known = [most for most in (places, self.tokenizer.model_max_length) if most and 0 < most < 1 << 40]
        return min(known, default=1 << 20)

    def run(self, tokens: Json) -> Json | None:
        """The pass that is recorded; what an encoder-decoder wrote, as the first token and all but the last one."""
        import torch

        place = self.net.get_input_embeddings().weight.device
        ids = torch.tensor([tokens["ids"]], device=place)
        if not self.halves:
            self.record.on = True
            self.net(input_ids=ids, use_cache=False) if self._takes_cache else self.net(input_ids=ids)
            return None
        padding, end = self.config.pad_token_id, self.config.eos_token_id
        ends = end if isinstance(end, list) else [end]
        longest = min(self.limit, 3 * ids.shape[1] + 16)
        made = self.net.generate(
            input_ids=ids,
            attention_mask=torch.ones_like(ids),
            num_beams=1,
            do_sample=False,
            max_new_tokens=longest - 1,
            bad_words_ids=None if padding is None or padding in ends else [[padding]],
        )[0].tolist()
        last = next((at for at, id in enumerate(made) if at and id in ends), len(made))
        written = made[:last]
        self.record.on = True
        self.net(input_ids=ids, decoder_input_ids=torch.tensor([written], device=place), use_cache=False)
        return written_tokens(self.tokenizer, written)

    @property
    def _takes_cache(self) -> bool:
        import inspect

        return "use_cache" in inspect.signature(self.net.forward).parameters

    def facts(self, layers: Sequence[Json]) -> Json:
        """The attributes of ``trace.ModelInfo``."""
        config, kinds = self.config, [one["kind"] for one in layers]
        masked = kinds.count("masked")
        kind = "encoder-decoder" if self.halves else "decoder" if masked else "encoder"
        wanted = {"encoder": "self", "decoder": "masked"}.get(kind)
        if (
            not layers
            or any(one != wanted for one in kinds if wanted)
            or (self.halves and masked != kinds.count("cross"))
            or len({(one["heads"], one["kv_heads"], one["head_width"]) for one in layers}) > 1
        ):
            raise CaptureError(
                f"{self.source}: its attention does not run through transformers' registry, or its layers are not "
                f"alike ({', '.join(sorted(set(kinds))) or 'no call was seen'}); it cannot be captured."
            )
        first = layers[0]

        def of(*names: str) -> int:
            return next((int(found) for name in names if (found := getattr(config, name, None))), 0)

        return {
            "name": self.source,
            "family": str(getattr(config, "model_type", "")),
            "layers": kinds.count("self") if self.halves else len(layers),
            "heads": first["heads"],
            "kv_heads": first["kv_heads"],
            "head_width": first["head_width"],
            "width": of("hidden_size", "d_model", "n_embd", "dim"),
            "limit": self.limit,
            "parameters": sum(one.numel() for one in self.net.parameters()),
            "kind": kind,
            "decoder_layers": masked if self.halves else 0,
            "experts": of("num_local_experts", "num_experts", "n_routed_experts"),
            "experts_used": of("num_experts_per_tok"),
            "vocabulary": of("vocab_size"),
        }


def capture(name: str, text: str, out: Path, dtype: str = "float32", device: str = "") -> str:
    """Run a model on a text and write the trace file; returns a line that says what was written.

    Raises:
        CaptureError: the model cannot be run or captured.
        OSError: the file cannot be written. What was there before stays.
    """
    with TraceWriter(out) as writer:
        try:
            import torch
            import transformers
            from transformers.integrations.sdpa_attention import sdpa_attention_forward
        except ImportError as error:
            raise CaptureError(MISSING.format(reason=error)) from error
        if not hasattr(transformers, "AttentionMaskInterface"):
            raise CaptureError(MISSING.format(reason=f"transformers {transformers.__version__} is too old"))
        transformers.logging.set_verbosity_error()
        if device == "cuda" and not torch.cuda.is_available():
            raise CaptureError("There is no CUDA device here; --device cpu runs the model on the processor.")
        device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        record = Recorder(writer, STORED[dtype], sdpa_attention_forward)
        model = _opened(name, dtype, device, record)
        tokens = source_tokens(model.tokenizer, text, model.limit)
        if not tokens["ids"] or not text.strip():
            raise CaptureError("The text is empty: there is nothing to capture.")
        metadata = {
            "attnviz_trace": VERSION,
            "program": f"transformers {transformers.__version__}, torch {torch.__version__}",
            "model": model.source,
            "rotation": "after",
            **text_metadata(tokens),
        }
        depth = getattr(model.config, "num_hidden_layers", 0)
        # what an encoder-decoder writes is not known yet: at most so many tokens, of a few hundred bytes each
        later = 512 * (3 * len(tokens["ids"]) + 16) if model.halves else 0
        writer.reserve(header_room(metadata, 4 * (model.module_count + 4 * depth + 16)) + later)
        try:
            with torch.inference_mode():
                target = model.run(tokens)
        except torch.OutOfMemoryError as error:
            raise CaptureError(f"{model.source} does not fit into this device's memory ({_line(error)}).") from error
        if target is not None:
            metadata |= text_metadata(target, "target_")
        metadata["model_info"] = json.dumps(model.facts(record.layers))
        order, names = _in_order(record.layers)
        metadata["layers"] = json.dumps(order)
        size = writer.finish(metadata, names)
    info = json.loads(metadata["model_info"])
    beyond = f" of {tokens['total']} (the model takes no more)" if tokens["total"] > len(tokens["ids"]) else ""
    return (
        f"{out}: {len(order)} layers, {info['heads']} heads on {info['kv_heads']} key/value heads, "
        f"{len(tokens['ids'])} tokens{beyond}, {size / 1e6:.1f} MB"
    )


def _opened(name: str, dtype: str, device: str, record: Recorder) -> Model:
    try:
        return Model(name, dtype, device, record)
    except CaptureError:
        raise
    except ImportError as error:
        raise CaptureError(MISSING.format(reason=_line(error))) from error
    except Exception as error:  # whatever a hub, a config or a file may bring
        raise CaptureError(f"{name} cannot be opened: {_line(error)}") from error


def _line(error: Exception) -> str:
    line = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return _plain(line[:400].rstrip("."))


def _plain(text: str) -> str:
    """For a terminal, which a stranger's file must not command."""
    return "".join(char if char.isprintable() else " " for char in text)


def _in_order(layers: Sequence[Json]) -> tuple[list[Json], dict[str, str]]:
    """Layers as ``ModelInfo.attention`` numbers them, and what their arrays are called then."""
    kinds = ("self", "masked", "cross")
    order = sorted(range(len(layers)), key=lambda at: (kinds.index(layers[at]["kind"]), layers[at]["layer"]))
    names = {f"{at}.{part}": f"layers.{to}.{part}" for to, at in enumerate(order) for part in ("query", "key", "value")}
    return [layers[at] for at in order], names


def _safetensors_file(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() != ".safetensors":
        raise argparse.ArgumentTypeError(f"{text!r} should end in .safetensors")
    return path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of ``attnviz capture`` and of this file alone."""
    parser.add_argument("model", metavar="MODEL", help="a name of the Hugging Face hub, a model folder or a GGUF file")
    parser.add_argument("text", metavar="TEXT", help="the sentence; - reads it from standard input")
    parser.add_argument("--out", required=True, type=_safetensors_file, metavar="FILE.safetensors")
    parser.add_argument(
        "--dtype", choices=tuple(STORED), default="float32", help="numbers to compute and store in (default: float32)"
    )
    parser.add_argument(
        "--device",
        choices=("cuda", "cpu", "auto"),
        default="",
        help="auto spreads the model over all GPUs, with accelerate (default: cuda where there is one)",
    )
    parser.add_argument(
        "--trust",
        choices=("nothing",),
        default="nothing",
        help="the only choice: a model's own Python code never runs, and no pickle is opened",
    )


def run(options: argparse.Namespace) -> int:
    """Do it, and say in one line how it went; returns the exit code."""
    try:
        print(_plain(capture(options.model, options.text, options.out, options.dtype, options.device)))
        return 0
    except CaptureError as error:
        said = str(error)
    except OSError as error:
        said = f"{options.out} cannot be written: {error.strerror or error}."
    except Exception as error:  # whatever a model's files make transformers raise while it runs
        said = f"{options.model} cannot be captured: {type(error).__name__}, {_line(error)}."
    print(f"attnviz: {_plain(said)}", file=sys.stderr)
    return 1


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="capture.py", description=str(__doc__).splitlines()[0])
    add_arguments(parser)
    options = parser.parse_args(arguments)
    if options.text == "-":
        options.text = sys.stdin.buffer.read().decode("utf-8-sig").rstrip("\r\n")
    try:
        return run(options)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
