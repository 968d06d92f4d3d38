"""Every route of labeling's API, below /api/."""

from django.urls import URLPattern, URLResolver, path

from labeling.api import (
    annotations,
    classes,
    exports,
    image_files,
    images,
    imports,
    jobs,
    members,
    projects,
    session,
    suggestions,
    uploads,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("session/", session.SessionView.as_view()),
    path("session/link/", session.SessionLinkView.as_view()),
    path("projects/", projects.ProjectsView.as_view()),
    path("projects/<int:project_id>/", projects.ProjectView.as_view()),
    path("projects/<int:project_id>/classes/", classes.ClassesView.as_view()),
    path("projects/<int:project_id>/classes/<int:class_id>/", classes.ClassView.as_view()),
    path("projects/<int:project_id>/members/", members.MembersView.as_view()),
    path("projects/<int:project_id>/members/<int:user_id>/", members.MemberView.as_view()),
    path("projects/<int:project_id>/jobs/", jobs.JobsView.as_view()),
    path("projects/<int:project_id>/exports/", exports.ExportsView.as_view()),
    path("exports/<int:export_id>/file/", exports.ExportFileView.as_view(), name="export-file"),
    path("projects/<int:project_id>/imports/", imports.ImportsView.as_view()),
    path("formats/", exports.FormatsView.as_view()),
    path("jobs/<uuid:job_id>/", jobs.JobView.as_view()),
    path("jobs/<uuid:job_id>/cancel/", jobs.CancelView.as_view()),
    path("projects/<int:project_id>/uploads/", uploads.UploadsView.as_view()),
    path("projects/<int:project_id>/images/", images.ImagesView.as_view()),
    path("images/<int:image_id>/", images.ImageView.as_view()),
    path(
        "images/<int:image_id>/picture/",
        image_files.PictureView.as_view(),
        name="image-picture",
    ),
    path(
        "images/<int:image_id>/thumbnail/",
        image_files.ThumbnailView.as_view(),
        name="image-thumbnail",
    ),
    path(
        "images/<int:image_id>/original/",
        image_files.OriginalView.as_view(),
        name="image-original",
    ),
    path("images/<int:image_id>/annotation/", annotations.ImageAnnotationView.as_view()),
    path("images/<int:image_id>/suggestions/", suggestions.SuggestionsView.as_view()),
    path("images/<int:image_id>/suggestions/reject/", suggestions.RejectView.as_view()),
    path("images/<int:image_id>/suggestions/restore/", suggestions.RestoreView.as_view()),
    path("annotations/<int:annotation_id>/", annotations.AnnotationView.as_view()),
    path("annotations/<int:annotation_id>/revisions/", annotations.RevisionsView.as_view()),
    path("annotations/<int:annotation_id>/state/", annotations.StateView.as_view()),
]
