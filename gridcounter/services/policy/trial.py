"""A pack that is being written: read as it was last saved, with all that is wrong with it, and what it answers.

Nothing of it is kept: the file is read again at each save, and answers on trial beside the installed packs.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from openpyxl.utils import get_column_letter

from gridcounter.core.authoring.answer_words import path_text, value_words
from gridcounter.core.authoring.problem_places import Placed, placed, placed_in_sheet
from gridcounter.core.authoring.titles import CASES, EXPECTATIONS, TERMS, WHEN
from gridcounter.core.policy.cases import ExampleCase, Result, results
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.parse import PackProblem
from gridcounter.core.validation.models import shown
from gridcounter.errors import Refusal
from gridcounter.services.files.regular_files import called, read_regular
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.office.originals import original_problems, read_original
from gridcounter.services.office.pack_check import read_cases, read_rules
from gridcounter.services.office.packs import CASES_FILE, MOST_BYTES_OF_ORIGINAL, ORIGINAL, PACK_FILE
from gridcounter.services.policy.pack_files import BaselineNotHere
from gridcounter.services.policy.pack_workbook import SUFFIXES, ReadWorkbook, WorkbookPack, look_into, unpacked

#: What spreadsheet programs lay beside a workbook that they have open.
_LOCKS = ("~$", ".~lock.")


class LockFile(Refusal):
    """The file that a spreadsheet program lays beside an open workbook, not the workbook."""

    def __init__(self, path: Path) -> None:
        name = called(path)
        super().__init__(f"“{name}”是打开工作簿时自动生成的临时文件，请改选“{name.removeprefix('~$')}”")


class NotThere(Refusal):
    """Moved, renamed or deleted."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"“{called(path)}”不在原来的位置了：可能改了名、移走了或删除了。放回来会自动再读，改了名的请重新选择"
        )


