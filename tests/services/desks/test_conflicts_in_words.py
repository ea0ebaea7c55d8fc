"""What two desks did apart, as the list says it: who, when, at which desk, what holds, and the one press."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from builders.conflict_desks import both_ways, did, only, two_desks
from builders.evidence_builders import SIGNED
from builders.real_desks import first_desk
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, PDF, a_change, an_answer, an_opening
from builders.shared_records import RULE
from builders.unread_builders import put_in

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.record import acts
from gridcounter.core.record.journal import Kind
from gridcounter.errors import Refusal
from gridcounter.services.applications.duplicates import Duplicates
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.desks.conflicts import choose, conflicts, give_another_number, reopen, settle
from gridcounter.services.desks.desk_names import DeskNames
from gridcounter.services.desks.membership import all_desks
from gridcounter.services.ledger.application_card import ApplicationCards
from gridcounter.services.ledger.timeline import timeline
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.packs import PACK_FILE, parse_file
from gridcounter.services.office.roles import NotAllowed, Role
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.record.opening import open_record
from gridcounter.store.custody.purge import purge
from gridcounter.store.queries.corrections import to_be_reissued


@pytest.mark.parametrize("voids_first", [True, False])
def test_a_voided_paper_that_was_handed_out_says_where_and_when(tmp_path: Path, *, voids_first: bool) -> None:
    with two_desks(tmp_path) as (first, second, desks, application):
        paper = Intake(first, CLERK).issue(application, Issue("one_time_notice", PDF, "c", "1", "1"))
        both_ways(desks, first, second)
        for record in (first, second) if voids_first else (second, first):
            desks.clock.at += timedelta(minutes=1)
            if record is first:
                did(record, Kind.PAPER_VOIDED, {"ref": paper.ref, "why": "印错"}, application)
            else:
                Intake(record, CLERK).deliver(application, paper.ref, "in_person")
        both_ways(desks, first, second)

        for record in (first, second):
            found = only(record)
            assert found.title == "作废的文书已交出"
            assert found.meanwhile.startswith("已作废的一次性告知书在 2 号台已交给申请人（")
            assert found.meanwhile.endswith("请收回，或者出具新版并说明；核对以前按已告知算，时限不变")
            assert {side.desk for side in found.sides} == {"1 号台", "2 号台"}
            assert found.concerns is Role.LEADER
        Intake(second, CLERK).issue(application, Issue("one_time_notice", PDF, "d", "1", "1"))
        both_ways(desks, first, second)
        assert conflicts(first) == conflicts(second) == []


@pytest.mark.parametrize("kept", ["A", "B"])
def test_a_filing_pushed_twice_is_settled_by_the_serial_that_is_kept(tmp_path: Path, kept: str) -> None:
    with two_desks(tmp_path) as (first, second, desks, application):
        did(first, Kind.FILING_PREPARED, {"on": "2026-09-20"}, application)
        both_ways(desks, first, second)
        did(first, Kind.FILING_PUSHED, {"on": "2026-09-22", "serial": "A"}, application)
        did(second, Kind.FILING_PUSHED, {"on": "2026-09-21", "serial": "B"}, application)
        both_ways(desks, first, second)

        found = only(first)
        assert "第 1 版推送了两次（流水号 A、B）：请与审批部门核对，撤回一件" in found.meanwhile
        assert [(side.chosen_by, side.holds) for side in found.sides] == [("保留 A", False), ("保留 B", True)]
        assert found.concerns is Role.CLERK, "whoever files"
        service = open_application_service(first, open_assessor())
        choose(service, found, next(side for side in found.sides if side.value == kept))
        both_ways(desks, first, second)
        for record in (first, second):
            assert conflicts(record) == []
            assert record.db.execute("SELECT serial FROM filing").fetchall() == [(kept,)]
            assert record.rebuild().changed == ()


def test_an_equal_number_is_settled_by_giving_the_second_another_one(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        for record, application in ((first, "a1"), (second, "a2")):
            record.journal.append(an_opening(application, "JN1-0001"))
            desks.clock.at += timedelta(minutes=1)
        paper = Intake(second, CLERK).issue("a2", Issue("one_time_notice", PDF, "c", "1", "1"))
        both_ways(desks, first, second)

        found = only(first)
        assert (found.number, found.title, found.application) == ("JN1-0001", "编号重复", "a2")
        assert [side.what[:2] for side in found.sides] == ["先登", "后登"], "which one gets another number"
        number = give_another_number(first, CLERK, found, DAY)
        both_ways(desks, first, second)
        for record in (first, second):
            assert conflicts(record) == []
            assert {record.applications.get(one).number for one in ("a1", "a2")} == {"JN1-0001", number}
            assert to_be_reissued(record.db) == ["a2"], "what was handed out says the old one"
            assert record.papers.of("a2")[0].ref == paper.ref
        with pytest.raises(Refusal, match="已经用过"):
            second.journal.append(an_opening("a3", "JN1-0001"))
        with pytest.raises(Refusal, match="已经核对过"):
            give_another_number(first, CLERK, found, DAY)


def test_what_was_done_after_a_closing_is_one_line_and_reopening_settles_it(tmp_path: Path) -> None:
    with two_desks(tmp_path) as (first, second, desks, application):
        did(first, Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, application)
        did(second, Kind.MATERIALS_RECEIVED, {"on": "2026-09-21"}, application)
        did(second, Kind.DOCUMENT_RECEIVED, {"document": "identity"}, application)
        both_ways(desks, first, second)

        found = only(first)
        assert found.meanwhile == "办结后 2 号台又登记了 2 项：恢复办理？核对以前仍是办结"
        assert len(found.sides) == 3
        reopen(first, CLERK, found, "接着办")
        both_ways(desks, first, second)
        assert conflicts(first) == conflicts(second) == []


def test_what_was_done_after_a_closing_can_be_left_as_it_is(tmp_path: Path) -> None:
    with two_desks(tmp_path) as (first, second, desks, application):
        did(first, Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, application)
        did(second, Kind.MATERIALS_RECEIVED, {"on": "2026-09-21"}, application)
        did(second, Kind.DOCUMENT_RECEIVED, {"document": "identity"}, application)
        both_ways(desks, first, second)
        settle(first, CLERK, only(first), "不用恢复")
        assert conflicts(first) == []
        assert first.applications.get(application).state == "closed"


def test_a_clerk_who_left_and_whom_another_desk_did_not_know_to_have_left(tmp_path: Path) -> None:
    with two_desks(tmp_path) as (first, second, desks, application):
        zhang = Clerks(first, cost=CHEAP).add(CLERK, "张三", Role.CLERK, "2846")
        both_ways(desks, first, second)
        Clerks(first).leave(CLERK, zhang)
        desks.clock.at += timedelta(minutes=1)
        for on in ("2026-09-21", "2026-09-22"):
            did(second, Kind.MATERIALS_RECEIVED, {"on": on}, application, zhang)
        both_ways(desks, first, second)

        for record in (first, second):
            found = only(record)
            assert found.meanwhile == "张三停用后（未联网）又登记 2 项，登记都有效，请核对"
            assert found.concerns is Role.ADMINISTRATOR
            assert record.applications.get(application).received_on == "2026-09-22", "his acts stand"
        with pytest.raises(Refusal):
            settle(first, zhang, found, "")
        settle(first, CLERK, found, "都看过")
        both_ways(desks, first, second)
        assert conflicts(first) == conflicts(second) == []


def test_each_is_shown_what_concerns_him(tmp_path: Path) -> None:
    with two_desks(tmp_path) as (first, second, desks, application):
        clerks = Clerks(first, cost=CHEAP)
        zhang = clerks.add(CLERK, "张三", Role.CLERK, "2846")
        li = clerks.add(CLERK, "李静", Role.LEADER, "738291")
        both_ways(desks, first, second)
        for record, number in ((first, "1"), (second, "2")):
            did(record, Kind.OFFICIAL_NUMBER_ENTERED, {"number": number}, application)
            did(record, Kind.OFFICE_SET, {"banner": number}, None)
            did(record, Kind.APPLICATION_ACCEPTED, {"on": f"2026-09-2{number}", "answer": an_answer()}, application)
        both_ways(desks, first, second)

        titles = {who: {one.title for one in conflicts(first, Clerks(first).get(who))} for who in (zhang, li, CLERK)}
        assert titles == {
            zhang: {"业务系统编号"},
            li: {"业务系统编号", "重复受理"},
            CLERK: {"业务系统编号", "重复受理", "工作台上的提示"},
        }
        banner = next(one for one in conflicts(first) if one.title == "工作台上的提示")
        with pytest.raises(NotAllowed):
            settle(first, li, banner, "")
        did(first, Kind.OFFICE_SET, {"banner": "1"}, None)
        assert "工作台上的提示" not in {one.title for one in conflicts(first)}


def test_a_desk_of_a_later_program_is_told_and_updating_takes_it_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first desk's program does not know the kind of what the second one did, until it is updated."""
    with two_desks(tmp_path) as (first, second, desks, application):
        did(second, Kind.DOCUMENT_REMARKED, {"document": "premises", "remark": "周四送来"}, application)
        put_in(second, None, "office_weighed", {"kg": 3})

        def known(kind: str) -> Kind:
            if kind == Kind.DOCUMENT_REMARKED:
                raise ValueError(kind)
            return Kind(kind)

        with monkeypatch.context() as earlier:
            earlier.setattr(acts, "Kind", known)
            desks.carry(second, first)
            assert {(one.title, one.may_be_settled) for one in conflicts(first)} == {("2 号台的程序比本台新", False)}
            assert len(conflicts(first)) == 2
            with pytest.raises(Refusal, match="更新本台的程序"):
                did(first, Kind.MATERIALS_RECEIVED, {"on": "2026-09-21"}, application)
            assert ApplicationCards(open_application_service(first, open_assessor())).unread(application)
        first.close()

        again = open_record(first.folder, PASSPHRASE, clock=desks.clock)
        desks.stack.callback(again.close)
        did(again, Kind.MATERIALS_RECEIVED, {"on": "2026-09-21"}, application)
        assert again.db.execute("SELECT state FROM document").fetchall() == [("remarked",)]
        assert len(conflicts(again)) == 1, "what is of the office is of a kind that it still does not know"
        assert again.found.corrected is None, "nobody had replaced anything"
        assert again.rebuild().changed == ()


