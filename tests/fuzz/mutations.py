"""Damages datasets as disks, tools and attackers do: for the property test and `make fuzz`."""

from __future__ import annotations

import io
import json
import random
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image as PILImage

from labeling.formats.tf_example import decode, encode
from labeling.formats.tf_records import read_records, write_record
from tests.formats.memory import MemoryArchive

Files = dict[str, bytes]

TOKENS = (b"null", b"1e999", b"-1", b'"x"', b"[]", b"{}", b"Infinity", b"9" * 30, b'""', b"NaN",
          b"9" * 5000, b"[" * 5000, b"\xff", b"\0", b"&a;", b"%s", b"../", b"0", b"true", b"1.5",
          b"-9223372036854775809", b"4294967296")  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, -1, 0, 1, 2**31, 2**63, -(2**63), 10**40, 1e308, -0.5, float("nan"),
    float("inf"), "", "x", "../x", "\0", "a" * 3000, "\ud800", [], [[]], [1], {}, {"a": 1},
    [None], [-1, -1], [10**9, 10**9], "12", b"",
)  # fmt: skip
YAML_BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(9)
)
XML_BOMB = b'<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b SYSTEM "file:///etc/passwd">]>'


def mutated(files: Files, rng: random.Random) -> Files:
    """The dataset with one to three things wrong."""
    files = dict(files)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        if files:
            rng.choice(_ARCHIVE if rng.random() < 0.15 else (_content,))(files, rng)
    return files


def mutated_content(path: str, content: bytes, rng: random.Random) -> bytes:
    """One file with something wrong that fits its kind."""
    kind = PurePosixPath(path).suffix.lower()
    chosen = _BY_KIND.get(kind)
    if chosen is not None and rng.random() < 0.75:
        try:
            return chosen(content, rng)
        except Exception:  # damaged beyond what the kind's own library takes
            return _bytes(content, rng)
    return _bytes(content, rng)


def hostile(value: Any, rng: random.Random, depth: int = 0) -> Any:
    """A JSON-like value with one of its values replaced, removed, doubled or swapped."""
    if isinstance(value, dict) and value and rng.random() < 0.9:
        key = rng.choice(list(value))
        changed = dict(value)
        roll = rng.random()
        if roll < 0.1:
            del changed[key]
        elif roll < 0.15:
            changed[rng.choice(list(value))] = value[key]
        elif roll < 0.2:
            changed[key + "x" if isinstance(key, str) else "x"] = changed.pop(key)
        else:
            changed[key] = hostile(value[key], rng, depth + 1)
        return changed
    if isinstance(value, list) and value and rng.random() < 0.9:
        index = rng.randrange(len(value))
        changed_list = list(value)
        roll = rng.random()
        if roll < 0.1:
            del changed_list[index]
        elif roll < 0.2:
            changed_list.insert(index, value[rng.randrange(len(value))])
        else:
            changed_list[index] = hostile(value[index], rng, depth + 1)
        return changed_list
    if isinstance(value, int) and not isinstance(value, bool) and rng.random() < 0.4:
        return value + rng.choice((-1, 1, 7, -value, 255, 10**6))
    if isinstance(value, str) and value and rng.random() < 0.4:
        at = rng.randrange(len(value))
        return value[:at] + chr(rng.randrange(1, 256)) + value[at + rng.randrange(2) :]
    return rng.choice(VALUES)


