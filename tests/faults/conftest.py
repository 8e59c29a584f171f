"""One set of small models for all, and no child that is not planted."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "gui"))  # for fake_engine.py

from play import Scene, folders, lecture


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Folders of an encoder and of a decoder."""
    return folders(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def scenes(models: tuple[str, str]) -> dict[str, Scene]:
    return {scene.name: scene for scene in lecture(*models)}
