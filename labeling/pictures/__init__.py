"""Picture files: verified on the way in, read as pixels, rendered for browsers; no Django."""

from labeling.pictures.pixels import upright_rgb
from labeling.pictures.renditions import THUMBNAIL_MAX_PX, Encoded, Prepared, prepare
from labeling.pictures.values import deep_values, gzipped, has_deep_values
from labeling.pictures.verification import (
    MAX_BYTES,
    Picture,
    bit_depth_of_mode,
    sha256_of,
    verify,
    verify_header,
)

__all__ = [
    "MAX_BYTES",
    "THUMBNAIL_MAX_PX",
    "Encoded",
    "Picture",
    "Prepared",
    "bit_depth_of_mode",
    "deep_values",
    "gzipped",
    "has_deep_values",
    "prepare",
    "sha256_of",
    "upright_rgb",
    "verify",
    "verify_header",
]
