"""The columns of a table of applications: what each may hold, in the words of the counter, and where it goes.

The keys of the case and their words are the contract's own: a word that is added there is allowed here.
"""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from gridcounter.core.field_labels import FIELD_LABELS
from gridcounter.core.labels import FLAG_LABELS, WORD_LABELS, key_label
from gridcounter.core.policy.keys import KEYS, FlagKey, NumberKey, SetKey, WordKey
from gridcounter.core.validation.number import units_of

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    DAY = "day"
    WORD = "word"
    WORDS = "words"


#: What is no field of an application but an act, or a number of ours.
RECEIVED, ACCEPTED, OFFICIAL, ENTERED, NUMBER = "received_on", "accepted_on", "official_number", "entered_on", "number"
WORKS = "case.works"
#: How the name in a row begins that shows how to fill in a row.
EXAMPLE = "（示例）"
#: No counter connects more; 220 without its unit means volts.
HIGHEST_KV = 110


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Column:
    """`words` are all that may stand there -> what it means; `offered` of them are proposed.

    `units` may stand behind a number -> what it is multiplied by.
    """

    field: str
    title: str
    kind: Kind
    hint: str = ""
    example: str | float = ""
    required: bool = False
    words: Mapping[str, object] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    offered: tuple[str, ...] = ()
    units: Mapping[str, float] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    aliases: tuple[str, ...] = ()


_YES_NO: Mapping[str, object] = {"是": True, "否": False}
_YES_NO_TOO: Mapping[str, object] = {"有": True, "无": False, "没有": False}
_NONE_OF_THEM: Mapping[str, object] = {"无": None, "都不占用": None}

_HINTS: Mapping[str, str] = {
    "supply.voltage_kv": f"以千伏计，如 0.22、0.38、10；也可以写 220伏、10千伏；不带单位的不超过 {HIGHEST_KV}",
    "supply.capacity": "增容后的总容量，只写数字，单位写在“容量单位”列",
    "supply.connection": "只有低压才填",
    "supply.permanent": "临时用电的写“否”或不填",
    "works": "用电地址红线以外要不要架线、敷缆、立杆",
    "works.occupies": "有几处的用顿号隔开，都不占用的写“无”",
}
_EXAMPLES: Mapping[str, str | float] = {
    "business": "新装",
    "customer": "企业（非小微）",
    "supply.voltage_kv": 10,
    "supply.capacity": 800,
    "supply.unit": "千伏安",
    "supply.sources": "单电源",
    "works": "有",
    "works.length_m": 180,
    "works.occupies": "人行道、绿地",
}
_ALIASES: Mapping[str, tuple[str, ...]] = {
    "business": ("业务类型", "业务"),
    "customer": ("客户", "客户类别"),
    "supply.voltage_kv": ("电压", "供电电压"),
    "supply.capacity": ("容量", "申请容量"),
}
_ORDER = (
    "business",
    "customer",
    "supply.voltage_kv",
    "supply.capacity",
    "supply.unit",
    *(key for key in KEYS if key.startswith("supply.") and key not in {"supply.voltage_kv", "supply.capacity"}),
    *(key for key in KEYS if key.startswith(("site.", "works"))),
)


def _of_the_case(key: str) -> Column:
    rest = {"hint": _HINTS.get(key, ""), "example": _EXAMPLES.get(key, ""), "aliases": _ALIASES.get(key, ())}
    words, offered = _words(key)
    kind = Kind.NUMBER if not words else Kind.WORDS if isinstance(KEYS.get(key), SetKey) else Kind.WORD
    title = key_label(key) + ("（千伏）" if key == "supply.voltage_kv" else "（米）" if key.endswith("_m") else "")
    return Column(
        f"case.{key}",
        title,
        kind,
        required=key == "business",
        words=words,
        offered=offered,
        units=units_of(key),
        **rest,  # type: ignore[arg-type]  # each of its own type
    )


