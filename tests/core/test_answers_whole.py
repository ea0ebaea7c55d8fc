"""Small functions of the core in tables: inputs at a limit and beside it, and the whole result.

`held/*.txt` are rewritten as CONTRIBUTING.md says, and reviewed before they are committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

from builders.held import answered, hold

from gridcounter.core.application import Applicant
from gridcounter.core.exchange.import_cells import header_remarks, header_text, read_cell, unit_behind
from gridcounter.core.exchange.import_columns import COLUMNS
from gridcounter.core.exchange.push_package import attachment_path, is_plain_path
from gridcounter.core.intake.addresses import read_address, same_premises, same_street
from gridcounter.core.intake.duplicates import ComparedFields, reasons
from gridcounter.core.intake.steps import doubtful_fields, settled_by, wrong_fields
from gridcounter.core.retention import hide_name
from gridcounter.core.road_stretches import area_words, doubtful_stretches, read_stretches, stretch_words, total_area
from gridcounter.core.validation.days import read_day, read_full_day
from gridcounter.core.validation.fields import doubt, ruined, take
from gridcounter.core.validation.identity import doubtful_resident_id, wrong_organisation_code, wrong_resident_id
from gridcounter.core.validation.models import read_model
from gridcounter.core.validation.number import read_number
from gridcounter.core.validation.telephone import telephone_doubt, telephones
from gridcounter.core.validation.units import units_of

HELD = Path(__file__).parent / "held"
DAY = date(2026, 9, 28)
MEASURED = ["10", "10千伏", "220V", "20千瓦", "1.5公里", "500米", "3MW"]


def test_what_is_typed_is_taken_doubted_or_refused() -> None:
    texts = [" 样例 厂 ", "样\u200b例", "\u2063", "ＡＢ１２", "a\tb\nc", "㎡", "é", "样例（一）"]
    codes = ["37 08-11", "ａｂc１", "370811000001234500", "3.70811E+17", "12345.0", "1.38×10^10", "123456789012345000"]
    phones = [
        "13800000001", "138 0000 0001", "+86 138-0000-0001", "0537－2345678转12", "05372345678", "2345678", "95598",
        "138000", "13800000001、0537-2345678", "13800000001/13800000002", "12345678901", "1.38E+10", "400-800-1234",
    ]  # fmt: skip
    numbers = [
        "800",
        "1,000",
        "10,00",
        "８００",
        "0.1",
        "1e3",
        "-1",
        "1_000",
        "800kVA",
        "0.38千伏",
        "八百",
        "1.",
        "１０．５",
        "+5",
    ]
    days = [
        "2026-9-28", "2026/09/28", "2026年9月28日", "20260928", "9月28日", "9-28", "28", "昨天",
        "二〇二六年九月二十八日",
        "2026-02-29", "2028-02-29", "1989-12-31", "1990-01-01", "2199-12-31", "2200-01-01", "26-9-28", "12-28", "3-28",
    ]  # fmt: skip
    resident = [
        "11010119900307793X",
        "11010119900307793x",
        "110101199003077934",
        "110101199013077934",
        "371302198505050030",
    ]
    resident += ["000000199003077934", "110101209003077939", "110101900307793", "371302202609280017"]
    firms = [
        "91370811MA00000TE5",
        "91370811MA00000TE6",
        "91370811MA0000023A",
        "９１370811ma0000023a",
        "9137081",
        "123456789012345",
    ]

    def lines() -> Iterator[str]:
        yield from answered("text", lambda text: take("applicant.name", text), texts)
        yield from answered("code", lambda text: take("official_number", text), [*texts, *codes])
        yield from answered("spoilt", lambda text: ruined("official_number", text), codes)
        yield from answered("telephone", lambda text: [take("applicant.phone", text), telephones(text)], phones)
        yield from answered("telephone in doubt", telephone_doubt, phones)
        yield from answered(
            "field in doubt", doubt, ["applicant.phone", "applicant.name", "official_number"], ["138000", "样"]
        )
        yield from answered("number", read_number, numbers)
        for field in ("case.supply.voltage_kv", "case.supply.capacity", "case.works.length_m"):
            units = units_of(field)
            yield from answered(field, lambda text, units=units: read_number(text, units), MEASURED)
        yield from answered("day", read_day, days, [DAY, date(2026, 1, 2)])
        yield from answered("whole day", read_full_day, days)
        yield from answered("resident", lambda n: [wrong_resident_id(n, DAY), doubtful_resident_id(n)], resident)
        yield from answered("firm", wrong_organisation_code, firms)
        for name in ("样" * 5000, "样" * 5001):
            _, problems = read_model(Applicant, {"name": name})
            yield f"= a name of {len(name)}: {[problem.allowed for problem in problems]}"
        yield from answered("name hidden", hide_name, ["", "样", "样例", "样例纸箱厂有限公司"])

    hold(HELD / "typed.txt", lines())


def test_what_a_cell_of_a_table_means() -> None:
    asked: dict[str, list[object]] = {
        "applicant.name": ["样例", 12, None, True], "applicant.id_number": ["'110", 110101199003077934, 1.1e17, "11*1"],
        "applicant.phone": [13800000001, 138.5, "138-0000-0001"],
        "case.supply.capacity": [20, "20千瓦", 0.05, "0", "很大", -1],
        "case.supply.voltage_kv": [10, "220伏", 110, 111, "10kV"], "case.business": ["新装", "报装", "移表", 1],
        "case.works.occupies": ["人行道、绿地", "无", "人行道,人行道", "马路"],
        "received_on": [46293, "46293", date(2026, 9, 28), "9月28日", 0.5],
        "case.supply.critical": ["是", "否", True, "Y", "重要"], "applicant.id_kind": ["身份证", "营业执照", "驾照"],
    }  # fmt: skip

    def lines() -> Iterator[str]:
        for column in COLUMNS:
            if column.field in asked:
                yield from answered(
                    column.field,
                    lambda value, c=column: [read_cell(c, value), unit_behind(c, value)],
                    asked[column.field],
                )
        titles = ["用电人名称*", "用电容量（千瓦）", " 联 系 电 话：", "线路总长(米)(约)", None, 5]
        yield from answered("title", lambda title: [header_text(title), header_remarks(title)], titles)

    hold(HELD / "cells.txt", lines())


def test_what_is_alike_and_what_deserves_a_second_look() -> None:
    places = [
        "济宁市任城区样例路1号2栋",
        "样例路1号2栋",
        "样例路１号",
        "山东省济宁市样例路1号3栋",
        "样例村3组",
        "样例路",
        "样例巷1-2号",
        "",
    ]
    number, phone = "91370811MA0000023A", "13800000001"
    firm = ComparedFields("a", "样例纸箱厂", frozenset({"yl"}), number, "110101199003077934", phone, "样例路1号")
    bare = ComparedFields("b")
    others = {
        "all": replace(firm, application="b"), "nothing": bare, "number": replace(bare, id_number=number),
        "agent": replace(bare, agent_number="110101199003077934"), "crosswise": replace(bare, agent_number=number),
        "address": replace(bare, address="样例路 1 号"), "phone": replace(bare, phone=phone),
        "name": replace(bare, name="样例纸箱厂", read=frozenset({"yl"})),
        "one letter": replace(bare, name="样例纸盒厂"),
        "name and phone": replace(bare, name="样例纸盒厂", phone=phone),
        "name and street": replace(bare, name="样例纸盒厂", address="样例路9号"),
    }  # fmt: skip
    values = {
        "applicant.phone": "138000", "premises.address": "连云港市样例路1号", "applicant.id_kind": "resident_id",
        "applicant.id_number": "110101199003077934", "project.start_on": "2026-10-12",
        "project.finish_on": "2026-10-01", "project.restore_by": "2026-09-30", "case.supply.capacity": 100000,
        "case.on": "2026-09-28",
    }  # fmt: skip
    rows: list[dict[str, Any]] = [
        {"road": "样例路", "surface": "footway", "length_m": 32.0, "width_m": 3.9},
        {"length_m": 0.1, "width_m": 0.3}, {"surface": "green"},
    ]  # fmt: skip
    dug = {"project.start_on": "2026-10-12", "case.works.occupies": ["green"], "project.dig_area_m2": 124.8}

    def lines() -> Iterator[str]:
        yield from answered("address", read_address, places)
        for left, right in product(map(read_address, places[:4]), map(read_address, places)):
            same = [same_premises(left, right), same_street(left, right)]
            yield f"  {left.words}{left.numbers}｜{right.words}{right.numbers} {same}"
        yield from answered("alike", lambda name: reasons(firm, others[name]), others)
        yield from answered("doubtful", lambda value: doubtful_fields(value, "济宁市", ["3708"]), [values, {}])
        yield from answered("wrong", wrong_fields, [values, {}])
        names = ["case.works.owner", "case.supply.voltage_kv", "desk.has_agent"]
        yield from answered("settled", lambda name, value: settled_by(name, value, values), names, [None, True, 10])
        stretches = read_stretches(rows)
        whole = total_area(stretches[:2])
        yield f"= stretches {[stretch_words(each) for each in stretches]}"
        yield f"  {total_area(stretches)} {whole and area_words(whole)}"
        for built in ("2021-10-11", "2021-10-12", "2021-10-13", "2023-10-12", "2023-10-13", "2026-10-13"):
            found = doubtful_stretches({"project.road_built_on": built, "project.stretches": rows[:1], **dug})
            yield f"  built {built}: {found}"
        yield from answered("path", attachment_path, [1, 12], ["路径图", "a/b\\c:d", "..", "图" * 60], [".pdf"])
        yield from answered(
            "plain", is_plain_path, ["attachments/01_图.pdf", "../x", "/x", "a//b", "a\\b", "a/./b", "C:x", ""]
        )

    hold(HELD / "alike.txt", lines())
