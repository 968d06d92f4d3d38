"""Parquet files from outside: opened with limits, read a few rows at a time, faults as ours."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from labeling.errors import BadDataset
from labeling.formats.base import ArchiveReader

_SPOOL_BYTES = 16 * 2**20
_BATCH_ROWS = 8
_MAX_GROUP_BYTES = 4 * 2**30
_MAX_ROWS = 20_000_000

# What pyarrow lets out on damaged files (found by fuzzing; tests/formats/test_fuzz.py repeats it).
_FAULTS = (pa.ArrowException, OSError, ValueError, TypeError, LookupError, ArithmeticError,
           struct.error, MemoryError, RecursionError)  # fmt: skip


def parquet_paths(archive: ArchiveReader) -> list[str]:
    """Every Parquet file of the archive."""
    return [name for name in archive.names() if name.lower().endswith(".parquet")]


@contextmanager
def opened(archive: ArchiveReader, path: str) -> Iterator[pq.ParquetFile]:
    """One file; it is copied out of a zip first, since it is read from its end and by columns.

    Raises:
        BadDataset: no Parquet file, or groups of rows that are too large.
    """
    with SpooledTemporaryFile(_SPOOL_BYTES) as copy:
        with archive.open(path) as source:
            shutil.copyfileobj(source, copy, 2**18)
        copy.seek(0)
        with _faults_of(path):
            file = pq.ParquetFile(copy, pre_buffer=False, memory_map=False)
            _check(file, path)
        yield file


def rows(file: pq.ParquetFile, columns: Sequence[str], path: str) -> Iterator[dict[str, Any]]:
    """The rows of an opened file, these columns of them.

    Raises:
        BadDataset: the file is damaged.
    """
    with _faults_of(path):
        batches = file.iter_batches(_BATCH_ROWS, columns=list(columns), use_threads=False)
    while True:
        with _faults_of(path):
            batch = next(batches, None)
            if batch is None:
                return
            batch.validate(full=True)
            made: list[dict[str, Any]] = batch.to_pylist()
        yield from made


def _check(file: pq.ParquetFile, path: str) -> None:
    metadata = file.metadata
    if metadata.num_rows > _MAX_ROWS:
        raise BadDataset(f"{path} has {metadata.num_rows} rows; at most {_MAX_ROWS} may be.")
    for index in range(metadata.num_row_groups):
        num_bytes = metadata.row_group(index).total_byte_size
        if not 0 <= num_bytes <= _MAX_GROUP_BYTES:
            raise BadDataset(
                f"{path}, row group {index}: {num_bytes} bytes; at most {_MAX_GROUP_BYTES} may be."
                " Write it again with smaller groups (100 rows each)."
            )


@contextmanager
def _faults_of(path: str) -> Iterator[None]:
    try:
        yield
    except _FAULTS as error:
        raise BadDataset(
            f"{path} is no readable Parquet file ({type(error).__name__}: {str(error)[:300]});"
            " download or write it again.",
            file=path,
        ) from error
