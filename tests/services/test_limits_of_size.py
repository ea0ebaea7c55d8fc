"""Each limit of a length, a count or a size: at the limit, and one step beyond."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from builders.record_builders import CHEAP, CLERK, DAY, Clock, a_record, a_setup

from gridcounter.core.record.journal import Kind
from gridcounter.core.validation.attachments import MOST_BYTES, MOST_BYTES_TOGETHER
from gridcounter.core.validation.passphrases import PassphraseRefused, check_passphrase
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.purging import Purging, set_rule
from gridcounter.services.files.zip_entries import unsafe_entries
from gridcounter.services.ledger.timeline import timeline
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.papers import attachments as module
from gridcounter.services.papers.attachments import Attachments

A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
MEGABYTE = 1024 * 1024


def a_pdf_of(size: int) -> bytes:
    head, tail = A_PDF[:9], A_PDF[9:]
    return head + b"%" + b" " * (size - len(A_PDF) - 2) + b"\n" + tail


# attachments


def test_a_file_may_have_twenty_megabytes_and_no_byte_more(tmp_path: Path) -> None:
    assert (MOST_BYTES, MOST_BYTES_TOGETHER) == (20 * MEGABYTE, 200 * MEGABYTE)
    (tmp_path / "largest.pdf").write_bytes(a_pdf_of(MOST_BYTES))
    (tmp_path / "larger.pdf").write_bytes(a_pdf_of(MOST_BYTES + 1))
    with a_record(tmp_path / "record") as record:
        attachments, application = Attachments(record, CLERK), Intake(record, CLERK).open(DAY)
        with pytest.raises(Refusal, match="超过 20 MB"):
            attachments.add(application, tmp_path / "larger.pdf", "施工图")
        attachments.add(application, tmp_path / "largest.pdf", "施工图")
        (kept,) = attachments.of(application)
        assert kept.size == MOST_BYTES


def test_all_of_one_application_may_come_to_the_limit_and_what_was_removed_counts_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_BYTES_TOGETHER", 1000)
    with a_record(tmp_path / "record") as record:
        attachments, intake = Attachments(record, CLERK), Intake(record, CLERK)
        one, other = intake.open(DAY), intake.open(DAY)
        first = attachments.add_content(one, a_pdf_of(400), "路径图")
        attachments.add_content(one, a_pdf_of(600), "施工图")
        with pytest.raises(Refusal, match="合计超过"):
            attachments.add_content(one, a_pdf_of(100), "照片")
        attachments.add_content(other, a_pdf_of(1000), "路径图")
        attachments.remove(first, "拿错了")
        with pytest.raises(Refusal, match="合计超过"):
            attachments.add_content(one, a_pdf_of(401), "照片")
        attachments.add_content(one, a_pdf_of(400), "照片")


def test_a_title_has_sixty_characters_after_its_spaces_were_put_in_order(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        attachments, application = Attachments(record, CLERK), Intake(record, CLERK).open(DAY)
        with pytest.raises(Refusal, match="60 字以内"):
            attachments.add_content(application, A_PDF, "长" * 61)
        attachments.add_content(application, A_PDF, f"  {'长' * 29}   {'长' * 30}\n")
        (kept,) = attachments.of(application)
        assert kept.title == f"{'长' * 29} {'长' * 30}"


# what is read from a file that came from somewhere


class BackupRow(zipfile.ZipFile):
    """Only what the entries say of themselves: nothing of this size is ever made."""

    def __init__(self, *sizes: tuple[int, int]) -> None:
        self._entries = []
        for place, (size, packed) in enumerate(sizes):
            entry = zipfile.ZipInfo(f"{place}.pdf")
            entry.file_size, entry.compress_size, entry.external_attr = size, packed, 0o100644 << 16
            self._entries.append(entry)
        self.fp = None

    def infolist(self) -> list[zipfile.ZipInfo]:
        return self._entries


@pytest.mark.parametrize(
    ("sizes", "text"),
    [
        ([(1, 1)] * 500, ""),
        ([(1, 1)] * 501, "文件太多（501 个）"),
        ([(21 * MEGABYTE, MEGABYTE)], ""),
        ([(21 * MEGABYTE + 1, MEGABYTE)], "0.pdf：解开后过大"),
        ([(64 * 1024, 1)], ""),
        ([(64 * 1024 + 1, 1)], "0.pdf：解开后过大"),
        ([(MEGABYTE, 10_486)], ""),
        ([(MEGABYTE, 10_485)], "0.pdf：解开后过大"),
        ([(20 * MEGABYTE, MEGABYTE)] * 13 + [(4 * MEGABYTE, MEGABYTE)], ""),
        ([(20 * MEGABYTE, MEGABYTE)] * 13 + [(4 * MEGABYTE + 1, MEGABYTE)], "总量过大"),
    ],
)
def test_a_bundle_or_package_is_unpacked_up_to_its_limits(sizes: list[tuple[int, int]], text: str) -> None:
    found = unsafe_entries(BackupRow(*sizes))

    assert [text in line for line in found] == ([True] if text else [])


# what is chosen at the first start


def test_a_passphrase_has_eight_characters() -> None:
    eight = "锅台雾桥蓝笔兔墙"
    check_passphrase(eight)
    with pytest.raises(PassphraseRefused, match="至少用 8 个字符"):
        check_passphrase(eight[1:])


@pytest.mark.parametrize(
    ("setup", "wrong"),
    [
        ({"code": "A"}, []),
        ({"code": "ABCD1234"}, []),
        ({"code": ""}, ["code"]),
        ({"code": "ABCD12345"}, ["code"]),
        ({"code": "jn1"}, ["code"]),
        ({"pin": "471108"}, []),
        ({"pin": "471"}, ["pin"]),
        ({"clerk": " ", "pin": ""}, ["clerk", "pin"]),
    ],
)
def test_what_the_first_start_takes(setup: dict[str, str], wrong: list[str]) -> None:
    try:
        a_setup(**setup).check()
        found: list[str] = []
    except WrongInput as refused:
        found = [problem.path for problem in refused.problems]  # type: ignore[attr-defined]

    assert found == wrong


def test_a_pin_of_four_and_one_of_eight_digits_identify(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        clerks = Clerks(record, cost=CHEAP)
        for name, pin in (("李四位", "0246"), ("孙八位", "02468024")):
            assert clerks.identify(clerks.add(CLERK, name, Role.CLERK, pin), pin).name == name


# what a line holds


@pytest.mark.parametrize(("count", "text"), [(6, ""), (7, "等 7 项")])
def test_a_line_of_the_timeline_names_six_fields(count: int, text: str, tmp_path: Path) -> None:
    fields = ("name", "phone", "contact", "address", "legal_representative", "id_number")
    with a_record(tmp_path / "record") as record:
        intake = Intake(record, CLERK)
        application = intake.open(DAY)
        for field in [*(f"applicant.{name}" for name in fields), "premises.address"][:count]:
            intake.save(application, {field: ("样例", None)})
        *_, last = timeline(record.journal.of(application), {})

    assert last.what.count("、") == 5
    assert last.what.endswith(text or "证件号码")


# purging


@pytest.mark.parametrize(("count", "entries"), [(2, [2]), (3, [2, 1]), (5, [2, 2, 1])])
def test_a_purge_goes_by_so_many_at_once_and_leaves_none_out(
    count: int, entries: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gridcounter.services.custody.purging.AT_ONCE", 2)
    lines: list[tuple[int, int]] = []
    with a_record(tmp_path / "record", Clock()) as record:
        set_rule(record, CLERK, 12, "测试期限表", DAY)
        for _ in range(count):
            Closing(record, CLERK).close(Intake(record, CLERK).open(DAY), "connected", DAY, DAY)
        later = DAY.replace(year=2027)

        purging = Purging(record, CLERK)
        done = purging.purge(purging.look(later, later), later, lambda at, of: lines.append((at, of)))

        said = [entry.payload for entry in record.journal.all() if entry.kind == Kind.RECORDS_PURGED]
        assert [one["count"] for one in said if one is not None] == entries
        assert (done.count, len(done.refs)) == (count, len(entries))
        assert lines == [(first, count) for first in range(0, count, 2)]
        assert purging.look(later, later).due == ()
