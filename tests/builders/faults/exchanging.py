"""More acts to interrupt: what desks that share a record hand to each other. See acts.py."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from builders.faults.acts import LATER, RECORD, Act, Tell, opened_again, sound
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, PDF, Clock, a_record, opened
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.desks.copies import ForkedElsewhere
from gridcounter.services.desks.exchange import hand_over, take_in
from gridcounter.services.desks.membership import all_desks, begin_sharing, invite, join
from gridcounter.services.desks.sealed_file import SUFFIX
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.store.papers import awaited

_OTHER, _STICK, _INVITATION, _CODE = "other", "stick", f"invitation{SUFFIX}", "code"
_COPY, _FORKED = "copy", "forked"
_OTHERS_PASSPHRASE = "另一台自己的口令"  # noqa: S105  nothing in a test is secret


def a_shared_record(world: Path) -> None:
    """The other desk has an application with papers, in a file that nobody has taken in yet."""
    (world / _STICK).mkdir()
    with a_record(world / RECORD) as record:
        begin_sharing(record, CLERK, "1 号台")
        Intake(record, CLERK).open(DAY, {"applicant.name": "李四"})
        made = invite(record, CLERK, world / _INVITATION, Clock()(), CHEAP)
    (world / _CODE).write_text(made.code, "utf-8")
    join(world / _OTHER, _OTHERS_PASSPHRASE, made.path, made.code, "2 号台", cost=CHEAP, clock=Clock())
    other = open_record(world / _OTHER, _OTHERS_PASSPHRASE, clock=Clock(LATER))
    try:
        for number in range(3):
            application = Intake(other, CLERK).open(DAY, {"applicant.name": f"李{number}"})
            content = PDF + bytes([number]) * 9000
            Intake(other, CLERK).issue(application, Issue("one_time_notice", content, "c", "1", "1"))
        hand_over(other, CLERK, world / _STICK, LATER)
    finally:
        other.close()


def both_known(world: Path) -> None:
    a_shared_record(world)
    take_it_in(world, lambda _: None)


def take_it_in(world: Path, tell: Tell) -> None:
    (path,) = (world / _STICK).iterdir()
    with opened(world / RECORD, Clock(LATER)) as record:
        take_in(record, CLERK, path, at_once=2)
        tell("taken")


def taken_in_whole_or_not(world: Path, lines: Sequence[str]) -> None:
    """What came of it is whole; the rest is taken in afterwards with its papers, and nothing is there twice."""
    (path,) = (world / _STICK).glob(f"2*{SUFFIX}")
    with opened_again(world) as record:
        sound(record)
        assert record.damage() == ()
        assert len(record.applications.recent(9)) in ({4} if "taken" in lines else {1, 2, 3, 4})
        take_in(record, CLERK, path)
        assert take_in(record, CLERK, path).entries == 0
        sound(record)
        assert len(record.applications.recent(9)) == 4
        assert awaited(record.db) == frozenset()
        assert record.damage() == ()


def hand_it_over(world: Path, tell: Tell) -> None:
    with opened(world / RECORD, Clock(LATER)) as record:
        tell(hand_over(record, CLERK, world / _STICK, LATER).path.name)


def only_files_that_can_be_taken_in(world: Path, lines: Sequence[str]) -> None:
    written = {path.name for path in (world / _STICK).glob(f"1*{SUFFIX}")}
    assert set(lines) <= written
    other = open_record(world / _OTHER, _OTHERS_PASSPHRASE, clock=Clock(LATER))
    try:
        for name in written:
            assert take_in(other, CLERK, world / _STICK / name).desk == "1 号台"
        sound(other)
    finally:
        other.close()
    with opened_again(world) as record:
        sound(record)


def invite_another(world: Path, tell: Tell) -> None:
    with opened(world / RECORD, Clock(LATER)) as record:
        tell(invite(record, CLERK, world / f"second{SUFFIX}", LATER, CHEAP).code)


def invited_or_not(world: Path, lines: Sequence[str]) -> None:
    for code in lines:
        join(
            world / "third",
            _OTHERS_PASSPHRASE,
            world / f"second{SUFFIX}",
            code,
            "3 号台",
            cost=CHEAP,
            clock=Clock(LATER),
        )
    with opened_again(world) as record:
        sound(record)


def join_them(world: Path, tell: Tell) -> None:
    code = (world / _CODE).read_text("utf-8")
    join(world / "third", _OTHERS_PASSPHRASE, world / _INVITATION, code, "3 号台", cost=CHEAP, clock=Clock())
    tell("joined")


def joined_or_nothing_there(world: Path, lines: Sequence[str]) -> None:
    folder = world / "third"
    if not folder.exists():
        assert not lines
        join_them(world, lambda _: None)
    third = open_record(folder, _OTHERS_PASSPHRASE, clock=Clock(LATER))
    try:
        sound(third)
    finally:
        third.close()


def a_copied_desk(world: Path) -> None:
    """Its folder was copied, both went on as one device, and the other desk hands over what the copy wrote."""
    a_shared_record(world)
    take_it_in(world, lambda _: None)
    with opened(world / RECORD, Clock(LATER)) as record:
        told = hand_over(record, CLERK, world / "told", LATER)
    shutil.copytree(world / RECORD, world / _COPY)
    with (
        patch("gridcounter.services.record.moving.is_moved", lambda *_: False),
        patch("gridcounter.paths.last_seen", lambda _: (world / "settings",)),
    ):
        copy = open_record(world / _COPY, PASSPHRASE, clock=Clock(LATER + timedelta(minutes=1)))
        try:
            Intake(copy, CLERK).open(DAY, {"applicant.name": "李七"})
            path = hand_over(copy, CLERK, world / "told", LATER + timedelta(minutes=1)).path
        finally:
            copy.close()
    with opened(world / RECORD, Clock(LATER)) as record:
        application = next(row.id for row in record.applications.recent(9) if _named(record, row.id) == "李四")
        Intake(record, CLERK).issue(application, Issue("one_time_notice", PDF + b"8", "c", "1", "1"))
        own = hand_over(record, CLERK, world / "told", LATER + timedelta(minutes=2)).path
    other = open_record(world / _OTHER, _OTHERS_PASSPHRASE, clock=Clock(LATER))
    try:
        for one in (told.path, path):
            take_in(other, CLERK, one)
        with suppress(ForkedElsewhere):
            take_in(other, CLERK, own)
        (world / _FORKED).mkdir()
        hand_over(other, CLERK, world / _FORKED, LATER)
    finally:
        other.close()


def part_from_the_copy(world: Path, tell: Tell) -> None:
    (path,) = (world / _FORKED).iterdir()
    with opened(world / RECORD, Clock(LATER)) as record:
        tell(take_in(record, CLERK, path).copied)


def parted_whole_or_not_at_all(world: Path, lines: Sequence[str]) -> None:
    """Both histories are there in the end, each once, and whoever knows the other one takes both in."""
    (path,) = (world / _FORKED).iterdir()
    with opened_again(world) as record:
        sound(record)
        assert record.damage() == ()
        assert _papers_of(record, "李四") == 1
        if next(one.name for one in all_desks(record) if one.here) == "1 号台":
            assert not lines
            assert "1 号台（2）" in take_in(record, CLERK, path).copied
        sound(record)
        assert (_papers_of(record, "李四"), _papers_of(record, "李七")) == (1, 0)
        handed = hand_over(record, CLERK, world / _FORKED, LATER)
    other = open_record(world / _OTHER, _OTHERS_PASSPHRASE, clock=Clock(LATER))
    try:
        assert take_in(other, CLERK, handed.path).desk == "1 号台（2）"
        assert (_papers_of(other, "李四"), _papers_of(other, "李七")) == (1, 0)
        sound(other)
    finally:
        other.close()


def _named(record: Record, application: str) -> object:
    return record.applications.fields(application)["applicant.name"].value


def _papers_of(record: Record, name: str) -> int:
    """Of the one application of this name."""
    (application,) = (row.id for row in record.applications.recent(19) if _named(record, row.id) == name)
    return len(record.papers.of(application))


EXCHANGING = {
    "take in": Act(a_shared_record, take_it_in, taken_in_whole_or_not),
    "part from a copy": Act(a_copied_desk, part_from_the_copy, parted_whole_or_not_at_all),
    "hand over": Act(both_known, hand_it_over, only_files_that_can_be_taken_in),
    "invite": Act(both_known, invite_another, invited_or_not),
    "join": Act(a_shared_record, join_them, joined_or_nothing_there),
}
