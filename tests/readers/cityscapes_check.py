"""Runs in var/envs/cityscapes: what cityscapesScripts makes of an export, as JSON on stdout.

    python cityscapes_check.py DATASET WORK_FOLDER

{"labels_differ", "trained_differ", "instances_differ": [files whose maps it draws otherwise],
"instances_lost": [instances of which it draws no pixel with their number],
"iou", "ap": {label: score of the export against itself}}
"""

import json
import os
import sys
from pathlib import Path

import numpy as np
from PIL import Image

DATASET, WORK = Path(sys.argv[1]), Path(sys.argv[2])
os.environ["CITYSCAPES_DATASET"] = str(DATASET)
os.environ["CITYSCAPES_RESULTS"] = str(WORK)
INSTANCES = "instanceIds.png"
IS_OWN_TABLE = (DATASET / "labels.json").exists()
if IS_OWN_TABLE:
    sys.path.insert(0, str(DATASET))
    import labels_patch

    labels_patch.apply(DATASET / "labels.json")

from cityscapesscripts.evaluation import evalInstanceLevelSemanticLabeling as by_instance  # noqa: E402
from cityscapesscripts.evaluation import evalPixelLevelSemanticLabeling as by_pixel  # noqa: E402
from cityscapesscripts.preparation.json2instanceImg import json2instanceImg  # noqa: E402
from cityscapesscripts.preparation.json2labelImg import json2labelImg  # noqa: E402


def pixels(path):
    with Image.open(path) as picture:
        return np.array(picture).astype(int)


def drawn_pixels(draw, document, *encoding):
    target = WORK / "drawn.png"
    draw(document, str(target), *encoding)
    return pixels(target)


def compare_drawings(found):
    for path in sorted(DATASET.glob("gtFine/*/*/*_polygons.json")):
        document, name = str(path), path.name
        stem = document[: -len("polygons.json")]
        if (drawn_pixels(json2labelImg, document) != pixels(stem + "labelIds.png")).any():
            found["labels_differ"].append(name)
        trained = drawn_pixels(json2labelImg, document, "trainIds")
        if (trained != pixels(stem + "labelTrainIds.png")).any():
            found["trained_differ"].append(name)
        instances, exported = drawn_pixels(json2instanceImg, document), pixels(stem + INSTANCES)
        if (instances != exported).any():
            found["instances_differ"].append(name)
        lost = set(np.unique(exported)) - set(np.unique(exported[instances == exported]))
        found["instances_lost"] += [f"{name}: {value}" for value in sorted(lost)]


def score_pixels(truths):
    by_pixel.args.quiet = True
    by_pixel.args.JSONOutput = False
    # The weights by instance size are known for the official classes only.
    by_pixel.args.evalInstLevelScore = not IS_OWN_TABLE
    result = by_pixel.evaluateImgLists(truths, truths, by_pixel.args)
    scores = {name: float(score) for name, score in result["classScores"].items()}
    return {name: score for name, score in scores.items() if score == score}


def score_instances(truths):
    lists, truths = [], [name.replace("labelIds", "instanceIds") for name in truths]
    for number, truth in enumerate(truths):
        values, lines = pixels(truth), []
        for value in np.unique(values[values >= 1000]):
            mask = WORK / f"mask_{number}_{value}.png"
            Image.fromarray(((values == value) * 255).astype(np.uint8)).save(mask)
            lines.append(f"{mask.name} {value // 1000} 1.0\n")
        path = WORK / f"prediction_{number}.txt"
        path.write_text("".join(lines))
        lists.append(str(path))
    args = by_instance.args
    args.quiet, args.JSONOutput = True, False
    args.gtInstancesFile = str(WORK / "gtInstances.json")
    args.predictionPath = str(WORK)
    # Only objects of 100 pixels or more are scored by default; ours are small.
    args.minRegionSizes = np.array([1])
    args.distanceThs, args.distanceConfs = np.array([float("inf")]), np.array([-float("inf")])
    os.chdir(WORK)  # it writes matches.json where it stands
    result = by_instance.evaluateImgLists(lists, truths, args)
    scores = {name: float(score["ap"]) for name, score in result["averages"]["classes"].items()}
    return {name: score for name, score in scores.items() if score == score}


def main():
    found = {
        "labels_differ": [],
        "trained_differ": [],
        "instances_differ": [],
        "instances_lost": [],
    }
    compare_drawings(found)
    truths = sorted(map(str, DATASET.glob("gtFine/val/*/*_labelIds.png")))
    found["iou"] = score_pixels(truths)
    found["ap"] = score_instances(truths)
    print(json.dumps(found))


main()
