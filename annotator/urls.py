"""Every route: the API under /api/, everything else is a page of the browser application."""

from django.urls import include, path, re_path

from annotator.pages import healthz, page

urlpatterns = [
    path("api/", include("labeling.api.urls")),
    path("api/", include("ml_assist.api.urls")),
    path("healthz", healthz),
    re_path(r"^(?!api/|static/).*$", page),
]