class NotReadNow(Refusal):
    """Another program holds the file, or is writing it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"“{called(path)}”现在读不了：可能正在存盘，或者被别的程序占着。请存好以后按“重新读取”")


@dataclass(frozen=True, slots=True)
class PlacedProblem:
    """A problem and where it is. `cell` is the place as a spreadsheet program takes it in its name box, or ""."""

    where: Placed
    cell: str


@dataclass(frozen=True, slots=True)
class TrialExample:
    """An example of the pack with its results, or the problems of a case that cannot be read; `row` of its first one.

    `row` is 0 where the pack is no workbook.
    """

    case: ExampleCase
    results: tuple[Result, ...]
    problems: tuple[str, ...]
    row: int = 0

    @property
    def holds(self) -> bool:
        """Whether everything is as expected."""
        return not self.problems and all(one.holds for one in self.results)


@dataclass(frozen=True, slots=True)
class TrialReading:
    """A pack as it was saved last. `digest` is that of all that was read.

    `pack` is None while its rules have problems; then nothing can be answered, and no example is tried. `original` is
    the text of the paper beside it, "" without one. `opened`: a spreadsheet program has the workbook open.
    """

    digest: str
    problems: tuple[PlacedProblem, ...]
    pack: PolicyPack | None
    examples: tuple[TrialExample, ...]
    original: str = ""
    opened: bool = False

    @property
    def failing(self) -> int:
        """How many examples are not answered as expected."""
        return sum(not one.holds for one in self.examples)

    @property
    def sound(self) -> bool:
        """Whether it could be adopted."""
        return self.pack is not None and not self.problems and not self.failing


def read_trial(path: Path, assessor: Assessor, known: str = "") -> TrialReading | None:
    """The workbook or the folder of a pack as it is now; None if it is as it was when `known` was its digest.

    Runs on any thread. Raises LockFile, NotThere, NotReadNow, BaselineNotHere, WorkbookRefused, Fault.
    """
    digest = _digest(path)
    if digest == known:
        return None
    if path.suffix.lower() in SUFFIXES:
        book = look_into(path, assessor.packs.baseline)
        if book.made is None:
            problems = tuple(_in_cell(placed_in_sheet(one), book) for one in book.problems)
            return TrialReading(digest, problems, None, (), opened=_is_open(path))
        read = _read(digest, book.made, book, assessor)
        return replace(read, opened=_is_open(path))
    return _read(digest, path, None, assessor)


def on_trial(reading: TrialReading, assessor: Assessor) -> Assessor:
    """Answers by the pack that was read, for its place. Raises ValueError while its rules have problems."""
    pack = reading.pack
    if pack is None:
        raise ValueError("no rules to answer by")
    packs = assessor.packs.on_trial(pack)
    originals = {**packs.originals, pack.version: reading.original}
    return Assessor(replace(packs, originals=originals), assessor.calendar)


def watched(path: Path) -> list[Path]:
    """The files in which a change may change the pack, as far as they are there."""
    whole = is_folder(path)
    folder = path if whole else path.parent
    named = [folder / PACK_FILE, folder / CASES_FILE] if whole else [path]
    named += [folder / f"{ORIGINAL}{kind}" for kind in (".txt", ".docx", ".pdf")]
    return [one for one in named if os.path.isfile(one)]  # noqa: PTH113  never raises, even where nobody may look


def is_folder(path: Path) -> bool:
    """False also where nobody may look."""
    return os.path.isdir(path)  # noqa: PTH112


def _digest(path: Path) -> str:
    if path.name.startswith(_LOCKS):
        raise LockFile(path)
    try:
        if not os.path.exists(path):  # noqa: PTH110  as below
            raise NotThere(path)
        contents = [(one.name, read_regular(one, MOST_BYTES_OF_ORIGINAL)) for one in watched(path)]
    except (OSError, ValueError) as wrong:
        raise NotReadNow(path) from wrong
    whole = hashlib.sha256()
    for name, content in contents:
        whole.update(f"{name} {len(content)} ".encode() + content)
    return whole.hexdigest()


def _is_open(path: Path) -> bool:
    beside = (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#"))
    return any(one.exists() for one in beside)


def _read(digest: str, made: WorkbookPack | Path, book: ReadWorkbook | None, assessor: Assessor) -> TrialReading:
    baseline = assessor.packs.baseline
    with _folder(made) as folder:
        pack, wrong = read_rules(folder / PACK_FILE, baseline)
        if pack is not None and pack.id == BASELINE:
            raise BaselineNotHere
        cases, wrong_cases = read_cases(folder / CASES_FILE)
        original, _ = read_original(folder)
        beside = original_problems(folder, pack) if pack is not None else ()
    sound = None if wrong else pack
    problems = tuple(_found(one, made, book) for one in (*wrong, *wrong_cases, *beside))
    examples = () if sound is None else tuple(_tried(cases, sound, assessor, made))
    return TrialReading(digest, problems, sound, examples, "" if original is None else original.text)


@contextmanager
def _folder(made: WorkbookPack | Path) -> Iterator[Path]:
    with nullcontext(made) if isinstance(made, Path) else unpacked(made) as folder:
        yield folder


def _tried(
    cases: Sequence[ExampleCase], pack: PolicyPack, assessor: Assessor, made: WorkbookPack | Path
) -> Iterator[TrialExample]:
    rows: Mapping[str, list[tuple[str, int]]] = {} if isinstance(made, Path) else made.found.places
    for case in cases:
        found, problems = results(case, pack, assessor.packs.baseline, assessor.calendar)
        row = next((number for sheet, number in rows.get(case.name, ()) if sheet == CASES), 0)
        yield TrialExample(case, found, tuple(map(str, problems)), row)


def _found(problem: PackProblem, made: WorkbookPack | Path, book: ReadWorkbook | None) -> PlacedProblem:
    if isinstance(made, Path) or book is None:
        return PlacedProblem(Placed("", (), "", str(problem)), "")
    return _in_cell(placed(problem, made.found), book)


def _in_cell(where: Placed, book: ReadWorkbook) -> PlacedProblem:
    """The first of its cells; the first of its row where no column is named."""
    if not where.sheet:
        return PlacedProblem(where, "")
    titles = book.columns.get(where.sheet, ())
    letter = where.column.removesuffix(" 列") if where.column.endswith(" 列") else ""
    # what a condition names is told by the name
    column = WHEN if TERMS in {where.sheet, where.column} else where.column
    if column in titles:
        letter = get_column_letter(titles.index(column) + 1)
    return PlacedProblem(where, f"{where.sheet}!{letter or 'A'}{where.rows[0] if where.rows else 1}")


def expected_words(result: Result) -> str:
    """What is expected, as the sheet of examples has it: 是 “filing”."""
    expectation = result.expectation
    value = "" if expectation.value is None else f" {_said(expectation.path, expectation.value)}"
    return f"{EXPECTATIONS[expectation.operator]}{value}"


def found_words(result: Result) -> str:
    """What the answer is, in the words of the sheet of examples where it has some."""
    said = value_words(result.expectation.path, result.found)
    return result.found_words if said == result.found else shown(said)


def path_words(result: Result) -> str:
    """Which part of the answer is meant."""
    return path_text(result.expectation.path)


def _said(path: str, value: object) -> str:
    return shown(value_words(path, value))
