"""What a kind of file is: how sound ones are made, how they are damaged, and how they are opened."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random


@dataclass(frozen=True)
class Kind:
    """
    Attributes:
        make: writes sound files into an empty folder, each a file or a folder of its own.
        damage: changes a copy of one of them in place.
        open: opens it and checks what came out; a UserError, or a ValueError where ``refusals`` says so, is an answer.
    """

    name: str
    make: Callable[[Path], None]
    damage: Callable[[Random, Path], None]
    open: Callable[[Path], object]
    refusals: tuple[type[Exception], ...] = ()


def damaged(kind: Kind, sound: Path, place: Path, seed: int) -> Path:
    """A copy of one of the ``sound`` files with something wrong, the same for a seed at all times."""
    rng = random.Random(f"{kind.name} {seed}")
    copy = copied(rng.choice(sorted(sound.iterdir())), place)
    kind.damage(rng, copy)
    return copy


def copied(origin: Path, place: Path) -> Path:
    """In an empty folder, so that what opening it leaves behind is beside no other one."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    (shutil.copytree if origin.is_dir() else shutil.copyfile)(origin, place / origin.name)
    return place / origin.name


def each(makers: dict[str, Callable[[Path], object]]) -> Callable[[Path], None]:
    """Makes several sound files, by their names."""

    def make(folder: Path) -> None:
        for name, one in makers.items():
            one(folder / name)

    return make
