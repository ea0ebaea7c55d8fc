"""gridcounter record: creates an office's record, checks it, rebuilds its tables."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridcounter import paths
from gridcounter.bootstrap import open_assessor
from gridcounter.cli.console import JsonFlag, plainly, say, say_json, shown_once
from gridcounter.cli.help import ChineseCommand, ChineseGroup
from gridcounter.core.record.clock_marks import gap_words
from gridcounter.core.record.table_words import table_words
from gridcounter.core.validation.encoding import NOT_UTF8, SAVE_AS_UTF8, decoded
from gridcounter.core.validation.models import Problem
from gridcounter.core.validation.passphrases import SHORTEST_PASSPHRASE
from gridcounter.core.validation.pins import SHORTEST_OF_LEADERS, pin_words
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.files.file_access import warning_of

if TYPE_CHECKING:
    from gridcounter.core.record.of_office import PackAdopted
    from gridcounter.services.record.record import Record, Verified

record = typer.Typer(help="台账：建立、核对、备份、导出和导入，取出文书。", no_args_is_help=True, cls=ChineseGroup)

Data = Annotated[
    Path | None, typer.Option("--data", metavar="文件夹", help="台账所在的文件夹；不写为本机当前用户的默认位置。")
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", metavar="文件", help="从这个文件的第一行读口令；不写则在终端询问，不显示。"),
]
Recovery = Annotated[bool, typer.Option("--recovery", help="口令忘了：用恢复单上的恢复码代替口令。")]

Draw = Annotated[bool, typer.Option("--draw-passphrase", help="口令由程序抽：六个不相干的词，显示一次；不再询问口令。")]

#: Bytes of a file with a secret; no device is read for ever.
_LONGEST_SECRET = 65536
#: Maximum entries named on a line; the rest is counted.
_MOST_SHOWN = 5
_RESTORE = "恢复的命令：gridcounter record restore"


@record.command("create", cls=ChineseCommand)
def create(
    place: Annotated[str | None, typer.Option("--place", metavar="地区", help="政策包编号，如 jining。")] = None,
    pack: Annotated[
        Path | None,
        typer.Option("--pack", metavar="文件夹", help="程序没有附带的地区：这个地区的政策包，先检查，和台账一起启用。"),
    ] = None,
    code: Annotated[
        str | None, typer.Option("--code", metavar="代号", help="本单位代号，写在编号前面；大写字母或数字。")
    ] = None,
    office: Annotated[str | None, typer.Option("--office", metavar="名称", help="本单位名称。")] = None,
    clerk: Annotated[str | None, typer.Option("--clerk", metavar="姓名", help="第一位受理员，也是管理员。")] = None,
    pin_file: Annotated[
        Path | None,
        typer.Option("--pin-file", metavar="文件", help="从这个文件的第一行读受理员的操作码；不写则在终端询问。"),
    ] = None,
    passphrase_file: PassphraseFile = None,
    draw: Draw = False,
    data: Data = None,
    as_json: JsonFlag = False,
) -> None:
    """建立台账，并显示一次恢复码。没写的各项在终端里询问。"""
    from gridcounter.services.record.first_start import Setup, refuse_taken
    from gridcounter.services.record.opening import create_record

    folder = folder_of(data)
    refuse_taken(folder)
    brought = None if pack is None else _brought(pack, place)
    asked = {
        "place": brought.id if brought else _asked("--place", place, "地区（政策包编号）"),
        "code": _asked("--code", code, "本单位代号（大写字母或数字）"),
        "office": _asked("--office", office, "本单位名称"),
        "clerk": _asked("--clerk", clerk, "第一位受理员的姓名"),
    }
    if brought is None:
        _refuse_unknown(asked["place"])
    pin = ask_secret("--pin-file", pin_file, f"受理员的操作码（{pin_words(SHORTEST_OF_LEADERS)}）", confirm=True)
    passphrase = new_passphrase("--passphrase-file", passphrase_file, "台账的口令", draw=draw, aside=as_json)
    office_values = {"name": asked["office"]}
    setup = Setup(asked["place"], asked["code"].upper(), office_values, None, asked["clerk"], pin, brought)
    made, recovery = create_record(folder, passphrase, setup)
    made.close()
    with shown_once("台账已建立，请用 gridcounter record rekey 换一次钥匙，得到新的恢复码"):
        if as_json:
            said = {"folder": str(folder), "recovery_code": recovery}
            say_json(said | ({"passphrase": passphrase} if draw else {}))
            return
        say(f"台账已建立：{folder}")
        say(f"恢复码：{recovery}")
        say("请马上把恢复码打印或抄写下来，锁进柜子。它只显示这一次；口令忘了，只有它能打开台账。")


def _brought(pack: Path, place: str | None) -> PackAdopted:
    from gridcounter.services.policy.pack_workbook import read_brought

    assessor = open_assessor()
    found = read_brought(pack, assessor.packs, assessor.calendar).contents
    if place not in {None, found.id}:
        raise WrongInput([Problem("--place", f"“{place}”", f"这个政策包的编号 {found.id}，或者不写")])
    return found


def _refuse_unknown(place: str) -> None:
    packs = open_assessor().packs
    if place not in packs.named:
        known = "、".join(packs.localities)
        raise WrongInput(
            [Problem("--place", f"“{place}”", f"已安装的政策包：{known}；别的地区用 --pack 写明它的政策包文件夹")]
        )
    packs.newest(place)


@record.command("verify", cls=ChineseCommand)
def verify(
    passphrase_file: PassphraseFile = None, data: Data = None, recovery: Recovery = False, as_json: JsonFlag = False
) -> None:
    """核对台账：文件有没有损坏，每一条是否原样，各表与登记是否一致；有问题时指出第一条。"""
    with opened_record(data, passphrase_file, recovery=recovery) as opened:
        found = opened.verify()
    if as_json:
        values = {"sound": found.sound} | asdict(found)
        values["went_back"] = [one.as_json() for one in found.went_back]
        values["off_clock"] = {ref: int(gap.total_seconds()) for ref, gap in found.off_clock.items()}
        say_json(values if found.unread else {key: said for key, said in values.items() if key != "unread"})
    _refuse_wrong(found)
    if not as_json:
        _say_sound(found)


def _refuse_wrong(found: Verified) -> None:
    """The first thing that is wrong, and what to do about it."""
    if found.damage:
        raise Refusal("\n".join((*found.damage, "台账文件已损坏；请保留原文件，从最近的备份恢复", _RESTORE)))
    if found.broken:
        raise Refusal(
            f"台账第 {found.broken.ref} 条有问题：{found.broken.what}；请保留原文件，从最近的备份恢复，并查明是谁改动\n"
            f"{_RESTORE}"
        )
    if found.differing:
        what = table_words(found.differing)
        raise Refusal(
            f"逐条登记都在，但各表与登记不符（{what or '用来查找的索引'}），可能有人用旧文件换掉了台账的一部分；"
            "请运行 gridcounter record rebuild 按登记改正，并查明是谁换的"
        )


def _say_sound(found: Verified) -> None:
    purged = f"，其中 {found.purged} 条的内容已经清除" if found.purged else ""
    whole = "台账现有的内容完好" if any(not one.unsure for one in found.went_back) else "台账完好"
    say(f"{whole}：共 {found.entries} 条{purged}，逐条相连，文件没有损坏")
    lines = [one.line for one in found.went_back] + [one.line for one in found.restored]
    for line in lines + [one.line for one in found.corrected]:
        say(line)
    if found.off_clock:
        say(_off_clock(found.off_clock))
    if found.unread:
        say(_unread(found.unread))


@record.command("rebuild", cls=ChineseCommand)
def rebuild(
    passphrase_file: PassphraseFile = None, data: Data = None, recovery: Recovery = False, as_json: JsonFlag = False
) -> None:
    """按台账逐条重新生成各表，并与原来的比较。台账本身不动。"""
    with opened_record(data, passphrase_file, recovery=recovery) as opened:
        done = opened.rebuild()
    if as_json:
        left_out = {"unread": list(done.unread)} if done.unread else {}
        say_json({"entries": done.entries, "same": not done.changed, "changed": list(done.changed)} | left_out)
        return
    changed = table_words(done.changed)
    text = f"与原来不同、已按台账改正的表：{changed}" if changed else "各表与原来完全一致"
    say(f"已按台账的 {done.entries} 条重新生成各表；{text}")
    if done.unread:
        say(_unread(done.unread))


def _off_clock(gaps: Mapping[str, timedelta]) -> str:
    furthest = max(gaps, key=lambda ref: abs(gaps[ref]))
    shown = "、".join([*gaps][:_MOST_SHOWN]) + ("等" if len(gaps) > _MOST_SHOWN else "")
    return (
        f"有 {len(gaps)} 条登记的时间与前后的不符（第 {shown} 条），差得最多的是第 {furthest} 条，"
        f"{gap_words(gaps[furthest])}；请核对本机的日期和时间，经过里已注明"
    )


def _unread(refs: Sequence[str]) -> str:
    shown = "、".join(refs[:_MOST_SHOWN]) + ("等" if len(refs) > _MOST_SHOWN else "")
    return (
        f"有 {len(refs)} 条登记的内容本程序读不懂（第 {shown} 条），已原样保留，没有计入各表；"
        "请先更新程序，仍读不懂的请联系维护人员"
    )


def folder_of(data: Path | None) -> Path:
    """The folder given by --data, or the user's own record."""
    return data or paths.office_record()


