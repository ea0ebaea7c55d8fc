"""gridcounter record paper, export, import: issued papers, the list as a workbook, applications from a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridcounter.bootstrap import assessor_of, open_assessor, open_export, open_import, write_import_template
from gridcounter.cli.console import JsonFlag, refuse_other_suffix, say, say_json
from gridcounter.cli.identity import Access, AccessOfAnybody, on_record
from gridcounter.core.validation.models import Problem
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.office.businesses import businesses_of

if TYPE_CHECKING:
    from gridcounter.services.exchange.ledger_import import DryRun, ImportOutcome

Out = Annotated[Path, typer.Option("--out", metavar="文件", help="写到这个 .xlsx 文件，已有的会被替换。")]
Brought = Annotated[Path | None, typer.Argument(metavar="文件", help="要导入的 .xlsx 文件。")]
Place = Annotated[
    str | None,
    typer.Option(
        "--place", metavar="地区", help="模板按这个地区的政策列业务和问题，如 jining；不写的只有各地都有的列。"
    ),
]
Template = Annotated[Path | None, typer.Option("--template", metavar="文件", help="把导入模板写到这个文件；不导入。")]


@on_record
def paper(
    code: Annotated[str | None, typer.Argument(metavar="查询码", help="文书上印的查询码。")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="文件夹", help="文书写到这个文件夹，没有就新建；和查询码一起用。")
    ] = None,
    returned: Annotated[
        Path | None,
        typer.Option("--file", metavar="文件", help="不取文书，认一个交回来的文件是哪份文书，盖了几处电子签章。"),
    ] = None,
    *,
    access: Access,
    as_json: JsonFlag = False,
) -> None:
    """取出交给申请人的文书，与当时交付的逐字节相同，并在台账登记；或者认一个交回来的文件。"""
    if returned is not None:
        if code or out:
            raise WrongInput(["--file：认文件时不写查询码和 --out"])
        _tell_returned(returned, access, as_json=as_json)
        return
    if code is None or out is None:
        missing = "查询码" if code is None else "--out"
        raise WrongInput([f"{missing}：没有写；取文书写查询码和 --out 文件夹，认一个交回来的文件写 --file 文件"])
    with access.opened() as opened:
        by = access.somebody(opened, "取出存档的文书")
        written = opened.write_handed_out(code, out, by)
    if not written:
        raise Refusal(f"查询码 {code} 的申请还没有出过文书，没有可以取出的")
    if as_json:
        say_json(list(map(asdict, written)))
        return
    for row in written:
        say(f"{row.path}　{_issued(row.issued_at, row.voided_at)}")


def _issued(at: str, voided_at: str | None) -> str:
    return f"{at[:10]} 出具{'　已作废' if voided_at else ''}"


def _tell_returned(path: Path, access: Access, *, as_json: bool) -> None:
    from gridcounter.services.papers.attachments import read_attachment
    from gridcounter.services.papers.returned_papers import NotKnownAgain, is_rewritten, known_again

    content = read_attachment(path)
    with access.opened() as opened:
        found = known_again(opened, content)
        if found is None:
            raise NotKnownAgain(rewritten=is_rewritten(content))
        number = opened.applications.get(found.paper.application).number
    if as_json:
        values = {"number": number, "own_bytes": found.own, "added_bytes": found.added, "seals": found.seals}
        say_json(asdict(found.paper) | values)
        return
    say(f"{found.name}　{number}　{_issued(found.paper.issued_at, found.paper.voided_at)}")
    say(f"文件{found.text}")
    if found.added:
        say("追加的内容这里不验：签章有没有效，请在盖章软件或看 PDF 的软件里核对")


@on_record
def export(
    out: Out,
    chosen: Annotated[
        str, typer.Option("--filter", metavar="筛选", help="台账里的筛选：全部、在办、未录入、我的、已办结、后补等。")
    ] = "全部",
    find: Annotated[
        str, typer.Option("--find", metavar="字词", help="只要找得到这些字词的，与台账里的搜索相同。")
    ] = "",
    about: Annotated[
        str,
        typer.Option("--business", metavar="业务", help="只要这一种业务的，如 新装、销户；名称或编号，不写是全部。"),
    ] = "",
    *,
    access: Access,
    as_json: JsonFlag = False,
) -> None:
    """把台账导出为 Excel。证件号码不导出，电话隐去中间几位；导出记入台账。"""
    from gridcounter.services.ledger.ledger import CHIPS

    refuse_other_suffix("--out", out, ".xlsx")
    chip = next((chip for chip, label in CHIPS.items() if chosen in {label, str(chip)}), None)
    if chip is None:
        raise WrongInput([Problem("--filter", f"“{chosen}”", f"以下之一：{'、'.join(CHIPS.values())}")])
    with access.opened() as opened:
        place = str(opened.applications.office()["place"])
        businesses = businesses_of(assessor_of(opened, open_assessor()).packs, place)
        business = _business(about, businesses)
        by = access.somebody(opened, "导出台账")
        written = open_export(opened, by, businesses).write(out, find, chip, business=business, on=_today())
    if as_json:
        say_json({"path": written.path, "rows": written.rows, "filter": str(chip), "business": business or None})
        return
    say(f"{written.path}　{written.rows} 件")


def _business(wanted: str, businesses: Mapping[str, str]) -> str:
    """Its id; "" for all."""
    found = [name for name, label in businesses.items() if wanted in {name, label, *label.split("、")}]
    if wanted and not found:
        raise WrongInput([Problem("--business", f"“{wanted}”", f"以下之一：{'；'.join(businesses.values())}")])
    return found[0] if wanted else ""


@on_record
def import_ledger(
    path: Brought = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只试读，列出全部问题，不写进台账。")] = False,
    skip_bad_rows: Annotated[bool, typer.Option("--skip-bad-rows", help="有问题的行不要，只导入其余的。")] = False,
    no_backup: Annotated[bool, typer.Option("--no-backup", help="导入前不备份台账；备份做不成时才用。")] = False,
    template: Template = None,
    place: Place = None,
    *,
    access: AccessOfAnybody,
    as_json: JsonFlag = False,
) -> None:
    """从 Excel 导入申请，导入前先备份。先试读：有一行不对就一行也不导入，并逐行说明；导入过的行不会重复登记。"""
    if template is not None:
        _write_template(template, place, as_json=as_json)
        return
    if place is not None:
        raise WrongInput(["--place：只和 --template 一起写；导入按台账本单位的地区"])
    if path is None:
        raise WrongInput(["缺少要导入的文件；要模板的写 --template 文件"])
    from gridcounter.services.custody.backups import NotBackedUp

    with access.opened() as opened:
        importing = open_import(opened, assessor_of(opened, open_assessor()), access.whoever(opened))
        checked = importing.check(path, _today())
        refused = bool(checked.problems) and (dry_run or not skip_bad_rows)
        taken = None
        if not dry_run and not refused:
            try:
                taken = importing.take_in(checked, leave_out=skip_bad_rows, without_backup=no_backup)
            except NotBackedUp as wrong:
                raise Refusal(f"{wrong}；确实不需要备份的，加 --no-backup 再导入一次") from wrong
    if as_json:
        say_json(_as_json(checked, taken))
    else:
        _tell(checked, taken)
    if refused:
        raise WrongInput(checked.problems)


def _write_template(path: Path, place: str | None, *, as_json: bool) -> None:
    refuse_other_suffix("--template", path, ".xlsx")
    packs = open_assessor().packs
    if place is not None and place not in packs.named:
        raise WrongInput([Problem("--place", f"“{place}”", f"已安装的政策包：{'、'.join(packs.localities)}")])
    write_import_template(path, packs, place)
    if as_json:
        say_json({"template": str(path)})
    else:
        say(f"{path}　导入模板：填好后用 gridcounter record import 导入")


def _tell(checked: DryRun, taken: ImportOutcome | None) -> None:
    for notice in checked.notices:
        say(f"提示　{notice}")
    already = f"，{checked.already} 件以前已经导入" if checked.already else ""
    wrong = f"，{checked.wrong} 行有问题" if checked.wrong else ""
    if taken is None:
        say(f"试读工作表“{checked.sheet}”：{len(checked.ready)} 件可以导入{wrong}{already}；没有写进台账")
        return
    to = f" 至 {taken.last}" if taken.count > 1 else ""
    numbers = f"，编号 {taken.first}{to}" if taken.count else ""
    say(f"已导入 {taken.count} 件{numbers}{wrong and wrong + '，没有导入'}{already}")


def _as_json(checked: DryRun, taken: ImportOutcome | None) -> dict[str, Any]:
    return {
        "sheet": checked.sheet,
        "clean": checked.clean,
        "ready": len(checked.ready),
        "already": checked.already,
        "wrong_rows": checked.wrong,
        "problems": [
            {"row": row.row, "column": row.problem.path, "found": row.problem.found, "allowed": row.problem.allowed}
            for row in checked.problems
        ],
        "notices": [{"row": notice.row or None, "text": notice.text} for notice in checked.notices],
        "imported": None if taken is None else {"count": taken.count, "first": taken.first, "last": taken.last},
    }


def _today() -> date:
    return datetime.now().astimezone().date()
