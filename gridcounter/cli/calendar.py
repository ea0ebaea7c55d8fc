"""gridcounter calendar: the years whose public holidays are known, and a year more when it is published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridcounter import paths
from gridcounter.bootstrap import open_assessor
from gridcounter.cli.console import JsonFlag, say, say_json
from gridcounter.cli.help import ChineseCommand, ChineseGroup
from gridcounter.cli.record import Data, PassphraseFile, Recovery, opened_record
from gridcounter.services.calendars import days_of, keep_on_this_machine, open_year_file, year_words

if TYPE_CHECKING:
    from gridcounter.core.calendar import CalendarYear

calendar = typer.Typer(help="放假安排：列出已载入的年份，载入新公布的一年。", no_args_is_help=True, cls=ChineseGroup)

YearFile = Annotated[
    Path, typer.Argument(metavar="文件", help="JSON 或 TOML 文件：year、holidays（放假日）、make_up（调休上班日）。")
]


@calendar.command("add", cls=ChineseCommand)
def add(
    file: YearFile,
    passphrase_file: PassphraseFile = None,
    data: Data = None,
    recovery: Recovery = False,
    as_json: JsonFlag = False,
) -> None:
    """检查并载入一年的放假安排。写 --data 的载入那份台账，不写的只载入本机的命令。"""
    year = open_year_file(file)
    if data is None:
        place = str(keep_on_this_machine(year, paths.own_calendars()))
    else:
        _add_to_record(year, data, passphrase_file, recovery=recovery)
        place = str(data)
    if as_json:
        say_json({"year": year.year, **days_of(year), "place": place})
        return
    say(f"已载入{year_words(year)}；请与国务院办公厅的通知核对一遍")
    where = "本机的 assess、papers 等命令" if data is None else "这份台账"
    say(f"{where}里，落在 {year.year} 年的期限现在按它计算，不再是暂估")


def _add_to_record(year: CalendarYear, data: Path, passphrase_file: Path | None, *, recovery: bool) -> None:
    # the database loads only where a record is opened
    from gridcounter.services.office_years import OfficeYears  # noqa: PLC0415
    from gridcounter.services.offices import read_office  # noqa: PLC0415

    with opened_record(data, passphrase_file, recovery=recovery) as record:
        OfficeYears(record, read_office(record).clerk).add(year)


@calendar.command("list", cls=ChineseCommand)
def list_years(
    passphrase_file: PassphraseFile = None, data: Data = None, recovery: Recovery = False, as_json: JsonFlag = False
) -> None:
    """列出已知放假安排的年份；写 --data 的连同那份台账载入的。"""
    known = open_assessor().calendar
    loaded: list[CalendarYear] = []
    if data is not None:
        # as above
        from gridcounter.services.office_years import OfficeYears  # noqa: PLC0415

        with opened_record(data, passphrase_file, recovery=recovery) as record:
            loaded = OfficeYears(record, "").all()
    of_record = {year.year for year in loaded}
    rows = [
        {"year": year, "from": "record" if year in of_record else "program"} for year in sorted(known.years | of_record)
    ]
    if as_json:
        say_json(rows)
        return
    say(f"程序和本机已有：{min(known.years)} 年至 {max(known.years)} 年")
    for year in loaded:
        say(f"台账载入：{year_words(year)}")
    say(f"{max(known.years | of_record) + 1} 年及以后的期限为暂估；公布后用 gridcounter calendar add 载入")
