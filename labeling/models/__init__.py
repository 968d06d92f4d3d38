"""The tables of labeling; design.md 3 has the words."""

from labeling.models.annotation import (
    Annotation,
    AnnotationState,
    Geometry,
    Origin,
    Revision,
    Segment,
)
from labeling.models.dataset_import import DatasetImport, SegmentsAs
from labeling.models.event import Event, record_event
from labeling.models.image import Image, Split
from labeling.models.job import FINISHED, Job, JobState
from labeling.models.lease import EditLease
from labeling.models.membership import Membership, Role, has_role, require_role, role_of
from labeling.models.project import LabelClass, OverlapMode, Project
from labeling.models.snapshot import DatasetExport, DatasetSnapshot, SnapshotImage
from labeling.models.suggestion import Suggestion, SuggestionSource, SuggestionState
from labeling.models.surgery import OPEN_STATES, ClassSurgery, SurgeryState, SurgeryStep
from labeling.models.user import SignInLink, User, shell_user
from labeling.models.weak_label import WeakKind, WeakLabel

__all__ = [
    "FINISHED",
    "OPEN_STATES",
    "Annotation",
    "AnnotationState",
    "ClassSurgery",
    "DatasetExport",
    "DatasetImport",
    "DatasetSnapshot",
    "EditLease",
    "Event",
    "Geometry",
    "Image",
    "Job",
    "JobState",
    "LabelClass",
    "Membership",
    "Origin",
    "OverlapMode",
    "Project",
    "Revision",
    "Role",
    "Segment",
    "SegmentsAs",
    "SignInLink",
    "SnapshotImage",
    "Split",
    "Suggestion",
    "SuggestionSource",
    "SuggestionState",
    "SurgeryState",
    "SurgeryStep",
    "User",
    "WeakKind",
    "WeakLabel",
    "has_role",
    "record_event",
    "require_role",
    "role_of",
    "shell_user",
]
