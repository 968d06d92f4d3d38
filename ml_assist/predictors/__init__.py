"""Predictors of one object's mask from clicks and a box; no Django."""
