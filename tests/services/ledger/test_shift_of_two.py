"""The slip of an office where two of everything happened: whose it is, what stands by now, and in which order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from builders.deadline_builders import clock
from builders.record_builders import CHEAP, CLERK, Clock, a_paper, a_record, an_answer, an_opening

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.reports.shift import Slip
from gridcounter.services.ledger.shift import Shift
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.record.record import Record

#: The clock of the record stands on the Monday; after the Friday come two days off.
MONDAY, TUESDAY, FRIDAY = date(2026, 9, 21), date(2026, 9, 22), date(2026, 9, 11)


@contextmanager
def an_office(folder: Path) -> Iterator[tuple[Record, Shift, str]]:
    with a_record(folder / "record", Clock()) as record:
        clerks = Clerks(record, cost=CHEAP)
        other = clerks.add(CLERK, "李接班", Role.CLERK, "8642")
        yield record, Shift(open_application_service(record, open_assessor()), clerks), other


def opened(record: Record, number: int) -> str:
    record.journal.append(an_opening(f"a{number}", f"JN1-{number:04d}"))
    return f"a{number}"


def accepted(record: Record, number: int, by: str = CLERK, *clocks: dict[str, Any], on: date = MONDAY) -> str:
    application = opened(record, number)
    values = {"on": on.isoformat(), "answer": an_answer(clocks=list(clocks or (clock("plan", 2, "accepted"),)))}
    record.journal.append(Act(Kind.MATERIALS_RECEIVED, {"on": on.isoformat()}, by, application))
    record.journal.append(Act(Kind.APPLICATION_ACCEPTED, values, by, application))
    return application


def a_notice(record: Record, application: str, by: str = CLERK) -> str:
    return record.journal.append(Act(Kind.NOTICE_ISSUED, a_paper().payload, by, application)).ref


def told(slip: Slip) -> dict[str, list[str]]:
    return {part.key: [line.text for line in part.lines] for part in slip.parts}


def test_what_was_promised_is_each_clerks_own_with_the_first_of_several_days(tmp_path: Path) -> None:
    with an_office(tmp_path) as (record, shift, other):
        accepted(record, 2, CLERK, clock("whole", 9, "accepted"), clock("plan", 2, "accepted"))
        accepted(record, 1)
        accepted(record, 3, other)
        accepted(record, 4, CLERK, clock("silent", None, "accepted"))

        assert told(shift.slip(MONDAY))["promised"] == [
            "JN1-0001　方案答复，9月23日前",
            "JN1-0002　方案答复，9月23日前",
            "JN1-0004",
        ]
        assert told(shift.slip(TUESDAY))["promised"] == []


def test_what_ends_next_is_everybodys_the_earliest_first_and_not_what_ends_today_or_later(tmp_path: Path) -> None:
    with an_office(tmp_path) as (record, shift, other):
        accepted(record, 1, other, clock("plan", 2, "accepted"))
        accepted(record, 2, CLERK, clock("plan", 1, "accepted"), clock("connect", 2, "accepted"))
        accepted(record, 3, CLERK, clock("plan", 3, "accepted"))
        gone = accepted(record, 4)
        record.journal.append(Act(Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, CLERK, gone))

        assert told(shift.slip(TUESDAY))["due_tomorrow"] == [
            "JN1-0001　方案答复，9月23日",
            "JN1-0002　验收送电，9月23日",
        ]


def test_what_ends_on_a_day_off_before_the_next_working_day_is_shown_too(tmp_path: Path) -> None:
    with an_office(tmp_path) as (record, shift, _):
        accepted(record, 1, CLERK, clock("plan", None, "accepted", 2), on=FRIDAY)  # ends on Sunday
        accepted(record, 2, CLERK, clock("plan", None, "accepted", 3), on=FRIDAY)  # on Monday
        accepted(record, 3, CLERK, clock("plan", None, "accepted", 4), on=FRIDAY)  # on Tuesday

        assert told(shift.slip(FRIDAY))["due_tomorrow"] == [
            "JN1-0001　方案答复，9月13日",
            "JN1-0002　方案答复，9月14日",
        ]


def test_unsigned_are_the_standing_notices_of_this_clerk_the_newest_first(tmp_path: Path) -> None:
    with an_office(tmp_path) as (record, shift, other):
        for number in range(1, 7):
            opened(record, number)
        first, second, voided, closed, theirs, taken_off = (
            a_notice(record, f"a{number}", other if number == 5 else CLERK) for number in range(1, 7)
        )
        assert len({first, second, voided, closed, theirs, taken_off}) == 6
        record.journal.append(Act(Kind.PAPER_VOIDED, {"ref": voided, "why": "写错"}, CLERK, "a3"))
        record.journal.append(Act(Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, CLERK, "a4"))
        signed = {"sha256": "0" * 64, "type": "image/png", "title": "签收件", "size": 1}
        kept = Act(Kind.ATTACHMENT_ADDED, {**signed, "paper": taken_off}, CLERK, "a6")
        removed = record.journal.append(kept).ref
        assert told(shift.slip(MONDAY))["unsigned"] == [f"JN1-000{number}　2026-09-21 出具" for number in (2, 1)]
        record.journal.append(Act(Kind.ATTACHMENT_REMOVED, {"ref": removed, "why": "拿错了"}, CLERK, "a6"))
        record.journal.append(Act(Kind.ATTACHMENT_ADDED, {**signed, "paper": ""}, CLERK, "a1"))

        assert told(shift.slip(MONDAY))["unsigned"] == [f"JN1-000{number}　2026-09-21 出具" for number in (6, 2, 1)]


def test_not_entered_are_the_accepted_ones_of_everybody_the_oldest_first(tmp_path: Path) -> None:
    with an_office(tmp_path) as (record, shift, other):
        accepted(record, 1)
        accepted(record, 2, other, on=FRIDAY)
        entered, closed = accepted(record, 3), accepted(record, 4)
        opened(record, 5)
        record.journal.append(Act(Kind.OFFICIAL_NUMBER_ENTERED, {"number": "3708"}, CLERK, entered))
        record.journal.append(Act(Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, CLERK, closed))

        slip = shift.slip(MONDAY)

        assert told(slip)["not_entered"] == ["JN1-0002　2026-09-11 受理", "JN1-0001　2026-09-21 受理"]
        assert slip.figures == {"promised": 3, "due_tomorrow": 0, "unsigned": 0, "not_entered": 2, "filings": 0}


_OLD_PACK = ["早于现行政策版本"]


@pytest.mark.parametrize(
    ("adopted", "made", "warns_of"),
    [
        ([MONDAY], [MONDAY], []),
        ([TUESDAY], [MONDAY], _OLD_PACK),
        ([TUESDAY], [MONDAY, TUESDAY], []),
        ([MONDAY, TUESDAY], [MONDAY], _OLD_PACK),
    ],
)
def test_sheets_of_the_day_of_the_last_pack_are_good_and_those_of_the_day_before_are_not(
    adopted: list[date], made: list[date], warns_of: list[str], tmp_path: Path
) -> None:
    with an_office(tmp_path) as (record, shift, _):
        for day in (MONDAY, TUESDAY):
            sheets = {"numbers": [f"JN1-{day.day}"], "purpose": "drawer"}
            pack = {
                "id": "jining",
                "number": f"样能字〔2026〕{day.day}号",
                "version": f"sha256:{day.day}",
                "files": {"pack.toml": ""},
            }
            acts = [Act(Kind.NUMBERS_RESERVED, sheets, CLERK)] * (day in made)
            acts += [Act(Kind.PACK_ADOPTED, pack, CLERK)] * (day in adopted)
            record.write(partial(_on, day, acts))

        assert re.findall("早于现行政策版本", shift.slip(TUESDAY).drawer) == warns_of


def _on(day: date, acts: list[Act], stores: Any) -> None:  # noqa: ANN401  the writer's stores
    stores.journal._clock.at = stores.journal._clock.at.replace(day=day.day)  # noqa: SLF001  the record's own clock
    for act in acts:
        stores.journal.append(act)
