"""A form definition and a view become a model: only matching parts, in order, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from gridcounter.core.papers.build import BuiltForm, build_form
from gridcounter.core.papers.definition import HeadForm, parse_form, parse_heads
from gridcounter.core.papers.form_model import (
    Callout,
    FieldGrid,
    GroupRow,
    Heading,
    ItemRow,
    ItemTable,
    PageBreak,
    Prose,
    Signatures,
    Words,
)
from gridcounter.core.papers.view import Printing, View


def a_form(*blocks: dict[str, Any], **changes: object) -> dict[str, Any]:
    return {
        "id": "sample", "title": "样例", "version": "1", "family": "supply", "block": list(blocks), **changes,
    }  # fmt: skip


def built(*blocks: dict[str, Any], flags: tuple[str, ...] = (), **tables: tuple[dict[str, str], ...]) -> BuiltForm:
    definition, problems = parse_form(a_form(*blocks))
    assert definition is not None, problems
    view = View({"number": "N1", "name": "甲公司", "empty": ""}, set(flags), dict(tables))
    head = HeadForm(issuer=("{name}", "{empty?}"), numbers=("编号：{number}",), running="{number} {form.version}")
    return build_form("sample", definition, head, view, Printing())


def test_headings_are_counted_as_they_are_on_the_paper() -> None:
    numbered = [
        {"kind": "heading", "text": text, "numbered": True, "when": when}
        for text, when in (("甲", []), ("乙", ["absent"]), ("丙", []))
    ]

    assert built(*numbered).model.blocks == (Heading("一、甲"), Heading("二、丙"))


def test_fifteen_parts_of_a_paper_are_counted_in_chinese() -> None:
    blocks = built(*({"kind": "heading", "text": "段", "numbered": True} for _ in range(15))).model.blocks
    numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五"]
    assert blocks == tuple(Heading(f"{numeral}、段") for numeral in numerals)


def test_a_block_is_present_only_if_its_flags_are_set() -> None:
    shown = {"kind": "prose", "text": ["在"], "when": ["a", "!b"]}

    assert built(shown, flags=("a",)).model.blocks == (Prose(((Words("在"),),)),)
    assert built(shown).model.blocks == ()
    assert built(shown, flags=("a", "b")).model.blocks == ()


def test_a_field_that_does_not_apply_leaves_its_width_to_the_last_of_its_row() -> None:
    row = [{"label": "甲", "value": "1"}, {"label": "乙", "value": "2", "when": ["absent"]}]

    (grid,) = built({"kind": "grid", "columns": 2, "rows": [row, row[1:]]}).model.blocks

    assert isinstance(grid, FieldGrid)
    assert [[(field.label, field.span) for field in fields] for fields in grid.rows] == [[("甲", 2)]]


def test_a_table_has_the_views_rows_then_its_own_then_spare_ones() -> None:
    form = {
        "kind": "table",
        "rows": "things",
        "lines": [["丙"]],
        "spare": 2,
        "columns": [{"title": "物", "width": 1.0, "cell": "{it}"}],
    }

    (table,) = built(form, things=({"group": "组"}, {"it": "甲"})).model.blocks

    assert isinstance(table, ItemTable)
    assert table.rows == (
        GroupRow("组"),
        ItemRow((((Words("甲"),),),)),
        ItemRow((((Words("丙"),),),)),
        ItemRow(((),)),
        ItemRow(((),)),
    )


@pytest.mark.parametrize(
    ("form", "lines"),
    [
        ({"rows": "things", "line": "{it}"}, ["甲", "乙"]),
        ({"rows": "things", "line": "{it}", "join": "；", "lead": "有：", "tail": "。"}, ["有：甲；乙。"]),
        ({"text": ["先"], "rows": "things", "line": "{it}"}, ["先", "甲", "乙"]),
    ],
)
def test_prose_is_written_row_by_row_or_joined(form: dict[str, Any], lines: list[str]) -> None:
    (prose,) = built({"kind": "prose", **form}, things=({"it": "甲"}, {"it": "乙"})).model.blocks

    assert isinstance(prose, Prose)
    assert ["".join(part.text for part in line if isinstance(part, Words)) for line in prose.paragraphs] == lines


def test_callouts_signatures_and_page_breaks_are_drawn() -> None:
    parties = [
        {"title": "{name}", "lines": ["签字：{empty}"], "seal": True},
        {"title": "代理人", "lines": [], "when": ["agent"]},
    ]

    form = built(
        {"kind": "callout", "title": "看", "rows": "things", "line": "{it}"},
        {"kind": "page_break"},
        {"kind": "signatures", "parties": parties},
        things=({"it": "甲"},),
    )

    callout, new_page, signatures = form.model.blocks
    assert callout == Callout("看", ((Words("甲"),),))
    assert new_page == PageBreak()
    assert isinstance(signatures, Signatures)
    assert [(party.title, party.seal) for party in signatures.parties] == [("甲公司", True)]
    assert form.blanks == ("empty",)


def test_the_head_leaves_out_empty_lines_and_the_foot_names_the_form() -> None:
    model = built().model

    assert model.head.issuer == ("甲公司",)
    assert model.head.numbers == ("编号：N1",)
    assert model.running == "N1 1"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"family": "tax"}, "family"),
        ({"colour": 1}, "colour"),
        ({"id": "Bad Id"}, "id"),
        ({"block": [{"kind": "grid", "columns": 9, "rows": []}]}, "block.0.grid.columns"),
        ({"block": [{"kind": "dance"}]}, "block.0"),
        ({"block": [{"kind": "heading"}]}, "block.0.heading.text"),
        ({"version": 1}, "version"),
    ],
)
def test_a_damaged_form_is_refused_at_its_key(change: dict[str, object], path: str) -> None:
    definition, problems = parse_form(a_form(**change))

    assert definition is None
    assert [problem.path for problem in problems] == [path]


def test_every_family_has_a_letterhead() -> None:
    line: dict[str, object] = {"issuer": ["{name}"], "numbers": [], "running": ""}

    heads, problems = parse_heads({"supply": line, "permit": {**line, "colour": 1}})

    assert [str(family) for family in heads] == ["supply"]
    assert [problem.path for problem in problems] == ["permit.colour"]
    assert parse_heads({})[1]
