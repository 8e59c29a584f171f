"""Makes golden_changed.npz: what Hugging Face transformers computes when its attention is done otherwise.

Run it from the repository with a Python that has torch, transformers, safetensors and tokenizers (not part of this
project's environment):

    PYTHONPATH=. python tests/model/make_golden_changed.py

Computed in float64, rounded to float32; made with torch 2.13.0 and transformers 5.23.0 on the CPU. Scores, masks and
softmax are worked out below, in an attention function that transformers is told to use; a head is removed by a hook
that puts its slice of W_O's input to 0; positions are taken away by giving every token the first one. For each model
and change: the weights of all attentions in the order of ``ModelInfo.attention``, and some numbers of the last hidden
states before a last norm (of a translator its decoder's, which reads the first tokens of what is written unchanged).
"""

from __future__ import annotations

import math
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import changed_cases as cases  # noqa: E402
import small_encoders  # noqa: E402

from attnviz.other import UNCHANGED  # noqa: E402

ATTENTIONS = (
    r"bert\.encoder\.layer\.\d+\.attention\.self|transformer\.h\.\d+\.attn|model\.layers\.\d+\.self_attn"
    r"|model\.encoder\.layers\.\d+\.self_attn",
    r"model\.decoder\.layers\.\d+\.self_attn",
    r"model\.decoder\.layers\.\d+\.encoder_attn",
)
"""names of modules, in the order of their kinds"""
OUTPUTS = ("output.dense", "c_proj", "o_proj", "out_proj")


class Otherwise:
    """The change that the attention function reads, and what it has made."""

    def __init__(self, case: str, model: Any) -> None:
        self.case, self.change = case, UNCHANGED
        self.numbers: dict[int, tuple[int, str]] = {}  # id of a module -> its attention, and what that is
        self.weights: dict[int, np.ndarray] = {}
        found = [
            (kind, name, module)
            for kind, pattern in enumerate(ATTENTIONS)
            for name, module in model.named_modules()
            if re.fullmatch(pattern, name)
        ]
        for number, (kind, name, module) in enumerate(found):
            own = ("self", "masked", "cross")[kind]
            if case not in small_encoders.CASES:
                own = "masked"
            self.numbers[id(module)] = number, own
            parent = dict(model.named_modules())[name.rsplit(".", 1)[0]] if own and name.endswith(".self") else module
            projection = next(one for end in OUTPUTS if (one := _inside(parent, end)) is not None)
            projection.register_forward_pre_hook(lambda _, given, at=number: (self.clear(at, given[0]), *given[1:]))

    def clear(self, number: int, x: torch.Tensor) -> torch.Tensor:
        x, size = x.clone(), x.shape[-1] // 4
        for layer, head in self.change.removed:
            if layer == number:
                x[..., head * size : (head + 1) * size] = 0
        return x

    def attend(self, module: Any, q: Any, k: Any, v: Any, mask: Any, **rest: Any) -> tuple[Any, Any]:
        number, kind = self.numbers[id(module)]
        change, groups = self.change, q.shape[1] // k.shape[1]
        k, v = k.repeat_interleave(groups, 1), v.repeat_interleave(groups, 1)
        scores = q @ k.transpose(-1, -2)
        if change.scaled:
            scores = scores / math.sqrt(q.shape[-1])
        scores = scores / change.temperature
        rows, columns = torch.arange(q.shape[2])[:, None], torch.arange(k.shape[2])[None]
        causal = kind == "masked" if change.causal is None or kind == "cross" else change.causal
        seen = (columns <= rows) if causal else torch.ones(scores.shape[-2:], dtype=torch.bool)
        if causal and self.case == "mistral":
            seen = seen & (columns > rows - 7)
        if self.case != "marian" or kind != "masked":  # hidden tokens are of the text
            for token in change.hidden:
                seen = seen & ((columns != token) | ((rows == token) & (kind != "cross")))
        weights = scores.masked_fill(~seen, -torch.inf).softmax(-1)
        self.weights[number] = weights[0].numpy()
        return (weights @ v).transpose(1, 2).contiguous(), weights


