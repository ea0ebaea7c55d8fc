"""Purges or renews the key until it is killed: `purging.py FOLDER PASSPHRASE [NEW ONE]`; a line before, one after."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from gridcounter.services.custody import purging
from gridcounter.services.custody.rekeying import carry_out_renewal, renewal_of
from gridcounter.services.record.opening import open_record
from gridcounter.store.custody.keys import Cost

TODAY = date(2031, 9, 30)


def main(folder: str, passphrase: str, new: str = "") -> None:
    record = open_record(Path(folder), passphrase)
    if new:
        renewal = renewal_of(record, "c1", new)
        record.close()
        print("begun", flush=True)  # noqa: T201
        carry_out_renewal(renewal, cost=Cost(passes=1, memory_kib=8, lanes=1))
    else:
        purging.AT_ONCE = 3  # many transactions to be killed between
        work = purging.Purging(record, "c1")
        listed = work.look(TODAY, TODAY)
        print("begun", flush=True)  # noqa: T201
        work.purge(listed, TODAY)
    print("done", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
