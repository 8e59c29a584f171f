"""Makes minilm.npz and minilm.json: what Hugging Face transformers computes for all-MiniLM-L6-v2.

Run it with a Python that has torch, transformers and numpy (not part of this project's environment):

    python tests/golden/make_minilm.py MODEL_FOLDER

The model is computed in float64 (BertModel, attn_implementation="eager") and the results are rounded to float32. The
stored files were made with torch 2.13.0, transformers 5.23.0, tokenizers 0.23.3 and numpy 2.4.6 on the CPU; minilm.json
records what made it.

Stored per sentence: its ids; of the weights (T, T) of every head of every layer 8 of the 16 largest entries and 24
drawn at random, as flat indices and values; the same, 16 of 32 and 48 entries, of every hidden state (T, D), number 0
being the embeddings. In a long text chance alone would find small weights only, and those agree to 1e-5 with anything.
For one short sentence everything is stored.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import tokenizers
import torch
import transformers

SEED = 20260721
HERE = Path(__file__).parent

PROSE = (
    "In the evening the old lighthouse keeper climbed 214 steps, lit the lamp and looked at the grey water. "
    "Nobody had passed the cape for nine days; the supply boat was late, and so was the letter from his sister. "
    "He boiled some tea. “Perhaps tomorrow,” he said to the cat, who didn't believe a word of it. At half past "
    "three a ship answered: two short flashes, one long. The keeper wrote the time, the wind (north-west, 7 m/s) "
    "and the position in his book, because that is what he was paid for, and then, because nobody paid him for "
    "it, he waved. Far below, on a deck that smelled of coal and oranges, a girl of eleven who could not sleep "
    "waved back. Years afterwards she became an engineer, designed electronic beacons, and made all keepers "
    "unemployed, which she regretted whenever it was dark. "
)

SHORT = "Taro ate the cake. After that, he fell asleep."

SENTENCES = (
    "a",
    "!",
    "Hello.",
    "cat dog",
    SHORT,
    "The animal didn't cross the street because it was too tired.",
    "The trophy would not fit into the brown suitcase because it was too big.",
    "Anna gave Maria her book, and she thanked her.",
    "time flies like an arrow; fruit flies like a banana",
    "(((What?!)))... “quoted”, it's 100% – [or] {not}: a/b\\c & d@e #f $5 €6 ~ ^ | <tag>",
    "supercalifragilisticexpialidocious antidisestablishmentarianism pneumonoultramicroscopic",
    "I ate 🍰 and 🍣 today 😀😀 👩‍👩‍👧",
    "太郎はケーキを食べた。そのあと彼は眠った。",
    "café Ångström naïve ÜBER Ελλάδα Москва שלום مرحبا",
    "the the the the the the the the the the the the the the the the",
    "line one\nline two\tafter a tab   and  spaces",
    "The capital of France is [MASK].",
)
LENGTHS = (16, 33, 64, 97, 128, 200, 256, 384, 511, 512)
BEYOND = 700


def prose_of(tokenizer: transformers.PreTrainedTokenizerBase, tokens: int, start: int) -> str:
    """Words of PROSE from ``start`` on, as many as make exactly ``tokens`` tokens with the two special ones."""
    words = (PROSE * 8).split()[start:]
    text = ""
    for word in words:
        longer = f"{text} {word}".strip()
        if len(tokenizer(longer)["input_ids"]) > tokens:
            break
        text = longer
    while len(tokenizer(text)["input_ids"]) < tokens:
        text += "!"
    assert len(tokenizer(text)["input_ids"]) == tokens
    return text


def sampled(values: np.ndarray, largest: int, drawn: int, rng: np.random.Generator) -> np.ndarray:
    """Flat indices into ``values``: of half of its largest magnitudes and of some drawn at random."""
    order = np.argsort(-np.abs(values.ravel()))[: 2 * largest]
    return np.concatenate([rng.permutation(order)[:largest], rng.integers(0, values.size, drawn)])


def padded(indices: np.ndarray, count: int) -> np.ndarray:
    """A matrix with fewer entries than are wanted is covered by repeating some."""
    return np.resize(indices, count).astype(np.uint32)


def main() -> None:
    folder = sys.argv[1]
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, model_max_length=512)
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.no_padding()
    model = transformers.BertModel.from_pretrained(folder, attn_implementation="eager", dtype=torch.float64).eval()
    texts = [*SENTENCES, *(prose_of(tokenizer, n, 7 * i) for i, n in enumerate(LENGTHS))]
    texts.append(prose_of(tokenizer, BEYOND, 3))

    rng = np.random.default_rng(SEED)
    arrays: dict[str, np.ndarray] = {}
    cases = []
    for number, text in enumerate(texts):
        total = len(tokenizer(text)["input_ids"])
        ids = tokenizer(text, truncation=True, max_length=512)["input_ids"]
        with torch.no_grad():
            made = model(torch.tensor([ids]), output_attentions=True, output_hidden_states=True)
        weights = np.stack([layer[0].numpy() for layer in made.attentions])  # (L, H, T, T)
        hidden = np.stack([state[0].numpy() for state in made.hidden_states])  # (L + 1, T, D)
        at = np.stack([[padded(sampled(head, 8, 24, rng), 32) for head in layer] for layer in weights])
        spot = np.stack([padded(sampled(state, 16, 48, rng), 64) for state in hidden])
        layers, heads, length, _ = weights.shape
        arrays[f"{number}.weights.at"] = at
        arrays[f"{number}.weights"] = np.take_along_axis(weights.reshape(layers, heads, -1), at, 2).astype(np.float32)
        arrays[f"{number}.hidden.at"] = spot
        arrays[f"{number}.hidden"] = np.take_along_axis(hidden.reshape(layers + 1, -1), spot, 1).astype(np.float32)
        if text == SHORT:
            arrays["full.weights"] = weights.astype(np.float32)
            arrays["full.hidden"] = hidden.astype(np.float32)
        cases.append({"text": text, "ids": ids, "total": total})
        print(number, length, total, ascii(text[:60]))
    np.savez_compressed(HERE / "minilm.npz", **arrays)
    versions = {module.__name__: module.__version__ for module in (torch, transformers, tokenizers, np)}
    record = {"made_with": versions, "seed": SEED, "full": SENTENCES.index(SHORT), "cases": cases}
    (HERE / "minilm.json").write_text(json.dumps(record, ensure_ascii=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
