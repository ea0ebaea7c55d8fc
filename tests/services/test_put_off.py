"""后补 over a real record: with its clause and latest step, on a voluntary paper that speaks of no pledge."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from record_builders import DAY, tables
from told_builders import a_desk, drawn, taken_in, text_of

from gridcounter.core.checklist import LineState, Mark
from gridcounter.core.journal import Act, Kind

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.services.desk import Desk

UNTIL = date(2026, 10, 20)


def put_off(desk: Desk, latest: str = "") -> tuple[str, str]:
    application = taken_in(desk, {"case.supply.critical": True})
    line = next(one for one in desk.draft(application).lines if one.state == LineState.DUE)
    desk.mark(application, line.document.id, Mark(LineState.DEFERRED, until=UNTIL, latest=latest))
    return application, line.document.id


def test_what_is_put_off_is_journalled_with_clause_day_and_latest_step(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, document = put_off(desk)
        entry = [one for one in desk.record.journal.of(application) if one.kind == Kind.DOCUMENT_DEFERRED][-1]
        assert entry.payload is not None
        assert entry.payload["until"] == "2026-10-20"
        assert entry.payload["latest"] == "装表接电前"
        assert "济能字〔2021〕22号" in entry.payload["basis"]
        assert entry.payload["consequence"] == "装表接电自补齐之日起继续办理，不影响已经办完的环节"
        line = next(one for one in desk.draft(application).lines if one.document.id == document)
        assert (line.mark.until, line.mark.latest) == (UNTIL, "装表接电前")
        before = tables(desk.record.db)
        assert desk.record.rebuild().changed == ()
        assert tables(desk.record.db) == before


def test_the_paper_tells_clause_day_and_latest_step(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, _ = put_off(desk, latest="竣工检验前")
        papers = drawn(desk, application)
        told = text_of(papers["deferral_note"].content)
        assert all(part in told for part in ("2026年10月20日", "竣工检验前", "济能字〔2021〕22号", "自愿"))
        assert "竣工检验自补齐之日起继续办理" in told
        assert "最迟竣工检验前" in text_of(papers["one_time_notice"].content)


def test_at_jining_nothing_about_what_is_put_off_speaks_of_a_pledge(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, _ = put_off(desk)
        assert desk.draft(application).decision is not None
        assert "承诺" not in text_of(drawn(desk, application)["deferral_note"].content)
        line = next(one for one in desk.draft(application).lines if one.state == LineState.DEFERRED)
        assert "承诺" not in line.mark.basis + line.mark.latest


def test_entries_from_before_there_was_a_latest_step_are_read_as_they_were(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, document = put_off(desk)
        told = {"document": document, "until": DAY.isoformat()}

        desk.record.journal.append(Act(Kind.DOCUMENT_DEFERRED, told, desk.clerk, application))
        assert desk.checklist.marks(application)[document] == Mark(LineState.DEFERRED, until=DAY)
        assert "装表接电前" in text_of(drawn(desk, application)["deferral_note"].content)
