"""A file that is cut short while it is looked into: without a check the system would end the program."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from small_models import write_folder
from trace_files import describe, write

from attnviz.engine import Engine
from attnviz.errors import UserError
from attnviz.trace import TraceRequest
from attnviz.weights.mapped import check_mapped, mapped


def test_what_is_cut_short_is_told_for_as_long_as_it_is_looked_into(tmp_path: Path) -> None:
    path = tmp_path / "weights"
    path.write_bytes(bytes(range(200)) * 100)
    whole, part = mapped(path), mapped(path, 8)
    assert np.array_equal(whole[8:], part)
    assert not part.flags.writeable
    check_mapped()
    os.truncate(path, 30_000)
    check_mapped()
    os.truncate(path, 100)
    with pytest.raises(UserError, match="weights was cut short while it was in use"):
        check_mapped()
    del whole
    with pytest.raises(UserError, match="cut short"):
        check_mapped()
    del part
    check_mapped()
    for offset in (100, 1000):
        with pytest.raises(ValueError, match="empty"):
            mapped(path, offset)


def test_another_file_of_its_name_is_no_harm(tmp_path: Path) -> None:
    """As a download ends, and each file that the program writes."""
    path = tmp_path / "weights"
    path.write_bytes(bytes(9000))
    kept = mapped(path)
    (tmp_path / "new").write_bytes(b"short")
    os.replace(tmp_path / "new", path)
    check_mapped()
    assert not kept.any()


@pytest.mark.parametrize("device", ["numpy", "pocl:0"])
def test_the_engine_refuses_it_and_goes_on_with_another(tmp_path: Path, device: str) -> None:
    path = write(tmp_path / "a.safetensors", *describe(300))
    engine = Engine()
    try:
        request = TraceRequest(1, "", str(path), device, heads=((0, 0),))
        assert engine.run(request).heads
        data = path.read_bytes()
        os.truncate(path, 4096)
        with pytest.raises(UserError, match="cut short while it was in use"):
            engine.run(TraceRequest(2, "", str(path), device, heads=((1, 3),)))
        other = write_folder(tmp_path / "other")
        assert engine.run(TraceRequest(3, "he sat", str(other), device)).tokens.text == "he sat"
        path.write_bytes(data)
        assert engine.run(request).heads
    finally:
        engine.close()
