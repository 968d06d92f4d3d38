"""Archives: the same bytes for the same content, and nothing harmful comes in."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest

from labeling.errors import BadDataset
from labeling.formats.archives import (
    FolderReader,
    FolderWriter,
    ZipReader,
    ZipWriter,
    find_file,
    reader_of,
    writer_to,
)
from labeling.formats.limits import Limits


class Pipe(io.RawIOBase):
    """A target that can only be written to, as a response to a browser is."""

    def __init__(self) -> None:
        self.content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, chunk: object) -> int:
        self.content += bytes(chunk)
        return len(bytes(chunk))


def fill(writer: ZipWriter | FolderWriter) -> None:
    writer.write("a/straße 1.json", b"{}" * 1000)
    with writer.open("list.txt") as file:
        file.write(b"one\n")
        file.write(b"two\n")
    writer.write("images/x.png", b"\x89PNG")
    writer.close()


def zip_of(*members: tuple[zipfile.ZipInfo | str, bytes]) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members:
            packed.writestr(name, content)
    return target


def test_what_was_written_is_read_back_from_zip_and_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "set.zip", tmp_path / "set"):
        with writer_to(path) as writer:
            fill(writer)
        with reader_of(path) as reader:
            assert reader.names() == ("a/straße 1.json", "images/x.png", "list.txt")
            assert reader.read("list.txt") == b"one\ntwo\n"
            with reader.open("images/x.png") as file:
                assert file.read(2) == b"\x89P"
                file.seek(0)
                assert file.read() == b"\x89PNG"
            assert reader.exists("list.txt")
            assert not reader.exists("a")
            with pytest.raises(BadDataset, match=r"b\.txt is missing"):
                reader.read("b.txt")


def test_zips_are_the_same_bytes_every_time_and_say_utf_8() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    fill(ZipWriter(first))
    fill(ZipWriter(second))
    assert first.getvalue() == second.getvalue()
    with zipfile.ZipFile(first) as packed:
        member = packed.getinfo("a/straße 1.json")
        assert member.flag_bits & 0x800
        assert member.date_time == (1980, 1, 1, 0, 0, 0)
        assert member.compress_type == zipfile.ZIP_DEFLATED
        assert packed.getinfo("images/x.png").compress_type == zipfile.ZIP_STORED


def test_zips_stream_into_targets_that_cannot_seek() -> None:
    pipe = Pipe()
    fill(ZipWriter(pipe))
    assert ZipReader(io.BytesIO(bytes(pipe.content))).read("list.txt") == b"one\ntwo\n"


@pytest.mark.parametrize("name", ["../a", "/a", "a//b", "a/./b", "C:/a", "", "a\\b", "a\0b"])
def test_exports_never_write_outside_their_folder(tmp_path: Path, name: str) -> None:
    for writer in (FolderWriter(tmp_path / "set"), ZipWriter(io.BytesIO())):
        with pytest.raises(BadDataset, match="name"):
            writer.write(name, b"")
    assert list((tmp_path / "set").iterdir()) == []
    assert not (tmp_path / "a").exists()


def test_exports_never_write_a_name_twice(tmp_path: Path) -> None:
    for writer in (FolderWriter(tmp_path), ZipWriter(io.BytesIO())):
        writer.write("a", b"1")
        with pytest.raises(BadDataset, match="a twice"):
            writer.write("a", b"2")


@pytest.mark.parametrize("name", ["../a.png", "/etc/passwd", "a/../../b", "C:\\a.png"])
def test_names_that_lead_outside_are_refused(name: str) -> None:
    with pytest.raises(BadDataset, match="name"):
        ZipReader(zip_of((name, b"")))


def test_links_are_refused_in_zips_and_folders(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("images/a.png")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(BadDataset, match=r"images/a\.png is a link"):
        ZipReader(zip_of((link, b"/etc/passwd")))
    (tmp_path / "a.png").symlink_to("/etc/passwd")
    with pytest.raises(BadDataset, match=r"a\.png is a link"):
        FolderReader(tmp_path)


@pytest.mark.parametrize("name", ["inner.zip", "a/b.tar.gz", "b.7z"])
def test_archives_inside_archives_are_refused(name: str) -> None:
    with pytest.raises(BadDataset, match="archive inside"):
        ZipReader(zip_of((name, b"")))


def test_zips_that_unpack_to_too_much_are_refused() -> None:
    bomb = zip_of(("a.json", b"0" * 200_000))
    small = Limits(ratio=100, ratio_from_bytes=1000)
    with pytest.raises(BadDataset, match="over 100 times"):
        ZipReader(bomb, small)
    with pytest.raises(BadDataset, match="unpacks to 200000 bytes; at most 100000"):
        ZipReader(bomb, Limits(member_bytes=100_000))
    two = zip_of(("a.json", b"0" * 60), ("b.json", b"0" * 60))
    with pytest.raises(BadDataset, match="unpacks to 120 bytes; at most 100"):
        ZipReader(two, Limits(total_bytes=100))
    with pytest.raises(BadDataset, match="2 files; at most 1"):
        ZipReader(two, Limits(members=1))
    ZipReader(bomb)


def test_folders_of_too_many_files_are_refused(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).touch()
    with pytest.raises(BadDataset, match="2 files; at most 1"):
        FolderReader(tmp_path, Limits(members=1))


def test_a_size_that_lies_is_not_believed() -> None:
    honest = zip_of(("a.json", b"0" * 5000)).getvalue()
    # The unpacked size, in the local header and in the list of members, says 50 instead of 5000.
    lying = honest.replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    assert lying != honest
    with pytest.raises(BadDataset, match=r"a\.json is damaged"):
        ZipReader(io.BytesIO(lying)).read("a.json")


def test_damage_is_said_with_the_name() -> None:
    packed = bytearray(zip_of(("a.json", bytes(range(256)))).getvalue())
    packed[60] ^= 255
    with pytest.raises(BadDataset, match=r"a\.json"):
        ZipReader(io.BytesIO(bytes(packed))).read("a.json")
    with pytest.raises(BadDataset, match="not a readable zip"):
        ZipReader(io.BytesIO(b"PK\x03\x04 cut off"))


def test_encrypted_members_and_names_that_occur_twice_are_refused() -> None:
    packed = bytearray(zip_of(("a.json", b"{}")).getvalue())
    packed[packed.rindex(b"PK\x01\x02") + 8] |= 1  # general purpose flag, bit 0
    with pytest.raises(BadDataset, match="encrypted"):
        ZipReader(io.BytesIO(bytes(packed)))
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = zip_of(("a.json", b"1"), ("a.json", b"2"))
    with pytest.raises(BadDataset, match=r"a\.json twice"):
        ZipReader(twice)


def test_what_file_managers_leave_behind_is_skipped(tmp_path: Path) -> None:
    names = ["__MACOSX/._a.png", "a.png", "sub/.DS_Store", "Thumbs.db", "sub/"]
    assert ZipReader(zip_of(*((name, b"") for name in names))).names() == ("a.png",)


def test_names_of_careless_zip_tools_are_read_as_meant() -> None:
    unflagged = zip_of(("straXe\\a.png", b"1")).getvalue()
    # "ß" as two bytes of UTF-8 in place of "X" would change the length; "ö" replaces two letters.
    unflagged = unflagged.replace(b"raXe", "röe".encode())
    assert ZipReader(io.BytesIO(unflagged)).names() == ("ströe/a.png",)


def test_neither_folder_nor_zip_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadDataset, match="does not exist"), reader_of(tmp_path / "x"):
        pass
    (tmp_path / "x.zip").write_bytes(b"text")
    with pytest.raises(BadDataset, match="not a readable zip"), reader_of(tmp_path / "x.zip"):
        pass


def test_the_file_that_lies_highest_is_found() -> None:
    packed = zip_of(("a/b/classes.json", b""), ("set/classes.json", b""), ("set/x", b""))
    assert find_file(ZipReader(packed), "classes.json") == "set/classes.json"
    assert find_file(ZipReader(packed), "classes.txt") is None
