"""Trains the small mixture of experts: Mixtral architecture, 8 experts a layer of which each token goes to 2.

    python train_experts.py FOLDER [--sentences N]

A language model of both languages of the corpus, and of "English ⇒ Japanese". FOLDER holds tokenizer.json
(vocabulary.py); the rest of the model is written there, weights in float16. The router's own loss ("Switch
Transformers", Fedus et al. 2021, eq. 4) keeps all experts at work. It is taken layer by layer: transformers joins the
layers first, and then an expert that idles in one layer is excused by its namesake in another.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from pathlib import Path

import corpus
import torch
from encoded import batches
from saving import save
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy
from transformers import MixtralConfig, MixtralForCausalLM

SEED = 2
BATCH_TOKENS = 3072
PEAK_RATE = 2e-3
WARM_UP = 0.06
BALANCE = 0.05  # weight of the router's loss


def make_model(tokenizer: Tokenizer) -> MixtralForCausalLM:
    config = MixtralConfig(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=128, intermediate_size=192, num_hidden_layers=3,
        num_attention_heads=4, num_key_value_heads=2, head_dim=32, num_local_experts=8, num_experts_per_tok=2,
        max_position_embeddings=512, rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
        rms_norm_eps=1e-5, router_aux_loss_coef=BALANCE, tie_word_embeddings=False,
        bos_token_id=tokenizer.token_to_id("<s>"), eos_token_id=tokenizer.token_to_id("</s>"),
        pad_token_id=tokenizer.token_to_id("<pad>"),
    )  # fmt: skip
    return MixtralForCausalLM(config)


def texts(count: int) -> Iterator[str]:
    """Of each sentence the English, the Japanese, or both, in turn."""
    for at, sentence in enumerate(corpus.training(count)):
        both = f"{sentence.english} ⇒ {sentence.japanese}"
        yield (both, sentence.english, sentence.japanese)[at % 3]


def imbalance(router_logits: tuple[torch.Tensor, ...], real: torch.Tensor, chosen: int) -> torch.Tensor:
    """1 where all experts have the same work, up to the number of experts / ``chosen``; the mean of the layers.

    Args:
        router_logits: (tokens, experts) of each layer.
        real: (tokens,), False for padding.
    """
    layers = []
    for logits in router_logits:
        shares = logits[real].float().softmax(-1)  # (N, E)
        load = torch.zeros_like(shares).scatter(1, shares.topk(chosen).indices, 1 / chosen).mean(0)
        layers.append(shares.shape[1] * (load * shares.mean(0)).sum())
    return torch.stack(layers).mean()


def loss_of(model: MixtralForCausalLM, rows: list[list[int]]) -> torch.Tensor:
    """Next-token loss plus the router's."""
    pad = model.config.pad_token_id
    width = max(map(len, rows))
    ids = torch.tensor([row + [pad] * (width - len(row)) for row in rows])
    with torch.autocast("cpu", torch.bfloat16):
        made = model(input_ids=ids, attention_mask=ids.ne(pad).long(), output_router_logits=True, use_cache=False)
    logits = made.logits[:, :-1].float()
    balance = imbalance(made.router_logits, ids.ne(pad).flatten(), model.config.num_experts_per_tok)
    return cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), ignore_index=pad) + BALANCE * balance


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sentences", type=int, default=120_000)
    parser.add_argument("--threads", type=int, default=1, help="more is slower where others use the machine")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(SEED)
    tokenizer = Tokenizer.from_file(str(options.folder / "tokenizer.json"))
    began, end = time.time(), tokenizer.token_to_id("</s>")
    rows = [[*tokenizer.encode(text).ids, end] for text in texts(options.sentences)]
    groups = list(batches([len(row) for row in rows], BATCH_TOKENS, range(len(rows))))
    random.Random(SEED).shuffle(groups)
    model = make_model(tokenizer).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK_RATE, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK_RATE, total_steps=len(groups) + 1, pct_start=WARM_UP)
    print(f"{len(rows)} texts, {len(groups)} steps, {sum(p.numel() for p in model.parameters())} parameters,"
          f" {time.time() - began:.0f} s to read", flush=True)  # fmt: skip
    for step, group in enumerate(groups, 1):
        loss = loss_of(model, [rows[at] for at in group])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        if step % 100 == 0:
            print(f"{step}/{len(groups)} loss {loss.item():.3f} {time.time() - began:.0f} s", flush=True)
    save(model.eval(), options.folder, bos_token="<s>")


if __name__ == "__main__":
    main()
