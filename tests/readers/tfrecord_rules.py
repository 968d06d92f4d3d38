"""How TensorFlow reads a TFRecord and its two users decode it, restated without the libraries used.

Sources: tensorflow/core/lib/io/record_reader.cc and lib/hash/crc32c.h (framing, mask), protobuf's
encoding guide (wire format), feature.proto; tensorflow/models, research/object_detection/
data_decoders/tf_example_decoder.py (keys; PNG masks, inside where above 0), utils/label_map_util.py
(validate_label_map: ids from 1), research/deeplab/datasets/data_generator.py (255 is ignored).
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image as PILImage

TABLE = []
for _byte in range(256):
    _crc = _byte
    for _ in range(8):
        _crc = _crc >> 1 ^ (0x82F63B78 if _crc & 1 else 0)
    TABLE.append(_crc)


def crc32c(content: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in content:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def unmask(masked: int) -> int:
    rotated = (masked - 0xA282EAD8) & 0xFFFFFFFF
    return (rotated >> 17 | rotated << 15) & 0xFFFFFFFF


def records(path: Path) -> list[bytes]:
    content, at, found = path.read_bytes(), 0, []
    while at < len(content):
        length, check = struct.unpack_from("<QI", content, at)
        assert unmask(check) == crc32c(content[at : at + 8])
        record = content[at + 12 : at + 12 + length]
        (check,) = struct.unpack_from("<I", content, at + 12 + length)
        assert unmask(check) == crc32c(record)
        found.append(record)
        at += 16 + length
    return found


def varint(content: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def fields(content: bytes) -> list[tuple[int, bytes]]:
    """(number, bytes) of a message that has only length-delimited fields."""
    at, found = 0, []
    while at < len(content):
        key, at = varint(content, at)
        assert key & 7 == 2
        length, at = varint(content, at)
        found.append((key >> 3, content[at : at + length]))
        at += length
    return found


def example(content: bytes) -> dict[str, list]:
    ((number, features),) = fields(content)
    assert number == 1
    found = {}
    for _, entry in fields(features):
        parts = dict(fields(entry))
        kinds = fields(parts.get(2, b""))
        found[parts[1].decode()] = values(*kinds[0]) if kinds else []
    return found


def values(kind: int, content: bytes) -> list:
    """BytesList 1, FloatList 2 (packed), Int64List 3 (packed)."""
    entries = [each for _, each in fields(content)]
    if kind == 1:
        return entries
    packed = b"".join(entries)
    if kind == 2:
        return list(struct.unpack(f"<{len(packed) // 4}f", packed))
    numbers, at = [], 0
    while at < len(packed):
        number, at = varint(packed, at)
        numbers.append(number)
    return numbers


@dataclass
class Decoded:
    """One image as the object detection API and DeepLab have it."""

    filename: str
    size_hw: tuple[int, int]
    picture: np.ndarray
    classes: list[int]
    texts: list[str]
    boxes: np.ndarray  # (N, 4) ymin, xmin, ymax, xmax in pixels
    masks: list[np.ndarray]
    crowds: list[bool]
    class_map: np.ndarray


def decode(content: bytes) -> Decoded:
    keys = example(content)
    size_hw = (keys["image/height"][0], keys["image/width"][0])
    assert keys["image/format"][0] in (b"jpeg", b"png")
    with PILImage.open(io.BytesIO(keys["image/encoded"][0])) as opened:
        assert opened.format.lower().encode() == keys["image/format"][0]
        picture = np.asarray(opened.convert("RGB"))
    sides = [keys[f"image/object/bbox/{side}"] for side in ("ymin", "xmin", "ymax", "xmax")]
    boxes = np.array(sides, float).reshape(4, -1).T
    assert ((boxes >= 0) & (boxes <= 1)).all()
    masks = [png(each) > 0 for each in keys["image/object/mask"]]
    assert all(mask.shape == size_hw for mask in masks)
    assert keys["image/segmentation/class/format"] == [b"png"]
    counts = {len(keys[f"image/object/{name}"])
              for name in ("class/label", "class/text", "mask", "is_crowd", "area")}  # fmt: skip
    assert counts == {len(boxes)}
    return Decoded(
        keys["image/filename"][0].decode(),
        size_hw,
        picture,
        keys["image/object/class/label"],
        [text.decode() for text in keys["image/object/class/text"]],
        boxes * [size_hw[0], size_hw[1], size_hw[0], size_hw[1]],
        masks,
        [bool(each) for each in keys["image/object/is_crowd"]],
        png(keys["image/segmentation/class/encoded"][0]),
    )


def png(content: bytes) -> np.ndarray:
    with PILImage.open(io.BytesIO(content)) as opened:
        assert opened.format == "PNG"
        pixels = np.asarray(opened)
    assert pixels.ndim == 2
    return pixels


def label_map(text: str) -> dict[str, int]:
    """get_label_map_dict of plain items."""
    found = {}
    for item in text.split("item {")[1:]:
        lines = dict(line.strip().split(": ", 1) for line in item.split("}")[0].strip().split("\n"))
        found[lines["name"].strip('"')] = int(lines["id"])
    assert min(found.values()) >= 1
    return found
