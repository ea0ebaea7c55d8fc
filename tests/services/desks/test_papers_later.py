"""Papers that did not come with their entries come with a later file: to who joined, and where they were too much."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.faults.acts import ROUTE
from builders.real_desks import Desks, first_desk
from builders.record_builders import CLERK, DAY, PDF

from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.desks import outgoing
from gridcounter.services.desks.exchange import hand_over, take_in
from gridcounter.services.desks.membership import all_desks
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.record.record import Record
from gridcounter.store.awaited_papers import Awaiting, awaiting_of, in_turn, note_awaiting
from gridcounter.store.custody.purge import purge
from gridcounter.store.papers import PaperElsewhere, awaited

RULE = {"until": "2026-09-30", "months": 1, "basis": "样例期限表"}
EACH = 9000


def issued(record: Record, *numbers: int) -> list[str]:
    """An application for each, with a paper of so many bytes; their digests."""
    digests = []
    for number in numbers:
        application = Intake(record, CLERK).open(DAY, {"applicant.name": f"李{number}"})
        content = PDF + bytes([number]) * EACH
        Intake(record, CLERK).issue(application, Issue("one_time_notice", content, "c", "1", "1"))
        digests.append(record.papers.of(application)[0].sha256)
    return digests


def here(record: Record, digests: list[str]) -> list[bool]:
    return [record.archive.content(digest) is not None for digest in digests]


def round_about(desks: Desks, one: Record, other: Record) -> None:
    """The other says what it waits for, and gets it."""
    desks.carry(other, one)
    desks.carry(one, other)


def test_who_joined_gets_the_papers_and_attachments_of_before(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        (digest,) = issued(first, 1)
        application = first.papers.of_bytes(digest)[0].application
        added = Attachments(first, CLERK).add_content(application, ROUTE, "路径图")
        second = desks.joined(first, "2 号台")
        with pytest.raises(PaperElsewhere, match="在“1 号台”，还没有传到本台"):
            Attachments(second, CLERK).content(added)
        assert len(awaited(second.db)) == 2

        round_about(desks, first, second)

        assert here(second, [digest]) == [True]
        assert Attachments(second, CLERK).content(added)[1] == Attachments(first, CLERK).content(added)[1]
        assert awaited(second.db) == frozenset()
        assert second.verify().sound
        assert second.damage() == ()


def test_what_does_not_fit_comes_with_the_next_files_the_oldest_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "MOST_PAPERS", 2 * EACH + 1000)
    with first_desk(tmp_path) as (first, desks):
        old = issued(first, *range(5))
        second = desks.joined(first, "2 号台")
        desks.carry(second, first)

        handed = hand_over(first, CLERK, tmp_path, desks.clock())
        assert (handed.papers, handed.left_out) == (2, 3)
        taken = take_in(second, CLERK, handed.path)
        assert (taken.papers, taken.awaited) == (2, 3)
        assert here(second, old) == [True, True, False, False, False]

        round_about(desks, first, second)
        assert here(second, old) == [True, True, True, True, False]
        round_about(desks, first, second)
        assert here(second, old) == [True] * 5


def test_new_papers_are_not_kept_back_by_those_of_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "MOST_PAPERS", 2 * EACH + 1000)
    with first_desk(tmp_path) as (first, desks):
        old = issued(first, *range(5))
        second = desks.joined(first, "2 号台")
        round_about(desks, first, second)
        desks.carry(second, first)
        new = issued(first, 8)

        desks.carry(first, second)

        assert here(second, new) == [True]
        assert here(second, old) == [True, True, True, False, False]


def test_who_takes_in_one_desks_file_alone_hears_what_the_others_wait_for_and_have(tmp_path: Path) -> None:
    """One stick, one direction. The fault: the first desk never read a file of the second, and so sent all entries and
    papers again each time, the same ones up to the limit.
    """
    with first_desk(tmp_path) as (first, desks):
        old = issued(first, 1, 2)
        third = desks.joined(first, "3 号台")
        round_about(desks, first, third)
        second = desks.joined(third, "2 号台")
        key = next(one.signs_with for one in all_desks(second) if one.here)
        desks.carry(second, third)
        desks.carry(third, first)

        (said,) = awaiting_of(first.db, [key])
        assert list(said.digests) == old
        desks.carry(first, second)
        assert here(second, old) == [True, True]
        handed = []
        for number in range(5, 8):
            for one, other in ((first, second), (second, third), (third, first)):
                issued(one, number)
                made = hand_over(one, CLERK, tmp_path, desks.clock())
                handed.append((made.entries, made.papers))
                take_in(other, CLERK, made.path)

        assert all(entries < 16 and papers <= 3 for entries, papers in handed[3:]), handed
        assert awaiting_of(first.db, [key])[0].digests == ()


def test_papers_of_a_purged_application_are_not_sent_whoever_asks(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        digest, kept = issued(first, 1, 2)
        second = desks.joined(first, "2 号台")
        desks.carry(second, first)
        application = first.papers.of_bytes(digest)[0].application
        first.journal.append(Act(Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, CLERK, application))
        content = first.archive.content(digest)
        assert content is not None
        first.write(lambda stores: purge(stores.db, stores.journal, [application], CLERK, RULE))
        first.archive.keep(content)  # as if a reader had kept it from being erased

        handed = hand_over(first, CLERK, tmp_path, desks.clock())

        assert (handed.papers, handed.left_out) == (1, 0)
        take_in(second, CLERK, handed.path)
        assert here(second, [digest, kept]) == [False, True]
        assert awaited(second.db) == frozenset()


def test_what_is_passed_on_of_a_desk_does_not_hold_against_what_it_said_later(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, _):
        early, late = Awaiting("ab" * 32, 1, ("cd" * 32,)), Awaiting("ab" * 32, 2, ())

        def note(said: Awaiting, *, by_itself: bool) -> list[Awaiting]:
            first.write(lambda stores: note_awaiting(stores.db, said, by_itself=by_itself))
            return awaiting_of(first.db, ["ab" * 32])

        assert note(late, by_itself=False) == [late]
        assert note(early, by_itself=False) == [late]
        assert note(early, by_itself=True) == [early], "its clock was set back: what it says itself holds"


def test_no_desk_waits_for_the_end_of_what_another_asks_for() -> None:
    one, other = Awaiting("1", 1, ("a", "b", "c")), Awaiting("2", 1, ("x", "b"))
    assert in_turn([one, other]) == ["a", "x", "b", "c"]
