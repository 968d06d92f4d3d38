"""STORAGE_URL to a Django storage: s3://bucket/prefix, or files under the var folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured


def storage_from_url(url: str, folder: Path) -> dict[str, Any]:
    """Django's STORAGES entry for a URL.

    Args:
        url: "" for files in `folder`; "s3://bucket/prefix?endpoint=URL&region=NAME" for S3 and
            its kin, credentials in the environment as boto3 reads them.
        folder: where files go without a URL.

    Raises:
        ImproperlyConfigured: another scheme, or no bucket.
    """
    if not url:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(folder)},
        }
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.netloc:
        raise ImproperlyConfigured(
            f"STORAGE_URL is {url!r}; expected s3://bucket/prefix?endpoint=…, or nothing for files"
        )
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    options: dict[str, Any] = {
        "bucket_name": parts.netloc,
        "location": parts.path.strip("/"),
        "file_overwrite": False,
        "querystring_auth": False,  # pictures always come through our origin
    }
    if "endpoint" in query:
        options["endpoint_url"] = query["endpoint"]
    if "region" in query:
        options["region_name"] = query["region"]
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
