"""Two papers in force are reissued in one act: interrupted at any step, both are replaced or neither."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from builders.faults.acts import RECORD, Act, an_application, as_refusal, assessor, opened_again, sound
from builders.record_builders import CLERK, DAY, PDF, a_record, an_answer, opened
from gridcounter.bootstrap import open_application_service
from gridcounter.core.notice import read_answer
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.papers.issuing import DrawnPaper, reissue

PAPERS = ("one_time_notice", "info_sheet")


def anew(paper: str) -> bytes:
    return PDF + paper.encode() + bytes(20_000)


def two_that_stand(world: Path) -> None:
    with a_record(world / RECORD) as record:
        intake = Intake(record, CLERK)
        application = intake.open(DAY, {"applicant.name": "样例甲"})
        for paper in PAPERS:
            intake.issue(application, Issue(paper, PDF + paper.encode(), "c", "1", "1"))


def reissue_both(world: Path, tell: Callable[[str], None]) -> None:
    with opened(world / RECORD) as record:
        application, text = an_application(record), read_answer(an_answer())
        standing = {row.paper: row.ref for row in record.papers.of(application)}
        drawn = [DrawnPaper(paper, paper, anew(paper), 1, "d", "1", "1", text) for paper in PAPERS]
        before = {entry.ref for entry in record.journal.of(application)}
        reissue(open_application_service(record, assessor(), CLERK), application, drawn, standing, "样例原因")
        for entry in record.journal.of(application):
            if entry.ref not in before:
                tell(as_refusal(entry))


def both_or_neither(world: Path, lines: Sequence[str]) -> None:
    with opened_again(world) as record:
        sound(record, lines)
        rows = record.papers.of(an_application(record))
        voided, new = [row for row in rows if row.voided_at], [row for row in rows if row.replaces]
        assert (len(voided), len(new)) in {(0, 0), (2, 2)}
        assert not lines or new
        assert {row.sha256 for row in new} <= {hashlib.sha256(anew(paper)).hexdigest() for paper in PAPERS}
        assert all(record.archive.content(row.sha256) for row in rows)


REISSUING = {"reissue": Act(two_that_stand, reissue_both, both_or_neither)}
