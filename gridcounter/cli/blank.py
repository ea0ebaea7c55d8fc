"""gridcounter blank: numbered sheets for a day without power, and the quick reference of the place."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridcounter.bootstrap import assessor_of, open_assessor, open_paperwork
from gridcounter.cli.assess import PackFolders
from gridcounter.cli.console import JsonFlag, formats_in, say
from gridcounter.cli.identity import AccessOfAnybody, on_record
from gridcounter.cli.papers import Formats, Out, check_formats, report_written
from gridcounter.core.validation.models import Problem, shown
from gridcounter.errors import WrongInput
from gridcounter.services.applications.intake import Intake
from gridcounter.services.papers.paperwork import PROFILES, Paperwork, Written

if TYPE_CHECKING:
    from gridcounter.services.record.record import Record

_OFFICE = re.compile(r"[\w-]{1,20}")
_PURPOSE = "drawer"  # the reason for the reserved numbers, as recorded


@on_record
def blank(
    out: Out,
    place: Annotated[
        str | None, typer.Option("--place", metavar="地区", help="政策包编号，如 jining；用 --record 时不写。")
    ] = None,
    count: Annotated[int, typer.Option("--count", min=1, max=200, help="印几份。")] = 20,
    from_record: Annotated[
        bool, typer.Option("--record", help="编号从台账里接着取，并在台账登记为预留；地区和代号也取自台账。")
    ] = False,
    office: Annotated[
        str | None, typer.Option("--office", metavar="代号", help="本单位代号，写在编号前面；不写为 H。")
    ] = None,
    start: Annotated[
        int | None,
        typer.Option("--start", min=1, max=99999, help="从第几号开始，避免与已发出的重号；不写为 1。"),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="日期", help="印制日期，如 2026-09-21；不写为今天。")
    ] = None,
    pack: PackFolders = None,
    formats: Formats = "pdf",
    *,
    access: AccessOfAnybody,
    as_json: JsonFlag = False,
) -> None:
    """印一套停电时用的空白受理单（已编号）和本地速查表。"""
    check_formats(formats, "normal")
    day = on or date.today().isoformat()  # noqa: DTZ011  the wall calendar of the office
    if not from_record:
        of_record: dict[str, object] = {"--clerk": access.clerk, "--pin-file": access.pin_file, "--data": access.data}
        of_record |= {"--passphrase-file": access.passphrase_file, "--recovery": access.recovery}
        _refuse({name for name, given in of_record.items() if given}, "取台账里的编号时才写，并请加上 --record")
        if place is None:
            raise WrongInput([Problem("--place", shown(None), "政策包编号；或者写 --record，从台账里取编号")])
        numbers = _numbers(office, day, start or 1, count)
        paperwork = open_paperwork(open_assessor(*pack, own_years=True)) if pack else open_paperwork()
        report_written(_write(paperwork, place, day, numbers, out, formats), as_json=as_json)
        return
    of_command = {"--place": place, "--office": office, "--start": start, "--pack": pack or None}
    _refuse(
        {name for name, given in of_command.items() if given is not None},
        "不写；用 --record 时取自台账",
    )
    with access.opened() as opened:
        written, numbers = _reserved(opened, access.whoever(opened), day, count, out, formats)
    report_written(written, as_json=as_json)
    if not as_json:
        say(f"编号 {numbers[0]} 至 {numbers[-1]} 已在台账登记为预留，不会再用于别的申请")


def _numbers(office: str | None, day: str, first: int, count: int) -> list[str]:
    code = "H" if office is None else office
    if not _OFFICE.fullmatch(code):  # it is part of the file names
        raise WrongInput([Problem("--office", shown(code), "1 至 20 个汉字、字母、数字、- 或 _")])
    return [f"{code}-{day.replace('-', '')}-{serial:04d}" for serial in range(first, first + count)]


def _reserved(
    record: Record, clerk: str, day: str, count: int, out: Path, formats: str
) -> tuple[list[Written], list[str]]:
    """Drawn once before the numbers are reserved: unprintable sheets reserve none."""
    paperwork = open_paperwork(assessor_of(record, open_assessor()))
    place = str(record.applications.office()["place"])
    known = paperwork.assessor.read_application(json.dumps({"case": {"locality": place, "on": day}}))
    paperwork.blank_set(place, known, ["-"])
    numbers = Intake(record, clerk).reserve(date.fromisoformat(day), count, _PURPOSE)
    return _write(paperwork, place, day, numbers, out, formats), numbers


def _write(
    paperwork: Paperwork, place: str, day: str, numbers: Sequence[str], out: Path, formats: str
) -> list[Written]:
    known = paperwork.assessor.read_application(json.dumps({"case": {"locality": place, "on": day}}))
    return paperwork.write(paperwork.blank_set(place, known, numbers), out, formats_in(formats), PROFILES["normal"])


def _refuse(given: set[str], why: str) -> None:
    if given:
        raise WrongInput([f"{name}：{why}" for name in sorted(given)])
