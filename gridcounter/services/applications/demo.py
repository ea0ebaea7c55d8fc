"""The demonstration record: an invented office with invented applications, in a separate folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from gridcounter.services.applications.intake import Intake
from gridcounter.services.applications.pinning import NoticeTerms
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.record.first_start import Setup
from gridcounter.services.record.opening import create_record
from gridcounter.services.record.record import Record
from gridcounter.store.custody.keys import Cost
from gridcounter.store.instance import CannotLock, Instance, RecordInUse

#: A demonstration holds nothing secret: the passphrase, and the PIN of its administrator.
PASSPHRASE = "demonstration"  # noqa: S105
_QUICK = Cost(passes=1, memory_kib=1024, lanes=1)
PIN = "471108"
_OF_WORKS = ("start_on", "finish_on", "restore_by")
_FIELDS = ("case", "applicant", "agent", "premises", "project")


def create_demo(folder: Path, applications: Path, assessor: Assessor, first_day: date | None = None) -> Record:
    """`applications` is the folder of invented application files in the contract's form, all of one place.

    What is accepted pins its answer, as it does at a desk. The newest of the files begins on `first_day`, and the
    others as long before it as they say: opened months later, all of it would be overdue. None: their own days.
    """
    files = [json.loads(path.read_text("utf-8")) for path in sorted(applications.glob("*.json"))]
    if first_day is not None:
        _move(files, first_day)
    first = files[0]
    setup = Setup(first["case"]["locality"], "DEMO", first["office"], True, first["clerk"], PIN)  # noqa: FBT003
    record, _ = create_record(folder, PASSPHRASE, setup, cost=_QUICK, public=True)
    intake = Intake(record, "c1")
    terms = NoticeTerms(record, assessor, "c1", sole_proprietor_as_micro=setup.sole_proprietor_as_micro)
    for raw in files:
        on = date.fromisoformat(raw["case"]["on"])
        application = intake.open(on, dict(flat({name: raw.get(name) for name in _FIELDS})))
        if raw.get("received_on"):
            intake.receive(application, date.fromisoformat(raw["received_on"]))
            intake.accept(application, on, answer=terms.at_acceptance)
        if raw.get("official_number"):
            intake.enter_official_number(application, raw["official_number"])
    return record


def _move(files: Iterable[Any], first_day: date) -> None:
    """The days of the acts and of the works to come; not what was before, as the age of a road."""
    by = first_day - max(date.fromisoformat(raw["case"]["on"]) for raw in files)
    for raw in files:
        parts = ((raw["case"], ("on",)), (raw, ("received_on",)), (raw.get("project") or {}, _OF_WORKS))
        for part, days in parts:
            part.update({name: (date.fromisoformat(part[name]) + by).isoformat() for name in days if part.get(name)})


def remove_demo(folder: Path) -> None:
    """Removes a demonstration that no window has open. What the disk refuses stays until the next time."""
    if not folder.is_dir() or folder.is_symlink():
        return
    try:
        Instance(folder, since="").release()
    except (RecordInUse, CannotLock):
        return
    shutil.rmtree(folder, ignore_errors=True)


def flat(raw: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested values as dotted fields; missing values are left out, `works: null` is kept."""
    for key, value in raw.items():
        path = f"{prefix}{key}"
        if path == "case.works":
            yield path, None if value is None else {}
        if isinstance(value, dict):
            yield from flat(value, f"{path}.")
        elif value is not None and path != "case.works":
            yield path, value
