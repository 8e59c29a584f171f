"""What is measured, at which sizes, what ratio is to be reached, and what the ceiling allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

GROUPS = (
    "minilm-onnxruntime",
    "minilm-transformers",
    "e5-transformers",
    "smollm2-transformers",
    "smollm2-llama-cpp",
    "token-transformers",
    "token-llama-cpp",
    "context",
    "attention-eager",
    "attention-sdpa",
    "linear",
    "ceiling",
    "keystroke",
    "inside",
    "update",
    "typing",
    "silence",
    "slides",
    "start",
)
"""Names for --rows, in the order of the table. "token" is one new token after a text that is kept, "context" the same
after a long text, held against a short one; "ceiling" is the share of the device's best product, "inside" the share
of a keystroke that is spent in kernels, "update" a keystroke until the pictures of all heads and the inspector are
painted, too; under steady keys "typing" is the longest time that the sentence stands still, and "silence", with all
heads open, the longest time that the window does not answer. "slides" is the slowest step of the lecture: from the key
press to its picture, and from frame to frame of its motion."""

PEERS = ("torch", "transformers", "onnxruntime", "llama-cpp")

TOKENS = (16, 32, 128, 512)
MODELS = {"minilm": "all-MiniLM-L6-v2", "e5": "multilingual-e5-small"}
_TRANSFORMERS = {16: 4.0, 32: 4.0, 128: 2.5, 512: 4.0}
FORWARD_GOALS: Mapping[str, Mapping[int, float]] = {
    "minilm-onnxruntime": {16: 1.5, 32: 1.5, 128: 1.2, 512: 1.3},
    "minilm-transformers": _TRANSFORMERS,
    "e5-transformers": _TRANSFORMERS,
}

ALONE = "attentions alone"
"""An ONNX file without the last hidden state, so that nothing of the last layer is computed that no weight needs. The
goals were set on one with it; this one does what attnviz does."""

DECODER = "SmolLM2-135M-Instruct"
DECODER_GOALS: Mapping[str, Mapping[int, float]] = {
    "smollm2-transformers": {16: 2.0, 128: 1.5, 512: 2.0},
    "smollm2-llama-cpp": {16: 1.0, 128: 1.0, 512: 1.0},
}
DECODER_TOKENS = (16, 128, 512)
NEW_TOKEN_AFTER, NEW_TOKEN_GOALS = 128, {"token-transformers": None, "token-llama-cpp": 1.0}
SHORT_CONTEXT, LONG_CONTEXT, CONTEXT_GOAL = 32, 1024, 0.5
NEW_TOKENS = 4
"""written one after the other, then back to the text"""
TOLERANCES = {"transformers": 1e-3, "llama-cpp": 0.05}
"""between the logits of two sides: llama.cpp rounds what goes into a layer to 8 bits"""

HEADS, HEAD_WIDTH = 12, 32
ATTENTION_GOALS: Mapping[str, Mapping[int, float]] = {
    "attention-eager": {256: 3.0, 1024: 5.0, 4096: 6.0},
    "attention-sdpa": {64: 1.0, 256: 1.0, 1024: 1.0, 4096: 1.0},
}

SHAPES = ((384, 384), (1152, 384), (1536, 384), (384, 1536))
"""N x K of the linear layers of both models"""
ROWS = (16, 64, 128, 512)
LINEAR_GOAL, CEILING_GOAL, CEILING_FROM = 1.0, 0.8, 128

KEYSTROKE_TOKENS, KEYSTROKE_GOAL, INSIDE_GOAL, START_GOAL = 32, 1.7, 0.65, 2.0
UPDATE_GOAL = 1.0

TYPING_TOKENS, TYPING_KEYS, KEYS_A_SECOND = 512, 200, 30
"""A text that has grown to so many tokens once all keys have arrived."""
KEYS_A_TOKEN = 4.5
"""of the words that are typed, with the space before each: how much shorter the text begins"""
FRAME_MS, TYPING_FRAMES, TYPING_GOAL = 1e3 / 60, 3, 1.0
SILENCE_TOKENS, SILENCE_KEYS, SILENCE_FRAMES, SILENCE_GOAL = 128, 90, 2, 1.0
SLIDE_TOKENS, SLIDE_FRAMES, MOTION_FRAME_MS, SLIDE_GOAL = 32, 2, 1e3 / 30, 1.0
SLIDE_LESSONS: tuple[str, ...] = ()
"""() for all: the slowest step of the lecture counts"""
SPOKEN = 0.7
"""seconds for which a speaker speaks, at least: the next step is prepared meanwhile"""

PAUSE = 0.15
"""seconds between two key presses of somebody who types: "as typed" is the first run after it"""
SHORT_PAUSE = 0.03
"""for work that is not typed: long enough for the other side's threads to stop spinning"""


@dataclass(frozen=True)
class Depth:
    """How many times each side runs."""

    typed: int
    hot: int
    start: int
    bursts: int


FULL, QUICK = Depth(typed=21, hot=21, start=5, bursts=5), Depth(typed=5, hot=5, start=2, bursts=1)


@dataclass(frozen=True)
class Work:
    """Floating-point operations, and the bytes that must at least be moved between memory and processor."""

    flops: float
    bytes: float

    def least_ms(self, ceiling: Mapping[str, float]) -> float:
        """By a device that does ``gflops`` and moves ``gbytes`` a second, both at once (Williams et al. 2009)."""
        return max(1e-6 * self.flops / ceiling["gflops"], 1e-6 * self.bytes / ceiling["gbytes"])


def linear_work(m: int, n: int, k: int) -> Work:
    return Work(2 * m * n * k, 4 * (m * k + n * k + m * n))


def attention_work(n: int, weights_written: bool, width: int = HEADS * HEAD_WIDTH, heads: int = HEADS) -> Work:
    """Two products of n x n x Dh per head; softmax is not counted."""
    written = heads * n * n if weights_written else 0
    return Work(4 * n * n * width, 4 * (4 * n * width + written))


def forward_work(n: int, layers: int, width: int, inner: int) -> Work:
    """An encoder without its embedding, up to the queries, keys and values of its last layer, from which any head's
    weights follow; weights are read once, q, k, v and the stream are written once a layer.
    """
    first = 3 * width * width  # weights that make q, k and v
    weights = first + width * width + 2 * width * inner
    flops = 2 * n * weights + attention_work(n, False, width).flops
    moved = (layers - 1) * (weights + 4 * n * width) + first + 3 * n * width
    return Work((layers - 1) * flops + 2 * n * first, 4 * moved)


@dataclass(frozen=True)
class DecoderSizes:
    """What the work of a dense decoder depends on.

    Attributes:
        query_width, key_width: of all heads: H * Dh, G * Dh.
        matrices: weights of all linear layers but the head.
        head: weights of the head, used for the last token only.
        packed: bytes of both as they are stored and stay on the device.
    """

    layers: int
    query_width: int
    key_width: int
    matrices: int
    head: int
    packed: int

    def work(self, new: int, before: int = 0) -> Work:
        """Of ``new`` tokens after so many that are kept; keys and values are read once."""
        seen = new * before + new * (new + 1) // 2
        flops = 2 * new * self.matrices + 2 * self.head + 4 * self.layers * self.query_width * seen
        return Work(flops, self.packed + 4 * 2 * self.layers * self.key_width * (before + new))


def runs_in_a_row(work: Work) -> int:
    """So many that they take some milliseconds at about 100 GFLOP/s: against the clock and the one wait."""
    return max(1, min(8, round(4e8 / work.flops)))
