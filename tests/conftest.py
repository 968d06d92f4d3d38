"""Shared by all tests: files go to a temporary folder, never to the checkout's var/."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

os.environ.setdefault("MASKWRIGHT_VAR", tempfile.mkdtemp(prefix="maskwright-tests-"))
REPO = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _var_folder(settings, tmp_path):
    """Each test writes below its own folder, and hashes passwords fast."""
    settings.VAR = tmp_path / "var"
    settings.VAR.mkdir()
    settings.MEDIA_ROOT = settings.VAR / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(settings.MEDIA_ROOT)},
        },
    }


# Browser tests of tools hardly touch a database; those of saving, people and kills are about it.
ON_REAL_ENGINES = {
    "test_class_surgery",
    "test_editor",
    "test_history",
    "test_kill",
    "test_main_loop",
    "test_people",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database: `make test-services` repeats that on real engines."""
    for item in items:
        if item.get_closest_marker("django_db") or item.path.stem in ON_REAL_ENGINES:
            item.add_marker(pytest.mark.database)


@pytest.fixture
def shared_data() -> Path:
    """The real images beside the checkout; tests that read them say so when they are absent."""
    folder = Path(os.environ.get("MASKWRIGHT_DATA") or REPO.parent / "shared" / "data" / "dev")
    if not folder.is_dir():
        pytest.skip(f"no real images at {folder}; set MASKWRIGHT_DATA")
    return folder
