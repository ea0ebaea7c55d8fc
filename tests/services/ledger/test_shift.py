"""交班: the slip lists what is on record, and only the next clerk's own PIN confirms the handover."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from builders.record_builders import CHEAP, CLERK, Clock, a_paper, a_record, an_answer, an_opening
from pypdf import PdfReader

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.reports.shift import Slip, SlipLine, SlipPart
from gridcounter.documents.faces import find_faces
from gridcounter.services.ledger.shift import SameClerk, Shift, draw_slip
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.office.wrong_tries import WrongPin
from gridcounter.services.record.record import Record

ASSESSOR = open_assessor()
#: The clock of the record stands on a Monday; two working days from it is Wednesday.
MONDAY, TUESDAY = date(2026, 9, 21), date(2026, 9, 22)


@contextmanager
def a_shift(folder: Path) -> Iterator[tuple[Record, Shift, str]]:
    """With one application accepted today, and a second clerk whose PIN is 8642."""
    with a_record(folder / "record", Clock()) as record:
        clerks = Clerks(record, cost=CHEAP)
        other = clerks.add(CLERK, "李接班", Role.CLERK, "8642")
        for act in (
            an_opening(fields={"applicant.name": "样例面馆"}),
            Act(Kind.MATERIALS_RECEIVED, {"on": MONDAY.isoformat()}, CLERK, "a1"),
            Act(Kind.APPLICATION_ACCEPTED, {"on": MONDAY.isoformat(), "answer": an_answer()}, CLERK, "a1"),
        ):
            record.journal.append(act)
        yield record, Shift(open_application_service(record, ASSESSOR), clerks), other


def lines(slip: Slip, key: str) -> list[str]:
    return [line.text for part in slip.parts if part.key == key for line in part.lines]


def test_what_was_promised_today_is_shown_with_its_first_day(tmp_path: Path) -> None:
    with a_shift(tmp_path) as (_, shift, _other):
        assert lines(shift.slip(MONDAY), "promised") == ["JN1-0001 样某　方案答复，9月23日前"]
        assert lines(shift.slip(TUESDAY), "promised") == []


@pytest.mark.parametrize("off", [timedelta(days=30), timedelta(days=-30)])
def test_the_day_of_an_act_is_the_one_on_which_it_was_entered(tmp_path: Path, off: timedelta) -> None:
    """A clock that had been wrong once leaves the logical clock behind it; another day may be given for the act."""
    clock = Clock()
    right = clock.at
    with a_record(tmp_path / "record", clock) as record:
        clock.at = right + off
        record.journal.append(an_opening())
        clock.at = right
        accepted = {"on": MONDAY.isoformat(), "answer": an_answer()}
        record.journal.append(Act(Kind.MATERIALS_RECEIVED, {"on": MONDAY.isoformat()}, CLERK, "a1"))
        record.journal.append(Act(Kind.APPLICATION_ACCEPTED, accepted, CLERK, "a1", "2026-09-14T09:00:00+08:00"))
        shift = Shift(open_application_service(record, ASSESSOR), Clerks(record, cost=CHEAP))

        assert lines(shift.slip(MONDAY), "promised") == ["JN1-0001　方案答复，9月23日前"]
        assert lines(shift.slip(date(2026, 9, 14)), "promised") == []
        assert lines(shift.slip((right + off).date()), "promised") == []


def test_what_ends_on_the_next_working_day_is_shown_the_day_before(tmp_path: Path) -> None:
    with a_shift(tmp_path) as (_, shift, _other):
        assert lines(shift.slip(MONDAY), "due_tomorrow") == []
        assert lines(shift.slip(TUESDAY), "due_tomorrow") == ["JN1-0001 样某　方案答复，9月23日"]


def test_a_notice_is_unsigned_until_its_signed_copy_is_attached(tmp_path: Path) -> None:
    with a_shift(tmp_path) as (record, shift, _):
        notice = record.journal.append(Act(Kind.NOTICE_ISSUED, dict(a_paper().payload), CLERK, "a1"))
        assert lines(shift.slip(MONDAY), "unsigned") == ["JN1-0001 样某　2026-09-21 出具"]
        values = {"sha256": "0" * 64, "type": "image/png", "title": "签收件", "size": 1, "paper": notice.ref}
        record.journal.append(Act(Kind.ATTACHMENT_ADDED, values, CLERK, "a1"))
        assert lines(shift.slip(MONDAY), "unsigned") == []


def test_what_is_not_in_the_official_system_stays_on_the_slip_until_it_is(tmp_path: Path) -> None:
    with a_shift(tmp_path) as (record, shift, _):
        assert lines(shift.slip(MONDAY), "not_entered") == ["JN1-0001 样某　2026-09-21 受理"]
        record.journal.append(Act(Kind.OFFICIAL_NUMBER_ENTERED, {"number": "370812345"}, CLERK, "a1"))
        assert lines(shift.slip(MONDAY), "not_entered") == []


def test_a_firm_is_named_on_the_slip_by_the_first_characters(tmp_path: Path) -> None:
    with a_shift(tmp_path) as (record, shift, _):
        fields = {
            "applicant.name": {"to": "样例面粉加工厂有限公司", "over": None},
            "applicant.id_kind": {"to": "uscc", "over": None},
        }
        known = record.applications.fields("a1")
        fields["applicant.name"]["over"] = known["applicant.name"].ref
        record.journal.append(Act(Kind.FIELDS_CHANGED, {"fields": fields}, CLERK, "a1"))
        assert lines(shift.slip(MONDAY), "not_entered") == ["JN1-0001 样例面粉加工厂有限公　2026-09-21 受理"]


def test_filings_under_way_are_on_the_slip_until_the_street_is_restored(tmp_path: Path) -> None:
    with a_shift(tmp_path) as (record, shift, _):
        seen = []
        for kind, values in (
            (Kind.FILING_PREPARED, {}),
            (Kind.FILING_SIGNED, {"by": ["owner", "builder"]}),
            (Kind.FILING_PUSHED, {"serial": "T-1"}),
            (Kind.WORKS_STARTED, {}),
            (Kind.FILING_RETURNED, {"why": "缺图", "wants": ["缺图"], "until": ""}),
            (Kind.FILING_PREPARED, {}),
            (Kind.WORKS_RESTORED, {}),
        ):
            record.journal.append(Act(kind, {"on": MONDAY.isoformat(), **values}, CLERK, "a1"))
            seen += [line.partition("　")[2] for line in lines(shift.slip(MONDAY), "filings")]
        states = ("已填写", "已签章", "已推送", "施工中", "退回补正")
        assert seen == [*(f"第 1 版，{state}" for state in states), "第 2 版，施工中"]


def test_who_is_alone_in_the_office_confirms_for_himself(tmp_path: Path) -> None:
    with a_shift(tmp_path) as (record, shift, other):
        Clerks(record, cost=CHEAP).leave(CLERK, other)
        assert shift.alone
        with pytest.raises(WrongPin):
            shift.hand_over(shift.slip(MONDAY), CLERK, "1111")
        shift.hand_over(shift.slip(MONDAY), CLERK, "471108")
        payload = list(record.journal.all())[-1].payload
        assert payload is not None
        assert payload["to"] == CLERK


def test_sheets_in_the_drawer_grow_old_with_the_quarter_and_with_a_new_pack(tmp_path: Path) -> None:
    with a_shift(tmp_path) as (record, shift, _):
        assert shift.slip(MONDAY).drawer == ""
        record.journal.append(Act(Kind.NUMBERS_RESERVED, {"numbers": ["JN1-9"], "purpose": "drawer"}, CLERK))
        assert shift.slip(MONDAY).drawer == ""
        assert "工作日表已过期" in shift.slip(date(2026, 10, 8)).drawer


def test_the_next_clerk_confirms_by_his_own_pin_and_the_figures_are_on_record(tmp_path: Path) -> None:
    with a_shift(tmp_path) as (record, shift, other):
        slip = shift.slip(MONDAY)
        with pytest.raises(SameClerk):
            shift.hand_over(slip, CLERK, "471108")
        with pytest.raises(WrongPin):
            shift.hand_over(slip, other, "471108")
        before = record.journal.count()
        shift.hand_over(slip, other, "8642")
        entry = list(record.journal.all())[-1]
        assert record.journal.count() == before + 1
        assert (entry.kind, entry.clerk) == (Kind.DESK_HANDED_OVER, CLERK)
        assert entry.payload == {
            "to": other,
            "figures": {"promised": 1, "due_tomorrow": 0, "unsigned": 0, "not_entered": 1, "filings": 0},
        }


def test_the_slip_names_a_person_by_the_surname_and_is_one_page(tmp_path: Path) -> None:
    with a_shift(tmp_path) as (_, shift, _other):
        (tmp_path / "slip.pdf").write_bytes(draw_slip(shift.slip(MONDAY), find_faces()))
    reader = PdfReader(tmp_path / "slip.pdf")
    text = reader.pages[0].extract_text()
    assert len(reader.pages) == 1
    assert "JN1-0001 样某" in text
    assert "样例面馆" not in text


@pytest.mark.parametrize(
    ("count", "more"),
    [(0, ()), (1, ()), (3, ()), (4, ("另有 1 件，见系统",)), (5, ("另有 2 件，见系统",))],
)
def test_three_lines_fit_and_what_is_more_is_counted(count: int, more: tuple[str, ...]) -> None:
    part = SlipPart("promised", "今天受理的", tuple(SlipLine(f"a{n}", f"第{n}") for n in range(count)))

    assert part.printed == (*(f"第{n}" for n in range(min(count, 3))), *more)
    assert part.head == f"今天受理的（{count}）"


def test_a_line_names_another_business_and_no_kind_of_connecting(tmp_path: Path) -> None:
    """Both said the same: the next clerk took a transfer for a connection."""
    with a_shift(tmp_path) as (record, shift, _other):
        for number, business in (("2", "transfer"), ("3", "capacity_increase")):
            one = f"a{number}"
            fields = {"applicant.name": "样例面馆", "case.business": business}
            record.journal.append(an_opening(one, f"JN1-000{number}", fields))
            record.journal.append(Act(Kind.MATERIALS_RECEIVED, {"on": MONDAY.isoformat()}, CLERK, one))
            record.journal.append(Act(Kind.APPLICATION_ACCEPTED, {"on": MONDAY.isoformat()}, CLERK, one))

        assert lines(shift.slip(MONDAY), "not_entered") == [
            "JN1-0001 样某　2026-09-21 受理",
            "JN1-0002 样某　过户、更名　2026-09-21 受理",
            "JN1-0003 样某　2026-09-21 受理",
        ]
