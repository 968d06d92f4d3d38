"""Signs of the formats that are known by their folders, names and tables."""

from __future__ import annotations

import re

from labeling.formats.excerpts import CERTAIN, LIKELY, POSSIBLE, Excerpts, Sign
from labeling.formats.tf_records import is_record

_PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp")
_CITYSCAPES = re.compile(
    r"_gt(?:Fine|Coarse)_(?:(?:labelIds|instanceIds|labelTrainIds)\.png|polygons\.json)$"
)
_YOLO_NAMES = re.compile(r"^\s*names\s*:", re.MULTILINE)
_YOLO_OUTLINE = re.compile(r"^\s*\d+(?:\s+-?[\d.eE+-]+){6,}\s*$", re.MULTILINE)
_YOLO_BOX = re.compile(r"^\s*\d+(?:\s+-?[\d.eE+-]+){4}\s*$", re.MULTILINE)
_CVAT_ROOT = re.compile(r"<annotations[\s>]")
_ADE_MAP = re.compile(r"/annotations/(?:training|validation|testing)/[^/]+\.png$")
_ADE_TABLE = re.compile(r"/objectInfo\d*\.txt$")
_MASK_FOLDERS = ("masks", "labels", "ann_dir")
_MASK_TABLES = ("labels.json", "classes.json")


def maskwright(excerpts: Excerpts) -> Sign | None:
    """segments.jsonl."""
    name = excerpts.named("segments.jsonl")
    return Sign(CERTAIN, f"{name} is there, which only this format has.") if name else None


def cityscapes(excerpts: Excerpts) -> Sign | None:
    """Files named …_gtFine_…; or only the pictures."""
    truth = next((name for name in excerpts.names if _CITYSCAPES.search(name)), None)
    if truth is not None:
        return Sign(CERTAIN, f"{truth} is named as in Cityscapes.")
    picture = next((name for name in excerpts.names if "_leftImg8bit." in name), None)
    if picture is not None:
        return Sign(LIKELY, f"{picture} is named as in Cityscapes; there are no label files.")
    return None


def voc(excerpts: Excerpts) -> Sign | None:
    """The folder SegmentationClass."""
    name = excerpts.in_folder("SegmentationClass", *_PICTURES)
    return Sign(CERTAIN, f"There are masks in SegmentationClass: {name}.") if name else None


def yolo_seg(excerpts: Excerpts) -> Sign | None:
    """Lines of numbers in labels/, and a YAML with the names of the classes."""
    tables = excerpts.of_kind(".yaml", ".yml")
    table = next((name for name in tables if _YOLO_NAMES.search(excerpts.head(name))), None)
    texts = [name for name in excerpts.of_kind(".txt") if "labels" in name.split("/")[:-1]]
    outlines = next((n for n in texts if _YOLO_OUTLINE.search(excerpts.head(n))), None)
    if outlines is not None:
        strength = CERTAIN if table is not None else LIKELY
        beside = f" and {table} the classes" if table is not None else ""
        return Sign(strength, f"{outlines} has outlines as lines of numbers{beside}.")
    boxes = next((n for n in texts if _YOLO_BOX.search(excerpts.head(n))), None)
    if boxes is not None:
        return Sign(POSSIBLE, f"{boxes} has boxes as lines of numbers, but no outlines.")
    if table is not None and excerpts.in_folder("images", *_PICTURES):
        return Sign(POSSIBLE, f"{table} has the names of classes; no outlines were found.")
    return None


def png_masks(excerpts: Excerpts) -> Sign | None:
    """Masks in a folder of their own, and a table of their values."""
    found = ((folder, excerpts.in_folder(folder, ".png")) for folder in _MASK_FOLDERS)
    folder, mask = next((pair for pair in found if pair[1] is not None), (None, None))
    if mask is None:
        return None
    table = excerpts.named(*_MASK_TABLES)
    if table is None:
        return Sign(
            POSSIBLE, f"There are PNG files in {folder}/ ({mask}), but no labels.json names values."
        )
    return Sign(CERTAIN, f"There are PNG files in {folder}/, and {table} names their values.")


def cvat(excerpts: Excerpts) -> Sign | None:
    """An XML file with the root <annotations>."""
    name = next((n for n in excerpts.of_kind(".xml") if _CVAT_ROOT.search(excerpts.head(n))), None)
    return Sign(CERTAIN, f"{name} is XML with the root <annotations>.") if name else None


def hf_parquet(excerpts: Excerpts) -> Sign | None:
    """Parquet files."""
    name = next(iter(excerpts.of_kind(".parquet")), None)
    return Sign(CERTAIN, f"{name} is a Parquet file, as on Hugging Face.") if name else None


def tfrecord(excerpts: Excerpts) -> Sign | None:
    """Files called as TFRecords are."""
    name = next((name for name in excerpts.names if is_record(name)), None)
    return Sign(CERTAIN, f"{name} is named as TFRecords are.") if name else None


def ade20k(excerpts: Excerpts) -> Sign | None:
    """Files *_seg.png, or maps in annotations/training."""
    name = next((name for name in excerpts.names if name.endswith("_seg.png")), None)
    if name is not None:
        return Sign(CERTAIN, f"{name} is named as in the full ADE20K.")
    name = next((name for name in excerpts.names if _ADE_MAP.search(f"/{name}")), None)
    if name is None:
        return None
    table = next((n for n in excerpts.names if _ADE_TABLE.search(f"/{n}")), None)
    if table is not None:
        return Sign(CERTAIN, f"{name} lies as in ADE20K, and {table} names the classes.")
    return Sign(LIKELY, f"{name} lies as in ADE20K's scene parsing benchmark.")
