"""后补 over a real record: with its clause and latest step, on a voluntary paper without a pledge."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from builders.paper_builders import an_application, paperwork
from builders.record_builders import DAY, tables
from builders.told_builders import a_desk, drawn, taken_in, text_of

from gridcounter.core.intake.checklist import LineState, Mark
from gridcounter.core.record.journal import Act, Kind
from gridcounter.errors import WrongInput
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.checklist import DeferredTooLate, IdentityNotDeferrable
from gridcounter.services.ledger.agenda import View, read_agenda

UNTIL = date(2026, 10, 20)


def deferred(desk: ApplicationService, latest: str = "") -> tuple[str, str]:
    application = taken_in(desk, {"case.supply.critical": True})
    line = next(one for one in desk.state(application).lines if one.state == LineState.DUE)
    desk.mark(application, line.document.id, Mark(LineState.DEFERRED, until=UNTIL, latest=latest))
    return application, line.document.id


def test_what_is_deferred_is_journalled_with_clause_day_and_latest_step(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, document = deferred(desk)
        entry = [one for one in desk.record.journal.of(application) if one.kind == Kind.DOCUMENT_DEFERRED][-1]
        assert entry.payload is not None
        assert entry.payload["until"] == "2026-10-20"
        assert entry.payload["latest"] == "装表接电前"
        assert "济能字〔2021〕22号" in entry.payload["basis"]
        assert "consequence" not in entry.payload
        line = next(one for one in desk.state(application).lines if one.document.id == document)
        assert (line.mark.until, line.mark.latest) == (UNTIL, "装表接电前")
        before = tables(desk.record.db)
        assert desk.record.rebuild().changed == ()
        assert tables(desk.record.db) == before


def test_the_paper_prints_clause_day_and_latest_step(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, _ = deferred(desk, latest="竣工检验前")
        papers = drawn(desk, application)
        result = text_of(papers["deferral_note"].content)
        assert all(part in result for part in ("2026年10月20日", "竣工检验前", "济能字〔2021〕22号", "自愿"))
        assert "到期未补" not in result, "no paper of any place says what follows"
        assert "最迟竣工检验前" in text_of(papers["one_time_notice"].content)


def test_at_jining_nothing_about_what_is_deferred_speaks_of_a_pledge(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, _ = deferred(desk)
        assert desk.state(application).decision is not None
        assert "承诺" not in text_of(drawn(desk, application)["deferral_note"].content)
        line = next(one for one in desk.state(application).lines if one.state == LineState.DEFERRED)
        assert "承诺" not in line.mark.basis + line.mark.latest


def test_entries_from_before_there_was_a_latest_step_are_read_as_they_were(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, document = deferred(desk)
        values = {"document": document, "until": DAY.isoformat()}

        desk.record.journal.append(Act(Kind.DOCUMENT_DEFERRED, values, desk.clerk, application))
        assert desk.checklist.marks(application)[document] == Mark(LineState.DEFERRED, until=DAY)
        assert "设计审查前" in text_of(drawn(desk, application)["deferral_note"].content)


ONCE_SAID = "装表接电自补齐之日起继续办理，不影响已经办完的环节"


def test_what_the_program_said_follows_is_said_no_more_of_older_entries(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, document = deferred(desk)
        values = {"document": document, "until": UNTIL.isoformat(), "latest": "装表接电前", "consequence": ONCE_SAID}
        desk.record.journal.append(Act(Kind.DOCUMENT_DEFERRED, values, desk.clerk, application))
        for paper in drawn(desk, application).values():
            assert "自补齐之日起" not in text_of(paper.content)
        agenda = read_agenda(desk.record.db, desk.assessor.calendar, DAY)
        (row,) = agenda.rows(View.DEFERRED)
        assert "最迟装表接电前。收到后" in row.arithmetic


def test_what_the_office_says_follows_is_said(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, document = deferred(desk)
        values = {"document": document, "until": UNTIL.isoformat(), "latest": "装表接电前", "consequence": "另行通知"}
        desk.record.journal.append(Act(Kind.DOCUMENT_DEFERRED, values, desk.clerk, application))
        papers = drawn(desk, application)
        assert "到期未补" in text_of(papers["deferral_note"].content)
        assert "到期未补，另行通知" in text_of(papers["one_time_notice"].content)


# before its stage, and never what a case is taken in by


SHOP: dict[str, object] = {
    "case.customer": "micro_enterprise",
    "case.supply.voltage_kv": 0.4,
    "case.supply.capacity": 60.0,
    "case.supply.unit": "kW",
    "case.supply.connection": "service_drop",
    "case.works": None,
}


def mark_later(desk: ApplicationService, application: str, document: str, until: date, latest: str) -> None:
    desk.mark(application, document, Mark(LineState.DEFERRED, until=until, latest=latest))


@pytest.mark.parametrize(
    ("latest", "last", "label"),
    [("答复供电方案前", date(2026, 9, 22), "业务受理并答复供电方案"), ("竣工检验前", None, ""), ("", None, "")],
)
def test_a_day_that_is_not_before_its_stage_is_refused(
    tmp_path: Path, latest: str, last: date | None, label: str
) -> None:
    """Only a stage whose day is known has one."""
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, {"case.supply.critical": True})
        document = next(one for one in desk.state(application).lines if one.state == LineState.DUE).document.id
        if last is None:
            mark_later(desk, application, document, UNTIL, latest)
            return
        with pytest.raises(DeferredTooLate, match=f"{label}的届满日是 2026-09-23，最迟{latest}补齐的，后补日期要早于"):
            mark_later(desk, application, document, last + timedelta(days=1), latest)
        mark_later(desk, application, document, last, latest)


def test_the_day_of_a_whole_process_ends_what_may_come_before_a_connection(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(
            replace(desk, place="lianyungang"), SHOP | {"case.works": {}, "case.locality": "lianyungang"}
        )
        decision = desk.state(application).decision
        assert decision is not None
        due = next(one.due_on for one in decision.clocks if one.id == "whole_process")
        assert due is not None
        with pytest.raises(DeferredTooLate, match="申请到接电"):
            mark_later(desk, application, "premises", due, "")
        mark_later(desk, application, "premises", due - timedelta(days=1), "")
        with pytest.raises(IdentityNotDeferrable):
            mark_later(desk, application, "identity", DAY, "")
        choices = {line.document.id: line.choices for line in desk.state(application).lines}
        assert LineState.DEFERRED not in choices["identity"]
        assert LineState.DEFERRED in choices["premises"]


@pytest.mark.parametrize(
    ("deferred", "problem"),
    [
        ({"document": "premises", "until": "2026-12-20"}, "deferred.0.until：填写的是 “2026-12-20”；应为早于 2026-1"),
        ({"document": "identity", "until": "2026-11-27"}, "deferred.0.document：填写的是 “identity”；应为身份证明以外"),
    ],
)
def test_the_command_line_refuses_the_same(deferred: dict[str, str], problem: str) -> None:
    raw = an_application("lianyungang", deferred=[deferred], **{"case.on": "2026-11-27", "case.works": None})
    raw["case"]["supply"] = {"voltage_kv": 0.4, "capacity": 60, "unit": "kW", "connection": "service_drop"}
    raw["case"]["customer"] = "micro_enterprise"
    with pytest.raises(WrongInput) as refused:
        paperwork().read_application(json.dumps(raw))
    assert [line for line in refused.value.lines if line.startswith(problem)] == list(refused.value.lines)
