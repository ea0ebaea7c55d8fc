"""More acts to interrupt: purge, change of key, and off-site copy. See acts.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from builders.faults.acts import LATER, NEXT_PASSPHRASE, RECORD, Act, opened_again, sound
from builders.purge_builders import everything_in, found_in
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, Clock, a_record, opened
from gridcounter.core.record.journal import Kind
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody import purging
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.offsite import OffsiteTarget, folder_on
from gridcounter.services.custody.rekeying import carry_out_renewal, renewal_of
from gridcounter.services.ledger.ledger import Ledger
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.keys import WrongPassphrase
from gridcounter.store.custody.manifest import backups_in, unreadable_in
from gridcounter.store.custody.verify import examine
from gridcounter.store.papers import archived

Tell = Callable[[str], None]

NAMES = tuple(f"样例唯一户{number:02d}" for number in range(4))
LONG_AFTER = date(2031, 9, 30)


def closed_long_ago(world: Path) -> None:
    with a_record(world / RECORD) as record:
        intake = Intake(record, CLERK)
        for name in NAMES:
            application = intake.open(DAY, {"applicant.name": name})
            content = b"%PDF-1.7 " + name.encode() + bytes(9000)
            intake.issue(application, Issue("one_time_notice", content, "c", "1", "1"))
            Closing(record, CLERK).close(application, "connected", DAY, DAY)
        purging.set_rule(record, CLERK, 60, "测试期限表", DAY)


def backed_up(world: Path) -> None:
    closed_long_ago(world)
    with opened(world / RECORD) as record:
        Backups(record, Clock(LATER)).make()


def purge(world: Path, tell: Tell) -> None:
    purging.AT_ONCE = 2  # a transaction to be struck between two others
    with opened(world / RECORD) as record:
        work = purging.Purging(record, CLERK)
        work.purge(work.look(LONG_AFTER, LONG_AFTER), LONG_AFTER)
        tell("purged")


def whole_or_gone(world: Path, lines: Sequence[str]) -> None:
    """Opening ends what was begun: of the purged no byte is left in the files, of the others nothing is missing."""
    with opened_again(world):
        pass
    with opened_again(world) as record:
        sound(record)
        standing = sorted(row.name for row in Ledger(record).look().rows)
        gone = [name for name in NAMES if name not in standing]
        assert not (lines and standing)
        assert record.journal.purged() == 3 * len(gone)
        with record.reading() as stores:
            assert stores.archive.digests() == archived(stores.db)
        everything = everything_in(world / RECORD, record.key)
        assert (found_in(everything, gone), found_in(everything, standing)) == ([], standing)


def renew_the_key(world: Path, tell: Tell) -> None:
    record = open_record(world / RECORD, PASSPHRASE, clock=Clock())
    renewal = renewal_of(record, CLERK, NEXT_PASSPHRASE)
    record.close()
    carry_out_renewal(renewal, cost=CHEAP)
    tell("renewed")


def one_key_opens_all(world: Path, lines: Sequence[str]) -> None:
    folder = world / RECORD
    try:
        record = open_record(folder, NEXT_PASSPHRASE, clock=Clock())
    except WrongPassphrase:
        assert not lines
        record = open_record(folder, PASSPHRASE, clock=Clock())
    try:
        sound(record)
        assert sorted(row.name for row in Ledger(record).look().rows) == list(NAMES)
        for row in record.applications.recent(len(NAMES)):
            assert len(record.handed_out(row.short_code)) == 1
        assert list(folder.glob(".*.rekey.part")) == []
    finally:
        record.close()


def a_stick(world: Path) -> None:
    backed_up(world)
    (world / "stick").mkdir()
    with opened(world / RECORD) as record:
        _backups(record, world).copy_offsite()
        Intake(record, CLERK).open(DAY, {"applicant.name": "样例后来"})
        Backups(record, Clock(LATER)).make()


def bring_to_the_stick(world: Path, tell: Tell) -> None:
    with opened(world / RECORD) as record:
        _backups(record, world).copy_offsite()
        tell("brought")


def older_copies_hold(world: Path, lines: Sequence[str]) -> None:
    with opened_again(world) as record:
        sound(record)
        place = folder_on(record, _second(world))
        found = backups_in(place)
        assert unreadable_in(place) == []
        assert len(found) == 2 if lines else found
        assert all(examine(backup, record.key).sound for backup in (*found, *backups_in(world / RECORD / BACKUPS)))
        _backups(record, world).copy_offsite()
        newest = backups_in(place)[0]
        assert examine(newest, record.key).papers_missing == 0
        # a full disk takes no note of the end of a session, and the next one says that it cannot know
        since = [entry.kind for entry in record.journal.all()][newest.manifest.entries :]
        assert since in ([], [Kind.ROLLBACK_FOUND])
        assert list(place.glob(".*")) == []


def _backups(record: Record, world: Path) -> Backups:
    return Backups(record, Clock(LATER), second=_second(world))


def _second(world: Path) -> OffsiteTarget:
    # in a test it lies on the record's own disk
    return OffsiteTarget(world / "stick", own_disk=False)


LEAVING = {
    "purge": Act(closed_long_ago, purge, whole_or_gone),
    "rekey": Act(backed_up, renew_the_key, one_key_opens_all),
    "stick": Act(a_stick, bring_to_the_stick, older_copies_hold),
}
