"""Cursor pagination: pages stay right while rows are added."""

from rest_framework.pagination import CursorPagination


class ByName(CursorPagination):
    """Rows by name, then id (names may repeat across projects)."""

    page_size = 60
    page_size_query_param = "page_size"
    max_page_size = 500
    ordering = ("name", "id")


class NewestFirst(CursorPagination):
    """Rows by time, newest first."""

    page_size = 50
    ordering = ("-created_at",)
