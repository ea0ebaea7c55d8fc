"""Each value of the application is beside its own label: none is swapped or repeated for another.

The forms define the labels: a label only has to contain the word that identifies the value beside it, and fields of a
person or firm belong to the one named last before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from builders.paper_builders import Raw, a_full_application, built, plain

from gridcounter.core.papers.form_model import Content, FieldGrid, FormModel, Heading, Tick, Words
from gridcounter.core.wording import day_in_full

PARTIES = ("用电人", "代理人", "建设单位", "施工单位")
#: No two values are alike, and none is a part of another; check digits are right.
APART: Raw = {
    "received_on": "2026-09-25",
    "case.on": "2026-09-28",
    "issued_on": "2026-09-29",
    "applicant.name": "样例甲食品厂",
    "applicant.phone": "0537-0000031",
    "agent.phone": "0537-0000032",
    "case.supply.capacity": 631,
    "case.works.length_m": 397,
    "case.works.road_crossing_m": 4.75,
    "project.name": "样例乙外线",
    "project.dig_area_m2": 12.5,
    "project.green_area_m2": 3.25,
    "project.owner.phone": "0537-0000033",
    "project.builder.id_number": "91370811MA0000015F",
    "project.builder.site_phone": "0537-0000034",
    "applicant.id_number": "91370811MA00000TE5",
}
#: key -> what the party and the label beside its value must say, as "party｜label".
BESIDE = {
    "applicant.name": r"用电(人|户)",
    "applicant.id_number": r"^用电人｜.*(证件|号码|代码)",
    "applicant.phone": r"^用电人｜.*(联系|电话)",
    "applicant.contact": r"^用电人｜.*联系",
    "applicant.legal_representative": r"^用电人｜.*法定代表人",
    "applicant.address": r"^用电人｜(?!用电地址).*地址",
    "agent.name": r"(代理人|交件人)$",
    "agent.phone": r"(代理人|交件人)$|代理人.*电话",
    "premises.address": r"用电地址$",
    "received_on": r"收件",
    "case.on": r"受理(日期)?$",
    "issued_on": r"填表",
    "official_number": r"业务系统|系统编号|申请编号",
    "number": r"本单编号",
    "clerk": r"受理员",
    "case.supply.capacity": r"容量|供电|业务",
    "case.works.length_m": r"长",
    "case.works.road_crossing_m": r"穿越",
    "project.name": r"工程(名称)?$",
    "project.route_from": r"起点|地段",
    "project.route_to": r"终点|地段",
    "project.start_on": r"开工|工期",
    "project.finish_on": r"完工|工期",
    "project.restore_by": r"恢复",
    "project.road_built_on": r"道路",
    "project.safety_measures": r"措施",
    "project.dig_area_m2": r"挖掘面积",
    "project.green_area_m2": r"绿",
    "project.owner.name": r"^建设单位｜|｜由谁办理$",
    "project.owner.id_number": r"^建设单位｜.*代码",
    "project.owner.contact": r"^建设单位｜.*(联系人|经办人)",
    "project.owner.phone": r"^建设单位｜.*电话",
    "project.builder.name": r"^施工单位｜",
    "project.builder.id_number": r"^施工单位｜.*代码",
    "project.builder.qualification": r"^施工单位｜.*资质",
    "project.builder.site_manager": r"^施工单位｜.*负责人",
    "project.builder.site_phone": r"^施工单位｜.*(负责人|公开电话|现场电话)",
    "office.name": r"受理单位|窗口",
    "office.window": r"窗口",
    "office.address": r"窗口",
    "office.phone": r"电话",
    "office.hours": r"时间",
    "office.authorities.filing.phone": r"监督电话",
}
#: Where both stand in one cell, the first comes first.
IN_ORDER = (
    ("project.start_on", "project.finish_on"),
    ("project.route_from", "project.route_to"),
    ("received_on", "case.on"),
)
#: How many of these keys each paper shows in a cell of its own at the least.
SHOWN = {
    "one_time_notice": 8,
    "materials_receipt": 4,
    "acceptance_receipt": 10,
    "deferral_note": 7,
    "commitment_filing": 23,
    "commitment_filing_posted": 10,
    "info_sheet": 36,
}


@dataclass(frozen=True)
class Cell:
    beside: str
    text: str


def text_of(content: Content) -> str:
    parts = [part for line in content for part in line]
    return plain("".join(part.text if isinstance(part, Words) else "✓" * (part == Tick(on=True)) for part in parts))


def cells_of(model: FormModel) -> Iterator[Cell]:
    """Every value cell, with whose it is and what it is called; a cell of two values is two cells."""
    party = ""
    for block in model.blocks:
        if isinstance(block, Heading):
            party = next((one for one in PARTIES if one in block.text), "")
        if not isinstance(block, FieldGrid):
            continue
        for field in (field for row in block.rows for field in row):
            party = next((one for one in PARTIES if one in field.label), party)
            labels, texts = field.label.split("/"), text_of(field.value).split("/")
            pairs = zip(labels, texts, strict=True) if len(labels) > 1 else [(field.label, text_of(field.value))]
            yield from (Cell(f"{party}｜{plain(label)}", text) for label, text in pairs)


def shown(raw: Raw, path: str) -> str:
    value: object = raw
    for part in path.split("."):
        assert isinstance(value, dict)
        value = value[part]
    text = str(value)
    return plain(day_in_full(date.fromisoformat(text)) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text)


def holds(text: str, value: str) -> bool:
    """A number is not found within another one."""
    return re.search(rf"(?<![\d.]){re.escape(value)}(?![\d.])", text) is not None


def full() -> Raw:
    return a_full_application(**APART)


def test_the_values_distinguish_each_key_from_every_other() -> None:
    values = {key: shown(full(), key) for key in BESIDE}

    assert [(one, two) for one in values for two in values if one != two and holds(values[two], values[one])] == []


@pytest.mark.parametrize("paper", SHOWN)
def test_each_value_is_beside_its_own_label_and_beside_no_other(paper: str) -> None:
    raw = full()
    cells = list(cells_of(built(raw)[paper].model))
    found = {key: [cell.beside for cell in cells if holds(cell.text, shown(raw, key))] for key in BESIDE}

    wrong = {key: beside for key, places in found.items() for beside in places if not re.search(BESIDE[key], beside)}

    assert wrong == {}
    assert sum(map(bool, found.values())) >= SHOWN[paper], [key for key, places in found.items() if places]


@pytest.mark.parametrize("paper", SHOWN)
def test_of_two_values_in_one_cell_the_first_comes_first(paper: str) -> None:
    raw = full()

    for cell in cells_of(built(raw)[paper].model):
        for one, two in IN_ORDER:
            first, second = shown(raw, one), shown(raw, two)
            if holds(cell.text, first) and holds(cell.text, second):
                assert cell.text.index(first) < cell.text.index(second), cell


def test_the_paper_posted_in_the_street_shows_nothing_of_the_applicant() -> None:
    raw = full()
    cells = list(cells_of(built(raw)["commitment_filing_posted"].model))

    assert [cell for cell in cells for key in BESIDE if key.startswith(("applicant.", "agent.", "premises."))
            and holds(cell.text, shown(raw, key))] == []  # fmt: skip
