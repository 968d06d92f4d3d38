"""Maps compressed by their borders alone: every reader sees the pixels that were meant."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray
from PIL import Image as PILImage

from labeling.formats.png import encode_indexed, encode_map
from labeling.formats.sparse_deflate import deflate_sparse
from labeling.formats.voc import voc_palette
from labeling.masks.types import LabelMap


@st.composite
def sparse_bytes(draw: st.DrawFn) -> tuple[list[int], list[int], int]:
    """Ascending places, their bytes, and a total that may leave any gap between and after them."""
    gaps = draw(st.lists(st.one_of(st.integers(0, 8), st.integers(0, 2000)), max_size=30))
    places = [sum(gaps[: number + 1]) + number for number in range(len(gaps))]
    content = draw(st.lists(st.integers(0, 255), min_size=len(gaps), max_size=len(gaps)))
    end = places[-1] + 1 if places else 0
    return places, content, end + draw(st.integers(0, 600))


@given(sparse_bytes())
def test_zlib_decompresses_to_the_bytes_that_were_meant(
    sparse: tuple[list[int], list[int], int],
) -> None:
    places, content, total = sparse
    expected = bytearray(total)
    for place, value in zip(places, content, strict=True):
        expected[place] = value
    widths = np.ones(len(places), np.int64)
    column = np.array(content, np.uint8).reshape(-1, 1)
    stream = deflate_sparse(np.array(places, np.int64), column, widths, total)
    assert zlib.decompress(stream) == expected


@pytest.mark.parametrize("gap", [*range(12), *range(250, 275), *range(510, 525), 1000, 100_000])
def test_every_length_of_gap_is_coded(gap: int) -> None:
    places = np.array([0, gap + 1], np.int64)
    ones = np.ones(2, np.int64)
    stream = deflate_sparse(places, np.array([[7], [250]], np.uint8), ones, gap + 2)
    assert zlib.decompress(stream) == b"\x07" + bytes(gap) + b"\xfa"


def blobs(shape: tuple[int, int]) -> LabelMap:
    """A map of three large regions, as segments are."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    index_map: LabelMap = np.zeros(shape, np.uint8)
    index_map[(x - 30) ** 2 + (y - 40) ** 2 < 700] = 1
    index_map[y > 80] = 2
    index_map[(x > 90) & (y < 70)] = 3
    return index_map


VALUES: dict[str, NDArray[np.generic]] = {
    "8 bit": np.array([0, 255, 7, 128], np.uint8),
    "16 bit": np.array([0, 65535, 26001, 255], np.uint16),
    "RGB": np.array([[0, 0, 0], [1, 255, 3], [200, 100, 50], [0, 1, 0]], np.uint8),
}


def pixels_of(content: bytes) -> NDArray[np.generic]:
    with PILImage.open(io.BytesIO(content)) as picture:
        picture.verify()  # the checksums of the chunks
    with PILImage.open(io.BytesIO(content)) as picture:
        return np.asarray(picture)


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("shape", [(100, 120), (100, 1), (1, 120), (1, 1)])
def test_maps_of_every_kind_are_read_as_meant(kind: str, shape: tuple[int, int]) -> None:
    index_map = blobs(shape)
    content = encode_indexed(index_map, VALUES[kind])
    assert np.array_equal(pixels_of(content), VALUES[kind][index_map])


def test_the_sparse_way_is_taken_and_its_files_are_about_as_small() -> None:
    index_map = blobs((400, 600))
    sparse = encode_indexed(index_map, VALUES["RGB"])
    walked = encode_map(VALUES["RGB"][index_map])
    assert sparse != walked
    assert len(sparse) < 1.5 * len(walked)


def test_an_indexed_map_has_its_palette() -> None:
    index_map = blobs((100, 120))
    with PILImage.open(
        io.BytesIO(encode_indexed(index_map, VALUES["8 bit"], voc_palette()))
    ) as picture:
        assert picture.mode == "P"
        assert picture.getpalette() == voc_palette().ravel().tolist()


@given(
    arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=9), elements=st.integers(0, 3)),
    st.sampled_from(sorted(VALUES)),
)
def test_any_map_is_read_as_meant_fine_or_coarse(index_map: LabelMap, kind: str) -> None:
    coarse = index_map.repeat(60, axis=0).repeat(3, axis=1)  # few borders: the sparse way
    for each in (index_map, coarse):
        content = encode_indexed(each, VALUES[kind])
        assert np.array_equal(pixels_of(content), VALUES[kind][each])
