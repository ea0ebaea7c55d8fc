"""An invented park with invented firms, for the tests of the park book. The codes have valid check characters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from builders.packs.engine import CALENDAR, PACKS
from gridcounter import paths
from gridcounter.core.application import Office, OfficeRole
from gridcounter.core.papers.build import BuiltForm
from gridcounter.core.papers.parks.desk import ParkDesk
from gridcounter.core.papers.parks.park_sheets import day_plan, park_card, visit_ledger
from gridcounter.core.papers.parks.request_papers import request_reply, request_transfer
from gridcounter.core.papers.parks.visit_record import visit_record, visit_sheet
from gridcounter.core.parks.duty import own_plan, visit_duty, year_standing
from gridcounter.core.parks.promises import Moved, Promise, move
from gridcounter.core.parks.reading import read_value
from gridcounter.core.parks.values import Firm, Guarantor, Park
from gridcounter.core.parks.visits import Request, Visit
from gridcounter.documents.faces import packaged_faces
from gridcounter.services.papers.park_papers import ParkPaperwork, load_park_forms

TODAY = date(2026, 12, 1)
A_MOVE = Moved(to=date(2026, 12, 20), why="配件没有到", told_on=date(2026, 10, 9), told_how="电话，李样例")


def a_park(**given: object) -> Park:
    raw: dict[str, object] = {
        "id": "park1",
        "name": "样例产业园",
        "level": "provincial",
        "committee": "样例产业园管委会",
    }
    return read_value(Park, raw | given)


def a_firm(**given: object) -> Firm:
    raw: dict[str, object] = {
        "id": "firm1",
        "park": "park1",
        "name": "样例机械有限公司",
        "building": "3 号楼",
        "contacts": [{"name": "李样例", "post": "设备科长", "phone": "0632-5550103"}],
        "accounts": [
            {
                "number": "3700000001",
                "voltage_kv": 10.0,
                "capacity_kva": 800.0,
                "transformers": [{"kva": 400.0, "count": 2, "owner": "own"}],
            }
        ],
    }
    return read_value(Firm, raw | given)


def a_request(place: int = 1, **given: object) -> Request:
    raw: dict[str, object] = {
        "id": f"request{place}",
        "firm": "firm1",
        "park": "park1",
        "on": "2026-12-01",
        "words": f"第 {place} 件：想知道增容要办哪些手续，多久能答复",
        "kind": "expand",
        "outcome": "answered",
        "answer": "带营业执照到窗口申请，资料一次告知",
        "basis_kind": "oral",
    }
    return read_value(Request, raw | given)


def a_promise(**given: object) -> Promise:
    raw: dict[str, object] = {
        "id": "promise1",
        "text": "给出变压器负载的建议",
        "who": "李测试",
        "made_on": "2026-09-28",
        "workdays": 5,
        "park": "park1",
        "firm": "firm1",
    }
    return read_value(Promise, raw | given)


def a_visit(**given: object) -> Visit:
    raw: dict[str, object] = {
        "id": "visit1",
        "number": "ZF-2026-0001",
        "park": "park1",
        "firms": ["firm1"],
        "on": "2026-12-01",
        "begins": "14:00",
        "ends": "14:40",
        "reason": "asked",
        "ours": ["李测试", "王测试"],
        "received_by": "李样例",
        "received_post": "设备科长",
        "entered_on": "2026-12-01",
    }
    return read_value(Visit, raw | given)


def a_guarantor(**given: object) -> Guarantor:
    raw: dict[str, object] = {
        "park": "park1",
        "level": "government",
        "name": "张样例",
        "post": "副主任",
        "unit": "样例区发展和改革局",
        "office_phone": "0632-5550101",
        "mobile": "13900005555",
        "since": "2026-01-01",
        "source": "样例区名单〔2026〕1号",
    }
    return read_value(Guarantor, raw | given)


def a_desk(**given: object) -> ParkDesk:
    office = Office(
        name="样例供电所园区服务队", role=OfficeRole.PARK_TEAM, supplier="国网样例供电公司", phone="0632-5550100"
    )
    raw: dict[str, object] = {"office": office, "on": TODAY, "clerk": "李测试"}
    return ParkDesk(**(raw | given))  # type: ignore[arg-type]


def drawn_papers(many: int = 6) -> dict[str, BuiltForm]:
    """Every paper of the park book once, the visit record with so many requests."""
    pack = PACKS.editions["zaozhuang"][-1]
    desk = a_desk(duty=visit_duty(pack))
    park, big = a_park(), a_firm(big=True, big_source="名单", supply={"kind": "resupplied", "by": "样例物业"})
    promised = a_promise(id="promise2", made_on="2026-12-01", workdays=5)
    requests = [a_request(place) for place in range(1, many)]
    requests.append(a_request(many, kind="resupply", words="物业每度收一块二", outcome="promised", promise="promise2"))
    energy = {"month": "2026-10", "kwh": 96000.0, "power_factor": 0.93, "load": "约七成", "suggested": "看看峰谷"}
    visit = a_visit(requests=[one.model_dump(mode="json") for one in requests], energy=[energy], reason="yearly")
    planned = a_visit(id="visit2", state="planned", planned_on="2026-12-01", on=None, papers_left=["联系卡"])
    moved = move(a_promise(), A_MOVE, date(2026, 10, 9), CALENDAR)
    passed_on = {"unit": "样例燃气公司", "on": "2026-12-01", "way": "当面"}
    other = a_request(1, kind="other_unit", words="想通天然气", outcome="passed_on", passed_on=passed_on)
    owed = a_request(1, outcome="promised", promise="promise1")
    standing = year_standing(visit_duty(pack) or own_plan((), 1), 2026, [park], [big], [visit])
    views = {
        "visit_record": visit_record(desk, visit, park, big, [moved, promised], CALENDAR),
        "visit_sheet": visit_sheet(replace(desk, number="ZF-2026-0101"), park),
        "request_reply": request_reply(replace(desk, number="ZF-2026-0001-1"), owed, park, big, moved, CALENDAR),
        "request_transfer": request_transfer(replace(desk, number="ZF-2026-0001-2"), other, park, big, big.contacts[0]),
        "park_card": park_card(desk, park, [a_guarantor(), a_guarantor(level="supplier", name="李测试", unit="")]),
        "visit_ledger": visit_ledger(desk, 2026, standing, [park], [big], [visit], [moved], CALENDAR),
        "day_plan": day_plan(desk, [planned], [park], [big], [moved], CALENDAR),
    }
    paperwork = park_paperwork()
    return {paper: paperwork.build(paper, view, TODAY) for paper, view in views.items()}


def park_paperwork() -> ParkPaperwork:
    return ParkPaperwork(load_park_forms(paths.forms()), packaged_faces())
