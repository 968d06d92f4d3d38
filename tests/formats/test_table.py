"""The table of formats: names, options, and what users are told when they err."""

from __future__ import annotations

import pytest

from labeling.errors import UnknownFormat, UnknownOption
from labeling.formats import FORMATS, export_options, format_named


def test_the_formats_of_the_command_line_are_there() -> None:
    assert set(FORMATS) >= {
        "maskwright", "coco-instances", "coco-panoptic", "coco-stuff", "voc", "cityscapes"
    }  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_every_row_has_its_own_name_and_valid_defaults(name: str) -> None:
    row = format_named(name)
    assert row.name == name
    assert row.title
    assert row.description
    assert row.export or row.read
    for option in (*row.options, *row.read_options):
        assert option.default in option.choices
    assert (row.reader_for is not None) == bool(row.read_options)


def test_an_unknown_format_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownFormat, match=r"'coco'; choose one of .*coco-instances"):
        format_named("coco")


def test_options_are_checked_and_defaults_filled_in() -> None:
    instances = FORMATS["coco-instances"]
    assert export_options(instances, {}).extra == {"geometry": "polygons"}
    chosen = export_options(instances, {"geometry": "rle"}, include_images=False)
    assert (chosen.extra, chosen.include_images) == ({"geometry": "rle"}, False)
    with pytest.raises(UnknownOption, match="no option 'shape'; it has: geometry"):
        export_options(instances, {"shape": "rle"})
    with pytest.raises(UnknownOption, match="geometry=masks; choose one of polygons, rle"):
        export_options(instances, {"geometry": "masks"})
    with pytest.raises(UnknownOption, match="it has: none"):
        export_options(FORMATS["maskwright"], {"geometry": "rle"})
