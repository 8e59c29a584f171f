"""Makes golden_decoders.npz: what Hugging Face transformers computes for the models of small_decoders.py.

Run it from the repository with a Python that has torch, transformers, safetensors and tokenizers (not part of this
project's environment):

    PYTHONPATH=. python tests/model/make_golden_decoders.py

Computed in float64 (attn_implementation="eager"), rounded to float32. The stored file was made with torch 2.13.0,
transformers 5.23.0 and numpy 2.4.6 on the CPU. For each model and a short text: the attention weights (L, H, T, T), the
hidden states (L + 1, T, D) without the last norm, the logits (T, V) and the router's probabilities (L', T, E) of the
layers that have experts. For a longer one: of each head's weights 8 of the 16 largest and 16 drawn at random, as flat
indices and values; 8 of 16 and 24 of each hidden state and of the logits; and the ids that follow greedily.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import small_decoders as small  # noqa: E402

FOLLOWING = 12
"""tokens written greedily"""


def run(model: Any, ids: np.ndarray) -> dict[str, np.ndarray]:
    """Everything of one text."""
    inner = model.transformer if hasattr(model, "transformer") else model.model
    layers = inner.h if hasattr(inner, "h") else inner.layers
    seen: list[torch.Tensor] = []
    routed: list[torch.Tensor] = []

    def keep(module: Any, given: Any, made: Any) -> None:
        seen.append((made[0] if isinstance(made, tuple) else made)[0] if len(seen) else given[0][0])
        if len(seen) == 1:
            seen.append((made[0] if isinstance(made, tuple) else made)[0])

    hooks = [layer.register_forward_hook(keep) for layer in layers]
    for layer in layers:
        gate = getattr(getattr(layer, "mlp", None), "gate", None)
        if gate is not None:
            hooks.append(gate.register_forward_hook(lambda module, given, made: routed.append(logits_of(made))))
    with torch.no_grad():
        made = model(torch.tensor(ids[None].astype(np.int64)), output_attentions=True, use_cache=False)
    for hook in hooks:
        hook.remove()
    arrays = {
        "weights": np.stack([layer[0].numpy() for layer in made.attentions]),
        "hidden": np.stack([state.numpy() for state in seen]),
        "logits": made.logits[0].numpy(),
    }
    if routed:
        arrays["routers"] = np.stack([logits.softmax(-1).numpy() for logits in routed])
    return {name: array.astype(np.float32) for name, array in arrays.items()}


def logits_of(made: Any) -> torch.Tensor:
    """A router hands on its logits first, or nothing else."""
    return made[0] if isinstance(made, tuple) else made


def sampled(values: np.ndarray, largest: int, drawn: int, rng: np.random.Generator) -> np.ndarray:
    """Flat indices: of half of the largest magnitudes and of some drawn at random."""
    order = np.argsort(-np.abs(values.ravel()))[: 2 * largest]
    return np.concatenate([rng.permutation(order)[:largest], rng.integers(0, values.size, drawn)]).astype(np.uint32)


def main() -> None:
    rng = np.random.default_rng(small.SEED)
    stored: dict[str, np.ndarray] = {}
    for case in small.CASES:
        with tempfile.TemporaryDirectory() as folder:
            small.write(case, Path(folder))
            model, notes = transformers.AutoModelForCausalLM.from_pretrained(
                folder,
                dtype=torch.float64,
                attn_implementation="eager",
                experts_implementation="eager",
                output_loading_info=True,
            )
        odd = {key: found for key, found in notes.items() if found}
        assert not odd, (case, odd)
        model.eval()
        stored[f"{case}.checksum"] = np.uint32(small.checksum(case))
        for name, array in run(model, small.ids_of(case, small.SHORT)).items():
            stored[f"{case}.{name}"] = array
        ids = small.ids_of(case, small.LONG)
        made = run(model, ids)
        made["weights"] = made["weights"].reshape(-1, small.LONG, small.LONG)
        for name, rows in made.items():
            parts = rows if rows.ndim == 3 else rows[None]
            size = (8, 16) if name == "weights" else (8, 24)
            at = np.stack([sampled(part, *size, rng) for part in parts])
            stored[f"{case}.long.{name}.at"] = at
            stored[f"{case}.long.{name}"] = np.take_along_axis(parts.reshape(len(parts), -1), at.astype(np.int64), 1)
        with torch.no_grad():
            longer = model.generate(
                torch.tensor(ids[None].astype(np.int64)), max_new_tokens=FOLLOWING, do_sample=False, eos_token_id=-1
            )
        stored[f"{case}.long.following"] = longer[0, small.LONG :].numpy().astype(np.int32)
        spread = float(made["weights"].max(axis=-1).mean())
        print(case, {name: array.shape for name, array in made.items()}, f"mean largest weight {spread:.2f}")
    np.savez_compressed(HERE / "golden_decoders.npz", **stored)


if __name__ == "__main__":
    main()
