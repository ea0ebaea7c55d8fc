"""The ledger and the application card, over a real record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from builders.record_builders import CLERK, DAY, PDF, a_record, let_in_whoever_can
from builders.told_builders import a_desk as a_told_desk
from builders.told_builders import taken_in

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.deadlines.clocks import PauseGround
from gridcounter.core.intake.checklist import LineState, Mark
from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.ledger.application_card import ApplicationCards, NotShown
from gridcounter.services.ledger.ledger import CHIPS, Chip, Ledger, NotOurPaper
from gridcounter.services.ledger.timeline import BLANK
from gridcounter.store.journal.validators.entries import ApplicationNotFound

ASSESSOR = open_assessor()
NOODLES: dict[str, Any] = {
    "case.locality": "jining",
    "case.on": "2026-09-21",
    "case.business": "new_connection",
    "case.customer": "resident",
    "case.supply.voltage_kv": 0.22,
    "applicant.name": "样例面馆",
    "applicant.phone": "13800000011",
    "applicant.id_number": "11010119900307793X",
    "premises.address": "样例巷3号",
}


@contextmanager
def a_desk(folder: Path) -> Iterator[ApplicationService]:
    with a_record(folder / "record") as record:
        yield open_application_service(record, ASSESSOR)


def begin(desk: ApplicationService, **fields: object) -> str:
    return Intake(desk.record, desk.clerk).open(
        DAY, NOODLES | {name.replace("_", "."): to for name, to in fields.items()}
    )


def a_notice() -> Issue:
    return Issue("one_time_notice", PDF, "c", "1", "1")


def whats(desk: ApplicationService, application: str) -> list[str]:
    return [moment.what for moment in ApplicationCards(desk).read(application).timeline]


def test_every_chip_lists_its_own(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        ledger, intake = Ledger(desk.record), desk.intake
        filling, accepted, entered, deferred, closed = (begin(desk) for _ in range(5))
        theirs = Intake(desk.record, "c2").open(DAY, {"applicant.name": "别人的五金店"})
        asked = desk.begin_consultation(DAY)
        desk.save(asked, "case.customer", "resident")
        for application in (accepted, entered, deferred):
            intake.receive(application, DAY)
            intake.accept(application, DAY)
        for application in (entered, deferred):
            intake.enter_official_number(application, "3708")
        desk.record.journal.append(Act(Kind.DOCUMENT_DEFERRED, {"document": "premises"}, CLERK, deferred))
        desk.record.journal.append(Act(Kind.APPLICATION_CLOSED, {"why": ""}, CLERK, closed))
        desk.record.journal.append(Act(Kind.FILING_PREPARED, {"on": DAY.isoformat()}, CLERK, entered))

        listed = {chip: [row.id for row in ledger.look(chip=chip, clerk=CLERK).rows] for chip in CHIPS}

        assert listed == {
            Chip.ALL: [asked, theirs, closed, deferred, entered, accepted, filling],
            Chip.UNDER_WAY: [theirs, deferred, entered, accepted, filling],
            Chip.NOT_ENTERED: [accepted],
            Chip.MINE: [asked, closed, deferred, entered, accepted, filling],
            Chip.CLOSED: [closed],
            Chip.DEFERRED: [deferred],
            Chip.CONSULTATION: [asked],
            Chip.FILING: [entered],
            Chip.UNSIGNED: [],
        }
        assert ledger.not_entered().total == 1
        assert [row.id for row in ledger.look("面馆", Chip.UNDER_WAY, limit=1).rows] == [deferred]
        assert ledger.look("面馆", Chip.UNDER_WAY, limit=1).total == 4


def test_without_words_the_last_changed_come_first_for_the_desk(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        first, second = begin(desk), begin(desk)
        desk.intake.receive(first, DAY)

        assert [row.id for row in Ledger(desk.record).find()] == [first, second]
        assert [row.id for row in Ledger(desk.record).find("面馆")] == [second, first]


def test_a_scanned_paper_is_its_application(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = begin(desk)
        row, ledger = desk.record.applications.get(application), Ledger(desk.record)

        assert ledger.find_scanned(f"GC1:{row.short_code}:one_time_notice:2:0a1b2c") == application
        assert ledger.find_scanned(f" gc1:{row.short_code.lower()}:one_time_notice:2:0A1B2C\n") == application
        assert ledger.find_scanned(f"GC1:{row.number}:drawer_pack:1:0a1b2c") == application
        with pytest.raises(ApplicationNotFound):
            ledger.find_scanned("GC1:ZZZZZZ:one_time_notice:1:0a1b2c")
        for other in ("", "https://example.org", "GC1:", "GC1:A:B", f"GC2:{row.short_code}:x:1:0a"):
            with pytest.raises(NotOurPaper, match="二维码"):
                ledger.find_scanned(other)


def test_the_card_says_what_was_told_and_what_we_owe(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = begin(desk)
        issued = desk.intake.issue(application, a_notice(), Kind.NOTICE_ISSUED)
        before = ApplicationCards(desk).read(application)
        desk.intake.deliver(application, issued.ref, "in_person")
        desk.intake.receive(application, DAY)
        desk.intake.accept(application, DAY)
        application_card = ApplicationCards(desk).read(application)

        assert before.issued == ("一次性告知书（第 1 版）09-21 出具，尚未交付",)
        assert before.owed == ()
        assert application_card.issued == ("一次性告知书（第 1 版）09-21 出具，09-21 当面交付",)
        assert application_card.owed == ("受理签约：9月22日前", "供电企业办理环节合计：9月23日前")
        late = ApplicationCards(desk).read(application, date(2026, 9, 23)).owed
        assert late == ("受理签约：9月22日前，已逾期 1 天", "供电企业办理环节合计：9月23日前")


def test_of_what_was_pinned_the_card_says_in_words_that_the_day_has_passed(tmp_path: Path) -> None:
    """The day alone made a clerk on the telephone count."""
    with a_told_desk(tmp_path) as desk:
        application = taken_in(desk)
        (in_time,) = ApplicationCards(desk).read(application, DAY).owed
        (late,) = ApplicationCards(desk).read(application, DAY + timedelta(days=30)).owed
        assert "逾期" not in in_time
        assert re.fullmatch(rf"{in_time}，已逾期 \d+ 个工作日", late)


def test_the_card_shows_only_what_the_grid_company_owes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No pack of today has a dated step of anybody else: one that had would not be ours to promise."""
    with a_desk(tmp_path) as desk:
        application = begin(desk)
        desk.intake.receive(application, DAY)
        desk.intake.accept(application, DAY)
        state = desk.state(application)
        assert state.decision is not None
        steps = tuple(replace(step, actor="authority") for step in state.decision.steps)
        theirs = replace(state, decision=replace(state.decision, steps=steps))
        assert ApplicationCards(desk).read(application).owed != ()
        monkeypatch.setattr(type(desk), "state", lambda *_: theirs)

        assert ApplicationCards(desk).read(application).owed == ("供电企业办理环节合计：9月23日前",)


