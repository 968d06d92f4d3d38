"""History entries, earlier states, restoring them, the trash, and what others saved meanwhile."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from labeling.annotate import Delete, save_annotation
from labeling.models import Annotation, Revision
from labeling.review import set_state
from labeling.weak_labels import DeleteWeak, UpsertWeak
from tests.factories import add_member, box_mask, draw, make_image, make_project, upsert

pytestmark = pytest.mark.django_db
SIZE = (48, 64)


@pytest.fixture
def image():
    return make_image(make_project(), size_hw=SIZE)


@pytest.fixture
def client(image):
    client = APIClient()
    client.force_authenticate(image.project.created_by)
    return client


def url(image, rest: str) -> str:
    return f"/api/annotations/{image.annotation.pk}/{rest}"


def box(image, uid, x0, x1, author=None, **fields):
    return draw(image, upsert(box_mask(SIZE, (x0, 0, x1, 5)), uid=uid, **fields), author=author)


def back_date(image, number: int, minutes: float) -> None:
    row = Revision.objects.get(annotation=image.annotation, number=number)
    row.created_at -= timedelta(minutes=minutes)
    row.save()


def weak(image, operation) -> None:
    image.annotation.refresh_from_db()
    save_annotation(
        annotation=image.annotation,
        author=image.project.created_by,
        base_revision=image.annotation.revision,
        save_id=uuid.uuid4(),
        active_ms=0,
        operations=[operation],
    )


def areas(image) -> dict[str, int]:
    rows = Annotation.objects.get(pk=image.annotation.pk).segments.current()
    return {row.uid: row.geometry.area_px for row in rows}


def restore(client, image, revision, **fields):
    image.annotation.refresh_from_db()
    body = {
        "revision": revision,
        "base_revision": image.annotation.revision,
        "save_id": str(uuid.uuid4()),
        **fields,
    }
    return client.post(url(image, "restore/"), body, format="json")


def test_saves_within_ten_minutes_by_one_author_are_one_entry(client, image):
    other = add_member(image.project, "annotator")
    for number in range(4):
        box(image, f"s{number}", 6 * number, 6 * number + 5)
    box(image, "theirs", 40, 50, author=other)
    box(image, "mine", 52, 60)
    for number, minutes in ((1, 30), (2, 21), (3, 19)):
        back_date(image, number, minutes)
    spans = [
        (row["first"], row["last"], row["author"]["username"])
        for row in client.get(url(image, "history/")).json()["results"]
    ]
    owner = image.project.created_by.username
    assert spans == [
        (6, 6, owner),
        (5, 5, other.username),
        (4, 4, owner),
        (3, 3, owner),
        (1, 2, owner),
    ]


def test_an_entry_says_what_was_done(client, image):
    box(image, "kept", 0, 5)
    box(image, "gone", 10, 15)
    box(image, "came and went", 20, 25)
    for number in (1, 2):
        back_date(image, number, 60)
    box(image, "kept", 0, 8)
    draw(image, Delete("gone", "delete"), Delete("came and went", "delete"))
    latest, _ = client.get(url(image, "history/")).json()["results"]
    assert (latest["first"], latest["last"], latest["active_ms"]) == (3, 5, 3000)
    assert (latest["num_added"], latest["num_changed"], latest["num_deleted"]) == (0, 1, 1)
    used = {(use["tool"], use["op"]): use["num_segments"] for use in latest["tools"]}
    assert used == {("brush", "upsert"): 2, ("delete", "delete"): 2}


def test_submits_and_returns_are_entries_between_the_saves(client, image):
    reviewer = add_member(image.project, "reviewer")
    owner = image.project.created_by
    box(image, "a", 0, 5)
    set_state(annotation=image.annotation, state="submitted", actor=owner)
    set_state(annotation=image.annotation, state="returned", actor=reviewer)
    box(image, "b", 6, 9)
    box(image, "c", 12, 15)
    rows = client.get(url(image, "history/")).json()["results"]
    said = [(row["state_before"], row["state"], row["first"], row["last"]) for row in rows]
    assert said == [
        (None, None, 2, 3),  # never joined with what was saved before the submit
        ("submitted", "returned", 1, 1),
        ("in_progress", "submitted", 1, 1),
        (None, None, 1, 1),
    ]
    assert rows[1]["author"]["username"] == reviewer.username


def test_an_image_submitted_without_a_save_has_that_entry(client, image):
    set_state(annotation=image.annotation, state="submitted", actor=image.project.created_by)
    body = client.get(url(image, "history/")).json()
    assert [(row["state"], row["last"]) for row in body["results"]] == [("submitted", 0)]
    assert body["next"] is None


def test_changes_of_state_are_on_one_page_only(client, image, monkeypatch):
    monkeypatch.setattr("labeling.api.history.PAGE_SIZE", 1)
    for uid, x in (("a", 0), ("b", 10), ("c", 20)):
        box(image, uid, x, x + 5)
        for state in ("submitted", "in_progress"):
            set_state(annotation=image.annotation, state=state, actor=image.project.created_by)
    seen, where = [], url(image, "history/")
    while where:
        page = client.get(where).json()
        seen += [row["state"] or row["last"] for row in page["results"]]
        where = page["next"]
    both = ["in_progress", "submitted"]
    assert seen == [*both, 3, *both, 2, *both, 1]


def test_boxes_and_tags_are_told_apart_from_segments(client, image):
    weak(image, UpsertWeak("b1", "box", 1, "weak_box", (1, 2, 10, 8)))
    weak(image, UpsertWeak("tag-1", "tag", 1, "tag"))
    weak(image, DeleteWeak("b1", "delete"))
    (row,) = client.get(url(image, "history/")).json()["results"]
    counts = [(use["tool"], use["num_segments"], use["num_weak"]) for use in row["tools"]]
    assert counts == [("delete", 0, 1), ("tag", 0, 1), ("weak_box", 0, 1)]
    box_wire = {"uid": "b1", "kind": "box", "class_id": 1, "bbox_xywh": [1, 2, 10, 8]}
    tag_wire = {"uid": "tag-1", "kind": "tag", "class_id": 1, "bbox_xywh": None}
    then = client.get(url(image, "revisions/2/")).json()
    assert then["weak_labels"] == [box_wire, tag_wire]
    assert client.get(url(image, "revisions/3/")).json()["weak_labels"] == [tag_wire]
    changes = client.get(url(image, "changes/?since=1")).json()
    assert (changes["weak_changed"], changes["weak_deleted"]) == ([tag_wire], ["b1"])


def test_pages_join_without_gap(client, image, monkeypatch):
    monkeypatch.setattr("labeling.api.history.PAGE_SIZE", 2)
    for number in range(5):
        box(image, "a", 0, number + 1)
        back_date(image, number + 1, 100 - 20 * number)
    seen, address = [], url(image, "history/")
    while address:
        page = client.get(address).json()
        seen += [row["last"] for row in page["results"]]
        address = page["next"]
    assert seen == [5, 4, 3, 2, 1]


def test_an_earlier_state_comes_as_it_was(client, image):
    box(image, "a", 0, 5)
    box(image, "a", 0, 9, class_id=2)
    then = client.get(url(image, "revisions/1/")).json()
    assert [(s["area_px"], s["class_id"]) for s in then["segments"]] == [(25, 1)]
    assert client.get(url(image, "revisions/0/")).json()["segments"] == []
    assert client.get(url(image, "revisions/3/")).status_code == 404


@pytest.mark.parametrize("mode", ["layered", "exclusive"])
def test_restoring_makes_a_new_revision_that_equals_the_old(client, image, mode):
    image.project.overlap_mode = mode
    image.project.save()
    box(image, "a", 0, 10)
    draw(
        image,
        upsert(box_mask(SIZE, (0, 0, 4, 5)), uid="a"),
        upsert(box_mask(SIZE, (4, 0, 12, 5)), uid="b"),
    )
    draw(image, Delete("a", "delete"))
    answer = restore(client, image, 1)
    assert (answer.status_code, answer.json()["revision"]) == (200, 4)
    assert areas(image) == {"a": 50}
    # Nothing newer is lost: it is one restore away.
    restore(client, image, 2)
    assert areas(image) == {"a": 20, "b": 40}
    tools = client.get(url(image, "history/")).json()["results"][0]["tools"]
    assert {use["tool"] for use in tools} >= {"restore"}


def test_single_segments_come_back_alone(client, image):
    box(image, "a", 0, 10)
    box(image, "b", 20, 30)
    draw(image, Delete("a", "delete"), Delete("b", "delete"))
    assert restore(client, image, 2, uids=["a"]).status_code == 200
    assert areas(image) == {"a": 50}
    assert restore(client, image, 2, uids=["nobody"]).status_code == 404


def test_restoring_onto_anothers_pixels_is_refused_and_says_whose(client, image):
    image.project.overlap_mode = "exclusive"
    image.project.save()
    box(image, "a", 0, 10)
    draw(image, Delete("a", "delete"))
    box(image, "b", 5, 15)
    answer = restore(client, image, 1, uids=["a"])
    assert (answer.status_code, answer.json()["code"]) == (409, "overlap")
    assert answer.json()["detail"]["uids"] == ["b"]
    assert areas(image) == {"b": 50}


def test_a_restore_never_overwrites_what_came_after_its_base(client, image):
    box(image, "a", 0, 10)
    box(image, "a", 0, 20)
    box(image, "a", 0, 30)
    assert restore(client, image, 1, base_revision=2).json()["code"] == "stale_revision"
    assert areas(image) == {"a": 150}


def test_the_trash_holds_what_was_deleted_last_first(client, image):
    for uid, x in (("a", 0), ("b", 10), ("c", 20), ("d", 30)):
        box(image, uid, x, x + 5)
    draw(image, Delete("a", "delete"))
    draw(image, Delete("b", "undo"), Delete("c", "delete"))
    draw(image, upsert(box_mask(SIZE, (20, 0, 25, 5)), uid="c"))
    rows = client.get(url(image, "trash/")).json()["results"]
    found = [(row["segment"]["uid"], row["deleted_in"], row["tool"]) for row in rows]
    assert found == [("b", 6, "undo"), ("a", 5, "delete")]
    assert rows[0]["deleted_by"]["username"] == image.project.created_by.username
    assert rows[0]["segment"]["area_px"] == 25


def test_one_deletion_is_never_torn_over_two_pages(client, image, monkeypatch):
    monkeypatch.setattr("labeling.api.history.PAGE_SIZE", 2)
    for number in range(6):
        box(image, str(number), number * 6, number * 6 + 5)
    draw(image, Delete("0", "delete"))
    draw(image, *(Delete(str(number), "delete") for number in range(1, 6)))
    first = client.get(url(image, "trash/")).json()
    second = client.get(first["next"]).json()
    assert [len(page["results"]) for page in (first, second)] == [5, 1]
    assert second["next"] is None


def test_changes_come_since_a_revision_and_304_while_there_are_none(client, image):
    box(image, "a", 0, 5)
    box(image, "b", 10, 15)
    draw(image, Delete("a", "delete"))
    answer = client.get(url(image, "changes/?since=1"))
    body = answer.json()
    assert ([s["uid"] for s in body["changed"]], body["deleted"]) == (["b"], ["a"])
    assert body["revision"] == 3
    headers = {"If-None-Match": answer["ETag"]}
    assert client.get(url(image, "changes/?since=1"), headers=headers).status_code == 304
    box(image, "c", 20, 25)
    assert client.get(url(image, "changes/?since=3"), headers=headers).status_code == 200


def test_the_history_costs_the_same_queries_however_long(client, image, django_assert_num_queries):
    for number in range(3):
        box(image, f"{number}", number * 6, number * 6 + 5)
    with django_assert_num_queries(7):
        client.get(url(image, "history/"))
    for number in range(3, 8):
        box(image, f"{number}", number * 6, number * 6 + 5)
    with django_assert_num_queries(7):
        client.get(url(image, "history/"))
