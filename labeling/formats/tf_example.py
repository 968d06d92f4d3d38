"""tf.train.Example and the label map, as messages of the protobuf library; no TensorFlow needed.

Sources: tensorflow/core/example/example.proto and feature.proto; tensorflow/models,
research/object_detection/protos/string_int_label_map.proto.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message, message_factory, text_format

from labeling.errors import BadDataset

Features = Mapping[str, Sequence[bytes] | Sequence[int] | Sequence[float]]
"""Key to its list of values, all of one kind."""

_FIELD = descriptor_pb2.FieldDescriptorProto
_KINDS = {"bytes_list": _FIELD.TYPE_BYTES, "float_list": _FIELD.TYPE_FLOAT,
          "int64_list": _FIELD.TYPE_INT64}  # fmt: skip
_KIND_OF = {bytes: "bytes_list", float: "float_list", int: "int64_list"}
_PACKAGE = "maskwright"


def encode(features: Features) -> bytes:
    """An Example with these features; the same features give the same bytes."""
    example = _EXAMPLE()
    for key, values in features.items():
        feature = example.features.feature[key]
        if values:
            getattr(feature, _KIND_OF[type(values[0])]).value.extend(values)
    content: bytes = example.SerializeToString(deterministic=True)
    return content


def decode(content: bytes, place: str) -> dict[str, list[Any]]:
    """The features of an Example.

    Raises:
        BadDataset: the bytes are none.
    """
    example = _EXAMPLE()
    try:
        example.ParseFromString(content)
    except (message.DecodeError, ValueError, RecursionError) as error:
        raise BadDataset(
            f"{place}: no tf.train.Example ({error}); write the file again."
        ) from error
    found = {}
    for key, feature in example.features.feature.items():
        kind = feature.WhichOneof("kind")
        found[str(key)] = list(getattr(feature, kind).value) if kind else []
    return found


def label_map_text(names: Mapping[int, str]) -> bytes:
    """label_map.pbtxt."""
    table = _LABEL_MAP()
    for number, name in sorted(names.items()):
        table.item.add(id=number, name=name)
    text: str = text_format.MessageToString(table, as_utf8=True)
    return text.encode()


def read_label_map(content: bytes, path: str) -> dict[int, str]:
    """Names by number; `display_name` where there is one.

    Raises:
        BadDataset: no label map, or one with a number twice or without name.
    """
    table = _LABEL_MAP()
    try:
        text_format.Parse(content.decode("utf-8-sig"), table, allow_unknown_field=True)
    except (text_format.ParseError, ValueError, RecursionError) as error:
        raise BadDataset(
            f'{path} is no label map ({error}); expected item {{ id: 1 name: "car" }}.', file=path
        ) from error
    names: dict[int, str] = {}
    for number, name in _items(table):
        if number in names or not name or not 0 <= number < 2**31:
            raise BadDataset(
                f"{path}: the item {number} ({name[:80]!r}) is there twice, or has no name or a"
                " number below 0.",
                file=path,
            )
        names[number] = name
    return names


def _items(table: Any) -> Iterator[tuple[int, str]]:
    for item in table.item:
        yield item.id, (item.display_name or item.name).strip()


def _field(name: str, number: int, kind: int, type_name: str = "", *, many: bool = False) -> Any:
    label = _FIELD.LABEL_REPEATED if many else _FIELD.LABEL_OPTIONAL
    field = _FIELD(name=name, number=number, type=kind, label=label)
    if type_name:
        field.type_name = f".{_PACKAGE}.{type_name}"
    return field


def _messages() -> tuple[Any, Any]:
    """The two message classes, from descriptors in a pool of their own."""
    file = descriptor_pb2.FileDescriptorProto(
        name="maskwright/tf_example.proto", package=_PACKAGE, syntax="proto3"
    )
    feature = descriptor_pb2.DescriptorProto(name="Feature")
    feature.oneof_decl.add(name="kind")
    for number, (name, kind) in enumerate(_KINDS.items(), start=1):
        type_name = name.title().replace("_", "")
        file.message_type.add(name=type_name, field=[_field("value", 1, kind, many=True)])
        member = _field(name, number, _FIELD.TYPE_MESSAGE, type_name)
        member.oneof_index = 0
        feature.field.append(member)
    file.message_type.append(feature)
    features = file.message_type.add(name="Features")
    entry = features.nested_type.add(name="FeatureEntry")
    entry.field.append(_field("key", 1, _FIELD.TYPE_STRING))
    entry.field.append(_field("value", 2, _FIELD.TYPE_MESSAGE, "Feature"))
    entry.options.map_entry = True
    features.field.append(
        _field("feature", 1, _FIELD.TYPE_MESSAGE, "Features.FeatureEntry", many=True)
    )
    file.message_type.add(
        name="Example", field=[_field("features", 1, _FIELD.TYPE_MESSAGE, "Features")]
    )
    item = file.message_type.add(name="Item")
    item.field.append(_field("name", 1, _FIELD.TYPE_STRING))
    item.field.append(_field("id", 2, _FIELD.TYPE_INT32))
    item.field.append(_field("display_name", 3, _FIELD.TYPE_STRING))
    file.message_type.add(
        name="LabelMap", field=[_field("item", 1, _FIELD.TYPE_MESSAGE, "Item", many=True)]
    )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    example, label_map = (
        message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.{name}"))
        for name in ("Example", "LabelMap")
    )
    return example, label_map


_EXAMPLE, _LABEL_MAP = _messages()
