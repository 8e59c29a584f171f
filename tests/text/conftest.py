from __future__ import annotations

import pytest

from attnviz.text.tokenizer import Tokenizer
from attnviz.weights.checkpoint import open_checkpoint


@pytest.fixture(scope="session")
def minilm() -> Tokenizer:
    return open_checkpoint("all-MiniLM-L6-v2").tokenizer


@pytest.fixture(scope="session")
def e5() -> Tokenizer:
    return open_checkpoint("multilingual-e5-small").tokenizer


@pytest.fixture(params=["minilm", "e5"])
def tokenizer(request: pytest.FixtureRequest) -> Tokenizer:
    return request.getfixturevalue(request.param)
