"""The columns of an import table: allowed contents, in the words of the counter, and target fields.

The case keys and their words are the contract's: a word added there is allowed here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from gridcounter.core.exchange.import_road_stretches import EXAMPLE_CELL, HOW, MORE
from gridcounter.core.exchange.import_words import SPELLINGS, TITLES, UNCLEAR, YES_NO
from gridcounter.core.field_labels import FIELD_LABELS
from gridcounter.core.intake.conditions import ACCOUNT_NUMBER, WANTED_ON
from gridcounter.core.labels import FLAG_LABELS, UNITS, WORD_LABELS, key_label
from gridcounter.core.policy.keys import ASKED_AS, FACTS_OF_WORKS, KEYS, FlagKey, SetKey
from gridcounter.core.validation.units import CAPACITIES, Unit, comparable, units_of


class Kind(StrEnum):
    """How a column's cells are read: as text, code, telephone, number, day, or words of a list."""

    TEXT = "text"
    CODE = "code"
    TELEPHONE = "telephone"
    NUMBER = "number"
    DAY = "day"
    WORD = "word"
    WORDS = "words"
    STRETCHES = "stretches"


#: Columns that are not fields of an application: acts, or our own number.
RECEIVED, ACCEPTED, OFFICIAL, ENTERED, NUMBER = "received_on", "accepted_on", "official_number", "entered_on", "number"
WORKS, CAPACITY, UNIT = "case.works", "case.supply.capacity", "case.supply.unit"
#: Prefix of the name in the example row.
EXAMPLE = "（示例）"
#: No counter connects a higher voltage; 220 without its unit means volts.
HIGHEST_KV = 110


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Column:
    """`words` are all allowed words, in comparable form -> value; `offered` of them are proposed.

    `units`, in comparable form, may follow a number; `unit` is the one in the title, `id_kind` the contract's kind of
    number if the title says it. `unclear` words and units are refused with their sentence.
    """

    field: str
    title: str
    kind: Kind
    hint: str = ""
    example: str | float = ""
    required: bool = False
    words: Mapping[str, object] = dataclasses.field(default_factory=lambda: _NOTHING)
    offered: tuple[str, ...] = ()
    units: Mapping[str, Unit] = dataclasses.field(default_factory=lambda: _NOTHING)
    unit: str = ""
    id_kind: str = ""
    unclear: Mapping[str, str] = dataclasses.field(default_factory=lambda: _NOTHING)
    aliases: tuple[str, ...] = ()


_NOTHING: Mapping[str, Any] = MappingProxyType({})
_NONE_OF_THEM: Mapping[str, object] = {"无": None, "没有": None, "都不占用": None, "不占用": None}

