"""Training and prediction of segmentation networks in a run folder; no Django."""
