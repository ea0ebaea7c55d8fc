"""Each key and word of the pack language has Chinese words in the workbook, and what is written is read as it was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcounter.core.authoring.case_sheet import case_sheet, read_case_sheet
from gridcounter.core.authoring.cell_text import CellKind, choices_of, inner_model, kind_of
from gridcounter.core.authoring.condition_text import condition_text, key_words, read_condition, words_of
from gridcounter.core.authoring.guide import guide_sheet
from gridcounter.core.authoring.own_questions import own_questions
from gridcounter.core.authoring.pack_sheets import (
    DOWNWARDS,
    PackFromSheets,
    ReadSheet,
    SheetTable,
    pack_sheets,
    read_pack_sheets,
)
from gridcounter.core.authoring.titles import CHOICES, SHEETS, key_of, title_of
from gridcounter.core.policy.comparison import SECTION_LABELS
from gridcounter.core.policy.condition_words import COMPARISONS
from gridcounter.core.policy.conditions import Operator
from gridcounter.core.policy.keys import KEYS, SetKey, WordKey
from gridcounter.core.policy.local_question import QuestionKind
from gridcounter.core.policy.model import NoteKind
from gridcounter.core.policy.regime import RegimeKind
from gridcounter.core.policy.sections import SECTIONS

if TYPE_CHECKING:
    from pydantic import BaseModel

#: The second label is the word of the first.
USES = [{"id": "shop", "label": "商铺"}, {"id": "a", "label": "shop"}]
QUESTIONS: list[dict[str, object]] = [
    {"id": "land_on", "kind": "date", "label": "土地取得日期"},
    {"id": "depth", "kind": "number", "label": "埋深", "unit": "米"},
    {
        "id": "use",
        "kind": "choice",
        "label": "用途",
        "choices": [{"id": "shop", "label": "商铺"}, {"id": "a", "label": "shop"}],
    },
    {"id": "road", "kind": "flag", "label": "是否涉及公路"},
    {"id": "odd", "kind": "flag", "label": "涉及公路（含匝道）；桥梁"},
    {"id": "taken", "kind": "number", "label": "线路总长"},
]
OWN = own_questions(QUESTIONS)


def _models() -> Iterator[tuple[str, type[BaseModel]]]:
    """Every table of a pack with its section, those inside another too."""
    found = [*((key, model) for _, key, model in DOWNWARDS), *SECTIONS.items()]
    for section, model in found:
        yield section, model
        yield from ((section, inner) for key in model.model_fields if (inner := inner_model(model, key)))


MODELS = [pytest.param(section, model, id=f"{section} {model.__name__}") for section, model in _models()]


def _keys(model: type[BaseModel]) -> list[str]:
    """Without the part of the header that has a sheet of its own."""
    return [field.alias or key for key, field in model.model_fields.items() if key != "reporting"]


def _is_chinese(text: str) -> bool:
    return any("一" <= char <= "鿿" for char in text)


@pytest.mark.parametrize(("section", "model"), MODELS)
def test_each_key_has_a_title_that_leads_back_to_it(section: str, model: type[BaseModel]) -> None:
    titles = [title_of(key, section) for key in _keys(model)]
    assert [title for title in titles if not _is_chinese(title)] == []
    assert [key_of(title) for title in titles] == _keys(model)
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(("section", "model"), MODELS)
def test_each_word_of_a_list_has_a_label_of_its_own(section: str, model: type[BaseModel]) -> None:
    for key in model.model_fields:
        labels = choices_of(model, key)
        assert [label for label in labels if not _is_chinese(label)] == [], f"{section}.{key}"
    for key, said in CHOICES.items():
        words = [word for word in said if list(said.values()).count(said[word]) > 1]
        assert words == [], f"{key}: one label for several words"


def test_each_section_has_a_sheet_and_each_key_of_a_condition_its_words() -> None:
    assert SECTIONS.keys() <= SHEETS.keys() == SECTION_LABELS.keys()
    assert [key for key in KEYS if not _is_chinese(key_words(key))] == []
    for key, kind in KEYS.items():
        if isinstance(kind, WordKey | SetKey):
            assert set(kind.words) <= words_of(key).keys(), key
    unwritten = {Operator.NOT_EQUAL, Operator.NOT_ONE_OF, Operator.NOT_SUBSET_OF}
    plain = {Operator.EQUAL, Operator.ONE_OF}
    assert {str(one) for one in set(Operator) - unwritten - plain} == set(COMPARISONS)


def _samples(model: type[BaseModel], key: str) -> list[Any]:
    """Values of the kind that the key holds; each word of a list once."""
    if words := [word for word, label in CHOICES.get(key, {}).items() if label in choices_of(model, key)]:
        return [[word] for word in words] if kind_of(model, key) == CellKind.LINES else list(words)
    match kind_of(model, key):
        case CellKind.TEXT:
            return ["甲，乙；（丙）", "2026-09-21"]
        case CellKind.LINES:
            return [["甲，乙；（丙）", "3708"], ["甲"]]
        case CellKind.DAY:
            return ["2026-09-21", "2026-02-01"]
        case CellKind.NUMBER:
            return [3, 12]
        case CellKind.NUMBERS:
            return [[0.22, 0.38, 10, 66], [10]]
        case CellKind.FLAG:
            return [True, False]
        case CellKind.TABLES:
            inner = inner_model(model, key)
            assert inner is not None
            rows = [_filled(inner, turn) for turn in range(2)]
            return [rows, rows[:1]]


def _filled(model: type[BaseModel], turn: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in _keys(model):
        samples = _samples(model, key)
        found[key] = samples[turn % len(samples)]
    return found


def _read(sheets: Iterator[SheetTable]) -> PackFromSheets:
    return read_pack_sheets(ReadSheet(sheet.title, sheet.columns, tuple(enumerate(sheet.rows, 2))) for sheet in sheets)


@pytest.mark.parametrize(("section", "model"), SECTIONS.items(), ids=SECTIONS)
def test_every_key_of_a_rule_is_read_back_as_it_was(section: str, model: type[BaseModel]) -> None:
    most = max(len(_samples(model, key)) for key in model.model_fields)
    rules = [_filled(model, turn) for turn in range(most)]
    assert _read(iter(pack_sheets({section: rules}))).raw[section] == rules


@pytest.mark.parametrize("turn", range(4))
def test_every_item_written_downwards_is_read_back_as_it_was(turn: int) -> None:
    (_, _, header), (_, _, reporting), (_, _, filing) = DOWNWARDS
    raw = _filled(header, turn) | {"reporting": _filled(reporting, turn), "filing": _filled(filing, turn)}
    read = _read(iter(pack_sheets(raw))).raw
    assert {key: read[key] for key in raw} == raw


def test_the_voltages_of_a_grid_are_numbers_again() -> None:
    assert _read(iter(pack_sheets({"voltages": [0.22, 0.38, 10, 66]}))).raw["voltages"] == [0.22, 0.38, 10, 66]


def test_a_condition_on_a_question_of_the_pack_is_written_with_its_words() -> None:
    table = {
        "local.land_on": {"since": "2021-03-01", "before": "2022-01-01"},
        "local.depth": {"at_most": 0.7},
        "local.use": ["shop", "a"],
        "local.road": True,
    }
    text = condition_text(table, OWN)
    assert text == (
        "土地取得日期 不早于 2021-03-01\n土地取得日期 早于 2022-01-01\n埋深 不超过 0.7\n"
        "用途 为 商铺／a\n是否涉及公路 为 是"
    )
    assert read_condition(text, "适用情形", OWN) == (table, ())


def test_a_question_whose_words_would_be_misread_is_written_by_its_key() -> None:
    table = {"not": {"local.odd": True, "local.taken": {"more_than": 3}}, "works.length_m": {"at_most": 5}}
    text = condition_text(table, OWN)
    assert "local.odd 为 是" in text
    assert "local.taken 超过 3" in text
    assert read_condition(text, "适用情形", OWN) == (table, ())


@given(
    table=st.dictionaries(
        st.sampled_from(["local.land_on", "local.depth", "local.use", "local.road", "local.odd", "local.taken"]),
        st.nothing() | st.none(),
        min_size=1,
    ).flatmap(
        lambda keys: st.fixed_dictionaries(
            {
                key: {
                    "local.land_on": st.dictionaries(
                        st.sampled_from(["since", "after", "until", "before"]),
                        st.dates().map(lambda day: day.isoformat()),
                        min_size=1,
                    ),
                    "local.depth": st.dictionaries(
                        st.sampled_from(["at_most", "more_than"]), st.integers(0, 99), min_size=1
                    ),
                    "local.use": st.sampled_from(["shop", "a", ["shop", "a"]]),
                }.get(key, st.booleans())
                for key in keys
            }
        )
    )
)
def test_any_condition_on_questions_is_read_as_it_was(table: dict[str, Any]) -> None:
    assert read_condition(condition_text(table, OWN), "when", OWN) == (table, ())


def test_an_example_answers_the_questions_in_their_words() -> None:
    given_values = {"local": {"land_on": "2021-03-01", "depth": 0.7, "use": "shop", "road": False, "odd": True}}
    raw = {"case": [{"name": "甲", "given": given_values, "expect": [{"path": "a", "operator": "is", "value": 1}]}]}
    sheet = case_sheet(raw, OWN)
    assert "土地取得日期：2021-03-01" in str(sheet.rows[0][1])
    assert "用途：商铺" in str(sheet.rows[0][1])
    found = PackFromSheets(own=OWN)
    back = read_case_sheet(ReadSheet(sheet.title, sheet.columns, tuple(enumerate(sheet.rows, 2))), found)
    assert (back, found.problems) == (raw, [])


def test_the_guide_lists_every_key_and_the_questions_of_its_own_pack() -> None:
    rows = guide_sheet(OWN).rows
    first = [str(row[0]) for row in rows]
    assert {key_words(key) for key in KEYS} <= set(first)
    assert ("用途", "商铺") in [(row[0], row[2]) for row in rows]
    for section, model in SECTIONS.items():
        for key in _keys(model):
            assert any(one.startswith(f"{SHEETS[section]}：{title_of(key, section)}") for one in first), key


def test_the_words_of_a_list_are_those_of_its_own_section() -> None:
    """`kind` is one key with four lists: each drop-down shows only its own."""
    said = {section: choices_of(model, "kind") for section, model in SECTIONS.items() if "kind" in model.model_fields}
    assert "免审，不填表" in said["regime"]
    assert "选一个" in said["question"]
    assert not set(said["regime"]) & set(said["question"])
    counts = {section: len(labels) for section, labels in said.items()}
    assert counts == {"regime": len(RegimeKind), "question": len(QuestionKind), "note": len(NoteKind)}


def test_no_drop_down_offers_what_only_an_answer_says() -> None:
    assert "尚不能判定" not in choices_of(SECTIONS["approval"], "track")
    assert {"备案", "并联审批"} <= set(choices_of(SECTIONS["approval"], "track"))
    assert set(choices_of(SECTIONS["document"], "state")) == {"需提交", "免提交", "参考"}


def test_a_track_is_named_in_chinese() -> None:
    assert condition_text({"track": ["filing", "parallel"]}) == "路径是 备案／并联审批"
    assert read_condition("路径是 备案／parallel", "when") == ({"track": ["filing", "parallel"]}, ())
