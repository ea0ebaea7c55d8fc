"""A sixth place is added by two TOML files, without any change of the program."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from builders.paper_builders import an_application, as_pdf, as_word, paperwork, pdf_text, text_of, word_text
from builders.sixth_place import sixth_place

from gridcounter import paths
from gridcounter.core.papers.view import Printing
from gridcounter.core.policy.contract import to_contract
from gridcounter.documents.profiles import NORMAL
from gridcounter.errors import WrongInput
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.office.pack_check import check_pack_folder
from gridcounter.services.office.packs import load_packs
from gridcounter.services.papers.paperwork import Paperwork

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.core.papers.build import BuiltForm


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The folder of the sixth place."""
    return sixth_place(tmp_path)


def with_sixth(place: Path) -> Paperwork:
    known = paperwork()
    assessor = Assessor(load_packs(paths.policies(), place.parent), known.assessor.calendar)
    return Paperwork(assessor, known.forms, known.faces)


def a_case(length: float | None = 80, **changes: object) -> dict[str, Any]:
    case: dict[str, Any] = {
        "locality": "yangli",
        "on": "2026-09-28",
        "business": "new_connection",
        "customer": "enterprise",
        "supply": {"voltage_kv": 0.4, "capacity": 50, "unit": "kW"},
        "site": {"area": "rural"},
        "works": {"owner": "applicant", "length_m": length},
    }
    return case | changes


def papers(place: Path, case: dict[str, Any], *wanted: str) -> dict[str, BuiltForm]:
    work = with_sixth(place)
    application = work.assessor.read_application(json.dumps(an_application("linyi", case=case)))
    return {form.model.paper: form for form in work.build(application, wanted, Printing())}


def test_the_pack_is_fit_for_use(place: Path) -> None:
    known = paperwork().assessor

    assert check_pack_folder(place, known.packs.baseline, known.calendar) == ()


def test_a_full_assessment_comes_from_the_file(place: Path) -> None:
    assessor = with_sixth(place).assessor
    result: Any = to_contract(assessor.assess(assessor.read_case(json.dumps(a_case()))))

    assert result["policy"]["number"] == "样能字〔2026〕6号"
    assert result["customer_class"]["label"] == "样例低压"
    assert [(step["id"], step["wd"], step["due_on"]) for step in result["steps"]] == [("accept", 4, "2026-10-09")]
    assert [limit["id"] for limit in result["limits"] if not limit["needs"]] == ["grid_side"]
    assert result["approval"]["track"] == "filing"
    assert result["approval"]["conditions"][0]["gap"] == 20
    assert "village_note" in {document["id"] for document in result["documents"]}
    assert [cost["payer"] for cost in result["costs"]] == ["grid_company"]
    assert "own_choice" in {right["id"] for right in result["rights"]}


def test_its_papers_are_drawn_from_the_same_forms(place: Path) -> None:
    result = papers(place, a_case())

    assert {"one_time_notice", "acceptance_receipt", "info_sheet", "filing_record"} <= set(result)
    notice = text_of(result["one_time_notice"])
    for word in ("样例村证明", "村委会出具", "样例受理", "2026年10月9日", "电网至电能表", "施工单位由您自主选择"):
        assert word in notice
    assert "样例备案表" in text_of(result["filing_record"])
    for form in result.values():
        content = word_text(as_word(form.model))
        assert pdf_text(form.model, as_pdf(form.model), expected=content) == content


def test_a_filing_record_that_must_be_posted_has_its_posted_copy(place: Path) -> None:
    assert "commitment_filing_posted" in papers(place, a_case())


def test_a_longer_line_calls_for_the_offices_instead(place: Path) -> None:
    result = papers(place, a_case(130))

    assert "approval_notice" in result
    assert "filing_record" not in result
    assert "超出30米" in text_of(result["approval_notice"])
    assert "跨越河道水务部门" in text_of(result["approval_notice"])


def test_an_unknown_length_gives_both_branches(place: Path) -> None:
    result = text_of(papers(place, a_case(None))["one_time_notice"])

    assert "线路总长不超过100米" in result
    assert "行政许可，5个工作日" in result


def test_its_quick_reference_uses_its_own_words(place: Path) -> None:
    result = text_of(papers(place, a_case(), "quick_reference")["quick_reference"])

    for word in ("样例市", "样例低压", "样例高压", "样例村证明", "样例受理4"):
        assert word in result


@pytest.mark.parametrize("document", ["样例城镇证明", "样例分类证明", "样例村证明"])
def test_its_quick_reference_requires_conditional_documents_only_on_condition(place: Path, document: str) -> None:
    result = text_of(papers(place, a_case(), "quick_reference")["quick_reference"])

    whom = re.findall(f"{document}[^（；]*（([^）]*)）", result)
    assert whom
    assert not any("全部" in one for one in whom), whom


def test_a_limit_in_calendar_days_is_a_date_on_the_first_lines(place: Path) -> None:
    notice = papers(place, a_case(customer="resident"), "one_time_notice")["one_time_notice"]

    assert "2026年9月29日" in text_of(notice)
    assert "样例即日办结" in text_of(notice)


def test_the_other_places_answer_as_before(place: Path) -> None:
    case = json.dumps(an_application("jining")["case"])
    known, fuller = paperwork().assessor, with_sixth(place).assessor

    assert to_contract(fuller.assess(fuller.read_case(case))) == to_contract(known.assess(known.read_case(case)))
    assert len(fuller.compare(fuller.read_case(case))) == len(known.packs.localities) + 1


def test_its_documents_may_be_received_online_and_elsewhere_they_keep_their_name(place: Path) -> None:
    work = with_sixth(place)
    raw = an_application("jining", received=[{"document": "village_note", "copies": 1}], deferred=None)
    application = work.assessor.read_application(json.dumps(raw))

    (receipt,) = work.build(application, ["materials_receipt"])
    assert "样例村证明" in text_of(receipt)
    with pytest.raises(WrongInput):
        paperwork().assessor.read_application(json.dumps(raw))


def test_its_files_are_written_like_all_others(place: Path, tmp_path: Path) -> None:
    work = with_sixth(place)
    written = work.write(papers(place, a_case()).items(), tmp_path / "out", ("pdf", "docx"), NORMAL)

    assert all((tmp_path / "out").joinpath(f"{row.paper}.{row.format}").is_file() for row in written)
