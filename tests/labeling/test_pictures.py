"""labeling.pictures: what is taken, what is refused and why, and which pixels come out."""

from __future__ import annotations

import hashlib
import io
import random
import struct
import zlib

import numpy as np
import pytest
from PIL import Image as PILImage

from labeling import errors
from labeling.pictures import THUMBNAIL_MAX_PX, prepare, upright_rgb, verify, verify_header
from labeling.pictures.pixels import window_to_8_bit
from tests.labeling.picture_files import (
    BLACK,
    BLUE,
    CORNERS,
    GREEN,
    GREY,
    RED,
    WHITE,
    blocks,
    centres,
    encoded,
    oriented,
    plain_png,
)

# Pillow warns about odd TIFF tags and large headers on its way to the error that we test.
pytestmark = [
    pytest.mark.filterwarnings("ignore::UserWarning:PIL"),
    pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning"),
]


def file(content: bytes) -> io.BytesIO:
    return io.BytesIO(content)


def decoded(content: bytes) -> np.ndarray:
    return np.asarray(PILImage.open(io.BytesIO(content)).convert("RGB"))


def bare_png(width: int, height: int, idat: bytes = b"") -> bytes:
    """A PNG whose header says any size, for the sizes that no honest encoder writes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", idat) + chunk(b"IEND", b"")
    )


# ---- what is taken ----


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP", "BMP", "TIFF"])
def test_each_format_is_taken_with_its_size_and_hash(file_format: str) -> None:
    content = encoded(blocks(), file_format)
    picture = verify(file(content))
    assert (picture.format, picture.mode, picture.bit_depth) == (file_format, "RGB", 8)
    assert (picture.size_hw, picture.orientation) == ((32, 48), 1)
    assert picture.byte_size == len(content)
    assert picture.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("mode", "file_format", "bit_depth"),
    [
        ("1", "PNG", 1),
        ("L", "PNG", 8),
        ("LA", "PNG", 8),
        ("P", "PNG", 8),
        ("RGBA", "PNG", 8),
        ("I;16", "PNG", 16),
        ("I;16", "TIFF", 16),
        ("F", "TIFF", 32),
        ("CMYK", "JPEG", 8),
        ("CMYK", "TIFF", 8),
        ("L", "JPEG", 8),
        ("RGBA", "WEBP", 8),
    ],
)
def test_each_mode_is_taken_with_its_bit_depth(mode: str, file_format: str, bit_depth: int) -> None:
    picture = verify(file(encoded(PILImage.new(mode, (6, 4)), file_format)))
    assert (picture.mode, picture.bit_depth, picture.size_hw) == (mode, bit_depth, (4, 6))


def test_a_16_bit_colour_png_says_its_depth_though_pillow_decodes_8() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    pixel = struct.pack(">HHH", 0x1234, 0x8000, 0xFFFF)
    content = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 16, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\x00" + pixel))
        + chunk(b"IEND", b"")
    )
    picture = verify(file(content))
    assert (picture.mode, picture.bit_depth) == ("RGB;16", 16)
    assert upright_rgb(file(content)).tolist() == [[[0x12, 0x80, 0xFF]]]
    assert prepare(file(content)).rendition is None


def test_a_phone_picture_with_a_second_picture_behind_it_counts_as_its_first() -> None:
    second = PILImage.new("RGB", (48, 32), GREY)
    first = PILImage.fromarray(blocks())
    content = encoded(
        first, "MPO", save_all=True, append_images=[second], quality=95, subsampling=0
    )
    picture = verify(file(content))
    assert (picture.format, picture.size_hw) == ("JPEG", (32, 48))
    assert np.abs(centres(upright_rgb(file(content))).astype(int) - CORNERS).max() < 8


def test_a_tiff_with_a_preview_page_counts_as_one_picture() -> None:
    preview = PILImage.new("RGB", (3, 2))
    preview.encoderinfo = {"tiffinfo": {254: 1}}
    content = encoded(PILImage.fromarray(blocks()), "TIFF", save_all=True, append_images=[preview])
    assert verify(file(content)).size_hw == (32, 48)


# ---- orientation ----

UPRIGHT = {
    1: [[RED, GREEN, GREY], [BLUE, WHITE, BLACK]],
    2: [[GREY, GREEN, RED], [BLACK, WHITE, BLUE]],
    3: [[BLACK, WHITE, BLUE], [GREY, GREEN, RED]],
    4: [[BLUE, WHITE, BLACK], [RED, GREEN, GREY]],
    5: [[RED, BLUE], [GREEN, WHITE], [GREY, BLACK]],
    6: [[BLUE, RED], [WHITE, GREEN], [BLACK, GREY]],
    7: [[BLACK, GREY], [WHITE, GREEN], [BLUE, RED]],
    8: [[GREY, BLACK], [GREEN, WHITE], [RED, BLUE]],
}


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(orientation: int, file_format: str) -> None:
    content = oriented(orientation, file_format)
    picture = verify(file(content))
    expected = np.array(UPRIGHT[orientation])
    assert picture.orientation == orientation
    assert picture.size_hw == (expected.shape[0] * 16, expected.shape[1] * 16)
    assert verify_header(file(content)) == (picture.size_hw, orientation)
    pixels = centres(upright_rgb(file(content)))
    assert np.abs(pixels.astype(int) - expected).max() < 8
    rendition = prepare(file(content)).rendition
    if orientation == 1 and file_format != "TIFF":
        assert rendition is None
    else:
        assert rendition is not None
        assert np.abs(centres(decoded(rendition.content)).astype(int) - expected).max() < 8
        assert PILImage.open(io.BytesIO(rendition.content)).getexif().get(0x0112, 1) == 1


@pytest.mark.parametrize("orientation", [0, 9, 77])
def test_an_orientation_that_does_not_exist_is_upright(orientation: int) -> None:
    picture = verify(file(oriented(orientation)))
    assert (picture.orientation, picture.size_hw) == (1, (32, 48))


# ---- pixels ----


def test_palette_and_grey_become_rgb() -> None:
    palette = PILImage.fromarray(np.array([[0, 1]], dtype=np.uint8)).convert("P")
    palette.putpalette([9, 8, 7, 200, 100, 50])
    assert upright_rgb(file(encoded(palette))).tolist() == [[[9, 8, 7], [200, 100, 50]]]
    grey = np.array([[0, 77]], dtype=np.uint8)
    assert upright_rgb(file(encoded(grey))).tolist() == [[[0, 0, 0], [77, 77, 77]]]


def test_transparency_is_dropped_and_the_browser_sees_the_same() -> None:
    rgba = np.array([[[10, 20, 30, 0], [40, 50, 60, 255]]], dtype=np.uint8)
    content = encoded(rgba)
    assert upright_rgb(file(content)).tolist() == [[[10, 20, 30], [40, 50, 60]]]
    rendition = prepare(file(content)).rendition
    assert rendition is not None
    assert decoded(rendition.content).tolist() == [[[10, 20, 30], [40, 50, 60]]]


def test_an_opaque_alpha_channel_needs_no_rendition() -> None:
    rgba = np.full((2, 2, 4), 255, dtype=np.uint8)
    assert prepare(file(encoded(rgba))).rendition is None


def test_deep_grey_fills_the_range_instead_of_clipping_to_white() -> None:
    deep = np.array([[1000, 1500], [2000, 3000]], dtype=np.uint16)
    assert window_to_8_bit(deep)[0, 0] == 0
    assert window_to_8_bit(deep)[1, 1] == 255
    assert 60 < window_to_8_bit(deep)[0, 1] < 68
    content = encoded(PILImage.fromarray(deep))
    rendition = prepare(file(content)).rendition
    assert rendition is not None and rendition.media_type == "image/png"
    shown = np.asarray(PILImage.open(io.BytesIO(rendition.content)))
    assert shown.tolist() == window_to_8_bit(deep).tolist()
    assert upright_rgb(file(content))[..., 1].tolist() == shown.tolist()


def test_one_hot_pixel_does_not_blacken_a_deep_picture() -> None:
    deep = np.tile(np.arange(1000, 1100, dtype=np.uint16), (100, 1))
    deep[0, 0] = 65_535
    assert np.median(window_to_8_bit(deep)) > 100


def test_a_single_spot_on_an_even_deep_ground_stays_visible() -> None:
    deep = np.full((100, 100), 500, dtype=np.uint16)
    deep[3, 4] = 900
    shown = window_to_8_bit(deep)
    assert (shown[3, 4], shown[0, 0]) == (255, 0)


def test_float_pictures_with_gaps_are_shown() -> None:
    values = np.array([[np.nan, 0.0, 0.5, 1.0, np.inf]], dtype=np.float32)
    shown = window_to_8_bit(values)
    assert shown[0, 0] == 0 and shown[0, 4] == 255 and 120 <= shown[0, 2] <= 135
    assert not window_to_8_bit(np.full((2, 2), np.nan, dtype=np.float32)).any()


# ---- what browsers are sent ----


@pytest.mark.parametrize(
    ("mode", "file_format", "media_type"),
    [
        ("RGB", "PNG", None),
        ("RGB", "JPEG", None),
        ("RGB", "WEBP", None),
        ("P", "PNG", None),
        ("1", "PNG", None),
        ("L", "JPEG", None),
        ("RGB", "BMP", "image/png"),
        ("RGB", "TIFF", "image/png"),
        ("I;16", "PNG", "image/png"),
        ("CMYK", "JPEG", "image/jpeg"),
        ("CMYK", "TIFF", "image/png"),
    ],
)
def test_a_rendition_is_made_only_where_browsers_need_one(
    mode: str, file_format: str, media_type: str | None
) -> None:
    rendition = prepare(file(encoded(PILImage.new(mode, (6, 4)), file_format))).rendition
    assert (rendition.media_type if rendition else None) == media_type


def test_a_cmyk_rendition_has_the_colours_that_training_reads() -> None:
    content = encoded(PILImage.fromarray(blocks()).convert("CMYK"), "TIFF")
    rendition = prepare(file(content)).rendition
    assert rendition is not None
    assert decoded(rendition.content).tolist() == upright_rgb(file(content)).tolist()


@pytest.mark.parametrize(("size", "expected"), [((1000, 500), (320, 160)), ((60, 40), (60, 40))])
def test_a_thumbnail_fits_its_box_and_never_grows(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    thumbnail = prepare(file(encoded(PILImage.new("RGB", size), "JPEG"))).thumbnail
    small = PILImage.open(io.BytesIO(thumbnail.content))
    assert small.size == expected
    assert max(small.size) <= THUMBNAIL_MAX_PX
    assert thumbnail.media_type == "image/jpeg"


def test_a_thumbnail_is_upright() -> None:
    thumbnail = prepare(file(oriented(6))).thumbnail
    assert PILImage.open(io.BytesIO(thumbnail.content)).size == (32, 48)


# ---- what is refused ----


@pytest.mark.parametrize(
    ("content", "actual"),
    [
        (b"hello, this is no picture\n", "a text file"),
        (b"GIF89a" + bytes(40), "a GIF"),
        (b"%PDF-1.7\n" + bytes(40), "a PDF document"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "a HEIC photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG or XML document"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "a web page"),
        (b"PK\x03\x04" + bytes(40), "a zip archive"),
        (bytes(100), "an unknown kind of file"),
    ],
)
def test_a_file_that_is_no_picture_is_refused_by_what_it_is(content: bytes, actual: str) -> None:
    with pytest.raises(errors.NotAPicture, match=f"got {actual}.*Save it as") as refusal:
        verify(file(content))
    assert refusal.value.detail == {"actual": actual}


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP", "BMP", "TIFF"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_truncated_file_is_refused(file_format: str, share: float) -> None:
    noise = np.random.default_rng(5).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    content = encoded(noise, file_format)
    cut = content[: max(20, int(len(content) * share))]
    with pytest.raises(errors.CorruptPicture, match=r"damaged or incomplete.*again"):
        verify(file(cut))


def test_a_png_with_one_flipped_pixel_byte_is_refused() -> None:
    content = bytearray(encoded(np.random.default_rng(5).integers(0, 256, (9, 9), dtype=np.uint8)))
    content[content.index(b"IDAT") + 30] ^= 1
    with pytest.raises(errors.CorruptPicture):
        verify(file(bytes(content)))


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP", "BMP", "TIFF"])
def test_damaged_files_are_taken_or_refused_but_never_crash(file_format: str) -> None:
    rng = random.Random(11)
    content = oriented(6, file_format) if file_format != "BMP" else encoded(blocks(), "BMP")
    num_refused = 0
    for _ in range(150):
        damaged = bytearray(content)
        for _ in range(rng.randrange(1, 6)):
            damaged[rng.randrange(min(len(damaged), 300))] = rng.randrange(256)
        try:
            verify_header(file(bytes(damaged)))
            verify(file(bytes(damaged)))
            prepare(file(bytes(damaged)))
        except errors.PictureRefused as refusal:
            num_refused += 1
            assert refusal.message.endswith(".")
    assert num_refused > 20


@pytest.mark.parametrize("file_format", ["PNG", "WEBP", "TIFF"])
def test_animations_and_documents_of_pages_are_refused(file_format: str) -> None:
    frames = [PILImage.new("RGB", (8, 8), shade) for shade in (RED, GREEN, BLUE)]
    content = encoded(frames[0], file_format, save_all=True, append_images=frames[1:])
    with pytest.raises(errors.SeveralFrames, match=r"holds 3 pictures.*expected one") as refusal:
        verify(file(content))
    assert refusal.value.detail == {"num_frames": 3}
    with pytest.raises(errors.SeveralFrames):
        verify_header(file(content))


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(errors.EmptyPicture, match="no bytes"):
        verify(file(b""))
    with pytest.raises(errors.EmptyPicture, match="no bytes"):
        verify_header(file(b""))


def test_a_picture_without_pixels_is_refused() -> None:
    with pytest.raises(errors.PictureRefused):
        verify(file(bare_png(0, 5)))


@pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (9_500, 9_500), (40_000, 2)])
def test_a_gigantic_picture_is_refused_before_it_is_decoded(width: int, height: int) -> None:
    with pytest.raises(errors.PictureTooLarge, match="tiles"):
        verify(file(bare_png(width, height, zlib.compress(bytes(100)))))
    with pytest.raises(errors.PictureTooLarge, match="tiles"):
        verify_header(file(bare_png(width, height, zlib.compress(bytes(100)))))


def test_a_gigantic_file_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labeling.pictures.verification.MAX_BYTES", 10)
    with pytest.raises(errors.PictureTooLarge, match="at most 10 are taken"):
        verify(file(plain_png()))


def test_colours_that_cannot_be_shown_rightly_are_refused() -> None:
    with pytest.raises(errors.UnsupportedPicture, match=r"stored as LAB.*Convert it to RGB"):
        verify(file(encoded(PILImage.new("LAB", (4, 4)), "TIFF")))


def test_the_stream_stays_open_and_at_its_start() -> None:
    stream = file(plain_png())
    verify(stream)
    assert not stream.closed and stream.tell() == 0
