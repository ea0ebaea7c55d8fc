"""gridcounter papers, demo: papers as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from gridcounter import paths
from gridcounter.bootstrap import open_assessor, open_paperwork
from gridcounter.cli.assess import PackFolders
from gridcounter.cli.console import JsonFlag, formats_in, read_input, say, say_json
from gridcounter.core.papers.build import BuiltForm
from gridcounter.core.papers.called_for import NOT_ON_RECORD, ON_TRIAL
from gridcounter.core.papers.view import Printing
from gridcounter.core.validation.models import Problem
from gridcounter.errors import WrongInput
from gridcounter.services.papers.paperwork import FORMATS, PROFILES, Paperwork, Written

Out = Annotated[Path, typer.Option("--out", metavar="文件夹", help="文书写到这个文件夹，没有就新建。")]
Formats = Annotated[str, typer.Option("--format", metavar="pdf,docx", help="输出格式，用逗号分开。")]
ProfileName = Annotated[
    str, typer.Option("--profile", metavar="normal|portable|large", help="版式：普通、便携打印机、大字。")
]


def papers(
    application: Annotated[str, typer.Argument(metavar="申请.json", help="申请文件（JSON），- 表示标准输入。")],
    out: Out,
    paper: Annotated[
        list[str] | None, typer.Option("--paper", metavar="编号", help="只出这种文书，可以写多次。")
    ] = None,
    formats: Formats = "pdf,docx",
    profile: ProfileName = "normal",
    copy: Annotated[str, typer.Option("--copy", metavar="联", help="印在右上角的联次。")] = "申请人联",
    pack: PackFolders = None,
    as_json: JsonFlag = False,
) -> None:
    """写出一份申请所需的全部文书（PDF 和 Word），或者只写指定的几种。"""
    check_formats(formats, profile)
    paperwork = open_paperwork(open_assessor(*(pack or ()), own_years=True))
    known = paperwork.read_application(read_input(application))
    tried = paperwork.assessor.packs.is_tried(known.case.locality)
    marks = (ON_TRIAL if tried else NOT_ON_RECORD,)
    built = paperwork.build(known, paper or (), Printing(copy=copy, marks=marks))
    _write(paperwork, [(form.model.paper, form) for form in built], out, formats, profile, as_json=as_json)


def demo(out: Out = Path("out/demo"), formats: Formats = "pdf,docx", as_json: JsonFlag = False) -> None:
    """演示：为每个地区各办一件虚构的申请，写出全部文书。"""
    check_formats(formats, "normal")
    paperwork = open_paperwork()
    written: list[Written] = []
    for path in sorted(paths.demo_applications().glob("*.json")):
        known = paperwork.assessor.read_application(path.read_bytes())
        built = paperwork.build(known, (), Printing(marks=("演示",)))
        pairs = [(form.model.paper, form) for form in built]
        written += paperwork.write(pairs, out / path.stem, formats_in(formats), PROFILES["normal"])
    report_written(written, as_json=as_json)


def check_formats(formats: str, profile: str) -> None:
    """Raises WrongInput that names every unknown format or profile."""
    problems = [
        Problem("--format", f"“{name}”", f"以下之一或几个：{'、'.join(FORMATS)}")
        for name in formats_in(formats) or [formats]
        if name not in FORMATS
    ]
    if profile not in PROFILES:
        problems.append(Problem("--profile", f"“{profile}”", f"以下之一：{'、'.join(PROFILES)}"))
    if problems:
        raise WrongInput(problems)


def _write(
    paperwork: Paperwork,
    built: Sequence[tuple[str, BuiltForm]],
    out: Path,
    formats: str,
    profile: str,
    *,
    as_json: bool,
) -> None:
    report_written(paperwork.write(built, out, formats_in(formats), PROFILES[profile]), as_json=as_json)


def report_written(written: Sequence[Written], *, as_json: bool) -> None:
    """One line for each file: path, pages, and how many places are left to fill in by hand."""
    if as_json:
        say_json([asdict(row) for row in written])
        return
    for row in written:
        pages = f"　{row.pages} 页" if row.pages else ""
        left = f"　留空待填 {len(row.blank)} 处" if row.blank else ""
        say(f"{row.path}{pages}{left}")
