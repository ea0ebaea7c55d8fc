"""The record for services: created whole or not at all, opened or refused in one sentence, written by one thread."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, PDF, Clock, a_record, a_setup, opened

from gridcounter.core.record.journal import Kind
from gridcounter.core.validation.passphrases import PassphraseRefused
from gridcounter.errors import Fault, GridcounterError, WrongInput
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.record.first_start import FolderNotEmpty, RecordExists
from gridcounter.services.record.opening import NoRecord, create_record, lies_in, open_record
from gridcounter.services.record.record import Record
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.keys import KEYS_FILE, KeysDamaged, WrongPassphrase
from gridcounter.store.custody.places import OnNetworkShare
from gridcounter.store.database import RECORD_FILE, RecordDamaged, RecordMissing
from gridcounter.store.instance import RecordInUse
from gridcounter.store.journal.validators.entries import AlreadyAccepted, ApplicationNotFound, ChangedElsewhere
from gridcounter.store.papers import PAPERS_FILE, PaperDamaged
from gridcounter.store.queries.applications import as_contract
from gridcounter.store.writer import WriterClosed

NOTICE = Issue("one_time_notice", PDF, "content", "1", "2026-01")


def files_open_in(folder: Path) -> list[str]:
    return [file.path for file in psutil.Process().open_files() if file.path.startswith(str(folder))]


def an_accepted_application(record: Record) -> str:
    intake = Intake(record, CLERK)
    application = intake.open(DAY, {"applicant.name": "李四"})
    intake.receive(application, DAY)
    intake.accept(application, DAY)
    return application


def test_a_new_record_holds_its_office_and_first_clerk_and_opens_again(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "record"
    record, code = create_record(folder, PASSPHRASE, a_setup(), cost=CHEAP, clock=Clock())
    record.close()

    with opened(folder) as again:
        assert [entry.kind for entry in again.journal.all()] == [Kind.OFFICE_SET, Kind.CLERK_ADDED]
        assert again.applications.office()["place"] == "jining"
        assert again.verify().sound
    recovered = open_record(folder, code, recovery=True)
    recovered.close()
    assert files_open_in(tmp_path) == []
    assert sorted(path.name for path in folder.iterdir()) == ["papers.db", "record.db", "record.keys", "record.lock"]
    assert sorted(path.name for path in folder.parent.iterdir()) == ["record"]


def test_a_pin_is_kept_as_its_hash_only(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        text = "".join(entry.written or "" for entry in record.journal.all())

        assert "$argon2id$" in text
        assert '"471108"' not in text


def test_all_that_is_wrong_with_a_setup_is_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(WrongInput) as wrong:
        create_record(tmp_path / "record", PASSPHRASE, a_setup(code="济-1", clerk=" ", pin="123"), cost=CHEAP)

    assert [line.split("：")[0] for line in wrong.value.lines] == ["code", "clerk", "pin"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("passphrase", ["short", "12345678", "测试大厅2026年"])
def test_a_passphrase_that_is_easy_to_guess_leaves_nothing(tmp_path: Path, passphrase: str) -> None:
    with pytest.raises(PassphraseRefused):
        create_record(tmp_path / "record", passphrase, a_setup(), cost=CHEAP)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "where",
    [
        "gridcounter.store.custody.keys.replace_file",
        "gridcounter.store.stores.migrate",
        "gridcounter.store.stores.PaperArchive",
        "gridcounter.services.record.opening.first_acts",
        "gridcounter.services.record.first_start.place_folder",
        "gridcounter.services.record.opening.open_to_read",
    ],
)
@pytest.mark.parametrize("error", [OSError("disk"), KeyboardInterrupt()])
def test_a_record_that_fails_midway_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, error: BaseException
) -> None:
    def fail(*_: Any, **__: Any) -> None:  # noqa: ANN401
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(where, fail)
        with pytest.raises((Fault, KeyboardInterrupt, OSError)):
            create_record(tmp_path / "record", PASSPHRASE, a_setup(), cost=CHEAP)

    assert list(tmp_path.iterdir()) == []
    assert files_open_in(tmp_path) == []
    with a_record(tmp_path / "record") as record:
        assert record.verify().sound


def test_a_folder_with_a_record_or_anything_else_is_never_written_over(tmp_path: Path) -> None:
    folder, other, file = tmp_path / "record", tmp_path / "other", tmp_path / "file"
    with a_record(folder):
        pass
    other.mkdir()
    (other / "letter.txt").write_text("x", "utf-8")
    file.write_text("x", "utf-8")
    before = {path: path.read_bytes() for path in folder.iterdir()}

    for taken, wrong in ((folder, RecordExists), (other, FolderNotEmpty), (file, FolderNotEmpty)):
        with pytest.raises(wrong):
            create_record(taken, PASSPHRASE, a_setup(), cost=CHEAP)
    (folder / RECORD_FILE).unlink()
    with pytest.raises(RecordExists):  # its keys may be needed for a backup
        create_record(folder, PASSPHRASE, a_setup(), cost=CHEAP)

    del before[folder / RECORD_FILE]
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    with pytest.raises(RecordMissing, match="不要新建台账"):
        open_record(folder, PASSPHRASE)


def test_an_empty_folder_may_become_a_record(tmp_path: Path) -> None:
    with a_record(tmp_path) as record:
        assert record.verify().sound


def test_each_way_of_not_opening_has_its_own_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    with a_record(folder), pytest.raises(RecordInUse, match="已经打开（电脑"):
        open_record(folder, PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        open_record(folder, "不是这个口令呀呀")
    with pytest.raises(NoRecord, match="先建立台账"):
        open_record(tmp_path / "elsewhere", PASSPHRASE)
    with pytest.raises(OnNetworkShare):
        open_record(Path("\\\\server\\share"), PASSPHRASE)

    for name, wrong in ((RECORD_FILE, RecordDamaged), (PAPERS_FILE, RecordDamaged), (KEYS_FILE, KeysDamaged)):
        copy = tmp_path / name
        shutil.copytree(folder, copy)
        content = bytearray((copy / name).read_bytes())
        content[40] ^= 1
        (copy / name).write_bytes(content)
        with pytest.raises(wrong, match=name):
            open_record(copy, PASSPHRASE)
        (copy / name).write_bytes((folder / name).read_bytes())
        with opened(copy) as record:  # and nothing stayed locked or open
            assert record.verify().sound
    (folder / KEYS_FILE).unlink()
    with pytest.raises(KeysDamaged, match="缺失"):
        open_record(folder, PASSPHRASE)
    assert files_open_in(tmp_path) == []


def test_an_empty_file_does_not_open_as_a_record_in_which_nothing_happened(tmp_path: Path) -> None:
    with a_record(tmp_path / "record"):
        pass
    (tmp_path / "record" / RECORD_FILE).write_bytes(b"")

    with pytest.raises(RecordDamaged):
        open_record(tmp_path / "record", PASSPHRASE)
    assert (tmp_path / "record" / RECORD_FILE).read_bytes() == b""


def test_an_application_goes_from_the_first_field_to_a_delivered_paper(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        intake = Intake(record, CLERK)
        application = an_accepted_application(record)
        name = record.applications.fields(application)["applicant.name"].value
        intake.save(application, {"applicant.contact": ("李五", None), "premises.address": ("某路 1 号", None)})
        with pytest.raises(ChangedElsewhere):
            intake.save(application, {"applicant.contact": ("李六", None)})
        intake.enter_official_number(application, "3700")
        issued = intake.issue(application, NOTICE)
        intake.deliver(application, issued.ref, "in_person")

        text, row = as_contract(record.applications.fields(application)), record.applications.get(application)
        assert (text["applicant"], text["premises"]) == (
            {"name": name, "contact": "李五"},
            {"address": "某路 1 号"},
        )
        assert (row.official_number, row.received_on) == ("3700", "2026-09-21")
        code = row.short_code
        ((paper, content),) = record.handed_out(code.lower())
        assert (paper.ref, paper.version, content) == (issued.ref, 1, PDF)
        assert paper.delivered_at is not None
        assert record.rebuild().changed == ()
        with pytest.raises(AlreadyAccepted):
            intake.accept(application, DAY)


def test_a_paper_issued_again_is_the_next_version(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        intake, application = Intake(record, CLERK), an_accepted_application(record)
        first = intake.issue(application, NOTICE)
        again = Issue("one_time_notice", PDF + b"2", "c2", "1", "1", replaces=first.ref)
        intake.issue(application, again, Kind.NOTICE_ISSUED)

        assert [(paper.version, paper.replaces) for paper in record.papers.of(application)] == [
            (1, None),
            (2, first.ref),
        ]


def test_a_paper_without_an_application_is_refused(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        with pytest.raises(ApplicationNotFound):
            Intake(record, CLERK).issue("nobody", NOTICE)
        assert record.verify().sound


def test_a_paper_gone_from_the_archive_is_reported_and_not_left_out(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        application = an_accepted_application(record)
        issued = Intake(record, CLERK).issue(application, NOTICE)
    (tmp_path / "record" / PAPERS_FILE).unlink()

    with opened(tmp_path / "record") as record:
        assert not record.verify().sound
        assert issued.ref in record.verify().damage[0]
        with pytest.raises(PaperDamaged, match=issued.ref):
            record.handed_out(record.applications.get(application).short_code)


def test_numbers_hold_office_device_day_and_serial(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        intake = Intake(record, CLERK)
        device = next(record.journal.all()).device[:4].upper()
        first, second = (record.applications.get(intake.open(DAY)).number for _ in range(2))
        reserved = intake.reserve(DAY, 3, "drawer")
        after = record.applications.get(intake.open(DAY)).number
        tomorrow = record.applications.get(intake.open(DAY + timedelta(days=1))).number

        prefix = f"JN1-{device}20260921-"
        assert [first, second, *reserved, after] == [f"{prefix}{serial:04d}" for serial in range(1, 7)]
        assert tomorrow == f"JN1-{device}20260922-0001"


def test_no_number_comes_twice_from_several_desks_and_after_reopening(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    numbers: list[str] = []
    with a_record(folder) as record:
        intake = Intake(record, CLERK)
        with ThreadPoolExecutor(4) as desks:
            opened_now = list(desks.map(lambda _: intake.open(DAY), range(20)))
        numbers += [record.applications.get(application).number for application in opened_now]
        numbers += intake.reserve(DAY, 5, "drawer")
    with opened(folder) as record:
        numbers.append(record.applications.get(Intake(record, CLERK).open(DAY)).number)

    assert len(set(numbers)) == len(numbers) == 26


def test_another_thread_reads_by_connections_of_its_own(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        application = an_accepted_application(record)

        def look() -> tuple[str, int]:
            with record.reading() as stores:
                return stores.applications.get(application).state, stores.journal.count()

        with ThreadPoolExecutor(1) as worker:
            assert worker.submit(look).result() == ("accepted", 5)


def test_what_other_threads_write_is_on_record_when_it_closes_and_nothing_comes_after(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    with a_record(folder) as record:
        intake = Intake(record, CLERK)
        with ThreadPoolExecutor(4) as desks:
            written = list(desks.map(lambda _: intake.open(DAY), range(20)))
    with pytest.raises(WriterClosed):
        record.write(lambda stores: stores.journal.count())
    record.close()  # once more is no matter

    with opened(folder) as again:
        assert again.verify().sound
        assert {again.applications.get(application).state for application in written} == {"open"}


def test_no_sentence_holds_what_was_typed_by_others(tmp_path: Path) -> None:
    """Errors go to a log: ids and counts only."""
    with a_record(tmp_path / "record") as record:
        intake = Intake(record, CLERK)
        application = intake.open(DAY, {"applicant.id_number": "370811199001010000"})
        with pytest.raises(GridcounterError) as wrong:
            intake.save(application, {"applicant.id_number": ("370811199001010001", None)})

    assert "3708" not in str(wrong.value)
    assert json.dumps(wrong.value.args, ensure_ascii=False).count("3708") == 0


@pytest.mark.parametrize("left", [RECORD_FILE, KEYS_FILE, BACKUPS, "notes.txt", ""])
def test_what_is_left_of_a_record_counts_as_one_that_lies_there(tmp_path: Path, left: str) -> None:
    (tmp_path / (left or "unnamed")).touch()
    assert lies_in(tmp_path) == (left in {RECORD_FILE, KEYS_FILE, BACKUPS})
