"""What only real engines have: row locks between connections, JSON in the Redis cache."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.core.cache import cache
from django.db import connection

from labeling.annotate import save_annotation
from tests.factories import box_mask, make_image, make_project, upsert

pytestmark = [pytest.mark.services]
SIZE = (48, 64)


@pytest.mark.django_db(transaction=True)
def test_concurrent_saves_get_revisions_one_after_the_other():
    image = make_image(make_project(), size_hw=SIZE)
    errors: list[BaseException] = []

    def save(number: int) -> None:
        mask = box_mask(SIZE, (number, number, number + 5, number + 5))
        try:
            save_annotation(
                annotation=image.annotation,
                author=image.project.created_by,
                base_revision=0,
                save_id=uuid.uuid4(),
                active_ms=1,
                operations=[upsert(mask)],
            )
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    numbers = list(image.annotation.revisions.values_list("number", flat=True))
    assert numbers == list(range(1, 9))
    assert image.annotation.segments.current().count() == 8


def test_the_cache_holds_json_and_counts():
    cache.set("maskwright-test", {"a": [1, 2.5, None, "ü"]}, 5)
    assert cache.get("maskwright-test") == {"a": [1, 2.5, None, "ü"]}
    cache.set("maskwright-count", 1, 5)
    assert cache.incr("maskwright-count") == 2
