"""The purge of a shared record with real desks: announced, awaited, carried out; and what is left elsewhere."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from builders.purge_builders import everything_in, found_in
from builders.purged_desks import SECRET, a_due_application, announced, another_desk, today, years_later
from builders.real_desks import first_desk
from builders.record_builders import CHEAP, CLERK, PASSPHRASE

from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Kind
from gridcounter.core.record.of_office import RecordsPurged
from gridcounter.services.applications.closing import Closing
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.offsite import choose_second_place
from gridcounter.services.custody.purging import Purging, SecondNeeded, set_rule
from gridcounter.services.custody.stale_copies import copies_before_purge, remove_before_purge
from gridcounter.services.desks.announced_purges import announced_purges, carry_out
from gridcounter.services.desks.membership import invite, retire
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import NotAllowed, Role
from gridcounter.services.record.opening import open_record
from gridcounter.store.custody.purge import NotAnnounced
from gridcounter.store.journal.validators.announced import ToBePurged


def test_it_is_announced_awaited_and_carried_out_at_the_desk_that_announced_it(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        a_due_application(first, desks)
        second, third = another_desk(first, desks), another_desk(first, desks, "外勤本")
        years_later(desks)
        listed = Purging(first, CLERK).look(today(desks), today(desks))
        with pytest.raises(NotAnnounced, match="先预告清除"):
            Purging(first, CLERK).purge(listed, today(desks))
        assert announced(first, desks) == 1

        (one,) = announced_purges(first)
        assert one.words == (
            f"{today(desks)} 王小明在本台预告清除 1 件，现在只能看。还等 2 号台、外勤本："
            "他们收到预告、再把文件交换回来以后才清除；不再来的，请管理员在“各台交换”里停用。"
        )
        desks.carry(first, second)
        desks.carry(second, third)
        assert carry_out(Purging(first, CLERK), today(desks)).count == 0, "not yet"
        desks.carry(third, first)
        (one,) = announced_purges(first)
        assert one.ready
        (elsewhere,) = announced_purges(third)
        assert elsewhere.words.endswith("在“1 号台”预告清除 1 件，现在只能看。各台都已收到，等“1 号台”清除。")
        assert not elsewhere.ready

        done = carry_out(Purging(first, CLERK), today(desks))

        assert (done.count, done.papers) == (1, 1)
        for other in (second, third):
            desks.carry(first, other)
        for record in (first, second, third):
            assert announced_purges(record) == []
            assert found_in(everything_in(record.folder, record.key), [SECRET]) == []
            assert record.verify().sound


def test_two_persons_decide_when_it_is_announced_and_the_purge_says_who(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        a_due_application(first, desks)
        leader = Clerks(first, cost=CHEAP).add(CLERK, "周值班", Role.LEADER, "864208")
        clerk = Clerks(first, cost=CHEAP).add(CLERK, "何经办", Role.CLERK, "9753")
        second = another_desk(first, desks)
        years_later(desks)
        with pytest.raises(SecondNeeded):
            announced(first, desks)
        announced(first, desks, leader)
        desks.carry(first, second)
        desks.carry(second, first)
        (one,) = announced_purges(first)
        assert one.by == "王小明（周值班复核）"
        with pytest.raises(NotAllowed):
            carry_out(Purging(first, clerk), today(desks))

        carry_out(Purging(first, leader), today(desks))

        (said,) = [act for act in map(read, first.journal.all()) if isinstance(act, RecordsPurged)]
        (announcing,) = [entry for entry in first.journal.all() if entry.kind == Kind.PURGE_ANNOUNCED]
        assert (said.announced, said.second, announcing.clerk) == (announcing.ref, leader, CLERK)


def test_what_is_announced_is_withdrawn_where_it_was_announced_and_can_be_worked_on_again(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        application = a_due_application(first, desks)
        second = another_desk(first, desks)
        years_later(desks)
        announced(first, desks)
        desks.carry(first, second)
        for record in (first, second):
            with pytest.raises(ToBePurged):
                Closing(record, CLERK).reopen(application, "又来了")
        with pytest.raises(ToBePurged, match="请在“1 号台”的设置“留存与清除”里先暂缓清除"):
            Purging(second, CLERK).hold(application, "投诉")

        Purging(first, CLERK).hold(application, "投诉")

        assert announced_purges(first) == []
        (held,) = Purging(first, CLERK).look(today(desks), today(desks)).held
        assert held.held_why == "投诉"
        desks.carry(first, second)
        Closing(second, CLERK).reopen(application, "又来了")


def test_a_longer_period_set_meanwhile_holds_against_what_was_announced(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        a_due_application(first, desks)
        second = another_desk(first, desks)
        years_later(desks)
        announced(first, desks)
        desks.carry(first, second)
        desks.carry(second, first)
        set_rule(first, CLERK, 120, "新的期限表", today(desks))

        assert carry_out(Purging(first, CLERK), today(desks)).count == 0


def test_a_desk_that_never_comes_is_retired_and_awaited_no_longer(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        a_due_application(first, desks)
        another_desk(first, desks, "外勤本")
        years_later(desks)
        announced(first, desks)
        assert not announced_purges(first)[0].ready

        retire(first, CLERK, "外勤本", "笔记本丢失")

        assert announced_purges(first)[0].ready
        assert carry_out(Purging(first, CLERK), today(desks)).count == 1


def test_an_invitation_that_nobody_used_is_awaited_until_it_ends(tmp_path: Path) -> None:
    """The fault: with its file somebody joined with the application as it was, and worked on it."""
    with first_desk(tmp_path) as (first, desks):
        a_due_application(first, desks)
        years_later(desks)
        invite(first, CLERK, tmp_path / "invitation.gcx", desks.clock(), CHEAP)
        announced(first, desks)
        (one,) = announced_purges(first)
        assert one.waits_for.startswith("还等 用邀请文件还没有加入的一台（邀请有效到 ")
        desks.clock.at += timedelta(days=8)

        assert carry_out(Purging(first, CLERK), today(desks)).count == 1


def test_a_desk_that_is_alone_purges_in_one_step(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        a_due_application(first, desks)
        years_later(desks)
        purging = Purging(first, CLERK)

        assert purging.purge(purging.look(today(desks), today(desks)), today(desks)).count == 1


def test_what_was_announced_before_the_program_stopped_is_carried_out_after_it(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        a_due_application(first, desks)
        second = another_desk(first, desks)
        years_later(desks)
        announced(first, desks)
        desks.carry(first, second)
        desks.carry(second, first)
        first.close()
        again = open_record(first.folder, PASSPHRASE, clock=desks.clock)
        desks.stack.callback(again.close)
        assert announced_purges(again)[0].ready
        assert carry_out(Purging(again, CLERK), today(desks)).count == 1


def test_backups_that_lack_a_purge_of_another_desk_are_told_here_and_outside_whatever_their_day(tmp_path: Path) -> None:
    """The fault: one that was made after the purge by the clock, and before it came, was taken for one without it."""
    with first_desk(tmp_path) as (first, desks):
        a_due_application(first, desks)
        second = another_desk(first, desks)
        stick = tmp_path / "U"
        stick.mkdir()
        outside = choose_second_place(second, CLERK, stick)
        years_later(desks)
        announced(first, desks)
        desks.carry(first, second)
        desks.carry(second, first)
        carry_out(Purging(first, CLERK), today(desks))
        desks.clock.at += timedelta(hours=3)
        assert Backups(second, desks.clock, outside).make_now().troubles == ()
        desks.carry(first, second)

        told = copies_before_purge(second, outside)
        assert [one.second for one in told] == [False, True]
        desks.clock.at += timedelta(hours=3)
        assert Backups(second, desks.clock, outside).make_now().troubles == ()
        remove_before_purge(second, CLERK, copies_before_purge(second, outside))
        assert copies_before_purge(second, outside) == []
        for place in (second.folder, stick):
            assert found_in(everything_in(place, second.key), [SECRET]) == []
