"""Filings of four places from the empty form to the restored street: every entry, refusal and table.

`held/life_of_a_filing*.txt` are rewritten as CONTRIBUTING.md says, and reviewed before they are committed.
"""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from builders.chronicle import Chronicle, clock_of, desk_in
from builders.filing_builders import PLACES, fields_of
from builders.held import hold
from builders.told_builders import drawn, paper_renderer

from gridcounter.core.filing.course import Stage, act_label, course, state_label
from gridcounter.core.intake.life import StageState
from gridcounter.core.record.journal import Kind
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.correcting import Correction
from gridcounter.services.filing.filing_changes import change
from gridcounter.services.filing.filing_list import FilingList
from gridcounter.services.filing.filings import ActDay, Filings
from gridcounter.services.filing.package_check import check_package
from gridcounter.services.filing.push_package import gather, pack, write_package
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.papers.issuing import issue, prepare

HELD = Path(__file__).parent / "held"
TAKEN_IN, TODAY, LATER = date(2026, 9, 21), date(2026, 9, 28), date(2026, 11, 16)
A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
STRETCHES = [
    {"road": "样例路南侧", "surface": "footway", "length_m": 32.0, "width_m": 3.9, "reason": "顶管工作井",
     "from_on": "2026-10-12", "to_on": "2026-10-20", "trees": 2, "trees_kind": "法桐", "lamp_posts": 1},
    {"road": "样例巷", "surface": "footway", "length_m": 0.1, "width_m": 0.3},
]  # fmt: skip


class Filed:
    """One application, its filing, and how both read after each act."""

    def __init__(self, desk: ApplicationService, place: str) -> None:
        self.desk, self.told = desk, Chronicle(desk.record)
        fields = fields_of(place) | {"project.stretches": STRETCHES}
        self.one = str(self.told.do("taken in", desk.intake.open, TAKEN_IN, fields))
        self.told.do("received", desk.acceptance.receive, self.one, TAKEN_IN, TAKEN_IN)
        self.told.do("accepted", desk.acceptance.accept, self.one, TAKEN_IN, TAKEN_IN)
        clock_of(desk).on(TODAY)

    def do(self, kind: Kind, on: date = TODAY, late: str = "", today: date = TODAY, **more: object) -> None:
        self.told.do(str(kind), Filings(self.desk).note, self.one, kind, ActDay(on, today, late), more)
        self.look(today)

    def refused(self, title: str, kind: Kind, on: date = TODAY, late: str = "", **more: object) -> None:
        self.told.refused(title, Filings(self.desk).note, self.one, kind, ActDay(on, TODAY, late), more)

    def look(self, today: date = TODAY) -> None:
        """Where it stands, what is offered, and what must be seen at once."""
        found = Filings(self.desk).look(self.one, today)
        offered = "、".join(act_label(kind, found.filing, found.regime) for kind in found.acts)
        stages = course(found.filing, found.regime).stages
        steps = "".join(f" {'✓●○'[list(StageState).index(stage.state)]}{stage.label}" for stage in stages)
        following = act_label(found.next, found.filing, found.regime) if found.next else "—"
        self.told.lines += [
            f"  {state_label(found.filing, found.regime)}｜{found.stage}｜{steps.strip()}",
            f"  next {following}; offered {offered}" + (f"; marks {'、'.join(found.marks)}" if found.marks else ""),
        ]


@pytest.mark.parametrize("place", PLACES)
def test_a_filing_goes_from_the_empty_form_to_the_restored_street(tmp_path: Path, place: str) -> None:
    with desk_in(tmp_path / "record", TAKEN_IN, place) as desk:
        filed = Filed(desk, place)
        filed.told.lines.clear()
        regime = Filings(desk).look(filed.one, TODAY).regime
        filed.told.say("regime", regime)
        filed.look()
        filed.do(Kind.FILING_PREPARED)
        filed.do(Kind.FILING_SIGNED, by=["owner", "builder"])
        filed.do(Kind.FILING_PUSHED, serial=" T-1 ")
        if regime is not None and regime.post_required:
            filed.do(Kind.FORM_POSTED, where=" 样例路围挡 ")
        else:
            filed.refused("no posting here", Kind.FORM_POSTED, where="样例路")
        filed.do(Kind.FILING_CONFIRMED, number=" 备-1 ")
        (form,) = paper_renderer(desk).draw(prepare(desk, filed.one), wanted=[str(regime and regime.form)])
        filed.told.do("the form", issue, desk, filed.one, [form])
        more = {"case.works.length_m": 410}
        filed.told.do("ten metres more", change, desk, filed.one, more, "改路由", ActDay(TODAY, TODAY), say=True)
        filed.do(Kind.WORKS_STARTED)
        filed.do(Kind.BREACH_NOTED, text=" 9月28日 样例路 没有围挡 ")
        clock_of(desk).on(LATER)
        filed.do(Kind.WORKS_RESTORED, LATER, today=LATER)
        filed.told.say("history", Filings(desk).history(filed.one))
        lines = filed.told.lines
    hold(HELD / f"life_of_a_filing_{place}.txt", lines)


