"""What the window says by itself: loading, trouble, and which model and device are really in use."""

from __future__ import annotations

import contextlib
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt

from attnviz.compute.failing import HOST_MEMORY
from attnviz.errors import QT_TRANSLATE_NOOP, UserError, alone, one_line, reason
from attnviz.gui.again import start_anew
from attnviz.gui.banner import Offer
from attnviz.gui.bounded_editor import shortened
from attnviz.gui.i18n import explain
from attnviz.gui.microscope import NUMPY, Problem
from attnviz.gui.status import device_title
from attnviz.gui.worker import GIVEN_UP
from attnviz.trace import DeviceInfo, Focus, Trace

UNSAVED = QT_TRANSLATE_NOOP(
    "errors",
    "Your sentence and settings cannot be kept in {file} ({reason}). Free some space or mend the folder; "
    "till then save a session elsewhere.",
)
NOTHING_LOADED = QT_TRANSLATE_NOOP("errors", "No model is loaded. Choose one in the Model menu.")
SILENT = QT_TRANSLATE_NOOP(
    "errors", "The device has not answered for {seconds} seconds: it is busy, or it hangs. Wait, or use another one."
)
DETAILED = QT_TRANSLATE_NOOP("errors", "{note} ({detail})")
LEFT_BEHIND = QT_TRANSLATE_NOOP(
    "errors",
    "What the device was doing when it stopped answering may go on and take processors; a restart ends that, and keeps "
    "your text and place.",
)
BUG = QT_TRANSLATE_NOOP("errors", "Something went wrong inside attnviz; you can go on working. ({error})")


def device_note(device: DeviceInfo) -> str:
    """Why it is not another one, and behind it what a driver said."""
    # not explain(): the note is filled already, and a brace in it is no place to fill
    note = _said(device.note)
    return _said(DETAILED).format(note=note, detail=device.detail) if device.detail else note


def _said(text: str) -> str:
    return QCoreApplication.translate("errors", text)


def _joined(one: str, other: str) -> str:
    """Sentences; Japanese ones stand without a space."""
    return f"{one}{other}" if not one or one.endswith("。") else f"{one} {other}"


