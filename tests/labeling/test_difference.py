"""What differs between two selections is what a comparison of everything says."""

from __future__ import annotations

import io
import random
from collections import Counter

import numpy as np
import pytest
from PIL import Image as PILImage

from labeling import difference_pictures as pictures
from labeling.annotate import Delete
from labeling.curate import remove_image
from labeling.difference import KINDS, page_of, pair_of, summarise
from labeling.masks.types import Part, Polygon
from labeling.models import WeakLabel
from labeling.operations import Upsert
from labeling.segment_changes import changes_between
from labeling.selection import SelectedImage, Selection, current, frozen
from labeling.snapshot import take_snapshot
from labeling.weak_labels import DeleteWeak, UpsertWeak
from tests.factories import box_mask, draw, make_image, make_project, upsert

pytestmark = pytest.mark.django_db
SIZE = (24, 32)
STATES = ("submitted", "approved")


class Everything:
    """A whole copy of a selection's content, taken at once and compared naively."""

    def __init__(self, selection: Selection) -> None:
        self.images = {}
        for image in selection.images():
            segments = {
                row.uid: {
                    "class": row.label_class.class_id,
                    "shape": (bytes(row.geometry.rle_counts), str(row.geometry.polygon)),
                    "edited": (
                        str(sorted(row.attributes.items())),
                        (row.iscrowd, row.occluded, row.truncated, row.origin, row.score),
                    ),
                    "z": row.z,
                }
                for row in pictures.segments_of(image)
            }
            self.images[image.name] = (image, segments, self._weak(image))

    @staticmethod
    def _weak(image: SelectedImage) -> set[tuple[object, ...]]:
        rows = WeakLabel.objects.filter(annotation_id=image.annotation_id).at(image.revision)
        return {(row.uid, row.kind, row.label_class_id, row.bbox_xywh) for row in rows}

    def forget(self, name: str) -> None:
        """The image was deleted: of the past its row is left, without ids."""
        image, _, _ = self.images[name]
        self.images[name] = (image._replace(image_id=None, annotation_id=None), {}, set())


def naive(before: Everything, after: Everything) -> tuple[dict[str, set[str]], Counter[str]]:
    """Names of images by kind, and segments by what differs."""
    kinds: dict[str, set[str]] = {kind: set() for kind in KINDS}
    total: Counter[str] = Counter()
    kinds["added"] = set(after.images) - set(before.images)
    kinds["removed"] = set(before.images) - set(after.images)
    for name in set(before.images) & set(after.images):
        old, old_segments, old_weak = before.images[name]
        new, new_segments, new_weak = after.images[name]
        if old.split != new.split:
            kinds["resplit"].add(name)
        if old.state != new.state:
            kinds["restated"].add(name)
        if old.annotation_id != new.annotation_id:
            kinds["unknown"].add(name)
            continue
        if old.annotation_id is None:
            if (old.revision, old.sha256) != (new.revision, new.sha256):
                kinds["unknown"].add(name)
            continue
        found: Counter[str] = Counter()
        found["added"] = len(set(new_segments) - set(old_segments))
        found["removed"] = len(set(old_segments) - set(new_segments))
        for uid in set(old_segments) & set(new_segments):
            one, two = old_segments[uid], new_segments[uid]
            found["reclassified"] += one["class"] != two["class"]
            found["redrawn"] += one["shape"] != two["shape"]
            found["edited"] += one["edited"] != two["edited"]
            found["reordered"] += one["z"] != two["z"]
        found["weak"] = len({row[0] for row in old_weak ^ new_weak})
        if found.total():
            kinds["changed"].add(name)
            total += found
    return kinds, total


def listed(before: Selection, after: Selection, kind: str, size: int) -> list[str]:
    """All pages' names."""
    names: list[str] = []
    mark = None
    while True:
        page, mark = page_of(before, after, kind, after_name=mark, size=size)
        assert len(page) <= size
        names += [row.image.name for row in page]
        if mark is None:
            return names


def check(before: Selection, after: Selection, one: Everything, two: Everything) -> None:
    kinds, total = naive(one, two)
    summary = summarise(before, after)
    assert {kind: summary.num_images[kind] for kind in KINDS} == {
        kind: len(names) for kind, names in kinds.items()
    }
    counts = summary.counts
    assert {name: getattr(counts, name) for name in counts.__slots__} == {
        name: total[name] for name in counts.__slots__
    }
    assert (summary.num_before, summary.num_after) == (len(one.images), len(two.images))
    for kind in KINDS:
        assert listed(before, after, kind, 2) == sorted(kinds[kind])