@contextmanager
def opened_record(data: Path | None, passphrase_file: Path | None, *, recovery: bool) -> Iterator[Record]:
    """Asks for the secret and opens the record for the block; closes it afterwards.

    Raises Refusal with the way to restore if it is damaged, NoRecord, WrongPassphrase.
    """
    with opened_by(data, lambda: ask_passphrase(passphrase_file, recovery=recovery), recovery=recovery) as opened:
        yield opened


@contextmanager
def opened_by(data: Path | None, ask: Callable[[], str], *, recovery: bool) -> Iterator[Record]:
    """As `opened_record`; `ask` is called once it is known that there is a record."""
    from gridcounter.services.custody.recovery import DAMAGED
    from gridcounter.services.record.opening import open_record, refuse_missing
    from gridcounter.services.record.record import in_sentences

    folder = folder_of(data)
    try:
        refuse_missing(folder)
        with closing(open_record(folder, ask(), recovery=recovery)) as opened, in_sentences():
            _warn(folder)
            for told in opened.found.sentences:
                say(told, err=True)
            yield opened
    except DAMAGED as damaged:
        raise Refusal(f"{damaged}。{_RESTORE}") from damaged


def ask_passphrase(path: Path | None, *, recovery: bool) -> str:
    """From the file if one is given, else typed without echo. Raises WrongInput."""
    return ask_secret("--passphrase-file", path, "恢复码" if recovery else "台账的口令", confirm=False)


