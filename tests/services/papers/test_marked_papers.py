"""Papers drawn from a pack that is not the program's own say so beside their basis; all others stay as they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from builders.pack_builders import ONE_CASE, TEN_TIMES, an_edition, edited_packs
from builders.record_builders import DAY, a_record
from builders.sixth_place import CASES, PACK, sixth_place

from gridcounter.bootstrap import open_application_service, open_assessor, open_paper_renderer, open_paperwork
from gridcounter.core.application import ApplicationId
from gridcounter.core.papers.form_model import texts_of
from gridcounter.core.papers.view import Printing
from gridcounter.core.policy import shipped
from gridcounter.core.policy.model import PolicyPack
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.office import packs as packs_module
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.office.packs import load_packs
from gridcounter.services.papers.issuing import DrawnPaper, issue, prepare
from gridcounter.services.policy.adopted_packs import PackAdoption
from gridcounter.services.record.record import Record

FIRM = {
    "case.business": "new_connection", "case.customer": "enterprise", "case.supply.voltage_kv": 10,
    "case.supply.capacity": 800, "case.supply.unit": "kVA", "case.supply.sources": 1,
}  # fmt: skip
NOTICE = "one_time_notice"
WITH_BASIS = (NOTICE, "acceptance_receipt", "quick_reference", "drawer_pack")


def desk_of(record: Record) -> ApplicationService:
    return open_application_service(record, open_assessor())


def adopted(record: Record, folder: Path) -> tuple[ApplicationService, PolicyPack]:
    adoption = PackAdoption(desk_of(record))
    edition = adoption.load(folder)
    adoption.adopt(edition, date(2026, 9, 28))
    return desk_of(record), edition.pack


def the_attack(folder: Path) -> Path:
    return an_edition(folder / "new", TEN_TIMES, begins="2021-05-31", cases=ONE_CASE)


def basis_lines(desk: ApplicationService, paper: str) -> list[str]:
    application = desk.begin(DAY)
    desk.save_all(application, FIRM)
    (form,) = open_paperwork(desk.assessor).build_on(prepare(desk, application).today, [paper], Printing(accepted=True))
    return [text for text in texts_of(form.model) if "政策依据" in text and "本单位" in text]


def drawn(desk: ApplicationService, application: ApplicationId) -> DrawnPaper:
    (paper,) = open_paper_renderer(desk.assessor).draw(prepare(desk, application), wanted=[NOTICE])
    return paper


@pytest.mark.parametrize("paper", WITH_BASIS)
def test_twenty_days_for_two_are_not_printed_as_if_they_were_of_the_shipped_pack(paper: str, tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        desk, pack = adopted(record, the_attack(tmp_path))
        lines = basis_lines(desk, paper)

    mark = f"政策包 {pack.version[7:15]} 由本单位启用、与程序附带的不同，政策依据"
    assert any(mark in line for line in lines), lines


@pytest.mark.parametrize("paper", WITH_BASIS)
def test_a_paper_of_the_shipped_pack_carries_no_mark(paper: str, tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        lines = basis_lines(desk_of(record), paper)

    assert lines
    assert not any("政策包" in line for line in lines)


def test_a_pack_edited_in_the_folder_of_the_program_is_marked_as_well(tmp_path: Path) -> None:
    folder = edited_packs(tmp_path, TEN_TIMES, place="jining")
    assessor = Assessor(load_packs(folder), open_assessor().calendar)
    pack = assessor.packs.editions["jining"][0]

    with a_record(tmp_path / "record") as record:
        lines = basis_lines(open_application_service(record, assessor), NOTICE)

    assert any(f"政策包 {pack.version[7:15]} 不随程序附带，政策依据" in line for line in lines), lines


def test_a_pack_of_a_place_that_the_program_does_not_know_is_said_to_be_not_shipped(tmp_path: Path) -> None:
    folder = tmp_path / "yangli"
    folder.mkdir()
    (folder / "pack.toml").write_text(PACK, "utf-8")
    (folder / "cases.toml").write_text(CASES, "utf-8")

    with a_record(tmp_path / "record") as record:
        desk, pack = adopted(record, folder)

        assert desk.assessor.packs.mark_of(pack) == f"政策包 {pack.version[7:15]} 由本单位启用、不随程序附带"


def test_a_notice_that_went_out_before_there_were_marks_is_not_called_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_record(tmp_path / "record") as record:
        desk, _ = adopted(record, the_attack(tmp_path))
        application = desk.begin(DAY)
        desk.save_all(application, FIRM)
        with monkeypatch.context() as before:
            before.setattr(packs_module, "origin_words", lambda *_given, **_named: "")
            issue(desk, application, [drawn(desk, application)])

        stands, fresh = drawn(desk, application), drawn(desk, desk.begin(DAY))

    assert (bool(stands.issued), stands.changed) == (True, False)
    assert (bool(fresh.issued), fresh.changed) == (False, False)


def test_a_marked_notice_is_not_called_changed_once_the_program_ships_the_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_record(tmp_path / "record") as record:
        desk, pack = adopted(record, the_attack(tmp_path))
        application = desk.begin(DAY)
        desk.save_all(application, FIRM)
        issue(desk, application, [drawn(desk, application)])
        monkeypatch.setattr(packs_module, "SHIPPED", shipped.SHIPPED | {pack.version})

        stands = drawn(desk, application)

        assert desk.assessor.packs.mark_of(pack) == ""
    assert (bool(stands.issued), stands.changed) == (True, False)


WORKS = {
    "case.works": {}, "case.works.kind": "customer_connection", "case.works.owner": "applicant",
    "case.works.length_m": 80, "case.works.occupies": ["footway"], "case.site.area": "urban",
}  # fmt: skip


def test_a_paper_that_names_no_basis_says_it_at_the_foot_of_each_page(tmp_path: Path) -> None:
    """A form for the authority holds conditions and the start of works from the pack, and no line on its basis."""
    with a_record(tmp_path / "record") as record:
        desk, pack = adopted(record, sixth_place(tmp_path))
        application = desk.begin(DAY)
        desk.save_all(application, FIRM | WORKS)
        today = prepare(desk, application).today
        paperwork = open_paperwork(desk.assessor)
        forms = paperwork.build_on(today, ["filing_record", NOTICE], Printing(accepted=True))
        mark = f"政策包 {pack.version[7:15]} 由本单位启用、不随程序附带"

    filed, notice = (form.model for form in forms)
    assert filed.running.startswith(f"{mark}　")
    assert mark not in notice.running
    assert any(mark in text for text in texts_of(notice))
