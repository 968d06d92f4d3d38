"""docker-compose.yml: no Docker engine is needed to see that what it names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from annotator.environment import BASE_DIR

COMPOSE = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())
DOCKERFILE = (BASE_DIR / "Dockerfile").read_text()
SERVICES = COMPOSE["services"]
OURS = ("web", "worker", "gpu", "training")


def test_there_are_at_most_six_services():
    assert set(SERVICES) == {"postgres", "redis", *OURS}


@pytest.mark.parametrize("name", OURS)
def test_each_service_builds_a_stage_that_exists(name):
    target = SERVICES[name]["build"]["target"]
    assert re.search(rf"^FROM \S+ AS {target}$", DOCKERFILE, re.MULTILINE)


def test_every_queue_of_the_code_has_a_worker():
    queues = set(re.findall(r"-Q (\w+)", " ".join(SERVICES[n]["command"] for n in OURS)))
    used = {"default"}
    for app in ("labeling", "ml_assist"):
        for path in Path(BASE_DIR / app).rglob("*.py"):
            used |= set(re.findall(r'queue="(\w+)"', path.read_text()))
    assert used <= queues


def test_only_documented_variables_are_set():
    documented = set(re.findall(r"`([A-Z_]+)`", (BASE_DIR / "docs/settings.md").read_text()))
    for name in OURS:
        assert set(SERVICES[name]["environment"]) <= documented


def test_what_the_image_copies_exists():
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        for source in sources.split():
            assert (BASE_DIR / source).exists(), source


def test_services_wait_for_their_engines():
    for name in OURS:
        assert set(SERVICES[name]["depends_on"]) == {"postgres", "redis"}
    for engine in ("postgres", "redis"):
        assert "healthcheck" in SERVICES[engine]
