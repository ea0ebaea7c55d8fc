"""gridcounter papers, demo, blank: papers as files."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridcounter import paths
from gridcounter.bootstrap import open_paperwork
from gridcounter.cli.console import JsonFlag, formats_in, read_input, say, say_json
from gridcounter.core.papers.view import Printing
from gridcounter.core.validation.models import Problem, shown
from gridcounter.errors import WrongInput
from gridcounter.services.papers.paperwork import FORMATS, PROFILES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridcounter.core.papers.build import BuiltForm
    from gridcounter.services.papers.paperwork import Paperwork, Written

Out = Annotated[Path, typer.Option("--out", metavar="文件夹", help="文书写到这个文件夹，没有就新建。")]
Formats = Annotated[str, typer.Option("--format", metavar="pdf,docx", help="输出格式，用逗号分开。")]
ProfileName = Annotated[
    str, typer.Option("--profile", metavar="normal|portable|large", help="版式：普通、便携打印机、大字。")
]

_OFFICE = re.compile(r"[\w-]{1,20}")


def papers(
    application: Annotated[str, typer.Argument(metavar="申请.json", help="申请文件（JSON），- 表示标准输入。")],
    out: Out,
    paper: Annotated[
        list[str] | None, typer.Option("--paper", metavar="编号", help="只出这种文书，可以写多次。")
    ] = None,
    formats: Formats = "pdf,docx",
    profile: ProfileName = "normal",
    copy: Annotated[str, typer.Option("--copy", metavar="联", help="印在右上角的联次。")] = "申请人联",
    as_json: JsonFlag = False,
) -> None:
    """写出一份申请所需的全部文书（PDF 和 Word），或者只写指定的几种。"""
    _check(formats, profile)
    paperwork = open_paperwork()
    known = paperwork.read_application(read_input(application))
    built = paperwork.build(known, paper or (), Printing(copy=copy))
    _write(paperwork, [(form.model.paper, form) for form in built], out, formats, profile, as_json=as_json)


def demo(out: Out = Path("out/demo"), formats: Formats = "pdf,docx", as_json: JsonFlag = False) -> None:
    """演示：为每个地区各办一件虚构的申请，写出全部文书。"""
    _check(formats, "normal")
    paperwork = open_paperwork()
    written: list[Written] = []
    for path in sorted(paths.demo_applications().glob("*.json")):
        known = paperwork.assessor.read_application(path.read_bytes())
        built = paperwork.build(known, (), Printing(marks=("演示",)))
        pairs = [(form.model.paper, form) for form in built]
        written += paperwork.write(pairs, out / path.stem, formats_in(formats), PROFILES["normal"])
    _report(written, as_json=as_json)


def blank(
    place: Annotated[str, typer.Option("--place", metavar="地区", help="政策包编号，如 jining。")],
    out: Out,
    count: Annotated[int, typer.Option("--count", min=1, max=200, help="印几份。")] = 20,
    office: Annotated[str, typer.Option("--office", metavar="代号", help="本单位代号，写在编号前面。")] = "H",
    start: Annotated[int, typer.Option("--start", min=1, max=99999, help="从第几号开始，避免与已发出的重号。")] = 1,
    on: Annotated[
        str | None, typer.Option("--on", metavar="日期", help="印制日期，如 2026-09-21；不写为今天。")
    ] = None,
    formats: Formats = "pdf",
    as_json: JsonFlag = False,
) -> None:
    """印一套停电时用的空白受理单（已编号）和本地速查表。"""
    _check(formats, "normal")
    if not _OFFICE.fullmatch(office):  # it stands in the names of the files
        raise WrongInput([Problem("--office", shown(office), "1 至 20 个汉字、字母、数字、- 或 _")])
    paperwork = open_paperwork()
    day = on or date.today().isoformat()  # noqa: DTZ011  the wall calendar of the office
    known = paperwork.assessor.read_application(json.dumps({"case": {"locality": place, "on": day}}))
    numbers = [f"{office}-{day.replace('-', '')}-{serial:04d}" for serial in range(start, start + count)]
    _write(paperwork, paperwork.blank_set(place, known, numbers), out, formats, "normal", as_json=as_json)


def _check(formats: str, profile: str) -> None:
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
    _report(paperwork.write(built, out, formats_in(formats), PROFILES[profile]), as_json=as_json)


def _report(written: Sequence[Written], *, as_json: bool) -> None:
    if as_json:
        say_json([asdict(row) for row in written])
        return
    for row in written:
        pages = f"　{row.pages} 页" if row.pages else ""
        left = f"　留空待填 {len(row.blank)} 处" if row.blank else ""
        say(f"{row.path}{pages}{left}")
