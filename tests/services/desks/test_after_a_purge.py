"""What a purge of a shared record cannot reach is named: files on sticks, the hub's backups, what comes in late."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from builders.purged_desks import a_due_application, announced, another_desk, put_back, today, years_later
from builders.real_desks import first_desk
from builders.record_builders import CLERK, DAY
from pypdf import PdfReader

from gridcounter.bootstrap import read_purge_report, write_purge_report
from gridcounter.core.reports.purge_report import HUB, PurgeReport
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.purging import Purging
from gridcounter.services.desks.announced_purges import carry_out
from gridcounter.services.desks.exchange import hand_over
from gridcounter.services.record.record import Record


def the_files(record: Record) -> list[str]:
    report = read_purge_report(record)
    return [one.name for one in report.files] if report else []


def the_report(record: Record) -> PurgeReport:
    report = read_purge_report(record)
    assert report is not None
    return report


def test_files_that_hold_what_was_purged_are_named_by_what_they_hold_and_not_by_their_day(tmp_path: Path) -> None:
    """The fault: a file of after the purge by the clock, of a desk that did not know of it, was left out."""
    with first_desk(tmp_path) as (first, desks):
        second = another_desk(first, desks)
        a_due_application(first, desks)
        third = another_desk(first, desks, "外勤本")
        stick = tmp_path / "stick"
        with_it = hand_over(first, CLERK, stick, desks.clock()).path.name
        desks.carry(first, second)
        desks.carry(second, first)
        years_later(desks)
        announced(first, desks)
        for other in (second, third):
            desks.carry(first, other)
            desks.carry(other, first)
        Intake(first, CLERK).open(DAY, {"applicant.name": "样王五"})
        without = hand_over(first, CLERK, stick, desks.clock()).path.name
        carry_out(Purging(first, CLERK), today(desks))
        desks.clock.at += timedelta(hours=1)
        for_the_third = hand_over(second, CLERK, stick, desks.clock()).path.name
        assert the_files(second) == []
        desks.carry(first, second)
        blank = hand_over(second, CLERK, stick, desks.clock()).path.name

        at_the_first = the_files(first)
        assert at_the_first.count("邀请文件") == 1, "the second invitation: the first one was before the application"
        assert with_it in at_the_first
        assert without not in at_the_first
        assert for_the_third in the_files(second)
        assert blank not in the_files(second)
        lines = "\n".join(the_report(first).lines)
        assert f"含有这些内容的交换文件和邀请文件 {len(at_the_first)} 个" in lines
        assert "还在的请收回删除" in lines


def test_the_paper_names_them_and_says_who_decided(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        a_due_application(first, desks)
        second = another_desk(first, desks)
        years_later(desks)
        announced(first, desks)
        desks.carry(first, second)
        desks.carry(second, first)
        carry_out(Purging(first, CLERK), today(desks))
        write_purge_report(first, tmp_path / "report.pdf")

        text = "".join(page.extract_text() for page in PdfReader(tmp_path / "report.pdf").pages).replace("\n", "")
        assert "由王小明预告，各台都收到以后清除。" in text
        assert "已知的交换文件和邀请文件" in text
        assert "邀请的那一台" in text


def test_the_backups_of_a_hub_are_named_only_where_there_is_one(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        a_due_application(first, desks)
        years_later(desks)
        purging = Purging(first, CLERK)
        purging.purge(purging.look(today(desks), today(desks)), today(desks))
        assert HUB not in the_report(first).lines
        first.write(lambda stores: stores.db.execute("INSERT INTO own_hub (access) VALUES ('{}')"))

        assert HUB in the_report(first).lines


def test_what_a_restored_desk_enters_on_it_is_listed_at_every_desk(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        application = a_due_application(first, desks)
        second = another_desk(first, desks)
        before = Backups(second, desks.clock).make()
        years_later(desks)
        announced(first, desks)
        desks.carry(first, second)
        desks.carry(second, first)
        carry_out(Purging(first, CLERK), today(desks))
        second = put_back(second, desks, before)
        Closing(second, CLERK).reopen(application, "又来了")
        desks.carry(second, first)
        desks.carry(first, second)

        for record in (first, second):
            (late,) = the_report(record).late
            (number,) = record.db.execute("SELECT number FROM application WHERE id = ?", [application]).fetchone()
            assert late.words.startswith(f"{number}：“2 号台”王小明 ")
            assert late.words.endswith("起登记了 1 条")
            assert record.verify().sound
