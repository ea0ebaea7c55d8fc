"""Enters applications until it is killed: `entering.py FOLDER PASSPHRASE SEED`; one line for each act that returned."""

from __future__ import annotations

import json
import random
import sys
from datetime import date
from pathlib import Path

from gridcounter.core.record.journal import Entry
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record

DAY = date(2026, 9, 21)


def acknowledged(entry: Entry) -> None:
    print(json.dumps([entry.ref, entry.kind, entry.hash]), flush=True)  # noqa: T201


def one_application(record: Record, chance: random.Random) -> None:
    intake = Intake(record, "c1")
    application = intake.open(DAY, {"case.on": DAY.isoformat()})
    acknowledged(next(record.journal.of(application)))
    for count in range(chance.randint(1, 6)):
        read = record.applications.fields(application).get("applicant.name")
        name = "李" * chance.choice([1, 30, 3000])
        acknowledged(intake.save(application, {"applicant.name": (name, read.ref if read else None)}))
        acknowledged(intake.save(application, {f"field.{count}": (count, None)}))
    acknowledged(intake.receive(application, DAY))
    acknowledged(intake.accept(application, DAY))
    for _ in range(chance.randint(0, 2)):
        content = b"%PDF" + chance.randbytes(chance.choice([10, 5000, 200_000]))
        issued = intake.issue(application, Issue("one_time_notice", content, "c", "1", "1"))
        acknowledged(issued)
        acknowledged(intake.deliver(application, issued.ref, "in_person"))


def main(folder: str, passphrase: str, seed: str) -> None:
    chance = random.Random(seed)  # noqa: S311  it decides what is entered, nothing secret
    record = open_record(Path(folder), passphrase)
    print("opened", flush=True)  # noqa: T201
    while True:
        one_application(record, chance)


if __name__ == "__main__":
    main(*sys.argv[1:])
