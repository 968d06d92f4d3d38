"""Dealing images to splits: whole, deterministic, and never parting what belongs together."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labeling.exporting.choices import SplitChoice
from labeling.exporting.splits import deal, group_of, split_counts

NAMES = st.lists(
    st.from_regex(r"\A(a/|b/|c/d/)?(run|cam_|x)?[0-9]{0,4}(_left)?\.png\Z"),
    unique=True,
    max_size=60,
)
FRACTIONS = st.sampled_from(
    [(0.8, 0.1, 0.1), (1.0, 0.0, 0.0), (0.5, 0.5, 0.0), (0.0, 0.3, 0.7), (0.34, 0.33, 0.33)]
)
KINDS = st.sampled_from(["random", "stratified", "group"])


@st.composite
def deals(draw):
    """A choice, image names and which classes each shows."""
    names = draw(NAMES)
    choice = SplitChoice(
        draw(KINDS),
        draw(FRACTIONS),
        draw(st.integers(0, 99)),
        draw(st.sampled_from(["folder", "sequence"])),
    )
    shown = {name: draw(st.sets(st.integers(1, 5), max_size=3)) for name in names}
    return choice, names, shown


def heads(names):
    return [(name, None) for name in names]


@given(deals(), st.randoms(use_true_random=False))
def test_every_image_is_in_exactly_one_split_whatever_the_order(case, shuffle: random.Random):
    choice, names, shown = case
    dealt = deal(choice, heads(names), shown)
    assert set(dealt) == set(names)
    wanted = {
        split
        for split, share in zip(("train", "val", "test"), choice.fractions, strict=True)
        if share
    }
    assert set(dealt.values()) <= wanted
    turned = list(names)
    shuffle.shuffle(turned)
    assert deal(choice, heads(turned), shown) == dealt


@given(deals())
def test_a_group_is_never_in_two_splits(case):
    choice, names, _ = case
    grouped = SplitChoice("group", choice.fractions, choice.seed, choice.by)
    dealt = deal(grouped, heads(names), {})
    homes: dict[str, set[str | None]] = {}
    for name, split in dealt.items():
        homes.setdefault(group_of(name, choice.by), set()).add(split)
    assert all(len(splits) == 1 for splits in homes.values())


@given(NAMES, FRACTIONS, st.integers(0, 99))
def test_random_splits_have_their_share_to_one_image(names, fractions, seed):
    counts = Counter(deal(SplitChoice("random", fractions, seed), heads(names), {}).values())
    for split, share in zip(("train", "val", "test"), fractions, strict=True):
        assert abs(counts[split] - share * len(names)) < 1


def test_another_seed_deals_otherwise():
    names = [f"{number}.png" for number in range(50)]
    one, other = (deal(SplitChoice("random", seed=seed), heads(names), {}) for seed in (1, 2))
    assert one != other
    assert deal(SplitChoice("random", seed=1), heads(names), {}) == one


def test_stratified_gives_every_split_its_share_of_a_rare_class():
    names = [f"{number:03}.png" for number in range(200)]
    shown = {name: {1, 2} if index < 20 else {1} for index, name in enumerate(names)}
    dealt = deal(SplitChoice("stratified", (0.5, 0.25, 0.25), seed=7), heads(names), shown)
    rare = Counter(dealt[name] for name in names[:20])
    assert rare == {"train": 10, "val": 5, "test": 5}
    assert split_counts(dealt.values()) == {"train": 100, "val": 50, "test": 50, "": 0}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("run 3/cam_000123.png", "run 3/cam_000124.jpg"),
        ("a/000001.png", "a/000002.png"),
        ("aachen_000000_000019_leftImg8bit.png", "aachen_000000_000020_leftImg8bit.png"),
        ("video-7.png", "video-12.png"),
        ("GOPR0123.JPG", "GOPR0124.JPG"),
        ("frame_000123_640x480.png", "frame_000124_640x480.png"),
    ],
)
def test_frames_of_one_sequence_are_one_group(one, other):
    assert group_of(one, "sequence") == group_of(other, "sequence")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a/1.png", "b/1.png"),
        ("cat_1.png", "dog_1.png"),
        ("x_000001_000001.png", "x_000002_000001.png"),
    ],
)
def test_other_sequences_are_other_groups(one, other):
    assert group_of(one, "sequence") != group_of(other, "sequence")


def test_images_in_no_folder_do_not_belong_together():
    assert group_of("one.png", "folder") != group_of("two.png", "folder")
    assert group_of("a/b/one.png", "folder") == group_of("a/two.png", "folder")


def test_kept_splits_stay():
    assert deal(SplitChoice(), [("a", "val"), ("b", None)], {}) == {"a": "val", "b": None}
