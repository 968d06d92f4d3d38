"""Label Studio's brush codec against its published algorithm and vectors packed by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from labeling.errors import InvalidRle
from labeling.formats import label_studio_rle
from labeling.masks import rle


def published(content: list[int]) -> np.ndarray:
    """decode_rle of label_studio_converter/brush.py, restated over a string of bits."""
    bits = "".join(f"{byte:08b}" for byte in content)
    place = 0

    def take(size: int) -> int:
        nonlocal place
        place += size
        return int(bits[place - size : place], 2)

    num, word = take(32), take(5) + 1
    sizes = [take(4) + 1 for _ in range(4)]
    values: list[int] = []
    while len(values) < num:
        is_run = take(1)
        length = take(sizes[take(2)]) + 1
        values += [take(word)] * length if is_run else [take(word) for _ in range(length)]
    return np.array(values)


def packed(text: str) -> bytes:
    """Bits as a person writes them, blanks for the eye, filled up with zeros."""
    bits = text.replace(" ", "")
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[k : k + 8], 2) for k in range(0, len(bits), 8))


def test_the_vector_of_the_published_test():
    values = [1, 1, 1, 1, 2, 3, 5, 6, 7, 8, 4, 4, 4, 4, 4, 4, 4, 4]
    lengths = [4, 1, 1, 1, 1, 1, 1, 8]
    content = label_studio_rle.encode_values(np.array(lengths), np.array([1, 2, 3, 5, 6, 7, 8, 4]))
    expected = [
        0, 0, 0, 18, 57, 27, 252, 96, 32, 1, 0, 6, 0, 40, 0, 192, 3, 128, 17, 56, 32
    ]  # fmt: skip
    assert list(content) == expected
    assert published(expected).tolist() == values


HEAD = "00111 0010 0011 0111 1111"


def test_a_mask_packed_by_hand():
    # Two pixels, the second inside: 8 values, four 0 and four 255.
    by_hand = packed(f"{8:032b} {HEAD} 1 00 011 00000000  1 00 011 11111111")
    mask = rle.encode(np.array([[False, True]]))
    assert label_studio_rle.encode(mask) == by_hand
    assert label_studio_rle.decode(by_hand, (1, 2)) == mask


def test_literals_and_soft_edges_packed_by_hand():
    # One literal token of five values, then a run of three: RGBA, RGBA with alpha 1.
    by_hand = packed(
        f"{8:032b} {HEAD} 0 00 100 00000000 00000000 00000000 00000000 11111111 1 00 010 00000001"
    )
    assert label_studio_rle.decode(by_hand, (1, 2)) == rle.encode(np.array([[False, True]]))
    # The colour counts for nothing, the alpha alone does.
    by_hand = packed(f"{4:032b} {HEAD} 1 00 010 11111111 0 00 000 00000000")
    assert label_studio_rle.decode(by_hand, (1, 1)) == rle.encode(np.array([[False]]))


def test_other_word_and_length_sizes_are_read():
    by_hand = packed(f"{4:032b} 00000 0000 0000 0000 0001 1 11 11 1")
    assert label_studio_rle.decode(by_hand, (1, 1)) == rle.encode(np.array([[True]]))


@pytest.mark.parametrize("length", [1, 8, 9, 16, 17, 256, 257, 65536, 65537, 131072, 200_000])
def test_every_class_of_length_comes_back(length):
    content = label_studio_rle.encode_values(np.array([length, 5]), np.array([7, 200]))
    lengths, values = label_studio_rle.decode_values(content, (length + 5,))
    assert np.repeat(values, lengths).tolist() == [7] * length + [200] * 5
    assert published(list(content)).tolist() == [7] * length + [200] * 5


@given(arrays(np.bool_, st.tuples(st.integers(1, 12), st.integers(1, 12))))
def test_masks_come_back_and_the_published_algorithm_sees_them(mask):
    content = label_studio_rle.encode(rle.encode(mask))
    height, width = mask.shape
    assert label_studio_rle.decode(content, mask.shape) == rle.encode(mask)
    seen = published(list(content)).reshape(height, width, 4)
    assert np.array_equal(seen[:, :, 3] > 0, mask)


@given(st.lists(st.tuples(st.integers(1, 70_000), st.integers(0, 255)), min_size=1, max_size=30))
def test_any_bytes_come_back(runs):
    lengths, values = (np.array(each) for each in zip(*runs, strict=True))
    content = label_studio_rle.encode_values(lengths, values)
    back = label_studio_rle.decode_values(content, (int(lengths.sum()),))
    assert np.array_equal(np.repeat(back[1], back[0]), np.repeat(values, lengths))


def test_one_value_for_each_pixel_is_accepted():
    content = label_studio_rle.encode_values(np.array([2, 1]), np.array([0, 1]))
    mask = np.array([[False, False, True]])
    assert label_studio_rle.decode(content, (1, 3)) == rle.encode(mask)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "shorter than its header"),
        (bytes(6), "shorter than its header"),
        (packed(f"{12:032b} {HEAD} 1 00 111 00000000"), "holds 12 values; expected 8"),
        (packed(f"{8:032b} {HEAD} 1 00 011 00000000"), "ends after 4 of 8"),
        (packed(f"{2**32 - 1:032b} {HEAD}"), "values; expected 8"),
    ],
)
def test_damage_is_refused(content, message):
    with pytest.raises(InvalidRle, match=message):
        label_studio_rle.decode(content, (1, 2))


def test_a_checkerboard_is_packed_in_blocks():
    y, x = np.mgrid[:600, :500]
    mask = rle.encode((x + y) % 2 == 0)
    assert label_studio_rle.decode(label_studio_rle.encode(mask), (600, 500)) == mask
