"""Measures the two models on held-out sentences, from the float16 files, computed in float32.

    python measure.py MODELS [--sentences N] [--pairs N] [--beam N] [--skip translator|experts]

Prints the translator's share of exact translations (greedy and beam 4), how often each head of its cross-attention
looks first at the word that the grammar knows to be the right one, and which experts work on what.
"""

from __future__ import annotations

import argparse
import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import corpus
import torch
from encoded import encode_pair
from grammar import Sentence
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy
from transformers import MarianMTModel, MixtralForCausalLM

BATCH = 100
EXAMPLES = (
    "Taro ate the cake. After that, he fell asleep.",
    "Hanako gave Taro a red book in the park yesterday.",
    "The robot executed the command, but it was broken.",
    "The animal didn't cross the street because it was too tired.",
    "He went to the river bank.",
    "He went to the bank to withdraw money.",
    "That cat is cute.",
    "The cat runs.",
)


def unseen_sentences(count: int) -> list[Sentence]:
    """Held-out sentences of known pairs of words."""
    return list(itertools.islice((s for s in corpus.held_out(10**9) if not corpus.new_pair(s)), count))


def unseen_pairs(count: int) -> list[Sentence]:
    """Held-out sentences with a verb and object, or adjective and noun, that training never showed together."""
    return list(itertools.islice((s for s in corpus.held_out(10**9) if corpus.new_pair(s)), count))


def padded(rows: Sequence[Sequence[int]], pad: int) -> torch.Tensor:
    width = max(map(len, rows))
    return torch.tensor([[*row, *[pad] * (width - len(row))] for row in rows])


def translate(model: MarianMTModel, tokenizer: Tokenizer, texts: Sequence[str], beams: int) -> list[str]:
    """Translations; texts of like length are worked on together."""
    pad = model.config.pad_token_id
    ids = [tokenizer.encode(text).ids for text in texts]
    order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
    found = [""] * len(texts)
    for first in range(0, len(order), BATCH):
        group = order[first : first + BATCH]
        source = padded([ids[at] for at in group], pad)
        with torch.inference_mode():
            made = model.generate(
                input_ids=source, attention_mask=source.ne(pad).long(), num_beams=beams, max_new_tokens=80
            )
        for at, row in zip(group, made.tolist(), strict=True):
            found[at] = tokenizer.decode(row)
    return found


def exactness(model: MarianMTModel, tokenizer: Tokenizer, sentences: Sequence[Sentence], beams: int) -> float:
    made = translate(model, tokenizer, [s.english for s in sentences], beams)
    wrong = [(s, text) for s, text in zip(sentences, made, strict=True) if text != s.japanese]
    for sentence, text in wrong[:6]:
        print(f"    {sentence.english}\n      wanted {sentence.japanese}\n      got    {text}")
    return 1 - len(wrong) / len(sentences)


def alignment(model: MarianMTModel, tokenizer: Tokenizer, sentences: Sequence[Sentence]) -> list[list[float]]:
    """By layer and head, the share of content tokens whose largest cross-attention is on a word that says the same.

    Row t of the cross-attention is where the decoder looks while it chooses token t of the target.
    """
    config = model.config
    hits = torch.zeros(config.decoder_layers, config.decoder_attention_heads)
    total = 0
    for sentence in sentences:
        pair = encode_pair(tokenizer, sentence)
        started = torch.tensor([[config.decoder_start_token_id, *pair.target[:-1]]])
        with torch.inference_mode():
            made = model(input_ids=torch.tensor([pair.source]), decoder_input_ids=started, output_attentions=True)
        first = torch.stack(made.cross_attentions)[:, 0].argmax(-1)  # (L, H, T)
        right = defaultdict(set)
        for there, here in pair.aligned:
            right[there].add(here)
        total += len(right)
        for there, sources in right.items():
            hits += torch.isin(first[:, :, there], torch.tensor(sorted(sources)))
    return (hits / total).tolist()


