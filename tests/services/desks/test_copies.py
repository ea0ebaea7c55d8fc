"""The folder of a desk is copied, and both copies go on: two desks, both histories kept, both told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from builders.real_desks import OTHER_PASSPHRASE, Desks, first_desk
from builders.record_builders import CLERK, DAY, PDF, told_tables

from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.desks.copies import ForkedElsewhere
from gridcounter.services.desks.membership import all_desks
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record


def an_image(desks: Desks, record: Record, name: str) -> tuple[Record, Record]:
    """The desk and a copy of its whole computer: nothing tells one from the other when they are opened."""
    record.close()
    shutil.copytree(record.folder, desks.folder / name)
    both = [open_record(desks.folder / one, OTHER_PASSPHRASE, clock=desks.clock) for one in (record.folder.name, name)]
    for one in both:
        desks.stack.callback(one.close)
    return both[0], both[1]


def opened(record: Record, name: str) -> str:
    return Intake(record, CLERK).open(DAY, {"applicant.name": name})


def names(record: Record) -> list[str]:
    return [one.name for one in all_desks(record) if not one.retired]


def test_two_copies_of_a_desk_become_two_desks_and_nothing_of_either_is_lost(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        desks.carry(second, first)
        second, copy = an_image(desks, second, "copy")
        with_paper = opened(second, "李一")
        opened(copy, "李二")
        intake = Intake(copy, CLERK)
        issued = opened(copy, "李三")
        paper = intake.issue(issued, Issue("one_time_notice", PDF, "c", "1", "1"))
        desks.carry(second, first)

        with pytest.raises(ForkedElsewhere, match="“2 号台”的台账文件夹被复制过"):
            desks.carry(copy, first)
        taken = desks.carry(first, copy)
        desks.carry(copy, first)
        told = desks.carry(first, second)
        for one, other in ((second, first), (first, copy), (copy, first), (first, second), (second, copy)):
            desks.carry(one, other)

        assert "“2 号台（2）”" in taken.copied
        assert "“2 号台（2）”" in told.copied
        assert paper.ref not in {one.ref for one in first.papers.of(issued)}, "it is entered under another device"
        for record in (first, second, copy):
            assert names(record) == ["1 号台", "2 号台", "2 号台（2）"]
            assert {row.id for row in record.applications.recent(9)} == {with_paper, issued} | {
                row.id for row in first.applications.recent(9)
            }
            assert len(record.applications.recent(9)) == 3
            assert record.archive.content(record.papers.of(issued)[0].sha256) == PDF
            assert told_tables(record.db) == told_tables(first.db)
            assert record.verify().sound, record.verify()
            assert record.rebuild().changed == ()
