"""A project as it is now, read as an export would read its snapshot: to look beforehand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from django.db.models import Count

from labeling.dataset_source import SnapshotSource, class_json, exported_classes
from labeling.models import Annotation, DatasetSnapshot, Project, Segment, SnapshotImage


class LiveSource(SnapshotSource):
    """DatasetSource over current rows; writes nothing.

    Attributes:
        num_left_out: images in other states.
    """

    def __init__(
        self,
        project: Project,
        states: Sequence[str],
        *,
        with_pictures: bool = True,
        only: Collection[str] | None = None,
    ) -> None:
        """Read the images whose annotation is in one of `states`, all or `only` these names."""
        annotations = Annotation.objects.filter(
            image__project=project, image__purged_at__isnull=True
        )
        taken = annotations.filter(state__in=states).order_by("image__name")
        self.num_left_out = annotations.exclude(state__in=states).count()
        self._annotations = taken if only is None else taken.filter(image__name__in=list(only))
        self.with_pictures = with_pictures
        self.tombstones = []
        self.snapshot = DatasetSnapshot(
            project=project,
            classes=[class_json(row) for row in exported_classes(project)],
            overlap_mode=project.overlap_mode,
            states=list(states),
            num_left_out=self.num_left_out,
        )
        self._heads = list(self._annotations.values_list("image__name", "image__split"))
        self.snapshot.num_images = len(self._heads)

    def picture_kinds(self) -> dict[tuple[str, str], int]:
        """How many pictures there are of each (Pillow format, mode) of the originals."""
        counts = self._annotations.order_by().values_list("image__format", "image__mode")
        return {(kind, mode): num for kind, mode, num in counts.annotate(num=Count("pk"))}

    def _between(self, start: int, stop: int) -> list[SnapshotImage]:
        rows = self._annotations.select_related("image")[start:stop]
        return [
            SnapshotImage(
                image=row.image,
                annotation=row,
                name=row.image.name,
                width=row.image.width,
                height=row.image.height,
                sha256=row.image.sha256,
                split=row.image.split,
                revision=row.revision,
                state=row.state,
            )
            for row in rows
        ]

    def _names(self) -> dict[int, str]:
        return dict(self._annotations.values_list("pk", "image__name"))

    def _shown(self) -> Iterator[tuple[int, int]]:
        rows = Segment.objects.current().filter(annotation__in=self._annotations.order_by())
        yield from rows.values_list("annotation_id", "label_class__class_id").iterator()
