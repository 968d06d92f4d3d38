"""How `datasets` finds and decodes a repository of Parquet files, restated.

Sources: huggingface/datasets, load.py and data_files.py (the card's `configs` name the files of
each split by pattern), naming.py (_split_re), features/features.py (Features.from_arrow_schema and
from_dict: the JSON under "huggingface" in the schema's metadata; the Arrow type must be castable),
features/image.py (Image.pa_type is struct<bytes: binary, path: string>; decode_example opens bytes
with Pillow). Tried with datasets 5.2.0 as well.
"""

from __future__ import annotations

import fnmatch
import io
import json
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from PIL import Image as PILImage

SPLIT = re.compile(r"^\w+(\.\w+)*$")
PICTURE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])


def load(root: Path) -> dict[str, list[dict]]:
    """The decoded rows of each split."""
    front = (root / "README.md").read_text(encoding="utf-8").split("---\n")[1]
    (config,) = yaml.safe_load(front)["configs"]
    files = sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())
    splits = {}
    for entry in config["data_files"]:
        assert SPLIT.match(entry["split"])
        paths = fnmatch.filter(files, entry["path"])
        assert paths, entry
        splits[entry["split"]] = [row for path in paths for row in rows(root / path)]
    return splits


def rows(path: Path) -> list[dict]:
    table = pq.read_table(path)
    features = json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]
    assert list(features) == table.schema.names
    for field in table.schema:
        assert arrow_type(features[field.name]) == field.type, field
    return [
        {name: decoded(features[name], cell) for name, cell in row.items()}
        for row in table.to_pylist()
    ]


def arrow_type(feature: dict) -> pa.DataType:
    """get_nested_type."""
    if "_type" not in feature:
        return pa.struct([(name, arrow_type(inner)) for name, inner in feature.items()])
    if feature["_type"] == "Image":
        return PICTURE
    if feature["_type"] == "Sequence":
        inner = feature["feature"]
        assert "_type" in inner, "a Sequence of a dict is a dict of lists: name it so"
        return pa.list_(arrow_type(inner))
    assert feature["_type"] == "Value"
    return {"string": pa.string(), "bool": pa.bool_(), "float64": pa.float64(),
            "int32": pa.int32(), "int64": pa.int64()}[feature["dtype"]]  # fmt: skip


def decoded(feature: dict, cell: object) -> object:
    if feature.get("_type") == "Image" and cell is not None:
        assert isinstance(cell, dict)
        picture = PILImage.open(io.BytesIO(cell["bytes"]))
        picture.load()
        return picture
    return cell
