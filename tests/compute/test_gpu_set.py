"""The graphics card's kernels in whole models, and which of them are taken when."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from closeness import assert_close, floats
from golden.golden import load_minilm_full

from attnviz.compute import gpu_attention, program, reference, selftest
from attnviz.compute.cpu_ops import CpuOps
from attnviz.compute.gpu_ops import GpuOps, every_way, ops_of
from attnviz.compute.gpu_set import GPU
from attnviz.compute.numpy_ops import NumpyOps
from attnviz.compute.ops import Blocks, Cache, Columns, Mask, Ops
from attnviz.engine import Engine
from attnviz.model.bert import Bert, Forward
from attnviz.trace import ModelInfo, TraceRequest
from attnviz.weights.packed import Packed

ABSOLUTE = 1e-5
LAYERS, D, HEADS, F, V, P = 3, 48, 4, 100, 60, 70


@pytest.fixture
def launched(gpu_on_pocl: GpuOps, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the kernels that run from now on."""
    names: list[str] = []
    run = gpu_on_pocl._run
    monkeypatch.setattr(gpu_on_pocl, "_run", lambda name, *rest: names.append(name) or run(name, *rest))
    return names


def random_bert(ops: Ops) -> Bert:
    """A BERT whose sizes are no multiples of any tile, with weights that let attention choose."""

    def tensor(name: str) -> np.ndarray:
        seed = int.from_bytes(name.encode()) % 2**32
        scale = 2.0 if "query" in name or "key" in name else 1.0
        for ending, shape in shapes.items():
            if name.endswith(ending):
                array = floats(seed, *shape) / np.float32(np.sqrt(shape[-1]) if len(shape) == 2 else 4)
                return array + 1 if "LayerNorm.weight" in name else scale * array
        raise KeyError(name)

    shapes: dict[str, tuple[int, ...]] = {
        "position_embeddings.weight": (P, D),
        "token_type_embeddings.weight": (2, D),
        "intermediate.dense.weight": (F, D),
        "intermediate.dense.bias": (F,),
        "attention.output.dense.weight": (D, D),
        "output.dense.weight": (D, F),
        "LayerNorm.weight": (D,),
        "weight": (D, D),
        "bias": (D,),
    }
    checkpoint: Any = SimpleNamespace(
        info=ModelInfo("random", "random", "bert", LAYERS, HEADS, HEADS, D // HEADS, D, P),
        config={"layer_norm_eps": 1e-12, "position_offset": 0},
        shapes=EncoderNames(),
        tensor=tensor,
        stored=lambda name: Packed.of(tensor(name)),
        word_table=lambda: floats(1, V, D),
    )
    return Bert(checkpoint, ops, lambda share: None)


class EncoderNames(dict[str, tuple[int, ...]]):
    """As if every array were there but those of a head."""

    def __contains__(self, name: object) -> bool:
        return "cls." not in str(name)


def everything(ops: Ops, forward: Forward) -> Iterator[np.ndarray]:
    for hidden in forward.hidden:
        yield ops.download(hidden)
    for layer in forward.layers:
        for head in range(HEADS):
            yield from map(ops.download, ops.attend_head(layer.query, head, layer.cache, layer.mask))


@pytest.mark.parametrize("tokens", [1, 9, 65])
def test_a_whole_model_is_the_same_with_every_set(pocl: Ops, gpu_on_pocl: Ops, tokens: int) -> None:
    ids = np.random.default_rng(2).integers(0, V, tokens).astype(np.int32)
    runs = []
    for ops in (NumpyOps(), pocl, gpu_on_pocl):
        runs.append(list(everything(ops, random_bert(ops).forward(ids, whole=True))))
    assert runs[0][-2].max() > 2 / tokens or tokens == 1, "attention chooses"
    for arrays in zip(*runs, strict=True):
        for other in arrays[1:]:
            np.testing.assert_allclose(other, arrays[0], rtol=ABSOLUTE, atol=ABSOLUTE)


def test_a_sentence_of_minilm_equals_transformers(gpu_on_pocl: GpuOps, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attnviz.loading.open_ops", lambda key, *more: gpu_on_pocl)
    monkeypatch.setattr(gpu_on_pocl._kernels, "save", lambda: None)  # no card: PoCL needs seconds to hand binaries out
    full, engine = load_minilm_full(), Engine()
    _, named = engine.tensors(TraceRequest(1, full.text, "all-MiniLM-L6-v2"))
    for layer in range(6):
        np.testing.assert_allclose(named[f"layers.{layer}.weights"], full.weights[layer], rtol=0, atol=ABSOLUTE)
    for layer in range(7):
        np.testing.assert_allclose(named[f"hidden_states.{layer}"], full.hidden[layer], rtol=0, atol=ABSOLUTE)


@pytest.mark.parametrize(
    ("rows", "k", "n", "kernels"),
    [
        (512, 64, 1152, ["linear"]),
        (16, 48, 384, ["linear_narrow"]),  # too short a sum to cut
        (16, 384, 384, ["linear_part", "combine"]),
        (1, 1539, 70, ["linear_part", "combine"]),
    ],
)
def test_products_occupy_the_card(
    gpu_on_pocl: GpuOps, launched: list[str], rows: int, k: int, n: int, kernels: list[str]
) -> None:
    x, weight, bias = floats(1, rows, k), floats(2, n, k) / np.float32(np.sqrt(k)), floats(3, n)
    made = gpu_on_pocl.download(gpu_on_pocl.linear(gpu_on_pocl.upload(x), gpu_on_pocl.linear_weights(weight, bias)))
    assert launched == kernels
    assert_close(made, reference.linear(*(a.astype(np.float64) for a in (x, weight, bias))), 1e-5, 1e-5)


def test_the_selftest_reaches_every_kernel_but_those_of_wider_heads(gpu_on_pocl: GpuOps, pocl: Ops) -> None:
    names: set[str] = set()
    for ops in every_way(gpu_on_pocl):
        run = ops._run
        ops._run = lambda name, *rest, run=run: names.add(name) or run(name, *rest)
        assert selftest.problem(ops) == ""
    wider = {"flash_64", "flash_128", "flash_256"}
    assert names >= set(GPU.signatures) - wider - {"gather_q4"}
    assert every_way(pocl) == [pocl]


def test_a_product_in_stretches_is_the_same_every_time(gpu_on_pocl: GpuOps) -> None:
    x, w = gpu_on_pocl.upload(floats(1, 5, 1536)), gpu_on_pocl.linear_weights(floats(2, 60, 1536), floats(3, 60))
    first = gpu_on_pocl.download(gpu_on_pocl.linear(x, w))
    assert all(np.array_equal(gpu_on_pocl.download(gpu_on_pocl.linear(x, w)), first) for _ in range(5))


def attention(ops: Ops, rows: int, size: int, heads: int, groups: int, mask: Mask) -> tuple[Columns, Cache, list]:
    """Queries and a cache on the device, and the twin's arguments: q, k, v, size, seen."""
    q, k, v = floats(4, rows, heads * size), *floats(5, 2, mask.keys, groups * size)
    cache, both = ops.cache(groups, size, mask.keys), ops.upload(np.concatenate([k, v], axis=1))
    ops.append(cache, (both, 0, k.shape[1]), (both, k.shape[1], 2 * k.shape[1]))
    seen = reference.allowed(rows, mask.keys, mask.first, mask.causal, mask.window)
    given = [*(x.astype(np.float64) for x in (q, k, v)), size, seen]
    return (ops.upload(q), 0, q.shape[1]), cache, given


@pytest.mark.parametrize(
    ("width", "kernel"),
    [
        (3, "flash_32"),
        (32, "flash_32"),
        (33, "flash_64"),
        (128, "flash_128"),
        (130, "flash_256"),
        (256, "flash_256"),
        (260, "values"),
    ],
)
@pytest.mark.parametrize("mask", [Mask(37), Mask(40, 3, causal=True), Mask(90, 53, causal=True, window=20)])
def test_every_width_of_head_has_a_kernel(
    gpu_on_pocl: GpuOps, launched: list[str], width: int, kernel: str, mask: Mask
) -> None:
    query, cache, given = attention(gpu_on_pocl, 37, width, 2, 1, mask)
    made = gpu_on_pocl.download(gpu_on_pocl.attend(query, cache, mask))
    assert launched[-1] == kernel
    assert_close(made, reference.attend(*given), 1e-5, 5e-6)


@pytest.mark.parametrize(
    "mask",
    [
        Mask(200),
        Mask(200, causal=True),
        Mask(200, 30, causal=True),
        Mask(150, causal=True),
        Mask(230, 30, causal=True, window=3),
        Mask(200, causal=True, window=70),
    ],
)
def test_tiles_that_nobody_looks_at_are_left_out(gpu_on_pocl: GpuOps, mask: Mask) -> None:
    """Several tiles of queries and keys, some of them hidden from all queries of a group, some from a few."""
    rows, size = 200, 8
    query, cache, given = attention(gpu_on_pocl, rows, size, 4, 2, mask)
    context = gpu_on_pocl.download(gpu_on_pocl.attend(query, cache, mask))
    assert_close(context, reference.attend(*given), 1e-5, 5e-6)
    made = map(gpu_on_pocl.download, gpu_on_pocl.attend_head(query, 2, cache, mask))
    q, k, v, _, seen = given
    twins = reference.attend_head(q[:, 2 * size : 3 * size], k[:, size:], v[:, size:], seen)
    for one, twin in zip(made, twins, strict=True):
        assert np.array_equal(np.isinf(one), np.isinf(twin))
        np.testing.assert_allclose(one, twin, rtol=1e-5, atol=5e-6)


def test_attention_of_many_heads_is_made_in_bands(
    gpu_on_pocl: GpuOps, launched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mask = Mask(30, 10, causal=True)
    query, cache, given = attention(gpu_on_pocl, 20, 260, 6, 3, mask)
    ops, made = gpu_on_pocl, []
    for most in (gpu_attention.MOST_SCORES, 4 * 20 * 30, 1):
        monkeypatch.setattr(gpu_attention, "MOST_SCORES", most)
        launched.clear()
        asked = (
            ops.attend(query, cache, mask),
            ops.thumbnails(query, cache, mask, 7),
            ops.mean_weights(query, cache, mask),
        )
        made.append(ops.download_all(asked))
        assert launched.count("pool") == {4 * 20 * 30: 2, 1: 6}.get(most, 1)
    assert_close(made[0][0], reference.attend(*given), 1e-5, 5e-6)
    assert all(np.array_equal(one, first) for other in made[1:] for one, first in zip(other, made[0], strict=True))
    q, k, _, size, seen = given
    assert_close(made[0][2], reference.mean_weights(q, k, size, seen), 1e-5, 1e-6)


def test_the_forward_pass_writes_no_matrix(gpu_on_pocl: GpuOps, monkeypatch: pytest.MonkeyPatch) -> None:
    query, cache, _ = attention(gpu_on_pocl, 300, 16, 4, 4, Mask(300))
    taken: list[int] = []
    take = gpu_on_pocl._pool.take
    monkeypatch.setattr(gpu_on_pocl._pool, "take", lambda size: taken.append(size) or take(size))
    gpu_on_pocl.attend(query, cache, Mask(300))
    assert sum(taken) < 4 * 300 * 300


@pytest.mark.parametrize("activation", ["", "gelu", "gelu_tanh", "relu", "silu"])
@pytest.mark.parametrize(("rows", "k", "kernel"), [(512, 20, "linear"), (9, 20, "linear_narrow"), (9, 400, "combine")])
def test_every_activation_follows_every_kind_of_product(
    gpu_on_pocl: GpuOps, launched: list[str], activation: str, rows: int, k: int, kernel: str
) -> None:
    n = 1152 if rows == 512 else 70
    x, weight = floats(1, rows, k), 4 * floats(2, n, k) / np.float32(np.sqrt(k))
    made = gpu_on_pocl.download(
        gpu_on_pocl.linear(gpu_on_pocl.upload(x), gpu_on_pocl.linear_weights(weight), activation)
    )
    assert launched[-1] == kernel
    exact = x.astype(np.float64) @ weight.T.astype(np.float64)
    twin = getattr(reference, activation)(exact) if activation else exact
    assert_close(made, twin, 1e-5, 2e-5)


def test_words_in_four_bits(gpu_on_pocl: GpuOps) -> None:
    """Without a norm no model has them yet, and with a head that is tied to them neither."""
    ops, ids = gpu_on_pocl, np.array([49, 0, 7, 7], np.int32)
    nibbles, places = np.random.default_rng(6).integers(0, 256, (50, 32), np.uint8), floats(3, 8, 64)
    table = Blocks(floats(6, 50, 2), nibbles, (50, 64))
    made = ops.download(ops.gather(ids, ops.word_table(table), 8.0, ops.upload(places), 3))
    rows = reference.word_rows(table.scales.astype(np.float64), nibbles, ids)
    assert_close(made, reference.gather(rows, 8.0, places.astype(np.float64), 3), 1e-6, 1e-6)
    with pytest.raises(ValueError, match="head"):
        ops.logits(ops.upload(places), ops.word_table(table))


def test_the_kind_of_device_chooses_the_set(gpu_on_pocl: GpuOps, pocl: Ops, monkeypatch: pytest.MonkeyPatch) -> None:
    device = gpu_on_pocl._kernels.device
    assert program.kernel_set(device) is program.CPU
    assert type(ops_of(device, pocl.info)) is CpuOps
    for module in ("program", "gpu_ops", "gpu_memory", "tuning"):
        monkeypatch.setattr(f"attnviz.compute.{module}.kind_of", lambda device: "gpu")
    assert program.kernel_set(device) is GPU
    on_pocl = ops_of(device, pocl.info)
    assert type(on_pocl) is GpuOps
    assert on_pocl._kernels.chosen is GPU
