"""Applications with clocks: accepted with a pinned answer, on a real record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from builders.record_builders import a_paper, a_record, an_answer
from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.application_service import ApplicationService

ASSESSOR = open_assessor()
ACCEPTED = date(2026, 9, 28)
LATE = "停电手工受理"


@contextmanager
def a_desk(folder: Path) -> Iterator[ApplicationService]:
    with a_record(folder / "record") as record:
        yield open_application_service(record, ASSESSOR)


def clock(name: str, wd: int | None, counts_from: str | None, days: int | None = None) -> dict[str, Any]:
    label = {"plan": "方案答复", "connect": "验收送电"}.get(name, name)
    return {
        "id": name,
        "label": label,
        "actor": "grid_company",
        "wd": wd,
        "days": days,
        "counts_from": counts_from,
    }


CLOCKS = (
    clock("plan", 7, "accepted"),
    clock("connect", 5, "completion_reported"),
    clock("silent", None, "accepted"),
    clock("sum", 12, None),
)


def accepted(
    desk: ApplicationService, on: date = ACCEPTED, *clocks: dict[str, Any], name: str = "样例面馆", late: str = ""
) -> str:
    application = desk.intake.open(on, {"case.locality": desk.place, "case.on": on.isoformat(), "applicant.name": name})
    desk.intake.receive(application, on)
    values = {"on": on.isoformat(), "answer": an_answer(clocks=list(clocks or CLOCKS))} | (
        {"late": late} if late else {}
    )
    desk.record.journal.append(Act(Kind.APPLICATION_ACCEPTED, values, desk.clerk, application))
    return application


def a_supplement(desk: ApplicationService, application: str) -> str:
    """The entry that issued it."""
    version = desk.record.papers.next_version(application, "supplement_notice")
    return desk.record.journal.append(a_paper(application, paper="supplement_notice", version=version)).ref
