"""Every operation once at a small size: the first launch of a kernel compiles it, which no key press should see."""

from __future__ import annotations

import numpy as np

from attnviz.compute.ops import Blocks, Marks, Mask, Ops, Packed, Tensor

D, HEADS = 32, 2


def run_all(ops: Ops) -> None:
    """Launch all kernels of a device and wait for them."""
    x = _encoder(ops)
    _decoder(ops, x)
    _scans(ops)


def _zeros(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.zeros(shape, np.float32)


def _encoder(ops: Ops) -> Tensor:
    """What an encoder runs: (2, D)."""
    words = ops.word_table(_zeros(4, D))
    packed = ops.word_table(Blocks(_zeros(4, 1), np.zeros((4, D // 2), np.uint8), (4, D)))
    positions, types = ops.upload(_zeros(4, D)), ops.upload(_zeros(D))
    norm = ops.norm_weights(np.ones(D, np.float32), _zeros(D), 1e-5)
    wide, square = ops.linear_weights(_zeros(3 * D, D), _zeros(3 * D)), ops.linear_weights(_zeros(D, D), _zeros(D))
    ids = np.arange(2, dtype=np.int32)
    x = ops.embed(ids, words, positions, types, norm)
    x = ops.linear(x, square, residual=ops.embed(ids, packed, positions, types, norm))
    qkv = ops.linear(ops.linear(x, square, "gelu"), wide)
    cache, mask, query = ops.cache(HEADS, D // HEADS, 2), Mask(2), (qkv, 0, D)
    ops.append(cache, (qkv, D, 2 * D), (qkv, 2 * D, 3 * D))
    x = ops.norm(ops.attend(query, cache, mask), norm)
    ops.download(ops.attend_sparse(query, cache, ops.pattern(np.eye(2, dtype=np.bool_))))
    ops.download(ops.thumbnails(query, cache, mask, 2))
    marks = Marks(0, ids, ids, np.zeros(2, bool), np.ones((2, 2), np.float32))
    ops.download(ops.facts(query, cache, mask, marks))
    ops.download(ops.mean_weights(query, cache, Mask(2, hidden=(1,))))
    ops.clear((x, 0, 1))
    scores, _, _ = ops.attend_head(query, 0, cache, mask)
    ops.download(scores)
    ops.columns(qkv, 0, D // HEADS)
    return x


def _scans(ops: Ops) -> None:
    """What labs run."""
    x = ops.upload(_zeros(2, D))
    ops.scan_linear(x, x, x)
    ops.scan_fading(x, np.zeros(2, np.float32))
    square = ops.upload(_zeros(D, D))
    states = ops.scan_recurrent(x, square)
    ops.download(ops.influence(states, square, square, np.zeros(1, np.int32)))
    ops.download(ops.multiply(x, square, 8))


def _decoder(ops: Ops, x: Tensor) -> None:
    """What only decoders run, from hidden states (2, D) on."""
    ids, rows = np.arange(2, dtype=np.int32), np.ones(1, np.int32)
    blocks = Packed("Q8_0", (4, D), np.zeros((4, 34), np.uint8))
    words = ops.word_table(blocks)
    norm = ops.norm_weights(np.ones(D // HEADS, np.float32), None, 1e-5)
    x = ops.linear(ops.norm(x, norm, parts=HEADS), ops.linear_weights(blocks))
    x = ops.gated(ops.logits(ops.gather(ids, words, positions=ops.zeros(4, D)), words), "silu")
    x = ops.rope((x, 0, 2), 2, ops.zeros(2, 2))
    y = ops.softmax(ops.zeros(2, 2))
    ops.add_rows(y, rows, ops.take_rows(x, rows), np.ones(1, np.float32))
    ops.put_rows(y, (x, 0, 2))
    ops.download(y)
