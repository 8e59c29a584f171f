"""Films of pictures: GIF (Pillow) and MP4 (PyAV, which brings FFmpeg and x264 with it).

Neither library is needed for anything else, and PyAV takes 100 MB: they are the extra ``video`` of the package.
Of the two that wrap FFmpeg, imageio-ffmpeg starts a program and speaks to it through pipes; PyAV works inside the
process, so that letting go of a film leaves nothing behind.
"""

from __future__ import annotations

import io
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.files import save

Picture = NDArray[np.uint8]
"""(height, width, 3), red, green and blue"""
FPS = 25
FILMS = (".gif", ".mp4")


class Film(Protocol):
    """Takes one picture after the other. One that is never finished leaves no file."""

    def add(self, picture: Picture, milliseconds: int) -> None:
        """Show a picture for so long."""

    def finish(self) -> None:
        """Write the file.

        Raises:
            UserError: it cannot be written.
        """


def open_film(path: Path, size: tuple[int, int]) -> Film:
    """A film of pictures of a size (width, height), in the format that the name ends in: one of FILMS.

    Raises:
        UserError: the library that writes it is not installed.
    """
    return _Gif(path) if path.suffix.lower() == ".gif" else _Mp4(path, size)


def _library(module: str, package: str, ending: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors",
                "A film in {format} needs the Python package “{package}”. Install it with “pip install {package}”, "
                "or start the program with “uv run --extra video attnviz”.",
            ),
            format=ending,
            package=package,
        ) from error


class _Gif:
    """256 colours a picture, chosen for it; times in hundredths of a second (GIF89a)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._image = _library("PIL.Image", "pillow", "GIF")
        self._pictures: list[Any] = []
        self._times: list[int] = []

    def add(self, picture: Picture, milliseconds: int) -> None:
        image = self._image.fromarray(picture)
        # no dithering: it would cover even grounds with dots
        self._pictures.append(image.quantize(256, dither=self._image.Dither.NONE))
        self._times.append(milliseconds)

    def finish(self) -> None:
        file = io.BytesIO()
        first, *rest = self._pictures
        first.save(file, "GIF", save_all=True, append_images=rest, duration=self._times, loop=0)
        save(self._path, [file.getvalue()])


class _Mp4:
    """H.264 in 4:2:0, which every player knows; a picture that stands still costs next to nothing."""

    def __init__(self, path: Path, size: tuple[int, int]) -> None:
        av = _library("av", "av", "MP4")
        self._path, self._av = path, av
        self._file = io.BytesIO()
        self._container = av.open(self._file, "w", format="mp4")
        self._stream = self._container.add_stream("libx264", rate=FPS)
        self._size = tuple(side + side % 2 for side in size)  # 4:2:0 halves both sides
        self._stream.width, self._stream.height = self._size
        self._stream.pix_fmt = "yuv420p"
        self._stream.options = {"crf": "16", "preset": "veryfast", "tune": "animation"}
        context = self._stream.codec_context
        # Rec. 709, said in the file: a player guesses by the height otherwise, and colours here mean something
        context.colorspace = context.color_primaries = context.color_trc = 1
        context.color_range = 1

    def add(self, picture: Picture, milliseconds: int) -> None:
        width, height = self._size
        even = np.pad(picture, ((0, height - picture.shape[0]), (0, width - picture.shape[1]), (0, 0)), "edge")
        frame = self._av.VideoFrame.from_ndarray(np.ascontiguousarray(even), format="rgb24")
        frame = frame.reformat(format="yuv420p", dst_colorspace="ITU709")
        for _ in range(max(1, round(milliseconds * FPS / 1000))):
            frame.pts = None
            self._container.mux(self._stream.encode(frame))

    def finish(self) -> None:
        self._container.mux(self._stream.encode())
        self._container.close()
        save(self._path, [self._file.getvalue()])
