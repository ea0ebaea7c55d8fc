"""gridcounter assess, gridcounter compare."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridcounter import lazy
from gridcounter.bootstrap import open_assessor
from gridcounter.cli.console import JsonFlag, plainly, read_input, say, say_json
from gridcounter.cli.summary import differing, summary
from gridcounter.core.papers.called_for import ON_TRIAL
from gridcounter.core.policy.contract import to_contract

if TYPE_CHECKING:
    from gridcounter.services.office.assessment import Assessor

PackFolders = Annotated[
    list[Path] | None,
    typer.Option("--pack", metavar="文件夹", help="试用还没有启用的政策包文件夹，可以写多次；先按启用时的要求检查。"),
]
CaseFile = Annotated[str, typer.Argument(metavar="案件.json", help="案件文件（JSON），- 表示标准输入。")]


def assess(case: CaseFile, pack: PackFolders = None, as_json: JsonFlag = False) -> None:
    """按当地政策文件答复一个案件：类别、资料、时限、费用、外线审批，别的业务还有办理条件，逐条注明依据。"""
    assessor = open_assessor(*(pack or ()), own_years=True)
    known = assessor.read_case(read_input(case))
    decision = assessor.assess(known)
    if as_json:
        say_json(to_contract(decision))
        return
    place, *lines = summary(decision, assessor.packs.edition(known.locality, known.on).header.place)
    for line in (place, *_standing(assessor, known.locality, known.on), *lines):
        say(line)


def compare(case: CaseFile, pack: PackFolders = None, as_json: JsonFlag = False) -> None:
    """同一个案件在各地政策文件下的答复，并排比较。"""
    assessor = open_assessor(*(pack or ()), own_years=True)
    known = assessor.read_case(read_input(case))
    decisions = assessor.compare(known)
    if as_json:
        say_json([to_contract(decision) for decision in decisions])
        return
    table = lazy.rich.table.Table(show_lines=True)
    named = [(_named(assessor, one.policy.id, known.on), one) for one in decisions]
    titles, rows = differing(named)
    for title in titles:
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*map(plainly, row))
    # the words of a pack are no commands of the library that draws the table
    lazy.rich.console.Console(markup=False, emoji=False, highlight=False).print(table)
    for left_out in assessor.packs.left_out.values():
        say(left_out.words)


def _named(assessor: Assessor, locality: str, on: date) -> str:
    """The name of the place, and how its pack stands."""
    return "\n".join((assessor.packs.edition(locality, on).header.place, *_standing(assessor, locality, on)))


def _standing(assessor: Assessor, locality: str, on: date) -> list[str]:
    """That a pack is only looked at, and that it is not the program's own; nothing of a shipped one."""
    packs = assessor.packs
    tried = ON_TRIAL if packs.is_tried(locality) else ""
    return [words for words in (tried, packs.mark_of(packs.edition(locality, on), packs.baseline)) if words]
