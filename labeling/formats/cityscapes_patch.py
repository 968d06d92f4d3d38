"""The script that an export of custom Cityscapes labels carries for cityscapesScripts."""

PATCH = '''\
"""Puts this dataset's labels.json into cityscapesScripts; import it before any of its tools.

    import labels_patch
    labels_patch.apply("labels.json")
    from cityscapesscripts.preparation.json2labelImg import json2labelImg

evalPixelLevelSemanticLabeling weighs instances by sizes that it knows of the official classes only:
set its args.evalInstLevelScore to False.
"""

import json
from pathlib import Path

from cityscapesscripts.helpers import labels as helpers


def apply(path):
    """Replace the official labels, in place, by the rows of `path`."""
    rows = json.loads(Path(path).read_text(encoding="utf-8"))["labels"]
    for row in rows:
        row["color"] = tuple(row["color"])
    helpers.labels[:] = [helpers.Label(**row) for row in rows]
    tables = (
        (helpers.name2label, lambda label: label.name),
        (helpers.id2label, lambda label: label.id),
    )
    for table, key in tables:
        table.clear()
        table.update({key(label): label for label in helpers.labels})
    helpers.trainId2label.clear()
    helpers.trainId2label.update({label.trainId: label for label in reversed(helpers.labels)})
    helpers.category2labels.clear()
    for label in helpers.labels:
        helpers.category2labels.setdefault(label.category, []).append(label)
'''
"""`labels_patch.py` beside a table of its own: cityscapesScripts reads no table from a file."""
