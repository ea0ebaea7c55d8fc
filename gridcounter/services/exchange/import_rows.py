"""Reads table rows as applications: the values of each row, and all its problems.

The contract's readers decide what is allowed; this module only adds the column names to their sentences.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from gridcounter.core.application import parse_application
from gridcounter.core.case_reading import LocalCheck, only_connecting
from gridcounter.core.exchange.import_cells import DAY_ZERO, DayNotShown, read_cell, unit_behind
from gridcounter.core.exchange.import_columns import (
    ACCEPTED,
    CAPACITY,
    COLUMNS,
    ENTERED,
    EXAMPLE,
    OFFICIAL,
    OWN_NUMBER,
    RECEIVED,
    UNIT,
    WORKS,
    Column,
    Kind,
)
from gridcounter.core.exchange.import_table import BUSINESS, STANDARD, ImportTable
from gridcounter.core.intake.steps import doubtful_fields
from gridcounter.core.labels import WORD_LABELS, voltage_label
from gridcounter.core.policy.keys import KEYS, FlagKey
from gridcounter.core.policy.local_question import UNKNOWN_KEY
from gridcounter.core.record.journal import canonical
from gridcounter.core.validation.fields import FieldKind, kind_of
from gridcounter.core.validation.models import Problem
from gridcounter.services.applications.acceptance import NotReceivedYet
from gridcounter.services.exchange.import_titles import ImportNotice
from gridcounter.services.files.workbooks import SheetRow
from gridcounter.store.queries.applications import FieldValue, as_contract

_ACTS = {RECEIVED, ACCEPTED, OFFICIAL, ENTERED, OWN_NUMBER.field}
_WHOLE_ROW, _VOLTAGE = "整行", "case.supply.voltage_kv"
#: Of the columns that every table has.
_TITLES = {column.field: column.title for column in COLUMNS}
_FLAGS = {f"case.{key}" for key, kind in KEYS.items() if isinstance(kind, FlagKey)}
_LOCAL = "case.local."
#: Before what is a key of its own in an application.
_DESK = "desk."
#: A business, and an answer, that the policy of the day does not have.
_NOT_OFFERED = "受理日的文件里有的业务（改写办理业务，或者核对受理日期）"
_NOT_ASKED = "留空（受理日的文件不问这一项）"


@dataclass(frozen=True, slots=True)
class Frame:
    """The context for reading rows: the office's place, its region codes and voltages (kV), and today.

    `table` are the columns of the place, `local` checks the business and the answers to the place's own questions.
    """

    place: str
    place_name: str
    region_codes: Sequence[str]
    localities: Collection[str]
    documents: Collection[str]
    voltages: Collection[float]
    today: date
    day_zero: date = DAY_ZERO
    table: ImportTable = STANDARD
    local: LocalCheck = only_connecting


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A problem of one row; `row` is the row number shown by the spreadsheet program."""

    row: int
    problem: Problem

    def __str__(self) -> str:
        return f"第 {self.row} 行 {self.problem}"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row without problems. `fields` are dotted contract fields, without the office's place and the day."""

    row: int
    fields: Mapping[str, Any]
    received_on: date | None = None
    accepted_on: date | None = None
    official_number: str | None = None
    entered_on: date | None = None
    own_number: str | None = None
    notices: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Equal for equal contents, independent of file and position."""
        days = [day.isoformat() if day else None for day in (self.received_on, self.accepted_on, self.entered_on)]
        result = canonical([dict(self.fields), days, self.official_number])
        return hashlib.sha256(result.encode()).hexdigest()


def read_row(row: SheetRow, columns: Mapping[int, Column], frame: Frame) -> tuple[ImportRow | None, list[Problem]]:
    """Raises nothing: all problems are returned. No row and no problems: the example row of the template."""
    values: dict[str, Any] = {}
    problems = [Problem(_WHOLE_ROW, "合并的单元格", "不合并的单元格（请取消合并，逐行填写）")] if row.merged else []
    problems += _read_cells(row, columns, frame, values)
    problems += _unit_of_capacity(row, columns, values)
    _fill_in_id_kinds(columns.values(), values)
    if not problems and any(values == frame.table.values_of(example) for example in frame.table.examples):
        return None, []
    problems += _missing(values, {problem.path for problem in problems})
    if str(values.get("applicant.name", "")).startswith(EXAMPLE):
        problems.append(Problem(_TITLES["applicant.name"], EXAMPLE, "真实的名称（示例行改写以后，删去“（示例）”）"))
    problems += _against_each_other(values, frame)
    problems += _of_the_grid(values, frame.voltages)
    brought = _brought(row.number, values, tuple(_half_shown(row, columns, values)))
    problems += _by_the_contract(brought, frame)
    return (None, problems) if problems else (brought, [])


def _read_cells(
    row: SheetRow, columns: Mapping[int, Column], frame: Frame, values: dict[str, Any]
) -> Iterator[Problem]:
    """Fills in the values; yields a problem for each unreadable one."""
    for place, column in columns.items():
        value, problem = read_cell(column, row.cells[place], frame.day_zero)
        if problem:
            yield problem
        elif value is not None:
            values[column.field] = value


def _fill_in_id_kinds(columns: Iterable[Column], values: dict[str, Any]) -> None:
    """Some columns are for one kind of number."""
    for column in columns:
        if column.id_kind and column.field in values:
            values.setdefault(column.field.replace("id_number", "id_kind"), column.id_kind)


def _missing(values: Mapping[str, Any], wrong: Collection[str]) -> Iterator[Problem]:
    for column in COLUMNS:
        if column.required and column.field not in values and column.title not in wrong:
            yield Problem(column.title, "（没有填写）", "必填项")


def look_again(brought: ImportRow, frame: Frame) -> Iterator[ImportNotice]:
    """Values that may be right but are worth checking, in words."""
    for text in brought.notices:
        yield ImportNotice(brought.row, text)
    for field, text in doubtful_fields(brought.fields, frame.place_name, frame.region_codes).items():
        whose = "" if kind_of(field) == FieldKind.TEXT else f"{_TITLES[field]}："
        yield ImportNotice(brought.row, whose + text)
    for person in ("applicant", "agent"):
        field = f"{person}.id_number"
        if field in brought.fields and f"{person}.id_kind" not in brought.fields:
            yield ImportNotice(brought.row, f"没有写{_TITLES[f'{person}.id_kind']}，{_TITLES[field]}没有核对")


def case_day(brought: ImportRow, today: date) -> date:
    """The day whose policy applies until the application is accepted."""
    return brought.accepted_on or brought.received_on or today


def _unit_of_capacity(row: SheetRow, columns: Mapping[int, Column], values: dict[str, Any]) -> list[Problem]:
    """A unit written after the number fills in the unit, and must not contradict the unit column."""
    place, column = next(((place, one) for place, one in columns.items() if one.field == CAPACITY), (0, None))
    unit = unit_behind(column, row.cells[place]) if column and CAPACITY in values else ""
    if not unit or values.setdefault(UNIT, unit) == unit:
        return []
    words = WORD_LABELS["supply.unit"]
    allowed = f"“{words[unit]}”，与{_TITLES[CAPACITY]}列一致，或者留空"
    return [Problem(_TITLES[UNIT], f"“{words[values[UNIT]]}”", allowed)]


def _half_shown(row: SheetRow, columns: Mapping[int, Column], values: Mapping[str, Any]) -> Iterator[str]:
    for place, column in columns.items():
        if column.kind is Kind.DAY and isinstance(row.cells[place], DayNotShown) and column.field in values:
            yield f"{column.title}那一格只显示了一部分，按 {values[column.field].isoformat()} 读入，请核对"


def _brought(number: int, values: Mapping[str, Any], notices: tuple[str, ...]) -> ImportRow:
    fields = {field: _as_json(value) for field, value in values.items() if field not in _ACTS}
    if WORKS in fields:
        fields[WORKS] = {} if fields[WORKS] else None
    acts = {field: values.get(field) for field in (RECEIVED, ACCEPTED, OFFICIAL, ENTERED)}
    return ImportRow(number, fields, own_number=values.get(OWN_NUMBER.field), notices=notices, **acts)


def _as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _against_each_other(values: Mapping[str, Any], frame: Frame) -> list[Problem]:
    """Checks beyond the contract: the order of acts, and a value next to an answer that says there is none."""
    found = list(_days_to_come(values, frame.today))
    if ACCEPTED in values and RECEIVED not in values:
        found.append(Problem(_TITLES[ACCEPTED], values[ACCEPTED].isoformat(), f"先有收件日期（{NotReceivedYet()}）"))
    if ENTERED in values and OFFICIAL not in values:
        allowed = f"与{_TITLES[OFFICIAL]}一起填写，或者留空"
        found.append(Problem(_TITLES[ENTERED], values[ENTERED].isoformat(), allowed))
    if values.get(WORKS) is False and (said := _said_of_works(values, frame.table)):
        found.append(Problem(_TITLES[WORKS], "无", f"“有”，或者不填{'、'.join(said)}"))
    return found


def _of_the_grid(values: Mapping[str, Any], voltages: Collection[float]) -> list[Problem]:
    """No rule speaks of another voltage, and at the desk it cannot be chosen: most likely the unit is a wrong one."""
    kv = values.get(_VOLTAGE)
    if kv is None or kv in voltages:
        return []
    known = "、".join(voltage_label(each) for each in sorted(voltages))
    return [Problem(_TITLES[_VOLTAGE], voltage_label(kv), f"以下之一：{known}")]


def _days_to_come(values: Mapping[str, Any], today: date) -> Iterator[Problem]:
    for field in (RECEIVED, ACCEPTED, ENTERED):
        if field in values and values[field] > today:
            allowed = f"不晚于今天 {today.isoformat()} 的日期"
            yield Problem(_TITLES[field], values[field].isoformat(), allowed)


def _said_of_works(values: Mapping[str, Any], table: ImportTable) -> list[str]:
    of_works = [field for field in values if field.startswith(f"{WORKS}.") or field in table.of_works]
    return [table.titles[field] for field in of_works if values[field] not in ([], False)]


def _by_the_contract(brought: ImportRow, frame: Frame) -> list[Problem]:
    on = case_day(brought, frame.today)
    values = {**brought.fields, "case.locality": frame.place, "case.on": on.isoformat()}
    raw = as_contract({field.removeprefix(_DESK): FieldValue(value, "") for field, value in values.items()})
    raw |= {"official_number": brought.official_number}
    if brought.received_on:
        raw["received_on"] = brought.received_on.isoformat()
    _, problems = parse_application(raw, localities=frame.localities, documents=frame.documents, local=frame.local)
    return [_in_words(problem, frame.table) for problem in problems]


def _in_words(problem: Problem, table: ImportTable) -> Problem:
    field = f"{_DESK}{problem.path}" if f"{_DESK}{problem.path}" in table.titles else problem.path
    while field not in table.titles and "." in field:
        field = field.rpartition(".")[0]
    title = table.titles.get(field, _WHOLE_ROW)
    if field == BUSINESS:
        return Problem(title, table.said[field].get(problem.found, problem.found), _NOT_OFFERED)
    if field.startswith(_LOCAL) and problem.found == UNKNOWN_KEY:
        return Problem(title, "一个回答", _NOT_ASKED)
    if field not in _FLAGS:
        return replace(problem, path=title, found=table.said.get(field, {}).get(problem.found, problem.found))
    found, allowed = (text.replace("true", "是").replace("false", "否") for text in (problem.found, problem.allowed))
    return Problem(title, found, allowed)
