"""A small office with one of everything, always in the state of Monday, 21 September 2026 at nine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from builders.filing_builders import fields_of
from builders.record_builders import CHEAP, CLERK, PASSPHRASE, a_setup, put
from builders.told_builders import FACTORY
from builders.window.still_clock import STILL, time_stands
from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.intake.checklist import LineState, Mark
from gridcounter.core.record.journal import Kind
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.filing.filings import ActDay, Filings
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.record.opening import create_record, open_record
from gridcounter.services.record.record import Record

ASSESSOR = open_assessor()
OFFICE = {
    "name": "样例供电营业厅",
    "role": "supplier_hall",
    "supplier": "样例供电公司",
    "window": "3号窗口",
    "phone": "0537-0000001",
    "hours": "周一至周五 9:00—17:00",
}
SHOP: dict[str, object] = {
    "case.business": "new_connection",
    "case.customer": "micro_enterprise",
    "case.supply.voltage_kv": 0.38,
    "case.supply.capacity": 60.0,
    "case.supply.unit": "kW",
    "case.supply.connection": "meter_only",
    "case.works": None,
    "applicant.name": "样例豆腐坊有限公司",
    "applicant.id_kind": "uscc",
    "applicant.id_number": "91370000MA0EXAMP0K",
    "applicant.legal_representative": "测无名",
    "applicant.contact": "样联系",
    "applicant.phone": "13900001234",
    "premises.address": "样例路8号",
    "premises.ownership": "owned",
}
#: Nothing of it may be read as markup, or as the key of a button.
ODD_NAME = "样例<b>甲</b>&乙店"


@contextmanager
def a_small_office(folder: Path) -> Iterator[Record]:
    """The clock stands while it is open."""
    with time_stands():
        put(folder / "record", "small office", _make)
        STILL.set("09-21 09:00")
        record = open_record(folder / "record", PASSPHRASE, clock=STILL)
        try:
            yield record
        finally:
            record.close()


def _make(folder: Path) -> None:
    record, _ = create_record(folder, PASSPHRASE, a_setup(office=OFFICE), cost=CHEAP, clock=STILL)
    _fill(record)
    record.close()


def _fill(record: Record) -> None:
    clerks = Clerks(record, cost=CHEAP)
    clerks.add(CLERK, "李接班", Role.CLERK, "8642")
    clerks.add(CLERK, "周值班", Role.LEADER, "975308")
    clerks.leave(CLERK, clerks.add(CLERK, "赵离岗", Role.CLERK, "1379"))
    desk = open_application_service(record, ASSESSOR, CLERK)
    shop = _taken_in(desk, "09-15", SHOP)
    desk.acceptance.enter_official_number(shop, "SG-0015")
    _taken_in(desk, "09-16", FACTORY | {"applicant.phone": "13900005678", "premises.address": "样例路9号"})
    filing = _taken_in(desk, "09-17", dict(fields_of("jining")))
    for kind, text in ((Kind.FILING_PREPARED, {}), (Kind.FILING_SIGNED, {"by": ["owner", "builder"]})):
        Filings(desk).note(filing, kind, ActDay(_today(), _today(), ""), text)
    STILL.set("09-18 10:00")
    desk.save_all(desk.begin_consultation(_today()), {"case.customer": "resident", "case.business": "new_connection"})
    closed = desk.begin(_today())
    desk.save_all(closed, SHOP | {"applicant.name": "样例旧店", "applicant.id_number": None})
    desk.closing.close(closed, "withdrawn", _today(), _today(), reason="暂不用电")
    temporary = {"case.business": "temporary", "desk.temporary_until": "2026-09-25", "applicant.name": "样例工地"}
    site = _taken_in(desk, "09-18", temporary)
    desk.mark(site, "premises", Mark(LineState.DEFERRED, until=date(2026, 9, 21)))
    STILL.set("09-18 16:30")
    desk.save_all(desk.begin(_today()), {"applicant.name": ODD_NAME, "premises.address": "样例路<10>号"})


def _taken_in(desk: ApplicationService, day: str, fields: Mapping[str, object]) -> str:
    STILL.set(f"{day} 09:30")
    application = desk.begin(_today())
    desk.save_all(application, {key: value for key, value in fields.items() if key not in {"case.locality", "case.on"}})
    desk.acceptance.receive(application, _today(), _today())
    desk.acceptance.accept(application, _today(), _today())
    return application


def _today() -> date:
    return STILL.at.date()