def test_the_card_names_the_earliest_clock_first_whether_it_is_a_step_or_a_promise(tmp_path: Path) -> None:
    """A connection promised for the next day was not on the card, which named a step that ends two days later."""
    with a_desk(tmp_path) as desk:
        application = begin(desk)
        desk.save(application, "case.supply.connection", "service_drop")
        for day in (DAY, DAY):
            desk.acceptance.receive(application, day, day)
        desk.acceptance.accept(application, DAY, DAY)
        owed = ApplicationCards(desk).read(application).owed
        promise = next(place for place, words in enumerate(owed) if "次日接电" in words)
        days = [words.rpartition("：")[2] for words in owed]
    assert promise == 0 or days[promise] == days[0]
    assert days == sorted(days, key=lambda text: [int(part) for part in re.findall(r"\d+", text)])


def test_the_card_shows_what_runs_on_record_and_nothing_that_is_done(tmp_path: Path) -> None:
    """A call is answered by the day that the clocks page shows, with what rested counted."""
    day = date(2026, 9, 23)
    with a_desk(tmp_path) as desk:
        application = begin(desk)
        desk.acceptance.receive(application, DAY, DAY)
        desk.acceptance.accept(application, DAY, DAY)
        lines = [ApplicationCards(desk).read(application).owed]
        acts: tuple[Callable[[], object], ...] = (
            lambda: desk.deadlines.pause(
                application, ["accept_and_sign"], DAY, DAY, why=PauseGround.REQUEST, ref="书面申请"
            ),
            lambda: desk.deadlines.resume(application, ["accept_and_sign"], day, day),
            lambda: desk.deadlines.finish(application, "accept_and_sign", day, day),
        )
        for act in acts:
            act()
            lines.append(ApplicationCards(desk).read(application).owed)
    whole = "供电企业办理环节合计：9月23日前"
    assert lines == [
        ("受理签约：9月22日前", whole),
        (whole, "受理签约：暂停，恢复后再定日期"),
        (whole, "受理签约：9月24日前"),
        (whole, "施工接电：9月24日前"),
    ]


