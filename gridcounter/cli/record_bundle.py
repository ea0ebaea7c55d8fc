"""gridcounter record bundle: writes the evidence bundle of one application, and checks such a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.cli.console import JsonFlag, refuse_other_suffix, say, say_json
from gridcounter.cli.help import ChineseCommand, ChineseGroup
from gridcounter.cli.identity import Access, on_record
from gridcounter.cli.origin import LONGEST_NUMBER, Fingerprint, OwnRecord, origin
from gridcounter.cli.record import PassphraseFile, Recovery
from gridcounter.core.validation.text import in_one_line

bundle = typer.Typer(help="举证材料包：生成、核对。", no_args_is_help=True, cls=ChineseGroup)


@bundle.command("make", cls=ChineseCommand)
@on_record
def make(
    code: Annotated[str, typer.Argument(metavar="查询码", help="文书上印的查询码。")],
    out: Annotated[Path, typer.Option("--out", metavar="文件", help="写成这个 ZIP 文件。")],
    *,
    access: Access,
    as_json: JsonFlag = False,
) -> None:
    """生成一份申请的举证材料包：文书、附件、经过、条款、台账登记和校验清单，并在台账登记。"""
    from gridcounter.services.exchange.evidence import gather, write_bundle

    refuse_other_suffix("--out", out, ".zip")
    with access.opened() as opened:
        by = access.somebody(opened, "生成举证材料包")
        service = open_application_service(opened, open_assessor(), by)
        application = opened.applications.by_short_code(code).id
        made = gather(service, application, datetime.now().astimezone())
        write_bundle(service, application, made, out)
    if as_json:
        values = {"path": str(out), "sha256": made.sha256, "bytes": len(made.content), "files": made.files}
        say_json(values | {"fingerprint": made.fingerprint})
        return
    say(f"{out}　{made.files} 个文件　校验值 {made.sha256}")
    say(f"签名指纹 {made.fingerprint}")
    say("文书和附件里有申请人信息，没有加密：请只交给有权查看的单位，用完删除。")


@bundle.command("verify", cls=ChineseCommand)
def verify(
    file: Annotated[Path, typer.Argument(metavar="文件", help="要核对的举证材料包（ZIP）。")],
    fingerprint: Fingerprint = None,
    data: OwnRecord = None,
    passphrase_file: PassphraseFile = None,
    recovery: Recovery = False,
    as_json: JsonFlag = False,
) -> None:
    """核对举证材料包：签名、文件、文书、台账登记有没有被改动，登记有没有缺。不解开到磁盘，不用打开台账。"""
    from gridcounter.services.exchange.evidence_check import check_bundle

    found = check_bundle(file)
    made_by = origin(file, found.number, found.signer, fingerprint, data, passphrase_file, recovery=recovery)
    if as_json:
        values = asdict(found)
        del values["signer"]
        say_json({"sound": True} | values | made_by.values)
        return
    unproved = found.signer is None and not made_by.handed_out_at
    if unproved:
        _say_all(made_by.lines())
    made_at = in_one_line(found.made_at[:16].replace("T", " "))
    say(f"举证材料包：编号 {in_one_line(found.number, LONGEST_NUMBER)}，写明 {made_at} 生成；")
    say(f"{found.files} 个文件、{found.papers} 份文书、{found.entries} 条登记彼此相符，")
    say("经过、文书的出具和交付情况、告知的条款与包里的登记相符。")
    if unproved:
        say("时钟的备注、现行条款和说明（README.txt）登记里没有，谁都改得了。")
    else:
        _say_all(made_by.lines())
    for line in found.worded:
        say(f"由另一版本的程序写成，写法不同：{in_one_line(line)}。以登记为准。")
    if found.blank:
        say(f"{found.blank} 条登记的内容已按规定清除，只核对了校验值。")
    if found.withheld:
        say(f"其中 {found.withheld} 条登记的内容涉及个人信息，没有放进来，只核对了校验值。")


def _say_all(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)
