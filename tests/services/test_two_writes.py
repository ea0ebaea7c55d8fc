"""Acts of two writes: if the first fails there is no second, and if the second fails the first does no harm."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from builders.disk_builders import with_a_stick
from builders.filing_builders import TODAY, a_filing_desk, on_the_way
from builders.record_builders import CLERK, DAY, PASSPHRASE, PDF, Clock, a_record, opened, tables

from gridcounter.bootstrap import open_application_service, open_assessor, open_paper_renderer
from gridcounter.core.intake.checklist import LineState, Mark
from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.errors import Fault, Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.offsite import choose_second_place, last_brought
from gridcounter.services.custody.recovery import carry_out, plan_recovery
from gridcounter.services.exchange import evidence
from gridcounter.services.exchange.ledger_export import LedgerExport
from gridcounter.services.filing import push_package
from gridcounter.services.filing.filings import ActDay
from gridcounter.services.ledger.application_card import ApplicationCards
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.store.custody.backup import BackupNotMade
from gridcounter.store.custody.manifest import backups_in
from gridcounter.store.custody.offsite import OffsiteCopyFailed
from gridcounter.store.custody.restore import SET_ASIDE
from gridcounter.store.database import RECORD_FILE, RecordDamaged
from gridcounter.store.journal.append import Journal
from gridcounter.store.papers import PAPERS_FILE, PaperArchive, PaperDamaged

A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
DIGEST = hashlib.sha256(A_PDF).hexdigest()


class NothingMore(Refusal):
    def __init__(self) -> None:
        super().__init__("the record takes nothing more")


@contextmanager
def taking_nothing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Within it every entry is refused."""

    def refuse(*_: object) -> None:
        raise NothingMore

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "append", refuse)
        with pytest.raises(NothingMore):
            yield


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ApplicationService]:
    with a_record(tmp_path / "record") as record:
        yield open_application_service(record, open_assessor())


def an_application(desk: ApplicationService) -> str:
    return desk.intake.open(DAY, {"case.locality": "jining", "case.on": "2026-09-21", "applicant.phone": "13800000011"})


def kinds(record: Record) -> list[str]:
    return [entry.kind for entry in record.journal.all()]


def nowhere(folder: Path) -> Path:
    """Where no file can be written."""
    (folder / "in-the-way").write_bytes(b"")
    return folder / "in-the-way" / "out"


# a file without its name, the entry that it leaves, the name