def _bytes(content: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    roll = rng.randrange(4)
    if roll == 0:
        return content[: rng.randrange(len(content) + 1)]
    if roll == 1 and content:
        for _ in range(rng.randint(1, 4)):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
        return bytes(changed)
    at = rng.randrange(len(content) + 1)
    if roll == 2:
        return content[:at] + rng.choice(TOKENS) + content[at:]
    other = rng.randrange(len(content) + 1)
    return content[:at] + content[min(at, other) : max(at, other)] + content[at:]


def _json(content: bytes, rng: random.Random) -> bytes:
    return _dumped(hostile(json.loads(content), rng))


def _jsonl(content: bytes, rng: random.Random) -> bytes:
    lines = content.splitlines()
    index = rng.randrange(len(lines))
    lines[index] = _json(lines[index], rng)
    return b"\n".join(lines)


def _dumped(value: Any) -> bytes:
    return json.dumps(value, default=str).encode("utf-8", "surrogatepass")


def _text(content: bytes, rng: random.Random) -> bytes:
    """Numbers and words of XML, YAML, lists and tables replaced; bombs put in."""
    if rng.random() < 0.1:
        return rng.choice((YAML_BOMB, XML_BOMB + content, content.replace(b"?>", b"?>" + XML_BOMB)))
    words = list(re.finditer(rb"-?\d+(\.\d+)?|\"[^\"]*\"|<[^>]*>|\w+|\s", content))
    if not words:
        return _bytes(content, rng)
    word = rng.choice(words)
    new = rng.choice((*TOKENS, b"", rng.choice(words).group()))
    return content[: word.start()] + new + content[word.end() :]


def _picture(content: bytes, rng: random.Random) -> bytes:
    """Another size, another mode, or a header that lies about its size."""
    if rng.random() < 0.3 and content.startswith(b"\x89PNG"):
        header = bytearray(content[16:29])
        choices = (0, 1, 60_000, 2**31 - 1, 2**32 - 1, 17)
        at = rng.choice((0, 4, 8))
        header[at : at + (4 if at < 8 else 1)] = (
            struct.pack(">I", rng.choice(choices)) if at < 8 else bytes([rng.randrange(20)])
        )
        check = struct.pack(">I", zlib.crc32(bytes(header), zlib.crc32(b"IHDR")))
        return content[:16] + bytes(header) + check + content[33:]
    size_hw = rng.choice(((1, 1), (24, 31), (31, 24), (3, 200)))
    mode = rng.choice(("L", "LA", "RGB", "RGBA", "P", "1", "I;16", "F", "CMYK", "I"))
    pixels = np.array(
        [rng.choice((0, 1, 2, 5, 7, 255)) for _ in range(size_hw[0] * size_hw[1])], np.uint8
    ).reshape(size_hw)
    picture = PILImage.fromarray(pixels)
    picture = picture.convert(mode) if mode != "I;16" else PILImage.fromarray(
        pixels.astype(np.uint16) * 257
    )  # fmt: skip
    target = io.BytesIO()
    picture.save(target, "TIFF" if mode in ("F", "CMYK") else "PNG")
    return target.getvalue()


def _parquet(content: bytes, rng: random.Random) -> bytes:
    """Rows changed and written again, with the schema or with what the values suggest."""
    table = pq.read_table(io.BytesIO(content))
    rows = table.to_pylist()
    changed = hostile(rows, rng)
    metadata = dict(table.schema.metadata or {})
    if rng.random() < 0.2 and b"maskwright" in metadata:
        metadata[b"maskwright"] = _json(metadata[b"maskwright"], rng)
    schema = table.schema.with_metadata(metadata)
    made = pa.Table.from_pylist(changed, schema=schema if rng.random() < 0.8 else None)
    if rng.random() < 0.1:
        made = made.drop_columns([rng.choice(made.schema.names)])
    target = io.BytesIO()
    pq.write_table(made.replace_schema_metadata(metadata), target)
    return target.getvalue()


def _tfrecord(content: bytes, rng: random.Random) -> bytes:
    """Records changed and framed again with the right checksums."""
    records = [each for _, each in read_records(MemoryArchive({"x": content}), "x")]
    index = rng.randrange(len(records))
    if rng.random() < 0.3:
        records[index] = _bytes(records[index], rng)
    else:
        features = dict(decode(records[index], "x"))
        key = rng.choice(list(features))
        values = features[key]
        if key == "maskwright/line" and rng.random() < 0.8:
            features[key] = [_json(values[0], rng)]
        elif values and isinstance(values[0], bytes) and rng.random() < 0.6:
            at = rng.randrange(len(values))
            new = mutated_content("x.png", values[at], rng)
            features[key] = [*values[:at], new, *values[at + 1 :]]
        else:
            features[key] = rng.choice(
                (values[:-1], values * 2, [b"x"], [0.5], [float("nan")], [-1], [2**62], [])
            )
        records[index] = encode(features)
    target = io.BytesIO()
    for record in records:
        write_record(target, record)
    return target.getvalue()


def _content(files: Files, rng: random.Random) -> None:
    """Pictures seldom: what is in them is not read here."""
    plain = [path for path in files if not re.search(r"(?i)images|JPEGImages|leftImg8bit", path)]
    path = rng.choice(plain if plain and rng.random() < 0.9 else list(files))
    files[path] = mutated_content(path, files[path], rng)


def _remove(files: Files, rng: random.Random) -> None:
    del files[rng.choice(list(files))]


def _swap(files: Files, rng: random.Random) -> None:
    one, other = rng.choice(list(files)), rng.choice(list(files))
    files[one], files[other] = files[other], files[one]


def _double(files: Files, rng: random.Random) -> None:
    path = rng.choice(list(files))
    head, _, tail = path.rpartition("/")
    name = rng.choice((f"copy/{path}", path.upper(), f"{head}/x{tail}".lstrip("/"), f"{path}.json"))
    files.setdefault(name, files[path])


def _move(files: Files, rng: random.Random) -> None:
    path = rng.choice(list(files))
    files[rng.choice((f"a/{path}", path.rpartition("/")[2], path[::-1].strip("/")))] = files.pop(
        path
    )


_ARCHIVE: tuple[Callable[[Files, random.Random], None], ...] = (_remove, _swap, _double, _move)
_BY_KIND: dict[str, Callable[[bytes, random.Random], bytes]] = {
    ".json": _json, ".jsonl": _jsonl, ".xml": _text, ".yaml": _text, ".txt": _text, ".md": _text,
    ".pbtxt": _text, ".png": _picture, ".jpg": _picture, ".parquet": _parquet,
    ".tfrecord": _tfrecord,
}  # fmt: skip
