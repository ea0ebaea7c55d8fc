"""gridcounter city: an office hands out its figures of a month; its city makes one report of those of many offices."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridcounter import paths
from gridcounter.cli.console import JsonFlag, formats_in, say, say_json
from gridcounter.cli.help import ChineseCommand, ChineseGroup
from gridcounter.cli.identity import Access, on_record
from gridcounter.core.validation.models import Problem
from gridcounter.errors import WrongInput
from gridcounter.services.office.roles import Right

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridcounter.core.reports.city import City
    from gridcounter.core.reports.report import Report
    from gridcounter.services.reports.city import Source

city = typer.Typer(
    help="全市汇总：把本单位一个月的数字报上去，把各单位报来的汇总成表。", no_args_is_help=True, cls=ChineseGroup
)
FORMATS = ("pdf", "docx", "xlsx")

Folder = Annotated[
    Path | None, typer.Argument(metavar="文件夹", help="放各单位上报文件（.gcfig）的文件夹；用 --hub 的不写。")
]
AtHub = Annotated[
    Path | None, typer.Option("--hub", metavar="文件", help="不看文件夹，用全市的登录资料（.gch）从中心库读。")
]


@city.command("out", cls=ChineseCommand)
@on_record
def out(
    month: Annotated[str, typer.Option("--month", metavar="月份", help="哪个月，如 2026-10。")],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="文件夹", help="上报文件写进这个文件夹，一般是 U 盘。")
    ] = None,
    hub: Annotated[bool, typer.Option("--hub", help="送到本台接入的中心库；和 --to 至少写一个。")] = False,
    *,
    access: Access,
    as_json: JsonFlag = False,
) -> None:
    """写出本单位一个月的数字，签了名，交给全市；只有数字，没有申请和姓名，人数太少的不写明。"""
    from gridcounter.bootstrap import open_assessor, open_figures
    from gridcounter.core.reports.month_figures import period_of_month
    from gridcounter.services.desks.hub.city_figures import send_month
    from gridcounter.services.reports.month_file import write_month

    if to is None and not hub:
        raise WrongInput([Problem("--to", "空白", "放上报文件的文件夹，或者写 --hub 送到中心库")])
    period_of_month(month)
    assessor = open_assessor()
    with access.opened() as record:
        figures = open_figures(record, assessor, access.who_may(record, Right.SEE_FIGURES))
        now = datetime.now().astimezone()
        # the file first: there is one whether or not there is a line
        written = None if to is None else write_month(figures, month, to, now)
        if written is not None and not as_json:
            say(f"{written.path}　{_until(month, written.until)}")
        made = written if not hub and written is not None else send_month(figures, month, now)
    if as_json:
        path = written and str(written.path)
        until = made.until and made.until.isoformat()
        say_json({"path": path, "hub": hub, "month": month, "fingerprint": made.fingerprint, "until": until})
        return
    if hub:
        say(f"已送到中心库　{_until(month, made.until)}")
    say(f"签名指纹 {made.fingerprint}，全市来电话核对时念这个")


def _until(month: str, until: date | None) -> str:
    return f"{month}，" + (f"截至 {until.isoformat()}，这个月还没有完，月底以后请重报" if until else "全月")


@city.command("report", cls=ChineseCommand)
def report(
    folder: Folder = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="月份", help="从哪个月，如 2026-08；不写是最近的一个月。")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="月份", help="到哪个月；不写同 --from。")] = None,
    formats: Annotated[
        str, typer.Option("--format", metavar="格式", help="pdf、docx、xlsx，逗号分开；和 --out 一起用。")
    ] = ",".join(FORMATS),
    out: Annotated[
        Path | None, typer.Option("--out", metavar="文件夹", help="汇总表写到这个文件夹；不写只在屏幕上显示。")
    ] = None,
    hub: AtHub = None,
    as_json: JsonFlag = False,
) -> None:
    """把各单位上报的数字汇总成表，从文件夹或者中心库读；不用打开台账，也不用口令。"""
    from gridcounter.bootstrap import write_city_report
    from gridcounter.core.reports.city_report import city_report
    from gridcounter.services.reports.city import collect_from

    source = _source(folder, hub, first, last)
    wanted = _formats(formats)
    _check(first, last)
    found = collect_from(source, paths.known_offices())
    months = _months(found, first, last)
    made = city_report(found, months, date.today())  # noqa: DTZ011  the wall calendar of the office
    written = [] if out is None else write_city_report(made, months, out, wanted)
    if as_json:
        say_json(_as_json(found, made, months) | {"files": [asdict(one) for one in written]})
        return
    if out is None:
        _say(made)
        return
    for one in written:
        say(one.path)
    for remark in made.remarks:
        say(remark, err=True)


@city.command("accept", cls=ChineseCommand)
def accept(
    folder: Folder = None,
    *,
    key: Annotated[str, typer.Option("--fingerprint", metavar="指纹", help="打电话核对过的签名指纹，16 位。")],
    hub: AtHub = None,
) -> None:
    """一个单位换了签名的钥匙，打电话核对过指纹以后认下它；以前的那把也还认。"""
    from gridcounter.services.reports.city import accept_key

    accept_key(_source(folder, hub), paths.known_offices(), key)
    say("这把钥匙已经认下，以后用它签的都计入合计。")


@city.command("forget", cls=ChineseCommand)
def forget(code: Annotated[str, typer.Argument(metavar="代码", help="单位代码，就是编号开头的字母。")]) -> None:
    """一个单位不再上报（撤销、合并）：不再列为缺报，它的钥匙也不再记着。"""
    from gridcounter.services.reports.city import forget_office

    say(f"{forget_office(paths.known_offices(), code)}不再记着了；它以前的上报文件请移出文件夹。")


def _source(folder: Path | None, hub: Path | None, first: str | None = None, last: str | None = None) -> Source:
    """Raises WrongInput unless exactly one of folder and hub is given."""
    from gridcounter.services.desks.hub.city_figures import figures_at_hub
    from gridcounter.services.reports.city import in_folder

    if folder is not None and hub is None:
        return in_folder(folder)
    if hub is not None and folder is None:
        return partial(figures_at_hub, hub, first, last)
    wrong = "空白" if folder is None else "和 --hub 一起写"
    raise WrongInput([Problem("文件夹", wrong, "放上报文件的文件夹，或者 --hub 和全市的登录资料（.gch），只写一样")])


def _say(made: Report) -> None:
    from gridcounter.cli.reports.on_screen import say_tables

    say(f"{made.title}　{made.period}　统计日 {made.as_of}")
    for remark in made.remarks:
        say(remark)
    say_tables(made.tables)


def _as_json(found: City, made: Report, months: Sequence[str]) -> dict[str, object]:
    return {
        "months": list(months),
        "remarks": list(made.remarks),
        "missing": {month: [office.code for office in found.missing(month)] for month in months},
        "sent": [
            {
                "office": one.figures.office.code,
                "month": one.figures.month,
                "proof": str(one.proof),
                "signed_by": one.signed_by,
                "source": one.source,
                "figures": one.figures.model_dump(mode="json"),
            }
            for one in found.reported
            if one.figures.month in months
        ],
        "tables": {
            table.title: [dict(zip((title for title, _ in table.columns), row, strict=True)) for row in table.rows]
            for table in made.tables
        },
    }


def _check(first: str | None, last: str | None) -> None:
    from gridcounter.core.reports.month_figures import period_of_month
    from gridcounter.core.reports.periods import Period

    if last is not None and first is None:
        raise WrongInput([Problem("--from", "空白", "和 --to 一起写的月份")])
    if first is not None:
        Period(period_of_month(first).first, period_of_month(last or first).last)


def _months(found: City, first: str | None, last: str | None) -> tuple[str, ...]:
    from gridcounter.core.reports.figures import months_between
    from gridcounter.core.reports.month_figures import period_of_month

    if first is None:
        return found.months[-1:]
    return months_between(period_of_month(first).first, period_of_month(last or first).last)


def _formats(text: str) -> list[str]:
    wanted = formats_in(text)
    wrong = [part for part in wanted if part not in FORMATS]
    if wrong or not wanted:
        raise WrongInput(
            [Problem("--format", f"“{'、'.join(wrong) or text}”", f"以下之一或几个：{'、'.join(FORMATS)}")]
        )
    return wanted
