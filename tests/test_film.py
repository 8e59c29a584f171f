"""Films: the pictures that went in come out, for as long as they were to stand, and nothing else is said."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pytest

from attnviz.errors import UserError
from attnviz.film import FPS, open_film

NAME = "<img src=x> & <script>alert(1) \u202eturned\nnext\x1b[31m"
SIZE = (122, 81)  # odd: 4:2:0 wants even sides
RED, BLUE = (200, 40, 40), (40, 60, 200)


def plain(colour: tuple[int, int, int]) -> np.ndarray:
    return np.full((SIZE[1], SIZE[0], 3), colour, np.uint8)


def make(path: Path) -> None:
    film = open_film(path, SIZE)
    film.add(plain(RED), 400)
    film.add(plain(BLUE), 1000)
    film.finish()


def test_gif(tmp_path):
    image = pytest.importorskip("PIL.Image")
    make(tmp_path / "a.gif")
    with image.open(tmp_path / "a.gif") as film:
        assert (film.size, film.n_frames, film.info["loop"]) == (SIZE, 2, 0)
        for index, (colour, time) in enumerate(((RED, 400), (BLUE, 1000))):
            film.seek(index)
            assert film.info["duration"] == time
            assert film.convert("RGB").getpixel((5, 5)) == colour


def test_mp4(tmp_path):
    av = pytest.importorskip("av")
    make(tmp_path / "a.mp4")
    with av.open(str(tmp_path / "a.mp4")) as film:
        stream = film.streams.video[0]
        assert (stream.width, stream.height) == (122, 82)
        assert stream.codec_context.name == "h264"
        frames = [frame.to_ndarray(format="rgb24", src_colorspace="ITU709") for frame in film.decode(stream)]
    assert len(frames) == round(1.4 * FPS)
    for frame, colour in ((frames[2], RED), (frames[-1], BLUE)):
        assert np.abs(frame[40, 60].astype(int) - colour).max() <= 6


@pytest.mark.parametrize(("name", "module", "package"), [("a.gif", "PIL.Image", "pillow"), ("a.mp4", "av", "av")])
def test_a_missing_library_is_named_with_what_to_do(name, module, package, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UserError, match=f"pip install {package}.*--extra video"):
        open_film(tmp_path / name, SIZE)


def test_a_film_that_cannot_be_written(tmp_path):
    pytest.importorskip("PIL.Image")
    with pytest.raises(UserError, match="cannot be written"):
        make(tmp_path / "no" / "a.gif")


def hostile(folder: Path, ending: str) -> Path:
    """A place that no player's title bar and no file manager's column should repeat: it may hold a user's name, too."""
    path = folder / NAME / f"{NAME}{ending}"
    path.parent.mkdir()
    return path


def test_a_gif_holds_pictures_and_times_alone(tmp_path):
    """GIF89a has room for comments and for plain text, which a player may show."""
    pytest.importorskip("PIL.Image")
    make(path := hostile(tmp_path, ".gif"))
    data = path.read_bytes()
    extensions, at = set(), 13 + _table(data[10])
    while data[at] != 0x3B:  # the trailer
        if data[at] == 0x21:
            extensions.add((data[at + 1], data[at + 3 : at + 14] if data[at + 1] == 0xFF else b""))
            at += 2
        else:  # a picture's place and size, its table of colours, the first code's size
            at += 11 + _table(data[at + 9])
        while data[at]:
            at += 1 + data[at]
        at += 1
    assert at == len(data) - 1
    assert extensions == {(0xF9, b""), (0xFF, b"NETSCAPE2.0")}, "times, and how often it is shown"


def _table(flags: int) -> int:
    """Bytes of a table of colours."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def test_an_mp4_tells_of_its_encoder_alone(tmp_path):
    av = pytest.importorskip("av")
    make(path := hostile(tmp_path, ".mp4"))
    data = path.read_bytes()
    with av.open(io.BytesIO(data)) as film:
        (stream,) = film.streams
        told = {**film.metadata, **{f"stream {name}": value for name, value in stream.metadata.items()}}
    assert set(told) <= {"major_brand", "minor_version", "compatible_brands", "encoder", "stream language",
                         "stream handler_name", "stream vendor_id", "stream encoder"}  # fmt: skip
    assert all(value.isprintable() and "<" not in value for value in told.values()), told
    assert not [word for word in (b"<img", b"<script", bytes(tmp_path), "\u202e".encode()) if word in data]
