"""gridcounter packs: lists, shows, checks and compares packs, and turns them into workbooks and back."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from gridcounter import paths
from gridcounter.bootstrap import open_assessor
from gridcounter.cli.assess import PackFolders
from gridcounter.cli.console import JsonFlag, refuse_other_suffix, say, say_json
from gridcounter.cli.help import ChineseCommand, ChineseGroup
from gridcounter.core.policy.businesses.rule import CONNECTING
from gridcounter.core.policy.businesses.views import businesses_at
from gridcounter.core.policy.comparison import SECTION_LABELS
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.header import ALWAYS
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.validation.models import Problem
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.office.pack_check import check_pack_folder
from gridcounter.services.office.packs import PACK_FILE, InstalledPacks, read_pack
from gridcounter.services.office.shipped_comparison import lost_cases_words, standing

packs = typer.Typer(help="政策包：列出、查看、检查、比较。", no_args_is_help=True, cls=ChineseGroup)


class AlreadyThere(Refusal):
    """The target exists; nothing is overwritten."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} 已经在那里，没有覆盖：请换一个名称，或先移走原来的")


@packs.command("list", cls=ChineseCommand)
def list_packs(as_json: JsonFlag = False) -> None:
    """列出已安装的政策包，和没有通过检查、没有启用的。"""
    installed = open_assessor().packs
    rows = [_row(pack, installed) for place in installed.localities for pack in installed.editions[place]]
    if as_json:
        say_json(rows)
        return
    for row in rows:
        mark = f"　{row['mark']}" if row["mark"] else ""
        issued = f"{row['issued_on']} 印发" if row["issued_on"] else "印发日期不详"
        say(f"{row['id']}　{row['place']}　{row['number']}　{issued}　{row['rules']} 条规则{mark}")
    for left_out in installed.left_out.values():
        say(left_out.words)


@packs.command("show", cls=ChineseCommand)
def show(
    place: Annotated[
        str,
        typer.Argument(metavar="编号", help="地区的编号，或者政策包的文件夹；baseline 是通用做法，别的业务列在那里。"),
    ],
    pack: PackFolders = None,
    as_json: JsonFlag = False,
) -> None:
    """逐条列出一个政策包的规则和依据。"""
    installed = open_assessor(*(pack or ())).packs
    shown = _named(installed, place)
    row = _row(shown, installed)
    if as_json:
        say_json(row | {"sections": _rules(shown), "businesses": businesses_at(shown, installed.baseline)})
        return
    header = shown.header
    say(f"{header.place}　{header.named}　{header.issued_words}")
    if row["mark"]:
        say(str(row["mark"]))
    if header.cites:
        say("引用的上位文件（请政策人员取得）：" + "、".join(header.cites))
    say(f"业务：{'；'.join(_businesses(shown, installed))}")
    for section, rules in _rules(shown).items():
        if rules:
            say(f"{SECTION_LABELS[section]}")
        for rule in rules:
            say(f"  {rule['id']}　{rule['says']}　［{rule['article']}］")


@packs.command("check", cls=ChineseCommand)
def check(path: Annotated[Path, typer.Argument(metavar="文件夹或工作簿")], as_json: JsonFlag = False) -> None:
    """检查一个政策包：写法、重叠、缺口、用不到的规则、没有依据的规则、自带案例。"""
    assessor = open_assessor()
    with as_folder(path, assessor) as folder:
        _check(folder, path, assessor, as_json=as_json)


def _check(folder: Path, path: Path, assessor: Assessor, *, as_json: bool) -> None:
    problems = check_pack_folder(folder, assessor.packs.baseline, assessor.calendar)
    if as_json:
        say_json(
            [
                {
                    "file": p.file,
                    "rule": p.rule,
                    "path": p.problem.path,
                    "found": p.problem.found,
                    "allowed": p.problem.allowed,
                }
                for p in problems
            ]
        )
    if problems:
        raise WrongInput(problems)
    if not as_json:
        say(f"{path}：没有发现问题")
        for told in _beside_shipped(folder, assessor.packs):
            say(told)


@packs.command("diff", cls=ChineseCommand)
def diff(
    first: Annotated[str, typer.Argument(metavar="A")],
    second: Annotated[str, typer.Argument(metavar="B")],
    pack: PackFolders = None,
    as_json: JsonFlag = False,
) -> None:
    """比较两个政策包（编号或文件夹）：只在一方的规则，和两方说法不同的规则。"""
    installed = open_assessor(*(pack or ())).packs
    left, right = (_rules(_named(installed, name)) for name in (first, second))
    rows = [row for section in SECTION_LABELS for row in _differing(section, left, right)]
    if as_json:
        say_json(rows)
        return
    for row in rows:
        say(f"{SECTION_LABELS[str(row['section'])]} {row['id']}")
        say(f"  {first}：{row['first'] or '没有'}")
        say(f"  {second}：{row['second'] or '没有'}")


@packs.command(cls=ChineseCommand)
def sheet(
    out: Annotated[Path, typer.Option("--out", metavar="文件", help="写到这个工作簿（.xlsx）。")],
    folder: Annotated[
        Path | None, typer.Argument(metavar="文件夹", help="政策包的文件夹，或者地区的编号；不写就给一份空表。")
    ] = None,
) -> None:
    """把政策包写成 Excel 工作簿：一节一张表，一条规则一行，适用情形用中文写。"""
    from gridcounter.services.policy.pack_workbook import write_empty_workbook, write_pack_workbook

    refuse_other_suffix("--out", out, ".xlsx")
    if out.exists():
        raise AlreadyThere(out)
    if folder is None:
        write_empty_workbook(out)
    else:
        shipped = paths.policies() / folder
        write_pack_workbook(folder if folder.exists() or not shipped.is_dir() else shipped, out)
    say(f"已写到 {out}")