def _words(key: str) -> tuple[dict[str, object], tuple[str, ...]]:
    """What may be written -> the contract's value; and what is proposed."""
    if key == "supply.sources":
        return {"单电源": 1, "双电源": 2, "1": 1, "2": 2}, ("单电源", "双电源")
    match KEYS.get(key, WordKey(())):
        case FlagKey():
            on, off = FLAG_LABELS.get(key, ("是", "否"))
            proposed = ("有", "无") if key == "works" else ("是", "否")
            return {**_YES_NO, **_YES_NO_TOO, on: True, off: False}, proposed
        case NumberKey():
            return {}, ()
        case SetKey():
            told = {label: word for word, label in WORD_LABELS[key].items()}
            return {**told, **_NONE_OF_THEM}, tuple(told)
    told = {label: word for word, label in WORD_LABELS[key].items()}
    spelled = {word: word for word in told.values()} if key == "supply.unit" else {}
    return {**told, **spelled}, tuple(told)


def _chosen(key: str, place: str, title: str, **rest: str) -> Column:
    told: dict[str, object] = {label: word for word, label in WORD_LABELS[key].items()}
    return Column(place, title, Kind.WORD, words=told, offered=tuple(told), **rest)  # type: ignore[arg-type]  # texts


COLUMNS: tuple[Column, ...] = (
    Column(
        "applicant.name",
        FIELD_LABELS["applicant.name"],
        Kind.TEXT,
        "与证件一致",
        f"{EXAMPLE}样例面馆",
        required=True,
        aliases=("申请人", "用电人", "户名", "用户名称", "客户名称"),
    ),
    Column(
        "premises.address",
        FIELD_LABELS["premises.address"],
        Kind.TEXT,
        "写到门牌或地块",
        "样例路 1 号",
        required=True,
        aliases=("地址", "用电地点"),
    ),
    *(_of_the_case(key) for key in _ORDER[:5]),
    _chosen(
        "id_kind", "applicant.id_kind", FIELD_LABELS["applicant.id_kind"], hint="填了号码的请一并填写，才能核对号码"
    ),
    Column(
        "applicant.id_number",
        FIELD_LABELS["applicant.id_number"],
        Kind.CODE,
        "完整的号码；这一列要设成文本",
        aliases=("证件号",),
    ),
    Column("applicant.legal_representative", FIELD_LABELS["applicant.legal_representative"], Kind.TEXT),
    Column("applicant.contact", FIELD_LABELS["applicant.contact"], Kind.TEXT),
    Column(
        "applicant.phone",
        FIELD_LABELS["applicant.phone"],
        Kind.CODE,
        "完整的号码",
        "13800000000",
        aliases=("电话", "手机", "手机号", "联系方式"),
    ),
    Column("applicant.address", FIELD_LABELS["applicant.address"], Kind.TEXT, "与用电地址相同的可以不填"),
    _chosen("ownership", "premises.ownership", FIELD_LABELS["premises.ownership"]),
    Column("agent.name", FIELD_LABELS["agent.name"], Kind.TEXT),
    _chosen("id_kind", "agent.id_kind", FIELD_LABELS["agent.id_kind"]),
    Column("agent.id_number", FIELD_LABELS["agent.id_number"], Kind.CODE, "完整的号码；这一列要设成文本"),
    Column("agent.phone", FIELD_LABELS["agent.phone"], Kind.CODE),
    *(_of_the_case(key) for key in _ORDER[5:]),
    Column(RECEIVED, "收件日期", Kind.DAY, "没有收件的不填", "2026-09-21"),
    Column(ACCEPTED, "受理日期", Kind.DAY, "没有受理的不填；填了的要有收件日期", "2026-09-22"),
    Column(
        OFFICIAL, "业务系统编号", Kind.CODE, "已录入业务系统的填写；这一列要设成文本", aliases=("系统编号", "工单编号")
    ),
    Column(ENTERED, "录入日期", Kind.DAY, "录入业务系统的日期；不填为导入当天"),
)
#: Stands in our own lists: never taken over, it tells that a row is on record already.
OWN_NUMBER = Column(NUMBER, "编号", Kind.CODE)
