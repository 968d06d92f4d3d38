"""Synthetic street scenes with exact ground truth; deterministic by seed, no Django."""

from labeling.demo.street.classes import STREET_CLASSES, StreetClass
from labeling.demo.street.scene import StreetScene, StreetSegment, render_street

__all__ = ["STREET_CLASSES", "StreetClass", "StreetScene", "StreetSegment", "render_street"]
