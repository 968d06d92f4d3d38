"""Small datasets in the native format, and how tests bring them in."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import numpy as np
from django.core.files.storage import default_storage

from labeling import jobs
from labeling.formats.archives import reader_of
from labeling.import_dataset import import_dataset
from labeling.import_inspection import run_inspection
from labeling.import_upload import start_import
from labeling.masks.rle import decode, encode
from labeling.models import DatasetImport, Image, Project
from tests.factories import box_mask
from tests.formats.memory import picture


def native(
    folder: Path,
    *lines: dict,
    classes=({"class_id": 1, "name": "car", "color": "#4000c0", "is_thing": True},),
) -> Path:
    """A dataset in the native format; pictures of 4 x 6 pixels where a line has none of its own."""
    (folder / "images").mkdir(parents=True)
    (folder / "classes.json").write_text(json.dumps(list(classes)))
    with (folder / "segments.jsonl").open("w") as target:
        for number, line in enumerate(lines):
            path = folder / "images" / line["image"]
            if not path.exists():
                path.write_bytes(picture(tuple(line["size"]), seed=number)().read())
            target.write(json.dumps(line) + "\n")
    return folder


def line(name: str = "a.png", *masks: np.ndarray, size=(4, 6), **fields) -> dict:
    """A line of segments.jsonl, a segment of class 1 for each mask."""
    segments = [
        {
            "uid": f"s{z}",
            "class_id": 1,
            "z": z,
            "mask": {"size": list(size), "counts": encode(mask).counts.decode()},
        }
        for z, mask in enumerate(masks)
    ]
    return {"image": name, "size": list(size), "split": None, "segments": segments, **fields}


def box(*box_xyxy: int, size=(4, 6)) -> np.ndarray:
    return box_mask(size, box_xyxy)


def bring(path: Path, project: Project, format_name: str = "maskwright", **options):
    with reader_of(path) as archive:
        return import_dataset(
            project=project,
            archive=archive,
            format_name=format_name,
            imported_by=project.created_by,
            **options,
        )


def files() -> set[str]:
    """Every stored file."""
    root = Path(default_storage.path(""))
    return {str(path) for path in root.rglob("*") if path.is_file()} if root.exists() else set()


def shown(image: Image) -> np.ndarray:
    """(H, W) class ids as they show."""
    canvas = np.zeros(image.size_hw, int)
    for row in image.annotation.segments.current().in_paint_order():
        canvas[decode(row.geometry.rle(image.size_hw))] = row.label_class.class_id
    return canvas


def zip_of(folder: Path, **extra: bytes) -> Path:
    target = folder.with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
        for name, content in extra.items():
            archive.writestr(name, content)
    return target


def broken_json(folder: Path) -> Path:
    path = native(folder, line("a.png", box(0, 0, 1, 1)), line("b.png"))
    with (path / "segments.jsonl").open("a") as target:
        target.write('{"image": "c.png", "size": [4, 6], "segm')
    return zip_of(path)


def uploaded(project: Project, content: bytes, **fields) -> DatasetImport:
    return start_import(
        project=project,
        stream=io.BytesIO(content),
        file_name="d.zip",
        uploaded_by=project.created_by,
        **{"format_name": "", "read_options": {}, **fields},
    )


def looked(row: DatasetImport) -> DatasetImport:
    """The import after its inspection ran."""
    jobs.run_job(str(row.inspection_id), run_inspection)
    return DatasetImport.objects.select_related("inspection").get(pk=row.pk)


def inspected(project: Project, content: bytes, **fields) -> DatasetImport:
    return looked(uploaded(project, content, **fields))


def sample_of(row: DatasetImport, number: int = 0) -> dict:
    with default_storage.open(row.previews[number]["segments"]) as stream:
        return json.loads(stream.read())
