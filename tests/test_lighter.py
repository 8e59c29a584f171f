"""What a start leaves out: nobody may notice but by the clock."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, dataclass, field, replace
from importlib import import_module

import pytest

from attnviz import lighter


@pytest.fixture
def light() -> Iterator[None]:
    finders, make = list(sys.meta_path), getattr(dataclasses, "_create_fn", None)
    lighter.be_lighter()
    yield
    sys.meta_path[:] = finders
    if make is not None:
        dataclasses._create_fn = make  # type: ignore[attr-defined]


def test_dataclasses_behave_as_ever(light: None) -> None:
    @dataclass(frozen=True)
    class Frozen:
        """Two."""

        a: int
        b: list[int] = field(default_factory=list, compare=False)

    @dataclass(frozen=True)
    class Child(Frozen):
        c: str = "c"

        def __post_init__(self) -> None:
            if not self.c:
                raise ValueError("empty")

    @dataclass(order=True)
    class Ordered:
        a: int
        hidden: int = field(default=0, repr=False)

    one = Frozen(1)
    assert one == Frozen(1, [2])
    assert one != Frozen(2)
    assert one != Child(1)
    assert hash(one) == hash(Frozen(1))
    assert one.b is not Frozen(1).b
    assert repr(one).endswith(".Frozen(a=1, b=[])")
    with pytest.raises(FrozenInstanceError):
        one.a = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del one.a
    with pytest.raises(TypeError, match="required positional argument: 'a'"):
        Frozen()  # type: ignore[call-arg]
    child = Child(1, c="d")
    assert (child.a, child.c, child.b) == (1, "d", [])
    assert replace(child, a=3) == Child(3, [], "d")
    with pytest.raises(ValueError, match="empty"):
        Child(1, [], "")
    with pytest.raises(FrozenInstanceError):
        child.c = "x"  # type: ignore[misc]
    assert Ordered(1) < Ordered(2)
    assert sorted([Ordered(2), Ordered(1)])[0] == Ordered(1)
    assert Ordered(1) >= Ordered(1)
    assert repr(Ordered(1, 5)).endswith(".Ordered(a=1)")
    assert Frozen.__match_args__ == ("a", "b")


def test_a_method_is_made_once_and_then_called_itself(light: None) -> None:
    @dataclass(frozen=True)
    class Base:
        a: int

    @dataclass(frozen=True)
    class Derived(Base):
        pass

    before = Derived.__dict__["__init__"]
    Derived(1)
    after = Derived.__dict__["__init__"]
    Derived(2)
    assert before is not after is Derived.__dict__["__init__"]
    assert after.__qualname__.endswith("Derived.__init__")
    assert Base(3).a == 3


@dataclass(frozen=True)
class Kept:
    """One that pickle finds by name."""

    a: int


def test_pickle_and_slots(light: None) -> None:
    @dataclass(frozen=True, slots=True)
    class Slotted:
        a: int
        b: str = "b"

    assert Slotted(1) == Slotted(1, "b")
    assert not hasattr(Slotted(1), "__dict__")
    assert Slotted(1) in {Slotted(1)}
    assert pickle.loads(pickle.dumps(Kept(1))) == Kept(1)


@pytest.mark.parametrize("name", lighter.VERSIONS)
def test_versions_are_those_of_the_packages(light: None, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    package, usual = import_module(name.partition(".")[0]), import_module(name)
    monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(package, "version", usual, raising=False)  # which the import below sets anew
    found = import_module(name)
    assert found is not usual
    assert importlib.metadata.version(package.__name__) == found.VERSION_TEXT
    for told in ("VERSION", "VERSION_STATUS", "VERSION_TEXT"):
        assert getattr(found, told) == getattr(usual, told)


def test_a_package_without_its_metadata_is_left_to_python(light: None, tmp_path: object) -> None:
    finder = next(finder for finder in sys.meta_path if isinstance(finder, lighter._Versions))
    assert finder.find_spec("pytools.version", [f"{tmp_path}/pytools"]) is None
    assert finder.find_spec("json", None) is None


def test_the_program_imports_with_pythons_own_import() -> None:
    code = (
        "import builtins; usual = builtins.__import__\n"
        "from attnviz.gui.plain_imports import import_plainly\n"
        "assert builtins.__import__ is not usual, 'PySide has changed: nothing is to be undone'\n"
        "import_plainly(); assert builtins.__import__ is usual\n"
        "from PySide6.QtCore import QObject; QObject().setObjectName('a')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
