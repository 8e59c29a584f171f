"""The peer's side: torch and transformers. Run by the Python that has them, through ``serving.py``.

Both get the cheapest way to the same result: token ids instead of text, no mask, inference mode, the fastest layout
of their own.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import time
from pathlib import Path
from typing import Any

import numpy as np

torch: Any = importlib.import_module("torch")
torch.set_grad_enabled(False)

_models: dict[str, Any] = {}


def about() -> dict[str, str]:
    """Versions of what is installed here."""
    found = {"torch": torch.__version__}
    with contextlib.suppress(ImportError):
        found["transformers"] = importlib.import_module("transformers").__version__
    return found


def sgemm() -> float:
    """Best GFLOP/s of a large product."""
    best = 0.0
    for size in (1024, 1536):
        a, b = torch.rand(size, size), torch.rand(size, size)
        for _ in range(20):
            start = time.perf_counter()
            a @ b
            best = max(best, 2e-9 * size**3 / (time.perf_counter() - start))
    return best


def load(folder: str) -> str:
    """A BertModel with transformers' own eager attention, from the files that our side wrote."""
    transformers: Any = importlib.import_module("transformers")
    safetensors: Any = importlib.import_module("safetensors.torch")
    config = transformers.BertConfig(**json.loads(Path(folder, "config.json").read_text("utf-8")))
    config._attn_implementation = "eager"
    model = transformers.BertModel(config, add_pooling_layer=False)
    lacking = model.load_state_dict(safetensors.load_file(str(Path(folder, "model.safetensors"))), strict=False)
    if [name for name in lacking.missing_keys if not name.endswith("_ids")]:
        raise ValueError(f"no weights for {lacking.missing_keys[:3]}")
    _models["bert"] = model.eval()
    return str(config._attn_implementation)


def forward(ids: list[list[int]]) -> Any:
    """Forward passes with all attention weights; the answer is the start of a row of layer 3, head 7."""
    model, inputs = _models["bert"], [torch.tensor([row]) for row in ids]

    def run(turn: int) -> Any:
        return model(input_ids=inputs[turn % len(inputs)], output_attentions=True)

    def job(turn: int, count: int) -> None:
        for step in range(count):
            done = run(turn + step)
            done.last_hidden_state.numpy(), done.attentions[3][0, 7].numpy()

    return run(0).attentions[3][0, 7, 1, :8].tolist(), job


def load_gguf(file: str) -> str:
    """A causal model from a GGUF file, its weights widened to float32, with transformers' own eager attention."""
    transformers: Any = importlib.import_module("transformers")
    path = Path(file)
    _models["causal"] = transformers.AutoModelForCausalLM.from_pretrained(
        path.parent, gguf_file=path.name, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    return str(_models["causal"].config._attn_implementation)


def read(ids: list[list[int]], wanted: list[int], last: bool = False) -> Any:
    """Whole texts; the answer is the logits of ``wanted`` after the first.

    Args:
        last: compute the logits after the last token only; otherwise, as is its default, after each.
    """
    model, inputs = _models["causal"], [torch.tensor([row]) for row in ids]

    def run(turn: int) -> Any:
        done = model(inputs[turn % len(inputs)], use_cache=False, logits_to_keep=1 if last else 0)
        return done.logits[0, -1].numpy()

    def job(turn: int, count: int) -> None:
        for step in range(count):
            run(turn + step)

    return run(0)[wanted].tolist(), job


def extend(ids: list[int], more: int, wanted: list[int]) -> Any:
    """One token more after a text, up to ``more`` times; the answer is the logits of ``wanted`` after the text."""
    model, length = _models["causal"], len(ids) - more
    kept = model(torch.tensor([ids[:length]]), use_cache=True, logits_to_keep=1)
    past, new = kept.past_key_values, [torch.tensor([[one]]) for one in ids[length:]]

    def job(turn: int, count: int) -> float:
        if (written := past.get_seq_length() - length) > 0:
            past.crop(-written)  # a length to keep is no longer taken
        start = time.perf_counter()
        for one in new[:count]:
            model(one, past_key_values=past, use_cache=True).logits[0, -1].numpy()
        return (time.perf_counter() - start) * 1e3

    return kept.logits[0, -1].numpy()[wanted].tolist(), job


def attention(n: int, heads: int, width: int, fused: bool) -> Any:
    """Attention alone from queries, keys and values (H, n, Dh): by parts, weights included, or by torch's fused one."""
    qkv = np.random.default_rng(n).standard_normal((n, 3, heads, width), np.float32)
    q, k, v = torch.from_numpy(qkv).permute(1, 2, 0, 3).contiguous()
    attend = torch.nn.functional.scaled_dot_product_attention

    def run() -> Any:
        if fused:
            return attend(q[None], k[None], v[None])[0]
        return ((q @ k.transpose(1, 2)) * width**-0.5).softmax(-1) @ v

    def job(turn: int, count: int) -> None:
        for _ in range(count):
            run()

    return run()[0, 0, :8].tolist(), job


def linear(m: int, n: int, k: int) -> Any:
    """A linear layer (M, K) to (M, N)."""
    rng = np.random.default_rng(m)
    x, w, b = (torch.from_numpy(rng.standard_normal(s, np.float32)) for s in ((m, k), (n, k), (n,)))
    run = torch.nn.functional.linear

    def job(turn: int, count: int) -> None:
        for _ in range(count):
            run(x, w, b)

    return run(x, w, b)[0, :8].tolist(), job


def export(path: str, hidden: bool) -> float:
    """Write the loaded model as ONNX: ids in, the attentions of every layer out, and first the last hidden state."""
    model = _models["bert"]

    class Whole(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, ids: Any) -> Any:
            done = self.model(input_ids=ids, output_attentions=True)
            return (done.last_hidden_state, *done.attentions) if hidden else done.attentions

    weights = [f"attention_{layer}" for layer in range(model.config.num_hidden_layers)]
    names = ["hidden", *weights] if hidden else weights
    axes = {"ids": {1: "n"}, **{name: {2: "n", 3: "n"} if name in weights else {1: "n"} for name in names}}
    start = time.perf_counter()
    # eval() on the whole, or its training flag would switch dropout on in the exported graph
    torch.onnx.export(
        Whole().eval(),
        (torch.arange(1, 33)[None],),
        path,
        input_names=["ids"],
        output_names=names,
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    return time.perf_counter() - start


ACTIONS = {
    "about": about,
    "sgemm": sgemm,
    "load": load,
    "forward": forward,
    "load_gguf": load_gguf,
    "read": read,
    "extend": extend,
    "attention": attention,
    "linear": linear,
    "export": export,
}
