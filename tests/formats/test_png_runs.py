"""Maps read as runs: the pixels that the image library sees, whoever wrote the file."""

from __future__ import annotations

import io
import zlib
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from PIL import Image as PILImage

from labeling.errors import BadDataset
from labeling.formats import png_runs
from labeling.formats.palette import voc_palette
from labeling.formats.png import encode_indexed, encode_map
from labeling.formats.png_runs import decode_runs
from labeling.formats.wire_masks import canonical_masks
from labeling.masks import rle as rles
from labeling.masks.types import Rle

VALUES: dict[str, NDArray[Any]] = {
    "8 bit": np.array([0, 255, 7, 128], np.uint8),
    "16 bit": np.array([0, 65535, 26001, 255], np.uint16),
    "RGB": np.array([[0, 0, 0], [1, 255, 3], [200, 100, 50], [0, 1, 0]], np.uint8),
}


def packed(pixels: NDArray[Any]) -> NDArray[np.int64]:
    wide = pixels.astype(np.int64)
    return wide if wide.ndim == 2 else wide @ np.array([65536, 256, 1])


def coarse_map() -> NDArray[np.uint8]:
    index_map = np.zeros((90, 130), np.uint8)
    index_map[0:40, 10:70] = 1  # touches the upper border
    index_map[30:90, 60:130] = 2
    index_map[50, 100] = 3
    return index_map


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("write", ["ours", "walked", "PIL", "OpenCV"])
def test_runs_are_the_pixels_whoever_wrote_them(kind: str, write: str) -> None:
    pixels = VALUES[kind][coarse_map()]
    if write == "ours":
        content = encode_indexed(coarse_map(), VALUES[kind])
    elif write == "walked":
        content = encode_map(pixels)
    elif write == "PIL":
        buffer = io.BytesIO()
        PILImage.fromarray(pixels).save(buffer, "PNG")
        content = buffer.getvalue()
    else:
        content = cv2.imencode(".png", pixels[..., ::-1] if kind == "RGB" else pixels)[1].tobytes()
    found = decode_runs(content, "map.png")
    assert np.array_equal(found.runs.to_map(np.int64), packed(pixels))
    assert found.is_rgb == (kind == "RGB")
    assert found.used == np.unique(packed(pixels)).tolist()


SIDES = st.tuples(st.integers(1, 7), st.integers(1, 7))


@given(
    hnp.arrays(
        np.uint8, st.tuples(st.integers(1, 7), st.integers(1, 7)), elements=st.integers(0, 3)
    ),
    st.sampled_from(sorted(VALUES)),
)
def test_any_map_comes_back(index_map: NDArray[np.uint8], kind: str) -> None:
    for each in (index_map, index_map.repeat(60, axis=0).repeat(3, axis=1)):
        found = decode_runs(encode_indexed(each, VALUES[kind]), "map.png")
        assert np.array_equal(found.runs.to_map(np.int64), packed(VALUES[kind][each]))


def test_our_maps_are_read_without_the_image_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png_runs, "decode_map", lambda *_: pytest.fail("decoded pixel by pixel"))
    for values in VALUES.values():
        decode_runs(encode_indexed(coarse_map(), values), "map.png")


def test_the_palette_comes_along() -> None:
    content = encode_indexed(coarse_map(), VALUES["8 bit"], voc_palette())
    palette = decode_runs(content, "map.png").palette
    assert palette is not None
    assert np.array_equal(palette, voc_palette())


@pytest.mark.parametrize("place", [5, 20, 60, -20])
def test_damage_is_named(place: int) -> None:
    content = bytearray(encode_indexed(coarse_map(), VALUES["8 bit"]))
    content[place] ^= 0xFF
    with pytest.raises(BadDataset, match=r"map\.png"):
        decode_runs(bytes(content), "map.png")


def test_a_picture_cut_off_or_too_long_is_no_map() -> None:
    content = encode_indexed(coarse_map(), VALUES["8 bit"])
    with pytest.raises(BadDataset, match=r"map\.png"):
        decode_runs(content[:-30], "map.png")
    with pytest.raises(BadDataset, match=r"map\.png"):
        decode_runs(b"no picture", "map.png")


def test_a_bomb_is_not_inflated() -> None:
    content = encode_indexed(coarse_map(), VALUES["8 bit"])
    place = content.index(b"IDAT") - 4
    body = zlib.compress(bytes(50 * 2**20))
    chunk = len(body).to_bytes(4, "big") + b"IDAT" + body
    check = zlib.crc32(body, zlib.crc32(b"IDAT")).to_bytes(4, "big")
    end = content[content.index(b"IEND") - 4 :]
    found = png_runs._decode_up(content[:place] + chunk + check + end)
    assert found is None


def test_masks_in_json_are_taken_as_they_are_only_where_nothing_is_wrong() -> None:
    mask = np.zeros((9, 7), np.bool_)
    mask[2:5, 3] = True
    good = rles.to_wire(rles.encode(mask))
    empty = rles.to_wire(rles.encode(np.zeros((9, 7), np.bool_)))
    taken = canonical_masks([good, good], [(9, 7)] * 2)
    assert taken == [Rle((9, 7), good["counts"].encode())] * 2
    padded = rles.runs_from_counts(good["counts"].encode())
    split = rles.counts_from_runs(np.array([padded[0], 1, 0, padded[1] - 1, padded[2]]))
    too_short = rles.counts_from_runs(padded[:-1])
    wrong: list[object] = [
        None,
        [[1, 2, 3, 4, 5, 6]],
        empty,
        {**good, "size": [7, 9]},
        {**good, "more": 1},
        {**good, "counts": "ä"},
        {**good, "counts": ""},
        {**good, "counts": split.decode()},
        {**good, "counts": too_short.decode()},
        {**good, "counts": good["counts"][:-1] + chr(ord(good["counts"][-1]) + 32) + "0"},
    ]
    for each in wrong:
        assert canonical_masks([each], [(9, 7)]) == [None], each
