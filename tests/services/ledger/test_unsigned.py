"""未回签: delivered papers to be signed whose signed copy is not filed yet."""

from __future__ import annotations

from pathlib import Path

from builders.record_builders import CLERK, DAY, PDF, a_record

from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.ledger.ledger import Chip, Ledger
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.record.record import Record

A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def handed_over(record: Record, application: str, paper: str = "one_time_notice", how: str = "in_person") -> str:
    intake = Intake(record, CLERK)
    kind = Kind.NOTICE_ISSUED if paper == "one_time_notice" else Kind.PAPER_ISSUED
    ref = intake.issue(application, Issue(paper, PDF + paper.encode(), "c", "1", "1"), kind).ref
    intake.deliver(application, ref, how)
    return ref


def unsigned(record: Record) -> list[str]:
    return [row.id for row in Ledger(record).look(chip=Chip.UNSIGNED).rows]


def test_a_paper_is_unsigned_from_its_delivery_until_its_signed_copy_is_filed(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        intake, attachments = Intake(record, CLERK), Attachments(record, CLERK)
        one, sent, asked = intake.open(DAY), intake.open(DAY), intake.open(DAY)
        handed_over(record, sent, how="other")
        intake.issue(asked, Issue("one_time_notice", PDF, "c", "1", "1"), Kind.NOTICE_ISSUED)
        assert unsigned(record) == [], "sent by post, or not delivered yet"

        paper = handed_over(record, one)
        assert unsigned(record) == [one]
        signed = attachments.add_content(one, A_PDF, "签收件", paper)
        assert unsigned(record) == []
        attachments.remove(signed, "拿错了")
        assert unsigned(record) == [one]
        record.journal.append(Act(Kind.PAPER_VOIDED, {"ref": paper, "why": "写错"}, CLERK, one))
        assert unsigned(record) == []


def test_of_two_papers_each_needs_its_own_signed_copy(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        application = Intake(record, CLERK).open(DAY)
        notice = handed_over(record, application)
        receipt = handed_over(record, application, "acceptance_receipt")
        Attachments(record, CLERK).add_content(application, A_PDF, "签收件", notice)
        assert unsigned(record) == [application]
        Attachments(record, CLERK).add_content(application, A_PDF + b"\n", "签收件二", receipt)
        assert unsigned(record) == []
        assert record.rebuild().changed == ()
        assert unsigned(record) == []
