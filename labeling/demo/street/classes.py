"""The class table of the street scenes; colours follow Cityscapes, which people know."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StreetClass:
    """One class; `class_id` is what segments refer to."""

    class_id: int
    name: str
    color: str
    is_thing: bool
    hotkey: str


SKY = StreetClass(1, "sky", "#4682b4", False, "1")
BUILDING = StreetClass(2, "building", "#8a7f8d", False, "2")
ROAD = StreetClass(3, "road", "#804080", False, "3")
SIDEWALK = StreetClass(4, "sidewalk", "#f423e8", False, "4")
GRASS = StreetClass(5, "grass", "#98fb98", False, "5")
TREE = StreetClass(6, "tree", "#6b8e23", False, "6")
LAMP = StreetClass(7, "street lamp", "#dcdc00", True, "7")
CAR = StreetClass(8, "car", "#2456d6", True, "8")
PERSON = StreetClass(9, "person", "#dc143c", True, "9")

STREET_CLASSES = (SKY, BUILDING, ROAD, SIDEWALK, GRASS, TREE, LAMP, CAR, PERSON)
