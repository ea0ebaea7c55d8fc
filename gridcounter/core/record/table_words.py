"""What the tables of a record are called in Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

#: Tables of the record that are worked out from the journal, and the one that names the writing device.
TABLE_LABELS: Mapping[str, str] = {
    "office": "单位",
    "clerk": "受理员",
    "reserved_number": "预留编号",
    "application": "用电申请",
    "field": "填写项",
    "document": "资料",
    "paper": "文书",
    "to_be_reissued": "待重出文书",
    "searched": "搜索",
    "answer": "答复",
    "clock": "时限",
    "event": "起算日期",
    "finished": "办完日期",
    "pause": "暂停",
    "added_item": "追加告知",
    "attachment": "附件",
    "filing": "备案",
    "filing_act": "备案经过",
    "joint_act": "联合报装经过",
    "running": "在计时限",
    "calendar_year": "放假安排",
    "adopted_pack": "启用的政策包",
    "kept_pack": "存档的政策包",
    "purge": "清除登记",
    "desk": "共用台账的各台",
    "invitation": "邀请",
    "named_key": "中心库的钥匙",
    "conflict": "待核对",
    "announced": "预告清除的申请",
    "subject": "园区、企业和走访",
    "subject_field": "园区和企业资料",
    "guarantor": "包保责任人",
    "account": "企业用电户号",
    "energy": "能效记录",
    "visit": "走访",
    "visit_firm": "走访的企业",
    "request": "企业诉求",
    "promise": "承诺",
    "sharing": "免提交清单",
    "this_device": "登记编号用的设备",
    "signing_key": "签名密钥",
}


def table_words(tables: Iterable[str]) -> str:
    """受理员、单位; an unknown name as it is, and nothing for an empty one."""
    return "、".join(TABLE_LABELS.get(table, table) for table in tables if table)