def _inside(module: Any, name: str) -> Any:
    for part in name.split("."):
        module = getattr(module, part, None)
    return module


def run(model: Any, otherwise: Otherwise, ids: torch.Tensor, written: torch.Tensor | None) -> np.ndarray:
    """The last hidden states."""
    places = {}
    if not otherwise.change.positions and written is None:
        places = {"position_ids": torch.zeros_like(ids)}
    hooks = []
    if not otherwise.change.positions and written is not None:
        hooks = [
            half.embed_positions.register_forward_hook(lambda module, given, made: module.weight[:1].expand_as(made))
            for half in (model.model.encoder, model.model.decoder)
        ]
    last = {"bert": "bert.encoder.layer", "gpt2": "transformer.h", "marian": "model.decoder.layers"}
    layers = _inside(model, last.get(otherwise.case, "model.layers"))
    seen: list[Any] = []
    hooks.append(layers[-1].register_forward_hook(lambda module, given, made: seen.append(made)))
    given = {"decoder_input_ids": written} if written is not None else {}
    with torch.no_grad():
        model(input_ids=ids, use_cache=False, **places, **given)
    for hook in hooks:
        hook.remove()
    return (seen[0][0] if isinstance(seen[0], tuple) else seen[0])[0].numpy()


def main() -> None:
    torch.set_num_threads(1)
    kinds = {"bert": transformers.AutoModelForMaskedLM, "marian": transformers.AutoModelForSeq2SeqLM}
    holder: dict[str, Otherwise] = {}
    transformers.AttentionInterface.register("otherwise", lambda *a, **k: holder["now"].attend(*a, **k))
    stored: dict[str, np.ndarray] = {}
    for case, changes in cases.CHANGES.items():
        small = cases.small_of(case)
        with tempfile.TemporaryDirectory() as folder:
            small.write(case, Path(folder))
            kind = kinds.get(case, transformers.AutoModelForCausalLM)
            model = kind.from_pretrained(folder, dtype=torch.float64, attn_implementation="eager").eval()
        ids = torch.tensor(small.ids_of(case, cases.COUNT)[None].astype(np.int64))
        written = None
        if case == "marian":
            first = np.array([small.PAD, *small.ids_of(case, cases.READ - 1)])
            written = torch.tensor(first[None].astype(np.int64))
        with torch.no_grad():
            given = {"decoder_input_ids": written} if written is not None else {}
            eager = model(input_ids=ids, use_cache=False, output_attentions=True, **given)
        model.set_attn_implementation("otherwise")
        otherwise = holder["now"] = Otherwise(case, model)
        stored[f"{case}.checksum"] = np.uint32(small.checksum(case))
        plain = run(model, otherwise, ids, written)
        told = eager.attentions if written is None else (
            *eager.encoder_attentions, *eager.decoder_attentions, *eager.cross_attentions,
        )  # fmt: skip
        for number, weights in enumerate(told):  # the function below is transformers' own where nothing is changed
            np.testing.assert_allclose(otherwise.weights[number], weights[0].numpy(), rtol=0, atol=1e-6)
        for name, change in changes.items():
            otherwise.change, otherwise.weights = change, {}
            made = run(model, otherwise, ids, written)
            apart = float(np.abs(made - plain).max())
            weights = [otherwise.weights[number].astype(np.float32).ravel() for number in sorted(otherwise.weights)]
            print(case, name, len(weights), f"hidden states up to {apart:.3f} apart")
            assert apart > 0.01
            stored[f"{case}.{name}.weights"] = np.concatenate(weights)
            stored[f"{case}.{name}.last"] = made.ravel()[:: cases.EVERY].astype(np.float32)
    np.savez_compressed(HERE / "golden_changed.npz", **stored)


if __name__ == "__main__":
    main()
