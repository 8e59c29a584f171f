"""Films: the pictures that went in come out, for as long as they were to stand."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from attnviz.errors import UserError
from attnviz.film import FPS, open_film

SIZE = (122, 81)  # odd: 4:2:0 wants even sides
RED, BLUE = (200, 40, 40), (40, 60, 200)


def plain(colour: tuple[int, int, int]) -> np.ndarray:
    return np.full((SIZE[1], SIZE[0], 3), colour, np.uint8)


def make(path) -> None:
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
