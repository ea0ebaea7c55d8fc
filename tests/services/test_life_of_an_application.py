"""One application from the first word to the last, whole: every entry, every refusal, in the end every table.

`held/life_of_an_application.txt` is written anew as CONTRIBUTING.md says, and read before it is kept.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from builders.chronicle import Chronicle, clock_of, desk_in
from builders.held import hold
from builders.told_builders import FACTORY, drawn, paper_renderer

from gridcounter.core.deadlines.clocks import PauseGround
from gridcounter.core.intake.checklist import LATEST_STEPS, LineState, Mark
from gridcounter.core.notice import Item
from gridcounter.services.applications.temporary import Temporary
from gridcounter.services.exchange.evidence import gather, write_bundle
from gridcounter.services.ledger.application_card import ApplicationCards
from gridcounter.services.ledger.signed_copies import SignedCopies
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.papers.issued_papers import IssuedPapers
from gridcounter.services.papers.issuing import issue, prepare, reissue
from gridcounter.services.papers.notice_summary import summarize_notice
from gridcounter.services.papers.supplementary import (
    add_items,
    confirm_survey,
    prepare_addition,
    prepare_survey,
    second_tellings,
    unannounced,
)

if TYPE_CHECKING:
    from gridcounter.services.applications.application_service import ApplicationService

HELD = Path(__file__).parent / "held"
ASKED, RECEIVED, ACCEPTED, LATER = date(2026, 9, 21), date(2026, 9, 22), date(2026, 9, 23), date(2026, 9, 28)
WHY = "停电，手工登记"


def test_a_consultation_becomes_an_application_that_is_told_paused_connected_and_reopened(tmp_path: Path) -> None:
    with desk_in(tmp_path / "record", ASKED) as desk:
        told = Chronicle(desk.record)
        one = asked_and_taken_in(told, desk)
        the_list(told, desk, one)
        received_and_accepted(told, desk, one)
        papers(told, desk, one)
        told_again(told, desk, one)
        clocks(told, desk, one)
        signed_and_shown(told, desk, one, tmp_path)
        ended(told, desk, one)
        told.tables()
        told.do("rebuilt", lambda: desk.record.rebuild().changed, say=True)
    hold(HELD / "life_of_an_application.txt", told.lines)


def asked_and_taken_in(told: Chronicle, desk: ApplicationService) -> str:
    one = str(told.do("somebody asks", desk.begin_consultation, ASKED))
    told.do("what is known", desk.save_all, one, {"case.business": "new_connection", "case.customer": "enterprise"})
    told.refused("received while it is only asked", desk.acceptance.receive, one, ASKED, ASKED)
    told.do("papers of the consultation", lambda: issue(desk, one, list(drawn(desk, one).values())))
    (sheet, *_) = desk.record.papers.of(one)
    told.refused("handed over", IssuedPapers(desk).deliver, sheet.ref, "in_person")
    clock_of(desk).on(RECEIVED)
    told.do("converted", desk.convert, one, RECEIVED)
    told.refused("converted again", desk.intake.convert, one)
    told.do(
        "the rest",
        desk.save_all,
        one,
        FACTORY | {"applicant.phone": " 139 0000 0001", "premises.address": "样例路\n1号"},
    )
    read = desk.record.applications.fields(one)["applicant.name"].ref
    told.do("mended", desk.save, one, "applicant.name", "样例面粉二厂")
    told.refused("by another desk", desk.intake.save, one, {"applicant.name": ("样例别厂", read)})
    told.do("no such application", desk.intake.save, "none", {"applicant.name": ("x", None)})
    return one


def the_list(told: Chronicle, desk: ApplicationService, one: str) -> None:
    for line in desk.state(one).lines:
        told.say("line", {"document": line.document.id, "state": line.state, "stage": line.document.stage})
    got = Mark(LineState.RECEIVED, copies=2, original_seen=True)
    told.do("received", desk.mark, one, "premises", got)
    told.do("taken back", desk.mark, one, "premises", Mark(LineState.DUE))
    told.do("online", desk.mark, one, "premises", Mark(LineState.ONLINE))
    told.do("not online", desk.mark, one, "premises", Mark(LineState.DUE))
    told.do("99 copies", desk.mark, one, "premises", Mark(LineState.RECEIVED, copies=99, original_seen=False))
    told.refused("100 copies", desk.mark, one, "premises", Mark(LineState.RECEIVED, copies=100))
    told.refused("-1 copies", desk.mark, one, "premises", Mark(LineState.RECEIVED, copies=-1))
    told.refused("identity put off", desk.mark, one, "identity", Mark(LineState.DEFERRED, until=LATER))
    told.refused("waived without a clause", desk.mark, one, "premises", Mark(LineState.WAIVED, basis=" "))
    told.do("waived", desk.mark, one, "premises", Mark(LineState.WAIVED, basis=" 样例文件 第2条 "))
    told.do("waived no more", desk.mark, one, "premises", Mark(LineState.DUE))
    told.say("marks", desk.checklist.marks(one))
    put_off = Mark(LineState.DEFERRED, until=LATER, latest=LATEST_STEPS[1], consequence="竣工检验前不装表")
    told.do("put off", desk.mark, one, "authorization", put_off)
    told.refused("put off to a day before", desk.mark, one, "authorization", Mark(LineState.DEFERRED, until=ASKED))
    told.do("put off, no day", desk.mark, one, "premises", Mark(LineState.DEFERRED))
    told.do("identity", desk.mark, one, "identity", Mark(LineState.RECEIVED, copies=1, original_seen=True))


def received_and_accepted(told: Chronicle, desk: ApplicationService, one: str) -> None:
    acts = desk.acceptance
    told.refused("accepted before received", acts.accept, one, RECEIVED, RECEIVED)
    told.refused("received tomorrow", acts.receive, one, ACCEPTED, RECEIVED)
    told.refused("received yesterday, no reason", acts.receive, one, ASKED, RECEIVED)
    told.do("received", acts.receive, one, RECEIVED, RECEIVED)
    told.refused("passed on to nobody", acts.hand_over, one, " ", "x", RECEIVED)
    told.refused("passed on for no reason", acts.hand_over, one, "样例所", "", RECEIVED)
    told.do("passed on", acts.hand_over, one, " 样例供电所 ", " 地块在该所 ", RECEIVED)
    told.say("passed on", acts.handed_over(one))
    clock_of(desk).on(LATER)
    told.refused("accepted before the day of receiving", acts.accept, one, ASKED, LATER, late=WHY)
    told.do("accepted, entered later", acts.accept, one, ACCEPTED, LATER, late=f" {WHY} ")
    told.refused("accepted again", acts.accept, one, LATER, LATER)
    told.refused("received after it was accepted", acts.receive, one, LATER, LATER)
    told.do("received, corrected to the day of acceptance", acts.receive, one, ACCEPTED, LATER, late="日期写错")
    told.refused("no number", acts.enter_official_number, one, "")
    told.refused("a number that a table has spoilt", acts.enter_official_number, one, "3.70811E+15")
    told.do("the supplier's number", acts.enter_official_number, one, " sp-0 001 ")


def papers(told: Chronicle, desk: ApplicationService, one: str) -> None:
    issued = IssuedPapers(desk)
    told.refused("second telling before the first", prepare_survey, desk, one, LATER)
    told.do("issued", lambda: issue(desk, one, list(drawn(desk, one).values())))
    told.do("issued once more: nothing", lambda: issue(desk, one, list(drawn(desk, one).values())))
    told.say("not handed over yet", issued.undelivered())
    refs = {row.paper: row.ref for row in issued.of(one) if not row.consultation}
    told.do("delivered", issued.deliver, refs["one_time_notice"], "in_person")
    told.do("receipt refused", issued.deliver, refs["acceptance_receipt"], "refused")
    told.refused("voided without a reason", issued.void, refs["acceptance_receipt"], "  ")
    told.do("voided", issued.void, refs["acceptance_receipt"], " 印错 ")
    told.refused("voided again", issued.void, refs["acceptance_receipt"], "印错")
    told.refused("delivered though voided", issued.deliver, refs["acceptance_receipt"], "other")
    told.refused("no such paper", issued.deliver, "none:1", "other")
    told.do("issued after it was voided", lambda: issue(desk, one, list(drawn(desk, one).values())))
    shown = [(one.paper, bool(one.issued), one.changed, one.consultation) for one in drawn(desk, one).values()]
    told.say("drawn: paper, issued, changed, consultation", shown)
    told.do("another contact", desk.save, one, "applicant.contact", "样例经办")
    shown = [(one.paper, bool(one.issued), one.changed, one.consultation) for one in drawn(desk, one).values()]
    told.say("drawn then", shown)
    again = {"info_sheet": refs["info_sheet"]}
    anew = paper_renderer(desk).draw(prepare(desk, one, again.values()), wanted=list(again))
    told.refused("reissued without a reason", reissue, desk, one, anew, again, "")
    told.do("reissued", reissue, desk, one, anew, again, "联系人改了")
    told.refused("reissued twice", reissue, desk, one, anew, again, "联系人改了")
    told.say("papers", issued.of(one))
    told.say("told", summarize_notice(desk, one))


def told_again(told: Chronicle, desk: ApplicationService, one: str) -> None:
    told.refused("nothing settled", prepare_survey, desk, one, LATER)
    told.refused("nothing to move to", desk.notice_terms.move, one, "样例")
    told.do("surveyed", desk.save_all, one, {"case.supply.dedicated_line": False, "case.works.length_m": 120})
    told.say("by now", desk.state(one).differences)
    prepared = told.do("prepared", prepare_survey, desk, one, LATER)
    (paper,) = paper_renderer(desk).draw(prepared, wanted=["survey_update"])
    told.refused("confirmed tomorrow", confirm_survey, desk, one, paper, date(2026, 9, 29), LATER)
    told.refused("confirmed before, no reason", confirm_survey, desk, one, paper, ACCEPTED, LATER)
    told.do("confirmed", confirm_survey, desk, one, paper, ACCEPTED, LATER, late=WHY)
    told.do("two sources", desk.save, one, "case.supply.sources", 2)
    told.refused("another class", prepare_survey, desk, one, LATER)
    told.refused("no reason to move", desk.notice_terms.move, one, " ")
    told.do("moved", desk.notice_terms.move, one, " 申请人改为双电源 ")
    told.say("not announced", unannounced(desk, one))
    lease = Item(document="", label="租赁合同", clause="样例文件 第3条", why="房屋是租的")
    for name, item in {
        "no label": lease.model_copy(update={"label": " "}),
        "no clause": lease.model_copy(update={"clause": ""}),
        "no reason": lease.model_copy(update={"why": ""}),
        "told already": lease.model_copy(update={"document": "identity", "label": "身份证明"}),
    }.items():
        told.refused(f"added: {name}", prepare_addition, desk, one, [item], LATER)
    told.refused("added: nothing", prepare_addition, desk, one, [], LATER)
    prepared = told.do("added: prepared", prepare_addition, desk, one, [lease], LATER)
    (paper,) = paper_renderer(desk).draw(prepared, wanted=["supplement_notice"])
    told.do("added", add_items, desk, one, paper, [lease])
    told.say("second tellings", second_tellings(desk, one))
    told.say("told", summarize_notice(desk, one))


def clocks(told: Chronicle, desk: ApplicationService, one: str) -> None:
    at = desk.deadlines
    found = at.of(one, LATER)
    told.say("clocks", [(r.run.clock.id, r.run.clock.counts_from, r.state, r.left) for r in found.readings])
    running = next(r.run.clock.id for r in found.readings if r.state == "running")
    waiting = next(r.run.clock.id for r in found.readings if r.state == "waiting")
    event = next(r.run.clock.counts_from for r in found.readings if r.run.clock.id == waiting) or ""
    ground = found.grounds[0].ref
    told.say("grounds", found.grounds)
    told.refused("nothing chosen to pause", at.pause, one, [], LATER, LATER, why=PauseGround.REQUEST, ref="x")
    told.refused("nothing chosen to resume", at.resume, one, [], LATER, LATER)
    told.refused("no ground", at.pause, one, [running], LATER, LATER, why=PauseGround.SUPPLEMENT, ref="none:1")
    told.refused("no request", at.pause, one, [running], LATER, LATER, why=PauseGround.REQUEST, ref=" ")
    told.refused("no such clock", at.finish, one, "none", LATER, LATER)
    told.refused("not begun", at.finish, one, waiting, LATER, LATER)
    told.refused("before it began", at.finish, one, running, RECEIVED, LATER, late=WHY)
    told.refused("not paused", at.resume, one, [running], LATER, LATER)
    told.do("paused", at.pause, one, [running], ACCEPTED, LATER, why=PauseGround.SUPPLEMENT, ref=ground, late=WHY)
    told.refused("paused again", at.pause, one, [running], LATER, LATER, why=PauseGround.REQUEST, ref="申请人书面申请")
    told.refused("resumed before", at.resume, one, [running], RECEIVED, LATER, late=WHY)
    told.say("on paper", at.on_paper(one))
    told.do("resumed", at.resume, one, [running], LATER, LATER)
    clock_of(desk).on(date(2026, 10, 9))
    today = date(2026, 10, 9)
    told.do(
        "paused on request", at.pause, one, [running], today, today, why=PauseGround.REQUEST, ref=" 申请人书面申请 "
    )
    told.do("resumed on the same day", at.resume, one, [running], today, today)
    told.do("finished", at.finish, one, running, today, today)
    told.refused("paused though finished", at.pause, one, [running], today, today, why=PauseGround.REQUEST, ref="x")
    told.refused("an event that starts by itself", at.note_event, one, "accepted", today, today)
    told.refused("no such event", at.note_event, one, "none", today, today)
    told.do("what starts the next", at.note_event, one, event, LATER, today, late=WHY)
    told.refused("another day without a reason", at.note_event, one, event, today, today)
    told.do("the same day again", at.note_event, one, event, LATER, today, late=WHY)
    told.do("another day", at.note_event, one, event, today, today, late="日期写错")
    told.say("clocks", at.rows(at.of(one, today)))
    told.say("why entered later", [at.of(one, today).late(reading) for reading in at.of(one, today).readings])


def signed_and_shown(told: Chronicle, desk: ApplicationService, one: str, folder: Path) -> None:
    issued, copies = IssuedPapers(desk), SignedCopies(desk)
    rows = {row.paper: row for row in reversed(issued.of(one)) if row.standing and not row.consultation}
    notice, sheet = rows["one_time_notice"].ref, rows["info_sheet"].ref
    content = issued.content(notice)
    files = {
        "as issued": content,
        "sealed": content + b"\n1 0 obj<</ByteRange [0 1 2 3]>>endobj\nstartxref\n9\n%%EOF\n",
        "written anew": b"%PDF-1.4\n% gridcounter 1\nstartxref\n9\n%%EOF\n",
        "scanned": b"%PDF-1.4\n% a scanner\nstartxref\n9\n%%EOF\n",
        "another paper": issued.content(sheet),
        "no attachment": b"PK\x03\x04 x",
    }
    for name, each in files.items():
        (folder / name).write_bytes(each)
    told.refused("signed copy of what was not handed over", copies.file, sheet, folder / "scanned")
    told.refused("signed copy of another paper", copies.file, notice, folder / "another paper")
    told.refused("signed copy that is no file", copies.file, notice, folder / "no attachment")
    for name in ("as issued", "sealed", "written anew", "scanned"):
        told.do(f"signed copy {name}", copies.file, notice, folder / name, say=True)
    told.refused("once more", copies.file, notice, folder / "scanned")
    told.say("papers", [(row.paper, row.version, row.signed, row.unsigned) for row in issued.of(one)])
    application_card = ApplicationCards(desk)
    told.do("a number shown", application_card.show, one, "applicant.phone", say=True)
    told.refused("no such number", application_card.show, one, "agent.phone")
    told.refused("an address is no number", application_card.show, one, "premises.address")
    told.do("evidence", lambda: write_bundle(desk, one, gather(desk, one, clock_of(desk)()), folder / "out.zip"))
    told.say("dossier", application_card.read(one))


def ended(told: Chronicle, desk: ApplicationService, one: str) -> None:
    today, closing = date(2026, 10, 9), desk.closing
    told.do("temporary until", Temporary(desk.record, desk.clerk).prolong, one, date(2026, 10, 10), today)
    told.refused("no later day", Temporary(desk.record, desk.clerk).prolong, one, today, today)
    told.do("settled", Temporary(desk.record, desk.clerk).settle, one, "formal")
    told.refused("not closed", closing.reopen, one, "样例")
    told.refused("closed tomorrow", closing.close, one, "connected", date(2026, 10, 10), today)
    told.refused("closed before, no reason", closing.close, one, "connected", LATER, today)
    told.do("closed", closing.close, one, "withdrawn", LATER, today, late=WHY)
    told.refused("closed again", closing.close, one, "connected", today, today)
    told.refused("reopened without a reason", closing.reopen, one, "")
    clerk = told.do("a clerk comes", Clerks(desk.record).add, desk.clerk, "样赵", Role.CLERK, "2222")
    told.refused("reopened by a clerk", type(closing)(desk.record, clerk).reopen, one, "申请人撤回了撤回")
    told.do("reopened", closing.reopen, one, " 申请人又要办 ")
    told.do("closed, connected", closing.close, one, "connected", today, today)
