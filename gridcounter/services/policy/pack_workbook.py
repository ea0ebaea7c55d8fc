"""A pack as a workbook for people who write rules in a table, and the workbook as a pack again.

TOML is written from what the workbook says and read by the same reader and check as any pack; comments of a TOML file
are not carried, a column 备注 is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import tomlkit

from gridcounter import paths
from gridcounter.core.authoring.case_sheet import case_sheet, read_case_sheet
from gridcounter.core.authoring.guide import guide_sheet
from gridcounter.core.authoring.known_ids import NAMES_OF_KNOWN
from gridcounter.core.authoring.own_questions import own_questions
from gridcounter.core.authoring.pack_sheets import (
    QUESTION,
    PackFromSheets,
    ReadSheet,
    SheetProblem,
    empty_sheets,
    pack_sheets,
    read_pack_sheets,
)
from gridcounter.core.authoring.problem_places import placed
from gridcounter.core.authoring.references import Names
from gridcounter.core.authoring.titles import CASES
from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.exchange.import_cells import header_text
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.parse import PackProblem
from gridcounter.core.validation.models import Problem, read_toml
from gridcounter.errors import WrongInput
from gridcounter.services.files.regular_files import read_regular
from gridcounter.services.files.workbooks import WholeSheet, read_sheets
from gridcounter.services.office.pack_check import check_pack_folder
from gridcounter.services.office.packs import (
    CASES_FILE,
    MOST_BYTES,
    MOST_BYTES_OF_ORIGINAL,
    PACK_FILE,
    InstalledPacks,
    load_packs,
    originals_in,
    read_pack,
)
from gridcounter.services.policy.pack_files import CheckedPack, read_to_adopt
from gridcounter.services.policy.workbook_drawing import write_sheets
from gridcounter.services.policy.workbook_mistakes import (
    KNOWN,
    mistakes_in_cells,
    mistakes_in_merged,
    mistakes_in_sheets,
)
from gridcounter.store.files import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tomlkit.items import Item, Table

SUFFIXES = (".xlsx", ".xlsm", ".xls")  # the last two to be refused with a reason


@dataclass(frozen=True, slots=True)
class WorkbookPack:
    """The files of a pack that a workbook describes, and where each part of it stands there.

    `beside` is the folder of the workbook: the paper itself may lie there, as it does in the folder of a pack.
    """

    pack: bytes
    cases: bytes
    found: PackFromSheets
    beside: Path

    def place(self, problem: PackProblem) -> str:
        """The problem with its sheet and rows, as far as the workbook has a place for it."""
        return str(placed(problem, self.found))


@dataclass(frozen=True, slots=True)
class ReadWorkbook:
    """`columns` are the titles of each sheet; `made` is None if there are problems."""

    columns: Mapping[str, tuple[str, ...]]
    problems: tuple[SheetProblem, ...]
    made: WorkbookPack | None


def write_pack_workbook(folder: Path, out: Path) -> None:
    """Raises WrongInput for a pack that cannot be read, Fault."""
    file = folder / PACK_FILE
    pack, problems = read_pack(file)
    if pack is None:
        raise WrongInput(problems)
    raw = _toml(file)
    sheets = [*pack_sheets(raw)]
    cases, own = folder / CASES_FILE, own_questions(raw.get(QUESTION))
    if cases.is_file():
        sheets.append(case_sheet(_toml(cases), own))
    write_sheets([*sheets, guide_sheet(own)], _general(_baseline()), out)


def write_empty_workbook(out: Path) -> None:
    """For a new pack: every sheet with every column. Raises Fault."""
    write_sheets([*empty_sheets(), case_sheet({}), guide_sheet()], _general(_baseline()), out)


def _toml(path: Path) -> dict[str, object]:
    try:
        raw, problems = read_toml(read_regular(path, MOST_BYTES), path.name)
    except OSError:
        raw, problems = {}, (Problem(path.name, "打不开", "可读的文件"),)
    if problems:
        raise WrongInput(problems)
    return raw


def read_pack_workbook(path: Path, baseline: PolicyPack | None = None) -> WorkbookPack:
    """What the workbook says as the two files of a pack, not yet checked; names of general practice mean its rules.

    Raises WrongInput with sheet, row and column of all that cannot be read; WorkbookRefused.
    """
    read = look_into(path, baseline)
    if read.made is None:
        raise WrongInput(read.problems)
    return read.made


def look_into(path: Path, baseline: PolicyPack | None = None) -> ReadWorkbook:
    """As `read_pack_workbook`, with the problems beside what was read. Raises WorkbookRefused."""
    whole = [sheet for sheet in read_sheets(path) if sheet.rows]
    sheets = [_titled(sheet) for sheet in whole if not sheet.hidden]
    by_title = {sheet.title: sheet for sheet in sheets}
    columns = {title: sheet.columns for title, sheet in by_title.items()}
    mistakes = [*mistakes_in_sheets(whole), *_mistakes_in_cells(whole)]
    if mistakes:  # first of all: what follows from them would only repeat it
        return ReadWorkbook(columns, tuple(mistakes), None)
    found = read_pack_sheets(sheets, _general(baseline or _baseline()))
    cases = read_case_sheet(by_title[CASES], found) if CASES in by_title else {}
    if found.problems:
        return ReadWorkbook(columns, tuple(found.problems), None)
    return ReadWorkbook(columns, (), WorkbookPack(_as_toml(found.raw), _as_toml(cases), found, path.absolute().parent))


def _general(baseline: PolicyPack) -> Names:
    """What general practice calls its documents and businesses, and the lines that the program knows, by their ids."""
    named = {
        section: {label: rule.id for rule, _ in baseline.sections[section] if (label := getattr(rule, "label", None))}
        for section in ("document", "business")
    }
    return {**NAMES_OF_KNOWN, **named}


def _baseline() -> PolicyPack:
    return load_packs(paths.policies()).baseline


def _as_toml(raw: Mapping[str, object]) -> bytes:
    """Rules as tables, all inside them in one line each: the order of conditions is that of the workbook."""
    document = tomlkit.document()
    for key, value in raw.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            rules = tomlkit.aot()
            for rule in value:
                rules.append(_table(rule))
            document.append(key, rules)
        else:
            document.append(key, _table(value) if isinstance(value, dict) else tomlkit.item(value))
    return tomlkit.dumps(document).encode()


def _table(values: Mapping[str, object]) -> Table:
    table = tomlkit.table()
    for key, value in values.items():
        table.append(key, _inline(value))
    return table


def _inline(value: object) -> Item:
    if isinstance(value, dict):
        inside = tomlkit.inline_table()
        for key, part in value.items():
            inside.append(key, _inline(part))
        return inside
    if isinstance(value, list):
        parts = tomlkit.array()
        for part in value:
            parts.append(_inline(part))
        return parts
    return tomlkit.item(value)


def _mistakes_in_cells(sheets: Sequence[WholeSheet]) -> Iterator[SheetProblem]:
    for sheet in sheets:
        if sheet.title in KNOWN and not sheet.hidden:
            yield from mistakes_in_cells(_titled(sheet), *sheet.rows[0])
            yield from mistakes_in_merged(sheet)


def _titled(sheet: WholeSheet) -> ReadSheet:
    titles = tuple(header_text(cell) if cell is not None else "" for cell in sheet.rows[0][1])
    return ReadSheet(sheet.title, titles, sheet.rows[1:])


def pack_from_workbook(path: Path, baseline: PolicyPack, calendar: WorkCalendar) -> WorkbookPack:
    """As `read_pack_workbook`, and checked like any pack, with its examples. Raises WrongInput, WorkbookRefused."""
    made = read_pack_workbook(path, baseline)
    with unpacked(made) as folder:
        problems = check_pack_folder(folder, baseline, calendar)
    if problems:
        raise WrongInput([made.place(problem) for problem in problems])
    return made


@contextmanager
def pack_folder(path: Path, baseline: PolicyPack, calendar: WorkCalendar) -> Iterator[Path]:
    """`path` itself; of a workbook, its pack in a folder as long as it is needed. Raises as `pack_from_workbook`."""
    if path.suffix.lower() not in SUFFIXES:
        yield path
        return
    with unpacked(pack_from_workbook(path, baseline, calendar)) as folder:
        yield folder


def read_brought(path: Path, packs: InstalledPacks, calendar: WorkCalendar) -> CheckedPack:
    """As `read_to_adopt`, of a folder or a workbook."""
    with pack_folder(path, packs.baseline, calendar) as folder:
        return read_to_adopt(folder, packs, calendar)


@contextmanager
def unpacked(made: WorkbookPack) -> Iterator[Path]:
    """The pack in a folder of its own, as long as it is needed. Raises WrongInput, Fault."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / (made.beside.name or "pack")
        write_pack(made, folder)
        yield folder


def write_pack(made: WorkbookPack, folder: Path) -> None:
    """The two files of the pack, and the paper itself that lies beside the workbook. Raises WrongInput, Fault."""
    papers = {path.name: _paper(path) for path in originals_in(made.beside)}
    for name, content in (papers | {PACK_FILE: made.pack, CASES_FILE: made.cases}).items():
        replace_file(folder / name, content)


def _paper(path: Path) -> bytes:
    try:
        return read_regular(path, MOST_BYTES_OF_ORIGINAL)
    except OSError:
        raise WrongInput([Problem(path.name, "打不开", "可读的文件")]) from None
