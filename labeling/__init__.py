"""Labeling: images, annotations, review, snapshots and formats; runs without torch."""
