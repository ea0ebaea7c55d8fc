"""A process is killed while it purges or renews the key: each application is whole or gone, one key opens all."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from builders.purge_builders import everything_in, found_in
from builders.record_builders import CLERK, DAY, PASSPHRASE, Clock, a_record, opened

from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.purging import set_rule
from gridcounter.services.ledger.ledger import Ledger
from gridcounter.services.record.opening import open_record
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.keys import WrongPassphrase
from gridcounter.store.custody.manifest import backups_in
from gridcounter.store.custody.verify import examine
from gridcounter.store.papers import archived

KILLS = 8
PURGING = Path(__file__).with_name("purging.py")
NEW = "另一个足够长的口令"
APPLICATIONS = 24


def killed_after(folder: Path, milliseconds: float, *secrets: str) -> bool:
    """Whether it had said that it was done."""
    with subprocess.Popen(
        [sys.executable, str(PURGING), str(folder), *secrets], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "begun\n"
            with suppress(subprocess.TimeoutExpired):
                process.wait(milliseconds / 1000)
        finally:
            process.kill()
        return "done\n" in process.stdout.readlines()


def name_of(number: int) -> str:
    return f"样例唯一户{number:03d}"


def a_full_record(folder: Path) -> None:
    with a_record(folder, Clock()) as record:
        intake = Intake(record, CLERK)
        for number in range(APPLICATIONS):
            application = intake.open(DAY, {"applicant.name": name_of(number)})
            content = b"%PDF-1.7 " + name_of(number).encode() + bytes(40_000)
            intake.issue(application, Issue("one_time_notice", content, "c", "1", "1"))
            Closing(record, CLERK).close(application, "connected", DAY, DAY)
        set_rule(record, CLERK, 60, "测试期限表", DAY)


def test_killed_while_it_purges_each_application_is_whole_or_gone_and_no_byte_of_it_stays(tmp_path: Path) -> None:
    chance = random.Random("purge")  # noqa: S311  it decides when to kill
    folder = tmp_path / "record"
    a_full_record(folder)
    left, done, longest = APPLICATIONS, False, 30.0
    for _ in range(KILLS):
        done = killed_after(folder, chance.uniform(0, longest), PASSPHRASE)

        with opened(folder) as record:  # ends what was begun
            standing = {row.name for row in Ledger(record).look().rows}
            gone = [name_of(number) for number in range(APPLICATIONS) if name_of(number) not in standing]
            assert record.verify().sound
            assert record.rebuild().changed == ()
            assert record.journal.purged() == 3 * len(gone)
            with record.reading() as stores:
                assert stores.archive.digests() == archived(stores.db)
            assert found_in(everything_in(folder, record.key), gone) == []
            assert found_in(everything_in(folder, record.key), sorted(standing)) == sorted(standing)
            assert len(standing) <= left
            if len(standing) == left:  # on a slow machine nothing is begun that early
                longest *= 2
            left = len(standing)
    assert left < APPLICATIONS
    while not done:
        done = killed_after(folder, 60_000, PASSPHRASE)
    with opened(folder) as record:
        assert record.journal.purged() == 3 * APPLICATIONS


def test_killed_while_the_key_is_renewed_one_passphrase_opens_all_of_it(tmp_path: Path) -> None:
    chance = random.Random("rekey")  # noqa: S311  as above
    folder = tmp_path / "record"
    a_full_record(folder)
    with opened(folder) as record:
        Backups(record).make()
    holds, new = PASSPHRASE, NEW
    for _ in range(KILLS):
        done = killed_after(folder, chance.uniform(20, 300), holds, new)

        renewed = opens(folder, new)
        assert renewed or not done
        assert opens(folder, holds) != renewed
        holds, new = (new, holds) if renewed else (holds, new)
        record = open_record(folder, holds)
        try:
            assert record.verify().sound
            assert record.damage() == ()
            assert len(Ledger(record).look().rows) == APPLICATIONS
            for backup in backups_in(folder / BACKUPS):
                assert examine(backup, record.key).sound
            assert list(folder.glob(".*.rekey.part")) == []
        finally:
            record.close()


def opens(folder: Path, secret: str) -> bool:
    try:
        open_record(folder, secret).close()
    except WrongPassphrase:
        return False
    return True
