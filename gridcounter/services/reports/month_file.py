"""The file with which an office hands the figures of a month to its city: made, signed, written, read again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gridcounter import __version__
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.record.signing import Signer, fingerprint
from gridcounter.core.reports.month_figures import (
    Edition,
    Hex,
    MonthFigures,
    MonthNotBegun,
    Office,
    month_of,
    period_of_month,
)
from gridcounter.core.validation.models import read_json
from gridcounter.errors import WrongInput
from gridcounter.services.files.regular_files import called, read_regular
from gridcounter.services.office.businesses import businesses_of
from gridcounter.services.office.packs import InstalledPacks
from gridcounter.services.record.record import Record
from gridcounter.services.record.signing import signing_key
from gridcounter.services.reports.figures import FigureService
from gridcounter.store.desk_keys import desk_key
from gridcounter.store.files import replace_file
from gridcounter.store.journal.merge import record_id
from gridcounter.store.signing import is_signed

SUFFIX = ".gcfig"
#: Bytes; a month of a place with many classes has some twenty thousand.
MOST_BYTES = 1024 * 1024
#: A device has no part in whether a key fits.
_ANY_DEVICE = ""


class FiguresRefused(WrongInput):
    """What was handed in is not counted; `what` names it."""

    def __init__(self, what: str, sentence: str) -> None:
        super().__init__([f"{what}：{sentence}"])


class _Packed(BaseModel):
    """The file: the signed text as it is, and by which key it is signed; both empty without a signature."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal["gridcounter-figures-file/1"] = "gridcounter-figures-file/1"
    body: str
    signed_by: Hex | Literal[""] = ""
    signature: str = Field(pattern=r"^([0-9a-f]{128})?$", default="")


@dataclass(frozen=True, slots=True)
class Sent:
    """What an office sent, by file or through the hub: `body` is the signed text, `source` names where it came from.

    `signed_by` and `signature` are hex, both "" without a signature.
    """

    source: str
    body: str
    signed_by: str
    signature: str


def month_figures(service: FigureService, month: str, now: datetime) -> MonthFigures:
    """Counted now. May run on any thread. Raises NotAllowed, NoSuchMonth, MonthNotBegun."""
    period, today = period_of_month(month), now.astimezone().date()
    if today < period.first:
        raise MonthNotBegun(month)
    packs = service.packs
    assert packs is not None
    counted = service.count(period, today)
    with service.record.reading() as stores:
        office, record = stores.applications.office(), record_id(stores.db)
    return month_of(
        counted,
        record=record,
        office=Office(code=office["code"], name=service.office, place=service.locality, place_name=service.place or ""),
        packs=[_edition(pack) for pack in packs.editions_of(service.locality, period.first, min(period.last, today))],
        made_at=now,
        program=__version__,
        businesses=businesses_of(packs, service.locality),
        classes=_classes(packs, service.locality),
    )


def sign_figures(record: Record, clerk: str, figures: MonthFigures) -> Sent:
    """By the key of the desk where the record is shared, else by that of the record. May run on any thread.

    Raises DiskRefused.
    """
    body = figures.model_dump_json()
    with record.reading() as stores:
        shared = desk_key(stores.db)
        if shared is not None:
            return Sent("", body, shared.signs_with, shared.sign(body.encode()))
        key = signing_key(record, clerk, stores)
    return Sent("", body, key.signer.public_key, key.sign(body.encode()))


@dataclass(frozen=True, slots=True)
class WrittenMonth:
    """The file; `fingerprint` is that of the key it is signed by, `until` the day of a month that was not over."""

    path: Path
    month: str
    fingerprint: str
    until: date | None


def write_month(service: FigureService, month: str, folder: Path, now: datetime) -> WrittenMonth:
    """One file in the folder, which replaces one of the same month. Raises as the above, Fault."""
    figures = month_figures(service, month, now)
    sent = sign_figures(service.record, service.clerk, figures)
    packed = _Packed(body=sent.body, signed_by=sent.signed_by, signature=sent.signature)
    path = folder / f"{figures.office.place}-{figures.office.code}-{figures.month}{SUFFIX}"
    replace_file(path, (packed.model_dump_json(indent=1) + "\n").encode())
    return WrittenMonth(path, month, fingerprint(sent.signed_by), figures.until)


def read_file(path: Path) -> Sent:
    """Its parts, not yet checked. Raises FiguresRefused, NotAFile, TooLarge, OSError."""
    content = read_regular(path, MOST_BYTES)
    raw, problems = _parsed(content)
    if problems or not isinstance(raw, dict):
        raise FiguresRefused(called(path), "不是上报全市的数字，或者传的时候坏了；请做文件的单位重新导出")
    if _later(raw.get("format"), "gridcounter-figures-file/"):
        raise FiguresRefused(called(path), _NEWER)
    try:
        packed = _Packed.model_validate(raw)
    except ValidationError:
        raise FiguresRefused(called(path), "不是上报全市的数字，或者被改动过；请做文件的单位重新导出") from None
    return Sent(called(path), packed.body, packed.signed_by, packed.signature)


_NEWER = "由更新版本的程序写成，这里读不了；请先更新本机的程序"


def opened(sent: Sent) -> MonthFigures:
    """What was sent, if it is sound and its signature fits or there is none. Raises FiguresRefused."""
    body = sent.body.encode("utf-8", "surrogatepass")
    if len(body) > MOST_BYTES:
        raise FiguresRefused(sent.source, "内容太长，不像是上报全市的数字；请做文件的单位重新导出")
    if (sent.signed_by or sent.signature) and not is_signed(_signer(sent), sent.signature, body):
        raise FiguresRefused(
            sent.source, "签名和内容不符：内容被改动过，或者不是用写明的那把钥匙签的；请做文件的单位重新导出"
        )
    raw, problems = _parsed(body)
    if problems or not isinstance(raw, dict):
        raise FiguresRefused(sent.source, "里面不是上报全市的数字；请做文件的单位重新导出")
    if _later(raw.get("format"), "gridcounter-figures/"):
        raise FiguresRefused(sent.source, _NEWER)
    try:
        figures = MonthFigures.model_validate_json(body)
    except ValidationError:
        figures = None
    if figures is None or not figures.is_sound():
        raise FiguresRefused(sent.source, "里面的数字前后对不上或者写法不对，没有采用；请做文件的单位重新导出")
    return figures


def _signer(sent: Sent) -> Signer:
    try:
        return Signer(device=_ANY_DEVICE, public_key=sent.signed_by)
    except ValidationError:
        raise FiguresRefused(sent.source, "签名和内容不符：签名的写法不对；请做文件的单位重新导出") from None


def _parsed(content: bytes) -> tuple[object, tuple[object, ...]]:
    """A duplicate key is a problem: two readers would see two numbers."""
    return read_json(content)


def _later(said: object, name: str) -> bool:
    """Whether it names a version of this format that this program does not know."""
    return (
        isinstance(said, str)
        and said.startswith(name)
        and said.removeprefix(name).isdecimal()
        and (said.removeprefix(name).lstrip("0") not in {"", "1"})
    )


def _edition(pack: PolicyPack) -> Edition:
    return Edition(number=pack.header.number, version=pack.version)


def _classes(packs: InstalledPacks, locality: str) -> dict[str, str]:
    """Label by id, of all editions of the place, the newest last."""
    found: dict[str, str] = {}
    for pack in (packs.baseline, *packs.past.get(locality, ()), *packs.editions.get(locality, ())):
        found.update((rule.id, str(getattr(rule, "label", rule.id))) for rule, _ in pack.sections["customer_class"])
    return found
