"""Applications with works under a filing, with real services over a real record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from builders.record_builders import PASSPHRASE, Clock, a_copy, a_setup
from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.record.acts import ON_FILINGS
from gridcounter.core.record.journal import Kind
from gridcounter.core.record.of_filings import OnFiling
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.filing.filings import ActDay, Filings
from gridcounter.services.record.record import Record

TODAY = date(2026, 9, 28)
PLACES = ("jining", "lianyungang", "liangzihu", "zaozhuang")
_WORKS: dict[str, dict[str, Any]] = {
    "jining": {"case.supply.voltage_kv": 10, "case.supply.dedicated_line": False},
    "lianyungang": {"case.supply.voltage_kv": 10},
    "liangzihu": {"case.supply.voltage_kv": 10},
    "zaozhuang": {"case.supply.voltage_kv": 35, "case.site.park": "municipal"},
}


#: What acts say where a test does not.
_SAID: dict[Kind, dict[str, Any]] = {
    Kind.FILING_SIGNED: {"by": ["owner"]},
    Kind.FILING_EXPORTED: {"sha256": "0"},
    Kind.INSPECTION_NOTED: {"passed": True},
}


def a_filing_act(kind: Kind, on: str = "2026-09-28", **said: Any) -> OnFiling:  # noqa: ANN401  JSON
    empty = dict.fromkeys(("serial", "number", "why", "what", "where", "text"), "")
    return ON_FILINGS[kind].model_validate_json(json.dumps({**empty, **_SAID.get(kind, {}), **said, "on": on}))


@dataclass(frozen=True)
class FilingDesk:
    """One application of one place, accepted, its works under a filing."""

    record: Record
    desk: ApplicationService
    application: str

    @property
    def filings(self) -> Filings:
        return Filings(self.desk)

    def do(self, kind: Kind, on: date = TODAY, late: str = "", **result: Any) -> None:  # noqa: ANN401  JSON
        self.filings.note(self.application, kind, ActDay(on, TODAY, late), result)

    def told(self, sql: str) -> list[tuple[Any, ...]]:
        return self.record.db.execute(sql).fetchall()


def fields_of(place: str) -> dict[str, Any]:
    return {
        "case.locality": place,
        "case.on": "2026-09-21",
        "case.business": "new_connection",
        "case.customer": "enterprise",
        "case.supply.capacity": 630,
        "case.supply.unit": "kVA",
        "case.supply.sources": 1,
        "case.supply.critical": False,
        "case.supply.permanent": True,
        "case.site.park": "none",
        "case.works.kind": "customer_connection",
        "case.works.owner": "applicant",
        "case.works.length_m": 400,
        "case.works.road_crossing_m": 12,
        "case.works.occupies": ["footway"],
        "applicant.name": "样例纸箱厂",
        "applicant.phone": "13900000001",
        "premises.address": "样例路 1 号",
        "project.name": "样例纸箱厂 10 千伏外线工程",
        "project.route_from": "样例路 3 号杆",
        "project.route_to": "样例纸箱厂配电房",
        "project.start_on": "2026-10-12",
        "project.finish_on": "2026-10-30",
        "project.restore_by": "2026-11-15",
        "project.safety_measures": "围挡、夜间警示灯",
        "project.builder.name": "样例安装公司",
        "project.builder.site_manager": "样例甲",
        "project.builder.site_phone": "13900000002",
        **_WORKS[place],
    }


@contextmanager
def a_filing_desk(folder: Path, place: str = "jining", **fields: Any) -> Iterator[FilingDesk]:  # noqa: ANN401  JSON
    setup = a_setup(place=place, office={"name": "样例大厅"})
    record = a_copy(folder / "record", PASSPHRASE, setup, clock=Clock())
    try:
        desk = open_application_service(record, open_assessor())
        application = desk.intake.open(TODAY, {**fields_of(place), **fields})
        desk.intake.receive(application, date(2026, 9, 21))
        desk.intake.accept(application, date(2026, 9, 21))
        yield FilingDesk(record, desk, application)
    finally:
        record.close()


def on_the_way(at: FilingDesk, last: Kind) -> None:
    """Everything up to this act, all on one day."""
    for kind, text in (
        (Kind.FILING_PREPARED, {}),
        (Kind.FILING_SIGNED, {"by": ["owner", "builder"]}),
        (Kind.FILING_PUSHED, {"serial": "T-1"}),
        (Kind.FILING_CONFIRMED, {"number": "备-1"}),
        (Kind.FORM_POSTED, {"where": "样例路围挡"}),
        (Kind.WORKS_STARTED, {}),
        (Kind.WORKS_RESTORED, {}),
    ):
        if kind == Kind.FORM_POSTED:
            regime = at.filings.look(at.application, TODAY).regime
            if regime is None or not regime.post_required:
                continue
        at.do(kind, **text)
        if kind == last:
            return


def give_back(at: FilingDesk, wants: Sequence[str], said: ActDay, until: date | None = None) -> None:
    """退回补正."""
    values = {"wants": list(wants), "until": until.isoformat() if until else ""}
    at.filings.note(at.application, Kind.FILING_RETURNED, said, values)