def test_a_filing_is_returned_changed_lapses_and_begins_again(tmp_path: Path) -> None:
    with desk_in(tmp_path / "record", TAKEN_IN) as desk:
        filed = Filed(desk, "jining")
        refused_before_the_form(filed)
        form(filed, tmp_path)
        pushed_and_returned(filed)
        works_changed(filed)
        in_the_street(filed)
        filed.told.say("history", Filings(desk).history(filed.one))
        stages = (Stage.ENDED, Stage.TO_RESTORE)
        for words, stage in (("", None), ("样例", None), ("没有", None), *(("", stage) for stage in stages)):
            found = FilingList(desk.record).look(words, stage, today=LATER)
            filed.told.say(f"list {words or '-'} {stage or '-'}", found)
        filed.told.tables()
        filed.told.do("rebuilt", lambda: desk.record.rebuild().changed, say=True)
    hold(HELD / "life_of_a_filing.txt", filed.told.lines)


def refused_before_the_form(filed: Filed) -> None:
    filed.refused("signed before the form", Kind.FILING_SIGNED, by=["owner"])
    filed.refused("withdrawn before the form", Kind.FILING_WITHDRAWN, why="样例")
    filed.told.refused("exported before the form", gather, filed.desk, filed.one)
    filed.refused("tomorrow", Kind.FILING_PREPARED, date(2026, 9, 29))
    filed.refused("yesterday, no reason", Kind.FILING_PREPARED, date(2026, 9, 27))


def form(filed: Filed, folder: Path) -> None:
    filed.do(Kind.FILING_PREPARED, date(2026, 9, 27), " 停电 ")
    filed.refused("signed by nobody", Kind.FILING_SIGNED, by=[])
    filed.do(Kind.FILING_SIGNED, by=["owner"])
    filed.do(Kind.FILING_SIGNED, by=["builder", "owner"])
    filed.do(Kind.FILING_PREPARED)
    filed.do(Kind.FILING_SIGNED, by=["owner", "builder"])
    kept = Attachments(filed.desk.record, filed.desk.clerk)
    filed.told.refused("a title of spaces", kept.add_content, filed.one, A_PDF, "  ")
    filed.told.refused("a title of 61", kept.add_content, filed.one, A_PDF, "图" * 61)
    filed.told.do("a title of 60", kept.add_content, filed.one, A_PDF + b"\n", "图" * 60)
    ref = filed.told.do("attached", kept.add_content, filed.one, A_PDF, " 路径图\n/1 ")
    filed.told.refused("attached again", kept.add_content, filed.one, A_PDF, "另一个名")
    filed.told.refused("nothing in it", kept.add_content, filed.one, b"", "空")
    filed.told.refused("of no paper", kept.add_content, filed.one, A_PDF + b"%", "签收件", "none:1")
    filed.told.refused("removed without a reason", kept.remove, ref, " ")
    filed.told.do("removed", kept.remove, ref, " 画错 ")
    filed.told.refused("removed again", kept.remove, ref, "画错")
    filed.told.do("attached once more", kept.add_content, filed.one, A_PDF, "路径图")
    filed.told.say("attached", kept.of(filed.one))
    package = pack(gather(filed.desk, filed.one), paper_renderer(filed.desk))
    write = (filed.desk, filed.one, package, folder / "材料.zip", ActDay(TODAY, TODAY))
    filed.told.do("exported", write_package, *write)
    filed.told.say("checked", check_package(folder / "材料.zip"))
    with zipfile.ZipFile(io.BytesIO(package.content)) as archive:
        filed.told.say("in it", archive.namelist())
        data = json.loads(archive.read("data.json"))
        filed.told.names.call(data["form"]["content_hash"], "the form's hash")
        filed.told.say("data", data)
    filed.look()