_HINTS: Mapping[str, str] = {
    "supply.voltage_kv": f"以千伏计，如 0.22、0.38、10；也可以写 220伏、10千伏；不带单位的不超过 {HIGHEST_KV}",
    "supply.capacity": "增容后的总容量；单位写在“容量单位”列，或跟在数字后面，如 20千瓦",
    "supply.connection": "只有低压才填",
    "supply.permanent": "临时用电的写“否”或不填",
    "works": "用电地址红线以外要不要架线、敷缆、立杆",
    "works.occupies": "有几处的用顿号隔开，都不占用的写“无”",
    "works.road_class": "有几条道路的写等级最高的",
    "works.road_built_on": "道路建成、交付使用的日期",
    "works.road_overhauled_on": "没有大修过的不填",
    "works.distance_m": "到供电点的距离",
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
_ORDER = (
    "business",
    "customer",
    "supply.voltage_kv",
    "supply.capacity",
    "supply.unit",
    *(key for key in KEYS if key.startswith("supply.") and key not in {"supply.voltage_kv", "supply.capacity"}),
    *(key for key in KEYS if key.startswith(("site.", "works")) and key not in FACTS_OF_WORKS),
)


def _column(key: str, field: str, title: str, kind: Kind, hint: str = "", **rest: Any) -> Column:  # noqa: ANN401  of Column
    """`key` is the contract's key, if the contract has words for the values."""
    words, offered = _words(key)
    aliases = tuple(TITLES.get(field, "").split())
    return Column(
        field,
        title,
        kind,
        hint,
        words=words,
        offered=offered,
        units=CAPACITIES if key == "supply.capacity" else units_of(key),
        unclear=UNCLEAR.get(key, _NOTHING),
        aliases=aliases,
        **rest,
    )


def _of_the_case(key: str) -> Column:
    words = key in WORD_LABELS or key == "supply.sources" or isinstance(KEYS.get(key), FlagKey)
    kind = Kind.WORDS if isinstance(KEYS.get(key), SetKey) else Kind.WORD if words else Kind.NUMBER
    kind = Kind.DAY if key in ASKED_AS.values() else kind
    title = key_label(key) + (f"（{UNITS[key]}）" if key in UNITS and key != "supply.sources" else "")
    hint, example = _HINTS.get(key, ""), _EXAMPLES.get(key, "")
    return _column(key, f"case.{key}", title, kind, hint, example=example, required=key == "business")


def _words(key: str) -> tuple[dict[str, object], tuple[str, ...]]:
    """The allowed words -> the contract's value; and the proposed words."""
    more = SPELLINGS.get(key, _NOTHING)
    if key == "supply.sources":
        return dict(more), ("单电源", "双电源")
    kind = KEYS.get(key)
    if isinstance(kind, FlagKey):
        on, off = FLAG_LABELS.get(key, ("是", "否"))
        return {**YES_NO, **more, comparable(on): True, comparable(off): False}, ("有", "无") if key == "works" else (
            "是",
            "否",
        )
    labels = {label: word for word, label in WORD_LABELS.get(key, _NOTHING).items()}
    none = _NONE_OF_THEM if isinstance(kind, SetKey) else _NOTHING
    return {**more, **{comparable(label): word for label, word in labels.items()}, **none}, tuple(labels)


def _chosen(key: str, field: str, hint: str = "") -> Column:
    return _column(key, field, FIELD_LABELS[field], Kind.WORD, hint)


def _typed(
    field: str, kind: Kind, hint: str = "", *, title: str = "", example: str = "", required: bool = False
) -> Column:
    return _column("", field, title or FIELD_LABELS[field], kind, hint, example=example, required=required)


COLUMNS: tuple[Column, ...] = (
    _typed("applicant.name", Kind.TEXT, "与证件一致", example=f"{EXAMPLE}样例面馆", required=True),
    _typed("premises.address", Kind.TEXT, "写到门牌或地块", example="样例路 1 号", required=True),
    *(_of_the_case(key) for key in _ORDER[:5]),
    _typed(ACCOUNT_NUMBER, Kind.CODE, "过户、销户等按户号办的填写；这一列要设成文本"),
    _typed(WANTED_ON, Kind.DAY, "暂停、减容等要提前申请的填写"),
    _chosen("id_kind", "applicant.id_kind", "填了号码的请一并填写，才能核对号码"),
    _typed("applicant.id_number", Kind.CODE, "完整的号码；这一列要设成文本"),
    _typed("applicant.legal_representative", Kind.TEXT),
    _typed("applicant.contact", Kind.TEXT),
    _typed("applicant.phone", Kind.TELEPHONE, "完整的号码", example="13800000000"),
    _typed("applicant.address", Kind.TEXT, "与用电地址相同的可以不填"),
    _chosen("ownership", "premises.ownership"),
    _typed("agent.name", Kind.TEXT),
    _chosen("id_kind", "agent.id_kind"),
    _typed("agent.id_number", Kind.CODE, "完整的号码；这一列要设成文本"),
    _typed("agent.phone", Kind.TELEPHONE),
    *(_of_the_case(key) for key in _ORDER[5:]),
    _typed("project.stretches", Kind.STRETCHES, f"{HOW}；{MORE}", example=EXAMPLE_CELL),
    _typed(RECEIVED, Kind.DAY, "没有收件的不填", example="2026-09-21"),
    _typed(ACCEPTED, Kind.DAY, "没有受理的不填；填了的要有收件日期", title="受理日期", example="2026-09-22"),
    _typed(OFFICIAL, Kind.CODE, "已录入业务系统的填写；这一列要设成文本"),
    _typed(ENTERED, Kind.DAY, "录入业务系统的日期；不填为导入当天", title="录入日期"),
)
#: What only some policies ask of works, by the key of their rules.
FACTS: Mapping[str, Column] = {key: _of_the_case(ASKED_AS.get(key, key)) for key in FACTS_OF_WORKS}
#: In our own exports: never imported, it shows that a row is already on record.
OWN_NUMBER = Column(NUMBER, "编号", Kind.CODE)
