"""What a user chooses about an export beyond its format's options, and what gets lost; no Django.

Formats know nothing of this: choices are applied by wrapping the DatasetSource that they read.
"""
