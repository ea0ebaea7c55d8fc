"""Settings and acts of the whole office: clerks and rights, letterhead, years, editions, import and export, shifts.

`held/life_of_an_office.txt` is rewritten as CONTRIBUTING.md says, and reviewed before it is committed.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from builders.chronicle import Chronicle, clock_of, desk_in
from builders.exchange_builders import COMPANY, RESIDENT, a_line, filled
from builders.held import hold
from builders.pack_builders import ONE_CASE, SHORTER_STEP, an_edition
from builders.paper_builders import paperwork
from builders.record_builders import CHEAP, PASSPHRASE
from builders.workbook_told import workbook_told
from builders.year_builders import a_whole_year, as_json

from gridcounter.bootstrap import open_application_service
from gridcounter.documents.faces import packaged_faces
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.custody.breach_notice import write_affected
from gridcounter.services.custody.diagnostics import Diagnostics
from gridcounter.services.custody.passphrases import change_passphrase
from gridcounter.services.exchange.import_template import write_template
from gridcounter.services.exchange.ledger_export import LedgerExport
from gridcounter.services.exchange.ledger_import import LedgerImport
from gridcounter.services.ledger.ledger import Chip
from gridcounter.services.ledger.shift import Shift
from gridcounter.services.office.calendars import read_year_file
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.office_years import OfficeYears
from gridcounter.services.office.offices import banner_of, read_office, set_office
from gridcounter.services.office.roles import RIGHTS, Role, may
from gridcounter.services.office.year_loading import list_words, look_at, outcome, year_words
from gridcounter.services.policy.adopted_packs import PackAdoption
from gridcounter.services.policy.impact import change_words
from gridcounter.services.record.record import Record

HELD = Path(__file__).parent / "held"
DAY, NEXT = date(2026, 9, 21), date(2026, 9, 28)
NEW = "另一个足够长的口令"


def clerks_of(record: Record, at: list[float] | None = None) -> Clerks:
    seconds = at or [0.0]
    return Clerks(record, clock=lambda: seconds[0], cost=CHEAP)


def test_an_office_is_set_asked_and_handed_over(tmp_path: Path) -> None:
    with desk_in(tmp_path / "record", DAY) as desk:
        result = Chronicle(desk.record)
        result.names.call(str(tmp_path), "…")
        clerks(result, desk)
        office(result, desk)
        years(result, desk)
        now = editions(result, desk, tmp_path)
        lists(result, now, tmp_path)
        shifts(result, now)
        result.tables()
        result.do("rebuilt", lambda: desk.record.rebuild().changed, say=True)
    hold(HELD / "life_of_an_office.txt", result.lines)


def test_the_template_of_an_import_is_as_it_was_read(tmp_path: Path) -> None:
    write_template(tmp_path / "template.xlsx")
    hold(HELD / "import_template.txt", workbook_told(tmp_path / "template.xlsx"))


def test_what_this_machine_lacks_is_said() -> None:
    """Whatever fonts it has: those of the package."""
    lines = []
    for year in (2026, 2027):
        findings = Diagnostics(paperwork(), year).examine()
        lines += [f"{one.what}｜{one.text}｜{one.good}｜{one.optional}" for one in findings if one.what != "部件"]
    hold(HELD / "examination.txt", dict.fromkeys(lines))


def clerks(result: Chronicle, desk: ApplicationService) -> None:
    seconds = [0.0]
    all_of = clerks_of(desk.record, seconds)
    result.refused("no name, a PIN of 3", all_of.add, "c1", "  ", Role.CLERK, "123")
    result.refused("a PIN of 9", all_of.add, "c1", "样赵", Role.CLERK, "123456789")
    result.refused("a PIN of letters", all_of.add, "c1", "样赵", Role.CLERK, "12a4")
    result.refused("one that is tried first", all_of.add, "c1", "样赵", Role.CLERK, "1234")
    zhao = str(result.do("one of 4", all_of.add, "c1", " 样 赵 ", Role.CLERK, "2583"))
    qian = str(result.do("one of 8", all_of.add, "c1", "样钱", Role.LEADER, "25801397"))
    result.refused("the same name", all_of.add, "c1", "样钱", Role.CLERK, "2583")
    result.refused("by a leader", all_of.add, qian, "样孙", Role.CLERK, "2583")
    result.refused("by nobody", all_of.add, "none", "样孙", Role.CLERK, "2583")
    result.refused("more rights, without a new PIN", all_of.change, "c1", zhao, role=Role.LEADER)
    result.do("renamed, and more rights", all_of.change, "c1", zhao, name="样赵一", role=Role.LEADER, pin="220416")
    result.refused("renamed to the same", all_of.change, "c1", zhao, name="样钱")
    result.refused("nobody renamed", all_of.change, "c1", "none", name="样孙")
    result.refused("the last administrator", all_of.change, "c1", "c1", role=Role.LEADER)
    result.do("a new PIN", all_of.reset_pin, "c1", zhao, "300517")
    result.refused("his own, the old one wrong", all_of.change_own_pin, zhao, "111111", "220416")
    result.do("his own", all_of.change_own_pin, zhao, "300517", "220416")
    result.do("right", all_of.identify, zhao, "220416", say=True)
    for title, pin, at in (
        ("wrong once", "1", 0.0), ("wrong twice", "1", 0.0), ("three times", "1", 0.0), ("at 29.9 s", "220416", 29.9),
        ("at 30 s, wrong", "1", 30.0), ("at 89.9 s", "220416", 89.9), ("at 90 s, right", "220416", 90.0),
    ):  # fmt: skip
        seconds[0] = at
        result.do(title, all_of.identify, zhao, pin)
    result.refused("leaves his own chair", all_of.leave, "c1", "c1")
    result.do("leaves", all_of.leave, "c1", zhao)
    result.refused("is asked for no more", all_of.identify, zhao, "220416")
    result.do("another of his name", all_of.add, "c1", "样赵一", Role.CLERK, "2583")
    result.refused("comes back", all_of.come_back, "c1", zhao)
    result.do("under another name", all_of.change, "c1", zhao, name="样赵二")
    result.do("comes back then", all_of.come_back, "c1", zhao)
    result.say("all", all_of.all())
    by_role = {role: [right for right in RIGHTS if may(replace(all_of.get("c1"), role=role), right)] for role in Role}
    result.say("rights", by_role)


def office(result: Chronicle, desk: ApplicationService) -> None:
    record = desk.record
    full: dict[str, Any] = {"name": " 样例大厅 ", "phone": "0537－2345678", "supplier": "样例公司", "role": "park_team"}
    result.refused("without a name", set_office, record, "c1", {"name": " "}, sole_proprietor_as_micro=None, park=None)
    wrong = {"name": "样例", "role": "nobody", "policy_confirmed_on": "2026-13-01"}
    result.refused(
        "what is no role and no day", set_office, record, "c1", wrong, sole_proprietor_as_micro=None, park=None
    )
    result.do("set", set_office, record, "c1", full, sole_proprietor_as_micro=True, park=None)
    qian = next(one.id for one in Clerks(record).all() if one.name == "样钱")
    result.refused("by a leader", set_office, record, qian, full, sole_proprietor_as_micro=True, park=None)
    result.say("as it is", read_office(record))
    result.say("with the other at the desk", read_office(record, qian))
    result.refused("passphrase by a leader", change_passphrase, record, qian, PASSPHRASE, NEW, cost=CHEAP)
    result.refused("the old one wrong", change_passphrase, record, "c1", "不对的一个口令啊", NEW, cost=CHEAP)
    result.refused("the new one short", change_passphrase, record, "c1", PASSPHRASE, "短", cost=CHEAP)
    result.do("passphrase", change_passphrase, record, "c1", PASSPHRASE, NEW, cost=CHEAP)


def years(result: Chronicle, desk: ApplicationService) -> None:
    kept = OfficeYears(desk.record, "c1")
    year = a_whole_year(2027, [date(2027, 2, 10), date(2027, 10, 4)], [date(2027, 2, 14)])
    loading = look_at(read_year_file("2027.json", as_json(year).encode()), desk.assessor.calendar)
    for words in (year_words(loading.year), *list_words(loading.year), outcome(loading)):
        result.say("words", words)
    result.do("a year", kept.add, loading)
    desk = open_application_service(desk.record, desk.assessor)
    other = year.model_copy(update={"holidays": tuple(day for day in year.holidays if day != date(2027, 2, 10))})
    changed = look_at(other, desk.assessor.calendar)
    result.refused("the year once more, another", kept.add, changed)
    result.do("agreed", kept.add, changed, agreed=True)
    lacking = a_whole_year(2028).model_copy(update={"holidays": a_whole_year(2028).holidays[1:]})
    less = year.model_copy(update={"holidays": year.holidays[2:]})
    result.do("a year that lacks a day", kept.add, look_at(lacking, desk.assessor.calendar))
    result.refused("a known year that would lack it", look_at, less, desk.assessor.calendar)
    result.say("counted on", [(one.year, len(one.holidays), len(one.make_up)) for one in kept.all()])
    for name, content in {
        "not_json.json": b"x", "2027.toml": b"year = 2027", "days.json": b'{"year": 2027, "holidays": ["2027-02-30"]}',
        "twice.json": json.dumps({"year": 2027, "holidays": ["2027-01-01"] * 2, "make_up": ["2027-01-01"]}).encode(),
        "encoding.json": '{"year": 2027, "x": "元旦"}'.encode("gbk"),
    }.items():  # fmt: skip
        result.refused(name, read_year_file, name, content)


def editions(result: Chronicle, desk: ApplicationService, folder: Path) -> ApplicationService:
    adoption = PackAdoption(desk)
    result.refused("what is in force", adoption.load, an_edition(folder / "same", begins="2021-05-31"))
    (folder / "nothing").mkdir()
    result.refused("no pack", adoption.load, folder / "nothing")
    new = adoption.load(an_edition(folder / "new", SHORTER_STEP, cases=ONE_CASE))
    result.say(
        "new", {"number": new.pack.header.number, "from": new.pack.header.in_force_from, "replaces": new.replaces}
    )
    dual = {"case.customer": "enterprise", "case.supply.voltage_kv": 10, "case.supply.sources": 2}
    one = str(result.do("one under way", desk.begin, DAY))
    result.do("of two sources", desk.save_all, one, dual)
    with desk.record.reading() as stores:
        found = adoption.impact(new, stores, NEXT)
    result.say("impact", found)
    result.say("in words", [change_words(change) for affected in found.affected for change in affected.changes])
    result.do("banner", adoption.set_banner, on=True)
    result.say("banner", banner_of(desk.record))
    clerk = next(each.id for each in Clerks(desk.record).all() if each.role == Role.CLERK)
    result.refused("banner by a clerk", PackAdoption(replace(desk, clerk=clerk)).set_banner, on=False)
    result.refused("adopted by a clerk", PackAdoption(replace(desk, clerk=clerk)).adopt, new, NEXT)
    result.do("adopted", adoption.adopt, new, NEXT)
    result.say("adopted", [(one.id, one.number, one.at, one.by) for one in adoption.adopted()])
    result.say("banner", banner_of(desk.record))
    result.do("adopted, not confirmed", adoption.adopt, new, None)
    return open_application_service(desk.record, desk.assessor)


def lists(result: Chronicle, desk: ApplicationService, folder: Path) -> None:
    record, importing = desk.record, LedgerImport(desk.record, desk.assessor, "c1")
    rows = (
        a_line(applicant__name="样例一店", applicant__id_number=RESIDENT, applicant__phone="13800000001"),
        a_line(applicant__name="样例一店", applicant__id_number=RESIDENT, applicant__phone="13800000001"),
        a_line(
            applicant__name="样例二厂", applicant__id_number=COMPANY, received_on="2026-09-01", accepted_on="9月2日"
        ),
        a_line(applicant__name="样例三厂", official_number="370811000001", accepted_on=date(2026, 8, 31)),
        a_line(applicant__name="样例四厂", case__supply__capacity="很大", applicant__phone="1.38E+10"),
        a_line(applicant__name="", received_on="2026-10-01"),
    )
    path = filled(folder / "in.xlsx", *rows)
    checked = result.do("checked", importing.check, path, NEXT)
    result.say("checked", checked)
    result.refused("with what is wrong", importing.take_in, checked)
    result.do("without it", importing.take_in, checked, leave_out=True, without_backup=True, say=True)
    result.do("once more", importing.check, path, NEXT, say=True)
    result.refused("a table with nothing in it", importing.check, filled(folder / "empty.xlsx"), NEXT)
    (folder / "no.xlsx").write_bytes(b"no workbook")
    result.refused("no workbook", importing.check, folder / "no.xlsx", NEXT)
    result.refused("no such file", importing.check, folder / "gone.xlsx", NEXT)
    export = LedgerExport(record, "c1")
    result.do("written", export.write, folder / "out.xlsx", on=NEXT, say=True)
    result.do("of some", export.write, folder / "some.xlsx", "样例一", Chip.UNDER_WAY, on=NEXT, say=True)
    for name in ("out.xlsx", "some.xlsx"):
        result.lines += [result.names.plain(line) for line in workbook_told(folder / name)]
    faces, clerk = packaged_faces(), next(one.id for one in Clerks(record).all() if one.role == Role.CLERK)
    people = (folder / "people.xlsx", NEXT, NEXT, faces)
    result.refused("people by a clerk", write_affected, record, clerk, *people)
    result.refused("people as text", write_affected, record, "c1", folder / "people.txt", NEXT, NEXT, faces)
    result.do("people", write_affected, record, "c1", *people, say=True)
    result.lines += [result.names.plain(line) for line in workbook_told(folder / "people.xlsx")]
    result.do(
        "people of the day before",
        write_affected,
        record,
        "c1",
        folder / "people.xlsx",
        date(2026, 9, 20),
        NEXT,
        faces,
        say=True,
    )


def shifts(result: Chronicle, desk: ApplicationService) -> None:
    clock_of(desk).on(NEXT)
    result.do("sheets for the drawer", desk.intake.reserve, NEXT, 3, "drawer")
    shift = Shift(desk, clerks_of(desk.record))
    slip = shift.slip(NEXT)
    result.say("slip", slip)
    result.say("printed", [(part.head, part.lines) for part in slip.parts])
    qian = next(one.id for one in Clerks(desk.record).all() if one.name == "样钱")
    result.refused("to oneself", shift.hand_over, slip, desk.clerk, "471108")
    result.refused("wrong PIN", shift.hand_over, slip, qian, "1111")
    result.do("handed over", shift.hand_over, slip, qian, "25801397")
    for day in (date(2026, 9, 30), date(2026, 10, 8)):
        result.say(f"drawer on {day}", shift.slip(day).drawer)
