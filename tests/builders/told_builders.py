"""Applications that were told something, and packs that change afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from builders.paper_builders import paperwork
from builders.record_builders import DAY, a_record
from gridcounter import paths
from gridcounter.bootstrap import open_application_service
from gridcounter.core.case import Case
from gridcounter.core.policy.decision import Decision
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.correcting import Correction
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.office.packs import load_packs
from gridcounter.services.papers.issuing import DrawnPaper, issue, prepare
from gridcounter.services.papers.rendering import PaperRenderer

NOTICE = "one_time_notice"
#: The line is to be surveyed: whether it is a dedicated one is open, and with it the track.
FACTORY: dict[str, object] = {
    "case.business": "new_connection",
    "case.customer": "enterprise",
    "case.supply.voltage_kv": 10,
    "case.supply.capacity": 800.0,
    "case.supply.unit": "kVA",
    "case.supply.sources": 1,
    "case.supply.critical": False,
    "case.works.kind": "customer_connection",
    "case.works.owner": "applicant",
    "applicant.name": "样例面粉厂",
}


@dataclass(frozen=True, eq=False)
class CountingAssessor(Assessor):
    """Keeps the cases that were decided, in order."""

    decided: list[Case] = field(default_factory=list)

    def decide(self, case: Case, *about: Any, **more: Any) -> Decision:  # noqa: ANN401  handed on as they come
        self.decided.append(case)
        return super().decide(case, *about, **more)


def counting(assessor: Assessor) -> CountingAssessor:
    return CountingAssessor(assessor.packs, assessor.calendar)


@contextmanager
def a_desk(folder: Path) -> Iterator[ApplicationService]:
    with a_record(folder / "record") as record:
        yield open_application_service(record, paperwork().assessor)


def taken_in(desk: ApplicationService, more: Mapping[str, object] | None = None, *, accepted: bool = True) -> str:
    application = desk.begin(DAY)
    desk.save_all(application, FACTORY | dict(more or {}))
    if accepted:
        desk.acceptance.receive(application, DAY, DAY)
        desk.acceptance.accept(application, DAY, DAY)
    return application


def corrected(desk: ApplicationService, application: str, field: str, value: object) -> None:
    """Changes what is locked, by the act for it."""
    all_corrected(desk, application, {field: value})


def all_corrected(desk: ApplicationService, application: str, answers: Mapping[str, object]) -> None:
    """As `corrected`, several fields by one act."""
    desk.correcting.correct(application, Correction(answers), "填写有误", DAY)


def paper_renderer(desk: ApplicationService) -> PaperRenderer:
    return PaperRenderer(replace(paperwork(), assessor=desk.assessor))


def drawn(desk: ApplicationService, application: str) -> dict[str, DrawnPaper]:
    return {one.paper: one for one in paper_renderer(desk).draw(prepare(desk, application))}


def issued(desk: ApplicationService, application: str) -> dict[str, DrawnPaper]:
    papers = drawn(desk, application)
    issue(desk, application, list(papers.values()))
    return papers


def text_of(content: bytes) -> str:
    """What stands on a PDF, without any white space."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages)


def under_a_later_edition(desk: ApplicationService, folder: Path, *, keep: bool = True) -> ApplicationService:
    """The same desk after the place's pack was replaced by one that is in force already and gives other times."""
    later = folder / "later"
    shutil.copytree(paths.policies() / "jining", later / "jining-2")
    pack = later / "jining-2" / "pack.toml"
    text = pack.read_text("utf-8")
    for before, after in (
        ('in_force_from = "2021-05-31"', 'in_force_from = "2026-01-01"'),
        ("济能字〔2021〕22号", "样能字〔2026〕2号"),
        ("wd = 2\n", "wd = 4\n"),
    ):
        assert before in text
        text = text.replace(before, after)
    pack.write_text(text, "utf-8")
    packs = load_packs(paths.policies(), later)
    if not keep:
        packs = replace(packs, editions={**packs.editions, "jining": packs.editions["jining"][-1:]})
    return replace(desk, assessor=Assessor(packs, desk.assessor.calendar))
