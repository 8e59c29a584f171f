"""``attnviz.trace`` is a module and a function: both uses in one process, and what a notebook shows."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from traces import make_trace
from weights.small_models import write_folder

import attnviz
from attnviz.errors import UserError
from attnviz.heatmap_html import MOST, heatmap_html
from attnviz.trace import Focus

BOTH = """
import sys
import attnviz
assert not {{"numpy", "PySide6", "pyopencl"}} & sys.modules.keys(), "import attnviz reads nothing"
{first}
t = attnviz.trace("he fell asleep", model={model!r}, layer=1, head=0, device="numpy")
from attnviz.trace import Trace
import attnviz.trace as records
assert records is attnviz.trace is sys.modules["attnviz.trace"] and records.Trace is Trace
assert isinstance(t.record, Trace)
u = attnviz.trace("he fell asleep", model={model!r}, layer=1, head=0, device="numpy")
assert t.weights.tobytes() == u.weights.tobytes()
assert "PySide6" not in sys.modules, "no Qt"
print(t)
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> str:
    """2 layers, 2 heads, 40 positions."""
    return str(write_folder(tmp_path_factory.mktemp("models") / "small"))


@pytest.mark.parametrize("first", ["", "from attnviz.trace import Focus", "import attnviz.trace"])
def test_both_uses_in_one_process_whichever_comes_first(first, small):
    code = BOTH.format(first=first, model=small)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "layer 1, head 0" in done.stdout


def test_arrays_and_other_heads(small, tmp_path):
    t = attnviz.trace("he fell asleep", model=small, layer=1, head=1, device="numpy")
    count = len(t.tokens)
    assert t.weights.shape == t.scores.shape == (count, count)
    assert t.weights.dtype == np.float32
    assert np.allclose(t.weights.sum(axis=1), 1, atol=1e-5)
    assert np.allclose(t.weights @ t.value, t.context, atol=1e-5)
    other = t.head(0, 1)
    assert (other.layer, other.number, other.tokens) == (0, 1, t.tokens)
    again = attnviz.trace("he fell asleep", model=small, layer=0, head=1, device="numpy")
    assert other.weights.tobytes() == again.weights.tobytes()
    assert t.head(1, 1).weights is t.weights
    t.save(tmp_path / "t.npz")
    with np.load(tmp_path / "t.npz") as file:
        assert file["weights"].tobytes() == t.weights.tobytes()


@pytest.mark.parametrize("head", [(2, 0), (0, 2), (-1, 0)])
def test_a_head_that_is_not_there(head, small):
    def ask(layer: int = 0, number: int = 0):
        return attnviz.trace("he", small, layer, number, device="numpy")

    for refused in (lambda: ask(*head), lambda: ask().head(*head)):
        with pytest.raises(UserError, match="layers 0 to 1 and heads 0 to 1"):
            refused()


def test_no_text_and_no_such_attribute(small):
    with pytest.raises(UserError, match="nothing to trace"):
        attnviz.trace(" ", model=small, device="numpy")
    with pytest.raises(AttributeError, match="no attribute 'traces'"):
        attnviz.traces  # noqa: B018


def svg_of(page: str) -> ElementTree.Element:
    return ElementTree.fromstring(re.search(r"<svg.*</svg>", page, re.DOTALL)[0])


def test_the_page_has_cells_and_labels_as_text():
    trace = make_trace("太郎は眠った。", 3, 7)
    svg = svg_of(heatmap_html(trace, Focus(3, 7)))
    space = "{http://www.w3.org/2000/svg}"
    assert [one.text for one in svg.iter(f"{space}text")] == [*trace.tokens.labels] * 2
    cells = list(svg.iter(f"{space}rect"))
    weights = trace.heads[3, 7].weights
    assert len(cells) == weights.size
    said = [one.find(f"{space}title").text for one in cells]
    assert said[1] == f"[CLS] → 太: {100 * weights[0, 1]:.2f}\u202f%"
    brightest = int(weights.argmax())
    assert cells[brightest].get("fill") != cells[int(weights.argmin())].get("fill")


def test_no_markup_of_a_text_reaches_the_page():
    page = heatmap_html(make_trace("<script>alert('x')</script> & \"\0\ud800", 3, 7), Focus(3, 7))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "\0" not in page
    page.encode("utf-8")
    svg_of(page)


def test_a_long_text_says_what_is_left_out():
    trace = make_trace("word " * 100, 3, 7)
    page = heatmap_html(trace, Focus(3, 7))
    assert page.count("<rect") == MOST**2
    assert f"the first {MOST} tokens of each side; “.weights” has all 102 × 102" in page


def test_what_if_computes_the_same_head_changed(small):
    t = attnviz.trace("he fell asleep", model=small, layer=1, head=1, device="numpy")
    flat = t.what_if(temperature=1000.0)
    assert np.allclose(flat.weights, 1 / len(t.tokens), atol=1e-3)
    assert "changed" in repr(flat)
    assert np.array_equal(flat.head(0, 0).weights, t.head(0, 0).what_if(temperature=1000.0).weights), "of that change"
    assert not np.allclose(flat.head(0, 0).weights, t.head(0, 0).weights, atol=0.1)
    assert not np.allclose(t.what_if(removed=[(0, 0), (0, 1)]).weights, t.weights, atol=1e-6)
    hidden = t.what_if(hidden=[1]).weights
    assert np.all(np.delete(hidden[:, 1], 1) == 0)
    assert np.array_equal(flat.what_if().weights, t.weights), "the last change counts"
    for wrong, said in (({"removed": [(2, 0)]}, "layers 0 to 1"), ({"hidden": [99]}, "tokens 0 to"),
                        ({"temperature": 0.0}, "temperature must be")):  # fmt: skip
        with pytest.raises(UserError, match=said):
            t.what_if(**wrong)
