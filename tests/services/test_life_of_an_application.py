"""One application from beginning to end: every entry, every refusal, and finally every table.

`held/life_of_an_application.txt` is rewritten as CONTRIBUTING.md says, and reviewed before it is committed.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from builders.chronicle import Chronicle, clock_of, desk_in
from builders.held import hold
from builders.told_builders import FACTORY, drawn, paper_renderer

from gridcounter.core.deadlines.clocks import PauseGround
from gridcounter.core.intake.checklist import LATEST_STEPS, LineState, Mark
from gridcounter.core.notice import Item
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.correcting import Correction
from gridcounter.services.applications.temporary import Temporary
from gridcounter.services.exchange.evidence import gather, write_bundle
from gridcounter.services.ledger.application_card import ApplicationCards
from gridcounter.services.ledger.signed_copies import SignedCopies
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.papers.attachments import check_file
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

HELD = Path(__file__).parent / "held"
ASKED, RECEIVED, ACCEPTED, LATER = date(2026, 9, 21), date(2026, 9, 22), date(2026, 9, 23), date(2026, 9, 28)
WHY = "停电，手工登记"


def test_a_consultation_becomes_an_application_that_is_told_paused_connected_and_reopened(tmp_path: Path) -> None:
    with desk_in(tmp_path / "record", ASKED) as desk:
        result = Chronicle(desk.record)
        one = asked_and_taken_in(result, desk)
        the_list(result, desk, one)
        received_and_accepted(result, desk, one)
        papers(result, desk, one)
        supplemented(result, desk, one)
        clocks(result, desk, one)
        signed_and_shown(result, desk, one, tmp_path)
        ended(result, desk, one)
        result.tables()
        result.do("rebuilt", lambda: desk.record.rebuild().changed, say=True)
    hold(HELD / "life_of_an_application.txt", result.lines)


def asked_and_taken_in(result: Chronicle, desk: ApplicationService) -> str:
    one = str(result.do("somebody asks", desk.begin_consultation, ASKED))
    result.do("what is known", desk.save_all, one, {"case.business": "new_connection", "case.customer": "enterprise"})
    result.refused("received while it is only asked", desk.acceptance.receive, one, ASKED, ASKED)
    result.do("papers of the consultation", lambda: issue(desk, one, list(drawn(desk, one).values())))
    (sheet, *_) = desk.record.papers.of(one)
    result.refused("handed over", IssuedPapers(desk).deliver, sheet.ref, "in_person")
    clock_of(desk).on(RECEIVED)
    result.do("converted", desk.convert, one, RECEIVED)
    result.refused("converted again", desk.intake.convert, one)
    result.do(
        "the rest",
        desk.save_all,
        one,
        FACTORY | {"applicant.phone": " 139 0000 0001", "premises.address": "样例路\n1号"},
    )
    read = desk.record.applications.fields(one)["applicant.name"].ref
    result.do("mended", desk.save, one, "applicant.name", "样例面粉二厂")
    result.refused("by another desk", desk.intake.save, one, {"applicant.name": ("样例别厂", read)})
    result.do("no such application", desk.intake.save, "none", {"applicant.name": ("x", None)})
    return one


def the_list(result: Chronicle, desk: ApplicationService, one: str) -> None:
    for line in desk.state(one).lines:
        result.say("line", {"document": line.document.id, "state": line.state, "stage": line.document.stage})
    got = Mark(LineState.RECEIVED, copies=2, original_seen=True)
    result.do("received", desk.mark, one, "premises", got)
    result.do("taken back", desk.mark, one, "premises", Mark(LineState.DUE))
    result.do("online", desk.mark, one, "premises", Mark(LineState.ONLINE))
    result.do("not online", desk.mark, one, "premises", Mark(LineState.DUE))
    result.do("99 copies", desk.mark, one, "premises", Mark(LineState.RECEIVED, copies=99, original_seen=False))
    result.refused("100 copies", desk.mark, one, "premises", Mark(LineState.RECEIVED, copies=100))
    result.refused("-1 copies", desk.mark, one, "premises", Mark(LineState.RECEIVED, copies=-1))
    result.refused("identity put off", desk.mark, one, "identity", Mark(LineState.DEFERRED, until=LATER))
    result.refused("waived without a clause", desk.mark, one, "premises", Mark(LineState.WAIVED, basis=" "))
    result.do("waived", desk.mark, one, "premises", Mark(LineState.WAIVED, basis=" 样例文件 第2条 "))
    result.do("waived no more", desk.mark, one, "premises", Mark(LineState.DUE))
    result.say("marks", desk.checklist.marks(one))
    deferred = Mark(LineState.DEFERRED, until=LATER, latest=LATEST_STEPS[1], consequence="竣工检验前不装表")
    result.do("put off", desk.mark, one, "authorization", deferred)
    result.refused("put off to a day before", desk.mark, one, "authorization", Mark(LineState.DEFERRED, until=ASKED))
    result.do("put off, no day", desk.mark, one, "premises", Mark(LineState.DEFERRED))
    result.do("identity", desk.mark, one, "identity", Mark(LineState.RECEIVED, copies=1, original_seen=True))


def received_and_accepted(result: Chronicle, desk: ApplicationService, one: str) -> None:
    acts = desk.acceptance
    result.refused("accepted before received", acts.accept, one, RECEIVED, RECEIVED)
    result.refused("received tomorrow", acts.receive, one, ACCEPTED, RECEIVED)
    result.refused("received yesterday, no reason", acts.receive, one, ASKED, RECEIVED)
    result.do("received", acts.receive, one, RECEIVED, RECEIVED)
    result.refused("passed on to nobody", acts.hand_over, one, " ", "x", RECEIVED)
    result.refused("passed on for no reason", acts.hand_over, one, "样例所", "", RECEIVED)
    result.do("passed on", acts.hand_over, one, " 样例供电所 ", " 地块在该所 ", RECEIVED)
    result.say("passed on", acts.handed_over(one))
    clock_of(desk).on(LATER)
    result.refused("accepted before the day of receiving", acts.accept, one, ASKED, LATER, late=WHY)
    result.do("accepted, entered later", acts.accept, one, ACCEPTED, LATER, late=f" {WHY} ")
    result.refused("accepted again", acts.accept, one, LATER, LATER)
    result.refused("received after it was accepted", acts.receive, one, LATER, LATER)
    result.do("received, corrected to the day of acceptance", acts.receive, one, ACCEPTED, LATER, late="日期写错")
    result.refused("no number", acts.enter_official_number, one, "")
    result.refused("a number that a table has spoilt", acts.enter_official_number, one, "3.70811E+15")
    result.do("the supplier's number", acts.enter_official_number, one, " sp-0 001 ")


def papers(result: Chronicle, desk: ApplicationService, one: str) -> None:
    issued = IssuedPapers(desk)
    result.refused("second telling before the first", prepare_survey, desk, one, LATER)
    result.do("issued", lambda: issue(desk, one, list(drawn(desk, one).values())))
    result.do("issued once more: nothing", lambda: issue(desk, one, list(drawn(desk, one).values())))
    result.say("not handed over yet", issued.waiting()[0])
    refs = {row.paper: row.ref for row in issued.of(one) if not row.consultation}
    result.do("delivered", issued.deliver, refs["one_time_notice"], "in_person")
    result.do("receipt refused", issued.deliver, refs["acceptance_receipt"], "refused")
    result.refused("voided without a reason", issued.void, refs["acceptance_receipt"], "  ")
    result.do("voided", issued.void, refs["acceptance_receipt"], " 印错 ")
    result.refused("voided again", issued.void, refs["acceptance_receipt"], "印错")
    result.refused("delivered though voided", issued.deliver, refs["acceptance_receipt"], "other")
    result.refused("no such paper", issued.deliver, "none:1", "other")
    result.do("issued after it was voided", lambda: issue(desk, one, list(drawn(desk, one).values())))
    shown = [(one.paper, bool(one.issued), one.changed, one.consultation) for one in drawn(desk, one).values()]
    result.say("drawn: paper, issued, changed, consultation", shown)
    result.do("another contact", desk.save, one, "applicant.contact", "样例经办")
    shown = [(one.paper, bool(one.issued), one.changed, one.consultation) for one in drawn(desk, one).values()]
    result.say("drawn then", shown)
    again = {"info_sheet": refs["info_sheet"]}
    anew = paper_renderer(desk).draw(prepare(desk, one, again.values()), wanted=list(again))
    result.refused("reissued without a reason", reissue, desk, one, anew, again, "")
    result.do("reissued", reissue, desk, one, anew, again, "联系人改了")
    result.refused("reissued twice", reissue, desk, one, anew, again, "联系人改了")
    result.say("papers", issued.of(one))
    result.say("told", summarize_notice(desk, one))


def supplemented(result: Chronicle, desk: ApplicationService, one: str) -> None:
    result.refused("nothing settled", prepare_survey, desk, one, LATER)
    result.refused("nothing to move to", desk.notice_terms.move, one, "样例")
    result.do("surveyed", desk.save_all, one, {"case.supply.dedicated_line": False, "case.works.length_m": 120})
    result.say("by now", desk.state(one).differences)
    prepared = result.do("prepared", prepare_survey, desk, one, LATER)
    (paper,) = paper_renderer(desk).draw(prepared, wanted=["survey_update"])
    result.do("confirmed", confirm_survey, desk, one, paper, LATER)
    result.refused("two sources, without a reason", desk.save, one, "case.supply.sources", 2)
    sources = Correction({"case.supply.sources": 2})
    result.do("two sources", desk.correcting.correct, one, sources, " 申请人改方案 ", LATER)
    result.refused("another class", prepare_survey, desk, one, LATER)
    result.refused("no reason to move", desk.notice_terms.move, one, " ")
    result.do("moved", desk.notice_terms.move, one, " 申请人改为双电源 ")
    result.say("not announced", unannounced(desk, one))
    lease = Item(document="", label="租赁合同", clause="样例文件 第3条", why="房屋是租的")
    for name, item in {
        "no label": lease.model_copy(update={"label": " "}),
        "no clause": lease.model_copy(update={"clause": ""}),
        "no reason": lease.model_copy(update={"why": ""}),
        "told already": lease.model_copy(update={"document": "identity", "label": "身份证明"}),
    }.items():
        result.refused(f"added: {name}", prepare_addition, desk, one, [item], LATER)
    result.refused("added: nothing", prepare_addition, desk, one, [], LATER)
    prepared = result.do("added: prepared", prepare_addition, desk, one, [lease], LATER)
    (paper,) = paper_renderer(desk).draw(prepared, wanted=["supplement_notice"])
    result.do("added", add_items, desk, one, paper, [lease])
    result.say("second tellings", second_tellings(desk, one))
    result.say("told", summarize_notice(desk, one))


def clocks(result: Chronicle, desk: ApplicationService, one: str) -> None:
    at = desk.deadlines
    found = at.of(one, LATER)
    result.say("clocks", [(r.run.clock.id, r.run.clock.counts_from, r.state, r.left) for r in found.readings])
    running = next(r.run.clock.id for r in found.readings if r.state == "running")
    waiting = next(r.run.clock.id for r in found.readings if r.state == "waiting")
    event = next(r.run.clock.counts_from for r in found.readings if r.run.clock.id == waiting) or ""
    ground = found.grounds[0].ref
    result.say("grounds", found.grounds)
    result.refused("nothing chosen to pause", at.pause, one, [], LATER, LATER, why=PauseGround.REQUEST, ref="x")
    result.refused("nothing chosen to resume", at.resume, one, [], LATER, LATER)
    result.refused("no ground", at.pause, one, [running], LATER, LATER, why=PauseGround.SUPPLEMENT, ref="none:1")
    result.refused("no request", at.pause, one, [running], LATER, LATER, why=PauseGround.REQUEST, ref=" ")
    result.refused("no such clock", at.finish, one, "none", LATER, LATER)
    result.refused("not begun", at.finish, one, waiting, LATER, LATER)
    result.refused("before it began", at.finish, one, running, RECEIVED, LATER, late=WHY)
    result.refused("not paused", at.resume, one, [running], LATER, LATER)
    result.do("paused", at.pause, one, [running], ACCEPTED, LATER, why=PauseGround.SUPPLEMENT, ref=ground, late=WHY)
    result.refused(
        "paused again", at.pause, one, [running], LATER, LATER, why=PauseGround.REQUEST, ref="申请人书面申请"
    )
    result.refused("resumed before", at.resume, one, [running], RECEIVED, LATER, late=WHY)
    result.say("on paper", at.on_paper(one))
    result.do("resumed", at.resume, one, [running], LATER, LATER)
    clock_of(desk).on(date(2026, 10, 9))
    today = date(2026, 10, 9)
    result.do(
        "paused on request", at.pause, one, [running], today, today, why=PauseGround.REQUEST, ref=" 申请人书面申请 "
    )
    result.do("resumed on the same day", at.resume, one, [running], today, today)
    result.do("finished", at.finish, one, running, today, today)
    result.refused("paused though finished", at.pause, one, [running], today, today, why=PauseGround.REQUEST, ref="x")
    result.refused("an event that starts by itself", at.note_event, one, "accepted", today, today)
    result.refused("no such event", at.note_event, one, "none", today, today)
    result.do("what starts the next", at.note_event, one, event, LATER, today, late=WHY)
    result.refused("another day without a reason", at.note_event, one, event, today, today)
    result.do("the same day again", at.note_event, one, event, LATER, today, late=WHY)
    result.do("another day", at.note_event, one, event, today, today, late="日期写错")
    result.say("clocks", at.rows(at.of(one, today)))
    result.say("why entered later", [at.of(one, today).late(reading) for reading in at.of(one, today).readings])


def signed_and_shown(result: Chronicle, desk: ApplicationService, one: str, folder: Path) -> None:
    issued = IssuedPapers(desk)

    def file(ref: str, path: Path) -> str:
        return SignedCopies(desk).file(ref, check_file(path))

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
    result.refused("signed copy of what was not handed over", file, sheet, folder / "scanned")
    result.refused("signed copy of another paper", file, notice, folder / "another paper")
    result.refused("signed copy that is no file", file, notice, folder / "no attachment")
    for name in ("as issued", "sealed", "written anew", "scanned"):
        result.do(f"signed copy {name}", file, notice, folder / name, say=True)
    result.refused("once more", file, notice, folder / "scanned")
    result.say("papers", [(row.paper, row.version, row.signed, row.unsigned) for row in issued.of(one)])
    application_card = ApplicationCards(desk)
    result.do("a number shown", application_card.show, one, "applicant.phone", say=True)
    result.refused("no such number", application_card.show, one, "agent.phone")
    result.refused("an address is no number", application_card.show, one, "premises.address")
    result.do("evidence", lambda: write_bundle(desk, one, gather(desk, one, clock_of(desk)()), folder / "out.zip"))
    result.say("dossier", application_card.read(one))


def ended(result: Chronicle, desk: ApplicationService, one: str) -> None:
    today, closing = date(2026, 10, 9), desk.closing
    result.do("temporary until", Temporary(desk.record, desk.clerk).prolong, one, date(2026, 10, 10), today)
    result.refused("no later day", Temporary(desk.record, desk.clerk).prolong, one, today, today)
    result.do("settled", Temporary(desk.record, desk.clerk).settle, one, "formal")
    result.refused("not closed", closing.reopen, one, "样例")
    result.refused("closed tomorrow", closing.close, one, "connected", date(2026, 10, 10), today)
    result.refused("closed before, no reason", closing.close, one, "connected", LATER, today)
    result.do("closed", closing.close, one, "withdrawn", LATER, today, reason="暂不用电", late=WHY)
    result.refused("closed again", closing.close, one, "connected", today, today)
    result.refused("reopened without a reason", closing.reopen, one, "")
    clerk = result.do("a clerk comes", Clerks(desk.record).add, desk.clerk, "样赵", Role.CLERK, "2583")
    result.refused("reopened by a clerk", type(closing)(desk.record, clerk).reopen, one, "申请人撤回了撤回")
    result.do("reopened", closing.reopen, one, " 申请人又要办 ")
    result.do("closed, connected", closing.close, one, "connected", today, today)
