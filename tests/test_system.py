"""Missing system libraries and a missing display are said before Qt can abort."""

from __future__ import annotations

import ctypes

import pytest

from attnviz import system
from attnviz.errors import UserError


def hide(monkeypatch, *libraries: str) -> None:
    real = ctypes.CDLL

    def load(name, *args, **kwargs):
        if name in libraries:
            raise OSError(f"{name}: cannot open shared object file")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(ctypes, "CDLL", load)


def test_names_the_debian_package(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "")
    monkeypatch.setenv("DISPLAY", ":99")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    hide(monkeypatch, "libxcb-icccm.so.4", "libEGL.so.1")
    with pytest.raises(UserError) as stop:
        system.require_qt()
    message = str(stop.value)
    assert "sudo apt-get install" in message
    assert "libegl1" in message
    assert "libxcb-icccm4" in message


def test_nothing_is_missing_offscreen():
    assert system.missing_packages("offscreen") == []


def test_no_display_is_said(monkeypatch):
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(UserError, match="no display"):
        system.require_qt()


@pytest.mark.parametrize(
    ("environment", "platform"),
    [
        ({"QT_QPA_PLATFORM": "offscreen"}, "offscreen"),
        ({"QT_QPA_PLATFORM": "xcb:x;wayland"}, "xcb"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "wayland"),
        ({"DISPLAY": ":0"}, "xcb"),
        ({}, None),
    ],
)
def test_qt_platform(monkeypatch, environment, platform):
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert system.qt_platform() == platform
