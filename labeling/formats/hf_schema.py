"""The columns of a Hugging Face dataset: their Arrow types, and what `datasets` wants to know.

Sources: huggingface/datasets, features/features.py (from_arrow_schema reads the key "huggingface"
of the schema's metadata), features/image.py (an image is a struct of bytes and path).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from labeling.formats.base import ClassRecord
from labeling.formats.native_write import class_line

OURS = b"maskwright"
"""The key of the schema's metadata that holds our class table and overlap mode."""

_PICTURE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])

OBJECT = {
    "id": "int32",  # its number in the map `instances`
    "category_id": "int32",
    "bbox": ["int32"],  # x, y, width, height
    "area": "int64",
    "iscrowd": "bool",
    "counts": "string",  # COCO's compressed run lengths of the whole mask
    "uid": "string",
    "z": "int64",
    "polygon": "string",  # JSON, null where the segment is a mask
    "occluded": "bool",
    "truncated": "bool",
    "origin": "string",
    "score": "float64",
    "attributes": "string",  # JSON
}
BOX = {"uid": "string", "category_id": "int32", "bbox": ["int32"]}
_COLUMNS: dict[str, Any] = {
    "image": "Image",
    "name": "string",
    "width": "int32",
    "height": "int32",
    "label": "Image",
    "instances": "Image",
    "objects": {name: [kind] for name, kind in OBJECT.items()},
    "boxes": {name: [kind] for name, kind in BOX.items()},
    "tags": ["int32"],
    "state": "string",
}
"""Column to kind: a name of a value's type, [kind] for a list, {name: kind} for a struct."""

PICTURES = ("image", "label", "instances")
RECORDS = tuple(name for name in _COLUMNS if name not in PICTURES)

_ARROW = {"string": pa.string(), "bool": pa.bool_(), "float64": pa.float64(),
          "int32": pa.int32(), "int64": pa.int64(), "Image": _PICTURE}  # fmt: skip


def schema(classes: Sequence[ClassRecord], overlap_mode: str) -> pa.Schema:
    """The Arrow schema of every file, with what `datasets` and our own import read from it."""
    features = {"info": {"features": {name: _feature(kind) for name, kind in _COLUMNS.items()}}}
    ours = {"classes": [class_line(each) for each in classes], "overlap_mode": overlap_mode}
    fields = [(name, _type(kind)) for name, kind in _COLUMNS.items()]
    return pa.schema(
        fields,
        {
            b"huggingface": json.dumps(features).encode(),
            OURS: json.dumps(ours, ensure_ascii=False).encode(),
        },
    )


def compressions() -> dict[str, str]:
    """How each column is compressed: not at all where pictures are compressed already."""
    return {path: "none" if path.endswith(".bytes") else "zstd" for path in _paths(_COLUMNS)}


def _type(kind: Any) -> pa.DataType:
    if isinstance(kind, list):
        return pa.list_(_type(kind[0]))
    if isinstance(kind, dict):
        return pa.struct([(name, _type(each)) for name, each in kind.items()])
    return _ARROW[kind]


def _feature(kind: Any) -> dict[str, Any]:
    """The JSON of a feature; "Sequence" is what versions before 4 and after it both take."""
    if isinstance(kind, list):
        return {"feature": _feature(kind[0]), "_type": "Sequence"}
    if isinstance(kind, dict):
        return {name: _feature(each) for name, each in kind.items()}
    return {"_type": "Image"} if kind == "Image" else {"dtype": kind, "_type": "Value"}


def _paths(kind: Any, path: str = "") -> list[str]:
    """The dotted path of every Parquet column."""
    if kind == "Image":
        return [f"{path}.bytes", f"{path}.path"]
    if isinstance(kind, list):
        return _paths(kind[0], f"{path}.list.element")
    if isinstance(kind, dict):
        return [
            each
            for name, inner in kind.items()
            for each in _paths(inner, f"{path}.{name}" if path else name)
        ]
    return [path]
