"""What a model saves a person: seconds per nuclei image, from nothing and by correcting.

    make bench NAME=effort        (MASKWRIGHT_DATA names the folder of real images)

A simulated annotator (simulated_annotator.py has the seconds of each action) works through the
product's own verbs: outlines half of the training images from nothing; a first model learns from
them; its suggestions on the other half are corrected; a second model learns from all. What is
reported is the effort on the test images, which neither model has seen.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from PIL import Image as PILImage

from benchmarks.report import Bar, report, shared_images
from benchmarks.shell import Shell, own_installation, peak_memory_mib

if TYPE_CHECKING:  # Django is set up only once the installation's folder is known
    from benchmarks.simulated_annotator import Effort, InstanceMap
    from labeling.masks.types import Mask
    from labeling.models import Image, Project, User


@dataclass(frozen=True, slots=True)
class Names:
    """The images of each part, by name."""

    first: Sequence[str]
    second: Sequence[str]
    test: Sequence[str]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cpu-seconds", type=float, default=150.0, help="of each training")
    chosen = parser.parse_args()
    # The budget is CPU-seconds: a second thread would spend them on waiting for the first.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    folder = shared_images("nuclei")
    split = json.loads((folder / "split.json").read_text())
    half = len(split["train"]) // 2
    names = Names(split["train"][:half], split["train"][half:], split["test"])
    with own_installation("effort") as shell:
        _set_up_django(shell)
        figures = _run(shell, folder, names, chosen.cpu_seconds)
    empty, after = figures["empty_s_per_image"], figures["after_retraining_s_per_image"]
    return report(
        "effort", figures, [Bar("effort after / from nothing", after / empty, 1.0, False)]
    )


def _set_up_django(shell: Shell) -> None:
    os.environ.update(
        MASKWRIGHT_VAR=str(shell.var),
        DATABASE_URL="",
        DJANGO_SETTINGS_MODULE="annotator.settings",
    )
    import django

    django.setup()


def _run(shell: Shell, folder: Path, names: Names, cpu_seconds: float) -> dict[str, float]:
    """The loop of the module's docstring; the figures by name."""
    person, project = _project(folder, names)
    truth = {
        name: np.asarray(PILImage.open(folder / "instances" / f"{name}.png")).astype(np.int32)
        for name in (*names.first, *names.second, *names.test)
    }
    images = {Path(image.name).stem: image for image in project.images.all()}

    for name in names.first:
        _draw_from_nothing(images[name], truth[name], person)
    train = ("train", "--project", project.name, "--epochs", "10000")
    budget = ("--max-seconds", str(cpu_seconds))
    shell.manage(*train, *budget)
    _suggest(shell, project, images, [*names.second, *names.test], model=1)
    second = [_correct(images[name], truth[name], person) for name in names.second]
    before = [_effort_on(images[name], truth[name]) for name in names.test]
    shell.manage(*train, *budget, "--init-from", "1")
    _suggest(shell, project, images, names.test, model=2)
    after = [_effort_on(images[name], truth[name]) for name in names.test]

    from benchmarks.simulated_annotator import draw_all

    empty = [draw_all(truth[name]) for name in names.test]
    return {
        **_figures("empty", empty),
        **_figures("before_retraining", before),
        **_figures("after_retraining", after),
        "second_half_s_per_image": float(np.mean([effort.seconds for effort in second])),
        "test_images": len(names.test),
        "peak_memory_mib": peak_memory_mib(),
    }


def _figures(title: str, efforts: Sequence[Effort]) -> dict[str, float]:
    """Means per image of one way of working."""
    means = {f"{title}_s_per_image": float(np.mean([effort.seconds for effort in efforts]))}
    for kind in ("drawn", "kept", "edited", "rejected"):
        counts = [getattr(effort, f"num_{kind}") for effort in efforts]
        means[f"{title}_{kind}_per_image"] = float(np.mean(counts))
    return means