class News(QObject):
    """Hears the microscope and the worker, and tells banner, loading card, toolbar and menus."""

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._window = window
        self._device: DeviceInfo | None = None
        self._left_behind = False  # has been told
        window.microscope.shown.connect(self._on_shown)
        window.microscope.failed.connect(self._on_failed)
        window.microscope.wishes_changed.connect(self._on_wishes_changed)
        window.microscope.parked.connect(self._on_parked)
        window.loading.cancelled.connect(window.microscope.cancel_load)
        window.worker.progressed.connect(self._on_progressed)
        window.worker.busy_changed.connect(self._on_busy_changed)
        window.worker.devices_listed.connect(window.menus.device.show_devices)
        window.worker.watch.silent.connect(self._on_silent)
        window.worker.watch.hangs.connect(window.microscope.leave_device)
        window.worker.watch.answered.connect(lambda: window.banner.clear("silence"))
        window.session.unsaved.connect(self._on_unsaved)
        window.session.saved_again.connect(lambda: window.banner.clear("settings"))
        window.language.changed.connect(self._show_choice)
        # queued: what is put into an editor changes its text, which is what ends the message
        window.text_bar.editor.shortened.connect(self._on_shortened, Qt.ConnectionType.QueuedConnection)
        window.docks.shortened.connect(self._on_shortened, Qt.ConnectionType.QueuedConnection)
        window.text_bar.text_changed.connect(lambda: window.banner.clear("shortened"))

    def report(self, error: Exception, cause: str) -> None:
        """Say what happened, in the language in use now and in the one toggled to later."""
        if isinstance(error, MemoryError):
            error = UserError(HOST_MEMORY)
        if not isinstance(error, UserError):
            with contextlib.suppress(OSError, ValueError):  # the terminal may have gone
                traceback.print_exception(error, file=sys.stderr)
            self.say_bug(error)
        else:
            self._window.banner.say(cause, lambda: explain(error))
        alone(error)

    def say_bug(self, error: Exception) -> None:
        """An error nobody foresaw: in the words of the program, with its own text behind."""
        self._window.banner.say("bug", lambda: explain(UserError(BUG, error=explain(error))))

    def _on_shown(self, trace: Trace, focus: Focus) -> None:
        window = self._window
        window.banner.clear("text")
        if trace.device != self._device:
            self._device = trace.device
            window.banner.clear("device note")
            if window.worker.leaves_behind and (trace.device.note or not self._left_behind):
                self._say_left_behind("device note", lambda: device_note(trace.device))
            elif trace.device.note:
                offer = Offer(lambda: self.tr("Try again"), window.microscope.try_device_again)
                window.banner.say("device note", lambda: device_note(trace.device), offer)
        self._show_choice()

    def _say_left_behind(self, cause: str, what: Callable[[], str]) -> None:
        self._left_behind = True
        offer = Offer(lambda: self.tr("Restart attnviz"), lambda: start_anew(self._window))
        self._window.banner.say(cause, lambda: _joined(what(), _said(LEFT_BEHIND)), offer)

    def _on_silent(self, seconds: int) -> None:
        window, error = self._window, UserError(SILENT, seconds=seconds)
        offer = None
        if window.microscope.device != NUMPY:
            offer = Offer(lambda: self.tr("Use numpy"), lambda: window.microscope.set_device(NUMPY))
        window.banner.say("silence", lambda: explain(error), offer)

    def _on_failed(self, problem: Problem) -> None:
        error = problem.error
        if isinstance(error, UserError) and error.template == GIVEN_UP:
            self._say_left_behind(problem.about, lambda: explain(error))
        else:
            self.report(error, problem.about)
        self._window.heatmap.set_stale(False)
        self._show_choice()

    def _on_wishes_changed(self) -> None:
        # an earlier choice that failed is history; one that fails now is reported after this
        self._window.banner.clear("model", "device")
        self._window.loading.hide()  # what it spoke of is not wanted any more
        self._window.heatmap.set_unloaded(False)
        self._show_choice()

    def _on_parked(self) -> None:
        self.report(UserError(NOTHING_LOADED), "model")
        self._window.heatmap.set_unloaded(True)

    def _on_progressed(self, fraction: float, template: str) -> None:
        returns = self._window.microscope.trace is not None
        self._window.loading.show_progress(self._model_name(), fraction, template, returns)

    def _on_busy_changed(self, busy: bool) -> None:
        if not busy:
            self._window.loading.hide()

    def _on_shortened(self, taken: int, given: int) -> None:
        self.report(shortened(taken, given), "shortened")

    def _on_unsaved(self, error: OSError) -> None:
        self.report(UserError(UNSAVED, file=self._window.settings.path, reason=reason(error)), "settings")

    def _model_name(self) -> str:
        """The wanted model's name: the catalogue's, the loaded model's own, or the folder's."""
        wanted = self._window.microscope.model
        trace = self._window.microscope.trace
        if trace is not None and trace.request.model == wanted:
            return trace.model.name
        return self._window.menus.model.names().get(wanted) or one_line(Path(wanted).name or wanted)

    def _show_choice(self) -> None:
        window, scope = self._window, self._window.microscope
        device = self._device if scope.trace is not None and scope.trace.request.device == scope.device else None
        window.menus.model.show_choice(scope.model)
        window.menus.device.show_choice(scope.device, device)
        window.docks.show_models(window.menus.model.installed())
        window.toolbar.show_model(self._model_name())
        if device is None:
            window.toolbar.show_device(window.menus.device.names().get(scope.device, scope.device), "secondary")
        else:
            window.toolbar.show_device(device_title(device), "warning" if device.kind == "numpy" else "value")
