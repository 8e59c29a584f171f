"""Small models on every device that is always there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import small_decoders
import small_encoders

from attnviz.compute.device import open_ops
from attnviz.compute.numpy_ops import NumpyOps
from attnviz.compute.ops import Ops
from attnviz.model import FAMILIES, Decoder, Marian
from attnviz.weights.checkpoint import Checkpoint, open_arrays
from attnviz.weights.own_files import Source


@pytest.fixture(scope="session")
def pocl() -> Iterator[Ops]:
    ops = open_ops("pocl:0")
    yield ops
    ops.close()


@pytest.fixture(params=["pocl", "numpy"])
def ops(request: pytest.FixtureRequest, pocl: Ops) -> Ops:
    return pocl if request.param == "pocl" else NumpyOps()


@pytest.fixture(scope="session")
def checkpoint_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Checkpoint]:
    """One of the small models, read from a folder as a user's own model would be."""
    opened: dict[str, Checkpoint] = {}

    def read(case: str) -> Checkpoint:
        if case not in opened:
            small = small_encoders if case in small_encoders.CASES else small_decoders
            folder = small.write(case, tmp_path_factory.mktemp(case))
            source = Source(case, case, "safetensors", folder / "model.safetensors")
            arrays, config = open_arrays(source)
            opened[case] = Checkpoint(source, arrays, config, None)  # type: ignore[arg-type] # these have no tokenizer
        return opened[case]

    return read


@pytest.fixture
def decoder_of(ops: Ops, checkpoint_of: Callable[[str], Checkpoint]) -> Callable[[str], Decoder]:
    def load(case: str) -> Decoder:
        checkpoint = checkpoint_of(case)
        model = FAMILIES[checkpoint.info.family](checkpoint, ops, lambda share: None)
        assert isinstance(model, Decoder)
        return model

    return load


@pytest.fixture
def translator_of(ops: Ops, checkpoint_of: Callable[[str], Checkpoint]) -> Callable[[str], Marian]:
    return lambda case: Marian(checkpoint_of(case), ops, lambda share: None)


@pytest.fixture
def translator_of_pocl(pocl: Ops, checkpoint_of: Callable[[str], Checkpoint]) -> Callable[[str], Marian]:
    return lambda case: Marian(checkpoint_of(case), pocl, lambda share: None)