@packs.command("from-sheet", cls=ChineseCommand)
def from_sheet(
    workbook: Annotated[Path, typer.Argument(metavar="工作簿", help="填好的工作簿（.xlsx）。")],
    out: Annotated[Path, typer.Option("--out", metavar="文件夹", help="政策包写到这个文件夹，没有就新建。")],
) -> None:
    """把填好的工作簿变成政策包，并像别的政策包一样检查；有问题时什么都不写。"""
    from gridcounter.services.policy.pack_workbook import pack_from_workbook, write_pack

    if out.exists() and any(out.iterdir() if out.is_dir() else [out]):
        raise AlreadyThere(out)
    assessor = open_assessor()
    made = pack_from_workbook(workbook, assessor.packs.baseline, assessor.calendar)
    write_pack(made, out)
    say(f"已写到 {out}，没有发现问题")


def _differing(
    section: str, left: Mapping[str, list[dict[str, str]]], right: Mapping[str, list[dict[str, str]]]
) -> Iterator[dict[str, str | None]]:
    mine = {rule["id"]: rule["says"] for rule in left.get(section, [])}
    theirs = {rule["id"]: rule["says"] for rule in right.get(section, [])}
    for name in dict.fromkeys((*mine, *theirs)):
        a, b = mine.get(name), theirs.get(name)
        if a != b:
            yield {"section": section, "id": name, "first": a, "second": b}


def _row(pack: PolicyPack, installed: InstalledPacks) -> dict[str, object]:
    header = pack.header
    return {
        "id": header.id,
        "place": header.place,
        "number": header.number,
        "title": header.title,
        "kind": str(header.kind),
        "issued_on": header.issued_on if header.issued_on is None else str(header.issued_on),
        "in_force_from": None if header.in_force_from == ALWAYS else header.in_force_from.isoformat(),
        "in_force_until": header.in_force_until.isoformat() if header.in_force_until else None,
        "cites": list(header.cites),
        "rules": sum(len(rows) for rows in pack.sections.values()),
        "version": pack.version,
        "mark": installed.mark_of(pack),
    }


def _rules(pack: PolicyPack) -> dict[str, list[dict[str, str]]]:
    """The variants of one id are listed together."""
    found: dict[str, list[dict[str, str]]] = {}
    for section, rows in pack.sections.items():
        by_id: dict[str, tuple[list[str], list[str]]] = {}
        for rule, _ in rows:
            said = rule.model_dump(mode="json", exclude={"id", "article", "basis", "otherwise"}, exclude_defaults=True)
            says, articles = by_id.setdefault(rule.id, ([], []))
            says.append("　".join(f"{name}={value}" for name, value in said.items()))
            articles.extend(rule.article or (rule.basis or "",))
        found[section] = [
            {"id": name, "says": " | ".join(says), "article": "、".join(dict.fromkeys(articles))}
            for name, (says, articles) in by_id.items()
        ]
    return found


def _businesses(pack: PolicyPack, installed: InstalledPacks) -> Iterator[str]:
    """What can be asked for at the place, and where that of general practice stands."""
    for name, label in businesses_at(pack, installed.baseline).items():
        own = name in CONNECTING or name in pack.businesses
        yield f"{name} {label}" + ("" if own else "（通用做法）")


def _beside_shipped(path: Path, installed: InstalledPacks) -> Iterator[str]:
    """That a pack is not the program's own, and what it changes of that one; nothing of a shipped pack."""
    pack = _read(path)
    stands, lost = standing(pack, installed), lost_cases_words(path if path.is_dir() else path.parent, pack, installed)
    if stands.words:
        yield stands.words
    yield from (f"  {change}" for change in stands.changes)
    if lost:
        yield lost


def _named(installed: InstalledPacks, name: str) -> PolicyPack:
    """An installed pack by its id, or a pack by the path of its folder or file."""
    if name == BASELINE:
        return installed.baseline
    if name in installed.editions:
        return installed.newest(name)
    if not os.path.exists(name):  # noqa: PTH110  never raises, even for an invalid name
        return _installed(installed, name)
    if name.lower().endswith(".xlsx"):
        from gridcounter.services.policy.pack_workbook import read_pack_workbook, unpacked

        with unpacked(read_pack_workbook(Path(name), installed.baseline)) as folder:
            return _read(folder)
    return _read(Path(name))


def _read(path: Path) -> PolicyPack:
    pack, problems = read_pack(path / PACK_FILE if path.is_dir() else path)
    if pack is None:
        raise WrongInput(problems)
    return pack


@contextmanager
def as_folder(path: Path, assessor: Assessor) -> Iterator[Path]:
    """Of a workbook the pack that it describes."""
    from gridcounter.services.policy.pack_workbook import pack_folder

    with pack_folder(path, assessor.packs.baseline, assessor.calendar) as folder:
        yield folder


def _installed(installed: InstalledPacks, name: str) -> PolicyPack:
    if name not in installed.named:
        raise WrongInput([Problem("编号", f"“{name}”", f"已安装的政策包：{'、'.join(installed.localities)}")])
    return installed.newest(name)
