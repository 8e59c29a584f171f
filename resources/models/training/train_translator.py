"""Trains the translator: English to Japanese, Marian architecture, 2 + 2 layers of 4 heads.

    python train_translator.py FOLDER [--sentences N] [--epochs N] [--guide WEIGHT]

FOLDER holds tokenizer.json (vocabulary.py); config.json, generation_config.json, tokenizer_config.json and
model.safetensors (float16) are written there.

One head of the last decoder layer's cross-attention is told where to look, as in "Jointly Learning to Align and
Translate with Transformer Models" (Garg et al. 2019): with a small weight, the log of the attention that a target word
gives to the source words it translates is added to the loss. The other heads find their own way.
"""

from __future__ import annotations

import argparse
import itertools
import random
import time
from pathlib import Path

import corpus
import torch
from encoded import Pair, batches, encode_pair
from saving import save
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy
from transformers import MarianConfig, MarianMTModel

SEED = 1
BATCH_TOKENS = 2560  # of the longer side, padding included
PEAK_RATE = 1.5e-3
WARM_UP = 0.06  # share of the steps
GUIDED_HEAD = 0  # of the last decoder layer
CARELESS = 0.06  # share of sources in small letters, and of those without their last mark


def make_model(tokenizer: Tokenizer) -> MarianMTModel:
    pad, eos = tokenizer.token_to_id("<pad>"), tokenizer.token_to_id("</s>")
    config = MarianConfig(
        vocab_size=tokenizer.get_vocab_size(), d_model=128, encoder_layers=2, decoder_layers=2,
        encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=512, decoder_ffn_dim=512,
        activation_function="swish", max_position_embeddings=256, scale_embedding=True, dropout=0.0,
        pad_token_id=pad, eos_token_id=eos, forced_eos_token_id=eos, decoder_start_token_id=pad,
        attn_implementation="eager",
    )  # fmt: skip
    return MarianMTModel(config)


def padded(rows: list[list[int]], fill: int) -> torch.Tensor:
    width = max(map(len, rows))
    return torch.tensor([row + [fill] * (width - len(row)) for row in rows])


def careless(english: str, chance: random.Random) -> str:
    """What a hurried user types: no capitals, or no mark at the end."""
    draw = chance.random()
    if draw < CARELESS:
        english = english.lower()
    return english[:-1] if CARELESS / 2 < draw < 1.5 * CARELESS else english


def read_corpus(tokenizer: Tokenizer, count: int) -> list[Pair]:
    chance = random.Random(SEED)
    pairs = []
    for sentence in corpus.training(count):
        pair = encode_pair(tokenizer, sentence)
        typed = careless(sentence.english, chance)
        if typed != sentence.english:  # small letters may be other tokens in another number: no alignment then
            pair = Pair(tokenizer.encode(typed).ids, pair.target, ())
        pairs.append(pair)
    return pairs


def loss_of(model: MarianMTModel, group: list[Pair], guide: float) -> tuple[torch.Tensor, float]:
    """The loss of a batch, and the mean attention of the guided head on the right words."""
    pad = model.config.pad_token_id
    source = padded([pair.source for pair in group], pad)
    target = padded([pair.target for pair in group], pad)
    started = torch.cat([torch.full((len(group), 1), pad), target[:, :-1]], 1)
    with torch.autocast("cpu", torch.bfloat16):  # half the time on a processor that has it, as good in the end
        made = model(
            input_ids=source, attention_mask=source.ne(pad).long(), decoder_input_ids=started,
            output_attentions=guide > 0, use_cache=False,
        )  # fmt: skip
    loss = cross_entropy(made.logits.flatten(0, 1).float(), target.flatten(), ignore_index=pad)
    if not guide:
        return loss, 0.0
    right = torch.zeros(len(group), target.shape[1], source.shape[1])
    at = [(row, there, here) for row, pair in enumerate(group) for there, here in pair.aligned]
    right[tuple(torch.tensor(at).T)] = 1
    attention = made.cross_attentions[-1][:, GUIDED_HEAD].float()  # (B, T, S)
    found = (attention * right).sum(-1)[right.sum(-1) > 0]
    return loss - guide * (found + 1e-6).log().mean(), found.mean().item()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sentences", type=int, default=320_000)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--guide", type=float, default=0.1)
    parser.add_argument("--threads", type=int, default=1, help="more is slower where others use the machine")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(SEED)
    chance = random.Random(SEED)
    tokenizer = Tokenizer.from_file(str(options.folder / "tokenizer.json"))
    began = time.time()
    pairs = read_corpus(tokenizer, options.sentences)
    lengths = [max(len(pair.source), len(pair.target)) for pair in pairs]
    groups = list(batches(lengths, BATCH_TOKENS, range(len(pairs))))
    model = make_model(tokenizer).train()
    steps = options.epochs * len(groups)
    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK_RATE, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK_RATE, total_steps=steps + 1, pct_start=WARM_UP)
    print(f"{len(pairs)} sentences, {steps} steps, {sum(p.numel() for p in model.parameters())} parameters,"
          f" {time.time() - began:.0f} s to read", flush=True)  # fmt: skip
    order = itertools.chain.from_iterable(chance.sample(groups, len(groups)) for _ in range(options.epochs))
    for step, group in enumerate(order, 1):
        loss, looked = loss_of(model, [pairs[at] for at in group], options.guide)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        if step % 100 == 0:
            seconds = time.time() - began
            print(f"{step}/{steps} loss {loss.item():.3f} guided head {looked:.2f} {seconds:.0f} s", flush=True)
    save(model.eval(), options.folder)


if __name__ == "__main__":
    main()
