"""gridcounter filing: writes the push package for the authority, and checks such a file."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from gridcounter.bootstrap import open_application_service, open_assessor, open_paper_renderer
from gridcounter.cli.console import JsonFlag, refuse_other_suffix, say, say_json
from gridcounter.cli.help import ChineseCommand, ChineseGroup
from gridcounter.cli.identity import Access, on_record
from gridcounter.cli.origin import LONGEST_NUMBER, Fingerprint, OwnRecord, origin
from gridcounter.cli.record import PassphraseFile, Recovery
from gridcounter.core.validation.text import in_one_line

filing = typer.Typer(help="备案：导出交给审批部门的材料，核对材料包。", no_args_is_help=True, cls=ChineseGroup)


@filing.command("export", cls=ChineseCommand)
@on_record
def export(
    code: Annotated[str, typer.Argument(metavar="查询码", help="文书上印的查询码。")],
    out: Annotated[Path, typer.Option("--out", metavar="文件", help="材料包写成这个 ZIP 文件。")],
    *,
    access: Access,
    as_json: JsonFlag = False,
) -> None:
    """导出一份申请的备案材料：表（PDF、Word）、数据、附件和校验清单，并在台账登记。"""
    from gridcounter.services.filing.filings import ActDay
    from gridcounter.services.filing.push_package import gather, pack, to_tell, write_package

    today = datetime.now().astimezone().date()
    refuse_other_suffix("--out", out, ".zip")
    with access.opened() as opened:
        by = access.somebody(opened, "导出备案材料")
        service = open_application_service(opened, open_assessor(), by)
        application = opened.applications.by_short_code(code).id
        package_parts = gather(service, application)
        for line in to_tell(package_parts):
            say(f"注意：{line}", err=True)
        package = pack(package_parts, open_paper_renderer(service.assessor))
        write_package(service, application, package, out, ActDay(today, today))
    if as_json:
        values = {"path": str(out), "sha256": package.sha256, "bytes": len(package.content)}
        say_json(values | {"fingerprint": package.fingerprint})
        return
    say(f"{out}　{len(package.content):,} 字节　校验值 {package.sha256}")
    say(f"签名指纹 {package.fingerprint}")
    say("材料里有申请人信息，没有加密：请只交给审批部门，用完从U盘和本机删除。")


@filing.command("verify", cls=ChineseCommand)
def verify(
    file: Annotated[Path, typer.Argument(metavar="文件", help="要核对的材料包（ZIP）。")],
    fingerprint: Fingerprint = None,
    data: OwnRecord = None,
    passphrase_file: PassphraseFile = None,
    recovery: Recovery = False,
    as_json: JsonFlag = False,
) -> None:
    """核对材料包：签名、文件齐不齐、有没有被改动、数据合不合格式。不解开到磁盘，不用打开台账。"""
    from gridcounter.services.filing.package_check import check_package

    found = check_package(file)
    made_by = origin(file, found.number, found.signer, fingerprint, data, passphrase_file, recovery=recovery)
    if as_json:
        values = asdict(found)
        del values["signer"]
        say_json({"sound": True} | values | made_by.values)
        return
    title, number = in_one_line(found.title), in_one_line(found.number, LONGEST_NUMBER)
    say(f"材料包：{title}，编号 {number}，第 {found.version} 版；")
    say(f"共 {found.files} 个文件，其中附件 {found.attachments} 份，与清单逐个相符。")
    for line in made_by.lines():
        say(line)