def test_the_same_person_at_two_desks_is_found_by_both(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        person = {
            "applicant.name": "李四",
            "premises.address": "样例路 1 号",
            "applicant.id_number": "11010119900307803X",
        }
        mine = Intake(first, CLERK).open(DAY, person)
        other = Intake(second, CLERK).open(DAY, person)
        both_ways(desks, first, second)
        assert [one.application for one in Duplicates(first).of(mine, DAY).rows] == [other]
        assert [one.application for one in Duplicates(second).of(other, DAY).rows] == [mine]
        assert conflicts(first) == []


def test_two_desks_of_one_name_are_told_apart(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        for record in [desks.joined(first, folder, called="2 号台") for folder in ("a", "b")]:
            desks.carry(record, first)
        called = DeskNames(first.db)
        names = [called.of_row(one) for one in all_desks(first)]
        assert names[0] == "1 号台"
        assert len(set(names)) == 3


def test_a_desk_whose_clock_is_ahead_says_so_where_it_decides(tmp_path: Path) -> None:
    with two_desks(tmp_path) as (first, second, desks, application):
        ref = first.applications.fields(application)["applicant.name"].ref
        first.journal.append(a_change(application, "applicant.name", "李五", ref))
        now = desks.clock.at
        desks.clock.at += timedelta(days=73_000)
        second.journal.append(a_change(application, "applicant.name", "李六", ref))
        desks.clock.at = now + timedelta(minutes=1)
        desks.carry(second, first)
        found = only(first)
        assert [side.off for side in found.sides] == [False, True]
        assert "2226-" in found.sides[1].moment
        assert "日期不对" in found.text


def an_edition(text: str, remark: str) -> dict[str, Any]:
    """The same days, another text."""
    content = f"{text}\n# {remark}\n"
    pack, _ = parse_file(content.encode(), PACK_FILE)
    assert pack is not None
    return {"id": pack.id, "number": pack.header.number, "version": pack.version, "files": {PACK_FILE: content}}


def test_two_texts_of_one_first_day_and_what_was_answered_by_the_older_one(tmp_path: Path) -> None:
    packs = open_assessor().packs
    text = packs.texts[packs.edition("jining", DAY).version]
    with two_desks(tmp_path) as (first, second, desks, application):
        did(first, Kind.PACK_ADOPTED, an_edition(text, "一"), None)
        desks.clock.at += timedelta(minutes=1)
        did(second, Kind.APPLICATION_ACCEPTED, {"on": "2026-09-21", "answer": an_answer()}, application)
        both_ways(desks, first, second)
        older = only(second)
        assert older.meanwhile.startswith("2 号台在新版启用后 1 天里按旧版答复了 1 件")
        assert older.concerns is Role.LEADER
        settle(second, CLERK, older, "不改")
        both_ways(desks, first, second)
        assert conflicts(first) == []

        did(first, Kind.PACK_ADOPTED, an_edition(text, "二"), None)
        did(second, Kind.PACK_ADOPTED, an_edition(text, "三"), None)
        both_ways(desks, first, second)
        twice = only(first)
        assert (twice.title, len(twice.sides)) == ("政策版本", 2)
        assert [side.holds for side in twice.sides] == [False, True]
        did(first, Kind.PACK_ADOPTED, an_edition(text, "二"), None)
        both_ways(desks, first, second)
        assert conflicts(first) == conflicts(second) == []


def test_editions_of_different_days_are_no_conflict(tmp_path: Path) -> None:
    packs = open_assessor().packs
    text = packs.texts[packs.edition("jining", DAY).version]
    begins = next(line for line in text.splitlines() if line.startswith("in_force_from"))
    with two_desks(tmp_path) as (first, second, desks, _):
        did(first, Kind.PACK_ADOPTED, an_edition(text, "一"), None)
        did(second, Kind.PACK_ADOPTED, an_edition(text.replace(begins, "in_force_from = 2026-01-01"), "二"), None)
        both_ways(desks, first, second)
        assert conflicts(first) == []


def test_what_was_done_on_a_purged_application_is_told_to_the_administrator(tmp_path: Path) -> None:
    with two_desks(tmp_path) as (first, second, desks, application):
        did(first, Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, application)
        both_ways(desks, first, second)
        first.write(lambda stores: purge(stores.db, stores.journal, [application], CLERK, RULE))
        did(second, Kind.APPLICATION_REOPENED, {"why": "又来了"}, application)
        both_ways(desks, first, second)
        found = only(first)
        assert found.concerns is Role.ADMINISTRATOR
        assert "又登记了 1 项，内容已随清除抹去" in found.meanwhile
        assert found.number
        settle(first, CLERK, found, "重新登记")
        both_ways(desks, first, second)
        assert conflicts(first) == conflicts(second) == []


def test_the_acceptance_that_does_not_count_says_so_in_the_course(tmp_path: Path) -> None:
    with two_desks(tmp_path) as (first, second, desks, application):
        for record, day in ((first, "24"), (second, "21")):
            did(record, Kind.APPLICATION_ACCEPTED, {"on": f"2026-09-{day}", "answer": an_answer()}, application)
        both_ways(desks, first, second)
        told = [line.what for line in timeline(first.journal.of(application), {})]
        assert [what for what in told if "重复受理" in what] == [
            "受理，2026-09-24，当日不计（重复受理，按 2026-09-21 起算）"
        ]


def test_one_file_added_at_two_desks_is_there_once_and_removed_once(tmp_path: Path) -> None:
    with two_desks(tmp_path) as (first, second, desks, application):
        refs = [Attachments(record, CLERK).add_content(application, SIGNED, "路径图", "") for record in (first, second)]
        both_ways(desks, first, second)
        assert len(Attachments(first, CLERK).of(application)) == 1
        did(second, Kind.PERSONAL_DATA_SHOWN, {"fields": ["applicant.phone"]}, application)
        left = Attachments(first, CLERK).of(application)[0].ref
        Attachments(first, CLERK).remove(left, "传错")
        both_ways(desks, first, second)
        for record in (first, second):
            assert Attachments(record, CLERK).of(application) == ()
            assert record.rebuild().changed == ()
        assert refs


def test_a_mark_of_a_firm_that_two_desks_set_apart_is_shown_with_both_values_and_settled_with_one_press(
    tmp_path: Path,
) -> None:
    """A conflict on a subject that is no application: the page that lists them must not break on it."""
    with two_desks(tmp_path) as (first, second, desks, _):
        did(first, Kind.PARK_OPENED, {"fields": {"name": "样例产业园"}}, "p1")
        ref = did(first, Kind.FIRM_OPENED, {"park": "p1", "fields": {"big": None}}, "f1")
        both_ways(desks, first, second)
        did(first, Kind.FIRM_CHANGED, {"fields": {"big": {"to": True, "over": ref}}}, "f1")
        desks.clock.at += timedelta(minutes=5)
        did(second, Kind.FIRM_CHANGED, {"fields": {"big": {"to": False, "over": ref}}}, "f1")
        both_ways(desks, first, second)

        found = only(first)
        assert found.title == "企业资料填得不一样"
        assert [(side.desk, side.what, side.holds) for side in found.sides] == [
            ("1 号台", "填“是”", False),
            ("2 号台", "填“否”", True),
        ]
        assert found.may_be_settled
        settle(first, CLERK, found, "问过企业")
        both_ways(desks, first, second)
        assert conflicts(first) == conflicts(second) == []
