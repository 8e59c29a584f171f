"""Makes golden/translator.npz and golden/experts.npz: what Hugging Face transformers computes for our own two models.

Run it with a Python that has torch and transformers (the dependency group "train"):

    python tests/model/make_golden_own.py

The float16 weights of resources/models are widened to float64 and everything is computed in it
(attn_implementation="eager"), then rounded to float32. The stored files were made with torch 2.13.0 and
transformers 5.23.0 on the CPU. The names in the files, {n} being the number of the sentence and {l} of the layer:

translator.npz
    texts, outputs                      source sentences; what greedy decoding makes of them (str)
    {n}.source, {n}.target              ids of the source with </s>; ids the decoder reads, from its start on
    {n}.encoder.{l}, {n}.decoder.{l}    hidden states (T, D) after l layers, 0 being the embeddings: entries at .at
    {n}.logits                          (T, V): entries at .at
    0.encoder_weights, 0.decoder_weights, 0.cross_weights    attention of the first sentence whole (L, H, T, S)
experts.npz
    texts, outputs                      prompts; the text with its greedy continuation of at most 32 tokens (str)
    {n}.ids, {n}.hidden.{l}, {n}.logits as above; the last hidden state is after the final norm
    {n}.router                          probabilities of the router (L, T, experts), softmax over all experts
    0.weights                           attention of the first sentence whole (L, H, T, S)
"name.at" are flat indices: the largest magnitudes and some drawn at random.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import MarianMTModel, MixtralForCausalLM

SEED = 20260723
HERE = Path(__file__).parent
MODELS = HERE.parents[1] / "resources" / "models"
SOURCES = (
    "Hanako gave Taro a red book in the park yesterday.",
    "Taro ate the cake. After that, he fell asleep.",
    "The man who was chasing Zoë's cat didn't see it because he was too tired, didn't he?",
)
PROMPTS = ("Taro ate the", "Hanako gave Taro a red book in the park yesterday. ⇒", "花子は昨日公園で")
LARGEST, DRAWN = 48, 80

Arrays = dict[str, np.ndarray]


def keep(arrays: Arrays, name: str, values: torch.Tensor, rng: np.random.Generator) -> None:
    """Stores some entries of an array and where they are."""
    flat = values.numpy().ravel()
    largest = np.argsort(-np.abs(flat))[:LARGEST]
    at = np.unique(np.concatenate([largest, rng.integers(0, flat.size, DRAWN)]))
    arrays[name + ".at"], arrays[name] = at.astype(np.uint32), flat[at].astype(np.float32)


def whole(states: tuple[torch.Tensor, ...]) -> np.ndarray:
    return np.stack([state[0].numpy() for state in states]).astype(np.float32)


def translator(rng: np.random.Generator) -> Arrays:
    folder = MODELS / "translator"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    model = MarianMTModel.from_pretrained(folder, dtype=torch.float64, attn_implementation="eager").eval()
    arrays: Arrays = {}
    outputs = []
    for number, text in enumerate(SOURCES):
        source = torch.tensor([tokenizer.encode(text).ids])
        made = model.generate(input_ids=source, num_beams=1, max_new_tokens=60)
        outputs.append(tokenizer.decode(made[0].tolist()))
        target = made[:, :-1]  # with the start, without the last </s>
        run = model(
            input_ids=source, decoder_input_ids=target, output_attentions=True, output_hidden_states=True,
            use_cache=False,
        )  # fmt: skip
        arrays[f"{number}.source"], arrays[f"{number}.target"] = source[0].numpy(), target[0].numpy()
        for layer, state in enumerate(run.encoder_hidden_states):
            keep(arrays, f"{number}.encoder.{layer}", state, rng)
        for layer, state in enumerate(run.decoder_hidden_states):
            keep(arrays, f"{number}.decoder.{layer}", state, rng)
        keep(arrays, f"{number}.logits", run.logits, rng)
        if number == 0:
            arrays["0.encoder_weights"] = whole(run.encoder_attentions)
            arrays["0.decoder_weights"] = whole(run.decoder_attentions)
            arrays["0.cross_weights"] = whole(run.cross_attentions)
    return arrays | {"texts": np.array(SOURCES), "outputs": np.array(outputs)}


def experts(rng: np.random.Generator) -> Arrays:
    folder = MODELS / "experts"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    model = MixtralForCausalLM.from_pretrained(
        folder, dtype=torch.float64, attn_implementation="eager", experts_implementation="eager"
    ).eval()
    arrays: Arrays = {}
    outputs = []
    for number, text in enumerate(PROMPTS):
        ids = torch.tensor([tokenizer.encode(text).ids])
        made = model.generate(input_ids=ids, do_sample=False, max_new_tokens=32)
        outputs.append(tokenizer.decode(made[0].tolist()))
        run = model(
            input_ids=made, output_attentions=True, output_hidden_states=True, output_router_logits=True,
            use_cache=False,
        )  # fmt: skip
        arrays[f"{number}.ids"] = made[0].numpy()
        for layer, state in enumerate(run.hidden_states):
            keep(arrays, f"{number}.hidden.{layer}", state, rng)
        keep(arrays, f"{number}.logits", run.logits, rng)
        routed = torch.stack([logits.softmax(-1) for logits in run.router_logits])  # (L, T, experts)
        arrays[f"{number}.router"] = routed.numpy().astype(np.float32)
        if number == 0:
            arrays["0.weights"] = whole(run.attentions)
    return arrays | {"texts": np.array(PROMPTS), "outputs": np.array(outputs)}


def main() -> None:
    torch.set_num_threads(2)
    rng = np.random.default_rng(SEED)
    with torch.inference_mode():
        for name, made in (("translator", translator(rng)), ("experts", experts(rng))):
            np.savez_compressed(HERE / "golden" / f"{name}.npz", **made)
            print(name, *made["outputs"], sep="\n    ")


if __name__ == "__main__":
    main()
