"""Reads CVAT's annotations.xml as a stream: labels, then one image after another.

Expat calls back for every tag, so nothing but the present image is held, however large the file.
A DOCTYPE is refused where it begins, so no entity is ever declared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from labeling.errors import BadDataset
from labeling.formats.cvat_labels import CvatAttribute, CvatLabel

ROOT = "annotations"

OURS = "maskwright"
"""An element of <meta> with our class table (JSON, as classes.json of the native format)."""

_CHUNK = 2**18
_MAX_SHAPES = 1_000_000
"""Elements in one image: far beyond what anybody draws, far below what memory holds."""


@dataclass(slots=True)
class Element:
    """One shape or tag of an image.

    Attributes:
        name: box, polygon, mask, tag …
        values: XML attributes.
        line: where it begins in the file.
        attributes: (name, kind or None, text) of each <attribute> in it.
    """

    name: str
    values: dict[str, str]
    line: int
    attributes: list[tuple[str, str | None, str]] = field(default_factory=list)


@dataclass(slots=True)
class ImageElement:
    """One <image> with its shapes in the order of the file."""

    values: dict[str, str]
    line: int
    shapes: list[Element] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ClassTable:
    """The text of our own class table."""

    content: str


Found = ImageElement | CvatLabel | ClassTable


class _NotCvat(Exception):
    """The root is another: some other tool's XML."""


def is_cvat(stream: IO[bytes]) -> bool:
    """Whether a file's root is CVAT's; one too broken to tell counts, so that reading names why."""
    parser = _Parser("")
    try:
        parser.feed(stream.read(_CHUNK), is_last=False)
    except _NotCvat:
        return False
    except BadDataset:
        return True
    return parser.has_begun


def read_xml(stream: IO[bytes], path: str) -> Iterator[Found]:
    """What a file holds, in its order.

    Raises:
        BadDataset: no valid XML, a DOCTYPE, or tracks of a video.
    """
    parser = _Parser(path)
    num_read = 0
    try:
        while True:
            # Expat reads an unfinished tag again with every piece, so pieces grow with the tag.
            content = stream.read(max(_CHUNK, num_read - parser.position))
            num_read += len(content)
            parser.feed(content, is_last=not content)
            yield from parser.found
            parser.found.clear()
            if not content:
                return
    except _NotCvat:
        raise BadDataset(f"{path}: the root must be <{ROOT}>.", file=path) from None


class _Parser:
    """Expat's callbacks: where in the file we are, and what is complete."""

    def __init__(self, path: str) -> None:
        self.found: list[Found] = []
        self.has_begun = False  # whether the root was met
        self._path = path
        self._tags: list[str] = []
        self._text: list[str] | None = None
        self._image: ImageElement | None = None
        self._label: CvatLabel | None = None
        self._attribute: tuple[str, str | None] = ("", None)
        self._expat = expat.ParserCreate()
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._characters
        self._expat.StartDoctypeDeclHandler = self._doctype

    @property
    def position(self) -> int:
        """Bytes up to the tag that is not finished yet."""
        return max(self._expat.CurrentByteIndex, 0)

    def feed(self, content: bytes, *, is_last: bool) -> None:
        """Parse the next piece; complete things are in `found`."""
        try:
            self._expat.Parse(content, is_last)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            raise BadDataset(
                f"{self._path}, line {error.lineno}: no valid XML ({reason}). Export it again.",
                file=self._path,
            ) from error
        except (LookupError, ValueError) as error:
            raise BadDataset(
                f"{self._path}: its encoding cannot be read ({error}); save it as UTF-8.",
                file=self._path,
            ) from error

    def _doctype(self, *_: object) -> None:
        raise BadDataset(
            f"{self._path} has a DOCTYPE, which could declare entities; CVAT writes none. Remove it"
            " or export the file again.",
            file=self._path,
        )

    def _start(self, tag: str, values: dict[str, str]) -> None:
        tags, line = self._tags, self._expat.CurrentLineNumber
        tags.append(tag)
        self._text = []
        self.has_begun = True
        if len(tags) == 1:
            if tag != ROOT:
                raise _NotCvat
        elif len(tags) == 2 and tag == "track":
            raise BadDataset(
                f"{self._path}, line {line}: this is “CVAT for video”, with tracks. Export the task"
                " as “CVAT for images 1.1”, which has every frame for itself, and import that.",
                file=self._path,
            )
        elif len(tags) == 2 and tag == "image":
            self._image = ImageElement(values, line)
        elif self._image is not None:
            if len(tags) == 3:
                if len(self._image.shapes) >= _MAX_SHAPES:
                    raise BadDataset(
                        f"{self._path}, line {line}: over {_MAX_SHAPES} shapes in one image."
                    )
                self._image.shapes.append(Element(tag, values, line))
            elif len(tags) == 4 and tag == "attribute":
                self._attribute = (values.get("name", ""), values.get("kind"))
        elif tags[-2:] == ["labels", "label"]:
            self._label = CvatLabel()
        elif self._label is not None and tags[-2:] == ["attributes", "attribute"]:
            self._label.attributes.append(CvatAttribute())

    def _end(self, tag: str) -> None:
        content = "".join(self._text or ())
        self._text = None
        tags = self._tags
        if self._image is not None:
            if len(tags) == 2:
                self.found.append(self._image)
                self._image = None
            elif len(tags) == 4 and tag == "attribute":
                self._image.shapes[-1].attributes.append((*self._attribute, content))
        elif self._label is not None:
            self._end_in_label(tag, content)
        elif tags[1:] == ["meta", OURS]:
            self.found.append(ClassTable(content))
        tags.pop()

    def _end_in_label(self, tag: str, content: str) -> None:
        label, above = self._label, self._tags[-2]
        assert label is not None
        if above == "labels" and tag == "label":
            self.found.append(label)
            self._label = None
        elif above == "label" and tag in ("name", "color", "parent"):
            setattr(label, tag, content.strip())
        elif above == "attribute" and tag in ("name", "input_type", "default_value", "values"):
            setattr(label.attributes[-1], tag, content)

    def _characters(self, content: str) -> None:
        if self._text is not None:
            self._text.append(content)
