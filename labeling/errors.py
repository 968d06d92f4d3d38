"""The errors that labeling raises for its users: each names one fact, with what to do about it."""

from __future__ import annotations

from typing import Any, ClassVar


class MaskwrightError(Exception):
    """Base of every error that a user may see.

    Attributes:
        code: stable machine-readable name of the fact.
        status: the HTTP status that the API answers with.
        message: one sentence for the user: expected, actual, remedy.
        detail: JSON-able facts for the client.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400

    def __init__(self, message: str, **detail: Any) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class InvalidRle(MaskwrightError):
    """A mask's run lengths are malformed or do not fill its image."""

    code = "invalid_rle"


class EmptyMask(MaskwrightError):
    """A mask without a single pixel was given where a segment needs one."""

    code = "empty_mask"


class MaskSizeMismatch(MaskwrightError):
    """Two masks, or a mask and its image, have different sizes."""

    code = "mask_size_mismatch"


class InvalidPolygon(MaskwrightError):
    """A polygon is malformed: too few vertices, crossing edges, holes outside."""

    code = "invalid_polygon"


class BadDataset(MaskwrightError):
    """A dataset to import cannot be read; says which file, where in it, and the remedy."""

    code = "bad_dataset"


class MasksDoNotFit(BadDataset):
    """An image of a dataset has masks of another size than its picture; other images may fit."""

    code = "masks_do_not_fit"


class FormatCannotHold(MaskwrightError):
    """A format has no room for what the project has (too many classes, a name it forbids)."""

    code = "format_cannot_hold"


class PictureRefused(MaskwrightError):
    """Base of the reasons for which an outside file is not taken as a picture."""

    code = "picture_refused"


class NotAPicture(PictureRefused):
    """The bytes are none of the picture formats that we take."""

    code = "not_a_picture"


class CorruptPicture(PictureRefused):
    """The file is a picture that cannot be decoded to its end."""

    code = "corrupt_picture"


class EmptyPicture(PictureRefused):
    """The file has no bytes or no pixels."""

    code = "empty_picture"


class PictureTooLarge(PictureRefused):
    """The file or its picture is beyond what is safe to decode and possible to show."""

    code = "picture_too_large"


class SeveralFrames(PictureRefused):
    """The file is an animation or has several pages; an image has one."""

    code = "several_frames"


class UnsupportedPicture(PictureRefused):
    """The picture decodes, but into colours that we cannot show rightly."""

    code = "unsupported_picture"


class NoDeepValues(MaskwrightError):
    """A picture has no values beyond the 8 bits that are shown."""

    code = "no_deep_values"
    status = 404


class Forbidden(MaskwrightError):
    """The user's role in the project does not allow this."""

    code = "forbidden"
    status = 403


class NotFound(MaskwrightError):
    """There is no such thing, or the user may not know of it."""

    code = "not_found"
    status = 404


class StaleRevision(MaskwrightError):
    """Somebody else changed the same segments since the base revision."""

    code = "stale_revision"
    status = 409


class OverlapRefused(MaskwrightError):
    """In an exclusive project, a save would give a pixel two owners."""

    code = "overlap"
    status = 409


class AlreadyApproved(MaskwrightError):
    """An approved annotation is changed by reviewers only."""

    code = "already_approved"
    status = 403


class UnknownLabelClass(MaskwrightError):
    """A class id that the project does not have."""

    code = "unknown_label_class"


class RetiredClass(MaskwrightError):
    """A new segment, box or tag of a class that gets no new ones; detail: uid, class_id."""

    code = "retired_class"


class BadClassChanges(MaskwrightError):
    """A batch of class changes contradicts itself or the class table."""

    code = "bad_class_changes"


class MissingGeometry(MaskwrightError):
    """A new segment came without a mask or polygon."""

    code = "missing_geometry"


class InvalidAttribute(MaskwrightError):
    """A segment has a value that its class's attributes do not allow; detail: uid, attribute."""

    code = "invalid_attribute"


class MissingAttributes(MaskwrightError):
    """An image is not submitted while segments lack required attributes; detail: which."""

    code = "missing_attributes"
    status = 409


class InvalidWeakLabel(MaskwrightError):
    """A box is outside of its image, or a tag is none; detail: uid."""

    code = "invalid_weak_label"


class BadClassChoice(MaskwrightError):
    """What is to become of an imported class makes no sense; detail: class_id of the dataset."""

    code = "bad_class_choice"


class NothingToExport(MaskwrightError):
    """No image is in any of the chosen states."""

    code = "nothing_to_export"


class VersionNameTaken(MaskwrightError):
    """Another version of the project has the name."""

    code = "version_name_taken"
    status = 409


class VersionInUse(MaskwrightError):
    """Exports or models were made from a version; detail: used_by, how many of what."""

    code = "version_in_use"
    status = 409


class WrongState(MaskwrightError):
    """The thing is not in a state that allows this."""

    code = "wrong_state"
    status = 409


class UnknownFormat(MaskwrightError):
    """A dataset format was named that is not in the table of formats."""

    code = "unknown_format"


class UnknownOption(MaskwrightError):
    """An export option, or its choice, is not among those that the format has."""

    code = "unknown_option"


class BadChoice(MaskwrightError):
    """A choice of an export (splits, classes, area, anonymising) makes no sense; detail: key."""

    code = "bad_choice"


class UnknownImage(MaskwrightError):
    """No image of this name is among those meant."""

    code = "unknown_image"
    status = 404


class LinkExpired(MaskwrightError):
    """A download link is too old, was changed, or its export is gone."""

    code = "link_expired"
    status = 404


class UnsafeName(MaskwrightError):
    """A file's name is no plain relative name."""

    code = "unsafe_name"


class DuplicateImage(MaskwrightError):
    """The project has the same content already; detail: duplicate_of."""

    code = "duplicate_image"
    status = 409


class ImageNameTaken(MaskwrightError):
    """Another content in the project bears the name."""

    code = "image_name_taken"
    status = 409


class BadUpload(MaskwrightError):
    """An upload as a whole makes no sense: no files, or paths that do not match them."""

    code = "bad_upload"


class UnsafeArchive(MaskwrightError):
    """An archive, or one member of it, breaks the rules or cannot be unpacked."""

    code = "unsafe_archive"
