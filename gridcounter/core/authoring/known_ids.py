"""Ids by which the program knows a line, with the name that stands for each in a workbook; any other id only has to be
unlike its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownId:
    """`name` is what the column 编号 of a workbook offers, "" for none; `means` is for the reference of the packs."""

    name: str
    means: str


KNOWN_IDS: Mapping[str, Mapping[str, KnownId]] = {
    "limit": {
        "grid_side": KnownId("供电企业办理环节合计", "供电企业办理环节合计，每个包都要有"),
        "whole_process": KnownId("全过程", "全过程：念给申请人听的、总的时限，先说这一条"),
        "connect_same_day": KnownId("当日接电", "当日接电：到期日就是接电的日子，不用再写办完说明什么"),
        "connect_next_day": KnownId("次日接电", "次日接电：同上"),
        "lv_works": KnownId("低压配套工程", "低压配套工程：告知书上列在外线工程里"),
        "lv_works_major": KnownId("低压配套工程（工程量大）", "同上，工程量大的"),
        "mv_works": KnownId("中压配套工程", "中压配套工程：告知书上列在外线工程里"),
        "approval": KnownId(
            "", "不能用：行政审批的天数写在审批规则里，程序列出这一行；“由哪几项相加”里可以写（工作簿里写 行政审批）"
        ),
    },
    "note": {"over-lv-ceiling": KnownId("低压容量上限", "低压到多大容量为止；窗口按它建议电压")},
    "service": {
        "transfer_at_once": KnownId("过户当场办", "已有电表、不加大容量的人，窗口先告诉他这一条"),
        "direct_supply": KnownId("转供电改直供", "同上"),
        "own_account": KnownId("单独立户", "同上"),
    },
}

#: Section -> name -> id, of what has a name.
NAMES_OF_KNOWN: Mapping[str, Mapping[str, str]] = {
    section: {known.name: name for name, known in ids.items() if known.name} for section, ids in KNOWN_IDS.items()
}
