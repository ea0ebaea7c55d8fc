"""A pack as the sheets of a workbook, and back: one sheet a section, one row a rule, only the columns that are used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import BaseModel

from gridcounter.core.authoring.cell_text import cell_text, plain, read_cell
from gridcounter.core.authoring.condition_text import read_condition
from gridcounter.core.authoring.own_questions import NO_QUESTIONS, OwnQuestions, own_questions
from gridcounter.core.authoring.references import NO_NAMES, Names, by_ids, id_of, names_of, not_named
from gridcounter.core.authoring.titles import CHOICES, FILING, HEADER, REPORTING, SHEETS, TERMS, WHEN, key_of, title_of
from gridcounter.core.policy.header import Header
from gridcounter.core.policy.regime import FilingRegime
from gridcounter.core.policy.reporting_rule import Reporting
from gridcounter.core.policy.sections import SECTIONS
from gridcounter.core.validation.models import ONE_OF, Problem, read_model, shown

QUESTION = "question"
ITEM, CONTENT, NAME = "项目", "内容", "名称"
#: Sheets of one table, written downwards: title, key of the pack ("" for the pack itself), model.
DOWNWARDS: tuple[tuple[str, str, type[BaseModel]], ...] = (
    (HEADER, "", Header),
    (REPORTING, "reporting", Reporting),
    (FILING, "filing", FilingRegime),
)


@dataclass(frozen=True, slots=True)
class SheetTable:
    """`keys` are the keys of the pack behind the columns, for their drop-downs; "" for a column without one."""

    title: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet as it was read: the titles of its columns, and each row with its number in the file."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[object, ...]], ...]


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """`row` is the number that the spreadsheet program shows; 0 for the whole sheet."""

    sheet: str
    row: int
    problem: Problem

    def __str__(self) -> str:
        row = f"第 {self.row} 行 " if self.row else ""
        return f"{self.sheet} {row}{self.problem}"


@dataclass(slots=True)
class PackFromSheets:
    """`places` are the rows from which a part of the pack comes, under the name by which its check speaks of it."""

    raw: dict[str, object] = field(default_factory=dict)
    places: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    own: OwnQuestions = NO_QUESTIONS
    names: Names = field(default_factory=lambda: NO_NAMES)
    problems: list[SheetProblem] = field(default_factory=list)


def pack_sheets(raw: Mapping[str, object]) -> tuple[SheetTable, ...]:
    """`raw` is the pack as TOML holds it, and sound; only sheets and columns that it uses."""
    own = own_questions(raw.get(QUESTION))
    found = [_downwards(title, raw, key, model) for title, key, model in DOWNWARDS]
    terms = raw.get("terms", {})
    rows = (
        tuple((name, cell_text("when", when, own)) for name, when in terms.items())
        if isinstance(terms, Mapping)
        else ()
    )
    found.insert(1, SheetTable(TERMS, (NAME, WHEN), ("", "when"), rows))
    for section, model in SECTIONS.items():
        rules = raw.get(section, [])
        found.append(_section(section, rules if isinstance(rules, list) else [], model, own))
    return tuple(sheet for sheet in found if sheet.rows)


def empty_sheets() -> tuple[SheetTable, ...]:
    """For a new pack: every sheet with every column, and no row but the items that are written downwards."""
    found = [
        SheetTable(
            title,
            (ITEM, CONTENT),
            ("", ""),
            tuple((title_of(name), None) for name in model.model_fields if name != "reporting"),
        )
        for title, _, model in DOWNWARDS
    ]
    found.insert(1, SheetTable(TERMS, (NAME, WHEN), ("", "when"), ()))
    for section, model in SECTIONS.items():
        names = (field.alias or key for key, field in model.model_fields.items())
        keys = tuple(dict.fromkeys(("id", *(("label",) if "label" in model.model_fields else ()), "when", *names)))
        found.append(SheetTable(SHEETS.get(section, section), tuple(title_of(key, section) for key in keys), keys, ()))
    return tuple(found)


def _downwards(title: str, raw: Mapping[str, object], key: str, model: type[BaseModel]) -> SheetTable:
    table = raw.get(key, {}) if key else {name: raw[name] for name in model.model_fields if name in raw}
    values = table.items() if isinstance(table, Mapping) else ()
    rows = tuple((title_of(name), cell_text(name, value)) for name, value in values if not isinstance(value, Mapping))
    return SheetTable(title, (ITEM, CONTENT), ("", ""), rows)


def _section(
    section: str, rules: Sequence[Mapping[str, object]], model: type[BaseModel], own: OwnQuestions
) -> SheetTable:
    used = {key for rule in rules for key in rule}
    order = ["id", "label", "when", *model.model_fields]
    keys = tuple(dict.fromkeys([*(key for key in order if key in used), *sorted(used)]))
    rows = tuple(tuple(cell_text(key, rule[key], own) if key in rule else None for key in keys) for rule in rules)
    return SheetTable(SHEETS.get(section, section), tuple(title_of(key, section) for key in keys), keys, rows)


def read_pack_sheets(sheets: Iterable[ReadSheet], general: Names = NO_NAMES) -> PackFromSheets:
    """All that can be read of the pack, and what cannot; a sheet of another title is left to others.

    `general` are the names of general practice, which a rule may use like those of the workbook.
    """
    sheets = list(sheets)
    found = PackFromSheets(own=_own_questions(sheets, general), names=general)
    sections = {SHEETS.get(section, section): section for section in SECTIONS}
    downwards = {title: (key, model) for title, key, model in DOWNWARDS}
    for sheet in sheets:
        if sheet.title in downwards:
            _read_downwards(sheet, *downwards[sheet.title], found)
        elif sheet.title == TERMS:
            _read_terms(sheet, found)
        elif sheet.title in sections:
            _read_section(sheet, sections[sheet.title], found)
    found.names = names_of(found.raw, general)
    by_ids(found.raw, found.names)
    for sheet in sheets:
        if section := sections.get(sheet.title):
            found.problems.extend(_wrong_rules(section, found))
    return found


def _own_questions(sheets: Iterable[ReadSheet], general: Names) -> OwnQuestions:
    """Read before all else, because conditions on every sheet name them."""
    for sheet in sheets:
        if sheet.title == SHEETS[QUESTION]:
            return own_questions([rule for _, rule, _ in _rules(sheet, QUESTION, NO_QUESTIONS, general)])
    return NO_QUESTIONS


def _read_downwards(sheet: ReadSheet, key: str, model: type[BaseModel], found: PackFromSheets) -> None:
    table: dict[str, object] = {}
    part = key or "文件头"
    for number, cells in sheet.rows:
        title, cell = _pair(cells)
        if not title or cell is None:
            continue
        name = key_of(title)
        if name in table:
            found.problems.append(SheetProblem(sheet.title, number, Problem(title, "写了两次", "每个项目只写一行")))
        table[name], wrong = read_cell(model, name, cell)
        found.problems.extend(SheetProblem(sheet.title, number, problem) for problem in wrong)
        found.places.setdefault(f"{part}.{name}", []).append((sheet.title, number))
    if key and not table:
        return  # of an empty workbook: nothing is said of it
    found.places.setdefault(part, []).append((sheet.title, 0))
    found.raw.update({key: table} if key else table)


def _pair(cells: Sequence[object]) -> tuple[str, object]:
    title = plain(cells[0]) if cells and cells[0] is not None else ""
    value = cells[1] if len(cells) > 1 else None
    return title, None if value is None or plain(value) == "" else value


def _read_terms(sheet: ReadSheet, found: PackFromSheets) -> None:
    terms: dict[str, object] = {}
    for number, cells in sheet.rows:
        name, cell = _pair(cells)
        if not name:
            continue
        if name in terms:
            found.problems.append(SheetProblem(sheet.title, number, Problem(NAME, shown(name), "每个条件名称只写一行")))
        terms[name], wrong = read_condition("" if cell is None else plain(cell), WHEN, found.own)
        found.problems.extend(SheetProblem(sheet.title, number, problem) for problem in wrong)
        found.places.setdefault(f"terms.{name}", []).append((sheet.title, number))
    found.raw["terms"] = terms


def _wrong_rules(section: str, found: PackFromSheets) -> Iterator[SheetProblem]:
    """What the model of the section says of each row: told here, because several rules may have one id."""
    rules = found.raw[section]
    for place, rule in enumerate(rules if isinstance(rules, list) else (), start=1):
        [(sheet, number)] = found.places[f"{section} 第 {place} 条"]
        unknown = list(not_named(section, rule, found.names))
        without = {"when", *(problem.path for problem in unknown)}
        _, problems = read_model(SECTIONS[section], {key: value for key, value in rule.items() if key not in without})
        for problem in (*unknown, *problems):
            yield SheetProblem(sheet, number, in_titles(problem, section))


def in_titles(problem: Problem, section: str = "") -> Problem:
    """With the title of the column for the key, and the words of its list for those of the pack."""
    key, _, rest = problem.path.partition(".")
    said, allowed = CHOICES.get(key, {}), problem.allowed
    if said and allowed.startswith(ONE_OF):
        allowed = ONE_OF + "、".join(said.get(word, word) for word in allowed.removeprefix(ONE_OF).split("、"))
    return replace(problem, path=title_of(key, section) + (f".{rest}" if rest else ""), allowed=allowed)


def _rules(
    sheet: ReadSheet, section: str, own: OwnQuestions, general: Names
) -> Iterator[tuple[int, dict[str, object], list[Problem]]]:
    """Each row that says something: its number, its rule, and the cells that cannot be read."""
    keys = [key_of(title) for title in sheet.columns]
    ids: list[object] = []
    for number, cells in sheet.rows:
        rule, problems = _row(section, zip(keys, cells, strict=False), own)
        if rule and (made := id_of(section, rule, ids, general)):
            rule = {"id": made, **{key: value for key, value in rule.items() if key != "id"}}
        if rule:
            ids.append(rule.get("id"))
            yield number, rule, problems


def _row(
    section: str, cells: Iterable[tuple[str, object]], own: OwnQuestions
) -> tuple[dict[str, object], list[Problem]]:
    rule: dict[str, object] = {}
    problems: list[Problem] = []
    for key, cell in cells:
        if key and cell is not None and plain(cell) != "":
            rule[key], wrong = read_cell(SECTIONS[section], key, cell, own)
            problems.extend(wrong)
    return rule, problems


def _read_section(sheet: ReadSheet, section: str, found: PackFromSheets) -> None:
    rules: list[dict[str, object]] = []
    for number, rule, problems in _rules(sheet, section, found.own, found.names):
        found.problems.extend(SheetProblem(sheet.title, number, problem) for problem in problems)
        rules.append(rule)
        for name in (f"{section} 第 {len(rules)} 条", f"{section}.{rule.get('id')}"):
            found.places.setdefault(name, []).append((sheet.title, number))
    found.raw[section] = rules
