"""What a damaged archive or a hostile file raises while it is read, as our own error."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from labeling.errors import BadDataset


@contextmanager
def damage_named() -> Iterator[None]:
    """Turns such faults into BadDataset.

    Raises:
        BadDataset: the archive cannot be unpacked, or JSON or XML in it is nested without end.
    """
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise BadDataset(f"The zip is damaged ({error}); pack or copy it again.") from error
    except RecursionError as error:
        raise BadDataset("A file of the dataset is nested too deeply to be read.") from error
