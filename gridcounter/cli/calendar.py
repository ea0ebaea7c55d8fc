"""gridcounter calendar: the years with known public holidays, and a newly published one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridcounter import paths
from gridcounter.bootstrap import open_assessor
from gridcounter.cli.console import JsonFlag, say, say_json
from gridcounter.cli.help import ChineseCommand, ChineseGroup
from gridcounter.cli.identity import Access, on_record
from gridcounter.cli.record import Data, PassphraseFile, Recovery, opened_record
from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.calendar_year import CalendarYear
from gridcounter.errors import Refusal
from gridcounter.services.office.calendars import open_year_file
from gridcounter.services.office.roles import Right
from gridcounter.services.office.year_loading import (
    YearLoading,
    YearWouldChange,
    days_of,
    keep_on_this_machine,
    list_words,
    look_at,
    outcome,
    year_words,
)

if TYPE_CHECKING:
    from gridcounter.services.record.record import Record

calendar = typer.Typer(help="放假安排：列出已载入的年份，载入新公布的一年。", no_args_is_help=True, cls=ChineseGroup)

YearFile = Annotated[
    Path, typer.Argument(metavar="文件", help="JSON 或 TOML 文件：year、holidays（放假日）、make_up（调休上班日）。")
]


@calendar.command("add", cls=ChineseCommand)
@on_record
def add(
    file: YearFile,
    *,
    access: Access,
    replace: Annotated[bool, typer.Option("--replace", help="已有的一年按这份文件更正。")] = False,
    as_json: JsonFlag = False,
) -> None:
    """检查并载入一年的放假安排。写 --data 的载入那份台账，不写的只载入本机的命令。"""
    year = open_year_file(file)
    known = open_assessor(own_years=access.data is None).calendar
    try:
        if access.data is None:
            loading = look_at(year, known)
            place = str(keep_on_this_machine(loading, paths.own_calendars(), agreed=replace))
        else:
            place = str(access.data)
            with access.opened() as record:
                loading = _add_to_record(record, year, known, access, agreed=replace)
    except YearWouldChange as asked:
        raise Refusal(f"{asked}\n与通知核对无误，加上 --replace 再载入；落在这些日子的期限会按新的安排重算") from asked
    if as_json:
        say_json({"year": year.year, **days_of(year), "place": place, "counted": not loading.missing})
        return
    say(f"已{'记下' if loading.missing else '载入'} {year_words(year)}；请与国务院办公厅的通知核对一遍")
    for line in (*list_words(year), *loading.changes):
        say(f"  {line}")
    say(f"{'本机的 assess、papers 等命令' if access.data is None else '这份台账'}里，{outcome(loading)}")


def _add_to_record(
    record: Record, year: CalendarYear, known: WorkCalendar, access: Access, *, agreed: bool
) -> YearLoading:
    from gridcounter.services.office.office_years import OfficeYears, calendar_of

    loading = look_at(year, calendar_of(record, known))
    OfficeYears(record, access.who_may(record, Right.CHANGE_OFFICE)).add(loading, agreed=agreed)
    return loading


@calendar.command("list", cls=ChineseCommand)
def list_years(
    passphrase_file: PassphraseFile = None, data: Data = None, recovery: Recovery = False, as_json: JsonFlag = False
) -> None:
    """列出已知放假安排的年份；写 --data 的连同那份台账载入的。"""
    known = open_assessor(own_years=data is None).calendar
    counted = known
    loaded: list[CalendarYear] = []
    if data is not None:
        from gridcounter.services.office.office_years import OfficeYears, calendar_of

        with opened_record(data, passphrase_file, recovery=recovery) as record:
            loaded = OfficeYears(record, "").all()
            counted = calendar_of(record, known)
    of_record = {year.year for year in loaded}
    if as_json:
        rows = [{"year": year, "from": "record" if year in of_record else "program"} for year in sorted(counted.years)]
        left_out = [{"year": one.year, "from": "left_out", "told": str(one)} for one in counted.left_out]
        say_json([*left_out, *rows])
        return
    say(f"{'程序和本机' if data is None else '程序'}已有：{min(known.years)} 年至 {max(known.years)} 年")
    for year in loaded:
        say(f"台账载入：{year_words(year)}")
    for one in counted.left_out:
        say(str(one))
    say(f"{max(counted.years) + 1} 年及以后的期限为暂估；公布后用 gridcounter calendar add 载入")
