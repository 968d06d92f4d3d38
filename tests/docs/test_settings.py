"""Every environment variable that the code reads is documented, and none that it does not read."""

from __future__ import annotations

import re

from annotator.environment import BASE_DIR

READ = re.compile(r"""(?:_text|_list|environ\.get|environ\[|getenv)\(?\[?["']([A-Z][A-Z_]+)["']""")
NOT_OURS = {
    "DJANGO_SETTINGS_MODULE",
    "RANK",
    "WORLD_SIZE",
    "LOCAL_RANK",
    "OMP_NUM_THREADS",
    "OMP_WAIT_POLICY",
    "CITYSCAPES_DATASET",
    "CITYSCAPES_RESULTS",
}


def test_every_variable_is_documented():
    read: set[str] = set()
    for folder in ("annotator", "labeling", "ml_assist", "benchmarks", "tests"):
        for path in (BASE_DIR / folder).rglob("*.py"):
            read |= set(READ.findall(path.read_text()))
    documented = set(
        re.findall(r"^\| `([A-Z_]+)`", (BASE_DIR / "docs/settings.md").read_text(), re.MULTILINE)
    )
    assert read - NOT_OURS == documented