class Work:
    """Random work on a project, with copies of everything kept beside its snapshots."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.project = make_project(classes=("car", "road", "sky"))
        self.kept: list[tuple[Selection, Everything]] = []
        for _ in range(4):
            self.add_image()

    def images(self):
        return list(self.project.images.order_by("name"))

    def add_image(self) -> None:
        name = f"{self.random.choice('abcdefgh')}/{self.random.randrange(3)}.png"
        if not self.project.images.filter(name=name).exists():
            make_image(self.project, size_hw=SIZE, name=name, split="train")

    def mask(self) -> np.ndarray:
        x, y = self.random.choice([0, 4]), self.random.choice([0, 4])
        mask = box_mask(SIZE, (x, y, x + 6, y + 6))
        # Of the same box and area as others: only the pixels tell them apart.
        mask[y + 2, x + self.random.choice([2, 3])] = self.random.random() < 0.3
        return mask

    def operation(self, uids: list[str]):
        uid = self.random.choice([*uids, *"uvw"])
        kind = self.random.choice(
            ["draw", "draw", "polygon", "delete", "class", "flags", "weak", "weakless"]
        )
        class_id = self.random.randrange(1, 4)
        if kind == "delete":
            return Delete(uid=uid, tool="delete")
        if kind == "weak":
            return UpsertWeak(
                uid="box", kind="box", class_id=class_id, bbox_xywh=(1, 1, 5, class_id), tool="box"
            )
        if kind == "weakless":
            return DeleteWeak(uid="box", tool="box")
        if kind in {"class", "flags"} and uid in uids:
            flags = {"occluded": True, "score": 0.5} if kind == "flags" else {}
            return Upsert(
                uid=uid,
                class_id=class_id,
                z=self.random.randrange(3),
                tool="class",
                origin="brush",
                **flags,
            )
        if kind == "polygon":
            # The pixels of one of the masks: only the vertices tell them apart.
            ring = ((4.0, 4.0), (10.0, 4.0), (10.0, 10.0), (4.0, 10.0))
            return Upsert(
                uid=uid,
                class_id=class_id,
                z=0,
                tool="polygon",
                origin="polygon",
                polygon=Polygon((Part(ring),)),
            )
        return upsert(self.mask(), class_id, uid=uid, z=self.random.randrange(2))

    def step(self) -> None:
        images = self.images()
        image = self.random.choice(images)
        what = self.random.choice(["draw"] * 12 + ["split", "state", "state", "add", "remove"])
        if what == "draw":
            uids = list(image.annotation.segments.current().values_list("uid", flat=True))
            # A save reopens an image; most are submitted again.
            state = self.random.choice(["submitted"] * 5 + ["in_progress"])
            draw(image, self.operation(uids), state=state)
        elif what == "split":
            image.split = self.random.choice([None, "train", "val"])
            image.save()
        elif what == "state":
            state = self.random.choice(["submitted", "approved", "in_progress"])
            type(image.annotation).objects.filter(image=image).update(state=state)
        elif what == "add":
            self.add_image()
        elif len(images) > 2:
            for _, everything in self.kept:
                kept, *_ = everything.images.get(image.name, (None,))
                if kept is not None and kept.image_id == image.pk:
                    everything.forget(image.name)
            remove_image(image=image, actor=self.project.created_by)

    def freeze(self) -> None:
        if self.project.images.filter(annotation__state__in=STATES).exists():
            snapshot = take_snapshot(project=self.project, taken_by=None)
            self.kept.append((frozen(snapshot), Everything(frozen(snapshot))))


@pytest.mark.parametrize("seed", range(20))
def test_the_difference_is_that_of_everything_compared(seed: int):
    work = Work(seed)
    for _ in range(3):
        for _ in range(20):
            work.step()
        work.freeze()
    now = current(work.project, states=STATES)
    work.kept.append((now, Everything(now)))
    for before, one in work.kept:
        for after, two in work.kept[:-1] if before is now else work.kept:
            check(before, after, one, two)


def test_an_image_saved_and_brought_back_is_no_difference():
    project = make_project()
    image = make_image(project, size_hw=SIZE)
    mask = box_mask(SIZE, (0, 0, 5, 5))
    draw(image, upsert(mask, uid="s"), state="submitted")
    before = take_snapshot(project=project, taken_by=None)
    draw(image, Delete(uid="s", tool="delete"))
    draw(image, upsert(mask, uid="s"))
    after = current(project, states=STATES)
    summary = summarise(frozen(before), after)
    assert not summary.counts.has_any
    assert page_of(frozen(before), after, "changed", after_name=None, size=5) == ([], None)


def test_classes_differ_by_id_and_say_in_what():
    project = make_project(classes=("car", "road", "sky"))
    image = make_image(project, size_hw=SIZE)
    draw(image, state="submitted")
    before = take_snapshot(project=project, taken_by=None)
    assert summarise(frozen(before), current(project, states=STATES)).classes.changed == []
    project.label_classes.filter(name="sky").delete()
    project.label_classes.filter(name="car").update(name="lorry")
    project.label_classes.create(class_id=9, name="hedge", color="#00ff00")
    found = summarise(frozen(before), current(project, states=STATES)).classes
    assert [row["name"] for row in found.added] == ["hedge"]
    assert [row["name"] for row in found.removed] == ["sky"]
    assert [(old["name"], new["name"]) for old, new in found.changed] == [("car", "lorry")]


def test_pictures_show_what_became_of_each_pixel():
    project = make_project()
    image = make_image(project, size_hw=SIZE)
    draw(
        image,
        upsert(box_mask(SIZE, (0, 0, 4, 4)), 1, uid="moved"),
        upsert(box_mask(SIZE, (8, 0, 12, 4)), 1, uid="reclassified"),
        upsert(box_mask(SIZE, (16, 0, 20, 4)), 1, uid="deleted"),
        state="submitted",
    )
    before = frozen(take_snapshot(project=project, taken_by=None))
    draw(
        image,
        upsert(box_mask(SIZE, (2, 0, 6, 4)), 1, uid="moved"),
        upsert(box_mask(SIZE, (8, 0, 12, 4)), 2, uid="reclassified"),
        Delete(uid="deleted", tool="delete"),
        upsert(box_mask(SIZE, (16, 0, 18, 4)), 1, uid="new"),
    )
    after = current(project, states=STATES)
    pair = pair_of(before, after, image.pk)
    assert pair is not None
    old, new = (pictures.labelled(side, SIZE) for side in pair)
    codes = pictures.compare(old, new)
    expected = np.zeros(SIZE, np.uint8)
    expected[:4, 0:2] = pictures.UNLABELLED
    expected[:4, 4:6] = pictures.LABELLED
    expected[:4, 8:12] = pictures.RECLASSIFIED
    expected[:4, 16:18] = pictures.OTHER_SEGMENT
    expected[:4, 18:20] = pictures.UNLABELLED
    assert np.array_equal(codes, expected)
    assert pictures.count_pixels(codes) == pictures.PixelCounts(8, 16, 16, 8)
    shown = np.asarray(PILImage.open(io.BytesIO(pictures.difference_png(codes))))
    assert np.array_equal(shown, pictures.COLORS[expected])
    kinds = {change.uid: change.kinds for change in changes_between(pair)}
    assert kinds == {
        "moved": ("redrawn",),
        "reclassified": ("reclassified",),
        "deleted": ("removed",),
        "new": ("added",),
    }
    red, green, blue = bytes.fromhex(project.label_classes.get(class_id=2).color[1:])
    side = np.asarray(PILImage.open(io.BytesIO(pictures.side_png(new, after))))
    assert side[2, 10].tolist() == [red, green, blue, pictures.FILL_ALPHA]
    assert side[2, 11].tolist() == [red, green, blue, pictures.BORDER_ALPHA]
    assert side[20, 20].tolist() == [0, 0, 0, 0]


def test_one_pixel_of_a_large_image_does_not_vanish_from_its_picture():
    codes = np.zeros((3, 2 * pictures.MAX_SIDE_PX + 1), np.uint8)
    codes[1, 1000] = pictures.LABELLED
    shown = np.asarray(PILImage.open(io.BytesIO(pictures.difference_png(codes))))
    assert max(shown.shape) <= pictures.MAX_SIDE_PX
    assert (shown == pictures.COLORS[pictures.LABELLED]).all(axis=2).sum() == 1
