"""The report of a purge, field by field: of a run with several entries, and of copies that still hold purged data."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from builders.record_builders import CLERK, DAY, PDF, Clock, a_record

from gridcounter.core.papers.form_model import FieldGrid, one_line
from gridcounter.core.reports.purge_report import CopyLine, PurgeReport, purge_report
from gridcounter.core.retention import KeepingRule
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.purge_reports import report_of
from gridcounter.services.custody.purging import Purging, set_rule
from gridcounter.services.custody.stale_copies import copies_before_purge
from gridcounter.services.files.progress import Progress, unwatched
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.record.record import Record
from gridcounter.store.custody.manifest import Backup
from gridcounter.store.custody.restore import SET_ASIDE

LATER = date(2027, 11, 30)


def closed(record: Record, name: str, papers: int, attachments: int) -> str:
    intake = Intake(record, CLERK)
    application = intake.open(DAY, {"applicant.name": name})
    for number in range(papers):
        intake.issue(application, Issue("info_sheet", PDF + f"{name}{number}".encode(), "c", "1", "1"))
    for number in range(attachments):
        content = b"%PDF-1.7 " + f"{name} {number}".encode() + b"\nstartxref\n0\n%%EOF"
        Attachments(record, CLERK).add_content(application, content, f"路径图{number}")
    Closing(record, CLERK).close(application, "connected", DAY, DAY)
    return record.applications.get(application).number


def purge(record: Record, until: date = LATER, progress: Progress = unwatched) -> None:
    purging = Purging(record, CLERK)
    purging.purge(purging.look(until, LATER), LATER, progress)


def minute(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def test_a_run_of_several_entries_is_one_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gridcounter.services.custody.purging.AT_ONCE", 1)
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        set_rule(record, CLERK, 12, "测试期限表", DAY)
        first = [closed(record, "样甲", 1, 0)]
        purge(record, LATER - timedelta(days=1))
        old = Backups(record, clock).make()
        second = [closed(record, "样乙", 2, 0), closed(record, "样丙", 1, 2)]
        between = Backups(record, clock).make()
        amid: list[Backup] = []

        def back_up_between(done: int, _: int) -> None:
            if done == 1:
                amid.append(Backups(record, clock).make())

        purge(record, progress=back_up_between)
        assert len(amid) == 1
        assert report_of(record).backup == "", "one that was made amid holds the rest"
        clock.at += timedelta(hours=1)
        after = Backups(record, clock).make()
        clock.at += timedelta(hours=1)
        Backups(record, clock).make()

        report = report_of(record)

    assert first[0] not in report.numbers, "another run: until another day"
    assert (report.office, report.clerk, report.on) == ("测试大厅", "王小明", DAY)
    assert (report.until, report.rule) == (LATER, KeepingRule(12, "测试期限表"))
    assert report.numbers == tuple(sorted(second))
    assert (report.entries, report.papers, report.attachments) == (9, 3, 2)
    assert report.backup == minute(after.manifest.made_at), "the first one since"
    assert [(one.name, one.made) for one in report.copies] == [
        (backup.name, minute(backup.manifest.made_at)) for backup in (*amid, between, old)
    ]


def test_what_was_set_aside_before_the_purge_holds_it_and_what_came_after_does_not(tmp_path: Path) -> None:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        set_rule(record, CLERK, 12, "测试期限表", DAY)
        closed(record, "样甲", 1, 0)
        purge(record)
        stamps = [f"{(clock.at + timedelta(hours=hours)).astimezone():%Y%m%d-%H%M%S}" for hours in (-1, 1)]
        for stamp in stamps:
            (record.folder / SET_ASIDE / stamp).mkdir(parents=True)

        assert [one.name for one in copies_before_purge(record)] == stamps[:1]


def test_each_number_of_the_report_is_behind_its_own_name() -> None:
    rule, copies = KeepingRule(30, "期限表"), (CopyLine("样例备份", "2026-09-01 08:00"),)
    days = date(2026, 9, 28), date(2026, 8, 31)
    made = PurgeReport("样例大厅", "王小明", *days, rule, ("A-1", "A-2"), 3, 4, 5, "2026-09-28 09:00", copies)
    (grid, *_) = purge_report(made).blocks
    assert isinstance(grid, FieldGrid)
    values = {field.label: field.value for row in grid.rows for field in row}
    words = {
        "单位": "样例大厅",
        "清除日期": "2026年9月28日",
        "清除人": "王小明",
        "到期日不晚于": "2026年8月31日",
        "留存期限": "办结后 2 年 6 个月",
        "依据": "期限表",
        "清除申请": "2 件",
        "清空登记": "3 条",
        "删除文书": "4 份",
        "删除附件": "5 份",
    }
    assert values == {label: one_line(text) for label, text in words.items()}
