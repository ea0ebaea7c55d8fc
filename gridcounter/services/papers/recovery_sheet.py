"""恢复单: the one paper that opens the record when its passphrase is forgotten."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from gridcounter.core.papers.form_model import (
    Blank,
    Callout,
    Field,
    FieldGrid,
    FormModel,
    Head,
    Heading,
    Party,
    Prose,
    Signatures,
    Words,
)
from gridcounter.core.wording import day_in_full
from gridcounter.documents.faces import Faces
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import PROFILES

_GROUPS_IN_LINE = 4
_WHAT_FOR = (
    "忘记口令时，在“打开台账”里点“用恢复码打开”，照下面逐字输入；字母大小写、连字符都不影响。",
    "恢复码里没有数字 0、1，也没有字母 O、I、L。",
    "改了口令，恢复码仍然有效，不必重印。",
    "请打印一份，封好后由单位负责人锁存；不要拍照，不要和电脑放在一起。见到恢复码的人就能打开台账。",
    "口令和恢复单都丢了，台账无法打开，也没有人能帮忙恢复。",
)


def recovery_sheet(code: str, office: str, on: date, faces: Faces) -> bytes:
    """One page as PDF; the code in groups as it is typed."""
    target = BytesIO()
    PdfRenderer(faces, PROFILES["large"]).render(recovery_model(code, office, on), target)
    return target.getvalue()


def recovery_model(code: str, office: str, on: date) -> FormModel:
    """The form model of 恢复单; `code` in groups joined by dashes."""
    groups = code.split("-")
    lines = [groups[place : place + _GROUPS_IN_LINE] for place in range(0, len(groups), _GROUPS_IN_LINE)]
    row = (Field("单位", ((Words(office),),)), Field("建立日期", ((Words(day_in_full(on)),),)))
    keeper = Party(
        "保管人",
        ((Words("签名："), Blank()), (Words("存放地点："), Blank()), (Words("日期："), Blank())),
        key="keeper",
    )
    return FormModel(
        paper="recovery_sheet",
        title="恢复单",
        subtitle="用电报装受理台账",
        head=Head(issuer=(office,), numbers=()),
        blocks=(
            FieldGrid(2, (row,)),
            Callout("恢复码", tuple((Words("  -  ".join(line), bold=True),) for line in lines)),
            Heading("怎样使用和保管"),
            Prose(tuple((Words(line),) for line in _WHAT_FOR), numbered=True),
            Signatures((keeper,)),
        ),
        running="恢复单 · 请锁存",
        issued=on,
    )
