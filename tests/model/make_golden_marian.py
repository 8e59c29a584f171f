"""Makes golden_marian.npz: what Hugging Face transformers computes for the models of small_encoders.py.

Run it from the repository with a Python that has torch, transformers, safetensors and tokenizers (not part of this
project's environment):

    PYTHONPATH=. python tests/model/make_golden_marian.py

Computed in float64 (attn_implementation="eager"), rounded to float32. The stored file was made with torch 2.13.0 and
transformers 5.23.0 on the CPU. For each translator and the first of its texts: the hidden states of encoder and decoder
(L + 1, T, D), all three attentions (L, H, T, S), and the logits (T, V), the decoder reading the first READ tokens of
what it writes greedily; and for every text what is written greedily and with beams, from the start token on. For each
encoder: hidden states, attention, and the logits of its masked-word head.
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

import small_encoders as small  # noqa: E402

FORMULA = ("embed_positions.weight",)
"""what is not in a file"""


def stacked(states: Any) -> np.ndarray:
    return np.stack([state[0].numpy() for state in states]).astype(np.float32)


def loaded(case: str, kind: Any) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        small.write(case, Path(folder))
        model, notes = kind.from_pretrained(
            folder, dtype=torch.float64, attn_implementation="eager", output_loading_info=True
        )
    odd = {key: [name for name in found if not name.endswith(FORMULA)] for key, found in notes.items() if found}
    assert not any(odd.values()), (case, odd)
    return model.eval()


def written(model: Any, ids: torch.Tensor, beams: int, penalty: float) -> list[int]:
    """As read by the decoder: from the start token on, without the one that ends the text."""
    made = model.generate(
        ids, do_sample=False, num_beams=beams, length_penalty=penalty, early_stopping=False,
        max_length=min(100, 3 * ids.shape[1] + 16), bad_words_ids=[[small.PAD]],
        pad_token_id=small.PAD, eos_token_id=small.END, decoder_start_token_id=small.PAD,
    )[0].tolist()  # fmt: skip
    return made[: made.index(small.END)] if small.END in made else made


def translator(case: str) -> dict[str, np.ndarray]:
    model = loaded(case, transformers.AutoModelForSeq2SeqLM)
    arrays = {}
    for number, count in enumerate(small.SOURCES):
        ids = torch.tensor(small.ids_of(case, count)[None].astype(np.int64))
        for beams, penalty in ((1, 1.0), *small.BEAMS):
            text = written(model, ids, beams, penalty)
            print(case, count, beams, len(text), text[:24])
            arrays[f"{number}.written.{beams}"] = np.array(text, np.int32)
        if number == 0:
            target = torch.tensor(arrays["0.written.1"][None, : small.READ].astype(np.int64))
            run = model(
                input_ids=ids, decoder_input_ids=target, output_attentions=True, output_hidden_states=True,
                use_cache=False,
            )  # fmt: skip
            arrays["hidden.encoder"] = stacked(run.encoder_hidden_states)
            arrays["hidden.decoder"] = stacked(run.decoder_hidden_states)
            for ours, theirs in (("self", run.encoder_attentions), ("masked", run.decoder_attentions)):
                arrays[f"weights.{ours}"] = stacked(theirs)
            arrays["weights.cross"] = stacked(run.cross_attentions)
            arrays["logits"] = run.logits[0].numpy().astype(np.float32)
    return arrays


def encoder(case: str) -> dict[str, np.ndarray]:
    model = loaded(case, transformers.AutoModelForMaskedLM)
    ids = torch.tensor(small.ids_of(case, small.SOURCES[0])[None].astype(np.int64))
    run = model(input_ids=ids, output_attentions=True, output_hidden_states=True)
    return {
        "hidden": stacked(run.hidden_states),
        "weights": stacked(run.attentions),
        "logits": run.logits[0].numpy().astype(np.float32),
    }


def main() -> None:
    torch.set_num_threads(1)
    stored: dict[str, np.ndarray] = {}
    with torch.no_grad():
        for case in small.CASES:
            arrays = translator(case) if case in small.TRANSLATORS else encoder(case)
            stored[f"{case}.checksum"] = np.uint32(small.checksum(case))
            stored.update({f"{case}.{name}": array for name, array in arrays.items()})
            spread = {n: float(a.max(-1).mean()) for n, a in arrays.items() if n.startswith("weights")}
            print(case, "mean largest weight", spread)
    np.savez_compressed(HERE / "golden_marian.npz", **stored)


if __name__ == "__main__":
    main()
