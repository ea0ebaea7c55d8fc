"""Attachments of an application: recognised by contents, encrypted on disk, returned byte for byte."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from builders.record_builders import CLERK, DAY, a_record, opened
from PIL import Image

from gridcounter.core.validation import attachments as limits
from gridcounter.core.validation.attachments import FileType
from gridcounter.errors import Refusal
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.files.examination import EXAMINER
from gridcounter.services.files.pictures import small_picture
from gridcounter.services.papers import attachments as module
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.record.record import Record

A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def a_picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), orientation: int = 1) -> bytes:
    target = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", size, "#0A6A57").save(target, kind, exif=exif)
    return target.getvalue()


def a_zip() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("run.bat", "echo")
    return target.getvalue()


def a_png_bomb() -> bytes:
    """A header that promises more pixels than anybody needs."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", 30000, 30000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@contextmanager
def a_session(folder: Path) -> Iterator[tuple[Record, Attachments, str]]:
    with a_record(folder / "record") as record:
        application = Intake(record, CLERK).open(DAY, {"case.locality": "jining"})
        yield record, Attachments(record, CLERK), application


def saved(folder: Path, content: bytes, name: str = "某某.pdf") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "kind"),
    [(A_PDF, FileType.PDF), (a_picture(), FileType.JPEG), (a_picture("PNG"), FileType.PNG)],
    ids=["pdf", "jpeg", "png"],
)
def test_a_file_is_what_its_content_says_and_comes_back_byte_for_byte(
    tmp_path: Path, content: bytes, kind: FileType
) -> None:
    with a_session(tmp_path) as (_, attachments, application):
        ref = attachments.add(application, saved(tmp_path, content, "名不副实.txt"), "路径图")
        (one,) = attachments.of(application)
        assert (one.ref, one.type, one.title, one.size) == (ref, kind, "路径图", len(content))
        assert attachments.content(ref) == content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "不是 PDF、JPEG 或 PNG"),
        (b"MZ" + A_PDF, "不是 PDF、JPEG 或 PNG"),
        (a_zip(), "不是 PDF、JPEG 或 PNG"),
        (b"GIF89a" + bytes(64), "不是 PDF、JPEG 或 PNG"),
        (A_PDF[:-8], "不完整"),
        (a_picture()[:200], "不完整"),
        (a_picture("PNG")[:-20], "不完整"),
        (a_picture("PNG")[:60] + bytes(40) + a_picture("PNG")[100:], "不完整"),
        (A_PDF + a_zip(), "夹带|不完整"),
        (a_picture() + a_zip(), "夹带"),
        (a_picture("PNG") + b"more", "夹带"),
        (a_picture()[:2] + b"\xff\xfe\x00\x10%PDF-1.4 hidden"[:18] + a_picture()[2:], "夹带"),
        (a_png_bomb(), "尺寸太大"),
    ],
    ids=[
        "empty", "program", "zip", "gif", "half a pdf", "half a jpeg", "half a png", "broken png", "pdf and zip",
        "jpeg and zip", "png and more", "jpeg and pdf", "bomb",
    ],
)  # fmt: skip
def test_what_is_no_attachment_is_refused_and_nothing_is_kept(tmp_path: Path, content: bytes, said: str) -> None:
    with a_session(tmp_path) as (record, attachments, application):
        before = record.journal.count()
        with pytest.raises(Refusal, match=said):
            attachments.add(application, saved(tmp_path, content, "路径图.pdf"), "路径图")
        assert attachments.of(application) == ()
        assert record.journal.count() == before


def test_a_photograph_with_the_notes_of_a_camera_behind_it_is_taken(tmp_path: Path) -> None:
    with a_session(tmp_path) as (_, attachments, application):
        content = a_picture() + b"SEFH" + bytes(64) + b"SEFT"
        assert attachments.content(attachments.add_content(application, content, "现场照片")) == content


def test_no_byte_of_an_attachment_lies_readable_on_the_disk(tmp_path: Path) -> None:
    secret = b"%PDF-1.4\n% a sentence that nobody else may read\nstartxref\n9\n%%EOF\n"
    with a_session(tmp_path) as (_, attachments, application):
        ref = attachments.add_content(application, secret, "营业执照")
        EXAMINER.examine(attachments.content(ref), FileType.PDF)
    on_disk = [path.read_bytes() for path in (tmp_path / "record").rglob("*") if path.is_file()]
    assert on_disk
    assert not any(b"nobody else may read" in content for content in on_disk)


