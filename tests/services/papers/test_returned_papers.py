"""A file returned by a sealing program is recognised by its beginning; a rewritten one is reported as such."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from builders.paper_builders import an_application, as_pdf, built
from builders.record_builders import CLERK, DAY, Clock, a_record
from builders.seals import sealed
from pypdf import PdfReader, PdfWriter

from gridcounter.core.record.journal import Kind
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.papers.returned_papers import NotKnownAgain, is_rewritten, known_again
from gridcounter.store.papers import IssuedPaper, PaperStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gridcounter.services.record.record import Record

FORMS = built(an_application("jining"))
NOTICE, OTHER = (as_pdf(FORMS[paper].model) for paper in ("one_time_notice", "info_sheet"))


def written_anew(document: bytes) -> bytes:
    target = BytesIO()
    PdfWriter(clone_from=PdfReader(BytesIO(document))).write(target)
    return target.getvalue()


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with a_record(tmp_path / "record", Clock()) as opened:
        intake = Intake(opened, CLERK)
        application = intake.open(DAY, {"applicant.name": "样例面馆", "case.locality": "jining"})
        intake.issue(application, Issue("one_time_notice", NOTICE, "c", "1", "1"), Kind.NOTICE_ISSUED)
        intake.issue(application, Issue("info_sheet", OTHER, "d", "1", "1"))
        yield opened


@pytest.mark.parametrize("seals", [0, 1, 2])
def test_a_paper_is_known_under_its_seals(record: Record, seals: int) -> None:
    content = NOTICE
    for field in ("seal-office", "sign-applicant")[:seals]:
        content = sealed(content, field)

    found = known_again(record, content)

    assert found is not None
    assert (found.paper.paper, found.own, found.seals) == ("one_time_notice", len(NOTICE), seals)
    assert found.added == len(content) - len(NOTICE)
    assert ("逐字节相同，里面没有电子签章" in found.text) == (not seals)
    assert (f"后面有 {seals} 处电子签章（这里不核对真假）" in found.text) == bool(seals)


def test_bytes_that_an_applicant_wrote_like_a_seal_are_vouched_for_by_nobody(record: Record) -> None:
    """The desk was told of an electronic seal, and not that nobody had looked whether it is one."""
    found = known_again(record, NOTICE + b"% /ByteRange [0 0 0 0]\n%%EOF\n")

    assert found is not None
    assert found.text.endswith("（这里不核对真假）")


def test_something_that_is_no_seal_is_not_called_one(record: Record) -> None:
    found = known_again(record, NOTICE + b"% a note\n%%EOF\n")

    assert found is not None
    assert found.text.endswith("有追加的内容，没有找到电子签章")


@pytest.mark.parametrize("paper", ["written anew", "of somebody else", "one letter changed"])
def test_what_was_rewritten_is_called_that_and_no_forgery(record: Record, paper: str) -> None:
    content = {
        "written anew": written_anew(NOTICE),
        "of somebody else": as_pdf(FORMS["acceptance_receipt"].model),
        "one letter changed": NOTICE.replace(b"gridcounter<", b"gridcounter<"[::-1], 1) + b"gridcounter",
    }[paper]

    assert known_again(record, content) is None
    assert is_rewritten(content)
    said = str(NotKnownAgain(rewritten=True))
    assert "重写过" in said
    assert "伪造" not in said


def test_a_scan_is_no_paper_rewritten(record: Record) -> None:
    for content in (b"%PDF-1.4 scan %%EOF", b"\x89PNG gridcounter"):
        assert known_again(record, content) is None
        assert not is_rewritten(content)
    assert "扫描件" in str(NotKnownAgain(rewritten=False))


class Counting:
    """SHA-256 that counts the bytes it is fed."""

    fed = 0
    real = hashlib.sha256

    def __init__(self, content: bytes = b"") -> None:
        self._real = Counting.real()
        self.update(content)

    def update(self, content: bytes | memoryview) -> None:
        Counting.fed += len(content)
        self._real.update(content)

    def hexdigest(self) -> str:
        return self._real.hexdigest()


def test_a_file_of_nothing_but_ends_is_read_once(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole file was digested for each end: 100 KB held the window for seconds, 20 MB would have for days."""
    content = b"%PDF-1.4\n" + b"%%EOF\n" * 20_000
    asked: list[str] = []

    def unknown(_: PaperStore, digest: str) -> list[IssuedPaper]:
        asked.append(digest)
        return []

    monkeypatch.setattr(PaperStore, "of_bytes", unknown)
    monkeypatch.setattr("gridcounter.services.papers.returned_papers.hashlib.sha256", Counting)
    assert known_again(record, content) is None
    assert Counting.fed == len(content)
    assert len(asked) <= 2 * 500 + 1


def test_a_paper_is_known_however_much_was_added(record: Record) -> None:
    found = known_again(record, NOTICE + b"%%EOF\n" * 2_000)
    assert found is not None
    assert found.own == len(NOTICE)
