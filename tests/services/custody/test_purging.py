"""留存与清除: only by the office's own rule, whole or not at all, and without a remaining byte."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from builders.purge_builders import everything_in, found_in
from builders.record_builders import CLERK, DAY, Clock, a_record, opened
from pypdf import PdfReader

from gridcounter.bootstrap import open_application_service, open_assessor, write_purge_report
from gridcounter.core.record.journal import Act, Kind
from gridcounter.errors import WrongInput
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.purging import (
    NoReasonToHold,
    NoRule,
    NotCleaned,
    NotInForceYet,
    NotYet,
    Purging,
    SecondNeeded,
    rule_of,
    set_rule,
)
from gridcounter.services.custody.stale_copies import (
    NoBackupSince,
    PapersLeft,
    copies_before_purge,
    remove_before_purge,
)
from gridcounter.services.exchange.evidence import gather
from gridcounter.services.files.progress import Stopped
from gridcounter.services.filing import push_package
from gridcounter.services.ledger.ledger import Ledger
from gridcounter.services.ledger.timeline import timeline
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import NotAllowed, Role
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.record.record import Record
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.database import FULL_DISK, RECORD_FILE, DiskRefused
from gridcounter.store.journal.validators.entries import Purged, number_taken
from gridcounter.store.journal.validators.purge import CannotBePurged
from gridcounter.store.papers import PAPERS_FILE, archived

TODAY = date(2031, 9, 30)
UNTIL = date(2026, 6, 30)
PERSONAL = ("applicant.name", "applicant.contact", "applicant.phone", "applicant.id_number", "premises.address")
ASSESSOR = open_assessor()


def closed(record: Record, name: str, on: date = DAY, content: bytes = b"") -> str:
    """One with a paper and an attachment of its own, closed on that day."""
    intake = Intake(record, CLERK)
    values = {"applicant.name": name, "applicant.phone": "10000000001", "premises.address": f"{name}的地址1号"}
    application = intake.open(DAY, values)
    intake.issue(application, Issue("one_time_notice", b"%PDF-1.7 " + name.encode() + content, "c", "1", "1"))
    attachment = b"%PDF-1.7 attached " + name.encode() + b"\nstartxref\n0\n%%EOF"
    Attachments(record, CLERK).add_content(application, attachment, f"{name}的路径图")
    Closing(record, CLERK).close(application, "connected", on, DAY, late="" if on == DAY else "补录")
    return application


def five_years(record: Record) -> Purging:
    set_rule(record, CLERK, 60, "测试期限表", DAY)
    return Purging(record, CLERK)


def purge_all(purging: Purging) -> None:
    purging.purge(purging.look(TODAY, TODAY), TODAY)


def numbers(record: Record, applications: Iterable[str]) -> set[str]:
    return {record.applications.get(one).number for one in applications}


def test_without_a_rule_nothing_is_ever_listed_or_purged(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        closed(record, "样李四")
        purging = Purging(record, CLERK)

        listed = purging.look(TODAY, TODAY)

        assert (listed.rule, listed.due, listed.held) == (None, (), ())
        with pytest.raises(NoRule):
            purging.purge(listed, TODAY)
        assert record.journal.purged() == 0


def test_a_rule_without_a_basis_is_refused_and_taking_it_back_lists_nothing_again(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        with pytest.raises(WrongInput, match="依据"):
            set_rule(record, CLERK, 60, " ", DAY)
        assert rule_of(record) is None
        five_years(record)
        set_rule(record, CLERK, None, "", DAY)
        assert rule_of(record) is None


def test_listed_is_what_is_closed_and_past_its_day_and_nothing_else(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        due = closed(record, "样李四")
        Intake(record, CLERK).open(DAY, {"applicant.name": "样在办"})
        purging = five_years(record)

        before, on_the_day = date(2031, 9, 20), date(2031, 9, 21)

        assert purging.look(before, TODAY).due == ()
        (listed,) = purging.look(on_the_day, TODAY).due
        assert (listed.application, listed.name, listed.closed_on, listed.due_on) == (due, "样**", DAY, on_the_day)
        with pytest.raises(NotYet):
            purging.look(date(2031, 10, 1), TODAY)


def test_an_end_of_years_ago_that_is_entered_today_is_not_due_today(tmp_path: Path) -> None:
    """A clerk closed an application of today "in 2016", and a leader purged it the same day: nothing of it was left."""
    with a_record(tmp_path / "record") as record:
        purging = five_years(record)
        wrong_year = closed(record, "样李四", date(2016, 9, 21))

        in_a_week, in_a_year = DAY + timedelta(8), date(2027, 9, 21)

        assert purging.look(in_a_week, in_a_week).due == ()
        assert purging.look(in_a_year - timedelta(1), in_a_year - timedelta(1)).due == ()
        (due,) = purging.look(in_a_year, in_a_year).due
        assert (due.application, due.closed_on, due.due_on) == (wrong_year, date(2016, 9, 21), in_a_year)


def test_who_closes_it_anew_with_an_early_day_begins_the_year_anew(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        five_years(record)
        application = closed(record, "样李四", DAY)
    clock.at = datetime(2031, 9, 20, 1, tzinfo=UTC)
    with opened(folder, clock) as record:
        closing, purging = Closing(record, CLERK), Purging(record, CLERK)
        closing.reopen(application, "再办")
        closing.close(application, "connected", DAY, date(2031, 9, 20), late="补录")

        assert purging.look(TODAY, TODAY).due == ()


def test_what_is_held_back_stays_and_says_why(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        held, gone = closed(record, "样李四"), closed(record, "样王五")
        purging = five_years(record)
        with pytest.raises(NoReasonToHold):
            purging.hold(held, " ")
        purging.hold(held, "投诉还没有办完")

        listed = purging.look(TODAY, TODAY)
        purging.purge(listed, TODAY)

        assert [(one.application, one.held_why) for one in listed.held] == [(held, "投诉还没有办完")]
        assert record.applications.fields(held)["applicant.name"].value == "样李四"
        with pytest.raises(Purged):
            record.applications.get(gone)
        purging.let_go(held)
        assert [one.application for one in purging.look(TODAY, TODAY).due] == [held]
        text = [moment.what for moment in timeline(record.journal.of(held), {})][-2:]
        assert text == ["到期后暂缓清除：投诉还没有办完", "取消暂缓清除"]


def test_a_filing_that_is_not_settled_holds_it_back(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        application = closed(record, "样李四")
        record.journal.append(Act(Kind.FILING_PREPARED, {"on": "2026-09-21"}, CLERK, application))

        (held,) = five_years(record).look(TODAY, TODAY).held

        assert held.held_why == "备案还没有办完"


@pytest.mark.parametrize("meanwhile", ["held", "reopened"])
def test_what_changed_since_it_was_listed_is_not_purged(tmp_path: Path, meanwhile: str) -> None:
    with a_record(tmp_path / "record") as record:
        application = closed(record, "样李四")
        purging = five_years(record)
        listed = purging.look(TODAY, TODAY)
        if meanwhile == "held":
            purging.hold(application, "投诉")
        else:
            Closing(record, CLERK).reopen(application, "还没有送电")

        with pytest.raises(CannotBePurged):
            purging.purge(listed, TODAY)

        assert record.journal.purged() == 0
        assert record.applications.fields(application)["applicant.name"].value == "样李四"


@pytest.mark.parametrize(("on", "due_on"), [(DAY, "2032-09-30"), (TODAY, "2036-09-30")])
def test_what_was_ended_anew_since_it_was_listed_is_not_purged_by_the_old_list(
    tmp_path: Path, on: date, due_on: str
) -> None:
    """Closed it was all the same, and it was purged on the day on which its end was entered."""
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        application = closed(record, "样例张三")
        purging = five_years(record)
        clock.at = datetime(2031, 9, 30, 1, tzinfo=UTC)
        listed = purging.look(TODAY - timedelta(1), TODAY)
        Closing(record, CLERK).reopen(application, "又来办了")
        Closing(record, CLERK).close(application, "connected", on, TODAY, late="补录")

        with pytest.raises(CannotBePurged, match=f"{due_on} 才到期"):
            purging.purge(listed, TODAY)

        assert len(listed.due) == 1
        assert record.applications.fields(application)["applicant.name"].value == "样例张三"


def test_a_purge_asks_for_the_leader(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        closed(record, "样李四")
        listed = five_years(record).look(TODAY, TODAY)
        other = Clerks(record).add(CLERK, "样经办", Role.CLERK, "471108")

        with pytest.raises(NotAllowed):
            Purging(record, other).purge(listed, TODAY)
        assert record.journal.purged() == 0


def test_it_is_counted_chained_and_folds_again(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        application = closed(record, "样李四")
        entries = len(list(record.journal.of(application)))
        purging = five_years(record)

        done = purging.purge(purging.look(TODAY, TODAY), TODAY)

        assert (done.count, done.entries, done.papers, done.attachments) == (1, entries, 1, 1)
        found = record.verify()
        assert (found.sound, found.purged) == (True, entries)
        assert record.rebuild().changed == ()


def test_papers_and_attachments_go_from_the_archive_but_not_what_another_needs(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        gone = closed(record, "样李四")
        kept = Intake(record, CLERK).open(DAY, {"applicant.name": "样王五"})
        shared = b"%PDF-1.7 the same sheet for both"
        for application in (gone, kept):
            if application == gone:
                Closing(record, CLERK).reopen(gone, "补一份")
            Intake(record, CLERK).issue(application, Issue("one_time_notice", shared, "c", "1", "1"))
        Closing(record, CLERK).close(gone, "connected", DAY, DAY)
        purge_all(five_years(record))

        with record.reading() as stores:
            assert stores.archive.digests() == archived(stores.db)
            assert len(stores.archive.digests()) == 1
        assert record.damage() == ()
        assert record.papers.of(kept)[0].sha256 in record.stores.archive.digests()


def test_no_byte_of_it_stays_in_any_page_or_log_while_open_and_after_closing(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    secrets = ["样李四唯一", "样李四唯一的地址1号", "样李四唯一的路径图"]
    with a_record(folder) as record:
        closed(record, "样李四唯一", content=b"x" * 9000)
        closed(record, "样王五", on=date(2026, 9, 20))
        Purging(record, CLERK).hold(Ledger(record).find("样王五")[0].id, "投诉")
        purging, key = five_years(record), record.key
        assert found_in(everything_in(folder, key), secrets) == secrets

        purge_all(purging)

        assert found_in(everything_in(folder, key), secrets) == []
        assert found_in(everything_in(folder, key), ["样王五"]) == ["样王五"]
    assert found_in(everything_in(folder, key), secrets) == []


def test_every_way_to_it_says_that_it_was_purged_and_only_its_number_finds_it(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        application, kept = closed(record, "样欧四"), closed(record, "样王五")
        row = record.applications.get(application)
        purging = five_years(record)
        purging.hold(kept, "投诉")
        purge_all(purging)
        ledger, desk = Ledger(record), open_application_service(record, ASSESSOR)

        assert [one.id for one in ledger.look().rows] == [kept]
        assert ledger.look().total == 1
        assert [one.id for one in record.applications.recent(5)] == [kept]
        # initials with an O: query codes are drawn at random, and an O is in none of them
        for words in ("欧四", "yos", "os"):
            assert application not in [one.id for one in ledger.look(words).rows]
        (tombstone,) = ledger.look(row.number).rows
        assert (tombstone.state, tombstone.name, tombstone.purged_on) == ("purged", "", "2026-09-21")
        for way in (
            lambda: desk.state(application),
            lambda: gather(desk, application, datetime(2031, 9, 30).astimezone()),
            lambda: push_package.gather(desk, application),
            lambda: record.handed_out(row.short_code),
            lambda: ledger.find_scanned(f"GC1:{row.short_code}:one_time_notice:1:0123456789abcdef"),
            lambda: Intake(record, CLERK).save(application, {"applicant.name": ("样赵六", None)}),
            lambda: purging.hold(application, "投诉"),
        ):
            with pytest.raises(Purged, match=f"{row.number} 已于 2026-09-21 按留存期清除"):
                way()
        assert record.verify().sound


def test_a_number_is_not_given_again(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        number = record.applications.get(closed(record, "样李四")).number
        purge_all(five_years(record))

        again = Intake(record, CLERK).open(DAY)

        assert number_taken(record.db, number)
        assert record.applications.get(again).number != number


def test_stopped_it_is_taken_up_again_where_it_stood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gridcounter.services.custody.purging.AT_ONCE", 1)
    with a_record(tmp_path / "record") as record:
        for name in ("样李四", "样王五", "样赵六"):
            closed(record, name)
        purging = five_years(record)

        def stop_after_one(done: int, _: int) -> None:
            if done:
                raise Stopped

        with pytest.raises(Stopped):
            purging.purge(purging.look(TODAY, TODAY), TODAY, stop_after_one)

        assert len(purging.look(TODAY, TODAY).due) == 2
        with record.reading() as stores:
            assert stores.db.execute("SELECT count(*) FROM to_erase").fetchone() == (0,)
        purge_all(purging)
        assert purging.look(TODAY, TODAY).due == ()
        assert record.rebuild().changed == ()


def test_older_backups_are_named_and_go_only_after_a_newer_one_and_their_papers_too(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        closed(record, "样李四")
        old = Backups(record, clock).make()
        purge_all(five_years(record))
        (named,) = copies_before_purge(record)
        assert named.path == old.folder
        with pytest.raises(NoBackupSince):
            remove_before_purge(record, CLERK, [named])
        assert found_in(everything_in(folder, record.key), ["样李四"]) == ["样李四"]

        newer = Backups(record, clock).make()
        remove_before_purge(record, CLERK, [named])

        assert copies_before_purge(record) == []
        assert [path.name for path in (folder / BACKUPS).iterdir() if path.is_dir()] == [newer.name]
        assert found_in(everything_in(folder, record.key), ["样李四"]) == []


def test_a_copy_of_the_papers_that_was_put_aside_as_damaged_goes_with_the_older_backups(tmp_path: Path) -> None:
    """It lay there for good, unnamed, and all but its damaged page could be read."""
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        closed(record, "样李四", content=b"." * 20_000)
        Backups(record, clock).make()
        copy = folder / BACKUPS / PAPERS_FILE
        content = copy.read_bytes()
        copy.write_bytes(content[:100] + b"\0" + content[101:])  # its first page
        Backups(record, clock).make()
        (aside,) = (folder / BACKUPS).glob(f"{PAPERS_FILE}.*")
        purge_all(five_years(record))
        Backups(record, clock).make()

        found = copies_before_purge(record)
        assert aside in [one.path for one in found]
        remove_before_purge(record, CLERK, found)

        assert copies_before_purge(record) == []
        assert not aside.exists()


def test_a_disk_that_fills_up_behind_a_purge_is_not_said_to_have_saved_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """这一步没有保存 was told of what was gone for good."""

    def full(*_: object) -> None:
        raise DiskRefused(RECORD_FILE, FULL_DISK)

    folder = tmp_path / "record"
    with a_record(folder) as record:
        application = closed(record, "样李四")
        purging = five_years(record)
        with monkeypatch.context() as patch:
            patch.setattr("gridcounter.services.custody.purging.clean", full)
            with pytest.raises(NotCleaned, match="1 件申请已经清除，不能恢复；但磁盘写不进去"):
                purge_all(purging)
        assert {entry.payload for entry in record.journal.of(application)} == {None}
    with opened(folder) as record:
        assert found_in(everything_in(folder, record.key), ["样李四"]) == []


def test_papers_that_stay_beside_the_backups_are_told_and_go_with_the_next_one(tmp_path: Path) -> None:
    """On a full disk the old backups went, "deleted" was told, and the purged papers stayed in their copy."""
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        closed(record, "样李四")
        Backups(record, clock).make()
        purge_all(five_years(record))
        Backups(record, clock).make()
        in_the_way = folder / BACKUPS / f"{PAPERS_FILE}-journal"  # the copy cannot be written
        in_the_way.mkdir()

        with pytest.raises(PapersLeft, match="还含有清除了的文书"):
            remove_before_purge(record, CLERK, copies_before_purge(record))

        in_the_way.rmdir()
        Backups(record, clock).make()
        assert found_in(everything_in(folder, record.key), ["样李四"]) == []


def test_the_papers_beside_the_backups_stay_while_an_older_backup_needs_them(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        closed(record, "样李四")
        Backups(record, clock).make()
        size = (folder / BACKUPS / PAPERS_FILE).stat().st_size
        purge_all(five_years(record))

        Backups(record, clock).make()

        assert (folder / BACKUPS / PAPERS_FILE).stat().st_size == size


def test_a_restored_older_backup_lists_them_again(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        application = closed(record, "样李四")
        five_years(record)
        old = Backups(record, clock).make()
        purge_all(Purging(record, CLERK))
    shutil.copyfile(old.folder / "record.db", folder / "record.db")

    with opened(folder) as record:
        assert [one.application for one in Purging(record, CLERK).look(TODAY, TODAY).due] == [application]


def test_the_report_names_numbers_and_no_person(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        application = closed(record, "样李四")
        (number,) = numbers(record, [application])
        Backups(record).make()
        purge_all(five_years(record))
        Backups(record).make()

        write_purge_report(record, tmp_path / "report.pdf")
        write_purge_report(record, tmp_path / "report.docx")

    pages = PdfReader(tmp_path / "report.pdf").pages
    text = "".join(page.extract_text() for page in pages)
    assert len(pages) == 1
    for words in (number, "测试期限表", "办结后 5 年", "待删除", "王小明"):
        assert words in text
    assert "李四" not in text
    assert (tmp_path / "report.docx").read_bytes().startswith(b"PK")


def test_a_clock_set_back_does_not_begin_the_wait_of_a_shorter_rule_a_week_ago(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        set_rule(record, CLERK, 12, "测试期限表", DAY - timedelta(days=30))
        rule = rule_of(record)
        assert rule is not None
        assert rule.holds_from == DAY + timedelta(days=7), "by the journal's own clock"
        with pytest.raises(NotInForceYet):
            Purging(record, CLERK).purge(Purging(record, CLERK).look(DAY, DAY), DAY)


def test_a_purge_is_refused_by_the_service_itself_without_a_second_who_may(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        closed(record, "样李四")
        listed = five_years(record).look(TODAY, TODAY)
        clerks = Clerks(record)
        leader = clerks.add(CLERK, "周值班", Role.LEADER, "246802")
        plain = clerks.add(CLERK, "何经办", Role.CLERK, "9753")
        for second in ("", CLERK, plain, "nobody"):
            with pytest.raises(SecondNeeded):
                Purging(record, CLERK, second).purge(listed, TODAY)
        assert record.journal.purged() == 0
        assert Purging(record, CLERK, leader).purge(listed, TODAY).count == 1
