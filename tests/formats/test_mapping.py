"""formats.mapping: classes renamed, merged and left out; nothing else changes."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from labeling.formats.base import BoxRecord, ClassRecord, ImageRecord, ImportedDataset, Report
from labeling.formats.mapping import mapped
from tests.formats.memory import segment

CLASSES = tuple(ClassRecord(n, name, "#102030", True) for n, name in enumerate("abcd", start=1))


def dataset(*images: ImageRecord) -> ImportedDataset:
    return ImportedDataset(CLASSES, len(images), lambda: iter(images), "exclusive")


def image(*class_ids: int, **fields) -> ImageRecord:
    segments = tuple(segment("11 00", class_id, z) for z, class_id in enumerate(class_ids))
    return ImageRecord("x.png", (2, 2), segments, **fields)


def test_classes_are_renamed_merged_and_left_out_with_a_count() -> None:
    report = Report()
    car = ClassRecord(77, "car", "#ff0000", True)
    source = dataset(
        image(1, 2, 3, 4, 3, boxes=(BoxRecord("b", 3, (0, 0, 1, 1)),), tags=(1, 2, 3)), image(3)
    )
    result = mapped(source, {2: car, 4: car, 3: None}, report)
    assert [(row.class_id, row.name, row.color) for row in result.classes] == [
        (1, "a", "#102030"),
        (2, "car", "#ff0000"),
    ]
    assert (result.num_images, result.overlap_mode) == (2, "exclusive")
    first, second = result.images()
    assert [(each.class_id, each.z) for each in first.segments] == [(1, 0), (2, 1), (2, 3)]
    assert (first.boxes, first.tags, second.segments) == ((), (1, 2), ())
    assert report.notes == [
        "3 × segments of the class 'c' were left out, as chosen (first: x.png)",
        "1 × boxes of the class 'c' were left out, as chosen (first: x.png)",
        "1 × image tags of the class 'c' were left out, as chosen (first: x.png)",
    ]


def test_a_target_with_the_name_of_another_class_merges_into_it() -> None:
    source = dataset(image(1, 2))
    result = mapped(source, {2: CLASSES[0]}, Report())
    assert [row.name for row in result.classes] == ["a", "c", "d"]
    (only,) = result.images()
    assert [each.class_id for each in only.segments] == [1, 1]


def test_a_class_that_the_table_has_not_is_left_to_be_refused() -> None:
    (only,) = mapped(dataset(image(9)), {1: None}, Report()).images()
    assert only.segments[0].class_id == 9


target = st.none() | st.sampled_from("abcdxyz").map(lambda n: ClassRecord(9, n, "#000000", True))


@given(
    st.dictionaries(st.integers(1, 4), target),
    st.lists(st.lists(st.integers(1, 4), max_size=6), max_size=4),
)
def test_every_segment_is_there_under_its_new_name_or_counted(targets, images) -> None:
    report = Report()
    source = dataset(*(image(*class_ids) for class_ids in images))
    result = mapped(source, targets, report)
    assert len({row.name for row in result.classes}) == len(result.classes)
    names = {row.class_id: row.name for row in result.classes}
    assert len(names) == len(result.classes)
    old = {row.class_id: targets.get(row.class_id, row) for row in CLASSES}
    for before, after in zip(source.images(), result.images(), strict=True):
        kept = [each for each in before.segments if old[each.class_id] is not None]
        assert [names[each.class_id] for each in after.segments] == [
            old[each.class_id].name for each in kept
        ]
        assert [replace(each, class_id=0) for each in after.segments] == [
            replace(each, class_id=0) for each in kept
        ]
    dropped = sum(old[class_id] is None for class_ids in images for class_id in class_ids)
    assert sum(int(note.split(" × ")[0]) for note in report.notes) == dropped