def test_one_file_and_all_of_them_together_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_session(tmp_path) as (_, attachments, application):
        large = saved(tmp_path, A_PDF + bytes(limits.MOST_BYTES))
        with pytest.raises(Refusal, match="超过 20 MB"):
            attachments.add(application, large, "施工图")
        monkeypatch.setattr(module, "MOST_BYTES_TOGETHER", len(A_PDF) + 10)
        attachments.add_content(application, A_PDF, "施工图")
        with pytest.raises(Refusal, match="合计超过"):
            attachments.add_content(application, a_picture(), "照片")


def test_the_same_file_is_not_attached_twice_but_again_after_it_was_removed(tmp_path: Path) -> None:
    with a_session(tmp_path) as (_, attachments, application):
        ref = attachments.add_content(application, A_PDF, "路径图")
        with pytest.raises(Refusal, match="已经作为“路径图”添加过"):
            attachments.add_content(application, A_PDF, "施工图")
        attachments.remove(ref, "拿错了")
        again = attachments.add_content(application, A_PDF, "施工图")
        assert [one.ref for one in attachments.of(application)] == [again]
        assert attachments.content(ref) == A_PDF


def test_removing_needs_a_reason_and_happens_once(tmp_path: Path) -> None:
    with a_session(tmp_path) as (_, attachments, application):
        ref = attachments.add_content(application, A_PDF, "路径图")
        with pytest.raises(Refusal, match="为什么移除"):
            attachments.remove(ref, " ")
        attachments.remove(ref, "拿错了")
        with pytest.raises(Refusal, match="已经移除"):
            attachments.remove(ref, "再移一次")


@pytest.mark.parametrize("title", ["", "  ", "长" * 61])
def test_an_attachment_has_a_name_of_bearable_length(tmp_path: Path, title: str) -> None:
    with a_session(tmp_path) as (_, attachments, application), pytest.raises(Refusal, match="附件名称"):
        attachments.add_content(application, A_PDF, title)


def test_a_signed_copy_names_a_paper_of_the_same_application(tmp_path: Path) -> None:
    with a_session(tmp_path) as (record, attachments, application):
        made = Issue("commitment_filing", A_PDF, "c", "1", "1")
        issued = Intake(record, CLERK).issue(application, made)
        ref = attachments.add_content(application, a_picture(), "签章件", issued.ref)
        assert attachments.get(ref).paper == issued.ref
        other = Intake(record, CLERK).open(DAY, {})
        with pytest.raises(Refusal, match="没有出过这份文书"):
            attachments.add_content(other, a_picture("PNG"), "签章件", issued.ref)


def test_a_thumbnail_is_small_and_stands_upright() -> None:
    found = EXAMINER.examine(a_picture(size=(800, 400), orientation=6), FileType.JPEG)
    assert found.picture is not None
    assert (found.picture.width, found.picture.height) == (112, 224)
    assert found.picture.rgb[:3] == Image.open(BytesIO(a_picture())).tobytes()[:3]


@pytest.mark.parametrize(("orientation", "red"), [(1, (0, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1))])
def test_a_picture_is_rotated_as_the_camera_was_held(orientation: int, red: tuple[int, int]) -> None:
    """The quarter that is red above on the left as it is stored, and where it is to be seen."""
    stored, exif, target = Image.new("RGB", (80, 80), "white"), Image.Exif(), BytesIO()
    stored.paste("red", (0, 0, 40, 40))
    exif[0x0112] = orientation
    stored.save(target, "PNG", exif=exif)

    seen = small_picture(target.getvalue(), FileType.PNG, 40)
    found = [(x, y) for x in (0, 1) for y in (0, 1) if seen.getpixel((10 + 20 * x, 10 + 20 * y)) == (255, 0, 0)]

    assert found == [red]


def test_a_lost_attachment_is_named_and_counts_as_damage(tmp_path: Path) -> None:
    with a_session(tmp_path) as (record, attachments, application):
        ref = attachments.add_content(application, A_PDF, "路径图")
        record.write(lambda stores: stores.archive.db.execute("DELETE FROM bytes"))
        with pytest.raises(Refusal, match="附件“路径图”在存档里缺失"):
            attachments.content(ref)
        assert any("附件" in line for line in record.damage())


def test_attachments_are_there_after_the_tables_were_rebuilt(tmp_path: Path) -> None:
    with a_session(tmp_path) as (_, attachments, application):
        attachments.add_content(application, A_PDF, "路径图")
        before = attachments.of(application)
    with opened(tmp_path / "record") as record:
        assert record.rebuild().changed == ()
        assert Attachments(record, CLERK).of(application) == before
