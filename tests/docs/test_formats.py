"""Every format, its options and the keys of the native format are documented."""

from __future__ import annotations

from pathlib import Path

import pytest

from labeling.formats import FORMATS
from labeling.formats.native_lines import ClassLine, ImageLine, ProjectLine, SegmentLine

TEXT = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
SECTIONS = {
    section.split("\n", 1)[0].strip(): section for section in TEXT.split("\n## ") if "\n" in section
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_a_section_with_its_options(name: str) -> None:
    for option in (*FORMATS[name].options, *FORMATS[name].read_options):
        assert f"`{option.name}`" in SECTIONS[name]
    assert SECTIONS[name]


@pytest.mark.parametrize("line", [ClassLine, ImageLine, ProjectLine, SegmentLine])
def test_every_key_of_the_native_format_is_documented(line: type[ClassLine]) -> None:
    for key in line.model_fields:
        assert key in SECTIONS["maskwright"]
