"""What is used over and over leaves nothing behind: counted after 50 times."""

from __future__ import annotations

import gc
from collections import Counter

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject

TIMES = 50


def live(qapp) -> Counter[str]:
    """Every QObject below the application or a window, by class."""
    for _ in range(2):
        qapp.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
    roots = [qapp, *qapp.topLevelWidgets()]
    return Counter(one.metaObject().className() for root in roots for one in root.findChildren(QObject))


@pytest.fixture
def leaves_nothing(qapp, window):
    """Does something twice, so that what is made once is there, then many times."""

    def check(act) -> None:
        for _ in range(2):
            act()
        before = live(qapp)
        for _ in range(TIMES):
            act()
        assert live(qapp) - before == Counter()

    return check


def test_switching_the_language(leaves_nothing, window):
    leaves_nothing(window.commands.toggle_language)
