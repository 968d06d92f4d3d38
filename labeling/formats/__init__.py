"""The table of formats that datasets are exported to and imported from; one file for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from labeling.errors import UnknownFormat, UnknownOption
from labeling.formats import (
    ade20k,
    ade20k_layout,
    ade20k_read,
    cityscapes,
    coco,
    coco_panoptic,
    coco_panoptic_read,
    coco_read,
    coco_stuff,
    cvat,
    cvat_read,
    datumaro,
    datumaro_read,
    drawn,
    hf_parquet,
    hf_parquet_read,
    label_studio,
    label_studio_read,
    labelme,
    native,
    png_masks,
    tfrecord,
    tfrecord_read,
    voc,
    yolo_seg,
)
from labeling.formats.base import ExportOptions, Format, FormatOption, Reader

FORMATS: dict[str, Format] = {
    "maskwright": Format(
        name="maskwright",
        title="Maskwright",
        description="Exact and complete: for backup, transfer and training elsewhere.",
        export=native.export,
        read=native.read,
        holds_weak=True,
    ),
    "coco-instances": Format(
        name="coco-instances",
        title="COCO instances",
        description="Objects with their full masks as exact polygons or run lengths: what"
        " pycocotools, detectron2, mmdetection and torchvision read.",
        export=coco.export,
        read=coco_read.read,
        options=(coco.GEOMETRY,),
        read_options=(coco_read.CROWDS, coco_read.ORPHANS),
        reader_for=coco_read.reader_for,
    ),
    "coco-panoptic": Format(
        name="coco-panoptic",
        title="COCO panoptic",
        description="Every pixel one segment, things and stuff: what panopticapi, detectron2 and"
        " mmdetection read.",
        export=coco_panoptic.export,
        read=coco_panoptic_read.read,
        options=(coco_panoptic.PICTURES,),
    ),
    "coco-stuff": Format(
        name="coco-stuff",
        title="COCO stuff",
        description="One mask for each class and image, and maps of class ids: semantic"
        " segmentation in COCO's form, as mmsegmentation reads it.",
        export=coco_stuff.export,
        read=coco_stuff.read,
        options=coco_stuff.OPTIONS,
    ),
    "cityscapes": Format(
        name="cityscapes",
        title="Cityscapes",
        description="Label, instance and train ids with polygons that draw the same pixels: what"
        " cityscapesScripts, mmsegmentation and detectron2 read.",
        export=cityscapes.export,
        read=cityscapes.read,
    ),
    "voc": Format(
        name="voc",
        title="Pascal VOC",
        description="Indexed masks of classes and objects, boxes, JPEG pictures: what torchvision,"
        " mmsegmentation and PaddleSeg read.",
        export=voc.export,
        read=voc.read,
        options=(voc.BORDER,),
    ),
    "yolo-seg": Format(
        name="yolo-seg",
        title="YOLO segmentation",
        description="One outline for each object, exact where Ultralytics fills it, and data.yaml:"
        " what YOLOv8, YOLO11 and later train on.",
        export=yolo_seg.export,
        read=yolo_seg.read,
    ),
    "labelme": Format(
        name="labelme",
        title="LabelMe",
        description="One JSON beside each picture with masks or polygons: what LabelMe and"
        " X-AnyLabeling open and edit.",
        export=labelme.export,
        read=labelme.read,
        options=(labelme.GEOMETRY,),
    ),
    "png-masks": Format(
        name="png-masks",
        title="PNG masks",
        description="A picture, a one-channel mask of class values and one of instances, with a"
        " table: what most training scripts read.",
        export=png_masks.export,
        read=png_masks.read,
        options=png_masks.OPTIONS,
    ),
    "cvat": Format(
        name="cvat",
        title="CVAT for images 1.1",
        description="Masks or polygons with attributes, layers, boxes and tags: to move a project"
        " to CVAT or from it.",
        export=cvat.export,
        read=cvat_read.read,
        options=(drawn.GEOMETRY,),
        holds_weak=True,
    ),
    "label-studio": Format(
        name="label-studio",
        title="Label Studio",
        description="Brush masks or polygons, boxes and choices as tasks, with the configuration"
        " that shows them: to move a project to Label Studio or from it.",
        export=label_studio.export,
        read=label_studio_read.read,
        options=(drawn.GEOMETRY,),
        holds_weak=True,
    ),
    "hf-parquet": Format(
        name="hf-parquet",
        title="Hugging Face (Parquet)",
        description="A dataset repository with pictures, maps and every object's full mask: what"
        " datasets.load_dataset opens and the hub shows.",
        export=hf_parquet.export,
        read=hf_parquet_read.read,
        holds_weak=True,
    ),
    "datumaro": Format(
        name="datumaro",
        title="Datumaro",
        description="Masks or polygons with layers, groups, boxes and labels: what Datumaro checks,"
        " merges and turns into its other formats.",
        export=datumaro.export,
        read=datumaro_read.read,
        options=(drawn.GEOMETRY,),
        holds_weak=True,
    ),
    "ade20k": Format(
        name="ade20k",
        title="ADE20K",
        description="The scene parsing benchmark's maps, or the full dataset with whole masks and"
        " parts: what mmsegmentation, Mask2Former and ADE20K's own tools read.",
        export=ade20k.export,
        read=ade20k_read.read,
        options=(ade20k_layout.LAYOUT,),
    ),
    "tfrecord": Format(
        name="tfrecord",
        title="TFRecord",
        description="Objects with whole masks and maps of classes under the keys of TensorFlow's"
        " object detection API and of DeepLab.",
        export=tfrecord.export,
        read=tfrecord_read.read,
        holds_weak=True,
    ),
}
"""Every format by its name on the command line and in the API."""


def format_named(name: str) -> Format:
    """The format of this name.

    Raises:
        UnknownFormat: there is none.
    """
    try:
        return FORMATS[name]
    except KeyError:
        raise UnknownFormat(
            f"There is no format {name!r}; choose one of {', '.join(FORMATS)}.", format=name
        ) from None


def export_options(
    chosen: Format, extra: Mapping[str, str], *, include_images: bool = True
) -> ExportOptions:
    """Check a format's options against its table and fill in the defaults.

    Args:
        chosen: the format to export to.
        extra: option name to choice, as a user gave them.
        include_images: whether the pictures go into the export.

    Raises:
        UnknownOption: an option that the format has not, or a choice that the option has not.
    """
    return ExportOptions(include_images, _checked(chosen, chosen.options, extra))


def reader_named(name: str, extra: Mapping[str, str] | None = None) -> Reader:
    """The reader of a format, with its options checked and the defaults filled in.

    Args:
        name: of the format.
        extra: read option to choice, as a user gave them.

    Raises:
        UnknownFormat: there is no such format, or it can only be exported.
        UnknownOption: an option that the format has not, or a choice that the option has not.
    """
    chosen = format_named(name)
    if chosen.read is None:
        raise UnknownFormat(f"{chosen.title} can be exported, not imported.", format=name)
    options = _checked(chosen, chosen.read_options, extra or {})
    return chosen.read if chosen.reader_for is None else chosen.reader_for(options)


def _checked(
    chosen: Format, table: Sequence[FormatOption], extra: Mapping[str, str]
) -> dict[str, str]:
    """The choice of every option in a table.

    Raises:
        UnknownOption: an option or choice that is not in it.
    """
    options = {option.name: option for option in table}
    for name, choice in extra.items():
        if name not in options:
            known = ", ".join(options) or "none"
            raise UnknownOption(
                f"{chosen.name} has no option {name!r}; it has: {known}.", option=name
            )
        if choice not in options[name].choices:
            choices = ", ".join(options[name].choices)
            raise UnknownOption(
                f"{chosen.name} has no {name}={choice}; choose one of {choices}.", option=name
            )
    return {**{name: option.default for name, option in options.items()}, **extra}