def _asked(option: str, given: str | None, text: str) -> str:
    if given is not None:
        return given.strip()
    if not sys.stdin.isatty():
        raise WrongInput([f"缺少 {option}：没有终端可以询问，请写上这个选项"])
    return str(typer.prompt(text)).strip()


def confirm(question: str, not_done: str, *, yes: bool) -> None:
    """Asks before an act that cannot be undone. Raises Refusal with `not_done`, and WrongInput without a terminal."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise WrongInput(["缺少 --yes：没有终端可以询问，请写上这个选项"])
    if not typer.confirm(plainly(question)):
        raise Refusal(f"{not_done}，什么都没有改动")


def ask_secret(option: str, path: Path | None, text: str, *, confirm: bool) -> str:
    """From a file or typed without echo; never an argument, which other users and the shell's history would show."""
    if path is not None:
        secret = _first_line(path)
        _warn(path)
        return secret
    if not sys.stdin.isatty():
        raise WrongInput([f"缺少 {option}：没有终端可以询问，请写上这个选项"])
    again: bool | str = f"再输入一次{text}" if confirm else False
    return str(typer.prompt(text, hide_input=True, confirmation_prompt=again))


def new_passphrase(option: str, path: Path | None, text: str, *, draw: bool, aside: bool) -> str:
    """From a file, typed twice, or drawn; the services refuse one that is easy to guess.

    A drawn one is shown at once, `aside` on standard error: whatever stops the act after it is in force, it is known.
    """
    from gridcounter.services.custody import passphrases

    if not draw:
        return ask_secret(option, path, f"{text}（至少 {SHORTEST_PASSPHRASE} 个字符）", confirm=True)
    if path is not None:
        raise WrongInput([Problem("--draw-passphrase", f"与 {option} 一起写", "两个里写一个")])
    drawn = passphrases.draw().text
    say(f"抽出的口令：{drawn}", err=aside)
    say("它只显示这一次，连着写，不加空格。请抄下来，当面告诉每一位受理员。", err=aside)
    return drawn


def _warn(path: Path) -> None:
    if warning := warning_of(path):
        say(f"注意：{warning}", err=True)


def _first_line(path: Path) -> str:
    try:
        with path.open("rb") as source:  # a pipe, too: a secret need not lie in a file
            text = decoded(source.read(_LONGEST_SECRET))
    except (OSError, ValueError) as wrong:
        raise WrongInput([f"{path}：打不开这个文件；应为 UTF-8 文本文件，第一行是要读的内容"]) from wrong
    if text is None:
        raise WrongInput([f"{path}：{NOT_UTF8}；{SAVE_AS_UTF8}"])
    lines = text.splitlines()
    if not lines or not lines[0]:
        raise WrongInput([f"{path}：第一行是空的；应为要读的内容"])
    return lines[0]