def test_a_bundle_is_on_record_before_it_has_a_name(
    desk: ApplicationService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever ended the program between the two, or filled the disk, had a bundle that nobody knew of."""
    application = an_application(desk)
    made = evidence.gather(desk, application, Clock()())

    with taking_nothing(monkeypatch):
        evidence.write_bundle(desk, application, made, tmp_path / "out" / "out.zip")

    assert list((tmp_path / "out").iterdir()) == []


def test_a_package_is_on_record_before_it_has_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, Kind.FILING_SIGNED)
        package = push_package.pack(push_package.gather(at.desk, at.application), open_paper_renderer(open_assessor()))

        with taking_nothing(monkeypatch):
            out = tmp_path / "out" / "out.zip"
            push_package.write_package(at.desk, at.application, package, out, ActDay(TODAY, TODAY))

        assert list((tmp_path / "out").iterdir()) == []


def test_a_bundle_that_could_not_be_written_is_not_on_record(desk: ApplicationService, tmp_path: Path) -> None:
    application = an_application(desk)
    made, before = evidence.gather(desk, application, Clock()()), kinds(desk.record)

    with pytest.raises(Fault, match="文件写不进去"):
        evidence.write_bundle(desk, application, made, nowhere(tmp_path))

    assert kinds(desk.record) == before


def test_a_package_that_could_not_be_written_is_not_on_record(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, Kind.FILING_SIGNED)
        package = push_package.pack(push_package.gather(at.desk, at.application), open_paper_renderer(open_assessor()))
        before = kinds(at.record)

        with pytest.raises(Fault, match="文件写不进去"):
            push_package.write_package(at.desk, at.application, package, nowhere(tmp_path), ActDay(TODAY, TODAY))

        assert kinds(at.record) == before


# the entry, then what leaves


def test_a_list_is_on_record_before_it_lies_there(
    desk: ApplicationService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = LedgerExport(desk.record, CLERK)
    with pytest.raises(Fault):
        export.write(nowhere(tmp_path), on=DAY)
    assert kinds(desk.record)[-1] == Kind.LIST_EXPORTED, "rather one too many than one that nobody knows of"

    with taking_nothing(monkeypatch):
        export.write(tmp_path / "list.xlsx", on=DAY)
    assert not (tmp_path / "list.xlsx").exists()


def test_a_number_is_not_shown_where_that_cannot_be_put_on_record(
    desk: ApplicationService, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = an_application(desk)

    with taking_nothing(monkeypatch):
        ApplicationCards(desk).show(application, "applicant.phone")


# bytes into the archive, then the entry that names them


def test_a_paper_that_the_archive_does_not_take_is_not_on_record(
    desk: ApplicationService, monkeypatch: pytest.MonkeyPatch
) -> None:
    application, before = an_application(desk), kinds(desk.record)

    def full(*_: object) -> str:
        raise NothingMore

    monkeypatch.setattr(PaperArchive, "keep", full)
    with pytest.raises(NothingMore):
        desk.intake.issue(application, Issue("one_time_notice", PDF, "c", "1", "1"))
    with pytest.raises(NothingMore):
        Attachments(desk.record, CLERK).add_content(application, A_PDF, "路径图")

    assert kinds(desk.record) == before
    assert desk.record.papers.of(application) == []


def test_bytes_that_no_entry_came_to_name_are_no_damage(
    desk: ApplicationService, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = an_application(desk)

    with taking_nothing(monkeypatch):
        Attachments(desk.record, CLERK).add_content(application, A_PDF, "路径图")

    assert desk.record.archive.content(DIGEST) == A_PDF
    assert Attachments(desk.record, CLERK).of(application) == ()
    assert desk.record.damage() == ()
    Attachments(desk.record, CLERK).add_content(application, A_PDF, "路径图")
    assert [one.title for one in Attachments(desk.record, CLERK).of(application)] == ["路径图"]


# several files


def test_no_paper_is_written_where_one_of_them_is_lost(desk: ApplicationService, tmp_path: Path) -> None:
    application = an_application(desk)
    for number in range(2):
        desk.intake.issue(application, Issue("one_time_notice", PDF + b" %d" % number, "c", "1", "1"))
    lost = hashlib.sha256(PDF + b" 1").hexdigest()
    desk.record.write(lambda stores: stores.archive.erase([lost]))

    with pytest.raises(PaperDamaged):
        desk.record.write_handed_out(desk.record.applications.get(application).short_code, tmp_path / "out", CLERK)

    assert not (tmp_path / "out").exists()


# backups


def test_where_no_new_backup_was_made_no_old_one_goes(
    desk: ApplicationService, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    backups = Backups(desk.record, clock)
    for _ in range(3):
        backups.make()
    before = [one.name for one in backups_in(backups.place)]
    clock.at = clock.at.replace(year=2027)

    def fails(*_: object, **__: object) -> None:
        raise BackupNotMade(backups.place, "写不进去")

    with monkeypatch.context() as patched:
        patched.setattr("gridcounter.services.custody.backups.back_up", fails)
        with pytest.raises(BackupNotMade):
            backups.make()
    assert [one.name for one in backups_in(backups.place)] == before

    made = backups.make()
    assert [one.name for one in backups_in(backups.place)] == [made.name, before[0]], "and then they are thinned"


def test_only_what_was_brought_counts_as_brought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick = with_a_stick(tmp_path, monkeypatch)
    with a_record(tmp_path / "record", Clock()) as record:
        second = choose_second_place(record, CLERK, stick)
        backups = Backups(record, Clock(), second)
        backups.make()

        def pulled_out(*_: object) -> None:
            raise OffsiteCopyFailed(stick, "写不进去")

        with monkeypatch.context() as patched:
            patched.setattr("gridcounter.services.custody.backups.copy_offsite", pulled_out)
            with pytest.raises(OffsiteCopyFailed):
                backups.copy_offsite()
        away = tmp_path.with_name(tmp_path.name + "-away")
        stick.rename(away)
        assert last_brought(record, second) is None
        away.rename(stick)
        backups.copy_offsite()
        stick.rename(away)
        assert last_brought(record, second) is not None


def test_a_restored_record_that_cannot_say_so_does_not_take_the_place_of_the_damaged_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        Intake(record, CLERK).open(DAY)
        Backups(record, clock).make()
        before = tables(record.db)
    content = (folder / RECORD_FILE).read_bytes()
    (folder / RECORD_FILE).write_bytes(content[: len(content) // 2])
    damaged = (folder / RECORD_FILE).read_bytes()
    found = plan_recovery(folder, PASSPHRASE)
    assert found is not None

    with taking_nothing(monkeypatch):
        carry_out(found, clock)

    assert (folder / RECORD_FILE).read_bytes() == damaged
    assert not (folder / SET_ASIDE).exists()
    assert list(folder.glob(".*.part")) == []
    with pytest.raises(RecordDamaged):
        open_record(folder, PASSPHRASE)
    carry_out(found, clock)
    with opened(folder) as record:
        assert tables(record.db) == before
        assert kinds(record)[-1] == Kind.RECORD_RESTORED
    assert (folder / PAPERS_FILE).exists()


# two entries


def test_a_document_that_is_no_longer_shared_is_received_or_stays_shared(
    desk: ApplicationService, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = an_application(desk)
    desk.mark(application, "premises", Mark(LineState.ONLINE))
    before, append = kinds(desk.record), Journal.append

    def refuse_the_mark(journal: Journal, act: Act) -> Entry:
        if act.kind != Kind.FIELDS_CHANGED:
            raise NothingMore
        return append(journal, act)

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "append", refuse_the_mark)
        with pytest.raises(NothingMore):
            desk.mark(application, "premises", Mark(LineState.RECEIVED, copies=1))

    assert kinds(desk.record) == before
    (line,) = (line for line in desk.state(application).lines if line.document.id == "premises")
    assert line.mark.state == LineState.ONLINE
