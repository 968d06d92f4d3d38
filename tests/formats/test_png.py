import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image as PILImage

from labeling.errors import BadDataset
from labeling.formats.palette import voc_palette
from labeling.formats.png import decode_map, encode_map, picture_size_hw

sizes = st.tuples(st.integers(1, 9), st.integers(1, 9))
maps = st.one_of(
    hnp.arrays(np.uint8, sizes),
    hnp.arrays(np.uint16, sizes),
    hnp.arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3))),
)


@given(maps)
def test_pillow_reads_the_same_pixels(pixels):
    opened = PILImage.open(io.BytesIO(encode_map(pixels)))
    assert opened.mode == {1: "L", 2: "I;16"}[pixels.itemsize] if pixels.ndim == 2 else "RGB"
    assert np.array_equal(np.asarray(opened), pixels)


@given(maps)
def test_our_reader_reads_the_same_pixels(pixels):
    decoded = decode_map(encode_map(pixels), "x.png")
    assert decoded.pixels.dtype == pixels.dtype
    assert np.array_equal(decoded.pixels, pixels)


def test_an_indexed_map_keeps_indices_and_palette():
    pixels = np.array([[0, 1], [255, 7]], np.uint8)
    content = encode_map(pixels, voc_palette())
    opened = PILImage.open(io.BytesIO(content))
    assert opened.mode == "P"
    assert np.array_equal(np.asarray(opened), pixels)
    decoded = decode_map(content, "x.png")
    assert np.array_equal(decoded.palette, voc_palette())


def test_the_palette_is_vocs():
    # The first colours as the VOC development kit prints them.
    expected = [[0, 0, 0], [128, 0, 0], [0, 128, 0], [128, 128, 0], [0, 0, 128]]
    assert voc_palette()[:5].tolist() == expected
    assert voc_palette()[[20, 255]].tolist() == [[0, 64, 128], [224, 224, 192]]


@pytest.mark.parametrize(
    "pixels",
    [np.zeros((2, 2), np.int32), np.zeros((2, 2, 4), np.uint8), np.zeros((2, 2, 3), np.uint16)],
)
def test_other_types_are_refused(pixels):
    with pytest.raises(ValueError):
        encode_map(pixels)


@pytest.mark.parametrize("cut", [0, 5, 20, 60])
def test_a_broken_map_is_named(cut):
    content = encode_map(np.arange(64, dtype=np.uint8).reshape(8, 8))
    assert len(content) > 60
    with pytest.raises(BadDataset, match=r"masks/x\.png"):
        decode_map(content[:cut], "masks/x.png")


def test_a_map_that_claims_to_be_huge_is_refused_before_it_is_decoded():
    content = bytearray(encode_map(np.zeros((2, 2), np.uint8)))
    content[16:24] = (40_000).to_bytes(4, "big") * 2
    with pytest.raises(BadDataset):
        decode_map(bytes(content), "x.png")


def test_the_size_is_read_from_the_header():
    assert picture_size_hw(encode_map(np.zeros((3, 5), np.uint8)), "x.png") == (3, 5)
