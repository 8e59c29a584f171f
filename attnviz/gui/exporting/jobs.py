"""Exports under way: one object each, which tells how far it is and can be let go of. The window stays usable."""

from __future__ import annotations

import queue
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.film import open_film
from attnviz.gui.export import Paint, save_widget
from attnviz.gui.models.errand import Errand, Tell
from attnviz.gui.theme import theme
from attnviz.lessons.page import Page
from attnviz.tables import head_of, save_head, save_table
from attnviz.trace import Focus, Trace
from attnviz.trace_file import write_trace

AHEAD = 4
"""Pictures of a film that wait for their encoder: a few, since one of 1080p has 6 MB."""


class Job(QObject):
    """Begins with ``start`` and ends once, later, unless ``cancel`` came first. A file is there whole or not at all.

    Signals:
        progressed(float): share done, 0..1.
        ended(Exception | None): what went wrong.
    """

    progressed = Signal(float)
    ended = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        # what is connected to it holds its dialog, which holds it: Python cannot see that, so it would never go
        self.ended.connect(self.deleteLater)

    def start(self) -> None:
        raise NotImplementedError

    def cancel(self) -> None:
        raise NotImplementedError


class PictureJob(Job):
    """Painted in one go, in this thread: fonts belong to it."""

    def __init__(self, paint: Paint, path: str, size: tuple[int, int], scale: float) -> None:
        super().__init__()
        self._what = paint, path, size, scale
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._work)

    def start(self) -> None:
        self._turn.start()

    def cancel(self) -> None:
        self._turn.stop()

    def _work(self) -> None:
        try:
            save_widget(*self._what)
        except Exception as error:
            self.ended.emit(error)
        else:
            self.ended.emit(None)


class NumbersJob(Job):
    """A head's numbers; of 4,096 tokens a CSV has 16 million, in a thread of their own."""

    def __init__(self, trace: Trace, focus: Focus, path: str, axis: str = "tokens") -> None:
        super().__init__()
        head_of(trace, focus)
        self._errand = Errand(lambda tell: save_head(trace, focus, Path(path), Thinned(tell), axis))
        self._errand.told.connect(lambda share: self.progressed.emit(share))
        self._errand.ended.connect(lambda result, error: self.ended.emit(error))

    def start(self) -> None:
        self._errand.start()

    def cancel(self) -> None:
        self._errand.let_go()


class TableJob(Job):
    """The numbers that a view shows, as they are now; few enough to be written in one go."""

    def __init__(self, rows: Sequence[Sequence[str]], path: str) -> None:
        super().__init__()
        self._errand = Errand(lambda tell: save_table(rows, Path(path)))
        self._errand.ended.connect(lambda result, error: self.ended.emit(error))

    def start(self) -> None:
        self._errand.start()

    def cancel(self) -> None:
        self._errand.let_go()


class Thinned:
    """Tells on only what can be seen: a hundred words on the way, not one for each row."""

    def __init__(self, tell: Tell) -> None:
        self._tell, self._next = tell, 0.0

    def __call__(self, share: float) -> None:
        if share >= self._next:
            self._next = share + 0.01
            self._tell(share)


class AllHeadsJob(Job):
    """Every tensor of the run, as ``attnviz trace`` writes it: read back by the engine's thread, written by another."""

    def __init__(self, worker: QObject, trace: Trace, path: str) -> None:
        super().__init__()
        if trace.model.captured_by:
            raise UserError(
                QT_TRANSLATE_NOOP("errors", "This text is a captured trace already: {file} holds all its numbers."),
                file=trace.model.id,
            )
        if not len(trace.tokens):
            raise UserError(QT_TRANSLATE_NOOP("errors", "The text is empty: there are no numbers to save."))
        self._worker, self._request, self._path = worker, trace.request, Path(path)
        self._writing: Errand | None = None
        self._wanted = False

    def start(self) -> None:
        self._wanted = True
        self._worker.tensors_read.connect(self._on_read)
        self._worker.read_tensors(self._request)

    def cancel(self) -> None:
        self._wanted = False
        if self._writing is not None:
            self._writing.let_go()

    def _on_read(self, answer: tuple | Exception) -> None:
        self._worker.tensors_read.disconnect(self._on_read)
        if not self._wanted:
            return
        if isinstance(answer, Exception):
            self.ended.emit(answer)
            return
        trace, tensors = answer
        self._writing = Errand(lambda tell: write_trace(self._path, trace, tensors))
        self._writing.ended.connect(lambda result, error: self.ended.emit(error))
        self.progressed.emit(0.5)
        self._writing.start()


class FolderJob(Job):
    """Steps as numbered pictures in a folder, one for each turn of the event loop."""

    def __init__(self, pages: Sequence[Page], folder: str, ending: str, size: tuple[int, int]) -> None:
        from attnviz.gui.exporting.steps import save_steps  # here: the slides are half as many modules again

        super().__init__()
        self._saving = save_steps(pages, Path(folder), ending, size, theme().colours)
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._work)

    def start(self) -> None:
        self._turn.start()

    def cancel(self) -> None:
        self._turn.stop()

    def _work(self) -> None:
        try:
            self.progressed.emit(next(self._saving))
        except StopIteration:
            self._end(None)
        except Exception as error:
            self._end(error)

    def _end(self, error: Exception | None) -> None:
        self._turn.stop()
        self.ended.emit(error)


class FilmJob(Job):
    """Steps as a film: painted here, a picture for each turn of the event loop, encoded in a thread."""

    def __init__(self, pages: Sequence[Page], path: str, size: tuple[int, int], seconds: float) -> None:
        from attnviz.gui.exporting.steps import moments, pictures  # as above

        super().__init__()
        self._film = open_film(Path(path), size)  # here, so that a missing library is told before anything is painted
        self._count = len(moments(len(pages), seconds))
        self._pictures = pictures(pages, size, seconds, theme().colours)
        self._waiting: queue.Queue = queue.Queue(AHEAD)
        self._errand = Errand(self._encode)
        self._errand.told.connect(lambda done: self.progressed.emit(done / self._count))
        self._errand.ended.connect(self._on_encoded)
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._work)

    def start(self) -> None:
        self._errand.start()
        self._turn.start()

    def cancel(self) -> None:
        self._turn.stop()
        self._errand.let_go()
        while not self._waiting.empty():
            self._waiting.get_nowait()
        self._waiting.put(None)  # an encoder that waits wakes up, finds itself unwanted and ends

    def _work(self) -> None:
        # rests while the encoder is behind: a timer of 0 ms would take a processor from it
        self._turn.setInterval(15 if self._waiting.full() else 0)
        if not self._waiting.full():
            following = next(self._pictures, None)
            self._waiting.put(following)
            if following is None:
                self._turn.stop()

    def _on_encoded(self, result: object, error: Exception | None) -> None:
        self._turn.stop()
        self.ended.emit(error)

    # --- below: the errand's thread

    def _encode(self, tell: Tell) -> None:
        done = 0
        while (following := self._waiting.get()) is not None:
            self._film.add(*following)
            done += 1
            tell(done)
        tell(done)  # raises where nobody waits for the film any more
        self._film.finish()
