"""Makes backups until it is killed: `backing_up.py FOLDER PASSPHRASE`; one line for each that was made."""

from __future__ import annotations

import sys
from pathlib import Path

from gridcounter.services.custody.backups import Backups
from gridcounter.services.record.opening import open_record


def main(folder: str, passphrase: str) -> None:
    record = open_record(Path(folder), passphrase)
    backups = Backups(record)
    print("opened", flush=True)  # noqa: T201
    while True:
        print(backups.make().name, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
