"""Another keys file laid in the place of the record's own while the record is open: without any key, by anybody who can
write into the folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from builders.record_builders import CHEAP, CLERK, PASSPHRASE, Clock, a_record

from gridcounter.core.record.journal import Kind
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.offsite import OffsiteTarget, folder_on
from gridcounter.services.custody.passphrases import change_passphrase
from gridcounter.services.custody.recovery import carry_out, plan_recovery
from gridcounter.services.custody.rekeying import ask_renewal
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.store.custody import keys
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.keys import KEYS_FILE, KeysDamaged, KeysReplaced
from gridcounter.store.custody.manifest import backups_in

NEW, BROUGHT = "另一个足够长的口令", "自己带来的一份的口令"
Lay = Callable[[Record], str]


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with a_record(tmp_path / "record", Clock()) as made:
        yield made


def of_another_record(record: Record) -> str:
    """Lays it, and returns the passphrase that opens it."""
    folder = record.folder.parent / "brought"
    folder.mkdir()
    keys.create_keys(folder, BROUGHT, cost=CHEAP)
    (record.folder / KEYS_FILE).write_bytes((folder / KEYS_FILE).read_bytes())
    return BROUGHT


def of_before(record: Record) -> str:
    """As `of_another_record`, with the record's own file of before its passphrase was changed."""
    before = (record.folder / KEYS_FILE).read_bytes()
    change_passphrase(record, CLERK, PASSPHRASE, NEW, cost=CHEAP)
    (record.folder / KEYS_FILE).write_bytes(before)
    return PASSPHRASE


@pytest.mark.parametrize(("lay", "now"), [(of_another_record, PASSPHRASE), (of_before, NEW)])
def test_it_goes_into_no_backup_and_the_passphrase_of_now_opens_the_record_again(
    record: Record, tmp_path: Path, lay: Lay, now: str
) -> None:
    """The fault: the next backup laid it into every other one, on the stick too, and none of them, nor the record, was
    ever opened again, by no passphrase and no recovery code.
    """
    stick = tmp_path / "stick"
    stick.mkdir()
    second = OffsiteTarget(stick, own_disk=False)
    backups = Backups(record, Clock(), second)
    backups.make_now()
    lay(record)
    there = [one.folder for place in (backups.place, folder_on(record, second)) for one in backups_in(place)]
    before = [keys.contents(folder) for folder in there]

    with pytest.raises(KeysReplaced, match="查明是谁换的"):
        backups.make()
    troubles = [str(one) for one in (*backups.keep_up().troubles, *backups.make_now().troubles)]
    record.close()

    assert troubles == [str(KeysReplaced())] * 2
    assert (len(there), [keys.contents(folder) for folder in there]) == (2, before)
    plan = plan_recovery(record.folder, now, clock=Clock())
    assert plan is not None
    assert plan.damaged == (KEYS_FILE,)
    carry_out(plan, Clock())
    with closing(open_record(record.folder, now, clock=Clock())) as again:
        assert again.verify().sound
        assert [entry.kind for entry in again.journal.all()][-1] == Kind.KEYS_RESTORED


@pytest.mark.parametrize("lay", [of_another_record, of_before])
@pytest.mark.parametrize(
    "change",
    [
        lambda record, old: change_passphrase(record, CLERK, old, "第三个也足够长的口令", cost=CHEAP),
        lambda record, old: ask_renewal(record, CLERK, old, "第三个也足够长的口令"),
    ],
)
def test_its_passphrase_is_not_the_old_one_that_a_change_asks_for(
    record: Record, lay: Lay, change: Callable[[Record, str], object]
) -> None:
    """The fault: at a desk left unlocked, whoever brought a file of his own changed the passphrase, or the key itself,
    without knowing that of the office.
    """
    old = lay(record)
    laid, entries = keys.contents(record.folder), record.journal.count()

    with pytest.raises(KeysReplaced):
        change(record, old)

    assert (keys.contents(record.folder), record.journal.count()) == (laid, entries)


def test_a_passphrase_that_the_program_changed_is_that_of_its_own_file(record: Record) -> None:
    """Two changes and a backup in one session, and a file that was put back unchanged."""
    file = record.folder / KEYS_FILE
    change_passphrase(record, CLERK, PASSPHRASE, NEW, cost=CHEAP)
    change_passphrase(record, CLERK, NEW, PASSPHRASE, cost=CHEAP)
    present = file.read_bytes()
    file.unlink()
    file.write_bytes(present)
    Backups(record, Clock()).make()
    assert [keys.contents(one.folder) for one in backups_in(record.folder / BACKUPS)] == [present]


def test_one_that_is_gone_when_the_window_closes_is_told_and_stops_nothing_else(record: Record) -> None:
    """The fault: whether a backup is needed was asked of the file, and the system's own error came out of it."""
    backups = Backups(record, Clock())
    backups.make()
    (record.folder / KEYS_FILE).unlink()
    assert [type(one) for one in backups.finish().troubles] == [KeysDamaged]
