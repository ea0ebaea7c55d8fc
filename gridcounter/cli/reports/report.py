"""gridcounter report: the figures of a period, printed, or as PDF, Word and Excel."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from gridcounter.bootstrap import open_application_service, open_assessor, open_figures, write_report
from gridcounter.cli.console import JsonFlag, formats_in, say, say_json
from gridcounter.cli.identity import Access, on_record
from gridcounter.cli.reports.on_screen import say_tables
from gridcounter.core.reports.periods import Period
from gridcounter.core.reports.report import Report, report_of
from gridcounter.core.validation.days import read_full_day
from gridcounter.core.validation.models import Problem
from gridcounter.errors import WrongInput
from gridcounter.services.office.roles import Right

FORMATS = ("pdf", "docx", "xlsx")


@on_record
def report(
    first: Annotated[str, typer.Option("--from", metavar="日期", help="统计期间的第一天，如 2026-01-01。")],
    last: Annotated[str, typer.Option("--to", metavar="日期", help="统计期间的最后一天，如 2026-06-30。")],
    formats: Annotated[
        str, typer.Option("--format", metavar="格式", help="pdf、docx、xlsx，逗号分开；和 --out 一起用。")
    ] = ",".join(FORMATS),
    out: Annotated[
        Path | None, typer.Option("--out", metavar="文件夹", help="报表写到这个文件夹；不写只在屏幕上显示。")
    ] = None,
    *,
    access: Access,
    as_json: JsonFlag = False,
) -> None:
    """一个期间的统计：受理与告知、各环节用时、备案；可写成 PDF、Word、Excel。"""
    period = Period(*_days(first, last))
    wanted = _formats(formats)
    assessor = open_assessor()
    with access.opened() as record:
        by = access.who_may(record, Right.SEE_FIGURES)
        header = open_application_service(record, assessor, by).header
        figures = open_figures(record, assessor, by).count(period, date.today())  # noqa: DTZ011  the office's wall calendar
    written = [] if out is None else write_report(figures, header, out, wanted)
    result = report_of(figures)
    if as_json:
        say_json(_as_json(result) | {"files": [asdict(one) for one in written]})
        return
    if out is not None:
        for one in written:
            say(one.path)
        return
    _say_report(result)


def _say_report(result: Report) -> None:
    say(f"{result.title}　{result.period}　统计日 {result.as_of}")
    for mark in result.packs:
        say(mark)
    say_tables(result.tables)


def _as_json(report: Report) -> dict[str, object]:
    tables = {
        table.title: [dict(zip((title for title, _ in table.columns), row, strict=True)) for row in table.rows]
        for table in report.tables
    }
    return {
        "period": report.period,
        "as_of": report.as_of,
        "office": report.office,
        "place": report.place,
        "packs": list(report.packs),
        "tables": tables,
    }


def _days(first: str, last: str) -> tuple[date, date]:
    days, problems = [], []
    for option, text in (("--from", first), ("--to", last)):
        day = read_full_day(text)
        if day is None:
            problems.append(Problem(option, f"“{text}”", "日期，如 2026-06-30"))
        else:
            days.append(day)
    if problems:
        raise WrongInput(problems)
    return days[0], days[1]


def _formats(text: str) -> list[str]:
    wanted = formats_in(text)
    wrong = [part for part in wanted if part not in FORMATS]
    if wrong or not wanted:
        raise WrongInput(
            [Problem("--format", f"“{'、'.join(wrong) or text}”", f"以下之一或几个：{'、'.join(FORMATS)}")]
        )
    return wanted
