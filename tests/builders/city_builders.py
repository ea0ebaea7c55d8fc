"""What invented offices report to their city: figures of a month, signed, and as files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from builders.desk_builders import a_signing_key
from gridcounter.core.reports.city import City
from gridcounter.core.reports.month_figures import Counted, Edition, MonthFigures, Office, Split, Step, period_of_month
from gridcounter.core.reports.small_numbers import given, hidden_together
from gridcounter.services.reports.city import collect_from, in_folder
from gridcounter.services.reports.month_file import SUFFIX, Sent
from gridcounter.store.signing import SigningKey

PACK = Edition(number="样例发〔2026〕1号", version="sha256:" + "1" * 64)
OTHER_PACK = Edition(number="样例发〔2025〕9号", version="sha256:" + "2" * 64)
_SINGLE = {
    "consulted": "咨询",
    "received": "收件",
    "closed": "办结",
    "told_again": "追加告知",
    "put_off": "后补未到",
    "put_off_late": "后补逾期",
    "late": "办完但超时限",
    "overdue": "在办超时限",
    "not_entered": "未录入业务系统",
    "early": "提前开工",
}
_CLASSES = {"class.a": "低压居民", "class.b": "低压非居民", "class.c": "高压"}


def record_of(code: str) -> str:
    return hashlib.sha256(f"record {code}".encode()).hexdigest()


def a_split(key: str, label: str, rows: Mapping[str, tuple[str, int]]) -> Split:
    numbers = [number for _, number in rows.values()]
    hidden = hidden_together(numbers)
    return Split(
        key=key,
        label=label,
        total=given(sum(numbers)),
        parts=tuple(
            Counted(key=name, label=text, number=None if place in hidden else number)
            for place, (name, (text, number)) in enumerate(rows.items())
        ),
        together=sum(numbers[at] for at in hidden) if hidden and given(sum(numbers)) is not None else None,
    )


def a_month(
    code: str = "DQ",
    month: str = "2026-10",
    *,
    name: str = "",
    accepted: tuple[int, int, int] = (20, 8, 4),
    received: int = 30,
    closed: int = 12,
    counted_on: str = "",
    made_at: datetime | None = None,
    pack: Edition = PACK,
    place: str = "yunti",
    place_name: str = "云梯市",
    **single: int,
) -> MonthFigures:
    """`accepted` are those of three classes; the others of `single` are 0."""
    classes = {key: (label, number) for (key, label), number in zip(_CLASSES.items(), accepted, strict=True)}
    counted = {"received": received, "closed": closed, **single}
    year, number = map(int, month.split("-"))
    after = f"{year + number // 12:04d}-{number % 12 + 1:02d}-01"
    return MonthFigures(
        record=record_of(code),
        office=Office(code=code, name=name or f"样例{code}大厅", place=place, place_name=place_name),
        month=month,
        counted_on=counted_on or after,
        made_at=made_at or datetime.fromisoformat(counted_on or after).replace(hour=9, tzinfo=UTC),
        program="0.1.0",
        fold=1,
        packs=(pack,),
        single=tuple(
            Counted(key=key, label=label, number=given(counted.get(key, 0))) for key, label in _SINGLE.items()
        ),
        splits=(a_split("accepted", "受理", classes),),
        steps=(
            Step(
                clock="plan",
                label="方案答复",
                business="",
                limit=3,
                working=True,
                number=given(closed),
                mean=mean_of(closed),
            ),
        ),
    )


def mean_of(number: int) -> float | None:
    return None if given(number) is None or not number else 2.5


def key_of(code: str, seed: str = "") -> SigningKey:
    return a_signing_key(code, seed)


def sent(figures: MonthFigures, *, key: SigningKey | None = None, signed: bool = True, source: str = "") -> Sent:
    """Signed by the key of its office if no other is given."""
    body = figures.model_dump_json()
    key = key or key_of(figures.office.code)
    where = source or f"{figures.office.code}-{figures.month}{SUFFIX}"
    if not signed:
        return Sent(where, body, "", "")
    return Sent(where, body, key.signer.public_key, key.sign(body.encode()))


def packed(one: Sent, **changes: Any) -> bytes:  # noqa: ANN401  JSON
    """The bytes of its file."""
    values = {
        "format": "gridcounter-figures-file/1",
        "body": one.body,
        "signed_by": one.signed_by,
        "signature": one.signature,
    }
    return json.dumps(values | changes).encode()


def write_sent(folder: Path, *sents: Sent) -> Path:
    """One file for each, named after its source."""
    folder.mkdir(exist_ok=True)
    for one in sents:
        (folder / one.source).write_bytes(packed(one))
    return folder


def whole(month: str) -> str:
    """Its last day."""
    return period_of_month(month).last.isoformat()


def a_city(folder: Path) -> Path:
    """Three months of five offices: one left a month out, one is of other packs, one signs by another key at last."""
    months = ("2026-08", "2026-09", "2026-10")
    sents = [
        sent(a_month(code, month, received=30 + 7 * at, closed=12 + at, consulted=at, overdue=3 * at, late=at % 3))
        for code in ("DQ", "XQ", "NQ")
        for at, month in enumerate(months)
        if (code, month) != ("NQ", "2026-09")
    ]
    sents += [sent(a_month("BQ", month, pack=OTHER_PACK, accepted=(9, 1, 0), received=10)) for month in months]
    sents += [sent(a_month("KQ", month)) for month in months[:2]]
    sents.append(sent(a_month("KQ", months[2]), key=key_of("KQ", "new")))
    return write_sent(folder, *sents)


def collect_folder(folder: Path, keys: Path) -> City:
    return collect_from(in_folder(folder), keys)
