"""Pure numpy geometry under every step: masks, run lengths, polygons, label maps, metrics."""
