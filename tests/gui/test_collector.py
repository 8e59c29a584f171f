"""Garbage is collected in the window's thread, and a full collection has little to walk through."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest
from PySide6.QtWidgets import QWidget

from attnviz.gui import collector
from attnviz.gui.collector import Collector


@pytest.fixture
def collecting(qapp):
    made = Collector()
    yield made
    made._timer.stop()


class Knot:
    """A widget in a cycle, as a closed dialog is."""

    def __init__(self, died: list[int]) -> None:
        self.widget = QWidget()
        self.widget.knot = self
        weakref.finalize(self, lambda: died.append(threading.get_ident()))


def test_what_stands_is_left_alone_by_the_collector(window):
    assert gc.get_freeze_count() > 10_000


def test_no_other_thread_destroys_a_widget(collecting, qtbot):
    died = []
    Knot(died)
    # what made Python collect before: a thread that makes many objects
    thread = threading.Thread(target=lambda: [[] for _ in range(200_000)])
    thread.start()
    thread.join()
    assert not gc.isenabled()
    assert not died
    collecting._turns = collector.WHOLE
    collecting.collect()
    assert died == [threading.get_ident()]


def test_the_timer_collects_the_young(collecting, qtbot):
    died = []
    gc.collect()
    Knot(died)
    kept = [[] for _ in range(2 * collector.YOUNG)]
    collecting._timer.setInterval(1)
    qtbot.waitUntil(lambda: bool(died))
    assert kept


def test_each_window_brings_one(window):
    assert isinstance(window.collector, Collector)
    assert window.collector._timer.isActive()