def pushed_and_returned(filed: Filed) -> None:
    filed.do(Kind.FILING_PUSHED, serial="")
    filed.refused("filled in again", Kind.FILING_PREPARED)
    filed.refused("posted nowhere", Kind.FORM_POSTED, where="")
    filed.do(Kind.FORM_POSTED, where="样例路围挡")
    filed.do(Kind.FORM_TAKEN_DOWN, why="风吹走")
    filed.do(Kind.FORM_POSTED, where="样例路东口")
    filed.refused("returned for nothing", Kind.FILING_RETURNED, wants=["  "])
    filed.do(Kind.FILING_RETURNED, wants=[" 补路径图 ", "", "补照片"], until="2026-10-08")
    filed.told.do("papers", lambda: issue(filed.desk, filed.one, list(drawn(filed.desk, filed.one).values())))
    filed.told.refused("exported after it was returned", gather, filed.desk, filed.one)
    filed.do(Kind.FILING_PREPARED)
    filed.do(Kind.FILING_SIGNED, by=["owner", "builder"])
    filed.told.do("papers", lambda: issue(filed.desk, filed.one, list(drawn(filed.desk, filed.one).values())))
    papers = sorted(prepare(filed.desk, filed.one).versions.items())
    filed.told.say("versions", {name: (one.number, one.replaces, bool(one.ref)) for name, one in papers})
    filed.do(Kind.FILING_PUSHED, serial="T-2")
    filed.do(Kind.FILING_CONFIRMED, number="")
    filed.do(Kind.FORM_POSTED, where="样例路围挡")


def works_changed(filed: Filed) -> None:
    desk, one, said = filed.desk, filed.one, ActDay(TODAY, TODAY)
    filed.told.refused("no reason", change, desk, one, {"project.route_to": "样例变"}, "", said)
    filed.told.refused("nothing changed", change, desk, one, {"project.route_to": "样例纸箱厂配电房"}, "样例", said)
    filed.told.refused("empty", change, desk, one, {"project.builder.name": "  "}, "样例", said)
    filed.told.refused("days the wrong way round", change, desk, one, {"project.finish_on": "2026-10-01"}, "x", said)
    more = {
        "project.builder.name": "样例第二公司",
        "project.builder.site_phone": "13900000003",
        "case.works.length_m": 420,
    }
    filed.told.do("changed, and still within", change, desk, one, more, " 换了施工队 ", said, say=True)
    filed.look()
    dedicated = {"case.supply.dedicated_line": True}
    filed.told.do("the line is a dedicated one", desk.correcting.correct, one, Correction(dedicated), "勘查", TODAY)
    filed.told.do("changed, and outside", change, desk, one, {"case.works.length_m": 430}, "改路由", said, say=True)
    filed.look()
    shared = Correction({"case.supply.dedicated_line": False})
    filed.told.do("not dedicated after all", desk.correcting.correct, one, shared, "看错了", TODAY)
    filed.do(Kind.FILING_PREPARED)
    filed.do(Kind.FILING_WITHDRAWN, why="停建")
    filed.do(Kind.FILING_PREPARED)
    filed.do(Kind.FILING_PUSHED, serial="")
    filed.do(Kind.FILING_REFUSED, why="不属范围")
    filed.do(Kind.FILING_PREPARED)


def in_the_street(filed: Filed) -> None:
    filed.do(Kind.WORKS_STARTED)
    filed.do(Kind.WORKS_STARTED)
    filed.refused("inspected without a result", Kind.INSPECTION_NOTED, text="样例")
    filed.do(Kind.INSPECTION_NOTED, passed=False, text=" 没有围挡 ")
    filed.do(Kind.INSPECTION_NOTED, passed=True)
    filed.refused("a breach without facts", Kind.BREACH_NOTED, text="")
    filed.do(Kind.BREACH_NOTED, text="夜间没有警示灯")
    clock_of(filed.desk).on(LATER)
    filed.look(date(2026, 10, 30))
    filed.look(date(2026, 10, 31))
    filed.do(Kind.FILING_LAPSED, LATER, today=LATER, why="逾期")
    filed.do(Kind.WORKS_RESTORED, LATER, today=LATER)
