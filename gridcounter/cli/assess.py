"""gridcounter assess, gridcounter compare."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gridcounter import lazy
from gridcounter.bootstrap import open_assessor
from gridcounter.cli.console import JsonFlag, plainly, read_input, say, say_json
from gridcounter.cli.summary import differing, summary
from gridcounter.core.policy.contract import to_contract

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
    for line in summary(decision, assessor.packs.edition(known.locality, known.on).header.place):
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
    named = [(assessor.packs.edition(one.policy.id, known.on).header.place, one) for one in decisions]
    titles, rows = differing(named)
    for title in titles:
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*map(plainly, row))
    lazy.rich.console.Console().print(table)
    for left_out in assessor.packs.left_out.values():
        say(left_out.words)