def _project(folder: Path, names: Names) -> tuple[User, Project]:
    """A project with all the pictures, and who works on it."""
    from labeling.ingest import Incoming, ingest_batch
    from labeling.models import LabelClass, Membership, Project, Role, User

    person = User.objects.create_user("annotator")
    project = Project.objects.create(name="nuclei", created_by=person)
    Membership.objects.create(project=project, user=person, role=Role.OWNER)
    LabelClass.objects.create(project=project, class_id=1, name="nucleus", color="#00c878")
    files = [
        Incoming(f"{name}.png", _opener(folder / "images" / f"{name}.png"))
        for name in (*names.first, *names.second, *names.test)
    ]
    outcome = ingest_batch(project=project, files=files, uploaded_by=person)
    if outcome.refused or outcome.duplicates:
        sys.exit(f"Expected every picture to go in: {outcome.lists()}")
    return person, project


def _opener(path: Path) -> Callable[[], BinaryIO]:
    return lambda: path.open("rb")


def _suggest(
    shell: Shell, project: Project, images: dict[str, Image], names: Sequence[str], model: int
) -> None:
    """Fill images with a model's suggestions, in place of the earlier ones."""
    from labeling.jobs import run_job
    from ml_assist.suggest import predict_images, queue_predictions

    job = queue_predictions(
        project=project,
        requested_by=None,
        model=project.model_versions.get(number=model),
        images=[images[name].pk for name in names],
    )
    run_job(str(job.pk), predict_images)
    job.refresh_from_db()
    if job.state != "done":
        sys.exit(f"The predictions ended {job.state}: {job.error}")


def _suggested(image: Image) -> tuple[InstanceMap, list[str]]:
    """The pending suggestions as a map, and their uids: number n is uid n - 1."""
    from labeling.masks.label_map import compose

    rows = list(image.suggestions.filter(state="pending").select_related("geometry").order_by("z"))
    layers = [(number, row.geometry.rle(image.size_hw)) for number, row in enumerate(rows, 1)]
    suggested = compose(image.size_hw, layers, dtype=np.int32).astype(np.int32, copy=False)
    return suggested, [row.uid for row in rows]


def _effort_on(image: Image, truth: InstanceMap) -> Effort:
    from benchmarks.simulated_annotator import correct

    return correct(_suggested(image)[0], truth).effort


def _correct(image: Image, truth: InstanceMap, person: User) -> Effort:
    """Correct an image's suggestions and submit what comes of it."""
    from benchmarks.simulated_annotator import correct

    suggested, uids = _suggested(image)
    correction = correct(suggested, truth)
    masks = {uids[number - 1]: suggested == number for number in correction.kept}
    masks |= {str(uuid.uuid4()): truth == number for number in correction.made}
    _save(image, masks, person, set(uids))
    return correction.effort


def _draw_from_nothing(image: Image, truth: InstanceMap, person: User) -> None:
    masks = {str(uuid.uuid4()): truth == number for number in np.unique(truth) if number}
    _save(image, masks, person, set())


def _save(image: Image, masks: dict[str, Mask], person: User, suggested: set[str]) -> None:
    """Save masks as the editor does, and submit the image."""
    from labeling.annotate import Upsert, save_annotation
    from labeling.masks import rle
    from labeling.review import set_state

    operations = [
        Upsert(
            uid=uid,
            class_id=1,
            z=z,
            mask=rle.encode(mask),
            tool="accept" if uid in suggested else "polygon",
            origin="model" if uid in suggested else "polygon",
        )
        for z, (uid, mask) in enumerate(masks.items())
    ]
    save_annotation(
        annotation=image.annotation,
        author=person,
        base_revision=0,
        save_id=uuid.uuid4(),
        active_ms=0,
        operations=operations,
    )
    set_state(annotation=image.annotation, state="submitted", actor=person)


if __name__ == "__main__":
    sys.exit(main())