def test_the_card_says_what_is_missing(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        # this place lists documents, the other one leaves them to general practice
        application = desk.intake.open(DAY, NOODLES | {"case.locality": "lianyungang"})
        identity, premises = (line.document for line in desk.state(application).lines)
        assert ApplicationCards(desk).read(application).missing == (identity.label, premises.label)
        desk.mark(application, premises.id, Mark(LineState.DEFERRED, until=date(2026, 9, 28)))
        application_card = ApplicationCards(desk).read(application)
        assert application_card.missing == (identity.label, f"{premises.label}（后补，9月28日前）")
        assert application_card.summary.deferred
        desk.mark(application, identity.id, Mark(LineState.RECEIVED))
        desk.mark(application, premises.id, Mark(LineState.RECEIVED))
        assert ApplicationCards(desk).read(application).missing == ()

        missing = ApplicationCards(desk).read(begin(desk)).missing
        assert all(line.endswith("（参考，未登记收到）") for line in missing)
        assert len(missing) == 2


def test_numbers_of_a_person_are_masked_until_one_is_shown_and_that_is_on_record(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = begin(desk)
        dossiers = ApplicationCards(desk)
        masked = {text.hidden: text.text for text in dossiers.read(application).particulars if text.hidden}

        assert masked == {"applicant.phone": "138****0011", "applicant.id_number": "110***********793X"}
        assert dossiers.show(application, "applicant.phone") == "13800000011"
        shown = list(desk.record.journal.of(application))[-1]
        assert (shown.kind, shown.clerk, shown.payload) == (
            Kind.PERSONAL_DATA_SHOWN,
            desk.clerk,
            {"fields": ["applicant.phone"]},
        )
        assert whats(desk, application)[-1] == "查看完整号码：联系电话"
        count = desk.record.journal.count()
        for field in ("applicant.name", "agent.phone"):
            with pytest.raises(NotShown):
                dossiers.show(application, field)
        assert desk.record.journal.count() == count


def test_the_timeline_shows_each_act_in_words_and_no_personal_value(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = begin(desk)
        row, journal, intake = desk.record.applications.get(application), desk.record.journal, desk.intake
        desk.save(application, "applicant.contact", "何样例")
        desk.save(application, "applicant.phone", "13900000022")
        desk.save(application, "case.supply.capacity", 8)
        desk.save(application, "project.name", "样例工程")
        journal.append(Act(Kind.DOCUMENT_RECEIVED, {"document": "identity"}, CLERK, application))
        journal.append(Act(Kind.DOCUMENT_RECEIVED, {"document": "identity", "taken_back": True}, CLERK, application))
        journal.append(Act(Kind.DOCUMENT_DEFERRED, {"document": "premises", "until": "2026-10-20"}, CLERK, application))
        journal.append(Act(Kind.DOCUMENT_DEFERRED, {"document": "premises", "taken_back": True}, CLERK, application))
        issued = intake.issue(application, a_notice(), Kind.NOTICE_ISSUED)
        intake.deliver(application, issued.ref, "in_person")
        journal.append(Act(Kind.PAPER_VOIDED, {"ref": issued.ref, "why": "错字"}, CLERK, application))
        intake.receive(application, DAY)
        intake.accept(application, DAY)
        passed_on = {"to": "北厅", "why": "在那边办", "on": "2026-09-21"}
        journal.append(Act(Kind.APPLICATION_HANDED_OVER, passed_on, CLERK, application))
        intake.enter_official_number(application, "3708")
        journal.append(Act(Kind.APPLICATION_CLOSED, {"why": "撤回"}, CLERK, application))
        application_card = ApplicationCards(desk).read(application)
        lines = [moment.what for moment in application_card.timeline]

        assert lines == [
            f"登记申请，编号 {row.number}",
            "填写联系人、联系电话、用电容量、外线工程资料",
            "收到身份证明",
            "撤回：身份证明改为未收",
            "产权证明后补，2026-10-20 前",
            "撤回：产权证明不再后补",
            "出具《一次性告知书》第 1 版",
            "《一次性告知书》第 1 版：当面交付",
            "《一次性告知书》第 1 版作废：错字",
            "收件，2026-09-21",
            "受理，2026-09-21，当日不计",
            "转办：北厅",
            "已录入业务系统，编号 3708",
            "办结：撤回",
        ]
        assert {moment.who for moment in application_card.timeline} == {"王小明"}
        assert application_card.missing == ()
        assert application_card.issued == ()


def test_a_blanked_entry_stays_on_the_timeline_and_is_never_called_purged(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = begin(desk)
        desk.save(application, "applicant.contact", "何样例")

        def blank_the_last(stores: Any) -> None:  # noqa: ANN401  the writer's stores
            let_in_whoever_can(stores.db)
            stores.db.execute(
                "UPDATE journal SET payload = NULL, salt = NULL WHERE seq = (SELECT max(seq) FROM journal)"
            )

        desk.record.write(blank_the_last)

        assert whats(desk, application)[-1] == BLANK
        assert "不是按规定清除的" in BLANK


def test_an_application_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk, pytest.raises(ApplicationNotFound):
        ApplicationCards(desk).read("nobody")


def test_warming_up_may_be_done_again(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        ledger = Ledger(desk.record)
        ledger.warm_up()
        ledger.warm_up()
        assert ledger.look().total == 0
