"""Demo projects: rendered street scenes and real nuclei, for the first minutes with Maskwright."""
