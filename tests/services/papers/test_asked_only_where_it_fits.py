"""A paper asks only for what its case can have, calls nothing received that was not, and its foot says which it is."""

from __future__ import annotations

from typing import Any

import pytest
from builders.paper_builders import CREDIT_CODE, RESIDENT_ID, Raw, a_full_application, an_application, built
from builders.papers_told import box, rows, told

from gridcounter.core.papers.form_model import Blank, FieldGrid, FormModel, ItemRow, ItemTable, Signatures
from gridcounter.core.papers.view import Printing

NOTICE, SHEET = "one_time_notice", "info_sheet"
OF_WORKS = {"开工", "完工", "施工单位", "工程名称", "起点", "终点"}


def asked(raw: Raw) -> dict[str, bool]:
    """The labels of the info sheet, and whether a line to fill stands beside each."""
    (form,) = built(raw, SHEET).values()
    fields = [
        field for block in form.model.blocks if isinstance(block, FieldGrid) for row in block.rows for field in row
    ]
    return {field.label: any(isinstance(part, Blank) for line in field.value for part in line) for field in fields}


def test_without_works_outside_nothing_of_them_is_asked_and_what_is_known_stands() -> None:
    none: dict[str, Any] = {"case.works": None}
    empty = built(an_application("jining", **none, project={}), SHEET)[SHEET]
    assert "外线工程" in asked(an_application("jining", **none, project={}))
    assert not OF_WORKS & set(asked(an_application("jining", **none, project={})))
    assert not [key for key in empty.blanks if key.startswith("project.")]

    some = asked(an_application("jining", **none, project={"name": "样例工程", "start_on": "2026-10-12"}))
    assert {label: some[label] for label in OF_WORKS & set(some)} == {"工程名称": False, "开工": False}


def test_with_works_outside_what_is_not_known_is_asked() -> None:
    assert asked(an_application("jining", project={"name": "样例工程"}))["开工"]


@pytest.mark.parametrize(("kind", "number", "asks"), [("resident_id", RESIDENT_ID, False), ("uscc", CREDIT_CODE, True)])
def test_only_a_firm_is_asked_for_its_legal_representative(kind: str, number: str, asks: bool) -> None:  # noqa: FBT001
    raw = an_application(
        "jining", **{"applicant.id_kind": kind, "applicant.id_number": number, "applicant.legal_representative": ...}
    )
    assert ("法定代表人" in asked(raw)) == asks


def nothing_to_do(received: list[str], online: list[str], waived: list[str] | None = None) -> str:
    raw = a_full_application("zaozhuang", deferred=[], waived=[])
    raw["case"] = {"locality": "zaozhuang", "on": "2026-09-28", "site": {"park": "other"}, "works": None}
    raw["case"] |= {"customer": "enterprise", "supply": {"voltage_kv": 0.4, "capacity": 20, "unit": "kW"}}
    raw["case"] |= {"business": "new_connection", "online": online}
    raw["received"] = [{"document": name, "copies": 1} for name in received]
    raw["waived"] = [{"document": name, "basis": "样例条款"} for name in waived or ()]
    return box(built(raw, NOTICE, printing=Printing(accepted=True))[NOTICE].model)["现在要做"]


def test_what_is_read_online_was_not_received() -> None:
    all_ = ["identity", "premises", "authorization", "owner_consent"]
    end = "，现在不用交，请保持电话畅通"
    assert nothing_to_do(all_, []) == "通常需要的资料已收到，请保持电话畅通"
    assert nothing_to_do([], all_) == f"通常需要的资料电子证照共享、免提交{end}"
    assert nothing_to_do([], [], all_) == f"通常需要的资料免提交{end}"
    mixed = nothing_to_do(all_[:1], all_[1:])
    assert mixed.removesuffix("，请保持电话畅通") == "通常需要的资料有的已收到，有的电子证照共享、免提交，现在不用交"


def test_what_follows_by_agreement_has_a_dash_where_nobody_says_what_counts() -> None:
    later = [{"document": "other", "label": "样例补充资料", "until": "2026-11-20"}]
    model = built(an_application("jining", deferred=later, received=[]), NOTICE)[NOTICE].model
    (row,) = [row for row in rows(model, "资料") if row[2].startswith("后补至")]
    assert row[1] == "—"


def test_where_the_office_is_not_known_its_name_is_a_line_to_write_on() -> None:
    model = built(an_application("linyi", office={"role": "government_hall"}), NOTICE)[NOTICE].model
    (signed,) = [block for block in model.blocks if isinstance(block, Signatures)]
    assert (model.head.issuer[0], signed.parties[-1].title) == ("出具单位：", "单位：")


def test_the_foot_says_which_paper_it_is() -> None:
    feet = {paper: form.model.running for paper, form in built(a_full_application("jining")).items()}
    assert feet[NOTICE].startswith("一次性告知书\u3000")
    assert feet[SHEET].startswith("信息采集单\u3000")
    assert feet["acceptance_receipt"].startswith("受理回执\u3000")
    assert len({foot.split("\u3000")[0] for foot in feet.values()}) == len(feet)


def test_the_conditions_of_one_case_stand_together() -> None:
    def follows(model: FormModel) -> dict[bool, set[str]]:
        table = next(b for b in model.blocks if isinstance(b, ItemTable) and b.columns[0].title == "情形")
        lead = [(row.continues, told(row.cells[0])[:3]) for row in table.rows if isinstance(row, ItemRow)]
        return {one: {words for continues, words in lead if continues == one} for one in (True, False)}

    raw = an_application("lianyungang", **{"case.works": ..., "project": None})
    found = follows(built(raw, NOTICE)[NOTICE].model)
    assert found[True] == {"并且："}
    assert "并且：" not in found[False]


@pytest.mark.parametrize(("customer", "asks"), [("sole_proprietor", "经营者"), ("micro_enterprise", "法定代表人")])
def test_a_sole_proprietor_has_one_who_runs_it(customer: str, asks: str) -> None:
    firm = {"applicant.id_kind": "uscc", "applicant.id_number": CREDIT_CODE}
    raw = an_application("jining", **firm, **{"case.customer": customer})
    assert [label for label in ("法定代表人", "经营者") if label in asked(raw)] == [asks]
