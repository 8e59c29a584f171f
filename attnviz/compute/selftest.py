"""``python -m attnviz.compute.selftest KEY``: every kernel of a device against its numpy twin, in a process to lose.

Ends with 0 if all agree, with 1 and a line on stderr if not; a driver that aborts or hangs ends or stays as it will,
and ``trial.py`` sees that. ``+small`` behind the key takes the smallest tiles; ``--list`` instead of it only lists the
devices.
"""

from __future__ import annotations

import contextlib
import math
import sys
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.compute import reference
from attnviz.compute.ops import PACKED, Blocks, Marks, Mask, Ops, Packed, Tensor
from attnviz.compute.scans import FEATURES, SIDES
from attnviz.compute.trial import SMALL
from attnviz.heads import FACTS, POSITIONAL

RELATIVE, ABSOLUTE = 1e-4, 1e-4
"""Wide: this looks for drivers that compute nonsense. The tests look for wrong digits."""

Check = tuple[str, NDArray[Any], NDArray[Any]]
"""name, device's result, twin's result"""


def checks(ops: Ops) -> Iterator[Check]:
    """Run each operation at sizes that are no multiple of any tile."""
    rng = np.random.default_rng(7)
    tokens, width, heads, inner = 19, 64, 4, 200

    def floats(*shape: int) -> NDArray[np.float32]:
        return rng.standard_normal(shape, np.float32) / np.float32(math.sqrt(shape[-1]) if len(shape) == 2 else 1)

    sent = floats(tokens, width)
    yield "copy", ops.download(ops.upload(sent)), sent

    words, positions = floats(50, width), floats(32, width)
    types, gamma, beta = floats(width), floats(width), floats(width)
    norm, places, kinds = ops.norm_weights(gamma, beta, 1e-5), ops.upload(positions), ops.upload(types)
    ids = rng.integers(0, 50, tokens).astype(np.int32)
    x = ops.embed(ids, ops.word_table(words), places, kinds, norm)
    hidden = ops.download(x)
    yield "embed", hidden, reference.embed(words[ids], positions, types, gamma, beta, 1e-5)
    scales, nibbles = floats(50, width // 32), rng.integers(0, 256, (50, width // 2)).astype(np.uint8)
    packed = ops.embed(ids, ops.word_table(Blocks(scales, nibbles, (50, width))), places, kinds, norm)
    rows = reference.word_rows(scales, nibbles, ids)
    yield "embed_q4", ops.download(packed), reference.embed(rows, positions, types, gamma, beta, 1e-5)

    up, up_bias = floats(inner, width), floats(inner)
    y = ops.linear(x, ops.linear_weights(up, up_bias), "gelu")
    lifted = ops.download(y)
    yield "linear_gelu", lifted, reference.gelu(reference.linear(hidden, up, up_bias))
    down, down_bias = floats(width, inner), floats(width)
    y = ops.linear(y, ops.linear_weights(down, down_bias), residual=x)
    added = ops.download(y)
    yield "linear_add", added, reference.linear(lifted, down, down_bias) + hidden
    yield "norm", ops.download(ops.norm(y, norm)), reference.norm(added, gamma, beta, 1e-5)

    wide, wide_bias = floats(3 * width, width), floats(3 * width)
    z = ops.linear(x, ops.linear_weights(wide, wide_bias))
    qkv = ops.download(z)
    yield "linear", qkv, reference.linear(hidden, wide, wide_bias)
    yield "columns", ops.columns(z, 65, 82), qkv[:, 65:82]
    yield "columns together", ops.download_all([x, (z, 65, 82)])[1], qkv[:, 65:82]
    plain = Mask(tokens)
    changed = Mask(tokens, sharpness=1.5, hidden=(0, 3, 18)), Mask(tokens, -tokens - 1, hidden=tuple(range(tokens)))
    for mask in (plain, Mask(tokens, causal=True), Mask(tokens, causal=True, window=5), *changed):
        yield from _attention(ops, z, qkv, heads, mask)
    yield from _decoder(ops)
    yield from _scans(ops)


def _attention(ops: Ops, z: Tensor, qkv: NDArray[Any], heads: int, mask: Mask) -> Iterator[Check]:
    """All ways to attend, with two query heads on each key head, and keys appended in two pieces."""
    tokens, width = len(qkv), qkv.shape[1] // 3
    size, half = width // heads, width // 2
    cache, query = ops.cache(heads // 2, size, tokens), (z, 0, width)
    ops.append(cache, (z, width, width + half), (z, 2 * width, 2 * width + half))
    later = ops.upload(qkv[7:])  # the same rows once more, over the first ones
    ops.append(cache, (later, width, width + half), (later, 2 * width, 2 * width + half), 7)
    q, k, v = qkv[:, :width], qkv[:, width : width + half], qkv[:, 2 * width : 2 * width + half]
    seen = reference.allowed(tokens, mask.keys, mask.first, mask.causal, mask.window, mask.hidden)
    whole = reference.attend(q, k, v, size, seen, mask.sharpness)
    yield "attend", ops.download(ops.attend(query, cache, mask)), whole
    yield "flash", ops.download(ops.attend_flash(query, cache, mask)), whole
    pairs = seen & (np.random.default_rng(5).random(seen.shape) < 0.2) | np.eye(tokens, dtype=np.bool_)
    pattern = ops.pattern(pairs)
    sparse = reference.attend(q, k, v, size, pairs, mask.sharpness)
    yield "sparse", ops.download(ops.attend_sparse(query, cache, pattern, mask.sharpness)), sparse
    mean = reference.mean_weights(q, k, size, seen, mask.sharpness)
    yield "mean weights", ops.download(ops.mean_weights(query, cache, mask)), mean

    one = slice(2 * size, 3 * size), slice(size, 2 * size)  # query head 2 of 4, key head 1 of 2
    twins = reference.attend_head(q[:, one[0]], k[:, one[1]], v[:, one[1]], seen, mask.sharpness)
    for name, made, twin in zip(
        ("scores", "weights", "context"), ops.attend_head(query, 2, cache, mask), twins, strict=True
    ):
        yield name, ops.download(made), twin
    yield "weights of all", ops.download(ops.attend_all(query, cache, mask)[1][2]), twins[1]
    pictures = ops.download(ops.thumbnails(query, cache, mask, 8)).reshape(heads, 8, 8)
    yield "thumbnails", pictures[2], reference.pooled(twins[1], 8)
    rng = np.random.default_rng(9)
    ids, shares = rng.integers(0, 5, tokens).astype(np.int32), rng.random((2, tokens), np.float32)
    for first in (None, 0):
        marks = Marks(first, ids, ids, ids == 1, shares)
        if mask.hidden:
            larger, sums = map(ops.download, ops.overview(query, cache, mask, marks, 24))
            yield "overview", larger.reshape(heads, 24, 24)[2], reference.pooled(twins[1], 24)
        else:
            sums = ops.download(ops.facts(query, cache, mask, marks))
        twin = reference.facts(twins[1], first, ids, ids, ids == 1, shares)
        known = [True] * len(FACTS) if first == 0 else ~np.isin(FACTS, POSITIONAL)
        yield "facts", sums.reshape(heads, -1, len(FACTS)).sum(axis=1)[2][known], twin[known]
    for name, rows, twin in zip(("key", "value"), ops.cached(cache, 1, tokens), (k, v), strict=True):
        yield name, rows, twin[:, one[1]]


def _decoder(ops: Ops) -> Iterator[Check]:
    """What only decoders run; packed weights for one row and for several, which are different kernels."""
    rng = np.random.default_rng(8)
    tokens, width, inner = 19, 64, 72

    def floats(*shape: int) -> NDArray[np.float32]:
        return rng.standard_normal(shape, np.float32) / np.float32(math.sqrt(shape[-1]))

    ids, places = rng.integers(0, 50, tokens).astype(np.int32), floats(32, width)
    for kind in ("F32", *PACKED):
        blocks = random_blocks(rng, kind, (50, width))
        table = reference.unpacked(kind, blocks.data, blocks.shape)
        words = ops.word_table(table if kind == "F32" else blocks)
        x = ops.gather(ids, words, 3.0, ops.upload(places), 5)
        hidden = reference.gather(table[ids], 3.0, places, 5)
        yield f"gather {kind}", ops.download(x), hidden
        blocks = random_blocks(rng, kind, (2 * inner, width))
        weight, bias = reference.unpacked(kind, blocks.data, blocks.shape), floats(2 * inner)
        linear = ops.linear_weights(blocks, bias)
        twin = reference.linear(hidden, weight, bias)
        last = ops.take_rows(x, np.array([tokens - 1], np.int32))
        for count, given in ((tokens, x), (1, last)):
            yield f"linear {kind}, {count} rows", ops.download(ops.linear(given, linear)), twin[-count:]
            yield f"logits {kind}, {count} rows", ops.download(ops.logits(given, words)), hidden[-count:] @ table.T
        spread = ops.linear_weights(blocks, bias, spread=True)
        yield f"linear {kind}, spread", ops.download(ops.linear(x, spread)), twin

    z, gamma = ops.upload(twin), floats(16)
    yield "gated", ops.download(ops.gated(z, "silu")), reference.gated(twin, "silu")
    yield "softmax", ops.download(ops.softmax(z)), reference.softmax_rows(twin)
    parts = reference.rms_norm(twin.reshape(-1, 16), gamma, 1e-6).reshape(twin.shape)
    yield "norm of parts", ops.download(ops.norm(z, ops.norm_weights(gamma, None, 1e-6), parts=2 * inner // 16)), parts
    angles = floats(32, 16)
    turned = reference.rope(twin[:, 16:96], 16, angles, 7)
    yield "rope", ops.download(ops.rope((z, 16, 96), 16, ops.upload(angles), 7)), turned

    rows, factors = np.array([7, 3], np.int32), floats(2)
    taken = ops.take_rows(z, rows)
    yield "take_rows", ops.download(taken), reference.take_rows(twin, rows)
    ops.add_rows(z, rows, taken, factors)
    twin = reference.add_rows(twin, rows, twin[rows], factors)
    yield "add_rows", ops.download(z), twin
    ops.clear((z, 17, 33))
    twin = reference.clear(twin, 17, 33)
    yield "clear", ops.download(z), twin
    y = ops.zeros(9, inner)
    ops.put_rows(y, (taken, 40, 40 + inner), 6)
    yield "put_rows", ops.download(y), reference.put_rows(np.zeros((9, inner)), ops.columns(taken, 40, 40 + inner), 6)


def _scans(ops: Ops) -> Iterator[Check]:
    """What labs set beside attention."""
    rng = np.random.default_rng(10)
    tokens, width, state = 19, 21, 13
    q, k, v = (rng.standard_normal((tokens, size), np.float32) for size in (width, width, 10))
    query, key, value = (ops.upload(array) for array in (q, k, v))
    for causal, feature in product((False, True), FEATURES):
        found = ops.scan_linear(query, key, value, causal, feature)
        yield f"linear scan, {feature}", ops.download(found), reference.scan_linear(q, k, v, causal, feature)
    decays = rng.random(5, np.float32)
    yield "fading scan", ops.download(ops.scan_fading(value, decays)), reference.scan_fading(v, decays)

    weight, inputs = (rng.standard_normal((rows, state), np.float32) / np.float32(4) for rows in (state, 2 * state))
    x, gram = rng.standard_normal((tokens, state), np.float32), inputs.T @ inputs
    states = ops.scan_recurrent(ops.upload(x), ops.upload(weight))
    kept = ops.download(states)
    yield "recurrent scan", kept, reference.scan_recurrent(x, weight)
    ends, turned = np.array([18, 0, 11], np.int32), np.ascontiguousarray(weight.T)
    found = ops.influence(states, ops.upload(turned), ops.upload(gram), ends)
    yield "influence", ops.download(found), reference.influence(kept, turned, gram, ends)
    for side in SIDES:
        y = ops.multiply(query, ops.upload(np.ascontiguousarray(k.T)), side)
        yield f"tiles of {side}", ops.download(y), reference.multiply(q, k.T, side)


def random_blocks(rng: np.random.Generator, kind: str, shape: tuple[int, int]) -> Packed:
    """A packed matrix (N, K) with values of every sign and size that its format has, near 1 / sqrt(K) on average."""
    n, k = shape
    if kind in ("F32", "F16", "BF16"):
        weights = rng.standard_normal(shape, np.float32) / np.float32(math.sqrt(k))
        if kind == "BF16":
            return Packed(kind, shape, (weights.view(np.uint32) >> 16).astype(np.uint16).view(np.uint8))
        return Packed(kind, shape, weights.astype(np.float16 if kind == "F16" else np.float32).view(np.uint8))
    size, step = (32, 127) if kind == "Q8_0" else (16, 8)
    scales = rng.standard_normal((n, k // 32, 2 if kind == "Q4_1" else 1)) / (step * math.sqrt(k))
    if kind == "Q4_1":
        scales[..., 1] *= -8
    raw = rng.integers(0, 256, (n, k // 32, size)).astype(np.uint8)
    blocks = np.concatenate([scales.astype(np.float16).view(np.uint8), raw], axis=2)
    return Packed(kind, shape, blocks.reshape(n, -1))


def problem(ops: Ops) -> str:
    """Name of the first operation that differs from its twin, and by how much; "" if none does."""
    for name, made, twin in checks(ops):
        if made.shape != twin.shape:
            return f"{name}: shape {made.shape} instead of {twin.shape}"
        same = made == twin  # -inf - -inf would not be 0
        difference = np.where(same, 0, np.abs(np.where(same, 0, made) - np.where(same, 0, twin)))
        if not np.all(difference <= ABSOLUTE + RELATIVE * np.abs(twin)):  # NaN compares as false
            return f"{name}: off by {difference.max():.3g}"
    return ""


def main(argument: str) -> int:
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash is expected here: no dump of it
    from attnviz.compute.gpu_ops import every_way, ops_of
    from attnviz.compute.listing import listed

    found = {entry.info.key: entry for entry in listed()}
    argument, small = argument.removesuffix(SMALL), argument.endswith(SMALL)
    if argument == "--list":
        print(*found)
        return 0
    if argument not in found:
        print(f"no device {argument}", file=sys.stderr)
        return 1
    try:
        if small:
            from attnviz.compute import tuning

            tuning.shrink(found[argument].device)
        ops = ops_of(found[argument].device, found[argument].info)
        wrong = next(filter(None, map(problem, every_way(ops))), "")
        if not wrong:
            ops.warm_up()  # stores the binaries, so that the window need not compile
            ops.close()
    except Exception as error:  # whatever a driver makes pyopencl raise
        wrong = " ".join(f"{type(error).__name__}: {error}".split())
    if wrong:
        print(wrong, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
