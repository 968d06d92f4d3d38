"""The parts of benchmarks/formats.py: one dataset, and processes that export it and read it."""