def measure_translator(folder: Path, options: argparse.Namespace) -> None:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    model = MarianMTModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    print(f"translator: {sum(p.numel() for p in model.parameters())} parameters")
    for text, made in zip(EXAMPLES, translate(model, tokenizer, EXAMPLES, 1), strict=True):
        print(f"    {text} -> {made}")
    sets = {"new sentences": unseen_sentences(options.sentences), "new pairs of words": unseen_pairs(options.pairs)}
    for name, sentences in sets.items():
        share = exactness(model, tokenizer, sentences, 1)
        print(f"  {name}: {len(sentences)}, exact with greedy decoding {share:.2%}", flush=True)
        some = sentences[: options.beam]
        if some:
            print(f"  {name}: {len(some)}, exact with beam 4 {exactness(model, tokenizer, some, 4):.2%}", flush=True)
    small = [text.english.lower() for text in sets["new sentences"]]
    made = translate(model, tokenizer, small, 1)
    same = sum(text == s.japanese for text, s in zip(made, sets["new sentences"], strict=True))
    print(f"  in small letters: {same / len(small):.2%}")
    shares = alignment(model, tokenizer, sets["new sentences"][:1000])
    for layer, heads in enumerate(shares):
        print(
            f"  cross-attention layer {layer}: " + ", ".join(f"head {h} {share:.1%}" for h, share in enumerate(heads))
        )


def tagged_tokens(tokenizer: Tokenizer, sentence: Sentence) -> Iterator[tuple[str, list[int], list[str]]]:
    """Language, ids and part of speech of each token; "start" for <s>."""
    for name, text, tags in zip(
        ("English", "Japanese"), (sentence.english, sentence.japanese), sentence.tags, strict=True
    ):
        found = tokenizer.encode(text)
        yield name, found.ids, [_tag(span, tags) for span in found.offsets]


def _tag(span: tuple[int, int], tags: Sequence[tuple[tuple[int, int], str]]) -> str:
    """Of the word that a token shares most characters with."""
    shared = [(min(span[1], end) - max(span[0], start), pos) for (start, end), pos in tags]
    most, pos = max(shared)
    return pos if most > 0 else "start"


def measure_experts(folder: Path, options: argparse.Namespace) -> None:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    model = MixtralForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    config, end = model.config, tokenizer.token_to_id("</s>")
    experts, layers = config.num_local_experts, config.num_hidden_layers
    idle = (experts - config.num_experts_per_tok) * 3 * config.hidden_size * config.intermediate_size * layers
    size = sum(p.numel() for p in model.parameters())
    print(f"experts: {size} parameters, at work on a token {1 - idle / size:.0%}")
    losses: dict[str, list[float]] = defaultdict(list)
    load: dict[tuple[int, str, str], Counter[int]] = defaultdict(Counter)
    for sentence in unseen_sentences(options.sentences // 4):
        for language, ids, tags in tagged_tokens(tokenizer, sentence):
            losses[language] += _losses(model, [*ids, end])
            with torch.inference_mode():
                made = model(input_ids=torch.tensor([ids]), output_router_logits=True)
            for layer, logits in enumerate(made.router_logits):
                for tag, chosen in zip(tags, logits.topk(config.num_experts_per_tok).indices.tolist(), strict=True):
                    load[layer, language, tag].update(chosen)
        both = tokenizer.encode(f"{sentence.english} ⇒ {sentence.japanese}").ids
        known = len(tokenizer.encode(sentence.english + " ⇒").ids)
        losses["Japanese after ⇒"] += _losses(model, [*both, end])[known - 1 :]
    for name, values in losses.items():
        print(f"  {name}: {len(values)} tokens, perplexity {math.exp(sum(values) / len(values)):.2f}")
    for layer in range(layers):
        total = sum((count for (at, _, _), count in load.items() if at == layer), Counter())
        print(f"  layer {layer}, share of all work: {_row(total, experts)}")
        for language in ("English", "Japanese"):
            counts = sum((c for (at, name, _), c in load.items() if at == layer and name == language), Counter())
            print(f"    {language:9}{'':10} {_row(counts, experts)}")
            for tag in sorted({tag for at, name, tag in load if at == layer and name == language}):
                print(f"    {language:9}{tag:10} {_row(load[layer, language, tag], experts)}")


def _losses(model: MixtralForCausalLM, ids: Sequence[int]) -> list[float]:
    with torch.inference_mode():
        logits = model(input_ids=torch.tensor([ids])).logits[0, :-1]
    return cross_entropy(logits, torch.tensor(ids[1:]), reduction="none").tolist()


def _row(counts: Counter[int], experts: int) -> str:
    return " ".join(f"{counts[expert] / counts.total():4.0%}" for expert in range(experts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path)
    parser.add_argument("--sentences", type=int, default=2000)
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--beam", type=int, default=10**9, help="sentences of each set to decode with beam 4 as well")
    parser.add_argument("--skip", choices=("translator", "experts"))
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.skip != "translator":
        measure_translator(options.models / "translator", options)
    if options.skip != "experts":
        measure_experts(options.models / "experts", options)


if __name__ == "__main__":
    main()
