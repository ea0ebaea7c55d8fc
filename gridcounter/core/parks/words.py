"""The words of the park book, the same on screen, paper and in figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from gridcounter.core.labels import WORD_LABELS, voltage_label
from gridcounter.core.parks.promises import PromiseState
from gridcounter.core.parks.values import Account, Firm, FirmState, Park, Supply, SupplyKind, TransformerOwner
from gridcounter.core.parks.visits import BasisKind, Outcome, RequestKind, VisitReason, VisitWay
from gridcounter.core.wording import day_in_full

UNCLEAR = "未明确"
OWN_PLAN = "本单位安排"
SUPPLY_KINDS: Mapping[SupplyKind, str] = {
    SupplyKind.DIRECT: "直供",
    SupplyKind.RESUPPLIED: "转供",
    SupplyKind.PARTLY: "部分转供",
    SupplyKind.UNKNOWN: "不清楚",
}
FIRM_STATES: Mapping[FirmState, str] = {
    FirmState.BUILDING: "在建",
    FirmState.RUNNING: "投产",
    FirmState.STOPPED: "停产",
    FirmState.MOVED_OUT: "迁出",
}
TRANSFORMER_OWNERS: Mapping[TransformerOwner, str] = {
    TransformerOwner.OWN: "自有",
    TransformerOwner.PARK: "园区",
    TransformerOwner.LEASED: "租赁",
    TransformerOwner.PUBLIC: "公变",
}
WAYS: Mapping[VisitWay, str] = {
    VisitWay.ON_SITE: "上门",
    VisitWay.AT_THE_OFFICE: "来站",
    VisitWay.TELEPHONE: "电话",
    VisitWay.MEETING: "会议",
}
REASONS: Mapping[VisitReason, str] = {
    VisitReason.DUTY: "年度上门服务",
    VisitReason.ASKED: "企业约",
    VisitReason.FOLLOW_UP: "回访",
    VisitReason.OUTAGE: "停电",
    VisitReason.ENERGY: "能效",
    VisitReason.OTHER: "其他",
}
REQUEST_KINDS: Mapping[RequestKind, str] = {
    RequestKind.CONNECTION: "报装",
    RequestKind.INCREASE: "增容",
    RequestKind.RESUPPLY: "转供电",
    RequestKind.OUTAGE: "停电",
    RequestKind.BILL: "电费",
    RequestKind.ENERGY: "能效",
    RequestKind.SAFETY: "安全",
    RequestKind.OTHER_UNIT: "别的单位",
    RequestKind.OTHER: "其他",
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.ANSWERED: "当场答复",
    Outcome.PROMISED: "承诺",
    Outcome.PASSED_ON: "转交",
    Outcome.NOTED: "记下",
    Outcome.REFUSED: "不能办",
}
BASES: Mapping[BasisKind, str] = {
    BasisKind.CLAUSE: "条款",
    BasisKind.PAPER: "已出的文书",
    BasisKind.ORAL: "口头，无依据",
}
PROMISE_STATES: Mapping[PromiseState, str] = {
    PromiseState.OPEN: "未到期",
    PromiseState.MOVED: "已改期，未到期",
    PromiseState.LATE: "过期未兑现",
    PromiseState.KEPT: "按期兑现",
    PromiseState.KEPT_LATE: "过期兑现",
    PromiseState.WITHDRAWN: "已收回",
}
#: What the fields are called, by their keys, in a sentence about one of them.
FIELDS: Mapping[str, str] = {
    "name": "名称",
    "code": "统一社会信用代码",
    "building": "楼栋",
    "phone": "电话",
    "office_phone": "办公电话",
    "mobile": "手机",
    "number": "户号",
    "kva": "变压器容量",
    "count": "变压器台数",
    "capacity_kva": "容量",
    "voltage_kv": "电压",
    "kind": "供电关系",
    "level": "级别",
    "source": "名单",
    "since": "从哪天起",
    "until": "到哪天止",
    "on": "日期",
    "planned_on": "计划日期",
    "begins": "开始时间",
    "ends": "结束时间",
    "words": "企业怎样说的",
    "text": "承诺的内容",
    "who": "谁来办",
    "made_on": "承诺那天",
    "by": "哪天前",
    "workdays": "几个工作日",
    "to": "改到哪天",
    "unit": "单位",
    "month": "月份",
    "kwh": "电量",
    "power_factor": "功率因数",
    "km": "线路长度",
    "sales_kwh": "售电量",
    "sales_year": "售电量的年份",
}


def supply_words(supply: Supply) -> str:
    """直供; 转供，由甲转供，有单独分表（企业反映）. About a re-supplier only as what the firm reports."""
    kind = SUPPLY_KINDS[supply.kind]
    if not supply.through_another:
        return kind
    meter = {True: "有单独分表", False: "没有单独分表", None: ""}[supply.own_meter]
    since = f"{day_in_full(supply.since)}起" if supply.since else ""
    by = f"由{supply.by}转供" if supply.by else ""
    price = f"电价 {supply.said_price}" if supply.said_price else ""
    told = "，".join(filter(None, (by, since, meter, price)))
    return f"{kind}，{told}（企业反映）" if told else kind


def account_words(account: Account) -> str:
    """户号 3700000001，10 千伏，800 kVA：变压器 400 kVA×2（自有）."""
    sizes = [
        f"{one.kva:g} kVA×{one.count}" + (f"（{TRANSFORMER_OWNERS[one.owner]}）" if one.owner else "")
        for one in account.transformers
    ]
    voltage = voltage_label(account.voltage_kv) if account.voltage_kv else ""
    capacity = f"{account.capacity_kva:g} kVA" if account.capacity_kva else ""
    plain = "，".join(filter(None, (f"户号 {account.number}", voltage, capacity)))
    return f"{plain}；变压器 {'、'.join(sizes)}" if sizes else plain


def park_words(park: Park) -> str:
    """样例产业园（省级）."""
    level = WORD_LABELS["site.park"].get(park.level, park.level)
    return f"{park.name}（{level}）" if level else park.name


def firm_words(firm: Firm) -> str:
    """The name with its place in the park."""
    return f"{firm.name}（{firm.building}）" if firm.building else firm.name


def guarantor_gap(names: list[str]) -> str:
    """For the clerk's screen; nobody outside reads that a level is empty."""
    return "、".join(names) or UNCLEAR


def days_left_in(year: int, today: date) -> int:
    """Until the last of December, which still counts."""
    return max((date(year, 12, 31) - today).days, 0)
